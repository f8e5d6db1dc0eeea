"""A household is visited once, by whoever goes; what is found there is reported at once [003] 陸、二(二)1."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from actions import audience, intake
from actions.cases.looking import look_beside
from actions.new_year import campaign
from actions.new_year.campaign import CareNews
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.criteria import Seen
from casework.cases.household import Household
from casework.errors import NotThere, WrongState
from casework.forms import ABOUT, Value
from casework.new_year.care import (
    CARE,
    CARE_VISIT,
    IMPROPER,
    STAFF,
    CareGroup,
    CareHousehold,
    assigns,
    goes,
    settled,
)
from casework.new_year.holiday import sign_of
from casework.staffing.people import Person
from casework.staffing.pin import PinStage
from storage.cases.reports import Report
from storage.core import journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.new_year import campaigns, care
from storage.staffing import people, pins


class CareVisited(Struct, frozen=True):
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
        if settled(one, db.rules):
            raise WrongState
        journal.write(db, "care.high", subject=one.id)
        care.keep(db, one, replace(one, high=True))
    return care.read(db, one.id)


def assignable(db: Transaction, number: int) -> tuple[CareHousehold, list[Person]]:
    """Get a household of which the speaker names who of the unit visits, and who can be named."""
    one = get(db, number, Action.SERVE)
    lead = care.lead_entry(db, one.id)
    if not any(assigns(who, one, lead) for who in db.acting):
        raise NotThere
    if settled(one, db.rules):
        raise WrongState
    staff = [who for who in people.members(db, one.unit.id) if who.active and who.role in STAFF]
    return one, [who for who in staff if who.id not in (one.person, *lead.recused)]


def assign(db: Transaction, number: int, person: int) -> CareHousehold:
    """Name who visits; they hear."""
    one, staff = assignable(db, number)
    if person not in {who.id for who in staff}:
        raise NotThere
    after = care.assign(db, one, person)
    for who in audience.hearers(db, person):
        if db.speaker is None or who.id != db.speaker.id:
            about = CareNews(sign_of(one.year), households=1)
            db.news.append(OfficeNews("care.to_visit", who.id, about))
    return after


def recuse(db: Transaction, number: int) -> CareHousehold:
    """Kin of the family neither see nor visit it (迴避); whoever leads now hears."""
    one = get(db, number, Action.SERVE)
    if db.speaker is None:
        raise NotThere
    after = care.recuse(db, one, db.speaker.id)
    campaign.tell_leads(db, after.year, [after])
    return after


def show_where(db: Transaction, number: int) -> tuple[CareHousehold, Household]:
    """Write down who looks, and return where to go: as the speaker's own list has it."""
    one = get(db, number, Action.REVEAL)
    kept = care.own_entry(db, one.id)
    if kept is None or pins.stage(db) is not PinStage.OPEN:
        raise NotThere
    theirs = any(goes(person, one, kept.entry) for person in db.acting)
    look_beside(db, CARE.subject(one), "care.address_shown", theirs=theirs)
    return one, kept.household
