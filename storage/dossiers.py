"""Dossiers as rows: a column is only what they are found by, all else is sealed as one (decision 53)."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Generic

from msgspec import Struct, convert, to_builtins
from msgspec.structs import asdict, replace
from sqlalchemy import Table, bindparam, insert, or_, select, update

from casework.cases.access import Action
from casework.dossiers import T
from casework.errors import NotThere, Overtaken
from casework.meetings.rights import speaks_for
from casework.policy.owed import Rules
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import local_day, roc_year
from storage.cases import cases
from storage.core import journal, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.locks import hold, hold_unit
from storage.core.tables import dossiers as table
from storage.core.tables import subjects as subject_rows
from storage.messages import vanishing
from storage.reminders import obligations
from storage.staffing import people

_CHANGING = ("unit", "by_unit", "ended_at", "wakes_at", "version", "sealed")
_COLUMNS = frozenset({"id", "unit", "by", "case", "ended_at", "version"})
_T = table.c.wakes_at.type
_ALL = select(table).order_by(table.c.id)
_GET = select(table).where(table.c.id == bindparam("row"), table.c.kind == bindparam("kind_"))
_OPEN = _ALL.where(table.c.kind == bindparam("kind_"), table.c.ended_at.is_(None))
_THESE = _OPEN.where(table.c.id.in_(bindparam("these", expanding=True)))
_OF_CASE = _ALL.where(table.c.kind == bindparam("kind_"), table.c.case_id == bindparam("case_"))
_OF_UNITS = (
    select(table)
    .where(
        table.c.kind == bindparam("kind_"),
        or_(
            table.c.unit.in_(bindparam("units", expanding=True)),
            table.c.by_unit.in_(bindparam("units", expanding=True)),
        ),
        or_(table.c.ended_at.is_(None), table.c.ended_at > bindparam("since", type_=_T)),
    )
    .order_by(table.c.ended_at.isnot(None), table.c.id.desc())
)
_WAKING = (
    select(table.c.id)
    .where(table.c.kind == bindparam("kind_"), table.c.wakes_at <= bindparam("now_", type_=_T))
    .order_by(table.c.wakes_at)
    .limit(bindparam("most"))
)
_LATER = update(table).where(table.c.id == bindparam("row")).values(wakes_at=bindparam("wakes_", type_=_T))
_SIGNS = select(subject_rows.c.sign).where(
    subject_rows.c.kind == bindparam("kind_"), subject_rows.c.sign.like(bindparam("like_"))
)
_ADD = insert(table)
_SAVE = (
    update(table)
    .where(table.c.id == bindparam("row"), table.c.version == bindparam("was"))
    .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in _CHANGING})
)


def answers(db: Transaction, unit: Unit) -> bool:
    """Tell whether the speaker answers for a unit, or stands in for who does."""
    return any(speaks_for(person, unit.id, answers_for(unit)) for person in db.acting)


def of_sides(db: Transaction, one: T, action: Action) -> bool:
    """Let see it who answers for its unit, for who began it, and, for now, for who was asked to it."""
    today = local_day(db.now)
    units: Collection[int] = ()
    if action is Action.REACH:
        units = _reaching(db, one)
    elif action in {Action.VIEW, Action.HISTORY}:
        units = {one.unit.id, one.by or one.unit.id, *one.asked(today)}
    elif action is Action.SERVE:
        units = (one.unit.id,)
    return any(answers(db, people.unit(db, each)) for each in units)


def _reaching(db: Transaction, one: T) -> set[int]:
    """List the units that may look who it is about."""
    return set(one.reaching(local_day(db.now))) if one.open else set()


def never(one: Any, rules: Rules) -> datetime | None:
    """Let the bell have nothing to do with it."""
    return None


class Dossiers(Struct, Generic[T], frozen=True):
    """One kind of them."""

    kind: Kind[T]
    made: type[T]
    may: Callable[[Transaction, T, Action], bool]
    wakes: Callable[[T, Rules], datetime | None] = never
    """When the bell looks at it next."""

    @property
    def subjects(self) -> SubjectKind[T]:
        """As what its duties belong to."""
        return SubjectKind(self.kind, self.read, self.may, self.open, self.count_anew, writes=self.writes)

    def number(self, db: Transaction, unit: Unit, called: str) -> str:
        """Give one that has no case a number: whose it is, what it is, and the how manieth."""
        hold_unit(db, unit.id)
        of_year = f"{unit.name}{called}-{roc_year(local_day(db.now))}-"
        signs = (
            db.connection.execute(_SIGNS, {"kind_": self.kind.name, "like_": f"{of_year}%"}).scalars().all()
        )
        before = [int(one.removeprefix(of_year)) for one in signs]  # one that moved keeps its number
        return f"{of_year}{max(before, default=0) + 1}"

    def add(self, db: Transaction, one: T, verb: str, **detail: int | str | None) -> T:
        """Keep a new one, and what is owed by it."""
        one = replace(one, id=subjects.add(db, self.kind.name, one.sign), version=1)
        fixed = {"id": one.id, "kind": self.kind.name, "case_id": one.case}
        db.connection.execute(_ADD, {**fixed, **self._columns(db, one)})
        journal.write(db, verb, subject=one.id, **detail)
        return self._settled(db, one)

    def keep(self, db: Transaction, before: T, after: T, verb: str = "", **detail: int | str | None) -> T:
        """Keep what changed, write the act into the journal, and settle what is owed now."""
        after = replace(after, id=before.id, version=before.version + 1)
        values = {f"new_{name}": value for name, value in self._columns(db, after).items()}
        if not db.connection.execute(_SAVE, {"row": after.id, "was": before.version, **values}).rowcount:
            raise Overtaken
        if verb:
            journal.write(db, verb, subject=after.id, **detail)
        for unit in _reaching(db, before) - _reaching(
            db, after
        ):  # who it is about was theirs to know till now
            for about in (after.id, after.case):
                if about is not None:
                    vanishing.take_back_in(db, unit, about)
        return self._settled(db, after)

    def read(self, db: Transaction, row: int) -> T:
        """Read one without judging; raises `NotThere`."""
        found = db.connection.execute(_GET, {"row": row, **self._named}).one_or_none()
        if found is None:
            raise NotThere
        return self._of(db, found)

    def held(self, db: Transaction, row: int, action: Action = Action.VIEW) -> T:
        """Read one if the speaker may, and let nobody else act on it meanwhile; raises `NotThere`."""
        hold(db, table, [row])
        found = self.read(db, row)
        if not self.may(db, found, action):
            raise NotThere
        return found

    def of_case(self, db: Transaction, case: int) -> list[T]:
        """List all of a case, without judging."""
        return self._all(db, _OF_CASE, case_=case)

    def of_units(self, db: Transaction, units: Collection[int], since: datetime) -> list[T]:
        """List what units answer for or began: what is open, and what ended *since*; without judging."""
        return self._all(db, _OF_UNITS, units=list(units), since=since)

    def open(self, db: Transaction) -> Sequence[T]:
        """List those that are open."""
        return self._all(db, _OPEN)

    def waking(self, db: Transaction, most: int) -> list[int]:
        """List those that the bell is to look at now."""
        given = {"now_": db.now, "most": most, **self._named}
        return list(db.connection.execute(_WAKING, given).scalars().all())

    def sleep(self, db: Transaction, row: int, until: datetime) -> None:
        """Set aside what could not be looked at."""
        db.connection.execute(_LATER, {"row": row, "wakes_": until})

    def count_anew(self, db: Transaction, these: Sequence[int]) -> None:
        """Count the deadlines of these by the rules of now, and when the bell looks at them."""
        found = self._all(db, _THESE, these=list(these))
        obligations.settle_anew(
            db, [(self.kind.subject(one), self.kind.owed(one, db.rules)) for one in found]
        )
        for one in found:
            db.connection.execute(_LATER, {"row": one.id, "wakes_": self.wakes(one, db.rules)})

    def writes(self, db: Transaction, these: Sequence[int]) -> tuple[Table, Sequence[int]]:
        """Name their rows: when the bell looks at them next is counted, too."""
        return table, these

    @property
    def _named(self) -> dict[str, str]:
        return {"kind_": self.kind.name}

    def _all(self, db: Transaction, statement: Any, **given: Any) -> list[T]:
        return [self._of(db, row) for row in db.connection.execute(statement, {**given, **self._named}).all()]

    def _settled(self, db: Transaction, one: T) -> T:
        obligations.settle(db, self.kind.subject(one), self.kind.owed(one, db.rules))
        return one

    def _columns(self, db: Transaction, one: T) -> dict[str, Any]:
        told = to_builtins({name: value for name, value in asdict(one).items() if name not in _COLUMNS})
        return {
            "unit": one.unit.id,
            "by_unit": one.by,
            "ended_at": one.ended_at,
            "wakes_at": self.wakes(one, db.rules),
            "version": one.version,
            "sealed": db.vault.seal_data("dossier", one.id, told, _key(db, one.case)),
        }

    def _of(self, db: Transaction, row: Any) -> T:
        told = db.vault.open_data("dossier", row.id, row.sealed, _key(db, row.case_id))
        found = {
            "id": row.id,
            "unit": people.unit(db, row.unit),
            "by": row.by_unit,
            "case": row.case_id,
            "ended_at": row.ended_at,
            "version": row.version,
        }
        return convert({**told, **found}, self.made)


def _key(db: Transaction, case: int | None) -> bytes | None:
    """What belongs to a case is sealed by its key: with the case it can be made unreadable."""
    return None if case is None else cases.key_of(db, cases.read(db, case))
