"""How pressing a deadline is, in words: for how long it is over, or when it falls due, and what is 🚨."""

from datetime import datetime, timedelta

from markupsafe import Markup

from casework.policy.policy import Nudging
from casework.reminders.obligations import Standing, standing
from casework.text.dates import local_day
from handlers.words.terms import STANDINGS
from handlers.words.wording import Wording

HOUR = 3600
MINUTE, MINUTES = timedelta(minutes=1), 60


def marked(sign: str, *, alarm: bool) -> str:
    """Call something by its sign, marked where it is an alarm."""
    return f"🚨 {sign}" if alarm else sign


def said(
    duty: str, due: datetime, now: datetime, nudges: Nudging, wording: Wording, *, urgent: bool = False
) -> Markup:
    """Say when a *duty*, by its word, falls due; what is over says for how long, the *urgent* how soon."""
    stands = standing(due, now, nudges)
    when = wording.moment(due)
    if stands is not Standing.OVERDUE:
        what = wording.text(STANDINGS[stands], due=when, duty=duty)
        return (
            wording.text("%(what)s, %(left)s left", what=what, left=left(due - now, wording))
            if urgent and due > now
            else what
        )
    return wording.text(STANDINGS[stands], due=when, duty=duty, late=_late(due, now, wording))


def left(time: timedelta, wording: Wording) -> Markup:
    """Say how much time is left, by the full hour; of the last one by the minute that has begun."""
    minutes = -(-time // MINUTE)
    if minutes < MINUTES:
        return wording.count("%(n)s minute", "%(n)s minutes", minutes)
    return wording.count("%(n)s hour", "%(n)s hours", minutes // MINUTES)


def _late(due: datetime, now: datetime, wording: Wording) -> Markup:
    days = (local_day(now) - local_day(due)).days
    if days:
        return wording.count("%(n)s day", "%(n)s days", days)
    return wording.count("%(n)s hour", "%(n)s hours", max(int((now - due).total_seconds() // HOUR), 1))
