"""What the wire and the machine do to us, and what is promised all the same (`trust.md` R1–R10)."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from actions import fallback
from bot.app import machine_seconds
from bot.loops.bell import TOO_LONG
from bot.telegram.messenger import Telegram
from casework.staffing.people import Role
from handlers.ui import home
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import drafts as drafts_table
from storage.core.tables import inbox as inbox_table
from storage.core.tables import outbox
from storage.forms import drafts
from storage.staffing import people
from tests.handlers.intake.test_intake import report
from tests.support import addressed
from tests.support.town import Town


async def fault(town: Town, **what: Any) -> None:
    url = f"{town.served.address}/phone/faults"
    async with aiohttp.ClientSession() as session, session.post(url, json=what) as answer:
        assert answer.status < 400, await answer.text()


@pytest.mark.parametrize("kind", ["429", "500", "drop"])
async def test_an_answer_that_fails_on_the_wire_comes_later(town: Town, chief: Phone, kind: str) -> None:
    more = {"retry_after": 1} if kind == "429" else {}
    await fault(town, method="sendMessage", kind=kind, times=1, **more)
    await chief.say("隔壁小孩一直哭")
    await chief.hears("要用這段內容通報嗎")


async def test_what_may_have_arrived_is_sent_again_once_and_says_so(town: Town, chief: Phone) -> None:
    [telegram] = town.bot.messengers
    assert isinstance(telegram, Telegram)
    telegram.request.patience = 0.3
    await fault(town, method="sendMessage", kind="timeout_after_acting", times=1)
    await chief.say("隔壁小孩一直哭")
    await chief.hears("（重送）", timeout=20)
    await town.settle()
    said = [one for one in await chief.messages() if "要用這段內容通報嗎" in one["text"]]
    assert len(said) == 2


async def test_a_card_is_not_sent_again_because_the_one_before_kept_its_keys(
    town: Town, chief: Phone
) -> None:
    await fault(town, method="editMessageReplyMarkup", kind="429", times=3, retry_after=1)
    await chief.say("隔壁小孩一直哭")
    await town.settle()
    assert (await chief.transcript()).count("要用這段內容通報嗎") == 1


async def test_the_same_update_again_has_one_effect(town: Town, chief: Phone) -> None:
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": chief.id, "type": "private"},
            "from": {"id": chief.id, "is_bot": False, "first_name": "x"},
            "text": "隔壁小孩一直哭",
        },
    }
    first = await town.look(lambda db: addressed.keep(db, [update, update]))
    second = await town.look(lambda db: addressed.keep(db, [update]))
    assert (len(first), len(second)) == (1, 0)
    town.bot.worker.arrived(first)
    town.bot.worker.arrived(first)
    await town.settle()
    assert (await chief.transcript()).count("要用這段內容通報嗎") == 1


async def test_a_poison_update_is_set_aside_and_others_go_on(
    town: Town, chief: Phone, administrator: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = home.card

    def broken(turn: Any) -> Any:
        if turn.at.text == str(chief.id):
            raise ZeroDivisionError
        return real(turn)

    monkeypatch.setattr(home, "card", broken)
    await chief.say("/start")
    await chief.hears("系統出了問題")
    await administrator.hears("已擱置")
    monkeypatch.undo()
    await chief.say("/start")
    await chief.hears("守望")
    await town.settle()
    count = select(func.count()).where(inbox_table.c.set_aside_at.isnot(None))
    assert await town.look(lambda db: db.connection.execute(count).scalar()) == 1


async def test_a_full_disk_loses_nothing_tells_people_to_call_and_ends_by_itself(
    town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.polling.PAUSE", 0.2)
    monkeypatch.setattr("bot.loops.work.PAUSE", 0.2)
    full = await town.look(lambda db: db.connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    await town.look(lambda db: db.connection.exec_driver_sql(f"PRAGMA max_page_count = {full}"))
    await chief.say("隔壁小孩一直哭" * 500)  # more than the free pages hold
    heard = await chief.hears("無法保存")
    assert "113" in heard["text"]
    await asyncio.sleep(0.5)
    assert (await chief.transcript()).count("無法保存") == 1
    await town.look(lambda db: db.connection.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    await chief.hears("要用這段內容通報嗎")


async def test_a_database_that_fails_in_the_middle_of_an_act_leaves_nothing_half_done(
    town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.loops.work.PAUSE", 0.2)
    real, broken = drafts.save, [True]

    def save(db: Any, draft: Any) -> Any:
        if broken[0]:
            raise OperationalError("UPDATE", {}, OSError("I/O error"))
        return real(db, draft)

    monkeypatch.setattr(drafts, "save", save)
    await chief.say("隔壁小孩一直哭")
    await chief.hears("無法保存")
    count = select(func.count()).select_from(drafts_table)
    assert await town.look(lambda db: db.connection.execute(count).scalar()) == 0
    broken[0] = False
    await chief.hears("要用這段內容通報嗎")
    await town.settle()
    assert await town.look(lambda db: db.connection.execute(count).scalar()) == 1


async def test_a_blocked_bot_sends_the_nudge_to_the_supervisor(
    town: Town, chief: Phone, screener: Phone, bureau: Phone
) -> None:
    head = await town.join(Role.SUPERVISOR, "鄭樣張", unit="家防中心")
    number = await report(town, chief)
    await screener.block()
    await town.settle()
    await town.later(hours=81.5)  # six hours before the end of the third day
    assert number in (await head.hears("今天到期"))["text"]


async def test_a_push_to_somebody_who_left_is_dropped(town: Town, chief: Phone, screener: Phone) -> None:
    person = await town.person(screener)
    await town.look(lambda db: people.change(db, person, active=False))
    before = len(await screener.messages())
    await report(town, chief)
    await town.settle()
    assert len(await screener.messages()) == before


async def test_what_another_process_left_is_taken_up_at_once(town: Town, chief: Phone) -> None:
    posted = town.office.memory.written
    town.office.memory.written = lambda letters: None  # the process dies between commit and sending
    await chief.say("隔壁小孩一直哭")
    while await town.look(lambda db: db.connection.execute(_waiting()).scalar()) == 0:
        await asyncio.sleep(0.01)
    town.office.memory.written = posted
    await town.bot.sender.take()
    assert "（重送）" in (await chief.hears("要用這段內容通報嗎"))["text"]


def _waiting() -> Any:
    return select(func.count()).where(outbox.c.sent_at.is_(None), outbox.c.dropped.is_(None))


async def test_after_a_day_off_everyone_is_asked_to_send_again_what_has_no_number(
    town: Town, chief: Phone
) -> None:
    await town.later(minutes=1)
    town.clock.now += timedelta(hours=30)
    await town.look(partial(fallback.notice_outage, kept=timedelta(hours=24)))
    await chief.hears("請再傳一次")
    await town.look(partial(fallback.notice_outage, kept=timedelta(hours=24)))
    await town.settle()
    told = await chief.transcript()
    assert told.count("請再傳一次") == 1
    assert "115年6月1日（一） 09:01 到 115年6月1日（一） 15:01" in told, "what came later was kept"


async def test_after_a_day_without_the_network_everyone_is_asked_to_send_again(
    town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot ran all the while, and its bell rang."""
    bell, day = town.bot.bell, timedelta(hours=30)
    await town.later(minutes=1)
    with monkeypatch.context() as away:
        away.setattr(bell, "_deaf", lambda: TOO_LONG)
        away.setattr(bell, "_running", lambda: machine_seconds() + day.total_seconds())
        await town.later(hours=30)
        assert await town.look(_outages) == 0
        away.setattr(bell, "_deaf", lambda: 0.0)
        for _ in range(2):
            await town.later()
    await chief.hears("請再傳一次")
    told = await chief.transcript()
    assert told.count("請再傳一次") == 1
    assert "115年6月1日（一） 09:01 到 115年6月1日（一） 15:01" in told, "what came later was kept"


async def test_who_blocked_the_bot_is_not_asked_after_a_day_off(town: Town, chief: Phone) -> None:
    await chief.block()
    await town.later(minutes=1)
    town.clock.now += timedelta(hours=30)
    await town.look(partial(fallback.notice_outage, kept=timedelta(hours=24)))
    await town.settle()
    assert await town.look(_outages) == 0


def _outages(db: Transaction) -> int:
    asked = select(func.count()).where(outbox.c.key.like("outage:%"))
    return int(db.connection.execute(asked).scalar_one())
