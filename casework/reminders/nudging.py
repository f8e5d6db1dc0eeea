"""When people are nudged (催辦): ladders, digest and quiet hours (`ux.md` 20, `trust.md` R8)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, islice, takewhile

from msgspec import Struct

from casework.errors import NoMoreTime
from casework.policy.owed import Rules
from casework.policy.policy import Duty, Nudging, Rung
from casework.text.dates import at_taipei, local_day, local_time


class Ladder(Struct, frozen=True):
    """The rungs of one obligation: what it is, when it is due, and since when whoever owes it can know."""

    duty: Duty
    due: datetime
    known: datetime
    urgent: bool
    """A 24-hour matter: alone, at once, also in quiet hours."""

    def rungs(self, rules: Rules) -> Iterator[tuple[Rung, datetime]]:
        """Yield each rung and the moment it goes out, in their order: without end, until it is done."""
        latest = self.known
        for rung in rules.policy.ladder(self.duty, urgent=self.urgent):
            latest = max(latest, self._goes_out(rung, rules))
            yield rung, latest
        for rung in self._again(local_day(max(latest, self.due)), rules):
            latest = max(latest, self._goes_out(rung, rules))
            yield rung, latest

    def _again(self, ended: date, rules: Rules) -> Iterator[Rung]:
        """What stays overdue goes on being heard (`domain.md`, nothing falls silent: the city's default)."""
        due = local_day(self.due)
        for days in count(1):
            day = ended + timedelta(days=days)
            if to := rules.policy.overdue.hearers(day, ended, urgent=self.urgent):
                yield Rung.late((day - due).days, to)

    def rung(self, place: int, rules: Rules) -> tuple[Rung, datetime]:
        """Return the rung after *place* climbed ones and when it goes out."""
        return next(islice(self.rungs(rules), place, None))

    def passed(self, climbed: int, rules: Rules, now: datetime) -> list[tuple[Rung, datetime]]:
        """List the rungs above *climbed* whose moment has come: more than one after downtime."""
        return list(takewhile(lambda one: one[1] <= now, islice(self.rungs(rules), climbed, None)))

    def behind(self, rules: Rules, now: datetime, pending: datetime | None) -> int:
        """Count the rungs that are behind, when the ladder may have changed: what was *pending* still is."""
        moments = (at for _, at in self.rungs(rules))
        if pending is None or pending > now:
            return sum(1 for _ in takewhile(lambda at: at <= now, moments))
        return sum(1 for _ in takewhile(lambda at: at < pending, moments))

    def _goes_out(self, rung: Rung, rules: Rules) -> datetime:
        """Hours to the minute, days with the digest; what is past when it is known, as soon as may be.

        24-hour matters never rest; all others do in quiet hours and on days off.
        """
        nudging = rules.policy.nudges
        at = rung_at(rung, self.due, nudging)
        if at < self.known:
            at = next_digest(self.known, nudging) if rung.by_day and not self.urgent else self.known
        return at if self.urgent else after_rest(at, rules)


def rung_at(rung: Rung, due: datetime, nudging: Nudging) -> datetime:
    """Return a rung's own moment: hours from the deadline to the minute, days at the digest's time."""
    if not rung.by_day:
        return due + rung.offset
    return at_taipei(local_day(due) + rung.offset, nudging.digest)


def next_digest(at: datetime, nudging: Nudging) -> datetime:
    """Return the first digest at or after a moment."""
    today = at_taipei(local_day(at), nudging.digest)
    return today if today >= at else at_taipei(local_day(at) + timedelta(days=1), nudging.digest)


def after_quiet(at: datetime, nudging: Nudging) -> datetime:
    """Return the moment itself, or the end of the quiet hours it lies in."""
    if not nudging.quiet(local_time(at)):
        return at
    end = at_taipei(local_day(at), nudging.quiet_until)
    return end if end >= at else at_taipei(local_day(at) + timedelta(days=1), nudging.quiet_until)


def after_days_off(at: datetime, rules: Rules) -> datetime:
    """Return the moment itself, or the digest of the next working day where nobody works on its day."""
    day = local_day(at)
    works = rules.calendar.working_day_from(day)
    return at if works == day else at_taipei(works, rules.policy.nudges.digest)


def after_rest(at: datetime, rules: Rules) -> datetime:
    """Return the moment itself, or the end of the quiet hours and days off that it lies in."""
    return after_days_off(after_quiet(at, rules.policy.nudges), rules)


def quiet(now: datetime, nudging: Nudging) -> bool:
    """Tell whether it is in the quiet hours."""
    return nudging.quiet(local_time(now))


def resting(now: datetime, rules: Rules) -> bool:
    """Tell whether nothing but 24-hour matters goes out now: in quiet hours, and on days off."""
    return quiet(now, rules.policy.nudges) or not rules.calendar.is_working_day(local_day(now))


def late(at: datetime, now: datetime, nudging: Nudging) -> bool:
    """Tell whether what was to go out at a moment goes out so late that it must say so."""
    return now - at > timedelta(minutes=nudging.late_minutes)


def put_off(ladder: Ladder, times: int, now: datetime, rules: Rules) -> datetime:
    """Return when to remind again: with the next working day's digest.

    The deadline stays, and who else hears of it when.

    `NoMoreTime` for a 24-hour matter, and when it was put off *times* already.
    """
    nudging = rules.policy.nudges
    if ladder.urgent or times >= nudging.postponements:
        raise NoMoreTime
    return after_days_off(at_taipei(local_day(now) + timedelta(days=1), nudging.digest), rules)
