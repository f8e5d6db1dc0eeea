"""A worker logs a visit between two doors."""

from datetime import date

import pytest

from casework.case import Risk
from casework.policy import Duty
from storage import service
from tests.handlers.serving import duties, journal_of, open_card, read, served
from tests.phones import keys, say, tap, text


async def visit(town, worker, *taps, day="今天"):
    await open_card(town, worker)
    await tap(town, worker, "🚪 記錄訪視", *taps, day, "略過")


async def test_a_visit_is_logged_in_a_few_taps_and_moves_the_deadline(town, worker):
    case = await served(town, worker)
    await visit(town, worker, "家訪", "有見到", "全部看到", "中")
    assert "115年6月1日（一）" in await text(worker)
    await tap(town, worker, "存檔")
    assert "115年6月1日（一） 的訪視已記錄" in await text(worker)
    assert (await read(town, case)).visited_on == date(2026, 6, 1)
    assert [duty.duty for duty in await duties(town, case)] == [Duty.FOLLOW_UP, Duty.VISIT]
    kept = await town.look(lambda db: service.visits_of(db, case))
    assert kept[0].answers["children"] == "all"
    assert [entry.verb for entry in await journal_of(town, case)] == ["case.visited"]


async def test_the_form_says_which_case_it_is_about(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, "🚪 記錄訪視")
    assert (await text(worker)).startswith(case.number)


async def test_a_day_can_be_typed_as_people_write_it(town, worker):
    case = await served(town, worker)
    await town.later(days=3)
    await open_card(town, worker)
    await tap(town, worker, "🚪 記錄訪視", "家訪", "有見到", "全部看到", "低")
    await say(town, worker, "115/6/2")
    await tap(town, worker, "略過", "存檔")
    assert "115年6月2日（二） 的訪視已記錄" in await text(worker)
    assert (await read(town, case)).visited_on == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("115/2/30", "日期"),
        ("115/6/20", "還沒到"),
        ("昨天的昨天呀", "日期"),
        ("115/5/1", "早於本案通報日"),
    ],
)
async def test_a_day_that_can_not_be_is_refused_and_nothing_is_lost(town, worker, typed, answer):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, "🚪 記錄訪視", "家訪", "有見到", "全部看到", "低")
    await say(town, worker, typed)
    if typed == "115/5/1":
        await tap(town, worker, "略過", "存檔")
    assert answer in await text(worker)
    assert (await read(town, case)).visited_on is None
    await tap(town, worker, "今天")
    if typed != "115/5/1":
        await tap(town, worker, "略過")
    await tap(town, worker, "存檔")
    assert (await read(town, case)).visited_on == date(2026, 6, 1)


async def test_high_risk_by_telephone_is_kept_but_the_visit_stays_due(town, worker):
    case = await served(town, worker, risk=Risk.HIGH)
    await visit(town, worker, "電話", "有見到", "低")
    await tap(town, worker, "存檔")
    assert "親自訪視兒少" in await text(worker)
    after = await read(town, case)
    assert after.visited_on is None
    assert after.risk is Risk.HIGH
    assert Duty.FIRST_VISIT in [duty.duty for duty in await duties(town, case)]
    assert len(await town.look(lambda db: service.visits_of(db, case))) == 1


async def test_when_nobody_was_met_neither_children_nor_risk_are_asked_and_the_visit_stays_due(town, worker):
    case = await served(town, worker)
    await visit(town, worker, "家訪", "沒見到人")
    await tap(town, worker, "存檔")
    assert "訪視期限不變" in await text(worker)
    assert (await read(town, case)).visited_on is None


async def test_saving_twice_keeps_one_visit(town, worker):
    case = await served(town, worker)
    await visit(town, worker, "家訪", "有見到", "全部看到", "低")
    card = await worker.last()
    await worker.press("存檔", card)
    await worker.press("存檔", card, stale=True)
    await town.settle()
    assert len(await town.look(lambda db: service.visits_of(db, case))) == 1


async def test_back_from_the_first_question_is_the_case(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, "🚪 記錄訪視", "◀ 返回")
    assert (await text(worker)).startswith(case.number)
    assert "🚪 記錄訪視" in await keys(worker)


async def test_the_supervisor_can_not_log_a_visit(town, worker, supervisor):
    case = await served(town, worker)
    await say(town, supervisor, case.number)
    assert "🚪 記錄訪視" not in await keys(supervisor)
