"""What a malicious stranger tries: floods, guessed and shared invitations, PINs."""

import time

import pytest
from sqlalchemy import select

from bot.telegram.channel import PER_SECOND, limits
from casework.meetings.merit import MeritFigure
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from handlers.cases import reveal
from handlers.documents.handing_out import Format
from handlers.dossiers.card import PaperOf
from handlers.meetings.listing import YearOfMeetings
from handlers.meetings.merit import AdviseMerit, MeritActs, MeritOfUnit, ObjectToMerit, SendMerit
from handlers.meetings.papers.year import YearTable
from handlers.new_year.cold import ColdPage
from handlers.on_call.rota import ChooseOfficer
from handlers.on_site.card import BookDay, CountDay, SaveCount, StayAway
from handlers.rosters.centre_lists import RosterSheet
from handlers.rosters.dispatching import AskAll
from handlers.ui.buttons import Button
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import inbox
from storage.core.tables import invitations as invitations_table
from storage.core.tables import outbox as letters
from storage.messages import outbox
from storage.staffing import invitations, people
from tests.handlers.cases.test_reveal import full, unlock
from tests.handlers.meetings.district import met
from tests.handlers.meetings.test_conference import in_service
from tests.handlers.serving import open_card, served
from tests.support import addressed
from tests.support.forging import said, wire
from tests.support.phones import say, tap, text
from tests.support.town import VILLAGE, Town

FIRST, SECOND = 6_001, 6_002
WRONG = "918273"


@pytest.fixture
def limited(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A town within Telegram's limits."""
    monkeypatch.setattr(town.bot.messengers[0], "limits", limits())
    return town


async def answered_within(town: Town, phone: Phone, seconds: float) -> None:
    before = time.monotonic()
    await phone.say("隔壁小孩一直哭")
    await phone.hears("要用這段內容通報嗎")
    assert time.monotonic() - before < seconds


async def test_a_flood_is_answered_once_in_a_while_and_members_at_once(limited: Town, chief: Phone) -> None:
    flood = await Phone.of(limited.served.address, first_name="路人", started=True)
    updates = [{"update_id": 10**6 + number, **said(flood.id, text="x")} for number in range(200)]
    limited.bot.worker.arrived(await limited.look(lambda db: addressed.keep(db, updates)))
    await answered_within(limited, chief, 2)
    await limited.settle()
    assert len(await flood.messages()) == 1


async def test_letters_of_a_flooded_chat_take_nobodys_place(limited: Town, chief: Phone) -> None:
    flood = await Phone.of(limited.served.address, first_name="路人", started=True)

    def write(db: Transaction) -> None:
        for _ in range(5 * PER_SECOND):
            at = addressed.address(db, flood.id)
            outbox.write(db, at, LetterKind.MESSAGE, {"text": "x", "again": ""}, priority=Priority.REPLY)

    await limited.look(write)
    await answered_within(limited, chief, 3)


async def test_no_row_tells_who_was_told_what(town: Town, chief: Phone) -> None:
    await say(town, chief, "隔壁小孩一直哭")
    told = select(letters.c.address).where(letters.c.sent_at.isnot(None))
    assert set(await town.look(lambda db: db.connection.execute(told).scalars().all())) == {None}


async def invited(town: Town, role: Role = Role.CHIEF) -> str:
    villages = (VILLAGE,) if role is Role.CHIEF else ()
    return await town.look(lambda db: invitations.invite(db, role, town.units["平鎮中心"].id, villages))


@pytest.mark.parametrize(
    "contact",
    [
        {"phone_number": "1", "first_name": "x"},
        {"phone_number": "1", "first_name": "x", "user_id": 1},
        {"phone_number": "1", "first_name": "x", "user_id": SECOND},
        {"phone_number": "1", "first_name": "x", "user_id": -FIRST},
    ],
    ids=["nobody's", "the bot's", "another's", "a group's"],
)
async def test_only_the_own_contact_joins(town: Town, contact: dict[str, object]) -> None:
    code = await invited(town)
    with wire(town) as caught:
        await caught.hand(said(FIRST, **command(f"/start {code}")), said(FIRST, contact=contact))
    assert await town.look(lambda db: addressed.speaker(db, FIRST)) is None


async def test_of_two_who_race_for_an_invitation_one_joins(town: Town) -> None:
    code = await invited(town)
    both = (FIRST, SECOND)
    with wire(town) as caught:
        await caught.hand(*(said(chat, **command(f"/start {code}")) for chat in both))
        await caught.hand(*(said(chat, contact=own(chat)) for chat in both))
        await caught.hand(*(said(chat, contact=own(chat)) for chat in both))
    joined = [chat for chat in both if await town.look(lambda db, who=chat: addressed.speaker(db, who))]  # type: ignore[misc]
    assert len(joined) == 1


async def test_an_invitation_is_not_used_again_by_who_used_it(town: Town) -> None:
    code = await invited(town)
    with wire(town) as caught:
        start = said(FIRST, **command(f"/start {code}"))
        await caught.hand(start, said(FIRST, contact=own(FIRST)))
        await town.look(lambda db: people.change(db, 1, active=False))
        await caught.hand(start, said(FIRST, contact=own(FIRST)))
    assert await town.look(lambda db: addressed.speaker(db, FIRST)) is None


async def test_guesses_and_spent_codes_answer_alike(town: Town) -> None:
    code = await invited(town)
    with wire(town) as caught:
        await caught.hand(said(FIRST, **command(f"/start {code}")), said(FIRST, contact=own(FIRST)))
        spent = await caught.hand(said(SECOND, **command(f"/start {code}")))
        guess = await caught.hand(said(SECOND + 1, **command(f"/start {code[:-1]}x")))
        assert spent[0][0].content == guess[0][0].content


async def test_a_member_invited_to_another_role_has_that_role_alone(town: Town, chief: Phone) -> None:
    code = await invited(town, Role.CLERK)
    await say(town, chief, f"/start {code}")
    await chief.contact()
    await town.settle()
    person, _ = await town.look(lambda db: addressed.speaker(db, chief.id))  # type: ignore[misc]
    assert (person.role, person.villages) == (Role.CLERK, ())
    spent = select(invitations_table.c.id).where(invitations_table.c.used_by.is_(None))
    assert await town.look(lambda db: db.connection.execute(spent).all()) == []


async def test_a_pin_cannot_be_tried_for_ever_over_cards_drafts_and_restarts(
    town: Town, worker: Phone
) -> None:
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await town.later(minutes=16)
    for way in ("🔓 看完整資料", "◀ 返回", "🔓 看完整資料"):
        await tap(town, worker, way)
    await say(town, worker, WRONG, WRONG, "/start")
    town.office.memory.cards.clear()  # what a restart forgets
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, WRONG, WRONG, WRONG)
    assert "密碼錯太多次" in await text(worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, "405162")
    assert len(await full(worker)) == 1


async def test_a_key_with_another_things_number_or_no_day_answers_that_it_is_out_of_date(
    town: Town, worker: Phone
) -> None:
    """It is no fault that is tried three times and told to the operator."""
    there = await met(town)
    case = await in_service(there, worker)
    ask = case.ask(unit=town.units["平鎮衛生所"].id, kind=UnitKind.HEALTH, to=None, at=case.reported_at)
    seat = (await town.look(lambda db: cases.save(db, case, ask, "case.asked"))).joint[0].id
    keys: dict[Phone, list[Button]] = {
        there.bureau: [
            *(SendMerit(case.id), YearOfMeetings(0, 0), YearTable(10**17, Format.XLSX)),
            *(AdviseMerit(0, 1), AdviseMerit(9_999, 1), PaperOf(seat, "x"), ColdPage(case.id, 0)),
        ],
        worker: [
            *(key(case.id, day) for key in (BookDay, StayAway) for day in (0, 739_000, 10**17)),
            CountDay(case.id, 739_000, ""),
            SaveCount(case.id, -1, "0.0.0.0.0.0"),
        ],
        there.supervisor: [
            ChooseOfficer(town.units["平鎮中心"].id, 0, 0),
            AskAll(case.id),
            RosterSheet(case.id),
            *(
                key
                for year in (0, 9_999, 10**17)
                for key in (
                    MeritOfUnit(year, town.units["平鎮中心"].id),
                    MeritActs(year, town.units["平鎮中心"].id, MeritFigure.HELD, 0),
                    ObjectToMerit(year, town.units["平鎮中心"].id),
                )
            ),
        ],
    }
    with wire(town) as caught:
        for phone, pressed in keys.items():
            answers = await caught.press(phone.id, *(one.data() for one in pressed))
            assert len(answers) == len(pressed)
    failed = select(inbox.c.id).where(inbox.c.attempts > 0)
    assert await town.look(lambda db: db.connection.execute(failed).all()) == []


def own(chat: int) -> dict[str, object]:
    return {"phone_number": "886911222333", "first_name": "某人", "user_id": chat}


def command(words: str) -> dict[str, object]:
    return {"text": words, "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
