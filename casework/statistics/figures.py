"""What is counted: each figure is the list of the cases behind it, so that number and list can't differ.

The pilot counted households, reports and reports of the same household, and what met the criteria [002]:
84 households in 87 reports, 3 of them repeated, 9 accepted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import repeat
from statistics import median
from typing import Any, Final, NamedTuple, Self

from msgspec import Struct, field

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
    began: date | None = None
    """On which it was reported."""


class CountedReport(NamedTuple):
    """A report of the period."""

    case: CountedCase
    on: date
    again: bool = False
    """A case of the household was closed in the year before."""


class Timeliness(Struct, frozen=True):
    """The cases of the duties that fell due in the period: those done in time, and those that were not."""

    on_time: Sequence[CountedCase] = ()
    late: Sequence[CountedCase] = ()


class Facts(Struct, frozen=True):
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


class Size(NamedTuple):
    """How many, and how many of them are not to be seen by whoever asks."""

    number: int = 0
    others: int = 0


class GroupPart(Struct, frozen=True):
    """What is reported in a group: reports, households, and those of these that became cases."""

    reports: Size
    households: Size
    """Each is counted as the first of its reports."""
    opened: Size


_MARKS: Final[Mapping[Group, str]] = {
    Group.VILLAGE: "village",
    Group.DISTRICT: "district",
    Group.UNIT: "unit",
    Group.KIND: "kinds",
    Group.SEX: "sex",
    Group.MONTH: "on",
}
"""Which fact of a report, or of its case, tells it apart."""


@cache
def _names(by: Group, mark: Any) -> tuple[str, ...]:
    """Name the groups of a mark: a case of several kinds counts under each."""
    match by:
        case Group.KIND:
            return mark or ("",)
        case Group.MONTH:
            return (mark.replace(day=1).isoformat(),)
        case _:
            return (str(mark or ""),)


def grouped(told: Sequence[CountedReport]) -> dict[Group, dict[str, GroupPart]]:
    """Tell the figures of reports apart, in every way; most reports first, months in their order."""
    facts = _columns(told)
    reports = _Reports.of(facts)
    opened = _Reports.of(_those(facts, [became is Metric.OPENED for became in facts["became"]]))
    return {by: _parts(reports, opened, by) for by in Group}


def _parts(reports: "_Reports", opened: "_Reports", by: Group) -> dict[str, GroupPart]:
    (all_of, households), (_, cases) = reports.sizes(by), opened.sizes(by)
    ordered = sorted(all_of, key=lambda name: name if by is Group.MONTH else (-all_of[name].number, name))
    return {name: GroupPart(all_of[name], households[name], cases.get(name, Size())) for name in ordered}


_Columns = Mapping[str, Sequence[Any]]
"""Reports by what is known of them: one fact of all is counted faster where it lies together."""


def _columns(told: Sequence[CountedReport]) -> _Columns:
    facts = zip(*(one.case for one in told), strict=True) if told else repeat(())
    return {**dict(zip(CountedCase._fields, facts, strict=False)), "on": [one.on for one in told]}


def _those(columns: _Columns, which: Sequence[bool]) -> _Columns:
    places = [place for place, wanted in enumerate(which) if wanted]
    return {name: [column[place] for place in places] for name, column in columns.items()}


class _Reports(Struct, frozen=True):
    """Reports to be counted: of few households there is more than one."""

    every: _Columns
    others: _Columns
    """Not to be seen by whoever asks."""
    several: _Columns
    """Of households that were reported more than once."""

    @classmethod
    def of(cls, every: _Columns) -> Self:
        """Sort them once."""
        more = {family for family, number in Counter(every["family"]).items() if number > 1}
        return cls(
            every,
            _those(every, [not listed for listed in every["listed"]]),
            _those(every, [family in more for family in every["family"]]),
        )

    def sizes(self, by: Group) -> tuple[dict[str, Size], dict[str, Size]]:
        """Count the reports of each group, and its households: without what comes after the first of each."""
        numbers, others = _counted(self.every, by), _counted(self.others, by)
        more, more_of_others = Counter[str](), Counter[str]()
        seen: set[tuple[str, int]] = set()
        several = (self.several[name] for name in (_MARKS[by], "family", "listed"))
        for mark, family, listed in zip(*several, strict=True):
            for name in _names(by, mark):
                if (name, family) in seen:
                    more[name] += 1
                    more_of_others[name] += not listed
                seen.add((name, family))
        return (
            {name: Size(number, others[name]) for name, number in numbers.items()},
            {
                name: Size(number - more[name], others[name] - more_of_others[name])
                for name, number in numbers.items()
            },
        )


def _counted(reports: _Columns, by: Group) -> Counter[str]:
    found = Counter[str]()
    for mark, number in Counter(reports[_MARKS[by]]).items():
        for name in _names(by, mark):
            found[name] += number
    return found


def spread(loads: Sequence[int]) -> tuple[int, float, int] | None:
    """Return the least, the middle and the most that somebody carries (最少、中位、最多)."""
    return (min(loads), median(loads), max(loads)) if loads else None
