"""What goes over the wire to Telegram."""

from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.telegram.calling import Api
from bot.telegram.request import Request


async def test_what_a_call_says_is_in_its_body_and_not_in_its_address() -> None:
    """A server that reads bodies alone heard no offset, and was asked without end (faults 56)."""
    heard: list[tuple[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append((request.query_string, await request.json()))
        return web.json_response({"ok": True, "result": []})

    served = web.Application()
    served.router.add_post("/getUpdates", answer)
    request = Request()
    await request.initialize()
    async with TestServer(served) as server:
        bot: Any = type("Bot", (), {"base_url": str(server.make_url("")).rstrip("/")})
        assert await Api(bot, request).call("getUpdates", seconds=5, offset=7, timeout=0, limit=None) == []
    await request.shutdown()
    assert heard == [("", {"offset": 7, "timeout": 0})]
