"""What it means to close the office on a day, or to work after all: said before it is done (`ux.md` 17)."""

from collections.abc import Collection, Iterator
from datetime import date

from markupsafe import Markup

from casework.policy.closed_days import HALF, IN_WORKING_DAYS, MOST, SaidDays, Sorted
from casework.policy.policy import ClosedDaysFigures as Limits
from casework.policy.policy import Duty
from handlers.ui.screens import lines
from handlers.words.terms import DUTIES
from handlers.words.wording import Wording

_LONGEST = 40
"""Characters of what could not be read that are said back."""


def confirmation(said: SaidDays, days: Collection[date], moved: int, wording: Wording) -> Markup:
    """Ask once more: which days, and how many deadlines move."""
    question = (
        wording.text("Is the office closed on these days?")
        if said.closes
        else wording.text("Is the office open on these days after all?")
    )
    duties = wording.label(", ").join(wording.label(DUTIES[one]) for one in Duty if one in IN_WORKING_DAYS)
    return lines(
        Markup("<b>%s</b>") % question,
        *(wording.text("• %(day)s", day=wording.day(day)) for day in days),
        _moved(moved, wording, later=said.closes),
        wording.text(
            "Counted in working days: %(duties)s. A routine visit that would fall on a day off is due on the "
            "next working day, but not where the risk is high. What else is counted in hours or calendar "
            "days stays.",
            duties=duties,
        ),
        wording.text("Once you confirm, the deadlines move within a minute."),
    )


def _moved(moved: int, wording: Wording, *, later: bool) -> Markup:
    if not moved:
        return wording.text("No open deadline moves now.")
    if later:
        return wording.count(
            "%(n)s open deadline moves to a later day.", "%(n)s open deadlines move to a later day.", moved
        )
    return wording.count(
        "%(n)s open deadline moves to an earlier day.", "%(n)s open deadlines move to an earlier day.", moved
    )


def hindrances(said: SaidDays, days: Sorted, wording: Wording, limits: Limits) -> Markup | None:
    """Say what can't be done with what was written, and why; None when all of it can."""
    reasons = list(_reasons(said, days, wording, limits))
    return lines(*reasons) if reasons else None


def _reasons(said: SaidDays, days: Sorted, wording: Wording, limits: Limits) -> Iterator[Markup]:
    if any(map(HALF.search, said.unread)):
        yield wording.text(
            "Days are counted whole here: a day of which only a part is off stays a working day, and no "
            "deadline moves. If nobody works all day, name the day alone."
        )
    if said.unread:
        unread = wording.label(", ").join(said.unread)
        yield wording.text(
            "I could not read “%(said)s” as a day. For example: closed 2026-07-10, closed tomorrow, "
            "closed 7/10-7/12.",
            said=unread if len(unread) <= _LONGEST else unread[:_LONGEST] + "…",
        )
        return
    if len(said.days) > MOST:
        yield wording.text("At most %(n)s days at once. Please write them in parts.", n=MOST)
        return
    for which, why in (
        (days.off_anyway, wording.text("a weekend or holiday, the office is closed anyway")),
        (days.done_before, _done_before(said, wording)),
        (days.too_old, wording.text("over %(n)s days ago, too late to change", n=limits.back_days)),
        (days.too_far, wording.text("over %(n)s days away, please check the year", n=limits.ahead_days)),
    ):
        if which:
            yield wording.text("%(days)s: %(why)s.", days=in_words(which, wording), why=why)


def _done_before(said: SaidDays, wording: Wording) -> Markup:
    return wording.text("entered already") if said.closes else wording.text("not entered as closed")


def in_words(days: Collection[date], wording: Wording) -> str:
    """Write days in a row."""
    return wording.label(", ").join(wording.day(day) for day in days)
