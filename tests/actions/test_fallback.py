"""What could not be heard or handled: who is told, of which hours, and who is not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from actions import fallback
from casework.staffing.people import Person, Role
from storage.core import facts
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind, Priority
from storage.core.news import OfficeNews
from storage.messages import outbox
from storage.staffing import addresses
from tests.storage.conftest import Store
from tests.support import addressed

DAY = timedelta(hours=24)
Told = list[tuple[str, int, object]]


@pytest.fixture
async def administrator(store: Store) -> Person:
    joins = Person(0, Role.ADMIN, store.staff[Role.WORKER].unit, "李預設", "0912000002", "")
    return await store(lambda db: addressed.add(db, joins, 7_200))


def told(db: Transaction) -> Told:
    return [(one.verb, one.person, one.about) for one in db.news if isinstance(one, OfficeNews)]


async def outages(store: Store) -> list[dict[str, str]]:
    noted = select(t.journal.c.detail).where(t.journal.c.verb == "office.outage")
    return list(await store(lambda db: db.connection.execute(noted).scalars().all()))


async def test_only_a_silence_that_was_longer_than_messengers_keep_things_may_have_lost_something(
    store: Store,
) -> None:
    began = store.now

    def noticed(db: Transaction) -> set[object]:
        fallback.notice_outage(db, kept=DAY)
        return {about for _, _, about in told(db)}

    assert await store(noticed) == set(), "the bell never rang"
    await store(lambda db: facts.put(db, "bell", began.isoformat()))
    store.forward(hours=24)
    assert await store(noticed) == set()
    store.forward(seconds=1)
    assert await store(noticed) == {(began, began + timedelta(seconds=1))}
    [noted] = await outages(store)
    assert [datetime.fromisoformat(noted[name]) for name in ("since", "until")] == [began, store.now]


async def test_whoever_is_there_is_asked_to_send_again_but_not_who_blocked_the_bot(store: Store) -> None:
    blocked = store.staff[Role.CHIEF].id

    def noticed(db: Transaction) -> set[int]:
        [at] = addresses.every(db, blocked)
        addresses.change(db, at.id, blocked_at=db.now)
        facts.put(db, "bell", (db.now - 2 * DAY).isoformat())
        fallback.notice_outage(db, kept=DAY)
        assert {verb for verb, _, _ in told(db)} == {"office.outage"}
        return {person for _, person, _ in told(db)}

    assert await store(noticed) == {one.id for one in store.staff.values()} - {blocked}


@pytest.mark.parametrize("known", [True, False], ids=["somebody's chat", "a stranger's"])
async def test_who_has_full_data_left_in_their_chat_is_asked_to_delete_it_and_an_administrator_hears_whose(
    store: Store, administrator: Person, known: bool
) -> None:
    worker = store.staff[Role.WORKER]

    def left(db: Transaction) -> Told:
        to = addressed.address(db, 7_001 if known else 9_999)
        row = outbox.write(db, to, LetterKind.DELETE, {"message": 5}, priority=Priority.PUSH)
        assert row is not None
        fallback.left_standing(db, Letter(row, to, LetterKind.DELETE, Priority.PUSH, {}, None, 1))
        assert db.connection.execute(select(t.outbox.c.dropped)).scalars().all() == ["left standing"]
        return told(db)

    assert await store(left) == (
        [("office.delete_it", worker.id, None), ("office.left_standing", administrator.id, worker.name)]
        if known
        else []
    )


@pytest.mark.parametrize(("chat", "sorry"), [(7_001, True), (9_999, False), (None, False)])
async def test_who_sent_what_is_set_aside_hears_it_and_an_administrator_which_row(
    store: Store, administrator: Person, chat: int | None, sorry: bool
) -> None:
    update = {"update_id": 1, "message": {"chat": {"id": chat}}}

    def set_aside(db: Transaction) -> Told:
        [arrived] = addressed.keep(db, [update])
        fallback.set_aside(db, arrived)
        return told(db)

    found = await store(set_aside)
    row = await store(lambda db: db.connection.execute(select(t.inbox.c.id)).scalar_one())
    theirs = [("office.sorry", store.staff[Role.WORKER].id, None)]
    assert found == [*(theirs if sorry else []), ("office.set_aside", administrator.id, row)]
