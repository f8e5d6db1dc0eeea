"""A household is visited once, by whoever goes; what is found there is reported at once [003] 陸、二(二)1."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from actions import intake
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.criteria import Seen
from casework.cases.household import Household
from casework.errors import NotThere
from casework.forms import ABOUT, Value
from casework.new_year.care import CARE_VISIT, IMPROPER, CareGroup, CareHousehold, settled
from casework.staffing.pin import PinStage
from storage.cases.reports import Report
from storage.core import journal
from storage.core.database import Transaction
from storage.new_year import campaigns, care
from storage.staffing import pins


@dataclass(frozen=True)
class CareVisited:
    """What came of a visit."""

    care: CareHousehold
    settled: bool
    """Nobody need go any more."""
    reported: Case | None = None
    """What was found is a report now."""


def get(db: Transaction, number: int, action: Action = Action.VIEW) -> CareHousehold:
    """Get a household for who may; raises `NotThere`."""
    one = care.standing_for(db, number)
    if not care.may(db, one, action):
        raise NotThere
    return one


def visit(db: Transaction, number: int, answers: Mapping[str, Value], story: str) -> CareVisited:
    """Keep a visit; who is not cared for as they should be is reported at once: *story* says so."""
    one = get(db, number, Action.SERVE)
    campaigns.hold(db, one.year)
    given = CARE_VISIT.given({ABOUT: answers.get(ABOUT), **answers})
    after = care.add_visit(db, one, date.fromisoformat(str(given["day"])), given)
    reported = _report(db, after, given, story) if given.get("care") == IMPROPER else None
    return CareVisited(after, settled(after, db.rules), reported)


def _report(db: Transaction, one: CareHousehold, given: Mapping[str, Value], story: str) -> Case:
    kept = care.own_entry(db, one.id)
    if kept is None:
        raise NotThere
    child = one.group is CareGroup.CHILD or given.get("children") in ("all", "some", "none")
    seen = (Seen.NEGLECTED, *((Seen.ELDER_ALONE,) if one.group is CareGroup.ALONE and not child else ()))
    said = Report("unsure", story, _line(kept.household), seen, call=True)
    return intake.report(db, said, village=one.village, urgent=True, child=child or None)


def _line(household: Household) -> str:
    """Write a household as one line tells it, from which it is read again."""
    known = household.first
    return " ".join(
        filter(None, (known.name, known.national_id, known.phone, household.address, household.unread))
    )


def high_risk(db: Transaction, number: int) -> CareHousehold:
    """Judge a household to be at high risk: in person, seeing the child [003] 陸、二(二)1(3)."""
    one = get(db, number, Action.SERVE)
    if not one.high:
        journal.write(db, "care.high", subject=one.id)
        care.keep(db, one, replace(one, high=True))
    return care.read(db, one.id)


def show_where(db: Transaction, number: int) -> tuple[CareHousehold, Household]:
    """Write down who looks, and return where to go: as the speaker's own list has it."""
    one = get(db, number, Action.REVEAL)
    kept = care.own_entry(db, one.id)
    if kept is None or pins.lock(db).stage(db.now) is not PinStage.OPEN:
        raise NotThere
    journal.write(db, "care.address_shown", subject=one.id)
    return one, kept.household
