"""Units as they stand in a row: alone, or beside somebody of theirs."""

from typing import Any, Final

from casework.staffing.units import Unit, UnitKind
from storage.core.tables import units

_NAMES: Final = tuple(one.name for one in units.c if one.name != "id")
BESIDE: Final = tuple(units.c[name].label(f"unit_{name}") for name in _NAMES)
"""What a statement asks for to have somebody's unit beside them."""


def unit_of(row: Any) -> Unit:
    """Make a unit of its own row."""
    return _made(row.id, row, "")


def beside(row: Any) -> Unit:
    """Make a unit of the row of somebody who belongs to it."""
    return _made(row.unit, row, "unit_")


def _made(number: int, row: Any, before: str) -> Unit:
    values = {name: getattr(row, before + name) for name in _NAMES}
    ended = values.pop("ended_at") is not None
    return Unit(id=number, ended=ended, **{**values, "kind": UnitKind(values["kind"])})
