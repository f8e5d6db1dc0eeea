"""How pressing a deadline is, in words: for how long it is over, or when it falls due."""

from datetime import datetime

from markupsafe import Markup

from casework.policy.policy import Nudging
from casework.reminders.obligations import Standing, standing
from casework.text.dates import local_day
from handlers.words.terms import STANDINGS
from handlers.words.wording import Wording

HOUR = 3600


def said(duty: str, due: datetime, now: datetime, nudges: Nudging, wording: Wording) -> Markup:
    """Say when a *duty*, by its word, falls due; what is over says for how long."""
    stands = standing(due, now, nudges)
    when = wording.moment(due)
    if stands is not Standing.OVERDUE:
        return wording.text(STANDINGS[stands], due=when, duty=duty)
    return wording.text(STANDINGS[stands], due=when, duty=duty, late=_late(due, now, wording))


def _late(due: datetime, now: datetime, wording: Wording) -> Markup:
    days = (local_day(now) - local_day(due)).days
    if days:
        return wording.count("%(n)s day", "%(n)s days", days)
    return wording.count("%(n)s hour", "%(n)s hours", max(int((now - due).total_seconds() // HOUR), 1))
