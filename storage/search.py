"""Search: a question becomes SQL over the cases that the asker may see, and over no others."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from casework.cases import access
from casework.cases.access import Scope
from casework.cases.case import OPEN, Case, State
from casework.cases.household import as_told
from casework.cases.seats import UNTAKEN
from casework.errors import NotThere
from casework.policy.policy import Duty
from casework.search import asked
from casework.search.asked import AT_RISK, IN_STATE, Asked
from casework.search.queries import Condition, FreeWords, Number, Place, Query, Status, WorkerName
from casework.staffing.people import SERVING, Person
from casework.staffing.units import UnitKind
from casework.text.identity import clean_name
from storage.cases import households
from storage.cases.cases import READABLE, cases_of
from storage.cases.households import EXACT
from storage.core.database import Transaction
from storage.core.tables import case_keys, cases, closings, obligations, seats, tokens, trackings, units
from storage.core.tables import households as household_rows
from storage.staffing import people

PAGE = 5
_SHORTEST = 2
"""One character alone is in too many villages and units: it is a surname, or in a worker's name."""

_seat = seats.alias("seat")
"""Apart from the lead's, which is read with each case."""
_PRESSING = (
    select(func.min(obligations.c.due))
    .join(_seat, _seat.c.id == obligations.c.subject)
    .where(_seat.c.case_id == cases.c.id, obligations.c.ended_at.is_(None))
    .correlate(cases)
    .scalar_subquery()
)
_COUNT = (
    select(func.count())
    .select_from(cases)
    .join(case_keys, case_keys.c.case_id == cases.c.id)
    .outerjoin(closings, closings.c.case_id == cases.c.id)
)
_PAGE = READABLE.order_by(_PRESSING.asc().nulls_last(), cases.c.reported_at.desc(), cases.c.id).limit(PAGE)
_TRACKED = select(trackings.c.case_id).where(trackings.c.removed_at.is_(None))
_STANDS: Mapping[Asked, ColumnElement[bool]] = {
    **{word: cases.c.state.in_(states) for word, states in IN_STATE.items()},
    **{word: cases.c.risk == risk for word, risk in AT_RISK.items()},
    Asked.URGENT: cases.c.urgent,
    Asked.TO_CLOSE: and_(cases.c.state == State.IN_SERVICE, closings.c.proposed_at.is_not(None)),
    Asked.TRACKED: and_(cases.c.state.in_(OPEN), cases.c.id.in_(_TRACKED)),
}
"""What a word asks of the case itself, whoever asks and whenever."""
_JOINT = _seat.c.id != _seat.c.case_id
_OWED = (
    select(_seat.c.case_id)
    .join(obligations, obligations.c.subject == _seat.c.id)
    .where(obligations.c.ended_at.is_(None))
)


def count(db: Transaction, query: Query) -> int:
    """Count the cases that answer a question."""
    return int(db.connection.execute(_asked(db, _COUNT, query)).scalar_one())


def page(db: Transaction, query: Query, number: int) -> list[Case]:
    """Return one page of them, from 0, the most pressing deadline first."""
    rows = db.connection.execute(_asked(db, _PAGE, query).offset(number * PAGE))
    return cases_of(db, rows.all())


def _asked(db: Transaction, statement: Select[Any], query: Query) -> Select[Any]:
    if db.speaker is None or db.unit is None:
        raise NotThere
    alternatives = [and_(*(_holds(db, db.speaker, one) for one in each)) for each in query.alternatives]
    wanted = or_(*alternatives) if alternatives else true()
    seen = (access.seen_by(one, people.unit(db, one.unit)) for one in db.acting)
    return statement.where(or_(*map(_within, seen)), wanted)


def _within(scope: Scope) -> ColumnElement[bool]:
    """Say `Scope.holds` in SQL."""
    if scope.person is not None:
        person = scope.person
        joint = and_(_JOINT, _seat.c.ended_at.is_(None), cases.c.state.in_(OPEN))
        offered = or_(joint, cases.c.state == State.DISPATCHED)
        return _seated(
            and_(_seat.c.worker == person, or_(joint, ~_JOINT)), and_(_seat.c.offered == person, offered)
        )
    if scope.unit is not None:
        centre = and_(
            _seat.c.kind == UnitKind.CENTRE, or_(_seat.c.end.is_(None), _seat.c.end.not_in(UNTAKEN))
        )
        overseen = or_(~_JOINT, _seat.c.ended_at.is_(None), centre)
        return _seated(and_(_seat.c.unit == scope.unit, overseen))
    return true() if scope.every else false()


def _seated(*alternatives: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the cases, those with a seat of which one of these holds."""
    return exists().where(_seat.c.case_id == cases.c.id, or_(*alternatives))


def _holds(db: Transaction, speaker: Person, condition: Condition) -> ColumnElement[bool]:
    """Say one condition in SQL; what is no number, such as a mistyped one, is no case's."""
    match condition:
        case Number(number):
            return cases.c.number == number
        case Status(word):
            return _stands(db, speaker, word)
        case Place(keys):
            return or_(*(cases.c.village.startswith(key, autoescape=True) for key in keys))
        case WorkerName(name):
            return _served_by(_workers(db, name))
        case FreeWords(text):
            return _written(db, text)
    return false()


def _stands(db: Transaction, speaker: Person, word: Asked) -> ColumnElement[bool]:
    match word:
        case Asked.MINE:
            return or_(*(_within(access.own(one)) for one in db.acting))
        case Asked.NO_FOLLOW_UP:
            begun = and_(obligations.c.duty == Duty.FOLLOW_UP, obligations.c.since <= db.now)
            return cases.c.id.in_(_OWED.where(begun))
    return _STANDS[word] if word in _STANDS else _due(db, word)


def _due(db: Transaction, word: Asked) -> ColumnElement[bool]:
    between = asked.due_between(word, db.now)
    if between is None:
        return false()
    first, before = between
    due = _OWED.where(obligations.c.due < before)
    return cases.c.id.in_(due if first is None else due.where(obligations.c.due >= first))


def _written(db: Transaction, text: str) -> ColumnElement[bool]:
    """Look for words in the household's name, ID, telephone and address, in village, unit and worker."""
    keyed = households.tokens_of(db, as_told(text, text, text, text))
    whole = EXACT if len(text) >= _SHORTEST else EXACT | {"surname"}
    exact = [token for field, token in keyed if field in whole]
    found = [
        _of(select(tokens.c.household_id).where(tokens.c.token.in_(exact))),
        _of(households.named(db, text)),
        *(_spoken_of(db, text) if len(text) >= _SHORTEST else []),
        *([] if len(text) < _SHORTEST and text.isascii() else [_served_by(_workers(db, text))]),
    ]
    return or_(*found)


def _of(found: Select[Any] | list[int]) -> ColumnElement[bool]:
    """Of the cases, those of these households and of all that are judged to be one with them."""
    return cases.c.household_id.in_(households.family_of(household_rows.c.id.in_(found)))


def _spoken_of(db: Transaction, text: str) -> Iterable[ColumnElement[bool]]:
    yield cases.c.village.contains(text.replace("台", "臺"), autoescape=True)
    named = select(units.c.id).where(units.c.name.icontains(text, autoescape=True))
    yield _seated(and_(_seat.c.unit.in_(named), _seat.c.ended_at.is_(None)))


def _served_by(workers: list[int]) -> ColumnElement[bool]:
    theirs = or_(_seat.c.worker.in_(workers), _seat.c.offered.in_(workers))
    return _seated(and_(theirs, _seat.c.ended_at.is_(None)))


def _workers(db: Transaction, name: str) -> list[int]:
    """Find workers by a part of their name: names are sealed, so read those of the units that may be seen."""
    units_of = {one.unit: people.unit(db, one.unit) for one in db.acting}
    colleagues = (
        [one for role in SERVING for one in people.of_role(db, role)]
        if any(access.sees_all(one, units_of[one.unit]) for one in db.acting)
        else [one for unit in units_of for one in people.in_unit(db, unit, SERVING)]
    )
    part = clean_name(name).casefold()
    return [one.id for one in colleagues if part and part in clean_name(one.name).casefold()]
