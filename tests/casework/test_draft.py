"""A draft: which question is on the screen, how one goes back, and what an answer may be."""

from datetime import date

import pytest
from msgspec.structs import replace

from casework.errors import BeforeTheReport, PastDate, Stale, TooLong
from casework.forms import ABOUT, NEAR, SINCE, Draft, Form, Question, QuestionKind

TODAY = date(2026, 6, 10)
WHO = Question("who", QuestionKind.TEXT, limit=5)
WHAT = Question("what", QuestionKind.CHOICE, ("a", "b"))
MORE = Question("more", QuestionKind.TEXT, asked=lambda answers: answers.get("what") == "a")
DAY = Question("day", QuestionKind.DATE, ("today", "yesterday"))
FORM = Form("form", (WHO, WHAT, MORE, DAY))
WHOLE = {"who": "x", "what": "a", "more": "y", "day": "2026-06-09"}


def draft(answers, asking=None):
    return Draft(1, 1, "form", None, answers, asking, misses=2)


def test_an_answer_goes_on_and_counts_no_misses():
    assert draft({}, "who").answer("who", "x") == replace(draft({"who": "x"}), misses=0)


def test_a_change_asks_that_question_and_nothing_else():
    assert draft(WHOLE).change("what") == draft(WHOLE, "what")


@pytest.mark.parametrize(
    ("answers", "asking", "changing"),
    [(WHOLE, "what", True), (WHOLE, None, False), ({"who": "x"}, "who", False), ({"who": "x"}, None, False)],
)
def test_only_where_all_is_answered_is_a_question_gone_back_to_changed(answers, asking, changing):
    assert draft(answers, asking).changing(FORM) is changing


@pytest.mark.parametrize(
    ("answers", "asking", "summary", "before"),
    [
        ({}, None, True, "who"),
        ({"who": "x"}, None, True, "who"),
        ({"who": "x", "what": "a"}, None, True, "what"),
        ({"who": "x", "what": "b"}, None, True, "what"),
        (WHOLE, None, True, "day"),
        (WHOLE, "what", True, None),
        (WHOLE, "what", False, "who"),
        (WHOLE, "who", False, "who"),
        ({"who": "x", "what": "a"}, "what", True, "who"),
    ],
)
def test_one_goes_back_to_the_question_before_and_from_a_change_to_the_summary(
    answers, asking, summary, before
):
    assert draft(answers, asking).back(FORM, summary=summary) == draft(answers, before)


def test_a_text_of_just_the_limit_is_taken_and_settles():
    assert WHO.typed("12345", TODAY, {}) == "12345"
    with pytest.raises(TooLong):
        WHO.typed("123456", TODAY, {})
    assert WHO.settled({"who": "12345"})
    assert not WHO.settled({"who": "123456"})
    assert not WHO.settled({})


def test_a_day_may_be_that_of_the_report_and_none_before_it():
    assert DAY.typed("6/9", TODAY, {SINCE: "2026-06-09"}) == "2026-06-09"
    with pytest.raises(BeforeTheReport):
        DAY.typed("6/8", TODAY, {SINCE: "2026-06-09"})
    assert DAY.choices({SINCE: "2026-06-10"}, TODAY) == ["today"]
    assert DAY.picked(0, {SINCE: "2026-06-10"}, TODAY) == "2026-06-10"
    with pytest.raises(Stale):
        DAY.picked(1, {SINCE: "2026-06-10"}, TODAY)


def test_a_coming_day_is_not_before_the_one_it_comes_after():
    until = Question("until", QuestionKind.COMING, after="from")
    assert until.typed("6/20", TODAY, {"from": "2026-06-20"}) == "2026-06-20"
    with pytest.raises(PastDate):
        until.typed("6/15", TODAY, {"from": "2026-06-20"})
    assert until.typed("6/15", TODAY, {}) == "2026-06-15"


def test_a_place_is_one_of_those_near_by():
    place = Question("place", QuestionKind.PLACE, ("not these",))
    assert list(place.choices({NEAR: ["平鎮區新勢里"]}, TODAY)) == ["平鎮區新勢里"]
    assert list(place.choices({}, TODAY)) == []
    assert place.picked(0, {NEAR: ["平鎮區新勢里"]}, TODAY) == "平鎮區新勢里"


MODE = Question("mode", QuestionKind.CHOICE, ("home", "not_met"))
WHY = Question("why", QuestionKind.CHOICE, ("away",), asked=lambda said: said.get("mode") == "not_met")
SEEN = Question(
    "seen",
    QuestionKind.CHOICE,
    ("all",),
    asked=lambda said: said["mode"] == "home" if "mode" in said else False,
)
AGAIN = Question("again", QuestionKind.TEXT, asked=lambda said: said.get(ABOUT) == "again")
REASON = Question("reason", QuestionKind.TEXT, asked=lambda said: said.get("seen") == "some")
LAST = Question("last", QuestionKind.DATE, ("today",))
CALL = Form("call", (AGAIN, MODE, WHY, SEEN, REASON, LAST))


@pytest.mark.parametrize(
    ("answers", "here", "progress"),
    [
        ({}, MODE, (1, None)),
        ({"mode": "home"}, SEEN, (2, None)),
        ({"mode": "not_met"}, WHY, (2, 3)),
        ({"mode": "home", "seen": "some"}, REASON, (3, 4)),
        ({"mode": "home", "seen": "all"}, LAST, (3, 3)),
        ({ABOUT: "again"}, AGAIN, (1, None)),
        ({"mode": "home", "seen": "all", "last": "2026-06-10"}, MODE, (1, None)),
    ],
)
def test_of_how_many_is_said_once_no_answer_from_here_on_decides_it(answers, here, progress):
    """The last: who goes back can answer otherwise."""
    assert CALL.progress(answers, here) == progress


def test_what_is_known_beforehand_is_not_counted_and_decides_nothing_any_more():
    assert CALL.progress({"mode": "not_met"}, WHY, {"mode"}) == (1, 2)


def test_what_hangs_on_an_answer_is_ruled_out_by_it_and_not_by_one_to_come():
    hangs = Question(
        "hangs", QuestionKind.TEXT, asked=lambda said: "mode" in said and said.get("seen") == "all"
    )
    form = Form("hangs", (MODE, SEEN, hangs))
    assert form.progress({"mode": "home"}, SEEN) == (2, None)
    assert form.progress({"mode": "home", "seen": "x"}, hangs) == (3, 3)
