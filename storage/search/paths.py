"""Paths to the answer of a question: indexes that are read in the order in which lists are shown.

A path holds every case that answers its part of the question, and others. The narrowest is read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, select, union_all

from casework.cases.access import Scope
from casework.cases.case import OPEN, State
from casework.policy.policy import Duty
from casework.search.asked import AT_RISK, IN_STATE, Asked, due_between
from casework.search.queries import Condition, FreeWords, Number, Place, Query, Status, WorkerName
from storage.cases import households
from storage.core.tables import cases, closings, obligations, seats, tokens, trackings
from storage.search.reading import Reader
from storage.search.words import Named

Path: TypeAlias = Sequence[Select[Any]]
"""Statements that each give cases (`id`) and where they stand in a list (`pressing`)."""
FEW = 2_000
"""So many cases are put in order for a question, where no index has them in it."""
WIDE = 10_000
"""Paths are measured no further."""
MANY = 16
"""So many villages, units or workers make a path; what is of more is not rare."""
SHORT = 128
"""Where a path is as short as this, no shorter one is looked for."""
_CASES = select(cases.c.pressing, cases.c.id)
_ALONG: Mapping[Asked, Path] = {
    Asked.URGENT: [_CASES.where(cases.c.urgent)],
    **{word: [_CASES.where(cases.c.state == one) for one in sorted(ones)] for word, ones in IN_STATE.items()},
    **{word: [_CASES.where(cases.c.risk == risk)] for word, risk in AT_RISK.items()},
}
"""Words for which there is an index in the order of lists."""
_AMONG: Mapping[Asked, Select[tuple[int]]] = {
    Asked.TO_CLOSE: select(closings.c.case_id).where(closings.c.proposed_at.is_not(None)),
    Asked.TRACKED: select(trackings.c.case_id).where(trackings.c.removed_at.is_(None)),
}
"""Words that are mostly few cases', in no order."""
_IN: Mapping[Asked, Set[State]] = {
    **IN_STATE,
    Asked.TO_CLOSE: frozenset({State.IN_SERVICE}),
    Asked.TRACKED: OPEN,
}
"""In which states a case is that answers a word."""
_first = select(func.min(cases.c.village).label("name")).cte("villages", recursive=True)
_next = select(func.min(cases.c.village)).where(cases.c.village > _first.c.name).scalar_subquery()
_VILLAGES = select(_first.union_all(select(_next).where(_first.c.name.is_not(None))).c.name)
"""The villages of all cases, from each to the next: costs what villages there are."""


def narrowest(read: Reader, query: Query) -> Path:
    """Choose a path that holds every case that answers a question: of each alternative, the narrowest."""
    each = (_of_alternative(read, one) for one in query.alternatives or ((),))
    return [way for path in each for way in path]


def _of_alternative(read: Reader, conditions: Sequence[Condition]) -> Path:
    before = _before(read, conditions)
    best: Path = ()
    shortest = None
    for path in _paths(read, conditions):
        until = (
            path if before is None else [one.where(one.selected_columns.pressing < before) for one in path]
        )
        length = _length(read, until)
        if shortest is None or length < shortest:
            best, shortest = until, length
        if shortest <= SHORT:
            break
    return best


def _before(read: Reader, conditions: Iterable[Condition]) -> datetime | None:
    """Until where a path is read: whatever is due by then stands before it in every list."""
    words = (one.asked for one in conditions if isinstance(one, Status))
    between = (due_between(word, read.db.now) for word in words)
    return min((one[1] for one in between if one is not None), default=None)


def _length(read: Reader, path: Path) -> int:
    if not path:
        return 0
    each = union_all(*(select(one.limit(WIDE).subquery()) for one in path))
    return _count(read, select(each.subquery()))


def _count(read: Reader, these: Select[Any]) -> int:
    return int(read.db.connection.execute(select(func.count()).select_from(these.subquery())).scalar_one())


def _paths(read: Reader, conditions: Sequence[Condition]) -> Iterator[Path]:
    """Yield the paths, those that are likely to be narrow first: of two wide ones, the first is read."""
    alone = all(scope.person is not None for scope in read.seen)
    states = _states(conditions)
    for condition in conditions:
        if not isinstance(condition, Status | Place):
            yield from _of(read, condition)
    if alone:
        yield _scopes(read.seen, states)
    for condition in conditions:
        if isinstance(condition, Status):
            yield from _of(read, condition, states)
    for condition in conditions:
        if isinstance(condition, Place):
            yield from _of(read, condition)
    if not alone:
        yield _scopes(read.seen, states)


def _states(conditions: Iterable[Condition]) -> frozenset[State]:
    """The states in which a case is that answers all of them."""
    words = [one.asked for one in conditions if isinstance(one, Status)]
    return frozenset(State).intersection(*(_IN[word] for word in words if word in _IN))


def _of(read: Reader, condition: Condition, states: Set[State] = frozenset(State)) -> Iterator[Path]:
    """Yield the path of a condition, where there is one; what is no number is no case's."""
    match condition:
        case Number(number):
            yield [_CASES.where(cases.c.number == number)]
        case Status(word):
            yield from _of_word(read, word, states)
        case Place(keys):
            yield [
                _CASES.where(column == key) for key in keys for column in (cases.c.district, cases.c.village)
            ]
        case WorkerName(name):
            yield from _served_by(read.workers(name))
        case FreeWords(text):
            yield from _written(read, read.named(text))
        case _:
            yield ()


def _of_word(read: Reader, word: Asked, states: Set[State]) -> Iterator[Path]:
    if word is Asked.MINE:
        yield _scopes(read.own, states)
    elif word in _ALONG:
        yield _ALONG[word]
    elif word in _AMONG:
        yield from _few(read, _AMONG[word])
    elif word is Asked.NO_FOLLOW_UP:
        begun = (obligations.c.duty == Duty.FOLLOW_UP, obligations.c.since <= read.db.now)
        yield from _owing(read, *begun)
    elif (between := due_between(word, read.db.now)) is not None and between[0] is not None:
        yield from _owing(read, obligations.c.due >= between[0], obligations.c.due < between[1])


def _owing(read: Reader, *which: ColumnElement[bool]) -> Iterator[Path]:
    owing = select(obligations.c.subject).where(obligations.c.ended_at.is_(None), *which)
    if _count(read, owing.limit(FEW + 1)) <= FEW:
        yield _these(select(seats.c.case_id).where(seats.c.id.in_(owing)))


def _few(read: Reader, these: Select[tuple[int]]) -> Iterator[Path]:
    if _count(read, these.limit(FEW + 1)) <= FEW:
        yield _these(these)


def _these(these: Select[tuple[int]]) -> Path:
    return [_CASES.where(cases.c.id.in_(these))]


def _scopes(scopes: Iterable[Scope], states: Set[State]) -> Path:
    return [way for scope in scopes for way in _scope(scope, states)]


def _scope(scope: Scope, states: Set[State]) -> Path:
    if scope.person is not None:
        return _served(scope.person.id)
    if scope.unit is None:
        return [_CASES] if scope.every else ()
    ours = _seated(seats.c.unit == scope.unit)
    return (
        [ours] if len(states) == len(State) else [ours.where(seats.c.state == one) for one in sorted(states)]
    )


def _served(person: int) -> Path:
    return [_seated(seats.c.worker == person), _seated(seats.c.offered == person)]


def _seated(whose: ColumnElement[bool]) -> Select[Any]:
    """Each case once: a unit may have had two seats in it."""
    return select(seats.c.pressing, seats.c.case_id.label("id")).where(whose).distinct()


def _served_by(workers: Sequence[int]) -> Iterator[Path]:
    if len(workers) <= MANY:
        yield [way for one in workers for way in _served(one)]


def _written(read: Reader, meant: Named) -> Iterator[Path]:
    """Yield the path along all that free words name, where it is not much."""
    villages = _villages(read, meant.part)
    signed = select(tokens.c.household_id).where(meant.signed).limit(FEW + 1)
    theirs = read.db.connection.execute(signed).scalars().all() if meant.signs else ()
    if max(len(villages), len(meant.units), len(meant.workers)) > MANY or len(theirs) > FEW:
        return
    families = households.one_with(read.db, {*theirs, *meant.households})
    yield [
        *([_CASES.where(cases.c.household_id.in_(families))] if families else []),
        *(_CASES.where(cases.c.village == one) for one in villages),
        *(_seated(seats.c.unit == one) for one in meant.units),
        *(way for path in _served_by(meant.workers) for way in path),
    ]


def _villages(read: Reader, part: str | None) -> list[str]:
    if part is None:
        return []
    return [one for one in read.db.connection.execute(_VILLAGES).scalars() if one and part in one]
