"""Joining by invitation, and what strangers hear."""

import pytest

from casework.staffing.people import Role
from handlers.ui import menu
from sandbox import Phone
from storage.messages import inbox
from storage.staffing import invitations
from tests.support.town import VILLAGE, Town


async def stranger(town: Town, language: str = "zh-hant") -> Phone:
    return await Phone.of(
        town.served.address, first_name="路人", phone="886900111222", language_code=language
    )


async def test_a_stranger_gets_the_hotlines_and_nothing_is_kept(town: Town) -> None:
    phone = await stranger(town)
    await phone.say("隔壁小孩一直哭 A123456789")
    heard = await phone.hears("113")
    for number in ("110", "119", "1957", "1925"):
        assert number in heard["text"]
    await town.settle()
    assert await town.look(inbox.waiting) == []


async def test_a_chief_joins_by_invitation_and_the_own_contact(town: Town, chief: Phone) -> None:
    home = await chief.last()
    assert VILLAGE in home["text"]
    assert any("通報" in label for row in await chief.buttons() for label in row)


async def test_an_invitation_works_once(town: Town) -> None:
    code = await town.look(
        lambda db: invitations.invite(db, Role.CHIEF, town.units["平鎮中心"].id, [VILLAGE])
    )
    first, second = await stranger(town), await stranger(town)
    await first.say(f"/start {code}")
    await town.settle()
    await second.say(f"/start {code}")
    await second.hears("邀請")
    await second.contact()
    await town.settle()
    assert "已加入" not in await second.transcript()


async def test_somebody_elses_contact_is_refused(town: Town) -> None:
    code = await town.look(
        lambda db: invitations.invite(db, Role.CHIEF, town.units["平鎮中心"].id, [VILLAGE])
    )
    phone = await stranger(town)
    await phone.say(f"/start {code}")
    await town.settle()
    await phone.contact(phone_number="886911222333", first_name="別人", user_id=1)
    heard = await phone.hears("自己的聯絡資訊")
    assert "我的聯絡資訊" in str(heard), "the keyboard is there once more"


async def test_an_invitation_expires(town: Town) -> None:
    code = await town.look(
        lambda db: invitations.invite(db, Role.CHIEF, town.units["平鎮中心"].id, [VILLAGE])
    )
    await town.later(days=8)
    phone = await stranger(town, "en")
    await phone.say(f"/start {code}")
    await phone.hears("expired")


async def test_who_opened_the_invitation_and_types_words_hears_what_is_left_to_do(town: Town) -> None:
    code = await town.look(
        lambda db: invitations.invite(db, Role.CHIEF, town.units["平鎮中心"].id, [VILLAGE])
    )
    phone = await stranger(town)
    await phone.say(f"/start {code}")
    await town.settle()
    for words in ("你好", "/start", "/report"):
        await phone.say(words)
        await town.settle()
        assert "還差一步：請按下方「📱 分享我的聯絡資訊」" in (await phone.last())["text"]
    await phone.press("分享我的聯絡資訊")
    await town.settle()
    assert "守望" in (await phone.last())["text"]


@pytest.mark.parametrize("role", [Role.WORKER, Role.LIAISON, Role.CLERK])
async def test_home_says_what_to_do(town: Town, role: Role) -> None:
    phone = await town.join(role, "王測試")
    assert len((await phone.last())["text"].splitlines()) == 3


async def test_the_menu_leads_home(town: Town) -> None:
    chinese = town.office.wordings["zh_Hant_TW"]
    assert menu.commands(Role.CHIEF, chinese)["start"] == "首頁"
