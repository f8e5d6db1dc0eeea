"""A worker proposes closing; a supervisor decides; whoever reported hears that it is closed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.cases.recusing import KeepOut, KeepOutNow
from handlers.screening import judging
from handlers.service import acceptance, closing, deciding, disputes
from handlers.ui.buttons import OpenCard
from storage.staffing import leaves, people
from tests.handlers.serving import duties, open_card, read, served
from tests.support.keys import SEND, has
from tests.support.phones import from_home, keys, proven, say, signed, tap, text
from tests.support.town import BOTH, MONDAY


async def propose(town, worker):
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "王小明家經濟已穩定")
    await tap(town, worker, SEND)


async def open_proposal(town, supervisor):
    await from_home(town, supervisor, deciding.Closings)
    await tap(town, supervisor, (await keys(supervisor))[0])


async def test_a_proposal_is_checked_before_it_goes_to_the_supervisor(town, worker, supervisor):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "案家已穩定")
    assert "尚未送出" in await text(worker)
    assert (await read(town, case)).closing.proposed_at is None
    await tap(town, worker, SEND)
    assert (await read(town, case)).closing.proposed_at is not None
    assert "已申請結案" in await text(worker)
    push = await text(supervisor)
    assert case.number in push
    assert "穩定" not in push


async def test_service_goes_on_until_the_supervisor_decides(town, worker, supervisor):
    case = await served(town, worker)
    await propose(town, worker)
    owed = {duty.duty for duty in await duties(town, case)}
    assert owed == {Duty.JUDGE_CLOSING, Duty.FIRST_VISIT, Duty.ASSESS, Duty.FOLLOW_UP}
    assert "申請結案" not in await keys(worker)


async def test_the_supervisor_reads_the_reason_masked_and_approves(town, chief, worker, supervisor):
    case = await served(town, worker, by=chief)
    await propose(town, worker)
    await open_proposal(town, supervisor)
    card = await text(supervisor)
    assert "王○明家經濟已穩定" in card
    await tap(town, supervisor, deciding.Approve)
    assert (await keys(supervisor))[0] == "先不結案"
    assert (await read(town, case)).state is State.IN_SERVICE
    await signed(town, supervisor, deciding.CloseNow)
    assert (await read(town, case)).state is State.CLOSED
    assert await duties(town, case) == []
    assert case.number in await text(worker)
    heard = await text(chief)
    assert heard.startswith(case.number)
    assert "穩定" not in heard


@BOTH
async def test_what_a_case_leaves_undone_is_said_before_it_is_proposed_and_before_it_closes(
    town, worker, supervisor
):
    march = datetime(2026, 3, 2, 1, tzinfo=UTC)
    await served(town, worker, accepted_at=march, kinds=(CaseKind.SHARED,), shared_at=march)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    undone = (
        town.said("完成一次訪視", "No visit that counts"),
        town.said("115年3月、115年4月、115年5月", "Mar 2026, Apr 2026, May 2026"),
        town.said("共同服務計畫", "joint plan"),
    )
    for one in undone:
        assert one in await text(worker)
    assert town.said("請在原因中說明", "please say so in the reason") in await text(worker)
    await say(town, worker, town.said("案家搬到外縣市，當地已接手", "They moved away and are served there"))
    assert undone[1] in await text(worker)
    await tap(town, worker, SEND)
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.Approve)
    for one in undone:
        assert one in await text(supervisor)


async def test_of_a_month_that_goes_on_and_of_what_was_done_nobody_is_warned(town, worker, supervisor):
    case = await served(town, worker, visited_on=date(2026, 6, 1), followed_up=date(2026, 5, 1))
    await propose(town, worker)
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.Approve)
    assert (await text(supervisor)).splitlines()[:2] == [
        f"要將 {case.number} 結案嗎？",
        "所有期限將終止，通報人會收到結案通知。",
    ]


async def test_the_supervisor_reads_what_was_reported_and_decides_with_the_first_key(
    town, chief, worker, supervisor
):
    await served(town, worker, by=chief)
    await propose(town, worker)
    await open_proposal(town, supervisor)
    card = await text(supervisor)
    assert "「孩子常常一個人在家」" in card
    assert "可能符合" in card
    assert card.index("已穩定") < card.index("孩子常常一個人在家")
    assert (await keys(supervisor))[0] == "✅ 核定結案"


@pytest.mark.parametrize(
    "empty", ["好", "好的", "同意", "OK", "ok ok", "1234", "。。。好", "啊啊啊啊", "n/a"]
)
async def test_a_reason_that_says_nothing_is_asked_for_again(town, worker, supervisor, empty):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, empty)
    assert not await has(worker, SEND)
    assert (await read(town, case)).closing.proposed_at is None
    await say(town, worker, "案家經濟已穩定")
    assert await has(worker, SEND)


async def closed(town, worker, **facts):
    return await served(town, worker, state=State.CLOSED, closed_at=MONDAY, visited_on=MONDAY.date(), **facts)


async def test_a_closed_case_is_reopened_with_a_reason_and_begins_anew(town, worker, supervisor):
    case = await closed(town, worker)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, deciding.ReopenCase)
    await say(town, supervisor, "鄰里又聽到孩子半夜哭")
    await tap(town, supervisor, SEND)
    assert "派給王測試" in await text(supervisor)
    after = await read(town, case)
    assert (after.state, after.offered) == (State.DISPATCHED, await town.person(worker))
    assert case.number in await text(worker)
    await tap(town, worker, OpenCard)
    assert "重新開案原因：鄰里又聽到孩子半夜哭" in await text(worker)
    await tap(town, worker, acceptance.Accept)
    assert "重新開案原因" in await text(worker)
    after = await read(town, case)
    assert (after.state, after.lead.visited_on, after.closing.closed_at) == (State.IN_SERVICE, None, None)
    assert Duty.FIRST_VISIT in {duty.duty for duty in await duties(town, case)}


async def test_a_case_whose_worker_left_is_reopened_for_who_has_the_fewest_cases(town, worker, supervisor):
    other = await town.join(Role.WORKER, "鄭同仁")
    case, person = await closed(town, worker), await town.person(worker)
    await town.look(lambda db: people.change(db, person, active=False))
    await say(town, supervisor, case.number)
    await tap(town, supervisor, deciding.ReopenCase)
    await say(town, supervisor, "鄰里又聽到孩子半夜哭")
    await tap(town, supervisor, SEND)
    assert (await read(town, case)).offered == await town.person(other)


async def test_a_case_of_a_unit_without_anybody_says_so(town, worker, supervisor):
    case, person = await closed(town, worker), await town.person(worker)
    await town.look(lambda db: people.change(db, person, active=False))
    await say(town, supervisor, case.number)
    await tap(town, supervisor, deciding.ReopenCase)
    await say(town, supervisor, "鄰里又聽到孩子半夜哭")
    await tap(town, supervisor, SEND)
    assert "沒有人可以接案" in await text(supervisor)
    assert (await read(town, case)).state is State.CLOSED


async def test_a_case_whose_worker_keeps_out_is_reopened_for_somebody_else(town, worker, supervisor):
    case = await closed(town, worker)
    await say(town, worker, case.number)
    await tap(town, worker, KeepOut, KeepOutNow)
    colleague = await town.join(Role.WORKER, "趙同事")
    await say(town, supervisor, case.number)
    await tap(town, supervisor, deciding.ReopenCase)
    await say(town, supervisor, "鄰里又聽到孩子半夜哭")
    await tap(town, supervisor, SEND)
    assert (await read(town, case)).offered == await town.person(colleague)


async def test_nobody_else_reopens_a_case(town, worker, supervisor, bureau, screener):
    case = await closed(town, worker)
    for phone in (worker, bureau, screener):
        await say(town, phone, case.number)
        assert not await has(phone, deciding.ReopenCase)


async def test_a_double_tap_closes_once(town, chief, worker, supervisor):
    case = await served(town, worker, by=chief)
    await propose(town, worker)
    await proven(town, supervisor)
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.Approve)
    card = await supervisor.last()
    await supervisor.press("確定結案", card)
    await supervisor.press("確定結案", card, stale=True)
    await town.settle()
    assert len([one for one in await chief.messages() if case.number in one["text"]]) == 1
    assert "已結案" in await text(supervisor)


async def test_a_returned_proposal_comes_back_with_the_reason(town, worker, supervisor):
    case = await served(town, worker)
    await propose(town, worker)
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.GiveBack)
    await say(town, supervisor, "請先完成六月訪視")
    await tap(town, supervisor, SEND)
    assert (await read(town, case)).closing.proposed_at is None
    assert case.number in await text(worker)
    await tap(town, worker, OpenCard)
    assert "請先完成六月訪視" in await text(worker)
    assert "申請結案" in await keys(worker)


async def test_a_supervisor_of_another_centre_can_not_decide(town, worker, supervisor):
    await served(town, worker)
    other = await town.join(Role.SUPERVISOR, "周他區", unit="桃園中心")
    await propose(town, worker)
    await from_home(town, other, deciding.Closings)
    assert "沒有" in await text(other)


async def test_an_approval_from_an_old_card_is_refused_after_a_return(town, worker, supervisor):
    case = await served(town, worker)
    await propose(town, worker)
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.Approve)
    old = await supervisor.last()
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.GiveBack)
    await say(town, supervisor, "再觀察一個月")
    await tap(town, supervisor, SEND)
    await supervisor.press("確定結案", old, stale=True)
    await town.settle()
    assert (await read(town, case)).state is State.IN_SERVICE
    assert (await text(supervisor)).count(case.number) >= 1


async def test_the_bureau_decides_for_a_unit_without_a_supervisor(town, worker, bureau):
    case = await served(town, worker)
    await propose(town, worker)
    await signed(town, bureau, OpenCard, deciding.Approve, deciding.CloseNow)
    assert (await read(town, case)).state is State.CLOSED


async def test_the_bureau_does_not_decide_where_there_is_a_supervisor(town, worker, supervisor, bureau):
    case = await served(town, worker)
    await propose(town, worker)
    await say(town, bureau, case.number)
    assert not await has(bureau, deciding.Approve)


async def test_closing_is_not_confirmed_on_an_older_proposal(town, worker, supervisor):
    case = await served(town, worker)
    await propose(town, worker)
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.Approve)
    old = await supervisor.last()
    data = next(one["callback_data"] for row in old["keyboard"] for one in row if one["text"] == "確定結案")
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.GiveBack)
    await say(town, supervisor, "再觀察一個月")
    await tap(town, supervisor, SEND)
    await propose(town, worker)
    await supervisor.forge(old["id"], data)
    await town.settle()
    assert (await read(town, case)).state is State.IN_SERVICE


async def test_while_closing_is_proposed_nothing_else_is_decided_on(town, worker, supervisor):
    case = await served(town, worker, contacted_on=MONDAY.date())
    await open_card(town, worker)
    old = await worker.last()
    await propose(town, worker)
    assert not await has(worker, disputes.RaiseDispute)
    await worker.press("⚖️ 提出爭議", old, stale=True)
    await town.settle()
    assert "這件事已經處理了" in await text(worker)
    assert (await read(town, case)).state is State.IN_SERVICE
    await open_proposal(town, supervisor)
    await tap(town, supervisor, deciding.GiveBack)
    await say(town, supervisor, "再觀察一個月")
    await tap(town, supervisor, SEND)
    await open_card(town, worker)
    assert await has(worker, disputes.RaiseDispute)


async def test_a_dispute_begun_before_is_refused_once_closing_is_proposed(town, worker, supervisor):
    case = await served(town, worker, contacted_on=MONDAY.date())
    deputy = await town.join(Role.WORKER, "鄭同仁")
    day, mine, theirs = MONDAY.date(), await town.person(worker), await town.person(deputy)
    await town.look(lambda db: leaves.add(db, mine, theirs, day, day))
    await say(town, deputy, case.number)
    await tap(town, deputy, disputes.RaiseDispute)
    await propose(town, worker)
    await say(town, deputy, "地址不在本區")
    assert "這件事已經處理了" in await text(deputy)
    after = await read(town, case)
    assert after.state is State.IN_SERVICE
    assert after.closing.proposed_at is not None


async def test_a_proposal_does_not_come_back_when_the_assessment_stands(town, worker, supervisor, screener):
    case = await served(town, worker, state=State.DISPUTED, disputed_at=MONDAY, closing_at=MONDAY)
    await say(town, screener, case.number)
    await tap(town, screener, judging.Uphold)
    await say(town, screener, "仍有服務需求")
    await tap(town, screener, SEND)
    after = await read(town, case)
    assert (after.state, after.closing.proposed_at) == (State.IN_SERVICE, None)
    assert Duty.JUDGE_CLOSING not in {duty.duty for duty in await duties(town, case)}
    await open_card(town, worker)
    assert "申請結案" in await keys(worker)


async def test_what_is_to_be_done_first_answers_the_proposal_that_was_read_and_no_later_one(
    town, worker, supervisor
):
    other = await town.join(Role.SUPERVISOR, "趙督示")
    case = await served(town, worker)
    await propose(town, worker)
    for one in (supervisor, other):
        await open_proposal(town, one)
        await tap(town, one, deciding.GiveBack)
        await say(town, one, "請先完成本月的家訪")
    await tap(town, other, SEND)
    town.clock.now += timedelta(hours=1)
    await propose(town, worker)
    await tap(town, supervisor, SEND)
    assert "卡片已過期" in await supervisor.transcript()
    assert (await read(town, case)).closing.proposed_at == town.clock.now
