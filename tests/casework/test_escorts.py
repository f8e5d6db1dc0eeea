"""A precinct answers by the hour whether it goes with a visit [004]."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.cases.case import OPEN, Case, State
from casework.cases.seats import LEAD, Seat, SeatEnd
from casework.errors import PastDate, WrongState
from casework.escorts import (
    BEGUN,
    END,
    Escort,
    EscortAnswer,
    EscortOutcome,
    answer_by,
    askable,
    at_hand,
    owed,
    passed_over,
    sees_where,
    stands,
    suggested,
    unheard,
)
from casework.forms import ABOUT
from casework.policy.policy import Duty
from casework.staffing.units import UnitKind
from casework.text.dates import in_taipei, read_moment
from tests.casework.network import RULES, unit

NIGHT = datetime(2026, 6, 1, 14, tzinfo=UTC)  # 22:00
HOUR = timedelta(hours=1)
FIGURES = RULES["109"].policy.escorts
POLICE = unit(UnitKind.POLICE, 7, "平鎮區")
ASKED = Escort(1, 2, "A-115-000000", POLICE, NIGHT, NIGHT + 12 * HOUR)


@pytest.mark.parametrize(("ahead", "hours"), [(12, 4), (6, 4), (5, 3), (3, 1), (2, 0), (1, 0)])
def test_it_is_answered_in_four_hours_and_two_before_the_visit_at_night_too(ahead, hours):
    """[004] 參六(三)1, `screens.md` §12: Duty.ANSWER_ESCORT."""
    one = Escort(1, 2, "A-115-000000", POLICE, NIGHT, NIGHT + ahead * HOUR)
    [answer] = owed(one, RULES["109"])
    assert (answer.duty, answer.due, answer.urgent) == (Duty.ANSWER_ESCORT, NIGHT + hours * HOUR, True)


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=20)), st.timedeltas(-3 * HOUR, timedelta(days=21)))
def test_nobody_is_told_of_silence_before_the_answer_was_due_and_of_no_visit_that_is_over(ahead, after):
    one = Escort(1, 2, "A-115-000000", POLICE, NIGHT, NIGHT + ahead)
    now = NIGHT + after
    assert NIGHT <= answer_by(one, FIGURES) <= max(NIGHT, one.visit_at)
    assert unheard(one, FIGURES, now) == (now >= answer_by(one, FIGURES))
    assert not at_hand(one, FIGURES, now) or now < one.visit_at <= now + HOUR
    assert all(moment > now for moment in suggested(now))


def test_an_answer_ends_what_is_owed_and_another_time_asks_for_no_other():
    for answer in EscortAnswer:
        later = ASKED.reply(answer, NIGHT, at=NIGHT + 20 * HOUR)
        assert not list(owed(later, RULES["109"]))
        assert later.visit_at == NIGHT + (20 if answer is EscortAnswer.MOVED else 12) * HOUR
    moved = ASKED.reply(EscortAnswer.COMES, NIGHT).move(NIGHT + 30 * HOUR, NIGHT + HOUR)
    [again] = owed(moved, RULES["109"])
    assert (again.since, again.due) == (NIGHT + HOUR, NIGHT + 5 * HOUR)


def test_nobody_was_accompanied_before_the_hour_and_what_is_over_stays_so():
    over = ASKED.end(EscortOutcome.CANCELLED, "家中無人", NIGHT)
    for wrong in (
        lambda: ASKED.end(EscortOutcome.ACCOMPANIED, "", NIGHT),
        lambda: over.end(EscortOutcome.CANCELLED, "", NIGHT),
        lambda: over.reply(EscortAnswer.COMES, NIGHT),
        lambda: over.move(NIGHT + HOUR, NIGHT),
        lambda: ASKED.reply(EscortAnswer.COMES, ASKED.visit_at),
    ):
        with pytest.raises(WrongState):
            wrong()
    for past in (NIGHT - HOUR, NIGHT):
        with pytest.raises(PastDate):
            ASKED.move(past, NIGHT)
    assert ASKED.end(EscortOutcome.ACCOMPANIED, "", ASKED.visit_at).ended_at == ASKED.visit_at


def test_who_serves_moves_a_visit_whose_hour_has_come_and_the_precinct_does_not():
    ASKED.movable(NIGHT, precinct=True)
    ASKED.movable(ASKED.visit_at, precinct=False)
    over = ASKED.end(EscortOutcome.CANCELLED, "", NIGHT)
    for one, at, precinct in ((ASKED, ASKED.visit_at, True), (over, NIGHT, False), (over, NIGHT, True)):
        with pytest.raises(WrongState):
            one.movable(at, precinct=precinct)


def test_nobody_is_asked_whether_they_were_accompanied_before_the_hour():
    outcome, today = END.question("outcome"), date(2026, 6, 1)
    assert outcome.choices({ABOUT: ""}, today) == [EscortOutcome.CANCELLED]
    assert outcome.choices({ABOUT: BEGUN}, today) == [EscortOutcome.ACCOMPANIED, EscortOutcome.CANCELLED]


def test_one_that_nobody_answered_is_over_at_its_hour_and_one_that_was_answered_is_not():
    assert not passed_over(ASKED, ASKED.visit_at - HOUR / 60)
    assert passed_over(ASKED, ASKED.visit_at)
    assert not passed_over(ASKED.reply(EscortAnswer.CANT, NIGHT), ASKED.visit_at)


def test_where_it_is_is_seen_until_the_visit_is_over_and_not_by_who_said_no():
    assert sees_where(None, ASKED.visit_at, FIGURES, NIGHT)
    assert not sees_where("cant", ASKED.visit_at, FIGURES, NIGHT)
    over = ASKED.visit_at + FIGURES.seen_hours * HOUR
    assert sees_where("comes", ASKED.visit_at, FIGURES, over - HOUR / 60)
    assert not sees_where("comes", ASKED.visit_at, FIGURES, over)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("6/3 14:30", (3, 14, 30)),
        ("明天下午2點半", (2, 14, 30)),
        ("tomorrow 2:30 pm", (2, 14, 30)),
        ("22:15", (1, 22, 15)),
        ("115/6/9 9點", (9, 9, 0)),
        ("6月5日晚上8點10分", (5, 20, 10)),
        ("6/3", None),
        ("6/3 25:00", None),
        ("那天14:30", None),
    ],
)
def test_a_day_and_a_time_are_read_as_people_write_them(said, read):
    found = read_moment(said, date(2026, 6, 1))
    assert (found and (in_taipei(found).day, found.hour, found.minute)) == read


@pytest.mark.parametrize(
    ("more", "reminded"),
    [
        ({}, True),
        ({"answer": EscortAnswer.COMES}, True),
        ({"answer": EscortAnswer.CANT}, False),
        ({"reminded_at": NIGHT}, False),
        ({"ended_at": NIGHT}, False),
    ],
)
def test_an_hour_before_both_sides_are_reminded_once_unless_nobody_comes(more, reminded):
    """[004] 參六(三)1, `screens.md` §12."""
    assert at_hand(replace(ASKED, **more), FIGURES, ASKED.visit_at - HOUR) is reminded
    assert not at_hand(replace(ASKED, **more), FIGURES, ASKED.visit_at), "it began"


@pytest.mark.parametrize("said", ["6/2 10:60", "6/2 24:00", "6/2 25點", "月亮 10:00"])
def test_what_is_no_time_of_day_is_not_read(said):
    assert read_moment(said, date(2026, 6, 1)) is None


def test_times_are_suggested_soon_and_then_of_the_days_that_come():
    told = [
        f"{in_taipei(one):%d %H:%M}" for one in suggested(NIGHT + timedelta(seconds=59))
    ]  # the 1st, 22:00
    assert not any(one.second for one in suggested(NIGHT + timedelta(seconds=59)))
    assert told == ["02 01:00", "02 10:00", "02 14:00", "02 19:00", "03 10:00"]
    morning = suggested(NIGHT + 10 * HOUR + timedelta(minutes=1))  # the 2nd, 08:01
    assert [f"{in_taipei(one):%d %H:%M}" for one in morning] == [
        "02 12:00", "02 14:00", "02 19:00", "03 10:00", "03 14:00",
    ]  # fmt: skip


def test_another_time_is_said_with_the_time():
    assert ASKED.reply(EscortAnswer.MOVED, NIGHT, said="改期").visit_at == ASKED.visit_at
    moved = ASKED.reply(EscortAnswer.MOVED, NIGHT, at=NIGHT + 20 * HOUR, said="改期")
    assert (moved.visit_at, moved.said, moved.reminded_at) == (NIGHT + 20 * HOUR, "", None)
    came = ASKED.reply(EscortAnswer.COMES, NIGHT, at=NIGHT + 20 * HOUR, said="兩人")
    assert (came.visit_at, came.said) == (ASKED.visit_at, "兩人")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, True),
        ({"told_at": NIGHT}, False),
        ({"answer": EscortAnswer.COMES}, False),
        ({"ended_at": NIGHT}, False),
    ],
    ids=["nobody answered", "told", "answered", "over"],
)
def test_heads_and_supervisors_hear_once_that_nobody_answered(more, told):
    assert unheard(replace(ASKED, **more), FIGURES, NIGHT + 5 * HOUR) is told


LED = Seat(LEAD, 3, UnitKind.CENTRE, worker=6, accepted_at=NIGHT)
BESIDE = Seat(1, 4, UnitKind.HEALTH, worker=7, accepted_at=NIGHT)
CASE = Case(2, "A-115-000000", State.IN_SERVICE, "平鎮區新勢里", False, NIGHT, lead=LED, joint=(BESIDE,))


@pytest.mark.parametrize(
    ("state", "can_be_asked"),
    [(state, state in OPEN and state is not State.SCREENING) for state in State],
)
def test_an_escort_is_asked_for_while_the_case_is_open_and_screened(state, can_be_asked):
    """[004] 參六(三)1."""
    case = replace(CASE, state=state)
    assert askable(case) is stands(ASKED, case) is can_be_asked


def test_what_was_asked_for_stands_while_the_seat_that_asked_serves():
    asked = replace(ASKED, seat=1)
    assert stands(asked, CASE)
    ended = replace(CASE, joint=(BESIDE.stop(NIGHT, SeatEnd.ENDED),))
    assert not stands(asked, ended)
    assert stands(ASKED, ended), "the lead asked"
