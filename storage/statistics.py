"""What figures are counted from: read on a snapshot, as rows and not as whole cases, for there may be many.

What becomes of a report that was joined is what becomes of the case that it was joined to, and a household is
known by the first of those that are judged to be one with it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    type_coerce,
)

from casework.cases.case import OPEN, Risk, State
from casework.policy.policy import Duty
from casework.statistics.asked import Area, Span
from casework.statistics.figures import (
    COMPARED,
    TIMELY,
    CountedCase,
    CountedReport,
    Facts,
    Timeliness,
    become,
)
from casework.statistics.register import Register
from casework.text.dates import day_end, day_start, local_day, month_end
from storage.cases.households import KEY
from storage.cases.seats import OPEN_SEAT
from storage.core import facts as known_facts
from storage.core import journal
from storage.core.among import among
from storage.core.database import Transaction
from storage.core.tables import (
    areas,
    cases,
    closings,
    follow_ups,
    households,
    kinds_together,
    obligations,
    reports,
    seats,
)
from storage.reminders.obligations import MOVED
from storage.search import judging
from storage.search.reading import Reader

_T = reports.c.reported_at.type
_first, _before = bindparam("first", type_=_T), bindparam("before", type_=_T)
_now = bindparam("now", type_=_T)


def _within(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(column >= _first, column < _before)


def _microseconds(column: ColumnElement[Any]) -> ColumnElement[int]:
    """Take a moment as it is on disk: of a hundred thousand no object is made each."""
    return type_coerce(column, BigInteger)


_TOLD = (
    select(reports.c.case_id, _microseconds(reports.c.reported_at).label("at"))
    .where(reports.c.adds_to.is_(None), _within(reports.c.reported_at))
    .order_by(reports.c.reported_at, reports.c.id)
)
_ROOTS = select(households.c.id, households.c.joined_to).where(households.c.joined_to.is_not(None))
_CASES = select(
    cases.c.id,
    cases.c.village,
    cases.c.district,
    kinds_together,
    cases.c.state,
    cases.c.household_id,
    cases.c.joined_to,
    seats.c.unit,
    _microseconds(cases.c.reported_at).label("reported"),
).outerjoin(seats, seats.c.id == cases.c.id)
_DISTRICT, _STATE, _HOUSEHOLD, _JOINED_TO, _UNIT, _FACTS = 2, 4, 5, 6, 7, 9
"""Where these stand in it, and how many there are: by place, a row is read at a third of the cost."""
_closed = _within(closings.c.closed_at)
_in_hand = and_(
    cases.c.reported_at < _before,
    or_(cases.c.state.in_(OPEN), and_(cases.c.state == State.CLOSED, closings.c.closed_at >= _before)),
)
_OF_THE_PERIOD = (
    _CASES.add_columns(_closed.label("closed"), _in_hand.label("in_hand"))
    .outerjoin(closings, closings.c.case_id == cases.c.id)
    .where(or_(_within(cases.c.reported_at), _closed, _in_hand))
    .order_by(cases.c.id)
)
"""Those that began in it, ended in it, or are open at its end: each read once."""
_CLOSED_BEFORE = (
    select(cases.c.household_id, _microseconds(closings.c.closed_at).label("at"))
    .join(cases, cases.c.id == closings.c.case_id)
    .where(closings.c.closed_at >= bindparam("since", type_=_T), closings.c.closed_at < _before)
)
_SEXES = select(households.c.id, households.c.wrapped, households.c.sealed).where(
    households.c.id.in_(
        select(cases.c.household_id).where(
            cases.c.id.in_(_TOLD.with_only_columns(reports.c.case_id).order_by(None))
        )
    )
)
"""Sealed: a household is opened for nothing but the sex of whom the report named."""
_SEXES_OF = select(households.c.id, households.c.wrapped, households.c.sealed).where(
    among(households.c.id, "these")
)

_in_time = obligations.c.ended_at <= obligations.c.due
_visited = or_(obligations.c.ended_at.is_(None), seats.c.visited_on.is_not(None))
"""A duty that ended without its visit, with the seat, was never late."""
_DUE = (
    select(
        obligations.c.duty,
        seats.c.case_id,
        func.coalesce(_in_time, false()).label("in_time"),
    )
    .join(seats, seats.c.id == obligations.c.subject)
    .where(
        obligations.c.duty.in_([Duty.SCREEN, Duty.FIRST_VISIT, Duty.JUDGE_CLOSING]),
        _within(obligations.c.due),
        or_(obligations.c.ended_at.is_not(None), obligations.c.due < _now),
        or_(obligations.c.duty != Duty.FIRST_VISIT, _visited),
        ~MOVED,
    )
)
_FILED = select(
    follow_ups.c.case_id,
    (follow_ups.c.filed_at <= bindparam("end", type_=_T)).label("in_time"),
).where(follow_ups.c.month == bindparam("month", type_=follow_ups.c.month.type))
_UNFILED = (
    select(seats.c.case_id)
    .select_from(obligations.join(seats, seats.c.id == obligations.c.subject))
    .where(
        obligations.c.duty == Duty.FOLLOW_UP,
        obligations.c.ended_at.is_(None),
        _within(obligations.c.due),
        obligations.c.due < _now,
    )
)
_OVERDUE = (
    select(seats.c.case_id)
    .select_from(obligations.join(seats, seats.c.id == obligations.c.subject))
    .where(obligations.c.ended_at.is_(None), obligations.c.due < _now)
    .distinct()
)
_LOADS = (
    select(seats.c.worker, seats.c.unit, cases.c.district, func.count().label("number"))
    .join(cases, cases.c.id == seats.c.case_id)
    .where(seats.c.worker.is_not(None), OPEN_SEAT)
    .group_by(seats.c.worker, seats.c.unit, cases.c.district)
)
_OF_WORKERS = (
    select(
        seats.c.worker,
        seats.c.unit,
        cases.c.district,
        func.count().label("in_hand"),
        *(
            func.sum(case((cases.c.risk == risk, 1), else_=0)).label(str(risk))
            for risk in (Risk.HIGH, Risk.MEDIUM, Risk.LOW)
        ),
    )
    .join(cases, cases.c.id == seats.c.case_id)
    .where(seats.c.worker.is_not(None), OPEN_SEAT)
    .group_by(seats.c.worker, seats.c.unit, cases.c.district)
)
_TAKEN_ON_BY = (
    select(seats.c.worker, seats.c.unit, cases.c.district, func.count().label("new"))
    .join(cases, cases.c.id == seats.c.case_id)
    .where(
        seats.c.worker.is_not(None),
        _within(seats.c.accepted_at),
        or_(OPEN_SEAT, cases.c.state == State.CLOSED),
    )
    .group_by(seats.c.worker, seats.c.unit, cases.c.district)
)
_CLOSED_BY = (
    select(seats.c.worker, seats.c.unit, cases.c.district, func.count().label("closed"))
    .join(cases, cases.c.id == seats.c.id)
    .join(closings, closings.c.case_id == seats.c.id)
    .where(seats.c.worker.is_not(None), _within(closings.c.closed_at))
    .group_by(seats.c.worker, seats.c.unit, cases.c.district)
)
_OVERDUE_OF = (
    select(
        obligations.c.person.label("worker"), seats.c.unit, cases.c.district, func.count().label("overdue")
    )
    .select_from(obligations.join(seats, seats.c.id == obligations.c.subject))
    .join(cases, cases.c.id == seats.c.case_id)
    .where(obligations.c.ended_at.is_(None), obligations.c.due < _now, obligations.c.person.is_not(None))
    .group_by(obligations.c.person, seats.c.unit, cases.c.district)
)
_THESE = _CASES.where(among(cases.c.id, "these"))
_AT_ONCE = 5_000


def facts(db: Transaction, span: Span, area: Area, *, sexes: bool = False) -> Facts:
    """Read what is counted of a period and an area; *sexes*: open the households, too."""
    read = _Read(db, span)
    told, of_period = read.rows(_TOLD), read.rows(_OF_THE_PERIOD)
    due = [*_due(read), *_follow_ups(read)]
    rows = read.with_others(of_period, {case for case, _ in told} | {one.case for one in due})
    closed = [row.id for row in of_period if row.closed]
    named = {case for case, _ in told} | {one.case for one in due} | {*closed}
    here = read.counted(rows, area, sexes=named if sexes else set())
    in_hand = [here[row.id] for row in of_period if row.in_hand and row.id in here]
    overdue = {case for (case,) in read.rows(_OVERDUE)}
    return Facts(
        told=list(read.told(told, here)),
        closed=[here[case] for case in closed if case in here],
        in_hand=in_hand,
        overdue=[one for one in in_hand if one.id in overdue],
        timely=_timely(due, here),
        loads=_loads(read, area),
    )


REGISTER, HOUSEHOLDS = "register", "households:"
"""The facts of the office that say of which day the household register is, and how many live where."""
_CENTRES = select(areas.c.village, areas.c.unit)


def register(db: Transaction) -> Register | None:
    """Read the households of the register that was handed in last; None: there was none."""
    day = known_facts.get(db, REGISTER)
    if day is None:
        return None
    counted = known_facts.beginning(db, HOUSEHOLDS)
    return Register(date.fromisoformat(day), {name: int(count) for name, count in counted.items()})


def keep_register(db: Transaction, given: Register) -> None:
    """Keep a register in place of the one before."""
    journal.write(db, "register.given", day=given.day.isoformat(), rows=len(given.households))
    for name in known_facts.beginning(db, HOUSEHOLDS).keys() - given.households.keys():
        known_facts.remove(db, f"{HOUSEHOLDS}{name}")
    for name, count in given.households.items():
        known_facts.put(db, f"{HOUSEHOLDS}{name}", str(count))
    known_facts.put(db, REGISTER, given.day.isoformat())


def centres(db: Transaction) -> dict[str, int]:
    """Say by village which centre answers for it."""
    return {row.village: row.unit for row in db.connection.execute(_CENTRES).all()}


class Workload(Struct, frozen=True):
    """What one worker carries for a unit now, and what came and went in the period (案量表)."""

    worker: int
    unit: int
    in_hand: int = 0
    high: int = 0
    medium: int = 0
    low: int = 0
    overdue: int = 0
    new: int = 0
    closed: int = 0


def workloads(db: Transaction, span: Span, area: Area) -> list[Workload]:
    """Count for each who serves in an area, by unit: who has most first."""
    read = _Read(db, span)
    counted: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for statement in (_OF_WORKERS, _TAKEN_ON_BY, _CLOSED_BY, _OVERDUE_OF):
        for row in read.rows(statement):
            if area.holds(row.district, row.unit):
                known = row._asdict()
                of = counted[known.pop("worker"), known.pop("unit")]
                del known["district"]
                of.update(known)
    loads = [Workload(worker, unit, **found) for (worker, unit), found in counted.items()]
    return sorted(loads, key=lambda one: (one.unit, -one.in_hand, one.worker))


class _Done(Struct, frozen=True):
    """A duty that fell due, and whether it was done in time."""

    duty: Duty
    case: int
    in_time: bool


def _due(read: "_Read") -> Iterator[_Done]:
    for duty, number, in_time in read.rows(_DUE):
        yield _Done(Duty(duty), number, bool(in_time))


def _follow_ups(read: "_Read") -> Iterator[_Done]:
    """Of each month its follow-ups as they were filed, and those that are missing."""
    for month in read.span.months:
        given = {"month": month, "end": day_end(month_end(month))}
        for row in read.db.connection.execute(_FILED, given).all():
            yield _Done(Duty.FOLLOW_UP, row.case_id, bool(row.in_time))
    for row in read.rows(_UNFILED):
        yield _Done(Duty.FOLLOW_UP, row.case_id, in_time=False)


def _timely(due: Iterable[_Done], here: Mapping[int, CountedCase]) -> dict[Duty, Timeliness]:
    found: dict[tuple[Duty, bool], list[CountedCase]] = defaultdict(list)
    for one in due:
        if one.case in here:
            found[one.duty, one.in_time].append(here[one.case])
    return {duty: Timeliness(found[duty, True], found[duty, False]) for duty in TIMELY}


def _loads(read: "_Read", area: Area) -> list[int]:
    carried: Counter[int] = Counter()
    for row in read.db.connection.execute(_LOADS).all():
        if area.holds(row.district, row.unit):
            carried[row.worker] += row.number
    return sorted(carried.values())


class _Read(Struct, frozen=True, dict=True):
    """What is read of the office for a period."""

    db: Transaction
    span: Span

    def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """Read what lies in the period."""
        first, before = day_start(self.span.first), day_start(self.span.before)
        known = {"first": first, "before": before, "now": self.db.now}
        return self.db.connection.execute(statement, known).all()

    def with_others(self, of_period: Iterable[Row[Any]], besides: set[int]) -> dict[int, Row[Any]]:
        """Add to the cases of the period some besides, and those that any of them was joined to."""
        found = {row[0]: row for row in of_period}
        wanted = besides | {to for row in found.values() if (to := row[_JOINED_TO])}
        while wanted := wanted - found.keys():
            for some in _in_parts(sorted(wanted)):
                found |= {row[0]: row for row in self.db.connection.execute(_THESE, {"these": some}).all()}
            wanted = {to for one in wanted if (to := found[one][_JOINED_TO])}
        return found

    def counted(
        self, rows: Mapping[int, Row[Any]], area: Area, sexes: Collection[int]
    ) -> dict[int, CountedCase]:
        """Make of the rows of an area what is counted; of *sexes* the households are opened."""
        seen = judging.seen_by(Reader(self.db))
        listed = rows if seen is None else set(self.db.connection.execute(seen).scalars().all())
        here = [
            row
            for row in rows.values()
            if area.holds(row[_DISTRICT], (_last(row, rows) if row[_JOINED_TO] else row)[_UNIT])
        ]
        sex = self._sexes({row[_HOUSEHOLD] for row in here if row[0] in sexes})
        found = {}
        for row in here:
            number, village, district, kinds, state, household, joined_to, unit, reported = row[:_FACTS]
            if joined_to:
                last = _last(row, rows)
                state, unit = last[_STATE], last[_UNIT]
            found[number] = CountedCase(
                number,
                village,
                district,
                unit,
                _kinds(kinds),
                self.family(household),
                become(state),
                sex.get(household, ""),
                number in listed,
                _day(reported // _AN_HOUR),
            )
        return found

    def told(
        self, rows: Iterable[tuple[int, int]], here: Mapping[int, CountedCase]
    ) -> Iterator[CountedReport]:
        """Make of the reports what is counted."""
        again = self._closed_before()
        for number, at in rows:
            if number in here:
                case = here[number]
                before = again.get(case.family)
                yield CountedReport(case, _day(at // _AN_HOUR), before is not None and _again(at, before))

    @cached_property
    def _joined(self) -> Mapping[int, int]:
        return {row.id: row.joined_to for row in self.db.connection.execute(_ROOTS).all()}

    def family(self, household: int) -> int:
        """Follow what was judged to be one to its beginning."""
        joined = self._joined
        while household in joined:
            household = joined[household]
        return household

    def _closed_before(self) -> Mapping[int, Sequence[int]]:
        """Say of households when cases of theirs were closed, up to a year before the period."""
        since = day_start(self.span.first) - timedelta(days=COMPARED)
        closed: dict[int, list[int]] = defaultdict(list)
        given = {"since": since, "before": day_start(self.span.before)}
        for household, closed_at in self.db.connection.execute(_CLOSED_BEFORE, given).all():
            closed[self.family(household)].append(closed_at)
        return closed

    def _sexes(self, of: Collection[int]) -> dict[int, str]:
        """Open households for the sex of whom the report named."""
        if not of:
            return {}
        sealed = [tuple(row) for row in self.rows(_SEXES) if row[0] in of]
        for some in _in_parts(sorted(set(of) - {row[0] for row in sealed})):
            sealed += map(tuple, self.db.connection.execute(_SEXES_OF, {"these": some}).all())
        return {row: _sex(known) for row, known in self.db.vault.open_each("household", KEY, sealed)}


def _sex(household: Any) -> str:
    members = household["members"]
    return str(members[0]["sex"] or "") if members else ""


_AN_HOUR = 3_600_000_000


def _again(at: int, closed: Iterable[int]) -> bool:
    """Tell of a report whether a case of its household was closed in the year before it."""
    return any(0 < at - one <= COMPARED * 24 * _AN_HOUR for one in closed)


@cache
def _day(hour: int) -> date:
    """Return the day of Taipei on which an hour lies that is so many after the beginning of 1970."""
    return local_day(datetime.fromtimestamp(hour * 3_600, UTC))


@cache
def _kinds(written: str) -> tuple[str, ...]:
    return tuple(orjson.loads(written))


def _last(row: Row[Any], rows: Mapping[int, Row[Any]]) -> Row[Any]:
    """Return the case to which one was joined, by way of others; itself where it stands alone."""
    while row[_JOINED_TO]:
        row = rows[row[_JOINED_TO]]
    return row


def _in_parts(these: Sequence[int]) -> Iterator[Sequence[int]]:
    """So many that a database takes them in one statement."""
    return (these[at : at + _AT_ONCE] for at in range(0, len(these), _AT_ONCE))
