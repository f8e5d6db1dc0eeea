"""Handed over: who hears of it, by pushes that hold numbers and no names (`trust.md` L0)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from casework.handover import Plan
from casework.staffing.people import Person
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.office import tell
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import Turn
from handlers.ui.wording import Wording
from storage.handover.handovers import Handover


@dataclass(frozen=True)
class TakenOver(Button, prefix="ho"):
    """Open what was taken over, at a page."""

    handover: int
    page: int


def tell_all(turn: Turn, plan: Plan, done: Handover) -> None:
    """Push to who takes over, who goes, and the supervisors before and after.

    Who leaves is told past the gate that keeps pushes from who is not there any more.
    """
    number = len(done.which)
    heard = {turn.speaker.id, plan.receiver.id, plan.person.id}
    _tell(turn, done, plan.receiver, partial(received, number, done.id))
    _tell(turn, done, plan.person, partial(let_go, leaves=plan.into is None))
    for unit in dict.fromkeys((plan.person.unit, plan.receiver.unit, plan.into)):
        for one in telling.supervisors(turn.db, unit) if unit else ():
            if one.id not in heard:
                heard.add(one.id)
                _tell(turn, done, one, partial(_newcomer if unit == plan.into else _watching, number))


def _tell(turn: Turn, done: Handover, person: Person, compose: Callable[[Wording], Screen]) -> None:
    tell(turn.office, turn.db, person, compose, key=f"handover:{done.id}:{person.id}")


def received(number: int, handover: int, wording: Wording) -> Screen:
    """Who takes over hears at once."""
    text = wording.count(
        "A colleague's work was handed over to you, with %(n)s case. Please read the note.",
        "A colleague's work was handed over to you, with %(n)s cases. Please read the note.",
        number,
    )
    return Screen(text, column(Press(wording.label("Open"), TakenOver(handover, 0), "primary")))


def let_go(wording: Wording, *, leaves: bool) -> Screen:
    """Who goes hears that it is done."""
    if leaves:
        return Screen(wording.text("Your work was handed over, and your access has ended. Thank you."))
    return Screen(wording.text("Your work was handed over. You belong to your new unit now."))


def _watching(number: int, wording: Wording) -> Screen:
    return Screen(
        wording.count(
            "A colleague's work was handed over, with %(n)s case.",
            "A colleague's work was handed over, with %(n)s cases.",
            number,
        )
    )


def _newcomer(number: int, wording: Wording) -> Screen:
    return Screen(wording.text("A colleague was transferred to your unit."))
