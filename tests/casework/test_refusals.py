"""What can't be done as things stand is refused, also to a key that was shown before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from casework import referrals, transitions, youth
from casework.cases.case import Case, State
from casework.cases.household import Household
from casework.cases.identifying import whom
from casework.cases.seats import LEAD, Seat
from casework.errors import BadPhone, Stale, WrongState
from casework.escorts import ask
from casework.forms import MEMBER, Draft
from casework.meetings.attending import Attendance, Coming
from casework.meetings.guests import Guest
from casework.meetings.meetings import Meeting, MeetingKind
from casework.on_site import Sitting
from casework.referrals import Referral
from casework.staffing.managing import PERSON_PHONE
from casework.staffing.units import UnitKind
from tests.casework.network import CENTRE, HEALTH, RULES, unit

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
TODAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)
CALENDAR = RULES["112"].calendar
POLICE = unit(UnitKind.POLICE, 7, "平鎮區")
LED = Seat(LEAD, CENTRE.id, CENTRE.kind, worker=6, accepted_at=NOW)
CLOSED = Case(5, "A-115-000129", State.CLOSED, "平鎮區新勢里", False, NOW, lead=LED)
TO_SCREEN = replace(CLOSED, state=State.SCREENING, lead=Seat())
CALLED = Meeting(MeetingKind.CONFERENCE, CENTRE, TODAY, fixed=date(2026, 6, 24))
HELD = replace(CALLED, held_on=date(2026, 6, 24))
INVITED = Attendance(8, HELD, HEALTH, invited_at=NOW)
CHIEF = Guest(3, replace(HELD, called_at=NOW), person=9)
SITTING = Sitting(
    unit=unit(UnitKind.EMPLOYMENT, 7),
    sign="駐點",
    weekday=5,
    hours="13:00-17:00",
    since=TODAY,
    counted_to=TODAY,
)
DESK = unit(UnitKind.EMPLOYMENT, 7)
TAKEN = Referral(unit=DESK, sign="A-115-000129", case=5, asked_at=NOW, need="work").take(1, NOW)

REFUSED = {
    "who a closed case is about": lambda: CLOSED.identify(Household(), on=TODAY),
    "a closed case without a unit again": lambda: replace(CLOSED, lead=Seat()).reopen(to=6, at=NOW),
    "an escort for a case that is to be screened": lambda: ask(TO_SCREEN, POLICE, NOW, NOW),
    "an escort for a case that is closed": lambda: ask(CLOSED, POLICE, NOW, NOW),
    "an answer after the meeting": lambda: INVITED.reply(Coming.COMES),
    "a work report after the meeting": lambda: INVITED.report(TODAY),
    "a work report of who was not invited": lambda: Attendance(8, CALLED, HEALTH).report(TODAY),
    "a proposal after the meeting": lambda: INVITED.propose(TODAY),
    "a guest's answer after the meeting": lambda: CHIEF.reply(Coming.COMES),
    "a call to a meeting that was held": lambda: HELD.call(TODAY, {}, NOW),
    "minutes that nobody sent": lambda: HELD.file(TODAY),
    "staying away from a day that is none": lambda: SITTING.stay_away(TUESDAY, "受訓", NOW, CALENDAR),
    "a referral that was taken": lambda: TAKEN.take(1, NOW + timedelta(days=1)),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_what_comes_too_late_or_too_early_is_refused(act):
    with pytest.raises(WrongState):
        act()


@pytest.mark.parametrize(
    "form", [referrals.INCOMING, transitions.BEGIN, youth.BEGIN, PERSON_PHONE], ids=lambda form: form.name
)
def test_what_is_no_telephone_is_asked_for_again(form):
    check = form.question("phone").check
    assert check("０９１２-345-678") == "0912345678"
    with pytest.raises(BadPhone):
        check("鄰居")


def test_a_form_that_does_not_say_whom_it_is_about_is_begun_anew():
    assert whom(Draft(1, 6, "member", None, {MEMBER: "5 2 7"})) == (5, 2, 7)
    for old in ("", "5", "王測試"):
        with pytest.raises(Stale):
            whom(Draft(1, 6, "member", None, {MEMBER: old}))
