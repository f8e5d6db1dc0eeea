"""What people want to do at a moment: pure decisions, from what they see and a random stream of the seed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from casework import missing
from casework.case import SERVED, Case, State
from casework.criteria import Kind
from casework.dates import local_day
from casework.missing import Stage
from casework.obligations import may_file, month_to_file
from casework.people import Role
from casework.policy import Duty
from storage.obligations import Obligation
from tests.simulation.sight import Sight


@dataclass(frozen=True)
class Act:
    """Somebody does something, with a case or without one."""

    name: str
    who: int
    case: int | None = None
    by_phone: bool = True
    how: dict[str, Any] = field(default_factory=dict)


Wish = tuple[float, Act]
ANSWERS: dict[Duty, tuple[tuple[str, float], ...]] = {
    Duty.SCREEN: (
        ("dispatch", 20),
        ("dispatch_elsewhere", 3),
        ("redirect", 1),
        ("not_take", 1.5),
        ("join", 1.5),
    ),
    Duty.ACKNOWLEDGE: (("accept", 12), ("decline", 1.5), ("accept_for", 1), ("offer_again", 1)),
    Duty.FIRST_VISIT: (("visit", 1),),
    Duty.VISIT: (("visit", 1),),
    Duty.ASSESS: (("assess", 1),),
    Duty.FOLLOW_UP: (("follow_up", 1),),
    Duty.JUDGE_CLOSING: (("approve", 4), ("return_closing", 1)),
    Duty.JUDGE_DISPUTE: (("uphold", 2), ("screen_again", 1)),
    Duty.JOINT_PLAN: (("plan", 1),),
    Duty.SEARCH_FORM: (("give_form", 1),),
    Duty.SEARCH_RESULT: (("looked", 1),),
    Duty.APPLY_SEARCH: (("applied", 1),),
}
"""What ends each duty, and how often which."""
MOREOVER: tuple[tuple[str, float], ...] = (
    ("dispute", 0.05),
    ("propose", 1.2),
    ("share", 0.05),
    ("say_missing", 0.02),
    ("offer_again", 0.04),
    ("found", 0.4),
    ("begin_visit", 0.06),
    ("full_data", 0.05),
    ("undo", 0.1),
)
"""What nobody is reminded of, for each open case."""
WITHOUT_PHONE = frozenset(
    {"dispatch", "accept", "visit", "assess", "follow_up", "propose", "approve", "dispute", "share"}
)
"""What the demo city's own functions can do, too (`bot/demo_cases.py`)."""
PHONES = 0.8
FORMS = 0.45
"""How often an act that could do without a phone is done with one: long forms less often."""
LONG = frozenset({"visit", "assess", "follow_up"})
NEGLECT = 11
"""One duty in so many is as good as forgotten, so that its ladder is climbed to the end."""


def wish(sight: Sight, random: Random) -> Act | None:
    """Choose what somebody does now."""
    found = [(weight, act) for weight, act in wishes(sight) if weight > 0]
    if not found:
        return None
    act = random.choices([act for _, act in found], [weight for weight, _ in found])[0]
    return _decided(act, sight, random)


def wishes(sight: Sight) -> Iterator[Wish]:
    """List what could be done, and how much it presses."""
    for duty in sight.owed:
        case = sight.cases[duty.case]
        for name, share in ANSWERS[duty.duty]:
            for who in _able(name, case, sight)[:2]:
                yield share * pressing(duty, sight), Act(name, who, case.id)
    for case in sight.cases.values():
        for name, weight in MOREOVER:
            for who in _able(name, case, sight)[:2]:
                yield weight, Act(name, who, case.id)
    yield from _about_nudges(sight)


def _about_nudges(sight: Sight) -> Iterator[Wish]:
    duties = {one.id: one for one in sight.owed}
    for person, duty, times in sight.nudged:
        one = duties[duty]
        if person != one.person or sight.there(person) != person:
            continue
        if times < sight.policy.nudges.postponements:
            yield 0.3, Act("put_off", person, one.case, how={"duty": duty})
        if one.duty is Duty.VISIT and sight.cases[one.case].risk is not None:
            yield 3.0, Act("unchanged", person, one.case, how={"duty": duty})


def pressing(duty: Obligation, sight: Sight) -> float:
    """Weigh a duty: the nearer its deadline the more, and what is late for long ever less."""
    days = (duty.due - sight.now) / timedelta(days=1)
    if (duty.id * 7 + duty.case) % NEGLECT == 0:
        return 0.02
    if duty.urgent or -4 < days < 2:
        return 20
    return 8 if days < -4 else 6 if days < 6 else 1


def _able(name: str, case: Case, sight: Sight) -> list[int]:
    """List who could do it now; nobody when the case is not so."""
    possible, who = ABLE[name]
    return [one for one in who(case, sight) if one is not None] if possible(case, sight) else []


def _decided(act: Act, sight: Sight, random: Random) -> Act:
    """Draw what is left to be decided."""
    how = dict(act.how)
    how |= {"risk": random.choice(["high", "medium", "medium", "low", "low"]), "draw": random.random()}
    how |= {"day": random.choice(["Today", "Today", "Yesterday"]), "met": random.random() < 0.9}
    by_phone = act.name not in WITHOUT_PHONE or random.random() < (FORMS if act.name in LONG else PHONES)
    if act.case is not None and not by_phone and not _without_phone(act, sight.cases[act.case], sight):
        by_phone = True
    others = sorted(sight.cases.keys() - {act.case})
    how["other"] = random.choice(others) if others else None
    return Act(act.name, act.who, act.case, by_phone, how)


def _without_phone(act: Act, case: Case, sight: Sight) -> bool:
    """Tell whether the demo city's function would do the same as the phone."""
    if act.name == "follow_up":  # it files the months that are over
        return month_to_file(case, sight.policy) < sight.today.replace(day=1)
    return act.name != "dispatch" or sight.primary[case.village] is not None


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
    served = case.state in SERVED and case.closing_at is None and case.accepted_at is not None
    if not served or case.followed_up is None or case.visited_on is None:
        return False
    days = (sight.now - case.accepted_at).days if case.accepted_at else 0
    return days > 60 + case.id * 37 % 90


def _at(*stages: Stage) -> Possible:
    return lambda case, sight: missing.stage(case) in stages


def _movable(case: Case, sight: Sight) -> bool:
    return case.movable and bool(sight.colleagues(case.unit, case.offered, case.worker))


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
    "assess": (lambda case, sight: case.served and case.visited_on is not None, _worker),
    "follow_up": (lambda case, sight: may_file(case, sight.policy, sight.today), _worker),
    "propose": (_ripe, _worker),
    "approve": (lambda case, sight: case.state in SERVED and case.closing_at is not None, _supervisors),
    "return_closing": (
        lambda case, sight: case.state in SERVED and case.closing_at is not None,
        _supervisors,
    ),
    "dispute": (lambda case, sight: case.state in SERVED and case.closing_at is None, _worker),
    "uphold": (_in(State.DISPUTED), _screeners),
    "screen_again": (_in(State.DISPUTED), _screeners),
    "share": (lambda case, sight: case.served and Kind.SHARED not in case.kinds, _worker),
    "plan": (lambda case, sight: case.to_plan, _worker),
    "say_missing": (lambda case, sight: missing.may_be_said(case), _worker),
    "give_form": (_at(Stage.FORM), _bureau),
    "looked": (_at(Stage.LOOKING), _searching),
    "applied": (_at(Stage.NOTHING_FOUND), _searching),
    "found": (_at(Stage.SEARCHED_FOR), _searching),
    "full_data": (_served, _own_worker),
}
"""When each act is possible, and by whom."""


def day_of_visit(act: Act, case: Case, sight: Sight) -> str:
    """Give the day that is tapped: nobody visits before the report."""
    return "Today" if local_day(case.reported_at) >= sight.today else str(act.how["day"])
