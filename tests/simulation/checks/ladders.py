"""The ladder of each duty, climbed beside the office's own: who must hear on which rung, and when.

It knows nothing of `climbed` and `next_nudge`. From the day a duty is first seen it counts each rung's moment
by the policy, waits until that moment is past, and asks whether those whom the rung names were told then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import takewhile
from typing import Any

from sqlalchemy import bindparam, select

from casework.policy.owed import Rules
from casework.policy.policy import Duty
from casework.reminders.nudging import Ladder, after_rest
from casework.text.dates import local_day, local_time
from storage.core.database import Transaction
from storage.core.tables import nudges, obligations, outbox
from tests.simulation.checks.duties import Duties
from tests.simulation.checks.staff import Staff

_TOLD = (
    select(
        nudges, outbox.c.id.label("written"), outbox.c.dropped, obligations.c.ended_at, obligations.c.urgent
    )
    .join(obligations, obligations.c.id == nudges.c.obligation)
    .outerjoin(outbox, outbox.c.id == nudges.c.letter)
    .order_by(nudges.c.id)
)
_TOLD_SINCE = _TOLD.where(nudges.c.told_at >= bindparam("since"))
_OF_THESE = _TOLD.where(nudges.c.obligation.in_(bindparam("these", expanding=True)))
_WAITING = _TOLD.where(
    nudges.c.told_at.is_(None), nudges.c.at <= bindparam("now"), obligations.c.ended_at.is_(None)
)

A_YEAR = timedelta(days=366)
"""No simulation is longer."""
Downs = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Rungs:
    """One obligation from the moment on at which whoever owes it now could know."""

    row: Any
    moments: dict[str, tuple[datetime, tuple[str, ...]]]
    """By rung: when it goes out, and whom it names."""


@dataclass
class Ladders:
    """What was promised, and what is still ahead."""

    since: datetime
    """What was to be told before is not ours to ask for."""
    until: datetime
    """What stays overdue is heard without end: what is to be told later is nobody's to ask for, either."""
    open: dict[int, Rungs] = field(default_factory=dict)
    earlier: dict[int, list[Rungs]] = field(default_factory=dict)
    """Of obligations that changed hands: how it was before."""
    _ahead: list[tuple[datetime, int, str, datetime]] = field(default_factory=list)
    _seen: set[tuple[int, int | None]] = field(default_factory=set)
    asked: int = 0
    """So many rungs were asked for."""

    def __post_init__(self) -> None:
        self._looked, self._begun = self.since, False
        self._closed: frozenset[date] = frozenset()

    def next(self) -> datetime | None:
        """Return the next moment at which somebody must hear something."""
        return self._ahead[0][0] if self._ahead else None

    def look(self, db: Transaction, staff: Staff, duties: Duties, downs: Downs) -> Iterator[str]:
        """Say what was not told, not in time, or should not have been."""
        yield from self._take_up(db, duties)
        quiet = _rests(db.now, db.rules)
        yield from self._missing(db, staff, self._by_rung(db), downs, quiet=quiet)
        for row in self._news(db):
            yield from self._amiss(row, downs, db.rules)
        yield from _unsaid(db, quiet=quiet)

    def _news(self, db: Transaction) -> list[Any]:
        """List the nudges that were told since the last look."""
        found = db.connection.execute(_TOLD_SINCE, {"since": self._looked}).all()
        fresh = [row for row in found if (row.id, row.letter) not in self._seen]
        self._looked = db.now
        self._seen = {(row.id, row.letter) for row in found}
        return fresh

    def _take_up(self, db: Transaction, duties: Duties) -> Iterator[str]:
        """See which duties are new or in other hands, and which are over."""
        rows, rules = duties.rows, db.rules
        for over in self.open.keys() - rows.keys():
            self.earlier.setdefault(over, []).append(self.open.pop(over))
        for number, row in rows.items():
            before = self.open.get(number)
            if before is not None and before.row is row:
                continue
            if before is not None and before.row.known_at == row.known_at:
                self.open[number] = Rungs(row, before.moments)
                continue
            if before is not None:
                self.earlier.setdefault(number, []).append(before)
            if self._begun and not self._looked <= row.known_at <= db.now:
                yield f"{_named(row)} is said to be known since {row.known_at}, not {self._looked}"
            self._count(row, rules, self.since)
        if rules.calendar.closed != self._closed:  # a ladder ends later, and is heard again on other days
            self._closed = rules.calendar.closed
            self._ahead = sorted(one for one in self._ahead if one[0] <= db.now)
            for one in list(self.open.values()):
                self._count(one.row, rules, db.now)
        self._begun = True

    def _count(self, row: Any, rules: Rules, since: datetime) -> None:
        """Count each rung of a duty, and ask for those that come after a moment."""
        self.open[row.id] = Rungs(row, _moments(row, rules, self.until))
        for rung, (at, _) in self.open[row.id].moments.items():
            if at > since:
                heappush(self._ahead, (at, row.id, rung, row.known_at))

    def _by_rung(self, db: Transaction) -> dict[tuple[int, str], dict[int, datetime]]:
        """Return who was told on which rung and when, of duties whose moment has come; drops do not count."""
        told: dict[tuple[int, str], dict[int, datetime]] = {}
        if self._ahead and self._ahead[0][0] <= db.now:
            due = {number for at, number, _, _ in self._ahead if at <= db.now}
            for row in db.connection.execute(_OF_THESE, {"these": list(due)}):
                if row.told_at is not None and row.dropped is None:
                    told.setdefault((row.obligation, row.rung), {})[row.person] = row.told_at
        return told

    def _missing(
        self, db: Transaction, staff: Staff, told: Any, downs: Downs, *, quiet: bool
    ) -> Iterator[str]:
        now, held = db.now, []
        while self._ahead and self._ahead[0][0] <= now:
            at, number, rung, known = entry = heappop(self._ahead)
            duty = self.open.get(number)
            if duty is None or duty.row.known_at != known or rung not in duty.moments:
                continue  # it ended, went into other hands, or is heard on other days
            if quiet and not duty.row.urgent:
                held.append(entry)
                continue
            self.asked += 1
            yield from self._unheard(duty, rung, told.get((number, rung), {}), staff)
            if not duty.row.urgent:
                at = after_rest(at, db.rules)
            if at < now and not _excused(at, now, downs):
                yield f"{_named(duty.row)} {rung}: nobody rang at {at}, it is {now}"
        for entry in held:
            heappush(self._ahead, entry)

    def _unheard(self, duty: Rungs, rung: str, heard: dict[int, datetime], staff: Staff) -> Iterator[str]:
        for hearer in duty.moments[rung][1]:
            must = staff.must_hear(duty.row, hearer)
            if not must:
                yield f"{_named(duty.row)} {rung}: there is nobody left to hear"
            elif missing := must - heard.keys():
                yield f"{_named(duty.row)} {rung}: {hearer} {sorted(missing)} did not hear"

    def _amiss(self, row: Any, downs: Downs, rules: Rules) -> Iterator[str]:
        """Say what is wrong with a nudge that was told."""
        if row.letter is None or row.written is None:
            yield f"nudge {row.id} ({row.rung}) is marked as told, and no letter tells it"
        if row.ended_at is not None and row.ended_at < row.told_at:
            yield f"nudge {row.id} was told {row.told_at} about what had ended {row.ended_at}"
        if _rests(row.told_at, rules) and not row.urgent:
            yield f"nudge {row.id} was told in quiet hours or on a day off, {row.told_at}"
        if row.told_at < self._moment(row):
            yield f"nudge {row.id} ({row.rung}) was told {row.told_at}, before its time {self._moment(row)}"
        at = row.at if row.urgent else after_rest(row.at, rules)  # a typhoon may have closed the day since
        if row.told_at > at and not _excused(at, row.told_at, downs):
            yield f"nudge {row.id} ({row.rung}) of {row.at} was told late, {row.told_at}"

    def _moment(self, row: Any) -> datetime:
        """Return the earliest moment at which this rung may be told; one that was put off says so itself."""
        known = [*self.earlier.get(row.obligation, []), *filter(None, [self.open.get(row.obligation)])]
        then = [one for one in known if one.row.known_at <= row.told_at and row.rung in one.moments]
        return then[-1].moments[row.rung][0] if then else row.at


def _moments(row: Any, rules: Rules, until: datetime) -> dict[str, tuple[datetime, tuple[str, ...]]]:
    ladder = Ladder(Duty(row.duty), row.due, row.known_at, row.urgent)
    rungs = takewhile(lambda one: one[1] < until, ladder.rungs(rules))
    return {rung.at: (at, tuple(str(one) for one in rung.to)) for rung, at in rungs}


def _rests(at: datetime, rules: Rules) -> bool:
    """Nothing but 24-hour matters goes out in quiet hours and on days off."""
    return rules.policy.nudges.quiet(local_time(at)) or not rules.calendar.is_working_day(local_day(at))


def _excused(at: datetime, told: datetime, downs: Downs) -> bool:
    """The bot was away: what it missed is told when it is back, or when the quiet hours end after it."""
    return any(went <= told and came >= at for went, came in downs)


def _unsaid(db: Transaction, *, quiet: bool) -> Iterator[str]:
    """What was written down to be told by now, and was not."""
    for row in db.connection.execute(_WAITING, {"now": db.now}):
        if row.urgent or not quiet:
            yield f"nudge {row.id} ({row.rung}) of {row.at} was left unsaid"


def _named(row: Any) -> str:
    return f"obligation {row.id} ({row.duty} of subject {row.subject}, due {row.due})"
