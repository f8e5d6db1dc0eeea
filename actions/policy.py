"""Policy: on which days the office is closed."""

from casework.policy.closed_days import SaidDays, Sorted, sort
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.policy import closed_days


def judged_days(db: Transaction, said: SaidDays) -> Sorted:
    """Say what can be done now with each day that was said (停班停課)."""
    return sort(said, closed_days.known(db), local_day(db.now), db.rules)


def close_days(db: Transaction, said: SaidDays) -> Sorted:
    """Close the office on days, or work on them after all, as far as they still can be; judged again."""
    days = judged_days(db, said)
    change = closed_days.close if said.closes else closed_days.reopen
    for day in days.to_do:
        change(db, day)
    return days
