"""A letter: something that is to be told, as it lies in the outbox, and the address it goes to."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

OWN = "own"
"""The right to what was made for its reader alone, and is about no case."""


class LetterKind(StrEnum):
    """How a row is told."""

    CARD = "card"  # the one screen of an address: redrawn, or sent anew with the old keyboard taken off
    MESSAGE = "message"  # an event, stays
    EDIT = "edit"  # changes a message that stays, in its place
    NUDGE = "nudge"  # the same, judged again before each try
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    ANIMATION = "animation"
    FILE = "file"  # sent by somebody: a picture, film or sound as a file
    PICTURE = "picture"  # made here, its bytes in the row
    DOCUMENT = "document"  # made here, its bytes in the row
    DELETE = "delete"
    COMMANDS = "commands"  # the menu of an address
    LEAVE = "leave"  # a group


class Priority(IntEnum):
    """Who goes first when there is more to tell than a messenger takes."""

    CRISIS = 0
    REPLY = 1
    PUSH = 2
    NUDGE = 3
    STRANGER = 4


class Address(Struct, frozen=True):
    """Where somebody is written to: one of their messengers, and what is on its screen."""

    id: int
    channel: str
    text: str
    """The address itself, as its channel writes it."""
    person: int | None = None
    """Whose it is; None for a stranger or a group."""
    card: int | None = None
    """The message that is its one screen."""
    asking: int | None = None
    """The draft whose question is on the screen."""
    blocked: bool = False
    last_used: bool = True
    """They spoke here last; what is pushed goes here first."""

    @property
    def where(self) -> tuple[str, str]:
        """Channel and address, by which the running office knows it."""
        return self.channel, self.text


class Letter(Struct, frozen=True):
    """A row to send."""

    row: int
    to: Address
    kind: LetterKind
    priority: Priority
    content: Mapping[str, Any]
    edits: int | None
    attempts: int
    """0: no sender has it."""
    arrived: bool = False
    """It may have arrived before, so it is marked when it is sent anew."""

    @property
    def right(self) -> str | None:
        """The right to its case by which full data is shown (`trust.md` L2), or `OWN`: judged until told."""
        right: str | None = self.content.get("right")
        return right

    def once_more(self, *, arrived: bool) -> Self:
        """Try again."""
        return replace(self, attempts=self.attempts + 1, arrived=self.arrived or arrived)
