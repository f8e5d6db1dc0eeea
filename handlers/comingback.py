"""Coming back: what the deputy did meanwhile, and what is open now."""

from dataclasses import dataclass
from datetime import date, time
from functools import partial

from markupsafe import Markup

from casework.dates import at_taipei
from casework.people import SERVING, Person
from handlers import casebook
from handlers.office import Office
from handlers.office import tell as push
from handlers.screens import Press, Rows, Screen, column, lines
from handlers.wording import Wording
from handlers.words import ACTS
from storage import cases, journal, leaves, obligations, people
from storage.database import Transaction
from storage.leaves import Leave

BATCH = 50


@dataclass(frozen=True)
class Meanwhile:
    """What happened while somebody was away."""

    acts: tuple[tuple[str, str], ...]
    """Numbers and verbs, oldest first."""
    owed: int


def come_back(office: Office, db: Transaction) -> bool:
    """Tell everybody whose leave is over; True when there may be more."""
    found = leaves.back(db, BATCH)
    for leave in found:
        tell(office, db, leave)
    return len(found) == BATCH


def tell(office: Office, db: Transaction, leave: Leave) -> None:
    """End a leave: who was away gets the list, and the deputy hears that it is over."""
    leaves.end(db, leave)
    journal.write(db, "person.back", person=leave.person, deputy=leave.deputy)
    person, deputy = people.get(db, leave.person), people.get(db, leave.deputy)
    if person.active:
        told = _meanwhile(db, leave, person)
        serves = person.role in SERVING
        push(office, db, person, partial(_list, told, db.rules.policy.nudges.lines, serves=serves))
    if deputy.active:
        push(office, db, deputy, over)


def _meanwhile(db: Transaction, leave: Leave, person: Person) -> Meanwhile:
    since = at_taipei(leave.first, time.min)
    acts = journal.about_cases_of(db, person.id, by=leave.deputy, since=since)
    numbered = tuple((cases.number_of(db, one.case or 0), one.verb) for one in acts)
    return Meanwhile(numbered, len(obligations.of_people(db, [person.id])))


def standing_in(first: date, last: date, wording: Wording) -> Screen:
    """Tell a deputy, without a name: the cards say whose they are."""
    text = wording.text(
        "You stand in for a colleague from %(first)s to %(last)s: their nudges and offers come to you.",
        first=wording.day(first),
        last=wording.day(last),
    )
    return Screen(text)


def _list(told: Meanwhile, most: int, wording: Wording, *, serves: bool) -> Screen:
    return Screen(welcome(told, most, wording), _keys(wording) if serves else ())


def welcome(told: Meanwhile, most: int, wording: Wording) -> Markup:
    """Say what the deputy did, and how much is open."""
    shown = told.acts[-most:]
    rest = len(told.acts) - len(shown)
    return lines(
        Markup("<b>%s</b>") % wording.text("Welcome back."),
        wording.text("Meanwhile your deputy did:") if shown else None,
        *(_act(number, verb, wording) for number, verb in shown),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest else None,
        wording.count("%(n)s duty is open now.", "%(n)s duties are open now.", told.owed),
    )


def _act(number: str, verb: str, wording: Wording) -> Markup:
    return wording.text("%(number)s: %(act)s", number=number, act=wording.label(ACTS[verb]))


def _keys(wording: Wording) -> Rows:
    return column(Press(wording.label(casebook.TITLE), casebook.MyCases(0)))


def over(wording: Wording) -> Screen:
    """Tell the deputy."""
    return Screen(wording.text("Your colleague is back: you stand in for them no longer. Thank you."))
