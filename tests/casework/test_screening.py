"""What a screener finds of a report, and what still rests on it alone [003] item 4."""

from datetime import UTC, datetime

import pytest

from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.screening import VERIFY, to_be_verified, verdict
from tests.support.cases import made_case

AT = datetime(2026, 6, 1, tzinfo=UTC)
CASE = made_case(1, "A-115-000129", State.SCREENING, "平鎮區新勢里", urgent=False, reported_at=AT)
BY_109 = ("economic", "unstated+relief")


@pytest.mark.parametrize(
    ("said", "urgent"),
    [
        ({"urgent": "yes", "partner": "no"}, True),
        ({"urgent": "no", "partner": "high"}, True),
        ({"urgent": "no", "partner": "no"}, False),
        ({"urgent": "no", "partner": "unknown"}, False),
    ],
)
def test_what_the_law_hurries_and_partners_at_high_risk_are_screened_within_a_day(said, urgent):
    assert verdict(said, BY_109).urgent is urgent


@pytest.mark.parametrize(("said", "child"), [("yes", True), ("no", False), ("unknown", None)])
def test_a_screener_says_whether_there_is_a_child_or_leaves_it_open(said, child):
    assert verdict({"child": said}, BY_109).child is child


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({"suicide": ["reported", "economic"]}, (CaseKind.SUICIDE_HARDSHIP,)),
        ({"suicide": ["reported", "unstated"]}, ()),
        ({"suicide": ["reported", "unstated", "relief"]}, (CaseKind.SUICIDE_HARDSHIP,)),
        ({"suicide": None, "kinds": ["child_high_risk"]}, (CaseKind.CHILD_HIGH_RISK,)),
        ({}, ()),
    ],
)
def test_the_kinds_are_those_that_the_edition_and_the_screener_name(said, kinds):
    """[001] 三(六)1(2), (3)."""
    assert verdict(said, BY_109).kinds == kinds


def test_a_screener_names_kinds_and_indicators_where_there_are_any_and_says_why():
    may_stay_open = {one.key for one in VERIFY.questions if one.optional}
    assert may_stay_open == {"suicide", "kinds", "indicators"}


@pytest.mark.parametrize("kind", CaseKind)
def test_what_a_report_points_to_is_to_be_verified_until_somebody_did(kind):
    by_report = kind in (CaseKind.SUICIDE_HARDSHIP, CaseKind.CHILD_HIGH_RISK)
    assert to_be_verified(CASE, kind) is by_report
    assert not to_be_verified(CASE.file(VERIFY.name, AT), kind)
