"""A desk answers a referral, and what came of it goes back to who referred [004]."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.cases.case import State
from casework.errors import WrongState
from casework.policy.policy import Duty
from casework.referrals import ASK, Referral, ReferralOutcome, by_letter, chased_at, owed, refer
from casework.staffing.units import UnitKind
from tests.casework.network import RULES, unit
from tests.support.cases import made_case

FRIDAY = datetime(2026, 6, 5, 8, tzinfo=UTC)  # 16:00
DAY = timedelta(days=1)
DESK, OTHER = unit(UnitKind.EMPLOYMENT, 7, "平鎮區"), unit(UnitKind.LEGAL, 8)
RULES_NOW = RULES["112"]
ASKED = Referral(unit=DESK, sign="A-115-000000", case=2, asked_at=FRIDAY, need="work")


def due(one: Referral) -> list[tuple[Duty, datetime]]:
    return [(each.duty, each.due) for each in owed(one, RULES_NOW)]


def test_it_is_answered_in_three_working_days_and_told_of_in_thirty_until_it_is_final():
    """[004] 參四(一)3, 參六(三)2(1): Duty.ANSWER_REFERRAL, Duty.REFERRAL_OUTCOME."""
    [(duty, at)] = due(ASKED)
    assert (duty, at.date().isoformat()) == (Duty.ANSWER_REFERRAL, "2026-06-10")
    assert chased_at(ASKED, RULES_NOW) == at + 7 * DAY
    taken = ASKED.take(1, FRIDAY + DAY)
    [(duty, at)] = due(taken)
    assert (duty, at.date().isoformat()) == (Duty.REFERRAL_OUTCOME, "2026-07-06")
    goes_on = taken.tell(ReferralOutcome.ADVISING, "", FRIDAY + 40 * DAY)
    [(duty, at)] = due(goes_on)
    assert at.date().isoformat() == "2026-08-14"
    assert not due(goes_on.tell(ReferralOutcome.PLACED, "", FRIDAY + 50 * DAY))


def test_another_desk_answers_anew_and_no_desk_gets_it_twice():
    passed = ASKED.take(1, FRIDAY).pass_on(OTHER, FRIDAY + 20 * DAY)
    assert (passed.passed, passed.unit, passed.taken_by) == ((DESK.id,), OTHER, None)
    assert [duty for duty, _ in due(passed)] == [Duty.ANSWER_REFERRAL]
    for again in (DESK, OTHER):
        with pytest.raises(WrongState):
            passed.pass_on(again, FRIDAY)


def test_what_is_over_stays_so_and_who_heard_of_lateness_hears_once():
    for over in (
        ASKED.give_back("名額已滿", FRIDAY),
        ASKED.withdraw("當事人不再同意", FRIDAY),
        ASKED.take(1, FRIDAY).tell(ReferralOutcome.LOST, "", FRIDAY),
    ):
        assert not due(over)
        for act in (
            lambda one=over: one.take(1, FRIDAY),
            lambda one=over: one.give_back("x", FRIDAY),
            lambda one=over: one.withdraw("x", FRIDAY),
            lambda one=over: one.pass_on(OTHER, FRIDAY),
            lambda one=over: one.tell(ReferralOutcome.PLACED, "", FRIDAY),
        ):
            with pytest.raises(WrongState):
                act()
    assert chased_at(ASKED.chase(), RULES_NOW) is None
    assert chased_at(ASKED.chase().take(1, FRIDAY), RULES_NOW) is not None


def test_a_letter_runs_from_the_day_on_which_it_came_and_its_sender_hears_by_letter():
    """[004] 參六(三)2(1): Duty.REFERRAL_OUTCOME."""
    given = {"letter_on": "2026-06-01", "need": "work", "sender": "prison", "office": "示範監獄"}
    given |= {"letter": "", "name": "林示範", "phone": ""}
    one = by_letter(DESK, "平鎮就業服務臺轉介-115-1", 1, given, FRIDAY)
    [(duty, at)] = due(one)
    assert (duty, at.date().isoformat()) == (Duty.REFERRAL_OUTCOME, "2026-07-01")
    assert chased_at(one, RULES_NOW) is None


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({"need": "work", "consent": "yes"}, True),
        ({"need": "work", "consent": "no", "basis": "家庭暴力防治法第50條"}, True),
        ({"need": "work", "consent": "no"}, False),
    ],
)
def test_without_consent_only_where_the_ground_is_named(given, taken):
    case = made_case(
        2,
        "A-115-000000",
        state=State.IN_SERVICE,
        unit=1,
        worker=1,
        village="平鎮區新勢里",
        urgent=False,
        reported_at=FRIDAY,
    )
    if taken:
        assert refer(case, DESK, 0, given, FRIDAY).by == 1
    else:
        with pytest.raises(WrongState):
            refer(case, DESK, 0, given, FRIDAY)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"need": "work", "consent": "yes"}, "need consent"),
        ({"need": "other", "consent": "yes"}, "need what consent"),
        ({"need": "work", "consent": "no"}, "need consent basis"),
        ({}, "need consent"),
    ],
)
def test_what_else_it_is_and_on_what_ground_is_asked_where_that_is_needed(given, asked):
    assert [one.key for one in ASK.asked(given)] == asked.split()


def test_what_it_is_about_goes_with_it():
    case = made_case(
        2,
        "A-115-000000",
        State.IN_SERVICE,
        "平鎮區新勢里",
        urgent=False,
        reported_at=FRIDAY,
        unit=1,
        worker=1,
    )
    given = {"need": "work", "consent": "yes", "what": "想學烘焙"}
    one = refer(case, DESK, 0, given, FRIDAY)
    assert (one.need, one.what, one.basis, one.by, one.case) == ("work", "想學烘焙", "", 1, 2)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (State.SCREENING, False),
        (State.DISPATCHED, True),
        (State.IN_SERVICE, True),
        (State.DISPUTED, True),
        (State.CLOSED, False),
        (State.NOT_TAKEN, False),
    ],
)
def test_what_is_screened_and_not_over_can_be_referred(state, may):
    case = made_case(2, "A-115-000000", state, "平鎮區新勢里", urgent=False, reported_at=FRIDAY, unit=1)
    given = {"need": "work", "consent": "yes"}
    if may:
        assert refer(case, DESK, 0, given, FRIDAY).asked_at == FRIDAY
        return
    with pytest.raises(WrongState):
        refer(case, DESK, 0, given, FRIDAY)
