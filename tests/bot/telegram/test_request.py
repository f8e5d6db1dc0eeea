"""What goes over the wire to Telegram, and what comes back when it breaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.messenger import TooLarge
from bot.telegram.calling import Api
from bot.telegram.request import NotConnected, Request

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def telegram(answer: Answer) -> AsyncIterator[tuple[Request, str]]:
    """Serve answers at one address, and be asked for them."""
    served = web.Application()
    served.router.add_route("*", "/getUpdates", answer)
    request = Request(patience=5.0)
    await request.initialize()
    await request.initialize()
    try:
        async with TestServer(served) as server:
            yield request, str(server.make_url("/getUpdates"))
    finally:
        await request.shutdown()
        await request.shutdown()


async def test_what_a_call_says_is_in_its_body_and_not_in_its_address() -> None:
    """A server that reads bodies alone heard no offset, and was asked without end (faults 56)."""
    heard: list[tuple[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append((request.query_string, await request.json()))
        return web.json_response({"ok": True, "result": []})

    async with telegram(answer) as (request, address):
        bot: Any = type("Bot", (), {"base_url": address.removesuffix("/getUpdates")})
        assert await Api(bot, request).call("getUpdates", seconds=5, offset=7, timeout=0, limit=None) == []
    assert heard == [("", {"offset": 7, "timeout": 0})]


async def test_what_telegram_refuses_is_its_error_with_what_it_says_of_it() -> None:
    async def answer(_: web.Request) -> web.Response:
        said = {"ok": False, "error_code": 429, "description": "?", "parameters": {"retry_after": 7}}
        return web.json_response(said, status=429)

    async with telegram(answer) as (request, address):
        with pytest.raises(RetryAfter):
            await request.call(address, {})


async def test_an_answer_that_can_not_be_read_is_an_error_though_it_says_that_all_is_well() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<html>")

    async with telegram(answer) as (request, address):
        with pytest.raises(TelegramError):
            await request.call(address, {})


async def silent(_: web.Request) -> web.Response:
    await asyncio.sleep(0.5)
    return web.json_response({"ok": True, "result": "late"})


async def broken(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def fetched(request: Request, address: str, most: int = 100) -> bytes:
    return b"".join([part async for part in request.stream(address, most)])


@pytest.mark.parametrize(("answer", "error"), [(silent, TimedOut), (broken, NetworkError)])
async def test_a_wire_that_breaks_is_an_error_that_does_not_quote_the_address(
    answer: Answer, error: type[NetworkError]
) -> None:
    """The token stands in it."""
    async with telegram(answer) as (request, address):
        request.patience = 0.05
        for ask in (request.call(address, {}), fetched(request, address)):
            with pytest.raises(error) as raised:
                await ask
            assert type(raised.value) is error
            assert "getUpdates" not in str(raised.value)
            assert raised.value.__suppress_context__


async def test_who_could_not_be_spoken_to_is_told_from_a_wire_that_broke(unused_tcp_port: int) -> None:
    """What was said to who hung up may have arrived."""
    async with telegram(broken) as (request, address):
        with pytest.raises(NotConnected):
            await request.call(f"http://127.0.0.1:{unused_tcp_port}/getUpdates", {})
        with pytest.raises(NetworkError) as raised:
            await request.call(address, {})
        assert not isinstance(raised.value, NotConnected)


async def test_who_says_how_long_waits_so_long_and_no_other() -> None:
    async with telegram(silent) as (request, address):
        request.patience = 0.05
        assert await request.call(address, {}, 5) == "late"
        request.patience = 5.0
        with pytest.raises(TimedOut):
            await request.call(address, {}, 0.05)


async def test_who_is_not_there_any_more_is_the_networks_fault() -> None:
    async with telegram(silent) as (request, address):
        pass
    for ask in (request.call(address, {}), fetched(request, address)):
        with pytest.raises(NetworkError, match="not open"):
            await ask


@pytest.mark.parametrize(("status", "error"), [(404, BadRequest), (502, NetworkError)])
async def test_a_file_that_is_not_there_is_refused_and_one_that_does_not_come_now_is_not(
    status: int, error: type[NetworkError]
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status)

    async with telegram(answer) as (request, address):
        with pytest.raises(error) as raised:
            await fetched(request, address)
        assert type(raised.value) is error


async def test_a_file_is_fetched_up_to_so_many_bytes() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"12345")

    async with telegram(answer) as (request, address):
        assert await fetched(request, address, 5) == b"12345"
        with pytest.raises(TooLarge):
            await fetched(request, address, 4)
