"""On call (值班): a unit names who answers when, telephones are on, and what nobody answers goes on."""

from collections.abc import Collection
from datetime import date, timedelta

from actions import calling
from actions.audience import hearers, news
from actions.record import record
from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.cases.seats import LEAD
from casework.errors import NotThere
from casework.on_call import Call, Rota, Shift, asked_for, keeps, names_somebody
from casework.reminders.hearing import Personnel, bureau, screening_group
from casework.staffing.people import LEADING, Person
from casework.staffing.units import Unit
from casework.text.dates import local_day
from storage import on_call
from storage.cases import cases
from storage.core import journal
from storage.core.database import Transaction
from storage.staffing import people

ONE_MATTER = timedelta(hours=12)
"""So long nobody is called twice for one case before everybody else was."""
UNANSWERED = "call.unanswered"


def kept_by(db: Transaction, unit: Unit) -> bool:
    """Tell whether the speaker keeps the list of a unit."""
    return any(keeps(one, unit) for one in db.acting)


def _kept(db: Transaction, unit: int) -> Unit:
    found = people.unit(db, unit)
    if not kept_by(db, found):
        raise NotThere
    return found


def name(db: Transaction, unit: int, shifts: Collection[Shift]) -> Rota:
    """Let these be on call; what stood on their days is replaced."""
    _kept(db, unit)
    rota = on_call.rota_of(db, unit)
    journal.write(db, "rota.named", subject=rota.id, days=len({one.day for one in shifts}))
    return on_call.put(db, rota, shifts)


def clear(db: Transaction, unit: int, day: date) -> Rota:
    """Let nobody be on call on a day."""
    _kept(db, unit)
    rota = on_call.rota_of(db, unit)
    on_call.clear_days(db, rota, [day])
    journal.write(db, "rota.cleared", subject=rota.id, day=day.isoformat())
    return on_call.settle(db, rota)


def phone_on(db: Transaction, rota: int, shift: int) -> Rota:
    """Say that a telephone is on (已開機) [003] 柒、一: who answers it, or who keeps the list for them."""
    found = on_call.read(db, rota)
    one = next((one for one in found.shifts if one.id == shift), None)
    if one is None or not (kept_by(db, found.unit) or any(one.of(who.id) for who in db.acting)):
        raise NotThere
    if one.phone_on_at is not None:
        return found
    journal.write(db, "rota.phone_on", subject=rota, shift=shift)
    return on_call.phone_on(db, found, one)


def look(db: Transaction, most: int) -> bool:
    """Count every list by today, and begin those of units that are asked now; True when there are more."""
    behind = on_call.behind(db, most)
    for one in behind:
        on_call.turn_day(db, one)
    return len(behind) == most


def begin_lists(db: Transaction) -> None:
    """Give every unit that is to name somebody for the coming holiday its list."""
    if asked_for(local_day(db.now), db.rules) is None:
        return
    for unit in people.standing_units(db):
        if names_somebody(unit, db.rules) and people.members(db, unit.id):
            on_call.settle(db, on_call.rota_of(db, unit.id))


# Who is called


def answer(db: Transaction, case: int) -> bool:
    """Somebody of the screening group is on it: nobody else is called. False when nobody is called."""
    found = cases.get(db, case, Action.SCREEN)
    one = on_call.of_case(db, found.id)
    if one is None or not found.to_screen:
        return False
    journal.write(db, "call.answered", subject=case)
    return on_call.end(db, one)


def pass_on(db: Transaction, one: Call) -> None:
    """Nobody answered in time: the next one is called, the backup first, then whoever leads."""
    cases.hold_cases(db, one.case)
    case = cases.read(db, one.case)
    if not on_call.end(db, one):
        return
    told = on_call.called_before(db, one, ONE_MATTER)
    if case.to_screen and case.urgent:
        _next_screener(db, case, one, told)
    elif (
        case.urgent and case.state is State.DISPATCHED and case.offered == one.asked and case.unit == one.unit
    ):
        _next_receiver(db, case, one, told)


def _next_screener(db: Transaction, case: Case, one: Call, told: set[int]) -> None:
    following = calling.next_one(db, calling.screeners(db, case), told)
    journal.write(db, UNANSWERED, subject=case.id, unit=one.unit, person=one.asked)
    if following is not None:
        calling.begin(db, case, following)
        _tell(db, case, "case.reported", [following])
        return
    everybody = calling.able(db, case)
    group = [who for who in screening_group(everybody) if who.id not in told]
    _tell(db, case, UNANSWERED, [*_leading(one, everybody), *group] or bureau(everybody))


def _next_receiver(db: Transaction, case: Case, one: Call, told: set[int]) -> None:
    following = calling.next_one(db, calling.receivers(db, case, case.unit), told)
    if following is not None:
        again = case.offer_again(to=following.id, at=db.now)
        after = record(db, case, again, "case.offered_again", person=following.id)
        calling.begin(db, after, following)
        return
    journal.write(db, UNANSWERED, subject=case.id, unit=one.unit, person=one.asked)
    everybody = calling.able(db, case)
    _tell(db, case, UNANSWERED, _leading(one, everybody) or screening_group(everybody))


def _leading(one: Call, everybody: Personnel) -> list[Person]:
    return [who for role in LEADING for who in everybody.in_unit(one.unit, role)]


def _tell(db: Transaction, case: Case, verb: str, who: Collection[Person]) -> None:
    everybody = calling.able(db, case)
    for person in dict.fromkeys(one.id for each in who for one in hearers(db, each.id, everybody)):
        db.news.append(news(db, verb, person, case, LEAD))
