"""What was done for a household: visits, monthly follow-ups, papers, sealed with the case's key."""

from collections.abc import Iterator, Mapping
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


class ServiceRecord(Struct, frozen=True, kw_only=True):
    """What somebody did, as they wrote it down."""

    sign: str
    """Names it among all that was filed of a case."""
    by: int
    at: datetime
    answers: dict[str, Value]
    seat: int
    """Whose work it was."""


class Visit(ServiceRecord, frozen=True, kw_only=True):
    """A visit as it was logged."""

    on: date


class FollowUp(ServiceRecord, frozen=True, kw_only=True):
    """The follow-up of a month (its first day)."""

    month: date


class Paper(ServiceRecord, frozen=True, kw_only=True):
    """An assessment report or a joint plan; *kind* is the name of its form."""

    kind: str


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
    return [Visit(on=row.visited_on, at=row.logged_at, **filed) for row, filed in _kept(db, case, _VISIT)]


def follow_ups_of(db: Transaction, case: Case) -> list[FollowUp]:
    """List the follow-ups of a case, oldest first."""
    return [FollowUp(month=row.month, at=row.filed_at, **filed) for row, filed in _kept(db, case, _FOLLOW_UP)]


def papers_of(db: Transaction, case: Case) -> list[Paper]:
    """List the papers of a case, oldest first."""
    return [Paper(kind=row.kind, at=row.filed_at, **filed) for row, filed in _kept(db, case, _PAPER)]


def records_of(db: Transaction, case: Case) -> list[ServiceRecord]:
    """List follow-ups, visits and papers of a case, each oldest first."""
    return [*follow_ups_of(db, case), *visits_of(db, case), *papers_of(db, case)]


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


def _kept(db: Transaction, case: Case, of: _Record) -> Iterator[tuple[Row[Any], dict[str, Any]]]:
    """Read what is kept, each with what all that is filed has."""
    key = key_of(db, case)
    for row in db.connection.execute(of.read, {"case": case.id}).all():
        yield (
            row,
            {
                "sign": f"{of.name}.{row.id}",
                "by": row.by,
                "answers": db.vault.open_data(of.name, row.id, row.sealed, key),
                "seat": LEAD if row.seat == row.case_id else row.seat,
            },
        )
