"""The chief's evening: whatever is sent or typed, nothing is lost, and all of it is found again."""

import pytest
from msgspec.structs import replace

from casework.cases.case import State
from casework.policy.editions import Editions
from casework.staffing.people import Role
from handlers.forms import form_cards, unfinished
from handlers.intake import attached, my_reports, one_tap, reporting
from handlers.onboarding.language import Speak
from handlers.screening import screening
from handlers.ui import home
from storage.cases import cases
from storage.core.database import Transaction
from storage.forms import drafts
from storage.staffing import people
from tests.handlers.reporting import NUMBER, dispatched, opened, report, state, verbs
from tests.support.cases import save, with_facts
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import from_home, keys, say, tap, text, twice
from tests.support.town import Town

ASKS = "要用這段內容通報嗎"


async def evidence(town: Town, phone) -> list[str]:
    """Return what the newest draft of somebody holds beside words."""
    person = await town.person(phone)

    def look(db: Transaction) -> list[str]:
        mine = drafts.mine(replace(db, speaker=people.get(db, person)))
        return mine[0].chosen("evidence") if mine else []

    return await town.look(look)


# 14 and the kinds of messages


@pytest.mark.parametrize("kind", ["video", "animation", "audio"])
async def test_a_film_with_words_under_it_becomes_a_report_with_both(town, chief, kind):
    await chief.film("他在打小孩，快來", kind=kind)
    await town.settle()
    assert ASKS in await text(chief)
    assert "他在打小孩，快來" in await text(chief)
    assert [one.partition(":")[0] for one in await evidence(town, chief)] == [kind]


@pytest.mark.parametrize("kind", ["paid_media"])
async def test_words_under_what_cant_be_kept_are_words_and_it_is_named(town, chief, kind):
    await chief.other(kind, caption="他在打小孩，快來")
    await town.settle()
    assert "他在打小孩，快來" in await text(chief)
    assert "無法保存" in await text(chief)


async def test_words_under_a_file_that_is_not_taken_are_words(town, chief):
    await chief.document("信.pdf", b"%PDF", "隔壁收到這封信，很害怕")
    await town.settle()
    assert "隔壁收到這封信" in await text(chief)
    assert ASKS in await text(chief)


async def test_a_supervisor_who_sends_a_film_with_words_has_asked(town, supervisor):
    await supervisor.film("平鎮 逾期")
    await town.settle()
    assert "無法保存" in await text(supervisor)
    assert "平鎮" in await text(supervisor)


@pytest.mark.parametrize("kind", ["poll", "checklist", "rich_message", "venue"])
async def test_what_holds_words_begins_a_report_by_them(town, chief, kind):
    await chief.other(kind)
    await town.settle()
    assert ASKS in await text(chief)


async def test_somebody_elses_contact_is_a_household_that_one_worries_about(town, chief):
    await chief.contact(phone_number="0912345678", first_name="小明", last_name="王")
    await town.settle()
    assert ASKS in await text(chief)


@pytest.mark.parametrize(
    "kind", ["pinned_message", "chat_background_set", "message_auto_delete_timer_changed"]
)
async def test_what_the_messenger_says_of_the_chat_is_answered_by_nobody(town, chief, kind):
    before = len(await chief.messages())
    await chief.other(kind)
    await town.settle()
    assert len(await chief.messages()) == before + 1


# 28


@pytest.mark.parametrize("said", ["我的通報", "我的通报", "my reports", "📨 我的通報", "My Reports"])
async def test_the_name_of_a_key_of_home_is_the_key(town, chief, said):
    await say(town, chief, said)
    assert "還沒有通報過" in await text(chief)


@pytest.mark.parametrize("said", ["語言", "中文", "English", "language"])
async def test_the_language_is_asked_for_by_its_name(town, chief, said):
    await say(town, chief, said)
    assert await has(chief, on(Speak, language="en"))


@pytest.mark.parametrize("said", ["怎麼用", "怎么用", "說明", "客服", "/help", "help", "／help"])
async def test_who_asks_how_it_works_hears_the_three_things_one_can_do(town, chief, said):
    await say(town, chief, said)
    shown = await text(chief)
    assert "1. 通報" in shown
    assert "2. 我的通報" in shown
    assert "110" in shown


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("code", ["zh-hant", "en"])
async def test_help_says_three_things_to_every_role(town, role, code):
    unit = {Role.SCREENER: "家防中心", Role.BUREAU: "社會局", Role.ADMIN: "社會局"}.get(role, "平鎮中心")
    phone = await town.join(role, "吳示例", unit=unit, language=code)
    await say(town, phone, "/help")
    shown = await text(phone)
    assert all(f"\n{n}. " in shown for n in (1, 2, 3))
    assert ("值班" if code == "zh-hant" else "On call") in shown
    assert await keys(phone)


async def test_a_key_that_help_names_does_what_it_is_called_in_simplified_characters_too(town, supervisor):
    for said, shown in {
        "请假": "代理",
        "统计": "範圍",
        "值班": "110",
        "清单": "今天要辦",
        "春节关怀": "春節",
    }.items():
        await say(town, supervisor, said)
        assert shown in await text(supervisor), said


async def test_a_word_that_is_for_others_reads_as_nothing_for_me_now(town, screener, chief):
    await say(town, screener, "春節")
    assert "「春節」目前沒有" in await text(screener)
    await say(town, chief, "清單")
    assert "還沒有通報過" in await text(chief)
    await say(town, chief, "停班")
    assert "「停班」目前沒有" in await text(chief)
    await say(town, chief, "他被停班三個月了")
    assert ASKS in await text(chief)  # a sentence is a worry


async def test_a_question_that_may_be_skipped_is_skipped_in_other_words(town, chief):
    await say(town, chief, "小孩半夜一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await say(town, chief, "跳过")
    assert "家裡有誰" in await text(chief)


async def test_the_beginning_of_one_answer_is_that_answer(town, chief):
    await say(town, chief, "小孩半夜一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP)
    await say(town, chief, "獨居", "六歲")
    assert "✅ 獨居老人" in await keys(chief)
    assert "✅ 六歲以下孩子" in await keys(chief)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "你好",
            "您好！",
            "hello",
            "謝謝",
            "谢谢",
            "thank you",
            "感謝您 辛苦了",
            "早安，吃飽沒",
            "好的，謝謝你們",
        ),
        *(
            "大家早安",
            "瞭解 再麻煩您了",
            "Hi there, good morning!",
            "Thank you so much",
            "OK thanks",
            "👍",
            "🙏🏻 🙏🏻",
        ),
    ],
)
async def test_a_greeting_gets_a_greeting_and_begins_no_report(town, chief, said):
    await say(town, chief, said)
    assert ASKS not in await text(chief)
    assert "沒有讀到文字" not in await text(chief)
    assert "守望" in await text(chief)


@pytest.mark.parametrize("said", ["好的 阿嬤跌倒了", "早安 隔壁小孩一直哭", "Hello, she is hurt", "👍 阿嬤"])
async def test_a_greeting_before_a_worry_is_a_worry(town, chief, said):
    await say(town, chief, said)
    assert ASKS in await text(chief)


@pytest.mark.parametrize("said", ["繼續", "继续填写", "草稿"])
async def test_who_goes_on_is_shown_what_was_begun(town, chief, said):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await say(town, chief, "首頁", said)
    assert ASKS not in await text(chief)
    await tap(town, chief, on(form_cards.Resume, step="found"), on(form_cards.Resume, step="on"))
    assert "哪一戶" in await text(chief)


@pytest.mark.parametrize("said", ["取消通報", "我不要報了", "不用了", "刪掉", "Never mind!", "don't report"])
async def test_no_is_taken_for_an_answer(town, chief, said):
    await say(town, chief, "隔壁小孩一直哭", said)
    assert "草稿已刪除" in await text(chief)
    assert ASKS not in await text(chief)


async def test_several_messages_are_asked_about_before_no_deletes_them(town, chief):
    await say(town, chief, "隔壁小孩一直哭", "已經三天了", "不用了")
    assert await has(chief, on(one_tap.MakeReport, danger="keep"))


async def test_only_what_was_added_is_said_to_be_added(town, chief):
    added = "已併入剛才的內容。"
    await say(town, chief, "隔壁小孩一直哭", "已經三天了")
    assert added in await text(chief)
    for said in ("在嗎", "？", "謝謝"):
        await say(town, chief, said)
        assert ASKS in await text(chief)
        assert added not in await text(chief), said


@pytest.mark.parametrize("said", ["返回", "上一步", "回首頁", "首页", "／start", "home"])
async def test_words_that_lead_back_lead_back(town, chief, said):
    await say(town, chief, said)
    assert ASKS not in await text(chief)
    assert "守望" in await text(chief)


async def test_in_a_form_the_names_of_its_keys_are_its_keys(town, chief):
    await say(town, chief, "隔壁小孩一直哭")
    await say(town, chief, "通報：沒有立即危險")
    assert "哪一戶" in await text(chief)
    await say(town, chief, "不確定")
    assert "誰" in await text(chief)
    await say(town, chief, "上一步")
    assert "哪一戶" in await text(chief)


# 29


async def test_a_reporter_hears_of_the_unit_in_charge_whoever_that_is(town, chief, screener):
    police = await town.join(Role.LIAISON, "警示例", unit="平鎮分局")
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, "派給其他單位或社工")
    assert "主責社工" not in await text(chief)
    await say(town, chief, number)
    assert "社工" not in (await text(chief)).replace("「", "")
    assert police


# 30


async def test_who_serves_may_call_a_reporter_who_said_yes(town, chief, screener, worker):
    number = await dispatched(town, chief, screener)
    await tap(town, worker, "查看")
    assert "📞 聯絡通報人" not in await keys(worker)  # not before it is theirs
    await tap(town, worker, "接案")
    await tap(town, worker, "聯絡通報人")
    await say(town, worker, "902817", "902817")
    shown = [one["text"] for one in await worker.messages()]
    assert any("聯絡通報人" in one and "林示範" in one for one in shown), shown
    assert "case.reporter_shown" in await verbs(town, number)


# 31 and 32


async def test_my_reports_are_known_by_ones_own_words_and_open(town, chief):
    number = await report(town, chief, "隔壁小孩半夜一直哭")
    await from_home(town, chief, my_reports.MyReports)
    assert "隔壁小孩半夜一直哭" in await text(chief)
    await tap(town, chief, number)
    assert number in await text(chief)
    assert {"➕ 補充", "↩ 撤回通報"} <= set(await keys(chief))


async def test_what_is_added_stands_beside_the_report_and_who_has_it_hears(town, chief, screener):
    number = await report(town, chief)
    await from_home(town, chief, my_reports.MyReports)
    await tap(town, chief, number, my_reports.AddMore, option("no"))
    await say(town, chief, "昨晚又吵到兩點")
    await chief.photo()
    await town.settle()
    await tap(town, chief, SEND)
    assert "昨晚又吵到兩點" in await text(chief)
    assert "通報人有補充" in await text(screener)
    await opened(town, screener, number)
    assert "昨晚又吵到兩點" in await text(screener)
    assert "附件：1 份" in await text(screener)


async def test_what_is_added_is_no_report_of_its_own(town, chief):
    number = await report(town, chief)
    await say(town, chief, f"補充 {number} 昨晚又吵")
    await tap(town, chief, option("no"), SEND)
    await from_home(town, chief, my_reports.MyReports)
    assert (await text(chief)).count(number) == 1


@pytest.mark.parametrize(
    "form", ["補充 {} 昨晚又吵到兩點", "补充：{} 昨晚又吵到兩點", "{} 昨晚又吵到兩點", "補充 昨晚又吵到兩點"]
)
async def test_words_that_name_a_report_are_added_to_it(town, chief, screener, form):
    number = await report(town, chief)
    await say(town, chief, form.format(number))
    assert number in await text(chief)
    assert ASKS not in await text(chief)
    await tap(town, chief, option("no"), SEND)
    await opened(town, screener, number)
    assert "昨晚又吵到兩點" in await text(screener)


async def test_danger_that_is_added_makes_it_urgent(town, chief, screener):
    number = await report(town, chief)
    await say(town, chief, f"補充 {number} 他拿刀")
    await tap(town, chief, option("yes"))
    assert "🚨" in await text(screener)
    await opened(town, screener, number)
    assert "緊急" in await text(screener)


async def test_who_serves_hears_what_is_added(town, chief, screener, worker):
    number = await dispatched(town, chief, screener)
    await tap(town, worker, "查看", "接案")
    await say(town, chief, f"補充 {number} 昨晚又吵")
    await tap(town, chief, option("no"), SEND)
    assert "通報人有補充" in await text(worker)


async def test_a_report_is_taken_back_and_who_has_it_decides(town, chief, screener):
    number = await report(town, chief)
    await from_home(town, chief, my_reports.MyReports)
    await tap(town, chief, number, my_reports.WithdrawReport)
    await say(town, chief, "門牌看錯了")
    assert "由他們評估後決定" in await text(chief)
    assert "通報人有補充" in await text(screener)
    await opened(town, screener, number)
    assert "想撤回" in await text(screener)
    assert "門牌看錯了" in await text(screener)


async def test_a_reporter_asks_to_be_called_after_all(town, chief, screener):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    await from_home(town, chief, my_reports.MyReports)
    await tap(town, chief, my_reports.OpenReport, my_reports.CallMe)
    assert "希望他們打電話" in await text(chief)
    await tap(town, screener, "查看")
    assert "📞 聯絡通報人" in await keys(screener)


async def test_who_taps_twice_to_be_called_asks_for_it_once(town, chief, screener):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    await from_home(town, chief, my_reports.MyReports)
    await tap(town, chief, my_reports.OpenReport)
    before = len(await screener.messages())
    await twice(town, chief, on(my_reports.CallMe))
    assert "希望他們打電話" in await text(chief)
    assert len((await screener.messages())[before:]) == 1


async def test_nothing_is_added_to_a_strangers_report(town, chief):
    number = await report(town, chief)
    other = await town.join(Role.CHIEF, "周假設", villages=("平鎮區南勢里",))
    await say(town, other, f"補充 {number} 昨晚又吵")
    assert ASKS in await text(other)  # words like any other
    await other.forge((await other.last())["id"], my_reports.AddMore(1).data())
    await town.settle()
    assert "後來看到" not in await text(other)
    assert await verbs(town, number) == ["case.reported"]


async def test_the_journal_never_says_who_added(town, chief):
    number = await report(town, chief)
    await say(town, chief, f"補充 {number} 昨晚又吵")
    await tap(town, chief, option("no"), SEND)
    assert await verbs(town, number) == ["case.reported", "case.report_added"]
    assert await state(town, number)


@pytest.mark.parametrize("under", ["補充 {} 昨晚又吵到兩點", "補充 {}"])
async def test_a_photo_is_added_to_the_report_that_is_named_under_it(town, chief, screener, under):
    number = await report(town, chief)
    await chief.photo(under.format(number))
    await chief.photo()
    await town.settle()
    assert ASKS not in await text(chief)
    await tap(town, chief, option("no"), SEND)
    await opened(town, screener, number)
    assert "附件：2 份" in await text(screener)
    assert ("昨晚又吵到兩點" in await text(screener)) == ("昨晚" in under)


async def over(town: Town, number: str) -> None:
    """Let the case of a report be decided meanwhile."""

    def decided(db: Transaction) -> None:
        case = cases.read(db, db.connection.execute(cases._BY_NUMBER, {"number": number}).scalar_one())
        save(db, with_facts(case, state=State.NOT_TAKEN), "case.not_taken")

    await town.look(decided)


async def test_danger_that_was_to_be_added_to_what_is_over_goes_out_as_a_new_report(town, chief, screener):
    number = await report(town, chief)
    await say(town, chief, f"補充 {number} 他拿刀")
    await over(town, number)
    await tap(town, chief, option("yes"))
    assert any(f"{number} 已經結束" in one["text"] for one in await chief.messages())
    [other] = {*NUMBER.findall(await text(screener))} - {number}
    await opened(town, screener, "🚨 " + other)
    assert "他拿刀" in await text(screener)


async def test_what_was_to_be_added_to_what_is_over_becomes_a_new_report_with_all_that_was_sent(
    town, chief, screener
):
    number = await report(town, chief)
    await say(town, chief, f"補充 {number} 昨晚又吵到兩點")
    await chief.photo()
    await town.settle()
    await tap(town, chief, option("no"))
    await over(town, number)
    await tap(town, chief, SEND)
    assert f"{number} 已經結束" in await text(chief)
    await tap(town, chief, SKIP, SKIP, SKIP, option("yes"), SEND)
    [other] = {*NUMBER.findall(await text(screener))} - {number}
    await opened(town, screener, other)
    assert "昨晚又吵到兩點" in await text(screener)
    assert "附件：1 份" in await text(screener)


@pytest.mark.parametrize("key", [my_reports.AddMore, my_reports.WithdrawReport, my_reports.CallMe])
async def test_who_comes_too_late_to_a_report_of_theirs_is_told_so(town, chief, key):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    await from_home(town, chief, my_reports.MyReports)
    await tap(town, chief, my_reports.OpenReport)
    number = NUMBER.findall(await text(chief))[0]
    await over(town, number)
    await tap(town, chief, key)
    assert "這件事已經處理了" in await text(chief)
    assert number in await text(chief)


async def test_what_is_taken_back_when_it_is_over_is_told_so(town, chief):
    number = await report(town, chief)
    await from_home(town, chief, my_reports.MyReports)
    await tap(town, chief, number, my_reports.WithdrawReport)
    await over(town, number)
    await say(town, chief, "門牌看錯了")
    assert "這件事已經處理了" in await text(chief)
    assert number in await text(chief)


# 33 and 34


async def test_of_two_drafts_each_has_a_key_with_its_first_words(town, chief):
    for words in ("隔壁小孩半夜一直哭", "巷口老先生沒飯吃"):
        await say(town, chief, words)
        await tap(town, chief, on(one_tap.MakeReport, danger="no"))
        await say(town, chief, "/home")
    await tap(town, chief, unfinished.Unfinished)
    listed = " ".join(await keys(chief))
    assert "隔壁小孩半夜一直哭" in listed
    assert "巷口老先生沒飯吃" in listed
    assert "6/1" in listed
    await tap(town, chief, next(one for one in await keys(chief) if "隔壁" in one))
    await tap(town, chief, on(form_cards.Resume, step="on"))
    assert "哪一戶" in await text(chief)


async def test_each_of_the_drafts_that_home_counts_is_on_a_page_of_the_list(town, chief):
    worries = [f"第{at}家的小孩一直哭" for at in range(10)]
    for words in worries:
        await say(town, chief, words)
        await tap(town, chief, on(one_tap.MakeReport, danger="no"))
        await say(town, chief, "/home")
    assert "✏️ 未完成（10）" in await keys(chief)
    await tap(town, chief, unfinished.Unfinished)
    listed = await keys(chief)
    await tap(town, chief, on(unfinished.Unfinished, page=1))
    listed += await keys(chief)
    assert all(any(words[:5] in one for one in listed) for words in worries)


async def test_to_start_anew_asks_before_anything_is_gone(town, chief):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), home.Home)
    await from_home(town, chief, reporting.NewReport)
    await tap(town, chief, "重新開始")
    assert await has(chief, on(form_cards.Resume, step="on"))
    await tap(town, chief, on(form_cards.Resume, step="on"))
    assert "哪一戶" in await text(chief)


async def test_a_worry_after_home_is_another_report(town, chief):
    await say(town, chief, "王家小孩一直哭", "/home", "陳家老先生沒飯吃")
    assert "王家" not in await text(chief)


async def test_a_worry_hours_later_is_another_report(town, chief):
    await say(town, chief, "王家小孩一直哭")
    await town.later(hours=12)
    await say(town, chief, "陳家老先生沒飯吃")
    assert "王家" not in await text(chief)


async def test_what_is_sent_one_after_the_other_is_one_report(town, chief):
    await say(town, chief, "王家小孩一直哭", "媽媽也在哭")
    assert "王家小孩一直哭 媽媽也在哭" in await text(chief)


# 35


async def test_an_album_of_four_is_one_card(town, chief):
    before = len(await chief.messages())
    for _ in range(4):
        await chief.photo(album="1")
    await town.settle()
    assert len(await chief.messages()) == before + 5
    assert "附件：4 份" in await text(chief)
    assert len(await evidence(town, chief)) == 4


async def test_an_album_within_a_report_is_one_card(town, chief):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    before = len(await chief.messages())
    for _ in range(3):
        await chief.photo(album="1")
    await town.settle()
    assert len(await chief.messages()) == before + 4
    await tap(town, chief, SKIP)
    assert "誰" in await text(chief)


def takes(town: Town, files: int) -> None:
    """Let so many photos, films and sounds be sent at once."""
    policy = town.office.rules.policy
    keeping = policy.keeping.model_copy(update={"evidence_files": files})
    town.governed_by(Editions((policy.model_copy(update={"keeping": keeping}),)))


@pytest.mark.parametrize("of", ["a report", "what may be one"])
async def test_a_photo_too_many_is_said_not_to_be_added_and_its_words_are(town, chief, of):
    takes(town, 2)
    if of == "a report":
        await say(town, chief, "隔壁小孩一直哭")
        await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    for _ in range(3):
        await chief.photo(album="1")
    await town.settle()
    assert "這一份沒有加進去" in await text(chief)
    assert len(await evidence(town, chief)) == 2
    await chief.photo("窗戶破了")
    await town.settle()
    assert "這一份沒有加進去" in await text(chief)
    assert len(await evidence(town, chief)) == 2
    if of != "a report":
        assert "窗戶破了" in await text(chief)
        await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await tap(town, chief, SKIP, SKIP, SKIP, option("no"))
    assert "窗戶破了" in await text(chief)
    await tap(town, chief, on(attached.ShowAttached))
    assert sum(one.startswith("🗑") for one in await keys(chief)) == 2


async def test_a_place_that_is_shared_live_is_answered_once(town, chief):
    place = await chief.location(24.9456, 121.2181, live=900)
    await town.settle()
    before = len(await chief.messages())
    for step in range(5):
        await chief.move(place, 24.9457 + step / 10_000, 121.2181)
    await town.settle()
    assert len(await chief.messages()) == before


async def test_an_edit_that_changes_no_word_is_silent(town, chief):
    sent = await chief.say("隔壁小孩一直哭")
    await town.settle()
    before = len(await chief.messages())
    await chief.edit(sent, "隔壁小孩一直哭")
    await town.settle()
    assert len(await chief.messages()) == before


# 36


async def test_an_edit_before_sending_corrects_what_was_written(town, chief):
    sent = await chief.say("隔壁小孩一值哭")
    await town.settle()
    await chief.edit(sent, "隔壁小孩一直哭")
    await town.settle()
    assert "隔壁小孩一直哭" in await text(chief)
    assert "一值" not in await text(chief)
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await chief.edit(sent, "隔壁小孩整晚一直哭")
    await town.settle()
    household = await chief.say("王小名")
    await town.settle()
    await chief.edit(household, "王小明")
    await town.settle()
    await tap(town, chief, SKIP, SKIP, option("yes"))
    assert "隔壁小孩整晚一直哭" in await text(chief)
    assert "王小明" in await text(chief)


async def test_an_edit_after_sending_changes_nothing_and_says_where_to_add(town, chief):
    sent = await chief.say("隔壁小孩一直哭")
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"), SEND)
    await chief.edit(sent, "沒事")
    await town.settle()
    assert "補充" in await text(chief)


async def test_a_wrong_photo_is_taken_out(town, chief):
    await chief.photo("門口")
    await chief.photo()
    await town.settle()
    first, second = await evidence(town, chief)
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    await tap(town, chief, attached.ShowAttached, on(attached.DropAttached, file=0))
    assert await evidence(town, chief) == [second]
    assert first != second
    await tap(town, chief, on(form_cards.Resume, step="on"), SEND)
    assert "案號" in await text(chief)


async def test_a_report_whose_only_photo_was_taken_out_asks_for_words(town, chief):
    await chief.photo()
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    await tap(town, chief, attached.ShowAttached, on(attached.DropAttached, file=0))
    assert "看到或聽到" in await text(chief)


async def test_a_voice_report_gets_words(town, chief):
    await chief.voice()
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    await tap(town, chief, next(one for one in await keys(chief) if "看到" in one))
    await say(town, chief, "巷口第三家")
    assert "巷口第三家" in await text(chief)


# 37 and 38


async def test_a_recording_alone_is_not_sent_without_anybody_to_ask(town, chief, screener):
    await chief.voice()
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    assert "看不出是哪一戶" in await text(chief)
    assert not await has(screener, screening.Queue) or "待篩派" not in " ".join(await keys(screener))
    await tap(town, chief, option("yes"), SEND)
    assert "案號" in await text(chief)


async def test_for_a_chief_each_key_has_a_row_of_its_own(town, chief):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    while not await has(chief, SEND):
        assert all(len(row) == 1 for row in await chief.buttons())
        await tap(town, chief, SKIP if await has(chief, SKIP) else option("yes"))
    assert all(len(row) == 1 for row in await chief.buttons())


async def test_the_progress_of_a_report_never_jumps(town, chief):
    await say(town, chief, "/report")
    shown = [await text(chief)]
    await tap(town, chief, option("no"))
    shown.append(await text(chief))
    await say(town, chief, "隔壁小孩一直哭")
    while not await has(chief, SEND):
        shown.append(await text(chief))
        await tap(town, chief, SKIP if await has(chief, SKIP) else option("yes"))
    assert [f"第 {n}／6 題" in one for n, one in enumerate(shown, 1)] == [True] * 6


# 39


async def test_where_else_to_turn_holds_long_term_care_and_the_citys_number(town, chief, screener):
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, "轉介其他窗口")
    assert {"1966 長照專線", "1999 市民熱線"} <= set(await keys(screener))


async def test_who_lives_there_and_what_happens_stand_apart(town, chief, screener):
    number = await report(town, chief, home=("身障或遲緩孩子",), happening=("失業沒錢",))
    await opened(town, screener, number)
    shown = await text(screener)
    assert "家中成員：身障或遲緩孩子" in shown
    assert "發生的事：失業沒錢" in shown


@pytest.mark.parametrize("said", ["沒有立即危險", "目前沒有危險", "没有危险", "no danger"])
async def test_who_types_that_nobody_is_in_danger_need_not_tap_it(town, chief, said):
    await say(town, chief, "隔壁小孩一直哭", said)
    assert "哪一戶" in await text(chief)
    await tap(town, chief, SKIP, SKIP, SKIP, option("yes"))
    assert "立即危險：沒有" in await text(chief)
    assert "看到的事：隔壁小孩一直哭\n" in await text(chief)


@pytest.mark.parametrize("said", ["不確定", "不確定有沒有危險", "not sure"])
async def test_who_types_that_they_do_not_know_of_danger_need_not_tap_it(town, chief, said):
    await say(town, chief, "隔壁小孩一直哭", said)
    assert "哪一戶" in await text(chief)


@pytest.mark.parametrize("said", ["現在有危險", "有危險", "有立即危險", "很危險", "danger now"])
async def test_danger_that_is_typed_where_it_is_asked_goes_out_as_by_its_key(town, chief, screener, said):
    await say(town, chief, "隔壁有人拿刀", said)
    assert "收到了" in await chief.transcript()
    assert "🚨" in await text(screener)


@pytest.mark.parametrize("said", ["要", "好", "是的", "我要通報", "OK"])
async def test_a_plain_yes_makes_it_a_report_and_asks_of_danger(town, chief, said):
    await say(town, chief, "隔壁小孩一直哭", said)
    assert "現在有人有立即危險嗎？" in await text(chief)
    await say(town, chief, "沒有")
    assert "哪一戶" in await text(chief)
    await tap(town, chief, SKIP, SKIP, SKIP, option("yes"))
    assert "看到的事：隔壁小孩一直哭\n" in await text(chief)


@pytest.mark.parametrize(
    "button", [my_reports.AddMore, my_reports.WithdrawReport], ids=["to add", "to take it back"]
)
@pytest.mark.parametrize("how", ["by its key", "typed"])
async def test_from_the_first_question_about_a_report_back_is_that_report(town, chief, button, how):
    number = await report(town, chief)
    await say(town, chief, number)
    await tap(town, chief, button)
    if how == "typed":
        await say(town, chief, "返回")
    else:
        await tap(town, chief, "◀ 返回")
    assert (await text(chief)).startswith(number)
    assert await has(chief, my_reports.AddMore)
