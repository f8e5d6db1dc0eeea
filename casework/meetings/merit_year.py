"""A year's merit table (獎懲 [001] 肆三) as what the bureau owes: sent when nobody can object any more."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from casework.dossiers import Dossier, DossierAct, Side
from casework.forms import Form, Question, QuestionKind
from casework.meetings.merit import objected_by, shown_from
from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty
from casework.staffing.bearers import answers_for
from casework.text.dates import day_end, day_start


class MeritYear(Dossier, frozen=True, kw_only=True):
    """The table of one year, from the day on which units see their rows; it ends when it is sent."""

    year: int
    letter: str = ""
    """The number of the letter with which it was sent (發文字號)."""


SENT: Final = Form("merit_sent", (Question("letter", QuestionKind.TEXT, optional=True, limit=60),))
SEND: Final[DossierAct[MeritYear]] = DossierAct(
    "send",
    Side.UNIT,
    lambda one, doing: one.open and doing.today > objected_by(one.year, doing.rules),
    lambda one, doing: replace(one, letter=doing.said("letter"), ended_at=doing.now),
    "merit.sent",
    SENT,
)
"""Not before the last day for objections (`screens.md` §7); from then on what is proposed stays as it is."""


def owed(one: MeritYear, rules: Rules) -> Iterator[Owed]:
    """Judge it and send it, so many working days (default) after the last day for objections."""
    if not one.open:
        return
    last = day_end(objected_by(one.year, rules))
    due = rules.calendar.after_working_days(last, rules.policy.merit.send_working_days)
    since = day_start(shown_from(one.year, rules.policy))
    yield Owed(Duty.MERIT_TABLE, str(one.year), since, due, answers_for(one.unit))
