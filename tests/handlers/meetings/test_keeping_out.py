"""Who keeps out of a case (迴避) learns nowhere of a meeting that it is spoken of there."""

import pytest

from casework.cases.case import Case
from casework.cases.criteria import CaseKind
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.meetings.merit import MeritFigure
from casework.staffing.people import Role
from handlers.cases.recusing import KeepOut, KeepOutNow
from handlers.documents.handing_out import Format
from handlers.forms.form_cards import Change, Pick
from handlers.meetings.agenda import AcceptProposal, CaseBefore, CasesBefore, MoveCase, SendBack
from handlers.meetings.holding import Held
from handlers.meetings.items.keys import Entrust, ItemsTable, NewItem, OpenItem, OwnItems, TrackedItems
from handlers.meetings.listing import Extra, OpenMeetings
from handlers.meetings.merit import MeritActs
from handlers.meetings.minuting import Read, Send, Write
from handlers.meetings.papers.offered import GetPaper, MeetingPaper, MeetingPapers
from handlers.meetings.submitting import WriteProposal, WrittenBefore
from handlers.meetings.written import OpenWritten
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.meetings import discussed, items, meetings, submitted
from tests.handlers.meetings.district import District, called, met, on_its_day
from tests.handlers.meetings.test_conference import in_service, proposed
from tests.handlers.meetings.test_meeting import paper
from tests.handlers.meetings.test_tracked_items import held
from tests.handlers.reminders.test_duties import press
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import documents, from_home, say, sheet, tap, text
from tests.support.town import Town

FIRST = on(Pick, option=0)


@pytest.fixture
async def there(town: Town) -> District:
    return await met(town)


async def keeps_out(there: District, who: Phone, case: Case) -> None:
    await press(there.town, who, OpenCard(case.id))
    await tap(there.town, who, KeepOut, KeepOutNow)


async def on_paper(phone: Phone) -> str:
    """All that stands in the newest document."""
    made = await paper(phone)
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(line.text for line in made.paragraphs), *cells))


async def got(there: District, who: Phone, meeting: Meeting, which: MeetingPaper) -> str:
    await press(there.town, who, MeetingPapers(meeting.id))
    await tap(there.town, who, on(GetPaper, which=which))
    return await on_paper(who)


async def minuted(there: District, who: Phone, meeting: Meeting, discussed: str = "") -> None:
    """Write the minutes, with what was discussed."""
    town = there.town
    await press(town, who, Write(meeting.id))
    if discussed:
        await tap(town, who, on(Change, question=3))
        await say(town, who, discussed)
    else:
        await tap(town, who, *[SKIP] * 6)
        await say(town, who, "16時")
    await tap(town, who, SEND)


async def read(there: District, who: Phone, meeting: Meeting) -> str:
    """Read the minutes that are kept."""
    await press(there.town, who, Read(meeting.id))
    return await on_paper(who)


async def test_of_a_conference_they_read_neither_number_nor_point_nor_kind(there: District) -> None:
    town, supervisor, health = there.town, there.supervisor, there.health
    worker = await town.join(Role.WORKER, "王測試")
    colleague = await town.join(Role.SUPERVISOR, "周樣本")
    await town.responsible(worker)
    first, second = [
        await in_service(there, worker, kinds=(kind,))
        for kind in (CaseKind.CHILD_HIGH_RISK, CaseKind.SUICIDE_HARDSHIP)
    ]
    third = await in_service(there, health, "平鎮衛生所")
    for case, who in ((first, worker), (second, worker), (third, health)):
        await proposed(there, who, case)
    one = await called(there, colleague, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    out = (supervisor, health, there.bureau)
    for who in out:
        await keeps_out(there, who, first)
    await keeps_out(there, health, third)
    before = {who: len(await who.messages()) for who in out}
    rows = {each.case: each.id for each in await town.look(lambda db: discussed.of_meeting(db, one.id))}

    # letters: one who proposes hears of no case that they keep out of, nor does who runs the conference
    await proposed(there, worker, first, priority="B")
    await press(town, colleague, CaseBefore(rows[third.id]))
    await tap(town, colleague, SendBack)
    await say(town, colleague, "請附就醫紀錄")
    await tap(town, colleague, SEND)
    assert not [one for one in (await health.messages())[before[health] :] if third.number in one["text"]]
    assert len(await supervisor.messages()) == before[supervisor]

    # the list, the agenda, the forms
    for who in (supervisor, health):
        assert await press(town, who, CasesBefore(one.id, 0))
        assert first.number not in await text(who)
        assert second.number in await text(who)
        assert first.number not in await got(there, who, one, MeetingPaper.AGENDA)
        assert second.number in await on_paper(who)
    counted = [[cell.text for cell in row.cells] for row in (await paper(supervisor)).tables[0].rows]
    assert {row[1] for row in counted if row[0] == "兒少高危機"} == {"0"}
    assert first.number in await got(there, colleague, one, MeetingPaper.AGENDA)
    assert first.number not in await got(there, supervisor, one, MeetingPaper.PROPOSALS)
    await press(town, supervisor, OpenCard(one.id))
    assert "討論個案（2）" in "".join(key for row in await supervisor.buttons() for key in row)

    await minutes_are_whole_in_the_file_and_without_it_in_their_hands(there, colleague, one, first, second)
    for who in out:
        assert first.number not in await said_to(who, before[who])


async def test_no_move_no_count_and_no_act_of_a_year_tells_it(there: District) -> None:
    town, supervisor, bureau = there.town, there.supervisor, there.bureau
    worker = await town.join(Role.WORKER, "王測試")
    colleague = await town.join(Role.SUPERVISOR, "周樣本")
    await town.responsible(worker)
    first, hidden, last = [await in_service(there, worker) for _ in range(3)]
    for case in (first, hidden, last):
        await proposed(there, worker, case)
    one = await called(there, colleague, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    for who in (supervisor, bureau):
        await keeps_out(there, who, hidden)
    rows = {each.case: each.id for each in await town.look(lambda db: discussed.of_meeting(db, one.id))}

    for row in rows.values():
        await press(town, colleague, AcceptProposal(row))

    # what is moved goes past the next one that they see, and the one in between stays in between
    async def order(who: Phone) -> list[str]:
        said = await press(town, who, CasesBefore(one.id, 0))
        return sorted((case.number for case in (first, hidden, last) if case.number in said), key=said.index)

    assert await order(supervisor) == [first.number, last.number]
    await press(town, supervisor, MoveCase(rows[first.id], 1))
    assert await order(supervisor) == [last.number, first.number]
    assert await order(colleague) == [hidden.number, last.number, first.number]
    await press(town, supervisor, MoveCase(rows[last.id], -1))
    assert await order(colleague) == [hidden.number, last.number, first.number]

    # what a district hears of conferences, and the acts behind a year's figures
    await on_its_day(there, one)
    await from_home(town, colleague, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST)
    await tap(town, colleague, option(Chair.NAMED))
    await say(town, colleague, "主任 林示範")
    await tap(town, colleague, SEND)
    district = await called(there, there.clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    for who, number in ((there.clerk, "3"), (bureau, "2")):
        await got(there, who, district, MeetingPaper.AGENDA)
        tables = [
            [[cell.text for cell in row.cells] for row in table.rows] for table in (await paper(who)).tables
        ]
        [counted] = [cells for table in tables for cells in table if cells[0] == one.sign]
        assert counted[2] == number
    centre = town.units["平鎮中心"].id
    said = await press(town, bureau, MeritActs(2026, centre, MeritFigure.PROPOSED, 0))
    assert first.number in said
    assert hidden.number not in said
    assert "提報個案：2" in said


async def minutes_are_whole_in_the_file_and_without_it_in_their_hands(
    there: District, colleague: Phone, one: Meeting, first: Case, second: Case
) -> None:
    """Whoever makes them: the colleague, or who keeps out of the first case."""
    town, supervisor = there.town, there.supervisor
    await on_its_day(there, one)
    await from_home(town, colleague, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST)
    await tap(town, colleague, option(Chair.NAMED))
    await say(town, colleague, "主任 林示範")
    await tap(town, colleague, SEND)
    await minuted(there, supervisor, one)
    assert first.number not in await on_paper(supervisor)
    assert second.number in await on_paper(supervisor)
    assert first.number in await read(there, colleague, one)
    assert first.number not in await read(there, supervisor, one)
    await minuted(there, colleague, one, f"{first.number}：由衛生所陪同就醫")
    assert "陪同就醫" in await on_paper(colleague)
    assert "陪同就醫" not in await read(there, supervisor, one)
    sent = len(await documents(supervisor))
    await press(town, supervisor, Write(one.id))
    assert "不在您的查詢範圍" in await text(supervisor)
    await press(town, colleague, Send(one.id))
    await tap(town, colleague, SKIP, SEND)
    assert first.number not in await read(there, there.bureau, one)
    assert len(await documents(supervisor)) == sent


async def said_to(phone: Phone, first: int) -> str:
    """All that the bot wrote since."""
    return "\n".join(one["text"] for one in (await phone.messages())[first:] if one["from"] == "bot")


async def test_of_a_district_they_read_no_point_that_names_it(there: District) -> None:
    town, clerk, health, bureau = there.town, there.clerk, there.health, there.bureau
    case = await in_service(there, health, "平鎮衛生所")
    for who in (health, bureau):
        await keeps_out(there, who, case)
    before = {who: len(await who.messages()) for who in (health, bureau)}
    one = await held(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    for title in (f"個案 {case.number.replace('-', ' ')} 安置", "公園街友安置"):
        await press(town, clerk, TrackedItems(one.id, 0))
        await tap(town, clerk, NewItem)
        await say(town, clerk, title)
        await tap(town, clerk, SKIP, SEND, on(Entrust, unit=town.units["平鎮衛生所"].id))
    named, other = await town.look(lambda db: items.of_series(db, one))

    # what is tracked: the lists, the card, the table
    for who, listed in ((health, OwnItems(0)), (bureau, TrackedItems(one.id, 0))):
        assert other.sign in await press(town, who, listed)
        assert named.sign not in await text(who)
    for who, key in ((health, OpenCard(named.units[0].id)), (bureau, OpenItem(named.id))):
        assert "不在您的查詢範圍" in await press(town, who, key)
    await press(town, bureau, ItemsTable(one.id, Format.XLSX))
    cells = [str(cell.value) for row in (await sheet(bureau)).iter_rows() for cell in row]
    assert any("公園街友安置" in cell for cell in cells)
    assert not any(named.sign in cell for cell in cells)

    # what is proposed to the next one, and what a meeting at need is about
    await from_home(town, clerk, OpenMeetings, Extra)
    await say(town, clerk, f"{case.number} 後續安置")
    await tap(town, clerk, FIRST, FIRST, SEND)
    extra = (await town.look(lambda db: meetings.series(db, one)))[-1]
    for title in (f"{case.number} 之安置", "設置街友浴室"):
        await press(town, there.police, WriteProposal(extra.id))
        await say(town, there.police, title, "說明如上", "辦法如上")
        await tap(town, there.police, SEND)
    hidden, _ = await town.look(lambda db: submitted.of_meeting(db, extra.id))
    for who in (health, bureau):
        await press(town, who, OpenCard(extra.id))
        assert "浴室" in await press(town, who, WrittenBefore(extra.id, 0))
        assert "不在您的查詢範圍" in await press(town, who, OpenWritten(hidden.id))
        for which in (MeetingPaper.NOTICE, MeetingPaper.AGENDA):
            assert case.number not in await got(there, who, extra, which)
        assert case.number not in await said_to(who, before[who])
    assert case.number in await got(there, clerk, extra, MeetingPaper.NOTICE)
