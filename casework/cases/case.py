"""A case from report to closing (`domain.md` §3). Each act gives a new case or refuses."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from casework.cases.criteria import CaseKind
from casework.errors import BeforeTheReport, NotThere, VisitFirst, WrongState
from casework.text.dates import local_day


class State(StrEnum):
    """Where a case is."""

    SCREENING = "screening"
    DISPATCHED = "dispatched"
    IN_SERVICE = "in_service"
    TRACKED = "tracked"
    DISPUTED = "disputed"
    JOINED = "joined"
    REDIRECTED = "redirected"
    NOT_TAKEN = "not_taken"
    CLOSED = "closed"


SERVED = frozenset({State.IN_SERVICE, State.TRACKED})
SCREENED_OUT = frozenset({State.JOINED, State.REDIRECTED, State.NOT_TAKEN})
OPEN = frozenset({State.SCREENING, State.DISPATCHED, State.DISPUTED}) | SERVED


class Risk(StrEnum):
    """How soon the next visit is due."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Household:
    """Whom a case is about, as far as known. Sealed wherever it is kept."""

    name: str = ""
    national_id: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Case:
    """One household in care. Moments are aware, UTC."""

    id: int
    number: str
    state: State
    village: str
    urgent: bool
    reported_at: datetime
    household: Household = Household()
    kinds: tuple[str, ...] = ()
    risk: Risk | None = None
    unit: int | None = None
    worker: int | None = None
    offered: int | None = None
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    visited_on: date | None = None
    assessed_at: datetime | None = None
    """When the assessment report was filed."""
    followed_up: date | None = None
    """First day of the last month with a follow-up."""
    shared_at: datetime | None = None
    """Since when two or more units are known to serve the family (共案)."""
    planned_at: datetime | None = None
    """When the joint plan was made."""
    missing_at: datetime | None = None
    """Since when a child's whereabouts are known to be unknown (行方不明兒少)."""
    form_given_at: datetime | None = None
    """When the police got the search form."""
    looked_at: datetime | None = None
    """When the police told what they found."""
    found: bool | None = None
    search_applied_at: datetime | None = None
    disputed_at: datetime | None = None
    returned_at: datetime | None = None
    """Since when the screeners have it once more: a dispute was right, or their decision was undone."""
    closing_at: datetime | None = None
    """Since when the worker proposes to close."""
    closed_at: datetime | None = None
    joined_to: int | None = None
    version: int = 1

    @property
    def open(self) -> bool:
        """Somebody still owes this household something."""
        return self.state in OPEN

    @property
    def to_screen(self) -> bool:
        """The screeners have not decided yet."""
        return self.state is State.SCREENING

    @property
    def turned_away(self) -> bool:
        """The screeners opened no case: it was pointed to another channel, or not taken."""
        return self.state in (State.REDIRECTED, State.NOT_TAKEN)

    @property
    def disputed(self) -> bool:
        """The screeners have not judged yet whether the assessment was wrong."""
        return self.state is State.DISPUTED

    @property
    def in_service(self) -> bool:
        """Somebody serves it, and neither a dispute nor an offer waits for an answer."""
        return self.state in SERVED

    def identify(self, household: Household) -> Self:
        """Correct who the household is, while somebody still owes it something."""
        if not self.open:
            raise WrongState
        return replace(self, household=household)

    def dispatch(self, *, unit: int, to: int, at: datetime) -> Self:
        """Offer to the receiving unit's worker; ownership moves on acceptance (`ux.md` 21)."""
        self._in(State.SCREENING)
        return replace(self, state=State.DISPATCHED, unit=unit, offered=to, offered_at=at)

    def join(self, into: "Case") -> Self:
        """Join a duplicate to the case that exists (併案)."""
        self._in(State.SCREENING)
        if into.id == self.id or not into.open:
            raise WrongState
        return replace(self, state=State.JOINED, joined_to=into.id)

    def take_in(self, joined: "Case") -> Self:
        """Take in the report of a duplicate; an urgent one makes the case urgent.

        A child that is missing there is missing here: the search goes on under this number.
        """
        case = replace(self, urgent=self.urgent or joined.urgent)
        if self.missing_child or not joined.missing_child:
            return case
        return replace(
            case.of_kind(CaseKind.CHILD_MISSING),
            missing_at=joined.missing_at or joined.reported_at,
            form_given_at=joined.form_given_at,
            looked_at=joined.looked_at,
            found=joined.found,
            search_applied_at=joined.search_applied_at,
        )

    @property
    def missing_child(self) -> bool:
        """A child of the household can't be found (行方不明兒少), and nobody has found it since."""
        return CaseKind.CHILD_MISSING in self.kinds and not self.found

    def of_kind(self, kind: CaseKind) -> Self:
        """Make it a case of one more special kind; the general one is what is left without any."""
        kept = [one for one in self.kinds if one not in (kind, CaseKind.GENERAL)]
        return replace(self, kinds=(*kept, kind))

    def redirect(self) -> Self:
        """Point to the legal channel instead (轉介其他窗口)."""
        self._in(State.SCREENING)
        return replace(self, state=State.REDIRECTED)

    def not_take(self) -> Self:
        """Do not open a case (不開案)."""
        self._in(State.SCREENING)
        return replace(self, state=State.NOT_TAKEN)

    @property
    def undoable(self) -> bool:
        """Screening has decided, and nobody has taken the case on."""
        return self.state in SCREENED_OUT or (self.state is State.DISPATCHED and self.worker is None)

    def undo_screening(self, *, at: datetime) -> Self:
        """Put what screening decided back on the table."""
        if not self.undoable:
            raise WrongState
        return replace(self._back_to_screening(), returned_at=at)

    def accept(self, *, by: int, at: datetime) -> Self:
        """Serve at once; there is no second assessment whether to open [003] item 4."""
        self._in(State.DISPATCHED)
        if self.offered != by:
            raise NotThere
        return replace(
            self,
            state=State.IN_SERVICE,
            worker=by,
            accepted_at=self.accepted_at or at,
            offered=None,
            offered_at=None,
        )

    def decline(self, *, by: int) -> Self:
        """Return the offer back to the screeners."""
        self._in(State.DISPATCHED)
        if self.offered != by:
            raise NotThere
        return self._offer_failed()

    def lapse(self) -> Self:
        """Nobody answered the offer in time."""
        self._in(State.DISPATCHED)
        return self._offer_failed()

    @property
    def served(self) -> bool:
        """Somebody serves it: neither a dispute nor an offer to somebody else stops that."""
        handed_over = self.state is State.DISPATCHED and self.worker is not None
        return handed_over or self.state in SERVED or self.state is State.DISPUTED

    @property
    def movable(self) -> bool:
        """It can be offered to somebody else of the unit."""
        return self.state is State.DISPATCHED or self.state in SERVED

    def offer_again(self, *, to: int, at: datetime) -> Self:
        """Offer to somebody else of the same unit, before acceptance or in service."""
        if not self.movable:
            raise WrongState
        return replace(self, state=State.DISPATCHED, offered=to, offered_at=at, closing_at=None)

    def hand_over(self, *, of: int, to: int, unit: int) -> Self:
        """Somebody leaves (交接): what is theirs is another's; state and deadlines stay (`domain.md` §3.9).

        It goes to the other's *unit*, unless somebody else of the present one serves it or is asked to.
        """
        if not self.open or of not in (self.worker, self.offered):
            raise WrongState
        others = {self.worker, self.offered} - {None, of}
        return replace(
            self,
            worker=to if self.worker == of else self.worker,
            offered=to if self.offered == of else self.offered,
            unit=self.unit if others else unit,
        )

    def visit(self, *, on: date, risk: Risk | None, counts: bool = True) -> Self:
        """Log a visit; the next one is counted from the latest that *counts* (`service.counts`).

        One that does not count can raise the risk, not lower it.
        """
        self._being_served()
        if on < local_day(self.reported_at):
            raise BeforeTheReport
        if not counts:
            return replace(self, risk=Risk.HIGH if risk is Risk.HIGH else self.risk)
        return replace(self, visited_on=max(on, self.visited_on or on), risk=risk or self.risk)

    def assess(self, *, risk: Risk | None, at: datetime) -> Self:
        """File the assessment report (評估報告); it rests on a visit that counts (脆弱家庭辦法 5)."""
        self._being_served()
        if self.assessed_at is not None:
            raise WrongState
        if self.visited_on is None:
            raise VisitFirst
        return replace(self, assessed_at=at, risk=risk or self.risk)

    def share(self, at: datetime) -> Self:
        """Another unit serves the family, too: it is a shared case (共案) [001] 三(六)1(5)."""
        self._being_served()
        if CaseKind.SHARED in self.kinds:
            raise WrongState
        return replace(self.of_kind(CaseKind.SHARED), shared_at=at, planned_at=None)

    @property
    def to_plan(self) -> bool:
        """Several units serve the family, and there is no joint plan yet [001] 三(六)2(5)B."""
        return self.served and CaseKind.SHARED in self.kinds and self.planned_at is None

    def plan(self, at: datetime) -> Self:
        """File the joint plan (共同服務處遇計畫); the case conference passes it [001] 三(六)2(5)B."""
        if not self.to_plan:
            raise WrongState
        return replace(self, planned_at=at)

    def follow_up(self, *, month: date, risk: Risk | None) -> Self:
        """File the follow-up of *month* (its first day)."""
        self._being_served()
        if self.followed_up is not None and month <= self.followed_up:
            raise WrongState
        return replace(self, followed_up=month, risk=risk or self.risk)

    def dispute(self, at: datetime) -> Self:
        """Say, in service, that the assessment was wrong (爭議機制) [003] item 4."""
        self._in(*SERVED)
        if self.closing_at is not None:  # the supervisor decides first: one thing at a time
            raise WrongState
        return replace(self, state=State.DISPUTED, disputed_at=at)

    def uphold(self) -> Self:
        """The assessment stands; service goes on."""
        self._in(State.DISPUTED)
        return replace(self, state=State.IN_SERVICE, disputed_at=None, closing_at=None)

    def screen_again(self, *, at: datetime) -> Self:
        """The dispute is right: back to screening. Who takes it on next visits and assesses anew."""
        self._in(State.DISPUTED)
        again = self._back_to_screening()
        return replace(again, returned_at=at, accepted_at=None, visited_on=None, assessed_at=None)

    def propose_closing(self, at: datetime) -> Self:
        """Propose to close; a supervisor decides."""
        self._in(*SERVED)
        if self.closing_at is not None:
            raise WrongState
        return replace(self, closing_at=at)

    def return_closing(self) -> Self:
        """Not yet: service goes on."""
        self._closing()
        return replace(self, closing_at=None)

    def close(self, at: datetime) -> Self:
        """Approve the closing."""
        self._closing()
        return replace(self, state=State.CLOSED, closed_at=at, closing_at=None)

    def _offer_failed(self) -> Self:
        """Back to who still serves, else to the screeners: never with nobody."""
        if self.worker is None:
            return self._back_to_screening()
        return replace(self, state=State.IN_SERVICE, offered=None, offered_at=None)

    def _back_to_screening(self) -> Self:
        return replace(
            self,
            state=State.SCREENING,
            unit=None,
            worker=None,
            offered=None,
            offered_at=None,
            disputed_at=None,
            closing_at=None,
            joined_to=None,
        )

    def _being_served(self) -> None:
        if not self.served:
            raise WrongState

    def _closing(self) -> None:
        self._in(*SERVED)
        if self.closing_at is None:
            raise WrongState

    def _in(self, *states: State) -> None:
        if self.state not in states:
            raise WrongState
