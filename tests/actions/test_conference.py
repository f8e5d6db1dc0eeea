"""Cases before a conference: proposed, sent back, moved, decided of; and who hears of each."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert, select

from actions.meetings import calling, conference, proposing
from actions.meetings.conference import Brought, Handled
from casework.cases.case import Case, State
from casework.cases.strands import Tracking
from casework.errors import NoConference, NotThere, WrongState
from casework.meetings.attending import Attendance
from casework.meetings.discussing import Awaits, Decision, Discussed, PlanDecision
from casework.meetings.meetings import Meeting, MeetingKind
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.cases import cases
from storage.core import recusals
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import attendances, discussed, meetings
from storage.staffing import units
from tests.storage.conftest import Store, served_by
from tests.support import addressed
from tests.support.certain import certain

Told = list[tuple[str, int, object]]


async def test_a_case_is_tracked_from_the_day_of_the_conference(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    today = local_day(store.now)
    held = today - timedelta(days=3)

    def brought(db: Transaction) -> tuple[int, int]:
        assert store.unit is not None
        case = cases.open_case(db, served_by(worker), "B")
        planned = Meeting(MeetingKind.CONFERENCE, store.unit, date(2026, 5, 1), fixed=held)
        one = meetings.add(db, planned, "meeting.planned")
        meetings.keep(db, one, replace(one, held_on=held))
        row = discussed.add(db, Discussed(0, one.id, case.id, worker.unit, held), case)
        return case.id, row.id

    case, row = await store(brought)
    done = await store.by(Role.SUPERVISOR)(lambda db: conference.decide(db, row, Decision.TRACKED, "訪視"))
    assert done.decision is Decision.TRACKED
    [tracking] = (await store(lambda db: cases.read(db, case))).trackings
    assert (tracking.met_on, tracking.tasks, tracking.units) == (held, "訪視", (worker.unit,))


class Agenda:
    """A conference of the centre two months ahead, and a worker of the police who has a seat beside."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.meeting = 0
        self.police: Person
        self.cases: list[Case] = []

    async def found(self, many: int = 1) -> None:
        def plan(db: Transaction) -> None:
            assert self.store.unit is not None
            police = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區")
            joins = Person(0, Role.LIAISON, police.id, "簡虛構", "0912000000", "")
            self.police = addressed.add(db, joins, 7_500)
            ahead = local_day(db.now) + timedelta(days=70)
            planned = Meeting(MeetingKind.CONFERENCE, self.store.unit, ahead.replace(day=1), fixed=ahead)
            self.meeting = meetings.add(db, planned, "meeting.planned").id
            worker = self.store.staff[Role.WORKER]
            db.connection.execute(insert(t.areas).values(village="平鎮區新街里", unit=worker.unit))
            self.cases = [cases.open_case(db, served_by(worker), "B") for _ in range(many)]

        await self.store(plan)

    async def does(self, act: Callable[[Transaction], Any], by: Role = Role.WORKER) -> Told:
        def acts(db: Transaction) -> Told:
            act(db)
            return [(one.verb, one.person, one.about) for one in db.news if isinstance(one, OfficeNews)]

        return await self.store.by(by)(acts)

    async def proposes(self, case: Case, **answers: Any) -> Told:
        given: dict[str, Any] = {
            "reasons": ["A"],
            "tried": ["conferred"],
            "units": [],
            "priority": "none",
            "problem": "債務",
        }
        return await self.does(lambda db: conference.propose(db, case.id, {**given, **answers}))

    async def rows(self) -> list[Discussed]:
        def look(db: Transaction) -> list[Discussed]:
            return [one for one, _ in conference.agenda(db, meetings.read(db, self.meeting))]

        return list(await self.store(look))

    async def verbs(self) -> list[str]:
        acts = select(t.journal.c.verb).where(
            t.journal.c.verb.like("meeting.case%")
            | t.journal.c.verb.in_(("case.proposed", "meeting.agenda_moved"))
        )
        return sorted(await self.store(lambda db: db.connection.execute(acts).scalars().all()))


@pytest.fixture
async def agenda(store: Store) -> Agenda:
    agenda = Agenda(store)
    await agenda.found()
    return agenda


async def test_a_case_is_proposed_with_whom_it_concerns_and_the_secretariat_hears(
    agenda: Agenda, store: Store
) -> None:
    [case] = agenda.cases
    told = await agenda.proposes(case, units=["police"], priority="A")
    [row] = await agenda.rows()
    assert (row.reasons, row.tried, row.priority, row.problem) == (("A",), ("conferred",), "A", "債務")
    assert row.units == (case.unit, agenda.police.unit)
    meeting = await store(lambda db: meetings.read(db, agenda.meeting))
    lead = store.staff[Role.SUPERVISOR].id
    (called, police, _), brought = told
    assert (called, police) == ("meeting.called", agenda.police.id), "it was called for a day already"
    assert brought == ("meeting.case_proposed", lead, Brought(meeting.id, meeting.sign))
    await agenda.proposes(case, units=["police"], problem="又有債務")
    [again] = await agenda.rows()
    assert (again.id, again.priority) == (row.id, "A"), "what was said before stays"
    assert await agenda.verbs() == ["case.proposed"] * 2


async def test_what_is_not_served_or_has_no_conference_is_not_proposed(agenda: Agenda, store: Store) -> None:
    [case] = agenda.cases
    await store(lambda db: cases.save(db, case, replace(case, state=State.CLOSED), "case.closed"))
    with pytest.raises((WrongState, NotThere)):
        await agenda.proposes(case)
    elsewhere = await store(
        lambda db: cases.open_case(db, served_by(store.staff[Role.WORKER], village="桃園區文化里"), "B")
    )
    with pytest.raises(NoConference):
        await agenda.proposes(elsewhere)


async def test_what_a_proposal_lacks_is_told_to_whoever_works_on_it_and_so_is_that_it_was_accepted(
    agenda: Agenda, store: Store
) -> None:
    [case] = agenda.cases
    await agenda.proposes(case)
    [row] = await agenda.rows()
    worker = store.staff[Role.WORKER].id
    meeting = await store(lambda db: meetings.read(db, agenda.meeting))
    about = Handled(case.id, case.number, meeting.sign)
    with pytest.raises(NotThere):
        await agenda.does(lambda db: conference.send_back(db, row.id, "缺評估"))
    with pytest.raises(WrongState):
        await agenda.does(lambda db: conference.accept(db, row.id), by=Role.SUPERVISOR)
    assert await agenda.does(lambda db: conference.to_send_back(db, row.id), by=Role.SUPERVISOR) == []
    told = await agenda.does(lambda db: conference.send_back(db, row.id, "缺評估"), by=Role.SUPERVISOR)
    assert told == [("meeting.case_sent_back", worker, about)]
    [back] = await agenda.rows()
    assert (back.awaits, back.missing) == (Awaits.COMPLETION, "缺評估")
    with pytest.raises(WrongState):
        await agenda.does(lambda db: conference.to_send_back(db, row.id), by=Role.SUPERVISOR)
    told = await agenda.does(lambda db: conference.accept(db, row.id), by=Role.SUPERVISOR)
    assert told == [("meeting.case_accepted", worker, about)]
    assert await agenda.verbs() == ["case.proposed", "meeting.case_accepted", "meeting.case_sent_back"]


async def test_where_nobody_works_on_it_any_more_who_answers_for_the_unit_hears(
    agenda: Agenda, store: Store
) -> None:
    [case] = agenda.cases
    await agenda.proposes(case)
    [row] = await agenda.rows()
    police = agenda.police.unit

    def by_the_police(db: Transaction) -> None:
        db.connection.execute(t.discussed.update().values(unit=police))

    await store(by_the_police)
    told = await agenda.does(lambda db: conference.send_back(db, row.id, "缺評估"), by=Role.SUPERVISOR)
    assert [person for _, person, _ in told] == [agenda.police.id]


@pytest.mark.parametrize(
    ("at", "by", "order"),
    [(0, 1, [1, 0, 2]), (0, -1, [0, 1, 2]), (2, -1, [0, 2, 1]), (2, 1, [0, 1, 2]), (1, -1, [1, 0, 2])],
    ids=["down", "the first stays", "up", "the last stays", "to the beginning"],
)
async def test_a_case_moves_by_a_place_in_the_agenda(
    store: Store, at: int, by: int, order: list[int]
) -> None:
    agenda = Agenda(store)
    await agenda.found(many=3)
    for case in agenda.cases:
        await agenda.proposes(case)
    before = [one.id for one in await agenda.rows()]
    await agenda.does(lambda db: conference.move(db, before[at], by), by=Role.SUPERVISOR)
    assert [one.id for one in await agenda.rows()] == [before[place] for place in order]
    assert "meeting.agenda_moved" in await agenda.verbs()


async def test_once_the_minutes_are_sent_nothing_of_it_is_in_hand(agenda: Agenda, store: Store) -> None:
    [case] = agenda.cases
    await agenda.proposes(case)
    [row] = await agenda.rows()
    with pytest.raises(WrongState):
        await agenda.does(lambda db: conference.to_decide(db, row.id), by=Role.SUPERVISOR)

    def over(db: Transaction) -> None:
        one = meetings.read(db, agenda.meeting)
        today = local_day(db.now)
        meetings.keep(db, one, replace(one, fixed=today, held_on=today, minutes_sent_on=today))

    await store(over)
    for act in (
        lambda db: conference.move(db, row.id, 1),
        lambda db: conference.decide(db, row.id, Decision.TRACKED),
    ):
        with pytest.raises(WrongState):
            await agenda.does(act, by=Role.SUPERVISOR)


async def test_its_secretariat_reads_all_that_was_brought_and_others_what_they_may(
    agenda: Agenda, store: Store
) -> None:
    [case] = agenda.cases
    await agenda.proposes(case)

    def former(db: Transaction) -> None:
        other = cases.open_case(db, served_by(store.staff[Role.WORKER]), "B")
        tracked = Discussed(0, agenda.meeting, other.id, None, local_day(db.now), former=True)
        discussed.add(db, tracked, other)

    await store(former)

    async def reads(by: Role) -> list[int]:
        def look(db: Transaction) -> list[int]:
            return [one.id for _, one in conference.readable(db, meetings.read(db, agenda.meeting))]

        return list(await store.by(by)(look))

    assert len(await agenda.rows()) == 2
    assert await reads(Role.SUPERVISOR) == [case.id]
    assert await reads(Role.WORKER) == [case.id]
    assert await reads(Role.CHIEF) == []


# What is put on its agenda, whoever brings it


async def before_it(agenda: Agenda) -> dict[int, Discussed]:
    return {one.case: one for one in await agenda.rows()}


async def test_what_is_tracked_and_what_the_one_before_did_not_speak_of_comes_before_it_once(
    agenda: Agenda, store: Store
) -> None:
    """[001] 參三(六)3(1)."""
    worker = store.staff[Role.WORKER]
    assert store.unit is not None
    here = store.unit
    health = await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區"))

    def earlier(db: Transaction) -> list[int]:
        may = Meeting(MeetingKind.CONFERENCE, here, date(2026, 5, 1), fixed=date(2026, 5, 8))
        over = meetings.add(db, may, "meeting.planned")
        meetings.keep(db, over, replace(over, held_on=date(2026, 5, 8), minutes_sent_on=date(2026, 5, 9)))
        of = [cases.open_case(db, served_by(worker), "B") for _ in range(5)]
        tracked, left, again, closed, both = of
        for one in (tracked, both):
            under = one.track(Tracking(0, date(2026, 5, 8), date(2026, 6, 1), (here.id, health.id)))
            cases.save(db, one, under, "case.tracked")
        for one in (left, again, closed):
            discussed.add(db, Discussed(0, over.id, one.id, here.id, date(2026, 4, 1), units=(here.id,)), one)
        for one in (again, both):
            brought = Discussed(0, agenda.meeting, one.id, here.id, local_day(db.now), units=(here.id,))
            discussed.add(db, brought, one)
        cases.save(db, closed, replace(closed, state=State.CLOSED), "case.closed")
        return [one.id for one in of]

    tracked, left, again, _, both = await store(earlier)
    ahead = local_day(store.now) + timedelta(days=71)
    told = await agenda.does(lambda db: calling.call(db, agenda.meeting, ahead, {}), by=Role.SUPERVISOR)
    rows = await before_it(agenda)
    assert rows.keys() == {tracked, left, again, both}
    assert (rows[tracked].former, rows[tracked].unit, rows[tracked].units) == (
        True,
        None,
        (here.id, health.id),
    )
    assert [(rows[one].former, rows[one].unit) for one in (left, again, both)] == [(False, here.id)] * 3

    def invited(db: Transaction) -> set[int]:
        return {part.unit.id for part in attendances.of_meeting(db, meetings.read(db, agenda.meeting))}

    assert await store(invited) == {health.id}, "whom a case concerns, but the centre itself"
    assert told == [], "nobody of it can hear"


async def test_what_was_proposed_to_either_comes_before_the_one_they_hold_together(
    agenda: Agenda, store: Store
) -> None:
    assert store.unit is not None
    centre = await store(lambda db: units.add(db, UnitKind.CENTRE, "平鎮第二中心", "平鎮區", "C"))
    [both] = agenda.cases
    await agenda.proposes(both, priority="A")

    def theirs(db: Transaction) -> int:
        one = meetings.read(db, agenda.meeting)
        planned = Meeting(MeetingKind.CONFERENCE, centre, one.month)
        other = meetings.add(db, planned, "meeting.planned")
        alone = cases.open_case(db, served_by(store.staff[Role.WORKER]), "B")
        for case in (both, alone):
            brought = Discussed(0, other.id, case.id, centre.id, local_day(db.now), units=(centre.id,))
            discussed.add(db, brought, case)
        calling.bring(db, other, one)
        assert discussed.of_meeting(db, other.id) == []
        return alone.id

    alone = await store(theirs)
    rows = await before_it(agenda)
    assert rows.keys() == {both.id, alone}
    assert centre.id in rows[both.id].units
    assert rows[both.id].priority == "A"


@pytest.mark.parametrize("keeps", [True, False], ids=["goes on", "is removed"])
async def test_what_is_tracked_goes_on_or_is_removed_as_the_conference_decides(
    agenda: Agenda, store: Store, keeps: bool
) -> None:
    [case] = agenda.cases
    police = agenda.police.unit

    def held(db: Transaction) -> int:
        row = discussed.add(
            db, Discussed(0, agenda.meeting, case.id, None, local_day(db.now), units=(police,)), case
        )
        one = meetings.read(db, agenda.meeting)
        today = local_day(db.now)
        meetings.keep(db, one, replace(one, fixed=today, held_on=today))
        return row.id

    row = await store(held)
    decide = partial(conference.decide, row=row)
    await agenda.does(partial(decide, decision=Decision.TRACKED), by=Role.SUPERVISOR)
    [tracking] = (await store(lambda db: cases.read(db, case.id))).trackings
    assert tracking.units == (police,)
    with pytest.raises(WrongState):
        await agenda.does(partial(decide, decision=Decision.TRACKED), by=Role.SUPERVISOR)
    assert agenda.police.id in {
        seat.offered for seat in (await store(lambda db: cases.read(db, case.id))).joint
    }, "it has a seat now"
    with pytest.raises(WrongState):
        await agenda.proposes(case)

    def next_(db: Transaction) -> int:
        former = Discussed(0, agenda.meeting, case.id, None, local_day(db.now), former=True)
        row = discussed.read(db, decide.keywords["row"])
        discussed.drop(db, row)
        return discussed.add(db, former, case).id

    row = await store(next_)
    decision = Decision.KEPT if keeps else Decision.REMOVED
    await agenda.does(lambda db: conference.decide(db, row, decision), by=Role.SUPERVISOR)
    assert (await store(lambda db: cases.read(db, case.id))).tracked is keeps
    assert await agenda.verbs() == ["meeting.case_decided"] * 2


@pytest.mark.parametrize("passes", [True, False], ids=["is passed", "comes again"])
async def test_a_joint_plan_is_passed_or_comes_again(agenda: Agenda, store: Store, passes: bool) -> None:
    [case] = agenda.cases

    def brought(db: Transaction, shared: bool = True) -> int:
        one = cases.open_case(db, served_by(store.staff[Role.WORKER]), "B") if shared else case
        if shared:
            several = one.share(db.now, several=True)
            one = cases.save(db, one, several.plan(db.now), "case.shared")
        meeting = meetings.read(db, agenda.meeting)
        today = local_day(db.now)
        if meeting.held_on is None:
            meetings.keep(db, meeting, replace(meeting, fixed=today, held_on=today))
        return discussed.add(db, Discussed(0, agenda.meeting, one.id, None, today), one).id

    row, plain = await store(brought), await store(lambda db: brought(db, shared=False))
    decision = PlanDecision.PASSED if passes else PlanDecision.RETURNED
    with pytest.raises(WrongState):
        await agenda.does(lambda db: conference.decide_plan(db, plain, decision), by=Role.SUPERVISOR)
    await agenda.does(lambda db: conference.decide_plan(db, row, decision), by=Role.SUPERVISOR)
    now = await store(lambda db: discussed.read(db, row))
    assert now.plan is decision
    assert (await store(lambda db: cases.read(db, now.case))).to_pass is not passes
    assert await agenda.verbs() == ["meeting.case_decided"]


async def test_what_a_unit_was_asked_for_is_answered_by_what_it_proposes(
    agenda: Agenda, store: Store
) -> None:
    [case] = agenda.cases
    unit = certain(store.unit)

    async def part() -> Attendance:
        return await store(
            lambda db: certain(attendances.of_unit(db, meetings.read(db, agenda.meeting), unit.id))
        )

    def asked(db: Transaction) -> None:
        attendances.add(db, meetings.read(db, agenda.meeting), unit, asked_on=local_day(db.now))

    await store(asked)
    for _ in range(2):
        await agenda.proposes(case)
    assert (await part()).proposed_on == local_day(store.now)
    said = select(t.journal.c.id).where(t.journal.c.verb == "attendance.proposed")
    assert len(await store(lambda db: db.connection.execute(said).all())) == 1, "once is enough"
    nothing = partial(proposing.nothing, attendance=(await part()).id)
    with pytest.raises(WrongState):
        await agenda.does(nothing, by=Role.SUPERVISOR)
    await store(lambda db: db.connection.execute(t.attendances.update().values(proposed_on=None)))
    await agenda.does(nothing, by=Role.SUPERVISOR)
    assert (await part()).proposed_on == local_day(store.now)
    await store(
        lambda db: db.connection.execute(t.attendances.update().values(asked_on=None, proposed_on=None))
    )
    with pytest.raises(WrongState):
        await agenda.does(nothing, by=Role.SUPERVISOR)
    await agenda.proposes(case)
    assert (await part()).proposed_on is None, "who is only invited owes no proposal"


async def test_who_brings_a_case_and_runs_the_conference_hears_nothing_of_their_own(
    agenda: Agenda, store: Store
) -> None:
    [case] = agenda.cases
    given: dict[str, str | list[str] | None] = {
        "reasons": ["A"],
        "tried": ["conferred"],
        "units": [],
        "priority": "none",
        "problem": "?",
    }
    told = await agenda.does(lambda db: conference.propose(db, case.id, given), by=Role.SUPERVISOR)
    assert told == []
    [row] = await agenda.rows()
    assert row.priority == ""
    await store(lambda db: recusals.add(db, case.id, store.staff[Role.WORKER].id))
    told = await agenda.does(lambda db: conference.send_back(db, row.id, "?"), by=Role.SUPERVISOR)
    assert told == [], "the worker keeps out of it"
