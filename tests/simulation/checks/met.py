"""Meetings, reckoned beside the office's own: none missed or doubled, and what they track has one next.

It goes by what was kept, by the edition's months and by what is a unit's, and asks none of what plans them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, func, select

from casework.meetings.discussing import Decision
from casework.meetings.meetings import COMES_ROUND, MeetingKind, setting
from casework.policy.policy import Policy
from casework.staffing.units import UnitKind
from casework.text.dates import local_day, month_end, months_after
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import discussed as discussed_rows
from storage.core.tables import item_units, journal, meetings, minutes, trackings, units
from storage.core.tables import items as item_rows
from storage.meetings import discussed, items

HELD_BY = {
    MeetingKind.CITY: UnitKind.BUREAU,
    MeetingKind.DISTRICT: UnitKind.DISTRICT,
    MeetingKind.CONFERENCE: UnitKind.CENTRE,
}
_MEETINGS = select(meetings).order_by(meetings.c.id)
_BY_SOMEBODY = (journal.c.verb == "meeting.planned") & journal.c.actor.isnot(None)
_BEGAN = select(func.min(journal.c.at)).where(_BY_SOMEBODY)
_UNITS = select(units.c.id, units.c.kind).where(units.c.ended_at.is_(None))
_DECIDED = select(discussed_rows.c.case_id, discussed_rows.c.meeting, discussed_rows.c.decision)
_PARTS = select(item_units, item_rows.c.meeting).join(item_rows, item_rows.c.id == item_units.c.item)
_SENT = select(minutes.c.meeting).where(minutes.c.sent_on.isnot(None))
Rows = Mapping[int, Row[Any]]
On = Callable[[date], Policy]


def _of_topic(per_year: int, month: date) -> bool:
    return month.month % (12 // per_year) == 0


@dataclass
class Met:
    """What was seen of meetings so far."""

    on: On
    """The edition of a month."""
    held: set[int] = field(default_factory=set)
    tracked: set[tuple[int, int]] = field(default_factory=set)
    """Each tracking and its case, as of the last look."""

    def look(self, db: Transaction) -> Iterator[str]:
        """Say what is wrong at the end of a day."""
        rows = {row.id: row for row in db.connection.execute(_MEETINGS)}
        yield from self._planned(db, rows)
        yield from _kept(db, rows)
        yield from _decided(db, rows)
        now = {(row.id, row.case_id) for row in db.connection.execute(_open(trackings))}
        yield from self._heard(db, rows, self.tracked & now)
        for case in sorted({case for _, case in now}):
            yield from self._next_conference(db, rows, case)
        yield from self._parts(db, rows)
        self.held, self.tracked = {row.id for row in rows.values() if row.held_on}, now

    def _planned(self, db: Transaction, rows: Rows) -> Iterator[str]:
        """Each meeting of the edition is there once, and keeps the edition of its month."""
        began = db.connection.execute(_BEGAN).scalar_one()
        if began is None:
            return
        there = Counter((row.kind, row.topic, row.unit, row.month) for row in rows.values() if not row.extra)
        yield from (f"{one} is planned {times} times" for one, times in there.items() if times > 1)
        known = {(kind, topic, month) for kind, topic, _, month in there}
        of = db.connection.execute(_UNITS).all()
        for kind, topic, month in self._running(
            local_day(began), local_day(db.now - timedelta(microseconds=1))
        ):
            if kind is MeetingKind.TOPIC:
                missing = (kind, topic, month) not in known
            else:
                holding = [one.id for one in of if one.kind == HELD_BY[kind]]
                missing = any((kind, "", unit, month) not in there for unit in holding)
            if missing:
                yield f"{kind} {topic} of {month:%Y-%m} is not planned"
        for row in rows.values():
            if not row.extra and row.edition != self.on(row.month).edition:
                yield f"meeting {row.id} of {row.month:%Y-%m} is of the edition {row.edition}"
        signs = Counter((row.kind, row.topic, row.unit, row.month.year, row.number) for row in rows.values())
        yield from (f"{times} meetings are {one}" for one, times in signs.items() if times > 1)

    def _running(self, began: date, today: date) -> Iterator[tuple[MeetingKind, str, date]]:
        """List what must be planned today: of each kind the next month, unless it is too late to call."""
        coming = [months_after(today.replace(day=1), n) for n in range(12)]
        before = [months_after(today.replace(day=1), -n) for n in range(1, 13)]
        kinds: dict[tuple[MeetingKind, str], Callable[[date], bool]] = {
            (kind, ""): partial(self._comes_round, kind) for kind in COMES_ROUND
        }
        for topic in self.on(today).meetings.topics:
            kinds[MeetingKind.TOPIC, topic.name] = partial(_of_topic, topic.per_year)
        for (kind, name), meets in kinds.items():
            month = next(filter(meets, coming))
            last = next(filter(meets, before))
            in_time = month_end(month) - timedelta(days=self.on(month).meetings.call_days)
            if month_end(last) >= began or began <= in_time:
                yield kind, name, month

    def _comes_round(self, kind: MeetingKind, month: date) -> bool:
        return month.month in setting(kind, self.on(month)).months

    def _heard(self, db: Transaction, rows: Rows, tracked: set[tuple[int, int]]) -> Iterator[str]:
        """A conference that was held heard of every case that was tracked before."""
        fresh = [
            row for row in rows.values() if row.held_on and row.id not in self.held and not row.joined_to
        ]
        for one in (row for row in fresh if row.kind == MeetingKind.CONFERENCE):
            holding = {one.unit, *(row.unit for row in rows.values() if row.joined_to == one.id)}
            for _, case in tracked:
                theirs = discussed.centre_of(db, cases.read(db, case)) in holding
                if theirs and discussed.of_case(db, one.id, case) is None:
                    yield f"conference {one.id} was held, and did not hear of tracked case {case}"

    def _next_conference(self, db: Transaction, rows: Rows, number: int) -> Iterator[str]:
        """A tracked case has one next conference; between two, the next period's is still to begin."""
        case = cases.read(db, number)
        unit, found = discussed.centre_of(db, case), discussed.next_conference(db, case)
        ahead = _ahead(rows, MeetingKind.CONFERENCE, unit, "")
        wanted = None if ahead is None else ahead.joined_to or ahead.id
        if wanted != (found and found.id):
            yield f"case {number} is tracked, and its next conference is {found and found.id}, not {wanted}"

    def _parts(self, db: Transaction, rows: Rows) -> Iterator[str]:
        """What a meeting tracks has one next meeting of its row, or was removed at one that was held."""
        for part in db.connection.execute(_PARTS).all():
            by = rows[part.meeting]
            row = [one for one in rows.values() if _of(one) == _of(by)]
            if by.held_on is None:
                yield f"item {part.item} was decided by meeting {by.id}, which was not held"
            if part.removed_on is None:
                found, wanted = items.read(db, part.id).meeting, _ahead(rows, *_of(by))
                if (found and found.id) != (wanted and wanted.id):
                    yield f"part {part.id} comes before {found and found.id} next, not {wanted and wanted.id}"
            elif not any(_sits(one, part.removed_on) for one in row):
                yield f"part {part.id} was removed on {part.removed_on}, and no meeting of its row sat"


def _open(table: Any) -> Any:
    return select(table).where(table.c.removed_at.is_(None))


def _of(row: Row[Any]) -> tuple[str, int, str]:
    return row.kind, row.unit, row.topic


def _ahead(rows: Rows, kind: str, unit: int | None, topic: str) -> Row[Any] | None:
    """Return the soonest of a row that was not held: by its day, else by its month's end."""
    found = [row for row in rows.values() if _of(row) == (kind, unit, topic) and row.held_on is None]
    return min(found, key=lambda row: (row.fixed or month_end(row.month), row.extra, row.id), default=None)


def _sits(row: Row[Any], on: date) -> bool:
    """Tell whether it was held, and its minutes were not sent before a day."""
    return row.held_on is not None and row.held_on <= on <= (row.minutes_sent_on or on)


def _kept(db: Transaction, rows: Rows) -> Iterator[str]:
    """Minutes are sent with a version that is kept."""
    kept = set(db.connection.execute(_SENT).scalars())
    for row in rows.values():
        if row.minutes_sent_on and not row.joined_to and row.id not in kept:
            yield f"minutes of meeting {row.id} were sent, and no version is kept"


def _decided(db: Transaction, rows: Rows) -> Iterator[str]:
    """No case is tracked without a conference's decision, nor removed without one."""
    by: dict[str, Counter[Any]] = defaultdict(Counter)
    for one in db.connection.execute(_DECIDED.where(discussed_rows.c.decision.isnot(None))):
        day = rows[one.meeting].held_on
        by[one.decision][(one.case_id, day) if one.decision == Decision.TRACKED else one.case_id] += 1
    found = db.connection.execute(select(trackings)).all()
    tracked = Counter((row.case_id, row.met_on) for row in found)
    removed = Counter(row.case_id for row in found if row.removed_at)
    for what, are, decided in (
        ("tracked", tracked, by[Decision.TRACKED]),
        ("removed", removed, by[Decision.REMOVED]),
    ):
        yield from (f"{one} is {what}, and no conference decided so" for one in are - decided)
        yield from (f"a conference decided that {one} is {what}, and it is not" for one in decided - are)
