"""Telegram's limits, counted with a monotonic time."""

from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from sandbox import Phone, serve
from sandbox.wire.errors import Refused
from sandbox.wire.limits import Limits
from tests.sandbox.conftest import bot_at


def wait_for(limits, chat, now):
    with pytest.raises(Refused) as refused:
        limits.count(chat, now)
    assert refused.value.code == 429
    return refused.value.retry_after


def test_never_more_than_30_in_any_second():
    limits = Limits()
    for number in range(30):
        limits.count(number + 1, number / 60)
    assert wait_for(limits, 99, 0.99) == 1
    limits.count(99, 1.01)
    assert wait_for(limits, 98, 1.012) == 1


def test_one_chat_gets_a_short_burst_and_then_one_a_second():
    limits = Limits()
    for _ in range(5):
        limits.count(1, 0.0)
    assert wait_for(limits, 1, 0.0) == 1
    limits.count(2, 0.0)
    limits.count(1, 1.0)
    assert wait_for(limits, 1, 1.5) == 1


def test_a_group_gets_20_a_minute():
    limits = Limits()
    for number in range(20):
        limits.count(-5, number * 2.0)
    assert wait_for(limits, -5, 40.0) == 20
    limits.count(-5, 60.1)


async def test_a_bot_that_sends_too_fast_is_told_when_to_come_back(clock):
    async with serve(None, clock=clock) as served, bot_at(served.address) as bot:
        phone = await Phone.of(served.address, started=True)
        for _ in range(5):
            await bot.send_message(phone.id, "x")
        with pytest.raises(RetryAfter) as error:
            await bot.send_message(phone.id, "x")
        assert error.value.retry_after == timedelta(seconds=1)
        assert len(await phone.messages()) == 5


async def test_limits_can_be_switched_off(bot, phone):
    for _ in range(40):
        await bot.send_message(phone.id, "x")
