"""Rosters as they are kept: each a subject of its own, its rows sealed and found by a keyed hash."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, func, insert, select, update

from casework.cases.access import Action
from casework.cases.case import OPEN
from casework.cases.criteria import CaseKind
from casework.cases.household import Household
from casework.errors import NotThere, Overtaken, Stale
from casework.reminders.kinds import Kind
from casework.rosters.declared import RosterForm, RosterRow, identities
from casework.rosters.lists import FORMS, MonthlyRoster, RowState, dispatches, owed, sees, subject_of
from storage.core import facts, journal, recusals, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.tables import cases, roster_rows, rosters, tokens
from storage.reminders import obligations
from storage.staffing import people

ROSTER: Kind[MonthlyRoster] = Kind("roster", subject_of, owed)
_LIST = select(rosters).order_by(rosters.c.month, rosters.c.kind, rosters.c.id)
_ONE = select(rosters).where(rosters.c.id == bindparam("row"))
_OF = select(rosters).where(
    rosters.c.kind == bindparam("of"),
    rosters.c.centre == bindparam("for"),
    rosters.c.month == bindparam("in", type_=rosters.c.month.type),
)
_AWAITED = _LIST.where(rosters.c.given_at.is_(None))
_OPEN = _LIST.where(rosters.c.given_at.is_(None) | (rosters.c.waiting > 0))
_OF_CENTRE = (
    select(rosters)
    .where(rosters.c.centre == bindparam("for"), rosters.c.given_at.is_not(None))
    .order_by(rosters.c.month.desc(), rosters.c.id.desc())
    .limit(bindparam("most"))
)
_ADD = insert(rosters)
_SAVE = (
    update(rosters)
    .where(rosters.c.id == bindparam("row"), rosters.c.version == bindparam("was"))
    .values(
        given_at=bindparam("at", type_=rosters.c.given_at.type),
        by=bindparam("who"),
        waiting=bindparam("left"),
        version=bindparam("becomes"),
    )
)
_ADD_ROW = insert(roster_rows).returning(roster_rows.c.id)
_SEAL = update(roster_rows).where(roster_rows.c.id == bindparam("row")).values(sealed=bindparam("content"))
_ROWS = select(roster_rows).where(roster_rows.c.roster == bindparam("of")).order_by(roster_rows.c.number)
_ROW = select(roster_rows).where(roster_rows.c.id == bindparam("row"))
_CHANGE_ROW = (
    update(roster_rows)
    .where(roster_rows.c.id == bindparam("row"), roster_rows.c.state == RowState.WAITING)
    .values(state=bindparam("becomes"), case_id=bindparam("case"))
)
_FILLED = (
    select(roster_rows.c.roster)
    .where(roster_rows.c.roster.in_(bindparam("these", expanding=True)))
    .distinct()
)
_DROP_WAITING = delete(roster_rows).where(
    roster_rows.c.roster == bindparam("of"), roster_rows.c.state == RowState.WAITING
)
_DROP_MOVED = _DROP_WAITING.where(roster_rows.c.token.in_(bindparam("moved", expanding=True)))
_WAITING = select(func.count()).where(
    roster_rows.c.roster == bindparam("of"), roster_rows.c.state == RowState.WAITING
)
_open = cases.c.state.in_([str(one) for one in OPEN])
_SAME_ID = (
    select(cases.c.id)
    .join(tokens, tokens.c.household_id == cases.c.household_id)
    .where(tokens.c.field == "id", tokens.c.token == bindparam("token"), _open)
    .order_by(cases.c.id.desc())
    .limit(1)
)
_SERVED = (
    select(roster_rows.c.token, roster_rows.c.case_id)
    .join(cases, cases.c.id == roster_rows.c.case_id)
    .where(roster_rows.c.roster == bindparam("of"), _open)
)


class KeptRow(Struct, frozen=True):
    """A row as it is kept."""

    id: int
    roster: int
    number: int
    state: RowState
    case: int | None
    values: Mapping[str, str]
    village: str


def read(db: Transaction, subject: int) -> MonthlyRoster:
    """Read one without judging."""
    row = db.connection.execute(_ONE, {"row": subject}).one_or_none()
    if row is None:
        raise NotThere
    return _roster(db, row)


def _roster(db: Transaction, row: Any) -> MonthlyRoster:
    giver = people.unit(db, row.giver)
    kind = CaseKind(row.kind)
    return MonthlyRoster(
        row.id, kind, giver, row.centre, row.month, row.given_at, row.by, row.waiting, row.version
    )


def may(db: Transaction, one: MonthlyRoster, action: Action) -> bool:
    """Tell whether the speaker may: see it, or dispatch it (`Action.SERVE`)."""
    rule = sees if action in (Action.VIEW, Action.HISTORY, Action.STATUS) else dispatches
    served = action in (Action.VIEW, Action.HISTORY, Action.STATUS, Action.SERVE)
    return served and any(rule(each, one) for each in db.acting)


def without_case(db: Transaction, these: Collection[MonthlyRoster]) -> set[int]:
    """Say of which was told that there is no case (本月無個案): they were handed in and hold nobody."""
    given = {one.id for one in these if one.given_at is not None}
    return given - set(db.connection.execute(_FILLED, {"these": list(given)}).scalars())


def awaited(db: Transaction) -> list[MonthlyRoster]:
    """List those that are to be handed in, the oldest first."""
    return [_roster(db, row) for row in db.connection.execute(_AWAITED).all()]


def owing(db: Transaction) -> Sequence[MonthlyRoster]:
    """List those that are to be handed in or dispatched."""
    return [_roster(db, row) for row in db.connection.execute(_OPEN).all()]


def of_centre(db: Transaction, centre: int, most: int) -> list[MonthlyRoster]:
    """List the latest that a centre was given."""
    return [
        _roster(db, row) for row in db.connection.execute(_OF_CENTRE, {"for": centre, "most": most}).all()
    ]


def of_month(db: Transaction, kind: CaseKind, centre: int, month: date) -> MonthlyRoster | None:
    """Find a centre's list of a month."""
    row = db.connection.execute(_OF, {"of": kind, "for": centre, "in": month}).one_or_none()
    return _roster(db, row) if row else None


def await_one(db: Transaction, kind: CaseKind, giver: int, centre: int, month: date) -> MonthlyRoster:
    """Await a centre's list of a month; one that is there stays as it is."""
    found = of_month(db, kind, centre, month)
    if found is not None:
        return found
    one = MonthlyRoster(0, kind, people.unit(db, giver), centre, month)
    one = replace(one, id=subjects.add(db, ROSTER.name, one.sign))
    values = {"id": one.id, "kind": kind, "giver": giver, "centre": centre, "month": month}
    db.connection.execute(_ADD, {**values, "given_at": None, "by": None, "waiting": 0, "version": 1})
    _settle(db, one)
    return one


def keep(db: Transaction, one: MonthlyRoster, verb: str, **detail: int | str) -> MonthlyRoster:
    """Keep what was done with a roster, and settle what is owed now; `Overtaken` when another was quicker."""
    journal.write(db, verb, subject=one.id, **detail)
    left = int(db.connection.execute(_WAITING, {"of": one.id}).scalar_one())
    kept = replace(one, waiting=left, version=one.version + 1)
    given = {"at": kept.given_at, "who": kept.by, "left": left}
    values = {"row": one.id, "was": one.version, "becomes": kept.version, **given}
    if not db.connection.execute(_SAVE, values).rowcount:
        raise Overtaken
    _settle(db, kept)
    return kept


def _settle(db: Transaction, one: MonthlyRoster) -> None:
    obligations.settle(db, ROSTER.subject(one), ROSTER.owed(one, db.rules))


def _these(db: Transaction, these: Sequence[int]) -> Sequence[MonthlyRoster]:
    return [read(db, one) for one in these]


# Villages by names that no list has

_SPELLED = "village "
"""Facts: which village people said is meant by a name."""


def spellings(db: Transaction) -> dict[str, str]:
    """Return all that people said."""
    return facts.beginning(db, _SPELLED)


def name_village(db: Transaction, spelled: str, village: str) -> None:
    """Keep which one is meant."""
    facts.put(db, f"{_SPELLED}{spelled}", village)


# Rows


def token(db: Transaction, form: RosterForm, values: Mapping[str, str]) -> bytes:
    """Return the keyed hash by which whom a row is about is known again from list to list."""
    [known, *_] = identities(form.household(values))
    return db.vault.index("roster", "\0".join(known))


def add_row(db: Transaction, one: MonthlyRoster, row: RosterRow, state: RowState, case: int | None) -> None:
    """Keep a row, sealed."""
    known = token(db, FORMS[one.kind], row.values)
    values = {"roster": one.id, "number": row.number, "token": known, "state": state, "case_id": case}
    number = db.connection.execute(_ADD_ROW, {**values, "sealed": b""}).scalar_one()
    content = json.dumps({"values": dict(row.values), "village": row.village}, ensure_ascii=False)
    sealed = db.vault.seal("roster row", number, content)
    db.connection.execute(_SEAL, {"row": number, "content": sealed})


def drop_waiting(db: Transaction, one: MonthlyRoster) -> None:
    """Forget the rows that were not dispatched: a corrected list has them anew."""
    db.connection.execute(_DROP_WAITING, {"of": one.id})


def drop_moved(db: Transaction, one: MonthlyRoster, moved: Collection[bytes]) -> int:
    """Forget the rows that wait of those who are listed at another centre by now; count them."""
    return db.connection.execute(_DROP_MOVED, {"of": one.id, "moved": list(moved)}).rowcount if moved else 0


def rows_of(db: Transaction, one: MonthlyRoster) -> list[KeptRow]:
    """List the rows of a roster in the order of the sheet, but of cases from which the speaker keeps out."""
    return [_row(db, row) for row in db.connection.execute(_ROWS, {"of": one.id}).all() if _told(db, row)]


def row_of(db: Transaction, row: int) -> KeptRow:
    """Read a row; its roster is judged by who asks."""
    found = db.connection.execute(_ROW, {"row": row}).one_or_none()
    if found is None or not _told(db, found):
        raise NotThere
    return _row(db, found)


def _told(db: Transaction, row: Any) -> bool:
    return row.case_id is None or not recusals.keeps_out(db, row.case_id)


def _row(db: Transaction, row: Any) -> KeptRow:
    content = json.loads(db.vault.open("roster row", row.id, row.sealed))
    return KeptRow(row.id, row.roster, row.number, RowState(row.state), row.case_id, **content)


def change_row(db: Transaction, row: KeptRow, state: RowState, case: int | None) -> None:
    """Say what became of a row that waited; `Stale` when somebody was quicker."""
    values = {"row": row.id, "becomes": state, "case": case}
    if not db.connection.execute(_CHANGE_ROW, values).rowcount:
        raise Stale


def tokens_of(db: Transaction, one: MonthlyRoster, *, waiting: bool = True) -> set[bytes]:
    """Return the keyed hashes of all whom a roster names, or of those alone that wait no more."""
    rows = db.connection.execute(_ROWS, {"of": one.id}).all()
    return {bytes(row.token) for row in rows if waiting or row.state != RowState.WAITING}


def served(db: Transaction, one: MonthlyRoster | None) -> dict[bytes, int]:
    """Return the open cases of whom a roster names."""
    if one is None:
        return {}
    return {bytes(row.token): row.case_id for row in db.connection.execute(_SERVED, {"of": one.id}).all()}


def open_case_of(db: Transaction, household: Household) -> int | None:
    """Find the open case of somebody in a household by their ID, whosever it is."""
    for one in _with_ids(household):
        found = db.connection.execute(_SAME_ID, {"token": db.vault.index("id", one)}).scalar()
        if found is not None:
            return int(found)
    return None


def _with_ids(household: Household) -> Iterator[str]:
    yield from (one.national_id for one in household.members if one.national_id)


ROSTERS_KEPT: SubjectKind[MonthlyRoster] = SubjectKind(
    ROSTER, read, may, owing, partial(obligations.count_anew, ROSTER, _these)
)
