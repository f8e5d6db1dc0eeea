"""Whatever people do and when: every rung is told once, in its time, however the clock was moved."""

import asyncio
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import open_office
from bot.loops.bell import Bell
from casework.cases.case import Case, Risk, State
from casework.errors import Refusal
from casework.policy.policy import Duty
from casework.reminders.nudging import Ladder, quiet
from casework.reminders.seats import month_to_file
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from handlers.ui.office import Office
from storage.cases import cases
from storage.core.database import Database, Transaction
from storage.core.letters import Letter
from storage.core.tables import nudges, obligations
from storage.core.vault import Vault
from storage.reminders import ahead
from storage.staffing import people, units
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.cases import made_case, save
from tests.support.town import MONDAY, VILLAGE, Clock

Act = Callable[[Transaction, Case], Case]


def visited(risk: Risk) -> Act:
    return lambda db, case: case.visit(on=local_day(db.now), risk=risk)


def followed_up(db: Transaction, case: Case) -> Case:
    return case.follow_up(month=month_to_file(case, case.lead, db.rules.policy), risk=None)


def dispatched(db: Transaction, case: Case) -> Case:
    [worker, *_] = people.of_role(db, Role.WORKER)
    return case.dispatch(unit=worker.unit, to=worker.id, at=db.now)


def offered_to_another(db: Transaction, case: Case) -> Case:
    return case.offer_again(to=people.of_role(db, Role.WORKER)[-1].id, at=db.now)


ACTS: dict[str, Act] = {
    "dispatched": dispatched,
    "accepted": lambda db, case: case.accept(by=case.offered or 0, at=db.now),
    "offered to another": offered_to_another,
    "visited, high": visited(Risk.HIGH),
    "visited, low": visited(Risk.LOW),
    "followed up": followed_up,
    "disputed": lambda db, case: case.raise_dispute(db.now),
    "upheld": lambda db, case: case.uphold(),
    "closing proposed": lambda db, case: case.propose_closing(db.now),
    "closed": lambda db, case: case.close(db.now),
    "nothing": lambda db, case: case,
}
Lives = st.lists(
    st.tuples(st.integers(1, 12 * 24 * 60), st.sampled_from(sorted(ACTS))), min_size=3, max_size=9
)
"""After so many minutes somebody did something."""


@dataclass
class Life:
    """A case among a few people, without Telegram: what is written is caught."""

    office: Office
    clock: Clock
    bell: Bell
    said: list[tuple[datetime, int, str]] = field(default_factory=list)

    async def until(self, to: datetime, step: timedelta) -> None:
        """Move the clock, stopping at each moment with something to do, and at each *step* besides."""
        while self.clock.now < to:
            stop = min(to, self.clock.now + step)
            due = await self.office.transact(partial(ahead.next_moment, until=stop))
            self.clock.now = due or stop
            await self.bell.ring()

    def catch(self, letters: list[Letter]) -> None:
        self.said += [(self.clock.now, int(one.to.text), str(one.content["text"])) for one in letters]


def staff(db: Transaction) -> None:
    centre = units.add(db, UnitKind.CENTRE, "平鎮中心", "平鎮區")
    chats = count(1)
    for role in (Role.WORKER, Role.WORKER, Role.SUPERVISOR, Role.SCREENER, Role.BUREAU, Role.ADMIN):
        addressed.add(db, Person(0, role, centre.id, "王測試", "", "zh_Hant_TW"), next(chats))


async def lived(life: list[tuple[int, str]], *, urgent: bool, step: timedelta) -> tuple[list[Any], list[str]]:
    """Live it; returns what was said, each case number left out, and what was wrong with the nudges."""
    with tempfile.TemporaryDirectory() as directory:
        database, clock = Database(migrated("sqlite", Path(directory))), Clock()
        office = open_office(database, Vault(bytes(32)), clock=clock)
        one = Life(office, clock, Bell(office, lambda: 0.0))
        office.memory.written = one.catch
        try:
            await office.transact(staff)
            made = made_case(0, "", State.SCREENING, VILLAGE, urgent, MONDAY)
            case = await office.transact(lambda db: cases.open_case(db, made, "A"))
            for minutes, act in life:
                await one.until(clock.now + timedelta(minutes=minutes), step)
                await office.transact(partial(_do, case=case.id, act=ACTS[act]))
            await one.until(clock.now + timedelta(days=20), step)
            wrong = await office.transact(faults)
        finally:
            await database.close()
        return [(at, chat, re.sub(r"A-\d+-\d+", "#", text)) for at, chat, text in one.said], wrong


def _do(db: Transaction, case: int, act: Act) -> None:
    try:
        save(db, act(db, cases.read(db, case)), "case.tried")
    except Refusal:  # not in this state: then nothing happened
        return


def faults(db: Transaction) -> list[str]:
    """List what is wrong, by the rules and by nothing the bell wrote down for itself."""
    rows = db.connection.execute(select(nudges)).all()
    found = []
    for duty in db.connection.execute(select(obligations)).all():
        ladder = Ladder(Duty(duty.duty), duty.due, duty.known_at, duty.urgent)
        told = [row for row in rows if row.obligation == duty.id]
        sure = min(duty.ended_at or db.now, db.now)
        for rung, at in ladder.rungs(db.rules):
            if at >= sure:
                break
            here = [row for row in told if row.rung == rung.at]
            if not any(row.told_at for row in here):
                found.append(f"{duty.duty} {rung.at}: nobody heard")
        for row in told:
            if row.told_at is None:
                found.append(f"{duty.duty} {row.rung}: waits" * (duty.ended_at is None and row.at <= db.now))
            elif row.told_at != row.at or (not duty.urgent and quiet(row.told_at, db.rules.policy.nudges)):
                found.append(f"{duty.duty} {row.rung}: told at {row.told_at}, due at {row.at}")
            elif duty.ended_at is not None and row.told_at > duty.ended_at:
                found.append(f"{duty.duty} {row.rung}: told after it was done")
    return [one for one in found if one]


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(Lives, st.booleans(), st.integers(10 * 60, 3 * 24 * 60))
def test_whatever_happens_every_rung_is_told_once_in_its_time_however_the_clock_is_moved(
    life: list[tuple[int, str]], urgent: bool, minutes: int
) -> None:
    at_once, wrong = asyncio.run(lived(life, urgent=urgent, step=timedelta(days=400)))
    assert wrong == []
    in_steps, wrong = asyncio.run(lived(life, urgent=urgent, step=timedelta(minutes=minutes)))
    assert wrong == []
    assert in_steps == at_once
    assert len(set(at_once)) == len(at_once), "nothing is told twice"
