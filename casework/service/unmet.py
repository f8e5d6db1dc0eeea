"""Who is not met again and again, or refuses: what is done then, the city says ([004] 參六(三)1)."""

from collections.abc import Sequence
from itertools import takewhile

from casework.forms import Answers
from casework.policy.policy import Resort, Unmet

REFUSED = "refused"


def in_a_row(visits: Sequence[Answers]) -> list[Answers]:
    """Return the latest visits, in the order of their days, at none of which somebody was met."""
    return list(takewhile(lambda one: one.get("met") != "met", reversed(visits)))


def resorts(visits: Sequence[Answers], figures: Unmet, *, child: bool | None) -> tuple[Resort, ...]:
    """Say what is to be done by now: of one refusal, or of so many visits in vain."""
    row = in_a_row(visits)
    if any(one.get("met") == REFUSED for one in row):
        found = figures.refused
    elif len(row) >= figures.times:
        found = figures.not_met
    else:
        return ()
    return tuple(one for one in found if child is not False or one is not Resort.SCHOOL)
