"""Who asks how something is done is led there; who is worried is never taken for somebody who asks."""

import pytest
from msgspec.structs import replace

from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from handlers.forms.form_cards import Resume
from handlers.forms.pin import AskForPin
from handlers.intake import one_tap, worries
from handlers.meetings.calling import CallOn
from handlers.meetings.listing import Extra, OpenMeetings
from handlers.onboarding.language import Languages
from handlers.reminders.duties import Away
from handlers.rosters.awaited import AwaitedRosters
from handlers.service.visits import LogVisit
from handlers.staffing.people import MyTeam
from handlers.staffing.units import Districts
from handlers.ui import home
from handlers.ui.home import OpenPlace
from sandbox import Phone
from storage.forms import drafts
from storage.staffing import people
from tests.handlers.serving import open_card, served
from tests.support.keys import has, on, option
from tests.support.phones import from_home, keys, say, tap, text
from tests.support.town import BOTH, VILLAGE, Town

ASKED = (
    (Role.CLERK, OpenMeetings, "我要開會", "I want to hold a meeting"),
    (Role.CLERK, OpenMeetings, "會議紀錄怎麼交？", "How do I send the minutes?"),
    (Role.CLERK, OpenMeetings, "下次開會是什麼時候", "when is the next meeting"),
    (Role.CLERK, OpenMeetings, "這一季的會議什麼時候要開", "when is the meeting"),
    (Role.LIAISON, OpenMeetings, "簽到表在哪裡下載", "where do I find the agenda"),
    (Role.BUREAU, AwaitedRosters, "名冊要上傳到哪裡", "where do I upload the roster"),
    (Role.WORKER, OpenPlace, "每月回報怎麼填", "how do I file the follow-up"),
    (Role.WORKER, OpenPlace, "請問要怎麼登錄訪視", "how can I log a visit"),
    *((role, Languages, "怎麼改語言", "how do I change the language") for role in (Role.CHIEF, Role.CLERK)),
    (Role.ADMIN, Districts, "怎麼停用帳號", "how do I lock an account"),
    (Role.SUPERVISOR, MyTeam, "有人離職怎麼辦", "what do I do when a colleague leaves"),
    (Role.ADMIN, AskForPin, "密碼忘了怎麼重設", "I forgot my password"),
    (Role.WORKER, AskForPin, "密碼被鎖住了", "my PIN is locked"),
    (Role.LIAISON, Away, "怎麼離職", "how do I leave"),
)
UNITS = {Role.CLERK: "平鎮區公所", Role.BUREAU: "社會局", Role.LIAISON: "平鎮分局"}


async def joined(town: Town, role: Role) -> Phone:
    await town.add_unit("平鎮區公所", UnitKind.DISTRICT, "平鎮區")
    villages = (VILLAGE,) if role is Role.CHIEF else ()
    return await town.join(role, "吳示例", unit=UNITS.get(role, "平鎮中心"), villages=villages)


async def begun(town: Town, phone: Phone) -> list[str]:
    """List what somebody has begun."""
    person = await town.person(phone)
    mine = await town.look(lambda db: drafts.mine(replace(db, speaker=people.get(db, person))))
    return [one.form for one in mine]


@BOTH
@pytest.mark.parametrize(("role", "key", "chinese", "english"), ASKED)
async def test_who_asks_how_something_is_done_is_led_there(town, role, key, chinese, english):
    somebody = await joined(town, role)
    await say(town, somebody, town.said(chinese, english))
    assert await has(somebody, key)
    assert not await begun(town, somebody), "it was no worry"


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [("我要換電話", "how do I change my phone number"), ("怎麼調單位", "how do I change my unit")],
)
async def test_what_others_change_for_one_names_them(town, worker, supervisor, chinese, english):
    await say(town, worker, town.said(chinese, english))
    assert "張樣本" in await text(worker)


@BOTH
async def test_who_has_no_pin_hears_so_and_asks_nobody_for_one(town, chief, supervisor):
    """They were led to ask for one, and the supervisor was told to give what could not be given."""
    await say(town, chief, town.said("怎麼換密碼", "how do I change my PIN"))
    assert town.said("您在這裡不需要密碼", "You need no PIN here") in await text(chief)
    assert not await has(chief, AskForPin)


WORRIES = (
    *(
        "老人不知道怎麼請假看醫生",
        "鄰居說會議室裡有人打小孩",
        "他想離開",
        "我想離開",
        "需要幫助",
        "救命怎麼辦",
        "沒有錢怎麼辦",
    ),
    *(
        "里民問春節物資怎麼領，家裡沒有瓦斯",
        "怎麼通報隔壁打小孩",
        "我要通報有老人跌倒",
        "家裡很冷",
        "手機被他拿走，怎麼辦",
    ),
    *("I need help", "we need a home", "how do I report that he beats her", "it is cold in their house"),
    *("she can't leave", "I want to die", "he has no phone, what can I do"),
)


@pytest.mark.parametrize("worry", WORRIES)
@pytest.mark.parametrize("role", [Role.CHIEF, Role.CLERK])
async def test_a_worry_is_never_a_question_about_the_bot(town, role, worry):
    somebody = await joined(town, role)
    await say(town, somebody, worry)
    assert await has(somebody, on(one_tap.MakeReport, danger="no"))


async def test_what_a_chief_has_no_part_in_is_a_report_from_them(town):
    chief = await joined(town, Role.CHIEF)
    for words in ("我要開會", "名冊怎麼交", "怎麼請假", "每月回報怎麼填"):
        await say(town, chief, words)
        assert await has(chief, on(one_tap.MakeReport, danger="no")), words


async def test_a_clerk_is_told_that_something_is_not_theirs_and_begins_no_report(town):
    clerk = await joined(town, Role.CLERK)
    for words in ("名冊怎麼交", "每月回報怎麼填", "怎麼結案"):
        await say(town, clerk, words)
        assert "目前沒有您可以查看的內容" in await text(clerk), words
    assert not await begun(town, clerk)


@BOTH
async def test_what_was_taken_for_a_question_is_a_report_with_one_tap(town):
    clerk = await joined(town, Role.CLERK)
    asked = town.said("會議紀錄怎麼交", "how do I send the minutes")
    await say(town, clerk, asked)
    await tap(town, clerk, worries.Worry)
    assert await has(clerk, on(one_tap.MakeReport, danger="no"))
    assert asked in await text(clerk)


# In the midst of a form


@BOTH
async def test_a_word_of_the_bot_is_the_answer_where_a_form_asks_for_words(town):
    clerk = await joined(town, Role.CLERK)
    for word in ("轉銜會議", "春節關懷", "低溫", "駐點"):
        await from_home(town, clerk, OpenMeetings, Extra)
        await say(town, clerk, word, "2026-06-18", "14:00", "三樓")
        assert word in await text(clerk), "it is what the meeting is about"
        assert not await has(clerk, CallOn)


@BOTH
async def test_a_day_too_far_ahead_is_said_back_and_no_day_of_the_past_asked_for(town):
    clerk = await joined(town, Role.CLERK)
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置", "2036-06-18")
    said = town.said("125年6月18日（三）距今太遠，請再確認", "Wed 18 Jun 2036 is too far ahead")
    assert said in await text(clerk)


@BOTH
@pytest.mark.parametrize(("chinese", "english"), [("說明", "help"), ("語言", "language")])
async def test_the_form_is_one_tap_away_from_help(town, chinese, english):
    clerk = await joined(town, Role.CLERK)
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置", town.said(chinese, english))
    assert not await has(clerk, option("today"))
    await tap(town, clerk, on(Resume, step="on"))
    await say(town, clerk, "2026-06-18", "14:00", "三樓")
    assert "街友安置" in await text(clerk), "nothing was lost"


async def test_help_has_no_way_back_to_a_form_that_nobody_fills_in(town, worker):
    await say(town, worker, "說明")
    assert not await has(worker, Resume)
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, LogVisit, home.Home)
    await say(town, worker, "說明")
    assert not [one for one in await keys(worker) if one.startswith("◀")]
