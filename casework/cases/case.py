"""A case from report to closing (`domain.md` §3). Each act gives a new case or refuses."""

from collections.abc import Callable, Collection, Iterator, Set
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from casework.cases.children import Said, heard, minors
from casework.cases.criteria import CaseKind
from casework.cases.household import Household
from casework.cases.seats import LEAD, NEW, NOBODY, STAYING, AskedBy, Seat, SeatEnd
from casework.cases.strands import ChildSearch, Closing, Dispute, Sharing, Tracking
from casework.errors import (
    BeforeTheReport,
    ChildFirst,
    ContactFirst,
    NotThere,
    SeatsFirst,
    StillTracked,
    WrongState,
)
from casework.staffing.units import UnitKind
from casework.text.dates import local_day


class Filed(Struct, frozen=True):
    """When a paper was filed last from a seat: a fact on which duties can rest."""

    form: str
    at: datetime
    seat: int = LEAD


class State(StrEnum):
    """Where a case is."""

    SCREENING = "screening"
    DISPATCHED = "dispatched"
    IN_SERVICE = "in_service"
    DISPUTED = "disputed"
    JOINED = "joined"
    REDIRECTED = "redirected"
    NOT_TAKEN = "not_taken"
    CLOSED = "closed"


SCREENED_OUT = frozenset({State.JOINED, State.REDIRECTED, State.NOT_TAKEN})
OPEN = frozenset({State.SCREENING, State.DISPATCHED, State.IN_SERVICE, State.DISPUTED})


class Risk(StrEnum):
    """How soon the next visit is due."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_FALLING = (Risk.HIGH, Risk.MEDIUM, Risk.LOW, None)


def higher(one: Risk | None, other: Risk | None) -> Risk | None:
    """Return the higher of two; one that nobody judged is lower than any."""
    return min((one, other), key=_FALLING.index)


def lowered(before: Risk | None, now: Risk | None) -> bool:
    """Tell whether the risk is judged to be lower than it was."""
    return now is not None and now != before and higher(before, now) is before


def raised(before: Risk | None, now: Risk | None) -> bool:
    """Tell whether the risk is judged to be higher than it was, or than a low one where nobody judged it."""
    return lowered(now, before or Risk.LOW)


class Case(Struct, frozen=True):
    """One household in care. Moments are aware, UTC."""

    id: int
    number: str
    state: State
    """Where its lead has it; tracking and joint seats stand beside it."""
    village: str
    urgent: bool
    reported_at: datetime
    household: Household = Household()
    kinds: tuple[str, ...] = ()
    risk: Risk | None = None
    child_told: bool | None = None
    """What a report or who serves tells of a child in the home; None: nothing yet."""
    child_in: tuple[int, ...] = ()
    """The households in which a child is known: its own, and those judged to be one with it."""
    returned_at: datetime | None = None
    """Since when the screeners have it once more: a dispute was right, or their decision was undone."""
    joined_to: int | None = None
    search: ChildSearch = ChildSearch()
    sharing: Sharing = Sharing()
    closing: Closing = Closing()
    dispute: Dispute = Dispute()
    lead: Seat = Seat()
    joint: tuple[Seat, ...] = ()
    """The seats of the units beside the lead, those that ended included."""
    trackings: tuple[Tracking, ...] = ()
    filed: frozenset[Filed] = frozenset()
    """The papers that were filed, of each form and seat the last."""
    version: int = 1

    @property
    def unit(self) -> int | None:
        """The unit that answers for it."""
        return self.lead.unit

    @property
    def worker(self) -> int | None:
        """Who serves it (主責)."""
        return self.lead.worker

    @property
    def offered(self) -> int | None:
        """Whom the lead is offered to."""
        return self.lead.offered

    @property
    def open(self) -> bool:
        """Somebody still owes this household something."""
        return self.state in OPEN

    @property
    def alarm(self) -> bool:
        """It is marked 🚨 wherever it is named (`domain.md` §3.3): urgent, or over a missing child."""
        return self.open and (self.urgent or self.missing_child)

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
        return self.state is State.IN_SERVICE

    @property
    def tracked(self) -> bool:
        """A conference put it under tracking (列管), and none has removed it."""
        return self.open and any(one.open for one in self.trackings)

    # Whether there is a child in the home (`children.py`)

    @property
    def child(self) -> bool | None:
        """There is a child in the home; None: nobody said so yet."""
        return True if self.child_in else self.child_told

    def tell_child(self, there: bool | None) -> Self:
        """Somebody who was there tells whether there is a child; None: they tell nothing of it."""
        if there is None:
            return self
        return replace(self, child_told=there, child_in=self.child_in if there else ())

    def says_child(self, on: date) -> frozenset[Said]:
        """Return who says that there is a child, for those that are judged to be one household with it."""
        known = minors(self.household, on) if self.household.id in self.child_in else frozenset()
        return known | {None} if self.child_told else known

    def hear_of_child(self, household: int, before: Set[Said], now: Set[Said]) -> Self:
        """Hear what a household says that is one with it, or is so no more."""
        return replace(self, child_in=heard(self.child_in, household, before, now))

    # Its seats

    def seat(self, number: int) -> Seat:
        """Return one of its seats; raises `WrongState` when there is none of this number."""
        if number == LEAD:
            return self.lead
        found = next((one for one in self.joint if one.id == number), None)
        if found is None:
            raise WrongState
        return found

    @property
    def joint_seats(self) -> tuple[Seat, ...]:
        """The joint seats that have not ended."""
        return tuple(one for one in self.joint if one.open) if self.open else ()

    @property
    def seats(self) -> tuple[Seat, ...]:
        """All seats that a unit has now, the lead's first."""
        return (*((self.lead,) if self.lead.open else ()), *self.joint_seats)

    @property
    def held_by(self) -> frozenset[int]:
        """Whose it is, and to whom it is offered, from whichever seat."""
        return frozenset(who for one in self.seats for who in (one.worker, one.offered) if who is not None)

    def by_match_alone(self, unit: int) -> bool:
        """Tell whether a unit has, or had, a part in it that nobody but the match gave."""
        asked = {one.asked_by for one in (self.lead, *self.joint) if one.unit == unit}
        return asked == {AskedBy.MATCH}

    def seat_of(self, *, people: Collection[int], units: Collection[int]) -> int | None:
        """Return the number of the seat that is somebody's, or offered to them; else that of their unit."""
        held = (one.id for person in people for one in self.seats if one.holds(person))
        return next(held, next((one.id for one in self.seats if one.unit in units), None))

    def seat_served(self, number: int) -> bool:
        """Tell whether somebody serves the household from a seat."""
        return self.served if number == LEAD else self.open and self.seat(number).served

    def tracked_units(self) -> Iterator[tuple[int, date]]:
        """Yield the units that report under tracking, and each its first month."""
        for tracking in self.trackings if self.open else ():
            if tracking.open:
                yield from ((unit, tracking.first) for unit in tracking.units)

    def tracked_months(self, seat: Seat) -> list[date]:
        """Return the first months that a seat reports under tracking: its unit's.

        The lead's seat reports for the units that have none any more, whoever has it: never nobody.
        """
        beside = {one.unit for one in self.joint_seats}
        return [
            first
            for unit, first in self.tracked_units()
            if unit == seat.unit or (seat.id == LEAD and unit not in beside)
        ]

    def _change(self, number: int, changed: Callable[[Seat], Seat]) -> Self:
        if number == LEAD:
            return replace(self, lead=changed(self.lead))
        joint = tuple(changed(one) if one.id == number else one for one in self.joint)
        return replace(self, joint=joint)

    def ask(
        self,
        *,
        unit: int,
        kind: UnitKind | None,
        to: int | None,
        at: datetime,
        by: AskedBy = AskedBy.DISPATCH,
    ) -> Self:
        """Ask one more unit beside the lead: it has a joint seat, offered to somebody of it [001] 三(六)2."""
        if not self.open or self.to_screen or any(one.unit == unit for one in self.seats):
            raise WrongState
        received = None if self.lead.offered_at == at else at  # asked with the lead: from the report, too
        seat = Seat(NEW, asked_by=by, received_at=received).offer(unit=unit, kind=kind, to=to, at=at)
        return replace(self, joint=(*self.joint, seat))

    def end_seat(self, number: int, *, at: datetime, how: SeatEnd = SeatEnd.ENDED) -> Self:
        """End a joint seat that is served: its unit has done its part, or the lead takes it over."""
        if number == LEAD or not self.seat_served(number):
            raise WrongState
        if self.seat(number).unit in dict(self.tracked_units()):
            raise StillTracked
        return self._change(number, lambda seat: seat.stop(at, how))

    def ask_no_more(self, number: int, *, at: datetime) -> Self:
        """A unit was asked by mistake, and is asked no more; what a conference tracks is the conference's."""
        seat = self.seat(number)
        if number == LEAD or not self.open or not seat.open:
            raise WrongState
        if seat.unit in dict(self.tracked_units()):
            raise StillTracked
        return self._change(number, lambda one: one.stop(at, SeatEnd.WITHDRAWN))

    def _withdraw(self, at: datetime) -> Self:
        """End all joint seats: no case is opened."""
        joint = tuple(one.stop(at, SeatEnd.WITHDRAWN) if one.open else one for one in self.joint)
        return replace(self, joint=joint)

    # Screening

    def identify(self, household: Household, *, on: date) -> Self:
        """Correct who the household is, while somebody still owes it something."""
        if not self.open:
            raise WrongState
        return self.know(household, on=on)

    def know(self, household: Household, *, on: date) -> Self:
        """Take over what is known of the household, also where the case is over and one with it goes on.

        A member who is a child or a youth on that day says that there is a child in the home.
        """
        same = replace(household, id=self.household.id, version=self.household.version)
        before, now = minors(self.household, on), minors(same, on)
        return replace(self.hear_of_child(same.id, before, now), household=same)

    def dispatch(self, *, unit: int, kind: UnitKind | None = None, to: int, at: datetime) -> Self:
        """Offer to the receiving unit's worker; ownership moves on acceptance (`ux.md` 21).

        A unit that has a joint seat by now leads with it.
        """
        self._in(State.SCREENING)
        lead = self.lead.offer(unit=unit, kind=kind, to=to, at=at)
        beside = tuple(
            one.stop(at, SeatEnd.WITHDRAWN) if one.open and one.unit == unit else one for one in self.joint
        )
        return replace(self, state=State.DISPATCHED, lead=lead, joint=beside)

    def join(self, into: "Case", *, at: datetime) -> Self:
        """Join a duplicate to the case that exists (併案), which goes on with its seats."""
        self._in(State.SCREENING)
        self._not_tracked()
        if into.id == self.id or not into.open:
            raise WrongState
        return replace(self._withdraw(at), state=State.JOINED, joined_to=into.id)

    def take_in(self, joined: "Case") -> Self:
        """Take in the report of a duplicate; an urgent one makes the case urgent.

        A child that is missing there is missing here: the search goes on under this number. So do the seats
        of units that have none here.
        """
        there = {one.unit for one in self.seats}
        seats = tuple(
            replace(one, id=NEW, received_at=one.received_at or joined.reported_at, version=0)
            for one in joined.joint_seats
            if one.unit not in there
        )
        case = replace(
            self,
            urgent=self.urgent or joined.urgent,
            joint=(*self.joint, *seats),
        )
        if self.missing_child or not joined.missing_child:
            return case
        since = joined.search.missing_at or joined.reported_at
        search = replace(joined.search, missing_at=since, version=self.search.version)
        return replace(case.of_kind(CaseKind.CHILD_MISSING), search=search)

    @property
    def missing_child(self) -> bool:
        """A child of the household can't be found (行方不明兒少), and nobody has found it since."""
        return CaseKind.CHILD_MISSING in self.kinds and not self.search.found

    def of_kind(self, kind: CaseKind) -> Self:
        """Make it a case of one more special kind; the general one is what is left without any."""
        kept = [one for one in self.kinds if one not in (kind, CaseKind.GENERAL)]
        return replace(self, kinds=(*kept, kind))

    def verify(self, *, urgent: bool, kinds: Collection[CaseKind], child: bool | None) -> Self:
        """Correct how urgent it is, of which kinds, and whether there is a child (`domain.md` §3.3).

        That several units serve it, or that a child is missing, is said in its own way and stays.
        """
        if not self.open:
            raise WrongState
        kept = [one for one in self.kinds if one in (CaseKind.SHARED, CaseKind.CHILD_MISSING)]
        found = tuple(dict.fromkeys((*kinds, *kept))) or (CaseKind.GENERAL,)
        return replace(self.tell_child(child), urgent=urgent, kinds=found)

    def redirect(self, *, at: datetime) -> Self:
        """Point to the legal channel instead (轉介其他窗口)."""
        self._turn_away()
        return replace(self._withdraw(at), state=State.REDIRECTED)

    def not_take(self, *, at: datetime) -> Self:
        """Do not open a case (不開案)."""
        self._turn_away()
        return replace(self._withdraw(at), state=State.NOT_TAKEN)

    def _turn_away(self) -> None:
        """No report is turned away over a missing child or a tracking: its search would be nobody's."""
        self._in(State.SCREENING)
        self._no_child_missing()
        self._not_tracked()

    @property
    def undoable(self) -> bool:
        """Screening has decided, and nobody has taken the case on."""
        waiting = self.state is State.DISPATCHED and not any(one.served for one in self.seats)
        return self.state in SCREENED_OUT or waiting

    def undo_screening(self, *, at: datetime) -> Self:
        """Put what screening decided back on the table; its clock has run from the report all the time."""
        if not self.undoable:
            raise WrongState
        return self._withdraw(at)._back_to_screening()

    # The offer

    def accept(self, *, by: int, at: datetime, seat: int = LEAD) -> Self:
        """Serve at once; there is no second assessment whether to open [003] item 4."""
        self._offered(seat)
        case = self._change(seat, lambda one: one.accept(by=by, at=at))
        return replace(case, state=State.IN_SERVICE) if seat == LEAD else case

    def decline(self, *, by: int, at: datetime, most: int, seat: int = LEAD) -> Self:
        """Return the offer back.

        What was declined *most* times in a row goes to the supervisors of who declined last: they find
        somebody, or give it back to the screeners (`domain.md` §3.3).
        """
        if by == NOBODY and seat == LEAD and self.unfound:
            return self._back_to_screening()
        self._offered(seat)
        if self.seat(seat).offered != by:
            raise NotThere
        declined = self._change(seat, Seat.decline)
        if seat == LEAD and self.worker is None and declined.lead.declines >= most:
            return declined._change(seat, Seat.give_back)
        return declined._offer_failed(seat, at, SeatEnd.DECLINED)

    @property
    def unfound(self) -> bool:
        """Several people declined the lead in a row: their supervisors find somebody."""
        return self.state is State.DISPATCHED and self.lead.unanswered and self.offered is None

    def lapse(self, *, at: datetime, seat: int = LEAD) -> Self:
        """Nobody answered the offer in time."""
        self._offered(seat)
        return self._offer_failed(seat, at, SeatEnd.LAPSED)

    def _offered(self, seat: int) -> None:
        waits = self.state is State.DISPATCHED if seat == LEAD else self.open and self.seat(seat).open
        if not waits or self.seat(seat).offered is None:
            raise WrongState

    @property
    def served(self) -> bool:
        """The lead serves it: neither a dispute nor an offer to somebody else stops that."""
        handed_over = self.state is State.DISPATCHED and self.worker is not None
        return handed_over or self.state in (State.IN_SERVICE, State.DISPUTED)

    def movable(self, seat: int = LEAD) -> bool:
        """It can be offered to somebody else of the unit."""
        if seat != LEAD:
            return self.open and self.seat(seat).open
        return self.state in (State.DISPATCHED, State.IN_SERVICE)

    def offer_again(self, *, to: int, at: datetime, seat: int = LEAD) -> Self:
        """Offer to somebody else of the same unit, before acceptance or in service."""
        if not self.movable(seat):
            raise WrongState
        case = self._change(seat, lambda one: one.offer_again(to=to, at=at))
        if seat != LEAD:
            return case
        return replace(case, state=State.DISPATCHED, closing=replace(self.closing, proposed_at=None))

    def hand_over(
        self, *, of: int, to: int, unit: int, kind: UnitKind | None, at: datetime, seat: int = LEAD
    ) -> Self:
        """Somebody leaves (交接): what is theirs is another's; state and deadlines stay (`domain.md` §3.9).

        A joint seat that would come to a unit which has one by now ends: that unit serves already. Under
        tracking it reports from then on.
        """
        if not self.open:
            raise WrongState
        moved = self._change(seat, lambda one: one.hand_over(of=of, to=to, unit=unit, kind=kind))
        moved = moved._tracked_in(self.seat(seat).unit, moved.seat(seat).unit)
        twice = moved._twice(unit, seat)
        return moved if twice is None else moved._change(twice, lambda one: one.stop(at, SeatEnd.TAKEN_OVER))

    def one_too_many(self, *, of: int, unit: int, seat: int) -> int | None:
        """Return the joint seat that ends when somebody's goes to a unit that has one by now."""
        moved = self._change(seat, lambda one: one.hand_over(of=of, to=of, unit=unit, kind=one.kind))
        return moved._twice(unit, seat)

    def make_room(self, seat: int, *, unit: int, at: datetime) -> Self:
        """End a joint seat before the unit has two; under tracking, who has the other reports."""
        ended = self._change(seat, lambda one: one.stop(at, SeatEnd.TAKEN_OVER))
        return ended._tracked_in(self.seat(seat).unit, unit)

    def _twice(self, unit: int, moved: int) -> int | None:
        """The joint seat that is one too many in a unit to which a seat moved."""
        beside = [one.id for one in self.joint_seats if moved in (LEAD, one.id) and one.unit == unit]
        return beside[0] if sum(one.unit == unit for one in self.seats) > 1 else None

    def _tracked_in(self, was: int | None, now: int | None) -> Self:
        trackings = (one.move(was, now) if one.open and was and now else one for one in self.trackings)
        return replace(self, trackings=tuple(trackings))

    # Service

    def visit(
        self,
        *,
        on: date,
        risk: Risk | None,
        counts: bool = True,
        met: bool = True,
        child: bool | None = None,
        seat: int = LEAD,
    ) -> Self:
        """Log a visit; the next one is counted from the latest that *counts* (`service.counts`).

        One that does not count can raise the risk, not lower it. Somebody was *met* or reached: it is a
        contact all the same. One of before the seat had the case answers nothing that is due now.
        """
        self._being_served(seat)
        if on < local_day(self.reported_at):
            raise BeforeTheReport(on)
        case, early = self.tell_child(child), self.had_later(on, seat)
        if met and not early:
            case = case._change(seat, lambda one: one.contact(on))
        if early or not counts:
            return replace(case, risk=higher(self.risk, risk))
        return replace(case._change(seat, lambda one: one.visit(on)), risk=risk or self.risk)

    def had_later(self, on: date, seat: int) -> bool:
        """Tell whether a seat has the case only since after a day: it was reopened, or asked, after that."""
        received = self.seat(seat).received_at
        return received is not None and on < local_day(received)

    def assess(self, *, risk: Risk | None, at: datetime, seat: int = LEAD) -> Self:
        """File the assessment report (評估報告); it rests on a visit that counts (脆弱家庭辦法 5)."""
        self._being_served(seat)
        return replace(self._change(seat, lambda one: one.assess(at)), risk=risk or self.risk)

    def file(self, form: str, at: datetime, seat: int = LEAD) -> Self:
        """File a paper, on this form."""
        others = (one for one in self.filed if (one.form, one.seat) != (form, seat))
        return replace(self, filed=frozenset((*others, Filed(form, at, seat))))

    def filed_at(self, form: str, seat: int = LEAD) -> datetime | None:
        """Say when a paper on this form was filed last; None when none was."""
        return next((one.at for one in self.filed if (one.form, one.seat) == (form, seat)), None)

    def share(self, at: datetime, *, several: bool) -> Self:
        """Another unit serves the family, too: it is a shared case (共案) [001] 三(六)1(5).

        *several*: it is another bureau's (多個局處), so that one plan is owed [001] 三(六)2(5)B.
        """
        self._being_served(LEAD)
        if CaseKind.SHARED in self.kinds:
            raise WrongState
        sharing = replace(self.sharing, shared_at=at, several=several, planned_at=None, passed_at=None)
        return replace(self.of_kind(CaseKind.SHARED), sharing=sharing)

    def match_shared(self, at: datetime) -> Self:
        """The match finds several bureaus that serve the family: so it is, whoever serves it by now.

        One that was known to be served by two units of one bureau owes a plan from now on.
        """
        if not self.open:
            raise WrongState
        if CaseKind.SHARED in self.kinds and self.sharing.several is not False:
            return self
        sharing = replace(self.sharing, shared_at=at, several=True, planned_at=None, passed_at=None)
        return replace(self.of_kind(CaseKind.SHARED), sharing=sharing)

    def unshare(self) -> Self:
        """The match was wrong: nobody else serves the family, and no plan is owed."""
        if not self.open or CaseKind.SHARED not in self.kinds:
            raise WrongState
        kinds = tuple(one for one in self.kinds if one != CaseKind.SHARED) or (CaseKind.GENERAL,)
        return replace(self, kinds=kinds, sharing=Sharing(version=self.sharing.version))

    @property
    def to_plan(self) -> bool:
        """Several bureaus serve the family, and there is no joint plan yet [001] 三(六)2(5)B.

        Two units of one bureau keep in contact, and owe no plan.
        """
        shared = self.served and CaseKind.SHARED in self.kinds and self.sharing.several is not False
        return shared and self.sharing.planned_at is None

    def plan(self, at: datetime) -> Self:
        """File the joint plan (共同服務處遇計畫); the case conference passes it [001] 三(六)2(5)B."""
        if not self.to_plan:
            raise WrongState
        return replace(self, sharing=replace(self.sharing, planned_at=at))

    @property
    def to_pass(self) -> bool:
        """There is a joint plan, and no case conference has passed it [001] 三(六)2(5)B."""
        shared = self.served and CaseKind.SHARED in self.kinds
        return shared and self.sharing.planned_at is not None and self.sharing.passed_at is None

    def pass_plan(self, at: datetime) -> Self:
        """The case conference passes the joint plan (提交個案研討會議通過) [001] 三(六)2(5)B."""
        if not self.to_pass:
            raise WrongState
        return replace(self, sharing=replace(self.sharing, passed_at=at))

    def follow_up(
        self,
        *,
        month: date,
        risk: Risk | None,
        lowers: bool = True,
        child: bool | None = None,
        seat: int = LEAD,
    ) -> Self:
        """File the follow-up of *month* (its first day); it *lowers* the risk if its contact counts."""
        self._being_served(seat)
        judged = risk or self.risk
        case = replace(self.tell_child(child), risk=judged if lowers else higher(self.risk, judged))
        return case._change(seat, lambda one: one.follow_up(month))

    def raise_dispute(self, at: datetime) -> Self:
        """Say, after service, that the assessment was wrong (爭議機制：社工服務後) [003] item 4.

        At least one contact with the household comes before it.
        """
        self._in(State.IN_SERVICE)
        if self.closing.proposed_at is not None:  # the supervisor decides first: one thing at a time
            raise WrongState
        if not self.lead.met:
            raise ContactFirst
        return replace(self, state=State.DISPUTED, dispute=replace(self.dispute, raised_at=at))

    def uphold(self) -> Self:
        """The assessment stands; service goes on."""
        self._in(State.DISPUTED)
        return replace(self._nothing_waits(), state=State.IN_SERVICE)

    def screen_again(self, *, at: datetime) -> Self:
        """The dispute is right: back to screening. Who takes it on next visits and assesses anew."""
        self._in(State.DISPUTED)
        again = self._back_to_screening()
        return replace(again, returned_at=at, lead=again.lead.anew(at))

    # Tracking

    def track(self, tracking: Tracking) -> Self:
        """Put it under tracking (列管): a conference decides so [001] 三(六)3(5)."""
        if not self.open or any(one.open for one in self.trackings):
            raise WrongState
        return replace(self, trackings=(*self.trackings, tracking))

    def keep_tracked(self, tasks: str) -> Self:
        """Keep it under tracking: a later conference says anew who does what by when."""
        if not self.tracked:
            raise WrongState
        kept = tuple(replace(one, tasks=tasks) if one.open else one for one in self.trackings)
        return replace(self, trackings=kept)

    def untrack(self, at: datetime) -> Self:
        """Remove it from tracking (除管): the next conference decides so [001] 三(六)3(5)."""
        if not self.tracked:
            raise WrongState
        removed = tuple(one.remove(at) if one.open else one for one in self.trackings)
        return replace(self, trackings=removed)

    # The closing

    def propose_closing(self, at: datetime) -> Self:
        """Propose to close; a supervisor decides."""
        self._in(State.IN_SERVICE)
        if self.closing.proposed_at is not None:
            raise WrongState
        self._nothing_first()
        return replace(self, closing=replace(self.closing, proposed_at=at))

    def return_closing(self) -> Self:
        """Not yet: service goes on."""
        self._to_close()
        return replace(self, closing=replace(self.closing, proposed_at=None))

    def close(self, at: datetime) -> Self:
        """Approve the closing."""
        self._to_close()
        self._nothing_first()
        return replace(
            self, state=State.CLOSED, closing=replace(self.closing, closed_at=at, proposed_at=None)
        )

    def reopen(self, *, to: int, at: datetime) -> Self:
        """Take a closed case up again (`domain.md` §3.7): it is offered within its unit, and begins anew."""
        self._in(State.CLOSED)
        if self.lead.unit is None:
            raise WrongState
        lead = replace(self.lead.anew(at), worker=None, declines=0).offer_again(to=to, at=at)
        return replace(self, state=State.DISPATCHED, lead=lead, closing=replace(self.closing, closed_at=None))

    def _nothing_first(self) -> None:
        """Nothing is closed over a missing child, a tracking or a unit that serves (`domain.md` §3.7)."""
        self._no_child_missing()
        self._not_tracked()
        if self.joint_seats:
            raise SeatsFirst

    def _no_child_missing(self) -> None:
        if self.missing_child:
            raise ChildFirst

    def _not_tracked(self) -> None:
        if self.tracked:
            raise StillTracked

    def _offer_failed(self, seat: int, at: datetime, how: SeatEnd) -> Self:
        """Back to who still serves, else to who asked: never with nobody."""
        given_back = self._change(seat, Seat.give_back)
        if seat == LEAD:
            served = self.lead.worker is not None
            return replace(given_back, state=State.IN_SERVICE) if served else self._back_to_screening()
        one = self.seat(seat)
        stays = one.worker is not None or one.asked_by in STAYING or one.unit in dict(self.tracked_units())
        return given_back if stays else self._change(seat, lambda joint: joint.stop(at, how))

    def _back_to_screening(self) -> Self:
        lead = self.lead.vacate()
        return replace(self._nothing_waits(), state=State.SCREENING, lead=lead, joined_to=None)

    def _nothing_waits(self) -> Self:
        """Neither a dispute nor a closing waits for a decision."""
        dispute, closing = replace(self.dispute, raised_at=None), replace(self.closing, proposed_at=None)
        return replace(self, dispute=dispute, closing=closing)

    def _being_served(self, seat: int) -> None:
        if not self.seat_served(seat):
            raise WrongState

    def _to_close(self) -> None:
        self._in(State.IN_SERVICE)
        if self.closing.proposed_at is None:
            raise WrongState

    def _in(self, *states: State) -> None:
        if self.state not in states:
            raise WrongState
