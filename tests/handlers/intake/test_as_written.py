"""What a chief writes, as chiefs write it: shown masked, found again, and nothing of it lost."""

import pytest

from handlers.cases import reveal
from handlers.intake import one_tap
from sandbox import Phone
from tests.handlers.reporting import opened, report
from tests.support import addressed
from tests.support.keys import has, on
from tests.support.phones import keys, say, tap, text
from tests.support.town import Town

PIN = "405162"


@pytest.mark.parametrize(
    ("line", "shown", "hidden"),
    [
        ("王測試中正路100號", "王○試", "王測試"),
        ("王測試，手機：０９１２３４５６７８，地址：中正路１００號", "0912***678", "１００號"),
        ("王測試(0912345678)", "王○試", "王測試"),
        ("林 測 試 中正路1號", "林○試", "測"),
        ("姓名王測試電話0912-345-678", "王○試", "345"),
        ("Nguyễn Thị Mẫu 0912.345.678", "N○ T○ M○", "Nguy"),
        ("谷辣斯‧尤達卡 中正一路102號", "谷○○·○○卡", "尤達"),
    ],
)
async def test_a_household_line_stands_masked_on_the_card(
    town: Town, chief: Phone, screener: Phone, line: str, shown: str, hidden: str
) -> None:
    number = await report(town, chief, household=line)
    card = (await opened(town, screener, number))["text"]
    assert shown in card
    assert hidden not in card.replace(number, ""), "the number of a case is drawn"


async def test_who_knows_nothing_names_nobody_and_is_no_duplicate_of_another(
    town: Town, chief: Phone, screener: Phone
) -> None:
    await report(town, chief, household="不知道")
    number = await report(town, chief, "另一戶的小孩在哭", household="不清楚")
    card = (await opened(town, screener, number))["text"]
    assert "○" not in card
    assert "沒有疑似同一戶的其他案件" in card


async def test_a_hint_stays_a_hint_and_is_shown_with_the_full_data(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief, household="巷口賣麵的那家")
    card = (await opened(town, screener, number))["text"]
    assert "賣麵" not in card
    await tap(town, screener, reveal.Reveal)
    await say(town, screener, PIN, PIN)
    assert "未辨識：巷口賣麵的那家" in "".join(one["text"] for one in await screener.messages())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王測試 中正路5號2樓之1", "李示範 中正路５號２樓之一"),
        ("王測試 中正一路102號", "李示範 中正1路102號"),
        ("羅示‧範", "羅示範"),
        ("王測試 3322101", "李示範 03-332-2101"),
    ],
)
async def test_one_household_in_two_spellings_is_a_possible_duplicate(
    town: Town, chief: Phone, screener: Phone, one: str, other: str
) -> None:
    first = await report(town, chief, household=one)
    second = await report(town, chief, "又聽到他們在哭", household=other)
    assert first in (await opened(town, screener, second))["text"]


async def test_a_story_hides_telephones_and_not_the_number_of_a_case_which_is_a_key(
    town: Town, chief: Phone, screener: Phone
) -> None:
    first = await report(town, chief)
    second = await report(town, chief, f"同 {first} 那家，打給他 0912.345.678，家裡電話 332 2101")
    card = (await opened(town, screener, second))["text"]
    assert first in card
    told = card.replace(first, "").replace(second, "")  # the numbers of cases are drawn
    assert "345" not in told
    assert "332" not in told
    assert any(first in label for label in await keys(screener))


async def test_words_that_can_not_be_seen_are_no_report(town: Town, chief: Phone) -> None:
    await say(town, chief, "\u3164\u200b\u2800\ufe0f")
    assert not await has(chief, on(one_tap.MakeReport, danger="no"))


async def test_a_worker_who_types_that_somebody_wants_to_die_hears_whom_to_call(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    for phone in (worker, supervisor):
        for words in ("他說他想死", "救命"):
            await say(town, phone, words)
            assert "110" in await text(phone)
            assert "1925" in await text(phone)
    await say(town, worker, "他說他想死")
    assert any("通報" in label for label in await keys(worker))


async def test_words_under_a_film_are_words_and_the_film_is_kept(town: Town, chief: Phone) -> None:
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": chief.id, "type": "private"},
        "from": {"id": chief.id, "is_bot": False, "first_name": "x"},
        "video": {"file_id": "A", "file_unique_id": "B", "width": 1, "height": 1, "duration": 1},
        "caption": "他在打小孩，快來",
    }
    update = {"update_id": 1, "message": message}
    town.bot.worker.arrived(await town.look(lambda db: addressed.keep(db, [update])))
    await town.settle()
    assert "他在打小孩，快來" in await text(chief)
    assert "附件：1 份" in await text(chief)
    assert await has(chief, on(one_tap.MakeReport, danger="yes"))
