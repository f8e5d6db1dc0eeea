"""Where somebody is written to: one of their addresses that is not blocked, first the one they used last."""

from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.staffing.people import Role
from storage.core.database import Transaction
from storage.core.letters import Address, LetterKind, Priority
from storage.core.tables import addresses as rows
from storage.messages import outbox
from storage.staffing import addresses, invitations, people
from tests.storage.conftest import Store
from tests.support.certain import certain

BOTH = (Role.WORKER, Role.CHIEF)


async def another(store: Store, role: Role = Role.WORKER, text: str = "5") -> Address:
    """A second address of somebody, where they spoke last."""
    return await store(lambda db: addresses.give(db, addresses.at(db, "small", text), store.staff[role].id))


async def tried(store: Store, role: Role = Role.WORKER) -> list[str]:
    return [one.channel for one in await store(lambda db: addresses.every(db, store.staff[role].id))]


async def test_who_speaks_elsewhere_is_written_to_there_first_and_nobody_else_is_moved(store: Store) -> None:
    before = await store(lambda db: addresses.every(db, store.staff[Role.CHIEF].id))
    small = await another(store)
    assert await tried(store) == ["small", "telegram"]
    [_, telegram] = await store(lambda db: addresses.every(db, store.staff[Role.WORKER].id))
    assert (small.last_used, small.blocked, telegram.last_used) == (True, False, False)
    again = await store(lambda db: addresses.used(db, telegram))
    assert again == replace(telegram, last_used=True)
    assert await tried(store) == ["telegram", "small"]
    assert await store(lambda db: addresses.every(db, store.staff[Role.CHIEF].id)) == before


async def test_what_is_blocked_is_tried_last_until_they_speak_there_again(store: Store) -> None:
    small = await another(store)
    await store(lambda db: addresses.change(db, small.id, blocked_at=db.now))
    assert await tried(store) == ["telegram", "small"]
    chosen = await store(lambda db: addresses.of(db, store.staff[Role.WORKER].id))
    assert certain(chosen).channel == "telegram"
    blocked = await store(lambda db: addresses.get(db, small.id))
    assert blocked.blocked
    assert not (await store(lambda db: addresses.used(db, blocked))).blocked
    assert await tried(store) == ["small", "telegram"]
    assert await store(lambda db: addresses.of(db, 999)) is None


async def test_who_blocked_the_bot_wherever_they_are_written_to_cant_be_reached(store: Store) -> None:
    async def blocked() -> list[bool]:
        return [(await store(partial(people.get, person=store.staff[one].id))).blocked for one in BOTH]

    small = await another(store)
    [_, telegram] = await store(lambda db: addresses.every(db, store.staff[Role.WORKER].id))
    for one, expected in ((small, [False, False]), (telegram, [True, False])):
        await store(partial(addresses.change, address=one.id, blocked_at=store.now))
        assert await blocked() == expected
    await store(lambda db: addresses.used(db, addresses.get(db, small.id)))
    assert await blocked() == [False, False]


async def test_an_address_is_kept_once_and_found_by_its_channel_and_text(store: Store) -> None:
    first = await store(lambda db: addresses.at(db, "small", "5"))
    assert await store(lambda db: addresses.at(db, "small", "5")) == first
    for channel, text in (("small", "6"), ("telegram", "5")):
        assert (await store(partial(addresses.at, channel=channel, address=text))).id != first.id


async def test_what_is_asked_of_somebody_leaves_all_their_screens_and_nobody_elses(store: Store) -> None:
    small = await another(store)
    theirs = await store(lambda db: addresses.every(db, store.staff[Role.CHIEF].id))

    def asks(db: Transaction) -> None:
        for one in (small, *theirs):
            addresses.change(db, one.id, asking=7, card=8)

    def screens(db: Transaction) -> list[tuple[int | None, int | None]]:
        return [
            (addresses.get(db, one.id).asking, addresses.get(db, one.id).card) for one in (small, *theirs)
        ]

    await store(asks)
    await store(lambda db: addresses.leave_forms(db, store.staff[Role.WORKER].id))
    assert await store(screens) == [(None, 8), (7, 8)]
    await store(addresses.leave_screens)
    assert await store(screens) == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("kept_by", "kept"),
    [("nothing", False), ("a letter", True), ("an invitation", True), ("an old one", False)],
)
async def test_a_stranger_is_forgotten_once_answered_and_who_follows_an_invitation_is_not(
    store: Store, kept_by: str, kept: bool
) -> None:
    stranger = await store(lambda db: addresses.at(db, "small", "77"))
    token = addresses.token(store.vault, "small", "77")
    known = await store(lambda db: db.connection.execute(select(rows.c.id).where(rows.c.person > 0)).all())

    def waits(db: Transaction) -> None:
        if kept_by == "a letter":
            outbox.write(db, stranger, LetterKind.MESSAGE, {"text": "A"}, priority=Priority.STRANGER)
        elif kept_by != "nothing":
            code = invitations.invite(db, Role.CHIEF, certain(store.unit).id, [])
            invitations.open_invitation(db, code, token)

    await store(waits)
    if kept_by == "an old one":
        store.forward(days=7)  # the moment it expires
    assert await store(addresses.forget_strangers) == (0 if kept else 1)
    left = await store(lambda db: db.connection.execute(select(rows.c.id)).all())
    assert len(left) == len(known) + kept
