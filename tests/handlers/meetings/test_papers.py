"""The papers around a meeting, opened again as people open them (`screens.md` §1)."""

import pytest

from casework.meetings.meetings import Chair, MeetingKind
from casework.staffing.people import Role
from handlers.documents.handing_out import Format
from handlers.forms.form_cards import Pick
from handlers.meetings.attending import Reply
from handlers.meetings.holding import Held
from handlers.meetings.items.keys import ItemsTable
from handlers.meetings.listing import Extra, OpenMeetings, YearOfMeetings
from handlers.meetings.papers.offered import GetPaper, MeetingPaper, MeetingPapers
from handlers.meetings.papers.year import YearTable
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.meetings import attendances, meetings
from tests.handlers.meetings.district import ROOM, District, called, met, on_its_day
from tests.handlers.meetings.test_conference import in_service, proposed
from tests.handlers.meetings.test_meeting import paper
from tests.handlers.reminders.test_duties import press
from tests.support.keys import SEND, has, on, option
from tests.support.phones import documents, from_home, say, sheet, tap, text
from tests.support.town import Town


@pytest.fixture
async def there(town: Town) -> District:
    return await met(town)


async def got(there: District, who: Phone, meeting: int, which: MeetingPaper) -> list[str]:
    """Get a paper and return its lines."""
    await press(there.town, who, MeetingPapers(meeting))
    await tap(there.town, who, on(GetPaper, which=which))
    return [line.text for line in (await paper(who)).paragraphs]


async def test_a_notice_asks_for_an_answer_by_no_day_that_was_over_when_it_was_called(
    there: District,
) -> None:
    """Who was called within the week read that the answer was due before the letter."""
    town, clerk = there.town, there.clerk
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, "街友安置", "2026-06-03", "上午10時", ROOM)
    await tap(town, clerk, SEND)
    unit = town.units["平鎮區公所"].id
    [one] = [each for each in await town.look(lambda db: meetings.of_unit(db, unit)) if each.extra]
    written = await got(there, clerk, one.id, MeetingPaper.NOTICE)
    assert any("115年6月2日" in line for line in written), written


async def test_a_meeting_of_a_district_has_its_notice_agenda_and_list_of_signatures(there: District) -> None:
    town, clerk, police = there.town, there.clerk, there.police
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await tap(town, there.health, on(Reply, answer="deputy"))
    await say(town, there.health, "護理長 林示範")

    notice = await got(there, clerk, one.id, MeetingPaper.NOTICE)
    assert notice[0] == "平鎮區公所開會通知單"
    assert "開會事由：平鎮區公所115年第1次區級聯繫會議" in notice
    assert any(line.startswith("主持人：區長（無法出席時由主任秘書以上人員代理") for line in notice)
    assert any(line.startswith("出席單位：") and "平鎮分局" in line for line in notice)

    assert "聯絡人：平鎮區公所　許試用" in notice
    assert "聯絡人：平鎮區公所" in await got(there, police, one.id, MeetingPaper.NOTICE), (
        "nobody invited is asked"
    )

    points = [line for line in await got(there, police, one.id, MeetingPaper.AGENDA) if "、" in line[:3]]
    assert points[:2] == ["壹、主席致詞", "貳、前次會議決議事項辦理情形，由受列管單位進行報告"]
    assert points[3].startswith("肆、家庭服務中心報告區級個案研討會議辦理情形")

    await got(there, clerk, one.id, MeetingPaper.SIGNATURES)
    [signed] = (await paper(clerk)).tables
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in signed.rows}
    assert rows["單位"] == ["單位", "職稱", "姓名", "簽名", "代理"]
    assert rows["平鎮衛生所"][4] == "護理長 林示範"
    assert signed.rows[1].height is not None, "there is room to sign"

    # who is invited gets no list of signatures; whoever is not, nothing at all
    await press(town, police, MeetingPapers(one.id))
    assert not await has(police, on(GetPaper, which=MeetingPaper.SIGNATURES))
    before = len(await documents(police))
    await press(town, police, GetPaper(one.id, MeetingPaper.SIGNATURES))
    assert len(await documents(police)) == before
    worker = await town.join(Role.SUPERVISOR, "李假名", unit="桃園中心")
    await press(town, worker, GetPaper(one.id, MeetingPaper.NOTICE))
    assert not await documents(worker)

    await the_year(there, one.id)


async def the_year(there: District, meeting: int) -> None:
    """It is held late, and stands in the year's table of its office and of the bureau."""
    town, clerk = there.town, there.clerk
    [one] = [each for each in [await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")] if each.id == meeting]
    await on_its_day(there, one)
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), Held)
    await tap(town, clerk, on(Pick, option=0), option(Chair.LINE))
    await say(town, clerk, "主任秘書 陳範例")
    await tap(town, clerk, SEND)
    await town.later(days=9)
    await from_home(town, clerk, OpenMeetings, YearOfMeetings)
    assert "紀錄逾期 2 天" in await text(clerk)
    await tap(town, clerk, on(YearTable, kind=Format.XLSX))
    page = await sheet(clerk)
    head = [cell.value for cell in page[2]]
    assert head == [
        *("單位", "會議", "應開月", "召開日", "主持人", "逾期天數"),
        *("紀錄函送日", "逾期天數", "出席率"),
    ]
    [row] = [[cell.value for cell in row] for row in page.iter_rows(min_row=3, max_row=3)]
    invited = await town.look(lambda db: attendances.shares(db, [meeting])[meeting])
    assert row[:3] == ["平鎮區公所", "區級聯繫會議第1次", "115年7月"]
    assert row[4] == "主任秘書 陳範例（依規定代理）"
    assert (row[5] or "", row[7]) == ("", "2")
    assert str(row[8]).startswith(f"{invited[0]}/{invited[1]}")
    await from_home(town, there.bureau, OpenMeetings, YearOfMeetings, on(YearTable, kind=Format.DOCX))
    [drawn] = (await paper(there.bureau)).tables
    assert {"平鎮區公所", "平鎮中心", "社會局"} <= {row.cells[0].text for row in drawn.rows}


async def test_the_table_of_tracked_items_is_in_the_words_of_the_city_down_to_its_foot(town: Town) -> None:
    there = await met(town, "en")
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    await press(town, there.clerk, ItemsTable(one.id, Format.XLSX))
    *_, foot = [row[0].value for row in (await sheet(there.clerk)).iter_rows()]
    assert foot == "製表日期：115年6月1日（一）　製表人：許試用"


async def test_of_a_conference_everybody_has_the_numbers_and_whom_it_concerns_the_form(
    there: District,
) -> None:
    town, supervisor = there.town, there.supervisor
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    case = await in_service(there, worker)
    await proposed(there, worker, case, priority="A")
    one = await called(there, supervisor, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    lines = await got(there, supervisor, one.id, MeetingPaper.AGENDA)
    points = [line for line in lines if "、" in line[:3]]
    assert points[1].startswith("貳、家庭服務中心報告幸扶守護、兒少高危機、行方不明兒少及共案個案處遇情形")
    [line] = [line for line in lines if line.startswith(f"1. {case.number}")]
    assert line.endswith("臨時提報")
    assert not any("債務" in line for line in lines)
    await got(there, there.health, one.id, MeetingPaper.PROPOSALS)
    [form] = (await paper(there.health)).tables
    said = {row.cells[0].text: row.cells[1].text for row in form.rows}
    assert (said["案號"], said["提報單位"]) == (case.number, "平鎮中心")
    assert "債務與就醫無人陪同" in said["問題與協調事項"]
    assert list(said)[-1] == "是否列管"
    await press(town, there.police, GetPaper(one.id, MeetingPaper.PROPOSALS))
    assert not await documents(there.police), "it is not concerned, and not invited"
