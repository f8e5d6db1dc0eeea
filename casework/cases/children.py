"""Whether a child or a youth lives in a household: the one rule behind `Case.child`.

A report or who serves *tells* it (`Case.child_told`). Beside that it is *known* in households
(`Case.child_in`): in a case's own by a member who is a minor [兒少權法 2], and in each that is judged to be
one with it by what its case says of it. What is new says that there is a child, also against a "no children"
that was told before; such a "no" takes back all that was known until then. What nobody says any more is gone
(somebody was corrected or taken out, the households were parted), and what was told is left.
"""

from collections.abc import Set
from datetime import date

from casework.cases.household import Household, Member

Said = Member | None
"""Who says it: a member who is a minor; None: a report, or who serves."""


def minors(household: Household, on: date) -> frozenset[Said]:
    """Return the members who are children or youths on a day."""
    return frozenset(one for one in household.members if one.minor(on))


def heard(known: tuple[int, ...], household: int, before: Set[Said], now: Set[Said]) -> tuple[int, ...]:
    """Return in which households a child is known, once one of them says something else than before."""
    if now - before:
        return tuple(sorted({*known, household}))
    return known if now else tuple(one for one in known if one != household)
