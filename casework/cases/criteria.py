"""From what was seen to the indicators and kinds that apply, each with its reason.

The screener decides; this only points at what the documents say: [001] 三(六)1 for kinds and priority,
[003] 伍、二 for the risk indicators.
"""

from collections.abc import Iterator, Sequence, Set
from enum import StrEnum

from msgspec import Struct


class Seen(StrEnum):
    """What a chief can see, in plain words; its label stands in `handlers/words/terms.py`."""

    # who lives there
    SMALL_CHILD = "small_child"
    DISABLED_CHILD = "disabled_child"
    YOUNG_PARENT = "young_parent"
    PARTNER = "partner"
    FRAIL_ELDER = "frail_elder"
    NO_RELATIVES = "no_relatives"
    UNDER_SIX = "under_six"  # 未滿6歲, not 6歲以下: two ages
    DISABLED_ADULT = "disabled_adult"
    ELDER_ALONE = "elder_alone"  # 獨居老人
    ON_STREET = "on_street"  # 街友
    # what happens there
    HURT = "hurt"
    WANTS_TO_DIE = "wants_to_die"
    DRUGS_OR_MIND = "drugs_or_mind"
    NO_WORK = "no_work"
    BACK_HOME = "back_home"
    CHILD_GONE = "child_gone"
    VIOLENCE = "violence"  # 打罵家暴
    NEGLECTED = "neglected"  # 沒人照顧
    NO_HOME = "no_home"  # 居無定所
    PREGNANT = "pregnant"  # 未預期懷孕


AT_HOME = (
    Seen.SMALL_CHILD,
    Seen.DISABLED_CHILD,
    Seen.YOUNG_PARENT,
    Seen.PARTNER,
    Seen.FRAIL_ELDER,
    Seen.NO_RELATIVES,
    Seen.UNDER_SIX,
    Seen.DISABLED_ADULT,
    Seen.ELDER_ALONE,
    Seen.ON_STREET,
)
HAPPENING = (
    Seen.HURT,
    Seen.WANTS_TO_DIE,
    Seen.DRUGS_OR_MIND,
    Seen.NO_WORK,
    Seen.BACK_HOME,
    Seen.CHILD_GONE,
    Seen.VIOLENCE,
    Seen.NEGLECTED,
    Seen.NO_HOME,
    Seen.PREGNANT,
)


class CaseKind(StrEnum):
    """Kinds of case [001] 三(六)1."""

    GENERAL = "general"  # 一般
    SUICIDE_HARDSHIP = "suicide_hardship"  # 幸扶守護
    CHILD_HIGH_RISK = "child_high_risk"  # 兒少高危機
    CHILD_MISSING = "child_missing"  # 行方不明兒少
    SHARED = "shared"  # 共案: no report tells of it


class Indicator(StrEnum):
    """Risk indicators [003] 伍、二(一)1 and priority [001] 三(六)1(6)."""

    L1_REPORTS = "1A"
    L1_BACK_HOME = "1B"
    L1_ON_A_LIST = "1C"
    L1_MAJOR_EVENT = "1D"
    L1_CITY = "1E"  # 專業評估: by a professional alone, with who and why
    L2_SMALL_CHILD = "2A"
    L2_DISABLED_CHILD = "2B"
    L2_YOUNG_PARENT = "2C"
    L2_NO_BOND = "2D"
    PRIORITY_HARM = "A"
    PRIORITY_CARE = "B"


class Finding(Struct, frozen=True):
    """An indicator or kind that may apply, and what points to it."""

    what: Indicator | CaseKind
    because: frozenset[Seen]
    reports: int = 0
    """For 1A: how many reports within a year."""


_S, _I = Seen, Indicator
INDICATORS: tuple[tuple[Indicator, frozenset[Seen]], ...] = (
    (_I.L1_BACK_HOME, frozenset({_S.BACK_HOME})),
    (_I.L1_ON_A_LIST, frozenset({_S.WANTS_TO_DIE, _S.DRUGS_OR_MIND})),
    (_I.L1_MAJOR_EVENT, frozenset({_S.NO_WORK, _S.NO_HOME, _S.PREGNANT})),
    (_I.L2_SMALL_CHILD, frozenset({_S.SMALL_CHILD, _S.UNDER_SIX})),
    (_I.L2_DISABLED_CHILD, frozenset({_S.DISABLED_CHILD})),
    (_I.L2_YOUNG_PARENT, frozenset({_S.YOUNG_PARENT})),
    (_I.L2_NO_BOND, frozenset({_S.PARTNER})),
    (_I.PRIORITY_HARM, frozenset({_S.HURT, _S.WANTS_TO_DIE, _S.VIOLENCE})),
)
"""One of the things seen points to the indicator."""

ON_RECORD = frozenset({_I.L1_BACK_HOME, _I.L1_ON_A_LIST})
"""These rest on an office's record, which nobody saw: they are to be verified."""

KINDS: tuple[tuple[Indicator | CaseKind, frozenset[Seen]], ...] = (
    (CaseKind.SUICIDE_HARDSHIP, frozenset({_S.WANTS_TO_DIE, _S.NO_WORK})),
    (CaseKind.CHILD_HIGH_RISK, frozenset({_S.UNDER_SIX, _S.DRUGS_OR_MIND, _S.NO_RELATIVES})),
    (CaseKind.CHILD_MISSING, frozenset({_S.CHILD_GONE})),
)
"""All of the things seen are needed."""

CARE_NEEDED = frozenset({_S.SMALL_CHILD, _S.UNDER_SIX, _S.FRAIL_ELDER, _S.DISABLED_CHILD, _S.DISABLED_ADULT})
"""A child of 6 or under, a dependent elder, a disabled person of any age [001] 三(六)1(6)B."""


OF_A_CHILD = frozenset(
    {_S.SMALL_CHILD, _S.UNDER_SIX, _S.DISABLED_CHILD, _S.YOUNG_PARENT, _S.BACK_HOME, _S.CHILD_GONE}
)
"""Seen where a child is in the home."""


def tells_of_child(seen: Set[Seen]) -> bool | None:
    """Tell whether there is a child in the home; who lives alone has none, and the rest tells nothing."""
    if seen & OF_A_CHILD:
        return True
    return False if _S.ELDER_ALONE in seen else None


def findings(seen: Set[Seen], *, reports_in_a_year: int, reports_for_1a: int) -> list[Finding]:
    """List what may apply; *reports_in_a_year* are those known for this household, this one included."""
    found = [Finding(what, because) for what, because in _kinds(seen) if because <= seen]
    if reports_in_a_year >= reports_for_1a:
        found.append(Finding(_I.L1_REPORTS, frozenset(), reports_in_a_year))
    found += [Finding(what, because & seen) for what, because in INDICATORS if because & seen]
    if _S.NO_WORK in seen and seen & CARE_NEEDED:  # [001] 三(六)1(6)B
        found.append(Finding(_I.PRIORITY_CARE, frozenset({_S.NO_WORK}) | (seen & CARE_NEEDED)))
    return found


def _kinds(seen: Set[Seen]) -> Iterator[tuple[Indicator | CaseKind, frozenset[Seen]]]:
    """Yield what each kind needs; a child of 6 or under may be under 6, which is to be verified."""
    for what, because in KINDS:
        yield what, because
        if _S.UNDER_SIX in because and _S.UNDER_SIX not in seen:
            yield what, because - {_S.UNDER_SIX} | {_S.SMALL_CHILD}


def to_be_visited(found: Sequence[Finding]) -> bool:
    """At least one of level 1 or at least two of level 2 [003] 伍、二(一)1."""
    names = {finding.what.value for finding in found}
    return any(name.startswith("1") for name in names) or sum(name.startswith("2") for name in names) >= 2


def kinds(found: Sequence[Finding]) -> tuple[CaseKind, ...]:
    """Return the kinds that may apply; a general case when none does."""
    special = tuple(finding.what for finding in found if isinstance(finding.what, CaseKind))
    return special or (CaseKind.GENERAL,)


def suicide_hardship(facts: Set[str], when: Sequence[str]) -> bool:
    """Tell whether a suicide report is one of 幸扶守護, as the edition says when [001] 三(六)1(2), [000]."""
    return "reported" in facts and any(set(branch.split("+")) <= facts for branch in when)


def urgent(danger: str, seen: Set[Seen]) -> bool:
    """Screen within 24 hours where the law sets 24 h (兒少權法 53, 自殺防治法 11, 家暴法 50, 性侵法 11).

    A child whom nobody looks after is one of 兒少權法 53, too.
    """
    neglected_child = _S.NEGLECTED in seen and bool(seen & OF_A_CHILD)
    by_law = {_S.HURT, _S.WANTS_TO_DIE, _S.CHILD_GONE, _S.VIOLENCE}
    return danger == "yes" or neglected_child or bool(seen & by_law)
