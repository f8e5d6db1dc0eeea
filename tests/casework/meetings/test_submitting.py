"""Work reports and proposals before a meeting [001] 參一(六)2–3, 二(六)2, 4."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework.errors import WrongState
from casework.meetings.attending import owed
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.submitting import Ruling, Submitted, SubmittedKind, last_said, takes
from casework.policy.policy import Duty
from casework.text.dates import day_end
from tests.casework.meetings.test_calling import ASKED, CALLED, NOW
from tests.casework.network import BUREAU, OFFICE, RULES

CITY = replace(CALLED, kind=MeetingKind.CITY, unit=BUREAU)
DISTRICT = replace(CALLED, kind=MeetingKind.DISTRICT, unit=OFFICE)


def reporting(one):
    return [each for each in owed(one, RULES["109"]) if each.duty is Duty.WORK_REPORT]


def test_the_bureaus_write_their_work_report_a_week_before_the_citys_meeting():
    """[001] 參一(六)2: Duty.WORK_REPORT; how long ahead is the city's default."""
    asked = replace(ASKED, meeting=CITY)
    [due] = reporting(asked)
    assert due.due == day_end(date(2026, 6, 17))
    [late] = reporting(replace(asked, invited_at=NOW + timedelta(days=19)))
    assert late.due == day_end(date(2026, 6, 21)), "who is invited later has the day after"
    assert not reporting(asked.report(date(2026, 6, 10)))
    assert not reporting(replace(asked, meeting=replace(CITY, held_on=CITY.fixed)))
    assert not reporting(replace(asked, unit=OFFICE)), "a district office is no 局處"
    assert not reporting(replace(asked, meeting=DISTRICT)), "[001] 參二(六)2 sets no day"


@pytest.mark.parametrize("edition", ["107", "108", "109", "112"])
def test_what_is_written_has_its_point_on_the_agenda_and_a_conference_speaks_of_cases(edition):
    """[000] 參二6; [001] 參一(六), 二(六), 三(六)3."""
    policy = RULES[edition].policy
    for kind in SubmittedKind:
        assert takes(kind, CITY, policy)
        assert takes(kind, DISTRICT, policy)
        assert not takes(kind, Meeting(MeetingKind.CONFERENCE, OFFICE, date(2026, 6, 1)), policy)


def test_what_is_left_open_is_as_the_last_time_and_what_was_ruled_on_stays_as_it_is():
    assert last_said({"plans": "擴點"}, {"results": "十場", "plans": ""}) == {
        "results": "十場",
        "plans": "擴點",
    }
    one = Submitted(1, 7, 31, SubmittedKind.PROPOSAL, date(2026, 6, 1), {"matter": "安置床位"})
    ruled = one.rule(Ruling.CHANGED, "請社會局研議")
    assert (ruled.ruling, ruled.said["decision"]) == (Ruling.CHANGED, "請社會局研議")
    with pytest.raises(WrongState):
        ruled.change({"matter": "別的"}, date(2026, 6, 2))
    with pytest.raises(WrongState):
        replace(one, kind=SubmittedKind.REPORT).rule(Ruling.PASSED, "")
