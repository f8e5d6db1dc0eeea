"""Nudges (催辦): one digest a morning, 24-hour matters at once, always to somebody living (`ux.md` 20)."""

import asyncio
from datetime import timedelta

import pytest

from bot.messenger import Gone, Refused
from casework.cases.case import Case
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.reminders import casebook, duties
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind
from storage.staffing import people
from tests.bot.loops.test_nothing_is_lost import fault
from tests.handlers.reporting import dispatched
from tests.handlers.ringing import by, june, nudges, offered, reported, ring, stands_in, under
from tests.handlers.serving import served
from tests.support.cases import save
from tests.support.phones import say, tap, text
from tests.support.town import MONDAY, Town

FIRST, SECOND = june(8), june(10)
"""When the worker of a case taken on this Monday is nudged for the first visit, due on the 11th."""


async def test_several_duties_come_in_one_message_the_worst_first(town: Town, worker: Phone) -> None:
    later = await served(town, worker)
    before = MONDAY - timedelta(days=1)  # due on the 10th; reminded three days before, on a Sunday
    sooner = await served(town, worker, accepted_at=before)
    await ring(town, FIRST)
    [told] = await nudges(worker, later)
    assert "有 2 項期限要處理" in told["text"]
    assert told["text"].index(sooner.number) < told["text"].index(later.number)
    assert under(told) == [f"{sooner.number} 首次訪視", f"{later.number} 首次訪視"]
    assert "⏳" not in told["text"]


async def test_a_digest_names_a_few_counts_the_rest_and_leads_to_it(town: Town, worker: Phone) -> None:
    by(town, lines=2)
    for _ in range(5):
        await served(town, worker)
    await ring(town, FIRST)
    told = await worker.last()
    assert (told["text"].count("首次訪視"), "還有 3 項" in told["text"]) == (2, True)
    await tap(town, worker, casebook.MyCases)
    assert "共 5 案" in await text(worker)


async def test_one_duty_alone_has_its_acts_on_the_message(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await ring(town, FIRST)
    [told] = await nudges(worker, case)
    assert under(told) == ["📝 現在填寫", "明天再提醒我", "請假／找代理人", "查看", "ⓘ 為什麼"]


async def test_who_reads_english_is_nudged_in_english(town: Town) -> None:
    worker = await town.join(Role.WORKER, "Wang", language="en")
    case = await served(town, worker)
    await ring(town, FIRST)
    [told] = await nudges(worker, case)
    assert "first visit" in told["text"]
    assert under(told)[0] == "📝 Fill in now"


async def test_the_digest_comes_at_its_hour_and_not_before(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await ring(town, june(8, 8, 29, 59))
    assert not await nudges(worker, case)
    await ring(town, FIRST)
    assert len(await nudges(worker, case)) == 1
    await ring(town, june(8, 12), june(9), june(9, 20))
    assert len(await nudges(worker, case)) == 1


async def test_each_worker_is_told_of_their_own(town: Town, worker: Phone) -> None:
    other = await town.join(Role.WORKER, "鄭同仁")
    mine, theirs = await served(town, worker), await served(town, other)
    await ring(town, FIRST)
    assert [len(await nudges(phone, case)) for phone in (worker, other) for case in (mine, theirs)] == [
        1,
        0,
        0,
        1,
    ]


async def test_the_supervisors_copy_can_be_looked_at_but_not_done(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    await ring(town, FIRST, SECOND, june(11), june(12))
    [told] = await nudges(supervisor, case)
    assert under(told) == ["🔔 提醒社工", "改派", "查看", "ⓘ 為什麼"]


async def test_a_24_hour_matter_goes_out_alone_and_in_the_night(town: Town, screener: Phone) -> None:
    urgent = [await reported(town, urgent=True) for _ in range(2)]
    await ring(town, june(2, 2, 59), june(2, 3, 0))
    for case in urgent:
        [told] = await nudges(screener, case)
        assert "篩派案" in told["text"]
        assert "明天再提醒我" not in under(told)


async def test_an_hour_that_falls_into_the_night_waits_for_exactly_its_end(
    town: Town, screener: Phone
) -> None:
    case = await reported(town, urgent=False)  # due at the end of the 4th
    await ring(town, june(4, 18), june(5, 3, 0), june(5, 8, 29, 59))
    [_] = await nudges(screener, case)
    await ring(town, june(5))
    [_, told] = await nudges(screener, case)
    assert "逾期" in told["text"]
    assert "⏳" not in told["text"]


async def test_downtime_that_ends_at_night_lets_nothing_but_24_hour_matters_go(
    town: Town, worker: Phone, supervisor: Phone, screener: Phone
) -> None:
    case, urgent = await served(town, worker), await reported(town, urgent=True)
    lapsing = await offered(town, worker)
    await ring(town, june(15, 3, 0))
    assert len(await nudges(screener, urgent)) == 1
    assert not await nudges(worker, case) + await nudges(supervisor, case) + await nudges(screener, lapsing)
    await ring(town, june(15))
    assert [len(await nudges(one, case)) for one in (worker, supervisor)] == [1, 1]
    assert any(
        "沒有人回應" in one["text"] or "逾時" in one["text"] for one in await nudges(screener, lapsing)
    )


async def test_after_downtime_all_comes_in_one_message_that_says_so(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone
) -> None:
    cases_ = [await served(town, worker) for _ in range(2)]
    await town.later(days=21)  # five rungs of the first visit, the last of which no longer names the worker
    for phone in (worker, supervisor, bureau):
        [told] = await nudges(phone, "首次訪視")
        assert told["text"].startswith("⏳")
        assert [told["text"].count(f"{case.number}　❗ 首次訪視逾期") for case in cases_] == [1, 1]


async def test_without_downtime_each_rung_tells_whom_it_names(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone
) -> None:
    await served(town, worker)
    for _ in range(20):
        await town.later(days=1)
    told = [len(await nudges(phone, "首次訪視")) for phone in (worker, supervisor, bureau)]
    ladder = town.office.rules.policy.ladders[Duty.FIRST_VISIT]
    assert told == [
        sum("owner" in rung.to for rung in ladder),
        sum("supervisor" in rung.to for rung in ladder),
        sum("bureau" in rung.to for rung in ladder),
    ]


async def ring_in_vain(town: Town) -> None:
    """Let the bell ring on the first morning while the network fails once."""
    await town.settle()
    await fault(town, method="sendMessage", kind="drop", times=1)
    town.clock.now = FIRST
    await town.bot.bell.ring()
    await asyncio.sleep(0.3)


async def visit(town: Town, case: Case) -> None:
    """Log a visit that ends the first visit's deadline."""

    def log(db: Transaction) -> None:
        save(db, cases.read(db, case.id).visit(on=june(8).date(), risk=None), "case.visited", counts=1)

    await town.look(log)


async def test_a_nudge_is_not_told_when_the_act_came_in_between(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await ring_in_vain(town)
    await visit(town, case)
    await ring(town, june(8, 9, 0))
    assert not await nudges(worker, case)


async def test_a_digest_is_told_anew_without_what_was_done_in_between(town: Town, worker: Phone) -> None:
    done, left = await served(town, worker), await served(town, worker)
    await ring_in_vain(town)
    await visit(town, done)
    await ring(town, june(8, 8, 45))
    assert not await nudges(worker, done)
    [told] = await nudges(worker, left)
    assert "📝 現在填寫" in under(told)


async def test_what_the_wire_held_up_into_the_night_waits_for_its_end(town: Town, screener: Phone) -> None:
    case = await reported(town, urgent=False)  # six hours before the end of the 4th: 17:59
    await town.settle()
    await fault(town, method="sendMessage", kind="drop", times=1)
    town.clock.now = june(4, 18, 0)
    await town.bot.bell.ring()
    town.clock.now = june(4, 21, 0)
    await town.settle()
    assert not await nudges(screener, case)
    await ring(town, june(5))
    assert len(await nudges(screener, case)) == 1


async def test_a_blocked_bot_sends_it_to_the_supervisor_at_once_and_once(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    await worker.block()
    await ring(town, FIRST)
    assert len(await nudges(supervisor, case)) == 1
    await ring(town, june(8, 9, 0), june(9))
    assert len(await nudges(supervisor, case)) == 1


@pytest.mark.parametrize("role", [Role.BUREAU, Role.ADMIN])
async def test_without_a_supervisor_it_goes_to_the_next_one_up(town: Town, worker: Phone, role: Role) -> None:
    above = await town.join(role, "吳示例", unit="社會局")
    case = await served(town, worker)
    await worker.block()
    await ring(town, FIRST)
    assert len(await nudges(above, case)) == 1


async def test_where_nobody_at_all_can_hear_it_waits_until_somebody_can(
    town: Town, worker: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await served(town, worker)
    [telegram] = town.bot.messengers

    async def gone(letter: Letter) -> int | None:
        raise Gone("blocked")

    with monkeypatch.context() as now:
        now.setattr(telegram, "tell", gone)
        await ring(town, FIRST)
    await say(town, worker, "/home")
    await ring(town, FIRST + timedelta(hours=1, minutes=1))
    assert len(await nudges(worker, case)) == 1
    await ring(town, FIRST + timedelta(hours=3))
    assert len(await nudges(worker, case)) == 1


async def test_what_is_refused_in_every_way_the_next_one_up_hears_at_once_and_once(
    town: Town, worker: Phone, supervisor: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await served(town, worker)
    refused(town, worker, LetterKind.NUDGE, monkeypatch)
    await ring(town, FIRST)
    assert len(await nudges(supervisor, case)) == 1
    await ring(town, FIRST + timedelta(hours=2))
    assert len(await nudges(supervisor, case)) == 1


async def test_what_was_put_off_and_then_is_refused_in_every_way_the_next_one_up_hears(
    town: Town, worker: Phone, supervisor: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await served(town, worker)
    await ring(town, FIRST)
    await tap(town, worker, duties.PutOff)
    refused(town, worker, LetterKind.NUDGE, monkeypatch)
    before = len(await nudges(supervisor, case))
    await ring(town, FIRST + timedelta(days=1))
    assert len(await nudges(supervisor, case)) == before + 1


async def test_an_offer_that_is_refused_in_every_way_the_next_one_up_hears_of(
    town: Town,
    chief: Phone,
    screener: Phone,
    worker: Phone,
    supervisor: Phone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused(town, worker, LetterKind.MESSAGE, monkeypatch)
    before = len(await supervisor.messages())
    number = await dispatched(town, chief, screener)
    await town.settle()
    heard = (await supervisor.messages())[before:]
    assert [number in one["text"] for one in heard] == [True]


def refused(town: Town, phone: Phone, kind: LetterKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Telegram refuse all letters of a kind to a phone, in whatever words."""
    [telegram] = town.bot.messengers
    tell = telegram.tell

    async def refusing(letter: Letter) -> int | None:
        if letter.kind is kind and letter.to.text == str(phone.id):
            raise Refused("no")
        return await tell(letter)

    monkeypatch.setattr(telegram, "tell", refusing)


async def test_what_is_refused_and_nobody_else_can_hear_is_told_anew(
    town: Town, worker: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await served(town, worker)
    [telegram] = town.bot.messengers

    async def refusing(letter: Letter) -> int | None:
        raise Refused("no")

    with monkeypatch.context() as now:
        now.setattr(telegram, "tell", refusing)
        await ring(town, FIRST)
    await ring(town, FIRST + timedelta(hours=1, minutes=1))
    assert len(await nudges(worker, case)) == 1


async def test_a_bureau_that_blocked_the_bot_is_heard_for_by_an_administrator(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone, administrator: Phone
) -> None:
    case = await served(town, worker)
    await bureau.block()
    await ring(town, FIRST, SECOND, june(11), june(12), june(15))
    assert [len(await nudges(one, case)) for one in (supervisor, administrator)] == [2, 1]


async def test_what_somebody_who_left_owes_is_heard_by_their_supervisor(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case, person = await served(town, worker), await town.person(worker)
    await town.look(lambda db: people.change(db, person, active=False))
    await ring(town, FIRST)
    assert len(await nudges(supervisor, case)) == 1
    assert not await nudges(worker, case)


async def test_a_deputy_who_blocked_the_bot_leaves_it_to_the_supervisor(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    deputy = await town.join(Role.WORKER, "鄭同仁")
    case = await served(town, worker)
    await stands_in(town, worker, deputy)
    await deputy.block()
    await ring(town, FIRST)
    assert len(await nudges(supervisor, case)) == 1
