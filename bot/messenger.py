"""A messenger as the loops see it: it hears, acknowledges and tells, and says what its troubles mean."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol

from bot.limits import Limits
from handlers.ui.channels import Channel
from handlers.ui.heard import Heard
from storage.core.letters import Letter
from storage.messages.inbox import Came

Update = Mapping[str, Any]
"""What a messenger handed over, as it came."""
Keep = Callable[[list[Came]], Awaitable[None]]
"""Does or keeps a batch of updates, or raises what kept it from that."""


class MessengerTrouble(Exception):  # noqa: N818 - says what it is
    """Something was not told, or nothing could be heard."""


class Wait(MessengerTrouble):
    """The messenger asks for a pause."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class Gone(MessengerTrouble):
    """Nobody can be reached there: blocked, left, or never there."""


class Refused(MessengerTrouble):
    """The messenger will never take this."""


class Unreachable(MessengerTrouble):
    """The network, or the messenger's own fault."""

    def __init__(self, what: str, *, arrived: bool) -> None:
        super().__init__(what)
        self.arrived = arrived
        """It may have been taken all the same."""


class TooLarge(MessengerTrouble):
    """There is more of it than was asked for, or than the messenger gives away."""


class TokenRefused(MessengerTrouble):
    """The messenger does not know the bot."""


class Messenger(Protocol):
    """Speaks one channel."""

    channel: Channel
    limits: Limits
    """How much the messenger takes at once."""
    last_heard: float
    """When it answered last who listens, in the machine's monotonic seconds."""

    @property
    def name(self) -> str:
        """The bot's name there; known once it has started."""

    async def start(self) -> None:
        """Open the connection; raises `MessengerTrouble`."""

    async def stop(self) -> None:
        """Close it."""

    def came(self, update: Update) -> Came:
        """Say which update it is and where it belongs, whatever else is in it."""

    def hear(self, update: Update) -> Heard | None:
        """Say what was said; None when it was said nowhere that can be answered."""

    async def acknowledge(self, heard: Heard) -> None:
        """Let a press be seen to have arrived, at once; what fails does no harm (`ux.md` 6)."""

    async def tell(self, letter: Letter) -> int | None:
        """Tell a letter; returns the message's number. Raises `MessengerTrouble`.

        What the channel can't do is never in a letter: no edit, no deletion, no key or word too many.
        """

    async def place(self, letter: Letter) -> int | None:
        """Put an empty, protected message where a letter will stand. Raises `MessengerTrouble`.

        Returns its number; None where what it holds can't be put into a message that is there.
        """

    def fetch(self, reference: str, most: int) -> AsyncIterator[bytes]:
        """Fetch a file that somebody sent, piece by piece, up to so many bytes.

        Raises `MessengerTrouble`: `TooLarge`, `Refused` when it is not there any more.
        """

    async def say(self, address: str, text: str) -> None:
        """Say something past the outbox, when nothing can be kept. Raises `MessengerTrouble`."""

    async def listen(self, keep: Keep) -> None:
        """Hear for ever; what *keep* could not keep comes again. Raises `TokenRefused`."""
