"""Successors: who takes over from somebody; the own unit comes first (交接, `domain.md` §3.9)."""

from markupsafe import Markup

from actions import handover
from casework.errors import NotThere
from casework.handover import HANDING, can_receive, in_reach, may_hand_over
from casework.staffing.people import Person, Role
from handlers.handover import handing, units
from handlers.ui import queues
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.screens import Press
from handlers.ui.turn import App, Turn, only
from storage.handover import holdings
from storage.staffing import people

LEAVES = 0
"""Stands for the unit of who goes to none."""


class Whose(Button, prefix="hw"):
    """Say whether they leave or move on."""

    person: int


class ToWhom(Button, prefix="ht"):
    """Choose who of a unit takes over."""

    person: int
    into: int
    unit: int
    page: int


class Elsewhere(Button, prefix="he"):
    """Choose another unit, whose people may take over."""

    person: int
    into: int
    kind: str
    page: int


class Receive(Button, prefix="hr"):
    """Choose who takes over."""

    person: int
    into: int
    receiver: int


@only(*HANDING)
def to_whom(turn: Turn) -> None:
    """Show who of a unit can take over; the own unit comes first."""
    button = turn.pressed(ToWhom)
    person = theirs(turn, button.person)
    if not in_reach(turn.speaker, button.unit):
        raise NotThere
    found = _receivers(turn, person, people.unit(turn.db, button.unit).id)
    called = told_apart(found, turn.wording)
    keys = [Press(called[one.id], Receive(person.id, button.into, one.id)) for one in found]
    if turn.speaker.role is Role.ADMIN:
        keys.append(Press(turn.wording.label("Another unit"), Elsewhere(person.id, button.into, "", 0)))
    turn.show(
        queues.choice(
            turn,
            _question(turn, person, anybody=bool(found)),
            keys,
            page=button.page,
            to=lambda page: ToWhom(person.id, button.into, button.unit, page),
            back=Press(turn.wording.label("◀ Back"), Whose(person.id)),
        )
    )


def _question(turn: Turn, person: Person, *, anybody: bool) -> Markup:
    if anybody:
        return turn.wording.text("Who takes over from %(name)s?", name=person.name)
    if turn.speaker.role is Role.ADMIN:
        return turn.wording.text("Nobody here can take over from %(name)s.", name=person.name)
    return turn.wording.text(
        "Nobody else of your unit can take over from %(name)s. "
        "An administrator can hand the work to another unit, or invite somebody.",
        name=person.name,
    )


def _receivers(turn: Turn, person: Person, unit: int) -> list[Person]:
    held = holdings.held(turn.db, person.id, unit)
    found = people.in_unit(turn.db, unit, Role)
    return [one for one in found if can_receive(person, one, holds_cases=held.has_cases)]


@only(Role.ADMIN)
def elsewhere(turn: Turn) -> None:
    """Show the other units in which somebody can take over."""
    button = turn.pressed(Elsewhere)
    person = theirs(turn, button.person)
    turn.show(
        units.units(
            turn,
            _question(turn, person, anybody=True),
            [unit for unit in people.standing_units(turn.db) if _receivers(turn, person, unit.id)],
            (button.kind, button.page),
            to=lambda kind, page: Elsewhere(person.id, button.into, kind, page),
            chosen=lambda unit: ToWhom(person.id, button.into, unit, 0),
            back=Press(turn.wording.label("◀ Back"), ToWhom(person.id, button.into, person.unit, 0)),
        )
    )


@only(*HANDING)
def receive(turn: Turn) -> None:
    """Ask for the handover note."""
    button = turn.pressed(Receive)
    person = theirs(turn, button.person)
    target = None if button.into == LEAVES else people.unit(turn.db, button.into).id
    handing.begin(turn, handover.plan(turn.db, person.id, button.receiver, target))


def theirs(turn: Turn, person_id: int) -> Person:
    """Return somebody whose work the speaker may hand over; any other is `NotThere`."""
    person = people.get(turn.db, person_id)
    if not person.here or not may_hand_over(turn.speaker, person):
        raise NotThere
    return person


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for handler, button in ((to_whom, ToWhom), (elsewhere, Elsewhere), (receive, Receive)):
        app.on(button, handler)
