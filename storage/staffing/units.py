"""The network's units, and which centre and worker answers for which village."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.core.tables import areas, obligations, units
from storage.staffing.rows import unit_of

_ADD = insert(units).returning(units)
_NAMED = select(units).where(units.c.name == bindparam("name"))
_FIRST = select(units.c.id).limit(1)
_UNDER = select(units).where(units.c.parent == bindparam("above"), units.c.ended_at.is_(None))
_COUNTING_AS = select(units).where(units.c.bureau == bindparam("as"), units.c.ended_at.is_(None))
_ASSIGN = insert(areas)
_VILLAGES = select(func.count()).select_from(areas).where(areas.c.unit == bindparam("of"))
_PASS_ON = update(areas).where(areas.c.unit == bindparam("of")).values(unit=bindparam("to"), worker=None)
_ENTRUSTED = (
    select(areas.c.worker, areas.c.village).where(areas.c.worker.isnot(None)).order_by(areas.c.village)
)
_DUTIES = select(func.count()).where(obligations.c.unit == bindparam("of"), obligations.c.ended_at.is_(None))
_ENTRUST = (
    update(areas)
    .where(areas.c.village == bindparam("of"))
    .values(unit=bindparam("to"), worker=bindparam("by"))
)


def add(
    db: Transaction,
    kind: UnitKind,
    name: str,
    district: str = "",
    letter: str = "A",
    *,
    parent: int | None = None,
    bureau: int | None = None,
    by_appointment: bool = False,
) -> Unit:
    """Take a unit into the network; *letter* begins the numbers of its cases."""
    values: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "district": district,
        "letter": letter,
        "parent": parent,
        "bureau": bureau,
        "by_appointment": by_appointment,
    }
    return unit_of(db.connection.execute(_ADD, values).one())


def change(db: Transaction, unit: int, **columns: Any) -> None:
    """Set columns of a unit: its name, where it stands, its end."""
    db.connection.execute(update(units).where(units.c.id == unit).values(**columns))


def named(db: Transaction, name: str) -> Unit | None:
    """Find a unit by its name."""
    row = db.connection.execute(_NAMED, {"name": name}).one_or_none()
    return unit_of(row) if row else None


def under(db: Transaction, unit: int) -> list[Unit]:
    """List what stands under a unit."""
    return [unit_of(row) for row in db.connection.execute(_UNDER, {"above": unit}).all()]


def counting_as(db: Transaction, unit: int) -> list[Unit]:
    """List what counts as a 局處."""
    return [unit_of(row) for row in db.connection.execute(_COUNTING_AS, {"as": unit}).all()]


def any_there(db: Transaction) -> bool:
    """Tell whether the network has units yet."""
    return db.connection.execute(_FIRST).first() is not None


def assign(db: Transaction, villages: Iterable[str], centre: Unit) -> None:
    """Make a centre answer for villages; nobody is their worker yet."""
    db.connection.execute(
        _ASSIGN, [{"village": village, "unit": centre.id, "worker": None} for village in villages]
    )


def villages(db: Transaction, unit: int) -> int:
    """Count the villages that a unit answers for."""
    return int(db.connection.execute(_VILLAGES, {"of": unit}).scalar_one())


def open_duties(db: Transaction, unit: int) -> int:
    """Count what is owed in a unit, by whomever: each open case of it owes something."""
    return int(db.connection.execute(_DUTIES, {"of": unit}).scalar_one())


def pass_on(db: Transaction, unit: int, to: int) -> None:
    """Let another unit answer for all villages of one; their workers are named anew."""
    db.connection.execute(_PASS_ON, {"of": unit, "to": to})


def entrusted(db: Transaction) -> dict[int, tuple[str, ...]]:
    """Say of which villages each primary worker is."""
    found: dict[int, tuple[str, ...]] = {}
    for row in db.connection.execute(_ENTRUSTED).all():
        found[row.worker] = (*found.get(row.worker, ()), row.village)
    return found


def entrust(db: Transaction, villages: Iterable[str], unit: int, worker: int) -> None:
    """Make somebody the primary worker of villages (1里1主責社工) [002]."""
    for village in villages:
        if not db.connection.execute(_ENTRUST, {"of": village, "to": unit, "by": worker}).rowcount:
            db.connection.execute(_ASSIGN, {"village": village, "unit": unit, "worker": worker})
