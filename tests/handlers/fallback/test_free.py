"""Words, photos and presses that come when something else is on the screen."""

import pytest
from msgspec.structs import replace

from casework.cases.case import State
from casework.errors import NoReason
from casework.reasons import telling
from casework.staffing.people import Person, Role
from handlers.cases import reveal
from handlers.forms import form_cards
from handlers.intake import one_tap
from handlers.service import disputes, visits
from storage.forms import drafts
from storage.staffing import people
from tests.handlers.serving import open_card, read, served
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.forging import user, wire
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import keys, say, tap, text
from tests.support.town import MONDAY, VILLAGE

NOBODY_HEARD = 7_001


async def test_words_do_not_answer_a_form_that_another_card_took_off_the_screen(town, worker):
    case = await served(town, worker, contacted_on=MONDAY.date())
    await open_card(town, worker)
    await tap(town, worker, disputes.RaiseDispute)
    card = (await worker.last())["id"]
    await worker.forge(card, f"c:{case.id}")  # the card of a case, from a push
    await town.settle()
    await say(town, worker, "逾期")
    assert (await read(town, case)).state is State.IN_SERVICE
    assert "逾期" in await text(worker)


async def test_a_form_that_was_left_for_another_card_is_found_again(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("home"))
    card = (await worker.last())["id"]
    await worker.forge(card, f"c:{case.id}")
    await town.settle()
    await tap(town, worker, visits.LogVisit)
    assert await has(worker, form_cards.Resume)


async def test_a_workers_words_after_a_photo_belong_to_the_report(town, worker):
    await worker.photo()
    await town.settle()
    await say(town, worker, "門口堆滿垃圾，小孩沒上學")
    assert "要用這段內容通報嗎" in await text(worker)
    await tap(town, worker, on(one_tap.MakeReport, danger="no"))
    assert "垃圾" not in await text(worker)  # the story is there; the village is asked for


async def test_a_photo_that_is_edited_is_no_second_photo(town, chief):
    await chief.photo("門口堆滿垃圾")
    await town.settle()
    message = {
        "message_id": 1,
        "date": 1,
        "edit_date": 2,
        "chat": {"id": chief.id, "type": "private"},
        "from": {"id": chief.id, "is_bot": False, "first_name": "x"},
        "photo": [{"file_id": "A", "file_unique_id": "B", "width": 1, "height": 1}],
        "caption": "門口堆滿垃圾和酒瓶",
    }
    update = {"update_id": 1, "edited_message": message}
    town.bot.worker.arrived(await town.look(lambda db: addressed.keep(db, [update])))
    await town.settle()
    assert "最先傳" in await text(chief)
    person = await town.person(chief)
    [draft] = await town.look(lambda db: drafts.mine(replace(db, speaker=people.get(db, person))))
    assert len(draft.answers["evidence"]) == 1


async def test_a_village_that_is_edited_into_one_of_several_districts_is_asked_for(town, worker):
    await say(town, worker, "/report")
    await tap(town, worker, option("no"))
    await say(town, worker, "隔壁小孩半夜一直哭")
    said = await worker.say("新街里")
    await town.settle()
    await tap(town, worker, SKIP, SKIP, SKIP, option("no"))
    assert "中壢區新街里" in await text(worker)
    await worker.edit(said["id"], "中正里")
    await town.settle()
    assert "中壢區新街里" not in await text(worker)
    await tap(town, worker, "龍潭區中正里")
    assert "哪一里：龍潭區中正里" in await text(worker)
    assert await has(worker, SEND)


async def test_a_press_on_a_form_whose_case_was_taken_away_leads_home(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit)
    old = await worker.last()
    data = next(one["callback_data"] for row in old["keyboard"] for one in row if "家訪" in one["text"])
    await tap(town, worker, option("home"))
    taken = with_facts(await read(town, case), contacted_on=MONDAY.date())

    def take_away(db):
        disputed = save(db, taken.raise_dispute(at=db.now), "case.disputed")
        save(db, disputed.screen_again(at=db.now), "case.screened_again")

    await town.look(take_away)
    await worker.forge(old["id"], data)
    await town.settle()
    assert "系統出了問題" not in await worker.transcript()
    assert "守望" in await text(worker)


async def test_what_was_typed_into_a_private_form_leaves_the_chat_though_it_came_too_late(
    town, chief, screener, worker
):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, "902817", "902817")
    full = next(one for one in await worker.messages() if "A123456789" in one["text"])
    await worker.press("✏️ 更正住戶資料", full)
    await town.settle()
    taken = with_facts(await read(town, case), contacted_on=MONDAY.date())

    def take_away(db):
        disputed = save(db, taken.raise_dispute(at=db.now), "case.disputed")
        save(db, disputed.screen_again(at=db.now), "case.screened_again")

    await town.look(take_away)
    await say(town, worker, "王大明 0922333444")
    assert "0922333444" not in await worker.transcript()


def telling_enough(word: str) -> bool:
    try:
        return telling(word) == word
    except NoReason:
        return False


OF_OTHERS = ("會議", "列管事項", "名冊", "誰看過我的個案", "人員", "邀請", "獎懲")
WORDS_OF_STAFF = ("今天要辦", "待辦", "To do", "個案", "更多", "More", *OF_OTHERS)


@pytest.mark.parametrize("word", ["轉介", "今天要辦", "個案"])
async def test_a_word_of_staff_that_answers_the_question_on_the_screen_is_its_answer(town, worker, word):
    case = await served(town, worker, contacted_on=MONDAY.date())
    await open_card(town, worker)
    await tap(town, worker, disputes.RaiseDispute)
    await say(town, worker, word)
    if telling_enough(word):
        assert (await read(town, case)).state is State.DISPUTED
    else:
        assert "爭議" in await text(worker), "it is asked again for a reason"


QUESTIONS = ("逾期", "待派案", "平鎮區逾期", "overdue")
OF_LEADERS = (
    "熱區",
    "單位",
    "单位 平鎮區",
    "統計",
    "請假",
    "週報",
    "試算 60",
    "差異 108 109",
    "停班",
    "hot spots",
    "units",
)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.CHIEF, "平鎮中心"),
        (Role.CLERK, "社會局"),
        (Role.LIAISON, "平鎮分局"),
        (Role.WORKER, "平鎮中心"),
    ],
)
async def test_a_word_of_the_bot_never_begins_a_report_of_anybodys(town, role, unit):
    somebody = await town.join(role, "吳示例", unit=unit, villages=(VILLAGE,) if role is Role.CHIEF else ())
    await say(town, somebody, "陪同", *WORDS_OF_STAFF, *OF_LEADERS, *QUESTIONS)
    person = await town.person(somebody)
    assert not await town.look(lambda db: drafts.mine(replace(db, speaker=people.get(db, person))))


async def test_a_word_of_the_bot_is_not_added_to_a_worry_that_waits_and_a_worry_is_none_of_its_words(
    town, chief
):
    await say(town, chief, "隔壁小孩一直哭", "熱區")
    assert "熱區" in await text(chief)
    assert not await has(chief, on(one_tap.MakeReport, danger="no"))
    for word in ("緊急", "高風險", "單位裡有人打小孩", "who has seen the boy next door"):
        await say(town, chief, word)
        assert await has(chief, on(one_tap.MakeReport, danger="no")), word


# What a key of the card is called, typed


async def test_the_name_of_a_key_of_the_card_does_what_the_key_does(town, administrator):
    await say(town, administrator, "單位")
    first = await keys(administrator)
    for word, shown in (("下一页", False), ("上一頁", True), ("下一", False), ("回首頁", False)):
        await say(town, administrator, word)
        assert (await keys(administrator) == first) is shown, word
        assert "查無" not in await text(administrator)
    await say(town, administrator, "下一頁")
    assert "查無" in await text(administrator), "no such key stands on the card now"


async def test_the_name_of_a_key_presses_none_of_a_card_that_another_process_may_have_replaced(
    town, administrator
):
    await say(town, administrator, "單位")
    first = await keys(administrator)
    await town.bot.sender.stop()  # as when another process speaks from now on
    await say(town, administrator, "下一頁")
    assert "查無" in await text(administrator)
    await say(town, administrator, "單位")
    assert await keys(administrator) == first
    await say(town, administrator, "下一頁")
    assert "查無" not in await text(administrator), "it tells the cards again, and knows them"


async def test_the_card_of_a_case_is_used_by_words_in_english_too(town):
    worker = await town.join(Role.WORKER, "王測試", language="en", villages=(VILLAGE,))
    await served(town, worker)
    await open_card(town, worker)
    await say(town, worker, "history")
    assert "History" in await text(worker)
    await say(town, worker, "back", "log a visit")
    assert await has(worker, option("home"))


async def test_what_cant_be_undone_is_done_by_its_key_and_not_by_its_name(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("home"))
    await say(town, worker, "首頁")
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit)
    await say(town, worker, "刪除草稿", "刪除草稿")
    assert "請直接按按鈕" in await text(worker)
    person = await town.person(worker)
    assert await town.look(lambda db: drafts.mine(replace(db, speaker=people.get(db, person))))
    await say(town, worker, "保留")
    assert "第 2 題" in await text(worker), "the safe key may be named"


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR, Role.SCREENER, Role.ADMIN])
async def test_a_word_of_the_house_is_never_looked_for_among_cases(town, role):
    staff = await town.join(role, "吳示例", unit="家防中心" if role is Role.SCREENER else "平鎮中心")
    for word in (*WORDS_OF_STAFF, "值班", "陪同", "tracked items", "rosters"):
        await say(town, staff, word)
        assert "查無" not in await text(staff), word


async def test_a_press_that_stands_on_no_message_is_answered(town):
    """What is silent for a double tap on the card is none where no card is known."""
    unit = town.units["平鎮中心"].id
    await town.look(
        lambda db: addressed.add(db, Person(0, Role.WORKER, unit, "林示範", "", "", ()), NOBODY_HEARD)
    )
    nowhere = {"id": "1", "from": user(NOBODY_HEARD), "chat_instance": "1", "inline_message_id": "1"}
    with wire(town) as caught:
        assert await caught.hand({"callback_query": {**nowhere, "data": one_tap.MakeReport(0, "yes").data()}})
