"""What units write before a meeting stands in its agenda and its minutes [001] 參一(六)2–3, 二(六)4."""

import pytest

from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.meetings.submitting import Ruling
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.meetings.attending import Reply
from handlers.meetings.holding import Held
from handlers.meetings.listing import OpenMeetings
from handlers.meetings.minuting import Write
from handlers.meetings.papers import GetPaper, MeetingPapers
from handlers.meetings.submitting import (
    ChangeProposal,
    OpenWritten,
    RuleOn,
    WriteProposal,
    WriteReport,
    WrittenBefore,
)
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.meetings import attendances, submitted
from tests.handlers.meetings.district import District, called, met, on_its_day
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
    await tap(town, clerk, on(OpenWritten, row=report.id))
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
    await tap(town, bureau, SEND, OpenCard, WrittenBefore, on(OpenWritten, row=proposal.id), RuleOn)
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


async def part(there: District, one: Meeting, unit: str) -> int:
    where = there.town.units[unit].id
    found = await there.town.look(lambda db: attendances.of_unit(db, one, where))
    assert found is not None
    return found.id


async def tap_reply(there: District, phone: Phone, attendance: int) -> None:
    """Answer the invitation from the card."""
    await press(there.town, phone, OpenCard(attendance))
    await tap(there.town, phone, on(Reply, answer="comes"))
