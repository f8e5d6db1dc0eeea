"""A supervisor asks in plain words (`ux.md` 22)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.household import as_told
from casework.cases.seats import AskedBy
from casework.search.asked import Asked, asked_by
from casework.staffing.people import Role
from casework.text.numbers import new_number
from handlers.intake import worries
from handlers.search import answers
from handlers.search.understood import STATUSES
from handlers.words.wording import load_wordings
from sandbox import Phone
from storage.cases import cases, service
from storage.core.database import Transaction
from storage.staffing import people
from tests.support.cases import made_case, with_facts
from tests.support.keys import Key, on, press
from tests.support.phones import text
from tests.support.town import BOTH, MONDAY, VILLAGE, Town

HOUSEHOLD = as_told("王小明", "A123456789", "0912345678", "示範路1號")
ELSEWHERE = "桃園區中正里"


async def opened(town: Town, letter: str = "A", **facts: Any) -> Case:
    case = made_case(0, "", State.SCREENING, VILLAGE, urgent=False, reported_at=MONDAY, household=HOUSEHOLD)
    return await town.look(lambda db: cases.open_case(db, with_facts(case, **facts), letter))


async def served(town: Town, worker: Phone, *, days: int = 0, unit: str = "平鎮中心", **facts: Any) -> Case:
    """Open a case that somebody took on some days ago; the first visit is due after ten."""
    taken_on: dict[str, object] = {
        "state": State.IN_SERVICE,
        "unit": town.units[unit].id,
        "worker": await town.person(worker),
        "accepted_at": MONDAY - timedelta(days=days),
    }
    return await opened(town, **{**taken_on, **facts})


async def visit(town: Town, worker: Phone, case: Case) -> None:
    """Keep a visit of today."""
    person = await town.person(worker)

    def keep(db: Transaction) -> None:
        db.speaker = people.get(db, person)
        service.log_visit(db, case, MONDAY.date(), {})

    await town.look(keep)


async def ask(town: Town, phone: Phone, text: str) -> str:
    await phone.say(text)
    await town.settle()
    return str((await phone.last())["text"])


async def tap(town: Town, phone: Phone, wanted: Key) -> str:
    """Press a key; returns what it says then."""
    await press(phone, wanted)
    await town.settle()
    return await text(phone)


async def labels(phone: Phone) -> list[str]:
    return [label for row in await phone.buttons() for label in row]


async def test_the_first_line_says_how_the_question_was_understood(town, worker, supervisor):
    late = await served(town, worker, days=12)
    await served(town, worker)
    answer = await ask(town, supervisor, "平鎮逾期的案件？")
    assert answer.splitlines()[:2] == ["平鎮區 · 逾期", "共 1 件"]
    assert late.number in answer
    assert "逾期" in answer.splitlines()[3]


async def test_what_is_due_tomorrow_and_next_week_is_asked_for_as_one_says_it(town, worker):
    """Taken on a Monday: the first visit is due on the Thursday of the week after."""
    case = await served(town, worker)
    assert (await ask(town, worker, "下禮拜到期的有哪些")).splitlines()[:2] == ["下週到期", "共 1 件"]
    assert "共 1 件" not in await ask(town, worker, "明天到期")
    await town.later(days=9)
    answer = await ask(town, worker, "明天到期")
    assert answer.splitlines()[:2] == ["明天到期", "共 1 件"]
    assert case.number in answer


@BOTH
async def test_who_asks_by_the_days_of_a_deadline_hears_first_which_days_were_read(town, worker, supervisor):
    """Today is Monday 1 June 2026; the first visit is due on the 11th, the follow-up at the month's end."""
    case = await served(town, worker)
    zh = town.said("zh", "en") == "zh"
    for asked_, english, said, told in (
        ("6/11到期", "due June 11", "115年6月11日（四）到期", "due Thu 11 Jun 2026"),
        ("這個月到期", "due this month", "115年6月到期", "due in Jun 2026"),
        ("十天內到期", "due in 10 days", "115年6月1日（一）至6/11到期", "due Mon 1 Jun 2026 to 11 Jun"),
        ("6月15日前到期", "due by June 15", "115年6月15日（一）以前到期", "due by Mon 15 Jun 2026"),
    ):
        for asker in (worker, supervisor):
            answer = await ask(town, asker, asked_ if zh else english)
            assert answer.splitlines()[:2] == ([said, "共 1 件"] if zh else [told, "1 case"])
            assert case.number in answer
    answer = await ask(town, supervisor, town.said("6/12到期", "due June 12"))
    assert case.number not in answer
    assert town.said("沒有符合115年6月12日（五）到期的案件", "nothing matches due Fri 12 Jun 2026") in answer


async def test_a_row_tells_the_duty_that_is_due_on_the_days_that_were_asked_for(town, worker, supervisor):
    await served(town, worker)
    assert "每月回報" in (await ask(town, supervisor, "6/30到期")).splitlines()[3]
    assert "首次訪視" in (await ask(town, supervisor, "6/11到期")).splitlines()[3]


@BOTH
async def test_cases_are_asked_for_by_the_day_of_the_report(town, worker, supervisor):
    old = await served(town, worker, reported_at=MONDAY - timedelta(days=1))
    new = await served(town, worker)
    zh = town.said("zh", "en") == "zh"
    for asked_, english, said, told, found in (
        ("昨天通報的", "reported yesterday", "115年5月31日（日）通報", "reported Sun 31 May 2026", old),
        ("今天通報的", "reported today", "115年6月1日（一）通報", "reported Mon 1 Jun 2026", new),
        ("上個月通報的", "reported last month", "115年5月通報", "reported in May 2026", old),
        (
            "本週通報的",
            "reported this week",
            "115年6月1日（一）至6/7通報",
            "reported Mon 1 Jun 2026 to 7 Jun",
            new,
        ),
    ):
        answer = await ask(town, supervisor, asked_ if zh else english)
        assert answer.splitlines()[:2] == ([said, "共 1 件"] if zh else [told, "1 case"])
        assert found.number in answer


@BOTH
async def test_cases_are_asked_for_by_the_day_of_a_visit_or_of_the_closing(town, worker, supervisor):
    """Today is Monday 1 June 2026."""
    visited, closed = (
        await served(town, worker),
        await served(
            town, worker, state=State.CLOSED, closed_at=MONDAY - timedelta(days=3), visited_on=MONDAY.date()
        ),
    )
    await visit(town, worker, visited)
    zh = town.said("zh", "en") == "zh"
    for asked_, english, said, told, found in (
        ("今天訪視的", "visited today", "115年6月1日（一）訪視", "visited Mon 1 Jun 2026", visited),
        ("這個月訪視幾次", "visited this month", "115年6月訪視", "visited in Jun 2026", visited),
        ("上個月結案的", "closed last month", "115年5月結案", "closed in May 2026", closed),
    ):
        for asker in (worker, supervisor):
            answer = await ask(town, asker, asked_ if zh else english)
            assert answer.splitlines()[:2] == ([said, "共 1 件"] if zh else [told, "1 case"])
            assert found.number in answer
    for asked_, english in (("昨天訪視的", "visited yesterday"), ("今天結案的", "closed today")):
        assert visited.number not in await ask(town, supervisor, asked_ if zh else english)


async def test_whose_visits_a_unit_is_not_told_of_are_none_to_it(town, worker, supervisor):
    """Who serves by the match is not told why others serve the family."""
    case = await served(town, worker)
    liaison = await town.join(Role.LIAISON, "劉窗口", unit="平鎮分局")
    unit, person = town.units["平鎮分局"], await town.person(liaison)
    seat = {"unit": unit.id, "kind": unit.kind, "at": MONDAY, "by": AskedBy.MATCH, "to": person}
    await town.look(lambda db: cases.save(db, case, case.ask(**seat), "case.asked"))
    assert case.number in await ask(town, liaison, case.number)
    await visit(town, worker, case)
    assert case.number in await ask(town, worker, "今天訪視的")
    assert case.number not in await ask(town, liaison, "今天訪視的")


@BOTH
async def test_who_asks_by_a_day_that_is_none_hears_that_there_is_no_such_day(town, worker, supervisor):
    await served(town, worker)
    zh = town.said("zh", "en") == "zh"
    for asked_, english in (
        ("2/30到期", "due February 30"),
        ("6/31通報的", "reported June 31"),
        ("2月30日結案", "closed Feb 30"),
        ("115/2/29訪視的", "visited Feb 30"),
    ):
        answer = await ask(town, supervisor, asked_ if zh else english)
        assert town.said("沒有這一天", "there is no such day") in answer.splitlines()[0]
        assert town.said("已查過姓名", "I looked for it in names") not in answer


@BOTH
async def test_whose_cases_are_asked_for_are_found_however_one_says_it(town):
    worker, supervisor = await town.join(Role.WORKER, "王測試"), await town.join(Role.SUPERVISOR, "張樣本")
    case = await served(town, worker)
    for chinese, english in (
        ("王測試的案件", "cases of 王測試"),
        ("社工王測試的案件", "王測試's cases"),
        ("王測試的件數", "how many cases has 王測試"),
    ):
        assert case.number in await ask(town, supervisor, town.said(chinese, english))


async def test_an_answer_masks_the_household(town, worker, supervisor):
    await served(town, worker)
    answer = await ask(town, supervisor, "A123456789")
    assert "王○明" in answer
    assert "A12****789" in answer
    for secret in ("王小明", "A123456789", "0912345678", "示範路1號"):
        assert secret not in answer


@BOTH
@pytest.mark.parametrize(
    "masked", ["王○明", "王OO", "王＊明", "王○", "A12****789", "0912***678", "王○明 逾期", "中正路○號"]
)
async def test_who_copies_what_an_answer_masks_hears_how_to_look(town, worker, supervisor, masked):
    await served(town, worker)
    answer = await ask(town, supervisor, masked)
    assert town.said("遮住的字無法查詢", "What is hidden can't be looked for") in answer
    assert town.said("已查過姓名", "I looked for it in names") not in answer


@pytest.mark.parametrize("name", ["王小華", "電費", "O2", "王Oo路"])
async def test_what_is_not_masked_is_said_to_have_been_looked_for(town, supervisor, name):
    assert "遮住的字無法查詢" not in await ask(town, supervisor, name)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("誰還沒接受邀請", "✉️ 尚未加入的邀請"),
        ("要加一個單位", "🏢 單位與人員"),
        ("invite my colleague", "✉️ Open invitations"),
        ("unit list please", "🏢 Units and people"),
    ],
)
async def test_words_that_find_no_case_and_are_like_a_key_are_shown_the_key(town, asked, key):
    language = "en" if asked.isascii() else "zh-hant"
    phone = await town.join(Role.ADMIN, "李演練", unit="社會局", language=language)
    await ask(town, phone, asked)
    assert key in await labels(phone)


async def test_a_key_is_found_by_chinese_words_on_an_english_phone(town):
    phone = await town.join(Role.ADMIN, "黃假名", unit="社會局", language="en")
    await ask(town, phone, "要加一個單位")
    assert "🏢 Units and people" in await labels(phone)


async def test_overdue_is_not_like_handing_over(town):
    phone = await town.join(Role.SUPERVISOR, "張樣本", language="en")
    await ask(town, phone, "overdue this week")
    assert "🔁 Hand over" not in await labels(phone)
    await ask(town, phone, "hand it to her")
    assert "🔁 Hand over" in await labels(phone)


async def test_words_that_are_like_no_key_are_shown_none(town, supervisor):
    await ask(town, supervisor, "陳小華")
    assert await labels(supervisor) == ["🏠 首頁"]


async def test_a_row_opens_its_card(town, worker, supervisor):
    case = await served(town, worker)
    await ask(town, supervisor, "進行中")
    card = await tap(town, supervisor, f"開啟 1. {case.number}")
    assert card.startswith(case.number)


@pytest.mark.parametrize("spell", [str, str.lower, lambda number: number.replace("-", ""), lambda n: n[-6:]])
async def test_a_number_in_any_spelling_opens_the_card_at_once(town, worker, supervisor, spell):
    case = await served(town, worker)
    assert (await ask(town, supervisor, spell(case.number))).startswith(case.number)


async def test_a_mistyped_number_is_told_apart(town, worker, supervisor):
    case = await served(town, worker)
    wrong = case.number[:-1] + str((int(case.number[-1]) + 1) % 10)
    assert "案號" in await ask(town, supervisor, wrong)
    assert case.number not in (await supervisor.last())["text"]


async def test_a_number_that_is_not_there_answers_like_one_that_is_not_theirs(town, worker, supervisor):
    stranger = await town.join(Role.WORKER, "趙外區", unit="桃園中心")
    other = await served(town, stranger, unit="桃園中心")
    theirs = await ask(town, supervisor, other.number)
    assert "找不到這個案號，或不在您的查詢範圍" in theirs
    free = new_number("A", 115, lambda _: 7, lambda number: number == other.number)
    nobodys = await ask(town, supervisor, free)
    assert theirs == nobodys
    assert "王" not in theirs


async def test_pages_turn_in_place(town, worker, supervisor):
    for days in range(7):
        await served(town, worker, days=days)
    answer = await ask(town, supervisor, "區:平鎮 狀態:進行中 " + "社工:王測試")
    assert "共 7 件" in answer
    assert "第 1／2 頁" in answer
    card = (await supervisor.last())["id"]
    second = await tap(town, supervisor, answers.AnswerPage)
    assert (await supervisor.last())["id"] == card
    assert "第 2／2 頁" in second
    assert "7. " in second
    assert await tap(town, supervisor, answers.AnswerPage) == answer


async def test_the_key_of_an_earlier_question_says_so_and_answers_the_latest(town, worker, supervisor):
    for days in range(6):
        await served(town, worker, days=days)
    await ask(town, supervisor, "進行中")
    old = await supervisor.last()
    page = next(key["callback_data"] for row in old["keyboard"] for key in row if "下一頁" in key["text"])
    await ask(town, supervisor, "結案")
    await supervisor.press(page, old, stale=True)
    await town.settle()
    answer = (await supervisor.last())["text"]
    assert "過期" in answer
    assert "已結案" in answer


async def test_an_empty_answer_names_the_filter_that_emptied_it_and_drops_it(town, worker, supervisor):
    await served(town, worker)
    answer = await ask(town, supervisor, "平鎮 逾期")
    assert "沒有符合逾期的案件" in answer
    assert "不限逾期（1）" in await labels(supervisor)
    assert (await tap(town, supervisor, on(answers.Without, place=1))).startswith("平鎮區\n共 1 件")


async def test_filters_that_do_not_occur_together_are_told(town, worker, supervisor):
    await served(town, worker, days=12)
    await served(town, worker, village=ELSEWHERE)
    assert "沒有同時符合" in await ask(town, supervisor, "逾期 桃園區")
    assert {"不限逾期（1）", "不限桃園區（1）"} <= set(await labels(supervisor))


async def test_filters_can_be_dropped_one_after_the_other(town, worker, supervisor):
    await served(town, worker)
    await served(town, worker, days=12)
    await ask(town, supervisor, "逾期 平鎮 緊急")
    assert (await tap(town, supervisor, on(answers.Without, place=2))).startswith("逾期 · 平鎮區\n共 1 件")


async def test_of_filters_that_each_find_nothing_all_are_dropped_at_once(town, worker, supervisor):
    await served(town, worker)
    await ask(town, supervisor, "結案 電費")
    assert (await tap(town, supervisor, answers.Without)).startswith("全部案件\n共 1 件")


async def test_words_that_mean_nothing_are_said_to_have_been_looked_for(town, supervisor):
    answer = await ask(town, supervisor, "電費")
    assert answer.startswith("「電費」")
    assert "已查過姓名" in answer


@pytest.mark.parametrize(
    "text", ["王小明", "小明", "0912-345-678", "0912 345 678", "社工:王", "新勢里", "平鎮中心"]
)
async def test_a_case_is_asked_for_by_whom_and_where(town, worker, supervisor, text):
    case = await served(town, worker)
    assert case.number in await ask(town, supervisor, text)


async def test_one_character_is_looked_for_as_a_surname_and_in_workers_names(town, worker, supervisor):
    case = await served(town, worker, household=as_told("林大同"))
    assert case.number in await ask(town, supervisor, "王")
    assert case.number in await ask(town, supervisor, "林")
    answer = await ask(town, supervisor, "趙")
    assert "一個字只查住戶的姓和社工姓名" in answer
    assert "已查過姓名" not in answer


async def test_an_empty_answer_about_ones_own_cases_reads_as_people_say_it(town, worker):
    answer = await ask(town, worker, "我的案子")
    assert "沒有符合我承辦的案件" in answer


@pytest.mark.parametrize("asked", ["王測試的案子有哪些逾期", "請幫我查平鎮區逾期的案子", "幾件逾期？"])
async def test_a_whole_sentence_is_understood(town, worker, supervisor, asked):
    late = await served(town, worker, days=12)
    fine = await served(town, worker)
    answer = await ask(town, supervisor, asked)
    assert "逾期" in answer.splitlines()[0]
    assert "共 1 件" in answer
    assert late.number in answer
    assert fine.number not in answer


async def test_what_stands_somewhere_is_found_as_it_stands(town, worker, supervisor):
    here = await served(town, worker, household=as_told("王小明", address="平鎮區中正路1號"))
    await served(town, worker, days=12, household=as_told("王小明", address="平鎮區和平路1號"))
    answer = await ask(town, supervisor, "平鎮區中正路1號")
    assert answer.startswith("「平鎮區中正路1號」")
    assert here.number in answer


async def test_pages_of_a_sentence_turn_as_it_was_understood(town, worker, supervisor):
    for _ in range(6):
        await served(town, worker, days=12)
    answer = await ask(town, supervisor, "王測試今年有哪些逾期")
    assert "沒有" in answer
    answer = await tap(town, supervisor, on(answers.Without, place=0))
    assert answer.startswith("逾期")
    assert "第 2／2 頁" in await tap(town, supervisor, answers.AnswerPage)


async def test_everything_can_be_asked_for(town, worker, supervisor):
    await served(town, worker)
    await served(town, worker, state=State.DISPUTED, disputed_at=MONDAY)
    assert (await ask(town, supervisor, "全部")).startswith("全部案件\n共 2 件")
    assert (await ask(town, supervisor, "爭議")).startswith("爭議中\n共 1 件")


async def test_a_row_tells_the_duty_that_was_asked_for(town, worker, supervisor):
    await served(town, worker)
    row = (await ask(town, supervisor, "未回報")).splitlines()[3]
    assert "每月回報" in row
    row = (await ask(town, supervisor, "進行中")).splitlines()[3]
    assert "首次訪視" in row


async def test_no_stray_space_stands_in_a_chinese_answer(town, worker, supervisor):
    await served(town, worker)
    for question in ("電費，趙 逾期", "平鎮 逾期", "結案，逾期", "進行中", "社工:趙"):
        said = await ask(town, supervisor, question)
        written = [said.replace(" · ", "·"), *await labels(supervisor)]
        assert not [one for one in written if re.search("[\u3000-\uffef] +[\u3000-\uffef]", one)], question


async def test_nobody_finds_or_counts_the_cases_of_others(town, worker, supervisor, bureau):
    stranger = await town.join(Role.WORKER, "趙外區", unit="桃園中心")
    hidden = await served(town, stranger, unit="桃園中心")
    mine = await served(town, worker)
    for asker in (worker, supervisor):
        answer = await ask(town, asker, "王小明")
        assert "共 1 件" in answer
        assert mine.number in answer
        assert hidden.number not in await asker.transcript()
    assert "共 2 件" in await ask(town, bureau, "王小明")


async def test_overdue_stands_among_the_cases_with_its_count(town, worker, supervisor):
    case = await served(town, worker, days=12)
    await ask(town, supervisor, "個案")
    label = next(label for label in await labels(supervisor) if label.startswith("❗"))
    assert "1" in label
    assert case.number in await tap(town, supervisor, label)


async def test_a_question_is_no_unfinished_draft(town, supervisor):
    await ask(town, supervisor, "電費")
    assert "未完成" not in await ask(town, supervisor, "/help")


async def test_a_worry_of_a_worker_becomes_a_report_with_one_tap(town, worker):
    await ask(town, worker, "樓上的孩子整夜在哭")
    await tap(town, worker, worries.Worry)
    assert "通報：沒有立即危險" in await labels(worker)


@pytest.mark.parametrize(
    "text",
    [
        "查" * 4000,
        "逾" + "<b>" * 900,
        "<b>逾期</b>",
        "&lt;script&gt;<a href='x'>",
        "\u202e期逾\u202c 平鎮",
        "王\u200b小\ufeff明\x07",
        "%(n)s %s {0}",
        "，，、。",
        "🙏🙏🙏",
        "a:b:c ::: 區:",
        "'; DROP TABLE cases; --",
    ],
    ids=range(11),
)
async def test_whatever_is_typed_gets_a_clear_sentence(town, worker, supervisor, text):
    case = await served(town, worker)
    answer = await ask(town, supervisor, text)
    assert answer
    shown = " ".join(await labels(supervisor))
    assert "首頁" in shown or "今天要辦" in shown
    assert case.number in await ask(town, supervisor, "進行中")


async def test_a_long_question_is_said_to_be_cut(town, supervisor):
    assert "前 200 個字" in await ask(town, supervisor, "電費" * 500)


async def test_a_question_is_answered_in_english(town, worker):
    boss = await town.join(Role.SUPERVISOR, "Sample", language="en")
    await served(town, worker, days=12)
    answer = await ask(town, boss, "overdue in 平鎮")
    assert answer.splitlines()[:2] == ["overdue · 平鎮區", "1 case"]


async def test_a_card_leads_back_to_the_question_it_answers(town, worker, supervisor):
    case = await served(town, worker, days=12)
    other = await served(town, worker)
    answer = await ask(town, supervisor, "逾期 平鎮")
    await tap(town, supervisor, f"開啟 1. {case.number}")
    assert await tap(town, supervisor, answers.AnswerPage) == answer
    await ask(town, supervisor, other.number)
    assert "↩ 回查詢結果" not in await labels(supervisor)


async def test_a_question_of_yesterday_is_not_gone_back_to(town, worker, supervisor):
    case = await served(town, worker, days=12)
    await ask(town, supervisor, "逾期 平鎮")
    await town.later(days=1)
    await ask(town, supervisor, case.number)
    assert "↩ 回查詢結果" not in await labels(supervisor)


async def test_digits_alone_find_the_case_of_any_centre(town, worker, bureau):
    case = await opened(town, "B")
    assert (await ask(town, bureau, case.number[-6:])).startswith(case.number)


async def test_a_worker_does_not_find_what_was_offered_and_lapsed(town, worker):
    person, unit = await town.person(worker), town.units["平鎮中心"].id
    case = await opened(town, state=State.DISPATCHED, unit=unit, offered=person, offered_at=MONDAY)
    assert case.number in await ask(town, worker, "我的")
    await town.later(days=7)
    answer = await ask(town, worker, "我的")
    assert case.number not in answer
    assert "查無案件" in answer


@pytest.mark.parametrize("asker", ["worker", "supervisor"])
async def test_what_the_asker_may_not_see_changes_no_word_of_any_answer(town, worker, supervisor, asker):
    phone = {"worker": worker, "supervisor": supervisor}[asker]
    stranger = await town.join(Role.WORKER, "趙外區", unit="桃園中心")
    await served(town, worker, days=12)

    async def everything_said() -> list[tuple[str, list[str]]]:
        questions = (
            "王小明",
            "王",
            "趙",
            "趙外區的案子有哪些逾期",
            "全部",
            "爭議",
            "逾期",
            "平鎮 結案",
            "社工:趙",
            "桃園",
            "待派",
            "案件",
            "電費 逾期",
            "/help",
        )
        return [(await ask(town, phone, question), await labels(phone)) for question in questions]

    before = await everything_said()
    await served(town, stranger, days=12, unit="桃園中心")
    await served(town, stranger, unit="桃園中心", village=ELSEWHERE, state=State.CLOSED)
    await opened(town)
    assert await everything_said() == before


WORDINGS = load_wordings()


@pytest.mark.parametrize("language", sorted(WORDINGS))
@pytest.mark.parametrize("status", Asked)
def test_what_an_answer_calls_a_state_asks_for_it(status: Asked, language: str) -> None:
    said = WORDINGS[language].label(STATUSES[status])
    assert asked_by(said) is status


async def test_a_place_of_another_district_is_said_to_be_outside(town, worker, supervisor):
    await served(town, worker, days=12)
    answer = await ask(town, supervisor, "中壢 逾期")
    assert "中壢區不在您的查詢範圍：您可以查平鎮中心的個案" in answer
    assert "中壢" not in " ".join(await labels(supervisor)) or "不限中壢區（1）" in await labels(supervisor)


async def test_no_key_leads_to_nothing(town, worker, supervisor):
    await served(town, worker)
    await ask(town, supervisor, "中壢 逾期 緊急")
    assert not [label for label in await labels(supervisor) if "（0）" in label]


async def test_an_empty_answer_shows_an_example(town, worker, supervisor):
    await served(town, worker)
    assert "例如：平鎮逾期" in await ask(town, supervisor, "查不到的名字")


@BOTH
async def test_an_example_is_one_of_what_who_asks_can_find(town, worker):
    await served(town, worker)
    liaison = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    screener = await town.join(Role.SCREENER, "陳範例", unit="家防中心")
    for phone, theirs in (
        (worker, "未回報|no follow-up"),
        (liaison, "未回報|no follow-up"),
        (screener, "待派|unassigned"),
    ):
        answer = await ask(town, phone, "查不到的名字")
        assert town.said(*theirs.split("|")) in answer
        assert not re.search("社工:|worker:|待核|closing to decide", answer)


@pytest.mark.parametrize("asked", ["類型:幸扶守護", "幸扶守護", "kind:suicide_hardship"])
async def test_a_kind_of_case_is_asked_for(town, worker, supervisor, asked):
    case = await served(town, worker, kinds=(CaseKind.SUICIDE_HARDSHIP,))
    other = await served(town, worker)
    answer = await ask(town, supervisor, asked)
    assert case.number in answer
    assert other.number not in answer


@pytest.mark.parametrize(
    "asked",
    [
        "王測試的案子",
        "請問王測試的案子",
        "请问王测试的案子",
        "平镇 王测试",
        "王小明的案子",
        "Pingzhen 王測試",
    ],
)
async def test_a_name_in_a_sentence_is_found(town, worker, supervisor, asked):
    case = await served(town, worker)
    assert case.number in await ask(town, supervisor, asked)


async def test_the_last_four_digits_of_a_number_open_the_case(town, worker, supervisor):
    case = await served(town, worker)
    assert (await ask(town, supervisor, case.number[-4:])).startswith(case.number)
    stranger = await town.join(Role.WORKER, "趙外區", unit="桃園中心")
    hidden = await served(town, stranger, unit="桃園中心")
    assert hidden.number not in await ask(town, supervisor, hidden.number[-4:])


async def test_who_serves_hears_what_handing_over_is(town, worker):
    answer = await ask(town, worker, "交接")
    assert "督導" in answer
    assert any("請假" in one for one in await labels(worker))
