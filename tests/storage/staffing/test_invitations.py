from functools import partial

import pytest
from sqlalchemy import select

from casework.errors import InvitationSpent
from casework.staffing.people import Role
from storage.core.database import Transaction
from storage.core.tables import invitations as table
from storage.core.tables import journal
from storage.staffing import invitations
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


@pytest.mark.parametrize(("days", "good"), [(6.9, True), (7.1, False)])
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


async def test_who_was_invited_as_what_stands_in_the_journal(store: Store) -> None:
    await code_for(store)
    [told] = await store(
        lambda db: db.connection.execute(select(journal).where(journal.c.verb == "person.invited")).all()
    )
    assert (told.detail["role"], told.detail["unit"]) == (Role.CHIEF, certain(store.unit).id)
