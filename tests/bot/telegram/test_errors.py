"""What an error of Telegram's means, and what is not told of it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.messenger import Gone, MessengerTrouble, Refused, TokenRefused, TooLarge, Unreachable, Wait
from bot.telegram import errors
from bot.telegram.errors import in_our_words, meaning
from bot.telegram.request import NotConnected


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InvalidToken("unauthorized"), TokenRefused),
        (Forbidden("bot was blocked by the user"), Gone),
        (BadRequest("Chat not found"), Gone),
        (BadRequest("File is too big"), TooLarge),
        (BadRequest("Can't parse entities: 王測試"), Refused),
        (NetworkError("502"), Unreachable),
        (TimedOut(), Unreachable),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else one.__name__,
)
def test_each_error_has_one_meaning_and_what_people_wrote_is_not_in_it(
    error: TelegramError, kind: type[MessengerTrouble]
) -> None:
    found = meaning(error)
    assert type(found) is kind
    assert str(found)
    assert "王測試" not in str(found)


@pytest.mark.parametrize(
    ("error", "arrived"),
    [
        (TimedOut(), True),
        (NetworkError("ServerDisconnectedError"), True),
        (NetworkError("Bad Gateway"), True),
        (NotConnected("ClientConnectorError"), False),
        (Conflict("another"), False),
    ],
    ids=str,
)
def test_what_broke_once_somebody_was_spoken_to_may_have_arrived(error: TelegramError, arrived: bool) -> None:
    found = meaning(error)
    assert isinstance(found, Unreachable)
    assert found.arrived is arrived


@pytest.mark.parametrize("seconds", [7, timedelta(seconds=7)])
def test_a_pause_is_as_long_as_it_was_asked_for(seconds: Any) -> None:
    assert isinstance(meaning(RetryAfter(7)), Wait)
    assert errors._seconds(SimpleNamespace(retry_after=seconds)) == 7.0  # type: ignore[arg-type]  # all it asks


def test_what_is_raised_is_ours_and_names_no_cause() -> None:
    with pytest.raises(Refused, match="Can't parse entities") as raised, in_our_words():
        raise BadRequest("Can't parse entities: 王測試")
    assert raised.value.__suppress_context__
