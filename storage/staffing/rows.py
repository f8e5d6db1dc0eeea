"""Units as they stand in a row: alone, or beside somebody of theirs."""

from typing import Any, Final

from casework.staffing.units import Unit, UnitKind
from storage.core.tables import units

BESIDE: Final = tuple(one.label(f"unit_{one.name}") for one in units.c if one.name != "id")
"""What a statement asks for to have somebody's unit beside them."""


def unit_of(row: Any) -> Unit:
    """Make a unit of its own row."""
    return _made(row.id, row, "")


def beside(row: Any) -> Unit:
    """Make a unit of the row of somebody who belongs to it."""
    return _made(row.unit, row, "unit_")


def _made(number: int, row: Any, before: str) -> Unit:
    values = {one.name: getattr(row, before + one.name) for one in units.c if one.name != "id"}
    ended = values.pop("ended_at") is not None
    return Unit(id=number, ended=ended, **{**values, "kind": UnitKind(values["kind"])})
