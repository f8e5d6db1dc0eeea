"""The network's units to choose from: by their kind first, since there are some forty of them."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from casework.staffing.units import Unit
from handlers.ui import queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen
from handlers.ui.turn import Turn
from handlers.words.terms import UNIT_KINDS

To = Callable[[str, int], Button]
"""Makes the key of a kind's page; an empty kind lists the kinds."""


def units(
    turn: Turn,
    text: Markup,
    found: Sequence[Unit],
    at: tuple[str, int],
    *,
    to: To,
    chosen: Callable[[int], Button],
    back: Press | None,
) -> Screen:
    """Show the kinds, or the units of one; of a kind that has but one unit, the unit itself."""
    kind, page = at
    here = [unit for unit in found if unit.kind == kind]
    keys = [Press(unit.name, chosen(unit.id)) for unit in here] or _kinds(turn, found, to, chosen)
    if here:
        back = Press(turn.wording.label("◀ Back"), to("", 0))
    return queues.choice(turn, text, keys, page=page, to=lambda other: to(kind, other), back=back)


def _kinds(turn: Turn, found: Sequence[Unit], to: To, chosen: Callable[[int], Button]) -> list[Press]:
    keys = []
    for kind, name in UNIT_KINDS.items():
        of_kind = [unit for unit in found if unit.kind is kind]
        if len(of_kind) == 1:
            keys.append(Press(of_kind[0].name, chosen(of_kind[0].id)))
        elif of_kind:
            keys.append(Press(turn.wording.label(name), to(kind, 0)))
    return keys
