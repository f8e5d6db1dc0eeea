"""What a unit brings to a conference [001] 參三(六)2(1)."""

from casework.errors import WrongState
from casework.meetings.attending import Attendance
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.meetings import attendances


def nothing(db: Transaction, attendance: int) -> Attendance:
    """Say that the unit has nothing to propose this time (本次無提報)."""
    before = attendances.get(db, attendance)
    if before.asked_on is None or before.proposed_on is not None:
        raise WrongState
    after = before.propose(local_day(db.now))
    return attendances.save(db, before, after, "attendance.nothing_proposed")
