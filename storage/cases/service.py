"""What was done for a household: visits, monthly follow-ups, papers, sealed with the case's key."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Column, Row, Select, Table, Update, bindparam, insert, select, update
from sqlalchemy.sql.dml import ReturningInsert

from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.errors import NotThere
from casework.forms import Value
from storage.cases.cases import key_of
from storage.core.database import Transaction
from storage.core.tables import follow_ups, papers, visits


class _Record(Struct, frozen=True):
    """One kind of record of a case: what it is sealed as, and its statements."""

    name: str
    add: ReturningInsert[tuple[int]]
    seal: Update
    read: Select[Any]


def _record(name: str, table: Table, *order: Column[Any]) -> _Record:
    columns = table.c
    return _Record(
        name,
        insert(table).returning(columns.id),
        update(table).where(columns.id == bindparam("row")).values(sealed=bindparam("content")),
        select(table).where(columns.case_id == bindparam("case")).order_by(*order),
    )


_VISIT = _record("visit", visits, visits.c.visited_on, visits.c.id)
_FOLLOW_UP = _record("follow-up", follow_ups, follow_ups.c.month)
_PAPER = _record("paper", papers, papers.c.id)


class Visit(Struct, frozen=True):
    """A visit as it was logged."""

    on: date
    by: int
    at: datetime
    answers: dict[str, Value]
    seat: int = LEAD
    """Whose work it was."""


class FollowUp(Struct, frozen=True):
    """The follow-up of a month (its first day)."""

    month: date
    by: int
    at: datetime
    answers: dict[str, Value]
    seat: int = LEAD
    """Whose work it was."""


class Paper(Struct, frozen=True):
    """An assessment report or a joint plan; *kind* is the name of its form."""

    kind: str
    by: int
    at: datetime
    answers: dict[str, Value]
    seat: int = LEAD
    """Whose work it was."""


def log_visit(
    db: Transaction, case: Case, on: date, answers: Mapping[str, Value], *, seat: int = LEAD
) -> None:
    """Keep a visit of the speaker."""
    _keep(db, case, _VISIT, answers, seat, visited_on=on, logged_at=db.now)


def file_follow_up(
    db: Transaction, case: Case, month: date, answers: Mapping[str, Value], *, seat: int = LEAD
) -> None:
    """Keep the speaker's follow-up of a month."""
    _keep(db, case, _FOLLOW_UP, answers, seat, month=month, filed_at=db.now)


def file_paper(
    db: Transaction, case: Case, kind: str, answers: Mapping[str, Value], *, seat: int = LEAD
) -> None:
    """Keep a paper of the speaker."""
    _keep(db, case, _PAPER, answers, seat, kind=kind, filed_at=db.now)


def visits_of(db: Transaction, case: Case) -> list[Visit]:
    """List the visits to a household, oldest first."""
    return [
        Visit(row.visited_on, row.by, row.logged_at, answers, _seat(row))
        for row, answers in _kept(db, case, _VISIT)
    ]


def follow_ups_of(db: Transaction, case: Case) -> list[FollowUp]:
    """List the follow-ups of a case, oldest first."""
    return [
        FollowUp(row.month, row.by, row.filed_at, answers, _seat(row))
        for row, answers in _kept(db, case, _FOLLOW_UP)
    ]


def papers_of(db: Transaction, case: Case) -> list[Paper]:
    """List the papers of a case, oldest first."""
    return [
        Paper(row.kind, row.by, row.filed_at, answers, _seat(row)) for row, answers in _kept(db, case, _PAPER)
    ]


def _keep(
    db: Transaction, case: Case, of: _Record, answers: Mapping[str, Value], seat: int, **columns: Any
) -> None:
    """Keep what the speaker did; the answers are sealed by the number of their row."""
    if db.speaker is None:
        raise NotThere
    by = {"case_id": case.id, "seat": seat or case.id, "by": db.speaker.id}
    row = db.connection.execute(of.add, {**by, **columns, "sealed": b""}).scalar_one()
    sealed = db.vault.seal_data(of.name, row, dict(answers), key_of(db, case))
    db.connection.execute(of.seal, {"row": row, "content": sealed})


def _kept(db: Transaction, case: Case, of: _Record) -> list[tuple[Row[Any], dict[str, Value]]]:
    """Read what is kept, each with its answers."""
    key = key_of(db, case)
    found = db.connection.execute(of.read, {"case": case.id}).all()
    return [(row, db.vault.open_data(of.name, row.id, row.sealed, key)) for row in found]


def _seat(row: Row[Any]) -> int:
    return LEAD if row.seat == row.case_id else int(row.seat)
