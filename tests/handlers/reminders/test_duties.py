"""A duty's own card: what can be done about it is one tap from its nudge (`ux.md` 20)."""

from datetime import date
from typing import Any

import pytest

from casework.cases.case import Case, Risk
from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.cases import history
from handlers.reminders import duties, unchanged
from handlers.screening import no_case
from handlers.service import visits
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import service
from tests.handlers.ringing import by, june, nudges, owed, press, reported, ring, stands_in, under
from tests.handlers.serving import journal_of, open_card, read, served
from tests.support.keys import has
from tests.support.phones import key, keys, tap, text
from tests.support.town import MONDAY, Town

VISITED: dict[str, Any] = {
    "visited_on": MONDAY.date(),
    "risk": Risk.MEDIUM,
    "assessed_at": MONDAY,
    "followed_up": date(2026, 12, 1),
}
"""Nothing is due but the next visit, on the 1st of July."""
THREE_DAYS_BEFORE = june(29)  # the 28th is a Sunday


@pytest.mark.parametrize(
    ("duty", "form"),
    [
        (Duty.FIRST_VISIT, "訪視紀錄"),
        (Duty.FOLLOW_UP, "115年6月每月回報"),
        (Duty.JOINT_PLAN, "共同服務計畫"),
    ],
)
async def test_fill_in_now_opens_the_form_that_does_the_work(
    town: Town, worker: Phone, duty: Duty, form: str
) -> None:
    case = await served(town, worker, kinds=(CaseKind.SHARED,), shared_at=MONDAY)
    answer = await press(town, worker, duties.FillIn((await owed(town, case, duty)).id))
    assert answer.startswith(f"{case.number}　{form}")
    assert "第 1" in answer


async def test_fill_in_now_opens_the_report_after_a_visit(town: Town, worker: Phone) -> None:
    case = await served(town, worker, visited_on=MONDAY.date(), risk=Risk.LOW)
    answer = await press(town, worker, duties.FillIn((await owed(town, case, Duty.ASSESS)).id))
    assert answer.startswith(f"{case.number}　評估報告")


async def test_before_a_visit_the_report_says_what_comes_first_and_shows_where(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker)
    answer = await press(town, worker, duties.FillIn((await owed(town, case, Duty.ASSESS)).id))
    assert "請先" in answer
    assert case.number in answer
    assert await has(worker, visits.LogVisit)


async def test_what_has_no_form_is_answered_from_the_card(town: Town, screener: Phone) -> None:
    case = await reported(town, urgent=True)
    await ring(town, june(2, 3, 0))
    [told] = await nudges(screener, case)
    assert under(told) == ["請假／找代理人", "查看", "ⓘ 為什麼"]
    await tap(town, screener, OpenCard)
    assert await has(screener, no_case.NotTake)


async def test_a_line_of_the_digest_opens_the_card_of_its_duty(town: Town, worker: Phone) -> None:
    for _ in range(2):
        await served(town, worker)
    await ring(town, june(8))
    await tap(town, worker, await key(worker, "首次訪視"))
    assert "首次訪視" in await text(worker)
    assert await keys(worker) == [
        "📝 現在填寫",
        "明天再提醒我",
        "請假／找代理人",
        "查看",
        "ⓘ 為什麼",
        "🏠 首頁",
    ]
    assert len(await worker.buttons()) <= 4


async def test_visited_and_nothing_changed_asks_then_logs_and_the_deadline_moves(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker, **VISITED)
    await ring(town, THREE_DAYS_BEFORE)
    await tap(town, worker, duties.Unchanged)
    assert "風險仍為中" in await text(worker)
    assert len(await town.look(lambda db: service.visits_of(db, case))) == 0
    await tap(town, worker, unchanged.UnchangedNow)
    [visit] = await town.look(lambda db: service.visits_of(db, case))
    assert (visit.on, visit.answers["children"], visit.answers["risk"]) == (june(29).date(), "all", "medium")
    assert (await owed(town, case, Duty.VISIT)).due.date() == date(2026, 7, 29)
    assert "訪視已存檔" in await text(worker)


async def test_a_double_tap_logs_one_visit(town: Town, worker: Phone) -> None:
    case = await served(town, worker, **VISITED)
    await ring(town, THREE_DAYS_BEFORE)
    duty = (await owed(town, case, Duty.VISIT)).id
    await press(town, worker, unchanged.UnchangedNow(duty))
    assert "已經完成" in await press(town, worker, unchanged.UnchangedNow(duty))
    assert len(await town.look(lambda db: service.visits_of(db, case))) == 1


async def test_a_second_visit_of_the_same_day_is_not_logged_that_way(town: Town, worker: Phone) -> None:
    case = await served(town, worker, **VISITED)
    duty = (await owed(town, case, Duty.VISIT)).id
    assert "已經完成" in await press(town, worker, unchanged.UnchangedNow(duty))
    assert not await town.look(lambda db: service.visits_of(db, case))


async def test_a_first_visit_is_never_one_without_change(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await ring(town, june(8))
    assert "已訪視無變化" not in under(await worker.last())
    await press(town, worker, unchanged.UnchangedNow((await owed(town, case, Duty.FIRST_VISIT)).id))
    assert (await read(town, case)).lead.visited_on is None


async def put_off(town: Town, worker: Phone, **facts: Any) -> Case:
    """On the first morning the worker asks to be reminded tomorrow."""
    case = await served(town, worker, **(facts or VISITED))
    await ring(town, THREE_DAYS_BEFORE)
    await tap(town, worker, duties.PutOff)
    return case


async def test_put_off_reminds_with_tomorrows_digest_and_leaves_the_deadline(
    town: Town, worker: Phone
) -> None:
    case = await put_off(town, worker)
    assert "115年6月30日（二） 08:30 再提醒您。期限仍是 115年7月1日（三） 23:59" in await text(worker)
    assert (await owed(town, case, Duty.VISIT)).due.date() == date(2026, 7, 1)
    before = len(await nudges(worker, case))
    await ring(town, june(30, 8, 29))
    assert len(await nudges(worker, case)) == before
    await ring(town, june(30))
    assert len(await nudges(worker, case)) == before + 1


async def test_a_double_tap_puts_off_once(town: Town, worker: Phone) -> None:
    case = await put_off(town, worker)
    assert not await has(worker, duties.PutOff)
    await tap(town, worker, duties.PutOff)  # on the digest, where it still stands
    assert "115年6月30日（二） 08:30 再提醒您" in await text(worker)
    assert [act.verb for act in await journal_of(town, case)].count("duty.put_off") == 1


async def test_it_stands_in_the_history_who_put_it_off(town: Town, worker: Phone) -> None:
    await put_off(town, worker)
    await open_card(town, worker)
    await tap(town, worker, history.History)
    assert "改為明天再提醒　王測試（社工）" in await text(worker)


async def test_it_is_put_off_as_often_as_the_policy_lets_and_then_says_so_with_what_to_do(
    town: Town, worker: Phone
) -> None:
    by(town, postponements=1)
    case = await put_off(town, worker)
    await ring(town, june(30))
    answer = await press(town, worker, duties.PutOff((await owed(town, case, Duty.VISIT)).id))
    assert "不能再延後了" in answer
    assert case.number in answer
    assert "📝 現在填寫" in await keys(worker)


async def test_a_city_that_lets_nothing_be_put_off_has_no_key_for_it(town: Town, worker: Phone) -> None:
    by(town, postponements=0)
    case = await served(town, worker)
    await ring(town, june(8))
    [told] = await nudges(worker, case)
    assert "明天再提醒我" not in under(told)


async def test_putting_off_does_not_keep_the_supervisor_from_hearing(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    await ring(town, june(8), june(10), june(11))
    await tap(town, worker, duties.PutOff)
    await ring(town, june(12))
    assert len(await nudges(supervisor, case)) == 1


async def test_a_24_hour_matter_can_not_be_put_off(town: Town, screener: Phone) -> None:
    case = await reported(town, urgent=True)
    answer = await press(town, screener, duties.PutOff((await owed(town, case, Duty.SCREEN)).id))
    assert "不能再延後了" in answer
    assert "duty.put_off" not in [act.verb for act in await journal_of(town, case)]


async def test_what_a_deputy_put_off_comes_back_to_the_worker_with_the_work(
    town: Town, worker: Phone
) -> None:
    deputy = await town.join(Role.WORKER, "鄭同仁")
    case = await served(town, worker, **VISITED)
    await stands_in(town, worker, deputy, 1, 29)
    await ring(town, THREE_DAYS_BEFORE)
    await tap(town, deputy, duties.PutOff)
    before = len(await nudges(deputy, case))
    await ring(town, june(30))
    assert len(await nudges(deputy, case)) == before
    assert len(await nudges(worker, case)) == 1


@pytest.mark.parametrize(
    "button", [duties.OpenDuty, duties.FillIn, duties.PutOff, duties.Unchanged, duties.Why]
)
async def test_a_key_of_what_is_done_shows_the_case_and_says_so(
    town: Town, worker: Phone, button: type[duties.OpenDuty]
) -> None:
    case = await served(town, worker, **VISITED)
    await ring(town, THREE_DAYS_BEFORE)
    done = (await owed(town, case, Duty.VISIT)).id
    await press(town, worker, unchanged.UnchangedNow(done))
    answer = await press(town, worker, button(done))
    assert answer.startswith("這件事已經完成")
    assert case.number in answer
