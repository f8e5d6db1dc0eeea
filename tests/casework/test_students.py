"""Students of 7 to under 12 with deviant behaviour [004] 參六(四)1."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.policy.owed import Bearer, Owed
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.staffing.units import UnitKind
from casework.students import Matter, Watch, owed
from casework.text.dates import day_end, day_start
from tests.casework.network import RULES, SCHOOLS, unit

OURS = RULES["112"]
LETTER = date(2026, 9, 22)  # a Tuesday; Friday 9/25 and Monday 9/28 are holidays
GRAVE = Matter(5, SCHOOLS, LETTER, serious=True)
MET = replace(GRAVE, needs_met_on=date(2026, 10, 1))
WATCHED = replace(MET, needs_reported_on=date(2026, 10, 5))


def one(matter: Matter) -> Owed:
    (found,) = owed(matter, OURS)
    return found


def owing(matter: Matter) -> dict[tuple[Duty, str], Owed]:
    return {(each.duty, each.period): each for each in owed(matter, OURS)}


@pytest.mark.parametrize(
    "serious",
    [
        pytest.param(False, id="[004] 參六(四)1(1): not serious"),
        pytest.param(None, id="[004] 參六(四)1(1): nobody has judged"),
    ],
)
def test_a_matter_that_is_not_serious_is_answered_within_7_days_of_the_letter(serious):
    reply = one(replace(GRAVE, serious=serious))
    assert (reply.duty, reply.bearer) == (Duty.STUDENT_REPLY, Bearer.LIAISONS)
    assert (reply.since, reply.due) == (day_end(LETTER), day_end(date(2026, 9, 29)))


def test_a_serious_matter_has_its_needs_meeting_within_5_working_days():
    """[004] 參六(四)1(2)①: 於5個工作日內召開需求評估會議."""
    meeting = one(GRAVE)
    assert (meeting.duty, meeting.due) == (Duty.NEEDS_MEETING, day_end(date(2026, 10, 1)))


def test_the_needs_meeting_is_reported_within_7_days():
    """[004] 參六(四)1(2)①: 於開會完7日內…報局."""
    assert owing(MET)[Duty.NEEDS_REPORT, "5"].due == day_end(date(2026, 10, 8))


@pytest.mark.parametrize(
    ("begun", "since", "due"),
    [
        pytest.param(
            date(2026, 11, 30),
            date(2027, 2, 28),
            date(2027, 5, 30),
            id="[004] 參六(四)1(2)②: 3個月以上~6個月以下",
        ),
        pytest.param(
            None, date(2027, 1, 1), date(2027, 4, 1), id="[004] 參六(四)1(2)②: 召開需求評估會議後，啟動"
        ),
    ],
)
def test_the_outcome_is_met_on_after_three_to_six_months_of_measures(begun, since, due):
    meeting = one(replace(WATCHED, watches=(Watch(begun),)))
    assert (meeting.duty, meeting.period) == (Duty.OUTCOME_MEETING, "5:1")
    assert (meeting.since, meeting.due) == (day_start(since), day_end(due))


def test_the_outcome_meeting_is_reported_within_7_days():
    """[004] 參六(四)1(2)③: 於開會後7日內…報局憑辦."""
    met = replace(WATCHED, watches=(Watch(None, date(2027, 2, 1), improved=True),))
    report = one(met)
    assert (report.duty, report.due) == (Duty.OUTCOME_REPORT, day_end(date(2027, 2, 8)))


def test_what_is_not_better_is_watched_and_met_on_again():
    """[004] 參六(四)1(2)③: Duty.OUTCOME_REPORT of one round, Duty.OUTCOME_MEETING of the next."""
    met = owing(replace(WATCHED, watches=(Watch(None, date(2027, 2, 1), improved=False),)))
    assert set(met) == {(Duty.OUTCOME_REPORT, "5:1"), (Duty.OUTCOME_MEETING, "5:2")}
    again = met[Duty.OUTCOME_MEETING, "5:2"]
    assert (again.since, again.due) == (day_start(date(2027, 5, 1)), day_end(date(2027, 8, 1)))


# What holds for all of them

DAYS = st.dates(date(2020, 9, 1), date(2050, 8, 31))
MAYBE = st.none() | DAYS
WATCHES = st.builds(Watch, MAYBE, MAYBE, st.none() | st.booleans(), MAYBE)
MATTERS = st.builds(
    Matter,
    id=st.integers(1, 10**9),
    unit=st.sampled_from(UnitKind).map(unit),
    letter_on=DAYS,
    serious=st.none() | st.booleans(),
    replied_on=MAYBE,
    needs_met_on=MAYBE,
    needs_reported_on=MAYBE,
    watches=st.lists(WATCHES, max_size=4).map(tuple),
)


@given(MATTERS)
def test_no_student_is_owed_the_same_twice_and_somebody_owes_it_in_time(matter):
    """[004] 參六(四)1."""
    found = list(owed(matter, OURS))
    assert len({(each.duty, each.period) for each in found}) == len(found)
    assert all(each.since <= each.due and each.bearer in CATALOGUE[each.duty].bearers for each in found)
    assert all(len(each.period) <= 40 for each in found)


def act(matter: Matter, duty: Duty, day: date) -> Matter:
    """Do the work of a duty in the round at hand."""
    watches = matter.watches or (Watch(),)
    last = watches[-1] if watches[-1].improved is not False else Watch()
    before = watches[:-1] if watches[-1].improved is not False else watches
    done = {
        Duty.STUDENT_REPLY: lambda: replace(matter, replied_on=day),
        Duty.NEEDS_MEETING: lambda: replace(matter, needs_met_on=day),
        Duty.NEEDS_REPORT: lambda: replace(matter, needs_reported_on=day),
        Duty.OUTCOME_MEETING: lambda: replace(
            matter, watches=(*before, replace(last, met_on=day, improved=True))
        ),
        Duty.OUTCOME_REPORT: lambda: replace(
            matter, watches=(*watches[:-1], replace(watches[-1], reported_on=day))
        ),
    }
    return done[duty]()


@given(DAYS, st.booleans(), st.permutations(range(4)))
def test_each_act_ends_the_duty_it_does_the_work_of_and_no_other(letter, serious, picks):
    """[004] 參六(四)1, step by step."""
    matter, day = Matter(5, SCHOOLS, letter, serious), letter
    for pick in (*picks, 0, 0):
        before = owing(matter)
        if not before:
            break
        ended = list(before)[pick % len(before)]
        day += timedelta(days=30)
        matter = act(matter, ended[0], day)
        assert set(before) - set(owing(matter)) == {ended}
    assert not owing(matter)
