"""When each act is possible, and by whom."""

from collections.abc import Callable
from typing import Any

from casework import missing
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.missing import SearchStage
from casework.reminders.seats import may_file
from casework.staffing.people import Role
from tests.simulation.acts.sight import Sight

Possible = Callable[[Case, Sight], bool]
Who = Callable[[Case, Sight], list[Any]]


def _screeners(case: Case, sight: Sight) -> list[int]:
    return sight.of_role(Role.SCREENER)


def _offered(case: Case, sight: Sight) -> list[Any]:
    return [sight.there(case.offered)]


def _worker(case: Case, sight: Sight) -> list[Any]:
    return [sight.there(case.worker)]


def _own_worker(case: Case, sight: Sight) -> list[Any]:
    """The worker in person: a PIN or a form that is left is nobody else's."""
    return [case.worker] if sight.there(case.worker) == case.worker else []


def _supervisors(case: Case, sight: Sight) -> list[int]:
    return sight.supervisors(case.unit)


def _unit_supervisors(case: Case, sight: Sight) -> list[int]:
    """Those of the unit only: the bureau does not reassign."""
    return [] if sight.supervisors(case.unit) == sight.of_role(Role.BUREAU) else _supervisors(case, sight)


def _bureau(case: Case, sight: Sight) -> list[int]:
    return sight.of_role(Role.BUREAU)


def _searching(case: Case, sight: Sight) -> list[Any]:
    return [sight.there(case.worker)] if case.served and case.worker else sight.of_role(Role.BUREAU)


def _served(case: Case, sight: Sight) -> bool:
    return case.served


def _in(*states: State) -> Possible:
    return lambda case, sight: case.state in states


def _ripe(case: Case, sight: Sight) -> bool:
    """Closing is proposed after some months of service, and now and then by mistake before."""
    served = case.in_service and case.closing.proposed_at is None and case.lead.accepted_at is not None
    if not served or case.lead.followed_up is None or case.lead.visited_on is None:
        return False
    days = (sight.now - case.lead.accepted_at).days if case.lead.accepted_at else 0
    return days > 60 + case.id * 37 % 90


def _at(*stages: SearchStage) -> Possible:
    return lambda case, sight: missing.stage(case) in stages


def _movable(case: Case, sight: Sight) -> bool:
    return case.movable() and bool(sight.colleagues(case.unit, case.offered, case.worker))


ABLE: dict[str, tuple[Possible, Who]] = {
    "dispatch": (_in(State.SCREENING), _screeners),
    "dispatch_elsewhere": (_in(State.SCREENING), _screeners),
    "redirect": (_in(State.SCREENING), _screeners),
    "not_take": (_in(State.SCREENING), _screeners),
    "join": (lambda case, sight: case.state is State.SCREENING and len(sight.cases) > 1, _screeners),
    "undo": (lambda case, sight: case.undoable, lambda case, sight: sight.of_role(Role.ADMIN)),
    "accept": (_in(State.DISPATCHED), _offered),
    "decline": (_in(State.DISPATCHED), _offered),
    "accept_for": (_in(State.DISPATCHED), _unit_supervisors),
    "offer_again": (_movable, _unit_supervisors),
    "visit": (_served, _worker),
    "begin_visit": (_served, _own_worker),
    "assess": (lambda case, sight: case.served and case.lead.visited_on is not None, _worker),
    "follow_up": (lambda case, sight: may_file(case, case.lead, sight.policy, sight.today), _worker),
    "propose": (_ripe, _worker),
    "approve": (
        lambda case, sight: case.in_service and case.closing.proposed_at is not None,
        _supervisors,
    ),
    "return_closing": (
        lambda case, sight: case.in_service and case.closing.proposed_at is not None,
        _supervisors,
    ),
    "dispute": (lambda case, sight: case.in_service and case.closing.proposed_at is None, _worker),
    "uphold": (_in(State.DISPUTED), _screeners),
    "screen_again": (_in(State.DISPUTED), _screeners),
    "share": (lambda case, sight: case.served and CaseKind.SHARED not in case.kinds, _worker),
    "plan": (lambda case, sight: case.to_plan, _worker),
    "say_missing": (lambda case, sight: missing.may_be_said(case), _worker),
    "give_form": (_at(SearchStage.FORM), _bureau),
    "looked": (_at(SearchStage.LOOKING), _searching),
    "applied": (_at(SearchStage.NOTHING_FOUND), _searching),
    "found": (_at(SearchStage.SEARCHED_FOR), _searching),
    "full_data": (_served, _own_worker),
}
"""When each act is possible, and by whom."""


def able(name: str, case: Case, sight: Sight) -> list[int]:
    """List who could do it now; nobody when the case is not so."""
    possible, who = ABLE[name]
    return [one for one in who(case, sight) if one is not None] if possible(case, sight) else []
