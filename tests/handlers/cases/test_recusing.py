"""Keeping out of a case (迴避): nothing of it is seen or heard, and somebody else goes on with it."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from casework.cases.case import Case
from casework.staffing.people import Role
from handlers.cases import recusing, reveal
from handlers.reminders import casebook
from handlers.service import reassigning
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.core.database import Database
from storage.core.vault import Vault
from tests.handlers.ringing import june, nudges, press, ring, stands_in
from tests.handlers.serving import VISITED_AT_HOME, journal_of, open_card, read, served
from tests.storage.databases import KINDS, migrated
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import from_home, say, sheet, signed, tap, text
from tests.support.town import Town, town_on

NOT_YOURS = "這個案號有誤，或不在您的查詢範圍"


@pytest.fixture(params=KINDS)
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(Database(migrated(request.param, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        yield town


async def keeps_out(town: Town, phone: Phone) -> None:
    """Keep out in two taps from the card."""
    await tap(town, phone, recusing.KeepOut, recusing.KeepOutNow)


async def not_theirs(town: Town, phone: Phone, case: Case, before: int) -> None:
    """Look whether any way leads to the case, and whether anything is heard of it."""
    for button in (OpenCard(case.id), reveal.Reveal(case.id), recusing.KeepOut(case.id, 0)):
        assert "不在您的查詢範圍" in await press(town, phone, button), button
    for asked in (case.number, "逾期", "新勢里", "王小明"):
        await say(town, phone, asked)
        assert case.number not in (await text(phone)).replace("".join(asked), "", 1), asked
    heard = [one["text"] for one in (await phone.messages())[before:] if one["from"] == "bot"]
    assert not [one for one in heard if one.startswith(f"{case.number}：")]


async def test_who_serves_it_keeps_out_in_two_taps_and_the_supervisor_gives_it_to_another(
    town: Town, worker: Phone, supervisor: Phone, chief: Phone
) -> None:
    other = await town.join(Role.WORKER, "趙同事")
    case = await served(town, worker, by=chief)
    await open_card(town, worker)
    await signed(town, worker, reveal.Reveal)
    assert "王小明" in await worker.transcript()
    await say(town, worker, case.number)
    await keeps_out(town, worker)
    assert "您已迴避這個案件" in await text(worker)
    assert "王小明" not in await worker.transcript(), "what was shown is taken back"
    before = len(await worker.messages())
    assert f"{case.number}：有人迴避，請確認由誰接續。" in await text(supervisor)
    await tap(town, supervisor, OpenCard, reassigning.ChooseOther)
    assert await has(supervisor, "趙同事")
    await tap(town, supervisor, "趙同事")
    assert case.number in await other.transcript()
    await town.later(days=40)
    await not_theirs(town, worker, case, before)
    await from_home(town, worker, casebook.MyCases)
    assert case.number not in await text(worker)
    assert "case.recused" in [one.verb for one in await journal_of(town, case)]


async def test_a_supervisor_lets_somebody_keep_out_and_back_in_and_offers_it_to_nobody_who_does(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    other = await town.join(Role.WORKER, "趙同事")
    case = await served(town, worker)
    person = await town.person(other)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, recusing.KeepOut, on(recusing.KeepsOut, person=person))
    assert "趙同事 從現在起迴避這個案件" in await text(supervisor)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, reassigning.ChooseOther, "趙同事")
    assert "已迴避這個案件，請改選其他人" in await text(supervisor)
    assert (await read(town, case)).worker == await town.person(worker)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, recusing.KeepOut, on(recusing.KeepsOut, person=person))
    await say(town, supervisor, case.number)
    await tap(town, supervisor, reassigning.ChooseOther, "趙同事")
    assert (await read(town, case)).offered == person


async def test_it_beats_every_grant(
    town: Town, worker: Phone, screener: Phone, administrator: Phone, bureau: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    for phone in (screener, administrator, bureau, supervisor):
        await say(town, phone, case.number)
        await keeps_out(town, phone)
        await not_theirs(town, phone, case, len(await phone.messages()))


async def test_no_list_of_what_was_done_or_will_be_owed_names_it(
    town: Town, worker: Phone, supervisor: Phone, administrator: Phone
) -> None:
    deputy = await town.join(Role.WORKER, "趙同事")
    case, other = await served(town, worker), await served(town, worker)
    await say(town, administrator, case.number)
    await keeps_out(town, administrator)
    await say(town, administrator, "試算 30")
    rehearsed = str(list((await sheet(administrator)).values))
    assert other.number in rehearsed
    assert case.number not in rehearsed

    # who is back from a leave, and was made to keep out meanwhile
    await stands_in(town, worker, deputy, 1, 3)
    for one in (case, other):
        await press(town, deputy, OpenCard(one.id))
        await tap(town, deputy, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, recusing.KeepOut, on(recusing.KeepsOut, person=await town.person(worker)))
    await ring(town, june(3), june(4))
    [told] = await nudges(worker, "歡迎回來")
    assert other.number in told["text"]
    assert case.number not in told["text"]
