"""Figures over random lives of a city: every number is the list behind it, and nothing hidden can be told."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.statistics.asked import Area, Period, Span, span, without_period
from casework.statistics.figures import (
    OF_HOUSEHOLDS,
    PILOT,
    CountedCase,
    CountedReport,
    Facts,
    Group,
    GroupPart,
    Metric,
    Size,
    Timeliness,
    become,
    behind,
    grouped,
    spread,
)
from casework.statistics.register import Bases
from casework.statistics.summary import MOST_LISTED, Selection, in_time, sum_up
from casework.statistics.telling import BASE, PER, Tally, down, rate, share, tells

FIRST = date(2026, 1, 1)
SELECTION = Selection(Period.YEAR, Area())
VILLAGES = ("平鎮區新勢里", "平鎮區北勢里", "桃園區中路里")


@some.composite
def lives(draw: some.DrawFn) -> Facts:
    """Draw reports of some households, what became of them, and what was late."""
    cases = [
        CountedCase(
            number,
            village := draw(some.sampled_from(VILLAGES)),
            village[:3],
            draw(some.sampled_from([1, 2, None])),
            tuple(draw(some.sets(some.sampled_from(list(CaseKind)), max_size=2))),
            draw(some.integers(1, 12)),
            draw(some.sampled_from(OF_HOUSEHOLDS)),
            draw(some.sampled_from(["", "female", "male"])),
            draw(some.booleans()),
        )
        for number in range(1, draw(some.integers(1, 25)))
    ]
    told = [
        CountedReport(case, FIRST + timedelta(days=draw(some.integers(0, 364))), draw(some.booleans()))
        for case in cases
        for _ in range(draw(some.integers(1, 2)))
    ]
    some_of = some.lists(some.sampled_from(cases), max_size=8) if cases else some.just([])
    timely = {duty: Timeliness(draw(some_of), draw(some_of)) for duty in (Duty.SCREEN, Duty.FIRST_VISIT)}
    return Facts(told, draw(some_of), draw(some_of), draw(some_of), timely)


@given(lives())
def test_every_number_is_as_long_as_the_list_behind_it(facts: Facts) -> None:
    listed = Facts(
        facts.told,
        [one for one in facts.closed if one.listed],
        [one for one in facts.in_hand if one.listed],
        timely=facts.timely,
    )
    summary = sum_up(listed, SELECTION, span(Period.YEAR, FIRST), whole=True)
    counted = behind(listed)
    for metric in Metric:
        assert summary.figures[metric].number == len(counted[metric]) <= MOST_LISTED
        assert list(summary.lists[metric]) == [one.id for one in counted[metric] if one.listed]
    assert summary.figures[Metric.CLOSED].number == len(summary.lists[Metric.CLOSED])


@given(lives())
def test_reports_are_households_and_their_repetitions_and_each_household_became_one_thing(
    facts: Facts,
) -> None:
    counted = behind(facts)
    households = len({one.case.family for one in facts.told})
    assert len(counted[Metric.HOUSEHOLDS]) == households
    assert len(counted[Metric.REPORTS]) == households + len(counted[Metric.REPEATED])
    assert sum(len(counted[one]) for one in OF_HOUSEHOLDS) == households
    for group in (Group.VILLAGE, Group.DISTRICT, Group.UNIT, Group.SEX, Group.MONTH):
        parts = grouped(facts.told)[group].values()
        assert sum(one.reports.number for one in parts) == len(facts.told), group


@given(lives())
def test_groups_count_their_reports_and_the_first_of_each_household(facts: Facts) -> None:
    names = {
        Group.VILLAGE: lambda one: [one.case.village],
        Group.DISTRICT: lambda one: [one.case.district],
        Group.UNIT: lambda one: [str(one.case.unit or "")],
        Group.KIND: lambda one: one.case.kinds or [""],
        Group.SEX: lambda one: [one.case.sex],
        Group.MONTH: lambda one: [f"{one.on:%Y-%m}-01"],
    }
    for group, parts in grouped(facts.told).items():
        of: dict[str, list[CountedCase]] = {name: [] for one in facts.told for name in names[group](one)}
        for one in facts.told:
            for name in names[group](one):
                of[name].append(one.case)
        assert parts.keys() == of.keys()
        for name, cases in of.items():
            opened = [one for one in cases if one.became is Metric.OPENED]
            counted = (cases, _households(cases), _households(opened))
            sizes = (parts[name].reports, parts[name].households, parts[name].opened)
            for size, these in zip(sizes, counted, strict=True):
                assert size == (len(these), sum(not one.listed for one in these)), (group, name)


def _households(cases: list[CountedCase]) -> list[CountedCase]:
    """Each as the first of its reports."""
    return list({one.family: one for one in reversed(cases)}.values())


@given(lives(), some.data())
def test_no_difference_of_two_answers_tells_what_is_hidden(facts: Facts, data: some.DataObject) -> None:
    """Whatever of it is asked for, and what more is asked for: at least three numbers may be the rest's."""
    cases = [one.case for one in facts.told]
    more = data.draw(some.sets(some.sampled_from(range(len(cases))))) if cases else set()
    less = data.draw(some.sets(some.sampled_from(sorted(more)))) if more else set()
    told = [_figure([cases[at] for at in one]) for one in (more, less)]
    own = [sum(cases[at].listed for at in one) for one in (more, less)]
    possible = {
        big - small
        for big in _rests(told[0].number - own[0])
        for small in _rests(told[1].number - own[1])
        if big >= small
    }
    assert sum(not cases[at].listed for at in more - less) in possible
    assert len(possible) >= BASE


def _figure(cases: Sequence[CountedCase]) -> Tally:
    return Tally.of(cases, whole=False)


def _rests(shown: int) -> range:
    """Return what a number of others may be that is shown so."""
    assert shown == down(shown)
    return range(shown, shown + BASE)


@given(lives(), some.booleans(), some.lists(some.integers(0, 3_000), min_size=4, max_size=4))
def test_a_rate_times_the_households_of_the_register_is_the_number_beside_it(
    facts: Facts, whole: bool, households: list[int]
) -> None:
    """So it tells no more than the number does, and nothing where that is hidden."""
    known = {Group.VILLAGE: dict(zip(VILLAGES, households, strict=False)), Group.DISTRICT: {"平鎮區": 9}}
    by = Bases(FIRST, households[-1], known)
    summary = sum_up(facts, SELECTION, span(Period.YEAR, FIRST), whole=whole, bases=by)
    rows = [
        (one.households, one.rate, known.get(group, {}).get(one.key))
        for group in Group
        for one in summary.groups[group]
    ]
    rows.append((summary.figures[Metric.HOUSEHOLDS], summary.rate, by.area))
    for told, found, of in rows:
        if told.hidden or not of:
            assert found is None
        else:
            assert found is not None
            assert found * of / PER == pytest.approx(told.number)
    without = sum_up(facts, SELECTION, span(Period.YEAR, FIRST), whole=whole)
    assert (without.rate, without.register) == (None, None)
    assert all(one.rate is None for group in Group for one in without.groups[group])


def test_small_numbers_of_others_are_hidden_and_own_ones_are_not() -> None:
    def some_of(listed: bool, n: int) -> list[CountedCase]:
        return [
            CountedCase(at, VILLAGES[0], "平鎮區", 1, (), at, Metric.OPENED, listed=listed) for at in range(n)
        ]

    assert str(Tally.of(some_of(False, 2), whole=False)) == "<3"
    assert str(Tally.of(some_of(False, 8), whole=False)) == "6"
    assert str(Tally.of([*some_of(True, 4), *some_of(False, 2)], whole=False)) == "4"
    assert str(Tally.of(some_of(True, 1), whole=True)) == "1"
    assert share(Tally(9), Tally(84)) == pytest.approx(0.107, abs=0.001)
    assert share(Tally(1, exact=False), Tally(84)) is None


@pytest.mark.parametrize(
    ("period", "first", "before"),
    [
        (Period.MONTH, date(2026, 1, 1), date(2026, 2, 1)),
        (Period.LAST_MONTH, date(2025, 12, 1), date(2026, 1, 1)),
        (Period.QUARTER, date(2026, 1, 1), date(2026, 4, 1)),
        (Period.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
        (Period.LAST_YEAR, date(2025, 1, 1), date(2026, 1, 1)),
    ],
    ids=list(Period),
)
def test_a_period_is_whole_months(period: Period, first: date, before: date) -> None:
    found = span(period, date(2026, 1, 31))
    assert found == Span(first, before)
    assert found.holds(first)
    assert not found.holds(before)
    assert found.months[0] == first


@pytest.mark.parametrize("state", list(State), ids=str)
def test_each_state_is_counted(state: State) -> None:
    assert become(state) in OF_HOUSEHOLDS


def test_the_middle_of_what_people_carry() -> None:
    assert spread([3, 20, 8]) == (3, 8, 20)
    assert spread([]) is None


def of_family(family: int, became: Metric, at: int, *, listed: bool = True) -> CountedCase:
    return CountedCase(at, VILLAGES[0], "平鎮區", 1, (), family, became, listed=listed)


def test_of_a_household_that_was_reported_again_the_furthest_counts_and_of_equals_the_first() -> None:
    cases = [
        of_family(1, OF_HOUSEHOLDS[-1], 1),
        of_family(1, Metric.OPENED, 2),
        of_family(1, Metric.OPENED, 3),
    ]
    for order in (cases, cases[1:] + cases[:1]):
        counted = behind(Facts([CountedReport(one, FIRST) for one in order]))
        assert [one.id for one in counted[Metric.OPENED]] == [2]


@pytest.mark.parametrize(
    ("size", "told"),
    [(Size(1, 0), True), (Size(3, 2), True), (Size(2, 2), False), (Size(3, 3), True), (Size(0, 0), False)],
)
def test_a_group_is_named_where_something_of_it_is_ones_own_or_many_are(size: Size, told: bool) -> None:
    assert tells(size, whole=False) is told
    assert tells(size, whole=True)


@pytest.mark.parametrize(
    ("on_time", "late", "rate"),
    [(9, 3, 0.75), (9, 1, 1.0), (2, 9, None), (2, 2, None), (0, 0, None)],
)
def test_how_much_was_in_time_is_told_unless_it_is_hidden(
    on_time: int, late: int, rate: float | None
) -> None:
    done = [[of_family(n, Metric.OPENED, n, listed=False) for n in range(many)] for many in (on_time, late)]
    assert in_time(Timeliness(*done), whole=False).part == rate


def test_rows_stand_by_their_number_and_months_in_their_order() -> None:
    counts = {"2026-01-01": 1, "2026-02-01": 3, "2026-03-01": 2}
    of = {Group.MONTH: counts, Group.VILLAGE: dict(zip(VILLAGES, counts.values(), strict=True))}
    cases = {name: of_family(n, Metric.OPENED, n) for n, name in enumerate(VILLAGES, 1)}
    told = [
        CountedReport(cases[village]._replace(village=village), date.fromisoformat(month))
        for month, village in zip(counts, VILLAGES, strict=True)
        for _ in range(counts[month])
    ]
    summary = sum_up(Facts(told), SELECTION, span(Period.YEAR, FIRST), whole=False)
    assert [one.key for one in summary.groups[Group.MONTH]] == list(counts)
    by_number = sorted(VILLAGES, key=lambda one: -of[Group.VILLAGE][one])
    assert [one.key for one in summary.groups[Group.VILLAGE]] == by_number
    assert [one.key for one in summary.groups[Group.DISTRICT]] == ["平鎮區"]


@pytest.mark.parametrize(
    ("month", "first"), [(1, 1), (3, 1), (4, 4), (6, 4), (7, 7), (9, 7), (10, 10), (12, 10)]
)
def test_a_quarter_begins_with_its_first_month(month: int, first: int) -> None:
    found = span(Period.QUARTER, date(2026, month, 28))
    assert found.first == date(2026, first, 1)
    assert [one.month for one in found.months] == [first, first + 1, first + 2]


@pytest.mark.parametrize(
    ("area", "counts"),
    [
        (Area(), True),
        (Area("平鎮區"), True),
        (Area("桃園區"), False),
        (Area(unit=1), True),
        (Area(unit=2), False),
        (Area("平鎮區", 1), True),
        (Area("平鎮區", 2), False),
        (Area("桃園區", 1), False),
    ],
)
def test_a_case_counts_in_its_district_and_with_what_its_unit_leads(area: Area, counts: bool) -> None:
    assert area.holds("平鎮區", 1) is counts


def test_a_rate_is_of_a_thousand_households() -> None:
    assert rate(Tally(5), 2_000) == 2.5
    assert rate(Tally(5), 0) is None
    assert rate(Tally(5), None) is None
    assert rate(Tally(2, exact=False), 2_000) is None, "it is hidden"


def test_a_part_is_never_more_than_the_whole() -> None:
    assert share(Tally(9), Tally(6, exact=False)) == 1.0
    assert share(Tally(0), Tally(0)) is None
    assert share(Tally(3), Tally(2, exact=False)) is None, "the whole is hidden"


@pytest.mark.parametrize(("whole", "told"), [(True, ["1", "8.5", "20"]), (False, ["<3", "6", "18"])])
def test_what_people_carry_is_told_as_numbers_are(whole: bool, told: list[str]) -> None:
    facts = Facts([], loads=[1, 5, 12, 20])
    assert sum_up(facts, SELECTION, span(Period.YEAR, FIRST), whole=whole).carried == told
    assert sum_up(Facts([]), SELECTION, span(Period.YEAR, FIRST), whole=whole).carried == []


def test_a_household_that_is_reported_twice_is_one_household_of_its_village() -> None:
    """[002]: 3 of the pilot's 87 reports were of a household that was known."""
    twice, other = of_family(1, Metric.OPENED, 1, listed=False), of_family(2, Metric.OPENED, 2)
    told = [CountedReport(one, FIRST) for one in (twice, twice, other)]
    part = grouped(told)[Group.VILLAGE][VILLAGES[0]]
    assert part == GroupPart(Size(3, 2), Size(2, 1), Size(2, 1))


def test_a_household_that_comes_again_within_the_year_is_counted_as_such() -> None:
    again, first = of_family(1, Metric.OPENED, 1), of_family(2, Metric.OPENED, 2)
    counted = behind(Facts([CountedReport(again, FIRST, again=True), CountedReport(first, FIRST)]))
    assert counted[Metric.AGAIN] == [again]


def test_a_case_counts_under_each_of_its_kinds_and_under_none_before_it_has_one() -> None:
    general, shared = CaseKind.GENERAL, CaseKind.SHARED
    for kinds, names in (((), [""]), ((general, shared), [general, shared])):
        told = [CountedReport(of_family(1, Metric.TO_SCREEN, 1)._replace(kinds=kinds), FIRST)]
        assert list(grouped(told)[Group.KIND]) == names


def test_a_village_where_others_reported_too_little_is_not_named() -> None:
    told = [CountedReport(of_family(1, Metric.OPENED, 1, listed=False), FIRST)]
    for whole in (False, True):
        summary = sum_up(Facts(told), SELECTION, span(Period.YEAR, FIRST), whole=whole)
        assert [one.key for one in summary.groups[Group.VILLAGE]] == list(VILLAGES[:1]) * whole


def test_behind_what_was_late_stand_the_cases_that_one_may_see() -> None:
    late = [of_family(1, Metric.OPENED, 1), of_family(2, Metric.OPENED, 2, listed=False)]
    facts = Facts([], timely={Duty.SCREEN: Timeliness(late=late)})
    summary = sum_up(facts, SELECTION, span(Period.YEAR, FIRST), whole=False)
    assert list(summary.lists[Duty.SCREEN]) == [1]


def test_the_pilot_that_figures_are_held_against_is_what_the_minutes_say() -> None:
    """[002]: 84 households in 87 reports, 11 % of which met the criteria."""
    households, reports, repeated, accepted = PILOT
    assert reports == households + repeated == 87
    assert households == 84
    assert round(accepted / households, 2) == 0.11


@pytest.mark.parametrize(
    ("asked", "rest", "period"),
    [
        ("統計", "統計", None),
        ("這個月統計", "統計", Period.MONTH),
        ("本月的統計", "統計", Period.MONTH),
        ("上個月平鎮區的統計", "平鎮區的統計", Period.LAST_MONTH),
        ("平鎮區上個月統計", "平鎮區 統計", Period.LAST_MONTH),
        ("統計 上月", "統計", Period.LAST_MONTH),
        ("本季統計", "統計", Period.QUARTER),
        ("今年度統計", "統計", Period.YEAR),
        ("去年的統計", "統計", Period.LAST_YEAR),
        ("114年統計", "統計", Period.LAST_YEAR),
        ("民國115年度統計", "統計", Period.YEAR),
        ("2025年統計", "統計", Period.LAST_YEAR),
        ("1月份統計", "統計", Period.MONTH),
        ("12月統計", "統計", Period.LAST_MONTH),
        ("11月統計", "統計", None),
        ("114年12月統計", "統計", Period.LAST_MONTH),
        ("114年1月統計", "統計", None),
        ("112年統計", "統計", None),
        ("上一季統計", "統計", None),
        ("figures for last month", "figures", Period.LAST_MONTH),
        ("Last month's figures", "figures", Period.LAST_MONTH),
        ("this year figures", "figures", Period.YEAR),
    ],
)
def test_a_period_is_named_as_people_name_it(asked: str, rest: str, period: Period | None) -> None:
    found = without_period(asked)
    assert (found.rest, found.period(date(2026, 1, 15))) == (rest, period)
