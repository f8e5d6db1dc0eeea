"""A report as it is gathered: what is added, put right and decided before it is sent."""

import pytest

from casework.cases.case import OPEN, State
from casework.forms import FILLED, NEAR, Draft, Value
from casework.intake import (
    EVIDENCE,
    PIECES,
    REPORT,
    add,
    can_be_asked,
    decide,
    fits,
    known,
    takes_more,
    undecided,
)

LIMIT = REPORT.question("story").limit


def draft(answers: dict[str, Value], form: str = REPORT.name) -> Draft:
    return Draft(1, 1, form, None, answers)


@pytest.mark.parametrize(
    ("villages", "answers"),
    [
        ((), {}),
        (("平鎮區新勢里",), {"village": "平鎮區新勢里", FILLED: ["village"]}),
        (("平鎮區新勢里", "平鎮區新富里"), {NEAR: ["平鎮區新勢里", "平鎮區新富里"]}),
    ],
)
def test_who_speaks_for_one_village_is_not_asked_for_it(villages, answers):
    assert known(villages) == answers


@pytest.mark.parametrize(
    ("answers", "piece", "after"),
    [
        ({"story": "哭聲"}, {"story": "又哭"}, {"story": "哭聲\n又哭"}),
        ({}, {"story": "又哭"}, {"story": "又哭"}),
        ({"story": "哭聲"}, {EVIDENCE: ["1"]}, {"story": "哭聲", EVIDENCE: ["1"]}),
        ({EVIDENCE: ["1"]}, {EVIDENCE: ["2"]}, {EVIDENCE: ["1", "2"]}),
        ({"village": "平鎮區新勢里"}, {NEAR: ["平鎮區新富里"]}, {NEAR: ["平鎮區新富里"]}),
        ({"village": "平鎮區新勢里"}, {"story": "哭"}, {"village": "平鎮區新勢里", "story": "哭"}),
        ({"village": "平鎮區新勢里"}, {"village": ""}, {}),
    ],
)
def test_words_and_evidence_grow_and_a_place_is_replaced(answers, piece, after):
    assert add(answers, piece) == after


def test_until_somebody_says_so_it_is_no_report():
    assert undecided(draft({PIECES: []}))
    assert not undecided(draft({}))
    assert not undecided(draft({PIECES: []}, "more"))
    decided = decide(draft({"story": "哭聲", PIECES: ["x"]}), "no")
    assert decided.answers == {"story": "哭聲", "danger": "no"}
    shown = decide(draft({EVIDENCE: ["1"]}), "yes")
    assert shown.answers == {EVIDENCE: ["1"], "story": None, "danger": "yes"}
    assert decide(draft({"story": "哭聲", EVIDENCE: ["1"]}), "yes").answers["story"] == "哭聲"
    assert "story" not in decide(draft({}), "yes").answers, "it is asked for"


@pytest.mark.parametrize(
    ("answers", "can"),
    [
        ({"story": "哭聲"}, True),
        ({"household": "王測試"}, True),
        ({"call": "yes"}, True),
        ({"call": "no"}, False),
        ({EVIDENCE: ["1"]}, False),
    ],
)
def test_somebody_must_be_able_to_find_out_more(answers, can):
    assert can_be_asked(answers) is can


@pytest.mark.parametrize(
    ("length", "gathering", "taken"),
    [
        (0, False, True),
        (LIMIT, False, True),
        (LIMIT + 1, False, False),
        (2 * LIMIT, True, True),
        (2 * LIMIT + 1, True, False),
    ],
)
def test_a_story_is_as_long_as_the_form_takes_and_twice_as_long_while_it_is_gathered(
    length, gathering, taken
):
    assert fits({"story": "長" * length, **({PIECES: []} if gathering else {})}) is taken


@pytest.mark.parametrize("state", State)
def test_something_can_be_added_while_somebody_looks_at_its_case_or_serves_it(state):
    assert takes_more(state) is (state in OPEN)
