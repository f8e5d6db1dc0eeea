"""The city's network of units: what a new office begins with.

13 districts with 15 family service centres, and the units of [001] 三(六)2 and 參二(三). The names say what a
unit is and where; an office gives them the names on its own doors.
"""

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from casework.staffing.units import Unit, UnitKind
from casework.text.places import Places, Village
from storage.core.database import Transaction
from storage.staffing import units

TWO_CENTRES = ("桃園區", "中壢區")
CITY_WIDE = (
    (UnitKind.PROTECTION, "家防中心"),
    (UnitKind.POLICE, "警察局"),
    (UnitKind.FIRE, "消防局"),
    (UnitKind.HEALTH, "衛生局"),
    (UnitKind.EDUCATION, "教育局"),
    (UnitKind.EMPLOYMENT, "就業服務處"),
    (UnitKind.CIVIL, "民政局"),
    (UnitKind.INDIGENOUS, "原住民族行政局"),
    (UnitKind.YOUTH, "少年輔導委員會"),
    (UnitKind.BUREAU, "社會局"),
)


def found(db: Transaction, places: Places) -> None:
    """Found the units and give each village its centre, unless the office has units already."""
    if units.any_there(db):
        return
    for letter, (name, villages) in zip(ascii_uppercase, centres(places), strict=False):
        district = villages[0].district
        centre = units.add(db, UnitKind.CENTRE, name, district, letter)
        units.assign(db, [village.key for village in villages], centre)
    for kind, name in CITY_WIDE:
        units.add(db, kind, name)
    for district in places.districts:
        units.add(db, UnitKind.DISTRICT, office_of(district), district)


def office_of(district: str) -> str:
    """Name a district's office."""
    return f"{district}公所"


def centres(places: Places) -> Iterator[tuple[str, Sequence[Village]]]:
    """List the centres with their villages; the two largest districts have two, and share the register."""
    for district in places.districts:
        villages = places.in_district(district)
        if district in TWO_CENTRES:
            half = (len(villages) + 1) // 2
            yield f"{district}第一家庭服務中心", villages[:half]
            yield f"{district}第二家庭服務中心", villages[half:]
        else:
            yield f"{district}家庭服務中心", villages


def centre_of(db: Transaction, places: Places, village: str) -> Unit | None:
    """Find the centre that answers for a village at the start."""
    name = next((name for name, of in centres(places) if village in {one.key for one in of}), "")
    return units.named(db, name)
