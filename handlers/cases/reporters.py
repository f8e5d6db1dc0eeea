"""Whom to call: who reported and agreed to it, for the screening group alone (`trust.md` LR)."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action, Relation, may
from casework.cases.case import Case
from casework.errors import Stale
from handlers.cases import full_view
from handlers.ui.buttons import Button, OpenCase
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import Turn
from handlers.ui.wording import Wording
from storage.cases import reports
from storage.core import journal
from storage.staffing import people


@dataclass(frozen=True)
class Contact(Button, prefix="cfc"):
    """Ask whom to call."""

    case: int


def key(turn: Turn, case: Case, standing: frozenset[Relation]) -> Press | None:
    """The key to it, for who may know, when somebody agreed."""
    if not may(standing, Action.CONTACT):
        return None
    if not any(report.call for _, report in reports.of_case(turn.db, case)):
        return None
    return Press(turn.wording.label("📞 Contact the reporter"), Contact(case.id))


def show(turn: Turn, case: Case) -> None:
    """Write down who looks, then show it: the row and the message are one transaction."""
    found = reports.to_call(turn.db, case)
    if not found:
        raise Stale
    journal.write(turn.db, "case.reporter_shown", case=case.id)
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: whom to call", number=case.number),
        *(
            lines(
                Markup("\n<b>%s</b>") % wording.text("Reported %(at)s", at=wording.moment(at)),
                *_person(turn, person, wording),
            )
            for at, person in found
        ),
        Markup("\n")
        + wording.text(
            "The law keeps who reported confidential: for the screening group only. Do not pass it on."
        ),
        full_view.vanishes(turn),
    )
    back = Press(wording.label("◀ Back"), OpenCase(case.id))
    turn.say(Screen(text, column(back), Level.L2))


def _person(turn: Turn, person: int, wording: Wording) -> tuple[Markup, Markup]:
    known, nothing = people.get(turn.db, person), wording.text("not given")
    return (
        wording.text("Name: %(name)s", name=known.name or nothing),
        wording.text("Telephone: %(phone)s", phone=known.phone or nothing),
    )
