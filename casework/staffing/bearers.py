"""Who of a unit owes what the unit owes, when no person is named."""

from typing import Final

from casework.policy.owed import Bearer
from casework.staffing.units import Unit, UnitKind

_OF: Final = {
    UnitKind.CENTRE: Bearer.SUPERVISORS,
    UnitKind.PROTECTION: Bearer.SUPERVISORS,
    UnitKind.DISTRICT: Bearer.CLERKS,
    UnitKind.BUREAU: Bearer.BUREAU,
}


def answers_for(unit: Unit) -> Bearer:
    """Return who speaks for a unit (`domain.md` §1); for a network unit its liaisons (網絡單位窗口)."""
    return _OF.get(unit.kind, Bearer.LIAISONS)
