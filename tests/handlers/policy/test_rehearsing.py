"""A rehearsal says what the clock then does, and sends nothing (issue 4: a dry run)."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from actions import reminders
from actions.meetings import planning
from casework.cases.case import Case, Risk, State
from casework.staffing.people import Role
from handlers.errands.progress import StopErrand
from handlers.policy import rehearsing
from handlers.ui.screens import bare
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from storage.policy import snapshot
from storage.reminders import ahead
from storage.staffing import leaves, people
from tests.handlers.serving import served
from tests.support import addressed
from tests.support.cases import made_case
from tests.support.owing import owed_by
from tests.support.phones import documents, say, sheet, tap, text
from tests.support.town import BOTH, MONDAY, VILLAGE, Town

DAYS = 45


async def through(town: Town, days: int) -> None:
    """Let the days go by, ringing at every moment at which there is something to do."""
    until = town.clock.now + timedelta(days=days)
    while (at := await town.look(partial(ahead.next_moment, until=until))) is not None:
        town.clock.now = at
        await town.bot.bell.ring()
        await town.settle()
    town.clock.now = until


async def city(town: Town, worker: Phone) -> None:
    await served(town, worker)
    await served(town, worker, visited_on=MONDAY.date(), risk=Risk.HIGH)
    await served(town, worker, state=State.DISPUTED, disputed_at=MONDAY)
    me = await town.person(worker)
    await town.look(
        lambda db: cases.open_case(db, a_case(State.DISPATCHED, offered=me, offered_at=MONDAY), "A")
    )
    await town.look(lambda db: cases.open_case(db, a_case(State.SCREENING, urgent=True), "A"))


async def who_comes_and_goes(town: Town, worker: Phone) -> None:
    """Somebody puts off a duty, somebody is away for a week, and somebody's access is stopped."""
    away, gone = [await town.join(Role.WORKER, name) for name in ("陳示例", "許樣本")]
    for phone in (away, gone):
        await served(town, phone)
    me, absent, stopped = [await town.person(phone) for phone in (worker, away, gone)]

    def happen(db: Transaction) -> None:
        day = MONDAY.date()
        leaves.add(db, absent, me, day, day + timedelta(days=6))
        addressed.speaks(db, worker.id)
        [first, *_] = [one for one in owed_by(db, me) if not one.urgent]
        reminders.put_off(db, first)
        people.suspend(db, people.get(db, stopped))

    await town.look(happen)


def a_case(state: State, *, urgent: bool = False, **facts: Any) -> Case:
    return made_case(0, "", state, VILLAGE, urgent, MONDAY, **facts)


async def test_it_says_every_message_that_the_clock_then_sends_to_whom_and_when(
    town: Town,
    worker: Phone,
    supervisor: Phone,
    bureau: Phone,
    screener: Phone,
    administrator: Phone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planning, "plan", lambda *_: 0)  # what a later period brings is not open yet
    await city(town, worker)
    await who_comes_and_goes(town, worker)
    policy = town.office.rules.policy
    taken = await town.look(snapshot.take)
    chats = await town.look(lambda db: {one: addressed.chat(db, one) for one in taken.roll.people})
    wording = town.office.wordings["zh_Hant_TW"]
    told = {
        (one.at, chats[one.to], bare(rehearsing.said(one, policy, wording)))
        for one in rehearsing.rehearse(taken, policy, town.office.memory.calendar, town.clock.now, DAYS)
    }
    before = {phone: len(await phone.messages()) for phone in town.phones.values()}
    began = town.clock.now
    await through(town, DAYS)
    heard = {
        (began + timedelta(seconds=one["date"] - began.timestamp()), phone.id, one["text"])
        for phone in town.phones.values()
        for one in (await phone.messages())[before[phone] :]
        if "逾期與案量" not in one["text"]  # a picture of the day, no reminder of a duty
    }
    assert {(at.isoformat(), who, text) for at, who, text in heard} == {
        (at.astimezone(began.tzinfo).isoformat(), who, text) for at, who, text in told
    }
    assert len(told) > 20


async def test_a_rehearsal_sends_nothing_and_changes_nothing(
    town: Town, worker: Phone, administrator: Phone
) -> None:
    await city(town, worker)
    before = await town.look(snapshot.take), len(await worker.messages())
    await say(town, administrator, "試算 60 天")
    assert "都不會送出" in (await administrator.last())["text"]
    after = await town.look(snapshot.take), len(await worker.messages())
    assert after[0].reminders == before[0].reminders
    assert [one.kept for one in after[0].subjects] == [one.kept for one in before[0].subjects]
    assert after[1] == before[1]


async def test_an_administrator_gets_every_message_as_a_table(
    town: Town, worker: Phone, supervisor: Phone, administrator: Phone
) -> None:
    await city(town, worker)
    await say(town, administrator, "試算 30")
    rows = list((await sheet(administrator)).values)
    assert rows[1] == ("時間", "對象", "角色", "訊息")
    assert any("王○試" in row and "首次訪視" in row[3] for row in rows[2:])
    assert all(row[0].startswith("115年") for row in rows[2:]), "days as people write them here"
    assert "王測試" not in {row[1] for row in rows[2:]}


@pytest.mark.parametrize("words", ["試算 60 109", "rehearse 60 108"])
async def test_another_edition_can_be_tried(town: Town, administrator: Phone, words: str) -> None:
    await say(town, administrator, words)
    assert words[-3:] in (await administrator.last())["text"]


async def test_an_edition_that_is_not_there_is_said(town: Town, administrator: Phone) -> None:
    await say(town, administrator, "試算 60 199")
    assert "199" in (await administrator.last())["text"]
    assert "112" in (await administrator.last())["text"]


async def test_to_others_these_are_just_words(town: Town, chief: Phone, worker: Phone) -> None:
    for phone in (chief, worker):
        await say(town, phone, "試算 60")
        assert "都不會送出" not in (await phone.last())["text"]


async def test_of_however_many_cases_it_is_done_beside_the_turns(
    town: Town, worker: Phone, administrator: Phone, chief: Phone
) -> None:
    def many(db: Transaction) -> None:
        for _ in range(600):
            cases.open_case(db, a_case(State.SCREENING), "A")

    await town.look(many)
    await administrator.say("試算 60")
    await administrator.hears("處理中")
    await chief.say("/start")
    await chief.hears("守望")
    assert not any("都不會送出" in one["text"] for one in await administrator.messages())
    await town.settle()
    assert "都不會送出" in (await administrator.last())["text"]


async def test_a_rehearsal_can_be_stopped(town: Town, worker: Phone, administrator: Phone) -> None:
    await city(town, worker)
    await administrator.say("試算 366")
    await administrator.hears("處理中")
    await tap(town, administrator, StopErrand)
    assert "已停止" in (await administrator.last())["text"]
    assert not await documents(administrator)


@BOTH
async def test_a_rehearsal_of_one_day_is_of_one_day_and_says_nothing_of_no_time_left(town: Town) -> None:
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    worker = await town.join(Role.WORKER, "王測試")
    await city(town, worker)
    await say(town, administrator, town.said("試算 1", "rehearsal 1"))
    told = await text(administrator)
    assert told.startswith(town.said("112年計畫試算 1 天", "Rehearsal of 1 day, Plan of 112"))
    written = str(list((await sheet(administrator)).values))
    assert town.said("還有 1 小時", "1 hour left") in written
    assert town.said("還有 0 分鐘", "0 minutes left") not in written
    await say(town, administrator, town.said("試算 0", "rehearse 0"))
    assert town.said("試算 1 天", "of 1 day,") in await text(administrator)
