"""An administrator does the units by message: they are seen by district, added, renamed, moved and ended."""

import pytest

from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from handlers.staffing import unit_acts
from handlers.staffing.units import (
    Complete,
    CompleteNow,
    Districts,
    EndUnit,
    MoveUnit,
    NewUnit,
    OpenUnit,
    RenameUnit,
    Team,
    UnitsOf,
)
from handlers.ui import home
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import journal
from storage.core.tables import people as people_rows
from storage.staffing import people
from storage.staffing import units as network
from tests.handlers.serving import served
from tests.support.certain import certain
from tests.support.forging import wire
from tests.support.keys import on
from tests.support.phones import from_home, keys, say, tap, text
from tests.support.town import VILLAGE, Town


async def named(town: Town, name: str) -> Unit:
    return certain(await town.look(lambda db: network.named(db, name)))


async def verbs(town: Town, *wanted: str) -> list[str]:
    """Return the verbs of what was done to units, in their order."""

    def acts(db: Transaction) -> list[str]:
        rows = db.connection.execute(journal.select().order_by(journal.c.id))
        return [row.verb for row in rows if row.verb in wanted]

    return await town.look(acts)


async def complete(town: Town, administrator: Phone) -> None:
    """Let the administrator add all that the plan names."""
    await from_home(town, administrator, Districts, Complete, CompleteNow)


@pytest.fixture
async def english(town: Town) -> Phone:
    return await town.join(Role.ADMIN, "李預設", unit="社會局", language="en")


async def test_an_office_of_an_earlier_edition_adds_what_the_plan_names(
    town: Town, administrator: Phone
) -> None:
    before = await town.look(people.all_units)
    await from_home(town, administrator, Districts)
    await tap(town, administrator, Complete)
    assert "要新增計畫所列的" in await text(administrator)
    await tap(town, administrator, CompleteNow)
    found = await town.look(people.all_units)
    assert found[: len(before)] == before
    precinct, police = await named(town, "中壢分局"), await named(town, "警察局")
    assert (precinct.kind, precinct.district, precinct.counts_as) == (UnitKind.POLICE, "中壢區", police.id)
    assert (await named(town, "復興就業服務臺")).by_appointment
    assert not [one for one in await keys(administrator) if "補齊" in one]
    assert await verbs(town, "unit.completed") == ["unit.completed"]


async def test_units_are_seen_by_district_five_a_page(town: Town, administrator: Phone) -> None:
    await complete(town, administrator)
    await say(town, administrator, "單位 中壢")
    assert "中壢區" in await text(administrator)
    units = [one for one in await keys(administrator) if not one.startswith(("◀", "➕", "🏠", "下一頁"))]
    assert len([one for one in units if "▶" not in one]) == 5
    await tap(town, administrator, on(UnitsOf, page=1))
    assert "中壢" in await text(administrator)
    await say(town, administrator, "單位")
    await tap(town, administrator, on(Districts, page=1), on(Districts, page=2))
    assert any("復興區" in one for one in await keys(administrator))


async def test_a_card_says_where_a_unit_stands_and_what_it_counts_as(town: Town, english: Phone) -> None:
    await complete(town, english)
    await say(town, english, "units 平鎮")
    unit = await named(town, "平鎮就業服務臺")
    while not await shows(english, OpenUnit, unit=unit.id):
        await tap(town, english, on(UnitsOf, page=await page_after(english)))
    await tap(town, english, on(OpenUnit, unit=unit.id))
    shown = await text(english)
    assert "Employment · 平鎮區" in shown
    assert "Under: 就業服務處" in shown
    assert "Counts as: 勞動局" in shown


async def shows(phone: Phone, button: type, **values: int) -> bool:
    """Tell whether the newest card has a key."""
    last = await phone.last()
    found = [key for row in last.get("keyboard") or () for key in row]
    return any(on(button, **values).fits(key["text"], key.get("callback_data", "")) for key in found)


async def page_after(phone: Phone) -> int:
    """Return the page to which the newest card turns on."""
    last = await phone.last()
    data = [key.get("callback_data", "") for row in last["keyboard"] for key in row]
    return max(read.page for one in data if (read := UnitsOf.read(one)) is not None)


async def test_a_new_unit_stands_where_its_kind_does(town: Town, administrator: Phone) -> None:
    await complete(town, administrator)
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, NewUnit, on(NewUnit, page=1), on(NewUnit, page=2), on(NewUnit, page=3))
    await tap(town, administrator, on(unit_acts.OfKind, kind="school"))
    await say(town, administrator, "示範國小")
    assert "單位已新增" in await text(administrator)
    made = await named(town, "示範國小")
    assert (made.kind, made.district) == (UnitKind.SCHOOL, "平鎮區")
    assert made.counts_as == (await named(town, "教育局")).id


async def test_a_name_that_is_taken_is_asked_for_again(town: Town, administrator: Phone) -> None:
    unit = town.units["平鎮分局"]
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=unit.id), RenameUnit)
    await say(town, administrator, "家防中心")
    assert "這個名稱已有單位使用" in await text(administrator)
    await say(town, administrator, "示範分局")
    assert "已改名" in await text(administrator)
    assert (await town.look(lambda db: people.unit(db, unit.id))).name == "示範分局"


async def test_the_people_of_a_unit_hear_that_it_was_renamed_and_moved(
    town: Town, administrator: Phone
) -> None:
    liaison = await town.join(Role.LIAISON, "王測試", unit="平鎮分局")
    unit, bureau = town.units["平鎮分局"], town.units["社會局"]
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=unit.id), RenameUnit)
    await say(town, administrator, "示範分局")
    assert "名稱已更改" in await liaison.transcript()
    await tap(town, administrator, MoveUnit, on(unit_acts.PutUnder, parent=bureau.id))
    moved = await town.look(lambda db: people.unit(db, unit.id))
    assert (moved.parent, moved.counts_as) == (bureau.id, bureau.id)
    assert "隸屬或所在區已更改" in await liaison.transcript()


async def test_a_unit_moves_to_another_district(town: Town, administrator: Phone) -> None:
    unit = town.units["平鎮分局"]
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=unit.id), MoveUnit, unit_acts.ChooseDistrict)
    await tap(town, administrator, on(unit_acts.PutIn, district=1))
    assert (await town.look(lambda db: people.unit(db, unit.id))).district == "桃園區"


async def test_a_unit_does_not_end_while_it_has_people(town: Town, administrator: Phone) -> None:
    await town.join(Role.LIAISON, "王測試", unit="平鎮分局")
    await ends(town, administrator, "平鎮分局")
    assert "請先辦理交接" in await text(administrator)
    assert not (await named(town, "平鎮分局")).ended


async def test_a_unit_does_not_end_while_it_owes_something(
    town: Town, administrator: Phone, worker: Phone
) -> None:
    await served(town, worker)
    unit = town.units["平鎮中心"]

    def leave(db: Transaction) -> None:
        db.connection.execute(people_rows.update().values(active=False).where(people_rows.c.unit == unit.id))

    await town.look(leave)
    await ends(town, administrator, "平鎮中心")
    assert "請先辦理交接" in await text(administrator)


async def test_villages_go_to_another_unit_of_the_kind_when_theirs_ends(
    town: Town, administrator: Phone
) -> None:
    centre, other = town.units["平鎮中心"], town.units["桃園中心"]
    await town.look(lambda db: network.assign(db, [VILLAGE], centre))
    await ends(town, administrator, "平鎮中心")
    await tap(town, administrator, on(unit_acts.Heir, heir=other.id))
    assert "桃園中心" in await text(administrator)
    await tap(town, administrator, unit_acts.EndNow)
    assert "已裁撤" in await text(administrator)
    assert await town.look(lambda db: people.area(db, VILLAGE)) == (other.id, None)
    assert centre.id not in {one.id for one in await town.look(people.standing_units)}
    assert await verbs(town, "unit.ended") == ["unit.ended"]


async def ends(town: Town, administrator: Phone, name: str) -> None:
    """Press the key that ends a unit."""
    unit = town.units[name]
    await say(town, administrator, f"單位 {unit.district}")
    await tap(town, administrator, on(OpenUnit, unit=unit.id), EndUnit)


async def test_what_ended_can_not_be_ended_or_moved_again(town: Town, administrator: Phone) -> None:
    unit = town.units["平鎮分局"]
    await ends(town, administrator, "平鎮分局")
    await tap(town, administrator, unit_acts.EndNow)
    with wire(town) as forged:
        data = (unit_acts.EndNow(unit.id, 0).data(), unit_acts.PutUnder(unit.id, 0).data())
        await forged.press(administrator.id, *data)
    assert await verbs(town, "unit.ended", "unit.moved") == ["unit.ended"]


async def test_no_unit_stands_under_itself_or_what_is_under_it(town: Town, administrator: Phone) -> None:
    top, below = town.units["社會局"], town.units["家防中心"]
    await town.look(lambda db: network.change(db, below.id, parent=top.id))
    await say(town, administrator, "單位")
    await tap(town, administrator, on(UnitsOf, district=0), on(OpenUnit, unit=top.id), MoveUnit)
    offered = [one for one in await keys(administrator) if one in ("社會局", "家防中心")]
    assert offered == []


async def test_a_supervisor_sees_the_own_unit_and_changes_no_unit(town: Town, supervisor: Phone) -> None:
    await say(town, supervisor, "單位")
    assert "平鎮中心" in await text(supervisor)
    assert await shows(supervisor, Team, unit=town.units["平鎮中心"].id)
    assert not await shows(supervisor, RenameUnit)


@pytest.mark.parametrize("role", [Role.WORKER, Role.CHIEF])
async def test_to_others_the_word_is_only_a_word(town: Town, role: Role) -> None:
    phone = await town.join(role, "王測試")
    await say(town, phone, "單位")
    assert not await shows(phone, Team)
    assert await shows(phone, home.Home) or await keys(phone)
