"""Decoys: which cases are invented, and who made them."""

from sqlalchemy import bindparam, insert, select

from casework.cases.case import Case
from casework.errors import NotThere
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import decoys

_ADD = insert(decoys)
_MAKER = select(decoys.c.by).where(decoys.c.case_id == bindparam("case"))


def add(db: Transaction, new: Case, letter: str) -> Case:
    """Keep one of the speaker's."""
    if db.speaker is None:
        raise NotThere
    case = cases.open_case(db, new, letter)
    db.connection.execute(_ADD, {"case_id": case.id, "by": db.speaker.id, "at": db.now})
    db.out.clear()
    return case


def maker(db: Transaction, case: int) -> int | None:
    """Return who made a decoy; None of what is no decoy."""
    if case not in recusals.decoys_of(db):
        return None
    return db.connection.execute(_MAKER, {"case": case}).scalar()


def all_of_them(db: Transaction) -> list[Case]:
    """Read them all: they are few."""
    return [cases.read(db, one) for one in sorted(recusals.decoys_of(db))]
