"""Paths to the answer of a question: indexes that are read in the order in which lists are shown.

A path holds every case that answers its part of the question, and others. The narrowest is read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, func, or_, select, union_all

from casework.cases.access import Scope
from casework.cases.case import OPEN, State
from casework.policy.policy import Duty
from casework.reminders.obligations import mirrored
from casework.search.asked import AT_RISK, IN_STATE, OF_KIND, Asked, Word, due_between, moments
from casework.search.days import ClosedOn, ReportedOn, VisitedOn
from casework.search.queries import Condition, FreeWords, Number, Place, Query, Status, WorkerName
from storage.cases import households
from storage.core.among import among
from storage.core.tables import cases, kinds_together, obligations, seats, trackings
from storage.search import judging
from storage.search.reading import Reader

Path: TypeAlias = Sequence[Select[Any]]
"""Statements that each give cases (`id`) and where they stand in a list (`pressing`)."""
FEW = 2_000
"""So many cases are put in order for a question, where no index has them in it."""
FEW_DONE = 6_000
"""And so many that were reported, visited or closed on some days: they lie far back, and far apart."""
MOST_DONE = 20_000
"""So many that were reported, visited or closed on some days are found once for all on the way."""
MOST_BEHIND = 4_000
"""So many duties with another before them are looked through for those that are late."""
WIDE = 10_000
"""Paths are measured no further."""
MANY = 16
"""So many villages, units or workers make a path; what is of more is not rare."""
SHORT = 128
"""Where a path is as short as this, no shorter one is looked for."""
_CASES = select(cases.c.pressing, cases.c.id)
EVERY: Path = [_CASES]
"""All cases: narrower than nothing."""
_ALONG: Mapping[Asked, Sequence[ColumnElement[bool]]] = {
    Asked.URGENT: [cases.c.urgent],
    **{word: [cases.c.state == one for one in sorted(ones)] for word, ones in IN_STATE.items()},
    **{word: [cases.c.risk == risk] for word, risk in AT_RISK.items()},
}
"""Words for which there is an index in the order of lists."""
_AMONG: Mapping[Asked, Select[tuple[int]]] = {
    Asked.TO_CLOSE: judging.PROPOSED,
    Asked.TRACKED: select(trackings.c.case_id).where(trackings.c.removed_at.is_(None)),
}
"""Words that are mostly few cases', in no order."""
_OWING = select(obligations.c.subject).where(obligations.c.ended_at.is_(None))
_IN: Mapping[Asked, Set[State]] = {
    **IN_STATE,
    Asked.TO_CLOSE: frozenset({State.IN_SERVICE}),
    Asked.TRACKED: OPEN,
}
"""In which states a case is that answers a word."""


def _each_of(column: ColumnElement[str]) -> Select[tuple[str]]:
    """Say in SQL: what an indexed column holds, from each to the next: costs what it holds, not how often."""
    first = select(func.min(column).label("name")).cte("each", recursive=True)
    following = select(func.min(column)).where(column > first.c.name).scalar_subquery()
    return select(first.union_all(select(following).where(first.c.name.is_not(None))).c.name)


class Way(Struct, frozen=True):
    """A path, and the condition that it was chosen for."""

    path: Path
    of: Condition | None = None
    about: int | None = None
    """How long it is at most, where that is known without counting."""
    exact: bool = False
    """It holds nothing else than what answers that condition."""


class Interval(Struct, frozen=True):
    """Between which moments a path is read: whatever is due then stands there in every list.

    What was reported since a day stands no further back: it owes something, or mirrors the report's moment.
    """

    first: datetime | None = None
    before: datetime | None = None
    of: Condition | None = None
    """What asks for what is due from the first moment on: within the interval nothing else stands."""
    behind: Path = ()
    """Cases that stand before the first moment, of which something else is due within the interval."""


_VILLAGES, _KINDS = _each_of(cases.c.village), _each_of(kinds_together)


def narrowest(read: Reader, query: Query) -> Path:
    """Choose a path that holds every case that answers a question: of each alternative, the narrowest."""
    each = (_of_alternative(read, one) for one in query.alternatives or ((),))
    return [way for path in each for way in path]


def _of_alternative(read: Reader, conditions: Sequence[Condition]) -> Path:
    interval = _interval(read, conditions)
    ways = _ways(read, conditions)
    best, length = next(ways), None
    for way in takewhile(lambda one: one.path != EVERY, ways):
        length = _length(read, best, interval, WIDE) if length is None else length
        if length <= SHORT:
            break
        best, length = _shorter(read, best, length, way, interval)
    short = length is not None and length <= SHORT
    others = [one for one in conditions if one is not interval.of]
    path = _within(interval, best.path)
    if not short:
        path = _sifted(read, path, [one for one in others if not (best.exact and one is best.of)])
    return [*path, *_sifted(read, interval.behind, others)]


def _shorter(read: Reader, best: Way, length: int, way: Way, interval: Interval) -> tuple[Way, int]:
    """Return the shorter of two, and how long it is."""
    other = _length(read, way, interval, length)
    return (way, other) if other < length else (best, length)


def _within(interval: Interval, path: Path) -> Path:
    if interval.before is not None:
        path = [one.where(one.selected_columns.pressing < interval.before) for one in path]
    if interval.first is not None:
        path = [one.where(one.selected_columns.pressing >= interval.first) for one in path]
    return path


def _sifted(read: Reader, path: Path, asked: Sequence[Condition]) -> Path:
    """Leave out on the way what a look at each case tells not to fit: so a long path costs little.

    Along seats, those are the asker's, or few; what an index in the order of lists holds is looked for there,
    beside the last: each case's own row is somewhere else.
    """
    if not path:
        return path
    found = [(one, _done(read, one)) for one in asked]
    days, others = (
        [then for _, then in found if then is not None],
        [one for one, then in found if then is None],
    )
    sieve, around = list(judging.sieve(read, others)), list(judging.around(read))
    listed = [or_(*map(_listed, ones)) for one in others if (ones := _of_lists(one))]
    rest = list(judging.sieve(read, (one for one in others if not _of_lists(one))))
    seated = [*listed, *([exists().where(cases.c.id == seats.c.case_id, *rest)] if rest else [])]
    here = [(cases.c.id + 0).in_(then) for then in days]
    there = [(seats.c.case_id + 0).in_(then) for then in days]
    return [
        way.where(*here, *sieve, *around) if cases in way.columns_clause_froms else way.where(*there, *seated)
        for way in path
    ]


def _done(read: Reader, condition: Condition) -> Select[tuple[int]] | None:
    """What was done on some days, where it is not too much to be found once for all on the way."""
    match condition:
        case Status(ReportedOn() | VisitedOn() | ClosedOn() as days):
            then = judging.done_then(days)
            return then if _count(read, then.limit(MOST_DONE + 1)) <= MOST_DONE else None
    return None


def _listed(one: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of seats, those whose case has this: where it stands is kept with both."""
    stands = cases.c.pressing == seats.c.pressing
    return exists().where(one, stands, judging.here(cases.c.id, seats.c.case_id))


def _of_lists(condition: Condition) -> Sequence[ColumnElement[bool]]:
    """What a case has one of that answers, where there is an index of each in the order of lists."""
    match condition:
        case Status(Asked() as word) if word in _ALONG:
            return _ALONG[word]
        case Place(keys):
            return _in_place(keys)
    return ()


def _in_place(keys: Iterable[str]) -> Sequence[ColumnElement[bool]]:
    return [column == key for key in keys for column in (cases.c.district, cases.c.village)]


def _interval(read: Reader, conditions: Iterable[Condition]) -> Interval:
    """Between which moments a path is read; from the first one on where not much is behind it."""
    words = [one for one in conditions if isinstance(one, Status)]
    asked = [(one, between) for one in words if (between := due_between(one.asked, read.db.now))]
    befores = [before for _, (_, before) in asked] + [*_mirrored(one.asked for one in words)]
    interval = Interval(before=min(befores, default=None))
    for word, (first, before) in asked:
        if first is not None and (behind := _behind(read, first, before)) is not None:
            return Interval(first, interval.before, word, behind)
    return interval


def _mirrored(words: Iterable[Word]) -> Iterator[datetime]:
    """Yield before which moment each case stands that was reported on such days."""
    for word in words:
        if isinstance(word, ReportedOn) and (since := moments(word.first, word.last)[0]):
            yield mirrored(since - timedelta.resolution)


def _behind(read: Reader, first: datetime, before: datetime) -> Path | None:
    """Return cases of which something is due then, and something else was before; None when they are many."""
    open_, due = obligations.c.ended_at.is_(None), obligations.c.due
    which = (open_, obligations.c.behind, due >= first, due < before)
    many = _count(read, select(obligations.c.subject).where(*which).limit(MOST_BEHIND + 1))
    if many > MOST_BEHIND:
        return None
    late = _seated(seats.c.pressing < first).join(obligations, obligations.c.subject == seats.c.id)
    return [late.where(*which, *judging.around_seats(read))] if many else []


def _length(read: Reader, way: Way, interval: Interval, most: int) -> int:
    """Count what is on a path within an interval, no further than that."""
    if way.about is not None:
        return min(way.about, most)
    path = _within(interval, way.path)
    return _count(read, union_all(*path).limit(most)) if path else 0


def _count(read: Reader, these: Select[Any] | CompoundSelect[Any]) -> int:
    return int(read.db.connection.execute(select(func.count()).select_from(these.subquery())).scalar_one())


def _ways(read: Reader, conditions: Sequence[Condition]) -> Iterator[Way]:
    """Yield the ways, those that are likely to be narrow first: of two wide ones, the first is read."""
    states = _states(conditions)
    theirs = Way(_scopes(read.seen, states))
    some = not any(scope.every for scope in read.seen)
    for condition in conditions:
        if isinstance(condition, FreeWords):
            yield from _written(read, condition)
        elif not isinstance(condition, Status | Place):
            yield from (replace(way, of=condition) for way in _of(read, condition))
    if some:
        yield theirs
    for kind in (Status, Place):
        for condition in conditions:
            if isinstance(condition, kind):
                yield from (replace(way, of=condition) for way in _of(read, condition, states))
    if not some:
        yield theirs


def _states(conditions: Iterable[Condition]) -> frozenset[State]:
    """The states in which a case is that answers all of them."""
    words = [one.asked for one in conditions if isinstance(one, Status)]
    known = [_IN[word] for word in words if isinstance(word, Asked) and word in _IN]
    known += [{State.CLOSED} for word in words if isinstance(word, ClosedOn)]
    return frozenset(State).intersection(*known)


def _of(read: Reader, condition: Condition, states: Set[State] = frozenset(State)) -> Iterator[Way]:
    """Yield the way along a condition, where there is one; what is no number is no case's."""
    match condition:
        case Number(number):
            yield Way([_CASES.where(cases.c.number == number)])
        case Status(Asked() as word):
            yield from _of_word(read, word, states)
        case Status(ReportedOn() | VisitedOn() | ClosedOn() as days):
            then = judging.done_then(days)
            many = _count(read, then.limit(FEW_DONE + 1))
            if many <= FEW_DONE:
                yield Way(_own_of(read, then), about=many, exact=True)
            elif isinstance(days, ClosedOn):
                yield Way([_CASES.where(cases.c.state == State.CLOSED)])
        case Status():
            return
        case Place(keys):
            yield Way([_CASES.where(one) for one in _in_place(keys)], exact=True)
        case WorkerName(name):
            yield from map(Way, _served_by(read.workers(name)))
        case _:
            yield Way(())


def _of_word(read: Reader, word: Asked, states: Set[State]) -> Iterator[Way]:
    if word is Asked.MINE:
        yield Way(_scopes(read.own, states))
    elif word in _ALONG:
        yield Way([_CASES.where(one) for one in _ALONG[word]])
    elif word in OF_KIND:
        together = (one for one in _all(read, _KINDS) if f'"{OF_KIND[word]}"' in one)
        yield Way([_CASES.where(kinds_together == one) for one in together])
    elif word in _AMONG:
        yield from _few(read, _AMONG[word])
    elif word is Asked.NO_FOLLOW_UP:
        begun = (obligations.c.duty == Duty.FOLLOW_UP, obligations.c.since <= read.db.now)
        yield from _owing(read, *begun)


def _owing(read: Reader, *which: ColumnElement[bool]) -> Iterator[Way]:
    owing = _OWING.where(*which)
    if (many := _count(read, owing.limit(FEW + 1))) <= FEW:
        yield Way(_these(select(seats.c.case_id).where(seats.c.id.in_(owing))), about=many)


def _few(read: Reader, these: Select[tuple[int]]) -> Iterator[Way]:
    if (many := _count(read, these.limit(FEW + 1))) <= FEW:
        yield Way(_own_of(read, these), about=many)


def _own_of(read: Reader, these: Select[tuple[int]]) -> Path:
    [case] = these.selected_columns
    return _these(these.where(*judging.own(read, case)))


def _these(these: Select[tuple[int]]) -> Path:
    return [_CASES.where(cases.c.id.in_(these))]


def _scopes(scopes: Iterable[Scope], states: Set[State]) -> Path:
    return [way for scope in scopes for way in _scope(scope, states)]


def _scope(scope: Scope, states: Set[State]) -> Path:
    if scope.person is not None:
        return _served(scope.person.id, states)
    if scope.unit is None:
        return [_CASES] if scope.every else ()
    return _in(states, _seated(seats.c.unit == scope.unit))


def _served(person: int, states: Set[State] = frozenset(State)) -> Path:
    return [*_in(states, _seated(seats.c.worker == person)), _seated(seats.c.offered == person)]


def _in(states: Set[State], ours: Select[Any]) -> Path:
    """Of seats, those whose case is in one of these states."""
    if len(states) == len(State):
        return [ours]
    return [ours.where(seats.c.state == one) for one in sorted(states)]


def _seated(whose: ColumnElement[bool]) -> Select[Any]:
    """Each case once: a unit may have had two seats in it."""
    return select(seats.c.pressing, seats.c.case_id.label("id")).where(whose).distinct()


def _served_by(workers: Sequence[int]) -> Iterator[Path]:
    if len(workers) <= MANY:
        yield [way for one in workers for way in _served(one)]


def _written(read: Reader, condition: FreeWords) -> Iterator[Way]:
    """Yield the way along all that free words name, where it is not much."""
    meant = read.named(condition.text)
    villages = _villages(read, meant.part)
    if max(len(villages), len(meant.units), len(meant.workers)) > MANY:
        return
    signed = meant.wearing() if meant.signs else None
    if signed is not None and _count(read, signed.limit(FEW + 1)) > FEW:
        return
    theirs = read.db.connection.execute(signed).scalars().all() if signed is not None else ()
    families = households.one_with(read.db, {*theirs, *meant.households})
    beside = [
        *(_CASES.where(cases.c.village == one) for one in villages),
        *(_seated(seats.c.unit == one) for one in meant.units),
        *(way for path in _served_by(meant.workers) for way in path),
    ]
    of_these = [_CASES.where(among(cases.c.household_id, families))] if families else []
    yield Way([*of_these, *beside], condition, None if beside else len(families), exact=True)


def _villages(read: Reader, part: str | None) -> list[str]:
    return [] if part is None else [one for one in _all(read, _VILLAGES) if part in one]


def _all(read: Reader, names: Select[Any]) -> list[str]:
    return [one for one in read.each(names) if one]
