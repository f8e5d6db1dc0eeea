"""What is private by its content leaves the chat, also where nothing asks for it."""

import pytest
from sqlalchemy import func, select

from actions.staffing import pins
from handlers.cases import reveal
from handlers.service import closing, visits
from handlers.staffing.locking import LockMineNow
from handlers.ui import privacy
from sandbox import Phone
from storage.core.tables import drafts, inbox
from tests.handlers.serving import open_card, served
from tests.support.phones import say, tap, text
from tests.support.town import Town

PIN = "405162"


async def test_a_pin_that_nothing_asks_for_leaves_the_chat_and_is_kept_nowhere(
    town: Town, chief: Phone, worker: Phone
) -> None:
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, "/home", PIN)
    assert "可能是密碼" in await text(worker)
    await say(town, chief, PIN)
    assert "沒有這個案號" in await text(chief), "who has no PIN typed the end of a number"
    await worker.photo(caption=PIN)
    await town.settle()
    assert PIN not in await worker.transcript()

    def kept(db):
        rows = db.connection.execute(select(drafts))
        return [db.vault.open("draft", row.id, row.sealed) for row in rows]

    assert PIN not in str(await town.look(kept))
    await say(town, worker, "鎖定")
    await tap(town, worker, LockMineNow)
    await say(town, worker, PIN)
    assert PIN not in await worker.transcript(), "also of who is locked out"


@pytest.mark.parametrize("broken", ["the answer", "the taking back, too"])
async def test_a_pin_whose_turn_fails_again_and_again_leaves_the_chat_all_the_same(
    town: Town, worker: Phone, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*given: object) -> None:
        raise ZeroDivisionError

    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    monkeypatch.setattr(pins, "enter", fails)
    if broken != "the answer":
        monkeypatch.setattr(privacy, "keep", fails)
    await say(town, worker, PIN)
    await worker.hears("系統出了問題")
    await town.settle()
    assert (PIN in await worker.transcript()) is (broken != "the answer")
    aside = select(func.count()).where(inbox.c.set_aside_at.isnot(None))
    assert await town.look(lambda db: db.connection.execute(aside).scalar()) == 1


async def test_what_is_edited_into_a_pin_or_an_id_leaves_the_chat(town: Town, worker: Phone) -> None:
    await say(town, worker, "你好")
    said = [one for one in await worker.messages() if one["from"] != "bot"][-1]
    await worker.edit(said["id"], PIN)
    await town.settle()
    assert PIN not in await worker.transcript()


async def test_a_report_with_an_id_is_kept_and_leaves_the_chat(town: Town, chief: Phone) -> None:
    await say(town, chief, "王小明 A123456789 孩子常常一個人在家")
    assert "A123456789" not in await chief.transcript()
    assert "身分證字號不留在對話中" in await text(chief)

    def kept(db):
        rows = db.connection.execute(select(drafts))
        return [db.vault.open("draft", row.id, row.sealed) for row in rows]

    assert "A123456789" in str(await town.look(kept))


@pytest.mark.parametrize("asked", ["with keys", "in few words", "the summary"])
async def test_words_with_an_id_that_answer_nothing_are_said_to_be_lost(
    town: Town, worker: Phone, asked: str
) -> None:
    await served(town, worker)
    await open_card(town, worker)
    if asked == "with keys":
        await tap(town, worker, visits.LogVisit)
    else:
        await tap(town, worker, closing.Propose)
        await say(town, worker, *(["案家搬到外縣市，當地已接手"] if asked == "the summary" else []))
    long = "案家搬到外縣市，當地已接手。" * (100 if asked == "in few words" else 1)
    await say(town, worker, f"媽媽A123456789說爸爸已搬走。{long}")
    shown = await text(worker)
    assert "我已刪除您的訊息" in shown
    assert "內容已收到" not in shown
    assert "剛才寫的沒有保存" in shown


async def test_words_with_an_id_that_are_kept_are_not_said_to_be_lost(town: Town, worker: Phone) -> None:
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "媽媽A123456789搬到外縣市，當地已接手")
    assert "我已刪除您的訊息" in await text(worker)
    assert "沒有保存" not in await text(worker)
