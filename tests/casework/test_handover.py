"""Who may hand over whom, to whom, and what is refused (`domain.md` §3.9)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.cases.case import OPEN, Case, State
from casework.errors import NotThere, ReceiverKeepsOut, Stale, WrongState
from casework.handover import (
    HANDING,
    Move,
    Moved,
    Plan,
    can_go_to,
    can_receive,
    hands_over_before,
    judge,
    may_hand_over,
    moves,
)
from casework.staffing.people import SERVING, Person, Role
from casework.staffing.units import Unit, UnitKind
from tests.support.cases import made_case, with_facts

HERE, THERE = 1, 2
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def person(number: int, role: Role = Role.WORKER, unit: int = HERE, **facts: Any) -> Person:
    return replace(Person(number, role, unit, "王測試", "", ""), **facts)


SUPERVISOR, ADMIN = person(1, Role.SUPERVISOR), person(2, Role.ADMIN, THERE)


@pytest.mark.parametrize("by", [SUPERVISOR, replace(SUPERVISOR, role=Role.HEAD)], ids=["supervisor", "head"])
@pytest.mark.parametrize("role", Role)
def test_who_leads_a_unit_hands_over_who_serves_in_it(role, by):
    assert may_hand_over(by, person(3, role)) == (role in SERVING)
    assert not may_hand_over(by, person(3, role, THERE))
    assert not may_hand_over(replace(by, active=False, suspended=True), person(3, role))


def test_who_is_suspended_can_be_handed_over_and_who_left_can_not():
    plan = Plan(replace(person(3), active=False, suspended=True), person(4), None)
    judge(SUPERVISOR, plan)
    with pytest.raises(Stale):
        judge(SUPERVISOR, replace(plan, person=replace(plan.person, suspended=False)))


@pytest.mark.parametrize("role", Role)
def test_an_administrator_hands_over_anybody(role):
    assert may_hand_over(ADMIN, person(3, role))


@pytest.mark.parametrize("by", [SUPERVISOR, ADMIN], ids=["supervisor", "administrator"])
def test_nobody_hands_over_themselves_so_the_last_administrator_stays(by):
    assert not may_hand_over(by, by)


@pytest.mark.parametrize("role", sorted(set(Role) - set(HANDING)))
def test_nobody_else_hands_over_anybody(role):
    assert not may_hand_over(person(3, role), person(4))


def test_a_chief_leaves_but_is_not_transferred():
    assert moves(person(3, Role.CHIEF)) == (Move.DEPARTURE,)
    assert moves(person(3)) == (Move.DEPARTURE, Move.TRANSFER)


OTHER_CENTRE = Unit(THERE, UnitKind.CENTRE, "桃園中心", "桃園區", "B")


@pytest.mark.parametrize(
    ("role", "unit", "goes"),
    [
        pytest.param(Role.WORKER, OTHER_CENTRE, True, id="to another centre"),
        pytest.param(Role.WORKER, replace(OTHER_CENTRE, id=HERE), False, id="to where they are"),
        pytest.param(Role.WORKER, replace(OTHER_CENTRE, ended=True), False, id="to what has ended"),
        pytest.param(
            Role.WORKER, replace(OTHER_CENTRE, kind=UnitKind.POLICE), False, id="where nobody has the role"
        ),
        pytest.param(Role.CHIEF, replace(OTHER_CENTRE, kind=UnitKind.DISTRICT), False, id="a chief"),
    ],
)
def test_who_has_nothing_open_goes_where_their_role_is(role, unit, goes):
    assert can_go_to(person(3, role), unit) == goes


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("has", [Moved(cases=1), Moved(offers=1), Moved(areas=1), Moved(vacant=1)], ids=str)
def test_who_serves_hands_over_before_they_get_a_role_that_does_not(role, has):
    assert hands_over_before(role, person(3), has) == (role not in SERVING)
    assert not hands_over_before(role, person(3), Moved(obligations=1, drafts=1))
    assert not hands_over_before(role, person(3, Role.SUPERVISOR), has)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("other", Role)
def test_who_serves_is_followed_by_who_serves_and_the_rest_by_the_same_role(role, other):
    fits = other in SERVING if role in SERVING else other is role
    assert can_receive(person(3, role), person(4, other)) == fits


def test_cases_go_to_who_serves_whatever_the_role_became():
    assert not can_receive(SUPERVISOR, person(4, Role.SUPERVISOR), holds_cases=True)
    assert can_receive(SUPERVISOR, person(4), holds_cases=True)


@pytest.mark.parametrize(
    "receiver",
    [
        person(3),
        person(4, active=False),
        person(4, blocked=True),
        person(4, deputy=5),
        person(4, Role.CLERK),
    ],
    ids=["themselves", "gone", "not to be reached", "away", "who does not serve"],
)
def test_who_can_not_take_over_is_refused(receiver):
    with pytest.raises(Stale):
        judge(SUPERVISOR, Plan(person(3), receiver, None))


def test_what_the_receiver_keeps_out_of_goes_to_somebody_else_first():
    plan = Plan(person(3), person(4), None)
    with pytest.raises(ReceiverKeepsOut) as refused:
        judge(SUPERVISOR, plan, kept_out=["A-115-000129"])
    assert refused.value.signs == ["A-115-000129"]


def test_who_does_not_lead_somebody_hands_nothing_of_theirs_over():
    for by, one in ((person(9), person(3)), (SUPERVISOR, person(3, unit=THERE)), (SUPERVISOR, SUPERVISOR)):
        with pytest.raises(NotThere):
            judge(by, Plan(one, person(4), None))


def test_a_supervisor_hands_nothing_to_another_unit():
    plan = Plan(person(3), person(4, unit=THERE), None)
    with pytest.raises(NotThere):
        judge(SUPERVISOR, plan)
    judge(ADMIN, plan)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(person(3, active=False), person(4), None),
        Plan(person(3), person(4), HERE),
        Plan(person(3, Role.CHIEF), person(4, Role.CHIEF), THERE),
    ],
    ids=["already gone", "already there", "a chief to another unit"],
)
def test_what_was_planned_on_an_older_card_is_stale(plan):
    with pytest.raises(Stale):
        judge(ADMIN, plan)


def test_what_is_taken_over_adds_up():
    assert Moved(cases=2, drafts=1).and_then(Moved(cases=3, vacant=1)) == Moved(cases=5, drafts=1, vacant=1)


@pytest.mark.parametrize(
    ("has", "held", "arriving"),
    [
        *((Moved(**{one: 1}), True, True) for one in ("cases", "offers", "obligations", "areas", "matters")),
        (Moved(vacant=1), True, False),
        (Moved(drafts=1), False, True),
        (Moved(nudges=1), False, True),
        (Moved(dropped=1), False, False),
        (Moved(), False, False),
    ],
    ids=str,
)
def test_what_must_not_stay_with_who_does_other_work_and_what_arrives_at_another(has, held, arriving):
    assert has.held is held
    assert has.arriving == (has if arriving else Moved())


def case(**facts: Any) -> Case:
    known = made_case(1, "A-115-000013", State.IN_SERVICE, "平鎮區新勢里", urgent=False, reported_at=MONDAY)
    return with_facts(known, unit=HERE, **facts)


@given(
    state=st.sampled_from(sorted(OPEN)),
    worker=st.sampled_from([None, 3, 4, 5]),
    offered=st.sampled_from([None, 3, 4, 5]),
)
def test_of_a_case_that_is_handed_over_nothing_changes_but_whose_it_is(state, worker, offered):
    before = case(state=state, worker=worker, offered=offered, offered_at=MONDAY, closing_at=MONDAY)
    if 3 not in (worker, offered):
        with pytest.raises(WrongState):
            before.hand_over(of=3, to=4, unit=HERE, kind=None, at=MONDAY)
        return
    after = before.hand_over(of=3, to=4, unit=HERE, kind=None, at=MONDAY)
    assert 3 not in (after.worker, after.offered)
    assert with_facts(after, worker=worker, offered=offered) == before


@pytest.mark.parametrize(
    ("worker", "offered", "unit"), [(3, None, THERE), (None, 3, THERE), (3, 5, HERE), (5, 3, HERE)]
)
def test_a_case_goes_to_the_receivers_unit_unless_somebody_else_has_it_too(worker, offered, unit):
    assert (
        case(worker=worker, offered=offered).hand_over(of=3, to=4, unit=THERE, kind=None, at=MONDAY).unit
        == unit
    )


@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_what_is_over_stays_with_who_did_it(state):
    with pytest.raises(WrongState):
        case(state=state, worker=3).hand_over(of=3, to=4, unit=HERE, kind=None, at=MONDAY)
