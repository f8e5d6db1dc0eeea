"""The network's units, and of which kinds they are."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True)
class Unit:
    """A unit of the network; `district` is empty for units of the whole city."""

    id: int
    kind: UnitKind
    name: str
    district: str
    letter: str
