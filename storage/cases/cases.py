"""Cases and the reports they rest on. `get` is the only way to a case, and it judges."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import fields, replace
from sqlalchemy import Select, Table, Update, bindparam, exists, func, insert, select, update

from casework.cases import access
from casework.cases.access import Action, Relation
from casework.cases.case import OPEN, Case, Filed, Risk, State
from casework.cases.children import Said, minors
from casework.cases.glass import breaks
from casework.cases.household import Household
from casework.cases.recusal import serveable
from casework.cases.seats import LEAD, NEW, Seat
from casework.cases.strands import ChildSearch, Closing, Dispute, Sharing, Tracking
from casework.errors import NotThere, Overtaken
from casework.escorts import sees_where
from casework.meetings.discussing import SEEN_DAYS
from casework.meetings.rights import speaks_for
from casework.policy.owed import Owed, Subject
from casework.reminders.obligations import CASE, pressing, subject_of
from casework.reminders.seats import SEAT as SEATS
from casework.reminders.seats import JointSeat, offer_lapses
from casework.staffing.bearers import answers_for
from casework.staffing.people import Person
from casework.staffing.units import UnitKind
from casework.text.dates import local_day, roc_year
from casework.text.numbers import new_number
from casework.text.places import district_of
from storage.cases import glass, households
from storage.cases.strands import SEAT, STRANDS, TRACKING, Sealing
from storage.core import journal, recusals, subjects
from storage.core.database import ASIDE, Transaction
from storage.core.families import family_of
from storage.core.locks import hold, needed
from storage.core.tables import (
    attendances,
    case_keys,
    cases,
    discussed,
    dossiers,
    escorts,
    meetings,
    papers,
    remarks,
    reporters,
    reports,
    seats,
    trackings,
)
from storage.core.tables import households as household_rows
from storage.reminders import obligations
from storage.staffing import people

_joint, _tracked = seats.alias("joint"), trackings.alias("tracked")
READABLE = (
    select(
        cases,
        case_keys.c.wrapped,
        *households.COLUMNS,
        *SEAT.columns,
        *(column for strand in STRANDS for column in strand.columns),
        exists().where(_joint.c.case_id == cases.c.id, _joint.c.id != cases.c.id).label("joint"),
        exists().where(_tracked.c.case_id == cases.c.id).label("trackings"),
        exists().where(papers.c.case_id == cases.c.id).label("papers"),
    )
    .join(case_keys, case_keys.c.case_id == cases.c.id)
    .join(household_rows, household_rows.c.id == cases.c.household_id)
    .outerjoin(seats, seats.c.id == cases.c.id)
)
"""A case in one row: its household, its strands and the lead's seat stand in it."""
for _strand in STRANDS:
    READABLE = READABLE.outerjoin(_strand.table, _strand.table.c.case_id == cases.c.id)
_GET = READABLE.where(cases.c.id == bindparam("id"))
_JOINT = (
    select(seats)
    .where(seats.c.case_id.in_(bindparam("cases", expanding=True)), seats.c.id != seats.c.case_id)
    .order_by(seats.c.id)
)
_TRACKINGS = (
    select(trackings)
    .where(trackings.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(trackings.c.id)
)
_FILED = (
    select(papers.c.case_id, papers.c.seat, papers.c.kind, func.max(papers.c.filed_at).label("at"))
    .where(papers.c.case_id.in_(bindparam("cases", expanding=True)))
    .group_by(papers.c.case_id, papers.c.seat, papers.c.kind)
)
_BY_NUMBER = select(cases.c.id).where(cases.c.number == bindparam("number"))
_ENDING = (
    select(cases.c.number)
    .where(cases.c.number.like(bindparam("end")))
    .order_by(cases.c.id.desc())
    .limit(bindparam("most"))
)
_NUMBER = select(cases.c.number).where(cases.c.id == bindparam("case"))
_ADD = insert(cases)
_ADD_KEY = insert(case_keys)
_CORE = tuple(one.name for one in fields(Case) if one.name in cases.c)
"""Each plain fact of a case stands in the column of its name; who it is, is the household's."""
_CHANGING = tuple(name for name in _CORE if name not in ("id", "number", "reported_at"))
_this = (cases.c.id == bindparam("row"), cases.c.version == bindparam("was"))
_SAVE = (
    update(cases)
    .where(*_this)
    .values({name: bindparam(f"new_{name}", type_=cases.c[name].type) for name in (*_CHANGING, "district")})
)
_TOUCH = update(cases).where(*_this).values(version=bindparam("new_version"))
_STANDS = update(cases).where(cases.c.id == bindparam("of")).values(pressing=bindparam("at"))
_SEATS_STAND = (
    update(seats)
    .where(seats.c.case_id == bindparam("of"))
    .values(state=bindparam("where"), pressing=bindparam("at"))
)
_LAPSED = (
    select(seats.c.id, seats.c.case_id)
    .join(cases, cases.c.id == seats.c.case_id)
    .where(
        seats.c.lapses_at <= bindparam("now", type_=seats.c.lapses_at.type),
        cases.c.urgent.in_(bindparam("matters", expanding=True)),
    )
    .order_by(seats.c.lapses_at, seats.c.id)
    .limit(bindparam("most"))
)
OPEN_CASES = READABLE.where(cases.c.state.in_([str(one) for one in OPEN])).order_by(cases.c.id)
_OF_SEVERAL = OPEN_CASES.where(exists().where(_joint.c.case_id == cases.c.id, _joint.c.id != cases.c.id))
_OPEN_THESE = OPEN_CASES.where(cases.c.id.in_(bindparam("these", expanding=True)))
_LAPSES = (
    update(seats)
    .where(seats.c.id == bindparam("row"))
    .values(lapses_at=bindparam("at", type_=seats.c.lapses_at.type))
)
_FAMILY = READABLE.where(
    cases.c.household_id.in_(family_of(household_rows.c.id == bindparam("household")))
).order_by(cases.c.id)
_IDS_OF_FAMILY = (
    select(cases.c.id)
    .where(
        cases.c.household_id.in_(
            family_of(
                household_rows.c.id.in_(
                    select(cases.c.household_id).where(cases.c.id.in_(bindparam("these", expanding=True)))
                )
            )
        )
    )
    .order_by(cases.c.id)
)
_BEFORE = (
    select(discussed.c.units)
    .join(meetings, meetings.c.id == discussed.c.meeting)
    .join(attendances, attendances.c.meeting == meetings.c.id)
    .where(
        discussed.c.case_id == bindparam("case"),
        attendances.c.unit == bindparam("unit"),
        attendances.c.invited_at.isnot(None),
        meetings.c.called_off_on.is_(None),
        meetings.c.held_on.is_(None) | (meetings.c.held_on >= bindparam("since")),
    )
)
_ESCORTS = select(escorts.c.answer, escorts.c.visit_at).where(
    escorts.c.case_id == bindparam("case"),
    escorts.c.unit == bindparam("unit"),
    escorts.c.ended_at.is_(None),
)
_REFERRED = select(dossiers.c.unit).where(
    dossiers.c.case_id == bindparam("case"),
    dossiers.c.kind == "referral",
    dossiers.c.ended_at.is_(None),
)
_REMARK = insert(remarks).returning(remarks.c.id)
_SEAL_REMARK = update(remarks).where(remarks.c.id == bindparam("row")).values(sealed=bindparam("content"))
_REMARKS = select(remarks).where(remarks.c.case_id == bindparam("case")).order_by(remarks.c.id)


def open_case(db: Transaction, case: Case, letter: str) -> Case:
    """Open a case with a new number and a key of its own; *case* comes without id and number."""
    number = new_number(
        letter,
        roc_year(local_day(db.now)),
        secrets.randbelow,
        lambda one: db.connection.execute(_BY_NUMBER, {"number": one}).first() is not None,
    )
    key, wrapped = db.vault.new_key(number)
    case = replace(case, number=number, household=households.add(db, case.household))
    case = case.hear_of_child(case.household.id, frozenset(), minors(case.household, local_day(db.now)))
    case = replace(case, id=subjects.add(db, CASE.name, number))
    fixed = {"id": case.id, "number": number, "household_id": case.household.id}
    stands = {"reported_at": case.reported_at, "pressing": _stands(case, _owing(db, case))}
    db.connection.execute(_ADD, {**_columns(case), **fixed, **stands})
    db.connection.execute(_ADD_KEY, {"case_id": case.id, "wrapped": wrapped})
    db.keys[case.id] = key
    empty = replace(case, search=ChildSearch(), sharing=Sharing(), closing=Closing(), dispute=Dispute())
    case = _keep_strands(db, replace(empty, lead=Seat(), joint=(), trackings=()), case, key)
    settle(db, case, empty)
    return case


def hold_cases(db: Transaction, *these: int) -> None:
    """Let nobody else act in these cases before this transaction ends; whoever does now is waited for.

    It comes before the case is read that an act is judged by: then whoever is second hears what was done.
    """
    hold(db, cases, these)


def hold_families(db: Transaction, *these: int) -> None:
    """Hold these cases, and those of all that is one household with theirs: neither grows nor falls apart."""
    held: set[int] = set()
    while needed(db) and (
        more := set(db.connection.execute(_IDS_OF_FAMILY, {"these": these}).scalars().all()) - held
    ):
        hold_cases(db, *more)
        held |= more


def get(db: Transaction, case: int, action: Action = Action.VIEW) -> Case:
    """Read a case if the speaker may do *action*; "not yours" and "not there" are the same `NotThere`."""
    found = read(db, case)
    if not may(db, found, action):
        raise NotThere
    return found


def standing_to(db: Transaction, case: Case) -> frozenset[Relation]:
    """Say how the speaker stands to a case: for themselves, and for whom they stand in for."""
    if db.speaker is None or db.unit is None or recusals.keeps_out(db, case.id):
        return frozenset()
    reporter = {"case": case.id, "token": reporter_token(db, db.speaker.id)}
    reported = db.connection.execute(_REPORTED, reporter).first() is not None
    absent = [one for one in db.absent if case.id not in recusals.out_of(db, one.id)]
    own = access.relations(
        db.speaker,
        db.unit,
        case,
        reported=reported,
        supervised=_supervised(db, db.speaker, case),
        since=db.closed_since,
    )
    standing = own.union(*(_deputised(db, one, case) for one in absent))
    if not access.may(standing, Action.REVEAL):
        standing |= _escorting(db, case) | _referred(db, case) | _broken(db, case)
    return standing | _conferring(db, case) if not access.may(standing, Action.VIEW) else standing


def _broken(db: Transaction, case: Case) -> frozenset[Relation]:
    """Say whether the speaker opened it in an emergency, and does the work still that lets them."""
    if db.speaker is None or db.unit is None or not breaks(db.speaker, db.unit):
        return frozenset()
    return frozenset({Relation.BROKEN}) if glass.broken(db, case.id, db.speaker.id) else frozenset()


def _conferring(db: Transaction, case: Case) -> frozenset[Relation]:
    """Say whether a conference speaks of a case that concerns the speaker's unit, or spoke of it lately.

    It is not told there why others serve the family, if its part is the match's alone (decision 69).
    """
    for person in db.acting:
        if case.by_match_alone(person.unit):
            continue
        if speaks_for(person, person.unit, answers_for(people.unit(db, person.unit))):
            since = local_day(db.now) - timedelta(days=SEEN_DAYS)
            found = db.connection.execute(_BEFORE, {"case": case.id, "unit": person.unit, "since": since})
            if any(person.unit in units for units in found.scalars()):
                return frozenset({Relation.CONFERENCE})
    return frozenset()


def _escorting(db: Transaction, case: Case) -> frozenset[Relation]:
    """Say whether the speaker's precinct is asked to go with a visit that is not long over."""
    for person in db.acting:
        unit = people.unit(db, person.unit)
        if unit.kind is UnitKind.POLICE and speaks_for(person, unit.id, answers_for(unit)):
            found = db.connection.execute(_ESCORTS, {"case": case.id, "unit": unit.id}).all()
            if any(sees_where(row.answer, row.visit_at, db.rules.policy.escorts, db.now) for row in found):
                return frozenset({Relation.ESCORTING})
    return frozenset()


def _referred(db: Transaction, case: Case) -> frozenset[Relation]:
    """Say whether the case is referred to the speaker's desk, which has not told all yet."""
    desks = set(db.connection.execute(_REFERRED, {"case": case.id}).scalars().all())
    speak = (one for one in db.acting if one.unit in desks)
    if any(speaks_for(one, one.unit, answers_for(people.unit(db, one.unit))) for one in speak):
        return frozenset({Relation.REFERRED})
    return frozenset()


def _deputised(db: Transaction, absent: Person, case: Case) -> frozenset[Relation]:
    """What they reported themselves stays theirs."""
    unit = people.unit(db, absent.unit)
    supervised = _supervised(db, absent, case)
    return access.relations(absent, unit, case, reported=False, supervised=supervised, since=db.closed_since)


def _supervised(db: Transaction, person: Person, case: Case) -> bool:
    """Tell whether somebody of the unit decides on its cases before *person* does."""
    before = access.decides_before(person.role)
    if not before or case.unit is None:
        return True
    return any(
        case.id not in recusals.out_of(db, one.id) for one in people.answering_in(db, case.unit, before)
    )


def reporter_token(db: Transaction, person: int) -> bytes:
    """Return the keyed hash under which somebody's reports are found."""
    return db.vault.index("reporter", str(person))


def family(db: Transaction, case: Case) -> list[Case]:
    """List the cases of a household, and of those that are judged to be one with it; without judging."""
    return cases_of(db, db.connection.execute(_FAMILY, {"household": case.household.id}).all())


def ids_of_family(db: Transaction, case: Case) -> set[int]:
    """Name the cases of a household, and of those that are judged to be one with it."""
    return set(db.connection.execute(_IDS_OF_FAMILY, {"these": [case.id]}).scalars().all())


def read(db: Transaction, case: int) -> Case:
    """Read a case without judging: for the clock and for what follows from an act that was judged."""
    row = db.connection.execute(_GET, {"id": case}).one_or_none()
    if row is None:
        raise NotThere
    return case_of(db, row)


def by_number(db: Transaction, number: str, action: Action = Action.VIEW) -> Case:
    """Find a case by its number, judged like `get`."""
    row = db.connection.execute(_BY_NUMBER, {"number": number}).scalar()
    if row is None:
        raise NotThere
    return get(db, row, action)


def of_number(db: Transaction, number: str) -> Case | None:
    """Find a case by its number without judging: to open it in an emergency."""
    row = db.connection.execute(_BY_NUMBER, {"number": number}).scalar()
    return None if row is None else read(db, row)


MOST_ENDING = 60
"""So many numbers that end alike are looked at."""


def ending(db: Transaction, digits: str) -> list[str]:
    """List the numbers that end in these digits, the newest first, of what the speaker may see."""
    found = db.connection.execute(_ENDING, {"end": f"%{digits}", "most": MOST_ENDING}).scalars().all()
    return [one for one in found if seen(db, one)]


def seen(db: Transaction, number: str) -> bool:
    """Tell whether a case of this number is the speaker's to see."""
    try:
        by_number(db, number, Action.VIEW)
    except NotThere:
        return False
    return True


def number_of(db: Transaction, case: int) -> str:
    """Return a case's number."""
    return str(db.connection.execute(_NUMBER, {"case": case}).scalar_one())


def save(db: Transaction, before: Case, after: Case, verb: str, **detail: int | str | None) -> Case:
    """Keep what changed of a case, write the act into the journal and settle what is owed now."""
    if after != before and after.id in recusals.decoys_of(db):  # nothing is done to what is invented
        raise NotThere
    serveable(before, after, lambda one: after.id in recusals.out_of(db, one))
    journal.write(db, verb, subject=after.id, **detail)
    key = key_of(db, after)
    case = replace(after, version=after.version + 1)
    if not db.connection.execute(*_change(before, case)).rowcount:
        raise Overtaken
    if before.household != case.household:
        case = replace(case, household=households.change(db, case.household))
    case = _keep_strands(db, before, case, key)
    settle(db, case, before)
    _tell_family(db, before, case)
    return case


def _tell_family(db: Transaction, before: Case, after: Case) -> None:
    """Let those that are one household with a case know what it says of a child (`children.py`)."""
    was, now = (one.says_child(local_day(db.now)) for one in (before, after))
    if was != now:
        hold_families(db, after.id)
        for one in family(db, after):
            if one.household.id != after.household.id:
                _heard(db, one, one.hear_of_child(after.household.id, was, now))


def join_households(db: Transaction, one: Case, other: Case) -> None:
    """Judge the households of two cases to be one; what one says of a child, the other hears from then on."""
    ours, theirs = family(db, one), family(db, other)
    households.join(db, one.household.id, other.household.id)
    _hear_each_other(db, ours, theirs, joined=True)


def part_households(db: Transaction, one: Case, other: Case) -> None:
    """Take that judgement back; neither knows any more what only the other says of a child."""
    households.part(db, one.household.id, other.household.id)
    _hear_each_other(db, family(db, one), family(db, other), joined=False)


def _hear_each_other(db: Transaction, ours: list[Case], theirs: list[Case], *, joined: bool) -> None:
    nothing, on = frozenset[Said](), local_day(db.now)
    for some, others in ((ours, theirs), (theirs, ours)):
        for one in some:
            after = one
            for other in others:
                says = other.says_child(on)
                heard = (nothing, says) if joined else (says, nothing)
                after = after.hear_of_child(other.household.id, *heard)
            _heard(db, one, after)


def _heard(db: Transaction, before: Case, after: Case) -> None:
    """Keep what a case knows of a child by way of another household; what is owed follows."""
    if after != before:
        save(db, before, after, "household.child_heard")


def _change(before: Case, case: Case) -> tuple[Update, dict[str, Any]]:
    """Say what to write of the case itself: all of it, or that something beside it changed."""
    at = {"row": case.id, "was": case.version - 1}
    if all(getattr(before, name) == getattr(case, name) for name in _CHANGING if name != "version"):
        return _TOUCH, {**at, "new_version": case.version}
    return _SAVE, {**at, **{f"new_{name}": value for name, value in _columns(case).items()}}


def _keep_strands(db: Transaction, before: Case, case: Case, key: bytes) -> Case:
    """Write the strands, seats and trackings that changed."""
    at = Sealing(case.id, key)
    for strand in STRANDS:
        was, now = getattr(before, strand.name), getattr(case, strand.name)
        if now != was and now.version:
            case = replace(case, **{strand.name: strand.change(db, case.id, now, at)})
        elif now != was:
            case = replace(case, **{strand.name: strand.add(db, now, at, case_id=case.id)})
    lead = _keep_seat(db, before, case, case.lead, at)
    joint = tuple(_keep_seat(db, before, case, one, at) for one in case.joint)
    return replace(case, lead=lead, joint=joint, trackings=_keep_trackings(db, before, case, key))


def _keep_seat(db: Transaction, before: Case, case: Case, seat: Seat, at: Sealing) -> Seat:
    lapses = _lapses(db, case, seat)
    was = next((one for one in (before.lead, *before.joint) if one.id == seat.id != NEW), None)
    if seat.version and seat == was and lapses == _lapses(db, before, was):
        return seat
    if seat.version:
        return SEAT.change(db, seat.id or case.id, seat, at, lapses_at=lapses)
    row = case.id if seat.id == LEAD else subjects.add(db, SEATS.name, case.number)
    stands = {"state": case.state, "pressing": _stands(case, _owing(db, case))}
    kept = SEAT.add(db, seat, at, id=row, case_id=case.id, lapses_at=lapses, **stands)
    return kept if seat.id == LEAD else replace(kept, id=row)


def _lapses(db: Transaction, case: Case, seat: Seat) -> datetime | None:
    waits = seat.id != LEAD or case.state is State.DISPATCHED
    return offer_lapses(case, seat, db.rules) if waits else None


def _keep_trackings(db: Transaction, before: Case, case: Case, key: bytes) -> tuple[Tracking, ...]:
    if before.trackings == case.trackings:
        return case.trackings
    for one in case.trackings:
        at = Sealing(f"{case.id} {one.met_on}", key)
        if not one.version:
            TRACKING.add(db, one, at, case_id=case.id)
        elif one not in before.trackings:
            TRACKING.change(db, one.id, one, at)
    found = db.connection.execute(_TRACKINGS, {"cases": [case.id]}).all()
    return tuple(_tracking(db, row, key) for row in found)


def settle(db: Transaction, case: Case, before: Case | None = None) -> None:
    """Make what is owed agree with the facts of a case, and of each of its seats; and where it stands."""
    owing = _owing(db, case)
    nearest = _stands(case, owing)
    for subject, owed in owing:
        obligations.settle(db, subject, owed, nearest)
    now = (case.state, len(case.joint), nearest)
    if before is None or now != (before.state, len(before.joint), _stands(case, _owing(db, before))):
        stand(db, case)


def stand(db: Transaction, case: Case) -> None:
    """Keep where a case stands in lists, of its own and of each of its seats, and what it owes besides."""
    owing = _owing(db, case)
    nearest = _stands(case, owing)
    db.connection.execute(_STANDS, {"of": case.id, "at": nearest})
    db.connection.execute(_SEATS_STAND, {"of": case.id, "at": nearest, "where": case.state})
    obligations.stand(db, [subject.id for subject, _ in owing], nearest)


Owing = Sequence[tuple[Subject, Sequence[Owed]]]


def _stands(case: Case, owing: Owing) -> datetime:
    return pressing((one.due for _, owed in owing for one in owed), case.reported_at)


def _owing(db: Transaction, case: Case) -> Owing:
    """What a case and each of its seats owe; a seat that is not kept yet owes nothing."""
    joint = [JointSeat(case, seat.id) for seat in case.joint if seat.id != NEW]
    return [
        (subject_of(case), tuple(CASE.owed(case, db.rules))),
        *((SEATS.subject(one), tuple(SEATS.owed(one, db.rules))) for one in joint),
    ]


def identify(db: Transaction, case: Case, household: Household) -> Case:
    """Write down who the household is, and make it findable."""
    return save(db, case, case.identify(household, on=local_day(db.now)), "case.identified")


def lapsed(db: Transaction, most: int, *, hushed: bool = False) -> list[tuple[Case, int]]:
    """List the offers that nobody answered in time, case and seat, the first *most*; *hushed*: urgent.

    Their cases are held: an answer that comes meanwhile waits, one that was given is no longer listed.
    """
    values = {"now": db.now, "most": most, "matters": [True] if hushed else [True, False]}
    found = db.connection.execute(_LAPSED, values).all()
    if needed(db):
        held = {row.case_id for row in found}
        hold_cases(db, *held)
        found = [row for row in db.connection.execute(_LAPSED, values).all() if row.case_id in held]
    return [(read(db, row.case_id), LEAD if row.id == row.case_id else row.id) for row in found]


def lapse_later(db: Transaction, case: Case, seat: int = LEAD) -> None:
    """Set aside for an hour an offer that could not be given back."""
    db.connection.execute(_LAPSES, {"row": seat or case.id, "at": db.now + ASIDE})


def count_anew(db: Transaction, these: Sequence[int]) -> None:
    """Count the deadlines of those of these cases that are open by the rules of now."""
    found = cases_of(db, db.connection.execute(_OPEN_THESE, {"these": list(these)}).all())
    obligations.settle_anew(db, [(subject_of(case), CASE.owed(case, db.rules)) for case in found])
    for case in found:
        count_offer_anew(db, case, case.lead)
        stand(db, case)


def writes(db: Transaction, these: Sequence[int]) -> tuple[Table, Sequence[int]]:
    """Name their rows: where a case stands in lists is counted, too."""
    return cases, these


def count_offer_anew(db: Transaction, case: Case, seat: Seat) -> None:
    """Count anew when the offer of a seat goes back."""
    if (lapses := _lapses(db, case, seat)) is not None:
        db.connection.execute(_LAPSES, {"row": seat.id or case.id, "at": lapses})


def owing(db: Transaction) -> Sequence[Case]:
    """List the open cases."""
    return cases_of(db, db.connection.execute(OPEN_CASES).all())


def of_several_units(db: Transaction) -> Sequence[Case]:
    """List the open cases that have seats beside the lead's."""
    return cases_of(db, db.connection.execute(_OF_SEVERAL).all())


def may(db: Transaction, case: Case, action: Action) -> bool:
    """Tell whether the speaker may do *action*."""
    return access.may(standing_to(db, case), action)


def remark(db: Transaction, case: Case, verb: str, text: str) -> None:
    """Keep the reason given for an act, sealed with the case's key."""
    by = db.speaker.id if db.speaker else None
    row = db.connection.execute(
        _REMARK, {"case_id": case.id, "by": by, "verb": verb, "at": db.now, "sealed": b""}
    ).scalar_one()
    db.connection.execute(
        _SEAL_REMARK, {"row": row, "content": db.vault.seal("remark", row, text, key_of(db, case))}
    )


def remarks_of(db: Transaction, case: Case) -> list[tuple[str, str]]:
    """List (verb, reason), oldest first."""
    key = key_of(db, case)
    found = db.connection.execute(_REMARKS, {"case": case.id}).all()
    return [(row.verb, db.vault.open("remark", row.id, row.sealed, key)) for row in found]


def reasons_of(db: Transaction, case: Case) -> dict[tuple[str, datetime], str]:
    """Return the reasons by the act they stand for: its verb and moment, as the journal has them."""
    key = key_of(db, case)
    found = db.connection.execute(_REMARKS, {"case": case.id}).all()
    return {(row.verb, row.at): db.vault.open("remark", row.id, row.sealed, key) for row in found}


_REPORTED = (
    select(reporters.c.report)
    .join(reports, reports.c.id == reporters.c.report)
    .where(reports.c.case_id == bindparam("case"), reporters.c.token == bindparam("token"))
)
_KEY = select(case_keys.c.wrapped).where(case_keys.c.case_id == bindparam("case"))


def key_of(db: Transaction, case: Case) -> bytes:
    """Unwrap the key of a case, once in a transaction."""
    if case.id not in db.keys:
        wrapped = db.connection.execute(_KEY, {"case": case.id}).scalar_one()
        db.keys[case.id] = db.vault.unwrap(case.number, wrapped)
    return db.keys[case.id]


def _columns(case: Case) -> dict[str, Any]:
    made = {
        "kinds": list(case.kinds),
        "child_in": list(case.child_in),
        "district": district_of(case.village),
    }
    return {name: getattr(case, name) for name in _CHANGING} | made


def case_of(db: Transaction, row: Any) -> Case:
    """Make a case of a row of `READABLE`."""
    return cases_of(db, [row])[0]


def cases_of(db: Transaction, rows: Sequence[Any]) -> list[Case]:
    """Make cases of rows of `READABLE`; what stands beside them is read together for all."""
    keys = {row.id: db.vault.unwrap(row.number, row.wrapped) for row in rows}
    joint: dict[int, list[Seat]] = defaultdict(list)
    tracked: dict[int, list[Tracking]] = defaultdict(list)
    for one in _beside(db, _JOINT, [row.id for row in rows if row.joint]):
        joint[one.case_id].append(SEAT.of_row(db, one, Sealing(one.id, keys[one.case_id]), id=one.id))
    for one in _beside(db, _TRACKINGS, [row.id for row in rows if row.trackings]):
        tracked[one.case_id].append(_tracking(db, one, keys[one.case_id]))
    filed: dict[int, list[Filed]] = defaultdict(list)
    for one in _beside(db, _FILED, [row.id for row in rows if row.papers]):
        seat = LEAD if one.seat == one.case_id else one.seat
        filed[one.case_id].append(Filed(one.kind, one.at, seat))
    return [
        replace(
            _case(db, row, keys[row.id]),
            joint=tuple(joint[row.id]),
            trackings=tuple(tracked[row.id]),
            filed=frozenset(filed[row.id]),
        )
        for row in rows
    ]


def _beside(db: Transaction, statement: Select[Any], these: list[int]) -> Sequence[Any]:
    return db.connection.execute(statement, {"cases": these}).all() if these else ()


def _tracking(db: Transaction, row: Any, key: bytes) -> Tracking:
    return TRACKING.of_row(db, row, Sealing(f"{row.case_id} {row.met_on}", key), id=row.id)


def _case(db: Transaction, row: Any, key: bytes) -> Case:
    as_kept = {name: getattr(row, name) for name in _CORE}
    at = Sealing(row.id, key)
    return Case(
        **as_kept
        | {
            "state": State(row.state),
            "household": households.of_row(db, row),
            "kinds": tuple(row.kinds),
            "child_in": tuple(row.child_in),
            "risk": Risk(row.risk) if row.risk else None,
            "lead": SEAT.of_row(db, row, at, "lead_"),
            **{strand.name: strand.of_row(db, row, at, f"{strand.name}_") for strand in STRANDS},
        }
    )
