"""Youth of 12 to under 18 at the youth committee [004] 五(三)."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework.cases.household import Household, Member
from casework.dossiers import Doing
from casework.errors import NotYouth, WrongState
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.rosters.declared import RosterFault, RosterRules
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import UnitKind
from casework.text.dates import day_end
from casework.text.places import load_places
from casework.youth import (
    ACTS,
    COLUMNS,
    NOTE,
    OUTCOME,
    PLAN,
    Youth,
    YouthReason,
    household,
    judge,
    of_row,
    owed,
    told,
)
from tests.casework.network import RULES, unit

OURS, KNOWN = RULES["112"], date(2026, 6, 1)
COMMITTEE = unit(UnitKind.YOUTH)
YOUTH = Youth(
    id=1,
    unit=COMMITTEE,
    by=9,
    sign="少年-115-1",
    why=YouthReason.DROPOUT,
    known_on=KNOWN,
    name="王測試",
    born=date(2011, 6, 1),
)


def doing(day: date, **answers) -> Doing:
    return Doing(day_end(day) - timedelta(hours=8), OURS, answers)


def owing(one: Youth) -> dict:
    return {each.duty: each for each in owed(one, OURS)}


def test_a_plan_of_their_own_is_owed_and_then_a_word_a_month():
    """[004] 五(三): 個別化的處遇計畫; Duty.YOUTH_PLAN in 30 days, Duty.YOUTH_PROGRESS monthly (default)."""
    plan, note = owing(YOUTH)[Duty.YOUTH_PLAN], owing(YOUTH)[Duty.YOUTH_PROGRESS]
    assert (plan.due, plan.bearer, note.due) == (
        day_end(date(2026, 7, 1)),
        Bearer.LIAISONS,
        day_end(date(2026, 7, 1)),
    )
    planned = PLAN.done(YOUTH, doing(date(2026, 6, 10), plan="復學輔導"))
    assert set(owing(planned)) == {Duty.YOUTH_PROGRESS}
    noted = NOTE.done(planned, doing(date(2026, 6, 20), how="met"))
    assert owing(noted)[Duty.YOUTH_PROGRESS].due == day_end(date(2026, 7, 20))
    over = OUTCOME.done(noted, doing(date(2026, 6, 21), outcome="school"))
    assert not owing(over)
    for act in ACTS:
        with pytest.raises(WrongState):
            act.done(over, doing(KNOWN))


@pytest.mark.parametrize(
    ("born", "fits"),
    [
        pytest.param("2014-06-01", True, id="12 today"),
        pytest.param("2014-06-02", False, id="11"),
        pytest.param("2008-06-02", True, id="17"),
        pytest.param("2008-06-01", False, id="18 today"),
    ],
)
def test_the_committee_is_for_youth_of_12_to_under_18(born, fits):
    """[004] 五(三): 12至未滿18歲; told one by one and by a list."""
    said = {"why": "dropout", "known_on": "2026-06-01", "name": "王測試", "born": born}
    asked = RosterRules(KNOWN, KNOWN, OURS.policy, load_places())
    row = {"born": born, "left_on": "2026-05-01"}
    if fits:
        assert told(COMMITTEE, 9, "", said).born.isoformat() == born
        judge(row, asked)
        return
    with pytest.raises(NotYouth):
        told(COMMITTEE, 9, "", said)
    with pytest.raises(WrongRow) as wrong:
        judge(row, asked)
    assert wrong.value.fault is RosterFault.NOT_YOUTH


def test_after_visits_in_vain_or_a_refusal_it_says_what_to_do():
    """Default: `unmet.times` in a row; one refusal is enough."""
    one = YOUTH
    for _ in range(OURS.policy.unmet.times):
        assert not one.stuck(OURS)
        one = NOTE.done(one, doing(KNOWN, how="not_met"))
    assert one.stuck(OURS)
    assert not NOTE.done(one, doing(KNOWN, how="telephone")).stuck(OURS)
    assert NOTE.done(YOUTH, doing(KNOWN, how="refused")).stuck(OURS)
    assert replace(one, notes=()).in_vain == 0


def test_the_last_word_decides_what_is_in_vain():
    refused = NOTE.done(YOUTH, doing(KNOWN, how="refused"))
    assert not NOTE.done(refused, doing(KNOWN, how="met")).stuck(OURS)
    notes = ("not_met", "met", "not_met", "not_met")
    one = YOUTH
    for how in notes:
        one = NOTE.done(one, doing(KNOWN, how=how))
    assert one.in_vain == 2


def test_a_plan_that_is_written_anew_was_made_when_it_was_first():
    first = PLAN.done(YOUTH, doing(date(2026, 6, 10), plan="復學輔導"))
    again = PLAN.done(first, doing(date(2026, 6, 20), plan="職業試探"))
    assert (again.plan, again.planned_on) == ("職業試探", date(2026, 6, 10))


def test_a_word_is_owed_a_month_after_the_last_one_by_its_number():
    """[004] 五(三): Duty.YOUTH_PROGRESS."""
    noted = NOTE.done(YOUTH, doing(date(2026, 6, 20), how="met"))
    first, second = owing(YOUTH)[Duty.YOUTH_PROGRESS], owing(noted)[Duty.YOUTH_PROGRESS]
    assert (first.since, second.since) == (day_end(KNOWN), day_end(date(2026, 6, 20)))
    assert first.period != second.period


def test_who_left_school_today_is_on_the_list_and_tomorrow_is_a_slip():
    asked = RosterRules(KNOWN, KNOWN, OURS.policy, load_places())
    judge({"born": "2011-06-01", "left_on": "2026-06-01"}, asked)
    with pytest.raises(WrongRow) as wrong:
        judge({"born": "2011-06-01", "left_on": "2026-06-02"}, asked)
    assert wrong.value.fault is RosterFault.BAD_DATE


def test_a_row_of_the_list_of_dropouts_begins_one():
    row = {
        "name": "王測試",
        "born": "2011-06-01",
        "left_on": "2026-05-01",
        "school": "示範國中",
        "cause": "家",
    }
    one = told(COMMITTEE, 9, "", of_row(row, KNOWN))
    assert (one.why, one.known_on, one.left_on) == (YouthReason.DROPOUT, KNOWN, date(2026, 5, 1))
    assert (one.school, one.phone, one.address) == ("示範國中", "", "")
    assert told(COMMITTEE, 9, "", of_row({**row, "left_on": ""}, KNOWN)).left_on is None


def test_whom_a_row_is_about_has_the_telephone_that_it_tells():
    row = {"name": "王測試", "born": "2011-06-01"}
    assert household(row) == Household((Member("王測試", born=date(2011, 6, 1)),), "")
    [one] = household({**row, "phone": "0912345678", "address": "中正路1號"}).members
    assert one.phones == ("0912345678",)


def test_a_row_of_the_list_says_which_school_who_how_old_and_since_when():
    assert [one.name for one in COLUMNS if one.needed] == ["school", "name", "born", "left_on"]
