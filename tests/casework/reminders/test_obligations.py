"""What must happen by when: each rule by its source."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.cases.case import Case, Risk, State
from casework.errors import BadDate, EmptyAnswer, FutureDate, NotAChoice, Stale, TooLong
from casework.forms import Draft, Question, QuestionKind
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty
from casework.reminders.obligations import (
    LAST,
    Standing,
    owed,
    pressing,
    soon,
    standing,
)
from casework.reminders.seats import may_file, month_to_file, offer_lapses, visit_interval
from casework.service.follow_up import FOLLOW_UP, first_month
from casework.service.visits import VISIT, counts
from casework.staffing.pin import Lock, PinKind, PinStage
from casework.text.dates import TAIPEI, local_day, month_end, next_month
from tests.support.cases import made_case, with_facts

POLICY = load_policy(POLICIES / "112.toml")
FIRST_OF_JUNE = date(2026, 6, 1)
RULES = Rules(POLICY, Calendar(), FIRST_OF_JUNE)
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 9:00 in Taipei
FRIDAY = datetime(2026, 6, 5, 1, 0, tzinfo=UTC)


def case(state: State = State.IN_SERVICE, **facts: Any) -> Case:
    known = made_case(1, "A-115-000013", state, "平鎮區新勢里", urgent=False, reported_at=MONDAY)
    if state not in (State.SCREENING, State.DISPATCHED):
        known = with_facts(known, worker=7, accepted_at=MONDAY)
    return with_facts(known, **facts)


def due(duty: Duty, one: Case) -> datetime:
    return the(duty, one).due


def the(duty: Duty, one: Case) -> Owed:
    (found,) = [each for each in owed(one, RULES) if each.duty is duty]
    return found


def taipei(month: int, day: int, hour: int = 23, minute: int = 59, second: int = 59) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=TAIPEI)


# Screening [003] item 4 and offers


@pytest.mark.parametrize(("urgent", "by"), [(True, taipei(6, 2, 9, 0, 0)), (False, taipei(6, 4))])
def test_screening_takes_24_hours_or_3_days_from_the_report(urgent, by):
    """Hours to the minute, days to the end of the last one (faults 27)."""
    screening = the(Duty.SCREEN, case(State.SCREENING, urgent=urgent))
    assert (screening.due, screening.bearer) == (by, Bearer.SCREENERS)


def test_an_offer_of_a_friday_is_answered_by_monday_night_and_lapses_after_tuesday():
    offer = case(State.DISPATCHED, offered=7, offered_at=FRIDAY)
    assert due(Duty.ACKNOWLEDGE, offer) == taipei(6, 8)
    assert offer_lapses(offer, offer.lead, RULES) == taipei(6, 10, 8, 30, 0), "not in the night"


def test_an_offer_over_the_dragon_boat_holiday_waits_for_the_next_working_day():
    thursday = datetime(2026, 6, 18, 1, 0, tzinfo=UTC)  # 6/19 is the festival
    assert due(Duty.ACKNOWLEDGE, case(State.DISPATCHED, offered=7, offered_at=thursday)) == taipei(6, 22)


# Visits: 脆弱家庭辦法 5, `domain.md` §3.4, [003] 陸、二(二)1(3)


def test_the_first_visit_is_due_ten_days_after_receipt_whenever_it_was_accepted():
    """faults 15."""
    assert due(Duty.FIRST_VISIT, case()) == due(Duty.FIRST_VISIT, case(accepted_at=FRIDAY)) == taipei(6, 11)


def test_a_report_late_in_the_evening_counts_as_the_day_it_is_in_taipei():
    evening = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)  # 1:00 on 6/2 in Taipei
    assert due(Duty.FIRST_VISIT, case(reported_at=evening)) == taipei(6, 12)


def test_a_routine_visit_is_not_due_on_a_day_off_and_one_at_high_risk_does_not_wait():
    """faults 25: New Year's Eve of 2027 is 5 February, and the office opens on 15 February (default)."""
    eve = date(2027, 2, 5)
    before = {Risk.HIGH: 14, Risk.MEDIUM: 30, Risk.LOW: 90}
    dues = {
        risk: local_day(due(Duty.VISIT, case(visited_on=eve - timedelta(days=days), risk=risk)))
        for risk, days in before.items()
    }
    opens = RULES.calendar.working_day_from(eve)
    assert opens > eve
    assert dues == {Risk.HIGH: eve, Risk.MEDIUM: opens, Risk.LOW: opens}


@pytest.mark.parametrize(("risk", "days"), [(Risk.HIGH, 14), (Risk.MEDIUM, 30), (Risk.LOW, 90), (None, 30)])
def test_the_next_visit_follows_the_risk(risk, days):
    assert visit_interval(risk, POLICY) == days
    visited = case(visited_on=date(2026, 6, 3), risk=risk)
    last = date(2026, 6, 3) + timedelta(days=days)
    assert local_day(due(Duty.VISIT, visited)) == last
    assert RULES.calendar.is_working_day(last)


def answers(
    mode: str = "home", met: str = "met", children: str = "all", risk: str = "medium"
) -> dict[str, str]:
    return {"mode": mode, "met": met, "children": children, "risk": risk}


@pytest.mark.parametrize(
    ("given_", "known", "counted"),
    [
        (answers(), Risk.HIGH, True),
        (answers(children="some"), Risk.HIGH, True),
        (answers(children="no_children"), Risk.HIGH, True),
        (answers("school"), Risk.HIGH, True),
        (answers(children="none"), Risk.HIGH, False),
        (answers("phone"), Risk.HIGH, False),
        (answers("phone", risk="low"), Risk.HIGH, False),
        (answers("phone"), Risk.MEDIUM, True),
        (answers("phone", risk="high"), Risk.LOW, True),
        (answers("phone", risk="high"), None, False),
        (answers("phone", risk="low"), None, True),
        (answers(met="not_met"), Risk.LOW, False),
        (answers(met="not_met"), None, False),
    ],
)
def test_high_risk_is_visited_in_person_seeing_the_child_and_meeting_nobody_is_no_visit(
    given_, known, counted
):
    assert counts(given_, known) is counted


def test_who_met_nobody_is_asked_neither_about_children_nor_risk():
    asked = [question.key for question in VISIT.asked({"mode": "home", "met": "not_met"})]
    assert asked == ["mode", "met", "day", "note"]
    assert "children" not in VISIT.given(answers("phone"))


# The monthly follow-up [001] 三(六)3(5)


@pytest.mark.parametrize(
    ("accepted", "month"),
    [
        (date(2026, 6, 1), date(2026, 6, 1)),
        (date(2026, 6, 23), date(2026, 6, 1)),
        (date(2026, 6, 24), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2028, 2, 22), date(2028, 2, 1)),
        (date(2028, 2, 23), date(2028, 3, 1)),
    ],
)
def test_a_case_of_a_months_last_days_starts_with_the_next_month(accepted, month):
    assert first_month(accepted, POLICY.follow_up.grace_days) == month


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(0, 27))
def test_the_first_follow_up_is_never_due_before_acceptance_and_never_skips_a_month(accepted, grace):
    month = first_month(accepted, grace)
    assert month.day == 1
    assert month_end(month) >= accepted
    assert month in (accepted.replace(day=1), next_month(accepted))


@pytest.mark.parametrize(
    ("filed", "by"),
    [(None, date(2026, 6, 30)), (date(2026, 6, 1), date(2026, 7, 31)), (date(2027, 1, 1), date(2027, 2, 28))],
)
def test_a_follow_up_is_due_at_the_end_of_its_month(filed, by):
    assert local_day(due(Duty.FOLLOW_UP, case(followed_up=filed))) == by


def test_filing_ends_one_deadline_and_begins_the_next():
    before = case()
    after = before.follow_up(month=month_to_file(before, before.lead, POLICY), risk=None)
    assert (the(Duty.FOLLOW_UP, before).period, the(Duty.FOLLOW_UP, after).period) == (
        "2026-06-01",
        "2026-07-01",
    )


def test_a_month_is_filed_when_it_has_begun():
    filed = case(followed_up=date(2026, 6, 1))
    assert not may_file(filed, filed.lead, POLICY, date(2026, 6, 30))
    assert may_file(filed, filed.lead, POLICY, date(2026, 7, 1))
    assert not may_file(
        replace(filed, state=State.CLOSED), replace(filed, state=State.CLOSED).lead, POLICY, date(2026, 7, 1)
    )


def test_a_dispute_does_not_stop_the_service():
    duties = {each.duty: each.bearer for each in owed(case(State.DISPUTED, disputed_at=FRIDAY), RULES)}
    assert set(duties) == {Duty.JUDGE_DISPUTE, Duty.FIRST_VISIT, Duty.ASSESS, Duty.FOLLOW_UP}
    assert duties[Duty.JUDGE_DISPUTE] is Bearer.SCREENERS


def test_an_offer_to_somebody_else_does_not_stop_the_service():
    offered = case(State.DISPATCHED, worker=7, accepted_at=MONDAY, offered=8, offered_at=FRIDAY)
    owing = {each.duty: each.person for each in owed(offered, RULES)}
    assert owing == {Duty.ACKNOWLEDGE: 8, Duty.FIRST_VISIT: 7, Duty.ASSESS: 7, Duty.FOLLOW_UP: 7}


def test_a_case_that_is_screened_again_has_its_whole_time_from_then_on():
    august = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
    assert due(Duty.SCREEN, case(State.SCREENING, returned_at=august)) == taipei(8, 6)


def test_no_month_is_asked_for_in_which_nobody_served():
    august = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
    taken_on_again = case(followed_up=date(2026, 6, 1), accepted_at=august)
    assert month_to_file(taken_on_again, taken_on_again.lead, POLICY) == date(2026, 8, 1)


def test_a_proposal_to_close_is_decided_within_three_working_days_and_service_goes_on():
    proposed = case(closing_at=FRIDAY)
    assert due(Duty.JUDGE_CLOSING, proposed) == taipei(6, 10)
    assert {each.duty for each in owed(proposed, RULES)} > {Duty.FIRST_VISIT}


@pytest.mark.parametrize("state", [State.CLOSED, State.JOINED, State.REDIRECTED, State.NOT_TAKEN])
def test_what_is_over_owes_nothing(state):
    assert not list(owed(case(state, closing_at=MONDAY), RULES))


@given(
    st.sampled_from(State),
    st.none() | st.sampled_from(Risk),
    st.none() | st.dates(date(2026, 6, 1), date(2027, 1, 1)),
)
def test_no_case_owes_the_same_twice_and_every_duty_has_somebody(state, risk, visited):
    one = case(
        state, worker=7, offered=8, offered_at=FRIDAY, risk=risk, visited_on=visited, closing_at=FRIDAY
    )
    duties = list(owed(one, RULES))
    assert len({(each.duty, each.period) for each in duties}) == len(duties)
    assert all(each.person or each.bearer is not Bearer.PERSON for each in duties)
    assert bool(duties) == one.open


# Standing and ladders


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (taipei(6, 12, 0, 0, 0), Standing.OVERDUE),
        (taipei(6, 11, 0, 0, 1), Standing.TODAY),
        (taipei(6, 11), Standing.TODAY),
        (taipei(6, 9), Standing.SOON),
        (taipei(6, 7), Standing.NOT_YET),
    ],
)
def test_how_pressing_a_deadline_is(now, stands):
    assert standing(taipei(6, 11), now, RULES.policy.nudges) is stands


def test_what_owes_nothing_comes_after_all_that_does_and_what_was_reported_last_first():
    """`ux.md` 20."""
    reported = [datetime(2026, 6, day, tzinfo=UTC) for day in (1, 2, 3)]
    near, far = datetime(2026, 6, 9, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
    assert pressing([far, near], reported[0]) == near
    first, second, third = (pressing([], at) for at in reversed(reported))
    assert far < first < second < third < LAST


@pytest.mark.parametrize(("days", "stands"), [(4, Standing.SOON), (1, Standing.NOT_YET)])
def test_how_many_days_are_soon_is_the_citys_to_say(days, stands):
    nudging = RULES.policy.nudges.model_copy(update={"soon_days": days})
    due, now = taipei(6, 11), taipei(6, 7)
    assert standing(due, now, nudging) is stands
    assert (due <= soon(now, nudging)) is (stands is Standing.SOON)


# Forms


TODAY = date(2026, 6, 1)
DAY = VISIT.question("day")


@pytest.mark.parametrize(("option", "day"), [(0, "2026-06-01"), (1, "2026-05-31")])
def test_today_and_yesterday_are_one_tap(option, day):
    assert DAY.picked(option, {}, TODAY) == day


def test_a_button_that_no_longer_exists_is_out_of_date():
    with pytest.raises(Stale):
        DAY.picked(2, {}, TODAY)


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        (QuestionKind.DATE, "2026/2/30", BadDate),
        (QuestionKind.DATE, "明天", FutureDate),
        (QuestionKind.TEXT, "🙂🙂", EmptyAnswer),
        (QuestionKind.TEXT, "\u202e\u200b", EmptyAnswer),
        (QuestionKind.TEXT, "長" * 1001, TooLong),
        (QuestionKind.CHOICE, "家訪", NotAChoice),
    ],
)
def test_an_answer_that_can_not_be_taken_says_why(kind, typed, refusal):
    with pytest.raises(refusal):
        Question("any", kind).typed(typed, TODAY, {})


@given(st.lists(st.sampled_from(["answer", "back", "change", "skip"]), max_size=30))
def test_however_one_goes_back_and_forth_the_form_is_finished_with_every_question_answered(steps):
    draft = Draft(1, 1, FOLLOW_UP.name, 1, {})
    for step in steps:
        question = draft.now(FOLLOW_UP)
        if step == "back":
            draft = draft.back(FOLLOW_UP)
        elif step == "change":
            draft = draft.change(FOLLOW_UP.questions[0].key)
        elif question is not None:
            draft = draft.answer(question.key, None if step == "skip" and question.optional else "one")
    while (question := draft.now(FOLLOW_UP)) is not None:
        draft = draft.answer(question.key, "one")
    assert all(question.settled(draft.answers) for question in FOLLOW_UP.asked(draft.answers))


# The lock before full data


def test_the_last_wrong_try_locks_for_a_while_and_the_count_begins_again():
    lock = Lock("hashed", until=MONDAY, kind=PinKind.OWN)
    for _ in range(POLICY.pin.tries - 1):
        lock = lock.missed(POLICY.pin, MONDAY)
    assert lock.stage(POLICY.pin, MONDAY) is PinStage.ENTER
    lock = lock.missed(POLICY.pin, MONDAY)
    assert lock.stage(POLICY.pin, MONDAY) is PinStage.LOCKED
    assert lock.stage(POLICY.pin, MONDAY + timedelta(minutes=POLICY.pin.locked_minutes)) is PinStage.ENTER
    assert lock.wrong == 0


def test_a_right_pin_opens_for_a_quarter_of_an_hour():
    lock = Lock("hashed").opened(POLICY.pin, MONDAY)
    assert lock.stage(POLICY.pin, MONDAY + timedelta(minutes=14, seconds=59)) is PinStage.OPEN
    assert lock.stage(POLICY.pin, MONDAY + timedelta(minutes=15)) is PinStage.ENTER
