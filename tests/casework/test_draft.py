"""A draft: which question is on the screen, how one goes back, and what an answer may be."""

from datetime import date

import pytest
from msgspec.structs import replace

from casework.errors import (
    BadComingDate,
    BadDate,
    BadMoment,
    BadTime,
    BeforeTheReport,
    EmptyAnswer,
    FutureDate,
    NotAChoice,
    PastDate,
    Stale,
    TooFarAhead,
    TooLong,
)
from casework.forms import (
    ABOUT,
    DAYS,
    FILLED,
    NEAR,
    PLACES,
    SINCE,
    Draft,
    Form,
    Question,
    QuestionKind,
    Source,
    said_in,
    sources,
)

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
    with pytest.raises(TooLong) as long:
        WHO.typed("123456", TODAY, {})
    assert long.value.limit == 5
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


def test_what_is_asked_once_another_was_answered_at_all_hangs_on_it():
    after = Question("after", QuestionKind.TEXT, asked=lambda said: "mode" in said)
    assert Form("after", (MODE, after)).progress({}, MODE) == (1, None)
    assert Form("after", (MODE, after)).progress({"mode": "home"}, after) == (2, 2)


def test_what_is_known_beforehand_is_not_counted_and_decides_nothing_any_more():
    assert CALL.progress({"mode": "not_met"}, WHY, {"mode"}) == (1, 2)
    assert CALL.progress({"mode": "not_met", "last": "2026-06-10"}, WHY, {"mode", "last"}) == (1, 1)


def test_what_hangs_on_an_answer_is_ruled_out_by_it_and_not_by_one_to_come():
    hangs = Question(
        "hangs", QuestionKind.TEXT, asked=lambda said: "mode" in said and said.get("seen") == "all"
    )
    form = Form("hangs", (MODE, SEEN, hangs))
    assert form.progress({"mode": "home"}, SEEN) == (2, None)
    assert form.progress({"mode": "home", "seen": "x"}, hangs) == (3, 3)


MANY = Question(
    "many", QuestionKind.MANY, ("a", "b", "c"), fits=lambda option, said: option != said.get("no")
)


def test_an_option_is_ticked_and_taken_back_and_the_question_stays():
    one = draft({}).toggle("many", "a").toggle("many", "b")
    assert (one.answers, one.asking) == ({"many": ["a", "b"]}, "many")
    assert one.toggle("many", "a").answers == {"many": ["b"]}


def test_what_was_ticked_and_does_not_go_with_the_rest_is_left_out_and_asked_again():
    assert MANY.choices({"no": "b"}, TODAY) == ["a", "c"]
    assert draft({"many": ["a", "b"], "no": "b"}).fitting(MANY) == ["a"]
    assert MANY.settled({"many": ["a", "b"]})
    assert MANY.settled({"many": []})
    assert not MANY.settled({"many": ["a", "b"], "no": "b"})
    assert not MANY.settled({})


def test_what_was_filled_in_is_nobodys_answer_until_somebody_gives_it():
    filled = draft({FILLED: ["who", "what"], "who": "x", "what": "a", NEAR: [], SINCE: "2026-06-01"})
    assert not filled.begun
    after = filled.answer("who", "y")
    assert after.begun
    assert after.answers[FILLED] == ["what"]
    assert filled.toggle("what", "b").answers[FILLED] == ["who"]
    assert filled.answer("more", "y").answers[FILLED] == ["who", "what"]
    assert not draft({}).begun


def test_a_question_that_applies_no_more_is_not_gone_back_to():
    assert draft({"who": "x", "what": "a"}, "more").now(FORM) == MORE
    assert draft({"who": "x", "what": "b"}, "more").now(FORM) == DAY
    assert draft(WHOLE).now(FORM) is None


def test_misses_are_counted_one_by_one_and_an_empty_answer_says_nothing():
    assert draft({}).missed().misses == 3
    assert draft({"who": None}).said("who") == ""
    assert draft({"who": "x"}).said("who") == "x"
    assert draft({"who": "x"}).chosen("who") == []


@pytest.mark.parametrize("option", [-1, 2])
def test_a_button_that_stands_for_nothing_is_of_another_screen(option):
    with pytest.raises(Stale):
        WHAT.picked(option, {}, TODAY)
    assert [WHAT.picked(n, {}, TODAY) for n in (0, 1)] == ["a", "b"]


def test_what_is_suggested_is_offered_where_it_can_still_be():
    """A day that is over is not offered, and a place as it stands."""
    day = Question("day", QuestionKind.COMING, suggested=DAYS)
    near = {DAYS: ["2026-06-09", "2026-06-10", "2026-06-11"], PLACES: ["禮堂"], NEAR: ["別的"]}
    assert day.choices(near, TODAY) == ["2026-06-10", "2026-06-11"]
    assert Question("place", QuestionKind.TEXT, suggested=PLACES).choices(near, TODAY) == ["禮堂"]
    assert day.choices({}, TODAY) == []


@pytest.mark.parametrize(
    ("kind", "tapped", "dated", "told"),
    [
        (QuestionKind.CHOICE, True, False, False),
        (QuestionKind.MANY, True, False, False),
        (QuestionKind.TEXT, False, False, True),
        (QuestionKind.DATE, False, True, False),
        (QuestionKind.COMING, False, True, False),
        (QuestionKind.MOMENT, False, False, False),
        (QuestionKind.TIME, False, False, False),
        (QuestionKind.PLACE, False, False, False),
    ],
)
def test_each_kind_is_answered_in_its_way(kind, tapped, dated, told):
    one = Question("one", kind, ("today",))
    assert (one.tapped, one.dated, one.told) == (tapped, dated, told)
    assert not replace(one, check=str.upper).told, "something else must hold of it"
    if tapped:
        with pytest.raises(NotAChoice):
            one.typed("today", TODAY, {})


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        (QuestionKind.DATE, "6/10", "2026-06-10"),
        (QuestionKind.DATE, "2026/6/11", FutureDate),
        (QuestionKind.DATE, "很久", BadDate),
        (QuestionKind.COMING, "6/10", "2026-06-10"),
        (QuestionKind.COMING, "2026/6/9", PastDate),
        (QuestionKind.COMING, "2028/6/10", "2028-06-10"),
        (QuestionKind.COMING, "2028/6/11", TooFarAhead),
        (QuestionKind.COMING, "很久", BadComingDate),
        (QuestionKind.MOMENT, "很久", BadMoment),
        (QuestionKind.MOMENT, "2028/6/11 10:00", TooFarAhead),
        (QuestionKind.TIME, "14:05", "14:05"),
        (QuestionKind.TIME, "很久", BadTime),
        (QuestionKind.TEXT, "…！", EmptyAnswer),
        (QuestionKind.TEXT, "好。", "好。"),
    ],
)
def test_what_is_typed_is_read_or_the_fault_is_named(kind, typed, read):
    question = Question("one", kind)
    if isinstance(read, str):
        assert question.typed(typed, TODAY, {}) == read
        return
    with pytest.raises(read):
        question.typed(typed, TODAY, {})


def test_an_answer_that_was_said_anew_came_from_the_newer_message():
    first, second = Source(1, "who", "甲"), Source(2, "what", "乙", "photo:1", "9")
    both = said_in(said_in({"who": "甲"}, first), second)
    assert sources(both) == [first, second]
    again = said_in(both, replace(first, text="丙"))
    assert sources(again) == [second, replace(first, text="丙")]
    assert sources({}) == []


def test_what_applies_is_given_whatever_else_was_answered_before():
    assert FORM.given({"who": "x", "what": "b", "more": "y"}) == {"who": "x", "what": "b", "day": None}
    assert FORM.open({"who": "x", "what": "b"}) == DAY
    assert FORM.question("more") == MORE
