"""Before and in the holiday from the phones: what an elder needs, relief in five taps, a major event."""

import re

from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.new_year.card import AskRecuse, AssignCare, AssignCareTo, Recuse
from handlers.new_year.listing import AddCare
from handlers.new_year.overview import BeginCare, BeginCareNow, OpenNewYear
from handlers.new_year.relief import (
    BeginMajor,
    EndMajor,
    OpenAllowances,
    OpenMajor,
    PayRelief,
    SayNeeds,
    TickAllowance,
)
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.new_year import campaigns, care, relief
from tests.handlers.new_year.test_new_year import at, in_trouble, owed
from tests.handlers.reminders.test_duties import press
from tests.support.keys import NEXT, SEND, has, on, option
from tests.support.phones import keys, say, tap, text, twice
from tests.support.town import BOTH, Town


async def a_major_event(town: Town, bureau: Phone, head: Phone, supervisor: Phone, worker: Phone) -> None:
    """Heads hear at once, and read it here."""
    await press(town, bureau, OpenNewYear(0))
    await tap(town, bureau, BeginMajor)
    await say(town, bureau, "中正路火災，兩戶兒少待安置")
    await tap(town, bureau, SEND)
    assert "北區兒童之家" in await text(bureau)
    for phone in (head, supervisor):
        assert "火災" not in await text(phone)
        await tap(town, phone, OpenMajor)
        assert "火災" in await text(phone)
        assert not await has(phone, EndMajor)
    assert "火災" not in await press(town, worker, OpenMajor(1))
    await press(town, bureau, OpenMajor(1))
    await tap(town, bureau, EndMajor)
    assert "結束" in await text(bureau)


@BOTH
async def test_allowances_are_called_by_their_names_in_the_readers_language(town: Town) -> None:
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow, OpenAllowances, on(TickAllowance, kind=0))
    english = town.language == "en"
    names = (
        ("Living allowance for elders", "Living aid for") if english else ("中低收入老人生活津貼", "弱勢兒少")
    )
    shown = await keys(bureau)
    assert f"☑ {names[0]}" in shown
    assert any(names[1] in one for one in shown)
    assert not english or not re.search("[一-龥]", " ".join([*shown, await text(bureau)]))


async def test_a_double_tap_on_an_allowance_ticks_it_once(town: Town, bureau) -> None:
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow, OpenAllowances)
    await twice(town, bureau, on(TickAllowance, kind=0))
    assert len(await town.look(lambda db: relief.paid_out(db, 2027))) == 1
    await tap(town, bureau, on(TickAllowance, kind=0))
    assert not await town.look(lambda db: relief.paid_out(db, 2027))


async def test_before_and_in_the_holiday(town: Town, worker, supervisor, chief, bureau) -> None:
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    head = await town.join(Role.HEAD, "陳範長", unit="平鎮分局")
    case = await in_trouble(town, worker)
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["社會局"].id))
    assert part is not None
    assert Duty.ALLOWANCES in await owed(town, part.id)

    # allowances, one tap each
    await tap(town, bureau, OpenAllowances)
    for kind in range(4):
        await tap(town, bureau, on(TickAllowance, kind=kind))
    assert Duty.ALLOWANCES not in await owed(town, part.id)
    await tap(town, bureau, on(TickAllowance, kind=0))
    assert Duty.ALLOWANCES in await owed(town, part.id), "it can be taken back"

    # what an elder needs, and when nobody brings it
    await say(town, chief, "春節")
    await tap(town, chief, AddCare)
    await say(town, chief, "陳範例 0922333444 中正路9號")
    await tap(town, chief, option("alone"))
    assert not await has(chief, PayRelief), "a chief decides on no relief"
    await tap(town, chief, SayNeeds, option("meals"), NEXT)
    assert "每天都有人送" in await keys(chief), "what is not needed was asked before"
    await tap(town, chief, option("0"), option("1"), NEXT)
    assert "除夕、初一" in await text(chief)
    assert "2 天無人提供" in await text(bureau)
    await tap(town, bureau, OpenCard, OpenNewYear)
    assert "除夕：1 戶" in await text(bureau)

    # relief in five taps, and what is kept ready is counted down
    await say(town, worker, "備用金 100000")
    await town.later(minutes=1)
    number = await town.look(lambda db: care.of_case(db, case))
    assert number
    await press(town, worker, OpenCard(number))
    await tap(town, worker, PayRelief, option("no_work"), option("home"), "10000", option("cash"), SEND)
    assert "10,000 元" in await text(worker)
    assert "餘 90,000 元" in await text(worker)

    # who of the unit visits; kin neither see nor visit it
    await press(town, chief, AskRecuse(number))
    assert "王" not in await text(chief)
    elder = next(one.id for one in await town.look(lambda db: care.of_year(db, 2027)) if one.id != number)
    await press(town, supervisor, OpenCard(elder))
    await tap(town, supervisor, AssignCare, on(AssignCareTo, person=await town.person(worker)))
    assert "1 戶請您" in await text(worker)
    await press(town, worker, OpenCard(elder))
    await tap(town, worker, AskRecuse, Recuse)
    assert "陳○例" not in await press(town, worker, OpenCard(elder))
    assert (await town.look(lambda db: care.read(db, elder))).person is None
    assert await owed(town, elder) == [Duty.NEW_YEAR_VISIT]
    await a_major_event(town, bureau, head, supervisor, worker)
