"""What was heard: what somebody said, sent or pressed, in no messenger's words."""

from enum import StrEnum

from msgspec import Struct


class Said(StrEnum):
    """What kind of thing was said."""

    WORDS = "words"
    COMMAND = "command"
    PRESS = "press"  # a key of a card
    EVIDENCE = "evidence"  # a photo, film or sound, perhaps with words under it
    FILE = "file"
    PLACE = "place"
    CONTACT = "contact"
    AMENDED = "amended"  # something said before, edited
    PRESENCE = "presence"  # somebody blocked the bot, or came back
    OTHER = "other"
    SERVICE = "service"  # the messenger itself says something of the chat: nobody spoke
    NOTHING = "nothing"  # nobody said anything: what they asked for before is told


class SharedContact(Struct, frozen=True):
    """A contact that was shared."""

    name: str
    phone: str
    own: bool
    """It is the contact of who shared it."""


class SentFile(Struct, frozen=True):
    """A file that was sent. What it is, its sender says: nothing of it was looked at."""

    name: str
    size: int
    type: str
    """As the messenger has it (`image/jpeg`)."""
    reference: str
    """The channel's own name of it, by which it can be fetched."""


class Heard(Struct, frozen=True):
    """One thing that was said at one address of one channel."""

    channel: str
    address: str
    """Where it was said, as the channel writes it; whoever is answered is answered there."""
    said: Said
    words: str = ""
    """What was typed, or written under or in what was sent."""
    command: str = ""
    """The name of a command, without its slash; its argument stands in `given`."""
    given: str = ""
    pressed: str = ""
    """What the key that was pressed carries."""
    token: str = ""
    """By which the press is acknowledged."""
    on: int | None = None
    """The message under which the key stood."""
    message: int | None = None
    """The message that was said, for taking it back."""
    answers: int | None = None
    """The message that this one replies to."""
    evidence: str = ""
    """The channel's own name of a photo, film or sound, its kind before it: `photo:…`, `voice:…`."""
    album: str = ""
    """What was sent at once, piece by piece, has this in common."""
    file: SentFile | None = None
    place: tuple[float, float] | None = None
    """Latitude and longitude."""
    contact: SharedContact | None = None
    private: bool = True
    """Said in a chat with the bot alone, not in a group."""
    gone: bool = False
    """Said of presence: they block the bot now."""
    language: str | None = None
    """The language that their messenger speaks."""
