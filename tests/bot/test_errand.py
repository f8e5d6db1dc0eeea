"""The process that does an errand: as whom it looks, what it says, and that it ends with the bot."""

import asyncio
import gc
import io
import json
import os
import pickle
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import SHUT_WR, send_fds, socket, socketpair
from typing import Any

import pytest
from msgspec.structs import replace

from bot import errand
from bot.app import open_office
from bot.loops import working
from bot.loops.working import Brief, WorkerDied
from casework.errors import NotThere
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from handlers.ui.errands import Document, Job, Outcome
from handlers.ui.turn import App, ErrandKind
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.errands import errands
from storage.staffing import people, units
from tests.storage.databases import migrated
from tests.support import addressed

KEY = b"k" * 32


def looks(job: Job) -> Outcome:
    """Say as whom it is done."""
    assert job.db.speaker is not None
    assert job.db.unit is not None
    job.said(0.5)
    about = {"who": job.db.speaker.name, "unit": job.db.unit.name, "absent": list(job.db.absent)}
    return Outcome(about, Document("圖樣.txt", b"o-o"), keeps_file=True)


def fails(job: Job) -> Outcome:
    raise ValueError("王測試 must not be named")


def dies(job: Job) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    return Outcome({})


def lasts(job: Job) -> Outcome:
    """Say how it lives, and live on."""
    how = {
        "pid": os.getpid(),
        "group": os.getpgrp(),
        "nice": os.nice(0),
        "collects": gc.isenabled(),
        "children": signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL,
    }
    at = Path(job.errand.given["at"])
    at.with_suffix(".part").write_text(json.dumps(how))
    at.with_suffix(".part").rename(at)
    time.sleep(60)
    return Outcome({})


def register(app: App) -> None:
    for work in (looks, fails, dies, lasts):
        app.errands[work.__name__] = ErrandKind("?", work, lambda turn, outcome: None, tuple(Role))


def briefed(folder: Path, kind: str, **given: Any) -> Brief:
    """Let somebody ask for something, and write down what the process is to know."""

    async def asked() -> Brief:
        database = Database(migrated("sqlite", folder))
        office = open_office(database, Vault(KEY))

        def ask(db: Transaction) -> int:
            unit = units.add(db, UnitKind.BUREAU, "社會局")
            db.speaker = addressed.add(db, Person(0, Role.ADMIN, unit.id, "李預設", "0912000000", ""), 7)
            db.at = addressed.address(db, 7)
            return errands.ask(db, kind, given).id

        brief = working.brief(office, await office.transact(ask), (register,))
        await database.close()
        return brief

    return asyncio.run(asked())


@pytest.fixture
def loaded() -> Iterator[socket]:
    """A process of which each errand gets a copy: our way to it."""
    ours, theirs = socketpair()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads it needs none
        process = os.fork()
    if not process:
        code = 1
        with suppress(BaseException):
            ours.close()
            sys.argv = ["errand", str(theirs.fileno())]
            errand.main()
            code = 0
        os._exit(code)
    theirs.close()
    yield ours
    ours.close()
    assert os.waitpid(process, 0)[1] == 0, "it ends with the bot"


def begun(loaded: socket, brief: Brief) -> socket:
    """Let a copy do what a brief says."""
    way, theirs = socketpair()
    with theirs:
        send_fds(loaded, [b"1"], [theirs.fileno()])
    way.settimeout(20)
    way.sendall(pickle.dumps(brief))
    return way


def said(way: socket) -> list[dict[str, Any]]:
    """Hear it to its end."""
    with way, way.makefile("r", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_what_came_of_it_is_said_after_how_far_it_is(loaded: socket, tmp_path: Path) -> None:
    [far, found] = said(begun(loaded, briefed(tmp_path, "looks")))
    assert far == {"done": 0.5}
    outcome = working._outcome(found)
    assert (outcome.found["who"], outcome.found["unit"]) == ("李預設", "社會局")
    assert (outcome.document, outcome.keeps_file) == (Document("圖樣.txt", b"o-o"), True)


def test_a_fault_is_said_by_its_place_and_without_what_it_was_about(loaded: socket, tmp_path: Path) -> None:
    [failed] = said(begun(loaded, briefed(tmp_path, "fails")))
    assert failed == {"failed": "ValueError", "at": f"test_errand.py:{fails.__code__.co_firstlineno + 1}"}


def test_of_one_that_dies_nothing_is_heard_and_the_next_is_another_copy(
    loaded: socket, tmp_path: Path
) -> None:
    assert said(begun(loaded, briefed(tmp_path, "dies"))) == []
    assert len(said(begun(loaded, briefed(tmp_path, "looks")))) == 2


def until(at: Path) -> dict[str, Any]:
    for _ in range(400):
        if at.exists():
            told: dict[str, Any] = json.loads(at.read_text())
            return told
        time.sleep(0.05)
    raise AssertionError("it did not begin")


def exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_turns_go_first_and_when_the_bot_wants_it_no_more_all_that_it_began_ends(
    loaded: socket, tmp_path: Path
) -> None:
    way = begun(loaded, briefed(tmp_path, "lasts", at=str(tmp_path / "lives")))
    lives = until(tmp_path / "lives")
    assert lives["group"] == lives["pid"], "what it begins is of its group"
    assert lives["nice"] == min(os.nice(0) + errand.NICE, 19)
    assert (lives["collects"], lives["children"]) == (False, True)
    way.close()
    for _ in range(200):
        if not exists(lives["pid"]):
            return
        time.sleep(0.05)
    raise AssertionError("it lives on")


async def test_who_asked_speaks_in_it_with_whom_they_stand_in_for_and_nobody_who_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = await asyncio.to_thread(briefed, tmp_path, "looks")
    parts: list[float] = []
    monkeypatch.setattr(people, "stood_in_for", lambda db, speaker, unit: (speaker.name, unit.name))
    found = (await errand._worked(brief, parts.append)).found
    assert found == {"who": "李預設", "unit": "社會局", "absent": ["李預設", "社會局"]}
    assert parts == [0.5]
    get = people.get
    monkeypatch.setattr(people, "get", lambda db, person: replace(get(db, person), active=False))
    with pytest.raises(NotThere):
        await errand._worked(brief, parts.append)


def test_how_far_it_is_is_said_once_for_each_percent() -> None:
    out, last = io.StringIO(), [-1]
    for part in (-1.0, 0.0, 0.5, 0.5, 0.4, 0.99, 0.995, 2.0, 1.0):
        errand._say_how_far(out, last, part)
    assert [json.loads(line)["done"] for line in out.getvalue().splitlines()] == [-1.0, 0.5, 0.99, 2.0]


@pytest.mark.parametrize("made", [None, Document("圖樣.txt", b"o-o")], ids=["", "a document"])
def test_an_outcome_is_read_as_it_was_written(made: Document | None) -> None:
    outcome = Outcome({"rows": 3}, made, keeps_file=True)
    assert working._outcome(json.loads(json.dumps(working.written(outcome)))) == outcome


async def test_the_process_is_told_how_to_reach_the_database_and_no_log_shows_the_key() -> None:
    """It is asked of a database that nobody reaches."""
    database = Database("postgresql+psycopg://shouwang:secret@127.0.0.1:1/none")
    brief = working.brief(open_office(database, Vault(KEY)), 1, ())
    assert "secret" in brief.url
    assert repr(KEY) not in repr(brief)
    await database.close()


async def test_when_no_copy_can_be_made_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> socket:
        raise BrokenPipeError

    monkeypatch.setattr(working._LOADED, "copy", gone)
    brief = await asyncio.to_thread(briefed, tmp_path, "looks")
    with pytest.raises(WorkerDied):
        await working.work(brief, lambda part: None)


async def test_who_dies_in_the_middle_of_a_line_has_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = socketpair()
    theirs.send(b'{"done": 0.5}\n{"found": [1, 2')
    theirs.shutdown(SHUT_WR)
    monkeypatch.setattr(working._LOADED, "copy", lambda: ours)
    brief, done = await asyncio.to_thread(briefed, tmp_path, "looks"), list[float]()
    with pytest.raises(WorkerDied):
        await working.work(brief, done.append)
    theirs.close()
    assert done == [0.5]
