"""Youth of 12 to under 18 at the youth committee [004] 五(三)."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework.dossiers import Doing
from casework.errors import NotYouth, WrongState
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.rosters.declared import RosterFault, RosterRules
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import UnitKind
from casework.text.dates import day_end
from casework.text.places import load_places
from casework.youth import ACTS, NOTE, OUTCOME, PLAN, Youth, YouthReason, judge, owed, told
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
