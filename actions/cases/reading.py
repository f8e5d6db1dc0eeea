"""Cases: what anybody who sees one may do to it or see of it, whatever its state."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from actions.cases.looking import look
from actions.record import acting_seat
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.household import Household
from casework.errors import NotThere, Stale
from casework.missing import CHILD_MISSING
from casework.staffing.people import Person
from casework.staffing.pin import PinStage
from storage.cases import cases, households, reports, service
from storage.cases.reports import Report
from storage.cases.service import Paper, ServiceRecord
from storage.core import subjects
from storage.core.database import Transaction
from storage.core.letters import OWN, Letter
from storage.messages import outbox
from storage.staffing import addresses, people, pins


class FullData(Struct, frozen=True):
    """Everything of a case but who reported it (`trust.md` L2)."""

    case: Case
    family: list[Household]
    """Its household, and those that are judged to be one with it."""
    reports: list[tuple[datetime, Report]]
    filed: list[ServiceRecord]
    """Follow-ups, visits and papers, each oldest first."""


def reveal(db: Transaction, case: int) -> FullData:
    """Write down who looks, and return what they may see: the row and the message are one transaction."""
    found = _unlocked(db, case, Action.REVEAL)
    look(db, found, "case.revealed")
    family = households.family(db, found.household)
    if not cases.may(db, found, Action.WHY):
        found = replace(found, household=found.household.plain)
        family = [one.plain for one in family]
    return FullData(found, family, reported(db, found), _filed(db, found))


def reported(db: Transaction, case: Case) -> list[tuple[datetime, Report]]:
    """Return what was reported, for who is told why it is a case: others serve the family for theirs."""
    return reports.of_case(db, case) if cases.may(db, case, Action.WHY) else []


def still_shown(db: Transaction, letter: Letter) -> bool:
    """Judge full data once more right before it is told: whoever asked may have left, or lost the case."""
    known = people.speaker(db, addresses.token(db.vault, letter.to.channel, letter.to.text))
    if known is None or letter.right is None:
        return False
    if letter.right == OWN:
        return True
    about = outbox.subject_of(db, letter.row)
    db.speaker, db.unit, db.absent = known.person, known.unit, known.absent
    if about is None:
        return False
    try:
        subjects.get(db, about, Action(letter.right))
    except NotThere:
        return False
    return True


def _filed(db: Transaction, case: Case) -> list[ServiceRecord]:
    """Leave out what other units wrote, unless the speaker reads all: the lead, and who oversees it."""
    if cases.may(db, case, Action.READ_ALL):
        return service.records_of(db, case)
    own = acting_seat(db, case)
    return [one for one in service.records_of(db, case) if one.seat == own]


def show_reporters(db: Transaction, case: int) -> list[tuple[datetime, Person]]:
    """Write down who looks, and return who reported when and agreed to a call (`trust.md` LR)."""
    found = _unlocked(db, case, Action.CONTACT)
    to_call = reports.to_call(db, found)
    if not to_call:
        raise Stale
    look(db, found, "case.reporter_shown")
    return [(at, people.get(db, person)) for at, person in to_call]


def show_child(db: Transaction, case: int) -> Paper:
    """Write down who looks, and return who is missing, for the bureau that fills in the search form.

    Of the household it sees that child alone [001] 三(六)2(4).
    """
    found = _unlocked(db, case, Action.GIVE_FORM)
    told = [one for one in service.papers_of(db, found) if one.kind == CHILD_MISSING.name]
    if not told:
        raise Stale
    look(db, found, "case.child_shown")
    return told[-1]


def _unlocked(db: Transaction, case: int, action: Action) -> Case:
    """Get a case for somebody who typed their PIN within the last minutes."""
    found = cases.get(db, case, action)
    if pins.stage(db) is not PinStage.OPEN:
        raise NotThere
    return found
