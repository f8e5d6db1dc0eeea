"""A quarter of one centre: units propose, one conference tracks, the next removes [001] 參三."""

import pytest

from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.meetings.discussing import Decision
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.forms.form_cards import Pick
from handlers.meetings.agenda import CaseBefore, CasesBefore, Decide
from handlers.meetings.attending import NothingToPropose
from handlers.meetings.calling import CallOn
from handlers.meetings.holding import Held
from handlers.meetings.listing import OpenMeetings
from handlers.meetings.minuting import Send, Write
from handlers.meetings.proposing import ProposeCase
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.meetings import attendances, discussed, meetings
from storage.reminders import obligations
from tests.handlers.meetings.district import ROOM, District, met, on_its_day
from tests.handlers.meetings.test_meeting import paper
from tests.handlers.reminders.test_duties import press
from tests.support.cases import made_case, with_facts
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import from_home, say, tap, text
from tests.support.town import MONDAY, VILLAGE

FIRST = on(Pick, option=0)


@pytest.fixture
async def there(town) -> District:
    return await met(town)


async def in_service(
    there: District, worker: Phone, unit: str = "平鎮中心", kinds: tuple[CaseKind, ...] = ()
) -> Case:
    """Open a case that somebody serves since this Monday."""
    where, person = there.town.units[unit], await there.town.person(worker)
    case = made_case(0, "", State.IN_SERVICE, VILLAGE, urgent=False, reported_at=MONDAY, unit=where.id)
    case = with_facts(case, worker=person, accepted_at=MONDAY, kind=where.kind, kinds=kinds)
    return await there.town.look(lambda db: cases.open_case(db, case, "A"))


async def proposed(there: District, who: Phone, case: Case, *, priority: str = "none") -> None:
    await press(there.town, who, OpenCard(case.id))
    await tap(
        there.town, who, ProposeCase, option("A"), NEXT, option("conferred"), NEXT, option("health"), NEXT
    )
    await tap(there.town, who, on(Pick, option=("none", "A", "B").index(priority)))
    await say(there.town, who, "債務與就醫無人陪同")
    await tap(there.town, who, SEND)


async def owed(there: District, subject: int) -> list[Duty]:
    return [one.duty for one in await there.town.look(lambda db: obligations.of_subject(db, subject))]


async def test_a_quarter_of_one_centre(there: District) -> None:
    town, supervisor = there.town, there.supervisor
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    one = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    parts = {part.unit.name: part for part in await town.look(lambda db: attendances.of_meeting(db, one))}
    assert Duty.PROPOSE_CASES in await owed(there, parts["平鎮分局"].id)

    # two are proposed, by the centre and by the police; the health centre has none
    kind = CaseKind.CHILD_HIGH_RISK
    first = await in_service(there, worker, kinds=(kind,))
    second = await in_service(there, there.police, "平鎮分局")
    await proposed(there, worker, first)
    await proposed(there, there.police, second, priority="A")
    assert Duty.PROPOSE_CASES not in await owed(there, parts["平鎮分局"].id)
    await from_home(town, there.health, OpenMeetings, OpenCard, NothingToPropose)
    assert Duty.PROPOSE_CASES not in await owed(there, parts["平鎮衛生所"].id)

    # called: who is concerned is invited, and sees the cases from now on
    await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=one.id), CallOn)
    await say(town, supervisor, "下午2時", ROOM)
    await tap(town, supervisor, SEND)
    one = await town.look(lambda db: meetings.read(db, one.id))
    assert first.number in await press(town, there.health, OpenCard(first.id))
    await on_its_day(there, one)
    await from_home(
        town, supervisor, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST, option(Chair.NAMED)
    )
    await say(town, supervisor, "督導 張樣本")
    await tap(town, supervisor, SEND, OpenCard, CasesBefore)
    shown = await text(supervisor)
    assert shown.index(second.number) < shown.index(first.number), "priority A comes first"

    # the one is tracked, the other not
    rows = {each.case: each for each in await town.look(lambda db: discussed.of_meeting(db, one.id))}
    await tap(town, supervisor, on(CaseBefore, row=rows[first.id].id), on(Decide, decision=Decision.TRACKED))
    await say(town, supervisor, "衛生所陪同就醫，6/30前；中心協助債務協商")
    await tap(town, supervisor, on(Decide, row=rows[second.id].id, decision=Decision.NOT_TRACKED))
    seen = (await press(town, there.police, CasesBefore(one.id, 0))).splitlines()
    assert any(line.endswith(first.number) for line in seen), "whom it does not concern sees its number alone"
    assert any(second.number in line and not line.endswith(second.number) for line in seen)
    tracked = await town.look(lambda db: cases.read(db, first.id))
    assert tracked.tracked
    assert {unit for unit, _ in tracked.tracked_units()} == {
        town.units["平鎮中心"].id,
        town.units["平鎮衛生所"].id,
    }
    assert not (await town.look(lambda db: cases.read(db, second.id))).tracked

    # minutes, with the cases by their numbers
    await from_home(
        town,
        supervisor,
        OpenMeetings,
        on(OpenCard, subject=one.id),
        Write,
        SKIP,
        SKIP,
        SKIP,
        SKIP,
        SKIP,
        SKIP,
    )
    await say(town, supervisor, "16時")
    await tap(town, supervisor, SEND)
    written = await paper(supervisor)
    assert any(first.number in line.text for line in written.paragraphs)
    counted, numbered = ([[cell.text for cell in row.cells] for row in each.rows] for each in written.tables)
    assert counted[0] == ["類型", "全部", "篩派中", "已派案", "服務中", "爭議中", "已結案", "列管中"]
    [child] = [row for row in counted if row[1] == "1"]
    assert child[1:] == ["1", "0", "0", "1", "0", "0", "1"]
    assert numbered[1:] == [[first.number, child[0], "服務中", "V"]]
    await tap(town, supervisor, Send, SKIP, SEND)
    await removed_by_the_next(there, one, first)


async def removed_by_the_next(there: District, one: Meeting, first: Case) -> None:
    """The next conference has it on its agenda by itself, and removes it."""
    town, supervisor = there.town, there.supervisor
    await town.later(days=100)
    following = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    assert following.month > one.month
    await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=following.id), CallOn)
    await tap(town, supervisor, FIRST, SEND)
    following = await town.look(lambda db: meetings.read(db, following.id))
    [former] = await town.look(lambda db: discussed.of_meeting(db, following.id))
    assert (former.case, former.former) == (first.id, True)
    await on_its_day(there, following)
    await from_home(
        town, supervisor, OpenMeetings, on(OpenCard, subject=following.id), Held, FIRST, option(Chair.NAMED)
    )
    await say(town, supervisor, "督導 張樣本")
    await tap(
        town, supervisor, SEND, OpenCard, CasesBefore, CaseBefore, on(Decide, decision=Decision.REMOVED)
    )
    assert not (await town.look(lambda db: cases.read(db, first.id))).tracked


async def test_whom_a_case_does_not_concern_sees_its_number_alone(there: District) -> None:
    town = there.town
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    case = await in_service(there, worker)
    await proposed(there, worker, case)
    one = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    assert "債務" not in await press(town, there.police, CasesBefore(one.id, 0))
    assert case.number not in await press(town, there.police, OpenCard(case.id))
    for key in (CaseBefore(1), Decide(1, Decision.TRACKED)):
        assert case.number not in await press(town, there.police, key)


async def test_a_case_that_two_units_propose_is_one_case_before_the_conference(there: District) -> None:
    town = there.town
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    case = await in_service(there, worker)
    await proposed(there, worker, case)
    await proposed(there, there.supervisor, case, priority="B")
    one = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    [both] = await town.look(lambda db: discussed.of_meeting(db, one.id))
    assert both.priority == "B"
    assert await has(worker, ProposeCase)
