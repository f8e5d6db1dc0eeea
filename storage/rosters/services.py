"""Lists of what bureaus serve: each a subject of its bureau, its rows sealed as one."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, insert, select, update

from casework.cases.access import Action
from casework.errors import NotThere, Overtaken
from casework.reminders.kinds import Kind
from casework.rosters.monthly import feeds_match
from casework.rosters.services import ServiceList, gives, owed, subject_of
from casework.rosters.shared import matches
from casework.staffing.units import Unit
from storage.core import journal, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.tables import service_lists
from storage.reminders import obligations
from storage.staffing import people

PURPOSE = "service list"
LIST: Kind[ServiceList] = Kind("services", subject_of, owed)
_l = service_lists.c
_COLUMNS = (_l.id, _l.unit, _l.month, _l.given_at, _l.by, _l.rows, _l.version)
_ALL = select(*_COLUMNS).order_by(_l.month, _l.id)
_ONE = select(*_COLUMNS).where(_l.id == bindparam("row"))
_AWAITED = _ALL.where(_l.given_at.is_(None))
_OF_MONTH = _ALL.where(_l.month == bindparam("in", type_=_l.month.type))
_GIVEN = (
    select(*_COLUMNS, _l.sealed)
    .where(_l.sealed.is_not(None), _l.month <= bindparam("until", type_=_l.month.type))
    .order_by(_l.unit, _l.month)
)
_ADD = insert(service_lists)
_SAVE = (
    update(service_lists)
    .where(_l.id == bindparam("row"), _l.version == bindparam("was"))
    .values(
        given_at=bindparam("at", type_=_l.given_at.type),
        by=bindparam("who"),
        rows=bindparam("many"),
        version=bindparam("becomes"),
        sealed=bindparam("content"),
    )
)
_FORGET = (
    update(service_lists)
    .where(_l.unit == bindparam("of"), _l.month < bindparam("before", type_=_l.month.type))
    .values(sealed=None)
)


class GivenList(Struct, frozen=True):
    """A list with its rows, each as `declared.Values`."""

    one: ServiceList
    rows: Sequence[Mapping[str, str]]


def read(db: Transaction, subject: int) -> ServiceList:
    """Read one without judging."""
    row = db.connection.execute(_ONE, {"row": subject}).one_or_none()
    if row is None:
        raise NotThere
    return _list(db, row)


def _list(db: Transaction, row: Any) -> ServiceList:
    return ServiceList(
        row.id, people.unit(db, row.unit), row.month, row.given_at, row.by, row.rows, row.version
    )


def may(db: Transaction, one: ServiceList, action: Action) -> bool:
    """Tell whether the speaker may see it, and hand it in: who speaks for its bureau, and the bureau.

    Whom it names is seen in full by who runs the match alone, to tell two rows apart.
    """
    if action is Action.REVEAL:
        return any(matches(each) for each in db.acting)
    shown = action in (Action.VIEW, Action.HISTORY, Action.STATUS)
    return shown and any(gives(each, one.unit) for each in db.acting)


def bureaus(db: Transaction) -> list[Unit]:
    """List who hands one in (各局處)."""
    return [one for one in people.standing_units(db) if feeds_match(one)]


def awaited(db: Transaction) -> list[ServiceList]:
    """List those that are to be handed in, the oldest first."""
    return [_list(db, row) for row in db.connection.execute(_AWAITED).all()]


def of_month(db: Transaction, month: date) -> list[ServiceList]:
    """List those of a month, given or awaited."""
    return [_list(db, row) for row in db.connection.execute(_OF_MONTH, {"in": month}).all()]


def counting(db: Transaction, month: date) -> dict[int, ServiceList]:
    """Say by bureau which list counts in a month: no row is opened."""
    return {row.unit: _list(db, row) for row in db.connection.execute(_GIVEN, {"until": month}).all()}


def given(db: Transaction, month: date) -> list[GivenList]:
    """Read each bureau's list of a month; of one that is missing its last: nobody's service ends by that."""
    found = {row.unit: row for row in db.connection.execute(_GIVEN, {"until": month}).all()}
    return [
        GivenList(_list(db, row), db.vault.open_data(PURPOSE, row.id, row.sealed)) for row in found.values()
    ]


def await_one(db: Transaction, unit: Unit, month: date) -> ServiceList:
    """Await a bureau's list of a month; one that is there stays as it is."""
    there = next((one for one in of_month(db, month) if one.unit.id == unit.id), None)
    if there is not None:
        return there
    one = ServiceList(0, unit, month)
    one = replace(one, id=subjects.add(db, LIST.name, one.sign))
    values = {"id": one.id, "unit": unit.id, "month": month, "given_at": None, "by": None, "rows": 0}
    db.connection.execute(_ADD, {**values, "version": 1, "sealed": None})
    _settle(db, one)
    return one


def keep(db: Transaction, one: ServiceList, rows: Sequence[Mapping[str, str]], verb: str) -> ServiceList:
    """Keep a list in place of what was handed in for the month, and forget the rows of earlier months."""
    journal.write(db, verb, subject=one.id, rows=len(rows))
    kept = replace(one, rows=len(rows), version=one.version + 1)
    content = db.vault.seal_data(PURPOSE, one.id, [dict(row) for row in rows])
    values = {"row": one.id, "was": one.version, "becomes": kept.version, "content": content}
    values |= {"at": kept.given_at, "who": kept.by, "many": kept.rows}
    if not db.connection.execute(_SAVE, values).rowcount:
        raise Overtaken
    db.connection.execute(_FORGET, {"of": one.unit.id, "before": one.month})
    _settle(db, kept)
    return kept


def _settle(db: Transaction, one: ServiceList) -> None:
    obligations.settle(db, LIST.subject(one), LIST.owed(one, db.rules))


def _these(db: Transaction, these: Sequence[int]) -> Sequence[ServiceList]:
    return [read(db, one) for one in these]


SERVICE_LISTS: SubjectKind[ServiceList] = SubjectKind(
    LIST, read, may, awaited, partial(obligations.count_anew, LIST, _these)
)
