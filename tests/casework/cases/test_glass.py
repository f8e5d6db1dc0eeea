"""Who opens a case in an emergency, and why (`trust.md`: break-the-glass)."""

import pytest

from casework.cases.glass import GLASS, breaks
from casework.forms import ABOUT
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind

REASONS = GLASS.question("why")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", UnitKind)
def test_social_workers_and_who_supervises_them_open_a_case_in_an_emergency(
    role: Role, kind: UnitKind
) -> None:
    may = role in {Role.WORKER, Role.SUPERVISOR} and kind in {UnitKind.CENTRE, UnitKind.PROTECTION}
    assert breaks(Person(1, role, 10, "林示範", "", "zh_Hant_TW"), Unit(10, kind, "", "", "A")) is may


def test_the_policy_says_which_reasons_there_are() -> None:
    offered = [one for one in REASONS.options if REASONS.fits(one, {ABOUT: ["A-115-000129", "other"]})]
    assert offered == ["other"]
