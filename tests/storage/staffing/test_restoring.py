"""What a copy of the office holds that is void once the office goes on from it, on either database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.staffing import restoring
from casework.errors import InvitationSpent, NotThere, Stale
from casework.staffing.people import Person, Role
from storage.core import journal
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.messages import outbox
from storage.messages.witness import Stands
from storage.staffing import addresses, invitations, people
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.certain import certain


async def test_what_waited_in_a_copy_is_void(store: Store) -> None:
    worker = store.staff[Role.WORKER]

    def before(db: Transaction) -> str:
        addressed.add(db, Person(0, Role.ADMIN, worker.unit, "李預設", "0912000001", ""), 7_100)
        at = certain(addresses.of(db, worker.id))
        for kind in (LetterKind.MESSAGE, LetterKind.CARD, LetterKind.DELETE):
            outbox.write(db, at, kind, {"text": "?", "again": "", "message": 1}, priority=Priority.PUSH)
        addresses.change(db, at.id, card=5)
        return invitations.invite(db, Role.WORKER, worker.unit, ())

    code = await store(before)
    store.speaker = None
    store.forward(hours=3)
    with pytest.raises(NotThere):
        await store(lambda db: restoring.restored(db, ["陳假人"], ()))
    done = await store(lambda db: restoring.restored(db, ["李預設"], [Stands("telegram", "7000000555", 12)]))
    assert done.until - done.since == timedelta(), "no bell ever rang here"
    assert (done.asleep, done.invitations, done.taken_back) == (4, 1, 1)
    with pytest.raises(InvitationSpent):
        await store(lambda db: invitations.open_invitation(db, code, b"?" * 16))

    def after(db: Transaction) -> None:
        waits = select(t.outbox.c.kind).where(t.outbox.c.dropped.is_(None)).order_by(t.outbox.c.id)
        assert db.connection.execute(waits).scalars().all() == ["delete", "delete"]
        assert certain(addresses.of(db, worker.id)).card is None
        assert people.speaker(db, addressed.token(db, 7_001)) is None
        assert people.sleeps(db, addressed.token(db, 7_001))
        assert not people.sleeps(db, addressed.token(db, 7_100))
        assert journal.first_break(db) is None

    await store(after)
    first = await store(restoring.epoch)
    assert len(first) == 4
    await store(lambda db: restoring.restored(db, ["李預設"], ()))
    assert await store(restoring.epoch) != first


async def test_who_leads_confirms_no_more_than_was_shown(store: Store) -> None:
    await store(lambda db: people.fall_asleep(db, [store.staff[Role.SUPERVISOR].id]))
    lead = store.by(Role.SUPERVISOR)
    found = await lead(restoring.asleep)
    assert {one.role for one in found} == {Role.CHIEF, Role.WORKER, Role.SCREENER}
    with pytest.raises(Stale):
        await lead(lambda db: restoring.confirm(db, restoring.asleep(db), 2))
    await lead(lambda db: restoring.confirm(db, restoring.asleep(db), 3))
    assert await lead(restoring.asleep) == []
    assert await store.by(Role.WORKER)(restoring.asleep) == []
