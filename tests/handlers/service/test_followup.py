"""A worker files the monthly follow-up."""

from datetime import date

from casework.cases.case import Risk
from casework.policy.policy import Duty
from handlers.forms import filling
from storage.cases import service
from tests.handlers.serving import FOLLOWED_UP, duties, journal_of, open_card, read, served
from tests.support.keys import NEXT, SEND, SKIP, on, option
from tests.support.phones import keys, say, tap, text

JUNE, JULY = "📝 每月回報 115年6月", "📝 每月回報 115年7月"


async def fill_in(town, worker, month=JUNE):
    await open_card(town, worker)
    await tap(town, worker, month, *FOLLOWED_UP)
    await say(town, worker, "下個月陪同就醫")


async def test_the_first_screen_names_the_month(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, JUNE)
    assert f"{case.number}　115年6月每月回報" in await text(worker)


async def test_filing_ends_the_deadline_it_answers_and_the_next_month_begins(town, worker):
    case = await served(town, worker)
    await fill_in(town, worker)
    assert "尚未送出" in await text(worker)
    await tap(town, worker, SEND)
    assert "115年6月每月回報已送出" in await text(worker)
    owed = [duty for duty in await duties(town, case) if duty.duty is Duty.FOLLOW_UP]
    assert [duty.period for duty in owed] == ["2026-07-01"]
    kept = await town.look(lambda db: service.follow_ups_of(db, case))
    assert (kept[0].month, kept[0].answers["plan"]) == (date(2026, 6, 1), "下個月陪同就醫")
    assert (await journal_of(town, case))[-1].detail == {"month": "2026-06-01"}


async def test_a_month_that_has_not_begun_is_not_offered(town, worker):
    await served(town, worker, followed_up=date(2026, 6, 1))
    await open_card(town, worker)
    assert not [label for label in await keys(worker) if "每月回報" in label]


async def test_an_old_key_files_no_month_that_has_not_begun(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    old = await worker.last()
    await fill_in(town, worker)
    await tap(town, worker, SEND)
    await worker.press(JUNE, old, stale=True)
    await town.settle()
    assert case.number in await text(worker)
    assert (await read(town, case)).lead.followed_up == date(2026, 6, 1)


async def test_the_month_before_is_filed_first_when_it_was_left(town, worker):
    await served(town, worker)
    await town.later(days=32)
    await fill_in(town, worker)
    await tap(town, worker, SEND)
    await open_card(town, worker)
    assert JULY in await keys(worker)


async def test_a_draft_waits_until_the_worker_comes_back(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, JUNE, option("phone"), option("some"))
    await say(town, worker, "/home")
    assert "草稿" in await text(worker)
    await open_card(town, worker)
    await tap(town, worker, JUNE, on(filling.Resume, step="on"))
    assert "第 3" in await text(worker)


async def test_every_answer_can_be_changed_before_it_is_sent(town, worker):
    case = await served(town, worker)
    await fill_in(town, worker)
    await tap(town, worker, "風險", option("high"), SEND)
    assert (await read(town, case)).risk == "high"


async def test_without_contact_neither_children_nor_risk_are_asked_and_the_risk_stays(town, worker):
    case = await served(town, worker, risk=Risk.MEDIUM)
    await open_card(town, worker)
    await tap(town, worker, JUNE, option("none"), option("money"), NEXT, SKIP)
    await say(town, worker, "再找找看")
    await tap(town, worker, SEND)
    assert (await read(town, case)).risk is Risk.MEDIUM
