"""Handover (交接): somebody leaves or moves on, and nothing is left with nobody (`domain.md` §3.9)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from msgspec import Struct
from msgspec.structs import fields, replace

from casework.errors import NotThere, ReceiverKeepsOut, Stale
from casework.forms import Form, Question, QuestionKind
from casework.staffing.managing import roles_in
from casework.staffing.people import LEADING, SERVING, Person, Role
from casework.staffing.units import Unit

HANDING = (*LEADING, Role.ADMIN)
"""Who may begin one; `may_hand_over` then judges whose."""

HANDOVER = Form("handover", (Question("note", QuestionKind.TEXT, limit=2000),))
"""The handover note: what whoever takes over must know."""


class Move(StrEnum):
    """Why somebody hands over."""

    DEPARTURE = "departure"  # 離職: access ends
    TRANSFER = "transfer"  # 調到其他單位: stays, in the same role


class Moved(Struct, frozen=True):
    """How much of each goes to who takes over."""

    cases: int = 0
    offers: int = 0
    obligations: int = 0
    areas: int = 0
    drafts: int = 0
    nudges: int = 0
    matters: int = 0
    """Subjects that are no cases: a meeting, say."""
    vacant: int = 0
    """Villages whose centre is not the receiver's: they wait for a new primary worker."""
    dropped: int = 0
    """Drafts about nothing that goes with them: who is about to report whom is for no successor."""

    @property
    def arriving(self) -> Self:
        """What of it the receiver has more afterwards."""
        return replace(self, vacant=0, dropped=0)

    @property
    def held(self) -> bool:
        """There is something that must not be left with who does other work from now on."""
        return replace(self, drafts=0, dropped=0, nudges=0) != type(self)()

    @property
    def has_cases(self) -> bool:
        """Somebody must be able to serve what is moved."""
        return bool(self.cases or self.offers)

    @property
    def needs_server(self) -> bool:
        """Nobody but who serves can keep it: cases, offers and villages."""
        return bool(self.has_cases or self.areas or self.vacant)

    def and_then(self, more: Self) -> Self:
        """Add what somebody takes over to what they have."""
        return type(self)(*(getattr(self, one.name) + getattr(more, one.name) for one in fields(self)))


class Plan(Struct, frozen=True):
    """Who hands over to whom; *into*: the unit they go to, None when they leave the office."""

    person: Person
    receiver: Person
    into: int | None

    @property
    def move(self) -> Move:
        """Why."""
        return Move.DEPARTURE if self.into is None else Move.TRANSFER


def may_hand_over(by: Person, person: Person) -> bool:
    """A supervisor or head hands over who serves in the own unit, an administrator anybody.

    Nobody themselves: somebody else looks where things go. So the last administrator can't leave either.
    """
    if by.id == person.id or not by.active:
        return False
    own = by.role in LEADING and by.unit == person.unit
    return by.role is Role.ADMIN or (own and person.role in SERVING)


def moves(person: Person) -> tuple[Move, ...]:
    """A chief speaks for a village: another village is another invitation, not a transfer."""
    return (Move.DEPARTURE,) if person.role is Role.CHIEF else tuple(Move)


def can_go_to(person: Person, unit: Unit) -> bool:
    """Tell whether somebody with nothing open can go to a unit as what they are: it has such a role."""
    there = not unit.ended and unit.id != person.unit and person.role in roles_in(unit.kind)
    return there and Move.TRANSFER in moves(person)


def hands_over_before(role: Role, person: Person, has: Moved) -> bool:
    """Tell whether somebody hands over what they serve before they get a *role*, which does not serve."""
    return person.role in SERVING and role not in SERVING and has.needs_server


def receiving_roles(person: Person, *, holds_cases: bool = False) -> tuple[Role, ...]:
    """Who serves is followed by who serves; of the rest, each by the same role."""
    return SERVING if person.role in SERVING or holds_cases else (person.role,)


def can_receive(person: Person, receiver: Person, *, holds_cases: bool = False) -> bool:
    """Somebody else who is there, not away today, can be reached and can do the work."""
    there = receiver.active and not receiver.blocked and receiver.deputy is None and receiver.id != person.id
    return there and receiver.role in receiving_roles(person, holds_cases=holds_cases)


def in_reach(by: Person, unit: int) -> bool:
    """Whose people may receive: supervisor and head answer for the own unit, an administrator for all."""
    return by.role is Role.ADMIN or by.unit == unit


def judge(by: Person, plan: Plan, *, holds_cases: bool = False, kept_out: Sequence[str] = ()) -> None:
    """Refuse what is not theirs to move, what changed since it was planned, and *kept_out*.

    These are the signs of what the receiver keeps out of.
    """
    if not plan.person.here:
        raise Stale
    if not may_hand_over(by, plan.person) or not in_reach(by, plan.receiver.unit):
        raise NotThere
    if plan.move not in moves(plan.person) or plan.into == plan.person.unit:
        raise Stale
    if not can_receive(plan.person, plan.receiver, holds_cases=holds_cases):
        raise Stale
    if kept_out:
        raise ReceiverKeepsOut(kept_out)
