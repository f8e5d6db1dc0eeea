"""Before and in the holiday: relief, needs of elders, allowances, major events [003] 陸、一(一)2; 柒、二."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from actions import audience
from actions.new_year import campaign, visiting
from casework.cases.access import Action
from casework.errors import NotThere, Stale, WrongState
from casework.forms import Answers
from casework.new_year.care import CareHousehold, away
from casework.new_year.relief import MajorEvent, Needs, Relief, ReliefFund, asked_of, pays
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.new_year import campaigns, care, relief
from storage.staffing import people

HEARING = (*LEADING, Role.BUREAU)
"""Who hears of a major event, and reads what it is."""


class MajorNews(Struct, frozen=True):
    """What a push of a major event names: that there is one."""

    event: int


class GapNews(Struct, frozen=True):
    """What a push of a gap in meals or care names: the sign of the household, on how many days."""

    care: int
    sign: str
    days: int


def _paying(db: Transaction) -> Unit | None:
    for who in db.acting:
        unit = people.unit(db, who.unit)
        if pays(who, unit):
            return unit
    return None


def may_pay(db: Transaction) -> bool:
    """Tell whether the speaker decides on relief."""
    return _paying(db) is not None


def payable(db: Transaction, number: int) -> CareHousehold:
    """Get a household to which the speaker may pay relief."""
    one = visiting.get(db, number, Action.SERVE)
    if not may_pay(db):
        raise NotThere
    campaign.now(db)
    return one


def pay(db: Transaction, number: int, answers: Answers) -> ReliefFund | None:
    """Pay a sum; returns what is left of what the unit keeps ready, if it told."""
    one = payable(db, number)
    relief.pay(db, one.id, int(str(answers["amount"])), answers)
    campaigns.reopen(db, one.year, [one.unit])
    return fund(db)


def paid_to(db: Transaction, number: int) -> Sequence[Relief]:
    """List what was paid to a household."""
    return relief.of_these(db, [number]).get(number, [])


def fund(db: Transaction) -> ReliefFund | None:
    """Return what the speaker's unit keeps ready."""
    unit = _paying(db)
    return relief.fund(db, unit.id) if unit else None


def tell_fund(db: Transaction, amount: int) -> ReliefFund:
    """Say how much the unit keeps ready (備用金)."""
    unit = _paying(db)
    if unit is None:
        raise NotThere
    relief.tell_fund(db, unit.id, amount)
    return ReliefFund(unit.id, amount)


# What elders and disabled people need


def needy(db: Transaction, number: int) -> CareHousehold:
    """Get a household of which it is asked what they need."""
    one = visiting.get(db, number, Action.SERVE)
    if not asked_of(one):
        raise WrongState
    return one


def say_needs(db: Transaction, number: int, needs: Sequence[str], gaps: Sequence[str]) -> None:
    """Keep what they need; the bureau hears of days on which nobody brings it [003] 陸、一(一)2(2)C."""
    one = needy(db, number)
    before = relief.needs(db, one.id)
    relief.say_needs(db, Needs(one.id, tuple(needs), tuple(gaps)))
    if gaps and (before is None or set(gaps) - set(before.gaps)):
        for who in _bureau(db):
            db.news.append(OfficeNews("care.gap", who.id, GapNews(one.id, one.sign, len(gaps))))


def gaps(db: Transaction, year: int) -> Counter[str]:
    """Count for each day the households to which nobody brings what they need, of those who are there."""
    told = {one.care: one.gaps for one in relief.needed(db, year) if one.gaps}
    there = [one for one in care.all_standing_for(db, told) if not away(one, db.rules)]
    return Counter(day for one in there for day in told[one.id])


def _bureau(db: Transaction) -> list[Person]:
    found = {
        each.id: each for one in people.of_role(db, Role.BUREAU) for each in audience.hearers(db, one.id)
    }
    speaker = db.speaker.id if db.speaker else None
    return [one for one in found.values() if one.id != speaker]


# Allowances


def tick(db: Transaction, kind: int, *, paid: bool) -> None:
    """Say that an allowance was paid out, or not after all."""
    one = campaign.now(db)
    if db.speaker is None or db.speaker.role is not Role.BUREAU:
        raise NotThere
    known = db.rules.policy.new_year.allowances
    if not 0 <= kind < len(known):
        raise Stale
    name = known[kind]
    if paid is (name in relief.paid_out(db, one.year)):
        return
    relief.pay_out(db, one.year, name, paid=paid)
    for part in campaigns.parts(db, one.year):
        if part.unit.kind is UnitKind.BUREAU:
            campaigns.settle(db, part)


# Major events


def begin_event(db: Transaction, what: str) -> MajorEvent:
    """Say that something major happened: heads and supervisors hear at once, what it is they read here."""
    if db.speaker is None or db.speaker.role is not Role.BUREAU:
        raise NotThere
    one = relief.begin_event(db, what)
    there = {each.id for role in HEARING for each in people.of_role(db, role)}
    hear = {each.id for person in there for each in audience.hearers(db, person)}
    for person in sorted(hear - {db.speaker.id}):
        db.news.append(OfficeNews("major.begun", person, MajorNews(one.id)))
    return one


def event(db: Transaction, number: int) -> MajorEvent:
    """Read one, for who hears of it."""
    if not any(who.role in HEARING for who in db.acting):
        raise NotThere
    return relief.major_event(db, number)


def end_event(db: Transaction, number: int) -> MajorEvent:
    """Say that it is over."""
    if db.speaker is None or db.speaker.role is not Role.BUREAU:
        raise NotThere
    if not relief.end_event(db, number):
        raise WrongState
    return relief.major_event(db, number)
