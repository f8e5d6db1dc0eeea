"""What was done for a household: visits, monthly follow-ups, papers, sealed with the case's key."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.errors import NotThere
from casework.forms import Value
from storage.cases.cases import key_of
from storage.core.database import Transaction
from storage.core.tables import follow_ups, papers, visits

_ADD_VISIT = insert(visits).returning(visits.c.id)
_SEAL_VISIT = update(visits).where(visits.c.id == bindparam("row")).values(sealed=bindparam("content"))
_VISITS = (
    select(visits).where(visits.c.case_id == bindparam("case")).order_by(visits.c.visited_on, visits.c.id)
)
_ADD_FOLLOW_UP = insert(follow_ups).returning(follow_ups.c.id)
_SEAL_FOLLOW_UP = (
    update(follow_ups).where(follow_ups.c.id == bindparam("row")).values(sealed=bindparam("content"))
)
_FOLLOW_UPS = select(follow_ups).where(follow_ups.c.case_id == bindparam("case")).order_by(follow_ups.c.month)
_ADD_PAPER = insert(papers).returning(papers.c.id)
_SEAL_PAPER = update(papers).where(papers.c.id == bindparam("row")).values(sealed=bindparam("content"))
_PAPERS = select(papers).where(papers.c.case_id == bindparam("case")).order_by(papers.c.id)


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
    values = {
        "case_id": case.id,
        "seat": seat or case.id,
        "by": _speaker(db),
        "visited_on": on,
        "logged_at": db.now,
        "sealed": b"",
    }
    row = db.connection.execute(_ADD_VISIT, values).scalar_one()
    db.connection.execute(_SEAL_VISIT, {"row": row, "content": _sealed(db, case, "visit", row, answers)})


def file_follow_up(
    db: Transaction, case: Case, month: date, answers: Mapping[str, Value], *, seat: int = LEAD
) -> None:
    """Keep the speaker's follow-up of a month."""
    values = {
        "case_id": case.id,
        "seat": seat or case.id,
        "by": _speaker(db),
        "month": month,
        "filed_at": db.now,
        "sealed": b"",
    }
    row = db.connection.execute(_ADD_FOLLOW_UP, values).scalar_one()
    content = _sealed(db, case, "follow-up", row, answers)
    db.connection.execute(_SEAL_FOLLOW_UP, {"row": row, "content": content})


def file_paper(
    db: Transaction, case: Case, kind: str, answers: Mapping[str, Value], *, seat: int = LEAD
) -> None:
    """Keep a paper of the speaker."""
    values = {
        "case_id": case.id,
        "seat": seat or case.id,
        "by": _speaker(db),
        "kind": kind,
        "filed_at": db.now,
        "sealed": b"",
    }
    row = db.connection.execute(_ADD_PAPER, values).scalar_one()
    db.connection.execute(_SEAL_PAPER, {"row": row, "content": _sealed(db, case, "paper", row, answers)})


def visits_of(db: Transaction, case: Case) -> list[Visit]:
    """List the visits to a household, oldest first."""
    key = key_of(db, case)
    return [
        Visit(
            row.visited_on, row.by, row.logged_at, _opened(db, "visit", row.id, row.sealed, key), _seat(row)
        )
        for row in db.connection.execute(_VISITS, {"case": case.id}).all()
    ]


def follow_ups_of(db: Transaction, case: Case) -> list[FollowUp]:
    """List the follow-ups of a case, oldest first."""
    key = key_of(db, case)
    return [
        FollowUp(
            row.month, row.by, row.filed_at, _opened(db, "follow-up", row.id, row.sealed, key), _seat(row)
        )
        for row in db.connection.execute(_FOLLOW_UPS, {"case": case.id}).all()
    ]


def papers_of(db: Transaction, case: Case) -> list[Paper]:
    """List the papers of a case, oldest first."""
    key = key_of(db, case)
    return [
        Paper(row.kind, row.by, row.filed_at, _opened(db, "paper", row.id, row.sealed, key), _seat(row))
        for row in db.connection.execute(_PAPERS, {"case": case.id}).all()
    ]


def _sealed(db: Transaction, case: Case, purpose: str, row: int, answers: Mapping[str, Value]) -> bytes:
    return db.vault.seal_data(purpose, row, dict(answers), key_of(db, case))


def _opened(db: Transaction, purpose: str, row: int, sealed: bytes, key: bytes) -> dict[str, Value]:
    answers: dict[str, Value] = db.vault.open_data(purpose, row, sealed, key)
    return answers


def _seat(row: Any) -> int:
    return LEAD if row.seat == row.case_id else int(row.seat)


def _speaker(db: Transaction) -> int:
    if db.speaker is None:
        raise NotThere
    return db.speaker.id
