"""What Telegram can do, and how much of it at once: its numbers stand here alone."""

import time

from bot.limits import Limits
from handlers.ui.channels import Channel


def invitation_link(bot: str, code: str) -> str:
    """Write what opens the bot with an invitation."""
    return f"https://t.me/{bot}?start={code}"


TELEGRAM = Channel(
    "telegram",
    "Telegram",
    edits=True,
    deletes=True,
    protects=True,
    keys=100,
    text=4096,
    invitation=invitation_link,
)
"""The channel of the Bot API."""

PER_SECOND = 30
"""So many messages Telegram takes in any second over all (`measured.md`)."""
CHAT_PAUSE = 1.0
"""So many seconds lie between two messages to a chat in the long run."""
BURST = 3
"""So many a chat may have at once all the same; a receipt must not wait behind a card."""


def limits(per_second: int = PER_SECOND) -> Limits:
    """Return Telegram's limits; a Bot API server of one's own that takes more needs no pause."""
    pause = CHAT_PAUSE if per_second <= PER_SECOND else 0.0
    return Limits(time.monotonic, per_second, pause, BURST)
