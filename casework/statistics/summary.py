"""All figures of a period and an area as they may be told to somebody, and the cases that they may list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from casework.policy.policy import Duty
from casework.statistics.asked import Area, Period, Span
from casework.statistics.figures import (
    CountedCase,
    Facts,
    Group,
    GroupPart,
    Metric,
    Timeliness,
    behind,
    grouped,
    spread,
)
from casework.statistics.telling import Tally, share

MOST_LISTED: Final = 1_000
"""So many cases behind a figure are kept for who asks; nobody turns more pages."""


@dataclass(frozen=True)
class Selection:
    """What is asked for: a period, an area, and cases of one kind or of any."""

    period: Period
    area: Area
    kind: str = ""


@dataclass(frozen=True)
class InTime:
    """How much was done in time, and how much was not."""

    part: float | None
    late: Tally


@dataclass(frozen=True)
class GroupRow:
    """The figures of a village, say."""

    key: str
    reports: Tally
    households: Tally
    opened: Tally


@dataclass(frozen=True)
class Summary:
    """What somebody is told."""

    selection: Selection
    span: Span
    whole: bool
    """They may list every case of the area: each number is exact."""
    figures: Mapping[Metric, Tally]
    timely: Mapping[Duty, InTime]
    loads: tuple[int, float, int] | None
    """The fewest cases that somebody serves, the middle, the most."""
    groups: Mapping[Group, Sequence[GroupRow]]
    lists: Mapping[str, Sequence[int]]
    """By metric, or by the duty that was late: the cases that they may list."""

    @property
    def opened(self) -> float | None:
        """Which part of the households became cases (開案率)."""
        return share(self.figures[Metric.OPENED], self.figures[Metric.HOUSEHOLDS])


def sum_up(facts: Facts, selection: Selection, span: Span, *, whole: bool) -> Summary:
    """Count everything."""
    counted = behind(facts)
    lists = {str(metric): _listed(cases) for metric, cases in counted.items()}
    lists |= {str(duty): _listed(one.late) for duty, one in facts.timely.items()}
    return Summary(
        selection,
        span,
        whole,
        {metric: Tally.of(cases, whole=whole) for metric, cases in counted.items()},
        {duty: in_time(one, whole=whole) for duty, one in facts.timely.items()},
        spread(facts.loads),
        {group: _rows(parts, whole=whole) for group, parts in grouped(facts.told).items()},
        lists,
    )


def in_time(done: Timeliness, *, whole: bool) -> InTime:
    """Tell how much was done in time, of numbers that may be told."""
    on_time, late = Tally.of(done.on_time, whole=whole), Tally.of(done.late, whole=whole)
    if on_time.hidden and late.hidden:
        return InTime(None, late)
    return InTime(share(on_time, Tally(on_time.number + late.number)), late)


def _rows(groups: Mapping[str, GroupPart], *, whole: bool) -> list[GroupRow]:
    def row(key: str, part: GroupPart) -> GroupRow:
        counted = (part.reports, part.households, part.opened)
        return GroupRow(key, *(Tally.sized(one, whole=whole) for one in counted))

    return [row(key, part) for key, part in groups.items()]


def _listed(cases: Iterable[CountedCase]) -> list[int]:
    return list(islice((one.id for one in cases if one.listed), MOST_LISTED))
