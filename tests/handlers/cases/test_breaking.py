"""Breaking the glass: who stands before a case in an emergency reads it for three hours, and is heard."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.cases.looking import looked_up
from casework.cases.case import Case
from casework.staffing.people import Role
from casework.text.numbers import new_number
from handlers.cases import breaking, history, recusing, reveal
from handlers.service import visits
from handlers.staffing import locking
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import glass
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.staffing import people
from tests.handlers.reporting import report
from tests.handlers.ringing import press
from tests.handlers.serving import journal_of, served
from tests.storage.databases import KINDS, migrated
from tests.support.keys import SEND, has, on, option
from tests.support.phones import say, signed, tap, text
from tests.support.town import Town, town_on

NOT_YOURS = "不在您的查詢範圍"


@pytest.fixture
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    kind = getattr(request, "param", KINDS[0])
    async with town_on(Database(migrated(kind, tmp_path)), Vault(secrets.token_bytes(32))) as town:
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


@pytest.mark.parametrize("town", KINDS, indirect=True)
async def test_a_colleague_reads_it_for_three_hours_and_who_has_it_hears_at_once(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone
) -> None:
    case = await served(town, worker)
    beside = await town.join(Role.SUPERVISOR, "陳測試", unit="桃園中心")
    other = await town.join(Role.WORKER, "林示範", unit="桃園中心")
    await opens(town, other, case.number)
    assert not await has(other, visits.LogVisit)
    for phone in (worker, supervisor):
        heard = await phone.transcript()
        assert f"{case.number}：林示範 緊急調閱了這個案件" in heard
        assert "不敢回家" not in heard, "no reason in a push"
    await tap(town, other, reveal.Reveal)
    assert "王小明" in await other.transcript()
    assert f"{case.number}：林示範 緊急調閱了這個案件" in await beside.transcript(), (
        "who leads the reader, too"
    )
    await say(town, supervisor, case.number)
    await tap(town, supervisor, history.History)
    assert "現在有人身安全危險：孩子在我面前說不敢回家" in await text(supervisor)
    assert "case.glass_broken" in [one.verb for one in await journal_of(town, case)]
    await town.later(hours=3)
    assert "王小明" not in await other.transcript(), "what was shown goes with the hours"
    await is_closed(town, other, case)
    await town.later(days=7)
    listed = (await bureau.transcript()).split("起的緊急調閱")[-1]
    assert f"{case.number} " in listed
    assert "林示範" in listed


@pytest.mark.parametrize("town", KINDS, indirect=True)
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
    heard = await other.transcript()
    assert "王小明" not in heard, "what was shown is taken back"
    assert "結束了您的緊急調閱" in heard
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


async def test_after_too_many_numbers_that_are_not_there_none_is_opened_and_somebody_hears(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker)
    leads = await town.join(Role.SUPERVISOR, "陳測試", unit="桃園中心")
    other = await town.join(Role.WORKER, "林示範", unit="桃園中心")
    person = await town.person(other)
    most = town.bot.office.rules.policy.looks.misses
    await town.look(lambda db: missed(db, person, most - 1))
    nowhere = new_number("A", 115, secrets.randbelow, lambda one: one == case.number)
    await opens(town, other, nowhere)
    assert "查無資料" in await leads.transcript()
    await opens(town, other, case.number)
    assert "一小時" in await text(other)
    assert not await town.look(lambda db: glass.of_case(db, case.id))
    await town.later(hours=2)
    await opens(town, other, case.number)
    assert await town.look(lambda db: glass.of_case(db, case.id))


def missed(db: Transaction, person: int, many: int) -> None:
    db.speaker = people.get(db, person)
    looked_up(db, many, 0)


async def test_of_a_case_that_nobody_has_yet_who_screens_hears(
    town: Town, chief: Phone, screener: Phone
) -> None:
    number = await report(town, chief)
    other = await town.join(Role.WORKER, "林示範", unit="桃園中心")
    await opens(town, other, number)
    assert f"{number}：林示範 緊急調閱了這個案件" in await screener.transcript()


async def test_of_what_the_bureau_keeps_out_it_is_not_listed(
    town: Town, worker: Phone, bureau: Phone
) -> None:
    case = await served(town, worker)
    other = await town.join(Role.WORKER, "林示範", unit="桃園中心")
    await opens(town, other, case.number)
    await say(town, bureau, case.number)
    await tap(town, bureau, recusing.KeepOut, recusing.KeepOutNow)
    await town.later(days=7)
    assert "起的緊急調閱" not in await bureau.transcript()
