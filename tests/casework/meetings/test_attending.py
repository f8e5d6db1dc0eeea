"""Who is asked to a meeting: units and guests, and who may do what with it [001] 參."""

from datetime import date

import pytest
from msgspec.structs import replace

from casework.errors import WrongState
from casework.meetings.attending import Attendance, Coming, owed, silent
from casework.meetings.discussing import WANTED
from casework.meetings.guests import Guest, asks_chiefs
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.rights import MeetingRight, rights
from casework.meetings.submitting import CITY_REPORT, DISTRICT_REPORT, report_form
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import day_end, day_start
from tests.casework.meetings.test_calling import ASKED, CALLED, NOW
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES, SCHOOLS

HELD = replace(CALLED, held_on=CALLED.fixed)
DAY = date(2026, 6, 24)
CHIEF = Guest(3, replace(CALLED, called_at=NOW), point=4, person=9)
EXPERT = replace(CHIEF, person=None, name="示範醫師")


# units


@pytest.mark.parametrize(
    ("answer", "present", "expected"),
    [
        (None, None, False),
        (Coming.COMES, None, True),
        (Coming.DEPUTY, None, True),
        (Coming.EXCUSED, None, False),
        (Coming.COMES, False, False),
        (Coming.EXCUSED, True, True),
        (None, True, True),
    ],
)
def test_who_is_taken_to_be_there_follows_the_list_and_before_it_the_answer(answer, present, expected):
    assert replace(ASKED, answer=answer, present=present).expected is expected


def test_a_unit_proposed_when_it_first_did():
    """[001] 參三(六)2(1): that it has none is an answer as well."""
    first = Attendance(8, CALLED, HEALTH, asked_on=date(2026, 5, 1)).propose(date(2026, 5, 10))
    assert first.propose(date(2026, 5, 20)).proposed_on == date(2026, 5, 10)


@pytest.mark.parametrize(
    ("part", "duties"),
    [
        (Attendance(8, CALLED, HEALTH, asked_on=date(2026, 5, 1)), [Duty.PROPOSE_CASES]),
        (replace(ASKED, asked_on=date(2026, 5, 1)), [Duty.PROPOSE_CASES, Duty.ANSWER_INVITATION]),
        (ASKED, [Duty.ANSWER_INVITATION]),
        (replace(ASKED, meeting=HELD), []),
        (replace(ASKED, meeting=replace(CALLED, fixed=None)), []),
        (replace(ASKED, asked_on=date(2026, 5, 1), meeting=replace(CALLED, joined_to=1)), []),
    ],
    ids=["asked for cases", "asked and invited", "invited", "held", "no day yet", "held with another"],
)
def test_a_unit_owes_what_it_was_asked_for(part, duties):
    """domain.md §6: Duty.PROPOSE_CASES, Duty.ANSWER_INVITATION."""
    assert [one.duty for one in owed(part, RULES["109"])] == duties


def test_who_is_invited_on_the_very_day_answers_by_its_end():
    [one] = owed(replace(ASKED, invited_at=day_start(DAY)), RULES["109"])
    assert one.due == day_end(DAY)


def test_silent_is_who_was_invited_and_said_nothing():
    assert silent(ASKED)
    assert not silent(ASKED.reply(Coming.EXCUSED))
    assert not silent(replace(ASKED, meeting=HELD))
    assert not silent(Attendance(8, CALLED, HEALTH, asked_on=DAY))


def test_the_centre_the_bureau_and_the_offices_are_asked_to_no_case():
    """[001] 參三(六)1(3)."""
    assert {kind for kind in UnitKind if kind not in WANTED} == {
        UnitKind.CENTRE,
        UnitKind.BUREAU,
        UnitKind.DISTRICT,
    }


def test_the_bureaus_report_results_and_the_districts_units_their_work():
    """[001] 參一(六)2, 二(六)2."""
    assert report_form(replace(CALLED, kind=MeetingKind.CITY)) is CITY_REPORT
    assert report_form(replace(CALLED, kind=MeetingKind.DISTRICT)) is DISTRICT_REPORT


# guests


@pytest.mark.parametrize(
    ("one", "can_answer"),
    [
        (CHIEF, True),
        (replace(CHIEF, meeting=replace(CALLED, fixed=None)), False),
        (replace(CHIEF, meeting=HELD), False),
        (EXPERT, False),
    ],
    ids=["called", "no day yet", "held", "an expert has no account"],
)
def test_a_chief_answers_until_the_meeting_and_in_person_or_not(one, can_answer):
    """[001] 參二(三)2."""
    assert one.open is can_answer
    for answer in Coming:
        if can_answer and answer is not Coming.DEPUTY:
            assert one.reply(answer) == replace(one, answer=answer)
        else:
            with pytest.raises(WrongState):
                one.reply(answer)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (CHIEF, False),
        (replace(CHIEF, answer=Coming.COMES), True),
        (replace(CHIEF, answer=Coming.EXCUSED), False),
        (EXPERT, True),
        (replace(EXPERT, present=False), False),
        (replace(CHIEF, present=True), True),
    ],
    ids=["silent", "comes", "excused", "an expert", "an expert who was away", "a chief who came"],
)
def test_an_expert_is_taken_to_come_and_a_chief_who_said_so(one, expected):
    assert one.expected is expected
    assert not one.pledged, "who signed nothing pledged nothing"


def test_chiefs_are_asked_to_a_districts_meeting():
    """[001] 參二(三)2."""
    assert [kind for kind in MeetingKind if asks_chiefs(replace(CALLED, kind=kind))] == [MeetingKind.DISTRICT]


# who may do what


@pytest.mark.parametrize(
    ("unit", "role", "runs"),
    [
        (CENTRE, Role.SUPERVISOR, True),
        (CENTRE, Role.HEAD, True),
        (CENTRE, Role.WORKER, False),
        (CENTRE, Role.CLERK, False),
        (OFFICE, Role.SUPERVISOR, False),
    ],
)
def test_a_conference_is_run_by_the_supervisors_and_the_head_of_its_centre(unit, role, runs):
    """[001] 參三(五)."""
    person = Person(6, role, unit.id, "示範", "", "en")
    assert rights(person, CALLED, invited=False) == ({MeetingRight.RUN} if runs else set())
    assert rights(person, CALLED, invited=True) - {MeetingRight.RUN} == {MeetingRight.ATTEND}


def test_the_bureau_oversees_what_others_run_and_runs_the_citys():
    """[001] 參一(五), 二(四)."""
    bureau = Person(6, Role.BUREAU, BUREAU.id, "示範", "", "en")
    assert rights(bureau, CALLED, invited=False) == {MeetingRight.OVERSEE}
    city = Meeting(MeetingKind.CITY, BUREAU, date(2026, 8, 1))
    assert rights(bureau, city, invited=False) == {MeetingRight.RUN, MeetingRight.OVERSEE}


def test_a_network_unit_speaks_by_its_liaisons():
    part = replace(ASKED, unit=SCHOOLS)
    assert part.bearer is Bearer.LIAISONS
