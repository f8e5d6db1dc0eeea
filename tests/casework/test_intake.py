"""A report as it is gathered: what is added, put right and decided before it is sent."""

import json

import pytest

from casework.cases.case import OPEN, State
from casework.cases.criteria import AT_HOME, HAPPENING
from casework.forms import FILLED, NEAR, Draft, Source, Value, said_in, sources
from casework.intake import (
    EVIDENCE,
    PIECES,
    REPORT,
    add,
    can_be_asked,
    corrected,
    decide,
    fits,
    gather,
    goes_at_once,
    known,
    rest_of,
    seen,
    takes_more,
    undecided,
    without,
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


TOLD: dict[str, Value] = {"danger": "yes", "story": "哭聲", "village": "平鎮區新勢里"}


@pytest.mark.parametrize(
    ("answers", "form", "at_once"),
    [
        (TOLD, "report", True),
        ({**TOLD, "story": None, EVIDENCE: ["voice:1"]}, "report", True),
        ({**TOLD, "danger": "no"}, "report", False),
        ({**TOLD, "danger": "unsure"}, "report", False),
        ({**TOLD, "story": None}, "report", False),
        ({**TOLD, "village": ""}, "report", False),
        ({**TOLD, PIECES: []}, "report", False),
        ({"danger": "yes", "story": "又哭"}, "more", True),
        ({"danger": "yes", "story": ""}, "more", False),
    ],
    ids=[
        *("told", "shown", "nobody in danger", "unsure", "of what", "where", "undecided"),
        *("more of it", "nothing more"),
    ],
)
def test_danger_goes_out_at_once_when_it_is_known_of_what_and_where(answers, form, at_once):
    """[兒少權法 53]."""
    assert goes_at_once(draft(answers, form)) is at_once


def test_of_a_report_that_went_out_what_was_not_said_is_asked_still():
    said: dict[str, Value] = {"call": "yes", "household": "王測試", "home": ["x"]}
    assert rest_of(draft({**TOLD, **said})) == said
    assert rest_of(draft({**TOLD, **said, "happening": None})) is None
    assert rest_of(draft(TOLD)) == {}


@pytest.mark.parametrize(
    ("answers", "file", "rest"),
    [
        ({EVIDENCE: ["1", "2"], "story": None}, 0, {EVIDENCE: ["2"], "story": None}),
        ({EVIDENCE: ["1", "2"], "story": None}, 5, {EVIDENCE: ["1", "2"], "story": None}),
        ({EVIDENCE: ["1"], "story": "哭聲"}, 0, {"story": "哭聲"}),
        ({EVIDENCE: ["1"], "story": None, "call": "no"}, 0, {"call": "no"}),
        ({"call": "no"}, 0, {"call": "no"}),
    ],
)
def test_with_no_picture_left_there_must_be_words(answers, file, rest):
    assert without(answers, file) == rest


def told(message: int, text: str, evidence: str = "") -> dict[str, Value]:
    own: dict[str, Value] = {"story": text} if text else {}
    files: dict[str, Value] = {EVIDENCE: [evidence]} if evidence else {}
    return said_in({**own, **files}, Source(message, "story", text, evidence))


def test_a_message_that_is_edited_says_what_it_says_now_in_its_place():
    two = add(told(1, "哭聲"), told(2, "哭聲很大", "photo:1"))
    assert two["story"] == "哭聲\n哭聲很大"
    first = corrected({}, two, Source(1, "story", "笑聲"))
    assert first["story"] == "笑聲\n哭聲很大"
    picture = corrected({}, two, Source(2, "story", "", "photo:2"))
    assert (picture["story"], picture[EVIDENCE]) == ("哭聲", ["photo:2"])
    more = add(told(3, "", "photo:3"), told(1, "哭聲"))
    captioned = corrected({}, more, Source(3, "story", "門口", "photo:3"))
    assert (captioned["story"], captioned[EVIDENCE]) == ("哭聲\n門口", ["photo:3"])
    assert corrected({}, two, Source(9, "story", "別的")) == two, "it is not of this report"
    alone = corrected({}, told(2, "哭聲", "photo:1"), Source(2, "story", "", "photo:1"))
    assert "story" not in alone


def test_until_it_is_a_report_its_pieces_are_put_together_anew():
    pieces = [json.dumps(told(n, text), ensure_ascii=False) for n, text in ((1, "哭聲"), (2, "在門口"))]
    gathered = gather({"village": "平鎮區新勢里"}, pieces)
    assert (gathered["story"], gathered[PIECES]) == ("哭聲\n在門口", pieces)
    now = corrected({"village": "平鎮區新勢里"}, gathered, Source(2, "story", "在樓上"))
    assert (now["story"], now["village"]) == ("哭聲\n在樓上", "平鎮區新勢里")
    assert len(sources(now)) == 2
    assert now[PIECES] == [pieces[0], json.dumps(told(2, "在樓上"), ensure_ascii=False)]


def test_what_was_ticked_is_seen_at_home_or_happening():
    one = draft({"home": [AT_HOME[0]], "happening": [HAPPENING[0]]})
    assert seen(one) == {AT_HOME[0], HAPPENING[0]}
    assert seen(draft({"home": None})) == frozenset()
