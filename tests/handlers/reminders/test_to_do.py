"""Today's work: one list of all that is somebody's to do, whatever it belongs to."""

from datetime import date, timedelta
from typing import Any

import pytest

from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.meetings.meetings import MeetingKind
from casework.reminders.hearing import Remit, owes, remits
from casework.staffing.leave import OPEN_END
from casework.staffing.people import Role
from handlers.reminders.duties import OpenDuty, Remind
from handlers.reminders.to_do import ToDo
from handlers.ui.buttons import OpenCard
from handlers.ui.home import OpenPlace
from handlers.ui.turn import HomePlace
from sandbox import Phone
from storage.core.database import Transaction
from storage.reminders import to_do
from storage.reminders.obligations import _NOW, Obligation, obligation_of
from storage.staffing import leaves, people
from storage.staffing.directory import Directory
from tests.handlers.meetings.district import met
from tests.handlers.ringing import by, offered, reported, stands_in
from tests.handlers.serving import served
from tests.support.keys import has, on
from tests.support.phones import as_read, from_home, keys, say, tap, text
from tests.support.town import BOTH, MONDAY, Town

LATE = MONDAY - timedelta(days=20)


def late_since(days: int) -> dict[str, Any]:
    """Say of a case that its first visit is overdue, and nothing else."""
    since = LATE + timedelta(days=days)
    return {"accepted_at": since, "followed_up": date(2026, 5, 1)}


async def test_it_lists_what_is_due_the_worst_first_and_a_key_opens_the_card(
    town: Town, worker: Phone
) -> None:
    fine = await served(town, worker)  # the first visit is due in ten days
    late = await served(town, worker, **late_since(0))
    offer = await offered(town, worker)
    await say(town, worker, "/home")
    assert (await keys(worker))[0] == "✅ 今天要辦（2）"
    await tap(town, worker, ToDo)
    shown = await text(worker)
    assert shown.index(late.number) < shown.index(offer.number)
    assert "逾期" in shown
    assert "王○明" in shown
    assert fine.number not in shown
    await tap(town, worker, on(OpenCard, subject=late.id))
    assert (await text(worker)).startswith(late.number)


async def test_how_many_days_are_soon_is_the_citys_to_say(town: Town, worker: Phone) -> None:
    fine = await served(town, worker)  # the first visit is due in ten days
    by(town, soon_days=10)
    await from_home(town, worker, ToDo)
    assert fine.number in await text(worker)


async def test_what_waits_for_a_decision_or_an_answer_is_listed_whatever_its_date(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    town.clock.now = MONDAY + timedelta(days=4)  # three working days from a Friday are not soon
    closing = await served(town, worker, closing_at=town.clock.now)
    looked: dict[str, Any] = {
        "kinds": (CaseKind.CHILD_MISSING,),
        "missing_at": MONDAY,
        "form_given_at": town.clock.now,
    }
    sought = await served(town, worker, **looked)  # the police look for seven days
    for phone, case in ((supervisor, closing), (worker, sought)):
        await from_home(town, phone, ToDo)
        assert case.number in await text(phone)


@pytest.mark.parametrize("word", ["今天要辦", "待辦"])
async def test_typing_it_does_the_same(town: Town, worker: Phone, word: str) -> None:
    late = await served(town, worker, **late_since(0))
    await say(town, worker, word)
    assert late.number in await text(worker)


@BOTH
async def test_a_head_sees_what_is_late_in_the_unit_and_whose_it_is(town: Town) -> None:
    liaison = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮衛生所")
    other = await town.join(Role.HEAD, "周主任", unit="平鎮分局")
    unit = town.units["平鎮衛生所"].id
    late = await served(town, liaison, unit=unit, **late_since(0))
    fine = await served(town, liaison, unit=unit, accepted_at=MONDAY, followed_up=date(2026, 5, 1))
    await say(town, head, "/home")
    assert (await keys(head))[0] == town.said("✅ 今天要辦（1）", "✅ To do today (1)")
    await tap(town, head, ToDo)
    assert late.number in await text(head)
    assert "謝練習" in await text(head)
    assert fine.number not in await text(head)
    await tap(town, head, OpenDuty)
    assert await has(head, Remind)
    await from_home(town, other, ToDo)
    assert late.number not in await text(other)


@BOTH
async def test_what_has_several_duties_is_named_once(town: Town) -> None:
    there = await met(town, town.language)
    town.clock.now = MONDAY + timedelta(days=59)  # 30 July: both to call it and to hold it are due
    one = await there.meeting(MeetingKind.DISTRICT, "平鎮區公所")
    await from_home(town, there.clerk, ToDo)
    assert (await text(there.clerk)).count(as_read(one.sign, town.language)) == 1
    for duty in (town.said("召集會議", "call the meeting"), town.said("召開會議", "hold the meeting")):
        assert (await text(there.clerk)).count(duty) == 1
    assert len([label for label in await keys(there.clerk) if one.sign in label]) == 1


async def test_without_anything_it_says_so(town: Town, worker: Phone) -> None:
    await from_home(town, worker, ToDo)
    assert "沒有要辦的事" in await text(worker)


async def test_five_stand_on_a_page(town: Town, worker: Phone) -> None:
    for days in range(6):
        await served(town, worker, **late_since(days))
    await from_home(town, worker, ToDo, on(ToDo, page=1))
    assert "第 2／2 頁" in await text(worker)
    assert len([label for label in await keys(worker) if "首次訪視" in label]) == 1


async def test_who_stands_in_finds_it_too_and_who_has_nothing_to_do_with_it_does_not(
    town: Town, worker: Phone
) -> None:
    late = await served(town, worker, **late_since(0))
    deputy, other = await town.join(Role.WORKER, "鄭同仁"), await town.join(Role.WORKER, "孫他處")
    await stands_in(town, worker, deputy)
    await from_home(town, deputy, ToDo)
    assert late.number in await text(deputy)
    await from_home(town, other, ToDo)
    assert late.number not in await text(other)


@pytest.mark.parametrize("suspended", [False, True], ids=["", "and somebody stands in for a supervisor"])
@pytest.mark.parametrize("headed", [False, True], ids=["without a head", "with a head"])
async def test_it_is_just_what_somebody_owes(
    town: Town,
    worker: Phone,
    supervisor: Phone,
    screener: Phone,
    bureau: Phone,
    administrator: Phone,
    *,
    headed: bool,
    suspended: bool,
) -> None:
    await served(town, worker, closing_at=MONDAY)
    await served(town, worker, closing_at=MONDAY, unit=town.units["桃園中心"].id)  # it has no supervisor
    await served(town, worker, state=State.DISPUTED, disputed_at=MONDAY)
    await offered(town, worker)
    await reported(town, urgent=True)
    await town.join(Role.CLERK, "吳示例", unit="社會局")
    await town.join(Role.HEAD, "謝主任")
    if headed:
        await town.join(Role.HEAD, "周主任", unit="桃園中心")
    if suspended:
        await _stood_in(town, supervisor, await town.join(Role.SUPERVISOR, "廖督導", unit="桃園中心"))

    def compared(db: Transaction) -> dict[str, int]:
        everybody, found = Directory(db), {}
        db.now += timedelta(days=60)  # all of it is due by then
        duties = [obligation_of(row) for row in db.connection.execute(_NOW)]
        for one in people.everybody(db):
            acting = (one, *people.absent(db, one.id))
            theirs = [remit for each in acting for remit in remits(each, everybody)]
            listed = _all(db, theirs)
            assert listed == [duty.id for duty in duties if owes(duty, one, everybody)], one.name
            assert to_do.count(db, theirs) == len(listed)
            found[one.name] = len(listed)
        return found

    found = await town.look(compared)
    assert min(found["王測試"], found["張樣本"], found["陳範例"]) > 0
    assert found["謝主任"] == 0, "their supervisor decides, or who stands in"
    assert not headed or suspended or found["周主任"] > 0
    assert found["吳示例"] == 0


async def _stood_in(town: Town, supervisor: Phone, deputy: Phone) -> None:
    """A supervisor is suspended, and another stands in until they are let back in."""
    person, other = await town.person(supervisor), await town.person(deputy)
    await town.look(lambda db: people.suspend(db, people.get(db, person)))
    await town.look(lambda db: leaves.add(db, person, other, MONDAY.date(), OPEN_END))


def _all(db: Transaction, theirs: list[Remit]) -> list[int]:
    listed: list[Obligation] = []
    number = 0
    while page := to_do.page(db, theirs, number).rows:
        listed += page
        number += 1
    return [one.id for one in listed]


async def test_what_is_no_daily_work_stands_behind_more(town: Town, supervisor: Phone, chief: Phone) -> None:
    await say(town, supervisor, "/home")
    assert len(await keys(supervisor)) == 4
    await tap(town, supervisor, on(OpenPlace, place=HomePlace.MORE))
    assert "🔁 交接" in await keys(supervisor)
    await say(town, supervisor, "個案")
    assert any("待核結案" in label for label in await keys(supervisor))
    await say(town, chief, "/home")
    assert not await has(chief, OpenPlace), "a chief has room for all of it"
