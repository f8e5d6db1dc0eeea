"""What bad input gets: a clear sentence, nothing lost, nothing done twice."""

from typing import Any

import pytest

from casework.staffing.people import Role
from handlers.intake import one_tap
from handlers.service import closing
from sandbox import Phone
from storage.cases import reports
from storage.core.database import Transaction
from storage.forms import drafts
from tests.handlers.serving import open_card, served
from tests.support import addressed
from tests.support.keys import SKIP, on, option
from tests.support.phones import keys, say, tap, text
from tests.support.town import VILLAGE, Town

LONG = "字" * 5000
"""Telegram cuts it into two messages of at most 4,096."""


async def draft_of(town: Town, phone: Phone) -> dict[str, Any]:
    """Read what the draft on somebody's screen holds."""

    def look(db: Transaction) -> dict[str, Any]:
        addressed.speaks(db, phone.id)
        return drafts.mine(db)[0].answers

    return await town.look(look)


async def begun(town: Town, chief: Phone) -> None:
    """Begin a report up to the question for the household."""
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, on(one_tap.MakeReport, danger="no"))


async def test_a_text_of_5000_characters_becomes_one_worry(town: Town, chief: Phone) -> None:
    await say(town, chief, LONG)
    assert "要用這段內容通報嗎" in await text(chief)
    assert len(str((await draft_of(town, chief))["story"]).replace("\n", "")) == 5000


async def test_the_end_of_what_was_too_long_is_no_answer(town: Town, worker: Phone) -> None:
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "案家搬到外縣市，由當地接手。" * 400)
    assert "太長" in await text(worker)
    assert "尚未送出" not in await text(worker)
    await say(town, worker, "案家已搬到外縣市，當地已接手")
    assert "案家已搬到外縣市" in await text(worker)


@pytest.mark.parametrize("said", ["😀🎉", "\u200b\u200f", "。。。"], ids=["emoji", "bidi", "dots"])
async def test_nothing_readable_is_told_so(town: Town, chief: Phone, said: str) -> None:
    await say(town, chief, said)
    assert "沒有讀到文字" in await text(chief)


@pytest.mark.parametrize("deed", ["photo", "voice", "sticker"])
async def test_a_picture_where_words_are_asked_loses_nothing(town: Town, worker: Phone, deed: str) -> None:
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await getattr(worker, deed)()
    await town.settle()
    assert "請" in (await text(worker)).splitlines()[0]
    assert "為什麼可以結案" in await text(worker)


async def test_a_document_is_answered(town: Town, chief: Phone) -> None:
    await chief.document("名單.xlsx", b"PK")
    await town.settle()
    assert "文字、照片、影片、語音或位置" in await text(chief)


async def test_an_edited_message_that_is_no_draft_changes_nothing_and_says_so(
    town: Town, chief: Phone
) -> None:
    sent = await chief.say("我的通報")
    await town.settle()
    await chief.say("隔壁小孩一直哭")
    await town.settle()
    await chief.edit(sent, "沒事了")
    await town.settle()
    assert "最先傳的內容" in await text(chief)
    assert (await draft_of(town, chief))["story"] == "隔壁小孩一直哭"


async def test_a_button_of_another_person_does_nothing(town: Town, chief: Phone) -> None:
    other = await town.join(Role.CHIEF, "趙樣品", villages=("平鎮區南勢里",))
    await begun(town, chief)
    card = await chief.last()
    data = card["keyboard"][0][0]["callback_data"]
    await say(town, other, "/start")
    shown = await other.last()
    await other.forge(shown["id"], data)
    await town.settle()
    assert await other.last() == shown
    assert "household" not in await draft_of(town, chief)


async def test_a_card_from_long_ago_says_so_shows_the_fresh_one_and_runs_nothing(
    town: Town, chief: Phone
) -> None:
    await begun(town, chief)
    old = await chief.last()
    await say(town, chief, "王小明")  # after typed text the card comes anew
    await chief.press(old["keyboard"][0][0]["callback_data"], old["id"], stale=True)
    await town.settle()
    assert "這張卡片已過期" in await text(chief)
    assert "家裡有誰" in await text(chief)
    assert (await draft_of(town, chief))["household"] == "王小明"


async def test_a_double_tap_on_an_option_counts_once(town: Town, chief: Phone) -> None:
    await begun(town, chief)
    await tap(town, chief, SKIP)
    card = await chief.last()
    data = card["keyboard"][0][0]["callback_data"]
    await chief.press(data, card)
    await chief.press(data, card["id"], stale=True)
    await town.settle()
    assert (await draft_of(town, chief))["home"] == ["small_child"]
    assert "過期" not in await text(chief)


async def test_three_bad_answers_offer_a_way_out(town: Town, chief: Phone) -> None:
    await say(town, chief, "/report")
    await tap(town, chief, option("no"))
    await say(town, chief, "😀", "😀", "😀")
    assert "草稿會保留" in await text(chief)
    assert any("首頁" in label for label in await keys(chief))


@pytest.mark.parametrize("words", ["/start", "/help", "/cancel", "取消", "首頁"])
async def test_leaving_works_everywhere_and_loses_no_draft(town: Town, chief: Phone, words: str) -> None:
    await begun(town, chief)
    await say(town, chief, words)
    assert "1 份草稿" in await text(chief)


async def test_a_village_that_occurs_twice_is_asked_for(town: Town) -> None:
    officer = await town.join(Role.CHIEF, "周假設", villages=(VILLAGE, "平鎮區南勢里"))
    await begun(town, officer)
    await say(town, officer, "中正里")
    assert len([label for label in await keys(officer) if label.endswith("中正里")]) > 1
    await say(town, officer, "沒有這個里")
    assert "桃園沒有這個里" in await text(officer)


async def test_nothing_was_reported_by_all_this(town: Town, chief: Phone) -> None:
    await begun(town, chief)
    person = await town.person(chief)
    assert await town.look(lambda db: reports.mine(db, person)) == []
