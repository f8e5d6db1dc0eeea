"""A worker files the assessment report, which rests on a visit (兒少權法 54; 脆弱家庭辦法 5)."""

from datetime import date
from typing import Any

from casework.cases.case import Risk
from casework.policy.policy import Duty
from handlers.service import visits
from storage.cases import service
from tests.handlers.cases.test_reveal import unlock
from tests.handlers.serving import duties, journal_of, open_card, read, served
from tests.support.keys import NEXT, SEND, SKIP, has, option
from tests.support.phones import keys, say, tap, text

VISITED: dict[str, Any] = {"visited_on": date(2026, 6, 1), "risk": Risk.MEDIUM}
KEY = "📄 評估報告"


async def fill_in(town, worker):
    await open_card(town, worker)
    await tap(
        town,
        worker,
        KEY,
        option("mother"),
        option("children"),
        NEXT,
        SKIP,
        option("money"),
        NEXT,
        option("high"),
    )
    await say(town, worker, "三個月內經濟穩定", "陪王小明就醫")


async def test_filing_it_ends_its_deadline_and_keeps_what_was_written(town, worker):
    case = await served(town, worker, **VISITED)
    assert Duty.ASSESS in [duty.duty for duty in await duties(town, case)]
    await fill_in(town, worker)
    assert "尚未送出" in await text(worker)
    await tap(town, worker, SEND)
    assert "評估報告已送出" in await text(worker)
    assert "評估報告已於 115年6月1日（一）完成" in await text(worker)
    assert KEY not in await keys(worker)
    assert Duty.ASSESS not in [duty.duty for duty in await duties(town, case)]
    (kept,) = await town.look(lambda db: service.papers_of(db, case))
    assert (kept.kind, kept.answers["aims"], kept.answers["strengths"]) == (
        "assessment",
        "三個月內經濟穩定",
        None,
    )
    assert (await journal_of(town, case))[-1].verb == "case.assessed"
    assert (await read(town, case)).risk is Risk.HIGH


async def test_before_a_visit_the_worker_is_told_to_visit_first_and_sees_the_card(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, KEY)
    said = await text(worker)
    assert "請先登錄有見到人的首次訪視" in said
    assert case.number in said
    assert await has(worker, visits.LogVisit)
    await tap(
        town, worker, visits.LogVisit, option("home"), option("not_met"), option("today"), SKIP, SEND, KEY
    )
    assert "請先登錄有見到人的首次訪視" in await text(worker)


async def test_a_report_is_filed_once_though_its_key_is_old(town, worker):
    case = await served(town, worker, **VISITED)
    await open_card(town, worker)
    old = await worker.last()
    await fill_in(town, worker)
    await tap(town, worker, SEND)
    await worker.press(KEY, old, stale=True)
    await town.settle()
    assert case.number in await text(worker)
    assert len(await town.look(lambda db: service.papers_of(db, case))) == 1


async def test_it_can_be_read_again_among_the_full_data_only(town, worker):
    await served(town, worker, **VISITED)
    await fill_in(town, worker)
    await tap(town, worker, SEND)
    assert "就醫" not in await text(worker)
    await unlock(town, worker)
    (shown,) = [one for one in await worker.messages() if "陪王小明就醫" in one["text"] and one["protected"]]
    assert "評估報告 115年6月1日（一）" in shown["text"]
    assert "母親、孩子" in shown["text"]


async def test_the_card_of_a_case_in_service_is_not_crowded(town, worker):
    await served(town, worker, **VISITED)
    await open_card(town, worker)
    rows = await worker.buttons()
    assert len(rows) <= 8
    assert rows[0] == ["🚪 登錄訪視"]
    assert {KEY, "🤝 有其他單位服務", "🔎 孩子行蹤不明", "🏠 首頁"} <= set(await keys(worker))
