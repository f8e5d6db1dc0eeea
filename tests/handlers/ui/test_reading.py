"""What only reads is answered from a snapshot: it holds up nobody, and is shown to who may see it."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event

from actions.staffing import people as acts
from casework.staffing.people import Person, Role
from handlers.reminders import to_do
from handlers.search import answers
from handlers.ui import home, taking
from sandbox import Phone
from storage.core.database import Transaction
from storage.staffing import people
from tests.support.keys import on
from tests.support.phones import tap
from tests.support.town import Town


async def of(town: Town, role: Role) -> Person:
    def look(db: Transaction) -> Person:
        [found] = people.of_role(db, role)
        return found

    return await town.look(look)


async def test_a_slow_question_holds_up_nobody(
    town: Town, chief: Phone, supervisor: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = answers.show
    order: list[str] = []

    def slow(*given: Any) -> None:
        time.sleep(1.0)
        order.append("answered")
        real(*given)

    monkeypatch.setattr(answers, "show", slow)
    await supervisor.say("平鎮 逾期")
    await chief.say("隔壁小孩一直哭")
    await chief.hears("要用這段內容通報嗎")
    assert not order, "the chief did not wait for the supervisor's answer"
    await town.settle()
    assert order
    assert (await supervisor.last())["from"] == "bot"


async def test_a_list_is_read_and_then_told_in_one_short_transaction(town: Town, supervisor: Phone) -> None:
    await supervisor.say("/start")
    await town.settle()
    asked: list[str] = []
    event.listen(town.office.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await tap(town, supervisor, on(to_do.ToDo, page=0))
    await town.settle()
    assert asked
    assert not [one for one in asked if "obligations" in one], "what was shown was read from a snapshot"


async def test_a_question_reads_nobody_of_whom_it_does_not_ask_and_nothing_twice(
    town: Town, supervisor: Phone
) -> None:
    await supervisor.say("平鎮 逾期")
    await town.settle()
    asked: list[str] = []
    for desk in (town.office.database._desk, *town.office.database._readers):
        event.listen(desk.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await supervisor.say("平鎮 逾期")
    await town.settle()
    everybody = [one for one in asked if "FROM people" in one and "WHERE" not in one.rsplit("FROM people")[1]]
    assert everybody == []
    assert not [one for one in asked if "units.letter FROM units" in one], "no word looked like a number"
    assert len([one for one in asked if "FROM drafts" in one and "drafts.form = " in one]) == 2


async def test_who_is_suspended_while_it_is_read_is_shown_nothing(
    town: Town, supervisor: Phone, administrator: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, admin = await of(town, Role.SUPERVISOR), await of(town, Role.ADMIN)
    real, read = to_do._show, asyncio.Event()
    loop = asyncio.get_running_loop()

    def show(turn: Any, page: int) -> None:
        real(turn, page)
        asyncio.run_coroutine_threadsafe(suspend(), loop).result(10)

    async def suspend() -> None:
        if not read.is_set():
            read.set()

            def suspended(db: Transaction) -> None:
                db.speaker, db.unit = admin, people.unit(db, admin.unit)
                acts.suspend(db, theirs.id, theirs.version)

            await town.look(suspended)

    await supervisor.say("/start")
    await town.settle()
    monkeypatch.setattr(to_do, "_show", show)
    await tap(town, supervisor, on(to_do.ToDo, page=0))
    await town.settle()
    assert read.is_set()
    assert "沒有等您回覆" not in await supervisor.transcript()


async def test_one_that_writes_all_the_same_is_answered_where_it_can(
    town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = home.card
    said: list[dict[str, str]] = []

    def writes(turn: Any, *given: Any) -> Any:
        people.change(turn.db, turn.speaker.id, language="zh_Hant_TW")
        return real(turn, *given)

    monkeypatch.setattr(home, "card", writes)
    monkeypatch.setattr(taking, "log", SimpleNamespace(warning=lambda *_, **more: said.append(more)))
    await chief.say("/home")
    await town.settle()
    assert "守望" in (await chief.last())["text"]
    assert [one["handler"] for one in said] == ["go_home"]
