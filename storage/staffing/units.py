"""The network's units, and which centre and worker answers for which village."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.core.tables import areas, units

_ADD = insert(units).returning(units.c.id)
_NAMED = select(units).where(units.c.name == bindparam("name"))
_FIRST = select(units.c.id).limit(1)
_ASSIGN = insert(areas)
_ENTRUST = (
    update(areas)
    .where(areas.c.village == bindparam("of"))
    .values(unit=bindparam("to"), worker=bindparam("by"))
)


def add(db: Transaction, kind: UnitKind, name: str, district: str = "", letter: str = "A") -> Unit:
    """Take a unit into the network; *letter* begins the numbers of its cases."""
    values: dict[str, Any] = {"kind": kind, "name": name, "district": district, "letter": letter}
    return Unit(db.connection.execute(_ADD, values).scalar_one(), kind, name, district, letter)


def named(db: Transaction, name: str) -> Unit | None:
    """Find a unit by its name."""
    row = db.connection.execute(_NAMED, {"name": name}).one_or_none()
    return Unit(row.id, UnitKind(row.kind), row.name, row.district, row.letter) if row else None


def any_there(db: Transaction) -> bool:
    """Tell whether the network has units yet."""
    return db.connection.execute(_FIRST).first() is not None


def assign(db: Transaction, villages: Iterable[str], centre: Unit) -> None:
    """Make a centre answer for villages; nobody is their worker yet."""
    db.connection.execute(
        _ASSIGN, [{"village": village, "unit": centre.id, "worker": None} for village in villages]
    )


def entrust(db: Transaction, villages: Iterable[str], unit: int, worker: int) -> None:
    """Make somebody the primary worker of villages (1里1主責社工) [002]."""
    for village in villages:
        if not db.connection.execute(_ENTRUST, {"of": village, "to": unit, "by": worker}).rowcount:
            db.connection.execute(_ASSIGN, {"village": village, "unit": unit, "worker": worker})
