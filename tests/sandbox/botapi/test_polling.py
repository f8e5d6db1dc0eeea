"""How updates are fetched: kept until confirmed, one poller at a time."""

import asyncio

import pytest
from telegram.error import Conflict

from sandbox import Phone
from tests.sandbox.conftest import bot_at


async def test_updates_come_again_until_they_are_confirmed(bot, phone):
    for text in "abc":
        await phone.say(text)
    first = await bot.get_updates()
    assert [u.message.text for u in first] == ["a", "b", "c"]
    assert await bot.get_updates() == first
    assert [u.message.text for u in await bot.get_updates(offset=first[1].update_id)] == ["b", "c"]
    assert await bot.get_updates(offset=first[2].update_id + 1) == ()
    assert await bot.get_updates(offset=1) == ()


async def test_numbers_of_updates_start_somewhere_and_grow_by_one(bot, phone):
    await phone.say("a")
    await phone.say("b")
    first, second = await bot.get_updates()
    assert first.update_id > 1000
    assert second.update_id == first.update_id + 1


async def test_a_limit_is_kept(bot, phone):
    for text in "abc":
        await phone.say(text)
    assert [u.message.text for u in await bot.get_updates(limit=2)] == ["a", "b"]


async def test_a_negative_offset_keeps_only_the_newest(bot, phone):
    for text in "abc":
        await phone.say(text)
    assert [u.message.text for u in await bot.get_updates(offset=-1)] == ["c"]
    assert [u.message.text for u in await bot.get_updates()] == ["c"]


async def test_a_long_poll_returns_when_something_comes(bot, phone):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await phone.say("a")
    assert [u.message.text for u in await asyncio.wait_for(poll, 2)] == ["a"]


async def test_a_long_poll_hands_out_nothing_that_stands_before_its_offset(bot, phone):
    await phone.say("a")
    [first] = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=first.update_id + 2, timeout=20))
    await asyncio.sleep(0.1)
    await phone.say("b")
    await phone.say("c")
    assert [u.message.text for u in await asyncio.wait_for(poll, 2)] == ["c"]


async def test_a_long_poll_returns_empty_when_its_time_is_over(bot):
    assert await bot.get_updates(timeout=1) == ()


async def test_the_older_of_two_pollers_is_sent_away(bot, served, phone):
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    async with bot_at(served.address) as other:
        newer = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(
            Conflict, match="terminated by other getUpdates request; make sure that only one bot"
        ):
            await older
        await phone.say("a")
        assert len(await newer) == 1


async def test_nobody_polls_while_a_webhook_is_set(bot):
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_ends_a_poll_that_waits(bot):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll


async def test_only_the_kinds_that_were_asked_for_are_queued(bot, phone):
    await bot.get_updates(allowed_updates=["callback_query"])
    await phone.say("a")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    await phone.say("b")
    assert [u.message.text for u in await bot.get_updates()] == ["b"]


async def test_what_nobody_fetches_for_24_hours_is_dropped(bot, phone, clock):
    await phone.say("a")
    clock.forward(hours=23)
    await phone.say("b")
    clock.forward(hours=1, seconds=1)
    assert [u.message.text for u in await bot.get_updates()] == ["b"]


async def test_updates_of_all_phones_come_in_the_order_they_happened(bot, served, phone):
    other = await Phone.of(served.address, first_name="阿土")
    await phone.say("a")
    await other.say("b")
    await phone.say("c")
    assert [u.message.text for u in await bot.get_updates()] == ["a", "b", "c"]
