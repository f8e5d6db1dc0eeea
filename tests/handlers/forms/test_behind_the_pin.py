"""What can't be taken back is behind the PIN, and nothing of it is lost while the PIN is typed."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from casework.cases.case import State
from casework.staffing.people import Role
from casework.staffing.pin import PinKind
from handlers.forms import form_cards
from handlers.forms.pin import AskForPin
from handlers.forms.unfinished import Unfinished
from handlers.handover import handing
from handlers.screening import undo
from handlers.service import closing, deciding
from handlers.staffing.inviting import OpenInvitation, Renew
from handlers.staffing.leave import Deputy
from handlers.staffing.people import (
    Become,
    ChooseRole,
    GivePin,
    Invited,
    MyTeam,
    OpenPerson,
    Readmit,
    Suspend,
)
from handlers.staffing.roll import ChangePeople
from handlers.staffing.suspending import SuspendNow
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.core.tables import people as rows
from storage.staffing import invitations, leaves, people
from storage.staffing.invitations import invite
from tests.handlers.handover.test_handover import preview
from tests.handlers.reporting import dispatched, state
from tests.handlers.serving import open_card, read, served
from tests.support import lists
from tests.support.keys import SEND, Key, has, on
from tests.support.phones import PIN, from_home, proven, say, signed, tap, text
from tests.support.town import VILLAGE, Town

Did = Callable[[], Awaitable[bool]]
Door = Callable[[Town], Awaitable[tuple[Phone, Key, Did]]]
"""Goes up to it: who stands there, the last key or words, and whether it was done."""
WRONG = "918273"


async def naming_a_deputy(town: Town) -> tuple[Phone, Key, Did]:
    worker = await town.join(Role.WORKER, "王測試")
    await town.join(Role.WORKER, "鄭同仁")
    await say(town, worker, "請假")
    await tap(town, worker, Deputy)
    await say(town, worker, "6/2", "6/8")
    person = await town.person(worker)

    async def did() -> bool:
        return bool(await town.look(lambda db: leaves.of_person(db, person)))

    return worker, SEND, did


async def handing_over(town: Town) -> tuple[Phone, Key, Did]:
    worker = await town.join(Role.WORKER, "王測試")
    await town.join(Role.WORKER, "趙同事")
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    case = await served(town, worker)
    await preview(town, supervisor)

    async def did() -> bool:
        return (await read(town, case)).worker != case.worker

    return supervisor, handing.HandOver, did


async def undoing(town: Town) -> tuple[Phone, Key, Did]:
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    screener = await town.join(Role.SCREENER, "陳範例", unit="家防中心")
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    number = await dispatched(town, chief, screener)
    await say(town, administrator, number)
    await tap(town, administrator, undo.Undo)
    await say(town, administrator, "派錯單位")

    async def did() -> bool:
        return await state(town, number) is State.SCREENING

    return administrator, SEND, did


async def closing_a_case(town: Town) -> tuple[Phone, Key, Did]:
    worker = await town.join(Role.WORKER, "王測試")
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "案家已穩定")
    await tap(town, worker, SEND)
    await tap(town, supervisor, OpenCard, deciding.Approve)

    async def did() -> bool:
        return (await read(town, case)).state is State.CLOSED

    return supervisor, deciding.CloseNow, did


async def inviting(town: Town) -> tuple[Phone, Key, Did]:
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮分局")
    await say(town, head, "邀請")

    async def did() -> bool:
        unit = town.units["平鎮分局"].id
        return bool(await town.look(lambda db: invitations.of_unit(db, unit)))

    return head, "王測試", did


async def inviting_anew(town: Town) -> tuple[Phone, Key, Did]:
    head, unit = await town.join(Role.HEAD, "謝主任", unit="平鎮分局"), town.units["平鎮分局"].id
    await town.look(lambda db: invite(db, Role.LIAISON, unit, (), "王測試"))
    [before] = await town.look(lambda db: invitations.of_unit(db, unit))
    await say(town, head, "人員")
    await tap(town, head, Invited, OpenInvitation)

    async def did() -> bool:
        return await town.look(lambda db: invitations.of_unit(db, unit)) != [before]

    return head, Renew, did


async def letting_back_in(town: Town) -> tuple[Phone, Key, Did]:
    supervisor, person = await _over_a_worker(town)
    await tap(town, supervisor, Suspend, SuspendNow)

    async def did() -> bool:
        return (await town.look(lambda db: people.get(db, person))).active

    return supervisor, Readmit, did


async def giving_a_pin(town: Town) -> tuple[Phone, Key, Did]:
    supervisor, person = await _over_a_worker(town)

    async def did() -> bool:
        kinds = select(rows.c.pin_kind).where(rows.c.id == person)
        return await town.look(lambda db: db.connection.execute(kinds).scalar_one()) == PinKind.GIVEN

    return supervisor, GivePin, did


async def giving_a_role(town: Town) -> tuple[Phone, Key, Did]:
    head = await town.join(Role.HEAD, "謝主任")
    person = await town.person(await town.join(Role.WORKER, "王測試"))
    await from_home(town, head, MyTeam, on(OpenPerson, person=person), ChooseRole)

    async def did() -> bool:
        return (await town.look(lambda db: people.get(db, person))).role is Role.SUPERVISOR

    return head, on(Become, role="supervisor"), did


async def changing_people_by_a_table(town: Town) -> tuple[Phone, Key, Did]:
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮分局")
    await head.document("名冊.xlsx", lists.book(["單位", "角色", "姓名"], ["平鎮分局", "窗口", "王測試"]))
    await town.settle()

    async def did() -> bool:
        unit = town.units["平鎮分局"].id
        return bool(await town.look(lambda db: invitations.of_unit(db, unit)))

    return head, ChangePeople, did


async def _over_a_worker(town: Town) -> tuple[Phone, int]:
    """Open the card of a worker, as who leads them."""
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    person = await town.person(await town.join(Role.WORKER, "王測試"))
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=person))
    return supervisor, person


async def go(town: Town, phone: Phone, last: Key) -> None:
    """Press the last key, or type the last answer."""
    await (say(town, phone, last) if isinstance(last, str) else tap(town, phone, last))


ENTRUSTING = [naming_a_deputy, handing_over, undoing, closing_a_case]
LETTING_IN = [
    *(inviting, inviting_anew, letting_back_in, giving_a_pin, giving_a_role, changing_people_by_a_table)
]
DOORS = [*ENTRUSTING, *LETTING_IN]


@pytest.mark.parametrize("door", DOORS)
async def test_it_is_done_with_the_pin_alone_and_goes_on_after_it(town: Town, door: Door) -> None:
    phone, last, did = await door(town)
    await go(town, phone, last)
    await say(town, phone, PIN, WRONG)
    assert "兩次輸入不同" in await text(phone)
    assert not await did()
    await say(town, phone, PIN, PIN)
    assert await did()
    assert PIN not in await phone.transcript()
    assert not await has(phone, Unfinished)


async def test_who_left_the_question_for_the_pin_loses_no_answer_the_next_time(town: Town) -> None:
    phone, last, did = await inviting(town)
    await go(town, phone, last)
    await say(town, phone, "首頁", "邀請", "王測試")
    await say(town, phone, PIN, PIN)
    assert await did()


async def test_who_is_locked_out_hears_it_and_goes_on_with_the_form_later(town: Town) -> None:
    phone, key, did = await naming_a_deputy(town)
    await proven(town, phone)
    await town.later(minutes=16)
    await tap(town, phone, key)
    await say(town, phone, *[WRONG] * 5)
    assert "密碼錯太多次" in await text(phone)
    assert not await did()
    await town.later(hours=1)
    await proven(town, phone)
    await from_home(town, phone, Unfinished, form_cards.Resume, on(form_cards.Resume, step="on"), key)
    assert await did()


async def test_who_has_no_pin_hears_who_gives_one_and_the_form_waits(town: Town) -> None:
    phone, key, did = await naming_a_deputy(town)
    await town.later(minutes=61)
    await tap(town, phone, key)
    assert "您目前沒有密碼" in await text(phone)
    assert await has(phone, AskForPin)
    assert not await did()
    await from_home(town, phone, Unfinished, form_cards.Resume, on(form_cards.Resume, step="on"))
    await signed(town, phone, key)
    assert await did()
