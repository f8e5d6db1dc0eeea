"""Students of 7 to under 12 with deviant behaviour [004] 參六(四)1."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.dossiers import Doing
from casework.errors import NotThatAge, PastDate, WrongState
from casework.policy.owed import Bearer, Owed
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.students import (
    ACTS,
    CALL,
    END,
    JUDGE,
    MOVE,
    NEEDS,
    NEEDS_REPORT,
    NOTE,
    OUTCOME,
    OUTCOME_REPORT,
    Grave,
    Matter,
    Met,
    ReportSent,
    RoundOutcome,
    Watch,
    by_letter,
    owed,
)
from casework.text.dates import day_end, day_start, months_after
from tests.casework.network import RULES, SCHOOLS

OURS = RULES["112"]
LETTER = date(2026, 9, 22)  # a Tuesday; Friday 9/25 and Monday 9/28 are holidays
NEW = Matter(id=5, unit=SCHOOLS, by=9, sign="學生-115-1", letter_on=LETTER)
GRAVE = replace(NEW, grave=Grave.SERIOUS, judged_on=LETTER)
MET = replace(GRAVE, needs_met=Met(date(2026, 10, 1)))
WATCHED = replace(MET, needs_reported=ReportSent(date(2026, 10, 5)))
FIRST = Watch(Met(date(2027, 2, 1)), RoundOutcome.NOT, ReportSent(date(2027, 2, 5)))


def doing(day: date, **answers) -> Doing:
    return Doing(day_end(day) - timedelta(hours=8), OURS, answers)


def one(matter: Matter) -> Owed:
    (found,) = owed(matter, OURS)
    return found


def owing(matter: Matter) -> dict[tuple[Duty, str], Owed]:
    return {(each.duty, each.period): each for each in owed(matter, OURS)}


def test_a_matter_that_nobody_judged_is_answered_within_7_days_of_the_letter():
    """[004] 參六(四)1(1): 於文到7日內將辦理情形函復."""
    reply = one(NEW)
    assert (reply.duty, reply.bearer) == (Duty.STUDENT_REPLY, Bearer.LIAISONS)
    assert (reply.since, reply.due) == (day_end(LETTER), day_end(date(2026, 9, 29)))


def test_what_can_be_closed_is_over_with_the_reply():
    """[004] 參六(四)1(1): 經評估不需介入性輔導且可結案者."""
    closed = JUDGE.done(NEW, doing(LETTER, grave="closed", reply="已輔導並告知家長", letter="桃小字1號"))
    assert not owing(closed)
    assert JUDGE.verb_of(closed) == "student.replied"


def test_judged_serious_after_the_reply_it_begins_anew():
    """[004] 參六(四)1(2): the five days run from the later of letter and judgement (default)."""
    closed = JUDGE.done(NEW, doing(LETTER, grave="closed", reply="已輔導並告知家長"))
    again = JUDGE.done(closed, doing(date(2026, 10, 12), grave="serious"))
    assert one(again).due == day_end(date(2026, 10, 19))


@pytest.mark.parametrize(
    ("grave", "asked"), [("closed", "grave reply letter"), ("goes_on", "grave"), ("serious", "grave")]
)
def test_a_reply_is_asked_of_what_is_closed_with_it(grave, asked):
    """[004] 參六(四)1(1)."""
    assert JUDGE.form
    assert [one.key for one in JUDGE.form.asked({"grave": grave})] == asked.split()


def test_guidance_that_goes_on_is_told_of_every_month():
    """[004] 參六(四)1(1): no reply is owed while it can't be closed; default: a note a month."""
    goes_on = JUDGE.done(NEW, doing(date(2026, 9, 24), grave="goes_on"))
    assert one(goes_on).due == day_end(date(2026, 10, 24))
    noted = NOTE.done(goes_on, doing(date(2026, 10, 20), tier="1"))
    assert one(noted).due == day_end(date(2026, 11, 20))
    assert [one(each).period for each in (NEW, goes_on, noted)] == ["reply", "reply:0", "reply:1"]


def test_a_serious_matter_has_its_needs_meeting_within_5_working_days():
    """[004] 參六(四)1(2)①: Duty.NEEDS_MEETING, 於5個工作日內召開需求評估會議."""
    assert (one(GRAVE).duty, one(GRAVE).due) == (Duty.NEEDS_MEETING, day_end(date(2026, 10, 1)))


def test_the_needs_meeting_is_reported_within_7_days():
    """[004] 參六(四)1(2)①: 於開會完7日內…報局."""
    assert owing(MET)[Duty.NEEDS_REPORT, "needs"].due == day_end(date(2026, 10, 8))


def test_the_outcome_is_met_on_after_three_to_six_months_of_measures():
    """[004] 參六(四)1(2)②: 至少實施觀察3個月以上~6個月以下; the last of February is its 31st."""
    meeting = one(WATCHED)
    assert (meeting.duty, meeting.period) == (Duty.OUTCOME_MEETING, "round:1")
    assert (meeting.since, meeting.due) == (day_start(date(2027, 1, 1)), day_end(date(2027, 4, 1)))
    late = one(replace(WATCHED, needs_met=Met(date(2026, 11, 30))))
    assert (late.since, late.due) == (day_start(date(2027, 2, 28)), day_end(date(2027, 5, 30)))


def test_on_the_day_on_which_three_months_are_over_it_can_be_met_on():
    """[004] 參六(四)1(2)②."""
    day = date(2027, 1, 1)
    assert OUTCOME.done(WATCHED, doing(day, on=day.isoformat(), outcome="improved")).improved


def test_it_is_not_met_on_before_three_months_are_over():
    """[004] 參六(四)1(2)②."""
    with pytest.raises(WrongState):
        OUTCOME.done(WATCHED, doing(date(2026, 12, 31), on="2026-12-31", outcome="not"))
    with pytest.raises(PastDate):
        OUTCOME.done(WATCHED, doing(date(2027, 1, 4), on="2026-12-31", outcome="not"))


def test_the_outcome_meeting_is_reported_within_7_days():
    """[004] 參六(四)1(2)③: 於開會後7日內…報局憑辦."""
    met = replace(WATCHED, watches=(Watch(Met(date(2027, 2, 1)), RoundOutcome.IMPROVED),))
    assert (one(met).duty, one(met).due) == (Duty.OUTCOME_REPORT, day_end(date(2027, 2, 8)))


@pytest.mark.parametrize("outcome", [RoundOutcome.NOT, RoundOutcome.PARTLY])
def test_what_is_not_better_is_watched_and_met_on_again(outcome):
    """[004] 參六(四)1(2)③: Duty.OUTCOME_REPORT of one round, Duty.OUTCOME_MEETING of the next."""
    met = owing(replace(WATCHED, watches=(Watch(Met(date(2027, 2, 1)), outcome),)))
    assert set(met) == {(Duty.OUTCOME_REPORT, "round:1"), (Duty.OUTCOME_MEETING, "round:2")}
    again = met[Duty.OUTCOME_MEETING, "round:2"]
    assert (again.since, again.due) == (day_start(date(2027, 5, 1)), day_end(date(2027, 8, 1)))


@pytest.mark.parametrize(
    ("born", "fits"),
    [
        pytest.param("2019-09-15", True, id="7 on the day of the act"),
        pytest.param("2019-09-16", False, id="6"),
        pytest.param("2014-09-16", True, id="11"),
        pytest.param("2014-09-15", False, id="12 on the day of the act"),
    ],
)
def test_it_is_for_who_was_7_to_under_12_on_the_day_of_the_act(born, fits):
    """[004] 參六(四)1: 7歲以上未滿12歲."""
    given = {"letter_on": "2026-09-22", "act_on": "2026-09-15", "born": born}
    if fits:
        assert by_letter(SCHOOLS, 9, "", given).letter_on == LETTER
        return
    with pytest.raises(NotThatAge):
        by_letter(SCHOOLS, 9, "", given)


def test_who_turns_12_during_it_stays_in_it():
    """[004] 參六(四)1."""
    turned = replace(WATCHED, born=date(2014, 10, 1))
    assert turned.of_twelve(date(2026, 10, 1))
    assert not turned.of_twelve(date(2026, 9, 30))
    assert owing(turned)


def test_nobody_is_asked_before_a_meeting_is_called():
    assert list(NEW.asked(LETTER)) == []


def test_who_is_asked_to_a_meeting_sees_it_for_a_week():
    called = CALL.done(
        GRAVE,
        replace(doing(LETTER, at="2026-09-29T14:30:00+08:00", present=["police"]), units=(4,)),
    )
    assert called.called
    assert called.called.at == datetime.fromisoformat("2026-09-29T14:30:00+08:00")
    assert called.asked(date(2026, 10, 6)) == (4,)
    assert called.asked(date(2026, 10, 7)) == ()


def test_nothing_is_owed_for_what_was_ended():
    ended = END.done(WATCHED, doing(LETTER, reason="遷至外縣市就學"))
    assert not owing(ended)


# What holds for all of them

ANSWERS: dict[object, dict[str, object]] = {
    JUDGE: {"grave": "serious"},
    NEEDS: {"agreed": "個別輔導", "present": ["school"]},
    OUTCOME: {"agreed": "續行", "present": ["parents"], "outcome": "improved"},
    NOTE: {"tier": "2"},
    CALL: {"at": "2026-09-29T14:30:00+08:00", "present": ["school"]},
    END: {"reason": "遷至外縣市就學"},
}
ENDS = {
    Duty.STUDENT_REPLY: JUDGE,
    Duty.NEEDS_MEETING: NEEDS,
    Duty.NEEDS_REPORT: NEEDS_REPORT,
    Duty.OUTCOME_MEETING: OUTCOME,
    Duty.OUTCOME_REPORT: OUTCOME_REPORT,
}


@given(st.dates(date(2020, 9, 1), date(2050, 8, 31)), st.integers(0, 3), st.booleans())
def test_each_act_ends_the_duty_it_does_the_work_of_and_no_other(letter, failed, last_first):
    """[004] 參六(四)1, step by step: whatever is owed is owed in time, once, by who answers for it."""
    matter, day = replace(NEW, letter_on=letter), letter
    while matter.open:
        before = owing(matter)
        assert len(before) == len(list(owed(matter, OURS)))
        for each in before.values():
            assert each.since <= each.due
            assert each.bearer in CATALOGUE[each.duty].bearers
        duty = list(before)[-1 if last_first else 0][0]
        ended = next(each for each in before if each[0] is duty)  # of two reports the older one
        act, day = ENDS[ended[0]], months_after(day, 5)
        said = ANSWERS.get(act, {}) | ({"outcome": "not"} if len(matter.watches) < failed else {})
        matter = act.done(matter, doing(day, on=day.isoformat(), **said))
        left = owing(matter)
        assert ended not in left
        assert set(before) - set(left) == {ended}
    assert len(matter.watches) == failed + 1


@given(st.sampled_from(ACTS), st.sampled_from([NEW, GRAVE, MET, WATCHED, replace(WATCHED, watches=(FIRST,))]))
def test_what_is_over_takes_no_act_but_another_judgement(act, matter):
    """[004] 參六(四)1."""
    over = replace(matter, ended_at=day_end(LETTER))
    assert not act.allowed(over, doing(LETTER)) or act is JUDGE


def test_with_another_school_the_matter_goes_there_and_its_meeting_is_called_anew():
    called = CALL.done(GRAVE, replace(doing(LETTER, at="2026-09-29T14:30:00+08:00", present=[]), units=(4,)))
    there = replace(SCHOOLS, id=77)
    moved = MOVE.done(called, replace(doing(LETTER), to=there))
    assert (moved.unit, moved.called) == (there, None)
    assert MOVE.done(called, doing(LETTER)) == called, "nobody was chosen"


@pytest.mark.parametrize(
    ("born", "is_twelve"),
    [(date(2014, 10, 1), True), (date(2014, 10, 2), False), (None, False)],
    ids=["twelve today", "twelve tomorrow", "nobody knows"],
)
def test_from_twelve_on_what_happens_is_the_youth_committees(born, is_twelve):
    """[004] 參六(四)1."""
    assert replace(NEW, born=born).of_twelve(date(2026, 10, 1)) is is_twelve


def test_a_round_is_watched_from_the_meeting_that_began_it():
    """[004] 參六(四)1(2)②, ③."""
    assert (NEW.began, NEW.round) == (None, 1)
    assert (MET.began, MET.round) == (date(2026, 10, 1), 1)
    again = replace(WATCHED, watches=(FIRST,))
    assert (again.began, again.round, again.improved) == (date(2027, 2, 1), 2, False)
    better = replace(again, watches=(FIRST, replace(FIRST, outcome=RoundOutcome.IMPROVED)))
    assert (better.round, better.improved) == (2, True)


def test_a_letter_may_come_on_the_day_of_the_act_and_none_before_it():
    said = {"letter_on": "2026-09-22", "act_on": "2026-09-22", "born": "2017-01-01", "letter": None}
    begun = by_letter(SCHOOLS, 9, "", said)
    assert (begun.letter_on, begun.act_on, begun.letter, begun.code) == (LETTER, LETTER, "", "")
    with pytest.raises(PastDate):
        by_letter(SCHOOLS, 9, "", {**said, "letter_on": "2026-09-21"})
