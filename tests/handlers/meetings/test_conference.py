"""A quarter of one centre: units propose, one conference tracks, the next removes [001] 參三."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import pytest

from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.meetings.discussing import Decision, late
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import local_day
from handlers.cases.recusing import KeepOut, KeepOutNow
from handlers.forms.form_cards import Pick
from handlers.meetings.agenda import (
    AcceptProposal,
    CaseBefore,
    CasesBefore,
    CorrectDecision,
    Decide,
    MoveCase,
    SendBack,
)
from handlers.meetings.calling import CallOff, CallOffNow, CallOn, Joined
from handlers.meetings.holding import Held
from handlers.meetings.listing import Extra, OpenMeetings
from handlers.meetings.minuting import Send, Write
from handlers.meetings.proposing import ProposeCase, TakeCaseBack, TakeCaseBackNow
from handlers.service import acceptance, follow_up
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.meetings import attendances, discussed, meetings
from storage.reminders import obligations
from storage.staffing import leaves
from tests.handlers.meetings.district import ROOM, District, called, met, on_its_day
from tests.handlers.meetings.test_meeting import paper, second_centre
from tests.handlers.reminders.test_duties import press
from tests.support.cases import made_case, with_facts
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import from_home, say, tap, text, twice
from tests.support.town import BOTH, VILLAGE, Town

FIRST = on(Pick, option=0)


@pytest.fixture
async def there(town) -> District:
    return await met(town)


async def in_service(
    there: District, worker: Phone, unit: str = "平鎮中心", kinds: tuple[CaseKind, ...] = ()
) -> Case:
    """Open a case that somebody serves since today."""
    where, person = there.town.units[unit], await there.town.person(worker)
    since = there.town.clock.now
    case = made_case(0, "", State.IN_SERVICE, VILLAGE, urgent=False, reported_at=since, unit=where.id)
    case = with_facts(case, worker=person, accepted_at=since, kind=where.kind, kinds=kinds)
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


@dataclass
class Quarter:
    """A quarter of one centre: who is there, and its cases."""

    there: District
    worker: Phone

    async def meeting(self) -> Meeting:
        return await self.there.meeting(MeetingKind.CONFERENCE, "平鎮中心")

    async def until(self, month: int, day: int) -> None:
        now = self.there.town.clock.now
        await self.there.town.later(seconds=(now.replace(month=month, day=day) - now).total_seconds())

    async def held(self, one: Meeting, *, first: bool = True) -> Meeting:
        """Call it where it has no day, and hold it on it; whose turn it is in the plan's line chairs."""
        there, town, supervisor = self.there, self.there.town, self.there.supervisor
        number = one.id
        if one.called:
            pass
        elif first:
            one = await called(there, supervisor, one)
        else:
            await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=one.id), CallOn, FIRST, SEND)
            one = await town.look(lambda db: meetings.read(db, number))
        await on_its_day(there, one)
        card = on(OpenCard, subject=one.id)
        await from_home(town, supervisor, OpenMeetings, card, Held, FIRST, option(Chair.LINE))
        await say(town, supervisor, "分局 陳範例")
        await tap(town, supervisor, SEND, OpenCard, CasesBefore)
        return await town.look(lambda db: meetings.read(db, one.id))

    async def files(self, phone: Phone, case: Case, seat: int) -> None:
        """File what is to be filed of a case up to this month."""
        town = self.there.town
        while local_day(town.clock.now) >= await self.next_month(seat):
            await press(town, phone, OpenCard(case.id))
            await tap(
                town, phone, follow_up.File, option("home"), option("no_children"), SKIP, SKIP, option("low")
            )
            await say(town, phone, "持續陪同就醫")
            await tap(town, phone, SEND)

    async def next_month(self, seat: int) -> date:
        """The first day of the month that is to be filed next."""
        found = await self.there.town.look(lambda db: obligations.of_subject(db, seat))
        return min(local_day(one.due) for one in found if one.duty is Duty.FOLLOW_UP).replace(day=1)


@pytest.fixture
async def quarter(town: Town) -> Quarter:
    """In July, when the period of the conference of September begins."""
    await town.later(days=35)
    there = await met(town)
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    return Quarter(there, worker)


@BOTH
async def test_a_quarter_of_one_centre(quarter: Quarter) -> None:
    """Three units propose, one late; a deputy chairs; two are tracked, told of, removed [001] 參三."""
    there, worker, town = quarter.there, quarter.worker, quarter.there.town
    supervisor, one = there.supervisor, await quarter.meeting()
    assert one.month.month == 9
    parts = {part.unit.name: part for part in await town.look(lambda db: attendances.of_meeting(db, one))}

    # two are proposed a month ahead, by the centre and by the police; the third comes late
    kind = CaseKind.CHILD_HIGH_RISK
    first = await in_service(there, worker, kinds=(kind,))
    second = await in_service(there, there.police, "平鎮分局")
    third = await in_service(there, there.health, "平鎮衛生所")
    assert Duty.PROPOSE_CASES in await owed(there, parts["平鎮分局"].id)
    await proposed(there, worker, first)
    await proposed(there, there.police, second, priority="A")
    assert Duty.PROPOSE_CASES not in await owed(there, parts["平鎮分局"].id)
    await quarter.until(8, 18)
    await proposed(there, there.health, third)
    one = await quarter.held(one)
    assert (one.held_on is not None and one.held_on.month, one.chair) == (9, Chair.LINE)
    rows = {each.case: each for each in await town.look(lambda db: discussed.of_meeting(db, one.id))}
    assert [late(rows[case.id], one, 1) for case in (first, second, third)] == [False, False, True]
    shown = await text(supervisor)
    assert shown.index(second.number) < shown.index(first.number) < shown.index(third.number)

    # two are tracked, one is not; whom a case does not concern sees its number alone
    for case, tasks in ((first, "衛生所陪同就醫；中心協助債務協商"), (third, "衛生所每週訪視")):
        await press(town, supervisor, Decide(rows[case.id].id, Decision.TRACKED))
        await say(town, supervisor, tasks)
    await press(town, supervisor, Decide(rows[second.id].id, Decision.NOT_TRACKED))
    seen = (await press(town, there.police, CasesBefore(one.id, 0))).splitlines()
    assert any(line.endswith(first.number) for line in seen)
    assert any(second.number in line and not line.endswith(second.number) for line in seen)
    tracked = await town.look(lambda db: cases.read(db, first.id))
    units = {town.units[name].id for name in ("平鎮中心", "平鎮衛生所")}
    assert {unit for unit, _ in tracked.tracked_units()} == units
    assert not (await town.look(lambda db: cases.read(db, second.id))).tracked

    await press(town, there.health, OpenCard(first.id))
    await tap(town, there.health, acceptance.Accept)
    await minuted_a_day_late(quarter, one, first)
    await reported_and_removed(quarter, (first, third))


async def minuted_a_day_late(quarter: Quarter, one: Meeting, first: Case) -> None:
    """On the eighth day: they name the cases by number, and the year's table says how late they were."""
    there, town, supervisor = quarter.there, quarter.there.town, quarter.there.supervisor
    await town.later(days=8)
    await press(town, supervisor, Write(one.id))
    await tap(town, supervisor, *[SKIP] * 6)
    await say(town, supervisor, "16時")
    await tap(town, supervisor, SEND)
    written = await paper(supervisor)
    assert any(first.number in line.text for line in written.paragraphs)
    counted, numbered = ([[cell.text for cell in row.cells] for row in each.rows] for each in written.tables)
    [child] = [row for row in counted if row[1] == "1"]
    assert child[1:] == ["1", "0", "0", "1", "0", "0", "1"]
    assert [row[0] for row in numbered[1:]] == [first.number]
    await press(town, supervisor, Send(one.id))
    await tap(town, supervisor, SKIP, SEND)
    policy = town.office.rules.policy
    sent = await town.look(lambda db: meetings.read(db, one.id))
    assert sent.minutes_late(policy, local_day(town.clock.now)) == 1
    assert Duty.MINUTES not in await owed(there, one.id)


async def reported_and_removed(quarter: Quarter, tracked: tuple[Case, Case]) -> None:
    """Every unit that was named reports each month until the next conference [001] 參三(六)3(5)."""
    there, town, (first, third) = quarter.there, quarter.there.town, tracked
    [joint] = (await town.look(lambda db: cases.read(db, first.id))).joint_seats
    for month in (9, 10, 11):
        await quarter.until(month, 16)
        await quarter.files(quarter.worker, first, first.id)
        await quarter.files(there.health, first, joint.id)
        await quarter.files(there.health, third, third.id)
    following = await quarter.held(await quarter.meeting(), first=False)
    assert following.month.month == 11
    former = await town.look(lambda db: discussed.of_meeting(db, following.id))
    assert {(each.case, each.former) for each in former} == {(first.id, True), (third.id, True)}
    for each in former:
        await press(town, there.supervisor, Decide(each.id, Decision.REMOVED))
    for case in tracked:
        assert not (await town.look(lambda db: cases.read(db, case.id))).tracked  # noqa: B023 - at once


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


@BOTH
async def test_who_is_to_do_what_the_conference_asked_reads_it_and_who_proposed_hears_the_outcome(
    town: Town,
) -> None:
    """Who does what by when was typed, and stood nowhere but in the minutes that the bureau gets."""
    there = await met(town, town.language)
    supervisor, health = there.supervisor, there.health
    worker = await town.join(Role.WORKER, "王測試", language=town.language)
    await town.responsible(worker)
    tracked_one, other = [await in_service(there, worker) for _ in range(2)]
    for case in (tracked_one, other):
        await proposed(there, worker, case)
    one = await called(there, supervisor, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    await on_its_day(there, one)
    await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST)
    await tap(town, supervisor, option(Chair.NAMED))
    await say(town, supervisor, "主任 林示範")
    await tap(town, supervisor, SEND)
    rows = {each.case: each.id for each in await town.look(lambda db: discussed.of_meeting(db, one.id))}
    for row in rows.values():
        await press(town, supervisor, AcceptProposal(row))
    before = len(await worker.messages())
    await press(town, supervisor, Decide(rows[tracked_one.id], Decision.TRACKED))
    await say(town, supervisor, "衛生所每週訪視，6/30前回報")
    await press(town, supervisor, Decide(rows[other.id], Decision.NOT_TRACKED))
    told = [said["text"] for said in (await worker.messages())[before:]]
    assert any(
        tracked_one.number in said and town.said("列管", "put under tracking") in said for said in told
    )
    assert any(other.number in said and town.said("不列管", "not put under") in said for said in told)
    assert not any("每週訪視" in said for said in told), "a push says what was decided, and no more"
    for phone in (worker, health):
        assert "衛生所每週訪視，6/30前回報" in await press(town, phone, OpenCard(tracked_one.id))
    assert "每週訪視" not in await press(town, there.police, OpenCard(tracked_one.id))

    # a conference at need keeps it, and says anew who does what
    await from_home(town, supervisor, OpenMeetings, Extra)
    await say(town, supervisor, "再研討", "明天", "10:00", ROOM)
    await tap(town, supervisor, SEND)
    found = await town.look(lambda db: meetings.of_unit(db, town.units["平鎮中心"].id))
    [at_need] = [each for each in found if each.extra]
    await on_its_day(there, at_need)
    await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=at_need.id), Held, FIRST)
    await tap(town, supervisor, option(Chair.NAMED))
    await say(town, supervisor, "主任 林示範")
    await tap(town, supervisor, SEND)
    [again] = await town.look(lambda db: discussed.of_meeting(db, at_need.id))
    await press(town, supervisor, Decide(again.id, Decision.KEPT))
    await say(town, supervisor, "改為每月訪視")
    shown = await press(town, worker, OpenCard(tracked_one.id))
    assert "改為每月訪視" in shown
    assert "每週訪視" not in shown


@BOTH
async def test_a_decision_that_a_tap_got_wrong_is_corrected_until_the_minutes_are_sent(town: Town) -> None:
    """One tap removed a case or left it untracked, and nothing but the next conference could mend it."""
    there = await met(town, town.language)
    supervisor = there.supervisor
    second = await town.join(Role.SUPERVISOR, "陳示例", language=town.language)
    worker = await town.join(Role.WORKER, "王測試", language=town.language)
    await town.responsible(worker)
    case = await in_service(there, worker)
    await proposed(there, worker, case)
    one = await called(there, supervisor, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    await on_its_day(there, one)
    await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST)
    await tap(town, supervisor, option(Chair.NAMED))
    await say(town, supervisor, "主任 林示範")
    await tap(town, supervisor, SEND)
    [row] = await town.look(lambda db: discussed.of_meeting(db, one.id))
    if row.awaits:
        await press(town, supervisor, AcceptProposal(row.id))
    await press(town, second, CaseBefore(row.id))

    async def stands() -> tuple[Decision | None, bool]:
        noted = await town.look(lambda db: discussed.read(db, row.id))
        return noted.decision, (await town.look(lambda db: cases.read(db, case.id))).tracked

    await press(town, supervisor, Decide(row.id, Decision.NOT_TRACKED))
    await press(town, second, Decide(row.id, Decision.TRACKED))
    assert await stands() == (Decision.NOT_TRACKED, False), "an old card decides nothing anew"
    await press(town, supervisor, CaseBefore(row.id))
    await tap(town, supervisor, CorrectDecision)
    await say(town, supervisor, "衛生所每週訪視")
    assert await stands() == (Decision.TRACKED, True)
    assert "衛生所每週訪視" in await text(supervisor)
    await twice(town, supervisor, on(CorrectDecision))
    assert await stands() == (Decision.NOT_TRACKED, False)
    assert "衛生所每週訪視" not in await text(supervisor)
    await press(town, supervisor, Write(one.id))
    await tap(town, supervisor, *[SKIP] * 6)
    await say(town, supervisor, "16:00")
    await tap(town, supervisor, SEND, Send, SKIP, SEND)
    await press(town, supervisor, CorrectDecision(row.id, Decision.TRACKED))
    assert await stands() == (Decision.NOT_TRACKED, False)


@BOTH
async def test_a_proposal_is_taken_back_before_the_conference_and_nobody_sees_the_case_by_it(
    town: Town,
) -> None:
    """A case proposed by mistake stayed before the conference, and whom it concerned saw it."""
    there = await met(town, town.language)
    supervisor, health = there.supervisor, there.health
    worker = await town.join(Role.WORKER, "王測試", language=town.language)
    await town.responsible(worker)
    case = await in_service(there, worker)
    await proposed(there, worker, case)
    one = await called(there, supervisor, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    assert case.number in await press(town, health, OpenCard(case.id))
    assert not await has(health, TakeCaseBack)
    await press(town, health, TakeCaseBackNow(case.id))
    assert len(await town.look(lambda db: discussed.of_meeting(db, one.id))) == 1, "it is not theirs"
    await press(town, worker, OpenCard(case.id))
    await tap(town, worker, TakeCaseBack)
    await twice(town, worker, on(TakeCaseBackNow))
    assert not await town.look(lambda db: discussed.of_meeting(db, one.id))
    told = [said for said in await supervisor.messages() if town.said("已撤回", "taken back") in said["text"]]
    assert len(told) == 1
    assert case.number not in told[0]["text"]
    assert case.number not in await press(town, health, OpenCard(case.id))
    await press(town, worker, OpenCard(case.id))
    assert await has(worker, ProposeCase)
    assert not await has(worker, TakeCaseBack)


async def test_what_a_conference_at_need_tracked_comes_so_before_the_next(there: District) -> None:
    """It was proposed to both: the second keeps or removes it, and tracks it no more [001] 參三(六)3(5)."""
    town, supervisor = there.town, there.supervisor
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    case = await in_service(there, worker)
    await proposed(there, worker, case)
    regular = await called(there, supervisor, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    await from_home(town, supervisor, OpenMeetings, Extra)
    await say(town, supervisor, "緊急研討", "6/2", "上午10時", ROOM)
    await tap(town, supervisor, SEND)
    found = await town.look(lambda db: meetings.of_unit(db, town.units["平鎮中心"].id))
    [at_need] = [one for one in found if one.extra]
    await proposed(there, worker, case)

    for one, decision in ((at_need, Decision.TRACKED), (regular, Decision.REMOVED)):
        await on_its_day(there, one)
        await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=one.id))
        await tap(town, supervisor, Held, FIRST, option(Chair.NAMED))
        await say(town, supervisor, "主任 林示範")
        await tap(town, supervisor, SEND)
        [before] = await town.look(partial(discussed.of_meeting, meeting=one.id))
        await press(town, supervisor, CaseBefore(before.id))
        if await has(supervisor, AcceptProposal):
            await tap(town, supervisor, AcceptProposal)
        if decision is Decision.REMOVED:
            assert not await has(supervisor, on(Decide, decision=Decision.TRACKED))
        await tap(town, supervisor, on(Decide, decision=decision))
        if decision is Decision.TRACKED:
            await say(town, supervisor, "每月訪視")
        tracked = (await town.look(lambda db: cases.read(db, case.id))).tracked
        assert tracked is (decision is Decision.TRACKED)


@BOTH
async def test_a_conference_at_need_that_is_called_off_keeps_no_case_and_nobody_waits_for_it(
    town: Town,
) -> None:
    """It stood as the next one for ever: every case was proposed to it, and whom they concern saw them on."""
    there = await met(town, town.language)
    supervisor, health = there.supervisor, there.health
    worker = await town.join(Role.WORKER, "王測試", language=town.language)
    await town.responsible(worker)
    regular = await there.meeting(MeetingKind.CONFERENCE, "平鎮中心")
    await from_home(town, supervisor, OpenMeetings, Extra)
    await say(town, supervisor, "緊急研討", "2026-06-12", "10:00", ROOM)
    await tap(town, supervisor, SEND)
    found = await town.look(lambda db: meetings.of_unit(db, town.units["平鎮中心"].id))
    [at_need] = [one for one in found if one.extra]
    case = await in_service(there, worker)
    await proposed(there, worker, case)
    assert case.number in await press(town, health, OpenCard(case.id))

    for key in (CallOff(regular.id), CallOffNow(regular.id)):
        await press(town, supervisor, key)
    assert (await town.look(lambda db: meetings.read(db, regular.id))).called_off_on is None, (
        "it is the plan's"
    )
    await press(town, health, CallOffNow(at_need.id))
    card = on(OpenCard, subject=at_need.id)
    await from_home(town, supervisor, OpenMeetings, card, CallOff)
    await twice(town, supervisor, on(CallOffNow))
    told = [
        said["text"] for said in await health.messages() if town.said("取消", "called off") in said["text"]
    ]
    assert [at_need.sign in said for said in told] == [True]
    assert case.number not in await press(town, health, OpenCard(case.id))
    assert regular.sign in await press(town, worker, OpenCard(case.id))
    [row] = await town.look(lambda db: discussed.of_meeting(db, regular.id))
    assert (row.case, row.problem) == (case.id, "債務與就醫無人陪同")
    await from_home(town, supervisor, OpenMeetings)
    assert not await has(supervisor, card)
    shown = await press(town, supervisor, OpenCard(at_need.id))
    assert town.said("取消", "called off") in shown
    assert not await has(supervisor, Held)
    assert not await owed(there, at_need.id)


@BOTH
async def test_a_proposal_is_sent_back_completed_moved_and_never_lost(quarter: Quarter) -> None:
    """退回補件, ▲▼ (`screens.md` §1); what no conference spoke of comes before the next one."""
    there, worker, town = quarter.there, quarter.worker, quarter.there.town
    supervisor, one = there.supervisor, await quarter.meeting()
    first, second = [await in_service(there, worker) for _ in range(2)]
    for case in (first, second):
        await proposed(there, worker, case)
    rows = {each.case: each.id for each in await town.look(lambda db: discussed.of_meeting(db, one.id))}

    await press(town, supervisor, CaseBefore(rows[first.id]))
    await tap(town, supervisor, SendBack)
    await say(town, supervisor, "請附就醫紀錄")
    await tap(town, supervisor, SEND)
    told = await text(worker)
    assert first.number in told
    assert "就醫" not in told
    assert "請附就醫紀錄" in await press(town, worker, OpenCard(first.id))
    assert "請附就醫紀錄" not in await press(town, there.police, OpenCard(first.id))
    await press(town, supervisor, CaseBefore(rows[first.id]))
    assert not await has(supervisor, SendBack)
    await proposed(there, worker, first)
    completed = await town.look(lambda db: discussed.read(db, rows[first.id]))
    assert (completed.awaits, completed.missing, completed.reasons) == (None, "", ("A",))

    shown = await press(town, supervisor, CasesBefore(one.id, 0))
    assert shown.index(first.number) < shown.index(second.number)
    await press(town, supervisor, CaseBefore(rows[second.id]))
    await tap(town, supervisor, on(MoveCase, by=-1))
    moved = await text(supervisor)
    assert moved.index(second.number) < moved.index(first.number)

    await spoken_of_later(quarter, one, first, second)


async def spoken_of_later(quarter: Quarter, one: Meeting, first: Case, second: Case) -> None:
    """The conference speaks of two; its minutes are sent, and the other comes before the next."""
    there, town, supervisor = quarter.there, quarter.there.town, quarter.there.supervisor
    await quarter.until(8, 20)
    one = await called(there, supervisor, one)
    third = await in_service(there, there.health, "平鎮衛生所")
    await proposed(there, there.health, third)
    one = await quarter.held(one)
    rows = {each.case: each.id for each in await town.look(lambda db: discussed.of_meeting(db, one.id))}

    # what came late is decided on once the secretariat lets it on the agenda; who proposed it hears
    await press(town, supervisor, CaseBefore(rows[third.id]))
    assert not await has(supervisor, Decide)
    await press(town, supervisor, Decide(rows[third.id], Decision.NOT_TRACKED))
    assert (await town.look(lambda db: discussed.read(db, rows[third.id]))).decision is None
    await press(town, supervisor, CaseBefore(rows[third.id]))
    await tap(town, supervisor, AcceptProposal)
    assert third.number in await text(there.health)
    await tap(town, supervisor, on(Decide, decision=Decision.NOT_TRACKED))

    await press(town, supervisor, Decide(rows[second.id], Decision.NOT_TRACKED))
    await press(town, supervisor, Write(one.id))
    await tap(town, supervisor, *[SKIP] * 6)
    await say(town, supervisor, "16時")
    await tap(town, supervisor, SEND)
    await press(town, supervisor, Send(one.id))
    await tap(town, supervisor, SKIP, SEND)
    await press(town, supervisor, CaseBefore(rows[first.id]))
    assert not await has(supervisor, MoveCase)
    await quarter.until(10, 16)
    following = await quarter.held(await quarter.meeting(), first=False)
    [again] = await town.look(lambda db: discussed.of_meeting(db, following.id))
    assert (again.case, again.decision, again.former, again.awaits) == (first.id, None, False, None)
    assert (again.reasons, again.problem) == (("A",), "債務與就醫無人陪同")


async def test_a_conference_tracks_a_case_whoever_of_a_unit_keeps_out_of_it(there: District) -> None:
    """Its other liaison is asked; before, nothing could be decided of it."""
    town, supervisor = there.town, there.supervisor
    worker = await town.join(Role.WORKER, "王測試")
    second = await town.join(Role.LIAISON, "謝同事", unit="平鎮衛生所")
    await town.responsible(worker)
    case = await in_service(there, worker)
    await proposed(there, worker, case)
    one = await called(there, supervisor, await there.meeting(MeetingKind.CONFERENCE, "平鎮中心"))
    [row] = await town.look(lambda db: discussed.of_meeting(db, one.id))
    await press(town, supervisor, AcceptProposal(row.id))
    await press(town, there.health, OpenCard(case.id))
    await tap(town, there.health, KeepOut, KeepOutNow)
    await on_its_day(there, one)
    await from_home(town, supervisor, OpenMeetings, on(OpenCard, subject=one.id), Held, FIRST)
    await tap(town, supervisor, option(Chair.NAMED))
    await say(town, supervisor, "主任 林示範")
    await tap(town, supervisor, SEND)
    await press(town, supervisor, Decide(row.id, Decision.TRACKED))
    await say(town, supervisor, "陪同就醫")
    after = await town.look(lambda db: cases.read(db, case.id))
    assert after.tracked
    assert [seat.offered for seat in after.joint] == [await town.person(second)]


async def test_whom_a_case_concerns_is_invited_where_its_conference_is_held_with_one_that_is_called(
    quarter: Quarter,
) -> None:
    there, town = quarter.there, quarter.there.town
    await second_centre(there, "平鎮第二中心")
    leads = await town.join(Role.SUPERVISOR, "陳示例", unit="平鎮第二中心")
    one = await quarter.meeting()
    other = await there.meeting(MeetingKind.CONFERENCE, "平鎮第二中心")
    await proposed(there, quarter.worker, await in_service(there, quarter.worker))
    await called(there, leads, other)
    before = len(await there.health.messages())
    await press(town, there.supervisor, Joined(one.id, other.id))
    health = town.units["平鎮衛生所"].id
    part = await town.look(lambda db: attendances.of_unit(db, meetings.read(db, other.id), health))
    assert part is not None
    assert part.invited_at
    assert other.sign in (await there.health.last())["text"]
    assert len(await there.health.messages()) == before + 1


async def test_what_a_joint_conference_did_not_speak_of_comes_before_its_own_centres_next(
    quarter: Quarter,
) -> None:
    there, town = quarter.there, quarter.there.town
    await second_centre(there, "平鎮第二中心")
    leads = await town.join(Role.SUPERVISOR, "陳示例", unit="平鎮第二中心")
    other = await there.meeting(MeetingKind.CONFERENCE, "平鎮第二中心")
    await press(town, there.supervisor, Joined((await quarter.meeting()).id, other.id))
    case = await in_service(there, quarter.worker)
    await proposed(there, quarter.worker, case)
    other = await called(there, leads, other)
    await on_its_day(there, other)
    await from_home(
        town, leads, OpenMeetings, on(OpenCard, subject=other.id), Held, FIRST, option(Chair.NAMED)
    )
    await say(town, leads, "主任 林示範")
    await tap(town, leads, SEND, OpenCard, Write, SKIP, SKIP, SKIP, SKIP, SKIP, SKIP)
    await say(town, leads, "17時")
    await tap(town, leads, SEND, Send, SKIP, SEND)
    await quarter.until(10, 2)
    for unit, who, expected in (("平鎮第二中心", leads, []), ("平鎮中心", there.supervisor, [case.id])):
        following = await called(there, who, await there.meeting(MeetingKind.CONFERENCE, unit))
        found = await town.look(lambda db: discussed.of_meeting(db, following.id))  # noqa: B023 - at once
        assert [each.case for each in found] == expected


async def test_who_stands_in_from_another_centre_proposes_for_the_unit_whose_case_it_is(
    quarter: Quarter,
) -> None:
    """Their own centre was invited, and stood there as who brought it."""
    there, town = quarter.there, quarter.there.town
    deputy = await town.join(Role.WORKER, "陳示例", unit="桃園中心")
    of, to = [await town.person(one) for one in (quarter.worker, deputy)]
    today = local_day(town.clock.now)
    await town.look(lambda db: leaves.add(db, of, to, today, today))
    await proposed(there, deputy, await in_service(there, quarter.worker))
    one = await quarter.meeting()
    [brought] = await town.look(lambda db: discussed.of_meeting(db, one.id))
    assert brought.unit == town.units["平鎮中心"].id
    assert town.units["桃園中心"].id not in brought.units
