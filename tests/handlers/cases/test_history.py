"""The history of a case: who did what and when, but never who reported."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.audience import AUDIENCE
from casework.acts import ACTS as ACTS_OF_A_CASE
from casework.cases.case import Case, State
from casework.staffing.people import Role
from handlers.ui.buttons import OpenCard
from handlers.words.terms import ACTS
from sandbox import Phone
from storage.cases import cases
from storage.core import journal
from storage.core.database import Transaction
from storage.core.journal import JournalEntry
from storage.core.tables import journal as journal_table
from storage.staffing import people
from tests.handlers.intake.test_intake import report
from tests.handlers.reporting import dispatched
from tests.handlers.search.test_asking import ask, labels, served, tap
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.town import Town


async def act(town: Town, phone: Phone, case: Case, verb: str, reason: str = "") -> Case:
    """Write an act of somebody into the journal, as the office's acts do."""

    def work(db: Transaction) -> Case:
        known = addressed.speaker(db, phone.id)
        assert known is not None
        db.speaker, db.unit = known
        if reason:
            cases.remark(db, case, verb, reason)
        return save(db, case, verb)

    return await town.look(work)


async def entries(town: Town, case: int) -> list[JournalEntry]:
    return await town.look(lambda db: journal.of_subject(db, case))


async def history(town: Town, phone: Phone, number: str) -> str:
    await ask(town, phone, number)
    return await tap(town, phone, "歷程")


async def test_a_supervisor_sees_when_who_and_why(town, worker, supervisor):
    case = await served(town, worker)
    await act(town, worker, case, "case.disputed", "是同名的人 <b>不是</b> 這一戶")
    text = await history(town, supervisor, case.number)
    assert text.splitlines()[0] == f"{case.number} 歷程"
    assert "115年6月1日（一） 09:00" in text
    assert "王測試（社工）" in text
    assert "原因：是同名的人 <b>不是</b> 這一戶" in text


async def test_the_latest_act_comes_first_and_the_rest_by_pages(town, worker, supervisor):
    case = await served(town, worker)
    case = await act(town, worker, case, "case.accepted")
    for _ in range(8):
        await town.later(minutes=1)
        case = await act(town, worker, case, "case.visited")
    first = await history(town, supervisor, case.number)
    assert "09:08" in first.splitlines()[1]
    assert "第 1／2 頁" in first
    card = (await supervisor.last())["id"]
    second = await tap(town, supervisor, "下一頁 ▶")
    assert (await supervisor.last())["id"] == card
    assert "09:00" in second.splitlines()[1]
    assert (await tap(town, supervisor, OpenCard)).startswith(case.number)


async def test_visits_and_follow_ups_are_in_it(town, worker, supervisor):
    case = await served(town, worker)
    case = await act(town, worker, case, "case.visited")
    await act(town, worker, case, "case.followed_up")
    text = await history(town, supervisor, case.number)
    assert "訪視" in text
    assert "回報" in text


async def test_who_reported_is_not_in_the_journal_and_not_in_the_history(town, chief, screener):
    number = await report(town, chief)
    text = await history(town, screener, number)
    assert "通報" in text
    assert "林示範" not in text
    assert "里長" not in text
    rows = await town.look(lambda db: db.connection.execute(select(journal_table)).all())
    assert [row.actor for row in rows if row.verb == "case.reported"] == [None]
    assert await town.look(journal.first_break) is None


async def test_an_actor_of_a_report_that_was_journalled_all_the_same_is_not_said(town, chief, screener):
    number = await report(town, chief)
    person = await town.person(chief)
    update = journal_table.update().where(journal_table.c.verb == "case.reported").values(actor=person)
    await town.look(lambda db: db.connection.execute(update))
    assert "林示範" not in await history(town, screener, number)


async def test_the_history_of_a_case_without_acts_says_at_least_its_number(town, worker, supervisor):
    case = await served(town, worker)
    assert await history(town, supervisor, case.number) == f"{case.number} 歷程"


@pytest.mark.parametrize("role", [Role.CHIEF, Role.CLERK, Role.SUPERVISOR, Role.WORKER])
async def test_a_history_key_is_judged_again_when_it_is_pressed(town, worker, supervisor, role):
    case = await served(town, worker)
    await act(town, worker, case, "case.visited")
    await ask(town, supervisor, case.number)
    person, elsewhere = await town.person(supervisor), town.units["桃園中心"].id
    await town.look(lambda db: people.change(db, person, role=role, unit=elsewhere))
    answer = await tap(town, supervisor, "歷程")
    assert answer.startswith("這件事已經處理了，或不在您的查詢範圍。")
    assert case.number not in answer


async def test_an_offered_worker_has_no_key_to_the_history(town, worker):
    mine = await served(town, worker)
    await ask(town, worker, mine.number)
    assert any("歷程" in label for label in await labels(worker))

    def offer(db: Transaction) -> Case:
        case = cases.read(db, mine.id)
        changed = with_facts(
            case, state=State.DISPATCHED, worker=None, offered=case.worker, offered_at=db.now
        )
        return save(db, changed, "case.offered_again")

    await town.look(offer)
    await ask(town, worker, mine.number)
    assert not any("歷程" in label for label in await labels(worker))


def test_every_verb_that_is_written_has_words():
    """Pushes have names of their own, which stand in the audience; all others are in the journal."""
    written = re.compile(r'"((?:case|seat)\.[a-z_]+)"')
    rooms = ("bot", "actions", "storage")
    files = [path for room in rooms for path in Path(room).rglob("*.py") if path.stem != "audience"]
    code = [path.read_text() for path in files]
    found = {verb for text in code for verb in written.findall(text)}
    found |= {act.verb for act in ACTS_OF_A_CASE if act.verb}
    assert {"case.reported", "case.identified", "case.offer_lapsed", "case.assessed"} <= found
    assert set(AUDIENCE) <= found, "nobody hears of what is never done"
    assert found <= set(ACTS)


async def test_a_reason_is_told_masked(town, worker, supervisor):
    case = await served(town, worker)
    await act(town, worker, case, "case.disputed", "已搬走，電話 0912345678，證號 A123456789")
    text = await history(town, supervisor, case.number)
    assert "0912***678" in text
    assert "A123456789" not in text


async def test_it_says_to_whom_a_case_was_dispatched(town, chief, screener, worker):
    number = await dispatched(town, chief, screener)
    await town.later(days=3)
    text = await history(town, screener, number)
    assert "派案 → 王測試" in text
    assert "派案逾時未回覆 → 王測試" in text
