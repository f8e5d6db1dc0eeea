"""What the work of an errand is given, and what comes of it: it is done by a process beside the turns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from handlers.ui.office import Office
from handlers.words.wording import Wording
from storage.core.database import Transaction
from storage.errands.errands import Errand


class Job(Struct, frozen=True):
    """What the work holds in its hands."""

    office: Office
    db: Transaction
    """A snapshot to read from, in which who asked is the speaker: what the work sees is theirs to see."""
    errand: Errand
    wording: Wording
    """Of who asked."""
    said: Callable[[float], None]
    """Told now and then which part is done, from 0 to 1."""


@dataclass(frozen=True)
class Document:
    """A file that the work made."""

    name: str
    content: bytes = field(repr=False)


class Outcome(Struct, frozen=True):
    """What came of an errand."""

    found: Mapping[str, Any]
    """Plain values; they are kept, sealed, until the errand's days are over."""
    document: Document | None = None
    """Sent on and not kept."""
    keeps_file: bool = False
    """The file that was looked into is needed further, until its days are over; else it is erased at once."""
    errand: int = 0
    """Of which errand; said by who tells it."""
