"""The duties of a case in service and of a search: each rule by its source, each act ends what it does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from casework import missing
from casework.cases.case import Case, Risk, State
from casework.cases.criteria import CaseKind
from casework.cases.strands import Tracking
from casework.errors import VisitFirst, WrongState
from casework.missing import SearchStage
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty
from casework.reminders.obligations import owed
from casework.reminders.seats import month_to_file
from casework.text.dates import TAIPEI, local_day
from tests.support.cases import made_case, with_facts

POLICY = load_policy(POLICIES / "112.toml")
FIRST_OF_JUNE = date(2026, 6, 1)
RULES = Rules(POLICY, Calendar(), FIRST_OF_JUNE)
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 9:00 in Taipei
FRIDAY = datetime(2026, 6, 5, 1, 0, tzinfo=UTC)
UNIT, WORKER = 3, 7


def case(state: State = State.IN_SERVICE, **facts: Any) -> Case:
    known = made_case(1, "A-115-000013", state, "平鎮區新勢里", urgent=False, reported_at=MONDAY)
    if state is State.IN_SERVICE:
        known = with_facts(known, unit=UNIT, worker=WORKER, accepted_at=MONDAY)
    return with_facts(known, **facts)


def visited(**facts: Any) -> Case:
    return case(visited_on=date(2026, 6, 3), **facts)


def shared(**facts: Any) -> Case:
    return case(kinds=(CaseKind.SHARED,), shared_at=FRIDAY, **facts)


def child_missing(state: State = State.IN_SERVICE, **facts: Any) -> Case:
    return case(state, kinds=(CaseKind.CHILD_MISSING,), **facts)


def the(duty: Duty, one: Case, rules: Rules = RULES) -> Owed:
    (found,) = [each for each in owed(one, rules) if each.duty is duty]
    return found


def duties(one: Case, rules: Rules = RULES) -> set[Duty]:
    return {each.duty for each in owed(one, rules)}


def taipei(month: int, day: int, hour: int = 23, minute: int = 59, second: int = 59) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=TAIPEI)


# The assessment report


def test_the_assessment_report_is_due_thirty_days_after_receipt():
    """兒少權法 54; 脆弱家庭辦法 5: from receipt of the report (受理), not from acceptance (faults 15)."""
    report = the(Duty.ASSESS, case(accepted_at=FRIDAY))
    assert (report.due, report.bearer, report.person) == (taipei(7, 1), Bearer.PERSON, WORKER)
    assert local_day(the(Duty.ASSESS, case(accepted_at=None)).due) == date(2026, 7, 1)


def test_a_report_that_is_filed_is_owed_no_more_and_is_filed_once():
    """脆弱家庭辦法 5."""
    filed = visited().assess(risk=Risk.HIGH, at=FRIDAY)
    assert (Duty.ASSESS in duties(filed), filed.risk) == (False, Risk.HIGH)
    with pytest.raises(WrongState):
        filed.assess(risk=None, at=FRIDAY)


def test_an_assessment_rests_on_a_visit():
    """脆弱家庭辦法 5: visited first, then assessed; a visit that met nobody is none."""
    met_nobody = case().visit(on=date(2026, 6, 3), risk=None, counts=False)
    for one in (case(), met_nobody):
        with pytest.raises(VisitFirst):
            one.assess(risk=None, at=FRIDAY)
    with pytest.raises(WrongState):
        case(State.CLOSED, visited_on=date(2026, 6, 3)).assess(risk=None, at=FRIDAY)


def test_a_case_that_is_screened_again_is_assessed_anew():
    """[003] item 4: the dispute was right, and somebody else begins."""
    disputed = visited(assessed_at=FRIDAY).raise_dispute(FRIDAY)
    again = disputed.screen_again(at=FRIDAY).dispatch(unit=UNIT, to=8, at=FRIDAY).accept(by=8, at=FRIDAY)
    assert the(Duty.ASSESS, again).due == taipei(7, 5)


def test_a_handover_within_the_unit_leaves_the_assessment_its_time():
    """脆弱家庭辦法 5 counts from receipt by the unit, whoever serves."""
    handed_over = case().offer_again(to=8, at=FRIDAY).accept(by=8, at=FRIDAY)
    report = the(Duty.ASSESS, handed_over)
    assert (report.due, report.person) == (the(Duty.ASSESS, case()).due, 8)


# The joint plan


def test_a_shared_case_has_a_joint_plan_within_the_days_of_the_policy():
    """[001] 三(六)2(5)B."""
    plan = the(Duty.JOINT_PLAN, shared())
    due = local_day(FRIDAY) + timedelta(days=POLICY.joint_plan.days)
    assert (local_day(plan.due), plan.person) == (due, WORKER)
    assert Duty.JOINT_PLAN not in duties(case())
    assert Duty.JOINT_PLAN not in duties(shared(planned_at=FRIDAY))


def test_two_units_of_one_bureau_owe_no_joint_plan():
    """[001] 三(六)2(5)B: 多個局處 (faults 23); nobody was asked yet: as before."""
    assert Duty.JOINT_PLAN not in duties(shared(several=False))
    assert Duty.JOINT_PLAN in duties(shared(several=None))


def test_the_next_conference_passes_the_plan_and_then_nothing_is_owed():
    """[001] 三(六)2(5)B: 提交個案研討會議通過 (faults 23), in a month of [001] 參三(四)."""
    planned = shared(planned_at=datetime(2026, 7, 6, tzinfo=UTC))
    passing = the(Duty.AGREE_PLAN, planned)
    assert (passing.due, passing.bearer) == (taipei(9, 30), Bearer.SUPERVISORS)
    passed = planned.pass_plan(FRIDAY)
    assert not {Duty.JOINT_PLAN, Duty.AGREE_PLAN} & duties(passed)
    for one in (passed, shared(), case()):
        with pytest.raises(WrongState):
            one.pass_plan(FRIDAY)


def test_who_takes_a_shared_case_on_later_has_the_whole_time_from_then():
    """[001] 三(六)2(5)B sets no day: the plan is the primary worker's, and begins with them."""
    later = FRIDAY + timedelta(days=40)
    assert the(Duty.JOINT_PLAN, shared(accepted_at=later)).since == later


def test_saying_that_another_unit_serves_makes_a_shared_case_of_a_general_one():
    """[001] 三(六)1(5)."""
    now = case(kinds=(CaseKind.GENERAL,)).share(FRIDAY, several=True)
    assert (now.kinds, now.sharing.shared_at) == ((CaseKind.SHARED,), FRIDAY)
    assert case(kinds=(CaseKind.CHILD_HIGH_RISK,)).share(FRIDAY, several=True).kinds == (
        CaseKind.CHILD_HIGH_RISK,
        CaseKind.SHARED,
    )
    with pytest.raises(WrongState):
        now.share(FRIDAY, several=True)
    with pytest.raises(WrongState):
        case(State.SCREENING).share(FRIDAY, several=True)


def test_only_a_shared_case_has_a_joint_plan_and_only_one():
    """[001] 三(六)2(5)B: one plan."""
    for one in (case(), shared().plan(FRIDAY), shared(state=State.CLOSED)):
        with pytest.raises(WrongState):
            one.plan(FRIDAY)


# The search for a child [001] 三(六)2(4)


@pytest.mark.parametrize("state", [State.SCREENING, State.IN_SERVICE])
def test_the_bureau_gives_the_police_the_form_at_once(state):
    """[001] 三(六)2(4): 即時提供協尋個案資料表; a report that says so begins it before anybody serves."""
    form = the(Duty.SEARCH_FORM, child_missing(state))
    hours = timedelta(hours=POLICY.search.form_hours)
    assert (form.due, form.bearer, form.person, form.urgent) == (MONDAY + hours, Bearer.BUREAU, None, True)


def test_in_service_the_search_begins_when_the_worker_says_so():
    """[001] 三(六)1(4): 脆弱家庭服務期間發生."""
    lost = missing.say_missing(case(kinds=(CaseKind.GENERAL,)), FRIDAY)
    assert (lost.kinds, the(Duty.SEARCH_FORM, lost).since) == ((CaseKind.CHILD_MISSING,), FRIDAY)
    assert not lost.urgent, "no rule makes the rest of the case a 24-hour matter"
    said = lost.file(missing.CHILD_MISSING.name, FRIDAY)
    for one in (said, case(State.CLOSED)):
        with pytest.raises(WrongState):
            missing.say_missing(one, FRIDAY)
    assert missing.say_missing(lost, MONDAY) == lost, "which child it is can still be written down"


def test_before_anybody_serves_a_child_of_the_programme_is_looked_for():
    """[001] 三(六)1(4): 六歲以下弱勢兒童主動關懷方案."""
    lost = missing.say_missing(case(State.SCREENING), FRIDAY)
    assert missing.stage(lost) is SearchStage.FORM


@pytest.mark.parametrize(
    ("state", "facts", "bearer", "person"),
    [
        (State.IN_SERVICE, {}, Bearer.PERSON, WORKER),
        (State.DISPATCHED, {"worker": WORKER, "offered": 8}, Bearer.PERSON, WORKER),
        (State.SCREENING, {}, Bearer.BUREAU, None),
        (State.DISPATCHED, {"unit": UNIT, "offered": 8}, Bearer.BUREAU, None),
    ],
    ids=["in service", "being handed over", "being screened", "offered"],
)
def test_the_police_look_first_and_somebody_asks_what_they_found(state, facts, bearer, person):
    """[001] 三(六)2(4): 先行查找."""
    result = the(Duty.SEARCH_RESULT, child_missing(state, form_given_at=FRIDAY, **facts))
    assert local_day(result.due) == local_day(FRIDAY) + timedelta(days=POLICY.search.look_days)
    assert (result.bearer, result.person) == (bearer, person)


@pytest.mark.parametrize(
    ("state", "facts", "bearer", "person"),
    [
        (State.IN_SERVICE, {}, Bearer.PERSON, WORKER),
        (State.DISPATCHED, {"unit": UNIT, "offered": 8}, Bearer.SUPERVISORS, None),
        (State.SCREENING, {}, Bearer.BUREAU, None),
    ],
    ids=["in service", "offered: the unit's supervisors", "no unit yet: the bureau"],
)
def test_where_nothing_is_found_a_police_search_is_applied_for(state, facts, bearer, person):
    """[001] 三(六)2(4): 倘查找未果則申請警政協尋."""
    looked = child_missing(state, form_given_at=MONDAY, looked_at=FRIDAY, found=False, **facts)
    application = the(Duty.APPLY_SEARCH, looked)
    assert application.due == taipei(6, 8), "one working day after a Friday"
    assert (application.bearer, application.person) == (bearer, person)


def test_the_search_goes_from_stage_to_stage_and_no_stage_is_skipped():
    """[001] 三(六)2(4): form, look, apply, in this order."""
    one = child_missing()
    steps: list[tuple[SearchStage, Callable[[Case], Case]]] = [
        (SearchStage.FORM, lambda each: missing.give_form(each, FRIDAY)),
        (SearchStage.LOOKING, lambda each: missing.look(each, FRIDAY, found=False)),
        (SearchStage.NOTHING_FOUND, lambda each: missing.apply(each, FRIDAY)),
    ]
    for stage, act in steps:
        assert missing.stage(one) is stage
        for other, wrong in steps:
            if other is not stage:
                with pytest.raises(WrongState):
                    wrong(one)
        one = act(one)
    assert missing.stage(one) is SearchStage.SEARCHED_FOR
    assert not duties(one) & SEARCH


SEARCH = {Duty.SEARCH_FORM, Duty.SEARCH_RESULT, Duty.APPLY_SEARCH}
STAGES: dict[SearchStage, dict[str, Any]] = {
    SearchStage.FORM: {},
    SearchStage.LOOKING: {"form_given_at": MONDAY},
    SearchStage.NOTHING_FOUND: {"form_given_at": MONDAY, "looked_at": MONDAY, "found": False},
    SearchStage.SEARCHED_FOR: {
        "form_given_at": MONDAY,
        "looked_at": MONDAY,
        "found": False,
        "search_applied_at": MONDAY,
    },
}


@pytest.mark.parametrize("stage", SearchStage)
def test_a_child_that_is_found_ends_the_search_at_any_stage(stage):
    """[001] 三(六)2(4): nothing is left to look for."""
    one = child_missing(**STAGES[stage])
    assert missing.stage(one) is stage
    found = missing.find(one)
    assert (missing.stage(found), duties(found) & SEARCH) == (None, set())
    with pytest.raises(WrongState):
        missing.find(found)


def test_what_the_police_found_ends_it_too():
    """[001] 三(六)2(4): applied for only where nothing is found."""
    found = missing.look(child_missing(**STAGES[SearchStage.LOOKING]), FRIDAY, found=True)
    assert (missing.stage(found), duties(found) & SEARCH) == (None, set())


def test_a_child_that_goes_missing_once_more_is_looked_for_from_the_beginning():
    """[001] 三(六)2(4): at once, each time; the second search is another duty than the first."""
    first = child_missing(missing_at=MONDAY)
    back = missing.find(with_facts(first, **STAGES[SearchStage.SEARCHED_FOR]))
    again = missing.say_missing(back, FRIDAY)
    assert missing.stage(again) is SearchStage.FORM
    assert the(Duty.SEARCH_FORM, again).period != the(Duty.SEARCH_FORM, first).period


def test_a_search_goes_on_though_the_case_is_screened_again():
    """[001] 三(六)2(4): the child is missing whoever serves; the bureau asks until somebody does."""
    disputed = child_missing(form_given_at=MONDAY, contacted_on=date(2026, 6, 3)).raise_dispute(FRIDAY)
    assert the(Duty.SEARCH_RESULT, disputed).person == WORKER
    assert the(Duty.SEARCH_RESULT, disputed.screen_again(at=FRIDAY)).bearer is Bearer.BUREAU


@pytest.mark.parametrize("state", [State.CLOSED, State.JOINED, State.REDIRECTED, State.NOT_TAKEN])
def test_nobody_is_asked_to_search_in_a_case_that_is_over(state):
    """[001] 三(六)2(4) is about families that somebody serves or is to serve."""
    assert (missing.stage(child_missing(state)), duties(child_missing(state))) == (None, set())


def test_a_duplicate_brings_its_search_along():
    """[001] 三(六)2(4): the form is owed under the number that stays."""
    double = child_missing(State.SCREENING, id=2, form_given_at=FRIDAY, reported_at=FRIDAY)
    taken_in = case(kinds=(CaseKind.GENERAL,)).take_in(double)
    assert (taken_in.kinds, missing.stage(taken_in)) == ((CaseKind.CHILD_MISSING,), SearchStage.LOOKING)
    assert taken_in.search.missing_at == FRIDAY
    under_way = child_missing(form_given_at=MONDAY)
    assert under_way.take_in(with_facts(double, form_given_at=None)) == under_way


# The monthly follow-up


@pytest.mark.parametrize("of", ["served", "tracked"])
def test_a_tracked_case_is_followed_up_every_month_whatever_the_city_asks_of_the_rest(of):
    """[001] 三(六)3(5): 會議決議持續列管案件，應於會議結束後每月將處理情形回報."""
    figures = POLICY.follow_up.model_copy(update={"of": of})
    rules = Rules(POLICY.model_copy(update={"follow_up": figures}), Calendar(), FIRST_OF_JUNE)
    tracking = Tracking(1, MONDAY.date(), date(2026, 6, 1), (UNIT,))
    assert Duty.FOLLOW_UP in duties(case(trackings=(tracking,)), rules)
    assert (Duty.FOLLOW_UP in duties(case(), rules)) == (of == "served")


def test_a_month_that_is_missing_hides_no_other():
    """[001] 三(六)3(5): 每月; each that has begun is owed, until it is filed (faults 4)."""

    def owing(followed_up: date | None, day: date) -> list[str]:
        found = owed(case(followed_up=followed_up), replace(RULES, day=day))
        return [one.period for one in found if one.duty is Duty.FOLLOW_UP]

    assert owing(None, date(2026, 6, 30)) == ["2026-06-01"]
    assert owing(None, date(2026, 8, 1)) == ["2026-06-01", "2026-07-01", "2026-08-01"]
    assert owing(date(2026, 6, 1), date(2026, 8, 31)) == ["2026-07-01", "2026-08-01"]
    assert owing(date(2026, 8, 1), date(2026, 8, 31)) == ["2026-09-01"], "the next is known ahead"
    rules = replace(RULES, day=date(2026, 8, 1))
    assert rules.counted_by != replace(rules, day=date(2026, 9, 1)).counted_by
    assert rules.counted_by == replace(rules, day=date(2026, 8, 31)).counted_by


# 24-hour matters


@pytest.mark.parametrize("urgent", [True, False])
def test_screening_is_a_24_hour_matter_where_the_law_says_so(urgent):
    """兒少權法 53 III; [003] item 4."""
    assert the(Duty.SCREEN, case(State.SCREENING, urgent=urgent)).urgent is urgent


# Any case at all

moments = st.none() | st.integers(0, 90 * 24).map(lambda hours: MONDAY + timedelta(hours=hours))
days = st.none() | st.dates(date(2026, 6, 1), date(2026, 9, 1))
people = st.none() | st.integers(1, 9)
CASES = st.builds(
    made_case,
    row=st.just(1),
    number=st.just("A-115-000013"),
    state=st.sampled_from(State),
    village=st.just("平鎮區新勢里"),
    urgent=st.booleans(),
    reported_at=st.just(MONDAY),
    kinds=st.lists(st.sampled_from(CaseKind), unique=True).map(tuple),
    risk=st.none() | st.sampled_from(Risk),
    unit=people,
    worker=people,
    offered=people,
    offered_at=moments,
    accepted_at=moments,
    visited_on=days,
    assessed_at=moments,
    followed_up=st.none() | st.sampled_from([date(2026, 6, 1), date(2026, 7, 1)]),
    shared_at=moments,
    planned_at=moments,
    missing_at=moments,
    form_given_at=moments,
    looked_at=moments,
    found=st.none() | st.booleans(),
    search_applied_at=moments,
    disputed_at=moments,
    returned_at=moments,
    closing_at=moments,
)


@given(CASES)
def test_whatever_the_facts_no_duty_is_there_twice_each_has_somebody_and_what_is_over_owes_nothing(one):
    found = list(owed(one, RULES))
    assert len({(each.duty, each.period) for each in found}) == len(found)
    assert all((each.person is not None) == (each.bearer is Bearer.PERSON) for each in found)
    assert bool(found) == one.open
    assert {each.duty for each in found if each.urgent} <= {Duty.SCREEN, Duty.ACKNOWLEDGE, Duty.SEARCH_FORM}


NOW = datetime(2026, 9, 2, 1, 0, tzinfo=UTC)
SERVICE = {"state": State.IN_SERVICE}
LOST = {**SERVICE, "kinds": (CaseKind.CHILD_MISSING,), "found": None}
LOOKING = {**LOST, "form_given_at": MONDAY, "looked_at": None}
NOTHING = {**LOOKING, "looked_at": FRIDAY, "found": False, "search_applied_at": None}
DISPUTE = {"state": State.DISPUTED}

Act = Callable[[Case], Case]
ACTS: dict[str, tuple[dict[str, Any], set[Duty], Act]] = {
    "first visit": (
        {**SERVICE, "visited_on": None},
        {Duty.FIRST_VISIT},
        lambda one: one.visit(on=date(2026, 9, 2), risk=None),
    ),
    "visit": (
        {**SERVICE, "visited_on": date(2026, 7, 1)},
        {Duty.VISIT},
        lambda one: one.visit(on=date(2026, 9, 2), risk=Risk.HIGH),
    ),
    "assess": (
        {**SERVICE, "visited_on": date(2026, 7, 1), "assessed_at": None},
        {Duty.ASSESS},
        lambda one: one.assess(risk=Risk.HIGH, at=NOW),
    ),
    "follow up": (
        SERVICE,
        {Duty.FOLLOW_UP},
        lambda one: one.follow_up(month=month_to_file(one, one.lead, POLICY), risk=None),
    ),
    "share": ({**SERVICE, "kinds": (CaseKind.GENERAL,)}, set(), lambda one: one.share(NOW, several=True)),
    "plan": (
        {**SERVICE, "kinds": (CaseKind.SHARED,), "planned_at": None},
        {Duty.JOINT_PLAN},
        lambda one: one.plan(NOW),
    ),
    "say missing": ({**SERVICE, "kinds": ()}, set(), lambda one: missing.say_missing(one, NOW)),
    "give the form": (
        {**LOST, "form_given_at": None},
        {Duty.SEARCH_FORM},
        lambda one: missing.give_form(one, NOW),
    ),
    "found nothing": (LOOKING, {Duty.SEARCH_RESULT}, lambda one: missing.look(one, NOW, found=False)),
    "found": (LOOKING, {Duty.SEARCH_RESULT}, lambda one: missing.look(one, NOW, found=True)),
    "apply": (NOTHING, {Duty.APPLY_SEARCH}, lambda one: missing.apply(one, NOW)),
    "find, without a form": ({**LOST, "form_given_at": None}, {Duty.SEARCH_FORM}, missing.find),
    "find, while they look": (LOOKING, {Duty.SEARCH_RESULT}, missing.find),
    "find, later": (NOTHING, {Duty.APPLY_SEARCH}, missing.find),
    "uphold": (DISPUTE, {Duty.JUDGE_DISPUTE}, Case.uphold),
    "return closing": (
        {**SERVICE, "closing_at": FRIDAY},
        {Duty.JUDGE_CLOSING},
        Case.return_closing,
    ),
}
"""What makes an act possible, the duty that it does the work of, and the act."""


def ended(before: Case, after: Case) -> list[Duty]:
    still = {(each.duty, each.period) for each in owed(after, RULES)}
    return [each.duty for each in owed(before, RULES) if (each.duty, each.period) not in still]


@pytest.mark.parametrize("act", ACTS)
@settings(max_examples=50)
@given(one=CASES)
def test_an_act_ends_the_duty_it_does_the_work_of_and_no_other(act, one):
    fitting, work, do = ACTS[act]
    before = with_facts(one, **fitting)
    assert ended(before, do(before)) == list(work)


LATER = FRIDAY + timedelta(hours=1)


@pytest.mark.parametrize(
    ("filed", "known"),
    [(None, False), (FRIDAY - timedelta(seconds=1), False), (FRIDAY, True), (LATER, True)],
    ids=["never", "of a search before", "with it", "since"],
)
@pytest.mark.parametrize("missing_at", [FRIDAY, None], ids=["said", "reported"])
def test_which_child_it_is_was_written_down_since_it_is_looked_for(filed, known, missing_at):
    one = child_missing(missing_at=missing_at, reported_at=MONDAY if missing_at else FRIDAY)
    one = one if filed is None else one.file("child_missing", filed)
    assert missing.described(one) is known
    assert missing.may_be_said(one) is not known


@pytest.mark.parametrize("state", State)
def test_a_child_goes_missing_of_a_family_in_service_or_while_it_is_screened(state):
    """[001] 三(六)1(4)."""
    one = case(state, kinds=(), worker=None if state in (State.SCREENING, State.DISPATCHED) else WORKER)
    can = state in {State.SCREENING, State.IN_SERVICE, State.DISPUTED}
    assert missing.may_be_said(one) is can
    assert (missing.of_whom(one) == "in_service") is (can and state is not State.SCREENING)
    if not can:
        with pytest.raises(WrongState):
            missing.say_missing(one, FRIDAY)
