"""The town's bot as a process of its own that need not load first: it is forked from one that has loaded.

To load is most of what a start costs, and a death is no other for it: nothing is open yet where it forks.
"""

import asyncio
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from tests.kills.bot import main

_LOADED = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["tests.kills.loaded"])
_A_MOMENT = 0.005
_STRACE = ("strace", "-f", "-o", os.devnull)


@cache
def traces() -> bool:
    """Tell whether strace is here and may join a process that runs."""
    if shutil.which("strace") is None:
        return False
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        traced = [*_STRACE, "-p", str(process.pid)]
        with subprocess.Popen(traced, stderr=subprocess.PIPE) as tracer:
            assert tracer.stderr is not None
            joined = b"attached" in tracer.stderr.readline()
            process.kill()
    return joined


class ForkedBot:
    """The bot, started and killed; *injected* is what strace does to its calls."""

    def __init__(self, environment: Mapping[str, str], log: Path, injected: Sequence[str] = ()) -> None:
        self.injected = injected
        self._ours, self._its = socket.socketpair()
        self._process = _LOADED.Process(target=_lives, args=(dict(environment), log, self._its))

    async def start(self) -> None:
        """Let it begin, traced from its first step on."""
        self._process.start()
        self._its.close()
        self._says, self._wire = await asyncio.open_connection(sock=self._ours)
        await self._says.readline()
        if self.injected:
            await self._trace()
        self._wire.write(b"\n")

    async def _trace(self) -> None:
        joined = (*_STRACE, *self.injected, "-p", str(self._process.pid))
        tracer = await asyncio.create_subprocess_exec(*joined, stderr=PIPE, stdin=DEVNULL)
        assert tracer.stderr is not None
        assert b"attached" in await tracer.stderr.readline()
        self._tracer = asyncio.create_task(tracer.communicate())  # it ends with what it traces

    async def ready(self) -> bool:
        """Wait until it says that it serves; tell whether it came so far."""
        with suppress(ConnectionResetError):
            while line := await self._says.readline():
                if b"serves" in line:
                    return True
        return False

    @property
    def runs(self) -> bool:
        """It was started and has not ended."""
        return self._process.is_alive()

    async def died(self) -> None:
        """Wait until it ended."""
        while self.runs:
            await asyncio.sleep(_A_MOMENT)

    async def kill(self) -> None:
        """Kill it, and all that it began."""
        group = self._process.pid
        if group is not None and self.runs:  # else its number is perhaps another's by now
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        await self.died()
        self._wire.close()
        if self.injected:
            await self._tracer


def _lives(environment: dict[str, str], log: Path, wire: socket.socket) -> None:
    """Be the bot, once who starts it says so."""
    os.setsid()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.dup2(wire.fileno(), sys.stdout.fileno())
    wire.sendall(b"here\n")
    wire.recv(1)
    wire.close()
    main()
