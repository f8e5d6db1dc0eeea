"""Whom to call: who reported and agreed to it, for the screening group and who serves (`trust.md` LR)."""

from markupsafe import Markup

from actions.cases.reading import show_reporters
from casework.cases.access import Action, Relation, may
from casework.cases.case import Case
from casework.staffing.people import Person
from handlers.cases import full_view
from handlers.ui.buttons import OfCase, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import Turn
from handlers.words.wording import Wording
from storage.cases import reports


class Contact(OfCase, prefix="cfc"):
    """Ask whom to call."""


def key(turn: Turn, case: Case, standing: frozenset[Relation]) -> Press | None:
    """The key to it, for who may know, when somebody agreed."""
    if not may(standing, Action.CONTACT):
        return None
    if not any(report.call for _, report in reports.of_case(turn.db, case)):
        return None
    return Press(turn.wording.label("📞 Contact the reporter"), Contact(case.id))


def show(turn: Turn, case: Case) -> None:
    """Show it; that it was looked at stands in the journal."""
    found, wording = show_reporters(turn.db, case.id), turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: whom to call", number=case.number),
        *(
            lines(
                Markup("\n<b>%s</b>") % wording.text("Reported %(at)s", at=wording.moment(at)),
                *_person(person, wording),
            )
            for at, person in found
        ),
        Markup("\n")
        + wording.text(
            "The law keeps who reported confidential: for those who screen and serve it only. "
            "Do not pass it on."
        ),
        full_view.vanishes(turn),
    )
    back = Press(wording.label("◀ Back"), OpenCard(case.id))
    turn.say_in_full(Screen(text, column(back), Level.L2), case.id, Action.CONTACT)


def _person(person: Person, wording: Wording) -> tuple[Markup, Markup]:
    nothing = wording.text("not given")
    return (
        wording.text("Name: %(name)s", name=person.name or nothing),
        wording.text("Telephone: %(phone)s", phone=person.phone or nothing),
    )
