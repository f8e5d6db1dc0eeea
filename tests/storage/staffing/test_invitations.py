from functools import partial

import pytest
from sqlalchemy import select

from casework.errors import InvitationSpent
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from storage.core.database import Transaction
from storage.core.tables import invitations as table
from storage.core.tables import journal
from storage.staffing import invitations, units
from tests.storage.conftest import Store
from tests.support.certain import certain

FIRST, SECOND = bytes([1] * 16), bytes([2] * 16)
"""Tokens of two addresses."""
VILLAGES = ["平鎮區新勢里"]


async def code_for(store: Store) -> str:
    return await store(lambda db: invitations.invite(db, Role.CHIEF, certain(store.unit).id, VILLAGES))


async def test_an_invitation_is_for_a_role_a_unit_and_villages(store: Store) -> None:
    code = await code_for(store)
    opened = await store(lambda db: invitations.open_invitation(db, code, FIRST))
    assert (opened.role, opened.unit, opened.villages) == (
        Role.CHIEF,
        certain(store.unit).id,
        tuple(VILLAGES),
    )


async def test_an_invitation_works_once(store: Store) -> None:
    code = await code_for(store)
    opened = await store(lambda db: invitations.open_invitation(db, code, FIRST))
    await store(lambda db: invitations.use(db, opened, store.staff[Role.CHIEF].id))
    for token in (FIRST, SECOND):
        with pytest.raises(InvitationSpent):
            await store(partial(invitations.open_invitation, code=code, by=token))


async def test_only_the_address_that_opened_it_first_may_go_on(store: Store) -> None:
    code = await code_for(store)
    first = await store(lambda db: invitations.open_invitation(db, code, FIRST))
    with pytest.raises(InvitationSpent):
        await store(lambda db: invitations.open_invitation(db, code, SECOND))
    assert await store(lambda db: invitations.opened(db, FIRST)) == first
    assert await store(lambda db: invitations.open_invitation(db, code, FIRST)) == first


@pytest.mark.parametrize(("days", "good"), [(6.9, True), (7, False)])
async def test_an_invitation_expires_after_a_week(store: Store, days: float, good: bool) -> None:
    code = await code_for(store)
    store.forward(days=days)
    if good:
        await store(lambda db: invitations.open_invitation(db, code, FIRST))
    else:
        with pytest.raises(InvitationSpent):
            await store(lambda db: invitations.open_invitation(db, code, FIRST))


async def test_a_guessed_code_opens_nothing(store: Store) -> None:
    await code_for(store)
    with pytest.raises(InvitationSpent):
        await store(lambda db: invitations.open_invitation(db, "AAAAAAAAAAAAAAAAAAAAAA", FIRST))


async def test_the_code_itself_is_not_kept(store: Store) -> None:
    code = await code_for(store)

    def rows(db: Transaction) -> str:
        return str(db.connection.execute(table.select()).all())

    assert len(code) == 22
    assert code not in await store(rows)


async def test_who_was_invited_as_what_and_what_became_of_it_stands_in_the_journal(store: Store) -> None:
    for _ in range(2):
        await code_for(store)
    one, other = await store(invitations.every)
    joined = store.staff[Role.CHIEF].id
    await store(lambda db: invitations.revoke(db, one))
    await store(lambda db: invitations.use(db, other, joined))
    acts = select(journal.c.verb, journal.c.detail).order_by(journal.c.id)
    found = await store(lambda db: db.connection.execute(acts).all())
    facts = {"role": Role.CHIEF, "unit": certain(store.unit).id}
    assert [tuple(act) for act in found] == [
        ("person.invited", {"invitation": other.id, **facts}),
        ("person.invited", {"invitation": one.id, **facts}),
        ("person.invitation_revoked", {"invitation": one.id}),
        ("person.joined", {"invitation": other.id, "person": joined}),
    ]


async def waited_for(store: Store) -> list[str]:
    return [one.name for one in await store(invitations.every)]


async def test_of_several_invitations_one_is_revoked_or_those_of_one_person_or_of_one_unit(
    store: Store,
) -> None:
    own = certain(store.unit).id
    other = (await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))).id
    for name, by, unit in (
        *(("甲", Role.WORKER, own), ("乙", Role.WORKER, own)),
        *(("丙", Role.SUPERVISOR, own), ("丁", Role.SUPERVISOR, other)),
    ):
        await store.by(by)(partial(invitations.invite, role=Role.CHIEF, unit=unit, villages=[], name=name))
    assert await waited_for(store) == ["丁", "丙", "乙", "甲"]
    mine = await store(lambda db: invitations.of_unit(db, own))
    assert [one.name for one in mine] == ["丙", "乙", "甲"], "the newest first"
    assert [one.by for one in mine] == [
        store.staff[role].id for role in (Role.SUPERVISOR, Role.WORKER, Role.WORKER)
    ]
    await store(lambda db: invitations.revoke(db, mine[2]))
    assert await store(lambda db: invitations.get(db, mine[2].id)) is None
    assert await store(lambda db: invitations.get(db, mine[1].id)) == mine[1]
    assert await waited_for(store) == ["丁", "丙", "乙"]
    await store(lambda db: invitations.revoke_of(db, store.staff[Role.WORKER].id))
    assert await waited_for(store) == ["丁", "丙"]
    await store(lambda db: invitations.revoke_all(db, other))
    assert await waited_for(store) == ["丙"]
    assert await store(invitations.revoke_every) == 1
    assert await waited_for(store) == []
    assert await store(invitations.revoke_every) == 0, "they were before"


async def test_who_follows_another_invitation_lets_the_first_go_and_what_was_used_stays_used(
    store: Store,
) -> None:
    first, second, third = [await code_for(store) for _ in range(3)]
    await store(lambda db: invitations.open_invitation(db, first, FIRST))
    other = await store(lambda db: invitations.open_invitation(db, third, SECOND))
    now = await store(lambda db: invitations.open_invitation(db, second, FIRST))
    assert await store(lambda db: invitations.opened(db, FIRST)) == now
    assert await store(lambda db: invitations.opened(db, SECOND)) == other
    await store(lambda db: invitations.open_invitation(db, first, bytes([3] * 16)))
    await store(lambda db: invitations.use(db, now, store.staff[Role.CHIEF].id))
    assert await store(lambda db: invitations.opened(db, SECOND)) == other, "another's is not spent with it"
    assert await store(invitations.revoke_every) == 2
    await store(lambda db: invitations.revoke(db, now))
    await store(lambda db: invitations.revoke_all(db, now.unit))
    used = select(table.c.id).where(table.c.revoked_at.is_(None))
    assert await store(lambda db: db.connection.execute(used).scalars().all()) == [now.id]


async def test_by_an_invitation_that_was_revoked_nobody_joins(store: Store) -> None:
    code = await code_for(store)
    [one] = await store(invitations.every)
    await store(lambda db: invitations.revoke(db, one))
    with pytest.raises(InvitationSpent):
        await store(lambda db: invitations.open_invitation(db, code, FIRST))


async def test_who_joins_while_it_is_revoked_does_not_and_what_was_used_is_not_said_to_be_revoked(
    store: Store,
) -> None:
    """Two processes: each had read it as open."""
    first, second = [await code_for(store) for _ in range(2)]
    one = await store(lambda db: invitations.open_invitation(db, first, FIRST))
    other = await store(lambda db: invitations.open_invitation(db, second, SECOND))
    assert await store(lambda db: invitations.revoke(db, one))
    with pytest.raises(InvitationSpent):
        await store(lambda db: invitations.use(db, one, store.staff[Role.CHIEF].id))
    await store(lambda db: invitations.use(db, other, store.staff[Role.CHIEF].id))
    assert not await store(lambda db: invitations.revoke(db, other))
    with pytest.raises(InvitationSpent):
        await store(lambda db: invitations.use(db, other, store.staff[Role.WORKER].id))
    assert [verb for verb, _ in await store.noted("person.%")][2:] == [
        "person.invitation_revoked",
        "person.joined",
    ]
