"""A letter: something that is to be told, as it lies in the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any, Self


class LetterKind(StrEnum):
    """How a row is told."""

    CARD = "card"  # the one screen of a chat: redrawn, or sent anew with the old keyboard taken off
    MESSAGE = "message"  # an event, stays
    NUDGE = "nudge"  # the same, judged again before each try
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"  # made here, its bytes in the row
    DELETE = "delete"
    COMMANDS = "commands"  # the menu of a chat
    LEAVE = "leave"  # a group


class Priority(IntEnum):
    """Who goes first when there is more to tell than Telegram takes."""

    CRISIS = 0
    REPLY = 1
    PUSH = 2
    NUDGE = 3
    STRANGER = 4


@dataclass(frozen=True)
class Letter:
    """A row to send."""

    row: int
    chat: int
    kind: LetterKind
    priority: Priority
    content: Mapping[str, Any]
    edits: int | None
    attempts: int
    arrived: bool = False
    """It may have arrived before, so it is marked when it is sent anew."""

    def once_more(self, *, arrived: bool) -> Self:
        """Try again."""
        return replace(self, attempts=self.attempts + 1, arrived=self.arrived or arrived)
