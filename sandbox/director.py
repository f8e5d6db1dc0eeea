"""The director's protocol: what the practice room asks of the bot's side.

Whoever runs a bot in the sandbox hands a director to `serve`. In return it gets a `Served`, by which it lets
people move in and begins a town anew.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Trouble(Exception):  # noqa: N818 - says what it is
    """What was asked for did not happen; the message says why."""


@dataclass(frozen=True)
class Scene:
    """What a town can begin from."""

    name: str
    title: dict[str, str]
    """By language: zh, en."""


class Director(Protocol):
    """What only the bot's side knows, handed to `serve`."""

    @property
    def scenes(self) -> Sequence[Scene]:
        """Everything that can be played."""

    @property
    def scene(self) -> str | None:
        """What this town began from."""

    @property
    def running(self) -> bool:
        """The bot is there."""

    def about(self, now: datetime, language: str) -> dict[str, Any]:
        """Write date and time, and say what day it is for the office."""

    async def next_moment(self, until: datetime) -> datetime | None:
        """Return the next moment after now and not after *until* at which the bot has something to do."""

    async def next_deadline(self) -> datetime | None:
        """Return the next deadline after now."""

    async def ring(self) -> None:
        """Do what is due now, and wait until it is told."""

    async def play(self, scene: str, language: str) -> None:
        """Forget everything and begin a scene in a language; `Trouble` when the bot does not come back."""

    async def speak(self, language: str, people: Collection[int]) -> None:
        """Let the bot speak a language with these people: English with all of them, else each their own."""

    async def stop(self) -> None:
        """Stop the bot."""

    async def start(self) -> None:
        """Start the bot; `Trouble` when it does not come."""
