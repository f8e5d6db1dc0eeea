"""獎懲 from the phones: the bureau's table, the acts behind a figure, a unit's own row and its objection."""

from datetime import timedelta
from functools import partial

from actions import fallback
from casework.meetings.meetings import MeetingKind
from casework.meetings.merit import MeritFigure
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.documents.handing_out import Format
from handlers.meetings.listing import OpenMeetings, YearOfMeetings
from handlers.meetings.merit import (
    AdviseMerit,
    MeritActs,
    MeritOfUnit,
    MeritOfYear,
    MeritTable,
    ObjectToMerit,
    SendMerit,
)
from handlers.screening.dispatching import Confirm, Dispatch
from handlers.ui.buttons import OpenCard
from storage.meetings import merit
from storage.reminders import obligations
from tests.handlers.meetings.district import called, met
from tests.handlers.reminders.test_duties import press
from tests.handlers.reporting import report
from tests.support.keys import SEND, SKIP, has, on
from tests.support.phones import from_home, say, sheet, tap, text
from tests.support.town import BOTH, VILLAGE, Town

TOLD = {"zh-hant": ("即日起可檢視", "即日起各單位"), "en": ("row can be seen", "the units see their rows")}
OBJECTED = {"zh-hant": "116年2月2日", "en": "2 Feb 2027"}
OBJECTIONS_OVER = {"zh-hant": "申復期間已過", "en": "The days for objections are over"}


async def january(town: Town, day: int) -> None:
    at = town.clock.now.replace(year=2027, month=1, day=day, hour=2)
    await town.later(seconds=(at - town.clock.now) / timedelta(seconds=1))


async def test_what_was_late_is_counted_with_the_acts_behind_it_and_the_unit_objects(town: Town) -> None:
    there = await met(town)
    bureau, clerk = there.bureau, there.clerk
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    office = town.units["平鎮區公所"].id
    await town.later(days=(one.by - town.clock.now.date()).days + 1)  # nobody held it
    town.clock.now += timedelta(hours=30)
    await town.look(partial(fallback.notice_outage, kept=timedelta(hours=24)))
    await town.later(days=1)  # three days late; on two of them the bot was away

    # the bureau: from the year's meetings to the table, a row, the acts behind a figure, what is proposed
    await from_home(town, bureau, OpenMeetings, YearOfMeetings, MeritOfYear, on(MeritOfUnit, unit=office))
    assert "年度尚未結束" not in await text(bureau)
    await tap(town, bureau, on(MeritActs, figure=MeritFigure.HELD))
    assert one.sign in await text(bureau)
    assert {"逾期1天", "未辦理", "系統停擺2天不計"} <= {
        *(await text(bureau)).replace("❗ ", "").split("\u3000")
    }
    await press(town, bureau, AdviseMerit(2026, office))
    await say(town, bureau, "口頭提醒", "平時獎懲標準表")
    await tap(town, bureau, SEND)
    await press(town, bureau, MeritTable(2026, Format.XLSX))
    page = await sheet(bureau)
    rows = [[str(cell.value or "") for cell in row] for row in page.iter_rows()]
    [row] = [row for row in rows if row[0] == "平鎮區公所"]
    assert row[1].startswith("0/1")
    assert "口頭提醒" in row
    assert any("停擺之日不計入逾期" in cell for row in rows for cell in row)

    # nobody else sees it, nor the unit its own row before the 20th of January
    for key in (MeritOfUnit(2026, office), MeritTable(2026, Format.XLSX), ObjectToMerit(2026, office)):
        assert "0/1" not in await press(town, there.police, key)
    await say(town, clerk, "獎懲 99999")
    assert "「獎懲 99999」目前沒有" in await text(clerk), "there is no such year"
    await say(town, clerk, "獎懲 115")
    assert "1月20日" in await text(clerk)
    assert not await has(clerk, MeritActs)
    await january(town, 21)
    await say(town, clerk, "獎懲")
    assert "應開會議：0/2" in await text(clerk), "that of November, too"
    await tap(town, clerk, ObjectToMerit)
    await say(town, clerk, "颱風停班，場地受損")
    await tap(town, clerk, SKIP, SEND)
    await say(town, bureau, "獎懲 115")
    await press(town, bureau, MeritOfUnit(2026, office))
    assert "颱風停班，場地受損" in await text(bureau)


@BOTH
async def test_on_the_20th_of_january_units_hear_and_the_bureau_owes_the_table(
    town: Town,
) -> None:
    language = town.language
    there = await met(town, language)
    bureau, clerk, office = there.bureau, there.clerk, town.units["平鎮區公所"].id
    await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await january(town, 19)
    assert await town.look(merit.MERIT_YEARS.open) == []
    await january(town, 20)
    await january(town, 21)
    units, keeper = TOLD[language]
    for phone, said in ((clerk, units), (there.police, units), (bureau, keeper)):
        heard = [each["text"] for each in await phone.messages()]
        [one] = [each for each in heard if units in each or keeper in each]
        assert said in one, "once, and the bureau as who judges"
        assert OBJECTED[language] in one
    [table] = await town.look(merit.MERIT_YEARS.open)
    [owed] = await town.look(lambda db: obligations.of_subject(db, table.id))
    assert (owed.duty, owed.bearer) == (Duty.MERIT_TABLE, Bearer.BUREAU)

    # a unit objects, and the bureau reads it
    await say(town, clerk, "獎懲")
    await tap(town, clerk, ObjectToMerit)
    await say(town, clerk, "颱風停班，場地受損")
    await tap(town, clerk, SKIP, SEND)
    assert "颱風停班，場地受損" in await press(town, bureau, MeritOfUnit(2026, office))

    # not before the last day for objections, and nobody but the bureau
    await january(town, 31)
    for phone in (bureau, clerk):
        await press(town, phone, SendMerit(table.id))
        await say(town, phone, "示範字第1號")
    assert await town.look(merit.MERIT_YEARS.open) == [table]
    await town.later(days=4)
    assert OBJECTIONS_OVER[language] in await press(town, clerk, ObjectToMerit(2026, office))
    await press(town, bureau, AdviseMerit(2026, office))
    await say(town, bureau, "口頭提醒", "平時獎懲標準表")
    await tap(town, bureau, SEND)
    await press(town, bureau, OpenCard(table.id))
    await tap(town, bureau, SendMerit)
    await say(town, bureau, "示範字第1號")
    assert "示範字第1號" in await text(bureau)
    assert await town.look(lambda db: obligations.of_subject(db, table.id)) == []

    # what was proposed stays as it is
    assert not await has(bureau, SendMerit)
    await press(town, bureau, AdviseMerit(2026, office))
    await say(town, bureau, "嘉獎", "平時獎懲標準表")
    if await has(bureau, SEND):
        await tap(town, bureau, SEND)
    said_of = await town.look(lambda db: merit.said(db, 2026))
    assert said_of[office].advice == "口頭提醒"


@BOTH
async def test_who_does_not_speak_for_the_unit_hears_who_does(town: Town) -> None:
    there = await met(town, town.language)
    liaison = await town.join(Role.LIAISON, "謝窗口", unit="平鎮中心")
    for phone, word, who in (
        (liaison, "獎懲", town.said("由督導、主管負責", "Who has it: supervisor, head of a unit")),
        (there.clerk, "比對", town.said("由社會局承辦負責", "Who has it: bureau staff")),
    ):
        await say(town, phone, word)
        assert who in await text(phone)
    await say(town, there.clerk, "獎懲 99999")
    assert town.said("負責", "Who has it") not in await text(there.clerk), "it is theirs, and there is none"


@BOTH
async def test_of_a_unit_without_meetings_the_list_says_what_is_counted(town: Town) -> None:
    """Below the name of the screening unit stood an empty line."""
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    screener = await town.join(Role.SCREENER, "陳範例", unit="家防中心")
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await report(town, chief)
    await tap(town, screener, OpenCard, Confirm, Dispatch)
    shown = (await press(town, bureau, MeritOfYear(2026, 0))).splitlines()
    assert town.said("篩派：1/1", "Reports to screen: 1/1") in shown[shown.index("家防中心") + 1]
