"""What happens on a day, and when: drawn from the seed alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from casework.policy.calendar import Calendar
from casework.text.dates import TAIPEI
from tests.simulation.dying import Death

START = datetime.fromisoformat("2026-06-01T09:00:00+08:00")
RARE: tuple[tuple[str, float, int], ...] = (
    ("leave", 7, 1),
    ("hand_over", 180, 1),
    ("transfer", 40, 1),
    ("track", 20, 2),
    ("untrack", 25, 1),
    ("newcomer", 150, 0),
    ("appointed", 60, 1),
    ("closed", 120, 1),
    ("come_back", 10, 1),
    ("block", 20, 1),
    ("unblock", 18, 1),
    ("ask", 3, 1),
    ("trouble", 6, 1),
    ("call", 4, 2),
    ("hold", 3, 2),
    ("suspend", 20, 2),
    ("readmit", 14, 1),
)
"""What happens once in so many days, and at least how often."""
OUTAGES: tuple[tuple[str, float, int, tuple[int, int]], ...] = (
    ("restart", 4, 2, (2, 20)),
    ("hours", 14, 1, (120, 900)),
    ("days", 75, 1, (26 * 60, 70 * 60)),
)
"""Outages: once in so many days, at least how often, and how many minutes from and to."""
STORMS = 50
"""Once in so many working days a typhoon closes a day on which people were to meet."""
REPORTS = 0.16
"""Reports a day."""
WORK = 3
"""So many acts a working day at most."""
FLOWS = 1
"""So often a working day something goes on between units."""
BEFORE_THE_DIGEST = time(8, 25)
AWAKE = (time(8, 40), time(20, 40))


@dataclass(frozen=True)
class Happening:
    """Something happens at a moment."""

    at: datetime
    what: str
    how: dict[str, Any] = field(default_factory=dict, compare=False)


class Year:
    """The days from a day on, as a seed draws them."""

    def __init__(self, seed: int, first: date, days: int, *, alone: bool = False) -> None:
        self.alone = alone
        """Nothing goes on between units and at meetings."""
        self.random = Random(f"year {seed}")
        self.first, self.days = first, days
        self._rare = sorted([*self._draw_rare(), *self._draw_outages()], key=lambda one: (one.at, one.what))
        self._calendar = Calendar()
        self._winter = Random(f"winter {seed}")
        self._care = Random(f"care {seed}")
        self._flows = Random(f"flows {seed}")
        self._meetings = Random(f"meetings {seed}")
        self._storms = Random(f"storms {seed}")

    def day(self, day: date) -> list[Happening]:
        """List what happens on a day, in its order."""
        rare = [one for one in self._rare if one.at.astimezone(TAIPEI).date() == day]
        happens = [*rare, *self._everyday(day), *self._in_winter(day)]
        if not self.alone:
            happens += [*self._between_units(day), *self._at_meetings(day)]
        return sorted(happens, key=lambda one: (one.at, one.what))

    def _in_winter(self, day: date) -> Iterator[Happening]:
        """What the weeks around the New Year bring, of a stream of its own: summers stay as they are."""
        if day.month in (12, 1, 2):
            at = datetime.combine(day, time(10, self._winter.randint(1, 59)), TAIPEI)
            yield Happening(at, "on_call", {"draw": self._winter.random()})
            at = datetime.combine(day, time(11, self._care.randint(1, 59)), TAIPEI)
            yield Happening(at, "new_year", {"draw": self._care.random(), "cold": self._care.random()})

    def _between_units(self, day: date) -> Iterator[Happening]:
        """What goes on between units, of a stream of its own."""
        for _ in range(FLOWS if self._calendar.is_working_day(day) else 0):
            hour, minute = self._flows.randint(9, 19), self._flows.randint(1, 59)
            yield Happening(
                datetime.combine(day, time(hour, minute), TAIPEI), "flows", {"draw": self._flows.random()}
            )

    def _at_meetings(self, day: date) -> Iterator[Happening]:
        """What is done for meetings on a working day, of a stream of its own."""
        if self._calendar.is_working_day(day):
            at = datetime.combine(
                day, time(self._meetings.randint(9, 16), self._meetings.randint(1, 59)), TAIPEI
            )
            yield Happening(at, "meetings", {"draw": self._meetings.random()})
            if not self._storms.randrange(STORMS):
                at = datetime.combine(day, time(20, self._storms.randint(1, 59)), TAIPEI)
                yield Happening(at, "typhoon", {"draw": self._storms.random()})

    def _everyday(self, day: date) -> Iterator[Happening]:
        """Reports at any hour, work mostly on working days."""
        if self.random.random() < REPORTS:
            night = self.random.random() < 0.2
            hours = (time(0, 10), time(23, 50)) if night else AWAKE
            yield Happening(self._at(day, *hours), "report")
        for _ in range(WORK if self._calendar.is_working_day(day) else WORK // 3):
            if self.random.random() < 0.7:
                yield Happening(self._at(day, *AWAKE), "act")

    def _draw_rare(self) -> Iterator[Happening]:
        for what, every, least in RARE:
            for day in self._days(every, least):
                yield Happening(self._at(day, *AWAKE), what, {"draw": self.random.random()})

    def _draw_outages(self) -> Iterator[Happening]:
        deaths = list(Death)
        for name, every, least, (shortest, longest) in OUTAGES:
            for number, day in enumerate(self._days(every, least)):
                how = {
                    "death": deaths[number % len(deaths)] if name == "restart" else Death.STOPPED,
                    "minutes": self.random.randint(shortest, longest),
                    "due": self.random.random() < 0.6,
                }
                hours = (BEFORE_THE_DIGEST, BEFORE_THE_DIGEST) if how["due"] else (time(0, 10), time(23, 50))
                yield Happening(self._at(day, *hours), "outage", how)

    def _days(self, every: float, least: int) -> list[date]:
        """Draw on which days something happens that happens once in so many; none on the very first."""
        number = max(least, round(self.days / every))
        return [
            self.first + timedelta(days=self.random.randint(1, max(self.days - 2, 1))) for _ in range(number)
        ]

    def _at(self, day: date, first: time, last: time) -> datetime:
        seconds = self.random.randint(_seconds(first), _seconds(last))
        return datetime.combine(day, time.min, TAIPEI) + timedelta(seconds=seconds)


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60
