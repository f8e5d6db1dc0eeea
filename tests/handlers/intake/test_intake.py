"""A chief reports: from a sentence, a photo, a voice note or a location, in a minute."""

import json
import re
from importlib import resources

import pytest
from shapely.geometry import shape

from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.staffing.people import Role
from casework.text.numbers import read_number
from handlers.forms import form_cards
from handlers.intake import one_tap, reporting
from handlers.ui import home
from sandbox import Phone
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.core.database import Transaction
from tests.support import addressed
from tests.support.keys import BACK, NEXT, SEND, SKIP, has, on, option
from tests.support.phones import keys, say, tap, text
from tests.support.town import BOTH, VILLAGE, Town


def centre_of(code: str) -> tuple[float, float]:
    """Return a point inside a village."""
    outlines = json.loads((resources.files("casework") / "data" / "villages_2021.geojson").read_text())
    found = next(one for one in outlines["features"] if one["properties"]["code"] == code)
    point = shape(found["geometry"]).representative_point()
    return point.y, point.x


NUMBER = re.compile(r"[A-Z]-\d{3}-\d{4,8}")


async def report(town: Town, chief: Phone, words: str = "隔壁小孩一直哭，爸爸失業在家喝酒") -> str:
    await chief.say(words)
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"), SEND)
    found = NUMBER.search((await chief.last())["text"])
    assert found, await chief.transcript()
    return found.group()


async def test_a_sentence_becomes_a_report_in_one_tap_and_five_more(town: Town, chief: Phone) -> None:
    number = await report(town, chief)
    assert read_number(number) == number
    receipt = await chief.last()
    assert "115年6月4日（四） 23:59 前會有專人了解並安排處理" in receipt["text"]  # within 3 days [003] item 4
    assert any("複製" in label for row in await chief.buttons() for label in row)


async def test_the_case_holds_what_the_chief_wrote(town: Town, chief: Phone, screener: Phone) -> None:
    number = await report(town, chief)

    def look(db: Transaction) -> tuple[Case, list[Report]]:
        addressed.speaks(db, screener.id)
        case = cases.by_number(db, number, Action.SCREEN)
        return case, [kept for _, kept in reports.of_case(db, case)]

    case, kept = await town.look(look)
    assert case.state is State.SCREENING
    assert case.village == VILLAGE
    assert "爸爸失業" in kept[0].story


async def test_what_was_seen_can_be_ticked_and_changed_before_sending(town: Town, chief: Phone) -> None:
    await chief.say("/report")
    await town.settle()
    await tap(town, chief, option("no"))
    await chief.say("爸爸說不想活了")
    await town.settle()
    await chief.say("王小明 中正路100號 0912345678")
    await town.settle()
    await tap(
        town,
        chief,
        option("small_child"),
        option("disabled_child"),
        option("disabled_child"),
        NEXT,
        option("wants_to_die"),
        NEXT,
        option("no"),
    )
    summary = (await chief.last())["text"]
    assert "尚未送出" in summary
    assert "王小明" in summary
    assert "六歲以下孩子" in summary
    assert "身障" not in summary
    await tap(town, chief, "方便聯絡", option("yes"))
    summary = (await chief.last())["text"]
    assert "可以打電話給我" in summary
    await tap(town, chief, SEND)
    assert "115年6月2日（二） 09:00" in (await chief.last())["text"]  # 24 hours: 自殺防治法 11


@pytest.mark.parametrize("kind", ["photo", "voice"])
async def test_a_photo_or_voice_note_begins_a_report(town: Town, chief: Phone, kind: str) -> None:
    await getattr(chief, kind)()
    await chief.hears("要用這段內容通報嗎")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    assert "附件：1 份" in (await chief.last())["text"]
    await tap(town, chief, SEND)
    assert NUMBER.search((await chief.last())["text"])


async def test_a_location_names_the_village(town: Town) -> None:
    officer = await town.join(Role.CHIEF, "周假設", villages=(VILLAGE, "平鎮區南勢里"))
    await officer.location(24.9937, 121.3010)
    await town.settle()
    await tap(town, officer, on(one_tap.MakeReport, danger="no"))
    await officer.say("有個孩子在路邊")
    await town.settle()
    await tap(town, officer, SKIP, SKIP, SKIP, option("yes"))
    assert "桃園區" in (await officer.last())["text"]


async def test_where_a_village_was_split_since_the_chief_picks_its_part(town: Town) -> None:
    officer = await town.join(Role.CHIEF, "周假設", villages=(VILLAGE, "平鎮區南勢里"))
    inside = next(village for village in town.office.places.villages if village.name == "青埔里")
    latitude, longitude = centre_of(inside.code)
    await officer.location(latitude, longitude)
    await town.settle()
    await tap(town, officer, on(one_tap.MakeReport, danger="no"))
    await officer.say("有個孩子在路邊")
    await town.settle()
    assert {"中壢區青埔里", "中壢區青園里", "中壢區青航里"} <= set(await keys(officer))
    await tap(town, officer, "中壢區青園里")
    assert "哪一戶" in (await officer.last())["text"]


async def test_a_draft_survives_home_and_is_offered_again(town: Town, chief: Phone) -> None:
    await chief.say("隔壁有人吵架")
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="unsure"))
    await chief.say("/start")
    await chief.hears("草稿")
    await tap(town, chief, reporting.NewReport, on(form_cards.Resume, step="on"))
    assert "哪一戶" in (await chief.last())["text"]


async def test_a_double_tap_on_send_makes_one_report(town: Town, chief: Phone) -> None:
    await chief.say("隔壁小孩一直哭")
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    card = await chief.last()
    data = next(key["callback_data"] for row in card["keyboard"] for key in row if "送出" in key["text"])
    await chief.press(data, card)
    await chief.press(data, card["id"], stale=True)
    await town.settle()
    shown = [one["text"] for one in await chief.messages()][-2:]
    assert shown[0] == "✅ 已送出。"
    assert NUMBER.search(shown[1])
    person = await town.person(chief)
    assert len(await town.look(lambda db: reports.mine(db, person))) == 1


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("😀😀", "沒有讀到文字"),
        ("\u202e\u200b\x07", "沒有讀到文字"),
        ("x" * 4001, "太長了"),
    ],
    ids=["emoji", "control and bidi", "too long"],
)
async def test_an_unusable_story_gets_a_clear_sentence(
    town: Town, chief: Phone, said: str, heard: str
) -> None:
    await chief.say("/report")
    await town.settle()
    await tap(town, chief, option("no"))
    await chief.say(said)
    await chief.hears(heard)


async def test_an_id_with_a_wrong_checksum_is_told(town: Town, chief: Phone) -> None:
    await chief.say("隔壁小孩一直哭")
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await chief.say("王小明 A123456780")
    await chief.hears("身分證字號有誤")


async def test_html_in_a_name_is_shown_as_written(town: Town, chief: Phone) -> None:
    await chief.say("隔壁小孩一直哭")
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await chief.say("<b>王</b>&小明")
    await town.settle()
    await tap(town, chief, SKIP, SKIP, option("yes"))
    assert "<b>王</b>&小明" in (await chief.last())["text"]


async def test_every_press_is_answered(town: Town, chief: Phone) -> None:
    await report(town, chief)
    answers = await chief.answers()
    assert answers["unanswered"] == []
    assert len(answers["answers"]) == 6


async def test_what_was_sent_is_shown_before_it_becomes_a_report(town: Town, chief: Phone) -> None:
    await say(town, chief, "隔壁小孩一直哭" + "真" * 100)
    shown = await text(chief)
    assert "目前內容：隔壁小孩一直哭真" in shown
    assert "真…" in shown
    await chief.photo()
    await town.settle()
    assert "已併入剛才的內容。" in await text(chief)
    assert "附件：1 份" in await text(chief)


async def test_two_worries_can_be_told_apart(town: Town, chief: Phone) -> None:
    await say(town, chief, "隔壁小孩一直哭", "巷口有人倒在路邊")
    await tap(town, chief, on(one_tap.MakeReport, danger="apart"))
    assert "目前內容：巷口有人倒在路邊" in await text(chief)
    await tap(town, chief, on(one_tap.MakeReport, danger="unsure"), SKIP, SKIP, SKIP, option("no"))
    assert "隔壁" not in await text(chief)
    await tap(town, chief, SEND)
    await say(town, chief, "/start")
    assert "1 份草稿" in await text(chief)
    await tap(town, chief, reporting.NewReport, on(form_cards.Resume, step="on"))
    assert "目前內容：隔壁小孩一直哭" in await text(chief)
    assert not await has(chief, on(one_tap.MakeReport, danger="apart"))


async def test_a_double_tap_on_another_report_takes_one_message_out(town: Town, chief: Phone) -> None:
    await say(town, chief, "一", "二", "三")
    card = await chief.last()
    data = next(key["callback_data"] for row in card["keyboard"] for key in row if "另外" in key["text"])
    await chief.press(data, card)
    await chief.press(data, card["id"], stale=True)
    await town.settle()
    assert "目前內容：三" in await text(chief)
    await tap(
        town,
        chief,
        on(one_tap.MakeReport, danger="drop"),
        reporting.NewReport,
        on(form_cards.Resume, step="on"),
    )
    assert "目前內容：一 二" in await text(chief)


async def test_one_message_is_thrown_away_at_once_and_several_are_asked_about(
    town: Town, chief: Phone
) -> None:
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="drop"))
    assert "草稿已刪除" in await text(chief)
    await say(town, chief, "隔壁小孩一直哭", "爸爸在喝酒")
    await tap(town, chief, on(one_tap.MakeReport, danger="drop"))
    assert "這 2 則內容" in await text(chief)
    await tap(town, chief, on(one_tap.MakeReport, danger="keep"))
    assert "爸爸在喝酒" in await text(chief)
    await tap(town, chief, on(one_tap.MakeReport, danger="drop"), on(one_tap.MakeReport, danger="delete"))
    assert "草稿已刪除" in await text(chief)


async def test_a_story_that_is_too_long_is_kept_until_it_was_shortened(town: Town, chief: Phone) -> None:
    await say(town, chief, "哭" * 5000)
    assert "內容有 5001 個字，一件通報最多 4000 個字" in await text(chief)
    await say(town, chief, "鬧" * 4000)
    assert "這則訊息沒有加入" in await text(chief)
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    assert "太長了，最多 4000 個字" in await text(chief) + await chief.transcript()
    await say(town, chief, "小孩哭了整夜")
    assert "哪一戶" in await text(chief)


async def test_a_location_is_named_and_replaces_the_chiefs_own_village(town: Town, chief: Phone) -> None:
    await chief.location(24.9937, 121.3010)
    await town.settle()
    assert "位置：桃園區" in await text(chief)


async def test_outside_the_city_the_village_is_asked_for(town: Town, chief: Phone) -> None:
    await say(town, chief, "有個孩子在路邊")
    await chief.location(25.0330, 121.5654)
    await town.settle()
    assert "不在桃園市內" in await text(chief)
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    assert "在哪一里" in await text(chief)
    assert "請輸入里名，例如新街里。" in await text(chief)


async def test_a_report_begun_anew_knows_the_chiefs_village(town: Town, chief: Phone) -> None:
    await say(town, chief, "/report")
    await tap(
        town,
        chief,
        option("no"),
        home.Home,
        reporting.NewReport,
        on(form_cards.Resume, step="afresh"),
        on(form_cards.Resume, step="anew"),
        option("no"),
    )
    await say(town, chief, "隔壁小孩一直哭")
    assert "哪一戶" in await text(chief)


async def test_back_from_a_change_is_the_summary(town: Town, chief: Phone) -> None:
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    for field in ("立即危險", "看到的事", "方便聯絡"):
        await tap(town, chief, field, BACK)
        assert "尚未送出" in await text(chief)


async def test_words_where_buttons_are_asked_for_belong_to_the_story(town: Town, chief: Phone) -> None:
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP)
    await say(town, chief, "還有一個阿嬤")
    assert "已加入您的通報。" in await text(chief)
    assert "家裡有誰" in await text(chief)
    await tap(town, chief, SKIP, SKIP, option("yes"))
    await say(town, chief, "阿嬤行動不便")
    assert "隔壁小孩一直哭\n還有一個阿嬤\n阿嬤行動不便" in await text(chief)


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [("送出", "send"), ("確認", "Send it!"), ("确定送出", "submit"), ("送出去", "confirm")],
)
async def test_a_report_that_was_checked_is_sent_by_saying_so(town: Town, chinese: str, english: str) -> None:
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await say(town, chief, "阿嬤好幾天沒出門")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    await say(town, chief, town.said(chinese, english))
    assert NUMBER.search(await text(chief)), "it is no more of the story"


@BOTH
@pytest.mark.parametrize(("chinese", "english"), [("不知道", "I don't know"), ("不太清楚", "no idea")])
async def test_who_does_not_know_says_so_and_is_asked_the_next(
    town: Town, chinese: str, english: str
) -> None:
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await say(town, chief, "/report")
    unsure = town.said(chinese, english)
    await say(town, chief, unsure, "阿嬤好幾天沒出門", unsure, unsure, unsure)
    await tap(town, chief, option("yes"))
    assert unsure not in await text(chief)
    assert (await text(chief)).count(town.said("未提供", "not given")) == 3
    await tap(town, chief, SEND)
    assert NUMBER.search(await text(chief))


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english", "may"),
    [
        ("好", "OK", True),
        ("可以啊", "Yes please", True),
        ("不要打給我", "no", False),
        ("不方便", "No thanks", False),
    ],
)
async def test_a_plain_yes_or_no_says_whether_one_may_be_called(
    town: Town, chinese: str, english: str, may: bool
) -> None:
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await say(town, chief, "阿嬤好幾天沒出門")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP)
    await say(town, chief, town.said(chinese, english))
    chinese, english = ("可以打電話給我", "Yes, call me") if may else ("請不要打電話", "Please do not")
    assert town.said(f"方便聯絡：{chinese}", f"Call me: {english}") in await text(chief)


async def test_words_at_the_first_question_are_kept_and_it_is_asked_again(town: Town, chief: Phone) -> None:
    await say(town, chief, "/report", "隔壁小孩一直哭")
    assert "已記錄。" in await text(chief)
    assert "現在有人有立即危險嗎" in await text(chief)
    await tap(town, chief, option("no"))
    assert "哪一戶" in await text(chief)


async def test_the_way_out_names_the_key_that_is_there(town: Town, chief: Phone) -> None:
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))
    await say(town, chief, "😀", "😀")
    assert "請輸入一句簡短的話。例如：王小明，中正路100號" in await text(chief)
    await say(town, chief, "😀")
    assert "請輸入一句簡短的話。也可以按下面的「不確定」。" in await text(chief)


async def test_whom_to_call_stands_wherever_there_is_danger(town: Town, chief: Phone) -> None:
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="yes"))
    for label in ("可以打電話給我", "不確定", "不確定", "不確定", "不確定"):
        assert "110" in await text(chief)
        await tap(town, chief, label)
    assert "110" in await text(chief)


async def test_in_english_the_summary_is_english(town: Town) -> None:
    chief = await town.join(Role.CHIEF, "Lin", villages=(VILLAGE,), language="en")
    await say(town, chief, "a child cries")
    await tap(
        town,
        chief,
        on(one_tap.MakeReport, danger="no"),
        SKIP,
        option("small_child"),
        option("frail_elder"),
        NEXT,
    )
    await tap(town, chief, SKIP, option("yes"))
    assert "• Who lives there: Child of 6 or under, Dependent elder" in await text(chief)
    assert "：" not in await text(chief)


@BOTH
@pytest.mark.parametrize("danger", ["no", "yes"])
async def test_who_writes_of_two_households_hears_how_the_second_is_reported(town: Town, danger: str) -> None:
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await say(
        town,
        chief,
        town.said(
            "王家阿公獨居沒人煮飯，另外一戶李家小孩沒去上學",
            "An old man lives alone. Another family has a child who is not at school",
        ),
    )
    await tap(town, chief, on(one_tap.MakeReport, danger=danger))
    told = town.said("可能寫到兩戶", "may be about two households")
    if danger == "no":
        await tap(town, chief, SKIP, SKIP, SKIP, option("yes"))
        assert told in await text(chief)
        await tap(town, chief, SEND)
    assert told in await chief.transcript()
    await say(town, chief, "/report")
    assert not await has(chief, SEND)


@pytest.mark.parametrize(
    "said",
    ["隔壁小孩一直哭，另一戶鄰居也聽到", "一家四口住一起，爸爸失業", "他們從另外的里搬來", "兩戶都聽到吵架"],
)
async def test_who_writes_of_one_household_hears_nothing_of_a_second(
    town: Town, chief: Phone, said: str
) -> None:
    await report(town, chief, said)
    assert "兩戶。" not in await chief.transcript()
