"""Coming back: what was done meanwhile, and what is open now."""

from dataclasses import dataclass
from datetime import date, time
from functools import partial

from markupsafe import Markup

from casework.reminders.nudging import quiet
from casework.staffing.people import SERVING, Person, Role
from casework.text.dates import at_taipei
from handlers.reminders import casebook, flood
from handlers.ui import home
from handlers.ui.apart import apart
from handlers.ui.office import Office
from handlers.ui.office import tell as push
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.wording import Wording
from handlers.ui.words import ACTS, DISCREET_ACTS
from storage.cases import cases, queues
from storage.core import journal
from storage.core.database import Transaction
from storage.reminders import obligations
from storage.staffing import leaves, people
from storage.staffing.leaves import Leave

BATCH = 50
TELLING = frozenset(ACTS) - {"case.revealed", "case.pin_failed", "case.reporter_shown", "case.put_off"}
"""Acts that changed something; who looked stands in the history."""


@dataclass(frozen=True)
class Meanwhile:
    """What happened while somebody was away."""

    acts: tuple[tuple[str, str], ...]
    """Numbers and verbs, oldest first."""
    owed: int


def come_back(office: Office, db: Transaction) -> bool:
    """Tell everybody whose leave is over, outside quiet hours; True when there may be more."""
    if flood.holding(db) or quiet(db.now, db.rules.policy.nudges):
        return False
    found = leaves.back(db, BATCH)
    for leave in found:
        apart(db, partial(tell, office, db, leave), partial(leaves.tell_later, db, leave), leave=leave.id)
    return len(found) == BATCH


def tell(office: Office, db: Transaction, leave: Leave) -> None:
    """End a leave: who was away gets the list, and the deputy hears that it is over."""
    if not leaves.end(db, leave):  # another bell was quicker
        return
    journal.write(db, "person.back", person=leave.person, deputy=leave.deputy)
    person, deputy = people.get(db, leave.person), people.get(db, leave.deputy)
    if person.active:
        told = _meanwhile(db, leave, person)
        serves = person.role in SERVING
        push(office, db, person, partial(_list, told, db.rules.policy.nudges.lines, serves=serves))
    if deputy.active:
        push(office, db, deputy, over)


def take_back(office: Office, db: Transaction, leave: Leave) -> None:
    """Nobody was away: the deputy hears that there is nothing to stand in for."""
    leaves.end(db, leave)
    journal.write(db, "person.stayed", person=leave.person, deputy=leave.deputy)
    deputy = people.get(db, leave.deputy)
    if deputy.active:
        push(office, db, deputy, partial(_not_needed, leave))


def _meanwhile(db: Transaction, leave: Leave, person: Person) -> Meanwhile:
    since = at_taipei(leave.first, time.min)
    acts = [one for one in journal.about_cases_of(db, person.id, since=since) if one.verb in TELLING]
    numbered = tuple((cases.number_of(db, one.case or 0), one.verb) for one in acts)
    return Meanwhile(numbered, _open(db, person))


def _open(db: Transaction, person: Person) -> int:
    """Count what is theirs to do, and their unit's or group's."""
    match person.role:
        case Role.SUPERVISOR:
            return queues.count_closings(db, [person.unit])
        case Role.SCREENER:
            return queues.count_to_screen(db)
        case Role.BUREAU:
            return queues.count_of_bureau(db)
    return len(obligations.of_people(db, [person.id]))


def standing_in(first: date, last: date, wording: Wording) -> Screen:
    """Tell a deputy, without a name: the cards say whose they are."""
    text = wording.text(
        "You stand in for a colleague from %(first)s to %(last)s: their nudges and offers come to you.",
        first=wording.day(first),
        last=wording.day(last),
    )
    return Screen(text)


def _list(told: Meanwhile, most: int, wording: Wording, *, serves: bool) -> Screen:
    return Screen(welcome(told, most, wording), _keys(wording, serves=serves))


def welcome(told: Meanwhile, most: int, wording: Wording) -> Markup:
    """Say what the deputy did, and how much is open."""
    shown = told.acts[-most:]
    rest = len(told.acts) - len(shown)
    return lines(
        Markup("<b>%s</b>") % wording.text("Welcome back."),
        wording.text("This was done meanwhile:") if shown else None,
        *(_act(number, verb, wording) for number, verb in shown),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest else None,
        wording.count("%(n)s duty is open now.", "%(n)s duties are open now.", told.owed)
        if told.owed
        else wording.text("Nothing is open now."),
    )


def _act(number: str, verb: str, wording: Wording) -> Markup:
    return wording.text("%(number)s: %(act)s", number=number, act=wording.label(DISCREET_ACTS[verb]))


def _keys(wording: Wording, *, serves: bool) -> Rows:
    casebook_key = Press(wording.label(casebook.TITLE), casebook.MyCases(0))
    return column(casebook_key if serves else home.key(wording))


def _not_needed(leave: Leave, wording: Wording) -> Screen:
    text = wording.text(
        "Your colleague is not away from %(first)s to %(last)s after all: you need not stand in.",
        first=wording.day(leave.first),
        last=wording.day(leave.last),
    )
    return Screen(text)


def over(wording: Wording) -> Screen:
    """Tell the deputy."""
    return Screen(wording.text("Your colleague is back: you stand in for them no longer. Thank you."))
