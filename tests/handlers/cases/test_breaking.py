"""Breaking the glass: who stands before a case in an emergency reads it for three hours, and is heard."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from casework.cases.case import Case
from casework.staffing.people import Role
from casework.text.numbers import new_number
from handlers.cases import breaking, history, recusing, reveal
from handlers.service import visits
from handlers.staffing import locking
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import glass
from storage.core.database import Database
from storage.core.vault import Vault
from tests.handlers.ringing import press
from tests.handlers.serving import journal_of, served
from tests.storage.databases import KINDS, migrated
from tests.support.keys import SEND, has, on, option
from tests.support.phones import say, signed, tap, text
from tests.support.town import Town, town_on

NOT_YOURS = "不在您的查詢範圍"


@pytest.fixture(params=KINDS)
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(Database(migrated(request.param, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        yield town


async def opens(town: Town, phone: Phone, number: str) -> None:
    """Say why, and type the PIN."""
    await say(town, phone, number)
    await tap(town, phone, breaking.BreakGlass, option("danger"))
    await say(town, phone, "孩子在我面前說不敢回家")
    await signed(town, phone, SEND)


async def is_closed(town: Town, phone: Phone, case: Case) -> None:
    for button in (OpenCard(case.id), reveal.Reveal(case.id)):
        assert NOT_YOURS in await press(town, phone, button)


async def test_a_colleague_reads_it_for_three_hours_and_who_has_it_hears_at_once(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone
) -> None:
    case = await served(town, worker)
    other = await town.join(Role.WORKER, "林示範", unit="桃園中心")
    await opens(town, other, case.number)
    assert not await has(other, visits.LogVisit)
    for phone in (worker, supervisor):
        heard = await phone.transcript()
        assert f"{case.number}：林示範 緊急調閱了這個案件" in heard
        assert "不敢回家" not in heard, "no reason in a push"
    await tap(town, other, reveal.Reveal)
    assert "王小明" in await other.transcript()
    await say(town, supervisor, case.number)
    await tap(town, supervisor, history.History)
    assert "現在有人身安全危險：孩子在我面前說不敢回家" in await text(supervisor)
    assert "case.glass_broken" in [one.verb for one in await journal_of(town, case)]
    await town.later(hours=3)
    await is_closed(town, other, case)
    await town.later(days=7)
    listed = (await bureau.transcript()).split("起的緊急調閱")[-1]
    assert f"{case.number} " in listed
    assert "林示範" in listed


async def test_who_leads_the_unit_ends_it_and_a_lock_does_too(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    other = await town.join(Role.WORKER, "林示範", unit="桃園中心")
    person = await town.person(other)
    await opens(town, other, case.number)
    await tap(town, other, reveal.Reveal)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, on(breaking.EndGlass, case=case.id, person=person))
    assert "王小明" not in await other.transcript(), "what was shown is taken back"
    await is_closed(town, other, case)
    await opens(town, other, case.number)
    await say(town, other, "/lock")
    await tap(town, other, locking.LockMineNow)
    assert not await town.look(lambda db: glass.of_case(db, case.id))


async def test_who_keeps_out_opens_nothing_and_what_is_not_there_answers_the_same(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker)
    await say(town, worker, case.number)
    await tap(town, worker, recusing.KeepOut, recusing.KeepOutNow)
    answered = []
    nowhere = new_number("A", 115, secrets.randbelow, lambda one: one == case.number)
    for number in (case.number, nowhere):
        await opens(town, worker, number)
        answered.append((await text(worker)).replace(number, ""))
    assert NOT_YOURS in answered[0]
    assert answered[0] == answered[1]
    assert not await town.look(lambda db: glass.of_case(db, case.id))
