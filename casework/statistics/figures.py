"""What is counted: each figure is the list of the cases behind it, so that number and list can't differ.

The pilot counted households, reports and reports of the same household, and what met the criteria [002]:
84 households in 87 reports, 3 of them repeated, 9 accepted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from statistics import median
from typing import Final, NamedTuple, Self

from casework.cases.case import State
from casework.policy.policy import Duty

PILOT: Final = (84, 87, 3, 9)
"""Households, reports, repeated, accepted: the pilot of 104/9–106/12 [002]."""
COMPARED: Final = 365
"""Days in which a household that comes again after its case was closed counts as reported again."""
TIMELY: Final = (Duty.SCREEN, Duty.FIRST_VISIT, Duty.FOLLOW_UP, Duty.JUDGE_CLOSING)
"""Of these it is told how many were done in time."""


class Metric(StrEnum):
    """A figure of a period."""

    REPORTS = "reports"  # 通報
    HOUSEHOLDS = "households"  # 家戶
    REPEATED = "repeated"  # 重複: reports of a household beyond its first
    TO_SCREEN = "to_screen"  # 待篩派
    OPENED = "opened"  # 開案
    REDIRECTED = "redirected"  # 轉介其他窗口
    NOT_TAKEN = "not_taken"  # 不開案
    AGAIN = "again"  # 一年內再通報
    CLOSED = "closed"  # 結案
    IN_HAND = "in_hand"  # 在案
    OVERDUE = "overdue"  # 逾期


OF_HOUSEHOLDS: Final = (Metric.OPENED, Metric.TO_SCREEN, Metric.REDIRECTED, Metric.NOT_TAKEN)
"""What became of a household: each is in one of these, the first that holds of any of its reports."""
_RANK: Final = {metric: rank for rank, metric in enumerate(OF_HOUSEHOLDS)}
_BECOME: Final[Mapping[str, Metric]] = {
    State.SCREENING: Metric.TO_SCREEN,
    State.DISPATCHED: Metric.OPENED,
    State.IN_SERVICE: Metric.OPENED,
    State.DISPUTED: Metric.OPENED,
    State.JOINED: Metric.OPENED,
    State.CLOSED: Metric.OPENED,
    State.REDIRECTED: Metric.REDIRECTED,
    State.NOT_TAKEN: Metric.NOT_TAKEN,
}


def become(state: str) -> Metric:
    """Say what became of a report whose case is, or was joined to one that is, in a state."""
    return _BECOME[state]


class CountedCase(NamedTuple):
    """A case as far as it is counted."""

    id: int
    village: str
    district: str
    unit: int | None
    """Of the lead."""
    kinds: tuple[str, ...]
    family: int
    """The household, or the first of those that are judged to be one with it."""
    became: Metric
    sex: str = ""
    """Of whom the report named first; empty: not known."""
    listed: bool = True
    """Whoever asks may see it."""


class CountedReport(NamedTuple):
    """A report of the period."""

    case: CountedCase
    on: date
    again: bool = False
    """A case of the household was closed in the year before."""


@dataclass(frozen=True)
class Timeliness:
    """The cases of the duties that fell due in the period: those done in time, and those that were not."""

    on_time: Sequence[CountedCase] = ()
    late: Sequence[CountedCase] = ()


@dataclass(frozen=True)
class Facts:
    """All that is counted of a period, of one area."""

    told: Sequence[CountedReport]
    closed: Sequence[CountedCase] = ()
    in_hand: Sequence[CountedCase] = ()
    """Open at the period's end, or now while it runs."""
    overdue: Sequence[CountedCase] = ()
    """Of the cases that are open now, those of which something is overdue."""
    timely: Mapping[Duty, Timeliness] = field(default_factory=dict)
    loads: Sequence[int] = ()
    """Open cases of each who serves any."""


Behind = Mapping[Metric, Sequence[CountedCase]]
"""What stands behind each figure."""


def reported(told: Iterable[CountedReport]) -> dict[Metric, list[CountedCase]]:
    """Count reports, the households in them, and what became of these."""
    found: dict[Metric, list[CountedCase]] = {metric: [] for metric in Metric}
    became: dict[int, CountedCase] = {}
    for one in told:
        case = one.case
        found[Metric.REPORTS].append(case)
        before = became.get(case.family)
        found[Metric.HOUSEHOLDS if before is None else Metric.REPEATED].append(case)
        if before is None or _RANK[case.became] < _RANK[before.became]:
            became[case.family] = case
        if one.again:
            found[Metric.AGAIN].append(case)
    for case in became.values():
        found[case.became].append(case)
    return found


def behind(facts: Facts) -> Behind:
    """Return the cases behind every figure."""
    return reported(facts.told) | {
        Metric.CLOSED: list(facts.closed),
        Metric.IN_HAND: list(facts.in_hand),
        Metric.OVERDUE: list(facts.overdue),
    }


class Group(StrEnum):
    """By what figures are told apart."""

    VILLAGE = "village"
    DISTRICT = "district"
    UNIT = "unit"
    KIND = "kind"
    SEX = "sex"
    MONTH = "month"


@cache
def _months(on: date) -> tuple[str]:
    return (on.replace(day=1).isoformat(),)


_GROUPED: Final[Mapping[Group, Callable[[CountedReport], Iterable[str]]]] = {
    Group.VILLAGE: lambda one: (one.case.village,),
    Group.DISTRICT: lambda one: (one.case.district,),
    Group.UNIT: lambda one: (str(one.case.unit or ""),),
    Group.KIND: lambda one: one.case.kinds or ("",),
    Group.SEX: lambda one: (one.case.sex,),
    Group.MONTH: lambda one: _months(one.on),
}
"""A case of several kinds counts under each."""


@dataclass(frozen=True, slots=True)
class GroupPart:
    """What is reported in a group: reports, households, and those of these that became cases."""

    reports: Sequence[CountedCase]
    households: Mapping[int, CountedCase]
    opened: Mapping[int, CountedCase]

    @classmethod
    def of(cls, reports: Sequence[CountedCase]) -> Self:
        """Tell households apart: each is counted as the first of its reports."""
        opened = [case for case in reports if case.became is Metric.OPENED]
        return cls(reports, _first_of_each(reports), _first_of_each(opened))


def _first_of_each(reports: Sequence[CountedCase]) -> dict[int, CountedCase]:
    return {case.family: case for case in reversed(reports)}


def grouped(told: Iterable[CountedReport], by: Group) -> dict[str, GroupPart]:
    """Tell the figures of reports apart; most reports first, months in their order."""
    groups: dict[str, list[CountedCase]] = defaultdict(list)
    keys = _GROUPED[by]
    for one in told:
        for key in keys(one):
            groups[key].append(one.case)
    ordered = sorted(groups, key=lambda key: key if by is Group.MONTH else (-len(groups[key]), key))
    return {key: GroupPart.of(groups[key]) for key in ordered}


def spread(loads: Sequence[int]) -> tuple[int, float, int] | None:
    """Return the least, the middle and the most that somebody carries (最少、中位、最多)."""
    return (min(loads), median(loads), max(loads)) if loads else None
