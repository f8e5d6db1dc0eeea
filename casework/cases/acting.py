"""Acts of a case as they are declared: the right, the rule, the verb, the paper, and who hears.

What an act declares is said nowhere else: its right, its line in the journal and its news follow from it.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from casework.cases.access import Action, Relation, may
from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.errors import Refusal, SomethingFirst, WrongState
from casework.forms import Form
from casework.policy.owed import Owed, Rules
from casework.text.dates import local_day


class Circle(StrEnum):
    """Who may be concerned by an act."""

    REPORTERS = "reporters"  # status only, never content [002]
    JOINED_REPORTERS = "reporters of a report joined to it, with the first act after that"
    SCREENERS = "screeners"
    OFFERED = "offered"  # whom the case is offered to now
    OFFERED_BEFORE = "offered before"
    WORKER = "worker"  # who serves it now
    WORKER_BEFORE = "worker before"
    SERVING = "serving"  # who serves it now, unless nobody does yet
    LEADING = "leading"  # who leads it, where the act was another unit's
    OVERSEERS = "overseers"  # the supervisors of a centre that has a seat: every report goes there
    SUPERVISORS = "supervisors"  # of the unit that has it, or that has the seat
    FINDING = "who finds somebody, where several declined"
    SEARCHERS = "searchers"  # who serves it, else the supervisors
    BUREAU = "bureau"
    POLICE = "police"  # the liaisons of the district's precinct


class Moment(Struct, frozen=True):
    """When an act is tried, and by which rules."""

    now: datetime
    rules: Rules
    seat: int = LEAD
    """From which seat of the case it is tried."""

    @property
    def today(self) -> date:
        """The day in the office's zone."""
        return local_day(self.now)


class Act(Struct, frozen=True):
    """One thing that can be done with a case."""

    name: str
    needs: Action
    after: Callable[[Case, Moment], Case]
    """Gives the case as it is afterwards, or raises what refuses it; it is tried, too, to show the key."""
    verb: str = ""
    """Of the journal, where the act is done as it is declared; else its action knows more and writes it."""
    form: Form | None = None
    """The paper that it files; when it was filed last is a fact of the case."""
    heard_by: tuple[Circle, ...] = ()
    """Who always hears of it; what depends on more stands in `actions/audience.py`."""

    def refusal(self, case: Case, at: Moment) -> Refusal | None:
        """Say what the rules have against it now; None when nothing."""
        try:
            self.after(case, at)
        except Refusal as refusal:
            return refusal
        return None

    def offered(self, case: Case, at: Moment) -> bool:
        """Tell whether its key is on the card: the rules allow it, or the refusal says what comes first."""
        refusal = self.refusal(case, at)
        return refusal is None or isinstance(refusal, SomethingFirst)

    def possible(self, standing: frozenset[Relation], case: Case, at: Moment) -> bool:
        """Tell whether somebody who stands so to the case finds its key."""
        return may(standing, self.needs) and self.offered(case, at)


def while_owed(owed: Callable[[Case, Rules], Iterator[Owed]]) -> Callable[[Case, Moment], Case]:
    """Allow an act as long as its duty is owed: the paper that it files is the fact that ends it."""

    def after(case: Case, at: Moment) -> Case:
        if next(owed(case, at.rules), None) is None:
            raise WrongState
        return case

    return after
