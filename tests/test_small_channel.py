"""A second messenger that can do little: the same conversations, and nothing that it can't take back."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from markupsafe import Markup
from msgspec.structs import replace
from sqlalchemy import insert, select

from casework.cases.case import State
from casework.staffing.people import Person, Role
from handlers.cases.reporters import Contact
from handlers.cases.reveal import Reveal
from handlers.ui.office import tell
from handlers.ui.screens import Screen
from sandbox import Phone
from storage.core.database import Database, Transaction
from storage.core.tables import addresses as address_table
from storage.core.tables import areas, cases, outbox
from storage.core.vault import Vault
from storage.forms import drafts
from storage.messages import inbox
from storage.reminders import nudges
from storage.staffing import addresses, invitations, people
from tests.handlers.reporting import NUMBER, opened, state
from tests.storage.databases import KINDS, migrated
from tests.support.phones import say, tap
from tests.support.small_channel import SMALL, Hand, Small
from tests.support.town import VILLAGE, Town, town_on

CHIEF, WORKER = "U-chief", "U-worker"
REFUSED = "這裡不顯示完整資料：在這裡傳出的訊息收不回來。請到 Telegram 看。"


@pytest.fixture
def small() -> Small:
    return Small()


@pytest.fixture(params=KINDS)
async def town(request: pytest.FixtureRequest, tmp_path: Path, small: Small) -> AsyncIterator[Town]:
    database = Database(migrated(request.param, tmp_path))
    async with town_on(database, Vault(secrets.token_bytes(32)), small) as town:
        yield town
    assert small.wrongs == []


async def joins(town: Town, small: Small, role: Role, address: str, contact: str) -> Hand:
    """Let somebody join by invitation on the small channel."""
    villages = (VILLAGE,) if role is Role.CHIEF else ()
    unit = town.units["平鎮中心"].id
    code = await town.look(lambda db: invitations.invite(db, role, unit, villages))
    hand = Hand(town, small, address)
    await hand.says(f"/start {code}", contact)
    return hand


async def who(town: Town, address: str) -> Person:
    """Return who has an address."""

    def known(db: Transaction) -> Person:
        found = people.speaker(db, addresses.token(db.vault, SMALL.name, address))
        assert found is not None
        return found.person

    return await town.look(known)


@pytest.fixture
async def chief_there(town: Town, small: Small) -> Hand:
    return await joins(town, small, Role.CHIEF, CHIEF, "林示範 0912345678")


@pytest.fixture
async def worker_there(town: Town, small: Small) -> Hand:
    hand = await joins(town, small, Role.WORKER, WORKER, "王測試 0922333444")
    person = await who(town, WORKER)
    theirs = insert(areas).values(village=VILLAGE, unit=person.unit, worker=person.id)
    await town.look(lambda db: db.connection.execute(theirs))
    return hand


async def reported(hand: Hand) -> str:
    """Report a household by words and quick replies; returns the number of the receipt."""
    await hand.says("隔壁小孩半夜一直哭，爸爸失業")
    await hand.presses("通報：沒有立即危險")
    await hand.says("高虛構 中正路100號")
    await hand.presses("不確定", "不確定", "可以打電話給我", "送出通報")
    found = NUMBER.search(hand.last.text)
    assert found, hand.transcript
    return found.group()


async def accepted(town: Town, chief: Hand, worker: Hand, screener: Phone) -> str:
    """Let a report of the chief be taken on by the worker; returns its number."""
    number = await reported(chief)
    await opened(town, screener, number)
    await tap(town, screener, "派給主責社工王測試", "確定派案")
    assert f"{number}：有個案派給您" in worker.last.text
    await worker.presses("查看")
    await worker.presses("接案")
    return number


async def case_of(town: Town, number: str) -> int:
    row = select(cases.c.id).where(cases.c.number == number)
    return int(await town.look(lambda db: db.connection.execute(row).scalar_one()))


async def test_a_chief_and_a_worker_live_the_story_on_a_channel_that_can_do_little(
    town: Town, chief_there: Hand, worker_there: Hand, screener: Phone
) -> None:
    number = await accepted(town, chief_there, worker_there, screener)
    assert await state(town, number) is State.IN_SERVICE
    assert f"{number}：負責的單位已接手處理" in chief_there.transcript
    assert "高虛構" not in worker_there.transcript


async def test_full_data_is_not_offered_where_it_can_not_be_taken_back_but_where_it_is_to_be_had(
    town: Town, chief_there: Hand, worker_there: Hand, screener: Phone
) -> None:
    await accepted(town, chief_there, worker_there, screener)
    assert not any("完整資料" in label for label in worker_there.last.keys)
    assert "🔓 完整資料：請到 Telegram 看。" in worker_there.last.text


async def test_full_data_is_refused_in_words_and_no_pin_is_asked_for(
    town: Town, chief_there: Hand, worker_there: Hand, screener: Phone
) -> None:
    number = await accepted(town, chief_there, worker_there, screener)
    case = await case_of(town, number)
    await worker_there.sends(Reveal(case).data())
    assert worker_there.last.text.startswith(REFUSED)
    assert number in worker_there.last.text, "and the case is there again"
    assert "密碼" not in worker_there.transcript
    assert "高虛構" not in worker_there.transcript


async def test_what_is_behind_the_pin_is_done_elsewhere_and_what_was_answered_stays(
    town: Town, worker_there: Hand
) -> None:
    await town.join(Role.WORKER, "鄭同仁")
    await worker_there.says("請假")
    await worker_there.presses("鄭同仁", "明天", "明天", "確定代理")
    assert "請勿在此輸入。請到 Telegram 辦理。" in worker_there.last.text
    assert any("確定代理" in label for label in worker_there.last.keys)


async def test_who_reported_is_refused_there_too_behind_an_open_pin(
    town: Town, chief_there: Hand, small: Small, screener: Phone
) -> None:
    number = await reported(chief_there)
    case = await case_of(town, number)
    await opened(town, screener, number)
    await tap(town, screener, "📞 聯絡通報人")
    await say(town, screener, "902817", "902817")
    assert "0912345678" in await screener.transcript()
    both = await second_address(town, small, screener)
    await both.sends(Contact(case).data())
    assert both.last.text.startswith(REFUSED)
    assert "0912345678" not in both.transcript


async def second_address(town: Town, small: Small, phone: Phone) -> Hand:
    """Let somebody on Telegram have the small messenger, too, and speak there last."""
    person = await town.person(phone)
    hand = Hand(town, small, "U-second")
    await town.look(lambda db: addresses.give(db, addresses.at(db, SMALL.name, hand.address), person))
    await hand.says("/start")
    return hand


async def pushed(town: Town, person: int, text: str) -> None:
    screen = Screen(Markup(text))
    await town.look(lambda db: tell(town.office, db, people.get(db, person), lambda wording: screen))
    await town.settle()


async def test_a_push_goes_where_somebody_spoke_last(town: Town, small: Small, screener: Phone) -> None:
    person = await town.person(screener)
    both = await second_address(town, small, screener)
    await pushed(town, person, "first")
    assert both.last.text == "first"
    await say(town, screener, "/start")
    await pushed(town, person, "second")
    assert (await screener.last())["text"] == "second"
    assert both.last.text == "first"


async def test_a_push_that_can_not_be_told_at_one_address_is_told_at_the_other(
    town: Town, small: Small, screener: Phone
) -> None:
    person = await town.person(screener)
    both = await second_address(town, small, screener)
    small.gone.add(both.address)
    await pushed(town, person, "told all the same")
    assert (await screener.last())["text"] == "told all the same"
    assert not (await town.look(lambda db: people.get(db, person))).blocked


async def test_a_nudge_stays_with_whose_it_is_while_they_can_be_reached_at_all(
    town: Town, small: Small, chief: Phone, screener: Phone
) -> None:
    both = await second_address(town, small, screener)
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, "通報：沒有立即危險", "不確定", "不確定", "不確定", "可以打電話給我", "送出通報")
    before = len(await screener.messages())
    small.gone.add(both.address)
    await town.later(days=4)
    person = await town.person(screener)
    assert await town.look(lambda db: nudges.latest(db, person, 5)), "it counts as told to them"
    heard = (await screener.messages())[before:]
    assert [one for one in heard if NUMBER.search(one["text"])], await screener.transcript()


async def test_somebody_is_out_of_reach_when_no_address_is_left(
    town: Town, small: Small, screener: Phone
) -> None:
    person = await town.person(screener)
    both = await second_address(town, small, screener)
    small.gone.add(both.address)
    await pushed(town, person, "one")
    await screener.block()
    await pushed(town, person, "two")
    assert (await town.look(lambda db: people.get(db, person))).blocked


async def test_each_address_has_a_form_of_its_own_on_its_screen(
    town: Town, small: Small, chief: Phone
) -> None:
    await say(town, chief, "隔壁小孩一直哭")
    await tap(town, chief, "通報：沒有立即危險")
    both = await second_address(town, small, chief)
    person = await town.person(chief)
    here, there = await town.look(lambda db: addresses.every(db, person))
    assert (here.channel, here.asking) == (SMALL.name, None)
    assert there.asking is not None
    await say(town, chief, "高虛構 中正路100號")
    assert "高虛構" not in both.transcript
    kept = await town.look(lambda db: drafts.mine(replace(db, speaker=people.get(db, person))))
    assert "高虛構" in str(kept[0].answers["household"])


async def test_what_is_not_a_name_with_a_number_does_not_join(town: Town, small: Small) -> None:
    hand = await joins(town, small, Role.CHIEF, CHIEF, "您好")
    assert "還差一步：請用一則訊息寫下您的姓名和電話" in hand.last.text
    await hand.says("林示範　０９１２３４５６７８")
    person = await who(town, CHIEF)
    assert (person.name, person.phone, person.villages) == ("林示範", "0912345678", (VILLAGE,))


async def test_a_stranger_there_hears_the_hotlines_and_leaves_no_trace(town: Town, small: Small) -> None:
    hand = Hand(town, small, "U-nobody")
    await hand.says("隔壁小孩一直哭 0912345678")
    assert "113" in hand.last.text
    await town.look(addresses.forget_strangers)
    strangers = select(address_table.c.id).where(address_table.c.person.is_(None))
    assert await town.look(lambda db: db.connection.execute(strangers).all()) == []
    assert await town.look(inbox.waiting) == []


async def test_what_waits_for_a_messenger_that_is_not_here_waits_on(
    town: Town, small: Small, worker_there: Hand
) -> None:
    person = await who(town, WORKER)
    del town.bot.sender._lanes[SMALL.name]
    await pushed(town, person.id, "later")
    await town.later(minutes=5)
    await town.bot.sender.take()
    waiting = select(outbox.c.attempts).where(outbox.c.sent_at.is_(None), outbox.c.dropped.is_(None))
    assert await town.look(lambda db: db.connection.execute(waiting).scalars().all()) == [1]
