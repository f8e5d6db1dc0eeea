"""Probe."""

import pytest
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.staffing.people import Role
from handlers.forms.form_cards import Pick
from handlers.meetings.attending import Reply
from handlers.meetings.calling import CallOn, MoveMeeting
from handlers.meetings.holding import Held, There, WasThere
from handlers.meetings.listing import Extra, OpenMeetings, YearOfMeetings
from handlers.meetings.minuting import FileMinutes, Read, Send, Write
from handlers.ui.buttons import OpenCard
from storage.meetings import attendances, meetings
from tests.handlers.meetings.district import ROOM, District, called, met, on_its_day
from tests.handlers.meetings.test_meeting import minuted, paper, parts, owed
from tests.handlers.reminders.test_duties import press
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import documents, from_home, keys, say, tap, text, twice

FIRST = on(Pick, option=0)


@pytest.fixture
async def there(town) -> District:
    return await met(town)


async def test_find_after_sent(there):
    town, clerk = there.town, there.clerk
    one = await minuted(there)
    await press(town, clerk, Send(one.id))
    await tap(town, clerk, SKIP, SEND)
    await from_home(town, clerk, OpenMeetings)
    print("LIST", await text(clerk), await keys(clerk))
    await tap(town, clerk, YearOfMeetings)
    print("YEAR", await text(clerk), await keys(clerk))
    for t in (one.sign, one.sign[:-2], "平鎮區-115-1 會議紀錄", "會議紀錄"):
        await say(town, clerk, t)
        print("TYPED", t, "->", await text(clerk), await keys(clerk))
    await say(town, there.police, one.sign)
    print("POLICE", await text(there.police), await keys(there.police))
    await say(town, there.bureau, one.sign)
    print("BUREAU", await text(there.bureau), await keys(there.bureau))


async def test_long(there):
    town, clerk = there.town, there.clerk
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await on_its_day(there, one)
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.NAMED))
    await say(town, clerk, "區長 林示範")
    await tap(town, clerk, SEND, OpenCard, Write)
    await clerk.say("甲" * 4096)
    await clerk.say("乙" * 1500)
    await town.settle()
    print("LONG", (await text(clerk))[-700:], await keys(clerk))
    await say(town, clerk, "丙")
    print("LONG", (await text(clerk))[-700:], await keys(clerk))
    await clerk.send_photo() if hasattr(clerk, "send_photo") else None
    print("PHONE", [n for n in dir(clerk) if not n.startswith("_")])


async def test_two(there):
    town, clerk = there.town, there.clerk
    second = await town.join(Role.CLERK, "周嘗試", unit="平鎮區公所")
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await on_its_day(there, one)
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.NAMED))
    await say(town, clerk, "區長 林示範")
    await tap(town, clerk, SEND, OpenCard)
    await press(town, clerk, Write(one.id))
    await press(town, second, Write(one.id))
    await say(town, clerk, "甲的開場", "甲的前次", "甲的報告", "甲的討論", "甲的裁示", "甲的動議", "17時")
    await tap(town, second, SKIP, SKIP, SKIP, SKIP, SKIP)
    await say(town, second, "乙的動議", "17時")
    await tap(town, clerk, SEND)
    await tap(town, second, SEND)
    print("TWO", await text(second), await keys(second))
    print("\n".join(line.text for line in (await paper(second)).paragraphs))


async def test_moved_old(there):
    town, clerk = there.town, there.clerk
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    card = await there.police.last()
    data = [k["callback_data"] for row in card["keyboard"] for k in row if "callback_data" in k]
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), MoveMeeting, option("chair"), on(Pick, option=1), FIRST, SEND)
    print("CLERK", await text(clerk))
    await there.police.press(data[0], card, stale=True)
    await town.settle()
    for m in await there.police.messages():
        print("POLICE", m["text"], [k["text"] for row in m.get("keyboard") or [] for k in row])
    print([(p.unit.name, p.answer) for p in await parts(there, one.id)])


async def test_extra_forgotten(there):
    town, clerk = there.town, there.clerk
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置")
    await tap(town, clerk, FIRST)
    await say(town, clerk, "上午10時", ROOM)
    await tap(town, clerk, SEND)
    unit = town.units["平鎮區公所"].id
    [one] = [each for each in await town.look(lambda db: meetings.of_unit(db, unit)) if each.extra]
    n = len(await clerk.messages())
    await town.later(days=40)
    for m in (await clerk.messages())[n:]:
        print("CLERK", m["text"], [k["text"] for row in m.get("keyboard") or [] for k in row])
    await from_home(town, clerk, OpenMeetings)
    print("LIST", await text(clerk), await keys(clerk))
    await tap(town, clerk, on(OpenCard, subject=one.id))
    print("CARD", await text(clerk), await keys(clerk))
