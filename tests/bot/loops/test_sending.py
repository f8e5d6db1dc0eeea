"""The order of what is said, and what becomes of a letter that could not be told (`trust.md` R3)."""

import base64
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from handlers.ui import home
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import outbox as outbox_table
from storage.messages import outbox
from storage.staffing import addresses, people
from tests.bot.loops.test_nothing_is_lost import fault
from tests.handlers.reporting import dispatched
from tests.support import addressed
from tests.support.phones import say
from tests.support.town import Town

_DOCUMENTS = select(outbox_table).where(outbox_table.c.kind == LetterKind.DOCUMENT)
_WAITING = _DOCUMENTS.where(outbox_table.c.sent_at.is_(None))


def _write(db: Transaction, chat: int, *texts: str) -> None:
    for text in texts:
        content = {"text": text, "again": "（重送）"}
        outbox.write(db, addressed.address(db, chat), LetterKind.MESSAGE, content, priority=Priority.PUSH)


@pytest.mark.parametrize(
    ("kind", "mark"), [("429", ""), ("500", "（重送）\n"), ("drop", "（重送）\n")], ids=["429", "500", "drop"]
)
async def test_a_message_that_fails_does_not_let_the_next_one_overtake_it(
    town: Town, chief: Phone, kind: str, mark: str
) -> None:
    """Where it may have been accepted before the wire broke, it says that it comes again."""
    more = {"retry_after": 1} if kind == "429" else {}
    await fault(town, method="sendMessage", kind=kind, times=1, **more)
    await town.look(lambda db: _write(db, chief.id, "first", "second", "third"))
    await town.settle()
    assert [one["text"] for one in await chief.messages()][-3:] == [f"{mark}first", "second", "third"]


async def test_a_document_waits_sealed_and_outlives_the_process_that_made_it(
    town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = base64.b64encode(b"a table").decode()
    about = {"name": "差異比較表.xlsx", "file": content, "text": "<b>表</b>", "again": "（重送）"}

    def write(db: Transaction) -> None:
        outbox.write(db, addressed.address(db, chief.id), LetterKind.DOCUMENT, about, priority=Priority.REPLY)

    with monkeypatch.context() as dying:
        dying.setattr(town.office.memory, "written", lambda letters: None)
        await town.look(write)
    [row] = await town.look(lambda db: db.connection.execute(_WAITING).all())
    assert content.encode() not in row.sealed
    await town.bot.sender.take()
    await town.settle()
    sent = await chief.last()
    assert (sent["document"]["file_name"], sent["text"]) == ("差異比較表.xlsx", "（重送）\n表")
    [row] = await town.look(lambda db: db.connection.execute(_DOCUMENTS).all())
    assert (row.sealed, row.address) == (None, None), "nothing is kept of what arrived"


async def test_a_new_card_is_told_once_though_the_keys_of_the_old_one_can_not_be_taken_off(
    town: Town, chief: Phone
) -> None:
    await say(town, chief, "/start")
    await fault(town, method="editMessageReplyMarkup", kind="500", times=1)
    await say(town, chief, "隔壁小孩一直哭")
    assert (await chief.transcript()).count("要用這段內容通報嗎") == 1


async def test_what_the_tables_refuse_is_set_aside_and_not_tried_for_ever(
    town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(turn: Any, waiting: int) -> Any:
        raise IntegrityError("INSERT", {}, ValueError("UNIQUE"))

    with monkeypatch.context() as broken:
        broken.setattr(home, "card", refused)
        await chief.say("/start")
        await chief.hears("系統出了問題")
    await say(town, chief, "/start")
    assert "守望" in (await chief.last())["text"]


async def test_the_outbox_does_not_tell_who_reported_which_case(
    town: Town, chief: Phone, worker: Phone, screener: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await chief.hears(f"{number}：")
    of_a_case = select(outbox_table).where(outbox_table.c.key.isnot(None))
    rows = await town.look(lambda db: db.connection.execute(of_a_case).all())
    [told] = [row for row in rows if row.subject is None]
    assert ":" not in told.key, "a key that can be read names the case"
    at = await town.look(lambda db: addressed.address(db, chief.id))
    assert at.id not in {row.address for row in rows if row.subject is not None}


async def test_who_writes_again_is_reached_again(town: Town, chief: Phone) -> None:
    person = await town.person(chief)
    await town.look(lambda db: addresses.change(db, addressed.address(db, chief.id).id, blocked_at=db.now))
    await say(town, chief, "/start")
    assert not (await town.look(lambda db: people.get(db, person))).blocked
