"""Suspended at once: nothing is heard and no key works; what is open goes on with somebody; then back in."""

from datetime import timedelta

import pytest

from actions import audience
from casework.cases.case import State
from casework.staffing.people import Role
from handlers.handover import handing, successors
from handlers.reminders import casebook
from handlers.service import closing, deciding
from handlers.staffing.people import ChooseStandIn, EndAccess, MyTeam, OpenPerson, Readmit, Suspend
from handlers.staffing.suspending import EndAccessNow, StandIn, SuspendNow
from handlers.staffing.units import OpenUnit, Team
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.messages import outbox
from storage.staffing import invitations, leaves, people
from tests.bot.loops.test_nothing_is_lost import fault
from tests.handlers.serving import open_card, read, served
from tests.support import addressed
from tests.support.forging import wire
from tests.support.keys import SEND, on
from tests.support.phones import from_home, key, say, signed, tap, text
from tests.support.town import BOTH, MONDAY, Town


async def suspend(town: Town, by: Phone, whose: Phone) -> int:
    """Suspend somebody of the own unit."""
    person = await town.person(whose)
    await from_home(town, by, MyTeam, on(OpenPerson, person=person), Suspend, SuspendNow)
    return person


async def test_who_is_suspended_hears_nothing_and_no_key_of_theirs_works(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    case = await served(town, worker)
    await from_home(town, worker, casebook.MyCases)
    await suspend(town, supervisor, worker)
    assert "已停權" in await text(supervisor)
    before = len(await worker.messages())
    await tap(town, worker, await key(worker, "A-115"))
    shown = (await worker.messages())[before:]
    assert all("新勢里" not in one["text"] and case.number not in one["text"] for one in shown)
    await say(town, worker, "/home", case.number)
    assert "1925" in await text(worker)
    assert not (await worker.last())["keyboard"]


async def test_what_they_owe_is_heard_by_the_supervisor_and_not_by_them(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    case = await served(town, worker)
    await suspend(town, supervisor, worker)
    assert "請指定代理人或辦理交接" in await text(supervisor)
    before = len(await worker.messages())
    await town.later(days=9, hours=1)
    assert case.number in await supervisor.transcript()
    assert len(await worker.messages()) == before


async def test_letters_that_wait_for_them_are_not_sent(town: Town, supervisor: Phone, worker: Phone) -> None:
    await fault(town, method="sendMessage", kind="500", times=1)

    def write(db: Transaction) -> None:
        content = {"text": "secret", "again": "（重送）"}
        to = addressed.address(db, worker.id)
        outbox.write(db, to, LetterKind.MESSAGE, content, priority=Priority.PUSH)

    await town.look(write)
    person = await town.look(lambda db: addressed.speaker(db, worker.id))
    assert person is not None

    def stop(db: Transaction) -> None:
        people.suspend(db, person[0])
        outbox.withdraw(db, person[0].id)

    await town.look(stop)
    await town.later(minutes=5)
    assert "secret" not in await worker.transcript()


async def test_somebody_stands_in_until_they_are_back(town: Town, supervisor: Phone, worker: Phone) -> None:
    colleague = await town.join(Role.WORKER, "趙同事")
    case = await served(town, worker)
    await suspend(town, supervisor, worker)
    deputy = await town.person(colleague)
    await signed(town, supervisor, ChooseStandIn, on(StandIn, deputy=deputy))
    assert "趙同事" in await text(supervisor)
    assert "由您代理同仁的工作" in await colleague.transcript()
    await say(town, colleague, case.number)
    assert case.number in await text(colleague)
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=await last(town, worker)))
    await signed(town, supervisor, Readmit)
    assert "已恢復權限" in await supervisor.transcript()
    assert "權限已恢復" in await worker.transcript()
    await say(town, worker, case.number)
    assert case.number in await text(worker)
    await say(town, colleague, case.number)
    assert "王小" not in await text(colleague)


@BOTH
async def test_who_was_to_stand_in_hears_that_somebody_else_does(town: Town) -> None:
    """They went on waiting for nudges that went to another."""
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    worker, first, second = [await town.join(Role.WORKER, name) for name in ("王測試", "趙同事", "陳同事")]
    person, deputy = await town.person(worker), await town.person(first)
    day = MONDAY.date()
    await town.look(lambda db: leaves.add(db, person, deputy, day, day + timedelta(days=3)))
    await suspend(town, supervisor, worker)
    await signed(town, supervisor, ChooseStandIn, on(StandIn, deputy=await town.person(second)))
    no_longer = town.said("改由其他同仁", "somebody else does")
    assert no_longer in (await text(first)).lower()
    assert no_longer not in (await second.transcript()).lower()


async def stood_in(town: Town, supervisor: Phone) -> Phone:
    """Suspend the supervisor of 平鎮中心, and let the supervisor of another centre stand in."""
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    other = await town.join(Role.SUPERVISOR, "周督導", unit="桃園中心")
    person = await town.person(supervisor)
    await say(town, administrator, "單位 平鎮區")
    await tap(town, administrator, on(OpenUnit, unit=town.units["平鎮中心"].id), Team)
    await tap(town, administrator, on(OpenPerson, person=person), Suspend, SuspendNow)
    await signed(town, administrator, ChooseStandIn, on(StandIn, deputy=await town.person(other)))
    return other


@pytest.mark.parametrize("headed", [False, True], ids=["", "a head"])
async def test_who_stands_in_for_a_supervisor_hears_and_decides_what_their_unit_owes(
    town: Town, supervisor: Phone, worker: Phone, bureau: Phone, *, headed: bool
) -> None:
    head = await town.join(Role.HEAD, "謝主任") if headed else None
    other = await stood_in(town, supervisor)
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "案家已穩定")
    await tap(town, worker, SEND)
    assert case.number in await text(other)
    for phone in filter(None, (bureau, head, supervisor)):
        assert case.number not in await phone.transcript()
    await say(town, other, "今天要辦")
    assert case.number in await text(other)
    await from_home(town, other, deciding.Closings, OpenCard, deciding.Approve)
    await signed(town, other, deciding.CloseNow)
    assert (await read(town, case)).state is State.CLOSED


async def test_who_stands_in_for_a_supervisor_hears_what_is_late(
    town: Town, supervisor: Phone, worker: Phone, bureau: Phone
) -> None:
    other = await stood_in(town, supervisor)
    case = await served(town, worker)
    await suspend(town, await town.join(Role.HEAD, "謝主任"), worker)
    await town.later(days=9, hours=1)
    assert case.number in await other.transcript()
    assert case.number not in await bureau.transcript()
    assert case.number not in await supervisor.transcript()


async def test_what_is_told_to_somebody_who_is_suspended_reaches_who_stands_in_for_their_supervisor(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    """Nobody goes on with the work yet, and the supervisor is away."""
    colleague = await town.join(Role.SUPERVISOR, "周督導", unit="桃園中心")
    await suspend(town, supervisor, worker)
    away, deputy = await town.person(supervisor), await town.person(colleague)
    day = MONDAY.date()
    await town.look(lambda db: leaves.add(db, away, deputy, day, day))
    person = await last(town, worker)
    assert await town.look(lambda db: [one.id for one in audience.hearers(db, person)]) == [deputy]


async def last(town: Town, phone: Phone) -> int:
    """Return who holds a phone, also while they are suspended."""
    at = await town.look(lambda db: addressed.address(db, phone.id))
    assert at.person is not None
    return at.person


async def test_the_work_of_who_is_suspended_is_handed_over(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    colleague = await town.join(Role.WORKER, "趙同事")
    case = await served(town, worker)
    await suspend(town, supervisor, worker)
    before = len(await worker.messages())
    await tap(town, supervisor, successors.Whose, successors.ToWhom)
    await tap(town, supervisor, on(successors.Receive, receiver=await town.person(colleague)))
    await say(town, supervisor, "案子在途中")
    await signed(town, supervisor, handing.HandOver)
    assert (await read(town, case)).worker == await town.person(colleague)
    person = await last(town, worker)
    left = await town.look(lambda db: people.get(db, person))
    assert not left.here
    assert len(await worker.messages()) == before
    await from_home(town, supervisor, MyTeam)
    assert "王測試" not in await text(supervisor)


async def test_no_invitation_lets_them_back_in(town: Town, supervisor: Phone, worker: Phone) -> None:
    code = await town.look(lambda db: invitations.invite(db, Role.ADMIN, town.units["社會局"].id, []))
    person = await suspend(town, supervisor, worker)
    await say(town, worker, f"/start {code}")
    await worker.contact()
    await town.settle()
    found = await town.look(lambda db: people.get(db, person))
    assert (found.role, found.active) == (Role.WORKER, False)


async def test_the_others_who_lead_the_unit_hear_of_it(town: Town, supervisor: Phone, worker: Phone) -> None:
    head = await town.join(Role.HEAD, "謝主任")
    await suspend(town, head, worker)
    assert "有同仁被停權" in await supervisor.transcript()
    assert "王測試" not in await supervisor.transcript()


async def test_suspending_twice_or_what_is_not_theirs_does_nothing(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    outsider = await town.join(Role.SUPERVISOR, "周督導", unit="桃園中心")
    person = await town.look(lambda db: addressed.speaker(db, worker.id))
    assert person is not None
    data = SuspendNow(person[0].id, person[0].version).data()
    with wire(town) as forged:
        await forged.press(outsider.id, data)
        await forged.press(worker.id, data)
    assert (await town.look(lambda db: people.get(db, person[0].id))).active
    await suspend(town, supervisor, worker)
    with wire(town) as forged:
        await forged.press(supervisor.id, data)
    assert (await town.look(lambda db: people.get(db, person[0].id))).suspended


@pytest.mark.parametrize("language", ["zh-hant", "en"])
async def test_asked_once_more_with_what_it_means(town: Town, worker: Phone, language: str) -> None:
    supervisor = await town.join(Role.SUPERVISOR, "張樣本", language=language)
    await served(town, worker)
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=await town.person(worker)), Suspend)
    asked = await text(supervisor)
    assert ("個案 1" if language == "zh-hant" else "Cases 1") in asked


async def test_who_has_nothing_open_leaves_without_a_handover(town: Town, supervisor: Phone) -> None:
    colleague = await town.join(Role.WORKER, "趙同事")
    person = await town.person(colleague)
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=person), EndAccess, EndAccessNow)
    assert "已結束" in await text(supervisor)
    assert "您的權限已結束" in await text(colleague)
    assert not (await town.look(lambda db: people.get(db, person))).here
    await say(town, colleague, "/home")
    assert "1925" in await text(colleague)


async def end_by_force(town: Town, by: Phone, person: int) -> bool:
    """Press the key that is not shown; tells whether they are still there."""
    version = (await town.look(lambda db: people.get(db, person))).version
    with wire(town) as forged:
        await forged.press(by.id, EndAccessNow(person, version).data())
    return (await town.look(lambda db: people.get(db, person))).here


async def test_who_has_villages_or_stands_in_for_another_leaves_by_a_handover_only(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    colleague, person = await town.join(Role.WORKER, "趙同事"), await town.person(worker)
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=person))
    assert "結束權限" not in str(await supervisor.buttons())
    assert await end_by_force(town, supervisor, person)
    await suspend(town, supervisor, worker)
    deputy = await town.person(colleague)
    await signed(town, supervisor, ChooseStandIn, on(StandIn, deputy=deputy))
    assert await end_by_force(town, supervisor, deputy)
