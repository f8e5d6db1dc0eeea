"""What is told to the bot in a whole story is found in no push, no log, no file, no journal."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from bot.command import logs
from bot.telegram.request import Request
from casework.staffing.people import Role
from handlers.cases import households, reveal
from handlers.intake import one_tap
from handlers.screening import dispatching
from handlers.service import acceptance, closing, deciding, follow_up, visits
from handlers.ui import home
from handlers.ui.buttons import OpenCard
from handlers.words.wording import load_wordings
from sandbox import TOKEN, Phone
from storage.core.letters import Letter, LetterKind, Priority
from storage.core.tables import journal
from tests.bot.loops.test_nothing_is_lost import fault
from tests.support.keys import NEXT, SEND, SKIP, on, option
from tests.support.phones import say, text
from tests.support.town import VILLAGE, Town
from tests.test_story import LANGUAGES, NUMBER, Story

NAME, ID, TELEPHONE, ADDRESS = "夐殢藖", "A123456789", "0912345678", "瀰漫路777號"
STORY, NOTE, PLAN, REASON, RETURNED = (
    "鸕鶿夜夜都在哭",
    "龘字門牌無人應",
    "犇去媒合就業",
    "爨底下已安頓",
    "麤食三餐不繼",
)
REPORTER, TO_WORKER, PIN = "靐某人", "驫某人", "405162"
MEMBER, MEMBERS_ID, KINSHIP = "鱻示例", "B123456780", "驫孫女"
FULL = (NAME, ID, TELEPHONE, ADDRESS, MEMBER, MEMBERS_ID)
CANARIES = (*FULL, KINSHIP, STORY, NOTE, PLAN, REASON, RETURNED, REPORTER, TO_WORKER, PIN)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log as the command line does, all that can be logged."""
    before, heard = logging.root.level, io.StringIO()
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(sys, "stderr", heard)
    logs.set_up("debug")
    yield heard
    logging.root.setLevel(before)
    structlog.reset_defaults()


@pytest.fixture
def letters(town: Town) -> list[Letter]:
    """Everything that is ever written into the outbox."""
    written, sending = [], town.office.memory.written

    def both(some: list[Letter]) -> None:
        written.extend(some)
        sending(some)

    town.office.memory.written = both
    return written


async def test_a_whole_story_leaves_no_canary_anywhere(
    log: io.StringIO,
    town: Town,
    letters: list[Letter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chief = await lived(Story(town, load_wordings()["zh_Hant_TW"], LANGUAGES["zh_Hant_TW"]))
    await _fails(town, chief, monkeypatch)
    logged = log.getvalue()
    assert "work.failed" in logged
    for found in (logged, await _journal(town), _commands(letters), _pushes(letters)):
        assert [one for one in (*CANARIES, TOKEN) if one in found] == []
    assert [one for one in CANARIES if one.encode() in _files(town)] == []
    assert [one for one in CANARIES if one.encode("unicode_escape") in _files(town)] == []
    for letter in letters:  # in full it is shown protected, and to who typed it
        said = json.dumps(letter.content, ensure_ascii=False)
        assert letter.content.get("protect") or letter.to.text == str(chief.id) or not _any(FULL, said), said


async def lived(story: Story) -> Phone:
    """Live from the report to a closing that is returned; returns the reporter's phone."""
    town = story.town
    chief = await story.join(Role.CHIEF, REPORTER, villages=(VILLAGE,))
    screener = await story.join(Role.SCREENER, "陳範例", unit="家防中心")
    worker = await story.join(Role.WORKER, TO_WORKER)
    supervisor = await story.join(Role.SUPERVISOR, "張樣本")
    await town.responsible(worker)

    await say(town, chief, STORY)
    await story.tap(chief, on(one_tap.MakeReport, danger="no"))
    await say(town, chief, f"{NAME} {ADDRESS} {TELEPHONE} {ID}")
    await story.tap(chief, option("small_child"), NEXT, option("no_work"), NEXT, option("yes"), SEND)
    found = NUMBER.search(await text(chief))
    assert found is not None
    number = found.group()

    await story.tap(screener, OpenCard, dispatching.Confirm, dispatching.Dispatch)
    await story.tap(worker, OpenCard, acceptance.Accept, reveal.Reveal)
    await say(town, worker, PIN, PIN)
    await story.tap(worker, households.AddMember)
    await say(town, worker, MEMBER, KINSHIP, "104/3/1")
    await story.tap(worker, SKIP)
    await say(town, worker, MEMBERS_ID)
    await story.tap(worker, SKIP, SKIP, SEND)
    seen = (option("home"), option("met"), option("all"), option("medium"), option("today"))
    await story.tap(worker, visits.LogVisit, *seen)
    await say(town, worker, NOTE)
    await story.tap(worker, SEND)
    await town.later(days=30)
    await story.open(worker, number)
    await story.tap(worker, follow_up.File, option("money"), NEXT, option("low"))
    await say(town, worker, PLAN)
    await say(town, worker, PLAN)
    await story.tap(worker, SEND, closing.Propose)
    await say(town, worker, REASON)
    await story.tap(worker, SEND)
    await story.tap(supervisor, OpenCard, deciding.GiveBack)
    await say(town, supervisor, RETURNED)
    await story.tap(supervisor, SEND)
    await say(town, supervisor, ID)
    return chief


async def _fails(town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the wire fail, and then a handler whose error quotes what was said."""
    for kind in ("500", "drop"):
        await fault(town, method="sendMessage", kind=kind, times=1)
        await say(town, chief, STORY)

    def broken(*_: object) -> None:
        raise ValueError(" ".join((*CANARIES, TOKEN)))

    monkeypatch.setattr(home, "card", broken)
    await say(town, chief, "/start")


def _any(canaries: tuple[str, ...], found: str) -> bool:
    return any(one in found for one in canaries)


def _pushes(letters: list[Letter]) -> str:
    pushed = [one for one in letters if one.priority is not Priority.REPLY and one.kind is LetterKind.MESSAGE]
    assert len(pushed) > 5
    return json.dumps([one.content for one in pushed], ensure_ascii=False)


def _commands(letters: list[Letter]) -> str:
    return json.dumps([one.content for one in letters if one.kind is LetterKind.COMMANDS], ensure_ascii=False)


async def _journal(town: Town) -> str:
    rows = await town.look(lambda db: db.connection.execute(select(journal.c.verb, journal.c.detail)).all())
    assert len(rows) > 8
    return json.dumps([list(row) for row in rows], ensure_ascii=False)


def _files(town: Town) -> bytes:
    file = Path(str(town.office.database.url.database))
    found = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert VILLAGE.encode() in found, "it was the right place to look"
    return found


async def test_no_error_of_the_wire_tells_the_token() -> None:
    request = Request(patience=0.01)
    await request.initialize()
    said = []
    for url in (f"http://127.0.0.1:1/bot{TOKEN}/getMe", f"http://10.255.255.1/bot{TOKEN}/x", f"no:/{TOKEN}"):
        try:
            await request.post(url)
        except Exception as error:
            said += [str(error), repr(error), repr(error.__cause__), *_shown_context(error)]
    await request.shutdown()
    assert len(said) > 5
    assert TOKEN not in "".join(said)


def _shown_context(error: BaseException) -> list[str]:
    return [] if error.__suppress_context__ else [repr(error.__context__)]
