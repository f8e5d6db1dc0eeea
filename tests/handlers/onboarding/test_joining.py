"""Joining by invitation, and what strangers hear."""

import pytest

from casework.cases.case import State
from casework.staffing.people import Role
from casework.staffing.pin import PinStage
from handlers.forms.pin import AskForPin, ChoosePin
from handlers.intake.reporting import NewReport
from handlers.ui import menu
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import areas
from storage.messages import inbox
from storage.staffing import invitations, people, pins
from tests.handlers.serving import served
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.keys import has
from tests.support.phones import say, tap, text
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
    await town.settle()
    assert "自己的聯絡資訊" in str((await phone.last())["text"])
    assert any("聯絡資訊" in label for row in await phone.buttons() for label in row)


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


async def test_who_has_a_case_open_becomes_nothing_else_by_an_invitation(town: Town, worker: Phone) -> None:
    case, unit = await served(town, worker), town.units["平鎮中心"].id
    code = await town.look(lambda db: invitations.invite(db, Role.SUPERVISOR, unit, []))
    for _ in range(2):  # and what it was is still there afterwards: nothing is spent
        await say(town, worker, f"/start {code}")
        await worker.contact()
        await town.settle()
        assert "您手上還有工作" in await text(worker)
    person = await town.look(lambda db: people.get(db, case.worker or 0))
    assert person.role is Role.WORKER
    await town.look(
        lambda db: save(db, with_facts(case, state=State.CLOSED, closed_at=db.now), "case.closed")
    )
    await town.look(lambda db: db.connection.execute(areas.delete()))
    await say(town, worker, f"/start {code}")
    await worker.contact()
    await town.settle()
    assert (await town.look(lambda db: people.get(db, person.id))).role is Role.SUPERVISOR


@pytest.mark.parametrize("role", [Role.WORKER, Role.LIAISON, Role.CLERK])
async def test_home_says_what_to_do(town: Town, role: Role) -> None:
    phone = await town.join(role, "王測試")
    assert len((await phone.last())["text"].splitlines()) == 3


async def test_the_menu_leads_home(town: Town) -> None:
    chinese = town.office.wordings["zh_Hant_TW"]
    assert menu.commands(Role.CHIEF, chinese)["start"] == "首頁"


@pytest.mark.parametrize(
    ("first", "last", "called"),
    [
        ("Kacaw", "Panay", "Kacaw Panay"),
        ("小明", "王", "王小明"),
        ("…", None, "886911222333"),
        ("🙂", "·", "886911222333"),
        ("\u3164", None, "886911222333"),
    ],
    ids=["latin", "han", "dots", "signs", "invisible"],
)
async def test_a_name_is_taken_as_people_are_called(
    town: Town, first: str, last: str | None, called: str
) -> None:
    code = await town.look(
        lambda db: invitations.invite(db, Role.CHIEF, town.units["平鎮中心"].id, [VILLAGE])
    )
    phone = await stranger(town)
    await phone.say(f"/start {code}")
    await town.settle()
    names = {"first_name": first} | ({"last_name": last} if last else {})
    await phone.contact(phone_number="886911222333", user_id=phone.id, **names)
    await town.settle()
    known = await town.look(lambda db: addressed.speaker(db, phone.id))
    assert known is not None
    assert known[0].name == called


async def test_who_invited_hears_that_a_colleague_has_the_same_telephone(town: Town, worker: Phone) -> None:
    boss = await town.join(Role.SUPERVISOR, "張樣本")
    mine, unit = await town.person(worker), town.units["平鎮中心"].id
    number = (await town.look(lambda db: people.get(db, mine))).phone

    def by_boss(db: Transaction) -> str:
        addressed.speaks(db, boss.id)
        return invitations.invite(db, Role.WORKER, unit, [])

    code = await town.look(by_boss)
    phone = await stranger(town)
    await phone.say(f"/start {code}")
    await town.settle()
    await phone.contact(
        phone_number=f"886{number.replace('-', '')[1:]}", user_id=phone.id, first_name="鄭同仁"
    )
    await town.settle()
    assert "電話相同" in await boss.transcript()
    assert "王測試" in await boss.transcript()


async def test_the_pin_is_chosen_while_joining_and_later_only_with_the_supervisors_word(
    town: Town, chief: Phone
) -> None:
    early, late = await town.join(Role.WORKER, "王測試"), await town.join(Role.WORKER, "趙同事")
    await tap(town, early, ChoosePin)
    await say(town, early, "405162", "405162")
    assert "405162" not in await early.transcript()
    await town.later(minutes=61)
    await tap(town, late, ChoosePin)
    assert await has(late, AskForPin)
    await say(town, late, "730518")
    assert "730518" not in await late.transcript()
    await tap(town, early, ChoosePin)
    assert not await has(early, AskForPin)
    assert not await has(chief, ChoosePin), "who is never shown full data has none"


async def invited_by(town: Town, phone: Phone, role: Role, unit: str = "平鎮中心") -> str:
    def invite(db: Transaction) -> str:
        addressed.speaks(db, phone.id)
        return invitations.invite(db, role, town.units[unit].id, [VILLAGE])

    return await town.look(invite)


async def test_who_tries_the_link_they_made_keeps_it_good_for_whom_it_is_for(
    town: Town, supervisor: Phone
) -> None:
    """The link was taken up by who made it, and told the one it was for that it was used."""
    code = await invited_by(town, supervisor, Role.WORKER)
    await say(town, supervisor, f"/start {code}")
    assert "這是您自己產生的邀請" in await text(supervisor)
    await supervisor.contact()
    await town.settle()
    person = await town.person(supervisor)
    assert (await town.look(lambda db: people.get(db, person))).role is Role.SUPERVISOR
    phone = await stranger(town)
    await say(town, phone, f"/start {code}")
    await phone.contact()
    await town.settle()
    assert "已加入" in await phone.transcript()


async def test_who_opens_the_link_by_which_they_joined_goes_home(town: Town) -> None:
    """A link in a chat is tapped again to come back: it said that it was used, and to ask for a new one."""
    boss = await town.join(Role.SUPERVISOR, "張樣本")
    code = await invited_by(town, boss, Role.CHIEF)
    phone, other = await stranger(town), await town.join(Role.CHIEF, "陳假人")
    await say(town, phone, f"/start {code}")
    await phone.contact()
    await town.settle()
    await say(town, phone, f"/start {code}")
    assert "已用過或過期" not in await phone.transcript()
    assert await has(phone, NewReport)
    await say(town, other, f"/start {code}")
    assert "已用過或過期" in await text(other)


async def test_who_is_here_hears_what_they_would_become_and_still_sends_the_contact_of_a_household(
    town: Town, chief: Phone
) -> None:
    """Until the invitation expired, each contact they sent was refused as not being their own."""
    boss = await town.join(Role.ADMIN, "李預設", unit="社會局")
    code = await invited_by(town, boss, Role.SUPERVISOR, "桃園中心")
    await say(town, chief, f"/start {code}")
    assert "您現在是里長，平鎮中心。分享聯絡資訊後，改為督導，桃園中心。" in await text(chief)
    await chief.contact(phone_number="0912345678", first_name="陳範例", user_id=1)
    await town.settle()
    assert "自己的聯絡資訊" not in await text(chief)
    assert "要用這段內容通報嗎？" in await text(chief)


async def test_who_is_here_chooses_no_pin_by_an_invitation(town: Town, worker: Phone) -> None:
    """Whoever held an open phone of who invites made an invitation there, followed it, and chose a PIN."""
    boss = await town.join(Role.ADMIN, "李預設", unit="社會局")
    await tap(town, worker, ChoosePin)
    await say(town, worker, "405162", "405162")
    await town.later(minutes=61)
    code = await invited_by(town, boss, Role.WORKER)
    await say(town, worker, f"/start {code}")
    await worker.contact()
    await town.settle()
    assert (await worker.transcript()).count("請現在設定您的密碼") == 1
    person = await town.person(worker)

    def stage(db: Transaction) -> PinStage:
        db.speaker = people.get(db, person)
        return pins.stage(db)

    assert await town.look(stage) is PinStage.ENTER
