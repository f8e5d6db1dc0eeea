"""The local Telegram as a web application, and how to run it."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox import botapi, chats, people, practising, webhook
from sandbox.clock import real_clock
from sandbox.guard import HEADERS, Guard, is_loopback
from sandbox.limits import Limits
from sandbox.room import Director, Room
from sandbox.state import Clock, State, opened

TOKEN = "1:sandbox-token-that-telegram-never-gave"  # noqa: S105 - made up, and good for nothing outside
STATIC = Path(__file__).parent / "static"


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
        state.token = f"{token.partition(':')[0]}:{secrets.token_urlsafe(24)}"
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
        Route("/bot{token}/{method}", botapi.call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", botapi.download),
        *people.routes,
        *practising.routes,
        Route("/", _page),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Guard, host=host, key=key)])
    app.state.telegram, app.state.room, app.state.key = state, room, key
    return app


def _key(state: State) -> str:
    """Give the room's key; it stays, so that a restart turns nobody out."""
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


@dataclass(frozen=True)
class Served:
    """Where a running sandbox is."""

    address: str
    """For the bot."""
    port: int
    app: Starlette
    page: str
    """For people; with the key, where there is one."""

    @property
    def state(self) -> State:
        """What it remembers."""
        state: State = self.app.state.telegram
        return state

    @property
    def token(self) -> str:
        """What the bot calls itself by."""
        return self.state.token


class _Server(uvicorn.Server):
    """A server that leaves the signals to whoever runs the event loop, and stops at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def main_loop(self) -> None:
        """Wait to be stopped, instead of looking ten times a second: many tests start a sandbox each."""
        await self.on_tick(0)
        await self.stopping.wait()


class _Wire(H11Protocol):
    """Lets a request reach its own connection, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note the connection, and let answers leave at once (Nagle's delay costs 40 ms a call)."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}


@asynccontextmanager
async def serve(
    path: Path | None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    clock: Clock = real_clock,
    limits: bool = True,
    token: str = TOKEN,
    director: Director | None = None,
) -> AsyncIterator[Served]:
    """Run the local Telegram inside the running event loop for as long as the block lasts."""
    app = create_app(path, host=host, clock=clock, limits=limits, token=token, director=director)
    with socket.create_server((host, port)) as listening:
        listening.setblocking(False)
        real_port: int = listening.getsockname()[1]
        config = uvicorn.Config(
            app,
            http=_Wire,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            headers=HEADERS,
            date_header=False,
            timeout_graceful_shutdown=5,
        )
        server = _Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await _started(server, running)
            yield _served(host, real_port, app)
        finally:
            app.state.telegram.close()
            server.stopping.set()
            await running


def _served(host: str, port: int, app: Starlette) -> Served:
    everywhere = host in {"", "0.0.0.0"}  # noqa: S104 - only compared
    address = f"http://{'127.0.0.1' if everywhere else host}:{port}"
    if app.state.key is None:
        return Served(address, port, app, address)
    page = f"http://{_own_address() if everywhere else host}:{port}/?key={app.state.key}"
    return Served(address, port, app, page)


def _own_address() -> str:
    """Give the number by which the network knows this machine; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))  # an address of documentation, where nobody is
        except OSError:
            return "127.0.0.1"
        return str(line.getsockname()[0])


async def _started(server: uvicorn.Server, running: "asyncio.Task[None]") -> None:
    while not server.started:
        if running.done():
            running.result()
            raise RuntimeError("the sandbox did not start")
        await asyncio.sleep(0.005)
