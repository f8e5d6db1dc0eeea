"""A worker logs a visit between two doors."""

from datetime import date, timedelta

import pytest

from casework.cases.case import Risk, State
from casework.forms import RISK_BEFORE
from casework.policy.policy import Duty
from casework.service.visits import VISIT
from casework.staffing.people import Role
from handlers.forms import form_cards
from handlers.service import acceptance, deciding, visits
from handlers.ui.buttons import OpenCard
from storage.cases import service
from storage.forms import drafts
from tests.handlers.serving import VISITED_AT_HOME, duties, journal_of, open_card, read, served
from tests.support import addressed
from tests.support.keys import BACK, SEND, SKIP, has, on, option
from tests.support.phones import say, tap, text
from tests.support.town import BOTH, MONDAY


async def visit(town, worker, *taps, day="今天"):
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, *taps, day, SKIP)


async def test_a_visit_is_logged_in_a_few_taps_and_moves_the_deadline(town, worker):
    case = await served(town, worker)
    await visit(town, worker, "家訪", "有見到", "全部看到", "中")
    assert "115年6月1日（一）" in await text(worker)
    await tap(town, worker, SEND)
    assert "115年6月1日（一）的訪視已存檔" in await text(worker)
    assert (await read(town, case)).lead.visited_on == date(2026, 6, 1)
    owed = [duty.duty for duty in await duties(town, case)]
    assert owed == [Duty.FOLLOW_UP, Duty.ASSESS, Duty.VISIT]
    kept = await town.look(lambda db: service.visits_of(db, case))
    assert kept[0].answers["children"] == "all"
    assert [entry.verb for entry in await journal_of(town, case)] == ["case.visited"]


async def test_the_form_says_which_case_it_is_about(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit)
    assert (await text(worker)).startswith(case.number)


async def test_a_day_can_be_typed_as_people_write_it(town, worker):
    case = await served(town, worker)
    await town.later(days=3)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME)
    await say(town, worker, "115/6/2")
    await tap(town, worker, SKIP, SEND)
    assert "115年6月2日（二）的訪視已存檔" in await text(worker)
    assert (await read(town, case)).lead.visited_on == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("115/2/30", "日期"),
        ("115/6/20", "115年6月20日（六）還沒到"),
        ("昨天的昨天呀", "日期"),
        ("5/1", "115年5月1日（五）早於本案通報日"),
        ("6/2", "114年6月2日（一）早於本案通報日"),
    ],
)
async def test_a_day_that_can_not_be_is_refused_and_nothing_is_lost(town, worker, typed, answer):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME)
    await say(town, worker, typed)
    assert answer in await text(worker)
    assert (await read(town, case)).lead.visited_on is None
    await tap(town, worker, option("today"), SKIP, SEND)
    assert (await read(town, case)).lead.visited_on == date(2026, 6, 1)


async def test_high_risk_by_telephone_is_kept_but_the_visit_stays_due(town, worker):
    case = await served(town, worker, risk=Risk.HIGH)
    await visit(town, worker, "電話", "有聯絡上", "低")
    await tap(town, worker, SEND)
    assert "當面訪視並看到孩子" in await text(worker)
    assert "春節" not in await text(worker), "the New-Year plan speaks of its own weeks (faults 16)"
    after = await read(town, case)
    assert after.lead.visited_on is None
    assert after.risk is Risk.HIGH
    assert Duty.FIRST_VISIT in [duty.duty for duty in await duties(town, case)]
    assert len(await town.look(lambda db: service.visits_of(db, case))) == 1


async def test_when_nobody_was_met_neither_children_nor_risk_are_asked_and_the_visit_stays_due(town, worker):
    case = await served(town, worker)
    await visit(town, worker, "家訪", "沒見到人")
    await tap(town, worker, SEND)
    assert "訪視期限不變" in await text(worker)
    assert (await read(town, case)).lead.visited_on is None


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [("沒有見到", "nobody"), ("沒有見到人", "no one"), ("不在家", "Didn't meet"), ("沒有", "no")],
)
async def test_who_types_that_nobody_was_met_need_not_tap_it(town, chinese, english):
    worker = await town.join(Role.WORKER, "王測試")
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("home"))
    await say(town, worker, town.said(chinese, english))
    await tap(town, worker, option("today"), SKIP, SEND)
    [kept] = await town.look(lambda db: service.visits_of(db, case))
    assert kept.answers["met"] == "not_met"


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [("備註：電話換了", "Note: 電話換了"), ("把備註改成電話換了", "change the note to 電話換了")],
)
async def test_an_answer_is_corrected_below_the_summary_by_what_it_is_called(town, chinese, english):
    worker = await town.join(Role.WORKER, "王測試")
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("home"), option("not_met"), option("today"), SKIP)
    await say(town, worker, town.said(chinese, english))
    assert "電話換了" in await text(worker)
    await say(town, worker, town.said("日期：5/1", "day: 5/1"))
    assert town.said("早於本案通報日", "before") in await text(worker)
    await tap(town, worker, option("today"), SEND)
    [kept] = await town.look(lambda db: service.visits_of(db, case))
    assert (kept.answers["note"], kept.answers["day"]) == ("電話換了", "2026-06-01")


@pytest.mark.parametrize(
    ("how", "children", "risk"),
    [
        ("去家裡", "孩子都有看到", "不高"),
        ("到他們家訪視", "都見到了", "低風險"),
        ("home visit", "all of them", "low risk"),
    ],
)
async def test_a_visit_is_typed_as_one_says_it(town, worker, how, children, risk):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit)
    await say(town, worker, how, "見到人", children, risk, "今天早上十點", "略過", "存檔")
    [kept] = await town.look(lambda db: service.visits_of(db, case))
    assert [kept.answers[one] for one in ("mode", "children", "risk")] == ["home", "all", "low"]


@pytest.mark.parametrize("how", ["打了電話", "電話聯繫", "電訪", "phone call"])
async def test_a_telephone_call_is_typed_as_one_says_it(town, worker, how):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit)
    await say(town, worker, how)
    assert "有聯絡上嗎" in await text(worker)


async def test_other_words_below_a_summary_change_nothing(town, worker):
    await served(town, worker)
    await visit(town, worker, "家訪", "沒見到人")
    await say(town, worker, "天氣：很好")
    assert "按" in (await text(worker)).splitlines()[0]


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
    await tap(town, worker, visits.LogVisit, BACK)
    assert (await text(worker)).startswith(case.number)
    assert await has(worker, visits.LogVisit)


async def test_the_supervisor_can_not_log_a_visit(town, worker, supervisor):
    case = await served(town, worker)
    await say(town, supervisor, case.number)
    assert not await has(supervisor, visits.LogVisit)


async def test_yesterday_is_offered_only_where_somebody_knew_of_the_case(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME)
    assert not await has(worker, option("yesterday"))
    await say(town, worker, "昨天")
    assert "早於本案通報日" in await text(worker)
    await town.later(days=1)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, on(form_cards.Resume, step="on"), option("yesterday"))
    assert "備註" in await text(worker)


async def test_by_telephone_somebody_is_reached_and_not_met(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("phone"))
    assert "有聯絡上嗎？" in await text(worker)
    await tap(town, worker, option("not_met"), option("today"), SKIP)
    assert "• 是否聯絡上：沒聯絡上" in await text(worker)
    await tap(town, worker, SEND)
    assert "訪視期限不變" in await text(worker)


async def test_of_how_many_questions_is_said_once_no_answer_can_change_it(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    shown = []
    for label in ("🚪 登錄訪視", "家訪", "有見到", "全部看到"):
        await tap(town, worker, label)
        shown.append(next(line for line in (await text(worker)).splitlines() if line.startswith("第")))
    assert shown == ["第 1 題", "第 2 題", "第 3／6 題", "第 4／6 題"]


def test_why_the_risk_is_lower_is_counted_once_it_is_asked():
    known = {"mode": "home", "met": "met", "children": "all", RISK_BEFORE: "high"}
    day = VISIT.question("day")
    told = {risk: VISIT.progress({**known, "risk": risk}, day) for risk in ("high", "low")}
    assert told == {"high": (5, 6), "low": (6, 7)}
    assert VISIT.progress(known, VISIT.question("risk")) == (4, None)
    assert VISIT.progress({**known, RISK_BEFORE: "low"}, VISIT.question("risk")) == (4, 6)


async def test_the_summary_says_what_its_key_does_and_names_the_form_once(town, worker):
    await served(town, worker)
    await visit(town, worker, "家訪", "沒見到人")
    assert "尚未存檔" in await text(worker)
    assert (await text(worker)).count("訪視紀錄") == 1


async def test_a_second_tap_on_save_leaves_what_came_of_it_on_the_card(town, worker):
    await served(town, worker)
    await visit(town, worker, "家訪", "沒見到人")
    card = await worker.last()
    await worker.press("存檔", card)
    await town.settle()
    saved = await text(worker)
    data = next(one["callback_data"] for row in card["keyboard"] for one in row if "存檔" in one["text"])
    await worker.press(data, card["id"], stale=True)
    await town.settle()
    assert await text(worker) == saved


async def test_a_day_that_turns_out_to_be_before_the_report_is_asked_for_again(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME, option("today"))

    def kept_before_days_were_checked(db):
        addressed.speaks(db, worker.id)
        [draft] = drafts.mine(db)
        drafts.save(db, draft.answer("day", "2026-05-01"))

    await town.look(kept_before_days_were_checked)
    await say(town, worker, "孩子都好")
    await tap(town, worker, SEND)
    assert "早於本案通報日" in await text(worker)
    assert (await read(town, case)).lead.visited_on is None
    await tap(town, worker, option("today"), SEND)
    assert (await read(town, case)).lead.visited_on == date(2026, 6, 1)


async def test_a_visit_of_before_a_case_was_reopened_is_kept_and_is_not_the_one_that_is_due(
    town, worker, supervisor
):
    long_ago = MONDAY - timedelta(days=60)
    closed_at = MONDAY - timedelta(days=3)
    case = await served(town, worker, state=State.CLOSED, closed_at=closed_at, accepted_at=long_ago)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, deciding.ReopenCase)
    await say(town, supervisor, "鄰居說孩子又一個人在家")
    await tap(town, supervisor, SEND)
    await tap(town, worker, OpenCard, acceptance.Accept, *VISITED_AT_HOME)
    await say(town, worker, "5/10")
    await tap(town, worker, SKIP, SEND)
    assert "現在應辦的仍須辦理" in await text(worker)
    assert Duty.FIRST_VISIT in {one.duty for one in await duties(town, case)}
    assert not (await read(town, case)).lead.met
    await tap(town, worker, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    assert Duty.FIRST_VISIT not in {one.duty for one in await duties(town, case)}
