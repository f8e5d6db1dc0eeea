"""The network's units, and of which kinds they are."""

from enum import StrEnum
from typing import Final

from msgspec import Struct


class UnitKind(StrEnum):
    """The network's units [001] 三(六)2, 參二(三)."""

    CENTRE = "centre"  # 家庭服務中心
    PROTECTION = "protection"  # 家防中心, where reports are screened
    POLICE = "police"
    FIRE = "fire"
    HEALTH = "health"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    CIVIL = "civil"
    INDIGENOUS = "indigenous"
    YOUTH = "youth"
    DISTRICT = "district"  # 區公所
    BUREAU = "bureau"  # 社會局
    WELFARE = "welfare"  # 區公所社會課
    MENTAL_HEALTH = "mental_health"  # 心衛中心
    DRUGS = "drugs"  # 毒防中心
    SUICIDE = "suicide"  # 自殺防治中心
    COUNSELLING = "counselling"  # 輔諮中心
    LEGAL = "legal"  # 法律諮詢
    SCHOOL = "school"
    CHARITY = "charity"


SOCIAL_WORK: Final = (UnitKind.CENTRE, UnitKind.PROTECTION)
"""Who serves there is a social worker (社工); elsewhere an officer in charge (承辦人)."""


class Unit(Struct, frozen=True):
    """A unit of the network; `district` is empty for units of the whole city."""

    id: int
    kind: UnitKind
    name: str
    district: str
    letter: str
    parent: int | None = None
    """The unit it stands under."""
    bureau: int | None = None
    """The 局處 it counts as; None for one that is a 局處 itself, or stands alone."""
    by_appointment: bool = False
    """Nobody is there but by appointment (預約制) [001] 參二(三)1."""
    ended: bool = False
    """It is no more: nobody joins it, nothing is dispatched to it."""

    @property
    def counts_as(self) -> int:
        """The 局處 it counts as: two units of one are not several (`domain.md` §4)."""
        return self.bureau or self.id


def nearness(unit: Unit, village: str) -> int:
    """Put the units of a village's district first, then those of the whole city, then the others'."""
    if not unit.district:
        return 1
    return 0 if village.startswith(unit.district) else 2
