"""Channels: what a messenger can do, so that a screen which needs more is refused before it is written."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from msgspec import Struct


class Channel(Struct, frozen=True):
    """What a messenger can do with a message."""

    name: str
    """By which the office knows it, 20 characters at the most."""
    title: str
    """As people call it."""
    edits: bool
    """A message can be changed after it was sent: cards are redrawn in place."""
    deletes: bool
    """A message can be taken back, also one that somebody else sent here."""
    protects: bool
    """A message can be kept from being forwarded and saved."""
    keys: int
    """So many keys a message has at the most."""
    text: int
    """So many UTF-16 units a message holds at the most."""
    contacts: bool = True
    """People can share their own contact with a key: nobody can share another's as their own."""
    commands: bool = True
    """There is a menu of commands to be set."""
    pictures: bool = True
    """A picture that was made here can be sent."""
    invitation: Callable[[str, str], str] | None = None
    """Writes the link that opens a bot of this name with the code of an invitation."""
    waits: timedelta = timedelta(hours=24)
    """So long the messenger keeps what nobody fetched."""

    @property
    def takes_back(self) -> bool:
        """Full data may be shown here: it is protected, and gone within hours (`trust.md` L2)."""
        return self.deletes and self.protects


def that_take_back(channels: Iterable[Channel]) -> list[str]:
    """Name the messengers on which full data may be shown."""
    return [one.title for one in channels if one.takes_back]
