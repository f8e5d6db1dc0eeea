"""Looks: who reads a household in full has a witness, and reads no more of them in an hour than work needs.

Who serves a case hears of each look by another; what is odd about one, a second person (`trust.md` L2).
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.cases.access import Relation
from casework.cases.case import Case
from casework.errors import TooManyLooks
from casework.policy.policy import Looks
from casework.staffing.people import Person
from casework.text.dates import local_day, local_time

FOUND: Final = "search.found"
MISSED: Final = "search.missed"
"""Acts by which a household was looked up by its ID, telephone or house."""
HELPING: Final = frozenset({Relation.ESCORTING, Relation.REFERRED})
"""Who is asked to help, and sees no more than who and where."""
OWN: Final = frozenset(
    {
        *(Relation.PRIMARY, Relation.JOINT, Relation.SHARING),
        *(Relation.OFFERED, Relation.ASKED, Relation.TO_SHARE),
        *HELPING,
    }
)
"""Whose work it is to know the household."""
HOUR: Final = timedelta(hours=1)


class Odd(StrEnum):
    """What is odd about a look."""

    NIGHT = "night"  # and it is no 24-hour matter
    MANY = "many"  # so many households within an hour
    ELSEWHERE = "elsewhere"  # no unit of theirs has it, and there is nothing to screen
    AGAIN = "again"  # the same family on so many days, though it is not theirs


class Look(Struct, frozen=True):
    """One look of somebody, at a case or at what is none."""

    at: datetime
    subject: int
    own: bool = False
    """It was their work to know it."""


class Before(Struct, frozen=True):
    """What somebody looked at lately, with the look in question as the last."""

    looks: Sequence[Look]
    family: Collection[int]
    """The cases of the household that is looked at, and of those that are one with it."""
    called: bool = False
    """They are asked by the hour, and look whenever that is: the precinct that a visit waits for."""

    @property
    def now(self) -> datetime:
        """When the look in question is."""
        return self.looks[-1].at

    @property
    def own(self) -> bool:
        """It is their work to know what is looked at."""
        return self.looks[-1].own

    def of_others(self, first: datetime) -> Iterator[Look]:
        """List the looks since then at what is not theirs."""
        return (one for one in self.looks if not one.own and one.at >= first)

    def within_an_hour(self, since: datetime | None = None) -> int:
        """Count what was looked at within the hour, or since a colleague said yes; the own is not counted."""
        lately = self.of_others(self.now - HOUR)
        return len({one.subject for one in lately if since is None or one.at > since})


def limit(before: Before, allowed_at: datetime | None, figures: Looks) -> None:
    """Refuse one more than an hour's work needs, until a colleague says yes."""
    if not before.own and before.within_an_hour(allowed_at) > figures.hourly:
        raise TooManyLooks


def undecided(case: Case) -> bool:
    """Tell whether who screens has to decide on it still."""
    return case.to_screen or case.disputed


def own(standing: Collection[Relation], case: Case) -> bool:
    """Tell whether it is somebody's work to know a household: they serve it, help with it, or decide on it.

    The screeners screen it (once more), the bureau gives the police the form of a missing child.
    """
    return (
        not OWN.isdisjoint(standing)
        or (Relation.SCREENING in standing and undecided(case))
        or (Relation.BUREAU in standing and case.missing_child)
    )


def strange(before: Before, figures: Looks, *, urgent: bool = False) -> Iterator[Odd]:
    """Say what is odd about a look, whatever it is at; a 24-hour matter is looked at at night, too."""
    if figures.night(local_time(before.now)) and not urgent and not before.called:
        yield Odd.NIGHT
    if before.own:
        return
    if before.within_an_hour() > figures.many:
        yield Odd.MANY
    looks = before.of_others(before.now - timedelta(days=figures.again_days))
    if len({local_day(one.at) for one in looks if one.subject in before.family}) >= figures.again_times:
        yield Odd.AGAIN


def odd(case: Case, looker: Person, before: Before, figures: Looks) -> Iterator[Odd]:
    """Say what is odd about a look at a case."""
    yield from strange(before, figures, urgent=case.alarm)
    units = {one.unit for one in (case.lead, *case.joint)}
    if not before.own and not undecided(case) and looker.unit not in units:
        yield Odd.ELSEWHERE
