"""Danger goes out on the first tap, and what lies unsent is called to mind."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.staffing.people import Role
from handlers.forms import form_cards
from handlers.intake import my_reports, one_tap
from handlers.ui import home
from storage.core.tables import cases
from tests.handlers.reporting import numbered, opened, state, verbs
from tests.handlers.ringing import stands_in
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import from_home, say, tap, text
from tests.support.town import VILLAGE, Town

DANGER = on(one_tap.MakeReport, danger="yes")


async def numbers(town: Town) -> list[str]:
    return await town.look(lambda db: list(db.connection.execute(select(cases.c.number)).scalars()))


async def test_with_danger_it_is_out_on_that_tap_though_the_phone_is_put_away(town, chief, screener):
    await say(town, chief, "他在打小孩，快來")
    await tap(town, chief, DANGER, home.Home)
    [number] = await numbers(town)
    assert f"案號：{number}" in await chief.transcript()
    card = (await opened(town, screener, number))["text"]
    assert "🚨" in card
    assert "立即危險：有" in card
    assert "他在打小孩，快來" in card


async def test_the_rest_is_asked_after_and_stands_on_the_same_case(town, chief, screener):
    await say(town, chief, "他在打小孩，快來")
    await tap(town, chief, DANGER)
    assert "可以打電話給我" in await chief.transcript()
    await tap(town, chief, option("yes"))
    await say(town, chief, "王小明 範例路1號")
    await tap(town, chief, option("small_child"), "下一步", option("hurt"), "下一步")
    await say(town, chief, "在三樓")
    card = await text(chief)
    assert "已送出" in card
    assert "尚未送出" not in card.replace("補充尚未送出", ""), "the report itself is out"
    await tap(town, chief, SEND)
    assert "已補充" in await text(chief)
    [number] = await numbers(town)
    card = (await opened(town, screener, number))["text"]
    for said in ("王○明", "範例路○號", "六歲以下孩子", "有人受傷", "在三樓", "2A"):
        assert said in card
    assert "case.report_added" in await verbs(town, number)
    await from_home(town, chief, my_reports.MyReports, number)
    assert "您可能會接到" in await text(chief) or "電話" in await text(chief)


async def test_a_recording_alone_is_out_too_where_there_is_danger(town, chief):
    await chief.voice()
    await town.settle()
    await tap(town, chief, DANGER)
    assert len(await numbers(town)) == 1


async def test_said_first_it_is_out_with_the_first_words(town, chief):
    await say(town, chief, "/report")
    await tap(town, chief, option("yes"))
    assert not await numbers(town)
    await say(town, chief, "他在打小孩")
    assert len(await numbers(town)) == 1


async def test_who_speaks_for_no_village_says_where_and_it_is_out(town):
    officer = await town.join(Role.CHIEF, "周假設", villages=(VILLAGE, "平鎮區南勢里"))
    await say(town, officer, "他在打小孩")
    await tap(town, officer, DANGER)
    assert not await numbers(town)
    await say(town, officer, "新勢里")
    assert len(await numbers(town)) == 1


async def test_danger_found_in_the_summary_sends_all_and_asks_nothing_more(town, chief):
    await say(town, chief, "小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"))
    await tap(town, chief, "立即危險", option("yes"))
    assert len(await numbers(town)) == 1
    assert "收到了" in await text(chief)


async def test_danger_in_what_is_added_is_out_on_that_tap(town, chief, screener):
    await say(town, chief, "小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"), SEND)
    number = numbered(await text(chief))
    await say(town, chief, f"補充 {number} 現在他拿刀")
    await tap(town, chief, option("yes"))
    assert await state(town, number) == "screening"
    assert "case.report_added" in await verbs(town, number)
    assert "🚨" in (await opened(town, screener, number))["text"]


async def test_a_tap_twice_is_one_report(town, chief):
    await say(town, chief, "他在打小孩，快來")
    card = next(one for one in reversed(await chief.messages()) if one["keyboard"])
    keys = (key for row in card["keyboard"] for key in row)
    danger = next(key["callback_data"] for key in keys if "現在有危險" in key["text"])
    for _ in range(2):  # the second is on its way while the first is answered, and its card changes
        await chief.forge(card["id"], danger)
    await town.settle()
    assert len(await numbers(town)) == 1


# What lies unsent


async def unsent(phone) -> int:
    return (await phone.transcript()).count("還沒送出。")


async def test_what_was_begun_is_called_to_mind_after_a_day_and_says_when_it_goes(town, chief):
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), home.Home)
    await town.later(hours=23)
    assert await unsent(chief) == 0
    await town.later(hours=2)
    said = await text(chief)
    assert "115年6月1日（一）開始填寫的內容還沒送出。115年7月1日（三）會自動刪除" in said
    assert "小孩" not in said
    await tap(town, chief, form_cards.Resume)
    assert "是哪一戶" in await text(chief)
    await town.later(days=3)
    assert await unsent(chief) == 1


async def test_words_that_nobody_made_a_report_are_called_to_mind_too(town, chief):
    await say(town, chief, "隔壁小孩一直哭")
    await town.later(days=1)
    assert await unsent(chief) == 1


async def test_with_danger_said_and_nothing_told_it_is_ten_minutes_and_an_hour_also_at_night(town, chief):
    town.clock.now += timedelta(hours=14)  # 23:00
    await say(town, chief, "/report")
    await tap(town, chief, option("yes"), home.Home)
    for minutes, told in ((9, 0), (2, 1), (40, 1), (10, 2), (300, 2)):
        await town.later(minutes=minutes)
        assert (await chief.transcript()).count("您說現在有危險") == told


async def test_of_what_somebody_left_unsent_who_is_away_hears_who_stands_in(town, worker):
    deputy = await town.join(Role.WORKER, "鄭同仁")
    await say(town, worker, "/report")
    await tap(town, worker, option("yes"), home.Home)
    await stands_in(town, worker, deputy)
    await town.later(minutes=11)
    assert (await worker.transcript()).count("您說現在有危險") == 1
    assert "王測試請假中，有一份緊急內容還沒送出" in await text(deputy)


@pytest.mark.parametrize("what", ["sent", "thrown away"])
async def test_what_is_sent_or_thrown_away_is_not_called_to_mind(town, chief, what):
    await say(town, chief, "隔壁小孩一直哭")
    if what == "sent":
        await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("yes"), SEND)
    else:
        await tap(town, chief, on(one_tap.MakeReport, danger="drop"))
    await town.later(days=2)
    assert await unsent(chief) == 0


async def test_a_form_that_nobody_answered_is_nothing_to_be_reminded_of(town, chief):
    await say(town, chief, "/report")
    await tap(town, chief, home.Home)
    await town.later(days=2)
    assert await unsent(chief) == 0
    assert not await has(chief, form_cards.Resume)
