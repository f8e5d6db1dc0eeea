"""Seats: whatever happens to those of a case, somebody answers for it and owes what is owed."""

from collections import Counter
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.acts import TAKE_OVER
from casework.cases.acting import Moment
from casework.cases.case import OPEN, SCREENED_OUT, Case, State
from casework.cases.seats import LEAD, AskedBy, SeatEnd
from casework.errors import StillTracked
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty, Policy
from casework.reminders.obligations import CASE
from casework.reminders.seats import SEAT, JointSeat
from tests.support.lives import ACTS, MONDAY, PEOPLE, Step, a_case, drawn, lived, numbered

POLICY = load_policy(POLICIES / "112.toml")


def of(policy: Policy, whom: str) -> Rules:
    follow_up = policy.follow_up.model_copy(update={"of": whom})
    return Rules(policy.model_copy(update={"follow_up": follow_up}), Calendar(), MONDAY.date())


RULES = {whom: of(POLICY, whom) for whom in ("served", "tracked")}


def step(name: str, seat: int = 0, person: int = 11, other: int = 12, hours: int = 1) -> Step:
    return Step(name, seat, person, other, hours)


BEGUN = (step("dispatch"), step("accept"), step("ask", person=31, other=0), step("accept", seat=1))
"""Most lives begin so, that they come far."""
STEPS = st.builds(
    Step,
    st.just(""),
    st.integers(0, 4),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
    st.integers(0, 24 * 40),
    st.integers(0, 999),
)
LIVES = st.tuples(st.sampled_from([0, 1, 2, 4, 4]), st.lists(STEPS, min_size=8, max_size=25)).map(
    lambda drawn: (*BEGUN[: drawn[0]], *drawn[1])
)
few = settings(max_examples=40)
"""Each life is long: some 700 acts in all."""


def test_lives_know_every_act_and_each_is_done_often():
    """What never happens in them is held by none of the promises below."""
    done = Counter(
        one.name
        for seed in range(100)
        for one, _, _ in lived((*BEGUN[: seed % 5], *drawn(Random(seed), 30)), a_case(), numbered)
    )
    assert set(done) == set(ACTS)
    assert min(done.values()) >= 5, done


def owed(case: Case, rules: Rules) -> dict[int, list[Owed]]:
    """List what a case and each of its joint seats owe, by the number of the seat."""
    joint = {one.id: list(SEAT.owed(JointSeat(case, one.id), rules)) for one in case.joint}
    return {LEAD: list(CASE.owed(case, rules)), **joint}


@few
@given(LIVES)
@example((step("dispatch"), step("decline"), step("dispatch"), step("decline")))
def test_no_open_case_is_without_somebody_who_answers_for_it(life):
    for _, case, _ in lived(life, a_case(), numbered):
        if case.state is State.SCREENING:
            assert case.lead.unit is None
            assert Bearer.SCREENERS in {one.bearer for one in owed(case, RULES["served"])[LEAD]}
        elif case.state is State.DISPATCHED:
            assert case.lead.open
            [answer] = [one for one in owed(case, RULES["served"])[LEAD] if one.duty is Duty.ACKNOWLEDGE]
            assert (answer.bearer, answer.person) in {
                (Bearer.PERSON, case.lead.offered),
                (Bearer.SUPERVISORS, None),  # several declined in a row: they find somebody
            }
            assert (answer.bearer is Bearer.SUPERVISORS) == case.unfound
        elif case.open:
            assert case.lead.served


@few
@given(LIVES)
def test_no_seat_is_with_nobody(life):
    """A joint seat is somebody's, is offered to somebody, or its unit's supervisors are to find somebody."""
    for _, case, _ in lived(life, a_case(), numbered):
        duties = owed(case, RULES["served"])
        for seat in case.joint_seats:
            assert (
                seat.worker
                or seat.offered
                or (Duty.ACKNOWLEDGE, Bearer.SUPERVISORS)
                in {(one.duty, one.bearer) for one in duties[seat.id]}
            )
        for seat in case.joint:
            assert (seat in case.joint_seats) or duties[seat.id] == []


@few
@given(LIVES)
def test_no_unit_has_two_open_seats_in_one_case(life):
    for _, case, _ in lived(life, a_case(), numbered):
        assert max(Counter(one.unit for one in case.seats).values(), default=1) == 1


@pytest.mark.parametrize("whom", RULES)
@few
@given(life=LIVES)
def test_every_duty_has_a_bearer_and_is_owed_once(whom, life):
    for _, case, _ in lived(life, a_case(), numbered):
        for number, duties in owed(case, RULES[whom]).items():
            assert len({(one.duty, one.period) for one in duties}) == len(duties)
            for one in duties:
                assert (one.bearer is Bearer.PERSON) == (one.person is not None)
                if one.bearer is Bearer.SUPERVISORS and number != LEAD:
                    assert case.seat(number).unit is not None


@few
@given(LIVES)
@example(
    (*BEGUN, step("track", person=31, other=31), step("dispute"), step("screen_again"), step("not_take"))
)
def test_nothing_is_closed_over_a_seat_a_tracking_or_a_missing_child(life):
    for _, case, _ in lived(life, a_case(), numbered):
        if case.state in OPEN:
            continue
        assert not any(one.open for one in case.joint)
        assert not any(one.open for one in case.trackings)
        if case.state not in SCREENED_OUT:
            assert not case.missing_child


@pytest.mark.parametrize("whom", RULES)
@few
@given(life=LIVES)
@example(life=(*BEGUN, step("track", person=31, other=31), step("hand_over", seat=1, person=41)))
@example(life=(*BEGUN[:2], step("track", other=11), step("hand_over", person=31)))
@example(life=(step("dispatch"), step("track", other=11)))
def test_every_unit_that_is_tracked_reports_each_month_until_it_is_removed(whom, life):
    """[001] 三(六)3(5): from its own seat, or, where it has none any more, who answers for the case."""
    for _, case, _ in lived(life, a_case(), numbered):
        duties = owed(case, RULES[whom])
        reporting = {number for number, found in duties.items() if _months(found)}
        for unit, _ in case.tracked_units():
            own = {one.id for one in case.seats if one.unit == unit}
            assert reporting & (own or {LEAD})
        if whom == "tracked" and not case.tracked:
            assert not reporting


def _months(duties: list[Owed]) -> list[Owed]:
    return [one for one in duties if one.duty is Duty.FOLLOW_UP]


def case_after(*steps: Step) -> Case:
    return [case for _, case, _ in lived(steps, a_case(), numbered)][-1]


TRACKED = (*BEGUN, step("track", person=31, other=31))


def test_the_unit_that_a_tracked_seat_goes_to_reports_from_then_on():
    case = case_after(*TRACKED, step("hand_over", seat=1, person=41))
    assert [one.unit for one in case.joint_seats] == [4]
    assert [unit for unit, _ in case.tracked_units()] == [4]
    with pytest.raises(StillTracked):
        case.end_seat(case.joint_seats[0].id, at=MONDAY)


def test_a_tracked_seat_that_goes_to_the_leads_unit_ends_and_the_lead_reports():
    case = case_after(*TRACKED, step("hand_over", seat=1, person=12))
    assert case.joint_seats == ()
    assert [unit for unit, _ in case.tracked_units()] == [1]
    assert _months(owed(case, RULES["tracked"])[LEAD])


@pytest.mark.parametrize("turned_away", ["redirect", "not_take", "join"])
def test_a_case_that_is_tracked_is_not_turned_away(turned_away):
    again = case_after(*TRACKED, step("visit"), step("dispute"), step("screen_again"))
    with pytest.raises(StillTracked):
        ACTS[turned_away](again, step(turned_away), MONDAY)


def test_the_lead_takes_over_what_no_conference_tracks():
    """The key is there while any seat can be taken over; that of a tracked unit says what comes first."""
    case = case_after(*TRACKED, step("ask", person=41, other=0), step("accept", seat=2))
    moment = Moment(MONDAY, RULES["served"])
    tracked, other = case.joint_seats
    assert TAKE_OVER.refusal(case, moment) is None
    alone = case.end_seat(other.id, at=MONDAY)
    assert isinstance(TAKE_OVER.refusal(alone, moment), StillTracked)
    with pytest.raises(StillTracked):
        case.end_seat(tracked.id, at=MONDAY, how=SeatEnd.TAKEN_OVER)


@pytest.mark.parametrize(
    ("by", "ended"),
    [(AskedBy.DISPATCH, True), (AskedBy.MATCH, True), (AskedBy.VILLAGE, False), (AskedBy.CONFERENCE, False)],
)
@pytest.mark.parametrize("answer", ["decline", "lapse"])
def test_a_seat_that_nobody_took_ends_unless_the_unit_must_find_somebody(by, ended, answer):
    """Every report goes to the village's centre, and a conference names units [001] 三(六)2, 3(5)."""
    asked = step("ask", person=31, other=tuple(AskedBy).index(by) + len(AskedBy))
    case = case_after(*BEGUN[:2], asked, step(answer, seat=1, person=31))
    [seat] = case.joint
    assert (seat.open, seat.offered, seat.asked_by) == (not ended, None, by)
