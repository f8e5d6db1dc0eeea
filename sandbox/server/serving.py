"""Running the local Telegram inside an event loop, and what whoever runs it holds."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.director import Director
from sandbox.practice.clock import real_clock
from sandbox.server.app import TOKEN, create_app
from sandbox.server.guard import HEADERS
from sandbox.store import town, updates
from sandbox.store.state import Clock, Json, State


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

    @property
    def waiting(self) -> int:
        """How many updates the bot has not fetched."""
        return updates.count(self.state)

    def begin(self, people: Iterable[Json]) -> None:
        """Forget the town and let *people* move in."""
        town.begin(self.state, people)

    def move_in(self, people: Iterable[Json]) -> None:
        """Let people move in; who lives here already keeps their phone."""
        town.move_in(self.state, people)


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
            proxy_headers=False,
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
    """Return the number by which the network knows this machine; nothing is sent for it."""
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
