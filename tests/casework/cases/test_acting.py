"""Acts of a case: whose key is on the card, and when."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework.acts import ASSESS, RETURN_CLOSING, VISIT
from casework.cases.access import Relation
from casework.cases.acting import Moment, while_owed
from casework.cases.case import Case, State
from casework.errors import VisitFirst, WrongState
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty
from tests.casework.cases.test_seat_acts import AT, CASE

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


def test_what_the_rules_have_against_an_act_is_said():
    assert VISIT.refusal(CASE, NOW) is None
    assert isinstance(ASSESS.refusal(CASE, NOW), VisitFirst)
    assert isinstance(VISIT.refusal(replace(CASE, state=State.CLOSED), NOW), WrongState)


def test_a_paper_is_filed_while_it_is_owed():
    def owed(case: Case, rules: Rules) -> Iterator[Owed]:
        if case.open:
            yield Owed(Duty.SCREEN, "", AT, AT + timedelta(days=1), Bearer.SCREENERS)

    assert while_owed(owed)(CASE, NOW) == CASE
    with pytest.raises(WrongState):
        while_owed(owed)(replace(CASE, state=State.CLOSED), NOW)
