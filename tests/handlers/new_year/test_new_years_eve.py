"""New Year's Eve, 23:10: found on a visit, and whom it reaches when nobody picks up [003] 陸、一(二)."""

import secrets
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from actions.new_year import campaign
from casework.staffing.people import Role
from casework.text.dates import TAIPEI
from handlers.new_year.card import LogCareVisit
from handlers.screening.dispatching import Confirm, Dispatch
from handlers.service.acceptance import Accept
from handlers.ui.buttons import OpenCard
from handlers.words.wording import load_wordings
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Database, Transaction
from storage.core.tables import cases as case_rows
from storage.core.vault import Vault
from tests.handlers.ringing import ring
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import say, tap, text
from tests.support.town import VILLAGE, Town, town_on

EVE = datetime(2027, 2, 5, 23, 10, tzinfo=TAIPEI)
UNANSWERED = "%(number)s: who was called did not answer. Please see to it now."


@pytest.fixture(
    params=[("sqlite", "en"), ("postgresql", "zh-hant")], ids=["sqlite, English", "postgresql, Chinese"]
)
async def night(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Town, str]]:
    kind, language = request.param
    async with town_on(Database(migrated(kind, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        yield town, language


async def by(town: Town, phone: Phone, work: Callable[[Transaction], object]) -> None:
    """Let somebody do something without their phone."""

    def done(db: Transaction) -> None:
        addressed.speaks(db, phone.id)
        work(db)

    await town.look(done)


async def test_a_child_found_at_night_reaches_who_is_on_call_then_the_backup_then_who_leads(night):
    town, language = night
    words = load_wordings()["en" if language == "en" else "zh_Hant_TW"]

    async def join(role: Role, name: str, **where) -> Phone:
        return await town.join(role, name, language=language, **where)

    first, second, third = [await join(Role.SCREENER, f"{name}示例", unit="家防中心") for name in "甲乙丙"]
    head = await join(Role.HEAD, "丁主管", unit="家防中心")
    primary, colleague = await join(Role.WORKER, "王測試"), await join(Role.WORKER, "趙同事")
    supervisor = await join(Role.SUPERVISOR, "張樣本")
    bureau = await join(Role.BUREAU, "吳示例", unit="社會局")
    chief = await join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await town.responsible(primary)
    town.bot.bell.stop()
    town.clock.now = datetime(2027, 2, 1, 9, tzinfo=TAIPEI)
    await by(town, bureau, campaign.begin)
    added = {"household": "陳範例 中正路9號", "village": VILLAGE, "reason": "mishap"}
    await by(town, chief, partial(campaign.add_one, answers=added))
    await say(town, head, "2/5-2/6 甲示例 備援 乙示例")
    await say(town, supervisor, "2/5-2/6 趙同事 備援 王測試")
    nobody = (first, second, third, head, primary, colleague, supervisor)

    await ring(town, EVE)
    await say(town, chief, "春節")
    await tap(
        town, chief, OpenCard, LogCareVisit, option("home"), option("all"), option("improper"), SKIP, SEND
    )
    [case] = await town.look(lambda db: db.connection.execute(case_rows.select()).all())
    assert case.number in await text(chief)

    async def heard(minutes: int, *who: Phone, word: str = case.number) -> bool:
        """Tell whether these have heard by now, and nobody else of all."""
        await ring(town, EVE + timedelta(minutes=minutes))
        told = {one.id for one in nobody if any(word in each["text"] for each in await bot_said(one))}
        return told == {one.id for one in who}

    async def bot_said(phone: Phone):
        return [one for one in await phone.messages() if one["from"] == "bot"]

    assert await heard(0, first)
    assert await heard(29, first)
    assert await heard(31, first, second)
    alarm = words.label(UNANSWERED, number=case.number)
    assert await heard(62, head, third, word=alarm), "the head, and whoever screens and was not called"
    await tap(town, third, OpenCard, Confirm)
    assert "趙同事" in await text(third), "who is on call there, not who has the village"
    await tap(town, third, Dispatch)
    assert await heard(63, first, second, third, head, colleague)
    assert await heard(94, first, second, third, head, colleague, primary)
    await tap(town, primary, on(OpenCard, subject=case.id), Accept)
    assert await heard(130, head, third, word=alarm), "it is with somebody: nobody else is called"
    accepted = await town.look(lambda db: cases.read(db, case.id))
    assert accepted.worker == await town.person(primary)
