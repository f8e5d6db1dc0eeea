"""Who may do what with a case: every role, every relation, every act (`trust.md`)."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from casework.cases.access import (
    MAY,
    Action,
    Relation,
    Scope,
    decides_before,
    kinds_told,
    may,
    own,
    reads_in_full,
    relations,
    seen_by,
    sees_all,
)
from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.cases.seats import AskedBy, Seat, SeatEnd
from casework.staffing.people import SERVING, Person, Role
from casework.staffing.units import Unit, UnitKind
from tests.support.cases import made_case, with_facts

ME, SOMEBODY = 1, 2
CENTRE = Unit(10, UnitKind.CENTRE, "平鎮中心", "平鎮區", "A")
OTHER_CENTRE = Unit(11, UnitKind.CENTRE, "桃園中心", "桃園區", "B")
PROTECTION = Unit(12, UnitKind.PROTECTION, "家防中心", "", "A")
UNITS = (CENTRE, OTHER_CENTRE, PROTECTION)
BASE = made_case(
    row=5,
    number="A-115-000129",
    state=State.IN_SERVICE,
    village="平鎮區新勢里",
    urgent=False,
    reported_at=datetime(2026, 6, 1, tzinfo=UTC),
)
CASES = {
    "in nobody's hands": replace(BASE, state=State.SCREENING),
    "offered to me": with_facts(BASE, state=State.DISPATCHED, unit=CENTRE.id, offered=ME),
    "once offered to me": with_facts(BASE, state=State.SCREENING, unit=CENTRE.id, offered=ME),
    "offered to somebody": with_facts(BASE, state=State.DISPATCHED, unit=CENTRE.id, offered=SOMEBODY),
    "mine": with_facts(BASE, unit=CENTRE.id, worker=ME),
    "mine and offered away": with_facts(
        BASE, state=State.DISPATCHED, unit=CENTRE.id, worker=ME, offered=SOMEBODY
    ),
    "somebody's of my unit": with_facts(BASE, unit=CENTRE.id, worker=SOMEBODY),
    "another unit's": with_facts(BASE, unit=OTHER_CENTRE.id, worker=SOMEBODY),
    "closed and mine": with_facts(BASE, state=State.CLOSED, unit=CENTRE.id, worker=ME),
}
GRANTED = {
    Relation.REPORTER: {"status"},
    Relation.PRIMARY: {
        "why",
        "propose",
        "status",
        "view",
        "reveal",
        "read_all",
        "contact",
        "history",
        "identify",
        "serve",
        "lead",
        "take_over",
        "declare",
        "say_missing",
        "search",
    },
    Relation.BROKEN: {"why", "status", "view", "reveal", "read_all", "history"},
    Relation.OFFERED: {"why", "status", "view", "reveal", "read_all", "answer_offer"},
    Relation.JOINT: {
        "why",
        "propose",
        "status",
        "view",
        "reveal",
        "history",
        "serve",
        "declare",
        "say_missing",
        "search",
    },
    Relation.ASKED: {"why", "status", "view", "reveal", "answer_offer"},
    Relation.OVERSEEING: {"why", "propose", "status", "view", "reveal", "read_all", "history", "reassign"},
    Relation.SHARING: {"propose", "status", "view", "reveal", "serve", "say_missing", "search"},
    Relation.TO_SHARE: {"status", "view", "reveal", "answer_offer"},
    Relation.SUPERVISING_SHARING: {"propose", "status", "view", "reassign"},
    Relation.SUPERVISING_JOINT: {"why", "propose", "status", "view", "history", "reassign"},
    Relation.SCREENING: {
        "why",
        "evidence",
        "status",
        "view",
        "reveal",
        "read_all",
        "contact",
        "history",
        "identify",
        "screen",
        "say_missing",
        "judge_dispute",
    },
    Relation.SUPERVISING: {
        "why",
        "propose",
        "status",
        "view",
        "reveal",
        "read_all",
        "take_over",
        "history",
        "reassign",
        "judge_closing",
        "agree_plan",
        "declare",
        "say_missing",
        "search",
    },
    Relation.HEADING: {
        "why",
        "propose",
        "status",
        "view",
        "history",
        "reassign",
        "declare",
        "say_missing",
        "search",
    },
    Relation.ESCORTING: {"reach"},
    Relation.REFERRED: {"reach"},
    Relation.CONFERENCE: {"why", "status", "view"},
    Relation.BUREAU: {"why", "status", "view", "history", "give_form", "search"},
    Relation.STANDING_IN: {"judge_closing", "agree_plan"},
    Relation.ADMIN: {"why", "status", "view", "history", "undo"},
}


def person(role: Role, unit: Unit = CENTRE) -> Person:
    return Person(ME, role, unit.id, "林示範", "", "")


def standing(role: Role, case: str, unit: Unit = CENTRE) -> set[Relation]:
    return set(relations(person(role, unit), unit, CASES[case], reported=False))


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("relation", Relation)
def test_a_relation_grants_these_acts_and_no_others(relation, action):
    assert may(frozenset({relation}), action) == (action in GRANTED[relation])


@pytest.mark.parametrize("action", Action)
def test_who_stands_in_no_relation_may_nothing(action):
    assert not may(frozenset(), action)


def test_who_has_a_seat_by_the_match_alone_is_told_of_no_kind_that_is_anothers_reason():
    case = replace(CASES["mine"], kinds=tuple(CaseKind))
    assert kinds_told(case, frozenset({_R.SHARING})) == (CaseKind.CHILD_MISSING, CaseKind.SHARED)
    assert kinds_told(case, frozenset({_R.SHARING, _R.JOINT})) == tuple(CaseKind)


def test_every_relation_stands_in_the_table():
    assert set(MAY) == set(Relation) == set(GRANTED)


@pytest.mark.parametrize("role", Role)
def test_reporting_a_case_gives_its_status_whatever_the_role(role):
    found = relations(person(role), CENTRE, CASES["another unit's"], reported=True)
    assert Relation.REPORTER in found
    assert found - {Relation.REPORTER} == standing(role, "another unit's")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("role", [Role.CHIEF, Role.CLERK])
def test_chiefs_and_clerks_stand_in_no_relation_to_a_case_they_did_not_report(role, case):
    assert standing(role, case) == set()


@pytest.mark.parametrize("role", SERVING)
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("in nobody's hands", set()),
        ("offered to me", {Relation.OFFERED}),
        ("once offered to me", set()),
        ("offered to somebody", set()),
        ("mine", {Relation.PRIMARY}),
        ("mine and offered away", {Relation.PRIMARY}),
        ("somebody's of my unit", set()),
        ("another unit's", set()),
        ("closed and mine", set()),
    ],
)
def test_who_serves_stands_to_what_is_theirs(role, case, expected):
    assert standing(role, case) == expected


CLOSED = datetime(2026, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "since", "unit", "reads"),
    [
        ({}, CLOSED - timedelta(days=1), CENTRE, True),
        ({}, CLOSED, CENTRE, False),
        ({}, None, CENTRE, False),
        ({"closed_at": None}, CLOSED - timedelta(days=1), CENTRE, False),
        ({}, CLOSED - timedelta(days=1), OTHER_CENTRE, False),
        ({"worker": SOMEBODY}, CLOSED - timedelta(days=1), CENTRE, False),
        ({"state": State.JOINED}, CLOSED - timedelta(days=1), CENTRE, False),
    ],
    ids=["lately", "long ago", "no days", "when is not known", "moved on", "another's", "joined"],
)
@pytest.mark.parametrize("role", SERVING)
def test_who_served_a_case_reads_it_for_some_days_after_it_was_closed_and_no_longer(
    role, facts, since, unit, reads
):
    case = with_facts(CASES["closed and mine"], **{"closed_at": CLOSED, **facts})
    me = person(role, unit)
    assert (relations(me, unit, case, reported=False, since=since) == {Relation.PRIMARY}) is reads
    assert seen_by(me, unit, since).holds(case) is reads
    assert not relations(replace(me, role=Role.CLERK), unit, case, reported=False, since=since)


@pytest.mark.parametrize("case", CASES)
def test_a_supervisor_stands_to_the_cases_of_the_own_unit(case):
    expected = {Relation.SUPERVISING} if CASES[case].unit == CENTRE.id else set()
    assert standing(Role.SUPERVISOR, case) == expected


@pytest.mark.parametrize("case", CASES)
def test_a_head_stands_to_the_cases_of_the_own_unit_and_sees_them_masked(case):
    expected = {Relation.HEADING} if CASES[case].unit == CENTRE.id else set()
    assert standing(Role.HEAD, case) == expected
    assert not may(frozenset(expected), Action.REVEAL)


def test_a_head_decides_on_closing_where_no_supervisor_does():
    mine = relations(person(Role.HEAD), CENTRE, CASES["mine"], reported=False, supervised=False)
    assert may(mine, Action.JUDGE_CLOSING)
    assert not may(frozenset(standing(Role.HEAD, "mine")), Action.JUDGE_CLOSING)


def test_a_supervisor_decides_before_a_head_and_either_before_the_bureau():
    assert decides_before(Role.HEAD) == (Role.SUPERVISOR,)
    assert set(decides_before(Role.BUREAU)) == {Role.SUPERVISOR, Role.HEAD}
    assert decides_before(Role.SUPERVISOR) == ()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("role", "unit", "expected"),
    [
        (Role.SCREENER, CENTRE, Relation.SCREENING),
        (Role.SCREENER, PROTECTION, Relation.SCREENING),
        (Role.SUPERVISOR, PROTECTION, Relation.SCREENING),
        (Role.BUREAU, CENTRE, Relation.BUREAU),
        (Role.ADMIN, CENTRE, Relation.ADMIN),
    ],
)
def test_screeners_their_supervisor_bureau_and_administrators_stand_to_every_case(role, unit, expected, case):
    assert standing(role, case, unit) == {expected}


@pytest.mark.parametrize("role", Role)
def test_only_the_bureau_stands_in_for_a_supervisor_who_is_missing(role):
    found = relations(person(role), CENTRE, CASES["another unit's"], reported=False, supervised=False)
    assert (Relation.STANDING_IN in found) == (role is Role.BUREAU)
    nobodys = relations(person(role), CENTRE, CASES["in nobody's hands"], reported=False, supervised=False)
    assert Relation.STANDING_IN not in nobodys


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.kind)
@pytest.mark.parametrize("role", Role)
def test_who_finds_a_case_by_message_is_who_may_view_it(role, unit, case):
    me = person(role, unit)
    may_view = may(relations(me, unit, CASES[case], reported=False), Action.VIEW)
    assert seen_by(me, unit).holds(CASES[case]) == may_view


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.kind)
@pytest.mark.parametrize("role", Role)
def test_what_is_mine_is_never_more_than_what_i_may_see(role, unit, case):
    me = person(role, unit)
    assert not own(me).holds(CASES[case]) or seen_by(me, unit).holds(CASES[case])


def test_only_screening_bureau_and_administration_see_every_case():
    everything = {(role, unit.kind) for role in Role for unit in UNITS if sees_all(person(role, unit), unit)}
    kinds = {unit.kind for unit in UNITS}
    expected = {(role, kind) for role in (Role.SCREENER, Role.BUREAU, Role.ADMIN) for kind in kinds}
    assert everything == expected | {(Role.SUPERVISOR, UnitKind.PROTECTION)}


def test_who_serves_supervises_or_screens_reads_in_full_whatever_they_see():
    full = {(role, unit.kind) for role in Role for unit in UNITS if reads_in_full(person(role, unit), unit)}
    roles = (*SERVING, Role.SUPERVISOR, Role.SCREENER)
    assert full == {(role, unit.kind) for role in roles for unit in UNITS}


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(every=True), {None, CENTRE.id, OTHER_CENTRE.id}),
        (Scope(unit=CENTRE.id), {CENTRE.id}),
        (Scope(person=person(Role.WORKER)), set()),
        (Scope(), set()),
        (Scope(every=True, out=frozenset({5})), set()),
    ],
    ids=["every case", "a unit's", "somebody's", "none", "but one"],
)
def test_whose_cases_are_all_there_for_who_asks_of_a_unit_or_of_the_city(scope, covered):
    assert {unit for unit in (None, CENTRE.id, OTHER_CENTRE.id) if scope.covers(unit)} == covered
    assert scope.covers(CENTRE.id, frozenset({5})) is (CENTRE.id in covered or scope.every)


def seat(**facts):
    return replace(Seat(9, CENTRE.id, UnitKind.CENTRE), **facts)


ENDED = {"ended_at": datetime(2026, 6, 2, tzinfo=UTC), "worker": SOMEBODY}
_R = Relation


@pytest.mark.parametrize(
    ("beside", "role", "stands"),
    [
        (seat(worker=ME), Role.WORKER, {_R.JOINT}),
        (seat(offered=ME), Role.LIAISON, {_R.ASKED}),
        (seat(worker=SOMEBODY, offered=ME), Role.WORKER, {_R.ASKED}),
        (seat(worker=SOMEBODY, offered=SOMEBODY), Role.WORKER, set()),
        (seat(worker=ME, **{"ended_at": ENDED["ended_at"], "end": SeatEnd.ENDED}), Role.WORKER, set()),
        (seat(worker=SOMEBODY), Role.SUPERVISOR, {_R.OVERSEEING}),
        (seat(worker=SOMEBODY), Role.HEAD, {_R.SUPERVISING_JOINT}),
        (seat(worker=SOMEBODY, kind=UnitKind.HEALTH), Role.SUPERVISOR, {_R.SUPERVISING_JOINT}),
        (seat(worker=SOMEBODY, unit=OTHER_CENTRE.id), Role.SUPERVISOR, set()),
        (seat(worker=SOMEBODY, unit=OTHER_CENTRE.id), Role.HEAD, set()),
        (seat(end=SeatEnd.ENDED, **ENDED), Role.SUPERVISOR, {_R.OVERSEEING}),
        (seat(end=SeatEnd.DECLINED, **ENDED), Role.SUPERVISOR, set()),
        (seat(end=SeatEnd.ENDED, kind=UnitKind.HEALTH, **ENDED), Role.SUPERVISOR, set()),
        (seat(worker=ME, asked_by=AskedBy.MATCH), Role.LIAISON, {_R.SHARING}),
        (seat(offered=ME, asked_by=AskedBy.MATCH), Role.LIAISON, {_R.TO_SHARE}),
        (seat(worker=SOMEBODY, asked_by=AskedBy.MATCH), Role.SUPERVISOR, {_R.SUPERVISING_SHARING}),
        (seat(worker=SOMEBODY, asked_by=AskedBy.MATCH), Role.HEAD, {_R.SUPERVISING_SHARING}),
        (seat(worker=SOMEBODY), Role.WORKER, set()),
        (seat(worker=SOMEBODY), Role.CLERK, set()),
    ],
)
def test_how_one_stands_to_a_case_by_a_seat_beside_the_lead(beside, role, stands):
    case = replace(CASES["another unit's"], joint=(beside,))
    me = Person(ME, role, CENTRE.id, "王測試", "", "")
    assert relations(me, CENTRE, case, reported=False) == stands
    assert own(me).holds(case) is bool(stands)
    if role in SERVING:
        assert relations(me, CENTRE, replace(case, state=State.CLOSED), reported=False) == set()
