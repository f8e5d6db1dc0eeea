"""A district's meeting from the first tap to the letter with its minutes [001] 參二."""

import io
import re
from datetime import date

import aiohttp
import docx
import pytest

from actions.meetings import planning
from casework.meetings.attending import Coming
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from handlers.forms.form_cards import Pick
from handlers.meetings.attending import Reply
from handlers.meetings.calling import CallOn, Joined, JoinWith, MoveMeeting
from handlers.meetings.guests import AskExpert
from handlers.meetings.holding import GuestWasThere, Held, There, WasThere
from handlers.meetings.inviting import Answers, InviteMore, InviteUnit
from handlers.meetings.listing import Extra, OpenMeetings, PlanNow, YearOfMeetings
from handlers.meetings.minuting import FileMinutes, Read, Send, SendAsMade, Write
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.meetings import attendances, guests, meetings
from storage.policy import closed_days
from storage.reminders import obligations
from tests.handlers.meetings.district import ROOM, District, called, met, on_its_day
from tests.handlers.reminders.test_duties import press
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import documents, from_home, keys, say, tap, text, twice
from tests.support.town import BOTH, Town

FIRST = on(Pick, option=0)
"""What is suggested first."""


@pytest.fixture
async def there(town: Town) -> District:
    return await met(town)


async def paper(phone: Phone):
    sent = (await documents(phone))[-1]["document"]
    address = f"{phone.address}/phone/files/{sent['file_id']}"
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        return docx.Document(io.BytesIO(await answer.read()))


def the_day(one: Meeting) -> date:
    assert one.fixed is not None
    return one.fixed


async def owed(there: District, subject: int) -> list[Duty]:
    return [one.duty for one in await there.town.look(lambda db: obligations.of_subject(db, subject))]


async def parts(there: District, meeting: int):
    return await there.town.look(lambda db: attendances.of_meeting(db, meetings.read(db, meeting)))


async def sent_and_read(town: Town, clerk: Phone) -> None:
    await tap(town, clerk, Send, SKIP, SEND)
    await tap(town, clerk, Read)
    assert not any("更正版" in said["text"] for said in await clerk.messages()), "nothing was corrected"


async def filed(there: District, one: Meeting) -> None:
    """The bureau reads what was sent and takes note of it in one tap; its secretariat hears."""
    town, bureau = there.town, there.bureau
    assert await owed(there, one.id) == [Duty.FILE_MINUTES]
    await press(town, there.clerk, FileMinutes(one.id))
    await press(town, there.police, Read(one.id))
    assert not await documents(there.police), "who is invited does not read the minutes here"
    assert await owed(there, one.id) == [Duty.FILE_MINUTES], "the clerk does not file her own"
    await press(town, bureau, OpenCard(one.id))
    await tap(town, bureau, Read)
    assert any("主任秘書 陳範例" in line.text for line in (await paper(bureau)).paragraphs)
    await tap(town, bureau, FileMinutes)
    assert not await owed(there, one.id)
    assert (await town.look(lambda db: meetings.read(db, one.id))).filed_on
    assert any("備查" in said["text"] and one.sign in said["text"] for said in await there.clerk.messages())


async def test_it_is_called_in_four_taps_answered_in_one_held_by_a_deputy_and_minuted(
    there: District,
) -> None:
    town, clerk = there.town, there.clerk
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    assert one.sign == "平鎮區-115-1"
    assert await owed(there, one.id) == [Duty.CALL_MEETING, Duty.HOLD_MEETING]

    one = await called(there, clerk, one)
    assert (one.fixed is not None and one.said["place"], one.month.month) == (ROOM, 7)
    assert await owed(there, one.id) == [Duty.HOLD_MEETING]
    assert {part.unit.name for part in await parts(there, one.id)} >= {
        "平鎮分局",
        "平鎮衛生所",
        "平鎮中心",
        "家防中心",
    }

    pushed = await there.police.last()
    assert one.sign in pushed["text"]
    assert ROOM not in pushed["text"], "a push says sign and day alone"
    await tap(town, there.police, on(Reply, answer="comes"))
    await tap(town, there.health, on(Reply, answer="deputy"))
    await say(town, there.health, "護理長 林示範")
    answers = {part.unit.name: part.answer for part in await parts(there, one.id)}
    assert (answers["平鎮分局"], answers["平鎮衛生所"]) == (Coming.COMES, Coming.DEPUTY)

    await on_its_day(there, one, 9)
    silent = [said["text"] for said in await clerk.messages() if "沒有回覆" in said["text"]]
    assert len(silent) == 1
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.LINE))
    assert "主任秘書以上人員代理" in await text(clerk)
    await say(town, clerk, "主任秘書 陳範例")
    await tap(town, clerk, SEND)
    assert await owed(there, one.id) == [Duty.MINUTES]
    by_unit = {part.unit.name: part for part in await parts(there, one.id)}
    assert (by_unit["平鎮分局"].present, by_unit["平鎮中心"].present) == (True, False)
    await tap(town, clerk, on(WasThere, attendance=by_unit["平鎮中心"].id), OpenCard)

    await town.later(days=8)
    late = await there.bureau.messages()
    await tap(town, clerk, Write)
    await say(town, clerk, "請各單位加強聯繫。")
    await tap(town, clerk, SKIP, SKIP, SKIP)
    await say(town, clerk, "請於下次會議提報。")
    await tap(town, clerk, SKIP)
    await say(town, clerk, "17時")
    assert await owed(there, one.id) == [Duty.MINUTES], "nothing is sent that was not made"
    await tap(town, clerk, SEND)
    written = [line.text for line in (await paper(clerk)).paragraphs]
    assert written[0].startswith("平鎮區公所115年第1次區級聯繫會議紀錄")
    heads = [line.partition("、")[0] for line in written if "、" in line[:4]]
    assert heads[:11] == ["壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖", "拾", "壹拾壹"]
    assert "平鎮衛生所：護理長 林示範（代理）" in written
    assert "平鎮中心" in written
    await sent_and_read(town, clerk)
    await filed(there, one)
    kept = await town.look(lambda db: meetings.read(db, one.id))
    assert kept.minutes_sent_on
    assert kept.held_on
    assert (kept.minutes_sent_on - kept.held_on).days == 8  # late, and the bureau heard of it
    assert any(one.sign in said["text"] for said in late if said["from"] == "bot")


async def test_a_holiday_and_a_day_that_is_over_are_asked_for_again(there: District) -> None:
    town, clerk = there.town, there.clerk
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), on(CallOn, day="other"))
    await say(town, clerk, "115/6/19", "下午2時", ROOM)
    await tap(town, clerk, SEND)
    assert "不上班" in await text(clerk)
    await say(town, clerk, "115/5/1")
    assert "115年5月1日（五）已過" in await text(clerk)
    await say(town, clerk, "115/6/18")
    await tap(town, clerk, SEND)
    assert (await town.look(lambda db: meetings.read(db, one.id))).fixed is not None


async def test_the_time_of_a_meeting_is_a_time_and_everybody_reads_it_in_their_language(
    there: District,
) -> None:
    """What was typed in Chinese stood in English cards, and any word was taken for a time."""
    town, clerk = there.town, there.clerk
    english = await town.join(Role.LIAISON, "Lin", language="en", unit="平鎮分局")
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), on(CallOn, day="other"))
    await say(town, clerk, "115/6/18", "三樓")
    assert "看不懂這個時間" in await text(clerk)
    await say(town, clerk, "下午兩點半")
    assert "可點選上次" not in await text(clerk), "there was no last time, so there is nothing to tap"
    await say(town, clerk, ROOM)
    assert "• 時間：下午2時30分" in await text(clerk)
    await tap(town, clerk, SEND)
    assert "定於 6/18 下午2時30分 召開" in await text(clerk)
    part = next(each for each in await parts(there, one.id) if each.unit.name == "平鎮分局")
    assert "called for 18 Jun 14:30" in await press(town, english, OpenCard(part.id))


async def test_a_day_to_come_that_is_none_is_asked_for_with_one_example_of_a_day_to_come(
    there: District,
) -> None:
    town, clerk = there.town, there.clerk
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置", "改天", "2026/13/45")
    assert "看不懂這個日期。例如：6/1、115/6/1、明天。\n" in await text(clerk)
    assert "昨天" not in await text(clerk)


async def test_of_a_unit_without_anybody_the_bureau_hears_whom_to_tell_and_gets_no_key_that_is_refused(
    there: District,
) -> None:
    """The bureau was asked whether its own unit comes, and each answer was refused."""
    town, clerk = there.town, there.clerk
    await town.add_unit("平鎮消防分隊", UnitKind.FIRE, "平鎮區")
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    heard = [said for said in await there.bureau.messages() if one.sign in said["text"]]
    [told] = [said for said in heard if "平鎮消防分隊" in said["text"]]
    assert "請另行轉知" in told["text"]
    assert [key["text"] for row in told["keyboard"] for key in row] == ["查看"]


async def test_a_typhoon_asks_for_another_day_and_everybody_is_asked_once_more(there: District) -> None:
    town, clerk = there.town, there.clerk
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await tap(town, there.police, on(Reply, answer="comes"))
    await town.look(lambda db: closed_days.close(db, the_day(one)))
    await town.later(minutes=1)
    assert Duty.CALL_MEETING in await owed(there, one.id)
    await from_home(
        town,
        clerk,
        OpenMeetings,
        on(OpenCard, subject=one.id),
        MoveMeeting,
        option("typhoon"),
        FIRST,
        FIRST,
        SEND,
    )
    moved = await town.look(lambda db: meetings.read(db, one.id))
    assert moved.fixed != one.fixed
    assert await owed(there, one.id) == [Duty.HOLD_MEETING]
    part = next(part for part in await parts(there, one.id) if part.unit.name == "平鎮分局")
    assert part.answer is None
    assert Duty.ANSWER_INVITATION in await owed(there, part.id)


@BOTH
async def test_an_answer_to_the_day_before_a_move_is_none_to_the_new_day(town: Town) -> None:
    """The first invitation still stood in the chat: ✅ under 1 July was taken for 17 July."""
    there = await met(town, town.language)
    clerk, police, health = there.clerk, there.police, there.health
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    first = await police.last()
    comes = first["keyboard"][0][0]["callback_data"]
    await tap(town, health, on(Reply, answer="deputy"))
    card = on(OpenCard, subject=one.id)
    await from_home(
        town, clerk, OpenMeetings, card, MoveMeeting, option("chair"), on(Pick, option=1), FIRST, SEND
    )
    moved = await town.look(lambda db: meetings.read(db, one.id))
    assert moved.fixed != one.fixed

    await police.press(comes, first, stale=True)
    await town.settle()
    assert town.said("這次的回覆沒有登錄", "this answer was not noted") in await text(police)
    await say(town, health, "護理長 林示範")
    assert town.said("這次的回覆沒有登錄", "this answer was not noted") in await text(health)
    answers = {part.unit.name: part.answer for part in await parts(there, one.id)}
    assert (answers["平鎮分局"], answers["平鎮衛生所"]) == (None, None)
    await tap(town, police, on(Reply, answer="comes"))
    assert "comes" in [part.answer for part in await parts(there, one.id)]


async def test_nobody_else_runs_it_and_who_is_not_invited_does_not_see_it(there: District) -> None:
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    for phone in (there.police, there.supervisor):
        for key in (
            CallOn(one.id, "other"),
            Held(one.id),
            Write(one.id),
            Answers(one.id, 0),
            InviteMore(one.id, 0),
        ):
            assert one.sign not in await press(there.town, phone, key)
    assert one.sign not in await press(there.town, there.police, OpenCard(one.id))
    assert one.sign in await press(there.town, there.bureau, OpenCard(one.id))


async def test_one_more_unit_is_invited_by_the_topic(there: District) -> None:
    town, clerk = there.town, there.clerk
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    other = town.units["桃園中心"].id
    await tap(town, clerk, InviteMore, on(InviteUnit, unit=other))
    assert other in {part.unit.id for part in await parts(there, one.id)}


async def test_a_meeting_at_need_is_called_and_is_late_for_nobody(there: District) -> None:
    town, clerk = there.town, there.clerk
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置")
    await tap(town, clerk, FIRST)
    await say(town, clerk, "上午10時", ROOM)
    await tap(town, clerk, SEND)
    unit = town.units["平鎮區公所"].id
    [one] = [each for each in await town.look(lambda db: meetings.of_unit(db, unit)) if each.extra]
    assert one.sign == "平鎮區-115-2" or one.number == 1
    assert not await owed(there, one.id)
    pushed = [said["text"] for said in await there.police.messages()]
    assert any(one.sign in said for said in pushed)
    assert not any("街友安置" in said for said in pushed), "what it is about stands on its card alone"
    part = next(each for each in await parts(there, one.id) if each.unit.name == "平鎮分局")
    assert "主題：街友安置" in await press(town, there.police, OpenCard(part.id))


@BOTH
async def test_the_key_counts_the_meetings_that_the_list_says_something_is_to_do_in(town: Town) -> None:
    there = await met(town, town.language)

    async def counted(phone: Phone) -> tuple[int, int]:
        """Return what the key says, and in how many meetings of all pages the list says it."""
        await say(town, phone, "/home")
        [label] = [one for one in await keys(phone) if town.said("會議", "Meetings") in one]
        found = re.search(r"\d+", label)
        await tap(town, phone, OpenMeetings)
        listed = await text(phone)
        page = 0
        while await has(phone, on(OpenMeetings, page=(page := page + 1))):
            await tap(town, phone, on(OpenMeetings, page=page))
            listed += await text(phone)
        return int(found[0]) if found else 0, listed.count(town.said("要辦：", "To do: "))

    assert await counted(there.clerk) == (1, 1), "the district's own is to be called"
    before, _ = await counted(there.police)
    one = await called(there, there.clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    assert await counted(there.police) == (before + 1, before + 1), "the invitation is to be answered"
    for phone in (there.clerk, there.supervisor, there.bureau, there.health):
        on_the_key, in_the_list = await counted(phone)
        assert on_the_key == in_the_list
    await press(town, there.police, OpenCard(one.id))
    await tap(town, there.police, on(Reply, answer="comes"))
    on_the_key, in_the_list = await counted(there.police)
    assert on_the_key == in_the_list


@BOTH
async def test_an_hour_that_is_over_is_asked_again_unless_the_meeting_was_held_already(town: Town) -> None:
    there = await met(town, town.language)
    clerk = there.clerk
    await town.later(hours=5)  # 14:00
    over = town.said("這個時間今天已經過了", "That hour is over today")
    unit = town.units["平鎮區公所"].id

    async def at_need() -> list[Meeting]:
        return [each for each in await town.look(lambda db: meetings.of_unit(db, unit)) if each.extra]

    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置", "2026-06-01", "09:30", ROOM)
    await tap(town, clerk, SEND)
    assert over in await text(clerk)
    assert not await at_need()
    await tap(town, clerk, FIRST, SEND)
    assert town.said("會議紀錄", "for its minutes") in await text(clerk)
    [one] = await at_need()
    assert not any(one.sign in said["text"] for said in await there.police.messages()), "it is over"
    await tap(town, clerk, Held, FIRST, option(Chair.NAMED))
    await say(town, clerk, "區長 林虛構")
    await tap(town, clerk, SEND)
    assert (await town.look(lambda db: meetings.read(db, one.id))).held_on == the_day(one)

    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "颱風", "2026-06-01", ROOM)
    await tap(town, clerk, SEND)
    assert over in await text(clerk), "the hour of the last meeting was taken over"
    await say(town, clerk, "09:00")
    await tap(town, clerk, SEND)
    assert over in await text(clerk), "another hour that is over"
    await say(town, clerk, "16:00")
    await tap(town, clerk, SEND)
    [other] = [each for each in await at_need() if each.id != one.id]
    assert any(other.sign in said["text"] for said in await there.police.messages())


@BOTH
async def test_a_secretariat_that_notes_nothing_is_asked_once_whether_the_meeting_was_held(
    town: Town,
) -> None:
    """Of one at need nothing was ever asked, of another not before its month was over."""
    there = await met(town, town.language)
    clerk = there.clerk
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置", "2026-06-05", "10:00", ROOM)  # a Friday
    await tap(town, clerk, SEND)
    unit = town.units["平鎮區公所"].id
    [one] = [each for each in await town.look(lambda db: meetings.of_unit(db, unit)) if each.extra]
    asked = town.said("尚未登錄", "nothing is noted since")

    async def heard() -> list[str]:
        return [said["text"] for said in await clerk.messages() if asked in said["text"]]

    await on_its_day(there, one)
    await town.later(days=2)
    assert not await heard(), "it is Sunday"
    await town.later(days=1)
    await town.later(days=4)
    assert len(await heard()) == 1
    [said] = [each for each in await clerk.messages() if asked in each["text"]]
    assert one.sign in said["text"]
    await press(town, clerk, OpenCard(one.id))
    assert await has(clerk, Held)
    await tap(town, clerk, MoveMeeting, option("chair"), FIRST, FIRST, SEND)
    moved = await town.look(lambda db: meetings.read(db, one.id))
    await on_its_day(there, moved)
    await town.later(days=4)
    assert len(await heard()) == 2, "of the new day"


async def test_what_a_unit_meets_about_at_need_is_no_part_of_its_sign(there: District) -> None:
    town = there.town
    await from_home(town, there.police, OpenMeetings, Extra)
    await say(town, there.police, "王小明自殺個案")
    await tap(town, there.police, FIRST)
    await say(town, there.police, "上午10時", ROOM)
    await tap(town, there.police, SEND)
    assert "還沒有邀請任何單位" in await text(there.police), "nobody has heard of it"
    unit = town.units["平鎮分局"].id
    [one] = [each for each in await town.look(lambda db: meetings.of_unit(db, unit)) if each.extra]
    assert one.sign == "平鎮分局-115-1"
    assert "王小明" not in one.period


async def test_a_meeting_at_need_before_the_years_first_does_not_stand_for_them(town: Town) -> None:
    police = await town.join(Role.LIAISON, "鄭舉例", unit="平鎮分局")
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await from_home(town, police, OpenMeetings, Extra)
    await say(town, police, "街友安置")
    await tap(town, police, FIRST)
    await say(town, police, "上午10時", ROOM)
    await tap(town, police, SEND)
    await from_home(town, bureau, OpenMeetings, PlanNow)
    planned = [each.kind for each in await town.look(meetings.of_all) if not each.extra]
    assert MeetingKind.CITY in planned


async def test_two_centres_of_a_district_hold_one_conference(there: District) -> None:
    town = there.town
    second = await town.add_unit("平鎮第二中心", UnitKind.CENTRE, "平鎮區")
    on_ = town.office.editions.on
    await town.look(lambda db: planning.begin(db, on_))
    one = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    leads = await town.join(Role.SUPERVISOR, "陳示例", unit=second.name)
    await from_home(town, there.supervisor, OpenMeetings, on(OpenCard, subject=one.id), JoinWith, Joined)
    assert "平鎮中心" in await text(leads), "whose it is from now on hears so"
    assert not await owed(there, one.id)
    [other] = await town.look(lambda db: [each for each in meetings.of_unit(db, second.id) if not each.topic])
    assert [each.id for each in await town.look(lambda db: meetings.joined_to(db, other.id))] == [one.id]
    assert Duty.HOLD_MEETING in await owed(there, other.id)
    await called(there, leads, other)
    assert other.sign in await text(there.supervisor), "who has no case there is invited, too"


async def second_centre(there: District, *names: str) -> None:
    """Let the district have other centres, each with its conference of the period."""
    on_ = there.town.office.editions.on
    for name in names:
        await there.town.add_unit(name, UnitKind.CENTRE, "平鎮區")
    await there.town.look(lambda db: planning.begin(db, on_))


async def test_a_conference_that_is_called_is_not_held_with_another_by_an_old_card(there: District) -> None:
    """Whoever was invited would have come to a meeting that was none."""
    town, supervisor = there.town, there.supervisor
    await second_centre(there, "平鎮第二中心")
    one = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    other = await there.meeting(MeetingKind.CONFERENCE, "平鎮第二中心")
    await called(there, supervisor, one)
    for key in (JoinWith, Joined):
        await press(town, supervisor, key(one.id, other.id))
    assert (await town.look(lambda db: meetings.read(db, one.id))).joined_to is None


async def test_a_conference_that_others_are_held_with_takes_them_along(there: District) -> None:
    town = there.town
    await second_centre(there, "平鎮第二中心", "平鎮第三中心")
    leaders = [await town.join(Role.SUPERVISOR, "陳示例", unit="平鎮第二中心")]
    first, second, third = [
        await there.meeting(MeetingKind.CONFERENCE, unit)
        for unit in ("平鎮中心", "平鎮第二中心", "平鎮第三中心")
    ]
    await press(town, there.supervisor, Joined(first.id, second.id))
    await press(town, leaders[0], Joined(second.id, third.id))
    await press(town, there.supervisor, Joined(first.id, third.id))
    joined = await town.look(lambda db: meetings.joined_to(db, third.id))
    assert {each.id for each in joined} == {first.id, second.id}


async def test_a_double_tap_on_who_was_there_changes_it_once(there: District) -> None:
    town, clerk = there.town, there.clerk
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await press(town, clerk, AskExpert(one.id, 0))
    await say(town, clerk, "許試用", "精神醫學")
    await tap(town, clerk, SKIP, option("signed"), SEND)
    await on_its_day(there, one)
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.NAMED))
    await say(town, clerk, "區長 林示範")
    await tap(town, clerk, SEND)
    centre = next(part for part in await parts(there, one.id) if part.unit.name == "平鎮中心")
    await press(town, clerk, There(one.id, 0))
    await twice(town, clerk, on(WasThere, attendance=centre.id))
    assert "受邀 4：實到 1" in await press(town, clerk, OpenCard(one.id)), "nobody had answered, and one came"
    await press(town, clerk, There(one.id, 0))
    assert next(part.present for part in await parts(there, one.id) if part.id == centre.id)
    [expert] = await town.look(lambda db: guests.of_meeting(db, one))
    await press(town, clerk, There(one.id, 1))
    await twice(town, clerk, on(GuestWasThere, guest=expert.id))
    assert (await town.look(lambda db: guests.read(db, expert.id))).present is False


async def minuted(there: District) -> Meeting:
    """Hold the district's meeting, and make its minutes."""
    town, clerk = there.town, there.clerk
    one = await held_by_the_clerk(there)
    await tap(town, clerk, Write, SKIP, SKIP, SKIP, SKIP, SKIP, SKIP)
    await say(town, clerk, "17時")
    await tap(town, clerk, SEND)
    return one


async def held_by_the_clerk(there: District) -> Meeting:
    """Call the district's meeting, and hold it on its day."""
    town, clerk = there.town, there.clerk
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await on_its_day(there, one)
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.NAMED))
    await say(town, clerk, "區長 林示範")
    await tap(town, clerk, SEND, OpenCard)
    return one


@BOTH
async def test_two_clerks_who_write_the_minutes_at_once_lose_nothing_of_each_other(town: Town) -> None:
    """Whoever was second wrote over what the first had dictated, and nobody was told."""
    there = await met(town, town.language)
    clerk = there.clerk
    second = await town.join(Role.CLERK, "周嘗試", unit="平鎮區公所", language=town.language)
    one = await held_by_the_clerk(there)
    for phone in (clerk, second):
        await press(town, phone, Write(one.id))
    await say(
        town, clerk, *("請加強聯繫。", "前次均辦理", "甲的報告", "甲的討論", "甲的裁示", "甲的動議", "17:00")
    )
    await tap(town, second, SKIP, SKIP, SKIP)
    await say(town, second, "乙的討論", "乙的裁示")
    await tap(town, second, SKIP)
    await say(town, second, "17:10")
    await tap(town, clerk, SEND)
    await tap(town, second, SEND)
    shown = await text(second)
    assert town.said("許試用已先製作會議紀錄", "許試用 made the minutes meanwhile") in shown
    assert not await documents(second)
    for said in ("請加強聯繫。", "甲的討論", "乙的討論", "甲的裁示", "乙的裁示", "甲的動議"):
        assert said in shown
    await tap(town, second, SEND)
    written = "\n".join(line.text for line in (await paper(second)).paragraphs)
    assert "甲的裁示\n乙的裁示" in written
    assert "前次均辦理" in written

    for phone in (clerk, second):  # each corrects another part of what stands
        await press(town, phone, Write(one.id))
    await tap(town, clerk, town.said("主席致詞", "Opening words"))
    await say(town, clerk, "請各單位加強聯繫。")
    await tap(town, clerk, SEND)
    await tap(town, second, town.said("臨時動議", "Motions"))
    await say(town, second, "丙的動議")
    await tap(town, second, SEND, SEND)
    written = "\n".join(line.text for line in (await paper(second)).paragraphs)
    assert "請各單位加強聯繫。" in written
    assert "丙的動議" in written


@BOTH
async def test_a_meeting_that_is_over_is_found_by_the_years_table_and_by_its_number(town: Town) -> None:
    """Its card was nowhere: a corrected version could not be begun, and its number became a draft report."""
    there = await met(town, town.language)
    clerk, bureau = there.clerk, there.bureau
    worker = await town.join(Role.WORKER, "王測試", language=town.language)
    one = await minuted(there)
    await press(town, clerk, Send(one.id))
    await tap(town, clerk, SKIP, SEND)
    await press(town, bureau, FileMinutes(one.id))
    for phone, expected in ((clerk, Write), (bureau, Read)):
        await from_home(town, phone, OpenMeetings)
        assert not await has(phone, on(OpenCard, subject=one.id)), "nothing is to do"
        await tap(town, phone, YearOfMeetings)
        page = 0
        while not await has(phone, on(OpenCard, subject=one.id)):
            await tap(town, phone, on(YearOfMeetings, page=(page := page + 1)))
        await tap(town, phone, on(OpenCard, subject=one.id))
        assert await has(phone, expected)
        await say(town, phone, one.sign.lower())
        assert await has(phone, expected)
    await say(town, there.police, one.sign)
    assert "平鎮分局" in await text(there.police)
    assert not await has(there.police, Read)
    await say(town, worker, one.sign)
    assert not await has(worker, on(OpenCard, subject=one.id))


@BOTH
async def test_minutes_are_not_sent_unseen_without_what_was_noted_after_they_were_made(town: Town) -> None:
    """Who was there was corrected after the paper was made, and the bureau got the paper as it was."""
    there = await met(town, town.language)
    clerk = there.clerk
    one = await minuted(there)
    centre = next(part for part in await parts(there, one.id) if part.unit.name == "平鎮中心")
    await press(town, clerk, There(one.id, 0))
    await tap(town, clerk, on(WasThere, attendance=centre.id))
    await press(town, clerk, Send(one.id))
    assert town.said("做好紀錄之後才登錄", "noted after the minutes were made") in await text(clerk)
    assert "• 平鎮中心" in await text(clerk)
    await tap(town, clerk, SendAsMade)
    assert await has(clerk, SKIP), "it can be sent all the same"
    await press(town, clerk, Send(one.id))
    await tap(town, clerk, Write, SEND, Send, SKIP, SEND)
    assert await owed(there, one.id) == [Duty.FILE_MINUTES]


@BOTH
async def test_minutes_that_were_sent_are_sent_once_more_only_as_a_corrected_version(
    there: District,
) -> None:
    """Two clerks who send the same version, or a late tap, asked the bureau to file again what it had."""
    town, clerk = there.town, there.clerk
    second = await town.join(Role.CLERK, "周嘗試", unit="平鎮區公所")
    one = await minuted(there)
    await press(town, second, Send(one.id))
    await tap(town, second, SKIP)
    await press(town, clerk, Send(one.id))
    await tap(town, clerk, SKIP, SEND)
    assert not await has(clerk, Send), "nothing was corrected"
    await press(town, there.bureau, FileMinutes(one.id))
    await tap(town, second, SEND)
    await press(town, clerk, Send(one.id))
    kept = await town.look(lambda db: meetings.read(db, one.id))
    assert kept.filed_on
    assert await owed(there, one.id) == []
    await press(town, clerk, Write(one.id))
    await tap(town, clerk, SEND)
    await tap(town, clerk, Send, SKIP, SEND)
    assert await owed(there, one.id) == [Duty.FILE_MINUTES]
