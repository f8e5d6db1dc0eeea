"""A worker files the monthly follow-up."""

from datetime import date, timedelta

import pytest

from casework.cases.case import Risk
from casework.cases.household import as_told
from casework.forms import Value
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.forms import form_cards
from handlers.service import follow_up, visits
from handlers.ui.buttons import OpenCard
from storage.cases import service
from tests.handlers.ringing import press, stands_in
from tests.handlers.serving import FOLLOWED_UP, duties, journal_of, open_card, read, served
from tests.support import addressed
from tests.support.keys import NEXT, SEND, SKIP, on, option
from tests.support.phones import keys, say, tap, text
from tests.support.town import BOTH, MONDAY

APRIL, JUNE, JULY = "📝 每月回報 115年4月", "📝 每月回報 115年6月", "📝 每月回報 115年7月"


async def fill_in(town, worker, month=JUNE):
    await open_card(town, worker)
    await tap(town, worker, month, *FOLLOWED_UP)
    await say(town, worker, "下個月陪同就醫")


async def test_the_first_screen_names_the_month(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, JUNE)
    assert f"{case.number}　115年6月每月回報" in await text(worker)


async def test_filing_ends_the_deadline_it_answers_and_the_next_month_begins(town, worker):
    case = await served(town, worker)
    await fill_in(town, worker)
    assert "尚未送出" in await text(worker)
    await tap(town, worker, SEND)
    assert "115年6月每月回報已送出" in await text(worker)
    owed = [duty for duty in await duties(town, case) if duty.duty is Duty.FOLLOW_UP]
    assert [duty.period for duty in owed] == ["2026-07-01"]
    kept = await town.look(lambda db: service.follow_ups_of(db, case))
    assert (kept[0].month, kept[0].answers["plan"]) == (date(2026, 6, 1), "下個月陪同就醫")
    assert (await journal_of(town, case))[-1].detail == {"month": "2026-06-01"}


async def test_a_month_that_has_not_begun_is_not_offered(town, worker):
    await served(town, worker, followed_up=date(2026, 6, 1))
    await open_card(town, worker)
    assert not [label for label in await keys(worker) if "每月回報" in label]


async def test_an_old_key_files_no_month_that_has_not_begun(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    old = await worker.last()
    await fill_in(town, worker)
    await tap(town, worker, SEND)
    await worker.press(JUNE, old, stale=True)
    await town.settle()
    assert case.number in await text(worker)
    assert (await read(town, case)).lead.followed_up == date(2026, 6, 1)


async def test_the_month_before_is_filed_first_when_it_was_left(town, worker):
    await served(town, worker)
    await town.later(days=32)
    await fill_in(town, worker)
    await tap(town, worker, SEND)
    await open_card(town, worker)
    assert JULY in await keys(worker)


async def test_a_draft_waits_until_the_worker_comes_back(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, JUNE, option("home"), option("some"))
    await say(town, worker, "/home")
    assert "草稿" in await text(worker)
    await open_card(town, worker)
    await tap(town, worker, JUNE, on(form_cards.Resume, step="on"))
    assert "第 3" in await text(worker)


async def test_a_month_without_contact_is_typed_as_one_says_it(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, JUNE)
    await say(town, worker, "都沒有聯絡到", "沒有", "沒有", "下次到學校找孩子")
    assert "聯繫方式：沒有聯繫" in await text(worker)


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("風險改成高", "風險：高"),
        ("風險：中風險", "風險：中"),
        ("孩子：部分", "孩子：部分看到"),
        ("需求應該是就業、學校", "需求：就業、學校"),
        ("聯繫方式：打電話", "聯繫方式：電話"),
    ],
)
async def test_what_was_tapped_is_corrected_below_the_summary_by_what_it_is_called(town, worker, said, then):
    await served(town, worker)
    await fill_in(town, worker)
    await say(town, worker, said)
    assert f"• {then}" in await text(worker)
    assert "尚未送出" in await text(worker)


async def test_what_is_no_option_is_asked_with_its_keys(town, worker):
    await served(town, worker)
    await fill_in(town, worker)
    await say(town, worker, "風險：看情況")
    assert "請點下面的按鈕" in await text(worker)
    await tap(town, worker, option("high"))
    assert "• 風險：高" in await text(worker)


@BOTH
async def test_several_needs_are_ticked_by_one_sentence_that_names_nothing_else(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, follow_up.File, option("phone"))
    await say(town, worker, town.said("經濟、就業和學校", "money, work and school"))
    ticked = [label for label in await keys(worker) if label.startswith("✅")]
    assert ticked == town.said("✅ 經濟 ✅ 就業 ✅ 學校", "✅ Money ✅ Work ✅ School").replace(
        " ✅", "|✅"
    ).split("|")
    await say(town, worker, town.said("經濟、養狗", "money, a dog"))
    assert len([label for label in await keys(worker) if label.startswith("✅")]) == len(ticked)


async def test_what_is_filed_late_asks_of_its_month_not_of_this_one(town, worker):
    await served(town, worker, accepted_at=MONDAY - timedelta(days=40))
    await open_card(town, worker)
    await tap(town, worker, APRIL)
    for taken in (option("phone"), SKIP, SKIP, option("low")):
        assert "這個月" not in await text(worker)
        await tap(town, worker, taken)
    assert "下個月" not in await text(worker)


@BOTH
async def test_another_case_is_opened_by_its_number_where_keys_are_asked_for_and_the_form_waits(town, worker):
    case = await served(town, worker)
    other = await served(town, worker, household=as_told("李範例", "", "", "中正路2號"))
    await say(town, worker, case.number)
    await tap(town, worker, follow_up.File, option("phone"))
    await say(town, worker, other.number)
    assert f"\n{other.number}" in await text(worker)
    assert town.said("填到一半的內容已保留", "What you began is kept") in await text(worker)
    await say(town, worker, case.number)
    await tap(town, worker, follow_up.File, on(form_cards.Resume, step="on"))
    assert town.said("這個家需要什麼", "What does the family need") in await text(worker)


async def test_a_draft_is_called_by_its_case_and_month_and_nothing_that_stands_below(town, worker):
    case = await served(town, worker, accepted_at=MONDAY - timedelta(days=40))
    await fill_in(town, worker, APRIL)
    await tap(town, worker, SEND, follow_up.File, option("phone"))
    assert "上次回報的計畫：下個月陪同就醫" in await text(worker)
    await say(town, worker, "/home", "繼續")
    assert (await keys(worker))[0] == f"{case.number} 115年5月每月回報"


async def test_every_answer_can_be_changed_before_it_is_sent(town, worker):
    case = await served(town, worker)
    await fill_in(town, worker)
    await tap(town, worker, "風險", option("high"), SEND)
    assert (await read(town, case)).risk == "high"


async def test_without_contact_neither_children_nor_risk_are_asked_and_the_risk_stays(town, worker):
    case = await served(town, worker, risk=Risk.MEDIUM)
    await open_card(town, worker)
    await tap(town, worker, JUNE, option("none"), option("money"), NEXT, SKIP)
    await say(town, worker, "再找找看")
    await tap(town, worker, SEND)
    assert (await read(town, case)).risk is Risk.MEDIUM


PLANNED: dict[str, Value] = {
    "contact": "home",
    "children": "all",
    "needs": ["money", "school"],
    "services": ["aid"],
    "risk": "low",
    "plan": "陪王小明就醫",
}


async def logged(town, worker, case, *, on=date(2026, 6, 1), **answers):
    """Let the worker have visited them, and filed the month before."""
    given = {
        "mode": "home",
        "met": "met",
        "children": "some",
        "risk": "low",
        "day": on.isoformat(),
        "note": None,
    }

    def log(db):
        addressed.speaks(db, worker.id)
        service.log_visit(db, case, on, given | answers)
        service.file_follow_up(db, case, date(2026, 5, 1), PLANNED)

    await town.look(log)


async def test_what_visits_and_last_month_say_is_filled_in_and_can_be_changed(town, worker):
    case = await served(town, worker, risk=Risk.LOW)
    await logged(town, worker, case)
    await open_card(town, worker)
    await tap(town, worker, JUNE)
    asked = await text(worker)
    assert "已依訪視紀錄與上次每月回報帶入" in asked
    assert "上次回報的計畫：陪王○明就醫" in asked
    assert "第 1／2 題" in asked
    await tap(town, worker, option("low"))
    await say(town, worker, "下個月陪同就醫")
    summary = await text(worker)
    for filled in ("家訪", "部分", "經濟", "學校", "訪視", "低"):
        assert filled in summary
    await tap(town, worker, "✏️ 聯繫方式", option("phone"), SEND)
    [_, kept] = await town.look(lambda db: service.follow_ups_of(db, case))
    assert kept.answers == {
        "contact": "phone",  # by which no child is seen
        "needs": ["money", "school"],
        "services": ["visit"],
        "risk": "low",
        "plan": "下個月陪同就醫",
    }


async def test_a_form_that_was_only_looked_at_is_no_unfinished_draft(town, worker):
    case = await served(town, worker, risk=Risk.LOW)
    await logged(town, worker, case)
    await open_card(town, worker)
    await tap(town, worker, JUNE)
    await say(town, worker, "/home")
    assert "草稿" not in await text(worker)


@pytest.mark.parametrize(
    "visit", [{"on": date(2026, 5, 31)}, {"met": "not_met"}], ids=["another month", "nobody met"]
)
async def test_a_visit_of_another_month_or_to_nobody_answers_nothing(town, worker, visit):
    case = await served(town, worker, risk=Risk.LOW)
    await logged(town, worker, case, **visit)
    await open_card(town, worker)
    await tap(town, worker, JUNE)
    assert "第 1" in await text(worker)


async def test_a_visit_at_high_risk_names_no_plan_for_the_new_year(town, worker):
    await served(town, worker, risk=Risk.HIGH)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("phone"), option("met"), option("high"), option("today"))
    await tap(town, worker, SKIP, SEND)
    assert "風險為高，仍須當面訪視並看到孩子" in await text(worker)
    assert "春節" not in await text(worker)


async def test_a_month_that_another_filed_meanwhile_is_not_filed_as_the_next_one(town, worker):
    deputy = await town.join(Role.WORKER, "趙同事")
    before = MONDAY - timedelta(days=60)
    case = await served(town, worker, accepted_at=before, reported_at=before)
    await fill_in(town, worker, APRIL)
    await stands_in(town, worker, deputy, 1, 3)
    await press(town, deputy, OpenCard(case.id))
    await tap(town, deputy, APRIL, *FOLLOWED_UP)
    await say(town, deputy, "下個月陪同就學")
    await tap(town, deputy, SEND)
    await say(town, worker, "請用")
    assert "115年4月每月回報" in await text(worker), "it is still called by the month that it tells of"
    assert "這份草稿無法再送出" in await text(worker), "nobody fills in the rest in vain"
    await tap(town, worker, SEND)
    assert "卡片已過期" in await text(worker)
    filed = await town.look(lambda db: service.follow_ups_of(db, case))
    assert [(one.month, one.answers["plan"]) for one in filed] == [(date(2026, 4, 1), "下個月陪同就學")]
    await tap(town, worker, "📝 每月回報 115年5月")
    assert "第 1" in await text(worker), "what was written of April is not begun for May"
