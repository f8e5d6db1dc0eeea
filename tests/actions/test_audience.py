"""Whom a circle names, of a case that stands somehow: one line each, against its neighbours."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from actions.audience import Done, _of, announce, news, of_seat
from actions.meetings import items
from casework.cases.acting import Circle
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.seats import SeatEnd
from casework.errors import NotThere
from casework.meetings.items import MeetingItem
from casework.meetings.meetings import Meeting, MeetingKind
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.meetings import items as rows
from storage.meetings import meetings
from storage.staffing import people, units
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed

SERVED, OFFERED, REPORTED = "served", "offered", "reported"


@pytest.fixture
async def names(store: Store) -> dict[int, str]:
    """A neighbouring centre with a worker and a supervisor, and two precincts."""

    def join(db: Transaction) -> None:
        there = units.add(db, UnitKind.CENTRE, "桃園中心", "桃園區", "C")
        near = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A")
        far = units.add(db, UnitKind.POLICE, "桃園分局", "桃園區", "A")
        for number, (role, unit, name) in enumerate(
            (
                *((Role.WORKER, there, "鄰社工"), (Role.SUPERVISOR, there, "鄰督導")),
                *((Role.LIAISON, near, "警聯絡"), (Role.HEAD, near, "警主管"), (Role.LIAISON, far, "遠警")),
            )
        ):
            addressed.add(db, Person(0, role, unit.id, name, "0912", ""), 7_400 + number)

    await store(join)
    known = {one.id: one.name for one in await store(people.everybody)}
    return known | {person.id: role.value for role, person in store.staff.items()}


def case_of(db: Transaction, store: Store, how: str) -> Case:
    worker = store.staff[Role.WORKER]
    facts: dict[str, Any] = {
        SERVED: {"state": State.IN_SERVICE, "worker": worker.id, "unit": worker.unit, "accepted_at": MONDAY},
        OFFERED: {"state": State.DISPATCHED, "offered": worker.id, "unit": worker.unit, "offered_at": MONDAY},
        REPORTED: {},
    }[how]
    return cases.open_case(db, a_case(**{"kind": UnitKind.CENTRE, **facts}), "B")


CIRCLES: dict[tuple[Circle, str], set[str]] = {
    (Circle.SCREENERS, REPORTED): {"screener"},
    (Circle.FINDING, OFFERED): set(),
    (Circle.SEARCHERS, SERVED): {"worker"},
    (Circle.SEARCHERS, OFFERED): {"supervisor"},
    (Circle.SERVING, SERVED): {"worker"},
    (Circle.SERVING, OFFERED): set(),
    (Circle.LEADING, SERVED): {"worker"},
    (Circle.LEADING, OFFERED): set(),
    (Circle.SUPERVISORS, SERVED): {"supervisor"},
    (Circle.OFFERED, OFFERED): {"worker"},
    (Circle.OFFERED, SERVED): set(),
    (Circle.WORKER, SERVED): {"worker"},
    (Circle.WORKER, OFFERED): set(),
    (Circle.WORKER_BEFORE, SERVED): {"worker"},
    (Circle.OFFERED_BEFORE, OFFERED): {"worker"},
    (Circle.POLICE, REPORTED): {"警聯絡"},
    (Circle.OVERSEERS, SERVED): set(),
}


@pytest.mark.parametrize(("asked", "named"), CIRCLES.items(), ids=str)
async def test_whom_a_circle_names(
    store: Store, names: dict[int, str], asked: tuple[Circle, str], named: set[str]
) -> None:
    circle, how = asked

    def who(db: Transaction) -> set[str]:
        case = case_of(db, store, how)
        return {names[one] for one in _of(db, circle, Done(case, case))}

    assert await store(who) == named


async def test_beside_another_centre_both_serve_and_each_supervisor_oversees_the_others_acts(
    store: Store, names: dict[int, str]
) -> None:
    def who(db: Transaction) -> list[set[str]]:
        served = case_of(db, store, SERVED)
        there = next(one for one in people.everybody(db) if one.name == "鄰社工")
        asked = served.ask(unit=there.unit, kind=UnitKind.CENTRE, to=there.id, at=db.now)
        both = cases.save(db, served, asked, "case.asked")
        [joint] = both.joint
        taken = cases.save(
            db,
            both,
            replace(both, joint=(replace(joint, worker=there.id, offered=None, accepted_at=db.now),)),
            "seat.accepted",
        )
        of_joint = Done(both, taken, seat=joint.id)
        circles = (
            *((Circle.SERVING, Done(taken, taken)), (Circle.OVERSEERS, Done(taken, taken))),
            *((one, of_joint) for one in (Circle.OVERSEERS, Circle.WORKER, Circle.SUPERVISORS)),
        )
        found = [{names[one] for one in _of(db, circle, done)} for circle, done in circles]
        return [*found, *({names[one] for one in of_seat(db, taken.id, seat)} for seat in (0, joint.id))]

    assert await store(who) == [
        {"worker", "鄰社工"},
        {"鄰督導"},
        {"鄰督導", "supervisor"},
        {"鄰社工"},
        {"鄰督導"},
        {"worker"},
        {"鄰社工"},
    ]


async def test_only_the_citys_meeting_answers_what_a_district_brought_up(store: Store) -> None:
    lead = store.by(Role.SUPERVISOR)

    def brought(db: Transaction) -> tuple[int, int]:
        assert store.unit is not None
        planned = Meeting(MeetingKind.CONFERENCE, store.unit, date(2026, 6, 1), fixed=date(2026, 6, 1))
        one = meetings.add(db, planned, "meeting.planned")
        held = meetings.keep(db, one, replace(one, held_on=date(2026, 6, 1)))
        return rows.add(db, MeetingItem(0, held.id, ("1",), "?", "?")).id, held.id

    item, meeting = await store(brought)
    with pytest.raises(NotThere):
        await lead(lambda db: items.answer(db, item, meeting, "照辦"))


# Who hears, by what was and what is


async def hears(
    store: Store, verb: str, before: Case, after: Case, by: Role | None = None, **how: Any
) -> list[tuple[str, int]]:
    def announced(db: Transaction) -> list[tuple[str, int]]:
        db.speaker = store.staff[by] if by else None
        announce(db, verb, before, after, **how)
        return [(one.verb, one.person) for one in db.news]

    return await store(announced)


class Seats:
    """A case that a worker serves; beside them the neighbouring centre, and the police, who serve it, too."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.worker, self.lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id
        self.screener = store.staff[Role.SCREENER].id
        self.staff: dict[str, Person] = {}
        self.case: Case
        self.centre, self.police = 0, 0

    async def found(self, names: dict[int, str]) -> None:
        def asked(db: Transaction) -> None:
            self.staff = {names[one.id]: one for one in people.everybody(db)}
            served = case_of(db, self.store, SERVED)
            for name, kind in (("鄰社工", UnitKind.CENTRE), ("警聯絡", UnitKind.POLICE)):
                one = self.staff[name]
                served = served.ask(unit=one.unit, kind=kind, to=one.id, at=db.now)
            kept = cases.save(db, cases.read(db, served.id), served, "case.asked")
            self.centre, self.police = (one.id for one in kept.joint)
            for number, name in ((self.centre, "鄰社工"), (self.police, "警聯絡")):
                taken = kept.accept(by=self.staff[name].id, at=db.now, seat=number)
                kept = cases.save(db, kept, taken, "seat.accepted")
            self.case = kept

        await self.store(asked)


@pytest.fixture
async def seats(store: Store, names: dict[int, str]) -> Seats:
    seats = Seats(store)
    await seats.found(names)
    return seats


def joint(case: Case, number: int, **facts: Any) -> Case:
    """Change the seat of another unit."""
    return replace(
        case, joint=tuple(replace(one, **facts) if one.id == number else one for one in case.joint)
    )


async def test_of_an_offer_beside_that_failed_who_served_before_or_who_finds_somebody_hears(
    seats: Seats,
) -> None:
    at = seats.store.now
    officer, neighbour = seats.staff["警聯絡"].id, seats.staff["鄰社工"].id
    other = seats.staff["警主管"].id
    for number, who in ((seats.police, officer), (seats.centre, neighbour)):
        before = joint(seats.case, number, offered=other)
        told = await hears(seats.store, "seat.declined", before, seats.case, seat=number)
        assert ("case.kept", who) in told, "they serve it still, whichever of several units it is"
        assert ("case.offer_withdrawn", other) in told
        assert not [verb for verb, _ in told if verb in ("seat.declined", "seat.to_find")]
    nobody = joint(seats.case, seats.centre, worker=None, offered=neighbour, accepted_at=None)
    stays = joint(nobody, seats.centre, offered=None)
    told = await hears(seats.store, "seat.declined", nobody, stays, seat=seats.centre)
    assert [verb for verb, _ in told] == ["seat.to_find", "case.offer_withdrawn"]
    asked = joint(nobody, seats.centre, offered=seats.staff["鄰督導"].id)
    assert await hears(seats.store, "seat.lapsed", nobody, asked, seat=seats.centre) == []
    ended = joint(stays, seats.centre, ended_at=at)
    told = await hears(seats.store, "seat.lapsed", nobody, ended, seat=seats.centre)
    assert {verb for verb, _ in told} == {"seat.lapsed"}, "the screeners ask another unit"


async def test_of_a_missing_child_the_bureau_hears_when_it_is_news(seats: Seats) -> None:
    calm, gone = seats.case, replace(seats.case, kinds=(CaseKind.CHILD_MISSING,))
    office = await seats.store(lambda db: units.add(db, UnitKind.BUREAU, "社會局"))
    joins = Person(0, Role.BUREAU, office.id, "吳示例", "0912", "")
    bureau = (await seats.store(lambda db: addressed.add(db, joins, 7_800))).id
    heard = {
        name: ("case.child_missing", bureau) in await hears(seats.store, "case.report_joined", before, after)
        for name, before, after in (
            ("news", calm, gone),
            ("known", gone, gone),
            ("none", calm, calm),
            ("found", gone, calm),
        )
    }
    assert heard == {"news": True, "known": False, "none": False, "found": False}


async def test_what_is_urgent_says_how_long_there_is_until_there_is_no_time_left(seats: Seats) -> None:
    store, worker = seats.store, seats.worker

    def left(db: Transaction, case: Case) -> timedelta | None:
        return news(db, "case.reported", worker, case, 0).left

    urgent = a_case(urgent=True)
    day = timedelta(hours=24)
    assert await store(lambda db: left(db, urgent)) == day
    assert await store(lambda db: left(db, a_case())) is None
    assert await store(lambda db: left(db, replace(urgent, state=State.CLOSED))) is None
    for past in (day, day + timedelta(hours=1)):
        assert await store(lambda db: left(db, a_case(db.now - past, urgent=True))) is None  # noqa: B023 - at once


async def test_who_serves_from_a_seat_hears_of_what_was_asked_and_else_who_leads_there(seats: Seats) -> None:
    def of(db: Transaction) -> set[int]:
        return of_seat(db, seats.case.id, seats.centre)

    neighbour, leads = seats.staff["鄰社工"].id, seats.staff["鄰督導"].id
    assert await seats.store(of) == {neighbour}
    await seats.store(lambda db: recusals.add(db, seats.case.id, neighbour))
    assert await seats.store(of) == {leads}, "who keeps out hears nothing"
    await seats.store(lambda db: recusals.lift(db, seats.case.id, neighbour))

    def ends(db: Transaction) -> None:
        before = cases.read(db, seats.case.id)
        cases.save(db, before, before.end_seat(seats.centre, at=db.now), "seat.ended")

    await seats.store(ends)
    assert await seats.store(of) == {leads}, "its part is done"


async def test_who_reported_hears_once_that_it_was_dispatched(seats: Seats) -> None:
    chief, case = seats.store.staff[Role.CHIEF], seats.case

    def reported(db: Transaction) -> None:
        db.speaker = chief
        reports.keep(db, case, Report("no", "孩子一個人在家", "", (), call=False))

    await seats.store(reported)

    async def told(*acts: str) -> bool:
        def act(db: Transaction) -> None:
            for verb in acts:
                journal.write(db, verb, subject=case.id)

        await seats.store(act)
        heard = await hears(seats.store, "case.dispatched", case, case)
        return ("case.dispatched", chief.id) in heard

    assert await told("case.dispatched")
    assert not await told("case.offer_lapsed", "case.dispatched"), "they were told so last"
    assert await told("case.redirected", "case.dispatched")
    assert not await told("case.dispatched")
    assert await told("case.accepted", "case.dispatched"), "somebody had taken it on"


async def test_who_serves_no_more_and_whose_seat_is_no_centres_are_in_no_circle(
    seats: Seats, names: dict[int, str]
) -> None:
    async def named(circle: Circle, case: Case, seat: int = 0) -> set[str]:
        found = await seats.store(lambda db: _of(db, circle, Done(case, case, seat=seat)))
        return {names[one] for one in found}

    case, at = seats.case, seats.store.now
    assert await named(Circle.SERVING, case) == {"worker", "鄰社工", "警聯絡"}
    offered = joint(case, seats.police, worker=None, offered=seats.staff["警聯絡"].id, accepted_at=None)
    assert await named(Circle.SERVING, offered) == {"worker", "鄰社工"}
    assert await named(Circle.LEADING, replace(case, state=State.CLOSED)) == set()
    assert await named(Circle.OVERSEERS, case) == {"鄰督導"}
    assert await named(Circle.OVERSEERS, case, seats.police) == {"鄰督導", "supervisor"}
    declined = joint(case, seats.centre, ended_at=at, end=SeatEnd.DECLINED)
    no_centre = joint(case, seats.centre, kind=UnitKind.PROTECTION)
    for other in (declined, no_centre):
        assert await named(Circle.OVERSEERS, other) == set()
    of_police = replace(case, lead=replace(case.lead, kind=UnitKind.POLICE))
    assert await named(Circle.OVERSEERS, of_police, seats.police) == {"鄰督導"}
