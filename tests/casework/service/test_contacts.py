"""What a visit or a month's contact answers: whether it was the one that was due, and what may follow."""

from datetime import date

import pytest

from casework.cases.case import Risk
from casework.errors import WrongState
from casework.forms import RISK_BEFORE, Answers, Form
from casework.policy.policy import Duty
from casework.service.assess import ASSESSMENT
from casework.service.follow_up import FOLLOW_UP, filled_in, may_lower
from casework.service.sharing import JOINT_PLAN, SHARED
from casework.service.visits import VISIT, child_seen, counts, unchanged
from casework.staffing.units import UnitKind

HOME, PHONE = {"mode": "home", "met": "met"}, {"mode": "phone", "met": "met"}
JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("answers", "known", "due"),
    [
        ({**HOME, "children": "all"}, Risk.HIGH, True),
        ({**HOME, "children": "some"}, Risk.HIGH, True),
        ({**HOME, "children": "none"}, Risk.HIGH, False),
        ({**HOME, "children": "no_children"}, Risk.HIGH, True),
        ({**HOME, "children": "none"}, Risk.MEDIUM, True),
        (PHONE, Risk.HIGH, False),
        (PHONE, Risk.LOW, True),
        (PHONE, None, True),
        ({**PHONE, "risk": "high"}, None, False),
        ({**PHONE, "risk": "high"}, Risk.LOW, True),
        ({"mode": "home", "met": "not_met"}, Risk.LOW, False),
        ({"mode": "home", "met": "refused"}, Risk.HIGH, False),
        ({}, None, False),
    ],
)
def test_high_risk_is_visited_in_person_seeing_the_child_and_the_rest_may_be_by_telephone(
    answers, known, due
):
    """[003] 陸、二(二)1(3)."""
    assert counts(answers, known) is due


@pytest.mark.parametrize(
    ("children", "there"), [("all", True), ("none", True), ("no_children", False), (None, None)]
)
def test_a_visit_says_whether_there_is_a_child(children, there):
    assert child_seen({"children": children} if children else {}) is there


def test_nothing_changed_is_said_of_a_visit_that_has_one_before_it():
    assert unchanged(Risk.LOW, JUNE)["day"] == "2026-06-01"
    for risk, duty in ((None, Duty.VISIT), (Risk.LOW, Duty.FIRST_VISIT), (Risk.LOW, Duty.NEW_YEAR_VISIT)):
        with pytest.raises(WrongState):
            unchanged(risk, JUNE, duty=duty)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        (HOME, "mode met children risk day note"),
        (PHONE, "mode met risk day note"),
        ({"mode": "home", "met": "not_met"}, "mode met day note"),
    ],
)
def test_what_a_visit_asks(answers, asked):
    assert [one.key for one in VISIT.asked(answers)] == asked.split()


@pytest.mark.parametrize(
    ("answers", "known", "may"),
    [
        ({"contact": "home", "children": "all"}, Risk.HIGH, True),
        ({"contact": "office", "children": "some"}, Risk.HIGH, True),
        ({"contact": "home", "children": "none"}, Risk.HIGH, False),
        ({"contact": "phone"}, Risk.HIGH, False),
        ({"contact": "phone"}, Risk.MEDIUM, True),
        ({"contact": "none"}, Risk.MEDIUM, False),
        ({"contact": "none"}, Risk.HIGH, False),
    ],
)
def test_a_months_contact_lowers_a_high_risk_only_where_the_children_were_seen(answers, known, may):
    """[003] 陸、二(二)1(3)."""
    assert may_lower(answers, known) is may


@pytest.mark.parametrize(("contact", "visited"), [("home", True), ("phone", True), ("none", False)])
def test_who_was_in_no_contact_visited_nobody(contact, visited):
    services = FOLLOW_UP.question("services")
    assert services.fits("visit", {"contact": contact}) is visited
    assert services.fits("aid", {"contact": contact})
    assert FOLLOW_UP.question("risk").asked({"contact": contact}) is visited


def test_a_month_is_filled_in_from_its_own_visits_at_which_somebody_was_met():
    """The last contact, the last children, and the needs of the month before."""
    visits = [
        (date(2026, 5, 31), {**PHONE, "children": "none"}),
        (date(2026, 6, 2), {**HOME, "children": "some"}),
        (date(2026, 6, 9), PHONE),
        (date(2026, 6, 20), {"mode": "home", "met": "not_met"}),
    ]
    assert filled_in(JUNE, visits, {"needs": ["food"]}) == {
        "contact": "phone",
        "children": "some",
        "services": ["visit"],
        "needs": ["food"],
    }
    assert filled_in(JUNE, [visits[0], visits[3]], None) == {}
    assert "contact" not in filled_in(JUNE, [(JUNE, {"mode": "school", "met": "met"})], {})


SEEN: Answers = {**HOME, "children": "all"}
MET_AT_HOME: Answers = {"contact": "home", "children": "all"}


@pytest.mark.parametrize(
    ("form", "contact", "before", "now", "why"),
    [
        (VISIT, SEEN, "high", "low", True),
        (VISIT, SEEN, "high", "medium", True),
        (VISIT, SEEN, "medium", "medium", False),
        (VISIT, SEEN, "medium", "high", False),
        (VISIT, SEEN, None, "low", False),
        (VISIT, PHONE, "high", "low", False),
        (VISIT, PHONE, "medium", "low", True),
        (FOLLOW_UP, MET_AT_HOME, "high", "low", True),
        (FOLLOW_UP, MET_AT_HOME, "medium", "high", False),
        (FOLLOW_UP, {"contact": "phone"}, "high", "low", False),
        (FOLLOW_UP, {"contact": "phone"}, "medium", "low", True),
        (FOLLOW_UP, {"contact": "none"}, "medium", "low", False),
    ],
)
def test_who_lowers_the_risk_by_a_contact_that_can_says_why(form: Form, contact, before, now, why):
    """[003] 陸、二(二)1(3): a longer time until the next visit follows."""
    answers = {**contact, RISK_BEFORE: before, "risk": now}
    assert ("lower_why" in [one.key for one in form.asked(answers)]) is why


@pytest.mark.parametrize(("before", "of"), [("high", None), ("medium", None), ("low", 6), (None, 6)])
def test_where_nothing_lies_below_the_risk_it_is_known_how_much_is_asked(before, of):
    assert VISIT.progress({**SEEN, RISK_BEFORE: before}, VISIT.question("risk")) == (4, of)


@pytest.mark.parametrize(
    ("form", "left_out"),
    [(VISIT, {"note"}), (ASSESSMENT, {"strengths", "needs"}), (FOLLOW_UP, {"needs", "services"})],
)
def test_what_is_filed_can_leave_out_what_there_is_nothing_to_say_of(form: Form, left_out):
    assert {one.key for one in form.questions if one.optional} == left_out


@pytest.mark.parametrize("form", [SHARED, JOINT_PLAN])
def test_in_a_joint_plan_bureaus_are_named_and_not_who_counts_as_one_of_them(form: Form):
    """[001] 參二(三)1: two units of one bureau are not several."""
    network = "police fire health education employment civil indigenous youth"
    office = "centre protection district bureau"
    assert {*form.question("units").options} == {UnitKind(one) for one in f"{network} {office}".split()}
