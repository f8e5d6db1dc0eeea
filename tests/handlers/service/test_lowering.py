"""The risk is lowered only by a contact that counts, with a reason, and the supervisor hears (faults 11)."""

import pytest

from casework.cases.case import Risk
from handlers.service import follow_up, visits
from tests.handlers.serving import open_card, read, served
from tests.support.keys import NEXT, SEND, SKIP, has, option
from tests.support.phones import say, tap, text
from tests.support.town import MONDAY

WHY = "奶奶已搬來同住照顧"


async def test_a_visit_that_lowers_it_asks_why_and_the_supervisor_hears_and_reads(town, worker, supervisor):
    case = await served(town, worker, risk=Risk.MEDIUM)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("phone"), option("met"), option("low"))
    assert "為什麼風險可以調降" in await text(worker)
    await say(town, worker, "好")
    assert (await read(town, case)).risk is Risk.MEDIUM
    await say(town, worker, WHY)
    await tap(town, worker, option("today"), SKIP, SEND)
    assert (await read(town, case)).risk is Risk.LOW
    assert f"{case.number}：風險已調降，請查看理由。" in await text(supervisor)
    await say(town, supervisor, case.number)
    assert f"調降風險的理由：{WHY}" in await text(supervisor)


@pytest.mark.parametrize("risk", ["medium", "high"])
async def test_who_does_not_lower_it_is_asked_nothing_and_nobody_hears(town, worker, supervisor, risk):
    case = await served(town, worker, risk=Risk.MEDIUM)
    before = len(await supervisor.messages())
    await open_card(town, worker)
    await tap(
        town,
        worker,
        visits.LogVisit,
        option("home"),
        option("met"),
        option("all"),
        option(risk),
        option("today"),
    )
    await tap(town, worker, SKIP, SEND)
    assert (await read(town, case)).risk is Risk(risk)
    assert len(await supervisor.messages()) == before


async def test_a_telephone_call_lowers_no_high_risk(town, worker):
    case = await served(town, worker, risk=Risk.HIGH)
    await open_card(town, worker)
    await tap(town, worker, visits.LogVisit, option("phone"), option("met"), option("low"), option("today"))
    await tap(town, worker, SKIP, SEND)
    assert (await read(town, case)).risk is Risk.HIGH


@pytest.mark.parametrize(("contact", "becomes"), [("phone", Risk.HIGH), ("home", Risk.LOW)])
async def test_a_follow_up_lowers_a_high_risk_only_after_the_children_were_seen(
    town, worker, contact, becomes
):
    case = await served(town, worker, risk=Risk.HIGH, visited_on=MONDAY.date())
    await open_card(town, worker)
    await tap(town, worker, follow_up.File, option(contact))
    if contact == "home":
        await tap(town, worker, option("all"))
    await tap(town, worker, option("money"), NEXT, option("aid"), NEXT, option("low"))
    if contact == "home":
        await say(town, worker, WHY)
    await say(town, worker, "下個月再訪視")
    await tap(town, worker, SEND)
    assert (await read(town, case)).risk is becomes
    assert ("風險仍為高" in await text(worker)) is (becomes is Risk.HIGH)


async def test_who_reached_nobody_gave_no_visit_and_is_asked_again_where_they_said_so(town, worker):
    await served(town, worker, risk=Risk.LOW)
    await open_card(town, worker)
    await tap(town, worker, follow_up.File, option("home"), option("all"), option("money"), NEXT)
    await tap(town, worker, option("visit"), option("aid"), NEXT, option("low"))
    await say(town, worker, "下個月再訪視")
    await tap(town, worker, "聯繫方式", option("none"))
    assert "和其他答案不符的選項已拿掉" in await text(worker)
    assert not await has(worker, option("visit"))
    await tap(town, worker, NEXT)
    assert "• 提供的服務：補助或物資\n" in await text(worker)
