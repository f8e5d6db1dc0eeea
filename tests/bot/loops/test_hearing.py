"""Hearing: what came is done in its own turn or kept, and confirmed no sooner."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from bot.telegram.coming import came
from casework.staffing.people import Role
from handlers.ui.taking import take
from sandbox import Phone
from storage.core.tables import inbox as table
from storage.messages import inbox
from storage.messages.inbox import Arrived
from tests.support.town import Town


def said(phone: Phone, number: int, text: str = "您好") -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": 1000 + number,
            "date": 1,
            "chat": {"id": phone.id, "type": "private"},
            "from": {"id": phone.id, "is_bot": False, "first_name": "x"},
            "text": text,
        },
    }


async def hear(town: Town, *updates: dict[str, Any]) -> None:
    await town.bot.worker.hear([came(one) for one in updates])


async def done(town: Town) -> int:
    count = select(func.count()).where(table.c.done_at.isnot(None), table.c.sealed.is_(None))
    return await town.look(lambda db: db.connection.execute(count).scalar_one())


@pytest.fixture
async def two(town: Town, chief: Phone) -> tuple[Phone, Phone]:
    other = await town.join(Role.CHIEF, "陳示範", villages=("平鎮區新勢里",))
    await town.settle()
    return chief, other


async def test_what_came_of_many_is_answered_in_one_commit(
    town: Town, two: tuple[Phone, Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.core.desk.LONG", 5.0)  # however slow the machine is
    commits: list[Any] = []
    before = await done(town)
    event.listen(town.office.database.engine, "commit", commits.append)
    await hear(town, said(two[0], 1), said(two[1], 2))
    assert len(commits) == 1, "they were acted on together, and neither was kept before"
    assert await done(town) == before + 2


async def test_the_second_of_a_chat_is_kept_and_comes_second(town: Town, chief: Phone) -> None:
    await town.settle()
    await hear(town, said(chief, 1, "隔壁小孩一直哭"), said(chief, 2, "爸爸在喝酒"))
    await town.settle()
    card = (await chief.messages())[-1]
    assert "隔壁小孩一直哭 爸爸在喝酒" in card["text"]
    assert await town.look(inbox.waiting) == []


async def test_what_comes_again_is_answered_once(town: Town, chief: Phone) -> None:
    for _ in range(2):
        await hear(town, said(chief, 1, "隔壁小孩一直哭"), said(chief, 1, "隔壁小孩一直哭"))
    await town.settle()
    assert (await chief.transcript()).count("要用這段內容通報嗎") == 1


async def test_what_fails_is_kept_before_it_may_be_forgotten(
    town: Town, two: tuple[Phone, Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of one holds up no other, and is tried again from the inbox."""
    faults: list[str] = []

    async def faulty(app: Any, office: Any, heard: Any, arrived: Arrived) -> None:
        if arrived.number == "2" and not faults:
            faults.append(arrived.number)
            raise ZeroDivisionError
        await take(app, office, heard, arrived)

    monkeypatch.setattr("bot.loops.work.take", faulty)
    tried: list[str] = []
    count = inbox.tried

    def counts(db: Any, one: Any) -> None:
        tried.append(one.number)
        count(db, one)

    monkeypatch.setattr(inbox, "tried", counts)
    await hear(town, said(two[0], 1), said(two[1], 2))
    assert faults
    await town.settle()
    assert tried == ["2"], "it was there to be counted"
    assert await town.look(inbox.waiting) == []


async def test_what_can_be_neither_done_nor_kept_comes_again(
    town: Town, two: tuple[Phone, Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    full, broken = asyncio.Event(), OperationalError("INSERT", None, Exception("database or disk is full"))
    claim, keep = inbox.claim, inbox.keep

    def claims(db: Any, one: Any) -> int:
        if full.is_set():
            return claim(db, one)
        raise broken

    def keeps(db: Any, updates: Any, **of: Any) -> Any:
        if full.is_set() or [one.number for one in updates] == ["3"]:  # for this one there is room
            return keep(db, updates, **of)
        raise broken

    monkeypatch.setattr(inbox, "claim", claims)
    monkeypatch.setattr(inbox, "keep", keeps)
    with pytest.raises(OperationalError):
        await hear(town, said(two[0], 1, "隔壁小孩一直哭"), said(two[1], 2), said(two[0], 3, "爸爸在喝酒"))
    await two[0].hears("無法保存")
    await two[1].hears("無法保存")
    full.set()
    assert await town.look(inbox.waiting) == [], "what stood behind it is not kept before it"
    await hear(town, said(two[0], 1, "隔壁小孩一直哭"), said(two[1], 2), said(two[0], 3, "爸爸在喝酒"))
    await two[0].hears("隔壁小孩一直哭 爸爸在喝酒")
