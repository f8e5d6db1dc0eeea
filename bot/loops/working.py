"""The bot's side of the process that does an errand's work: what it is told, and what it says."""

import asyncio
import base64
import json
import os
import pickle
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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
    """What a process needs to do an errand. It goes through a pipe: nothing of it is on a command line."""

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
    async with _process(given) as process:
        async for line in _lines(process):
            if "done" in line:
                said(line["done"])
            elif "failed" in line:
                raise WorkFailed(f"{line['failed']} at {line['at']}")
            else:
                return _outcome(line)
    raise WorkerDied


@asynccontextmanager
async def _process(given: Brief) -> AsyncIterator[Process]:
    """Run the process, in a session of its own, so that it ends with all that it began."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *PROGRAM,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        limit=LINE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        assert process.stdin is not None  # noqa: S101 - asked for above
        process.stdin.write(pickle.dumps(given))  # it stays open: when the bot dies, the process sees its end
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


async def _lines(process: Process) -> AsyncIterator[dict[str, Any]]:
    assert process.stdout is not None  # noqa: S101 - asked for above
    while line := await process.stdout.readline():
        yield json.loads(line)


def _outcome(line: dict[str, Any]) -> Outcome:
    document = line["document"]
    made = Document(document[0], base64.b64decode(document[1])) if document else None
    return Outcome(line["found"], made, keeps_file=line["keeps_file"])


def written(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome as the process says it."""
    made = outcome.document
    document = [made.name, base64.b64encode(made.content).decode()] if made else None
    return {"found": outcome.found, "document": document, "keeps_file": outcome.keeps_file}
