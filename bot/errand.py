"""The process that does the work of one errand: on a snapshot of the office, beside the turns.

It is a copy of a process that has loaded the program and knows nothing else. The bot hands over a `Brief` and
listens. It changes nothing in the database, and ends when the bot ends, however that is.
"""

import asyncio
import json
import os
import pickle
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from socket import recv_fds, socket
from typing import Any, BinaryIO, NoReturn, TextIO

from sqlalchemy import Connection

import bot.app  # noqa: F401 - every room, so that no errand waits for one
from bot.event_loop import settle_down, settle_for_one
from bot.faults import place
from bot.loops.working import Brief, written
from casework.errors import NotThere
from casework.text.places import load_places
from handlers.ui.errands import Job, Outcome
from handlers.ui.office import Memory, Office
from handlers.ui.turn import App
from handlers.words.wording import load_wordings
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.errands import errands
from storage.staffing import people

NICE = 10
"""Turns go first."""


def main() -> None:
    """Make a copy of this process for each errand: its way to the bot comes by the way that we were given."""
    way = socket(fileno=int(sys.argv[1]))
    settle_down()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a copy ended
    while True:
        _, ways, _, _ = recv_fds(way, 1, 1)
        if not ways:
            return
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            way.close()
            _do(socket(fileno=ways[0]))
        os.close(ways[0])


def _do(way: socket) -> NoReturn:
    """Do what the brief says, and say what came of it."""
    settle_for_one()
    os.setsid()
    os.nice(NICE)
    heard, out = way.makefile("rb"), way.makefile("w", encoding="utf-8")
    try:
        given: Brief = pickle.load(heard)  # noqa: S301 - from the bot itself, through its own socket
        threading.Thread(target=_end_with_the_bot, args=(heard,), daemon=True).start()
        _say(out, written(asyncio.run(_worked(given, partial(_say_how_far, out, [-1])))))
    except Exception as error:
        with suppress(OSError):
            _say(out, {"failed": type(error).__name__, "at": place(error)})
    finally:
        os._exit(0)


def _end_with_the_bot(heard: BinaryIO) -> None:
    """Wait until the bot is gone or wants it no more, and end with all that was begun here."""
    heard.read()
    os.killpg(os.getpgrp(), signal.SIGKILL)


async def _worked(given: Brief, said: Any) -> Outcome:
    database = Database(given.url)
    office = Office(
        clock=lambda: given.now,
        database=database,
        vault=Vault(given.master),
        editions=given.editions,
        places=load_places(),
        wordings=load_wordings(),
        channels={},
        kinds=given.kinds,
        memory=Memory(given.calendar),
    )
    app = App()
    for register in given.conversations:
        register(app)
    try:
        return await database.read(partial(_work, office, app, given.errand, said))
    finally:
        await database.close()


def _work(office: Office, app: App, row: int, said: Any, connection: Connection) -> Outcome:
    db = Transaction(connection, office.clock(), office.vault, office.rules, kinds=office.kinds)
    errand = errands.get(db, row)
    db.speaker = people.get(db, errand.person)
    if not db.speaker.active:
        raise NotThere
    db.unit = people.unit(db, db.speaker.unit)
    db.absent = people.stood_in_for(db, db.speaker, db.unit)
    kind = app.errands[errand.kind]
    if db.speaker.role not in kind.roles:
        raise NotThere
    return kind.work(Job(office, db, errand, office.wording(db.speaker), said))


def _say_how_far(out: TextIO, last: list[int], part: float) -> None:
    percent = int(100 * min(max(part, 0.0), 1.0))
    if percent > last[0]:
        last[0] = percent
        _say(out, {"done": part})


def _say(out: TextIO, what: dict[str, Any]) -> None:
    out.write(json.dumps(what) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
