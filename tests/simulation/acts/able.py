"""When each act is possible, and by whom."""

from collections.abc import Callable, Mapping
from typing import Any

from casework import missing
from casework.acts import ACTS
from casework.cases.access import Action
from casework.cases.acting import Act, Moment
from casework.cases.case import Case, State
from casework.cases.seats import LEAD, Seat
from casework.missing import SearchStage
from casework.reminders.seats import may_file
from casework.staffing.people import Role
from tests.simulation.acts.sight import Sight

Possible = Callable[[Case, Sight], bool]
Who = Callable[[Case, Sight], list[Any]]
Beside = Callable[[Case, Seat, Sight], bool]
WhoBeside = Callable[[Case, Seat, Sight], list[Any]]


def _screeners(case: Case, sight: Sight) -> list[int]:
    return sight.of_role(Role.SCREENER)


def _offered(case: Case, sight: Sight) -> list[Any]:
    return [sight.there(case.offered)]


def _waiting(case: Case, sight: Sight) -> bool:
    """Somebody is asked; what several declined is offered to nobody until their supervisor finds one."""
    return case.state is State.DISPATCHED and case.offered is not None


def _worker(case: Case, sight: Sight) -> list[Any]:
    return [sight.there(case.worker)]


def _own_worker(case: Case, sight: Sight) -> list[Any]:
    """The worker in person: a PIN or a form that is left is nobody else's."""
    return [case.worker] if sight.there(case.worker) == case.worker else []


def _supervisors(case: Case, sight: Sight) -> list[int]:
    return sight.supervisors(case.unit)


def _unit_supervisors(case: Case, sight: Sight) -> list[int]:
    return _of_the_unit(case.unit, sight)


def _of_the_unit(unit: int | None, sight: Sight) -> list[int]:
    """Those of the unit only: the bureau does not reassign."""
    found = sight.supervisors(unit)
    return [] if found == sight.of_role(Role.BUREAU) else found


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
    if not served or case.missing_child or case.tracked or case.joint_seats:
        return False
    if case.lead.followed_up is None or case.lead.visited_on is None:
        return False
    days = (sight.now - case.lead.accepted_at).days if case.lead.accepted_at else 0
    return days > 40 + case.id * 37 % 60


def _at(*stages: SearchStage) -> Possible:
    return lambda case, sight: missing.stage(case) in stages


def _to_join(case: Case, sight: Sight) -> bool:
    return case.to_screen and not case.tracked


def _proposed(case: Case, sight: Sight) -> bool:
    return case.in_service and case.closing.proposed_at is not None


def _movable(case: Case, sight: Sight) -> bool:
    return case.movable() and bool(sight.colleagues(case.unit, case.offered, case.worker))


ABLE: dict[str, tuple[Possible, Who]] = {
    "dispatch": (_in(State.SCREENING), _screeners),
    "dispatch_to_several": (_in(State.SCREENING), _screeners),
    "dispatch_elsewhere": (_in(State.SCREENING), _screeners),
    "join": (lambda case, sight: _to_join(case, sight) and len(sight.cases) > 1, _screeners),
    "ask": (lambda case, sight: case.open and not case.to_screen, _screeners),
    "accept": (_waiting, _offered),
    "decline": (_waiting, _offered),
    "accept_for": (_waiting, _unit_supervisors),
    "offer_again": (_movable, _unit_supervisors),
    "visit": (_served, _worker),
    "begin_visit": (_served, _own_worker),
    "assess": (lambda case, sight: case.served and case.lead.visited_on is not None, _worker),
    "follow_up": (lambda case, sight: may_file(case, case.lead, sight.policy, sight.today), _worker),
    "propose": (_ripe, _worker),
    "approve": (
        lambda case, sight: _proposed(case, sight) and not (case.tracked or case.joint_seats),
        _supervisors,
    ),
    "looked": (_at(SearchStage.LOOKING), _searching),
    "applied": (_at(SearchStage.NOTHING_FOUND), _searching),
    "found": (_at(SearchStage.SEARCHED_FOR), _searching),
    "full_data": (_served, _own_worker),
}
"""When each act is possible, and by whom: those that people do with more sense than the rule asks for."""
BY_RIGHT: Mapping[Action, Who] = {
    Action.SCREEN: _screeners,
    Action.JUDGE_DISPUTE: _screeners,
    Action.UNDO: lambda case, sight: sight.of_role(Role.ADMIN),
    Action.SERVE: _worker,
    Action.LEAD: _worker,
    Action.DECLARE: _worker,
    Action.SAY_MISSING: lambda case, sight: (_worker if case.served else _screeners)(case, sight),
    Action.AGREE_PLAN: _supervisors,
    Action.JUDGE_CLOSING: _supervisors,
    Action.GIVE_FORM: _bureau,
    Action.SEARCH: _searching,
}
"""Who does every other act: by the right that it needs."""
DECLARED: Mapping[str, Act] = {act.name: act for act in ACTS}


def _by_rule(name: str, case: Case, sight: Sight) -> list[Any]:
    """The rule that shows the key is asked."""
    act = DECLARED[name]
    refused = act.refusal(case, Moment(sight.now, sight.rules))
    return BY_RIGHT[act.needs](case, sight) if refused is None else []


def _seat_offered(case: Case, seat: Seat, sight: Sight) -> bool:
    return seat.offered is not None


def _seat_served(case: Case, seat: Seat, sight: Sight) -> bool:
    return seat.served


def _seat_ends(case: Case, seat: Seat, sight: Sight) -> bool:
    """Seats end after some weeks; a conference ends those of a unit that it tracks."""
    since, tracked = seat.accepted_at, seat.unit in dict(case.tracked_units())
    return seat.served and not tracked and since is not None and (sight.now - since).days > seat.id * 17 % 40


def _asked(case: Case, seat: Seat, sight: Sight) -> list[Any]:
    return [sight.there(seat.offered)]


def _of_the_seat(case: Case, seat: Seat, sight: Sight) -> list[Any]:
    return [sight.there(seat.worker)]


def _over_the_seat(case: Case, seat: Seat, sight: Sight) -> list[Any]:
    return _of_the_unit(seat.unit, sight)


BESIDE: dict[str, tuple[Beside, WhoBeside]] = {
    "accept": (_seat_offered, _asked),
    "decline": (_seat_offered, _asked),
    "accept_for": (_seat_offered, _over_the_seat),
    "offer_again": (
        lambda case, seat, sight: bool(sight.colleagues(seat.unit, seat.offered, seat.worker)),
        _over_the_seat,
    ),
    "visit": (_seat_served, _of_the_seat),
    "assess": (lambda case, seat, sight: seat.served and seat.visited_on is not None, _of_the_seat),
    "follow_up": (lambda case, seat, sight: may_file(case, seat, sight.policy, sight.today), _of_the_seat),
    "end_seat": (_seat_ends, _of_the_seat),
    "take_over": (
        lambda case, seat, sight: case.served and _seat_ends(case, seat, sight),
        lambda case, seat, sight: [sight.there(case.worker)],
    ),
}
"""The same for what is done to a seat beside the lead."""


def able(name: str, case: Case, sight: Sight, number: int = LEAD) -> list[int]:
    """List who could do it now to a seat; nobody when the case is not so."""
    if number == LEAD and name not in ABLE:
        found = _by_rule(name, case, sight)
    elif number == LEAD:
        possible, who = ABLE[name]
        found = who(case, sight) if possible(case, sight) else []
    else:
        fits, whose = BESIDE[name]
        found = whose(case, case.seat(number), sight) if fits(case, case.seat(number), sight) else []
    return [one for one in found if one is not None]
