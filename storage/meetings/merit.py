"""What units did in a year, read for the merit table; what is said of it as rows, sealed."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, insert, select, union, update

from casework.errors import NotThere, Overtaken
from casework.meetings.discussing import Decision
from casework.meetings.merit import (
    BY_DUTY,
    Merit,
    MeritAct,
    MeritFigure,
    UnitMerit,
    by_unit,
    days_away,
    less_away,
    of_attendance,
    of_duty,
    of_meeting,
)
from casework.meetings.merit_year import MeritYear
from casework.meetings.submitting import SubmittedKind
from casework.policy.policy import Duty, Policy
from casework.reminders.meetings import MERIT_YEAR
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start, local_day, month_end, roc_year
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.locks import hold
from storage.core.tables import attendances as attended
from storage.core.tables import (
    cases,
    discussed,
    follow_ups,
    merits,
    obligations,
    seats,
    subjects,
    units,
)
from storage.core.tables import items as raised
from storage.core.tables import meetings as held_meetings
from storage.core.tables import submitted as written
from storage.dossiers import Dossiers, of_sides
from storage.meetings import attendances, items, meetings, submitted
from storage.reminders.obligations import MOVED
from storage.staffing import people

_D = discussed.c.proposed_on.type
_first, _last = bindparam("first", type_=_D), bindparam("last", type_=_D)
_PROPOSED = (
    select(discussed.c.unit, discussed.c.proposed_on, discussed.c.decision, cases.c.number)
    .join(cases, cases.c.id == discussed.c.case_id)
    .where(discussed.c.unit.is_not(None), discussed.c.proposed_on.between(_first, _last))
)
_WRITTEN = select(written.c.id, written.c.unit, written.c.on, written.c.meeting).where(
    written.c.kind == SubmittedKind.PROPOSAL, written.c.on.between(_first, _last)
)
_RAISED = select(raised.c.id, raised.c.meeting, raised.c.raised_on, raised.c.serials).where(
    raised.c.raised_on.between(_first, _last)
)
_M = obligations.c.due.type
_within = obligations.c.due.between(bindparam("begins", type_=_M), bindparam("ends", type_=_M))
_DUE = (
    select(
        *(obligations.c.subject, obligations.c.duty, obligations.c.unit, obligations.c.due),
        *(obligations.c.ended_at, subjects.c.sign),
    )
    .join(subjects, subjects.c.id == obligations.c.subject)
    .where(obligations.c.duty.in_([one for one in BY_DUTY if one is not Duty.FOLLOW_UP]), _within, ~MOVED)
)
_FILED = (
    select(seats.c.unit, follow_ups.c.month, follow_ups.c.filed_at, cases.c.number)
    .join(seats, seats.c.id == follow_ups.c.seat)
    .join(cases, cases.c.id == follow_ups.c.case_id)
    .where(follow_ups.c.month.between(_first, _last))
)
_UNFILED = (
    select(seats.c.unit, obligations.c.due, cases.c.number)
    .join(seats, seats.c.id == obligations.c.subject)
    .join(cases, cases.c.id == seats.c.case_id)
    .where(obligations.c.duty == Duty.FOLLOW_UP, obligations.c.ended_at.is_(None), _within)
)
_OF = select(merits).where(merits.c.year == bindparam("year_"))
_ADD = insert(merits)
_SAVE = update(merits).where(
    merits.c.year == bindparam("year_"),
    merits.c.unit == bindparam("unit_"),
    merits.c.version == bindparam("was"),
)
_months = held_meetings.c.month.between(_first, _last)
_CONCERNED = union(
    select(held_meetings.c.unit).where(_months),
    select(attended.c.unit)
    .join(held_meetings, held_meetings.c.id == attended.c.meeting)
    .where(_months, attended.c.invited_at.isnot(None)),
    select(seats.c.unit).where(seats.c.unit.isnot(None)),
)
MERIT_YEARS: Dossiers[MeritYear] = Dossiers(MERIT_YEAR, MeritYear, of_sides)
"""Tables that units see, until they are sent."""
EditionOf = Callable[[str], Policy | None]


def of_year(db: Transaction, year: int, edition: EditionOf) -> list[UnitMerit]:
    """Count what every unit did in a year, each meeting by its own edition, less the absence of the bot.

    What it did in a case from which the speaker keeps out is not there for them, nor what names it.
    """
    today, gone = local_day(db.now), away(db, year)
    held = meetings.of_year(db, year)
    acts = [
        *(act for one in held for act in of_meeting(one, edition(one.edition) or db.rules.policy, today)),
        *(
            act
            for one in held
            if one.held_on
            for part in attendances.of_meeting(db, one)
            for act in of_attendance(part)
        ),
        *_brought(db, year),
        *_duties(db, year),
    ]
    return by_unit(less_away(act, gone) for act in acts)


def away(db: Transaction, year: int) -> frozenset[date]:
    """List the days on which the bot was away, since a year began."""
    return days_away(journal.outages(db, since=day_start(date(year, 1, 1))))


def _brought(db: Transaction, year: int) -> Iterator[MeritAct]:
    """Cases and proposals that a unit brought, what became tracked, what a district brought up."""
    span = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    for row in db.connection.execute(_PROPOSED.where(recusals.theirs(db, cases.c.id)), span).all():
        yield MeritAct(MeritFigure.PROPOSED, row.unit, row.number, row.proposed_on)
        if row.decision == Decision.TRACKED:
            yield MeritAct(MeritFigure.TRACKED, row.unit, row.number, row.proposed_on)
    for row in db.connection.execute(_WRITTEN, span).all():
        if _there(submitted.read, db, row.id):
            yield MeritAct(MeritFigure.ISSUES, row.unit, meetings.read(db, row.meeting).sign, row.on)
    for row in db.connection.execute(_RAISED, span).all():
        if _there(items.read_item, db, row.id):
            unit = meetings.read(db, row.meeting).unit.id
            yield MeritAct(MeritFigure.RAISED, unit, row.serials[0], row.raised_on)


def _there(read: Callable[[Transaction, int], object], db: Transaction, row: int) -> bool:
    """Tell whether the speaker is told of something that a meeting heard."""
    try:
        read(db, row)
    except NotThere:
        return False
    return True


def _duties(db: Transaction, year: int) -> Iterator[MeritAct]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    given = {"begins": day_start(first), "ends": day_end(last)}
    subject, case = (recusals.theirs(db, one) for one in (obligations.c.subject, cases.c.id))
    screening = next((one.unit for one in people.of_role(db, Role.SCREENER)), None)
    found = [
        *(
            (Duty(row.duty), row.unit or screening, row.sign, row.due, row.ended_at)
            for row in db.connection.execute(_DUE.where(subject), given).all()
            if row.duty != Duty.TRACKED_PROGRESS or _there(items.told, db, row.subject)
        ),
        *(
            (Duty.FOLLOW_UP, row.unit, row.number, day_end(month_end(row.month)), row.filed_at)
            for row in db.connection.execute(_FILED.where(case), {"first": first, "last": last}).all()
        ),
        *(
            (Duty.FOLLOW_UP, row.unit, row.number, row.due, None)
            for row in db.connection.execute(_UNFILED.where(case), given).all()
        ),
    ]
    for duty, unit, sign, due, ended in found:
        act = None if unit is None else of_duty(duty, unit, sign, due, ended, now=db.now)
        if act is not None:
            yield act


def concerned(db: Transaction, year: int) -> list[Unit]:
    """List the units that stand and had to do with a meeting of a year, or serve or served a case."""
    span = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    found = set(db.connection.execute(_CONCERNED, span).scalars().all())
    return [one for one in people.standing_units(db) if one.id in found]


def bureau(db: Transaction) -> Unit | None:
    """Return the unit that keeps the table [001] 肆三."""
    return next(iter(people.standing_units(db, UnitKind.BUREAU)), None)


def begin(db: Transaction, year: int, unit: Unit) -> MeritYear:
    """Let the bureau owe a year's table from now on."""
    sign = f"獎懲-{roc_year(date(year, 1, 1))}"
    return MERIT_YEARS.add(db, MeritYear(unit=unit, sign=sign, year=year), "merit.begun")


def of(db: Transaction, year: int) -> MeritYear | None:
    """Find the table that units see or saw; None before they do."""
    these = [one.id for one in people.all_units(db) if one.kind is UnitKind.BUREAU]
    found = MERIT_YEARS.of_units(db, these, day_start(date(year, 1, 1)))
    return next((one for one in found if one.year == year), None)


def said(db: Transaction, year: int) -> dict[int, Merit]:
    """Read what is said of a year, unit by unit."""
    return {row.unit: _merit(db, row) for row in db.connection.execute(_OF, {"year_": year}).all()}


def to_change(db: Transaction, year: int, unit: int) -> Merit:
    """Read what is said of a unit's year, so that nobody else says something of it meanwhile."""
    hold(db, units, [unit])
    return said(db, year).get(unit) or Merit(year, people.unit(db, unit).id)


def save(db: Transaction, one: Merit) -> Merit:
    """Keep what is said."""
    after = replace(one, version=one.version + 1)
    told = {"why": one.why, "letter": one.letter, "advice": one.advice, "ground": one.ground}
    sealed = db.vault.seal("merit", f"{one.year} {one.unit}", json.dumps(told, ensure_ascii=False))
    values = {"objected_on": one.objected_on, "version": after.version, "sealed": sealed}
    if not one.version:
        db.connection.execute(_ADD, {"year": one.year, "unit": one.unit, **values})
    else:
        this = {"year_": one.year, "unit_": one.unit, "was": one.version}
        if not db.connection.execute(_SAVE.values(values), this).rowcount:
            raise Overtaken
    return after


def _merit(db: Transaction, row: Any) -> Merit:
    told = json.loads(db.vault.open("merit", f"{row.year} {row.unit}", row.sealed))
    return Merit(row.year, row.unit, **told, objected_on=row.objected_on, version=row.version)
