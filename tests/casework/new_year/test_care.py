"""New-Year care [003] 肆–陸: who is visited before the holiday, by whom, and what is gathered after it."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.cases.criteria import Finding, Indicator, to_be_visited
from casework.cases.household import Household, Member, as_told
from casework.errors import EmptyAnswer
from casework.forms import ABOUT
from casework.new_year import parts
from casework.new_year.care import (
    CARE_VISIT,
    WAS_THERE,
    CareEntry,
    CareGroup,
    CareHousehold,
    CareStanding,
    CareVisit,
    WhyNot,
    as_care,
    assigns,
    figures,
    goes,
    lead_of,
    owed,
    seen_before,
    settled,
    standing,
)
from casework.new_year.merging import Placed, same
from casework.new_year.parts import CarePart
from casework.policy.owed import Bearer
from casework.policy.policy import CareSource, Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import at_taipei, day_end, day_start
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES, unit
from tests.casework.new_year.merged import merged

OURS = RULES["112"]  # the holiday is 14–22 February 2026
LISTED = datetime(2025, 12, 30, 4, tzinfo=UTC)
IN_PERSON = {"mode": "home", "children": "all", "care": "good"}
BY_TELEPHONE = {"mode": "phone", "care": "good"}
BY_VOLUNTEERS = {"mode": "volunteer", "children": "all", "care": "help"}
CHILD_UNSEEN = {**IN_PERSON, "children": "none"}
FAMILY = CareHousehold(9, 2026, 1, "平鎮區新勢里", CENTRE, LISTED, person=7)


def nobody(why: WhyNot) -> dict[str, str]:
    return {"mode": "not_met", "why": why}


def visited(household: CareHousehold, on: date, answers: dict, by: int = 3) -> CareHousehold:
    return replace(household, visits=(*household.visits, CareVisit(on, by, answers)))


# NEW_YEAR_VISIT


def test_a_household_is_visited_from_two_weeks_before_until_the_holiday_begins():
    """[003] 肆: 春節假期前二週; [003] 陸、二(二)1(1): 於農曆春節前訪視."""
    (visit,) = owed(FAMILY, OURS)
    assert (visit.duty, visit.bearer, visit.person) == (Duty.NEW_YEAR_VISIT, Bearer.PERSON, 7)
    assert (visit.since, visit.due) == (day_start(date(2026, 1, 31)), day_end(date(2026, 2, 13)))


@pytest.mark.parametrize(
    ("listed", "due"),
    [
        pytest.param(date(2026, 2, 10), date(2026, 2, 13), id="three working days before the holiday"),
        pytest.param(date(2026, 2, 12), date(2026, 2, 24), id="two: the holiday lies between"),
    ],
)
def test_what_is_listed_late_has_some_working_days(listed, due):
    """domain.md §7, screens.md §5: Duty.NEW_YEAR_VISIT."""
    (visit,) = owed(replace(FAMILY, listed_at=day_start(listed)), OURS)
    assert visit.due == day_end(due)


@pytest.mark.parametrize(
    ("found", "is_listed"),
    [
        pytest.param([Indicator.L1_BACK_HOME], True, id="[003] 伍、二(一)1: one of level 1"),
        pytest.param([Indicator.L2_SMALL_CHILD, Indicator.L2_NO_BOND], True, id="two of level 2"),
        pytest.param([Indicator.L2_SMALL_CHILD], False, id="one of level 2"),
        pytest.param([Indicator.PRIORITY_HARM], False, id="[001] 三(六)1(6) is another list"),
        pytest.param([], False, id="nothing points to it"),
    ],
)
def test_which_cases_are_listed_follows_the_indicators(found, is_listed):
    assert to_be_visited([Finding(one, frozenset()) for one in found]) is is_listed


@pytest.mark.parametrize(
    ("high", "answers", "counted"),
    [
        pytest.param(True, IN_PERSON, True, id="high risk in person"),
        pytest.param(True, BY_TELEPHONE, False, id="high risk by telephone"),
        pytest.param(True, BY_VOLUNTEERS, False, id="high risk by volunteers"),
        pytest.param(True, CHILD_UNSEEN, False, id="high risk, the grandmother alone was met"),
        pytest.param(False, BY_TELEPHONE, True, id="the rest by telephone"),
        pytest.param(False, BY_VOLUNTEERS, True, id="the rest by volunteers"),
        pytest.param(False, nobody(WhyNot.REFUSED), False, id="refused at the door"),
        pytest.param(False, nobody(WhyNot.ABSENT), False, id="nobody was there"),
        pytest.param(True, nobody(WhyNot.ABROAD), True, id="abroad: nobody need go again"),
        pytest.param(False, nobody(WhyNot.HOSPITAL), True, id="in hospital: counted apart"),
    ],
)
def test_high_risk_is_visited_in_person_seeing_the_child_the_rest_may_be_by_telephone(high, answers, counted):
    """[003] 陸、二(二)1(3): Duty.NEW_YEAR_VISIT."""
    household = visited(replace(FAMILY, high=high), date(2026, 2, 5), answers)
    assert (not list(owed(household, OURS))) is counted


def test_a_visit_of_any_unit_spares_the_others_who_are_told_of_it():
    """[003] 陸、二(二)1(3): 應避免重複關懷; Duty.NEW_YEAR_VISIT."""
    household = visited(FAMILY, date(2026, 2, 3), IN_PERSON, HEALTH.id)
    assert not list(owed(household, OURS))
    before = seen_before(household, OURS)
    assert before is not None
    assert (before.on, before.unit) == (date(2026, 2, 3), HEALTH.id)
    assert seen_before(FAMILY, OURS) is None


def test_a_visit_of_the_case_is_one_of_new_year_care_too():
    """[003] 陸、二(二)1(3): nobody goes twice."""
    at_home = as_care({"mode": "home", "met": "met", "children": "all", "risk": "high"})
    assert settled(visited(replace(FAMILY, high=True), date(2026, 2, 3), at_home), OURS)
    for said in ({"mode": "phone", "met": "met"}, {"mode": "home", "met": "not_met"}):
        assert not settled(visited(replace(FAMILY, high=True), date(2026, 2, 3), as_care(said)), OURS)


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        pytest.param(date(2026, 1, 30), False, id="[003] 肆: a day too early"),
        pytest.param(date(2026, 1, 31), True, id="[003] 肆: the first day"),
        pytest.param(date(2026, 3, 1), True, id="[003] 肆: 放假結束後一週"),
        pytest.param(date(2026, 3, 2), False, id="[003] 肆: over"),
    ],
)
def test_visits_within_the_window_count(on, counted):
    """Duty.NEW_YEAR_VISIT."""
    assert settled(visited(FAMILY, on, IN_PERSON), OURS) is counted


def test_without_somebody_named_the_unit_sees_to_the_visit():
    """[003] 陸、二(二)1(3): 請網絡權責人員分工執行; Duty.NEW_YEAR_VISIT."""
    bearers = [
        next(owed(replace(FAMILY, person=None, unit=one), OURS)).bearer for one in (CENTRE, OFFICE, HEALTH)
    ]
    assert bearers == [Bearer.SUPERVISORS, Bearer.CLERKS, Bearer.LIAISONS]


def test_how_they_are_cared_for_is_asked_by_telephone_too():
    """[003] 陸、二(二)1(3): 仍以了解到兒少之受照顧情形為前提."""
    for mode, asked in (("home", True), ("phone", True), ("volunteer", True), ("not_met", False)):
        assert CARE_VISIT.question("care").asked({"mode": mode}) is asked
    assert not CARE_VISIT.question("children").asked({"mode": "phone"})


def test_who_goes_where_somebody_was_there_already_says_why():
    """[003] 陸、二(二)1(3): 應避免重複關懷."""
    again = CARE_VISIT.question("again")
    assert again.asked({ABOUT: WAS_THERE})
    assert not again.asked({})


# NEW_YEAR_LIST, NEW_YEAR_RESULTS


def test_a_unit_hands_in_its_list_before_the_visits_begin_and_its_results_within_a_week_of_the_holiday():
    """screens.md §5, domain.md §7: Duty.NEW_YEAR_LIST; [003] 陸、二(二)3 and 肆: Duty.NEW_YEAR_RESULTS."""
    part = CarePart(1, 2026, HEALTH, LISTED)
    handing, results = parts.owed(part, OURS)
    assert (handing.duty, handing.bearer, handing.due) == (
        Duty.NEW_YEAR_LIST,
        Bearer.LIAISONS,
        day_end(date(2026, 1, 24)),
    )
    assert (results.duty, results.bearer) == (Duty.NEW_YEAR_RESULTS, Bearer.LIAISONS)
    assert (results.since, results.due) == (day_start(date(2026, 2, 23)), day_end(date(2026, 3, 1)))
    assert [one.duty for one in parts.owed(replace(part, listed_at=LISTED), OURS)] == [results.duty]
    of_bureau = [one.duty for one in parts.owed(CarePart(1, 2026, BUREAU, LISTED), OURS)]
    assert of_bureau == [Duty.ALLOWANCES, results.duty], "it owes no list"
    paid = CarePart(1, 2026, BUREAU, LISTED, paid=frozenset(OURS.policy.new_year.allowances))
    assert [one.duty for one in parts.owed(paid, OURS)] == [results.duty]
    late = replace(part, asked_at=datetime(2026, 2, 9, tzinfo=UTC))
    assert next(parts.owed(late, OURS)).due == day_end(date(2026, 2, 12)), "begun late, asked no sooner"


# Lists that are merged


def household(name: str = "", id_: str = "", phone: str = "", address: str = ""):
    return as_told(name, id_, phone, address)


VILLAGE = "平鎮區新街里"


def here(one: Household) -> Placed:
    return one, VILLAGE


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        pytest.param(
            household("王測試", "A123456789"), household("王小測", "A123456789"), True, id="the same ID"
        ),
        pytest.param(
            household("王測試", address="中正路1號"), household("王小測", address="中正路1號"), True,
            id="a door and a surname",
        ),
        pytest.param(
            household("王測試", phone="0912345678", address="中正路1號"),
            household("李示範", phone="0912-345-678", address="桃園市平鎮區中正路1號"),
            True,
            id="a door and a telephone",
        ),
        pytest.param(
            household("王測試", address="中正路1號"), household("李示範", address="中正路1號"), False,
            id="a door alone: neighbours of one house",
        ),
        pytest.param(
            household("王測試", address="中正路1號"), household("王測試", address="中正路3號"), False,
            id="a name alone",
        ),
        pytest.param(
            household("Siti", address="中正路1號"), household("SITI", address="中正路1號"), True,
            id="a door and a name without a surname",
        ),
        pytest.param(
            household("Siti", address="中正路1號"), household("Dewi", address="中正路1號"), False,
            id="a door and another name",
        ),
        pytest.param(household(), household(), False, id="nothing is known"),
    ],
)  # fmt: skip
def test_two_households_are_one(one, other, is_one):
    """domain.md §4: a family is who shares an ID, a name and birth, or a door and a surname or telephone."""
    assert same(here(one), here(other)) is same(here(other), here(one)) is is_one


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        pytest.param("中正路1號", "中正路1號", False, id="each of its district"),
        pytest.param("桃園市平鎮區新街里中正路1號", "中正路1號", False, id="one names its district"),
        pytest.param("桃園市平鎮區中正路1號", "平鎮市中正路1號", True, id="both name one district"),
    ],
)
def test_a_door_is_one_of_its_district(one, other, is_one):
    """domain.md §7: nobody is left out: most districts have a 中正路1號, and somebody called 王."""
    of_two = (household("王測試", address=one), VILLAGE), (household("王小測", address=other), "桃園區中正里")
    assert same(*of_two) is is_one


def test_who_is_one_by_way_of_another_is_one_and_who_is_nobodys_stays_alone():
    """domain.md §7: nobody is visited twice, and nobody is left out."""
    lists = [
        household("王測試", "A123456789"),
        household("王測試", "A123456789", address="中正路1號"),
        household("王小測", address="中正路1號"),
        household("李示範", address="中正路1號"),
    ]
    assert merged(list(map(here, lists))) == [{0, 1, 2}, {3}]


ORDER = OURS.policy.new_year.order


def test_of_several_lists_one_leads_in_the_order_of_the_policy():
    """screens.md §5: its worker → health → school → police → chief → charity."""
    lists = [CareSource.CHARITY, CareSource.VILLAGE, CareSource.POLICE, CareSource.STUDENT, CareSource.MENTAL]
    for n in range(len(lists)):
        entries = [CareEntry(k, HEALTH, one) for k, one in enumerate(lists[: n + 1])]
        assert lead_of(entries, ORDER).source is lists[n]
    assert (
        lead_of(
            [CareEntry(1, HEALTH, CareSource.MENTAL), CareEntry(2, CENTRE, CareSource.IN_SERVICE)], ORDER
        ).id
        == 2
    )


# What holds for all of them

NAMES = st.sampled_from(["王測試", "王小測", "李示範", "陳範例"])
IDS = st.sampled_from(["", "", "A123456789", "F131104093"])
PHONES = st.sampled_from(["", "0912345678", "0922345678"])
DOORS = st.sampled_from(["", "中正路1號", "中正路3號", "復旦路二段10號"])
ROWS = st.lists(
    st.tuples(st.builds(household, NAMES, IDS, PHONES, DOORS), st.sampled_from(CareSource)), max_size=9
)
DAYS = st.dates(date(2026, 1, 25), date(2026, 3, 5))
ANSWERS = st.sampled_from(
    [IN_PERSON, BY_TELEPHONE, BY_VOLUNTEERS, CHILD_UNSEEN, *(nobody(one) for one in WhyNot)]
)


@given(ROWS, st.randoms())
def test_whatever_lists_are_merged_in_any_order_the_households_and_their_leads_are_the_same(rows, random):
    """domain.md §7: one lead each, whoever hands in first."""
    order = list(range(len(rows)))
    random.shuffle(order)
    groups = merged([here(one) for one, _ in rows])
    again = merged([here(rows[n][0]) for n in order])
    assert {frozenset(order[at] for at in group) for group in again} == set(groups)
    assert sorted(at for group in groups for at in group) == list(range(len(rows)))
    event(f"merged: {len(groups) < len(rows)}")
    for group in groups:
        entries = [CareEntry(n, HEALTH, rows[n][1]) for n in sorted(group)]
        assert lead_of(entries, ORDER) == lead_of(list(reversed(entries)), ORDER)
        first = min(ORDER.index(rows[n][1]) for n in group)
        assert lead_of(entries, ORDER).source is ORDER[first]


@given(
    st.lists(st.tuples(st.booleans(), st.lists(st.tuples(DAYS, ANSWERS), max_size=4)), max_size=6),
    st.sampled_from(sorted(RULES)),
    st.dates(date(2026, 1, 1), date(2026, 3, 1)),
)
def test_at_most_one_visit_is_owed_a_household_and_figures_add_up_to_the_households(rows, edition, today):
    """[003] 陸、二(二)1, 3: Duty.NEW_YEAR_VISIT; each household is in one standing."""
    rules = replace(RULES[edition], day=today)
    households = [
        replace(
            FAMILY, id=n, number=n, high=high, visits=tuple(CareVisit(on, 3, said) for on, said in visits)
        )
        for n, (high, visits) in enumerate(rows, 1)
    ]
    for one in households:
        owing = list(owed(one, rules))
        assert len(owing) == (0 if settled(one, rules) else 1)
        assert all(each.since <= each.due for each in owing)
        assert all(each.bearer in CATALOGUE[each.duty].bearers for each in owing)
        assert sum(standing(one, rules) == each for each in CareStanding) == 1
    counted = figures(households, rules)
    assert sum(counted[each] for each in CareStanding) == counted["households"] == len(households)
    halves = [figures(households[::2], rules), figures(households[1::2], rules)]
    assert sum((Counter(one) for one in halves), Counter()) == Counter(counted) - Counter()


@given(st.lists(st.tuples(DAYS, ANSWERS), max_size=5), st.randoms())
def test_in_whatever_order_visits_are_written_down_the_best_one_counts(visits, random):
    """[003] 陸、二(二)1(3): Duty.NEW_YEAR_VISIT."""
    made = [CareVisit(on, 3, said) for on, said in visits]
    shuffled = list(made)
    random.shuffle(shuffled)
    one, other = (replace(FAMILY, visits=tuple(each)) for each in (made, shuffled))
    met = {CareStanding.IN_PERSON, CareStanding.PHONE, CareStanding.VOLUNTEER}
    if standing(one, OURS) in met or standing(other, OURS) in met:
        assert standing(one, OURS) is standing(other, OURS)


@pytest.mark.parametrize("year", range(2018, 2029))
@pytest.mark.parametrize("kind", UnitKind)
def test_for_every_year_of_107_to_117_somebody_of_any_unit_is_asked_in_time(year, kind):
    """[003] 肆: Duty.NEW_YEAR_VISIT in the windows of 107–117."""
    care = replace(
        FAMILY, year=year, unit=unit(kind), person=None, listed_at=day_start(date(year - 1, 12, 20))
    )
    holiday = care.holiday(OURS)
    (visit,) = owed(care, replace(OURS, day=date(year, 1, 1)))
    assert visit.due == day_end(holiday.first - timedelta(days=1))
    assert visit.since == day_start(holiday.first - timedelta(days=14))
    assert not list(owed(replace(care, over=True), OURS)), "the window is over"


def test_kin_have_it_by_no_list_and_who_leads_names_who_visits():
    """domain.md §7: whoever is kin neither sees nor visits; [003] 柒、一: who answers names who visits."""
    worker = Person(7, Role.WORKER, CENTRE.id, "王測試", "", "zh_Hant_TW")
    leader = replace(worker, id=8, role=Role.SUPERVISOR)
    entry = CareEntry(1, CENTRE, CareSource.IMMIGRANT)
    assert entry.theirs(worker)
    assert not replace(entry, recused=(7,)).theirs(worker)
    assert not replace(entry, person=7, recused=(7,)).theirs(worker)
    assert assigns(leader, FAMILY, entry)
    assert not assigns(worker, FAMILY, entry)
    assert not assigns(replace(leader, unit=HEALTH.id), FAMILY, entry)
    assert not assigns(leader, FAMILY, replace(entry, case=3)), "a case has its worker"


@pytest.mark.parametrize("role", Role)
def test_who_leads_a_unit_or_speaks_for_it_names_who_visits(role):
    """[003] 柒、一 (指派)."""
    names = {Role.SUPERVISOR, Role.HEAD, Role.CLERK, Role.LIAISON, Role.BUREAU}
    one = Person(8, role, CENTRE.id, "王測試", "", "")
    assert assigns(one, FAMILY, CareEntry(1, CENTRE, CareSource.IMMIGRANT)) is (role in names)


def test_a_list_is_awaited_until_it_came_or_the_window_is_over():
    part = CarePart(1, 2026, HEALTH, LISTED)
    assert parts.list_awaited(part, OURS)
    for other in (
        replace(part, over=True),
        replace(part, listed_at=LISTED),
        replace(part, unit=BUREAU),
        replace(part, unit=replace(HEALTH, ended=True)),
    ):
        assert not parts.list_awaited(other, OURS)


@pytest.mark.parametrize(
    ("answers", "counts"),
    [
        ({"mode": "home", "children": "all"}, True),
        ({"mode": "home", "children": "some"}, True),
        ({"mode": "home", "children": "none"}, False),
        ({"mode": "volunteer", "children": "all"}, False),
        ({"mode": "phone"}, False),
    ],
)
def test_a_child_is_seen_by_who_goes_there(answers, counts):
    """[003] 肆: children seen."""
    day = date(2026, 2, 3)
    assert figures([visited(FAMILY, day, {**answers, "care": "good"})], OURS)["children_seen"] == counts


@pytest.mark.parametrize(
    ("person", "theirs"),
    [
        (Person(7, Role.WORKER, HEALTH.id, "王測試", "", ""), False),
        (Person(7, Role.CHIEF, CENTRE.id, "王測試", "", ""), False),
        (Person(7, Role.WORKER, CENTRE.id, "王測試", "", ""), True),
        (Person(7, Role.HEAD, CENTRE.id, "王測試", "", ""), True),
        (Person(7, Role.CLERK, CENTRE.id, "王測試", "", ""), True),
    ],
    ids=["of another unit", "who visits nobody", "of the unit", "who leads it", "its clerk"],
)
def test_a_list_is_theirs_who_visit_for_its_unit(person, theirs):
    """[003] 柒、一."""
    entry = CareEntry(1, CENTRE, CareSource.IMMIGRANT)
    assert entry.theirs(person) is theirs
    leads = person.role in {Role.HEAD, Role.CLERK}
    assert replace(entry, person=9).theirs(person) is (theirs and leads), "somebody is named"
    assert replace(entry, case=3).theirs(person) is (theirs and person.role is Role.HEAD), "of a case"
    assert replace(entry, person=7).theirs(person), "they are named"


@pytest.mark.parametrize("role", Role)
def test_who_leads_a_unit_or_speaks_for_it_hands_in_and_the_bureau_for_any(role):
    """[003] 伍、二."""
    own = {Role.SUPERVISOR, Role.HEAD, Role.CLERK, Role.LIAISON, Role.BUREAU}
    one = Person(8, role, HEALTH.id, "王測試", "", "")
    assert parts.speaks(one, HEALTH) is (role in own)
    assert parts.speaks(one, CENTRE) is (role is Role.BUREAU)


@pytest.mark.parametrize(
    ("named", "on_the_list", "who"),
    [(None, None, {7, 8}), (7, None, {7}), (None, 8, {8}), (7, 8, {7, 8})],
)
def test_who_is_named_goes_and_while_nobody_is_whoever_has_the_list(named, on_the_list, who):
    """[003] 柒、一 (指派)."""
    entry = CareEntry(1, CENTRE, CareSource.IMMIGRANT, on_the_list)
    people = [Person(n, Role.WORKER, CENTRE.id, "王測試", "", "") for n in (7, 8)]
    assert {one.id for one in people if goes(one, replace(FAMILY, person=named), entry)} == who


def test_what_was_given_and_reported_is_counted_once_a_household_and_within_the_window():
    """[003] 陸、一(一)2(1)D, E; 二(二)1(1), 3."""
    day, early = date(2026, 2, 3), date(2026, 1, 30)
    given = {**IN_PERSON, "given": ["goods", "warm"]}
    high = visited(replace(FAMILY, high=True), day, given)
    one = visited(high, day, {**given, "given": ["goods"], "care": "improper"})
    elder = visited(replace(FAMILY, group=CareGroup.ALONE, high=True), day, {**BY_TELEPHONE, "given": None})
    outside = visited(replace(FAMILY, high=True), early, {**given, "care": "improper"})
    counted = figures([one, elder, outside], OURS)
    told = ("households", "goods", "warm", "meals", "reported", "children_due", "children_seen")
    assert [counted[each] for each in told] == [3, 1, 1, 0, 1, 2, 1]


def test_of_children_that_are_to_be_seen_those_of_other_households_are_none():
    """[003] 陸、二(二)1(3): one due and one seen are no child seen where another household's was."""
    day = date(2026, 2, 3)
    due, other = (
        visited(replace(FAMILY, high=True), day, nobody(WhyNot.ABSENT)),
        visited(FAMILY, day, IN_PERSON),
    )
    told = ("children_due", "children_due_seen", "children_seen")
    assert [figures([due, other], OURS)[each] for each in told] == [1, 0, 1]
    assert [figures([visited(due, day, IN_PERSON), other], OURS)[each] for each in told] == [1, 1, 2]


def test_the_last_word_says_why_nobody_was_met():
    """Each household has one standing, so that figures add up."""
    absent = visited(FAMILY, date(2026, 2, 3), nobody(WhyNot.ABSENT))
    assert standing(absent, OURS) is CareStanding.ABSENT
    assert standing(visited(absent, date(2026, 2, 4), nobody(WhyNot.MOVED)), OURS) is CareStanding.MOVED
    unseen = visited(replace(absent, high=True), date(2026, 2, 4), CHILD_UNSEEN)
    assert standing(unseen, OURS) is CareStanding.CHILD_UNSEEN
    assert standing(FAMILY, OURS) is CareStanding.NOT_YET


def test_who_moved_is_visited_where_a_list_says_that_they_live_now():
    """domain.md §7: nobody is left out: a corrected list came the day after the chief found them gone."""
    gone = visited(FAMILY, date(2026, 2, 3), nobody(WhyNot.MOVED))
    assert settled(gone, OURS)
    found = replace(gone, listed_at=at_taipei(date(2026, 2, 4), time(9)))
    assert standing(found, OURS) is CareStanding.NOT_YET
    assert [one.duty for one in owed(found, OURS)] == [Duty.NEW_YEAR_VISIT]
    assert settled(visited(found, date(2026, 2, 4), nobody(WhyNot.MOVED)), OURS)


def test_of_several_visits_the_one_that_counts_for_most_says_what_came_of_it():
    """[003] 陸、二(二)1(3): in person before volunteers before the telephone."""
    household = FAMILY
    for answers, expected in (
        (BY_TELEPHONE, CareStanding.PHONE),
        (BY_VOLUNTEERS, CareStanding.VOLUNTEER),
        (IN_PERSON, CareStanding.IN_PERSON),
        (BY_TELEPHONE, CareStanding.IN_PERSON),
    ):
        household = visited(household, date(2026, 2, 3), answers)
        assert standing(household, OURS) is expected


def test_whoever_comes_third_is_told_of_the_second_visit():
    """[003] 陸、二(二)1(3)."""
    first = visited(FAMILY, date(2026, 2, 3), IN_PERSON)
    second = visited(first, date(2026, 2, 4), BY_TELEPHONE, HEALTH.id)
    before = seen_before(visited(second, date(2026, 2, 5), nobody(WhyNot.ABSENT)), OURS)
    assert before
    assert before.on == date(2026, 2, 4)


def test_of_what_was_merged_into_another_no_visit_is_owed():
    assert list(owed(FAMILY, OURS))
    assert not list(owed(replace(FAMILY, into=10), OURS))


@pytest.mark.parametrize(
    ("said", "care"),
    [
        ({"met": "met", "mode": "home", "children": "some"}, {"mode": "home", "children": "some"}),
        ({"met": "met", "mode": "phone"}, {"mode": "phone", "children": None}),
        ({"met": "not_met", "mode": "home"}, {"mode": "not_met", "why": "absent"}),
    ],
)
def test_what_a_visit_of_a_case_said_is_said_of_new_year_care(said, care):
    """[003] 陸、二(二)1(3)."""
    assert as_care(said) == care


def test_a_push_calls_a_household_by_its_year_and_number_and_a_part_by_its_unit():
    assert replace(FAMILY, year=2027, number=27).sign == "春節 116-27"
    assert CarePart(1, 2027, replace(HEALTH, name="平鎮衛生所"), LISTED).sign == "春節 116 平鎮衛生所"
    assert len(CarePart(1, 2027, replace(HEALTH, name="所" * 60), LISTED).sign) == 40


@pytest.mark.parametrize(
    ("today", "due"),
    [(date(2026, 2, 22), False), (date(2026, 2, 23), True)],
    ids=["the holiday's last day", "the day after"],
)
def test_results_are_sent_up_when_the_holiday_is_over_and_once(today, due):
    """[003] 肆."""
    part, rules = CarePart(1, 2026, HEALTH, LISTED), replace(OURS, day=today)
    assert parts.results_due(part, rules) is due
    assert not parts.results_due(replace(part, results_at=LISTED), rules)


def test_when_the_window_is_over_no_allowance_is_asked_for_and_results_are():
    """[003] 陸、一(一)2(1)A."""
    part = CarePart(1, 2026, BUREAU, LISTED, over=True)
    assert [one.duty for one in parts.owed(part, OURS)] == [Duty.NEW_YEAR_RESULTS]
    assert not list(parts.owed(replace(part, results_at=LISTED), OURS))


@pytest.mark.parametrize(("said", "number"), [("0", "0"), ("007", "7"), ("９９９９９", "99999")])
def test_a_corrected_figure_is_a_number(said, number):
    assert parts.CORRECT_RESULTS.question("number").check(said) == number


@pytest.mark.parametrize("said", ["", "很多", "-1", "100000"])
def test_what_is_no_number_is_asked_for_again(said):
    with pytest.raises(EmptyAnswer):
        parts.CORRECT_RESULTS.question("number").check(said)


def member(name: str = "", born: date | None = None) -> Placed:
    return here(Household((Member(name, "", born),)))


def test_a_name_and_birth_make_two_one_and_neither_alone():
    """domain.md §4."""
    born = date(2018, 3, 4)
    assert same(member("王測試", born), member("王測試", born))
    assert same(member("王測試", born), member("王测试", born)), "in simplified characters"
    assert not same(member("王測試", born), member("李示範", born))
    assert not same(member("王測試", born), member("王測試", date(2018, 3, 5)))
    assert not same(member("", born), member("", born)), "nobody is named"
    assert not same(member("王測試"), member("王測試")), "nobody knows when"
