"""What stays late, counted: of all, of a unit, of a person."""

from datetime import timedelta
from functools import partial

from sqlalchemy import update

from casework.policy.owed import Bearer
from casework.reminders.backlog import Backlog
from casework.reminders.hearing import Remit
from casework.staffing.people import Role
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import obligations
from storage.reminders import to_do
from tests.storage.conftest import MONDAY, Store, a_case

LATE, IN_TIME = MONDAY - timedelta(days=3), MONDAY + timedelta(days=3)


async def test_what_is_done_or_not_due_yet_is_not_late_whoever_is_asked_about(store: Store) -> None:
    worker = store.staff[Role.WORKER]

    def duties(db: Transaction) -> None:
        for due, ended in ((LATE, None), (MONDAY - timedelta(days=9), MONDAY), (IN_TIME, None)):
            case = cases.open_case(db, a_case(), "B")
            owed = {"person": worker.id, "unit": worker.unit, "bearer": Bearer.PERSON}
            db.connection.execute(
                update(obligations)
                .where(obligations.c.subject == case.id)
                .values(due=due, ended_at=ended, **owed)
            )

    await store(duties)
    for remit in (
        Remit(None),
        Remit(None, unit=worker.unit),
        Remit(Bearer.PERSON, person=worker.id),
    ):
        assert await store(partial(to_do.overdue, theirs=[remit])) == Backlog(1, 3)
    assert await store(partial(to_do.overdue, theirs=[Remit(Bearer.SCREENERS)])) == Backlog(0, 0)
