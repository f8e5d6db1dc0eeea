"""The local Telegram as a web application: its addresses, its page, its key."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.botapi import calls, webhook
from sandbox.director import Director
from sandbox.phones.routes import routes as for_people
from sandbox.practice.clock import real_clock
from sandbox.practice.room import Room
from sandbox.practice.routes import routes as for_trainers
from sandbox.server.guard import Guard, is_loopback
from sandbox.store import chats
from sandbox.store.state import Clock, State, opened
from sandbox.wire.limits import Limits

TOKEN = "1:sandbox-token-that-telegram-never-gave"  # noqa: S105 - made up, and good for nothing outside
STATIC = Path(__file__).parents[1] / "static"


def create_app(
    path: Path | None,
    *,
    host: str = "127.0.0.1",
    clock: Clock = real_clock,
    limits: bool = True,
    token: str = TOKEN,
    director: Director | None = None,
) -> Starlette:
    """Return the local Telegram; it keeps everything in the file at *path*, or in memory.

    Where others reach *host*, there is a key, and the bot's token is as good as one.
    """
    _refuse_real(token)
    state = State(opened(path), clock, token, Limits() if limits else None)
    key = None if is_loopback(host) else _key(state)
    if key is not None:
        state.token = random_token()
    room = Room(state, director)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        delivery = asyncio.create_task(webhook.deliver(state))
        telling = asyncio.create_task(state.events.tell_all(partial(_version, state), room.view))
        yield
        state.close()
        await room.close()
        for loop in (delivery, telling):
            loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await loop
        state.db.close()

    routes = [
        Route("/bot{token}/{method}", calls.call, methods=["POST"]),
        Route("/file/bot{token}/{path:path}", calls.download),
        *for_people,
        *for_trainers,
        Route("/", _page),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Guard, host=host, key=key)])
    app.state.telegram, app.state.room, app.state.key = state, room, key
    return app


def random_token() -> str:
    """Make up a token that nobody guesses: whatever else runs on this machine may try addresses."""
    return f"{TOKEN.partition(':')[0]}:{secrets.token_urlsafe(24)}"


def _key(state: State) -> str:
    """Return the room's key; it stays, so that a restart turns nobody out."""
    if not state.setting("key"):
        state.keep_setting("key", secrets.token_urlsafe(16))
    return str(state.setting("key"))


def _version(state: State, user: int) -> int | None:
    person = chats.user(state, user)
    return person["version"] if person else None


def _refuse_real(token: str) -> None:
    """Keep real tokens out: those start with eight digits or more."""
    number, _, rest = token.partition(":")
    if not number.isdecimal() or not rest or len(number) >= 8:
        raise ValueError("the sandbox takes made-up tokens only: up to 7 digits, a colon, anything")


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "index.html")
