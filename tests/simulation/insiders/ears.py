"""Who must have heard of each look within a minute, reckoned beside the office's own rules."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from casework.staffing.people import LEADING, Role
from casework.text.dates import at_taipei, local_day, local_time
from handlers.cases.looks import TELLINGS
from handlers.words.wording import load_wordings
from sandbox.store.state import State
from storage.core.database import Transaction
from storage.core.tables import cases, journal, seats, subjects
from tests.simulation.acts.sight import Sight, see
from tests.simulation.checks.chats import NUMBER
from tests.simulation.checks.ladders import Downs
from tests.support import addressed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MANY, AGAIN, WEEK, MISSES = 5, 3, timedelta(days=7), 10
"""As the edition says; the drill is there to be told of, so it does not ask."""
NIGHT = (time(21), time(7))
UNDECIDED = ("screening", "disputed")
ASKED_TO_HELP = ("case.address_shown", "case.household_shown")
"""The precinct and the desk are asked to look, whenever that is."""
OF_NO_CASE = ("referral.", "youth.", "transition.", "services.", "care.")
_LAST = select(func.coalesce(func.max(journal.c.id), 0))
_SEATS = select(seats.c.unit, seats.c.worker, seats.c.offered).where(seats.c.ended_at.is_(None))
_SAID = "SELECT body FROM messages WHERE chat = ? ORDER BY id DESC LIMIT 400"


@dataclass(frozen=True)
class Looked:
    """One look, with what it rests on."""

    at: datetime
    by: int
    verb: str
    subject: int
    family: int
    own: bool


@dataclass(frozen=True)
class Due:
    """That somebody must have heard of something by a moment."""

    kind: str
    person: int
    since: datetime
    until: datetime
    words: re.Pattern[str]


@dataclass
class Ears:
    """What was seen of the journal, and what is still to be heard."""

    entry: int | None = None
    looks: list[Looked] = field(default_factory=list)
    missed: list[tuple[datetime, int, int]] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)

    def look(self, db: Transaction) -> list[Due]:
        """Read what was done since the last look, and say who must hear of it; this is right after it."""
        if self.entry is None:
            self.entry = int(db.connection.execute(_LAST).scalar_one())
        sight, found = see(db), list[Due]()
        fresh = select(journal).where(journal.c.id > self.entry).order_by(journal.c.id)
        for entry in db.connection.execute(fresh).all():
            self.entry = entry.id
            if entry.verb == "case.glass_broken":
                found += self._broken(db, sight, entry)
            elif entry.verb == "search.missed":
                found += self._missed(sight, entry)
            elif entry.verb.endswith(("_shown", ".revealed")):
                found += self._looked(db, sight, entry)
        self.due += found
        return found

    def listen(self, db: Transaction, state: State, downs: Downs) -> Iterator[str]:
        """Say what should have been heard by now, and was not, though the bot was there to tell it."""
        now = db.now
        for one in [each for each in self.due if each.until <= now]:
            self.due.remove(one)
            away = any(gone <= one.until and back >= one.until - MINUTE for gone, back in downs)
            if not away and not any(one.words.search(text) for text in heard(db, state, one)):
                yield f"person {one.person} did not hear of a look ({one.kind}) of {one.until - MINUTE}"

    def _looked(self, db: Transaction, sight: Sight, entry: Any) -> Iterator[Due]:
        case = not entry.verb.startswith(OF_NO_CASE)
        row = db.connection.execute(select(cases).where(cases.c.id == entry.subject)).one() if case else None
        sits = db.connection.execute(_SEATS.where(seats.c.case_id == entry.subject)).all() if case else []
        family = row.household_id if row else -entry.subject
        own = entry.verb.startswith(OF_NO_CASE[:-1]) or _own(sight, entry, row, sits)
        self.looks.append(Looked(entry.at, entry.actor, entry.verb, entry.subject, family, own))
        sign = _sign(db, entry.subject)
        for worker in {one.worker for one in sits} - {None, entry.actor}:
            hears = sight.there(worker)
            if hears not in (None, entry.actor):
                yield _due("seen", entry, hears, sign, entry.at - HOUR, sight)
        for kind in self._odd(sight, entry, row, sits):
            since = entry.at - HOUR if kind == "many" else at_taipei(local_day(entry.at), time.min)
            for person in _second(sight, entry.actor):
                yield _due(kind, entry, person, sign, since, sight)

    def _odd(self, sight: Sight, entry: Any, row: Any, sits: Collection[Any]) -> Iterator[str]:
        now, theirs = self.looks[-1], [one for one in self.looks if one.by == entry.actor and not one.own]
        calm = row is None or not (row.urgent or "child_missing" in (row.kinds or ()))
        clock = local_time(entry.at)
        if (clock >= NIGHT[0] or clock < NIGHT[1]) and calm and entry.verb != "case.address_shown":
            yield "night"
        if now.own:
            return
        if len({one.subject for one in theirs if one.at >= entry.at - HOUR}) > MANY:
            yield "many"
        days = {local_day(one.at) for one in theirs if one.family == now.family and one.at > entry.at - WEEK}
        if len(days) >= AGAIN:
            yield "again"
        decided = row is not None and row.state not in UNDECIDED
        if decided and sight.people[entry.actor].unit not in {one.unit for one in sits}:
            yield "elsewhere"

    def _broken(self, db: Transaction, sight: Sight, entry: Any) -> Iterator[Due]:
        sits = db.connection.execute(_SEATS.where(seats.c.case_id == entry.subject)).all()
        lead = next((one.unit for one in sits if one.unit), None)
        concerned = {sight.there(one.worker) for one in sits if one.worker}
        concerned |= set(sight.supervisors(lead) if lead else sight.of_role(Role.SCREENER))
        sign = _sign(db, entry.subject)
        for person in concerned - {None, entry.actor}:
            yield _due("glass", entry, person, sign, entry.at, sight)
        for person in _second(sight, entry.actor) - concerned:
            yield _due("broke", entry, person, sign, entry.at, sight)

    def _missed(self, sight: Sight, entry: Any) -> Iterator[Due]:
        before = sum(n for at, by, n in self.missed if by == entry.actor and at >= entry.at - HOUR)
        self.missed.append((entry.at, entry.actor, entry.detail["number"]))
        if before < MISSES <= before + entry.detail["number"]:
            for person in _second(sight, entry.actor):
                yield _due("misses", entry, person, "", entry.at - HOUR, sight)


def heard(db: Transaction, state: State, due: Due) -> Iterator[str]:
    """List what the bot said to somebody in the time in which they must have heard."""
    for (body,) in state.db.execute(_SAID, (addressed.chat(db, due.person),)).fetchall():
        said = json.loads(body)
        if said["from"]["is_bot"] and due.since.timestamp() <= said["date"] <= due.until.timestamp():
            yield said.get("text", "")


def _own(sight: Sight, entry: Any, row: Any, sits: Collection[Any]) -> bool:
    """It is their work, or of whom they stand in for."""
    acting = {entry.actor, *(one.person for one in sight.leaves if sight.there(one.person) == entry.actor)}
    if entry.verb in ASKED_TO_HELP or acting & {who for one in sits for who in (one.worker, one.offered)}:
        return True
    if {sight.here[one].role for one in acting} & {Role.SCREENER} and row.state in UNDECIDED:
        return True
    return bool(entry.verb == "case.child_shown" and "child_missing" in row.kinds)


def _second(sight: Sight, by: int) -> set[int]:
    """Whoever else leads their unit, else the bureau, else administrators: who of them can hear."""
    there = [one for one in sight.answering if one.id != by]
    unit = sight.people[by].unit
    for circle in (
        [one for one in there if one.unit == unit and one.role in LEADING],
        [one for one in there if one.role is Role.BUREAU],
        [one for one in there if one.role is Role.ADMIN],
    ):
        if found := {who for one in circle if (who := sight.there(one.id)) not in (None, by)}:
            return {one for one in found if one is not None}
    return set()


def _sign(db: Transaction, subject: int) -> str:
    return str(db.connection.execute(select(subjects.c.sign).where(subjects.c.id == subject)).scalar_one())


def _due(kind: str, entry: Any, person: int | None, sign: str, since: datetime, sight: Sight) -> Due:
    assert person is not None
    by = sight.people[entry.actor].name
    words = told(kind, sight.people[person].language, by, sign)
    return Due(kind, person, since, entry.at + MINUTE, words)


def told(kind: str, language: str, name: str, number: str) -> re.Pattern[str]:
    """What is said of a look of a kind; of many households, with whichever number was the last."""
    about = type("About", (), {"name": name, "number": number or "X", "case": 0, "by": 0})()
    first = str(TELLINGS[f"look.{kind}"](about, load_wordings()[language]).text).splitlines()[0]
    said = re.escape(first)
    return re.compile(said.replace(re.escape(number), NUMBER.pattern) if kind == "many" else said)
