"""An urgent case is offered by the hour, and marked 🚨 wherever it is named (`domain.md` §3.3)."""

from casework.cases.case import State
from handlers.reminders import casebook, to_do
from handlers.screening import dispatching, screening
from handlers.service import acceptance
from storage.cases import cases
from tests.handlers.reporting import STORY, opened, report, state
from tests.handlers.ringing import june, nudges, ring, under
from tests.support.phones import from_home, key, say, tap, text
from tests.support.town import Town


async def test_an_urgent_offer_of_friday_evening_is_heard_that_night_and_goes_back(
    town: Town, chief, screener, worker, supervisor
):
    await ring(town, june(5, 20, 30))
    number = await report(town, chief, STORY, danger="🚨 通報：現在有危險")
    marked = f"🚨 {number}"
    push = (await screener.hears(number))["text"]
    assert push.startswith(marked)
    assert "還有 24 小時" in push
    await opened(town, screener, number)
    await tap(town, screener, "派給主責社工王測試", dispatching.Dispatch)
    offer = (await worker.hears(number))["text"]
    assert offer.startswith(marked)
    assert "還有 2 小時" in offer
    told = len(await nudges(worker, number))
    await ring(town, june(5, 22, 29))
    assert len(await nudges(worker, number)) == told
    await ring(town, june(5, 22, 30))
    assert len(await nudges(worker, number)) == told + 1
    assert (await worker.last())["text"].startswith(marked)
    assert "明天再提醒我" not in under(await worker.last())
    before = len(await nudges(supervisor, number))
    await ring(town, june(6, 0, 30))
    assert len(await nudges(supervisor, number)) == before + 1
    assert (await supervisor.last())["text"].startswith(marked)
    await ring(town, june(6, 4, 29))
    assert await state(town, number) == State.DISPATCHED
    await ring(town, june(6, 4, 30))
    assert await state(town, number) == State.SCREENING
    back = (await screener.hears(number))["text"]
    assert back.startswith(marked)
    assert "還有 16 小時" in back


async def test_lists_and_cards_of_an_urgent_case_are_marked_while_it_is_open(
    town: Town, chief, screener, worker, supervisor
):
    number = await report(town, chief, STORY, danger="🚨 通報：現在有危險")
    marked = f"🚨 {number}"
    await from_home(town, screener, screening.Queue)
    assert (await key(screener, number)).startswith(marked)
    assert "還有 24 小時" in await text(screener)
    await opened(town, screener, number)
    assert "🚨" in (await text(screener)).partition("\n")[0]
    await tap(town, screener, "派給主責社工王測試", dispatching.Dispatch)
    await from_home(town, worker, to_do.ToDo)
    assert (await key(worker, number)).startswith(marked)
    assert "還有 2 小時" in await text(worker)
    await tap(town, worker, await key(worker, number), acceptance.Accept)
    await from_home(town, worker, casebook.MyCases)
    assert number in await text(worker)
    assert marked in await text(worker)
    await say(town, supervisor, "緊急")
    assert marked in await text(supervisor)
    [case] = await town.look(lambda db: [one for one in cases.owing(db) if one.number == number])
    await town.look(
        lambda db: cases.save(db, case, case.verify(urgent=False, kinds=(), child=None), "case.verified")
    )
    await say(town, supervisor, "新勢里")
    assert number in await text(supervisor)
    assert "🚨" not in await text(supervisor)
