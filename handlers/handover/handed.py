"""Handed over: who hears of it, by pushes that name a colleague and no household (`trust.md` L0)."""

from collections.abc import Mapping

from handlers.ui.buttons import Button
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Screen, column
from handlers.words.wording import Wording
from storage.handover.handovers import Handover


class TakenOver(Button, prefix="ho"):
    """Open what was taken over, at a page."""

    handover: int
    page: int


def received(done: Handover, wording: Wording) -> Screen:
    """Tell who takes over, at once."""
    text = wording.count(
        "The work of %(name)s was handed over to you, with %(n)s case. Please read the note.",
        "The work of %(name)s was handed over to you, with %(n)s cases. Please read the note.",
        len(done.which),
        name=done.giver,
    )
    return Screen(text, column(Press(wording.label("Open"), TakenOver(done.id, 0), "primary")))


def left(done: Handover, wording: Wording) -> Screen:
    """Tell who leaves the office that it is done."""
    return Screen(wording.text("Your work was handed over, and your access has ended. Thank you."))


def transferred(done: Handover, wording: Wording) -> Screen:
    """Tell who goes to another unit that it is done."""
    return Screen(wording.text("Your work was handed over. You belong to your new unit now."))


def watched(done: Handover, wording: Wording) -> Screen:
    """Tell the supervisors of both units."""
    return Screen(
        wording.count(
            "The work of %(name)s was handed over, with %(n)s case.",
            "The work of %(name)s was handed over, with %(n)s cases.",
            len(done.which),
            name=done.giver,
        )
    )


def newcomer(done: Handover, wording: Wording) -> Screen:
    """Tell the supervisors of the unit that somebody comes to."""
    return Screen(wording.text("A colleague was transferred to your unit."))


TELLINGS: Mapping[str, Telling] = {
    "handover.received": received,
    "handover.left": left,
    "handover.transferred": transferred,
    "handover.watched": watched,
    "handover.newcomer": newcomer,
}
"""What is told of a handover."""
