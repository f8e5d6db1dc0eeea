"""Webhooks: updates really arrive, with their secret, and again until they are taken."""

import asyncio

import pytest
from aiohttp import web
from telegram.error import BadRequest

from sandbox import Phone


class Hook:
    """A listener that takes updates, or refuses them for a while."""

    def __init__(self):
        self.taken, self.secrets, self.refuse = [], [], 0
        self.url = ""
        self.came = asyncio.Event()

    async def take(self, request):
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=500)
        self.taken.append((await request.json())["message"]["text"])
        self.came.set()
        return web.Response()


@pytest.fixture
async def hook():
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def until(happened):
    for _ in range(200):
        if happened():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen")


async def test_updates_are_delivered_with_their_secret(bot, phone, hook):
    await phone.say("a")
    await bot.set_webhook(hook.url, secret_token="s-1", max_connections=7)
    await phone.say("b")
    await until(lambda: len(hook.taken) == 2)
    assert hook.taken == ["a", "b"]
    assert set(hook.secrets) == {"s-1"}
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (hook.url, 0, 7)


async def test_what_is_refused_comes_again(bot, phone, hook):
    hook.refuse = 2
    await bot.set_webhook(hook.url)
    await phone.say("a")
    await until(lambda: hook.taken == ["a"])
    assert "500" in (await bot.get_webhook_info()).last_error_message


async def test_a_chat_keeps_its_order(bot, served, phone, hook):
    other = await Phone.of(served.address)
    for number in range(5):
        await phone.say(f"a{number}")
        await other.say(f"b{number}")
    await bot.set_webhook(hook.url)
    await until(lambda: len(hook.taken) == 10)
    assert [t for t in hook.taken if t[0] == "a"] == [f"a{n}" for n in range(5)]


async def test_nobody_there_is_noted_and_nothing_is_lost(bot, phone):
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await phone.say("a")
    for _ in range(100):
        info = await bot.get_webhook_info()
        if info.last_error_message:
            break
        await asyncio.sleep(0.02)
    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_pending_updates_can_be_dropped(bot, phone):
    await phone.say("a")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_only_loopback_addresses_are_taken(bot):
    with pytest.raises(BadRequest, match=r"[Bb]ad webhook"):
        await bot.set_webhook("https://example.org/hook")


async def test_a_secret_must_be_plain(bot):
    with pytest.raises(BadRequest, match=r"[Ss]ecret token contains unallowed characters"):
        await bot.set_webhook("http://127.0.0.1:9/", secret_token="a b")
