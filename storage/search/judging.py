"""Whether a case answers a question, and whether the asker may see it: judged in SQL, on few cases."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    or_,
    select,
    true,
    union_all,
)

from casework.cases.access import TOLD_TO_ALL, Scope
from casework.cases.case import OPEN, State
from casework.cases.criteria import CaseKind
from casework.cases.seats import UNTAKEN, AskedBy
from casework.policy.policy import Duty
from casework.search import asked
from casework.search.asked import AT_RISK, IN_STATE, OF_KIND, Asked, Word, moments
from casework.search.days import ClosedOn, NoSuchDay, OnDays, ReportedOn, VisitedOn
from casework.search.queries import (
    Condition,
    FreeWords,
    MistypedNumber,
    Number,
    Place,
    Query,
    Status,
    WorkerName,
)
from casework.staffing.people import Person
from casework.staffing.units import UnitKind
from storage.core.among import among
from storage.core.database import Transaction
from storage.core.families import reach
from storage.core.tables import (
    case_keys,
    cases,
    closings,
    kinds_together,
    obligations,
    seats,
    tokens,
    trackings,
    visits,
)
from storage.core.tables import households as household_rows
from storage.search.reading import Reader
from storage.search.words import Named

THESE = among(cases.c.id, "these")
"""Of the cases, *these*."""
_seat, _other, _closing = seats.alias("seat"), cases.alias("other"), closings.alias("closing")
PROPOSED = select(_closing.c.case_id).where(_closing.c.proposed_at.is_not(None))
"""The cases whose closing is proposed: few, of an index of these alone."""
Then: TypeAlias = ReportedOn | VisitedOn | ClosedOn
"""Days on which something was done."""
_unit, _worker, _offered = (_seat.c[name] + 0 for name in ("unit", "worker", "offered"))
_duty = obligations.c.duty.concat("")
_state, _risk, _district, _village = (
    cases.c[name].concat("") for name in ("state", "risk", "district", "village")
)
_urgent, _household = cases.c.urgent.isnot(False), cases.c.household_id + 0
"""No index has these: SQLite, which never looks at what is there, finds seats and duties by their case, and
reads cases along the path that was chosen."""
_FITTING = (
    select(cases.c.id)
    .join(case_keys, case_keys.c.case_id == cases.c.id)
    .outerjoin(closings, closings.c.case_id == cases.c.id)
    .where(THESE)
)
_OPEN = _state.in_(sorted(OPEN))
_TRACKED = exists().where(trackings.c.case_id == cases.c.id, trackings.c.removed_at.is_(None))
_STANDS: Mapping[Asked, ColumnElement[bool]] = {
    **{word: _state.in_(sorted(states)) for word, states in IN_STATE.items()},
    **{word: _risk == risk for word, risk in AT_RISK.items()},
    **{word: kinds_together.contains(f'"{kind}"') for word, kind in OF_KIND.items()},
    Asked.URGENT: _urgent,
    Asked.TO_CLOSE: and_(_state == State.IN_SERVICE, closings.c.proposed_at.is_not(None)),
    Asked.TRACKED: and_(_OPEN, _TRACKED),
}
"""What a word asks of the case itself, whoever asks and whenever."""
_linked = household_rows.c.joined_to.is_not(None)
_LINKED = union_all(
    select(household_rows.c.id).where(_linked), select(household_rows.c.joined_to).where(_linked)
)
"""The households that are one with another."""
_JOINT = _seat.c.id != _seat.c.case_id


def fitting(read: Reader, query: Query) -> Select[tuple[int]]:
    """Say in SQL: of *these* cases, those that answer a question and that the asker may see."""
    alternatives = [and_(true(), *(_holds(read, one) for one in each)) for each in query.alternatives]
    wanted = or_(*alternatives) if alternatives else true()
    return _FITTING.where(or_(false(), *map(_within, read.seen)), wanted)


def sieve(read: Reader, conditions: Iterable[Condition]) -> Iterator[ColumnElement[bool]]:
    """Say in SQL what a case has at least that fits: asked of each along a long path, before it is judged.

    It lets through too many and never too few, and costs a look or two into an index.
    """
    for each in conditions:
        yield from _at_least(read, each)


def around(read: Reader) -> Iterator[ColumnElement[bool]]:
    """Say in SQL what a case has at least that the asker may see, for a path that leads elsewhere, too."""
    if not any(scope.every for scope in read.seen):
        yield or_(false(), *(_around(scope, cases.c.id, cases.c.pressing) for scope in read.seen))


def around_seats(read: Reader) -> Iterator[ColumnElement[bool]]:
    """The same of the case of a seat."""
    if not any(scope.every for scope in read.seen):
        yield or_(false(), *(_around(scope, seats.c.case_id, seats.c.pressing) for scope in read.seen))


def own(read: Reader, case: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """Say in SQL that who asks has or had a seat in a case, where they find no others."""
    people = [scope.person.id for scope in read.seen if scope.person is not None]
    if len(people) == len(read.seen):
        yield or_(false(), *(_served(person, case) for person in people))


def _around(scope: Scope, case: ColumnElement[int], stands: ColumnElement[Any]) -> ColumnElement[bool]:
    """Of a person: that they have or had a seat in it; of a unit, that it has or had one.

    A unit's seats stand in the order of the path: one is found beside the last, of the index alone.
    """
    if scope.person is not None:
        return _served(scope.person.id, case)
    if scope.unit is not None:
        return exists().where(
            _seat.c.unit == scope.unit, _seat.c.pressing == stands, here(_seat.c.case_id, case)
        )
    return true() if scope.every else false()


def _served(person: int, case: ColumnElement[int]) -> ColumnElement[bool]:
    """All of a person's cases are found once for all on the way."""
    theirs = (select(_seat.c.case_id).where(one == person) for one in (_seat.c.worker, _seat.c.offered))
    return (case + 0).in_(union_all(*theirs))


def here(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[bool]:
    """Say in SQL that they are the same; so SQLite looks in an index that has more than them."""
    return one.between(other, other)


def _at_least(read: Reader, condition: Condition) -> Iterable[ColumnElement[bool]]:
    match condition:
        case FreeWords(text):
            yield or_(*_perhaps(read.named(text)))
        case Status(Asked.TO_CLOSE):
            yield _state == State.IN_SERVICE
            yield cases.c.id.in_(PROPOSED)
        case Status(Asked.MINE) | Number() | MistypedNumber():
            return
        case Status(VisitedOn() as days):  # whose visits they are is judged afterwards
            yield exists().where(visits.c.case_id == cases.c.id, _on(days))
        case Status(Asked() as word) if word in OF_KIND:  # who is told of it is judged afterwards
            yield _STANDS[word]
        case _:
            yield _holds(read, condition)


def seen_by(read: Reader) -> Select[tuple[int]] | None:
    """Say in SQL: all cases that the asker may see and is told of; None when it is every one."""
    if any(scope.every and not scope.out for scope in read.seen):
        return None
    return select(cases.c.id).where(_told(read))


def _within(scope: Scope, *, told: bool = False) -> ColumnElement[bool]:
    """Say `Scope.holds` in SQL; *told*: and the asker is told of which kinds it is (`access.kinds_told`)."""
    if scope.out:
        return and_(cases.c.id.not_in(sorted(scope.out)), _within(replace(scope, out=frozenset()), told=told))
    if scope.person is not None:
        person = scope.person.id
        joint = and_(_JOINT, _seat.c.ended_at.is_(None), _OPEN, _is_told(told))
        offered = or_(joint, _state == State.DISPATCHED)
        led = and_(~_JOINT, or_(_OPEN, _closed_lately(scope, scope.person)))
        return _seated(and_(_worker == person, or_(joint, led)), and_(_offered == person, offered))
    if scope.unit is not None:
        centre = and_(
            _seat.c.kind == UnitKind.CENTRE, or_(_seat.c.end.is_(None), _seat.c.end.not_in(UNTAKEN))
        )
        overseen = or_(~_JOINT, _seat.c.ended_at.is_(None), centre)
        return _seated(and_(_unit == scope.unit, overseen, _is_told(told)))
    return true() if scope.every else false()


def _is_told(told: bool) -> ColumnElement[bool]:
    """Who has a seat that the match gave is not told why others serve the family."""
    return _seat.c.asked_by != AskedBy.MATCH if told else true()


def _closed_lately(scope: Scope, person: Person) -> ColumnElement[bool]:
    """Say in SQL what `access.leads` says of a case that is closed."""
    if scope.since is None:
        return false()
    lately = closings.c.closed_at > scope.since
    return and_(_state == State.CLOSED, lately, _unit == person.unit)


def _seated(*alternatives: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the cases, those with a seat of which one of these holds."""
    return exists().where(_seat.c.case_id == cases.c.id, or_(*alternatives))


def _holds(read: Reader, condition: Condition) -> ColumnElement[bool]:
    """Say one condition in SQL; what is no number, such as a mistyped one, is no case's."""
    match condition:
        case Number(number):
            return cases.c.number == number
        case Status(word):
            return _stands(read, word)
        case Place(keys):
            return or_(_district.in_(keys), _village.in_(keys))
        case WorkerName(name):
            return _served_by(read.workers(name))
        case FreeWords(text):
            return or_(*_written(read, read.named(text)))
    return false()


def _stands(read: Reader, word: Word) -> ColumnElement[bool]:
    if not isinstance(word, Asked):
        return _on_days(read, word)
    match word:
        case Asked.MINE:
            return or_(false(), *map(_within, read.own))
        case Asked.NO_FOLLOW_UP:
            return _owed(_duty == Duty.FOLLOW_UP, obligations.c.since <= read.db.now)
    if word not in _STANDS:
        return _due(read.db, word)
    stands = _STANDS[word]
    if OF_KIND.get(word, CaseKind.SHARED) in TOLD_TO_ALL:
        return stands
    return and_(stands, _told(read))


def _on_days(read: Reader, days: OnDays | NoSuchDay) -> ColumnElement[bool]:
    match days:
        case ReportedOn():
            return reported(days)
        case ClosedOn():
            return and_(
                _state == State.CLOSED, exists().where(_closing.c.case_id == cases.c.id, _closed(days))
            )
        case VisitedOn():
            return _visited(read, days)
    return _due(read.db, days)


def reported(on: ReportedOn, at: ColumnElement[Any] = cases.c.reported_at) -> ColumnElement[bool]:
    """Say in SQL that a case was reported on such days."""
    since, before = moments(on.first, on.last)
    return at < before if since is None else and_(at >= since, at < before)


def done_then(on: Then) -> Select[tuple[int]]:
    """Say in SQL: the cases in which it was done on such days, of the index of these alone."""
    match on:
        case ReportedOn():
            return select(_other.c.id).where(reported(on, _other.c.reported_at))
        case ClosedOn():
            return select(_closing.c.case_id).where(_closed(on))
    return select(visits.c.case_id).where(_on(on))


def _closed(on: ClosedOn) -> ColumnElement[bool]:
    since, before = moments(on.first, on.last)
    at = _closing.c.closed_at
    return at < before if since is None else and_(at >= since, at < before)


def _on(on: VisitedOn) -> ColumnElement[bool]:
    return (
        visits.c.visited_on <= on.last if on.first is None else visits.c.visited_on.between(on.first, on.last)
    )


def _visited(read: Reader, on: VisitedOn) -> ColumnElement[bool]:
    """Say that somebody of the own unit visited then; anybody, to who is told why the others serve."""
    units = sorted({one.unit for one in read.db.acting})
    theirs = exists().where(visits.c.case_id == cases.c.id, _on(on))
    own = theirs.where(visits.c.seat == _seat.c.id, among(_unit, units))
    return or_(own, and_(_told(read), theirs))


def _told(read: Reader) -> ColumnElement[bool]:
    """Say in SQL that the asker is told why a case is one."""
    return or_(false(), *(_within(scope, told=True) for scope in read.seen))


def _due(db: Transaction, word: Word) -> ColumnElement[bool]:
    between = asked.due_between(word, db.now)
    if between is None:
        return false()
    first, before = between
    if first is None:
        return cases.c.pressing < before
    return _owed(obligations.c.due >= first, obligations.c.due < before)


def _owed(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the cases, those with a seat that owes something of which all of these hold."""
    owed = exists().where(obligations.c.subject == _seat.c.id, obligations.c.ended_at.is_(None), *which)
    return _seated(owed.correlate(_seat))


def _written(read: Reader, meant: Named) -> Iterable[ColumnElement[bool]]:
    """Say that a household is meant, or what is beside it: its units to who is told why they serve it.

    Which of a bureau's units serves tells why; the own one is found by everybody.
    """
    yield cases.c.household_id.in_(_families(meant))
    own = {one.unit for one in read.db.acting}
    for units, told in ((set(meant.units) - own, _told(read)), (set(meant.units) & own, true())):
        yield from (
            and_(told, one) for one in _beside(replace(meant, part=None, units=(*units,), workers=()))
        )
    yield from _beside(replace(meant, units=()))


def _perhaps(meant: Named) -> Iterable[ColumnElement[bool]]:
    """Say that a household is meant, or is one with another, of which `_families` tells more."""
    theirs = here(tokens.c.household_id, cases.c.household_id)
    yield from (exists().where(one, theirs) for one in meant.each_sign)
    if meant.households:
        yield among(_household, meant.households)
    yield _household.in_(_LINKED)
    yield from _beside(meant)


def _beside(meant: Named) -> Iterable[ColumnElement[bool]]:
    if meant.part is not None:
        yield _village.contains(meant.part, autoescape=True)
    if meant.units:
        yield _seated(and_(among(_unit, meant.units), _seat.c.ended_at.is_(None)))
    if meant.workers:
        yield _served_by(meant.workers)


def _families(meant: Named) -> Select[tuple[int]]:
    """Say in SQL: of the households of *these* cases, those that are one with one that is meant."""
    theirs = select(cases.c.household_id).where(THESE)
    reached = reach(household_rows.c.id.in_(theirs))
    signed = exists().where(tokens.c.household_id == reached.c.id, meant.signed)
    return select(reached.c.of).where(or_(among(reached.c.id, meant.households), signed))


def _served_by(workers: tuple[int, ...]) -> ColumnElement[bool]:
    theirs = or_(among(_worker, workers), among(_offered, workers))
    return _seated(and_(theirs, _seat.c.ended_at.is_(None)))
