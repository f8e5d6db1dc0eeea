"""Inviting by message: one or many, a link and its picture each; who has joined, who not yet."""

import re

import aiohttp
import pytest

from casework.staffing.people import Role
from handlers.staffing import inviting
from handlers.staffing.inviting import InviteAs, OpenInvitation, Renew, Revoke
from handlers.staffing.people import Invited, OpenPerson
from handlers.staffing.units import Invite, OpenUnit, Team
from sandbox import Json, Phone
from storage.staffing import people
from storage.staffing import units as network
from tests.handlers.staffing.test_units import shows
from tests.support.forging import wire
from tests.support.keys import SKIP, on
from tests.support.phones import keys, proven, say, tap, text
from tests.support.town import BOTH, VILLAGE, Town

LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")


@pytest.fixture
async def head(town: Town) -> Phone:
    return await joined(town, Role.HEAD, "平鎮分局")


@pytest.fixture
async def supervisor(town: Town) -> Phone:
    return await joined(town, Role.SUPERVISOR, "平鎮中心")


@pytest.fixture
async def administrator(town: Town) -> Phone:
    return await joined(town, Role.ADMIN, "社會局")


async def joined(town: Town, role: Role, unit: str, language: str = "") -> Phone:
    """Let somebody join who invites, and has typed their PIN."""
    phone = await town.join(role, "謝主任", unit=unit, language=language)
    await proven(town, phone)
    return phone


async def invitations(phone: Phone) -> list[Json]:
    """List the pictures that came, each with its link."""
    return [one for one in await phone.messages() if "photo" in one]


def code(picture: Json) -> str:
    found = LINK.search(picture["text"])
    assert found, picture["text"]
    return found[1]


async def joins(town: Town, start: str, name: str = "丁假名") -> Phone:
    """Let somebody follow a link and share their contact."""
    phone = await Phone.of(town.served.address, first_name=name, phone=f"88690000{len(town.phones):04}")
    await phone.say(f"/start {start}")
    await town.settle()
    await phone.contact()
    await town.settle()
    return phone


async def test_a_head_invites_several_liaisons_at_once(town: Town, head: Phone) -> None:
    await say(town, head, "邀請", "王測試\n陳範例")
    first, second = await invitations(head)
    assert "王測試" in first["text"]
    assert "網絡單位窗口，平鎮分局" in first["text"]
    assert "已產生 2 份邀請" in await text(head)
    phone = await joins(town, code(second))
    assert "已加入" in await phone.transcript()
    person = await town.look(
        lambda db: people.get(db, people.in_unit(db, town.units["平鎮分局"].id, Role)[-1].id)
    )
    assert (person.name, person.role) == ("陳範例", Role.LIAISON)
    assert "您邀請的同仁已加入" in await head.transcript()
    await tap(town, head, Team)
    assert "陳範例，網絡單位窗口" in await text(head)
    assert code(first) != code(second)


async def test_the_picture_is_a_png_that_says_the_link(town: Town, head: Phone) -> None:
    await say(town, head, "邀請", "王測試")
    [one] = await invitations(head)
    address = f"{head.address}/phone/files/{one['photo'][-1]['file_id']}"
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        content = await answer.read()
    link = LINK.search(one["text"])
    assert link
    assert content == inviting.picture(link[0])


async def test_who_has_not_joined_is_listed_and_their_invitation_revoked(town: Town, head: Phone) -> None:
    await say(town, head, "邀請", "王測試")
    [one] = await invitations(head)
    await say(town, head, "人員")
    assert "已邀請尚未加入 1 人" in await text(head)
    await tap(town, head, Invited)
    assert "王測試，網絡單位窗口：115年6月8日" in await text(head)
    await tap(town, head, OpenInvitation, Revoke)
    assert "已撤銷" in await text(head)
    stranger = await joins(town, code(one))
    assert "已加入" not in await stranger.transcript()


async def test_who_is_invited_twice_is_told_apart_on_the_keys(town: Town, head: Phone) -> None:
    await say(town, head, "邀請", "王測試", "邀請", "王測試\n陳範例")
    await say(town, head, "人員")
    await tap(town, head, Invited)
    labels = await keys(head)
    assert "陳範例" in labels
    first, second = [one for one in labels if one.startswith("王測試　")]
    assert first != second


async def test_a_link_that_was_lost_is_made_anew_and_the_old_one_is_void(town: Town, head: Phone) -> None:
    await say(town, head, "邀請", "王測試")
    await say(town, head, "人員")
    await tap(town, head, Invited, OpenInvitation, Renew)
    old, new = await invitations(head)
    assert "已加入" not in await (await joins(town, code(old))).transcript()
    assert "已加入" in await (await joins(town, code(new))).transcript()
    with wire(town) as forged:
        await forged.press(head.id, Renew(1).data(), Renew(2).data(), Renew(3).data())
    assert len(await invitations(head)) == 2, "what is spent makes no new link"


async def test_an_invitation_that_expired_says_so(town: Town, head: Phone) -> None:
    await say(town, head, "邀請", "王測試")
    await town.later(days=8)
    await say(town, head, "人員")
    await tap(town, head, Invited)
    assert "已過期" in await text(head)


async def test_a_worker_becomes_the_primary_worker_of_the_villages_named(
    town: Town, supervisor: Phone
) -> None:
    await town.look(lambda db: network.assign(db, [VILLAGE], town.units["平鎮中心"]))
    await say(town, supervisor, "邀請", "平鎮區新勢里、火星里")
    assert "沒有這個里" in await text(supervisor)
    await say(town, supervisor, "平鎮區新勢里", "王測試")
    [one] = await invitations(supervisor)
    await joins(town, code(one))
    unit, worker = await town.look(lambda db: people.area(db, VILLAGE))
    assert unit == town.units["平鎮中心"].id
    assert worker is not None


async def test_nobody_but_an_administrator_invites_for_the_villages_of_another_centre(
    town: Town, supervisor: Phone
) -> None:
    """With the invitation the village went over: its reports came to the supervisor who had typed it."""
    theirs = town.units["桃園中心"]
    await town.look(lambda db: network.assign(db, [VILLAGE], theirs))
    await say(town, supervisor, "邀請", VILLAGE, "王測試")
    assert "由別的單位負責" in await text(supervisor)
    assert await invitations(supervisor) == []
    assert await town.look(lambda db: people.area(db, VILLAGE)) == (theirs.id, None)


async def test_a_village_that_has_gone_to_another_centre_meanwhile_stays_there(
    town: Town, supervisor: Phone
) -> None:
    own, theirs = town.units["平鎮中心"], town.units["桃園中心"]
    await town.look(lambda db: network.assign(db, [VILLAGE], own))
    await say(town, supervisor, "邀請", VILLAGE, "王測試")
    [one] = await invitations(supervisor)
    await town.look(lambda db: network.pass_on(db, own.id, theirs.id))
    await joins(town, code(one))
    assert await town.look(lambda db: people.area(db, VILLAGE)) == (theirs.id, None)


async def test_asked_again_for_villages_there_is_no_way_back_to_a_summary_that_is_none(
    town: Town, supervisor: Phone
) -> None:
    await say(town, supervisor, "邀請")
    assert "邀請社工，平鎮中心" in await text(supervisor)
    await say(town, supervisor, "火星里")
    assert await keys(supervisor) == ["略過", "🏠 首頁"]
    await tap(town, supervisor, SKIP)
    await say(town, supervisor, "王測試")
    assert len(await invitations(supervisor)) == 1


async def test_an_administrator_invites_to_any_unit_for_any_of_its_roles(
    town: Town, administrator: Phone
) -> None:
    await say(town, administrator, "邀請")
    assert "要邀請到哪個單位" in await text(administrator)
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=town.units["平鎮分局"].id), Invite)
    assert {"主管", "網絡單位窗口"} <= set(await keys(administrator))
    await tap(town, administrator, on(InviteAs, role="head"))
    await say(town, administrator, "謝主任")
    [one] = await invitations(administrator)
    head = await joins(town, code(one))
    await say(town, head, "人員")
    assert "平鎮分局" in await text(head)


async def test_who_asks_how_to_invite_is_asked_for_the_unit(town: Town) -> None:
    administrator = await town.join(Role.ADMIN, "李演練", unit="社會局", language="en")
    await say(town, administrator, "how do I invite somebody?")
    assert "To which unit do you invite?" in await text(administrator)


async def test_a_chief_is_invited_for_a_village(town: Town, administrator: Phone) -> None:
    unit = town.units["平鎮分局"]
    await town.look(lambda db: network.change(db, unit.id, kind="district", name="平鎮區公所"))
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=unit.id), Team, Invite)
    await tap(town, administrator, on(InviteAs, role="chief"))
    await say(town, administrator, VILLAGE, "林里長")
    [one] = await invitations(administrator)
    chief = await joins(town, code(one))
    assert VILLAGE in await chief.transcript()


async def test_more_than_ten_at_once_are_too_many(town: Town, head: Phone) -> None:
    await say(town, head, "邀請", "\n".join(f"王{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子"))
    assert "最多 10 位" in await text(head)
    assert not await invitations(head)


async def test_english_invitations(town: Town) -> None:
    head = await joined(town, Role.HEAD, "平鎮分局", "en")
    await say(town, head, "invite", "Kacaw Panay")
    [one] = await invitations(head)
    assert "Kacaw Panay" in one["text"]
    assert "once, within 7 days" in one["text"]


async def test_others_invite_nobody(town: Town, worker: Phone) -> None:
    await say(town, worker, "邀請")
    assert not await shows(worker, InviteAs)
    assert not await shows(worker, OpenPerson)
    assert not await invitations(worker)


@BOTH
async def test_a_village_that_is_none_is_asked_for_again_before_the_names(town: Town) -> None:
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    await say(town, supervisor, town.said("邀請", "invite"), town.said("桃花源", "Atlantis"))
    shown = await text(supervisor)
    assert town.said("桃園沒有這個里", "I do not know a village") in shown
    assert town.said("負責哪些里", "For which villages?") in shown
    await say(town, supervisor, VILLAGE)
    assert town.said("要邀請誰", "Who is invited?") in await text(supervisor)
