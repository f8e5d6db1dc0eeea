"""A case from report to closing: what each act makes of it, and when it is refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.case import OPEN, Case, Risk, State, lowered
from casework.cases.criteria import CaseKind
from casework.cases.seats import LEAD, NOBODY, AskedBy, Seat
from casework.cases.strands import Tracking
from casework.errors import (
    BeforeTheReport,
    ChildFirst,
    ContactFirst,
    NotThere,
    Refusal,
    SeatsFirst,
    StillTracked,
    WrongState,
)
from casework.staffing.units import UnitKind
from tests.support.cases import made_case, with_facts

MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 6, 2, 1, 0, tzinfo=UTC)
WORKER, OTHER, CENTRE = 7, 8, 3


def case(state: State = State.SCREENING, **facts: Any) -> Case:
    known = made_case(1, "A-115-000013", state, "平鎮區新勢里", urgent=False, reported_at=MONDAY)
    return with_facts(known, **facts)


def dispatched(**facts: Any) -> Case:
    return with_facts(case().dispatch(unit=CENTRE, to=WORKER, at=MONDAY), **facts)


def served(**facts: Any) -> Case:
    return with_facts(dispatched().accept(by=WORKER, at=MONDAY), **facts)


def test_a_dispatched_case_is_an_offer_until_it_is_accepted():
    assert (dispatched().worker, dispatched().offered) == (None, WORKER)
    assert (served().state, served().worker, served().offered) == (State.IN_SERVICE, WORKER, None)


def test_only_who_was_offered_the_case_can_answer():
    for answer in (
        lambda: dispatched().accept(by=OTHER, at=MONDAY),
        lambda: dispatched().decline(by=OTHER, at=MONDAY, most=2),
    ):
        with pytest.raises(NotThere):
            answer()


@pytest.mark.parametrize(
    "answer",
    [lambda one: one.decline(by=WORKER, at=MONDAY, most=2), lambda one: one.lapse(at=MONDAY)],
    ids=["declined", "lapsed"],
)
def test_a_first_offer_that_fails_goes_back_to_the_screeners(answer):
    back = answer(dispatched())
    assert with_facts(back, declines=0) == case()


@pytest.mark.parametrize(
    "answer",
    [lambda one: one.decline(by=OTHER, at=MONDAY, most=2), lambda one: one.lapse(at=MONDAY)],
    ids=["declined", "lapsed"],
)
def test_a_handover_that_fails_leaves_the_case_with_who_serves(answer):
    back = answer(served().offer_again(to=OTHER, at=MONDAY))
    assert (back.state, back.worker, back.offered) == (State.IN_SERVICE, WORKER, None)


def test_a_handover_keeps_the_day_of_the_first_acceptance():
    later = datetime(2026, 7, 1, tzinfo=UTC)
    taken = served().offer_again(to=OTHER, at=later).accept(by=OTHER, at=later)
    assert (taken.worker, taken.lead.accepted_at) == (OTHER, MONDAY)


def test_a_duplicate_joins_an_open_case_but_neither_itself_nor_a_closed_one():
    assert case().join(served(id=2), at=MONDAY).joined_to == 2
    for into in (served(), served(id=2, state=State.CLOSED)):
        with pytest.raises(WrongState):
            case().join(into, at=MONDAY)


@pytest.mark.parametrize(
    "decide",
    [
        lambda one: one.redirect(at=MONDAY),
        lambda one: one.not_take(at=MONDAY),
        lambda one: one.join(served(id=2), at=MONDAY),
    ],
)
def test_what_screening_decided_can_be_undone_and_its_clock_has_run_from_the_report(decide):
    assert decide(case()).undo_screening(at=TUESDAY) == case()


def test_the_next_visit_counts_from_the_latest_one():
    visited = served().visit(on=date(2026, 6, 9), risk=Risk.LOW).visit(on=date(2026, 6, 4), risk=None)
    assert (visited.lead.visited_on, visited.risk) == (date(2026, 6, 9), Risk.LOW)


def test_a_visit_before_the_report_was_of_nobody():
    served().visit(on=date(2026, 6, 1), risk=None)
    with pytest.raises(BeforeTheReport):
        served().visit(on=date(2026, 5, 31), risk=None)


@pytest.mark.parametrize(
    ("known", "found", "after"),
    [
        (Risk.HIGH, Risk.LOW, Risk.HIGH),
        (Risk.HIGH, None, Risk.HIGH),
        (Risk.LOW, Risk.HIGH, Risk.HIGH),
        (None, Risk.HIGH, Risk.HIGH),
        (Risk.MEDIUM, Risk.LOW, Risk.MEDIUM),
    ],
)
def test_a_visit_that_does_not_count_moves_no_deadline_and_lowers_no_risk(known, found, after):
    visited = served(risk=known).visit(on=date(2026, 6, 9), risk=found, counts=False)
    assert (visited.lead.visited_on, visited.risk) == (None, after)


def test_a_month_is_filed_once():
    filed = served().follow_up(month=date(2026, 6, 1), risk=None)
    for month in (date(2026, 6, 1), date(2026, 5, 1)):
        with pytest.raises(WrongState):
            filed.follow_up(month=month, risk=None)
    assert filed.follow_up(month=date(2026, 7, 1), risk=None).lead.followed_up == date(2026, 7, 1)


def test_a_dispute_is_upheld_or_goes_back_to_screening():
    met = served(contacted_on=date(2026, 6, 1))
    disputed = met.raise_dispute(MONDAY)
    assert disputed.uphold() == met
    again = disputed.screen_again(at=TUESDAY)
    assert (again.state, again.worker, again.unit) == (State.SCREENING, None, None)


def test_a_dispute_comes_after_service_at_least_one_contact():
    """[003] item 4: 社工服務後 (faults 18); meeting nobody is none, a telephone call that reached is."""
    met_nobody = served().visit(on=date(2026, 6, 2), risk=None, counts=False, met=False)
    for one in (served(), met_nobody):
        with pytest.raises(ContactFirst):
            one.raise_dispute(TUESDAY)
    called = served().visit(on=date(2026, 6, 2), risk=Risk.HIGH, counts=False)
    assert called.lead.visited_on is None
    assert called.raise_dispute(TUESDAY).disputed


def test_a_second_decline_in_a_row_goes_to_the_supervisors_and_they_give_it_back():
    """`domain.md` §3.3 (faults 18): so often as the policy says, whoever declined before."""
    again = dispatched().decline(by=WORKER, at=MONDAY, most=2).dispatch(unit=CENTRE, to=OTHER, at=MONDAY)
    found = again.decline(by=OTHER, at=MONDAY, most=2)
    assert (found.state, found.unit, found.offered, found.unfound) == (State.DISPATCHED, CENTRE, None, True)
    assert found.offer_again(to=WORKER, at=MONDAY).accept(by=WORKER, at=MONDAY).lead.declines == 0
    assert found.decline(by=NOBODY, at=MONDAY, most=2).to_screen
    with pytest.raises(NotThere):
        dispatched().decline(by=NOBODY, at=MONDAY, most=2)
    for somebody in (1, WORKER):
        with pytest.raises(WrongState):
            found.decline(by=somebody, at=MONDAY, most=2)


def test_nothing_is_disputed_while_its_closing_waits_and_an_upheld_one_revives_no_closing():
    """faults 22: one rule, whichever screen asks."""
    proposed = served(contacted_on=date(2026, 6, 1)).propose_closing(MONDAY)
    with pytest.raises(WrongState):
        proposed.raise_dispute(MONDAY)
    back = proposed.return_closing().raise_dispute(MONDAY)
    with pytest.raises(WrongState):
        back.propose_closing(MONDAY)
    assert back.uphold().closing.proposed_at is None


def test_who_takes_on_a_case_after_a_dispute_begins_anew_but_files_no_month_twice():
    before = served(visited_on=date(2026, 6, 1), followed_up=date(2026, 6, 1)).raise_dispute(MONDAY)
    offer = before.screen_again(at=TUESDAY).dispatch(unit=CENTRE, to=OTHER, at=TUESDAY)
    taken = offer.accept(by=OTHER, at=TUESDAY)
    assert (taken.lead.accepted_at, taken.lead.visited_on, taken.lead.followed_up) == (
        TUESDAY,
        None,
        date(2026, 6, 1),
    )


def test_who_serves_goes_on_while_the_case_is_offered_to_somebody_else():
    offered = served().offer_again(to=OTHER, at=MONDAY)
    assert offered.visit(on=date(2026, 6, 2), risk=None).lead.visited_on == date(2026, 6, 2)
    assert offered.follow_up(month=date(2026, 6, 1), risk=None).lead.followed_up == date(2026, 6, 1)
    with pytest.raises(WrongState):
        dispatched().visit(on=date(2026, 6, 2), risk=None)


def test_closing_is_proposed_once_and_decided_by_another():
    proposed = served().propose_closing(MONDAY)
    with pytest.raises(WrongState):
        proposed.propose_closing(MONDAY)
    assert proposed.return_closing() == served()
    closed = proposed.close(MONDAY)
    assert (closed.state, closed.closing.closed_at, closed.closing.proposed_at, closed.open) == (
        State.CLOSED,
        MONDAY,
        None,
        False,
    )


@pytest.mark.parametrize(
    "decide", [lambda one: one.close(MONDAY), Case.return_closing], ids=["close", "return"]
)
def test_nothing_is_closed_that_nobody_proposed(decide):
    with pytest.raises(WrongState):
        decide(served())


ACTS = {
    "dispatch": lambda one: one.dispatch(unit=CENTRE, to=WORKER, at=MONDAY),
    "join": lambda one: one.join(served(id=2), at=MONDAY),
    "redirect": lambda one: one.redirect(at=MONDAY),
    "not taken": lambda one: one.not_take(at=MONDAY),
    "undo": lambda one: one.undo_screening(at=MONDAY),
    "accept": lambda one: one.accept(by=WORKER, at=MONDAY),
    "decline": lambda one: one.decline(by=WORKER, at=MONDAY, most=2),
    "lapse": lambda one: one.lapse(at=MONDAY),
    "offer again": lambda one: one.offer_again(to=WORKER, at=MONDAY),
    "visit": lambda one: one.visit(on=date(2026, 6, 2), risk=None),
    "follow up": lambda one: one.follow_up(month=date(2026, 6, 1), risk=Risk.LOW),
    "dispute": lambda one: one.raise_dispute(MONDAY),
    "uphold": Case.uphold,
    "screen again": lambda one: one.screen_again(at=MONDAY),
    "propose": lambda one: one.propose_closing(MONDAY),
    "return": Case.return_closing,
    "close": lambda one: one.close(MONDAY),
}


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=25))
def test_whatever_people_do_an_open_case_is_always_with_somebody(acts):
    one = case()
    for name in acts:
        before = one
        try:
            one = ACTS[name](one)
        except Refusal:
            assert one is before
        assert (one.worker is not None) >= (one.state in (State.IN_SERVICE, State.DISPUTED))
        assert (one.offered is not None) == (one.state is State.DISPATCHED)
        assert one.open == (one.state in OPEN)
        if one.state is State.SCREENING:
            assert (one.unit, one.worker, one.offered, one.closing.proposed_at) == (None,) * 4


@pytest.mark.parametrize("state", [state for state in State if state not in OPEN])
@pytest.mark.parametrize("act", [name for name in ACTS if name != "undo"])
def test_what_is_over_stays_as_it_is(state, act):
    with pytest.raises(WrongState):
        ACTS[act](case(state, closing_at=MONDAY))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    ("act", "only"),
    [
        *((ACTS[name], State.SCREENING) for name in ("dispatch", "join", "redirect", "not taken")),
        *((ACTS[name], State.IN_SERVICE) for name in ("dispute", "propose")),
        *((ACTS[name], State.DISPUTED) for name in ("uphold", "screen again")),
        (lambda one: one.reopen(to=OTHER, at=TUESDAY), State.CLOSED),
    ],
)
def test_what_is_screened_disputed_or_closed_is_so_where_it_is_and_nowhere_else(act, only, state):
    one = served(contacted_on=date(2026, 6, 1), state=state)
    if state is only:
        assert act(one).state is not state or act(one).closing.proposed_at is not None
    else:
        with pytest.raises(WrongState):
            act(one)


@pytest.mark.parametrize("state", [one for one in State if one is not State.IN_SERVICE])
@pytest.mark.parametrize("decide", [ACTS["close"], ACTS["return"]], ids=["close", "return"])
def test_what_was_proposed_is_decided_while_somebody_serves(decide, state):
    with pytest.raises(WrongState):
        decide(with_facts(served().propose_closing(MONDAY), state=state))


def test_a_paper_on_a_form_is_the_last_one_and_the_others_stay():
    """評估報告, each on its form and by its seat."""
    one = served().file("assessment", MONDAY).file("plan", MONDAY, seat=2).file("assessment", TUESDAY)
    assert one.filed_at("assessment") == TUESDAY
    assert one.filed_at("plan", 2) == MONDAY
    assert one.filed_at("plan") is None
    assert len(one.filed) == 2


@pytest.mark.parametrize(
    ("before", "now", "is_lower"),
    [
        (Risk.HIGH, Risk.MEDIUM, True),
        (Risk.HIGH, Risk.HIGH, False),
        (Risk.LOW, Risk.HIGH, False),
        (Risk.HIGH, None, False),
        (None, Risk.LOW, False),
        (None, None, False),
    ],
)
def test_a_risk_is_lowered_only_from_what_somebody_judged(before, now, is_lower):
    assert lowered(before, now) is is_lower


JOINT = dispatched().ask(unit=4, kind=UnitKind.HEALTH, to=OTHER, at=MONDAY, by=AskedBy.DISPATCH)


@pytest.mark.parametrize(
    ("one", "undoable", "unfound"),
    [
        (case(), False, False),
        (dispatched(), True, False),
        (dispatched(offered=None), True, True),
        (served(), False, False),
        (served().offer_again(to=OTHER, at=MONDAY), False, False),
        (served(state=State.DISPATCHED, offered=None), False, False),
        (JOINT, True, False),
        (JOINT.accept(by=OTHER, at=MONDAY, seat=JOINT.joint[0].id), False, False),
        (case(State.REDIRECTED), True, False),
        (case(State.NOT_TAKEN), True, False),
        (case(State.JOINED), True, False),
        (served(state=State.CLOSED), False, False),
    ],
    ids=["to screen", "offered", "declined by several", "served", "handed over", "served, offered to nobody",
         "offered to two", "one of two serves", "redirected", "not taken", "joined", "closed"],
)  # fmt: skip
def test_screening_is_undone_until_somebody_serves_and_supervisors_find_somebody_for_nobody(
    one, undoable, unfound
):
    """`domain.md` §3.3."""
    assert (one.undoable, one.unfound) == (undoable, unfound)


@pytest.mark.parametrize(
    ("facts", "marked"),
    [
        ({}, False),
        ({"urgent": True}, True),
        ({"kinds": (CaseKind.CHILD_MISSING,)}, True),
        ({"kinds": (CaseKind.CHILD_MISSING,), "found": True}, False),
        ({"urgent": True, "state": State.CLOSED}, False),
    ],
    ids=["neither", "urgent", "a missing child", "found", "over"],
)
def test_what_is_urgent_or_over_a_missing_child_is_marked_while_it_is_open(facts, marked):
    """`domain.md` §3.3."""
    assert served(**facts).alarm is marked


@pytest.mark.parametrize("state", State)
def test_what_can_be_told_of_a_case_by_its_state_alone(state):
    one = case(state)
    assert one.served is (state in {State.IN_SERVICE, State.DISPUTED})
    assert one.movable() is (state in {State.IN_SERVICE, State.DISPATCHED})
    assert one.turned_away is (state in {State.REDIRECTED, State.NOT_TAKEN})
    tracked = with_facts(one, trackings=(Tracking(1, MONDAY.date(), date(2026, 6, 1), (CENTRE,)),))
    assert tracked.tracked is (state in OPEN)


@pytest.mark.parametrize("act", ["propose_closing", "close"])
@pytest.mark.parametrize(
    ("meanwhile", "first"),
    [
        (lambda one: one.ask(unit=4, kind=UnitKind.HEALTH, to=OTHER, at=TUESDAY), SeatsFirst),
        (lambda one: with_facts(one, kinds=(CaseKind.CHILD_MISSING,)), ChildFirst),
        (lambda one: one.track(Tracking(1, MONDAY.date(), date(2026, 6, 1), (CENTRE,))), StillTracked),
    ],
    ids=["another unit serves", "a child is missing", "it is tracked"],
)
def test_what_comes_first_comes_before_a_closing_and_before_one_that_was_proposed(act, meanwhile, first):
    """`domain.md` §3.7."""
    before = served() if act == "propose_closing" else served().propose_closing(MONDAY)
    with pytest.raises(first):
        getattr(meanwhile(before), act)(TUESDAY)


def test_a_closed_case_that_is_taken_up_again_is_an_offer_within_its_unit_and_begins_anew():
    """`domain.md` §3.7: no month is filed twice."""
    before = served(
        visited_on=date(2026, 6, 1), contacted_on=date(2026, 6, 1), assessed_at=MONDAY,
        followed_up=date(2026, 6, 1), declines=2,
    )  # fmt: skip
    again = before.propose_closing(MONDAY).close(MONDAY).reopen(to=OTHER, at=TUESDAY)
    assert (again.state, again.closing.closed_at) == (State.DISPATCHED, None)
    assert again.lead == Seat(
        unit=CENTRE, offered=OTHER, offered_at=TUESDAY, received_at=TUESDAY, followed_up=date(2026, 6, 1)
    )


def test_who_serves_keeps_the_case_however_often_others_decline_it():
    offered = served(declines=3).offer_again(to=OTHER, at=MONDAY)
    back = offered.decline(by=OTHER, at=MONDAY, most=2)
    assert (back.state, back.worker, back.offered) == (State.IN_SERVICE, WORKER, None)


def test_supervisors_give_back_the_lead_that_nobody_took_and_no_seat_that_somebody_is_asked_for():
    unfound = with_facts(JOINT, offered=None)
    with pytest.raises(NotThere):
        unfound.decline(by=NOBODY, at=MONDAY, most=2, seat=unfound.joint[0].id)
    assert unfound.decline(by=NOBODY, at=MONDAY, most=2).to_screen


@pytest.mark.parametrize(
    "asked",
    [case(), served(state=State.CLOSED), dispatched(unit=4), JOINT],
    ids=["not screened", "closed", "it leads", "it is asked"],
)
def test_a_unit_is_asked_beside_the_lead_of_what_is_open_and_screened_and_once(asked):
    """[001] 三(六)2."""
    with pytest.raises(WrongState):
        asked.ask(unit=4, kind=UnitKind.HEALTH, to=OTHER, at=MONDAY)


def test_who_is_asked_with_the_lead_has_it_since_the_report_and_who_is_asked_later_since_then():
    later = dispatched().ask(unit=4, kind=UnitKind.HEALTH, to=OTHER, at=TUESDAY)
    assert [one.joint[0].received_at for one in (JOINT, later)] == [None, TUESDAY]


def test_the_lead_is_not_ended_as_a_seat_is():
    with pytest.raises(WrongState):
        served().end_seat(LEAD, at=MONDAY)


@pytest.mark.parametrize(("found", "after"), [(None, Risk.HIGH), (Risk.LOW, Risk.LOW)])
def test_an_assessment_says_the_risk_or_leaves_it(found, after):
    assert served(visited_on=date(2026, 6, 1), risk=Risk.HIGH).assess(risk=found, at=MONDAY).risk is after


SHARED = (CaseKind.SHARED,)


@pytest.mark.parametrize(
    ("facts", "to_plan", "to_pass"),
    [
        ({}, True, False),
        ({"several": True}, True, False),
        ({"several": False}, False, False),
        ({"planned_at": MONDAY}, False, True),
        ({"planned_at": MONDAY, "passed_at": MONDAY}, False, False),
        ({"state": State.CLOSED}, False, False),
        ({"state": State.CLOSED, "planned_at": MONDAY}, False, False),
        ({"kinds": (CaseKind.GENERAL,)}, False, False),
        ({"kinds": (CaseKind.GENERAL,), "planned_at": MONDAY}, False, False),
    ],
    ids=["not asked", "several bureaus", "one bureau", "planned", "passed", "closed", "planned, closed",
         "nobody else serves", "planned, nobody else serves"],
)  # fmt: skip
def test_several_bureaus_that_serve_a_family_owe_one_plan_until_a_conference_passes_it(
    facts, to_plan, to_pass
):
    """[001] 三(六)2(5)B; two units of one bureau owe none (`domain.md` §4)."""
    one = served(**{"kinds": SHARED, **facts})
    assert (one.to_plan, one.to_pass) == (to_plan, to_pass)
    for act, possible in ((one.plan, to_plan), (one.pass_plan, to_pass)):
        if not possible:
            with pytest.raises(WrongState):
                act(TUESDAY)


@pytest.mark.parametrize("one", [served(kinds=SHARED), dispatched()], ids=["known", "nobody serves it"])
def test_a_shared_case_is_said_once_and_by_who_serves_it(one):
    with pytest.raises(WrongState):
        one.share(TUESDAY, several=True)


@pytest.mark.parametrize(
    ("kinds", "found", "after"),
    [
        ((CaseKind.GENERAL,), [CaseKind.SUICIDE_HARDSHIP], (CaseKind.SUICIDE_HARDSHIP,)),
        ((CaseKind.CHILD_HIGH_RISK,), [], (CaseKind.GENERAL,)),
        (
            (CaseKind.SHARED, CaseKind.CHILD_MISSING, CaseKind.CHILD_HIGH_RISK),
            [CaseKind.SUICIDE_HARDSHIP],
            (CaseKind.SUICIDE_HARDSHIP, CaseKind.SHARED, CaseKind.CHILD_MISSING),
        ),
    ],
    ids=["another kind", "none", "what is said in its own way stays"],
)
def test_screeners_correct_urgency_kinds_and_child(kinds, found, after):
    """`domain.md` §3.3."""
    corrected = served(kinds=kinds).verify(urgent=True, kinds=found, child=True)
    assert (corrected.kinds, corrected.urgent, corrected.child) == (after, True, True)
    with pytest.raises(WrongState):
        served(state=State.CLOSED).verify(urgent=True, kinds=found, child=True)
