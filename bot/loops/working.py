"""The bot's side of the process that does an errand's work: what it is told, and what it says."""

import asyncio
import base64
import json
import os
import pickle
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from socket import send_fds, socket, socketpair
from subprocess import DEVNULL, Popen
from typing import Any

from bot import cores
from casework.policy.calendar import Calendar
from casework.policy.editions import Editions
from handlers.ui.errands import Document, Outcome
from handlers.ui.office import Office
from handlers.ui.turn import App
from storage.core.database import SubjectKind

PROGRAM = ("-m", "bot.errand")
LINE = 64 * 1024 * 1024
"""Bytes of the longest line that the process may say: what came of it, with a document."""


@dataclass(frozen=True)
class Brief:
    """What a process needs to do an errand. It goes through a socket: nothing of it is on a command line."""

    errand: int
    now: datetime
    url: str
    master: bytes = field(repr=False)
    editions: Editions
    calendar: Calendar
    kinds: Mapping[str, SubjectKind[Any]]
    conversations: tuple[Callable[[App], None], ...]


class WorkFailed(Exception):  # noqa: N818 - says what it is
    """The work met a fault; doing it again would meet it again."""


class WorkerDied(Exception):  # noqa: N818 - says what it is
    """The process ended and said nothing: killed, or out of memory."""


def brief(office: Office, errand: int, conversations: tuple[Callable[[App], None], ...]) -> Brief:
    """Write down what the process is to know."""
    url = office.database.url.render_as_string(hide_password=False)
    return Brief(
        errand,
        office.clock(),
        url,
        office.vault.master,
        office.editions,
        office.memory.calendar,
        office.kinds,
        conversations,
    )


async def work(given: Brief, said: Callable[[float], None]) -> Outcome:
    """Let a process of its own do the work; *said* hears which part is done. It dies with the waiting."""
    try:
        way = _LOADED.copy()
    except OSError as gone:
        raise WorkerDied from gone
    reader, writer = await asyncio.open_connection(sock=way, limit=LINE)
    try:
        writer.write(pickle.dumps(given))
        while (line := await reader.readline()).endswith(b"\n"):
            found = json.loads(line)
            if "done" in found:
                said(found["done"])
            elif "failed" in found:
                raise WorkFailed(f"{found['failed']} at {found['at']}")
            else:
                return _outcome(found)
    finally:
        writer.close()  # it sees that, and ends with all that it began; so it does when the bot dies
    raise WorkerDied


class _Loaded:
    """A process that has loaded the program, of which each errand gets a copy: none waits for the loading.

    It begins with the first errand and ends with the bot, and knows no key and no database.
    """

    def __init__(self) -> None:
        self._process: Popen[bytes] | None = None
        self._way: socket | None = None

    def copy(self) -> socket:
        """Return the way to a new copy; OSError: it died just now, and is begun anew next time."""
        ours, theirs = socketpair()
        with theirs:
            send_fds(self._loaded(), [b"1"], [theirs.fileno()])
        return ours

    def _loaded(self) -> socket:
        if self._way is None or self._process is None or self._process.poll() is not None:
            if self._way is not None:
                self._way.close()
            self._way, theirs = socketpair()
            with theirs, cores.at_large():
                self._process = Popen(  # noqa: S603 - ourselves
                    [sys.executable, *PROGRAM, str(theirs.fileno())],
                    stdin=DEVNULL,
                    stdout=DEVNULL,
                    stderr=DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                )
        return self._way


_LOADED = _Loaded()


def _outcome(line: dict[str, Any]) -> Outcome:
    document = line["document"]
    made = Document(document[0], base64.b64decode(document[1])) if document else None
    return Outcome(line["found"], made, keeps_file=line["keeps_file"])


def written(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome as the process says it."""
    made = outcome.document
    document = [made.name, base64.b64encode(made.content).decode()] if made else None
    return {"found": outcome.found, "document": document, "keeps_file": outcome.keeps_file}
