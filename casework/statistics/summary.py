"""All figures of a period and an area as they may be told to somebody, and the cases that they may list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from msgspec import Struct

from casework.policy.policy import Duty
from casework.statistics.asked import Area, Period, Span, span
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
from casework.statistics.register import Bases
from casework.statistics.telling import Tally, down, rate, share, tells

MOST_LISTED: Final = 1_000
"""So many cases behind a figure are kept for who asks; nobody turns more pages."""


class Selection(Struct, frozen=True):
    """What is asked for: a period, an area, and cases of one kind or of any."""

    period: Period
    area: Area
    kind: str = ""
    day: date | None = None
    """On which it was asked for: what is made of it later is of the same days."""

    def span(self, today: date) -> Span:
        """Return the days of the period."""
        return span(self.period, self.day or today)


class InTime(Struct, frozen=True):
    """How much was done in time, and how much was not."""

    part: float | None
    late: Tally


class GroupRow(Struct, frozen=True):
    """The figures of a village, say."""

    key: str
    reports: Tally
    households: Tally
    opened: Tally
    rate: float | None = None
    """Households reported of each 1,000 of the register; None: not known, or not to be told."""


class Summary(Struct, frozen=True):
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
    register: date | None = None
    """The day of the household register that rates are counted by."""
    rate: float | None = None
    """Of all that is asked for, as of a group."""

    @property
    def carried(self) -> list[str]:
        """What they serve as it may be told: where one serves alone it is all that there is; else nothing."""
        return [f"{n:g}" if self.whole else str(Tally(down(int(n)), exact=False)) for n in self.loads or ()]

    @property
    def opened(self) -> float | None:
        """Which part of the households became cases (開案率)."""
        return share(self.figures[Metric.OPENED], self.figures[Metric.HOUSEHOLDS])


def sum_up(
    facts: Facts, selection: Selection, span: Span, *, whole: bool, bases: Bases | None = None
) -> Summary:
    """Count everything, and rates where it is known by how many households (*bases*)."""
    counted = behind(facts)
    figures = {metric: Tally.of(cases, whole=whole) for metric, cases in counted.items()}
    households = bases.groups if bases else {}
    lists = {str(metric): _listed(cases) for metric, cases in counted.items()}
    lists |= {str(duty): _listed(one.late) for duty, one in facts.timely.items()}
    return Summary(
        selection,
        span,
        whole,
        figures,
        {duty: in_time(one, whole=whole) for duty, one in facts.timely.items()},
        spread(facts.loads),
        {
            group: _rows(group, parts, households.get(group, {}), whole=whole)
            for group, parts in grouped(facts.told).items()
        },
        lists,
        bases.day if bases else None,
        rate(figures[Metric.HOUSEHOLDS], bases.area) if bases else None,
    )


def in_time(done: Timeliness, *, whole: bool) -> InTime:
    """Tell how much was done in time, of numbers that may be told."""
    on_time, late = Tally.of(done.on_time, whole=whole), Tally.of(done.late, whole=whole)
    return InTime(share(on_time, Tally(on_time.number + late.number)), late)


def _rows(
    by: Group, parts: Mapping[str, GroupPart], households: Mapping[str, int], *, whole: bool
) -> list[GroupRow]:
    """Tell of each group that may be told of, in an order that says no more than the numbers told."""

    def row(key: str, part: GroupPart) -> GroupRow:
        reports, reported, opened = (
            Tally.sized(one, whole=whole) for one in (part.reports, part.households, part.opened)
        )
        return GroupRow(key, reports, reported, opened, rate(reported, households.get(key)))

    rows = [row(key, part) for key, part in parts.items() if tells(part.reports, whole=whole)]
    if by is Group.MONTH:
        return rows
    return sorted(rows, key=lambda one: (-one.reports.number, one.key))


def _listed(cases: Iterable[CountedCase]) -> list[int]:
    return list(islice((one.id for one in cases if one.listed), MOST_LISTED))
