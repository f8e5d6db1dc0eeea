"""A rehearsal (試算): every message that would go out if nobody did anything, by rules that are to be tried.

Pure: it takes what is open as values and climbs the ladders in memory, by the same rules as the clock.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from enum import StrEnum
from heapq import heappop, heappush
from itertools import count
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty, Rung
from casework.reminders.backlog import Backlog, Backlogs
from casework.reminders.hearing import Owing, listeners, owes, owners, stand_in, watched
from casework.reminders.kinds import Kind
from casework.reminders.nudging import Ladder, after_rest
from casework.reminders.roll import Absence, Roll
from casework.text.dates import at_taipei, local_day, next_month


class Kept(Struct, frozen=True):
    """An open duty as it stands: since when it is known, and how many rungs are climbed."""

    duty: Owed
    known: datetime
    climbed: int = 0
    pending: datetime | None = None
    """When its next rung goes out, by the rules it was counted by."""


class Reminder(Struct, frozen=True):
    """What somebody put off, or was not told yet."""

    at: datetime
    person: int
    sign: str
    duty: Owed
    alarm: bool = False


class Rehearsed(Struct):
    """A subject that still owes something, with its duties."""

    kind: Kind[Any]
    thing: Any
    kept: list[Kept]
    turn: int = 0
    """How often its duties were counted anew: what was planned before is void."""

    @property
    def subject(self) -> Subject:
        """What its duties belong to."""
        return self.kind.subject(self.thing)


@dataclasses.dataclass(frozen=True)
class Due:
    """A duty as a message names it."""

    sign: str
    duty: Duty
    due: datetime
    urgent: bool = False
    alarm: bool = False
    """What it belongs to is marked 🚨."""
    name: str = dataclasses.field(default="", compare=False)
    """Who owes it, where that is not who hears."""
    own: bool = dataclasses.field(default=False, compare=False)
    """It is for who hears to do."""
    person: int | None = dataclasses.field(default=None, compare=False)
    """Who owes it."""


class What(StrEnum):
    """What a message is about."""

    NUDGE = "nudge"
    NEWS = "news"  # something went back, because nobody answered
    BACK = "back"  # somebody's leave is over
    OVER = "over"  # and their deputy hears so


class Message(Struct, frozen=True):
    """What somebody would get."""

    at: datetime
    to: int
    what: What
    dues: tuple[Due, ...] = ()
    """The worst first."""
    verb: str = ""
    """Of news."""
    open: int = 0
    """Of who is back: so many duties."""
    name: str = ""
    """Of who is back, for who stood in."""
    backlog: Backlog | None = None
    """Of a digest: all that stays overdue of what concerns who hears it."""


_Plan = tuple[datetime, int, Rehearsed | None, int, "Kept | Reminder | Absence | None"]


class Rehearsal(Struct):
    """One run: what is planned, and what was said."""

    rules: Rules
    roll: Roll
    now: datetime
    _planned: list[_Plan] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _told: set[tuple[object, ...]] = field(default_factory=set)
    _heard: dict[int, dict[Due, None]] = field(default_factory=lambda: defaultdict(dict))
    _subjects: list[Rehearsed] = field(default_factory=list)
    _said: list[Message] = field(default_factory=list)
    """Of this moment, what is no nudge."""

    def run(
        self, subjects: Iterable[Rehearsed], reminders: Iterable[Reminder], until: datetime
    ) -> Iterator[Message]:
        """Yield the messages until a moment, in their order."""
        self._subjects = list(subjects)
        for rehearsed in self._subjects:
            rehearsed.kept = [self._by_these_rules(one) for one in rehearsed.kept]
            self._count(rehearsed)
        for reminder in reminders:
            self._plan(reminder.at, None, reminder)
        for away in self.roll.away:
            self._plan(away.at, None, away)
        month = next_month(local_day(self.now))
        while (begins := at_taipei(month, time.min)) <= until:
            self._plan(begins, None, None)
            month = next_month(month)
        while self._planned and self._planned[0][0] <= until:
            self.now = self._planned[0][0]
            while self._planned and self._planned[0][0] <= self.now:
                self._happen(*heappop(self._planned)[2:])
            yield from self._say()

    def _count(self, rehearsed: Rehearsed) -> None:
        """Count its duties by these rules: what stays keeps its ladder, the rest begins now."""
        before = {one.duty.key: one for one in rehearsed.kept}
        found = rehearsed.kind.owed(rehearsed.thing, self.rules)
        rehearsed.kept = [before.get(duty.key, Kept(duty, self.now)) for duty in found]
        rehearsed.turn += 1
        for one in rehearsed.kept:
            self._plan_rung(rehearsed, one)
        lapse = rehearsed.kind.lapse
        if lapse and (at := lapse.at(rehearsed.thing, self.rules)) is not None:
            self._plan(at, rehearsed, None)

    def _by_these_rules(self, kept: Kept) -> Kept:
        return replace(kept, climbed=_ladder(kept).behind(self.rules, self.now, kept.pending))

    def _plan_rung(self, rehearsed: Rehearsed, kept: Kept) -> None:
        _, at = _ladder(kept).rung(kept.climbed, self.rules)
        at = max(at, self.now)
        self._plan(at if kept.duty.urgent else after_rest(at, self.rules), rehearsed, kept)

    def _plan(
        self, at: datetime, rehearsed: Rehearsed | None, what: Kept | Reminder | Absence | None
    ) -> None:
        turn = rehearsed.turn if rehearsed else 0
        heappush(self._planned, (max(at, self.now), next(self._order), rehearsed, turn, what))

    def _happen(self, rehearsed: Rehearsed | None, turn: int, what: Kept | Reminder | Absence | None) -> None:
        if isinstance(what, Absence):
            self._come_back(what)
        elif isinstance(what, Reminder):
            debt = Owing(what.duty.bearer, what.duty.person)
            self._hear(what.person, self._due(what.sign, what.duty, debt, what.person, alarm=what.alarm))
        elif rehearsed is None:
            self._begin_month()
        elif rehearsed.turn != turn:
            return
        elif what is None:
            self._lapse(rehearsed)
        else:
            self._climb(rehearsed, what)

    def _climb(self, rehearsed: Rehearsed, kept: Kept) -> None:
        rung, _ = _ladder(kept).rung(kept.climbed, self.rules)
        self._rung(rehearsed.subject, kept.duty, rung)
        climbed = Kept(kept.duty, kept.known, kept.climbed + 1)
        rehearsed.kept = [climbed if one is kept else one for one in rehearsed.kept]
        self._plan_rung(rehearsed, climbed)

    def _begin_month(self) -> None:
        """With a month more is owed."""
        self.rules = replace(self.rules, day=local_day(self.now))
        for rehearsed in self._subjects:
            self._count(rehearsed)

    def _rung(self, subject: Subject, duty: Owed, rung: Rung) -> None:
        debt = Owing(duty.bearer, duty.person, subject.unit)
        for hearer in rung.to:
            for person in listeners(debt, hearer, self._today):
                once = (subject.id, duty.key, rung.at, person.id)
                if once not in self._told:
                    self._told.add(once)
                    due = self._due(subject.sign, duty, debt, person.id, alarm=subject.alarm)
                    self._hear(person.id, due)

    def _due(self, sign: str, duty: Owed, debt: Owing, person: int, *, alarm: bool) -> Due:
        """Name it as *person* hears of it."""
        others = duty.person is not None and duty.person != person
        name = self._today.get(duty.person).name if others and duty.person is not None else ""
        own = owes(debt, self._today.get(person), self._today)
        return Due(sign, duty.duty, duty.due, duty.urgent, alarm, name, own, duty.person)

    def _lapse(self, rehearsed: Rehearsed) -> None:
        """It goes back: who is to act now hears, and the subject owes something else."""
        lapse = rehearsed.kind.lapse
        if lapse is None:
            return
        rehearsed.thing = lapse.after(rehearsed.thing, self.now)
        subject, verb = rehearsed.subject, lapse.verb(rehearsed.thing)
        due = Due(subject.sign, lapse.duty, self.now, alarm=subject.alarm)
        found = lapse.heard_by(rehearsed.thing, self._today)
        hearing = (stand_in(person, self._today.get) or person for person in found)
        for person in sorted({one.id for one in hearing if one.active}):
            self._said.append(Message(self.now, person, What.NEWS, (due,), verb))
        self._count(rehearsed)

    def _come_back(self, away: Absence) -> None:
        owing = (
            owners(Owing(one.duty.bearer, one.duty.person, rehearsed.subject.unit), self._today)
            for rehearsed in self._subjects
            for one in rehearsed.kept
        )
        still = sum(away.person in {one.id for one in each} for each in owing)
        self._said.append(Message(self.now, away.person, What.BACK, open=still))
        name = self.roll.get(away.person).name
        self._said.append(Message(self.now, away.deputy, What.OVER, name=name))

    def _hear(self, person: int, due: Due) -> None:
        self._heard[person][due] = None

    @property
    def _today(self) -> Roll:
        self.roll = self.roll.on(local_day(self.now))
        return self.roll

    def _say(self) -> Iterator[Message]:
        """24-hour matters alone, the rest together, the worst first."""
        said, self._said = self._said, []
        heard, self._heard = self._heard, defaultdict(dict)
        yield from said
        digests = any(not due.urgent for dues in heard.values() for due in dues)
        backlogs = Backlogs(self._debts(), self.now) if digests else None
        for person, dues in heard.items():
            rest = tuple(sorted((one for one in dues if not one.urgent), key=lambda one: one.due))
            for together in (*((one,) for one in dues if one.urgent), rest):
                if together:
                    late = backlogs and not together[0].urgent and self._backlog(backlogs, person, together)
                    yield Message(self.now, person, What.NUDGE, together, backlog=late or None)

    def _debts(self) -> Iterator[tuple[datetime, Owing]]:
        for rehearsed in self._subjects:
            unit = rehearsed.subject.unit
            for kept in rehearsed.kept:
                yield kept.duty.due, Owing(kept.duty.bearer, kept.duty.person, unit)

    def _backlog(self, backlogs: Backlogs, person: int, dues: Iterable[Due]) -> Backlog:
        """Count for somebody, and for those for whom they stand in here."""
        absent = {one.person for one in dues if one.own and one.person is not None} - {person}
        whose = (self._today.get(one) for one in (person, *absent))
        return backlogs.of((one for each in whose for one in watched(each, self._today)), self._today)


def _ladder(kept: Kept) -> Ladder:
    return Ladder(kept.duty.duty, kept.duty.due, kept.known, kept.duty.urgent)
