"""Reports are screened by one group in time, dispatched, joined, redirected or not taken [003] item 4."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update

from casework.cases.case import State
from casework.staffing.people import Role
from handlers.cases import reported
from handlers.forms import form_cards
from handlers.forms.form_cards import Go
from handlers.missing import child
from handlers.screening import dispatching, duplicates, no_case, receivers, screening
from handlers.service import acceptance
from handlers.ui.buttons import Button, OpenCard
from sandbox import Phone
from storage.core.tables import areas
from tests.handlers.reporting import dispatched, opened, report, state, verbs
from tests.support.keys import BACK, SEND, SKIP, has, on, option
from tests.support.phones import from_home, key, keys, say, tap
from tests.support.town import VILLAGE, Town

OTHER_STORY = "三樓的阿嬤沒人照顧"


@pytest.fixture
async def second(town: Town) -> Phone:
    return await town.join(Role.SCREENER, "趙示意", unit="家防中心")


# the queue


async def test_screeners_find_what_waits_at_home_with_its_count(
    town: Town, chief: Phone, screener: Phone
) -> None:
    await report(town, chief)
    await report(town, chief, OTHER_STORY)
    await say(town, screener, "個案")
    assert await key(screener, "待篩派") == "待篩派（2）"


async def test_a_push_about_a_report_says_nothing_of_what_it_holds(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief, household="陳小美 0912345678")
    push = await screener.hears(number)
    assert "陳" not in push["text"]
    assert VILLAGE not in push["text"]
    assert "哭" not in push["text"]


async def test_the_queue_goes_by_deadline_and_marks_what_is_urgent(
    town: Town, chief: Phone, screener: Phone
) -> None:
    calm = await report(town, chief)
    urgent = await report(town, chief, OTHER_STORY, danger="通報：現在有危險")
    await from_home(town, screener, screening.Queue)
    text = (await screener.last())["text"]
    assert text.index(urgent) < text.index(calm)
    assert f"🚨 {urgent}" in text
    assert f"🚨 {calm}" not in text


async def test_the_queue_shows_five_a_page_in_place(town: Town, chief: Phone, screener: Phone) -> None:
    numbers = [await report(town, chief, f"第{n}戶的小孩一直哭") for n in range(6)]
    await from_home(town, screener, screening.Queue)
    first = await screener.last()
    assert numbers[5] not in first["text"]
    await tap(town, screener, screening.Queue)
    second = await screener.last()
    assert second["id"] == first["id"]
    assert numbers[5] in second["text"]
    assert numbers[0] not in second["text"]


async def test_an_empty_queue_explains_itself(town: Town, screener: Phone) -> None:
    await from_home(town, screener, screening.Queue)
    assert "沒有待辦" in (await screener.last())["text"]


async def test_supervisors_of_the_protection_unit_screen_and_those_of_a_centre_do_not(
    town: Town, supervisor: Phone
) -> None:
    theirs = await town.join(Role.SUPERVISOR, "孫督示", unit="家防中心")
    for one in (theirs, supervisor):
        await say(town, one, "個案")
    assert await has(theirs, screening.Queue)
    assert not await has(supervisor, screening.Queue)


# the card


async def test_the_card_says_what_was_seen_and_what_applies_with_its_reason(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief, home=["六歲以下孩子"], happening=["失業沒錢"])
    text = (await opened(town, screener, number))["text"]
    assert "隔壁小孩半夜一直哭" in text
    assert "2A 有 6 歲以下兒童 ← 看到：六歲以下孩子" in text
    assert "1D" in text
    assert "115年6月4日（四） 23:59" in text  # 3 days [003] item 4


async def test_new_year_care_stands_on_homes_with_a_child_and_only_around_the_new_year(
    town: Town, chief: Phone, screener: Phone
) -> None:
    """faults 16: [003] 肆 and 伍、二(一)1 say nothing of other homes, nor of the rest of the year."""
    summer = await report(town, chief, home=["六歲以下孩子"], happening=["失業沒錢"])
    assert "春節" not in (await opened(town, screener, summer))["text"]
    town.clock.now = datetime(2027, 1, 25, 1, tzinfo=UTC)  # two weeks before the holiday have begun
    met = await report(town, chief, home=["六歲以下孩子"], happening=["失業沒錢"])
    assert "春節關懷應訪視指標：達到" in (await opened(town, screener, met))["text"]
    not_met = await report(town, chief, "另一家", home=["六歲以下孩子"])
    assert "春節關懷應訪視指標：未達" in (await opened(town, screener, not_met))["text"]
    elder = await report(town, chief, "老人家", home=["失能老人"], happening=["失業沒錢"])
    assert "春節" not in (await opened(town, screener, elder))["text"]


async def test_danger_stands_in_the_first_line_of_the_card(town: Town, chief: Phone, screener: Phone) -> None:
    calm, urgent = await report(town, chief), await report(town, chief, "打人", danger="通報：現在有危險")
    first = (await opened(town, screener, urgent))["text"].splitlines()[0]
    assert first == f"{urgent} 篩派中　🚨 緊急"
    card = (await opened(town, screener, calm))["text"]
    assert "緊急" not in card


async def test_what_rests_on_a_record_that_nobody_saw_is_to_be_verified(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief, home=["六歲以下孩子"], happening=["說想死或自傷"])
    text = (await opened(town, screener, number))["text"]
    assert "待查證：1C" in text
    assert "待查證：2A" not in text
    assert "類型：一般個案" in text


async def test_an_address_of_which_nothing_may_be_shown_is_left_out(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief, household="陳小美 12號")
    place = (await opened(town, screener, number))["text"].splitlines()[1]
    assert "陳○美" in place
    assert not place.endswith("　○")


async def test_the_card_masks_the_household_also_inside_the_story(
    town: Town, chief: Phone, screener: Phone
) -> None:
    story = "陳小美打小孩，電話 0912-345-678，證號 A123456789"
    number = await report(town, chief, story, household="陳小美")
    text = (await opened(town, screener, number))["text"]
    assert "陳○美打小孩" in text
    assert "0912***678" in text
    assert "A12****789" in text
    assert "345-678" not in text


async def test_a_long_story_is_read_to_its_end(town: Town, chief: Phone, screener: Phone) -> None:
    number = await report(town, chief, "很" * 900 + "最後一句")
    assert "最後一句" not in (await opened(town, screener, number))["text"]
    await tap(town, screener, reported.ReadReports)
    assert "最後一句" in (await screener.last())["text"]


@pytest.mark.parametrize(
    ("known", "again", "why"),
    [
        ("A123456789", "A123456789", "身分證字號相同"),
        ("0912345678", "0912-345-678", "電話相同"),
        ("新勢街12號", "新勢街十二號", "地址相同"),
        ("林智明", "林志明", "同里姓名相近"),
    ],
    ids=["id", "phone", "address", "name"],
)
async def test_a_possible_duplicate_is_shown_with_its_reason(
    town: Town, chief: Phone, screener: Phone, known: str, again: str, why: str
) -> None:
    first = await report(town, chief, household=known)
    number = await report(town, chief, OTHER_STORY, household=again)
    text = (await opened(town, screener, number))["text"]
    assert f"{first}" in text
    assert why in text


async def test_three_reports_of_a_household_within_a_year_are_indicator_1a(
    town: Town, chief: Phone, screener: Phone
) -> None:
    for story in ("第一次", "第二次"):
        await report(town, chief, story, household="A123456789")
        await town.later(days=100)
    number = await report(town, chief, "第三次", household="A123456789")
    assert "一年內 3 次通報" in (await opened(town, screener, number))["text"]


async def test_reports_of_over_a_year_ago_do_not_count(town: Town, chief: Phone, screener: Phone) -> None:
    for story in ("第一次", "第二次"):
        await report(town, chief, story, household="A123456789")
        await town.later(days=200)
    number = await report(town, chief, "第三次", household="A123456789")
    assert "1A" not in (await opened(town, screener, number))["text"]


# dispatch


async def test_a_case_goes_to_the_primary_worker_of_its_village_with_one_tap(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    assert await state(town, number) is State.DISPATCHED
    offer = await worker.hears(f"{number}：")
    assert VILLAGE not in offer["text"]
    await chief.hears(f"{number}：")
    assert (await verbs(town, number))[-1] == "case.dispatched"


async def test_nothing_is_dispatched_before_it_is_confirmed_and_the_safe_choice_comes_first(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await report(town, chief)
    card = await opened(town, screener, number)
    await tap(town, screener, dispatching.Confirm)
    asked = await screener.last()
    assert asked["id"] == card["id"]
    assert f"要將 {number} 派給平鎮中心 王測試嗎？" in asked["text"]
    assert "系統管理者" in asked["text"]
    assert (await screener.buttons())[0] == ["先不派"]
    assert await state(town, number) is State.SCREENING
    await tap(town, screener, OpenCard)
    assert (await screener.last())["text"].startswith(number)


async def test_the_pickers_have_a_way_back_and_home_and_name_the_own_centre_once(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    await town.join(Role.WORKER, "鄭他區", unit="桃園中心")
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, dispatching.ChooseUnit)
    kinds = await keys(screener)
    assert kinds[:2] == ["平鎮中心", "其他家庭服務中心"]
    assert (await screener.buttons())[-1] == ["◀ 返回", "🏠 首頁"]
    await tap(town, screener, dispatching.ChooseUnit)
    assert "鄭他區" in await keys(screener)
    assert (await screener.buttons())[-1] == ["◀ 返回", "🏠 首頁"]


async def test_who_declined_is_named_with_the_reason_and_not_offered_first_again(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    await town.join(Role.WORKER, "鄭同仁")
    number = await dispatched(town, chief, screener)
    await tap(town, worker, OpenCard, acceptance.Decline)
    assert number in (await worker.last())["text"]
    await say(town, worker, "案量已滿，電話 0912345678")
    card = (await opened(town, screener, number))["text"]
    assert "婉拒：王測試，案量已滿，電話 0912***678" in card
    assert not await has(screener, dispatching.Confirm)
    await tap(town, screener, receivers.ChoosePerson)
    assert (await keys(screener))[:2] == ["鄭同仁", "王測試（曾婉拒或逾時）"]


async def test_who_did_not_answer_in_time_is_not_offered_first_again(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await town.later(days=3)
    assert "逾時未回覆：王測試" in (await opened(town, screener, number))["text"]
    assert not await has(screener, dispatching.Confirm)


async def test_a_case_goes_to_another_unit_by_its_kind(town: Town, chief: Phone, screener: Phone) -> None:
    officer = await town.join(Role.LIAISON, "周警示", unit="平鎮分局")
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(
        town,
        screener,
        dispatching.ChooseUnit,
        dispatching.ChooseUnit,
        dispatching.Confirm,
        dispatching.Dispatch,
    )
    assert await state(town, number) is State.DISPATCHED
    await officer.hears(number)


async def test_a_village_without_primary_worker_is_offered_to_the_people_of_its_centre(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    await town.look(lambda db: db.connection.execute(update(areas).values(worker=None)))
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, receivers.ChoosePerson, dispatching.Confirm, dispatching.Dispatch)
    assert await state(town, number) is State.DISPATCHED


async def test_a_centre_with_nobody_says_so_and_another_unit_can_be_chosen(
    town: Town, chief: Phone, screener: Phone
) -> None:
    centre = insert(areas).values(village=VILLAGE, unit=town.units["平鎮中心"].id)
    await town.look(lambda db: db.connection.execute(centre))
    await opened(town, screener, await report(town, chief))
    await tap(town, screener, receivers.ChoosePerson)
    assert "平鎮中心目前沒有可以接案的人" in (await screener.last())["text"]
    assert await has(screener, dispatching.ChooseUnit)


async def test_the_second_screener_sees_that_it_was_decided_meanwhile(
    town: Town, chief: Phone, screener: Phone, second: Phone, worker: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await opened(town, second, number)
    await tap(town, screener, dispatching.Confirm, dispatching.Dispatch)
    await tap(town, second, dispatching.Confirm)
    assert "這件事已經處理了" in (await second.last())["text"]
    assert (await verbs(town, number)).count("case.dispatched") == 1


async def test_the_second_screener_who_was_still_typing_a_reason_sees_it_too(
    town: Town, chief: Phone, screener: Phone, second: Phone, worker: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, second, number)
    await tap(town, second, no_case.NotTake)
    await say(town, second, "資料不足")
    await opened(town, screener, number)
    await tap(town, screener, dispatching.Confirm, dispatching.Dispatch)
    await tap(town, second, SEND)
    assert "這件事已經處理了" in (await second.last())["text"]
    assert await state(town, number) is State.DISPATCHED
    await say(town, second, "/start")
    assert "草稿" not in (await second.last())["text"]


async def test_a_double_tap_dispatches_once_and_is_not_scolded(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, dispatching.Confirm)
    card = await screener.last()
    data = next(k["callback_data"] for row in card["keyboard"] for k in row if k["text"] == "確定派案")
    await tap(town, screener, dispatching.Dispatch)
    before = (await screener.last())["text"]
    await screener.press(data, card, stale=True)
    await town.settle()
    assert (await verbs(town, number)).count("case.dispatched") == 1
    assert (await screener.last())["text"] in before


# join, redirect, not take


async def test_a_duplicate_is_joined_after_its_impact_was_shown(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    first = await dispatched(town, chief, screener)
    await tap(town, worker, OpenCard, acceptance.Accept)
    other = await town.join(Role.CHIEF, "許示里", villages=(VILLAGE,))
    number = await report(town, other, OTHER_STORY)
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose)
    await say(town, screener, first.replace("-", "").lower())
    asked = await screener.last()
    assert "系統管理者" in asked["text"]
    assert (await screener.buttons())[0] == ["不併案"]
    await tap(town, screener, f"併入 {first}")
    assert await state(town, number) is State.JOINED
    await other.hears(f"{number}：")
    await worker.hears("併入本案")


async def test_back_from_joining_leaves_nothing_half_done(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    first = await dispatched(town, chief, screener)
    number = await report(town, chief, OTHER_STORY)
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, BACK)
    assert (await screener.last())["text"].startswith(number)
    await say(town, screener, first)  # a question again, no answer
    assert (await screener.last())["text"].startswith(first)
    assert await state(town, number) is State.SCREENING


async def test_a_possible_duplicate_is_joined_without_typing(
    town: Town, chief: Phone, screener: Phone
) -> None:
    first = await report(town, chief, household="A123456789")
    number = await report(town, chief, OTHER_STORY, household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, f"併入 {first}", f"併入 {first}")
    assert await state(town, number) is State.JOINED
    assert (await verbs(town, first))[-2:] == ["case.report_joined", "household.joined"]


async def test_who_reported_a_joined_case_hears_the_stages_of_the_other(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    first = await report(town, chief, household="A123456789")
    other = await town.join(Role.CHIEF, "許示里", villages=(VILLAGE,))
    number = await report(town, other, OTHER_STORY, household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, f"併入 {first}", f"併入 {first}")
    joined = await other.hears(f"{number}：")
    await opened(town, screener, first)
    await tap(town, screener, dispatching.Confirm, dispatching.Dispatch)
    stage = await other.hears(f"{number}：", after=joined["id"])
    assert first not in stage["text"]


async def test_an_urgent_duplicate_makes_the_waiting_case_urgent(
    town: Town, chief: Phone, screener: Phone
) -> None:
    first = await report(town, chief, household="A123456789")
    number = await report(town, chief, OTHER_STORY, household="A123456789", danger="通報：現在有危險")
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, f"併入 {first}", f"併入 {first}", screening.Queue)
    assert f"🚨 {first}" in (await screener.last())["text"]


@pytest.mark.parametrize("typed", ["A-115-000000", "000", "不知道"], ids=["unknown", "short", "words"])
async def test_a_number_that_is_no_open_case_is_asked_again(
    town: Town, chief: Phone, screener: Phone, typed: str
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose)
    await say(town, screener, typed)
    assert "沒有這個案號" in (await screener.last())["text"]
    await say(town, screener, number)  # a case can't be joined to itself
    assert "沒有這個案號" in (await screener.last())["text"]
    assert await state(town, number) is State.SCREENING


async def test_a_report_is_pointed_to_the_legal_channel_with_a_reason(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, no_case.Redirect, option("113"))
    await say(town, screener, "應由保護專線受理")
    assert (await screener.buttons())[0] == ["先不要"]
    await tap(town, screener, SEND)
    assert await state(town, number) is State.REDIRECTED
    heard = await chief.hears(f"{number}：")
    assert "請改打 113 保護專線" in heard["text"]
    assert "應由" not in heard["text"]
    card = (await screener.last())["text"]
    assert card.startswith("已轉介113 保護專線")
    assert "轉介：113 保護專線" in card
    assert "原因：應由保護專線受理" in card


async def test_a_report_is_pointed_to_a_channel_that_is_no_telephone(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, no_case.Redirect, option("ecare"))
    await say(town, screener, "應線上通報")
    await tap(town, screener, SEND)
    assert "請改到關懷e起來網站通報" in (await chief.hears(f"{number}："))["text"]


async def test_no_case_is_opened_with_a_reason(town: Town, chief: Phone, screener: Phone) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, no_case.NotTake)
    assert number in (await screener.last())["text"]
    await say(town, screener, "家戶已搬離，電話 0912345678")
    await tap(town, screener, SEND)
    assert await state(town, number) is State.NOT_TAKEN
    await chief.hears(f"{number}：")
    card = (await screener.last())["text"]
    assert card.startswith("已決定不開案")
    assert "原因：家戶已搬離，電話 0912***678" in card


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("zh-hant", "尋獲前不得結案、轉介其他窗口或不開案"),
        ("en", "A child of this household is missing. The case stays open until it is found."),
    ],
)
async def test_no_report_is_turned_away_while_a_child_is_missing(
    town: Town, chief: Phone, code: str, said: str
) -> None:
    screener = await town.join(Role.SCREENER, "陳範例", unit="家防中心", language=code)
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    number = await report(town, chief, happening=("找不到孩子",))
    await opened(town, screener, number)
    await tap(town, screener, child.Missing, option("programme"))
    await say(town, screener, "王小樣", "四歲")
    await tap(town, screener, option("today"), SKIP, SKIP, SEND)
    for button in (no_case.Redirect, no_case.NotTake):
        await opened(town, screener, number)
        await tap(town, screener, button)
        assert said in (await screener.last())["text"]
    await say(town, bureau, number)
    await tap(town, bureau, child.Found, child.FoundNow)
    await opened(town, screener, number)
    await tap(town, screener, no_case.NotTake)
    await say(town, screener, "孩子已自行回家")
    await tap(town, screener, SEND)
    assert await state(town, number) is State.NOT_TAKEN


async def test_who_leaves_it_undecided_is_back_at_the_card(town: Town, chief: Phone, screener: Phone) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, no_case.NotTake)
    await say(town, screener, "家戶已搬離")
    await tap(town, screener, form_cards.Resume)
    assert await state(town, number) is State.SCREENING
    assert await key(screener, "併案")


async def test_who_opens_what_another_screener_looks_at_reads_so(
    town: Town, chief: Phone, screener: Phone
) -> None:
    other = await town.join(Role.SCREENER, "謝測試", unit="家防中心")
    number = await report(town, chief)
    assert "正在看" not in (await opened(town, other, number))["text"]
    assert "謝測試也正在看" in (await opened(town, screener, number))["text"]
    await town.later(minutes=11)
    assert "正在看" not in (await opened(town, other, number))["text"]


@pytest.mark.parametrize("how", [no_case.NotTake, no_case.Redirect])
async def test_no_report_is_turned_away_of_which_its_reporter_told_more_meanwhile(
    town: Town, chief: Phone, screener: Phone, how: type[Button]
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, how)
    if how is no_case.Redirect:
        await tap(town, screener, option("1957"))
    await say(town, screener, "家中已有其他單位協助")
    await say(town, chief, f"補充 {number} 爸爸拿刀")
    await tap(town, chief, option("yes"))
    await tap(town, screener, on(Go, step="send"))
    assert await state(town, number) is State.SCREENING
    assert "爸爸拿刀" in await screener.transcript()
