"""Looks: who reads a household in full has a witness, and reads no more of them in an hour than work needs.

Who serves a case hears of each look by another; what is odd about one, a second person (`trust.md` L2).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from casework.cases.access import Relation
from casework.cases.case import Case
from casework.errors import TooManyLooks
from casework.policy.policy import Looks
from casework.staffing.people import Person
from casework.text.dates import local_day

LOOKS: Final = (
    *("case.revealed", "case.reporter_shown", "case.child_shown"),
    *("case.address_shown", "case.household_shown"),
)
"""Acts by which somebody reads what is behind the PIN."""
FOUND: Final = "search.found"
MISSED: Final = "search.missed"
"""Acts by which a household was looked up by its ID, telephone or house."""
HELPING: Final = frozenset({Relation.ESCORTING, Relation.REFERRED})
"""Who is asked to help, and sees no more than who and where."""
OWN: Final = frozenset({Relation.PRIMARY, Relation.JOINT, Relation.OFFERED, Relation.ASKED, *HELPING})
"""Whose work it is to know the household."""
HOUR: Final = timedelta(hours=1)


class Odd(StrEnum):
    """What is odd about a look."""

    NIGHT = "night"  # while nothing but 24-hour matters goes out, and it is none
    MANY = "many"  # so many households within an hour
    ELSEWHERE = "elsewhere"  # no unit of theirs has it, and there is nothing to screen
    AGAIN = "again"  # the same family on so many days, though it is not theirs


@dataclass(frozen=True)
class Look:
    """One look of somebody, at a case."""

    at: datetime
    case: int


@dataclass(frozen=True)
class Before:
    """What somebody looked at lately, with the look in question as the last."""

    looks: Sequence[Look]
    family: Collection[int]
    """The cases of the household that is looked at, and of those that are one with it."""
    own: bool
    """It is their work to know it."""
    called: bool = False
    """They are asked by the hour, and look whenever that is: the precinct that a visit waits for."""

    @property
    def now(self) -> datetime:
        """When the look in question is."""
        return self.looks[-1].at

    def within_an_hour(self, since: datetime | None = None) -> int:
        """Count the cases that were looked at within the hour, or since a colleague said yes."""
        first = self.now - HOUR
        return len({one.case for one in self.looks if one.at >= first and (since is None or one.at > since)})


def limit(before: Before, allowed_at: datetime | None, figures: Looks) -> None:
    """Refuse one more than an hour's work needs, until a colleague says yes; the own are not counted."""
    if not before.own and before.within_an_hour(allowed_at) > figures.hourly:
        raise TooManyLooks


def odd(case: Case, looker: Person, before: Before, figures: Looks, *, resting: bool) -> Iterator[Odd]:
    """Say what is odd about a look."""
    if resting and not case.urgent and not before.called:
        yield Odd.NIGHT
    if before.own:
        return
    if before.within_an_hour() > figures.many:
        yield Odd.MANY
    undecided = case.to_screen or case.disputed
    if not undecided and looker.unit not in {one.unit for one in (case.lead, *case.joint)}:
        yield Odd.ELSEWHERE
    since = before.now - timedelta(days=figures.again_days)
    days = {local_day(one.at) for one in before.looks if one.case in before.family and one.at > since}
    if len(days) >= figures.again_times:
        yield Odd.AGAIN
