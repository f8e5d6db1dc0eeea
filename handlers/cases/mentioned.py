"""Case numbers in what people write: each is a key where it may be opened."""

from casework.errors import NotThere
from casework.text.identity import written
from casework.text.numbers import numbers_in
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import Turn
from storage.cases import cases

MOST = 3
"""So many keys stand below one text."""


def keys(turn: Turn, *told: str, but: str = "") -> Rows:
    """Return keys to the cases named in what was told, as far as the speaker may see them; *but* one."""
    numbers = dict.fromkeys(number for text in told for *_, number in numbers_in(written(text).text))
    found = [key for number in numbers if number != but and (key := _key(turn, number))]
    return column(*found[:MOST])


def _key(turn: Turn, number: str) -> Press | None:
    try:
        case = cases.by_number(turn.db, number)
    except NotThere:
        return None
    return Press(turn.wording.label("Open %(number)s", number=number), OpenCard(case.id))
