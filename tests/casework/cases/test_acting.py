"""Acts of a case: whose key is on the card, and when."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework.acts import (
    ACCEPT,
    ASK,
    ASSESS,
    DECLINE,
    FOLLOW_UP,
    RETURN_CLOSING,
    TAKE_OVER,
    TELL_IN_WORDS,
    VISIT,
)
from casework.cases.access import Relation
from casework.cases.acting import Moment, while_owed
from casework.cases.case import OPEN, Case, State
from casework.cases.seats import SeatEnd
from casework.errors import VisitFirst, WrongState
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty
from tests.casework.cases.test_seat_acts import ASKED, AT, BESIDE, CASE

NOW = Moment(AT, Rules(load_policy(POLICIES / "112.toml"), Calendar(), date(2026, 6, 1)))
WORKER, SUPERVISOR = frozenset({Relation.PRIMARY}), frozenset({Relation.SUPERVISING})


@pytest.mark.parametrize(
    ("act", "who", "there"),
    [
        (VISIT, WORKER, True),
        (VISIT, SUPERVISOR, False),
        (VISIT, frozenset(), False),
        (ASSESS, WORKER, True),
        (ASSESS, SUPERVISOR, False),
        (RETURN_CLOSING, SUPERVISOR, False),
    ],
    ids=["allowed", "another's", "nobody's", "something first", "another's, too", "nothing to return"],
)
def test_a_key_is_there_for_whose_act_it_is_where_the_rules_allow_it_or_say_what_comes_first(act, who, there):
    assert act.possible(who, CASE, NOW) is there


def test_a_unit_can_be_asked_beside_whichever_leads():
    """[001] 三(六)2."""
    for lead in (1, 30):
        assert ASK.refusal(replace(CASE, lead=replace(CASE.lead, unit=lead)), NOW) is None
    assert ASK.refusal(replace(CASE, state=State.CLOSED), NOW)


def test_an_offer_is_answered_from_the_seat_that_is_offered():
    case = replace(CASE, joint=(ASKED, BESIDE))
    for act in (ACCEPT, DECLINE):
        assert act.refusal(case, Moment(AT, NOW.rules, ASKED.id)) is None
        assert act.refusal(case, Moment(AT, NOW.rules, BESIDE.id))
        assert act.refusal(case, NOW), "the lead's is offered to nobody"


def test_the_lead_takes_over_from_who_serves_beside_it_and_not_from_who_was_only_asked():
    assert TAKE_OVER.refusal(replace(CASE, joint=(ASKED, BESIDE)), NOW) is None
    for nobody in ((), (ASKED,), (BESIDE.stop(AT, SeatEnd.ENDED),)):
        assert TAKE_OVER.refusal(replace(CASE, joint=nobody), NOW)
    assert TAKE_OVER.refusal(replace(CASE, state=State.SCREENING), NOW)


def test_what_the_rules_have_against_an_act_is_said():
    assert VISIT.refusal(CASE, NOW) is None
    assert isinstance(ASSESS.refusal(CASE, NOW), VisitFirst)
    assert isinstance(VISIT.refusal(replace(CASE, state=State.CLOSED), NOW), WrongState)


@pytest.mark.parametrize("state", State)
def test_what_was_sent_is_told_in_words_while_the_case_is_open(state):
    assert (TELL_IN_WORDS.refusal(replace(CASE, state=state), NOW) is None) is (state in OPEN)


def test_a_month_is_filed_by_whoever_owes_one():
    assert FOLLOW_UP.refusal(CASE, NOW) is None
    assert FOLLOW_UP.refusal(CASE.follow_up(month=date(2026, 6, 1), risk=None), NOW)
    assert FOLLOW_UP.refusal(replace(CASE, state=State.CLOSED), NOW)


def test_a_paper_is_filed_while_it_is_owed():
    def owed(case: Case, rules: Rules) -> Iterator[Owed]:
        if case.open:
            yield Owed(Duty.SCREEN, "", AT, AT + timedelta(days=1), Bearer.SCREENERS)

    assert while_owed(owed)(CASE, NOW) == CASE
    with pytest.raises(WrongState):
        while_owed(owed)(replace(CASE, state=State.CLOSED), NOW)
