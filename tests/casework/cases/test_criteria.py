"""The criteria say what the documents say: [001] 三(六)1 for kinds, [003] 伍、二(一)1 for indicators."""

import pytest

from casework.cases.criteria import (
    CaseKind,
    Finding,
    Indicator,
    Seen,
    findings,
    kinds,
    suicide_hardship,
    tells_of_child,
    to_be_visited,
    urgent,
)


def found(*seen: Seen, reports: int = 1) -> list[Finding]:
    return findings(frozenset(seen), reports_in_a_year=reports, reports_for_1a=3)


def names(*seen: Seen, reports: int = 1) -> set[Indicator | CaseKind]:
    return {finding.what for finding in found(*seen, reports=reports)}


@pytest.mark.parametrize(
    ("seen", "indicator"),
    [
        (Seen.BACK_HOME, Indicator.L1_BACK_HOME),  # 結束安置返家未滿半年
        (Seen.WANTS_TO_DIE, Indicator.L1_ON_A_LIST),  # 自殺防治
        (Seen.DRUGS_OR_MIND, Indicator.L1_ON_A_LIST),  # 精神照護、毒危
        (Seen.NO_WORK, Indicator.L1_MAJOR_EVENT),  # 失業
        (Seen.NO_HOME, Indicator.L1_MAJOR_EVENT),  # 居無定所
        (Seen.PREGNANT, Indicator.L1_MAJOR_EVENT),  # 未預期懷孕
        (Seen.SMALL_CHILD, Indicator.L2_SMALL_CHILD),
        (Seen.UNDER_SIX, Indicator.L2_SMALL_CHILD),
        (Seen.DISABLED_CHILD, Indicator.L2_DISABLED_CHILD),
        (Seen.YOUNG_PARENT, Indicator.L2_YOUNG_PARENT),
        (Seen.PARTNER, Indicator.L2_NO_BOND),  # 父或母之同居人
        (Seen.HURT, Indicator.PRIORITY_HARM),  # 自傷、傷人
        (Seen.WANTS_TO_DIE, Indicator.PRIORITY_HARM),
        (Seen.VIOLENCE, Indicator.PRIORITY_HARM),
    ],
    ids=str,
)
def test_what_was_seen_points_to_its_indicator_and_says_why(seen: Seen, indicator: Indicator) -> None:
    [finding] = [finding for finding in found(seen) if finding.what is indicator]
    assert finding.because == {seen}


ALONE: dict[Seen, set[Indicator | CaseKind]] = {
    Seen.SMALL_CHILD: {Indicator.L2_SMALL_CHILD},
    Seen.UNDER_SIX: {Indicator.L2_SMALL_CHILD},
    Seen.DISABLED_CHILD: {Indicator.L2_DISABLED_CHILD},
    Seen.YOUNG_PARENT: {Indicator.L2_YOUNG_PARENT},
    Seen.PARTNER: {Indicator.L2_NO_BOND},
    Seen.FRAIL_ELDER: set(),
    Seen.NO_RELATIVES: set(),
    Seen.DISABLED_ADULT: set(),
    Seen.ELDER_ALONE: set(),
    Seen.ON_STREET: set(),
    Seen.HURT: {Indicator.PRIORITY_HARM},
    Seen.WANTS_TO_DIE: {Indicator.L1_ON_A_LIST, Indicator.PRIORITY_HARM},
    Seen.DRUGS_OR_MIND: {Indicator.L1_ON_A_LIST},
    Seen.NO_WORK: {Indicator.L1_MAJOR_EVENT},
    Seen.BACK_HOME: {Indicator.L1_BACK_HOME},
    Seen.CHILD_GONE: {CaseKind.CHILD_MISSING},
    Seen.VIOLENCE: {Indicator.PRIORITY_HARM},
    Seen.NEGLECTED: set(),
    Seen.NO_HOME: {Indicator.L1_MAJOR_EVENT},
    Seen.PREGNANT: {Indicator.L1_MAJOR_EVENT},
}
"""All that each thing points to when it is seen alone [001] 三(六)1, [003] 伍、二(一)1."""
CARED_FOR = {Seen.SMALL_CHILD, Seen.UNDER_SIX, Seen.DISABLED_CHILD, Seen.FRAIL_ELDER, Seen.DISABLED_ADULT}


def by_two(a: Seen, b: Seen) -> set[Indicator | CaseKind]:
    """What two things point to together and neither alone."""
    both = {a, b}
    more: set[Indicator | CaseKind] = set()
    if Seen.NO_WORK in both and both & CARED_FOR:
        more.add(Indicator.PRIORITY_CARE)
    if both == {Seen.NO_WORK, Seen.WANTS_TO_DIE}:
        more.add(CaseKind.SUICIDE_HARDSHIP)
    return more


@pytest.mark.parametrize("seen", Seen, ids=str)
def test_what_is_seen_points_to_all_that_stands_in_the_table_and_to_nothing_else(seen: Seen) -> None:
    assert names(seen) == ALONE[seen]
    for other in set(Seen) - {seen}:
        assert names(seen, other) == ALONE[seen] | ALONE[other] | by_two(seen, other), other


@pytest.mark.parametrize(("reports", "applies"), [(2, False), (3, True), (4, True)])
def test_three_reports_within_a_year_are_1a(reports: int, applies: bool) -> None:
    assert (Indicator.L1_REPORTS in names(reports=reports)) is applies


def test_1a_says_how_many_reports_there_were() -> None:
    [finding] = found(reports=4)
    assert finding.reports == 4


def test_one_of_level_1_is_visited() -> None:
    assert to_be_visited(found(Seen.NO_WORK))


def test_one_of_level_1_is_enough_whatever_stands_beside_it() -> None:
    """[003] 伍、二(一)1: at least one of level 1."""
    assert to_be_visited(found(Seen.BACK_HOME, Seen.SMALL_CHILD))
    assert to_be_visited(found(Seen.NO_HOME, Seen.HURT, Seen.CHILD_GONE))


def test_three_reports_alone_are_visited() -> None:
    assert to_be_visited(found(reports=3))


def test_two_of_level_2_are_visited_and_one_is_not() -> None:
    assert to_be_visited(found(Seen.SMALL_CHILD, Seen.PARTNER))
    assert not to_be_visited(found(Seen.SMALL_CHILD))


def test_priority_is_not_a_risk_indicator() -> None:
    assert not to_be_visited(found(Seen.HURT))


@pytest.mark.parametrize(
    "cared_for", [Seen.SMALL_CHILD, Seen.FRAIL_ELDER, Seen.DISABLED_CHILD, Seen.DISABLED_ADULT], ids=str
)
def test_unemployment_and_somebody_who_needs_care_is_priority_b(cared_for: Seen) -> None:
    """[001] 三(六)1(6)B."""
    [finding] = [f for f in found(Seen.NO_WORK, cared_for) if f.what is Indicator.PRIORITY_CARE]
    assert finding.because == {Seen.NO_WORK, cared_for}


def test_unemployment_alone_is_no_priority() -> None:
    assert Indicator.PRIORITY_CARE not in names(Seen.NO_WORK)


def test_a_child_at_high_risk_needs_all_three() -> None:
    """未滿 6 歲, the carer's drugs or illness, and no other relative [001] 三(六)1(3)."""
    three = (Seen.SMALL_CHILD, Seen.DRUGS_OR_MIND, Seen.NO_RELATIVES)
    assert CaseKind.CHILD_HIGH_RISK in names(*three)
    for missing in three:
        assert CaseKind.CHILD_HIGH_RISK not in names(*(one for one in three if one is not missing))


def test_under_6_is_not_6_or_under_but_may_be() -> None:
    """未滿6歲 [001] 三(六)1(3) and 6歲以下 [003] 伍、二(一)1(2)A are two ages (faults 20)."""
    others = (Seen.DRUGS_OR_MIND, Seen.NO_RELATIVES)
    for child in (Seen.UNDER_SIX, Seen.SMALL_CHILD):
        [one] = [one for one in found(child, *others) if one.what is CaseKind.CHILD_HIGH_RISK]
        assert one.because == {child, *others}
    [one] = [
        one
        for one in found(Seen.UNDER_SIX, Seen.SMALL_CHILD, *others)
        if one.what is CaseKind.CHILD_HIGH_RISK
    ]
    assert Seen.UNDER_SIX in one.because


@pytest.mark.parametrize(
    ("seen", "child"),
    [
        ((Seen.ELDER_ALONE,), False),
        ((Seen.FRAIL_ELDER,), None),
        ((Seen.ELDER_ALONE, Seen.SMALL_CHILD), True),
        ((Seen.UNDER_SIX,), True),
        ((), None),
    ],
)
def test_who_lives_alone_has_no_child_and_the_rest_tells_nothing(seen, child) -> None:
    """faults 15: 兒少權法 54 speaks of families with children."""
    assert tells_of_child(frozenset(seen)) is child


def test_suicide_and_hardship_go_together() -> None:
    """幸扶守護 [001] 三(六)1(2): the reason is economic."""
    assert CaseKind.SUICIDE_HARDSHIP in names(Seen.WANTS_TO_DIE, Seen.NO_WORK)
    assert CaseKind.SUICIDE_HARDSHIP not in names(Seen.WANTS_TO_DIE)


def test_a_child_who_is_not_found_is_a_kind_of_its_own() -> None:
    """行方不明兒少 [001] 三(六)1(4)."""
    assert CaseKind.CHILD_MISSING in names(Seen.CHILD_GONE)


def test_a_case_of_no_special_kind_is_general() -> None:
    assert kinds(found(Seen.SMALL_CHILD)) == (CaseKind.GENERAL,)
    assert kinds(found(Seen.CHILD_GONE, Seen.SMALL_CHILD)) == (CaseKind.CHILD_MISSING,)


def test_nothing_seen_points_to_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize("seen", [Seen.HURT, Seen.WANTS_TO_DIE, Seen.CHILD_GONE, Seen.VIOLENCE], ids=str)
def test_what_the_law_gives_24_hours_is_urgent(seen: Seen) -> None:
    assert urgent("no", {seen})


def test_a_child_whom_nobody_looks_after_is_urgent_and_a_grown_up_is_not() -> None:
    """兒少權法 53 (faults 20)."""
    assert urgent("no", {Seen.NEGLECTED, Seen.SMALL_CHILD})
    assert not urgent("no", {Seen.NEGLECTED, Seen.FRAIL_ELDER})


@pytest.mark.parametrize(("danger", "is_urgent"), [("yes", True), ("no", False), ("unsure", False)])
def test_danger_now_is_urgent(danger: str, is_urgent: bool) -> None:
    assert urgent(danger, {Seen.SMALL_CHILD}) is is_urgent


@pytest.mark.parametrize(
    ("facts", "by_108", "by_109"),
    [
        ("reported economic relief", True, True),
        ("reported economic", False, True),
        ("reported no_reason relief", False, True),
        ("reported relief", False, False),
        ("reported no_reason", False, False),
        ("reported", False, False),
        ("economic relief", False, False),
        ("no_reason relief", False, False),
    ],
)
def test_a_suicide_report_is_of_hardship_as_its_edition_says(facts: str, by_108: bool, by_109: bool) -> None:
    """[001] 三(六)1(2): since 109 its reason, or none and relief applied for; 108 asked for both."""
    said = set(facts.split())
    assert suicide_hardship(said, ["economic+relief"]) is by_108
    assert suicide_hardship(said, ["economic", "no_reason+relief"]) is by_109
