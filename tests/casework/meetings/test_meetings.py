"""Who meets by when, and sends the minutes [001] 參; the editions compared as [000] does it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.meetings.meetings import (
    COMES_ROUND,
    Meeting,
    MeetingKind,
    agenda,
    in_time,
    next_one,
    owed,
    running,
)
from casework.policy.calendar import Calendar
from casework.policy.owed import Bearer, Owed
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.text.dates import day_end, day_start, month_end
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES, of_the_year

CITY, DISTRICT, CONFERENCE = COMES_ROUND
UNITS = {CITY: BUREAU, DISTRICT: OFFICE, CONFERENCE: CENTRE}
JUNE = Meeting(CONFERENCE, CENTRE, date(2026, 6, 1))
DAYS = st.dates(date(2018, 1, 1), date(2060, 12, 31))
EDITIONS = st.sampled_from(sorted(RULES))


def the(duty: Duty, meeting: Meeting, edition: str = "109") -> Owed:
    (found,) = [each for each in owed(meeting, RULES[edition]) if each.duty is duty]
    return found


# The months of each edition, as [000] sets them side by side


@pytest.mark.parametrize(
    ("edition", "kind", "months"),
    [
        pytest.param("107", DISTRICT, [2, 5, 8, 11], id="[000] 參二4 (107) 每季第二個月底前"),
        pytest.param("108", DISTRICT, [3, 7, 11], id="[000] 參二(四) (108) 3月、7月及11月底前"),
        pytest.param("109", DISTRICT, [4, 7, 11], id="[000] 參二(四) (109) 4月、7月及11月底前"),
        pytest.param("107", CONFERENCE, [3, 6, 9, 12], id="[000] 參三(4) (107) 每季"),
        pytest.param("108", CONFERENCE, [2, 5, 8, 11], id="[000] 參三(四) (108) 2月、5月、8月、11月"),
        pytest.param("109", CONFERENCE, [3, 6, 9, 11], id="[000] 參三(四) (109) 3月、6月、9月、11月"),
        pytest.param("107", CITY, [3, 6, 9, 12], id="[000] 參一4 (107) 每季"),
        pytest.param("108", CITY, [4, 8, 12], id="[000] 參一(四) (108) 每4個月"),
        pytest.param("109", CITY, [4, 8, 12], id="[000] 參一(四) (109) 每4個月"),
    ],
)
def test_an_editions_change_of_months_moves_the_deadlines_of_the_same_year(edition, kind, months):
    planned = [one for one in of_the_year(RULES[edition].policy) if one.kind is kind]
    due = [the(Duty.HOLD_MEETING, Meeting(kind, UNITS[kind], one.month), edition).due for one in planned]
    assert due == [day_end(month_end(date(2026, month, 1))) for month in months]


# HOLD_MEETING


@pytest.mark.parametrize(
    ("kind", "bearer"),
    [
        pytest.param(CITY, Bearer.BUREAU, id="[001] 參一(五) 社會局"),
        pytest.param(DISTRICT, Bearer.CLERKS, id="[001] 參二(五) 區公所主辦"),
        pytest.param(CONFERENCE, Bearer.SUPERVISORS, id="[001] 參三(五) 家庭服務中心"),
    ],
)
def test_the_secretariat_holds_the_meeting_and_sends_the_minutes(kind, bearer):
    meeting = Meeting(kind, UNITS[kind], date(2026, 11, 1))
    held = replace(meeting, held_on=date(2026, 11, 18))
    assert the(Duty.HOLD_MEETING, meeting).bearer is the(Duty.MINUTES, held).bearer is bearer


def test_a_months_end_on_a_weekend_stays_the_last_day_for_a_meeting():
    """[001] 參二(四): 月底前完成召開; Duty.HOLD_MEETING is not moved to the working day after."""
    february = Meeting(DISTRICT, OFFICE, date(2026, 2, 1))
    assert not Calendar().is_working_day(date(2026, 2, 28))
    assert the(Duty.HOLD_MEETING, february, "107").due == day_end(date(2026, 2, 28))


@pytest.mark.parametrize(
    ("before", "since"),
    [
        (date(2026, 3, 20), date(2026, 3, 21)),
        pytest.param(date(2026, 6, 12), date(2026, 6, 1), id="one that was late moves nothing"),
        pytest.param(None, date(2026, 4, 1), id="nobody knows when"),
    ],
)
def test_a_meeting_is_owed_from_the_day_after_the_one_before(before, since):
    """[001] 參三(四): Duty.HOLD_MEETING every quarter."""
    assert the(Duty.HOLD_MEETING, replace(JUNE, before=before)).since == day_start(since)


def test_a_meeting_at_need_is_late_for_nobody_but_has_minutes():
    """[001] 參三(四): 得視專業服務所需，召開不定期會議; Duty.MINUTES all the same."""
    called = replace(JUNE, extra=1, fixed=date(2026, 6, 9))
    assert not list(owed(called, RULES["109"]))
    (minutes,) = owed(replace(called, held_on=date(2026, 6, 9)), RULES["109"])
    assert (minutes.duty, minutes.period) == (Duty.MINUTES, "conference:2026-06+1")


# MINUTES


@pytest.mark.parametrize(
    ("edition", "kind"),
    [
        pytest.param("107", DISTRICT, id="[000] 參二4 (107) 1週內"),
        pytest.param("108", DISTRICT, id="[000] 參二(四) (108) 1週內"),
        pytest.param("109", DISTRICT, id="[001] 參二(四) 1週內"),
        pytest.param("107", CONFERENCE, id="[000] 參三(4) (107) 1週內"),
        pytest.param("108", CONFERENCE, id="[000] 參三(四) (108) 1週內"),
        pytest.param("109", CONFERENCE, id="[001] 參三(四) 1週內"),
    ],
)
def test_minutes_are_sent_within_a_week_of_the_meeting(edition, kind):
    held = Meeting(kind, UNITS[kind], date(2026, 6, 1), held_on=date(2026, 6, 18))
    assert the(Duty.MINUTES, held, edition).due == day_end(date(2026, 6, 25))


# What holds for all of them [001] 參


@st.composite
def meetings(draw):
    kind = draw(st.sampled_from(COMES_ROUND))
    known = draw(st.fixed_dictionaries({
        "before": st.none() | DAYS, "fixed": st.none() | DAYS, "held_on": st.none() | DAYS,
        "minutes_sent_on": st.none() | DAYS, "extra": st.integers(0, 3),
    }))  # fmt: skip
    return Meeting(kind, UNITS[kind], draw(DAYS).replace(day=1), **known)


@given(meetings(), EDITIONS)
def test_no_meeting_owes_twice_or_before_it_can_and_somebody_owes_it(meeting, edition):
    """[001] 參."""
    found = list(owed(meeting, RULES[edition]))
    assert len({(each.duty, each.period) for each in found}) == len(found)
    assert all(each.since <= each.due and each.bearer in CATALOGUE[each.duty].bearers for each in found)
    assert all(len(each.period) <= 40 for each in found)


@given(meetings(), EDITIONS, DAYS)
def test_holding_a_meeting_ends_the_holding_and_sending_the_minutes_ends_the_minutes(meeting, edition, day):
    """[001] 參二(四): Duty.HOLD_MEETING, then Duty.MINUTES, then nothing."""
    called = replace(meeting, fixed=day, held_on=None, minutes_sent_on=None, extra=0)
    held = replace(called, held_on=day)
    stages = (called, held, replace(held, minutes_sent_on=day))
    duties = [[each.duty for each in owed(stage, RULES[edition])] for stage in stages]
    assert duties == [[Duty.HOLD_MEETING], [Duty.MINUTES], []]


# How late, as the year's table and the merit table say it


@pytest.mark.parametrize(
    ("held_on", "sent_on", "late"),
    [
        pytest.param(date(2026, 7, 31), date(2026, 8, 7), (0, 0), id="on the last day, within a week"),
        pytest.param(date(2026, 8, 1), date(2026, 8, 9), (1, 1), id="a day late, and its minutes"),
        pytest.param(None, None, (10, 0), id="not held by now: no minutes are late"),
        pytest.param(date(2026, 7, 30), None, (0, 4), id="held, and no minutes by now"),
    ],
)
def test_a_meeting_is_as_late_as_its_duties_are(held_on, sent_on, late):
    """[001] 參二(四): by the end of July, minutes within a week."""
    meeting = Meeting(DISTRICT, OFFICE, date(2026, 7, 1), held_on=held_on, minutes_sent_on=sent_on)
    today, policy = date(2026, 8, 10), RULES["109"].policy
    assert (meeting.days_late(today), meeting.minutes_late(policy, today)) == late
    assert replace(meeting, extra=1).days_late(today) == 0, "one at need is late for nobody [001] 參一(四)"


@pytest.mark.parametrize(
    ("edition", "kind", "points"),
    [
        pytest.param(
            "107", DISTRICT, "words former reports proposals words words words", id="[000] 參二6 (107)"
        ),
        pytest.param(
            "108",
            DISTRICT,
            "words former reports conference proposals words words",
            id="[000] 參二(六) (108)",
        ),
        pytest.param("107", CONFERENCE, "former cases words words", id="[000] 參三 (107): no kinds"),
        pytest.param("109", CONFERENCE, "former kinds cases words words", id="[001] 參三(六)3(1)–(5)"),
        pytest.param("112", CONFERENCE, "former kinds cases words words", id="112 names none: 109's go on"),
        pytest.param(
            "112", CITY, "words former words reports proposals words words", id="[004] 參一(一)1(6)"
        ),
    ],
)
def test_the_points_of_an_agenda_are_those_of_its_edition(edition, kind, points):
    assert [one.about for one in agenda(kind, RULES[edition].policy)] == points.split()


# FILE_MINUTES


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        pytest.param(DISTRICT, True, id="[001] 參二(四) 函送社會局備查"),
        pytest.param(CONFERENCE, True, id="[001] 參三(四) 送社會局備查"),
        pytest.param(CITY, False, id="[001] 參一(五): the bureau's own"),
    ],
)
def test_the_bureau_takes_note_of_the_minutes_that_are_sent_to_it(kind, asked):
    """Duty.FILE_MINUTES [001] 參二(四), 三(四); five working days are the city's default."""
    held = Meeting(kind, UNITS[kind], date(2026, 7, 1), held_on=date(2026, 7, 20))
    sent = held.send_minutes(date(2026, 7, 24), "")  # a Friday
    assert [one.duty for one in owed(sent, RULES["109"])] == [Duty.FILE_MINUTES] * asked
    if not asked:
        return
    due = the(Duty.FILE_MINUTES, sent)
    assert (due.bearer, due.due) == (Bearer.BUREAU, day_end(date(2026, 7, 31)))
    filed = sent.file(date(2026, 7, 27))
    assert not list(owed(filed, RULES["109"]))
    again = the(Duty.FILE_MINUTES, filed.send_minutes(date(2026, 8, 3), ""))
    assert again.period != due.period, "a corrected version is another duty"
    assert not list(owed(replace(sent, filing_asked_on=None), RULES["109"])), "sent before it was asked"


@given(EDITIONS, DAYS)
def test_what_an_office_begins_with_is_late_for_nobody(edition, today):
    """[001] 參一–三(四): what is planned in mid-period can still be called and held in time."""
    rules = RULES[edition]
    for one in running(today, lambda _: rules.policy):
        if one.topic is None and in_time(one, rules.policy, today):
            meeting = Meeting(one.kind, UNITS[one.kind], one.month)
            assert all(each.due > day_start(today) for each in owed(meeting, rules))


# As far as it has come

PLANNED = replace(JUNE, id=5)
CALLED = replace(PLANNED, fixed=date(2026, 6, 24))
HELD = replace(CALLED, held_on=date(2026, 6, 24))
SENT = HELD.send_minutes(date(2026, 6, 26), "")


@pytest.mark.parametrize(
    ("one", "can"),
    [
        (PLANNED, "ahead to_call"),
        (CALLED, "ahead called convened has_papers"),
        (HELD, "called has_papers minuted to_minute"),
        (SENT, "called has_papers minuted over to_file"),
        (SENT.file(date(2026, 6, 30)), "called has_papers minuted over"),
        (replace(PLANNED, joined_to=9), ""),
        (replace(CALLED, joined_to=9), "called"),
        (replace(HELD, joined_to=9), "called to_minute"),
        (replace(SENT, joined_to=9), "called over"),
    ],
    ids=[
        *("planned", "called", "held", "minutes sent", "filed"),
        *("to be held with another", "called with another", "held with another", "sent with another"),
    ],
)
def test_what_can_be_done_with_a_meeting_follows_how_far_it_has_come(one, can):
    """[001] 參一–三: one that is held with another (合併召開) leaves papers and minutes to that one."""
    stages = (
        "ahead",
        "called",
        "convened",
        "has_papers",
        "minuted",
        "over",
        "to_call",
        "to_file",
        "to_minute",
    )
    assert [stage for stage in stages if getattr(one, stage)] == sorted(can.split())


def test_it_can_have_been_held_from_its_day_on():
    day = date(2026, 6, 24)
    assert not PLANNED.holdable(day)
    assert not CALLED.holdable(day - timedelta(days=1))
    assert CALLED.holdable(day)
    assert not HELD.holdable(day)
    assert not replace(CALLED, joined_to=9).holdable(day)


@pytest.mark.parametrize(
    ("one", "sign"),
    [
        (replace(PLANNED, number=2), "centre3-115-2"),
        (Meeting(DISTRICT, OFFICE, date(2026, 7, 1)), "平鎮區-115-1"),
        (Meeting(CITY, BUREAU, date(2026, 8, 1)), "府級-115-1"),
        (Meeting(MeetingKind.TOPIC, HEALTH, date(2026, 8, 1), topic="議" * 30), "議" * 24 + "-115-1"),
        (replace(PLANNED, unit=replace(CENTRE, name="心" * 30)), "心" * 24 + "-115-1"),
    ],
    ids=["conference", "district", "city", "topic", "a long name"],
)
def test_a_push_calls_it_by_who_holds_it_the_year_and_its_number(one, sign):
    assert one.sign == sign


def test_the_first_minutes_count_however_often_they_are_corrected():
    """[001] 參二(四): within one week; each version that is sent is to be filed anew."""
    again = SENT.file(date(2026, 6, 30)).send_minutes(date(2026, 7, 20), "")
    assert (again.minutes_sent_on, again.filing_asked_on) == (date(2026, 6, 26), date(2026, 7, 20))
    assert again.to_file


def test_of_a_day_for_two_the_plans_own_comes_first():
    day = date(2026, 6, 30)
    extra = replace(PLANNED, id=2, extra=1, fixed=day)
    assert next_one([extra, replace(PLANNED, fixed=day)]) == replace(PLANNED, fixed=day)
    assert next_one([replace(extra, id=9), extra]) == extra


def test_a_meeting_on_a_topic_is_its_units_own_and_comes_round_as_its_plan_says():
    """[004] 參一(二)."""
    topic = Meeting(MeetingKind.TOPIC, HEALTH, date(2026, 6, 1), topic="網絡工作小組會議")
    assert topic.bearer is Bearer.LIAISONS
    assert the(Duty.HOLD_MEETING, topic, "112").since == day_start(date(2026, 4, 1))
    unknown = replace(topic, topic="別的會議")
    assert the(Duty.HOLD_MEETING, unknown, "112").since == day_start(date(2025, 7, 1)), "once a year"
    held = replace(topic, held_on=date(2026, 6, 10))
    assert the(Duty.MINUTES, held, "112").due == day_end(date(2026, 6, 17)), "as of the city's"
    assert [one.about for one in agenda(MeetingKind.TOPIC, RULES["112"].policy)]
