"""After the holiday: figures counted from visits, confirmed or corrected, sent up [003] 陸、二(二)3."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from msgspec.structs import replace

from casework.cases.access import Action
from casework.errors import NoReason, NotThere, WrongState
from casework.new_year.care import CareHousehold, CareStanding, figures, standing
from casework.new_year.parts import CarePart, results_due
from casework.policy.policy import Hearer
from casework.reminders.hearing import Owing, listeners
from casework.staffing.bearers import answers_for
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.new_year import campaigns, care
from storage.staffing.directory import Directory


def of(db: Transaction, part: CarePart) -> dict[str, int]:
    """Return a unit's figures: as they were confirmed, else as they are counted now."""
    if part.figures:
        return dict(part.figures)
    return figures(care.of_lead(db, part.year, part.unit.id), db.rules)


def confirmable(db: Transaction, number: int) -> CarePart:
    """Get a part whose results can be confirmed; raises `WrongState` before the holiday is over."""
    part = campaigns.read(db, number)
    if not campaigns.may(db, part, Action.SERVE):
        raise NotThere
    if not results_due(part, db.rules):
        raise WrongState
    return part


def is_sent(db: Transaction, year: int) -> bool:
    """Tell whether the bureau sent up the results of all: they stand as they were."""
    of_bureau = (one for one in campaigns.parts(db, year) if one.unit.kind is UnitKind.BUREAU)
    return any(one.results_at is not None for one in of_bureau)


def may_correct(db: Transaction, part: CarePart) -> bool:
    """Tell whether figures of a unit can be corrected, also after it confirmed them."""
    over = db.rules.day > part.holiday(db.rules).last
    return over and part.unit.kind is not UnitKind.BUREAU and not is_sent(db, part.year)


def correctable(db: Transaction, number: int) -> CarePart:
    """Get a part whose figures can be corrected: several figures change when one household does."""
    part = campaigns.read(db, number)
    if not campaigns.may(db, part, Action.SERVE):
        raise NotThere
    if not may_correct(db, part):
        raise WrongState
    return part


def waiting(db: Transaction, year: int) -> list[CarePart]:
    """List the parts whose results are the speaker's to confirm: the own, and of units that have nobody."""
    mine, everybody = {one.id for one in db.acting}, Directory(db)

    def hear(unit: Unit) -> set[int]:
        owing = Owing(answers_for(unit), unit=unit.id)
        return {one.id for one in listeners(owing, Hearer.OWNER, everybody)}

    due = (one for one in campaigns.parts(db, year) if results_due(one, db.rules))
    return [one for one in due if campaigns.may(db, one, Action.SERVE) and hear(one.unit) & mine]


def never_visited(db: Transaction, part: CarePart) -> list[CareHousehold]:
    """List the households to which nobody of a unit went: why is asked with its results."""
    led = care.of_lead(db, part.year, part.unit.id)
    return [one for one in led if standing(one, db.rules) is CareStanding.NOT_YET]


def confirm(db: Transaction, number: int, reason: str = "") -> CarePart:
    """Confirm what was counted, with the reason where nobody went to some of them."""
    part = confirmable(db, number)
    if part.unit.kind is UnitKind.BUREAU:  # it sends up the whole, under a number
        raise WrongState
    if not reason and never_visited(db, part):
        raise NoReason
    after = replace(part, results_at=db.now, figures=of(db, part), reason=reason)
    return campaigns.keep(db, after, "care.results_confirmed")


def correct(db: Transaction, number: int, corrected: Mapping[str, int], reason: str) -> CarePart:
    """Confirm other figures than were counted, and say why."""
    part = correctable(db, number)
    now, why = {**of(db, part), **corrected}, "；".join(filter(None, (part.reason, reason)))
    after = replace(part, results_at=db.now, figures=now, reason=why)
    return campaigns.keep(db, after, "care.results_confirmed", corrected=len(corrected))


def of_all(db: Transaction, year: int) -> list[tuple[CarePart, dict[str, int]]]:
    """List each unit's figures; the households of a campaign add up to the sum."""
    led = defaultdict[int, list[CareHousehold]](list)
    for household in care.of_year(db, year):
        led[household.unit.id].append(household)
    return [
        (one, dict(one.figures) or figures(led[one.unit.id], db.rules))
        for one in campaigns.parts(db, year)
        if one.unit.kind is not UnitKind.BUREAU or led[one.unit.id]
    ]


def total(db: Transaction, year: int) -> Counter[str]:
    """Add them up."""
    found = Counter[str]()
    for _, counted in of_all(db, year):
        found.update(counted)
    return found


def send_up(db: Transaction, number: int, letter: str) -> CarePart:
    """Send up the results of all units, by the bureau, under a number (發文字號); they stand."""
    part = confirmable(db, number)
    if db.speaker is None or db.speaker.role is not Role.BUREAU or part.unit.kind is not UnitKind.BUREAU:
        raise NotThere
    now = dict(of(db, part))
    for one, counted in of_all(db, part.year):
        if not one.figures and one.id != part.id:
            campaigns.keep(db, replace(one, figures=counted), "care.results_sent")
    return campaigns.keep(
        db, replace(part, results_at=db.now, figures=now, reason=letter), "care.results_sent"
    )
