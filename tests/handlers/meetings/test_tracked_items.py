"""A point that a district tracks, that goes up to the city and comes back [001] 參一(六)3."""

from datetime import date, timedelta

import pytest

from casework.meetings.items import ItemUnit, MeetingItem
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.policy.policy import Duty
from casework.text.dates import local_day
from handlers.documents.handing_out import Format
from handlers.forms.form_cards import Pick
from handlers.meetings.calling import CallOn
from handlers.meetings.holding import Held
from handlers.meetings.items.keys import (
    AnswerRaised,
    BringUp,
    Entrust,
    EntrustTo,
    ItemsTable,
    ItemTerms,
    MoreNumber,
    NewItem,
    OpenItem,
    RaisedItems,
    RemoveUnit,
    TellProgress,
    TrackedItems,
    UnitOfItem,
)
from handlers.meetings.listing import OpenMeetings
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.meetings import items, meetings
from storage.reminders import obligations
from tests.handlers.meetings.district import ROOM, District, met, on_its_day
from tests.handlers.meetings.test_meeting import paper
from tests.handlers.reminders.test_duties import press
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import from_home, say, sheet, tap, text, twice
from tests.support.town import BOTH, Town

FIRST = on(Pick, option=0)


@pytest.fixture
async def there(town: Town) -> District:
    return await met(town)


async def owed(there: District, subject: int) -> list[Duty]:
    return [one.duty for one in await there.town.look(lambda db: obligations.of_subject(db, subject))]


async def held(there: District, who: Phone, one: Meeting) -> Meeting:
    """Call it, and hold it on its day."""
    town = there.town
    await from_home(town, who, OpenMeetings, on(OpenCard, subject=one.id), CallOn)
    if not await town.look(lambda db: meetings.last_of(db, one)):
        await say(town, who, "下午2時", ROOM)
    else:
        await tap(town, who, FIRST)
    await tap(town, who, SEND)
    await on_its_day(there, await town.look(lambda db: meetings.read(db, one.id)))
    await from_home(town, who, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.NAMED))
    await say(town, who, "區長 林示範")
    await tap(town, who, SEND, OpenCard)
    return await town.look(lambda db: meetings.read(db, one.id))


async def tracked(there: District, one: Meeting) -> MeetingItem:
    """Put something under tracking: the police leads, the health centre supports."""
    town, clerk = there.town, there.clerk
    await tap(town, clerk, TrackedItems, NewItem)
    await say(town, clerk, "公園街友安置")
    await say(town, clerk, "請分局與衛生所共同訪視")
    await tap(town, clerk, SEND, on(Entrust, unit=town.units["平鎮分局"].id), EntrustTo)
    await tap(town, clerk, on(Entrust, unit=town.units["平鎮衛生所"].id))
    [item] = await town.look(lambda db: items.of_series(db, one))
    return item


@BOTH
async def test_a_point_of_a_district_from_its_decision_to_its_removal(there: District) -> None:
    town, clerk = there.town, there.clerk
    one = await held(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    item = await tracked(there, one)
    assert item.sign.startswith("115")
    assert [(part.unit.name, part.lead) for part in item.units] == [("平鎮分局", True), ("平鎮衛生所", False)]
    police, health = item.units
    assert not await owed(there, police.id), "nothing is owed to a meeting that is not planned"

    # of one unit the chair asks an answer by a day and names a condition; the point has an older number, too
    await tap(town, clerk, on(UnitOfItem, item_unit=health.id), ItemTerms)
    await say(town, clerk, "115/9/30", "報告完後即可解除列管")
    await tap(town, clerk, SEND)
    assert "報告完後即可解除列管" in await text(clerk)
    await tap(town, clerk, OpenItem, MoreNumber)
    await say(town, clerk, "115年", "1150101-1")

    # it goes up, and the city's answer comes down
    await tap(town, clerk, BringUp)
    city = await held(there, there.bureau, await there.meeting(MeetingKind.CITY, "社會局"))
    await tap(town, there.bureau, on(RaisedItems, meeting=city.id), on(AnswerRaised, meeting=city.id))
    await say(town, there.bureau, "請社會局研議全市安置床位")
    assert any("府級" in said["text"] or item.sign in said["text"] for said in await clerk.messages())
    answered = await town.look(lambda db: items.read_item(db, item.id))
    assert "請社會局研議全市安置床位" in answered.remarks[-1]

    # the next meeting is planned: each unit owes its progress; one tells, one has nothing new
    await town.later(days=5)
    assert await owed(there, police.id) == await owed(there, health.id) == [Duty.TRACKED_PROGRESS]
    await press(town, there.police, OpenCard(police.id))
    await tap(town, there.police, TellProgress)
    await say(town, there.police, "已訪視三人，均願意安置。", "今年底")
    await tap(town, there.police, option("remove"), SEND)
    assert not await owed(there, police.id)
    [asked] = await town.look(lambda db: obligations.of_subject(db, health.id))
    assert local_day(asked.due) == date(2026, 9, 30)
    await press(town, there.health, OpenCard(health.id))
    await tap(town, there.health, TellProgress, SKIP, SKIP, option("keep"), SEND)
    assert not await owed(there, health.id)

    # the next meeting removes it for the police, and keeps it for the health centre
    following = await town.look(lambda db: meetings.read(db, _next(items.read(db, police.id))))
    following = await held(there, clerk, following)
    await tap(town, clerk, TrackedItems, on(ItemsTable, kind="xlsx"))
    page = await sheet(clerk)
    assert "已訪視三人" in str(page["F4"].value)
    await tap(town, clerk, on(ItemsTable, kind="docx"))
    assert (await paper(clerk)).tables[0].rows[2].cells[1].text == f"{item.sign}\n1150101-1"
    await tap(town, clerk, OpenItem, on(RemoveUnit, item_unit=police.id))
    item = await town.look(lambda db: items.read_item(db, item.id))
    assert [part.removed_on is not None for part in item.units] == [True, False]
    assert not item.removed
    await tap(town, clerk, on(RemoveUnit, item_unit=health.id))
    assert (await town.look(lambda db: items.read_item(db, item.id))).removed


def _next(part: ItemUnit) -> int:
    assert part.meeting is not None
    return part.meeting.id


async def test_a_day_that_the_chair_names_holds_before_the_next_meeting_is_planned(there: District) -> None:
    """Until the month was over the unit owed nothing and could say nothing; then it was late at once."""
    town, clerk = there.town, there.clerk
    one = await held(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    police, health = (await tracked(there, one)).units
    assert one.held_on is not None
    by = one.held_on + timedelta(days=9)
    await tap(town, clerk, on(UnitOfItem, item_unit=police.id), ItemTerms)
    await say(town, clerk, by.isoformat())
    await tap(town, clerk, SKIP, SEND)
    [asked] = await town.look(lambda db: obligations.of_subject(db, police.id))
    assert (asked.duty, local_day(asked.due)) == (Duty.TRACKED_PROGRESS, by)
    await press(town, there.police, OpenCard(police.id))
    await tap(town, there.police, TellProgress)
    await say(town, there.police, "已訪視三人", "今年底")
    await tap(town, there.police, option("keep"), SEND)
    assert not await owed(there, police.id)
    await town.later(days=31)
    series = await town.look(lambda db: meetings.series(db, one))
    assert [each.extra for each in series] == [0, 0], "its period began, and it was there"
    assert not await owed(there, police.id)
    assert await owed(there, health.id) == [Duty.TRACKED_PROGRESS]


async def test_units_see_their_own_items_alone(there: District) -> None:
    town = there.town
    one = await held(there, there.clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    item = await tracked(there, one)
    await say(town, there.police, "列管事項")
    assert item.sign in await text(there.police)
    await say(town, there.supervisor, "列管表")
    assert item.sign not in await text(there.supervisor)
    police, _ = item.units
    seen = (OpenCard(police.id), OpenItem(item.id), TrackedItems(one.id, 0), ItemsTable(one.id, Format.XLSX))
    for key in (*seen, RemoveUnit(police.id, 1), BringUp(item.id), TellProgress(police.id)):
        assert "街友" not in await press(town, there.supervisor, key)


async def test_a_double_tap_removes_an_item_and_tracks_it_again_once(there: District) -> None:
    one = await held(there, there.clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    police, _ = (await tracked(there, one)).units
    for removed in (True, False):
        await twice(there.town, there.clerk, on(RemoveUnit, item_unit=police.id))
        part = await there.town.look(lambda db: items.read(db, police.id))
        assert (part.removed_on is not None) is removed
