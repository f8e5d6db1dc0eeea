"""The process that does the work of one errand: on a snapshot of the office, beside the turns.

The bot starts it, hands over a `Brief` and listens. It changes nothing in the database, and ends when the
bot ends, however that is.
"""

import asyncio
import json
import os
import pickle
import signal
import sys
import threading
from functools import partial
from typing import Any, TextIO

from sqlalchemy import Connection

from bot.event_loop import settle_down
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
    """Do what the brief says, and say what came of it."""
    os.nice(NICE)
    settle_down()
    given: Brief = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the bot itself, through its own pipe
    out = _speaking()
    threading.Thread(target=_end_with_the_bot, daemon=True).start()
    try:
        _say(out, written(asyncio.run(_worked(given, partial(_say_how_far, out, [-1])))))
    except Exception as error:
        _say(out, {"failed": type(error).__name__, "at": _where(error)})
    os._exit(0)


def _speaking() -> TextIO:
    """Keep the way to the bot for ourselves: what a library prints goes nowhere."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return out


def _end_with_the_bot() -> None:
    """Wait until the bot is gone, and end with all that was begun here."""
    sys.stdin.buffer.read()
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
    return app.errands[errand.kind].work(Job(office, db, errand, office.wording(db.speaker), said))


def _say_how_far(out: TextIO, last: list[int], part: float) -> None:
    percent = int(100 * min(max(part, 0.0), 1.0))
    if percent > last[0]:
        last[0] = percent
        _say(out, {"done": part})


def _say(out: TextIO, what: dict[str, Any]) -> None:
    out.write(json.dumps(what) + "\n")
    out.flush()


def _where(error: BaseException) -> str:
    """The place of a fault in our code, without anybody's data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"


if __name__ == "__main__":
    main()
