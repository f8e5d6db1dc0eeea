"""Keys by what they do: a test presses what it means, so that a label can change without it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot.app import put_together
from handlers.forms.form_cards import Go, Pick
from handlers.ui.buttons import EPOCH, Button
from handlers.words.wording import load_wordings
from sandbox import Json, Phone


def carried(data: str) -> str:
    """Return what a key carries beside the epoch in which it is shown."""
    return data.partition("~")[2] if data[EPOCH : EPOCH + 1] == "~" else data


@dataclass(frozen=True)
class On:
    """A key of one kind that carries these values."""

    button: type[Button]
    values: dict[str, Any] = field(default_factory=dict)

    def fits(self, label: str, data: str) -> bool:
        """Tell whether a key carries them."""
        read = self.button.read(carried(data))
        return read is not None and all(getattr(read, name) == value for name, value in self.values.items())


@dataclass(frozen=True)
class Option:
    """An option of the question on the screen, by its name in the rules."""

    name: str

    def fits(self, label: str, data: str) -> bool:
        """Tell whether a key picks it."""
        return Pick.read(carried(data)) is not None and label.removeprefix("✅ ") in _labels(self.name)


Key = str | type[Button] | On | Option
"""What is pressed: a name or number as it is read, what the key does, or an option."""


def on(button: type[Button], **values: Any) -> On:
    """Mean the key of a kind that carries these values."""
    return On(button, values)


def option(name: str) -> Option:
    """Mean an option of the question on the screen."""
    return Option(name)


SEND, SKIP, NEXT, BACK = (on(Go, step=step) for step in ("send", "skip", "next", "back"))
"""The steps of a form."""


async def has(phone: Phone, key: Key) -> bool:
    """Tell whether the newest card has a key that does this."""
    if isinstance(key, str):
        return key in [shown["text"] for shown in _keys(await phone.last())]
    wanted = on(key) if isinstance(key, type) else key
    return any(
        wanted.fits(shown["text"], shown.get("callback_data", "")) for shown in _keys(await phone.last())
    )


async def press(phone: Phone, key: Key) -> None:
    """Press the newest key that does this; a name or number is pressed as it is read."""
    if isinstance(key, str):
        await phone.press(key)
        return
    wanted = on(key) if isinstance(key, type) else key
    for message in reversed(await phone.messages()):
        for shown in _keys(message):
            if wanted.fits(shown["text"], shown.get("callback_data", "")):
                await phone.press(shown["callback_data"], message)
                return
    raise AssertionError(f"there is no key {key}\n\n{await phone.transcript()}")


def _keys(message: Json) -> Iterator[Json]:
    return (shown for row in message.get("keyboard") or () for shown in row)


@cache
def _labels(name: str) -> frozenset[str]:
    """List what an option of this name is called, in any form and language."""
    asks = [ask for flow in put_together().flows.values() for ask in flow.words.asks.values()]
    asks += [ask.instead[1] for ask in asks if ask.instead]
    called = {ask.options[name] for ask in asks if name in ask.options}
    return frozenset(wording.label(one) for one in called for wording in load_wordings().values())
