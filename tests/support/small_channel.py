"""A second, small messenger: words in, words out. Nothing is edited, deleted or protected there.

It lives in memory. Whatever is asked of it that it can't do is written down (`wrongs`).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from markupsafe import Markup

from bot.limits import Limits
from bot.messenger import Gone, Keep, Refused
from handlers.ui.channels import Channel
from handlers.ui.heard import Heard, Said
from handlers.ui.screens import bare
from storage.core.letters import Letter, LetterKind
from storage.messages.inbox import Came
from tests.support.town import Town

SMALL = Channel(
    "small",
    "小信使",
    edits=False,
    deletes=False,
    protects=False,
    keys=13,
    text=5_000,
    contacts=False,
    commands=False,
    pictures=False,
)
SENT = {LetterKind.CARD, LetterKind.MESSAGE, LetterKind.NUDGE}


@dataclass(frozen=True)
class Told:
    """A message as it is read, with its quick replies: what each says, and what it carries."""

    number: int
    text: str
    keys: dict[str, str]


@dataclass
class Small:
    """Speaks the small channel."""

    channel = SMALL
    name = "small"
    limits: Limits = field(default_factory=lambda: Limits(time.monotonic, 10_000, 0.0, 1))
    last_heard: float = float("inf")
    """It is always there."""
    told: dict[str, list[Told]] = field(default_factory=dict)
    """By address."""
    wrongs: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    """Addresses at which nobody can be reached."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _said: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    async def start(self) -> None:
        """There is nothing to open."""

    async def stop(self) -> None:
        """There is nothing to close."""

    async def say(self, address: str, text: str) -> None:
        self._show(address, text, {})

    async def fetch(self, reference: str, most: int) -> AsyncIterator[bytes]:
        raise Refused("no files go through here")
        yield b""

    async def place(self, letter: Letter) -> None:
        """It changes nothing that was said: full data is not shown here."""

    async def acknowledge(self, heard: Heard) -> None:
        """A quick reply is gone once it is pressed."""

    async def listen(self, keep: Keep) -> None:
        while True:
            update = await self._said.get()
            await keep([self.came(update)])
            self._said.task_done()

    async def comes(self, address: str, **what: Any) -> None:
        """Let something arrive, and wait until it is kept."""
        self._said.put_nowait({"event": f"01{next(self._numbers):024}", "from": address, **what})
        await self._said.join()

    def came(self, update: Mapping[str, Any]) -> Came:
        return Came(SMALL.name, update["event"], update["from"], update)

    def hear(self, update: Mapping[str, Any]) -> Heard | None:
        about = {"channel": SMALL.name, "address": update["from"]}
        if "pressed" in update:
            return Heard(**about, said=Said.PRESS, pressed=update["pressed"], on=update["on"])
        words = str(update["words"])
        if not words.startswith("/"):
            return Heard(**about, said=Said.WORDS, words=words)
        command, _, given = words[1:].partition(" ")
        return Heard(**about, said=Said.COMMAND, command=command, given=given)

    async def tell(self, letter: Letter) -> int | None:
        if letter.to.text in self.gone:
            raise Gone("gone")
        content = letter.content
        keys = [key for row in content.get("rows", ()) for key in row]
        self.wrongs += _beyond(letter, keys)
        read = {key["text"]: key.get("data", "") for key in keys}
        return self._show(letter.to.text, str(content.get("text", "")), read)

    def _show(self, address: str, text: str, keys: dict[str, str]) -> int:
        told = Told(next(self._numbers), bare(Markup(text)), keys)
        self.told.setdefault(address, []).append(told)
        return told.number


def _beyond(letter: Letter, keys: list[Any]) -> Iterator[str]:
    """Say what of a letter the channel can't do."""
    if letter.kind not in SENT or letter.edits is not None:
        yield f"{letter.kind} edits {letter.edits}"
    if {"strip", "protect", "ask"} & letter.content.keys():
        yield f"asks for {letter.content.keys()}"
    if len(str(letter.content.get("text", "")).encode("utf-16-le")) // 2 > SMALL.text:
        yield "too long"
    if len(keys) > SMALL.keys:
        yield f"{len(keys)} keys"


@dataclass
class Hand:
    """Somebody with the small messenger on their phone; each act waits until it is answered."""

    town: Town
    small: Small
    address: str

    async def says(self, *texts: str) -> None:
        """Say one thing after the other."""
        for text in texts:
            await self.small.comes(self.address, words=text)
            await self.town.settle()

    async def presses(self, *keys: str | int) -> None:
        """Press one quick reply after the other: by what it says, or by its number from 1."""
        for key in keys:
            on, pressed = self._find(key)
            await self.sends(pressed, on)

    async def sends(self, pressed: str, on: int = 0) -> None:
        """Send what a key carries, also one that was never shown."""
        await self.small.comes(self.address, pressed=pressed, on=on)
        await self.town.settle()

    def _find(self, key: str | int) -> tuple[int, str]:
        """Find a key on what came last and has keys."""
        for told in reversed(self.told):
            keys = [data for label, data in told.keys.items() if not isinstance(key, str) or key in label]
            if keys:
                return told.number, keys[key - 1 if isinstance(key, int) else 0]
        raise AssertionError(f"no key {key!r} in\n{self.transcript}")

    @property
    def told(self) -> list[Told]:
        """Everything that came."""
        return self.small.told.get(self.address, [])

    @property
    def last(self) -> Told:
        """What came last."""
        return self.told[-1]

    @property
    def transcript(self) -> str:
        """All of it, to be read."""
        return "\n\n".join(f"{told.text}\n{list(told.keys)}" for told in self.told)
