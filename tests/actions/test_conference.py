"""What a conference decided is carried out from the day on which it was held, whenever it is noted."""

from datetime import date, timedelta

from msgspec.structs import replace

from actions.meetings import conference
from casework.meetings.discussing import Decision, Discussed
from casework.meetings.meetings import Meeting, MeetingKind
from casework.staffing.people import Role
from casework.text.dates import local_day
from storage.cases import cases
from storage.core.database import Transaction
from storage.meetings import discussed, meetings
from tests.storage.conftest import Store, served_by


async def test_a_case_is_tracked_from_the_day_of_the_conference(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    today = local_day(store.now)
    held = today - timedelta(days=3)

    def brought(db: Transaction) -> tuple[int, int]:
        assert store.unit is not None
        case = cases.open_case(db, served_by(worker), "B")
        planned = Meeting(MeetingKind.CONFERENCE, store.unit, date(2026, 5, 1), fixed=held)
        one = meetings.add(db, planned, "meeting.planned")
        meetings.keep(db, one, replace(one, held_on=held))
        row = discussed.add(db, Discussed(0, one.id, case.id, worker.unit, held), case)
        return case.id, row.id

    case, row = await store(brought)
    done = await store.by(Role.SUPERVISOR)(lambda db: conference.decide(db, row, Decision.TRACKED, "訪視"))
    assert done.decision is Decision.TRACKED
    [tracking] = (await store(lambda db: cases.read(db, case))).trackings
    assert (tracking.met_on, tracking.tasks, tracking.units) == (held, "訪視", (worker.unit,))
