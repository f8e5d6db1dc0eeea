"""A clock that jumped: a flood waits for an administrator, 24-hour matters go (`trust.md` R8)."""

from datetime import datetime, timedelta

import pytest

from bot.loops.bell import Bell
from casework.cases.case import State
from casework.staffing.people import Role
from handlers.intake import one_tap
from handlers.reminders import flood
from handlers.reminders.flood import Release
from sandbox import Phone
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.tables import journal as acts
from tests.handlers.ringing import by, june, nudges, offered, press, reported, stands_in, under
from tests.handlers.serving import read, served
from tests.support.keys import on
from tests.support.phones import say, tap, text
from tests.support.town import Town

JUMPED = june(30, 10, 0)


class Machine:
    """The machine's own seconds, and a bell that rings by them."""

    def __init__(self, town: Town) -> None:
        self.seconds = 0.0
        self.town = town
        self.bell = Bell(town.office, lambda: self.seconds)

    async def ring(self, now: datetime | None = None, *, after: float = 20) -> None:
        """Ring again after so many of the machine's seconds, when the office's clock says *now*."""
        self.seconds += after
        self.town.clock.now = now or self.town.clock.now + timedelta(seconds=after)
        await self.bell.ring()
        await self.town.settle()


@pytest.fixture
async def machine(town: Town, worker: Phone, administrator: Phone) -> Machine:
    """Three first visits to come, in an office that holds more than two; the bell has rung."""
    by(town, flood=2)
    for _ in range(3):
        await served(town, worker)
    made = Machine(town)
    await made.ring()
    return made


async def test_a_flood_after_a_jump_waits_and_the_administrators_are_told_once(
    town: Town, machine: Machine, worker: Phone, administrator: Phone
) -> None:
    await machine.ring(JUMPED)
    await machine.ring()
    assert not await nudges(worker)
    [told] = await nudges(administrator, "時鐘")
    assert "115年6月1日（一） 09:00 跳到 115年6月30日（二） 10:00" in told["text"]
    assert under(told) == ["放行催辦"]


async def test_24_hour_matters_go_all_the_same(town: Town, machine: Machine, screener: Phone) -> None:
    urgent, other = await reported(town, urgent=True), await reported(town, urgent=False)
    await machine.ring(JUMPED)
    assert len(await nudges(screener, urgent)) == 1
    assert not await nudges(screener, other)


async def test_an_administrator_lets_it_go(
    town: Town, machine: Machine, worker: Phone, administrator: Phone
) -> None:
    await machine.ring(JUMPED)
    await tap(town, administrator, flood.Release)
    assert "半分鐘內" in await text(administrator)
    await machine.ring()
    [told] = await nudges(worker)
    assert told["text"].startswith("⏳")
    await machine.ring()
    assert len(await nudges(worker)) == 1
    verbs = await town.look(lambda db: [row.verb for row in db.connection.execute(acts.select())])
    assert [verb for verb in verbs if verb in ("office.held", "office.released")] == [
        "office.held",
        "office.released",
    ]
    assert await town.look(journal.first_break) is None


async def test_nobody_else_lets_it_go(town: Town, machine: Machine, worker: Phone) -> None:
    await machine.ring(JUMPED)
    assert "不在您的查詢範圍" in await press(town, worker, Release())
    await machine.ring()
    assert not await nudges(worker)


async def test_a_clock_that_is_set_right_lets_go_by_itself(
    town: Town, machine: Machine, worker: Phone
) -> None:
    await machine.ring(JUMPED)
    await machine.ring(june(1, 9, 1))
    assert not await nudges(worker)
    for day in range(2, 9):
        await machine.ring(june(day), after=86_400)
    assert len(await nudges(worker)) == 1


async def test_downtime_is_no_jump(town: Town, machine: Machine, worker: Phone) -> None:
    await machine.ring(JUMPED, after=29 * 86_400 + 3_600)
    assert len(await nudges(worker)) == 1


async def test_a_restart_is_no_jump(town: Town, machine: Machine, worker: Phone) -> None:
    await Machine(town).ring(JUMPED)
    assert len(await nudges(worker)) == 1


async def test_a_jump_that_floods_nobody_holds_nothing(town: Town, machine: Machine, worker: Phone) -> None:
    by(town, flood=20)
    await machine.ring(JUMPED)
    assert len(await nudges(worker)) == 1


async def test_while_it_waits_no_offer_lapses_no_leave_ends_and_no_draft_is_forgotten(
    town: Town, machine: Machine, worker: Phone, chief: Phone
) -> None:
    deputy = await town.join(Role.WORKER, "鄭同仁")
    offer = await offered(town, deputy)
    await stands_in(town, worker, deputy, 1, 3)
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await machine.ring(june(1, 11, 0) + timedelta(days=60))
    assert (await read(town, offer)).state is State.DISPATCHED
    assert not await nudges(worker, "歡迎回來")
    await machine.ring(june(1, 11, 1))
    await say(town, chief, "/home")
    assert "草稿" in await text(chief)


async def test_a_jump_is_not_overlooked_when_the_database_fails_at_that_moment(
    town: Town, machine: Machine, worker: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(db: Transaction, name: str) -> str | None:
        raise OSError

    monkeypatch.setattr(facts, "get", broken)
    await machine.ring(JUMPED)
    monkeypatch.undo()
    await machine.ring()
    assert not await nudges(worker)
