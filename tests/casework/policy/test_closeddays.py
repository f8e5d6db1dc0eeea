"""How days on which a typhoon closes the office are written, and what they move."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.case import Risk, State
from casework.policy.calendar import Calendar
from casework.policy.closed_days import IN_WORKING_DAYS, MOST, SaidDays, moves, read_closing, read_days, sort
from casework.policy.editions import load_editions
from casework.policy.owed import Rules
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.reminders.obligations import owed
from casework.reminders.seats import visit_interval
from casework.text.dates import at_taipei, day_end
from tests.support.cases import made_case, with_facts
from tests.support.town import MONDAY

THURSDAY = date(2026, 7, 9)
FRIDAY, SATURDAY, SUNDAY, NEXT = (THURSDAY + timedelta(days=n) for n in (1, 2, 3, 4))
RULES = Rules(load_editions().on(THURSDAY), Calendar(), THURSDAY)
BACK = RULES.policy.closed_days.back_days


def said(text):
    return read_closing(text, THURSDAY, BACK)


@pytest.mark.parametrize(
    "text",
    [
        "停班 115/7/10",
        "停班停課 明天",
        "停班115年7月10日（五）",
        "停班：１１５／７／１０",
        "7/10 停班",
        "明天停班停課",
        "closed 2026-07-10",
        "office closed tomorrow",
        "Closed on 10 July",
        "The office is closed tomorrow",
        "明天停止上班、停止上課",
        "7/10停止上班上課",
        "停止上班 7/10",
        "明天不上班",
        "明天放颱風假",
        "颱風假 7/10",
    ],
)
def test_a_day_to_close_is_read_however_it_is_written(text):
    assert said(text) == SaidDays(closes=True, days=(FRIDAY,))


@pytest.mark.parametrize(
    "text",
    [
        "取消停班 115/7/10",
        "取消停班停課 明天",
        "取消7/10停班",
        "7/10取消停班",
        "恢復上班 7/10",
        "open 2026-07-10",
        "reopen tomorrow",
        "明天恢復上班",
        "7/10照常上班",
        "恢復正常上班 7/10",
        "明天不停班",
        "7/10不停班不停課",
        "取消明天停止上班",
    ],
)
def test_a_day_is_taken_back_however_it_is_written(text):
    assert said(text) == SaidDays(closes=False, days=(FRIDAY,))


@pytest.mark.parametrize(
    "text",
    [
        "停班 7/10、7/13",
        "停班 7/10, 7/13",
        "停班 7/10 7/13",
        "停班 7/10\n7/13",
        "closed 7/10 and 7/13",
        "停班 7/10和7/13",
    ],
)
def test_several_days_are_read_at_once(text):
    assert said(text) == SaidDays(closes=True, days=(FRIDAY, NEXT))


@pytest.mark.parametrize(
    "text",
    [
        "停班 7/10-7/13",
        "停班 7/10-13",
        "停班 7/10～7/13",
        "停班 115/7/10至115/7/13",
        "停班 115年7月10日到7月13日",
        "停班 2026-07-10-2026-07-13",
        "closed 10 July to 13 July",
    ],
)
def test_days_from_one_to_another_are_read(text):
    assert said(text) == SaidDays(closes=True, days=(FRIDAY, SATURDAY, SUNDAY, NEXT))


@pytest.mark.parametrize("text", ["停班 明天到後天", "停班 7/10-7/11", "停班 明天、後天"])
def test_every_day_is_counted_from_today(text):
    assert said(text) == SaidDays(closes=True, days=(FRIDAY, SATURDAY))


def test_days_from_one_to_another_go_over_the_end_of_the_year():
    assert said("停班 12/31-1/2").days == (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("停班 7/1", date(2026, 7, 1), id="just passed"),
        pytest.param("停班 6/8", date(2026, 6, 8), id="31 days ago"),
        pytest.param("停班 6/7", date(2027, 6, 7), id="too long ago to be meant"),
        pytest.param("停班 週三", date(2026, 7, 15), id="the next Wednesday, though one just passed"),
        pytest.param("停班 上週三", date(2026, 7, 1), id="last week"),
    ],
)
def test_a_day_without_a_year_lies_ahead_unless_it_has_just_passed(text, day):
    assert said(text).days == (day,)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("停班 115/13/1", ("115/13/1",)),
        ("停班 颱風", ("颱風",)),
        ("停班 7/10、七月底", ("七月底",)),
        ("closed 2026-13-45", ("2026-13-45",)),
        ("停班 7/13-7/10", ("7/13-7/10",)),
    ],
)
def test_what_is_no_day_is_said_back(text, unread):
    assert said(text).unread == unread


@pytest.mark.parametrize("text", ["停班", "停班停課", "取消停班", " 停班 "])
def test_the_word_alone_names_no_day(text):
    assert (said(text).days, said(text).unread) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "closed",
        "open",
        "closed 平鎮",
        "open cases",
        "closed A-115-000129",
        "家長停班",
        "停課 7/10",
        "7/10",
        "平鎮 逾期",
        "",
    ],
)
def test_other_words_are_about_something_else(text):
    assert said(text) is None


def test_where_days_are_asked_for_the_word_may_be_left_out():
    assert read_days("7/10-7/11", THURSDAY, BACK) == SaidDays(closes=True, days=(FRIDAY, SATURDAY))
    assert read_days("取消停班 7/10", THURSDAY, BACK) == SaidDays(closes=False, days=(FRIDAY,))


@pytest.mark.parametrize("text", ["7/10-7/99", "7/10-下週", "7/10-", "-7/10"])
def test_days_without_an_end_or_a_beginning_are_said_back(text):
    assert read_days(text, THURSDAY, BACK) == SaidDays(closes=True, days=(), unread=(text,))


def test_a_year_that_was_mistyped_makes_no_endless_list():
    assert len(said("停班 115/7/10-215/7/10").days) == MOST + 1


@given(st.text(max_size=30), st.sampled_from(["停班", "取消停班 ", "closed ", ""]))
def test_nothing_that_is_typed_breaks_the_reading(text, word):
    read_closing(word + text, THURSDAY, BACK)
    read_days(text, THURSDAY, BACK)


def test_days_are_sorted_by_what_can_be_done_with_them():
    old, far = THURSDAY - timedelta(days=32), THURSDAY + timedelta(days=367)
    days = sort(SaidDays(closes=True, days=(old, FRIDAY, SATURDAY, NEXT, far)), {NEXT}, THURSDAY, RULES)
    assert (days.to_do, days.off_anyway, days.done_before) == ((FRIDAY,), (SATURDAY,), (NEXT,))
    assert (days.too_old, days.too_far) == ((old,), (far,))


def test_a_day_off_that_is_closed_already_is_off_anyway_and_days_at_the_edges_can_be_closed():
    first, last = THURSDAY - timedelta(days=31), THURSDAY + timedelta(days=366)
    days = sort(SaidDays(closes=True, days=(SATURDAY, first, last)), {SATURDAY}, THURSDAY, RULES)
    assert (days.to_do, days.off_anyway, days.done_before) == ((first,), (SATURDAY, last), ())
    assert (days.too_old, days.too_far) == ((), ())


def test_what_is_not_closed_is_not_taken_back():
    days = sort(SaidDays(closes=False, days=(FRIDAY, NEXT)), {NEXT}, THURSDAY, RULES)
    assert (days.to_do, days.done_before) == ((NEXT,), (FRIDAY,))


@pytest.mark.parametrize(
    ("days", "moved"),
    [
        ({THURSDAY}, False),
        ({FRIDAY}, True),
        ({NEXT}, True),
        ({NEXT + timedelta(days=1)}, False),
        ({THURSDAY, FRIDAY}, True),
        ({FRIDAY, NEXT + timedelta(days=1)}, True),
        ((), False),
    ],
    ids=["the day it began", "the day after", "the day it is due", "later", "one of two", "and one", "none"],
)
def test_a_deadline_moves_where_one_of_the_days_lies_before_it(days, moved):
    since, due = (at_taipei(day, time(9)) for day in (THURSDAY, NEXT))
    assert moves(Duty.FILE_MINUTES, since, due, days, RULES) is moved
    assert not moves(Duty.REFERRAL_OUTCOME, since, due, days, RULES), "its days are the calendar's"


@pytest.mark.parametrize("risk", [Risk.MEDIUM, Risk.LOW])
def test_a_visit_moves_where_the_office_closes_on_its_day_and_moves_back(risk):
    """Nothing was said of it: no open deadline moves, and each visit of that day did."""
    due = day_end(FRIDAY)
    since = due - timedelta(days=visit_interval(risk, RULES.policy))
    closed = Rules(RULES.policy, Calendar(frozenset({FRIDAY})), THURSDAY)
    assert moves(Duty.VISIT, since, due, {FRIDAY}, RULES)
    assert not moves(Duty.VISIT, since, due, {THURSDAY, NEXT}, RULES), "the days around it"
    assert moves(Duty.VISIT, since, day_end(NEXT), {FRIDAY}, closed)
    assert not moves(Duty.VISIT, since + timedelta(days=3), day_end(NEXT), {FRIDAY}, closed)


def test_a_visit_that_does_not_wait_for_the_office_is_not_said_to_move():
    due = day_end(FRIDAY)
    since = due - timedelta(days=visit_interval(Risk.HIGH, RULES.policy))
    assert not moves(Duty.VISIT, since, due, {FRIDAY}, RULES)


def test_of_each_duty_that_is_counted_in_working_days_it_is_foretold_that_it_moves():
    """Of rosters, referrals, sittings, minutes and the merit table it was said that they stay."""
    counted = {duty for duty, rule in CATALOGUE.items() if "working_days" in str(rule.figures)}
    only_late = {Duty.NEW_YEAR_LIST, Duty.NEW_YEAR_VISIT}
    assert counted - only_late == IN_WORKING_DAYS


CASE = made_case(
    1, "A-115-000129", State.SCREENING, "平鎮區新勢里", urgent=False, reported_at=MONDAY, unit=1, worker=2
)
FACTS = {
    "being screened": {"state": State.SCREENING},
    "offered": {"state": State.DISPATCHED, "offered": 2, "offered_at": MONDAY},
    "disputed": {"state": State.DISPUTED, "accepted_at": MONDAY, "disputed_at": MONDAY},
    "to be closed": {"state": State.IN_SERVICE, "accepted_at": MONDAY, "closing_at": MONDAY},
    "missing": {
        "state": State.IN_SERVICE,
        "accepted_at": MONDAY,
        "missing_at": MONDAY,
        "form_given_at": MONDAY,
    },
    "not found": {
        "state": State.IN_SERVICE,
        "accepted_at": MONDAY,
        "missing_at": MONDAY,
        "form_given_at": MONDAY,
        "looked_at": MONDAY,
        "found": False,
    },
    "shared": {"state": State.IN_SERVICE, "accepted_at": MONDAY, "shared_at": MONDAY},
}


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_only_duties_counted_in_working_days_move_and_it_is_foretold_which(facts):
    case = with_facts(CASE, **facts)
    tuesday = date(2026, 6, 2)
    closed = Rules(RULES.policy, Calendar(frozenset({tuesday})), THURSDAY)
    before = {(one.duty, one.period): one for one in owed(case, RULES)}
    after = {(one.duty, one.period): one.due for one in owed(case, closed)}
    assert before.keys() == after.keys()
    moved = {key for key, one in before.items() if one.due != after[key]}
    counted = {key: one for key, one in before.items() if one.duty in IN_WORKING_DAYS}
    assert moved == {
        key for key, one in counted.items() if moves(one.duty, one.since, one.due, {tuesday}, RULES)
    }
    assert moved == counted.keys(), "all of them are due after a Tuesday"
