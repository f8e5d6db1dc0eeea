"""Strands of a case as they are kept: each in a table of its own, written when it changes and not before."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Table, bindparam, insert, update

from casework.cases.seats import Seat
from casework.cases.strands import ChildSearch, Closing, Dispute, Sharing, Tracking
from casework.errors import Overtaken
from storage.core import tables
from storage.core.database import Transaction

T = TypeVar("T", bound=Seat | Tracking | ChildSearch | Sharing | Closing | Dispute)


class Strand(Generic[T]):
    """One strand: its type, its table, and the statements that keep it."""

    def __init__(self, name: str, of: type[T], table: Table) -> None:
        self.name, self.of, self.table = name, of, table
        self._kept, self._words = tables.kept(of), tables.words(of)
        self._key = next(iter(table.primary_key.columns))
        hints = get_type_hints(of)
        self._made = {one: made for one in self._kept if (made := _maker(hints[one])) is not None}
        self._add = insert(table)
        self._change = (
            update(table)
            .where(self._key == bindparam("row"), table.c.version == bindparam("was"))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in self._changing})
        )

    @property
    def _changing(self) -> list[str]:
        more = [one for one in ("sealed", "lapses_at") if one in self.table.c]
        return [*self._kept, *more]

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        """Its columns, each labelled by the strand, for a statement that reads whole cases."""
        return [self.table.c[one].label(f"{self.name}_{one}") for one in self._read]

    @property
    def _read(self) -> list[str]:
        return [*self._kept, *(["sealed"] if self._words else [])]

    def of_row(self, db: Transaction, row: Any, at: "Sealing", prefix: str = "", **more: object) -> T:
        """Make the value of a row; one that was never written is an empty one."""
        found = row._mapping
        if found[f"{prefix}version"] is None:
            return self.of(**{})
        values = {one: found[f"{prefix}{one}"] for one in self._kept} | more
        for one, made in self._made.items():
            values[one] = None if values[one] is None else made(values[one])
        if self._words:
            opened = db.vault.open(self.table.name, at.name, found[f"{prefix}sealed"], at.key)
            values |= json.loads(opened)
        return self.of(**values)

    def add(self, db: Transaction, value: T, at: "Sealing", **more: object) -> T:
        """Write one for the first time."""
        value = replace(value, version=1)
        db.connection.execute(self._add, {**self._values(db, value, at), **more})
        return value

    def change(self, db: Transaction, row: int, value: T, at: "Sealing", **more: object) -> T:
        """Write one that changed; raises `Overtaken` where somebody was quicker."""
        was, value = value.version, replace(value, version=value.version + 1)
        new = {f"new_{name}": one for name, one in {**self._values(db, value, at), **more}.items()}
        if db.connection.execute(self._change, {"row": row, "was": was, **new}).rowcount != 1:
            raise Overtaken
        return value

    def _values(self, db: Transaction, value: T, at: "Sealing") -> Mapping[str, Any]:
        values = {one: getattr(value, one) for one in self._kept}
        if self._words:
            said = json.dumps({one: getattr(value, one) for one in self._words}, ensure_ascii=False)
            values["sealed"] = db.vault.seal(self.table.name, at.name, said, at.key)
        return values


class Sealing(Struct, frozen=True):
    """Where what people wrote in a strand is sealed, and by which key: it can't be moved elsewhere."""

    name: object
    key: bytes


def _maker(hint: Any) -> type | None:
    """Say what a value is made of that a database gives back plainer than it was."""
    kinds = [one for one in (get_args(hint) or (hint,)) if isinstance(one, type)]
    enum = next((one for one in kinds if issubclass(one, StrEnum)), None)
    return enum or (tuple if getattr(hint, "__origin__", None) is tuple else None)


SEAT = Strand("lead", Seat, tables.seats)
TRACKING = Strand("tracking", Tracking, tables.trackings)
SEARCH = Strand("search", ChildSearch, tables.searches)
SHARING = Strand("sharing", Sharing, tables.sharings)
CLOSING = Strand("closing", Closing, tables.closings)
DISPUTE = Strand("dispute", Dispute, tables.disputes)
STRANDS: Sequence[Strand[Any]] = (SEARCH, SHARING, CLOSING, DISPUTE)
"""Those of which a case has one each."""
