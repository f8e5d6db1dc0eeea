"""A phone is lost: access ends at once, what was shown goes, and its owner comes back by voice."""

import re

import pytest
from sqlalchemy import select

from bot.telegram.telling import PLACE
from casework.staffing.people import Role
from handlers.cases import reveal
from handlers.forms.pin import AskForPin, ChoosePin
from handlers.staffing.inviting import InvitedAnywhere, OpenInvitation, Revoke
from handlers.staffing.locking import LockMine, LockMineNow
from handlers.staffing.people import GivePin, MyTeam, OpenPerson, Readmit, Suspend
from handlers.staffing.suspending import SuspendNow
from sandbox import Phone
from storage.core.tables import people
from storage.staffing import invitations
from tests.handlers.serving import open_card, served
from tests.support import addressed
from tests.support.certain import certain
from tests.support.keys import has, on
from tests.support.phones import from_home, keys, proven, say, signed, tap, text
from tests.support.town import Town

PIN = "405162"
FULL = "王小明"


async def told(supervisor: Phone) -> str:
    """Return the PIN to begin with that stands on the supervisor's screen."""
    found = certain(re.search(r"(?:起始密碼：|begin with: )(\d{3}) (\d{3})", await text(supervisor)))
    return found[1] + found[2]


@pytest.mark.parametrize(("language", "words"), [("zh-hant", "遺失手機"), ("en", "lost phone")])
async def test_who_lost_their_phone_locks_it_and_comes_back_with_a_pin_that_was_told_to_them(
    town: Town, language: str, words: str
) -> None:
    supervisor = await town.join(Role.SUPERVISOR, "張樣本", language=language)
    worker = await town.join(Role.WORKER, "王測試", language=language)
    await town.responsible(worker)
    case, person = await served(town, worker), await town.person(worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, PIN, PIN)
    assert FULL in await worker.transcript()
    await say(town, worker, words)
    await tap(town, worker, LockMineNow)
    assert FULL not in await worker.transcript(), "it goes with the act, not at the next ring of the bell"
    await say(town, worker, case.number)
    assert "1925" in await text(worker)
    pushed = await text(supervisor)
    assert "王測試" not in pushed
    assert await has(supervisor, OpenPerson)
    await town.later(days=9, hours=1)
    assert case.number in await supervisor.transcript(), "what they owe goes up"

    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=person))
    await signed(town, supervisor, Readmit)
    pin = await told(supervisor)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, "918273")
    assert FULL not in await text(worker), "who found the phone does not know the PIN that was told"
    await say(town, worker, pin, "730518", "730518")
    assert FULL in await worker.transcript()
    for typed in (PIN, pin, "730518"):
        assert typed not in await worker.transcript()
    await town.later(minutes=16)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, pin)
    assert await has(worker, reveal.Reveal) is False, "it worked once"


@pytest.mark.parametrize(
    "words", ["我的手機不見了", "手機被偷了", "我手機掉了", "I lost my phone", "my phone was stolen"]
)
async def test_a_lost_phone_is_understood_however_it_is_said(town: Town, worker: Phone, words: str) -> None:
    """It was looked for among the cases, and from a chief it began a report."""
    await say(town, worker, words)
    assert await has(worker, LockMineNow)


async def test_where_nobody_else_can_help_nobody_is_said_to_have_heard(town: Town) -> None:
    """An administrator alone was told that their supervisor calls them, and that who leads lets them in."""
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    await town.later(minutes=61)
    await say(town, administrator, "忘記密碼")
    await tap(town, administrator, AskForPin)
    assert "督導會打電話" not in await text(administrator)
    assert "目前沒有人可以給您密碼" in await text(administrator)
    unit = town.units["社會局"].id
    code = await town.look(lambda db: invitations.invite(db, Role.ADMIN, unit, ()))
    await say(town, administrator, f"/start {code}")
    await administrator.contact()
    await town.settle()
    await tap(town, administrator, ChoosePin)
    await say(town, administrator, PIN, PIN)
    assert "分鐘內不必再輸入密碼" in await administrator.transcript()
    await say(town, administrator, "/lock")
    await tap(town, administrator, LockMine)
    assert "目前沒有其他人可以讓您恢復使用" in await text(administrator)
    await tap(town, administrator, LockMineNow)
    assert "目前沒有其他人可以讓您恢復使用" in await text(administrator)


async def test_a_pin_that_was_told_is_asked_for_and_expires(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    await served(town, worker)
    person = await town.person(worker)
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=person))
    await signed(town, supervisor, GivePin)
    pin = await told(supervisor)
    await town.later(hours=25)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal, AskForPin)
    assert "王測試" not in await text(supervisor)
    await signed(town, supervisor, on(OpenPerson, person=person), GivePin)
    assert await told(supervisor) != pin
    hashed = await town.look(lambda db: db.connection.execute(select(people.c.pin)).scalars().all())
    assert pin not in str(hashed)


@pytest.mark.parametrize("way", [GivePin, Readmit], ids=["forgotten", "let back in"])
async def test_a_pin_that_was_given_leaves_the_screen_as_what_is_in_full_does(
    town: Town, supervisor: Phone, worker: Phone, way: type[GivePin | Readmit]
) -> None:
    """Whoever finds the supervisor's phone open reads no PIN of before."""
    person = await town.person(worker)
    if way is Readmit:
        await say(town, worker, "/lock")
        await tap(town, worker, LockMineNow)
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=person))
    await signed(town, supervisor, way)
    pin = await told(supervisor)
    shown = f"{pin[:3]} {pin[3:]}"
    [message] = [one for one in await supervisor.messages() if shown in one["text"]]
    assert message["protected"]
    answers = [one["answer"] for one in town.served.state.calls if one["request"].get("text") == PLACE]
    placed = [one["result"]["message_id"] for one in answers]
    assert message["id"] in placed, "no crash leaves another"
    await town.later(minutes=14)
    assert shown in await supervisor.transcript()
    await town.later(minutes=2)
    assert shown not in await supervisor.transcript()


async def test_who_leads_people_locks_one_of_them_by_name_and_nobody_elses(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    other = await town.join(Role.WORKER, "王外人", unit="桃園中心")
    await say(town, supervisor, "鎖定 王")
    assert not await has(supervisor, on(Suspend, person=await town.person(other)))
    await tap(town, supervisor, on(Suspend, person=await town.person(worker)), SuspendNow)
    await say(town, worker, "/home")
    assert "1925" in await text(worker)
    await say(town, supervisor, "/lock")
    await tap(town, supervisor, LockMine)
    assert await has(supervisor, LockMineNow)


async def test_the_invitations_of_who_is_locked_out_let_nobody_in(town: Town, supervisor: Phone) -> None:
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    await proven(town, supervisor)
    await say(town, supervisor, "邀請", "略過", "陳假人")
    await from_home(town, administrator, InvitedAnywhere)
    assert "陳假人，社工" in await text(administrator)
    assert "邀請人：張樣本" in await text(administrator)
    await say(town, supervisor, "鎖定")
    await tap(town, supervisor, LockMine, LockMineNow)
    assert "鎖定了自己的權限" in await text(administrator), "nobody else leads the unit"
    await from_home(town, administrator, InvitedAnywhere)
    assert "陳假人" not in await text(administrator)


async def test_an_administrator_sees_every_open_invitation_and_revokes_it(town: Town) -> None:
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    unit = town.units["平鎮中心"].id
    code = await town.look(lambda db: invitations.invite(db, Role.SUPERVISOR, unit, (), "范冒名"))
    await from_home(town, administrator, InvitedAnywhere)
    assert (await keys(administrator)).count("🏠 首頁") == 1
    await tap(town, administrator, OpenInvitation, Revoke)
    phone = await Phone.of(town.served.address, first_name="范冒名", phone="886912000222")
    await say(town, phone, f"/start {code}")
    await phone.contact()
    await town.settle()
    assert await town.look(lambda db: addressed.speaker(db, phone.id)) is None


async def test_who_joined_by_the_command_line_is_told_to_the_administrators(town: Town) -> None:
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    await town.join(Role.WORKER, "王測試")
    assert "系統管理指令產生的邀請" in await text(administrator)
    assert "王測試" not in await administrator.transcript()


async def test_a_name_that_is_taken_for_a_colleagues_is_asked_for_again(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    await town.join(Role.WORKER, "王日昇")
    await proven(town, supervisor)
    await say(town, supervisor, "邀請", "略過", "王曰昇")
    assert "幾乎一樣" in await text(supervisor)
    await say(town, supervisor, "Аnna")
    assert "中文或英文字母" in await text(supervisor)
    await say(town, supervisor, "王曰昇（桃園）")
    assert "王曰昇(桃園)" in await supervisor.transcript()
