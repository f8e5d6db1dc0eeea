"""Who blocked the bot: it is said before something is offered, others hear at once, and they on return."""

from casework.cases.case import State
from handlers.screening import dispatching
from storage.core.database import Transaction
from storage.staffing import addresses
from tests.handlers.reporting import STORY, dispatched, opened, report, state
from tests.support.phones import say, tap, text
from tests.support.town import Town

WARNED = "收不到通知"
SUNDAY = 6


async def test_it_is_said_before_and_the_supervisor_hears_at_once(
    town: Town, chief, screener, worker, supervisor
):
    await worker.block()
    await town.settle()
    number = await report(town, chief, STORY, danger="🚨 通報：現在有危險")
    await opened(town, screener, number)
    await tap(town, screener, "派給主責社工王測試")
    assert f"王測試{WARNED}" in await text(screener)
    await tap(town, screener, dispatching.Dispatch)
    assert await state(town, number) == State.DISPATCHED
    await town.settle()
    said = await text(supervisor)
    assert number in said
    assert "承辦人：王測試" in said
    assert WARNED in said


async def test_who_blocks_it_unknown_to_anybody_is_found_out_by_the_offer(
    town: Town, chief, screener, worker, supervisor
):
    before = len(await supervisor.messages())
    await worker.block()
    await town.settle()
    person = await town.person(worker)  # word of it was lost

    def reached(db: Transaction) -> None:
        for one in addresses.every(db, person):
            addresses.change(db, one.id, blocked_at=None)

    await town.look(reached)
    number = await dispatched(town, chief, screener)
    await town.settle()
    heard = (await supervisor.messages())[before:]
    assert [number in one["text"] and WARNED in one["text"] for one in heard] == [True]


async def test_what_was_missed_is_told_on_return(town: Town, chief, screener, worker, supervisor):
    await worker.block()
    await town.settle()
    number = await dispatched(town, chief, screener)
    await worker.unblock()
    await say(town, worker, "/start")
    said = await worker.transcript()
    assert "有 1 則通知先前沒有送到" in said
    assert said.count(number) == 1


async def test_a_chief_hears_on_return_what_became_of_it_and_once(town: Town, chief, screener, worker):
    number = await report(town, chief)
    await chief.block()
    await town.settle()
    await opened(town, screener, number)
    await tap(town, screener, "派給主責社工王測試", dispatching.Dispatch)
    await chief.unblock()
    await say(town, chief, "/start")
    await say(town, chief, "/start")
    assert (await chief.transcript()).count("已交給負責的單位") == 1


async def test_on_a_sunday_others_hear_of_an_offer_on_monday_and_not_as_if_late(
    town: Town, chief, screener, worker, supervisor
):
    await town.later(days=(6 - town.clock.now.weekday()) % 7)
    assert town.clock.now.weekday() == SUNDAY
    await worker.block()
    await town.settle()
    before = len(await supervisor.messages())
    number = await dispatched(town, chief, screener)
    assert not any(number in one["text"] for one in (await supervisor.messages())[before:])
    await town.later(days=1)
    [heard] = [one for one in (await supervisor.messages())[before:] if number in one["text"]]
    assert "⏳" not in heard["text"]
