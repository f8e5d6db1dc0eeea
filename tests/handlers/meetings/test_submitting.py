"""What units write before a meeting stands in its agenda and its minutes [001] 參一(六)2–3, 二(六)4."""

from datetime import date

import pytest
from msgspec.structs import replace

from casework.meetings.attending import Coming
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.meetings.submitting import Ruling, Submitted, SubmittedKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import local_day
from handlers.forms.form_cards import Pick, Resume
from handlers.meetings.attending import Reply
from handlers.meetings.calling import MoveMeeting
from handlers.meetings.guests import (
    AskChief,
    AskExpert,
    ChooseChief,
    GuestReplies,
    GuestsOf,
    OpenOwnPoint,
)
from handlers.meetings.holding import Held
from handlers.meetings.listing import OpenMeetings
from handlers.meetings.minuting import Write
from handlers.meetings.papers.offered import GetPaper, MeetingPaper, MeetingPapers
from handlers.meetings.submitting import (
    ChangeProposal,
    RuleOn,
    TakeProposalBack,
    WriteProposal,
    WriteReport,
    WrittenBefore,
)
from handlers.meetings.written import OpenWritten
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.meetings import attendances, guests, meetings, submitted
from tests.handlers.meetings.district import ROOM, District, called, met, on_its_day
from tests.handlers.meetings.test_meeting import FIRST, owed, paper
from tests.handlers.reminders.test_duties import press
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import from_home, say, tap, text
from tests.support.town import Town


@pytest.fixture
async def there(town: Town) -> District:
    return await met(town)


async def written(phone: Phone) -> list[str]:
    return [line.text for line in (await paper(phone)).paragraphs]


async def test_a_bureau_reports_a_district_proposes_and_the_city_decides(there: District) -> None:
    town, bureau, clerk = there.town, there.bureau, there.clerk
    reporter = await town.join(Role.SUPERVISOR, "何試試", unit="家防中心")
    one = await called(there, bureau, await there.meeting(MeetingKind.CITY, "社會局"))
    mine, theirs = [await part(there, one, unit) for unit in ("家防中心", "平鎮區公所")]
    assert Duty.WORK_REPORT in await owed(there, mine)
    assert Duty.WORK_REPORT not in await owed(there, theirs), "a district office is no 局處"

    # the report, in three texts of which one is left as the last time; the proposal, and its correction
    await press(town, reporter, OpenCard(one.id))
    await tap(town, reporter, WrittenBefore, WriteReport)
    await say(town, reporter, "辦理十場訓練", "達成率九成")
    await tap(town, reporter, SKIP, SEND)
    assert Duty.WORK_REPORT not in await owed(there, mine)
    await from_home(town, clerk, OpenMeetings, on(OpenCard, subject=one.id), WrittenBefore, WriteProposal)
    await say(town, clerk, "街友安置床位不足")
    await tap(town, clerk, SKIP)
    await say(town, clerk, "請社會局調度床位")
    await tap(town, clerk, SEND)
    [report, proposal] = await town.look(lambda db: submitted.of_meeting(db, one.id))
    await tap(town, clerk, on(OpenWritten, submitted=report.id))
    assert "達成率九成" in await text(clerk), "who is invited reads what the others wrote"
    for key in (ChangeProposal(report.id), RuleOn(proposal.id)):
        await press(town, clerk, key)
    assert await town.look(lambda db: submitted.of_meeting(db, one.id)) == [report, proposal]
    assert "床位" not in await press(town, there.police, OpenWritten(proposal.id)), (
        "who is not invited does not"
    )

    # both stand in the agenda; the city decides, and its minutes say so
    await press(town, bureau, OpenCard(one.id))
    await tap(town, bureau, MeetingPapers, on(GetPaper, which="agenda"))
    agenda = await written(bureau)
    assert any("辦理十場訓練" in line for line in agenda)
    assert any("請社會局調度床位" in line for line in agenda)
    await tap_reply(there, reporter, mine)
    await on_its_day(there, one)
    await from_home(
        town, bureau, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.NAMED)
    )
    await say(town, bureau, "市長 林示範")
    await tap(town, bureau, SEND, OpenCard, WrittenBefore, on(OpenWritten, submitted=proposal.id), RuleOn)
    await tap(town, bureau, option(Ruling.CHANGED))
    await say(town, bureau, "請社會局與衛生局研議")
    assert "修正通過" in await text(bureau)
    await from_home(town, bureau, OpenMeetings, on(OpenCard, subject=one.id), Write, *[SKIP] * 6)
    await say(town, bureau, "16時")
    await tap(town, bureau, SEND)
    minutes = await written(bureau)
    assert any("達成率九成" in line for line in minutes)
    assert any("修正通過" in line and "請社會局與衛生局研議" in line for line in minutes)
    await press(town, clerk, OpenCard(one.id))
    assert not await has(clerk, WriteProposal), "it was held"


async def test_what_was_begun_of_one_meeting_or_proposal_is_never_taken_for_another(there: District) -> None:
    town, clerk = there.town, there.clerk
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))

    # a new proposal that was begun waits, while one that was written before is changed
    await press(town, clerk, WriteProposal(one.id))
    await say(town, clerk, "街友安置床位")
    await tap(town, clerk, SKIP)
    await say(town, clerk, "請協調")
    await tap(town, clerk, SEND)
    [first] = await town.look(lambda db: submitted.of_meeting(db, one.id))
    await press(town, clerk, WriteProposal(one.id))
    await say(town, clerk, "巷弄照明")
    await press(town, clerk, ChangeProposal(first.id))
    await tap(town, clerk, SEND)
    await press(town, clerk, WriteProposal(one.id))
    await tap(town, clerk, on(Resume, step="on"), SKIP)
    await say(town, clerk, "請工務局會勘")
    await tap(town, clerk, SEND)
    found = await town.look(lambda db: submitted.of_meeting(db, one.id))
    assert [each.said["matter"] for each in found] == ["街友安置床位", "巷弄照明"]

    # a report to this meeting is not one to the next of its row, whichever was written first
    def reported(db):
        after = replace(one, id=0, month=date(2099, 1, 1))
        after = meetings.add(db, after, "meeting.planned")
        unit = there.town.units["平鎮分局"].id
        for each in (after, one):
            made = Submitted(0, each.id, unit, SubmittedKind.REPORT, local_day(db.now), {"work": each.sign})
            submitted.add(db, made)
        found = [submitted.last_report(db, each, unit) for each in (one, after)]
        return [each and each.meeting for each in found], after.id

    found, after = await town.look(reported)
    assert found == [one.id, after]


async def test_a_chief_is_invited_to_one_point_sees_and_answers_it_alone(there: District) -> None:
    """[001] 參二(三)2: 視討論議題之需要，邀請里鄰長."""
    town, clerk = there.town, there.clerk
    chief = await town.join(Role.CHIEF, "林示範", villages=("平鎮區新勢里",))
    other = await town.join(Role.CHIEF, "周嘗試", villages=("平鎮區北勢里",))
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    for matter in ("巷弄照明", "街友安置床位"):
        await press(town, clerk, WriteProposal(one.id))
        await say(town, clerk, matter)
        await tap(town, clerk, SKIP)
        await say(town, clerk, "請協調")
        await tap(town, clerk, SEND)
    mine, others = await town.look(lambda db: submitted.of_meeting(db, one.id))
    who = await town.person(chief)
    await tap(
        town, clerk, on(OpenWritten, submitted=mine.id), GuestsOf, ChooseChief, on(AskChief, person=who)
    )
    pushed = await chief.last()
    assert one.sign in pushed["text"]
    assert "照明" not in pushed["text"], "a push says sign and day alone"
    await tap(town, chief, on(GuestReplies, answer="comes"))
    assert "巷弄照明" in await text(chief)
    [guest] = await town.look(lambda db: guests.of_meeting(db, one))
    assert (guest.answer, guest.expected) == (Coming.COMES, True)
    for key in (OpenWritten(others.id), WrittenBefore(one.id, 0), OpenCard(one.id)):
        assert "街友" not in await press(town, chief, key)
    assert "照明" not in await press(town, other, OpenOwnPoint(guest.id))
    await say(town, chief, "會議")
    assert "巷弄照明" in await text(chief)

    # an expert has no account: name, field, whether they signed; both stand on the sign-in sheet
    await press(town, clerk, AskExpert(one.id, mine.id))
    await say(town, clerk, "許試用", "精神醫學")
    await tap(town, clerk, SKIP, option("signed"), SEND)
    await press(town, clerk, GetPaper(one.id, MeetingPaper.SIGNATURES))
    rows = [[cell.text for cell in row.cells] for row in (await paper(clerk)).tables[0].rows]
    assert ["平鎮區新勢里", "里長", "林示範", "", ""] in rows
    assert ["", "精神醫學", "許試用", "", ""] in rows

    # its point is taken back: the chief hears, and need not come
    await press(town, clerk, TakeProposalBack(mine.id))
    assert one.sign in (await chief.last())["text"]
    assert not await town.look(lambda db: guests.of_meeting(db, one))


async def test_a_chief_answers_for_the_day_that_holds_and_is_not_asked_to_an_hour_that_is_over(
    there: District,
) -> None:
    """The key under the first day was taken for the second, and an hour that was over asked to come."""
    town, clerk = there.town, there.clerk
    chief = await town.join(Role.CHIEF, "林示範", villages=("平鎮區新勢里",))
    one = await called(there, clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await press(town, clerk, WriteProposal(one.id))
    await say(town, clerk, "巷弄照明")
    await tap(town, clerk, SKIP)
    await say(town, clerk, "請協調")
    await tap(town, clerk, SEND)
    [mine] = await town.look(lambda db: submitted.of_meeting(db, one.id))
    await press(town, clerk, AskChief(one.id, mine.id, await town.person(chief)))
    first = await chief.last()
    card, second = on(OpenCard, subject=one.id), on(Pick, option=1)
    await from_home(town, clerk, OpenMeetings, card, MoveMeeting, option("chair"), second, FIRST, SEND)
    await chief.press(first["keyboard"][0][0]["callback_data"], first, stale=True)
    await town.settle()
    assert "這次的回覆沒有登錄" in await text(chief)
    [guest] = await town.look(lambda db: guests.of_meeting(db, one))
    assert guest.answer is None

    moved = await town.look(lambda db: meetings.read(db, one.id))
    await on_its_day(there, moved)
    heard = len(await chief.messages())
    await from_home(town, clerk, OpenMeetings, card, MoveMeeting, option("other"))
    await say(town, clerk, "今天", "上午9時", ROOM)
    await tap(town, clerk, SEND)
    assert "已經過了" in await text(clerk)
    await tap(town, clerk, FIRST, SEND)
    assert "會議紀錄" in await text(clerk)
    assert len(await chief.messages()) == heard


async def part(there: District, one: Meeting, unit: str) -> int:
    where = there.town.units[unit].id
    found = await there.town.look(lambda db: attendances.of_unit(db, one, where))
    assert found is not None
    return found.id


async def tap_reply(there: District, phone: Phone, attendance: int) -> None:
    """Answer the invitation from the card."""
    await press(there.town, phone, OpenCard(attendance))
    await tap(there.town, phone, on(Reply, answer="comes"))
