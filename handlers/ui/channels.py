"""Channels: what a messenger can do, so that a screen which needs more is refused before it is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """What a messenger can do with a message."""

    name: str
    edits: bool
    """A message can be changed after it was sent: cards are redrawn in place."""
    deletes: bool
    """A message can be taken out of the chat again."""
    protects: bool
    """A message can be kept from being forwarded and saved."""
    keys: int
    """So many keys a message has at the most."""
    text: int
    """So many UTF-16 units a message holds at the most."""

    @property
    def takes_back(self) -> bool:
        """Full data may be shown here: it is protected, and gone within hours (`trust.md` L2)."""
        return self.deletes and self.protects


TELEGRAM = Channel("telegram", edits=True, deletes=True, protects=True, keys=100, text=4096)
"""The channel of the Bot API; `bot/telegram` speaks it."""
