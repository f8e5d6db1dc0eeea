"""Whom a circle names, of a case that stands somehow: one line each, against its neighbours."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actions.audience import Done, _of, of_seat
from actions.meetings import items
from casework.cases.acting import Circle
from casework.cases.case import Case, State
from casework.errors import NotThere
from casework.meetings.items import MeetingItem
from casework.meetings.meetings import Meeting, MeetingKind
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
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
