"""Trouble on the wire: failing calls, lost answers, updates that come twice (`trust.md` R3, R5)."""

from bot.telegram.messenger import Telegram
from sandbox.wire.faults import Kind
from tests.simulation.hand import Hand
from tests.simulation.room import Room

KINDS = (Kind.INTERNAL, Kind.TWICE, Kind.DROP, Kind.TIMEOUT_AFTER_ACTING, Kind.TOO_MANY)
PATIENCE = 0.3
"""Seconds until an answer that was lost is given up."""


def begins(room: Room, kind: Kind) -> None:
    """Let the next calls fail."""
    method = None if kind is Kind.TWICE else "sendmessage"
    room.trouble(kind=kind, times=1 if kind in {Kind.TWICE, Kind.TOO_MANY} else 3, method=method)


async def unheard(room: Room, hand: Hand) -> None:
    """Let a message arrive whose answer is lost: it comes once more and says so."""
    bot = room.practice.bot
    assert bot is not None
    [telegram] = bot.messengers
    assert isinstance(telegram, Telegram)
    request = telegram.request
    before, request.patience = request.patience, PATIENCE
    room.trouble(kind=Kind.TIMEOUT_AFTER_ACTING, method="sendmessage")
    await hand.says("/start")
    request.patience = before


__all__ = ["KINDS", "Kind", "begins", "unheard"]
