"""Typed words that are what a key of the card on the screen is called do what that key does."""

from collections.abc import Callable, Mapping

from handlers.ui.buttons import Button
from handlers.ui.screens import Screen
from handlers.ui.turn import Turn
from handlers.words import typed


def pressed(turn: Turn) -> bool:
    """Take the name of a key as its press; False for other words, and where two keys have one name."""
    return _pressed(turn, lambda said, label: said in typed.names(label))


def begun(turn: Turn) -> bool:
    """Take the beginning of the name of just one key as its press."""
    return _pressed(turn, typed.begins)


def _pressed(turn: Turn, means: Callable[[str, str], bool]) -> bool:
    said = typed.meant(turn.text)
    _, shown = turn.office.memory.keys.get((turn.heard.channel, turn.heard.address), (None, []))
    found = {key["data"]: key for key in shown if said and "data" in key and means(said, key["text"])}
    button = _button(turn, *found) if len(found) == 1 else None
    if button is None:
        return False
    if next(iter(found.values())).get("style") == "danger":
        _only_pressed(turn, found[button.data()])
    else:
        turn.press(button)
    return True


def _only_pressed(turn: Turn, key: Mapping[str, str]) -> None:
    """What can't be undone is not done by words, which may be a slip of who meant to write something else."""
    turn.say(
        Screen(
            turn.wording.text(
                "“%(key)s” can't be undone, so it is done by its key alone. Nothing has happened yet.",
                key=key["text"],
            )
        )
    )


def _button(turn: Turn, data: str) -> Button | None:
    kind, _ = turn.app.presses.get(data.partition(":")[0], (Button, None))
    return kind.read(data)
