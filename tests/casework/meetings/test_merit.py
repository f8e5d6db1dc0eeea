"""獎懲 [001] 肆: what each unit did in a year is counted; each figure is the list behind it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from casework.dossiers import Doing
from casework.errors import WrongState
from casework.meetings.attending import Attendance, Coming
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.merit import (
    Merit,
    MeritAct,
    MeritFigure,
    by_unit,
    days_away,
    less_away,
    object_to,
    objected_by,
    of_attendance,
    of_duty,
    of_meeting,
    shown_from,
)
from casework.meetings.merit_year import SEND, MeritYear, owed
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.text.dates import day_end
from tests.casework.network import BUREAU, HEALTH, OFFICE, RULES

POLICY = RULES["109"].policy
TODAY = date(2027, 1, 4)
NOW = datetime(2027, 1, 4, 1, tzinfo=UTC)
APRIL = Meeting(MeetingKind.DISTRICT, OFFICE, date(2026, 4, 1), id=1, fixed=date(2026, 5, 2))
LATE = replace(APRIL, held_on=date(2026, 5, 2), minutes_sent_on=date(2026, 5, 10))


def test_a_meeting_two_days_late_with_minutes_a_day_late_is_counted_as_the_year_table_says_it():
    """[001] 參二(四): 4月底前; 會議結束後1週內."""
    [one] = by_unit(of_meeting(LATE, POLICY, TODAY))
    assert [(act.figure, act.days_late) for act in one.acts] == [
        (MeritFigure.HELD, LATE.days_late(TODAY)),
        (MeritFigure.MINUTES, LATE.minutes_late(POLICY, TODAY)),
    ]
    assert (one.days_late(MeritFigure.HELD), one.days_late(MeritFigure.MINUTES)) == (2, 1)
    assert one.not_in_time == 2


def test_one_at_need_is_late_for_nobody_and_what_is_to_come_is_not_counted():
    at_need = replace(LATE, extra=1)
    assert [act.figure for act in of_meeting(at_need, POLICY, TODAY)] == [MeritFigure.MINUTES]
    assert not list(of_meeting(APRIL, POLICY, date(2026, 4, 20)))
    assert not list(of_meeting(APRIL, POLICY, APRIL.by)), "it can still be held today"
    [missed] = of_meeting(APRIL, POLICY, date(2026, 5, 3))
    assert (missed.missed, missed.days_late) == (True, 3)


@pytest.mark.parametrize(
    ("answer", "present", "in_time", "deputy"),
    [
        pytest.param(Coming.COMES, True, True, False, id="itself"),
        pytest.param(Coming.DEPUTY, True, True, True, id="by a deputy"),
        pytest.param(Coming.DEPUTY, False, False, False, id="a deputy who did not come"),
    ],
)
def test_who_was_there_is_counted_by_head_and_by_deputy(answer, present, in_time, deputy):
    part = Attendance(2, LATE, HEALTH, invited_at=NOW, answer=answer, present=present)
    [act] = of_attendance(part)
    assert (act.unit, act.in_time, act.deputy) == (HEALTH.id, in_time, deputy)
    assert not by_unit([act])[0].not_in_time, "who was not there is no delay"
    assert not list(of_attendance(replace(part, meeting=APRIL)))


def test_a_duty_is_in_time_late_missed_or_not_due_yet():
    due = datetime(2026, 7, 15, 15, 59, tzinfo=UTC)

    def counted(ended, now=NOW):
        return of_duty(Duty.TRACKED_PROGRESS, HEALTH.id, "1150422-3-1", due, ended, now=now)

    assert counted(due).in_time
    assert counted(datetime(2026, 7, 18, 1, tzinfo=UTC)).days_late == 3
    assert counted(datetime(2026, 7, 15, 18, tzinfo=UTC)).days_late == 1, "after midnight is a day"
    assert counted(None).missed
    assert counted(None, datetime(2026, 7, 1, tzinfo=UTC)) is None


def test_a_day_on_which_the_bot_was_away_makes_nobody_late():
    """screens.md §7: from the deadline's own day on; what came before it is no excuse."""
    due = date(2026, 7, 15)

    def counted(since, until, done=18):
        act = MeritAct(MeritFigure.PROGRESS, HEALTH.id, "1", due, days_late=done - due.day)
        gone = days_away([(datetime(2026, 7, since, 5, tzinfo=UTC), datetime(2026, 7, until, 5, tzinfo=UTC))])
        after = less_away(act, gone)
        return after.days_late, after.taken_off

    assert counted(16, 17) == (1, 2)
    assert counted(14, 15) == (2, 1), "the deadline's own day"
    assert counted(15, 18) == (0, 3)
    assert counted(13, 14) == (3, 0)
    assert counted(13, 20, done=15) == (0, 0), "in time"
    assert less_away(MeritAct(MeritFigure.PROGRESS, 1, "1", due, 1, missed=True), {due}).missed


def test_a_unit_sees_its_row_from_the_20th_of_january_and_objects_within_ten_working_days():
    """[001] 肆三: 於年度結束後; the days are the city's default."""
    rules = RULES["109"]
    assert shown_from(2026, POLICY) == date(2027, 1, 20)
    last = objected_by(2026, rules)
    one = object_to(Merit(2026, 1), "颱風", "", last, rules)
    assert (one.why, one.objected_on) == ("颱風", last)
    for wrong in (date(2027, 1, 19), date.fromordinal(last.toordinal() + 1)):
        with pytest.raises(WrongState):
            object_to(Merit(2026, 1), "颱風", "", wrong, rules)


def test_the_bureau_sends_the_table_ten_working_days_after_the_last_objection():
    """[001] 肆三: Duty.MERIT_TABLE; the days are the city's default."""
    rules = RULES["109"]
    table = MeritYear(unit=BUREAU, sign="獎懲-115", year=2026)
    [one] = owed(table, rules)
    last = day_end(objected_by(2026, rules))
    assert one.due == rules.calendar.after_working_days(last, 10)
    assert (one.duty, one.bearer) == (Duty.MERIT_TABLE, Bearer.BUREAU)
    assert not SEND.allowed(table, Doing(last, rules)), "on that day a unit may still object"
    after = SEND.done(table, Doing(last + timedelta(hours=1), rules, {"letter": "示範字第1號"}))
    assert (after.letter, list(owed(after, rules))) == ("示範字第1號", [])


def test_what_is_due_this_very_moment_is_not_late():
    due = datetime(2026, 7, 15, 15, 59, tzinfo=UTC)
    assert of_duty(Duty.TRACKED_PROGRESS, HEALTH.id, "1150422-3-1", due, None, now=due) is None


def test_days_on_which_the_bot_was_away_are_taken_off_from_the_deadlines_day_on():
    """`screens.md` §7."""
    late = MeritAct(MeritFigure.HELD, 1, "", date(2026, 5, 1), days_late=3)
    for away, off in (
        (set(), 0),
        ({date(2026, 4, 30)}, 0),
        ({date(2026, 5, 1)}, 1),
        ({date(2026, 5, 1), date(2026, 5, 3)}, 2),
        ({date(2026, 5, 4)}, 0),
    ):
        assert less_away(late, away) == replace(late, days_late=3 - off, taken_off=off)


def test_minutes_that_are_not_due_yet_are_not_counted_before_they_are_sent():
    """[001] 參二(四): 會議結束後1週內."""
    held = replace(APRIL, held_on=date(2026, 5, 2))
    assert [one.figure for one in of_meeting(held, POLICY, date(2026, 5, 9))] == [MeritFigure.HELD]
    [_, minutes] = of_meeting(held, POLICY, date(2026, 5, 10))
    assert (minutes.figure, minutes.days_late, minutes.missed) == (MeritFigure.MINUTES, 1, True)
    sent = replace(held, minutes_sent_on=date(2026, 5, 4))
    [_, early] = of_meeting(sent, POLICY, date(2026, 5, 9))
    assert (early.in_time, early.missed) == (True, False)


@pytest.mark.parametrize(
    ("more", "counted"),
    [
        ({"held_on": date(2026, 4, 20), "fixed": date(2026, 4, 20)}, [(0, False)]),
        ({}, []),
        ({"extra": 1, "held_on": date(2026, 4, 20)}, []),
    ],
    ids=["held before its last day", "still to come", "at need"],
)
def test_what_was_held_is_counted_though_its_month_is_not_over(more, counted):
    acts = of_meeting(replace(APRIL, **more), POLICY, date(2026, 4, 21))
    held = [(one.days_late, one.missed) for one in acts if one.figure is MeritFigure.HELD]
    assert held == counted


def test_the_table_is_sent_once():
    rules = RULES["109"]
    late = Doing(day_end(objected_by(2026, rules)) + timedelta(hours=1), rules)
    table = MeritYear(unit=BUREAU, sign="獎懲-115", year=2026)
    assert SEND.allowed(table, late)
    assert not SEND.allowed(replace(table, ended_at=NOW), late)


def test_behind_a_figure_stands_first_what_was_latest_then_what_was_not_done():
    """`screens.md` §7: the list behind a figure, and no other figure's."""

    def act(sign, day=1, late=0, missed=False, figure=MeritFigure.MINUTES):
        return MeritAct(figure, 1, sign, date(2026, 5, day), late, missed=missed)

    acts = (
        *(act("c", 2), act("b", 1), act("a", 1), act("missed", 9, missed=True)),
        *(act("late", 9, 1), act("later", 9, 3), act("other", figure=MeritFigure.HELD, late=9)),
    )
    [one] = by_unit(acts)
    assert [each.sign for each in one.of(MeritFigure.MINUTES)] == ["later", "late", "missed", "a", "b", "c"]
    assert (one.in_time(MeritFigure.MINUTES), one.days_late(MeritFigure.MINUTES)) == (3, 4)
    assert one.not_in_time == 4


def test_the_unit_with_most_that_was_late_stands_first():
    late = MeritAct(MeritFigure.HELD, 1, "", date(2026, 5, 1), days_late=1)
    acts = [replace(late, unit=4, days_late=0), late, replace(late, unit=3), replace(late, unit=3)]
    assert [one.unit for one in by_unit(acts)] == [3, 1, 4]


def test_who_was_not_invited_or_met_with_another_is_not_counted_twice():
    part = Attendance(2, LATE, HEALTH, invited_at=NOW, answer=Coming.COMES, present=True)
    assert list(of_attendance(part))
    assert not list(of_attendance(replace(part, invited_at=None)))
    assert not list(of_attendance(replace(part, meeting=replace(LATE, joined_to=9))))


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [(5, 5, {5}), (5, 6, {5, 6}), (30, 31, {30, 31})],
)
def test_the_bot_was_away_on_each_day_it_was_away_some_hours_of(since, until, days):
    spans = [(datetime(2026, 7, since, 1, tzinfo=UTC), datetime(2026, 7, until, 5, tzinfo=UTC))]
    assert days_away(spans) == {date(2026, 7, day) for day in days}
