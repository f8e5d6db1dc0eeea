"""Transitions before and after a measure ends [004] 參六(三)1."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.dossiers import Doing, Side
from casework.errors import WrongState
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.staffing.units import UnitKind
from casework.text.dates import day_end, day_start
from casework.transitions import (
    ACTS,
    ANSWER,
    CONTACT,
    COUNTY,
    HELD,
    MOVE_END,
    TAKE,
    Attends,
    Contacted,
    Measure,
    MeasureKind,
    MetBefore,
    by_letter,
    lapses_at,
    owed,
)
from casework.transitions import END as END_IT
from tests.casework.network import BUREAU, HEALTH, RULES, unit

OURS = RULES["112"]
KNOWN, END = date(2026, 1, 15), date(2026, 6, 30)
MEASURE = Measure(
    id=3,
    unit=HEALTH,
    sign="轉銜-115-1",
    measure=MeasureKind.CUSTODY,
    known_on=KNOWN,
    ends_on=END,
    attend=(7, 8),
)
MET = replace(MEASURE, held=MetBefore(date(2026, 4, 1), without_us=False))
DAYS = st.dates(date(2020, 1, 1), date(2050, 12, 31))


def doing(day: date, unit: int = 4, **answers) -> Doing:
    return Doing(day_end(day) - timedelta(hours=8), OURS, answers, unit)


def owing(one: Measure) -> dict:
    return {each.duty: each for each in owed(one, OURS)}


@pytest.mark.parametrize(
    ("ends_on", "due"),
    [
        pytest.param(END, date(2026, 4, 30), id="[004] 參六(三)1: 期滿前2個月"),
        pytest.param(date(2026, 4, 30), date(2026, 2, 28), id="[004] 參六(三)1: no such day in February"),
        pytest.param(date(2026, 1, 31), date(2025, 11, 30), id="[004] 參六(三)1: over the year's end"),
    ],
)
def test_the_transition_is_met_on_two_months_before_the_measure_ends(ends_on, due):
    meeting = owing(replace(MEASURE, ends_on=ends_on))[Duty.TRANSITION_MEETING]
    assert meeting.bearer == Bearer.LIAISONS
    assert meeting.due == day_end(due)


def test_what_is_owed_moves_with_the_end():
    """[004] 參六(三)1: Duty.TRANSITION_MEETING is counted from the day the measure ends."""
    moved = MOVE_END.done(MEASURE, doing(KNOWN, ends_on="2026-12-31"))
    meeting, contact = owed(moved, OURS)
    assert meeting.due == day_end(date(2026, 10, 31))
    assert (contact.since, contact.due) == (day_start(date(2026, 12, 31)), day_end(date(2027, 1, 7)))


def test_who_hears_of_a_measure_too_late_is_late_at_once():
    """[004] 參六(三)1: Duty.TRANSITION_MEETING."""
    late = replace(MEASURE, known_on=date(2026, 6, 1))
    meeting = owing(late)[Duty.TRANSITION_MEETING]
    assert (meeting.since, meeting.due) == (day_start(date(2026, 4, 30)), day_end(date(2026, 4, 30)))
    assert late.late(OURS)
    assert not MEASURE.late(OURS)


def test_of_who_is_released_from_prison_no_day_is_named():
    """[004] 參六(三)1: 矯正機關亦定期辦理復歸轉銜會議; the first contact is owed all the same."""
    assert set(owing(replace(MEASURE, measure=MeasureKind.PRISON))) == {Duty.FIRST_CONTACT}


def test_held_without_us_is_held():
    """screens.md §10: met | held without us | measure ended."""
    held = HELD.done(MEASURE, doing(date(2026, 4, 2), how="without", on="2026-04-01"))
    assert held.held == MetBefore(date(2026, 4, 1), without_us=True)
    assert set(owing(held)) == {Duty.FIRST_CONTACT}


def test_no_meeting_is_owed_once_the_measure_is_over():
    """screens.md §10."""
    assert lapses_at(MEASURE, OURS) == day_end(END)
    assert lapses_at(MET, OURS) is None
    assert set(owing(replace(MEASURE, lapsed=True))) == {Duty.FIRST_CONTACT}


@pytest.mark.parametrize("how", Contacted)
def test_the_first_contact_comes_after_the_end_and_who_was_not_found_is_sought(how):
    """screens.md §10: Duty.FIRST_CONTACT, visited | not found (→ escort/police)."""
    with pytest.raises(WrongState):
        CONTACT.done(MET, doing(date(2026, 6, 29), how=how, on="2026-06-29"))
    assert CONTACT.done(MET, doing(END, how=how, on=END.isoformat())).contact, "on its last day, too"
    after = CONTACT.done(MET, doing(date(2026, 7, 2), how=how, on="2026-07-02"))
    assert set(owing(after)) == ({Duty.FIRST_CONTACT} if how is Contacted.NOT_FOUND else set())
    assert after.open == (how is Contacted.NOT_FOUND)
    assert (
        CONTACT.verb_of(after)
        == {
            Contacted.MET: "transition.contacted",
            Contacted.NOT_FOUND: "transition.not_found",
        }[how]
    )


def test_after_each_attempt_in_vain_the_next_is_owed_and_the_end_can_still_move():
    """screens.md §10: Duty.FIRST_CONTACT; within how many days is left open."""
    once = CONTACT.done(MET, doing(date(2026, 7, 2), how="not_found", on="2026-07-02"))
    again = CONTACT.done(once, doing(date(2026, 7, 9), how="not_found", on="2026-07-09"))
    first, second = owing(once)[Duty.FIRST_CONTACT], owing(again)[Duty.FIRST_CONTACT]
    assert (first.due, second.due) == (day_end(date(2026, 7, 9)), day_end(date(2026, 7, 16)))
    assert first.period != second.period
    moved = MOVE_END.done(again, doing(date(2026, 7, 9), ends_on="2026-08-31"))
    assert owing(moved)[Duty.FIRST_CONTACT].due == day_end(date(2026, 9, 7))
    assert not owing(END_IT.done(again, doing(date(2026, 7, 9), reason="已遷離，查無住所")))


@pytest.mark.parametrize("act", [COUNTY, END_IT], ids=lambda one: one.name)
def test_who_takes_part_hears_that_it_went_elsewhere_or_ended(act):
    after = act.done(MEASURE, doing(KNOWN, county="示範縣", reason="撤銷"))
    assert Side.ASKED in act.hears
    assert set(after.asked(KNOWN)) == {7, 8}, "what they hear of they can open"


def test_who_attends_answers_once_and_can_say_otherwise():
    once = ANSWER.done(MEASURE, doing(KNOWN, 7, how="comes"))
    again = ANSWER.done(once, doing(KNOWN, 7, how="writes", line="另有會議"))
    assert again.answers == (Attends(7, "writes", "另有會議"),)


def test_who_takes_something_over_sees_it_to_the_end_and_the_others_for_a_week():
    held = replace(MET, held=MetBefore(date(2026, 4, 1), without_us=False))
    parted = TAKE.done(held, replace(doing(date(2026, 4, 1), what="就業媒合", by="2026-07-31"), to=BUREAU))
    assert set(parted.asked(date(2026, 4, 8))) == {7, 8, BUREAU.id}
    assert set(parted.asked(date(2026, 4, 9))) == {BUREAU.id}
    assert set(parted.reaching(date(2026, 4, 9))) == {HEALTH.id, BUREAU.id}
    sent_on = COUNTY.done(parted, doing(date(2026, 4, 9), county="示範縣"))
    assert set(sent_on.asked(date(2026, 4, 16))) == {BUREAU.id}, "they hear, and see where it went"
    assert not sent_on.asked(date(2026, 4, 17))
    over = replace(parted, ends_on=date(2026, 6, 30))
    met = CONTACT.done(over, doing(date(2026, 7, 3), on="2026-07-03", how="met", line=""))
    assert set(met.asked(date(2026, 7, 10))) == {BUREAU.id}, "they hear that the first contact came"
    assert not met.asked(date(2026, 7, 11))


def test_the_window_does_not_attend_at_itself():
    given = {
        "measure": "protective",
        "letter_on": "2026-01-15",
        "ends_on": "2026-06-30",
        "office": "示範地檢署",
        "name": "王測試",
    }
    assert by_letter(HEALTH, "", (HEALTH.id, 8), given).attend == (8,)


@given(
    st.sampled_from(UnitKind).map(unit),
    DAYS,
    DAYS,
    st.sampled_from(MeasureKind),
    st.sampled_from(sorted(RULES)),
)
def test_what_is_owed_is_owed_once_in_time_by_somebody(of, known, ends, kind, edition):
    """[004] 參六(三)1: Duty.TRANSITION_MEETING, Duty.FIRST_CONTACT."""
    measure = replace(MEASURE, unit=of, measure=kind, known_on=known, ends_on=ends)
    found = list(owed(measure, RULES[edition]))
    assert len({each.duty for each in found}) == len(found) == (1 if kind is MeasureKind.PRISON else 2)
    for each in found:
        assert each.since <= each.due
        assert each.bearer in CATALOGUE[each.duty].bearers


@given(st.sampled_from(ACTS))
def test_what_is_over_takes_no_act(act):
    assert not act.allowed(replace(MET, ended_at=day_end(END)), doing(END))


def test_a_letter_to_another_county_keeps_the_old_number_where_it_has_none():
    known = replace(MET, letter="示範字第1號")
    for said, kept in (("", "示範字第1號"), ("示範字第2號", "示範字第2號")):
        assert COUNTY.done(known, doing(date(2026, 4, 9), county="示範縣", letter=said)).letter == kept


def test_what_is_known_on_the_day_the_two_months_begin_is_not_late():
    """[004] 參六(三)1: 得知時已不足2個月."""
    by = date(2026, 4, 30)
    assert not replace(MEASURE, known_on=by).late(OURS)
    assert replace(MEASURE, known_on=by + timedelta(days=1)).late(OURS)
    assert not replace(MEASURE, known_on=END, measure=MeasureKind.PRISON).late(OURS)


def test_what_the_letter_leaves_open_is_empty_and_what_it_says_is_kept():
    given = {
        "measure": "prison",
        "letter_on": "2026-01-15",
        "ends_on": "2026-06-30",
        "office": "示範監獄",
        "name": "王測試",
        "phone": None,
    }
    plain = by_letter(HEALTH, "轉銜-115-1", (), given)
    assert (plain.phone, plain.letter, plain.village, plain.address) == ("", "", "", "")
    assert (plain.known_on, plain.ends_on, plain.by) == (KNOWN, END, HEALTH.id)
    more = by_letter(HEALTH, "", (), {**given, "phone": "0912345678", "village": "平鎮區新勢里"})
    assert (more.phone, more.village) == ("0912345678", "平鎮區新勢里")


def test_a_contact_before_the_end_that_moved_is_none_after_it():
    """screens.md §10: Duty.FIRST_CONTACT."""
    tried = CONTACT.done(MET, doing(END, how="not_found", on=END.isoformat()))
    assert owing(tried)[Duty.FIRST_CONTACT].period == f"contact:{END}"
    moved = replace(tried, ends_on=END + timedelta(days=1))
    assert owing(moved)[Duty.FIRST_CONTACT].period == "contact"


def test_an_end_that_moves_calls_for_the_meeting_that_lapsed():
    moved = MOVE_END.done(replace(MEASURE, lapsed=True), doing(END, ends_on="2026-12-31"))
    assert Duty.TRANSITION_MEETING in owing(moved)


def test_who_is_asked_answers_beside_the_others_and_who_takes_over_sees_it_before_the_meeting():
    two = ANSWER.done(ANSWER.done(MEASURE, doing(KNOWN, 7, how="comes")), doing(KNOWN, 8, how="writes"))
    assert [(one.unit, one.how) for one in two.answers] == [(7, "comes"), (8, "writes")]
    taken = TAKE.done(MEASURE, replace(doing(KNOWN, what="就業媒合", by="2026-07-31"), to=BUREAU))
    assert set(taken.asked(KNOWN)) == {7, 8, BUREAU.id}
    assert TAKE.done(MEASURE, doing(KNOWN, what="", by="2026-07-31")) == MEASURE, "by nobody"
