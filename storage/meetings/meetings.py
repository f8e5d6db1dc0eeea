"""Meetings as rows; what was said of each (place, chair, letter) is sealed together."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from msgspec.structs import asdict, replace
from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from casework.cases.access import Action
from casework.errors import NotThere, Overtaken
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.meetings.rights import MeetingRight, rights, speaks_for
from casework.reminders.meetings import MEETING
from casework.staffing.bearers import answers_for
from casework.staffing.people import Role
from casework.staffing.units import Unit
from storage.core import journal, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.locks import hold as hold_rows
from storage.core.tables import attendances, meetings
from storage.core.tables import subjects as subject_rows
from storage.reminders import obligations
from storage.staffing import people

_GET = select(meetings).where(meetings.c.id == bindparam("row"))
_ADD = insert(meetings)
_SAVE = update(meetings).where(meetings.c.id == bindparam("row"), meetings.c.version == bindparam("was"))
_to_file = and_(meetings.c.filing_asked_on.isnot(None), meetings.c.filed_on.is_(None))
_open = or_(meetings.c.minutes_sent_on.is_(None), _to_file)
_stands = and_(meetings.c.joined_to.is_(None), meetings.c.called_off_on.is_(None))
_OPEN = select(meetings).where(_open, _stands)
_THESE = _OPEN.where(meetings.c.id.in_(bindparam("these", expanding=True))).order_by(meetings.c.id)
_OWING = _OPEN.order_by(meetings.c.id)
_BY_NUMBER = select(meetings).where(meetings.c.id.in_(bindparam("these", expanding=True)))
_SIGNED = (
    select(meetings)
    .join(subject_rows, subject_rows.c.id == meetings.c.id)
    .where(subject_rows.c.kind == MEETING.name, subject_rows.c.sign == bindparam("sign_"))
    .order_by(meetings.c.id)
)
_alike = (
    meetings.c.kind == bindparam("kind_"),
    meetings.c.unit == bindparam("unit_"),
    meetings.c.topic == bindparam("topic_"),
)
_PLANNED = select(meetings.c.id).where(
    *_alike, meetings.c.month == bindparam("month_"), meetings.c.extra == 0
)
_EXTRAS = select(func.max(meetings.c.extra)).where(*_alike, meetings.c.month == bindparam("month_"))
_NUMBERS = select(func.max(meetings.c.number)).where(
    *_alike, meetings.c.month.between(bindparam("first"), bindparam("last"))
)
_LAST = select(func.max(meetings.c.held_on)).where(*_alike)
_BEFORE = update(meetings).where(*_alike, meetings.c.held_on.is_(None)).values(before=bindparam("held"))
_LATEST = (
    select(meetings)
    .where(*_alike, meetings.c.fixed.isnot(None))
    .order_by(meetings.c.fixed.desc(), meetings.c.id.desc())
    .limit(1)
)
_SERIES = select(meetings).where(*_alike).order_by(meetings.c.month, meetings.c.extra, meetings.c.id)
_AHEAD = select(meetings).where(*_alike, meetings.c.held_on.is_(None))
_TAKEN = select(meetings.c.fixed).where(
    meetings.c.unit == bindparam("unit_"),
    meetings.c.fixed.isnot(None),
    meetings.c.held_on.is_(None),
    meetings.c.called_off_on.is_(None),
)
_JOINED = select(meetings).where(meetings.c.joined_to == bindparam("row")).order_by(meetings.c.id)
_invited = select(attendances.c.meeting).where(
    attendances.c.unit == bindparam("unit_"),
    or_(attendances.c.invited_at.isnot(None), attendances.c.asked_on.isnot(None)),
)
_OF_UNIT = (
    select(meetings)
    .where(
        _stands,
        or_(meetings.c.unit == bindparam("unit_"), meetings.c.id.in_(_invited)),
        meetings.c.minutes_sent_on.is_(None),
    )
    .order_by(func.coalesce(meetings.c.fixed, meetings.c.month), meetings.c.id)
)
_OF_ALL = (
    select(meetings)
    .where(_stands, _open)
    .order_by(func.coalesce(meetings.c.fixed, meetings.c.month), meetings.c.id)
)
_OF_YEAR = (
    select(meetings)
    .where(meetings.c.month.between(bindparam("first"), bindparam("last")))
    .order_by(meetings.c.unit, meetings.c.kind, meetings.c.topic, meetings.c.month, meetings.c.extra)
)
_TO_COME = select(meetings).where(
    meetings.c.held_on.is_(None),
    meetings.c.called_off_on.is_(None),
    meetings.c.fixed <= bindparam("by"),
    meetings.c.told_silent.is_(False),
)
_PAST = select(meetings).where(meetings.c.held_on.is_(None), meetings.c.fixed < bindparam("today"), _stands)
_BESIDE = select(meetings).where(
    meetings.c.kind == bindparam("kind_"),
    meetings.c.month == bindparam("month_"),
    meetings.c.id != bindparam("row"),
    meetings.c.joined_to.is_(None),
    meetings.c.held_on.is_(None),
    meetings.c.extra == 0,
)
_CHANGING: Final = (
    *("before", "fixed", "called_at", "told_silent", "chair"),
    *("held_on", "called_off_on", "minutes_sent_on", "filing_asked_on", "filed_on", "joined_to", "version"),
)


def add(db: Transaction, one: Meeting, verb: str) -> Meeting:
    """Keep a meeting that was not there, with its number of the year and when the one before was held."""
    first, last = date(one.month.year, 1, 1), date(one.month.year, 12, 31)
    number = db.connection.execute(_NUMBERS, {**_of(one), "first": first, "last": last}).scalar() or 0
    before = db.connection.execute(_LAST, _of(one)).scalar()
    one = replace(one, number=number + 1, before=before, version=1)
    one = replace(one, id=subjects.add(db, MEETING.name, one.sign))
    values = {name: value for name, value in asdict(one).items() if name in meetings.c}
    db.connection.execute(_ADD, {**values, "unit": one.unit.id, "sealed": _sealed(db, one)})
    journal.write(db, verb, subject=one.id)
    obligations.settle(db, MEETING.subject(one), MEETING.owed(one, db.rules))
    return one


def planned(db: Transaction, one: Meeting) -> bool:
    """Tell whether the plan's own of a unit and month is there."""
    return db.connection.execute(_PLANNED, {**_of(one), "month_": one.month}).first() is not None


def next_extra(db: Transaction, one: Meeting) -> int:
    """Return the number of the next meeting at need of a month."""
    return (db.connection.execute(_EXTRAS, {**_of(one), "month_": one.month}).scalar() or 0) + 1


def save(db: Transaction, before: Meeting, after: Meeting, verb: str, **detail: int | str | None) -> Meeting:
    """Keep what changed, write the act into the journal and settle what is owed now."""
    journal.write(db, verb, subject=after.id, **detail)
    return keep(db, before, after)


def keep(db: Transaction, before: Meeting, after: Meeting) -> Meeting:
    """Keep what changed, and settle what is owed now."""
    after = replace(after, version=before.version + 1)
    values = {name: getattr(after, name) for name in _CHANGING}
    statement = _SAVE.values(**values, sealed=_sealed(db, after))
    if not db.connection.execute(statement, {"row": after.id, "was": before.version}).rowcount:
        raise Overtaken
    if after.held_on is not None and before.held_on is None:
        db.connection.execute(_BEFORE, {**_of(after), "held": after.held_on})
    obligations.settle(db, MEETING.subject(after), MEETING.owed(after, db.rules))
    return after


def hold(db: Transaction, *these: int) -> None:
    """Let nobody else act in these meetings before this transaction ends."""
    hold_rows(db, meetings, these)


def by_number(db: Transaction, these: Iterable[int]) -> dict[int, Meeting]:
    """Read several at once without judging."""
    found = db.connection.execute(_BY_NUMBER, {"these": sorted(set(these))}).all()
    return {one.id: one for one in _each(db, found)}


def signed(db: Transaction, sign: str) -> list[Meeting]:
    """List those that a push called so and with which the speaker has to do, also when they are over."""
    found = _each(db, db.connection.execute(_SIGNED, {"sign_": sign}).all())
    return [one for one in found if standing(db, one)]


def read(db: Transaction, meeting: int) -> Meeting:
    """Read one without judging; raises `NotThere`."""
    row = db.connection.execute(_GET, {"row": meeting}).one_or_none()
    if row is None:
        raise NotThere
    return meeting_of(db, row)


def get(db: Transaction, meeting: int, right: MeetingRight) -> Meeting:
    """Read a meeting if the speaker has this right; "not yours" and "not there" are the same."""
    hold(db, meeting)
    found = read(db, meeting)
    if right not in standing(db, found):
        raise NotThere
    return found


def standing(db: Transaction, one: Meeting) -> frozenset[MeetingRight]:
    """Say what the speaker may, for themselves and for whom they stand in for."""
    invited = frozenset(_units_invited(db, one))
    return frozenset().union(
        *(rights(person, one, invited=_speaks_for_one(db, person.id, invited)) for person in db.acting)
    )


def _speaks_for_one(db: Transaction, person: int, units: frozenset[int]) -> bool:
    who = next(one for one in db.acting if one.id == person)
    return who.unit in units and speaks_for(who, who.unit, answers_for(people.unit(db, who.unit)))


_UNITS_INVITED = select(attendances.c.unit).where(attendances.c.meeting == bindparam("row"))


def _units_invited(db: Transaction, one: Meeting) -> Iterable[int]:
    return db.connection.execute(_UNITS_INVITED, {"row": one.id}).scalars().all()


def runs_or_oversees(db: Transaction, one: Meeting) -> bool:
    """Tell whether it is the speaker's to hold, or to watch over."""
    found = (rights(person, one, invited=False) for person in db.acting)
    return any(each & {MeetingRight.RUN, MeetingRight.OVERSEE} for each in found)


def may(db: Transaction, one: Meeting, action: Action) -> bool:
    """It is seen by its secretariat, by who is invited, and by the bureau; its history by these, too."""
    if any(person.role is Role.ADMIN for person in db.acting):
        return action is Action.HISTORY
    return action in {Action.VIEW, Action.HISTORY} and bool(standing(db, one))


def last_of(db: Transaction, one: Meeting) -> Meeting | None:
    """Return the one of its kind that was called last: where it was is suggested again."""
    row = db.connection.execute(_LATEST, _of(one)).one_or_none()
    return None if row is None else meeting_of(db, row)


def taken(db: Transaction, unit: int) -> list[date]:
    """List the days on which a unit meets already."""
    return list(db.connection.execute(_TAKEN, {"unit_": unit}).scalars().all())


def joined_to(db: Transaction, meeting: int) -> list[Meeting]:
    """List those that are held together with one."""
    return _each(db, db.connection.execute(_JOINED, {"row": meeting}).all())


def beside(db: Transaction, one: Meeting) -> list[Meeting]:
    """List those of other units of the district that could be held together with it."""
    found = db.connection.execute(_BESIDE, {"kind_": one.kind, "month_": one.month, "row": one.id}).all()
    others = (meeting_of(db, row) for row in found)
    return [other for other in others if other.unit.district == one.unit.district != ""]


def of_unit(db: Transaction, unit: int) -> list[Meeting]:
    """List the meetings that a unit runs or has a part in and whose minutes are not sent, the next first."""
    return _each(db, db.connection.execute(_OF_UNIT, {"unit_": unit}).all())


def of_all(db: Transaction) -> list[Meeting]:
    """List all of them, for the bureau."""
    return _each(db, db.connection.execute(_OF_ALL).all())


def of_year(db: Transaction, year: int) -> list[Meeting]:
    """List the meetings of a year, unit by unit, also those that are over."""
    span = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    return _each(db, db.connection.execute(_OF_YEAR, span).all())


def series(db: Transaction, one: Meeting) -> list[Meeting]:
    """List the meetings of one kind of one unit, the earliest first."""
    return _each(db, db.connection.execute(_SERIES, _of(one)).all())


def ahead(db: Transaction, one: Meeting) -> list[Meeting]:
    """List those of a series that were not held yet."""
    return _each(db, db.connection.execute(_AHEAD, _of(one)).all())


def to_come(db: Transaction, by: date) -> list[Meeting]:
    """List those called for a day up to then of which nobody was told yet who is silent."""
    return _each(db, db.connection.execute(_TO_COME, {"by": by}).all())


def past(db: Transaction, today: date) -> list[Meeting]:
    """List those whose day is over and of which nobody said that they were held."""
    return _each(db, db.connection.execute(_PAST, {"today": today}).all())


def owing(db: Transaction) -> Sequence[Meeting]:
    """List those that still owe something."""
    return _each(db, db.connection.execute(_OWING).all())


def _these(db: Transaction, these: Sequence[int]) -> Sequence[Meeting]:
    return _each(db, db.connection.execute(_THESE, {"these": list(these)}).all())


def _each(db: Transaction, rows: Sequence[Any]) -> list[Meeting]:
    """Make meetings of their rows, with their units read at once."""
    units = people.these_units(db, (row.unit for row in rows))
    return [meeting_of(db, row, units[row.unit]) for row in rows]


def meeting_of(db: Transaction, row: Any, unit: Unit | None = None) -> Meeting:
    """Make a meeting of its row, and of its unit where that is read already."""
    known = {
        name: getattr(row, name)
        for name in (*_CHANGING, "id", "month", "extra", "number", "topic", "edition")
    }
    known |= {"kind": MeetingKind(row.kind), "chair": Chair(row.chair) if row.chair else None}
    said = json.loads(db.vault.open("meeting", row.id, row.sealed))
    return Meeting(**known, unit=unit or people.unit(db, row.unit), said=said)


def _sealed(db: Transaction, one: Meeting) -> bytes:
    return db.vault.seal("meeting", one.id, json.dumps(dict(one.said), ensure_ascii=False))


def _of(one: Meeting) -> dict[str, Any]:
    return {"kind_": one.kind, "unit_": one.unit.id, "topic_": one.topic}


MEETINGS: SubjectKind[Meeting] = SubjectKind(
    MEETING, read, may, owing, partial(obligations.count_anew, MEETING, _these)
)
