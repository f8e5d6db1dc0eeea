"""The sandbox's clock: real time, moved forward by hand; a restart keeps how far."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.store.state import Clock, Json, opened

TOWN = ZoneInfo("Asia/Taipei")
"""Where the phones are."""
MORNING = time(8, 30)
FARTHEST = timedelta(days=2 * 366)
_DATE = re.compile(r"(\d{2,4})[-/](\d{1,2})[-/](\d{1,2})")


class Backwards(ValueError):  # noqa: N818 - says what it is
    """Time goes forward only."""


def real_clock() -> datetime:
    """Return the real time; the only place where the sandbox looks at it."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that is passed in


class MovableClock:
    """The one clock of a practice room, for the sandbox and for the bot."""

    def __init__(self, path: Path | None = None, real: Clock = real_clock) -> None:
        self.real = real
        self._path = path
        self._ahead = _kept(path)
        self._standing: datetime | None = None

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._standing or self.real() + self._ahead

    def stop(self) -> datetime:
        """Stand still, and tell when."""
        self._standing = self()
        return self._standing

    def stand(self, at: datetime) -> None:
        """Stand at a moment that has come, until it goes on."""
        if at < self():
            raise Backwards(f"it is {self().isoformat()} already")
        self._standing = at
        self._keep(at)

    def go_on(self) -> None:
        """Run on from where it stands."""
        self._keep(self())
        self._standing = None

    def begin(self, at: datetime) -> None:
        """Begin a new town, of which nobody remembers anything: the only way back."""
        self._standing = None
        self._keep(at)

    def _keep(self, now: datetime) -> None:
        self._ahead = now - self.real()
        if self._path is not None:
            db = opened(self._path)
            ahead = str(self._ahead.total_seconds())
            db.execute("INSERT OR REPLACE INTO settings VALUES ('ahead', ?)", (ahead,))
            db.close()


def _kept(path: Path | None) -> timedelta:
    if path is None or not path.exists():
        return timedelta(0)
    db = opened(path)
    row = db.execute("SELECT value FROM settings WHERE key = 'ahead'").fetchone()
    db.close()
    return timedelta(seconds=float(row["value"])) if row else timedelta(0)


def wished(now: datetime, given: Json) -> datetime:
    """Read where somebody wants the clock: hours or days on, tomorrow morning, or a date's morning."""
    if given.get("to") == "morning":
        at = _morning(now.astimezone(TOWN).date() + timedelta(days=1))
    elif "date" in given:
        at = _morning(_day(str(given["date"])))
    else:
        at = now + timedelta(hours=float(given.get("hours", 0)), days=float(given.get("days", 0)))
        if at == now:
            raise ValueError("say hours, days, to or date")
    if at > now + FARTHEST:
        raise ValueError("two years at a time are enough")
    return at


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, TOWN).astimezone(UTC)


def _day(text: str) -> date:
    """Read 2026-07-01, or 115/7/1 as a year of the Republic."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError("a date looks like 2026-07-01 or 115/7/1")
    year, month, day = (int(part) for part in found.groups())
    return date(year if year > 1000 else year + 1911, month, day)


def local(seconds: float) -> str:
    """Write a moment as the phones show it."""
    return datetime.fromtimestamp(seconds, TOWN).strftime("%Y-%m-%d %H:%M")
