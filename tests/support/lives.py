"""Lives of a case: what can happen to it and its seats, drawn as numbers, as far as the rules let it.

Persons are numbered by their unit: of unit 3 there are 31 and 32.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from casework import missing
from casework.cases.case import Case, Risk, State
from casework.cases.seats import LEAD, NEW, AskedBy, Seat, SeatEnd
from casework.cases.strands import Tracking
from casework.errors import Refusal
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from tests.support.cases import made_case

MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
UNITS: Mapping[int, UnitKind] = {
    1: UnitKind.CENTRE,
    2: UnitKind.CENTRE,
    3: UnitKind.POLICE,
    4: UnitKind.HEALTH,
}
PEOPLE = tuple(unit * 10 + number for unit in UNITS for number in (1, 2))


def unit_of(person: int) -> int:
    """Return the unit of a person."""
    return person // 10


class Step(Struct, frozen=True):
    """One thing that is done: by its name, on a seat, with a person, and where that matters with another."""

    name: str
    """Empty for one of what the rules allow then."""
    seat: int
    """The position of the seat among those of the case, that of the lead first."""
    person: int
    other: int
    hours: int
    """So long after the step before."""
    pick: int = 0
    """Which of what is allowed."""


def a_case(number: int = 1) -> Case:
    """A case that was reported and not screened."""
    return made_case(
        number, f"A-115-00001{number}", State.SCREENING, "平鎮區新勢里", urgent=False, reported_at=MONDAY
    )


Keep = Callable[[Case, Case, datetime], Case]
"""Keeps what a step changed of a case, at a moment."""


def drawn(random: Random, number: int) -> list[Step]:
    """Draw so many steps, each of what the rules allow then."""
    return [
        Step(
            "",
            random.randint(0, 4),
            random.choice(PEOPLE),
            random.choice(PEOPLE),
            random.choice([0, 1, 30, 24 * 9]),
            random.randrange(1000),
        )
        for _ in range(number)
    ]


def lived(steps: Iterable[Step], case: Case, keep: Keep) -> Iterator[tuple[Step, Case, datetime]]:
    """Yield the case after each step that the rules allow; *keep* keeps what changed, and numbers seats."""
    at = MONDAY
    for step in steps:
        at += timedelta(hours=step.hours)
        found = next((name for name in _order(step) if _changes(ACTS[name], case, step, at)), None)
        if found:
            case = keep(case, ACTS[found](case, step, at), at)
            yield replace(step, name=found), case, at


SELDOM = ("close", "reopen", "propose", "screen_again", "uphold", "agree_plan", "plan", "take_over")
"""What needs much before it is tried first now and then, else no life comes so far."""
ENDING = {"not_take", "redirect", "join", "lapse", "decline", "undo", "screen_again"}
"""What ends or undoes much is tried last."""


def _order(step: Step) -> Sequence[str]:
    """Return what is tried, until something is allowed: its own act, or any from the one that was picked."""
    if step.name:
        return (step.name,)
    start = step.pick % len(NAMES)
    every = (*NAMES[start:], *NAMES[:start])
    if step.pick % 2:
        first = step.pick // 2 % len(SELDOM)
        return (*SELDOM[first:], *SELDOM[:first], *every)
    return every if step.pick % 8 == 0 else sorted(every, key=ENDING.__contains__)


def _changes(act: "Act", case: Case, step: Step, at: datetime) -> bool:
    try:
        return act(case, step, at) != case
    except Refusal:
        return False


def numbered(before: Case, after: Case, at: datetime) -> Case:
    """Give each new seat a number that no other has; negative, as none is that is kept."""
    lowest = min((one.id for one in after.joint), default=NEW)
    joint = [
        replace(one, id=lowest - number) if one.id == NEW else one
        for number, one in enumerate(after.joint, start=1)
    ]
    return replace(after, joint=tuple(joint))


def _number(case: Case, step: Step) -> int:
    """Return the number of the seat that is meant."""
    numbers = [LEAD, *(one.id for one in case.joint)]
    return numbers[step.seat % len(numbers)]


def _seat(case: Case, step: Step) -> Seat:
    return case.seat(_number(case, step))


def _dispatch(case: Case, step: Step, at: datetime) -> Case:
    unit = unit_of(step.person)
    return case.dispatch(unit=unit, kind=UNITS[unit], to=step.person, at=at)


def _ask(case: Case, step: Step, at: datetime) -> Case:
    unit, by = unit_of(step.person), tuple(AskedBy)[step.other % len(AskedBy)]
    to = None if by is AskedBy.CONFERENCE and step.other % 2 else step.person
    return case.ask(unit=unit, kind=UNITS[unit], to=to, at=at, by=by)


def _offer_again(case: Case, step: Step, at: datetime) -> Case:
    number = _number(case, step)
    to = (case.seat(number).unit or 0) * 10 + 1 + step.person % 2
    return case.offer_again(to=to, at=at, seat=number)


def _hand_over(case: Case, step: Step, at: datetime) -> Case:
    """Somebody who has a seat leaves, and another of any unit takes over."""
    seat = _seat(case, step)
    of, unit = seat.worker or seat.offered or 0, unit_of(step.person)
    if of == step.person:
        return case
    return case.hand_over(of=of, to=step.person, unit=unit, kind=UNITS[unit], at=at, seat=seat.id)


def _joined(case: Case, step: Step, at: datetime) -> Case:
    """Join it to another, which goes on with its seats."""
    into = replace(case, id=case.id + 100, state=State.IN_SERVICE)
    return case.join(into, at=at)


def _take_in(case: Case, step: Step, at: datetime) -> Case:
    """A duplicate with a joint seat is joined to it."""
    unit = unit_of(step.person)
    other = replace(a_case(9), state=State.DISPATCHED)
    other = other.ask(unit=unit, kind=UNITS[unit], to=step.person, at=at)
    other = numbered(other, replace(other, state=State.SCREENING), at)
    if step.other % 2:
        [seat] = other.joint
        other = other.accept(by=step.person, at=at, seat=seat.id)
    other.join(case, at=at)
    return case.take_in(other)


def _track(case: Case, step: Step, at: datetime) -> Case:
    """As a conference does: each unit named has a seat."""
    day, named = local_day(at), {unit_of(step.person), unit_of(step.other)}
    if case.to_screen:
        return case
    after = case.track(Tracking(0, day, day.replace(day=1), tuple(sorted(named))))
    for unit in sorted(named - {one.unit for one in after.seats}):
        to = step.person if unit == unit_of(step.person) else None
        after = after.ask(unit=unit, kind=UNITS[unit], to=to, at=at, by=AskedBy.CONFERENCE)
    return after


def _visit(case: Case, step: Step, at: datetime) -> Case:
    child = (None, True, False)[step.other % 3]
    risk = (None, *Risk)[step.person % 4]
    return case.visit(on=local_day(at), risk=risk, child=child, seat=_number(case, step))


def _follow_up(case: Case, step: Step, at: datetime) -> Case:
    month = local_day(at).replace(day=1)
    return case.follow_up(month=month, risk=None, seat=_number(case, step))


Act = Callable[[Case, Step, datetime], Case]
ACTS: Mapping[str, Act] = {
    "dispatch": _dispatch,
    "ask": _ask,
    "accept": lambda case, step, at: case.accept(
        by=_seat(case, step).offered or 0, at=at, seat=_number(case, step)
    ),
    "decline": lambda case, step, at: case.decline(
        by=_seat(case, step).offered or 0, at=at, most=2, seat=_number(case, step)
    ),
    "lapse": lambda case, step, at: case.lapse(at=at, seat=_number(case, step)),
    "offer_again": _offer_again,
    "hand_over": _hand_over,
    "end": lambda case, step, at: case.end_seat(_number(case, step), at=at),
    "take_over": lambda case, step, at: case.end_seat(_number(case, step), at=at, how=SeatEnd.TAKEN_OVER),
    "visit": _visit,
    "assess": lambda case, step, at: case.assess(risk=None, at=at, seat=_number(case, step)),
    "follow_up": _follow_up,
    "share": lambda case, step, at: case.share(at, several=bool(step.other % 2)),
    "plan": lambda case, step, at: case.plan(at),
    "agree_plan": lambda case, step, at: case.pass_plan(at),
    "dispute": lambda case, step, at: case.raise_dispute(at),
    "uphold": lambda case, step, at: case.uphold(),
    "screen_again": lambda case, step, at: case.screen_again(at=at),
    "undo": lambda case, step, at: case.undo_screening(at=at),
    "redirect": lambda case, step, at: case.redirect(at=at),
    "not_take": lambda case, step, at: case.not_take(at=at),
    "join": _joined,
    "take_in": _take_in,
    "track": _track,
    "untrack": lambda case, step, at: case.untrack(at),
    "say_missing": lambda case, step, at: missing.say_missing(case, at),
    "find": lambda case, step, at: missing.find(case),
    "propose": lambda case, step, at: case.propose_closing(at),
    "return_closing": lambda case, step, at: case.return_closing(),
    "close": lambda case, step, at: case.close(at),
    "reopen": lambda case, step, at: case.reopen(to=(case.unit or 0) * 10 + 1, at=at),
}
NAMES = sorted(ACTS)
