"""The supervisor's morning: who is late, who carries how much, what waits; a nudge names who owes it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework.cases.case import State
from casework.meetings.meetings import MeetingKind
from casework.policy.owed import Bearer
from casework.staffing.people import Role
from casework.text.dates import TAIPEI
from handlers.reminders import duties
from handlers.staffing import morning
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import obligations
from tests.handlers.meetings.district import called, met
from tests.handlers.ringing import june, nudges, ring, stands_in, under
from tests.handlers.serving import journal_of, read, served
from tests.support.keys import has, on
from tests.support.phones import from_home, keys, say, tap, text
from tests.support.town import MONDAY, Town

LATE = MONDAY - timedelta(days=30)


async def cards(phone: Phone) -> list[str]:
    """List the Monday cards that somebody got."""
    return [one["text"] for one in await phone.messages() if "逾期與案量" in one["text"]]


async def test_on_monday_who_leads_reads_who_is_late_and_what_waits(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    other = await town.join(Role.WORKER, "鄭同仁")
    await served(town, worker, accepted_at=LATE)
    await served(town, other, closing_at=MONDAY)
    await ring(town, june(8, 8, 30))
    [card] = await cards(supervisor)
    lines = card.splitlines()
    assert lines[0] == "平鎮中心：逾期與案量"
    assert "等您辦理：" in card
    assert "結案 1 件" in card
    [mine, theirs] = [one for one in lines if "個案 1 件" in one]
    assert mine.startswith("❗ 王測試 逾期")
    assert theirs.startswith("鄭同仁") or theirs.startswith("❗ 鄭同仁")
    assert "王小明" not in card
    assert "A-115" not in card
    await ring(town, june(8, 12), june(9), june(12))
    assert len(await cards(supervisor)) == 1
    await ring(town, june(15))
    assert len(await cards(supervisor)) == 2


async def test_what_is_not_due_for_long_does_not_wait_for_anybody(town: Town, supervisor: Phone) -> None:
    """The conference of the quarter was counted from its first day on; the key beside it led to nothing."""
    await ring(town, june(30), datetime(2026, 7, 2, 8, 30, tzinfo=TAIPEI))
    assert await town.look(owed_by_leaders), "a conference is to be called"
    await say(town, supervisor, "週報")
    assert "等您辦理" not in await text(supervisor)
    await say(town, supervisor, "今天要辦")
    assert "沒有等您回覆或決定的事" in await text(supervisor)


def owed_by_leaders(db: Transaction) -> list[int]:
    """List what those who lead a unit are to do."""
    owed = obligations.c.bearer == Bearer.SUPERVISORS
    return list(db.connection.execute(select(obligations.c.id).where(owed)).scalars())


async def test_the_card_goes_to_who_stands_in_and_not_to_workers(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    deputy = await town.join(Role.SUPERVISOR, "周代理")
    await stands_in(town, supervisor, deputy)
    await served(town, worker)
    await ring(town, june(8))
    assert not await cards(supervisor)
    assert not await cards(worker)
    assert await cards(deputy)


@pytest.mark.parametrize(
    "asked",
    [
        *("週報", "誰還沒交月報", "誰還沒交月報？", "有誰逾期", "誰逾期", "工作量", "who is late", "Load"),
        *("六月的月報誰沒交", "誰還沒交6月的月報", "誰沒交上個月的月報"),
    ],
)
async def test_who_is_late_is_asked_in_plain_words(
    town: Town, worker: Phone, supervisor: Phone, asked: str
) -> None:
    await served(town, worker, accepted_at=LATE)
    await say(town, supervisor, asked)
    assert "王測試 逾期" in await text(supervisor)
    await tap(town, supervisor, "🏠 首頁")
    await from_home(town, supervisor, morning.Morning)
    assert "王測試 逾期" in await text(supervisor)


async def test_the_bureau_asks_for_the_units(town: Town, worker: Phone, bureau: Phone) -> None:
    await served(town, worker, accepted_at=LATE)
    await say(town, bureau, "週報")
    assert "平鎮中心 逾期" in await text(bureau)


async def test_a_supervisors_copy_names_who_owes_it_and_reminds_them(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    await ring(town, june(8), june(10), june(11), june(12))
    [told] = await nudges(supervisor, case)
    assert "承辦人：王測試" in told["text"]
    assert under(told) == ["🔔 提醒社工", "改派", "查看", "ⓘ 為什麼"]
    before = len(await nudges(worker, case))
    await tap(town, supervisor, duties.Remind)
    assert "已提醒王測試" in await text(supervisor)
    await ring(town, june(12, 8, 31))
    after = await nudges(worker, case)
    assert len(after) == before + 1
    assert "督導提醒您" in after[-1]["text"]
    await tap(town, supervisor, duties.Remind)
    assert "今天已經提醒過王測試" in await text(supervisor)
    await ring(town, june(12, 8, 33))
    assert len(await nudges(worker, case)) == before + 1
    assert [act.verb for act in await journal_of(town, case)].count("duty.reminded") == 1


async def test_a_digest_names_who_owes_each_line(town: Town, worker: Phone, supervisor: Phone) -> None:
    other = await town.join(Role.WORKER, "鄭同仁")
    for phone in (worker, other):
        await served(town, phone)
    await ring(town, june(8), june(10), june(11), june(12))
    told = (await nudges(supervisor))[-1]
    assert "承辦人：王測試" in told["text"]
    assert "承辦人：鄭同仁" in told["text"]


async def test_from_a_nudge_the_case_is_offered_to_somebody_else(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    other = await town.join(Role.WORKER, "鄭同仁")
    case = await served(town, worker)
    await ring(town, june(8), june(10), june(11), june(12))
    await tap(town, supervisor, duties.Reassign, "鄭同仁")
    after = await read(town, case)
    assert (after.state, after.offered) == (State.DISPATCHED, await town.person(other))


async def test_the_bureau_and_the_worker_steer_nobody(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone
) -> None:
    case = await served(town, worker)
    await ring(town, june(8), june(10), june(11), june(12), june(14), june(15))
    [told] = await nudges(bureau, case)
    assert "承辦人：王測試" in told["text"]
    assert under(told) == ["查看", "ⓘ 為什麼"]
    assert not await has(worker, on(duties.Remind))


async def test_a_deputy_reads_whose_work_it_is(town: Town, worker: Phone) -> None:
    deputy = await town.join(Role.WORKER, "鄭同仁")
    case = await served(town, worker)
    await stands_in(town, worker, deputy)
    await ring(town, june(8))
    [told] = await nudges(deputy, case)
    assert "代理王測試" in told["text"]
    assert "🔔 提醒社工" not in await keys(deputy)


async def test_what_a_unit_owes_together_is_late_for_its_head_too(town: Town) -> None:
    """The bureau read that the precinct was late, and its own head that nothing was."""
    there = await met(town)
    head = await town.join(Role.HEAD, "賴測試", unit="平鎮分局")
    await called(there, there.clerk, await there.meeting(MeetingKind.DISTRICT, "平鎮區公所"))
    await say(town, head, "逾期與案量")
    assert "沒有逾期" in await text(head)
    await town.later(days=14)
    await say(town, head, "逾期與案量")
    [late] = [one for one in (await text(head)).splitlines() if one.startswith("❗ 平鎮分局 逾期")]
    assert "個案" not in late, "it is of no case"
    assert "❗ 逾期" not in await keys(head), "no case would be found"
    await say(town, there.bureau, "誰逾期")
    assert late.partition("，")[0] in await text(there.bureau)
