"""Cases before conferences as rows; what was said of each is sealed by the key of its case."""

import json
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import bindparam, delete, exists, insert, or_, select, update

from casework.cases.case import OPEN, Case, State
from casework.cases.criteria import CaseKind
from casework.errors import NotThere, Overtaken
from casework.meetings.discussing import Awaits, Decision, Discussed, PlanDecision
from casework.meetings.meetings import Meeting, MeetingKind, next_one
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import areas, discussed, meetings, seats, trackings
from storage.core.tables import cases as case_rows
from storage.meetings.meetings import meeting_of
from storage.staffing import people

_KEPT = (
    *("unit", "former", "reasons", "tried", "units", "priority", "decision", "plan"),
    *("awaits", "place", "version", "meeting"),
)
_ADD = insert(discussed).returning(discussed.c.id)
_SAVE = update(discussed).where(discussed.c.id == bindparam("row"), discussed.c.version == bindparam("was"))
_DROP = delete(discussed).where(discussed.c.id == bindparam("row"))
_GET = select(discussed).where(discussed.c.id == bindparam("row"))
_OF = select(discussed).where(discussed.c.meeting == bindparam("meeting_")).order_by(discussed.c.id)
_ONE = _OF.where(discussed.c.case_id == bindparam("case_"))
_AHEAD = select(meetings).where(
    meetings.c.kind == MeetingKind.CONFERENCE,
    meetings.c.unit == bindparam("unit_"),
    meetings.c.held_on.is_(None),
)
_TRACKED = (
    select(case_rows.c.id)
    .join(trackings, trackings.c.case_id == case_rows.c.id)
    .where(
        trackings.c.removed_at.is_(None),
        or_(
            case_rows.c.id.in_(select(seats.c.case_id).where(seats.c.unit == bindparam("unit_"))),
            case_rows.c.village.in_(select(areas.c.village).where(areas.c.unit == bindparam("unit_"))),
        ),
    )
    .distinct()
    .order_by(case_rows.c.id)
)
_newer = discussed.alias("newer")
_LEFT = (
    select(discussed, meetings.c.unit.label("held_by"))
    .join(meetings, meetings.c.id == discussed.c.meeting)
    .join(case_rows, case_rows.c.id == discussed.c.case_id)
    .where(
        case_rows.c.state.in_([str(one) for one in OPEN]),
        or_(meetings.c.minutes_sent_on.isnot(None), meetings.c.called_off_on.isnot(None)),
        discussed.c.former.is_(False),
        discussed.c.decision.is_(None),
        ~exists().where(_newer.c.case_id == discussed.c.case_id, _newer.c.id > discussed.c.id),
    )
    .order_by(discussed.c.id)
)
"""Proposed to a conference that is over, which did not speak of them, and to none since."""
_tracked_now = exists().where(trackings.c.case_id == case_rows.c.id, trackings.c.removed_at.is_(None))
_SERVED_BY = (
    select(
        case_rows.c.id,
        case_rows.c.number,
        case_rows.c.kinds,
        case_rows.c.state,
        _tracked_now.label("tracked"),
    )
    .join(seats, seats.c.case_id == case_rows.c.id)
    .where(seats.c.unit == bindparam("unit_"))
    .order_by(case_rows.c.id)
)


class ServedCase(Struct, frozen=True):
    """What a centre reports of a case: number, kinds, where it is [001] 參三(六)3(2)."""

    number: str
    kinds: frozenset[CaseKind]
    state: State
    tracked: bool


def centre_of(db: Transaction, case: Case) -> int | None:
    """Return the centre whose conference speaks of a case: one that serves it, else its village's."""
    serving = (
        one.unit for one in (case.lead, *case.joint) if one.kind is UnitKind.CENTRE and not one.ended_at
    )
    return next(serving, None) or people.area(db, case.village)[0]


def next_conference(db: Transaction, case: Case) -> Meeting | None:
    """Return the one conference that comes next for a case; None while none is planned."""
    unit = centre_of(db, case)
    one = next_one(meeting_of(db, row) for row in db.connection.execute(_AHEAD, {"unit_": unit}).all())
    return one if one is None or one.joined_to is None else _read(db, one.joined_to)


def _read(db: Transaction, meeting: int) -> Meeting:
    return meeting_of(db, db.connection.execute(select(meetings).where(meetings.c.id == meeting)).one())


def add(db: Transaction, one: Discussed, case: Case) -> Discussed:
    """Keep a case that is brought before a conference."""
    values = {**_values(one), "case_id": case.id, "proposed_on": one.proposed_on}
    values |= {"version": 1, "sealed": _sealed(db, one, case)}
    return replace(one, id=int(db.connection.execute(_ADD, values).scalar_one()), version=1)


def save(db: Transaction, one: Discussed, case: Case) -> Discussed:
    """Keep what changed."""
    after = replace(one, version=one.version + 1)
    statement = _SAVE.values(**_values(after), sealed=_sealed(db, after, case))
    if not db.connection.execute(statement, {"row": one.id, "was": one.version}).rowcount:
        raise Overtaken
    return after


def drop(db: Transaction, one: Discussed) -> None:
    """Forget one that is before another conference now."""
    db.connection.execute(_DROP, {"row": one.id})


def read(db: Transaction, row: int) -> Discussed:
    """Read one without judging; raises `NotThere`."""
    found = db.connection.execute(_GET, {"row": row}).one_or_none()
    if found is None:
        raise NotThere
    return _of_row(db, found)


def of_meeting(db: Transaction, meeting: int) -> list[Discussed]:
    """List the cases before a conference."""
    return [_of_row(db, row) for row in db.connection.execute(_OF, {"meeting_": meeting}).all()]


def of_case(db: Transaction, meeting: int, case: int) -> Discussed | None:
    """Find a case before a conference."""
    row = db.connection.execute(_ONE, {"meeting_": meeting, "case_": case}).one_or_none()
    return None if row is None else _of_row(db, row)


def tracked_by(db: Transaction, unit: int) -> list[Case]:
    """List the cases under tracking of which a centre's next conference speaks."""
    found = (cases.read(db, row) for row in db.connection.execute(_TRACKED, {"unit_": unit}).scalars().all())
    return [one for one in found if one.tracked and centre_of(db, one) == unit]


def left_by(db: Transaction, unit: int) -> list[Discussed]:
    """List what was proposed to earlier conferences and none spoke of, where a centre's next one would now.

    The case may have moved since, or its centre's conference was held together with another's.
    """
    rows = db.connection.execute(_LEFT).all()
    return [
        _of_row(db, row)
        for row in rows
        if (centre_of(db, cases.read(db, row.case_id)) or row.held_by) == unit
    ]


def served_by(db: Transaction, units: Iterable[int]) -> list[ServedCase]:
    """List every case in which a centre has a seat, of several once, but from which the speaker keeps out."""
    theirs = recusals.theirs(db, case_rows.c.id)
    found = {
        row.id: ServedCase(
            row.number, frozenset(map(CaseKind, row.kinds)), State(row.state), bool(row.tracked)
        )
        for unit in units
        for row in db.connection.execute(_SERVED_BY.where(theirs), {"unit_": unit}).all()
    }
    return [found[each] for each in sorted(found)]


def _values(one: Discussed) -> dict[str, Any]:
    values = {name: value for name, value in asdict(one).items() if name in _KEPT}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _sealed(db: Transaction, one: Discussed, case: Case) -> bytes:
    words = {"problem": one.problem, "tasks": one.tasks, "missing": one.missing, "also": one.also}
    said = json.dumps(words, ensure_ascii=False)
    return db.vault.seal("discussed", f"{case.id} {one.proposed_on}", said, cases.key_of(db, case))


def _of_row(db: Transaction, row: Any) -> Discussed:
    case = cases.read(db, row.case_id)
    opened = db.vault.open("discussed", f"{case.id} {row.proposed_on}", row.sealed, cases.key_of(db, case))
    said = json.loads(opened)
    return Discussed(
        row.id,
        row.meeting,
        row.case_id,
        row.unit,
        row.proposed_on,
        row.former,
        tuple(row.reasons),
        tuple(row.tried),
        tuple(row.units),
        row.priority,
        Decision(row.decision) if row.decision else None,
        PlanDecision(row.plan) if row.plan else None,
        **{**said, "also": tuple(said.get("also", ()))},
        awaits=Awaits(row.awaits) if row.awaits else None,
        place=row.place,
        version=row.version,
    )
