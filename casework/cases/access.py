"""Who may do what with a case. One table; what is not in it is refused (`trust.md`)."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.seats import AskedBy
from casework.staffing.people import LEADING, SERVING, Person, Role
from casework.staffing.units import Unit, UnitKind


class Relation(StrEnum):
    """How somebody stands to a case."""

    REPORTER = "reporter"
    PRIMARY = "primary"  # 主責社工
    OFFERED = "offered"
    ASKED = "asked"  # offered a joint seat
    SCREENING = "screening"
    SUPERVISING = "supervising"  # of the receiving unit
    HEADING = "heading"  # the head of the receiving unit (主管), who answers for its liaisons
    BUREAU = "bureau"
    JOINT = "joint"  # who serves it from a joint seat
    OVERSEEING = "overseeing"  # of the village's centre: every report goes there [001] 三(六)2
    SUPERVISING_JOINT = "supervising_joint"  # of another unit that has a joint seat
    SHARING = "sharing"  # who serves it from a seat that the match gave
    TO_SHARE = "to_share"  # offered such a seat
    SUPERVISING_SHARING = "supervising_sharing"  # of a unit that has one
    STANDING_IN = "standing_in"  # a unit's head, or else the bureau, for a unit without a supervisor
    CONFERENCE = "conference"  # a unit that a case before a conference concerns [001] 參三(三)1
    ESCORTING = "escorting"  # the precinct that is asked to go with a visit [004]
    REFERRED = "referred"  # the desk that a case is referred to [004]
    BROKEN = "broken"  # opened it in an emergency, for some hours (`glass.py`)
    ADMIN = "admin"


class Action(StrEnum):
    """What can be done with a case."""

    STATUS = "status"  # where it is, nothing of what it holds
    VIEW = "view"  # masked (L1)
    WHY = "why"  # of which kinds it is, what was reported: health's and police's reasons (`screens.md` §4)
    REVEAL = "reveal"  # in full (L2)
    READ_ALL = "read_all"  # what every unit wrote, not just the own
    CONTACT = "contact"  # who reported and may be called (LR)
    EVIDENCE = "evidence"  # photos and voices: who knows them knows who reported (LR)
    HISTORY = "history"
    SCREEN = "screen"
    ANSWER_OFFER = "answer_offer"
    REASSIGN = "reassign"
    IDENTIFY = "identify"  # correct who the household is
    SERVE = "serve"  # visits, assessment, follow-ups, the end of a joint seat
    LEAD = "lead"  # joint plan, dispute, propose closing
    TAKE_OVER = "take_over"  # what another unit did, for the lead
    AGREE_PLAN = "agree_plan"  # the conference passed the joint plan, says who chairs it
    PROPOSE = "propose"  # bring it before the case conference
    DECLARE = "declare"  # that another unit serves the family, too
    SAY_MISSING = "say_missing"  # that a child can't be found, and which
    GIVE_FORM = "give_form"  # the search form, to the police: the bureau's [001] 三(六)2(4)
    SEARCH = "search"  # what the police found, the search applied for, the child found
    REACH = "reach"  # who and where they are, behind the PIN, for a unit that is asked to help
    JUDGE_DISPUTE = "judge_dispute"
    JUDGE_CLOSING = "judge_closing"
    UNDO = "undo"


_A = Action
MAY: dict[Relation, frozenset[Action]] = {
    Relation.REPORTER: frozenset({_A.STATUS}),
    Relation.PRIMARY: frozenset(
        {
            _A.STATUS,
            _A.VIEW,
            _A.WHY,
            _A.READ_ALL,
            _A.REVEAL,
            _A.CONTACT,
            _A.HISTORY,
            _A.IDENTIFY,
            _A.SERVE,
            _A.LEAD,
            _A.TAKE_OVER,
            _A.PROPOSE,
            _A.DECLARE,
            _A.SAY_MISSING,
            _A.SEARCH,
        }
    ),
    Relation.JOINT: frozenset(
        {
            _A.STATUS,
            _A.VIEW,
            _A.WHY,
            _A.REVEAL,
            _A.HISTORY,
            _A.SERVE,
            _A.PROPOSE,
            _A.DECLARE,
            _A.SAY_MISSING,
            _A.SEARCH,
        }
    ),
    Relation.SHARING: frozenset(
        {_A.STATUS, _A.VIEW, _A.REVEAL, _A.SERVE, _A.PROPOSE, _A.SAY_MISSING, _A.SEARCH}
    ),
    Relation.OFFERED: frozenset({_A.STATUS, _A.VIEW, _A.WHY, _A.REVEAL, _A.READ_ALL, _A.ANSWER_OFFER}),
    Relation.ASKED: frozenset({_A.STATUS, _A.VIEW, _A.WHY, _A.REVEAL, _A.ANSWER_OFFER}),
    Relation.TO_SHARE: frozenset({_A.STATUS, _A.VIEW, _A.REVEAL, _A.ANSWER_OFFER}),
    Relation.SCREENING: frozenset(
        {
            _A.STATUS,
            _A.VIEW,
            _A.WHY,
            _A.REVEAL,
            _A.READ_ALL,
            _A.CONTACT,
            _A.EVIDENCE,
            _A.HISTORY,
            _A.IDENTIFY,
            _A.SCREEN,
            _A.SAY_MISSING,
            _A.JUDGE_DISPUTE,
        }
    ),
    Relation.SUPERVISING: frozenset(
        {
            _A.STATUS,
            _A.VIEW,
            _A.WHY,
            _A.READ_ALL,
            _A.REVEAL,
            _A.HISTORY,
            _A.REASSIGN,
            _A.JUDGE_CLOSING,
            _A.AGREE_PLAN,
            _A.PROPOSE,
            _A.TAKE_OVER,
            _A.DECLARE,
            _A.SAY_MISSING,
            _A.SEARCH,
        }
    ),
    Relation.OVERSEEING: frozenset(
        {_A.STATUS, _A.VIEW, _A.WHY, _A.REVEAL, _A.READ_ALL, _A.HISTORY, _A.REASSIGN, _A.PROPOSE}
    ),
    Relation.SUPERVISING_JOINT: frozenset({_A.STATUS, _A.VIEW, _A.WHY, _A.HISTORY, _A.REASSIGN, _A.PROPOSE}),
    Relation.SUPERVISING_SHARING: frozenset({_A.STATUS, _A.VIEW, _A.REASSIGN, _A.PROPOSE}),
    Relation.HEADING: frozenset(
        {
            _A.STATUS,
            _A.VIEW,
            _A.WHY,
            _A.HISTORY,
            _A.REASSIGN,
            _A.PROPOSE,
            _A.DECLARE,
            _A.SAY_MISSING,
            _A.SEARCH,
        }
    ),
    Relation.BUREAU: frozenset({_A.STATUS, _A.VIEW, _A.WHY, _A.HISTORY, _A.GIVE_FORM, _A.SEARCH}),
    Relation.STANDING_IN: frozenset({_A.JUDGE_CLOSING, _A.AGREE_PLAN}),
    Relation.CONFERENCE: frozenset({_A.STATUS, _A.VIEW, _A.WHY}),
    Relation.ESCORTING: frozenset({_A.REACH}),
    Relation.REFERRED: frozenset({_A.REACH}),
    Relation.BROKEN: frozenset({_A.STATUS, _A.VIEW, _A.WHY, _A.REVEAL, _A.READ_ALL, _A.HISTORY}),
    Relation.ADMIN: frozenset({_A.STATUS, _A.HISTORY, _A.UNDO, _A.VIEW, _A.WHY}),
}


def relations(
    person: Person,
    unit: Unit,
    case: Case,
    *,
    reported: bool,
    supervised: bool = True,
    since: datetime | None = None,
) -> frozenset[Relation]:
    """Say how *person*, who belongs to *unit*, stands to *case*.

    *reported*: they reported it; *supervised*: the unit that serves it has somebody who decides before them:
    a supervisor before its head, either of them before the bureau; *since*: see `leads`.
    """
    found = set()
    if reported:
        found.add(Relation.REPORTER)
    if person.role in SERVING:
        if leads(person, case, since):
            found.add(Relation.PRIMARY)
        if case.offered == person.id and case.state is State.DISPATCHED:
            found.add(Relation.OFFERED)
        found |= set(_beside(person, case))
    if screens(person, unit):
        found.add(Relation.SCREENING)
    if person.role is Role.SUPERVISOR and case.unit == person.unit:
        found.add(Relation.SUPERVISING)
    elif person.role in LEADING:
        found |= set(_over_a_seat(person, case))
    if person.role is Role.HEAD and case.unit == person.unit:
        found.add(Relation.HEADING)
        if not supervised:
            found.add(Relation.STANDING_IN)
    if person.role is Role.BUREAU:
        found.add(Relation.BUREAU)
        if case.unit is not None and not supervised:
            found.add(Relation.STANDING_IN)
    if person.role is Role.ADMIN:
        found.add(Relation.ADMIN)
    return frozenset(found)


def leads(person: Person, case: Case, since: datetime | None) -> bool:
    """Tell whether somebody serves a case, or served it when it was closed after *since*, and is still there.

    A right belongs to the case, not to the person: its unit keeps what is closed, whoever served it does not.
    """
    if case.worker != person.id:
        return False
    closed_at = case.closing.closed_at
    lately = since is not None and closed_at is not None and closed_at > since
    return case.open or (case.state is State.CLOSED and lately and case.unit == person.unit)


def _beside(person: Person, case: Case) -> Iterator[Relation]:
    for seat in case.joint_seats:
        shared = seat.asked_by is AskedBy.MATCH
        if seat.worker == person.id:
            yield Relation.SHARING if shared else Relation.JOINT
        if seat.offered == person.id:
            yield Relation.TO_SHARE if shared else Relation.ASKED


def _over_a_seat(person: Person, case: Case) -> Iterator[Relation]:
    """The supervisors of a unit with a joint seat; those of a centre also when it has done its part."""
    for seat in case.joint:
        if seat.unit == person.unit and seat.overseen:
            reads = seat.kind is UnitKind.CENTRE and person.role is Role.SUPERVISOR
            beside = Relation.OVERSEEING if reads else Relation.SUPERVISING_JOINT
            yield Relation.SUPERVISING_SHARING if seat.asked_by is AskedBy.MATCH else beside


def screens(person: Person, unit: Unit) -> bool:
    """Reports of all kinds are screened by one group [003] item 4, and its own supervisor."""
    return person.role is Role.SCREENER or (
        person.role is Role.SUPERVISOR and unit.kind is UnitKind.PROTECTION
    )


def decides_before(role: Role) -> tuple[Role, ...]:
    """Return who of a unit decides on its cases before somebody of this role stands in for them."""
    return {Role.HEAD: (Role.SUPERVISOR,), Role.BUREAU: LEADING}.get(role, ())


def may(standing: frozenset[Relation], action: Action) -> bool:
    """Fail closed: one relation must grant the action."""
    return any(action in MAY[relation] for relation in standing)


TOLD_TO_ALL: Final = (CaseKind.SHARED, CaseKind.CHILD_MISSING)
"""What whoever sees a case is told of it: that several serve the family, and whom everybody looks for."""


def kinds_told(case: Case, standing: frozenset[Relation]) -> tuple[str, ...]:
    """Say of which kinds somebody is told that a case is: all, or what is nobody's reason."""
    return case.kinds if may(standing, Action.WHY) else tuple(one for one in case.kinds if one in TOLD_TO_ALL)


def sees_all(person: Person, unit: Unit) -> bool:
    """Who finds every case by message; the rest find those of their unit or their own."""
    return person.role in (Role.BUREAU, Role.ADMIN) or screens(person, unit)


def reads_in_full(person: Person, unit: Unit) -> bool:
    """Tell whether somebody reads in full whatever they see: they find it by what is masked elsewhere."""
    return person.role in (*SERVING, Role.SUPERVISOR) or screens(person, unit)


class Scope(Struct, frozen=True):
    """Whose cases: every one, those of a unit, those of a person; none of these is no case at all."""

    every: bool = False
    unit: int | None = None
    person: Person | None = None
    since: datetime | None = None
    """Of a person: what was closed after it is theirs still (`leads`)."""
    out: frozenset[int] = frozenset()
    """But none of these: somebody keeps out of them (迴避)."""

    def covers(self, unit: int | None, uncounted: frozenset[int] = frozenset()) -> bool:
        """Tell whether all cases that a unit leads are in it, but these; of no unit: all of the city."""
        return self.out <= uncounted and (self.every or (unit is not None and self.unit == unit))

    def holds(self, case: Case) -> bool:
        """Tell whether a case is in it; `storage/search/judging.py` says the same in SQL."""
        if case.id in self.out:
            return False
        if self.person is not None:
            offered = case.offered == self.person.id and case.state is State.DISPATCHED
            joint = any(one.holds(self.person.id) for one in case.joint_seats)
            return offered or joint or leads(self.person, case, self.since)
        if self.every or self.unit is None:
            return self.every
        return case.unit == self.unit or any(one.unit == self.unit and one.overseen for one in case.joint)


def seen_by(person: Person, unit: Unit, since: datetime | None = None) -> Scope:
    """Whose cases somebody finds by message: just those that they may view."""
    return Scope(every=True) if sees_all(person, unit) else own(person, since)


def own(person: Person, since: datetime | None = None) -> Scope:
    """Whose cases somebody means by "mine" (我的)."""
    if person.role in LEADING:
        return Scope(unit=person.unit)
    return Scope(person=person, since=since) if person.role in SERVING else Scope()
