"""A meeting is called for a day on which people can come, and whoever is invited answers [001] 參."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.errors import DayOff, PastDate, PastHour, WrongState
from casework.forms import ABOUT
from casework.meetings.attending import Attendance, Coming, list_silent_from
from casework.meetings.attending import owed as attendance_owed
from casework.meetings.calling import invited, judge, suggested
from casework.meetings.holding import HOLD, WITH_LINE
from casework.meetings.meetings import (
    Chair,
    Meeting,
    MeetingKind,
    Planned,
    begun,
    chairs,
    owed,
    running,
)
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.policy.owed import Rules
from casework.policy.policy import Duty, Topic
from casework.staffing.units import UnitKind
from casework.text.dates import at_taipei, day_end, day_start, months_after
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES, unit

POLICY, CALENDAR = RULES["109"].policy, Calendar()
JUNE = Meeting(MeetingKind.CONFERENCE, CENTRE, date(2026, 6, 1))
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
EDITIONS = load_editions()
DAYS = st.dates(date(2018, 5, 1), date(2027, 12, 1))


# planned


@given(DAYS)
def test_of_each_kind_one_meeting_runs_on_any_day_by_the_edition_of_its_month(day):
    """[001] 參一–三(四)."""
    found = [one for one in running(day, EDITIONS.on) if one.kind is not MeetingKind.TOPIC]
    assert len({one.kind for one in found}) == len(found) == 3
    for one in found:
        assert day <= one.by
        months = getattr(EDITIONS.on(one.month).meetings, one.kind).months
        assert one.month.month in months


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_whatever_the_bell_missed_each_meeting_begins_once(first, some, more):
    """[001] 參: no meeting of the year is passed over, or planned twice, whenever the bell rings."""
    middle, last = first + timedelta(days=some), first + timedelta(days=some + more)
    apart = begun(first, middle, EDITIONS.on) + begun(middle, last, EDITIONS.on)
    assert set(apart) == set(begun(first, last, EDITIONS.on))
    assert len(apart) == len(set(apart))


def test_from_108_to_109_the_district_meets_by_april_not_by_march():
    """[000] 參二(四): the edition in force in the month says which month it is."""
    december = running(date(2019, 12, 1), EDITIONS.on)
    assert Planned(MeetingKind.DISTRICT, date(2020, 4, 1)) in december


def test_the_meetings_on_topics_stand_beside_them_by_their_rhythm():
    """[004] 參一(二)."""
    topics = {one.topic.name: one.by for one in running(date(2026, 2, 3), EDITIONS.on) if one.topic}
    assert len(topics) == 10
    assert topics["網絡工作小組會議"] == date(2026, 3, 31)
    assert topics["兒童及少年保護個案跨網絡合作會議"] == date(2026, 2, 28)


# CALL_MEETING


def test_it_is_called_two_weeks_before_its_last_day_and_anew_when_a_typhoon_closes_its_day():
    """domain.md §6: Duty.CALL_MEETING; [001] 參三(四): the month's end stays."""
    [calling, holding] = owed(JUNE, RULES["109"])
    assert (calling.duty, calling.due) == (Duty.CALL_MEETING, day_end(date(2026, 6, 16)))
    called = JUNE.call(date(2026, 6, 18), {"place": "會議室"}, NOW)
    assert [one.duty for one in owed(called, RULES["109"])] == [Duty.HOLD_MEETING]
    closed = Rules(POLICY, Calendar(frozenset({date(2026, 6, 18)})), date(2026, 6, 1))
    [again, still] = owed(called, closed)
    assert (again.duty, again.due) == (Duty.CALL_MEETING, day_end(date(2026, 6, 18)))
    assert still == holding


@given(DAYS, st.integers(1, 12))
def test_suggested_days_are_working_days_ahead_and_in_the_month_where_that_can_be(today, month):
    """`screens.md` §1: three suggested days."""
    meeting = replace(JUNE, month=date(today.year, month, 1))
    days = suggested(meeting, today, POLICY, CALENDAR)
    assert 0 < len(days) <= 3
    assert all(one < other for one, other in pairwise(days))
    for day in days:
        judge(day, {}, at_taipei(today, time(9)), CALENDAR, held=False)
        assert day > today


def test_days_taken_by_another_meeting_are_not_suggested():
    days = suggested(JUNE, date(2026, 5, 20), POLICY, CALENDAR)
    other = suggested(JUNE, date(2026, 5, 20), POLICY, CALENDAR, taken=days)
    assert not set(days) & set(other)


@pytest.mark.parametrize(("day", "why"), [(date(2026, 6, 19), DayOff), (date(2026, 5, 29), PastDate)])
def test_a_holiday_and_a_day_that_is_over_are_refused(day, why):
    with pytest.raises(why):
        judge(day, {}, at_taipei(date(2026, 6, 1), time(9)), CALENDAR, held=False)


def test_an_hour_that_is_over_is_refused_unless_the_meeting_was_held_then():
    day, said, now = date(2026, 6, 1), {"time": "9:00"}, at_taipei(date(2026, 6, 1), time(10))
    with pytest.raises(PastHour):
        judge(day, said, now, CALENDAR, held=False)
    judge(day, said, now, CALENDAR, held=True)


# who is invited

HERE = [
    *(
        unit(kind, n, "平鎮區")
        for n, kind in enumerate((UnitKind.POLICE, UnitKind.FIRE, UnitKind.HEALTH), 20)
    ),
    unit(UnitKind.POLICE, 30, "桃園區"),
    unit(UnitKind.POLICE, 31),
    replace(unit(UnitKind.EMPLOYMENT, 32), bureau=99),
    unit(UnitKind.EMPLOYMENT, 33),
    CENTRE,
    OFFICE,
    BUREAU,
]


def test_the_districts_units_are_invited_and_of_the_city_where_the_district_has_none():
    """[001] 參二(三)1."""
    meeting = Meeting(MeetingKind.DISTRICT, OFFICE, date(2026, 7, 1))
    assert {one.id for one in invited(meeting, HERE, POLICY)} == {20, 21, 22, 32, CENTRE.id}


def test_to_the_citys_meeting_come_the_bureaus_and_the_district_offices():
    """[001] 參一(三)."""
    meeting = Meeting(MeetingKind.CITY, BUREAU, date(2026, 8, 1))
    assert {one.id for one in invited(meeting, HERE, POLICY)} == {31, 33, OFFICE.id}


# ANSWER_INVITATION

CALLED = replace(JUNE, fixed=date(2026, 6, 24), id=7)
ASKED = Attendance(8, CALLED, HEALTH, invited_at=NOW)


def test_who_is_invited_answers_a_week_ahead_and_who_is_invited_late_by_the_day_after():
    """domain.md §6: Duty.ANSWER_INVITATION."""
    [answering] = attendance_owed(ASKED, RULES["109"])
    assert (answering.duty, answering.due) == (Duty.ANSWER_INVITATION, day_end(date(2026, 6, 17)))
    [late] = attendance_owed(replace(ASKED, invited_at=NOW + timedelta(days=19)), RULES["109"])
    assert late.due == day_end(date(2026, 6, 21))
    assert not list(attendance_owed(ASKED.reply(Coming.COMES), RULES["109"]))
    assert not list(attendance_owed(replace(ASKED, meeting=replace(CALLED, joined_to=1)), RULES["109"]))


def test_the_secretariat_hears_once_who_is_silent_two_days_before():
    assert list_silent_from(CALLED, RULES["109"]) == date(2026, 6, 22)
    assert list_silent_from(replace(CALLED, told_silent=True), RULES["109"]) is None


# holding


def test_it_is_held_on_its_day_or_later_and_once():
    held = CALLED.hold(date(2026, 6, 24), Chair.NAMED, {})
    for wrong in (
        lambda: JUNE.hold(date(2026, 6, 24), Chair.NAMED, {}),
        lambda: held.hold(date(2026, 6, 24), Chair.NAMED, {}),
        lambda: JUNE.send_minutes(date(2026, 6, 1), ""),
    ):
        with pytest.raises(WrongState):
            wrong()
    with pytest.raises(PastDate):
        CALLED.hold(date(2026, 6, 23), Chair.NAMED, {})


def test_two_centres_of_a_month_hold_one_and_only_one_of_them_owes():
    other = replace(JUNE, id=9, unit=unit(UnitKind.CENTRE, 60, "平鎮區"))
    assert not list(owed(other.join(replace(JUNE, id=7)), RULES["109"]))
    with pytest.raises(WrongState):
        other.join(replace(JUNE, id=7, month=months_after(JUNE.month, 3)))


@pytest.mark.parametrize(
    ("edition", "line"),
    [("107", ""), ("108", "無法出席時由主任秘書以上人員代理"), ("109", "無法出席時由主任秘書以上人員代理")],
)
def test_each_edition_names_who_stands_in_for_the_chair(edition, line):
    """[000] 參二(二)."""
    assert chairs(RULES[edition].policy.meetings.district.chair) == ("區長", line)


def test_a_planned_meeting_is_suggested_within_its_month_alone_where_days_are_left():
    late = date(2026, 6, 15)
    days = suggested(JUNE, late, POLICY, CALENDAR)
    assert days
    assert all(day <= date(2026, 6, 30) for day in days)
    assert suggested(JUNE, date(2026, 7, 20), POLICY, CALENDAR), "it is late, and still to be held"
    extra = suggested(replace(JUNE, extra=1), late, POLICY, CALENDAR)
    assert any(day > date(2026, 6, 30) for day in extra), "one at need is of no month"


def test_who_sends_a_deputy_names_them_and_who_comes_names_nobody():
    assert ASKED.reply(Coming.DEPUTY, "組長").who == "組長"
    assert ASKED.reply(Coming.DEPUTY, "組長").reply(Coming.COMES, "組長").who == ""


def test_a_topic_of_four_meetings_a_year_comes_each_third_month():
    """[004] 參一(二)."""
    months = {
        one.by.month
        for month in range(1, 13)
        for one in running(date(2026, month, 3), EDITIONS.on)
        if one.topic and one.topic.name == "網絡工作小組會議"
    }
    assert months == {3, 6, 9, 12}


def test_who_is_no_more_and_who_calls_it_are_not_invited():
    """[001] 參二(三)1."""
    meeting = Meeting(MeetingKind.DISTRICT, OFFICE, date(2026, 7, 1))
    here = [replace(one, ended=one.id == 20) for one in HERE]
    assert {one.id for one in invited(meeting, here, POLICY)} == {21, 22, 32, CENTRE.id, 31}
    assert OFFICE.id not in {one.id for one in invited(meeting, [OFFICE, *HERE], POLICY)}


def test_the_last_day_of_its_month_is_suggested_too():
    assert suggested(JUNE, date(2026, 6, 15), POLICY, CALENDAR)[-1] == date(2026, 6, 30)
    assert suggested(JUNE, date(2026, 6, 16), POLICY, CALENDAR) == [date(2026, 6, 30)], "and that alone"


def test_who_is_called_anew_is_asked_after_anew():
    again = replace(CALLED, told_silent=True).call(date(2026, 6, 25), {}, NOW)
    assert list_silent_from(again, RULES["109"]) == date(2026, 6, 23)
    assert list_silent_from(replace(CALLED, held_on=date(2026, 6, 24)), RULES["109"]) is None
    assert list_silent_from(JUNE, RULES["109"]) is None, "it has no day yet"


def test_of_four_days_or_more_one_in_each_third_is_suggested_and_three_are_all_there_are():
    """`screens.md` §1."""
    taken = [date(2026, 6, day) for day in range(1, 31) if day not in {23, 24, 25, 26}]
    days = suggested(JUNE, date(2026, 6, 1), POLICY, CALENDAR, taken=taken)
    assert days == [date(2026, 6, 23), date(2026, 6, 25), date(2026, 6, 26)]
    days = suggested(JUNE, date(2026, 6, 1), POLICY, CALENDAR, taken=[*taken, date(2026, 6, 23)])
    assert days == [date(2026, 6, 24), date(2026, 6, 25), date(2026, 6, 26)]


@pytest.mark.parametrize("kind", [MeetingKind.DISTRICT, MeetingKind.CITY, MeetingKind.CONFERENCE])
def test_who_holds_a_meeting_is_not_invited_to_it(kind):
    """[001] 參: the secretariat calls the others."""
    whole = POLICY.meetings
    kinds = {
        MeetingKind.DISTRICT: whole.district,
        MeetingKind.CITY: whole.city,
        MeetingKind.CONFERENCE: whole.conference,
    }[kind].invites
    for n, each in enumerate(kinds, 50):
        own, other = (unit(each, number, "平鎮區") for number in (n, n + 100))
        meeting = Meeting(kind, own, date(2026, 8, 1))
        assert own.id not in {one.id for one in invited(meeting, [own, other], POLICY)}
        assert not invited(meeting, [own, replace(other, ended=True)], POLICY)


def test_a_meeting_is_held_together_with_another_of_its_kind_and_month_that_is_still_to_come():
    """[001] 參三(四)."""
    one = replace(JUNE, id=9, unit=unit(UnitKind.CENTRE, 60, "平鎮區"))
    other = replace(JUNE, id=7)
    assert one.join(other).joined_to == 7
    for wrong in (
        replace(other, id=9),
        replace(other, month=date(2026, 9, 1)),
        replace(other, kind=MeetingKind.DISTRICT),
        replace(other, held_on=date(2026, 6, 24)),
    ):
        with pytest.raises(WrongState):
            one.join(wrong)
    with pytest.raises(WrongState):
        replace(one, held_on=date(2026, 6, 24)).join(other)


def test_where_every_day_is_taken_the_next_ones_that_are_left_are_suggested():
    """Not too soon to be called, but after today."""
    taken = [date(2026, 6, 1) + timedelta(days=n) for n in range(10, 60)]
    days = suggested(JUNE, date(2026, 6, 1), POLICY, CALENDAR, taken=taken)
    assert days == [date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 4)]


@pytest.mark.parametrize("per_year", [1, 2, 3, 4, 6, 12])
def test_a_topic_comes_as_often_a_year_as_its_plan_says(per_year):
    """[004] 參一(二)."""
    topic = POLICY.meetings.model_copy(update={"topics": (Topic(name="示範", unit="", per_year=per_year),)})
    policy = POLICY.model_copy(update={"meetings": topic})
    months = {
        one.month
        for month in range(1, 13)
        for one in running(date(2026, month, 3), lambda _: policy)
        if one.topic
    }
    assert len(months) == per_year
    assert max(months) == date(2026, 12, 1)
    last = Meeting(MeetingKind.TOPIC, HEALTH, date(2026, 12, 1), topic="示範")
    begins = months_after(last.month, 1 - 12 // per_year)
    assert last.since(policy, last.by) == day_start(begins), "after the one before"


def test_a_deputy_by_the_editions_line_chaired_only_where_it_has_one():
    """[000] 參二(二)."""
    chair = HOLD.question("chair")
    assert list(chair.choices({ABOUT: WITH_LINE}, JUNE.month)) == list(Chair)
    assert list(chair.choices({ABOUT: ""}, JUNE.month)) == [Chair.NAMED, Chair.OTHER]
