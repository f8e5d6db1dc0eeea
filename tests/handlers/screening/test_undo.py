"""What screening decided is undone by an administrator only, with a reason."""

from datetime import datetime

import pytest
from sqlalchemy import select

from casework.cases.case import State
from casework.policy.policy import Duty
from handlers.screening import dispatching, duplicates, no_case, undo
from handlers.service import acceptance
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import cases
from storage.reminders import obligations
from tests.handlers.cases.test_reveal import unlock
from tests.handlers.reporting import dispatched, opened, report, state, verbs
from tests.support.keys import SEND
from tests.support.phones import key, say, signed, tap
from tests.support.town import Town


async def open_by_number(town: Town, phone: Phone, number: str) -> None:
    await say(town, phone, number)
    if number not in (await phone.last())["text"].split("\n")[0]:
        await phone.press(await key(phone, number))
        await town.settle()


async def undone(town: Town, administrator: Phone, number: str) -> None:
    await open_by_number(town, administrator, number)
    await tap(town, administrator, undo.Undo)
    await say(town, administrator, "派錯單位")
    assert "撤回" in (await administrator.last())["text"]
    assert (await administrator.buttons())[0] == ["先不要"]
    await signed(town, administrator, SEND)
    assert (await administrator.last())["text"].startswith("已撤銷")


async def test_a_dispatch_is_undone_and_everybody_concerned_hears(
    town: Town, chief: Phone, screener: Phone, worker: Phone, administrator: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    seen = (await screener.last())["id"]
    await undone(town, administrator, number)
    assert await state(town, number) is State.SCREENING
    assert (await verbs(town, number))[-1] == "case.screening_undone"
    await screener.hears(number, after=seen)
    withdrawn = await worker.hears("派案已撤回")
    assert withdrawn["keyboard"] == []


async def test_what_who_leads_the_unit_was_shown_goes_with_the_case(
    town: Town, chief: Phone, screener: Phone, worker: Phone, supervisor: Phone, administrator: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await open_by_number(town, supervisor, number)
    await unlock(town, supervisor)
    assert [one for one in await supervisor.messages() if one.get("protected")]
    await undone(town, administrator, number)
    assert not [one for one in await supervisor.messages() if one.get("protected")]


async def test_a_report_that_was_not_taken_is_screened_anew(
    town: Town, chief: Phone, screener: Phone, administrator: Phone
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, no_case.NotTake)
    await say(town, screener, "家戶已搬離")
    await tap(town, screener, SEND)
    await undone(town, administrator, number)
    assert await state(town, number) is State.SCREENING
    await opened(town, screener, number)
    assert await key(screener, "併案")


async def test_a_join_is_undone(town: Town, chief: Phone, screener: Phone, administrator: Phone) -> None:
    first = await report(town, chief, household="A123456789")
    number = await report(town, chief, "又聽到哭聲", household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, f"併入 {first}", f"併入 {first}")
    await undone(town, administrator, number)
    assert await state(town, number) is State.SCREENING


async def test_what_a_worker_took_on_is_not_undone_but_disputed(
    town: Town, chief: Phone, screener: Phone, worker: Phone, administrator: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await open_by_number(town, administrator, number)
    await tap(town, worker, OpenCard, acceptance.Accept)
    await tap(town, administrator, undo.Undo)
    assert "這件事已經處理了" in (await administrator.last())["text"]
    assert await state(town, number) is State.IN_SERVICE


@pytest.mark.parametrize("who", ["screener", "supervisor"])
async def test_nobody_else_has_the_key(
    town: Town,
    chief: Phone,
    screener: Phone,
    worker: Phone,
    supervisor: Phone,
    who: str,
) -> None:
    number = await dispatched(town, chief, screener)
    phone = {"screener": screener, "supervisor": supervisor}[who]
    await open_by_number(town, phone, number)
    assert "撤銷篩派" not in str(await phone.buttons())


async def test_the_24_hours_run_from_the_report_whatever_was_undone(
    town: Town, chief: Phone, screener: Phone, worker: Phone, administrator: Phone
) -> None:
    number = await report(town, chief, danger="通報：現在有危險")
    await opened(town, screener, number)
    before = await screening_due(town, number)
    await tap(town, screener, "派給主責社工王測試", dispatching.Dispatch)
    await town.later(hours=5)
    await undone(town, administrator, number)
    assert await screening_due(town, number) == before


async def screening_due(town: Town, number: str) -> datetime:
    """When the screening of a case is due."""

    def look(db: Transaction) -> datetime:
        case = db.connection.execute(select(cases.c.id).where(cases.c.number == number)).scalar_one()
        [duty] = [one for one in obligations.of_subject(db, case) if one.duty is Duty.SCREEN]
        return duty.due

    return await town.look(look)
