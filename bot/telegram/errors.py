"""What Telegram's errors mean, in the words of every messenger."""

from collections.abc import Iterator
from contextlib import contextmanager

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.messenger import Gone, MessengerTrouble, Refused, TokenRefused, TooLarge, Unreachable, Wait
from bot.telegram.request import NotConnected

LARGE = "file is too big"
GONE = ("chat not found", "user is deactivated", "bot was kicked")


@contextmanager
def in_our_words() -> Iterator[None]:
    """Raise what every messenger raises instead of Telegram's own errors."""
    try:
        yield
    except TelegramError as error:
        raise meaning(error) from None  # a cause would be logged, and may quote what people wrote


def meaning(error: TelegramError) -> MessengerTrouble:
    """Say what an error means; behind a colon Telegram quotes the text, which is nobody's business."""
    reason = str(error).partition(":")[0][:80]
    if isinstance(error, InvalidToken):
        return TokenRefused(reason)
    if isinstance(error, RetryAfter):
        return Wait(_seconds(error))
    if isinstance(error, Forbidden) or any(word in str(error).lower() for word in GONE):
        return Gone(reason)
    if isinstance(error, BadRequest):
        return TooLarge(reason) if LARGE in reason.lower() else Refused(reason)
    arrived = isinstance(error, NetworkError) and not isinstance(error, NotConnected)
    return Unreachable(type(error).__name__, arrived=arrived)


def _seconds(error: RetryAfter) -> float:
    seconds = error.retry_after
    return float(seconds) if isinstance(seconds, int) else seconds.total_seconds()
