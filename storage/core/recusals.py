"""Recusals: who keeps out of which case (迴避), and of all that is one household with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    bindparam,
    cast,
    delete,
    insert,
    null,
    select,
    true,
    union_all,
)

from casework.cases.recusal import names
from casework.errors import NotThere
from casework.reminders.hearing import AllBut, Personnel
from storage.core.database import Transaction
from storage.core.families import family_of
from storage.core.tables import care_entries, cases, decoys, dossiers, escorts, households, recusals, seats

DECOYS = 0
"""Stands in `Transaction.out` for nobody: what is invented."""
_ADD = insert(recusals)
_LIFT = delete(recusals).where(
    recusals.c.case_id.in_(bindparam("cases", expanding=True)), recusals.c.person == bindparam("who")
)
_nothing = cast(null(), BigInteger)
_EVERY = union_all(
    select(recusals.c.person, _nothing.label("decoy")).distinct(), select(_nothing, decoys.c.case_id)
)
"""Who keeps out of anything, and what is invented."""
_OF = select(recusals.c.case_id).where(recusals.c.person == bindparam("who"))
_WHO = select(recusals.c.person).where(recusals.c.case_id.in_(bindparam("cases", expanding=True)))
_FAMILY = select(cases.c.id).where(
    cases.c.household_id.in_(
        family_of(
            households.c.id.in_(
                select(cases.c.household_id).where(cases.c.id.in_(bindparam("these", expanding=True)))
            )
        )
    )
)
_NUMBERS = select(cases.c.number).where(cases.c.id.in_(bindparam("these", expanding=True)))
_ABOUT = union_all(
    *(
        select(one).where(one.table.c.case_id.in_(bindparam("these", expanding=True)))
        for one in (seats.c.id, escorts.c.id, dossiers.c.id, care_entries.c.care)
    )
)


def out_of(db: Transaction, person: int) -> frozenset[int]:
    """Name the subjects from which somebody keeps out: the cases of a family, and what is about them."""
    hidden = hidden_decoys(db)
    if person not in _known(db, None):
        return hidden
    if person not in db.out:
        family = _family(db, *db.connection.execute(_OF, {"who": person}).scalars().all())
        about = db.connection.execute(_ABOUT, {"these": family}).scalars().all()
        db.out[person] = frozenset((*family, *about, *hidden))
    return db.out[person]


def decoys_of(db: Transaction) -> frozenset[int]:
    """Name the cases that are invented (誘餌個案)."""
    return _known(db, DECOYS)


def hidden_decoys(db: Transaction) -> frozenset[int]:
    """Name those that are there for nobody: all, while the office keeps none."""
    return frozenset() if db.rules.policy.looks.decoys else decoys_of(db)


def _known(db: Transaction, which: int | None) -> frozenset[int]:
    if None not in db.out:
        found = db.connection.execute(_EVERY).all()
        db.out[None] = frozenset(person for person, _ in found if person is not None)
        db.out[DECOYS] = frozenset(decoy for _, decoy in found if decoy is not None)
    return db.out[which]


def keeps_out(db: Transaction, subject: int) -> bool:
    """Tell whether the speaker keeps out of something."""
    return db.speaker is not None and subject in out_of(db, db.speaker.id)


def may_be_told(db: Transaction, *texts: str) -> bool:
    """Tell whether what somebody wrote names no case from which the speaker keeps out.

    Else they are not told of it at all: that a meeting speaks of a case is the case's.
    """
    out = out_of(db, db.speaker.id) if db.speaker is not None else ()
    return not out or not names(
        set(db.connection.execute(_NUMBERS, {"these": list(out)}).scalars().all()), *texts
    )


@contextmanager
def whole(db: Transaction) -> Iterator[None]:
    """Let what is made here for the file be whole, whoever makes it; it is not for their eyes."""
    if db.speaker is None:
        raise NotThere
    kept, before = db.speaker.id, dict(db.out)
    db.out[kept] = frozenset()
    try:
        yield
    finally:
        db.out.clear()
        db.out.update(before)


def theirs(db: Transaction, column: ColumnElement[int], of: int | None = None) -> ColumnElement[bool]:
    """Say in SQL that the speaker does not keep out of a subject, nor does somebody *of* whom it is."""
    people = {one for one in (db.speaker.id if db.speaker else None, of) if one is not None}
    out = frozenset[int]().union(*(out_of(db, one) for one in people))
    return column.not_in(sorted(out)) if out else true()


def of_case(db: Transaction, case: int) -> frozenset[int]:
    """Name who keeps out of a case."""
    return frozenset(db.connection.execute(_WHO, {"cases": _family(db, case)}).scalars().all())


def without(db: Transaction, subject: int, everybody: Personnel) -> Personnel:
    """Return everybody but who keeps out of a subject."""
    return AllBut(everybody, lambda person: subject in out_of(db, person))


def add(db: Transaction, case: int, person: int) -> None:
    """Let somebody keep out."""
    if db.speaker is None:
        raise NotThere
    db.connection.execute(_ADD, {"case_id": case, "person": person, "by": db.speaker.id, "at": db.now})
    db.out.clear()


def lift(db: Transaction, case: int, person: int) -> None:
    """Let them back in."""
    db.connection.execute(_LIFT, {"cases": _family(db, case), "who": person})
    db.out.clear()


def _family(db: Transaction, *these: int) -> list[int]:
    return list(db.connection.execute(_FAMILY, {"these": these}).scalars().all())
