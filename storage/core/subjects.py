"""Subjects: a row for each thing that duties, drafts, letters and acts can belong to, of whatever kind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, insert, select

from casework.cases.access import Action
from casework.errors import NotThere
from storage.core.database import SubjectKind, Transaction
from storage.core.locks import hold, hold_subjects, needed
from storage.core.tables import cases, subjects

_ADD = insert(subjects).returning(subjects.c.id)
_KIND = select(subjects.c.kind).where(subjects.c.id == bindparam("row"))
_AFTER = (
    select(subjects.c.id, subjects.c.kind)
    .where(subjects.c.id > bindparam("after"))
    .order_by(subjects.c.id)
    .limit(bindparam("most"))
)


def add(db: Transaction, kind: str, sign: str) -> int:
    """Add a subject; its room keeps the rest of it under this id."""
    return int(db.connection.execute(_ADD, {"kind": kind, "sign": sign}).scalar_one())


def kind_of(db: Transaction, subject: int) -> SubjectKind[Any]:
    """Return the kind of a subject; `NotThere` when there is none."""
    kind = db.kinds.get(db.connection.execute(_KIND, {"row": subject}).scalar() or "")
    if kind is None:
        raise NotThere
    return kind


def get(db: Transaction, subject: int, action: Action = Action.VIEW, *, of: type[Any] = object) -> Any:
    """Read a subject if the speaker may do *action*; "not yours" and "not there" are the same `NotThere`.

    So is what is no subject *of* the kind that a key is for: its number may be any subject's.
    """
    kind = kind_of(db, subject)
    thing = kind.read(db, subject)
    if not isinstance(thing, of) or not kind.may(db, thing, action):
        raise NotThere
    return thing


def after(db: Transaction, subject: int, most: int) -> Sequence[tuple[int, str]]:
    """List the next subjects after one, each with its kind."""
    found = db.connection.execute(_AFTER, {"after": subject, "most": most}).all()
    return [(row.id, row.kind) for row in found]


def count_anew(db: Transaction, these: Sequence[tuple[int, str]]) -> None:
    """Count the deadlines of subjects by the rules of now.

    They are held before any is read, as by whoever acts (`locks.py`): what is done to one meanwhile is
    either counted here, or waits and counts it once more.
    """
    of: Mapping[str, list[int]] = defaultdict(list)
    for subject, kind in these:
        of[kind].append(subject)
    counted = [(kind, of[name]) for name, kind in db.kinds.items() if name in of]
    _hold(db, counted)
    for each, found in counted:
        each.count_anew(db, found)


def _hold(db: Transaction, counted: Sequence[tuple[SubjectKind[Any], Sequence[int]]]) -> None:
    if not needed(db):
        return
    rows: Mapping[Table, set[int]] = defaultdict(set)
    for kind, found in counted:
        if writes := kind.writes(db, found):
            rows[writes[0]].update(writes[1])
    for table in sorted(rows, key=lambda one: one is not cases):  # cases first (`locks.py`)
        hold(db, table, rows[table])
    hold_subjects(db, (one for _, found in counted for one in found))
