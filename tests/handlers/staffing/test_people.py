"""People are done by who leads their unit: seen, changed, and given another role."""

import pytest

from casework.staffing.people import Role
from handlers.staffing.people import Become, ChangeName, ChangePhone, ChooseRole, MyTeam, OpenPerson, Suspend
from handlers.staffing.units import OpenUnit, Team
from sandbox import Phone
from storage.staffing import people
from tests.handlers.serving import served
from tests.handlers.staffing.test_units import shows
from tests.support.forging import wire
from tests.support.keys import has, on
from tests.support.phones import from_home, keys, say, signed, tap, text
from tests.support.town import BOTH, Town


@pytest.fixture
async def head(town: Town) -> Phone:
    return await town.join(Role.HEAD, "謝主任", unit="平鎮分局")


@pytest.fixture
async def liaison(town: Town) -> Phone:
    return await town.join(Role.LIAISON, "趙窗口", unit="平鎮分局")


async def card(town: Town, phone: Phone, whose: Phone) -> int:
    """Open somebody's card among the own people; returns who they are."""
    person = await town.person(whose)
    await from_home(town, phone, MyTeam, on(OpenPerson, person=person))
    return person


async def test_a_head_sees_the_people_of_the_own_unit(town: Town, head: Phone, liaison: Phone) -> None:
    for words in ("人員", "people"):
        await say(town, head, words)
        assert "平鎮分局" in await text(head)
        assert "趙窗口，網絡單位窗口" in await text(head)
    await tap(town, head, on(OpenPerson, person=await town.person(liaison)))
    assert "未結：個案 0" in await text(head)


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("人員 趙窗口", "people 趙窗口"),
        ("人員：趙窗口", "staff: 趙窗口"),
        ("趙窗口是誰？", "who is 趙窗口?"),
        ("請問誰是趙窗口", "Who's 趙窗口"),
    ],
)
async def test_a_head_who_asks_for_somebody_of_the_unit_by_name_is_shown_them(
    town: Town, chinese: str, english: str
) -> None:
    head = await town.join(Role.HEAD, "周主管", unit="平鎮分局")
    await town.join(Role.LIAISON, "趙窗口", unit="平鎮分局")
    await say(town, head, town.said(chinese, english))
    assert await has(head, ChangePhone)
    assert "趙窗口" in await text(head)


async def test_of_several_who_are_called_so_the_one_is_chosen(town: Town, head: Phone) -> None:
    for name in ("窗口甲", "窗口乙"):
        person = await town.person(await town.join(Role.LIAISON, name, unit="平鎮分局"))
    await say(town, head, "人員 窗口")
    await tap(town, head, on(OpenPerson, person=person))
    assert "窗口乙" in await text(head)


@pytest.mark.parametrize("who", ["head", "worker"])
async def test_who_is_of_another_unit_or_nobodys_to_lead_is_looked_for_among_cases(
    town: Town, head: Phone, worker: Phone, liaison: Phone, who: str
) -> None:
    phone = {"head": head, "worker": worker}[who]
    await say(town, phone, {"head": "王測試是誰", "worker": "趙窗口是誰"}[who])
    theirs = await text(phone)
    assert not await has(phone, ChangePhone)
    await say(town, phone, "吳無人是誰")
    said = await text(phone)
    assert said.replace("吳無人", "") == theirs.replace({"head": "王測試", "worker": "趙窗口"}[who], "")


async def test_several_liaisons_of_a_unit_stand_five_a_page(town: Town, head: Phone) -> None:
    for number in "甲乙丙丁戊":
        await town.join(Role.LIAISON, f"窗口{number}", unit="平鎮分局")
    await say(town, head, "人員")
    assert "窗口丁" in await text(head)
    assert "窗口戊" not in await text(head)
    await tap(town, head, on(Team, page=1))
    assert "窗口戊" in await text(head)


async def test_two_of_one_name_are_told_apart_on_the_keys(town: Town, head: Phone) -> None:
    for _ in range(2):
        await town.join(Role.LIAISON, "窗口甲", unit="平鎮分局")
    await say(town, head, "人員")
    labels = [one for one in await keys(head) if "窗口甲" in one]
    assert len(set(labels)) == len(labels) == 2


async def test_a_name_and_a_telephone_are_corrected_and_they_hear_of_it(
    town: Town, head: Phone, liaison: Phone
) -> None:
    person = await card(town, head, liaison)
    await tap(town, head, ChangeName)
    await say(town, head, "123")
    assert "讀不到" in await text(head) or "看不懂" in await text(head) or "文字" in await text(head)
    await say(town, head, "趙新名")
    await tap(town, head, ChangePhone)
    await say(town, head, "0912 000 111")
    after = await town.look(lambda db: people.get(db, person))
    assert (after.name, after.phone) == ("趙新名", "0912000111")
    told = await liaison.transcript()
    assert "資料已更改" in told
    assert "趙新名" not in told.partition("資料已更改")[2].partition("\n\n")[0]


async def test_an_administrator_makes_a_liaison_the_head_of_the_unit(
    town: Town, administrator: Phone, liaison: Phone
) -> None:
    person = await town.person(liaison)
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=town.units["平鎮分局"].id), Team)
    await signed(town, administrator, on(OpenPerson, person=person), ChooseRole, on(Become, role="head"))
    assert (await town.look(lambda db: people.get(db, person))).role is Role.HEAD
    await from_home(town, liaison, MyTeam)
    assert "平鎮分局" in await text(liaison)


async def test_who_still_serves_cases_hands_them_over_before_they_become_something_else(
    town: Town, administrator: Phone, worker: Phone
) -> None:
    await served(town, worker)
    person = await town.person(worker)
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=town.units["平鎮中心"].id), Team)
    await signed(
        town, administrator, on(OpenPerson, person=person), ChooseRole, on(Become, role="supervisor")
    )
    assert "請先交接" in await text(administrator)
    assert (await town.look(lambda db: people.get(db, person))).role is Role.WORKER


async def test_a_card_that_is_out_of_date_changes_nothing(
    town: Town, administrator: Phone, liaison: Phone
) -> None:
    person = await town.person(liaison)
    before = await town.look(lambda db: people.get(db, person))
    with wire(town) as forged:
        await forged.press(administrator.id, Become(person, before.version - 1, "head").data())
        await forged.press(administrator.id, Become(person, before.version, "king").data())
        await forged.press(administrator.id, Become(person, before.version, "admin").data())
    assert await town.look(lambda db: people.get(db, person)) == before


async def test_a_supervisor_does_the_workers_and_neither_the_head_nor_another_supervisor(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    other = await town.join(Role.SUPERVISOR, "周督導")
    head = await town.join(Role.HEAD, "謝主任")
    await card(town, supervisor, worker)
    assert await shows(supervisor, Suspend)
    for phone in (other, head):
        await card(town, supervisor, phone)
        assert not await shows(supervisor, Suspend)


async def test_english_screens_say_it_in_english(town: Town, liaison: Phone) -> None:
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮分局", language="en")
    await card(town, head, liaison)
    assert "network liaison, 平鎮分局" in await text(head)
    assert "Open: cases 0, offers 0, duties 0" in await text(head)
