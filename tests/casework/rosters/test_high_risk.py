"""兒少高危機: a child under 6, a carer who uses drugs or is ill, and no other relative [001] 三(六)1(3)."""

from datetime import date

import pytest

from casework.rosters.declared import RosterFault, RosterRules
from casework.rosters.high_risk import judge
from casework.staffing.sheet_rows import WrongRow
from casework.text.places import load_places
from tests.casework.network import RULES

JUNE = RosterRules(date(2026, 6, 1), date(2026, 6, 9), RULES["112"].policy, load_places())
CHILD = {"born": "2020-06-02", "carer_is": "drugs", "relatives": "無"}


def test_a_child_that_meets_all_three_is_taken():
    judge(CHILD, JUNE)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"born": "2020-06-01"}, RosterFault.NOT_UNDER_SIX),
        ({"born": "2019-12-31"}, RosterFault.NOT_UNDER_SIX),
        ({"carer_is": ""}, RosterFault.NO_CARER),
        ({"relatives": "有"}, RosterFault.RELATIVES),
    ],
    ids=["six on the first of the month", "six before", "no carer of that kind", "another relative"],
)
def test_what_fails_one_of_them_is_refused_by_its_name(said, fault):
    with pytest.raises(WrongRow) as caught:
        judge(CHILD | said, JUNE)
    assert caught.value.fault is fault
