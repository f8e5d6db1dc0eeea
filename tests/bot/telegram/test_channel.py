"""How much Telegram takes: by what the sandbox, which is as strict, lets pass."""

import pytest

from bot.telegram.channel import TELEGRAM, limits
from sandbox.botapi.keyboards import MOST_BUTTONS
from sandbox.text.wording import TEXT_LIMIT
from sandbox.wire.limits import ALL_PER_SECOND


def test_a_message_has_as_many_words_and_keys_as_telegram_takes() -> None:
    assert (TELEGRAM.text, TELEGRAM.keys) == (TEXT_LIMIT, MOST_BUTTONS)


@pytest.mark.parametrize(("per_second", "pause"), [(ALL_PER_SECOND, 1.0), (ALL_PER_SECOND + 1, 0.0)])
def test_only_a_server_of_ones_own_takes_more_and_needs_no_pause(per_second: int, pause: float) -> None:
    assert limits(per_second).pause == pause


def test_a_receipt_does_not_wait_behind_a_card_nor_a_third_behind_it() -> None:
    by_default = limits()
    assert by_default.per_second == ALL_PER_SECOND
    for _ in range(3):
        assert not by_default.wait_for(1)
        by_default.take(1)
    assert by_default.wait_for(1)
