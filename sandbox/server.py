"""The local Telegram as a web application, and how to run it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox import botapi, people, webhook
from sandbox.guard import HEADERS, LoopbackOnly
from sandbox.limits import Limits
from sandbox.state import Clock, State, opened

TOKEN = "1:sandbox-token-that-telegram-never-gave"  # noqa: S105 - made up, and good for nothing outside
STATIC = Path(__file__).parent / "static"


def real_clock() -> datetime:
    """Return the real time; the only place where the sandbox looks at it."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that is passed in


def create_app(
    path: Path | None, *, clock: Clock = real_clock, limits: bool = True, token: str = TOKEN
) -> Starlette:
    """Return the local Telegram; it keeps everything in the file at *path*, or in memory."""
    _refuse_real(token)
    state = State(opened(path), clock, token, Limits() if limits else None)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        delivery = asyncio.create_task(webhook.deliver(state))
        yield
        state.bells.close()
        delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivery
        state.db.close()

    routes = [
        Route("/bot{token}/{method}", botapi.call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", botapi.download),
        *people.routes,
        Route("/", _page),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(LoopbackOnly)])
    app.state.telegram = state
    return app


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
    port: int
    app: Starlette


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
) -> AsyncIterator[Served]:
    """Run the local Telegram inside the running event loop for as long as the block lasts."""
    app = create_app(path, clock=clock, limits=limits, token=token)
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
            yield Served(f"http://127.0.0.1:{real_port}", real_port, app)
        finally:
            app.state.telegram.bells.close()
            server.stopping.set()
            await running


async def _started(server: uvicorn.Server, running: "asyncio.Task[None]") -> None:
    while not server.started:
        if running.done():
            running.result()
            raise RuntimeError("the sandbox did not start")
        await asyncio.sleep(0.005)
