"""Unsent: what somebody began and did not send is called to mind, and goes one day (`ux.md` 13)."""

from datetime import date, datetime, timedelta

from casework.forms import Draft
from casework.policy.owed import Rules
from casework.policy.policy import Keeping
from casework.reminders.nudging import after_quiet
from casework.text.dates import local_day


def of_danger(draft: Draft) -> bool:
    """Tell whether its writer said that somebody is in danger."""
    return draft.said("danger") == "yes"


def next_reminder(draft: Draft, touched: datetime, told: int, rules: Rules) -> datetime | None:
    """Return when its writer is to hear of it next, having heard *told* times; None when no more.

    Where somebody is said to be in danger it is within the hour, also at night; else not in quiet hours.
    """
    if not draft.begun:
        return None
    danger, keeping = of_danger(draft), rules.policy.keeping
    waits = keeping.reminds_of_danger if danger else keeping.reminds
    if told >= len(waits):
        return None
    at = touched + waits[told]
    return at if danger else after_quiet(at, rules.policy.nudges)


def gone_on(touched: datetime, keeping: Keeping) -> date:
    """Return the day on which it is deleted when nobody goes on with it."""
    return local_day(touched + timedelta(days=keeping.draft_days))
