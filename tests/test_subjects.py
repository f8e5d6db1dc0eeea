"""A duty can belong to what nobody knew when the house was built: it registers, and gets all there is."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.cases.history import History
from handlers.handover.handed import TakenOver
from handlers.policy import rehearsing
from handlers.reminders.duties import PutOff, Why
from handlers.reminders.to_do import ToDo
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import bare
from sandbox import Phone
from storage.core.database import Database
from storage.core.vault import Vault
from storage.policy import snapshot
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from tests.handlers.handover.test_handover import hand_over
from tests.handlers.reminders.test_duties import press
from tests.handlers.ringing import june, nudges, ring, stands_in
from tests.storage.databases import migrated
from tests.support import addressed, round_tables
from tests.support.phones import from_home, keys, say, tap, text
from tests.support.round_tables import RoundTable
from tests.support.town import Town, town_on

SIGN = "平鎮區-115-2"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    database = Database(migrated("sqlite", tmp_path))
    known: dict[str, Any] = {"subjects": round_tables.KINDS, "conversations": round_tables.TALKED_ABOUT}
    async with town_on(database, Vault(secrets.token_bytes(32)), **known) as town:
        await town.look(lambda db: round_tables.make(db.connection))
        yield town


@pytest.fixture
async def colleague(town: Town) -> Phone:
    return await town.join(Role.WORKER, "趙同事")


async def called(town: Town, worker: Phone) -> RoundTable:
    """Call a round table that somebody is to hold by the end of June."""
    unit, person = town.units["平鎮中心"].id, await town.person(worker)
    return await town.look(lambda db: round_tables.call(db, SIGN, unit, person, june(30, 18)))


async def owed(town: Town, one: RoundTable) -> Obligation:
    [duty] = await town.look(lambda db: obligations.of_subject(db, one.id))
    return duty


async def nudged(town: Town, worker: Phone) -> RoundTable:
    """Call one and let the day come on which its first nudge goes out."""
    one = await called(town, worker)
    rung = (await owed(town, one)).ladder.rung(0, town.office.rules)
    assert rung is not None
    await ring(town, rung[1])
    return one


async def test_it_is_nudged_about_by_its_sign_and_the_key_opens_its_card(town: Town, worker: Phone) -> None:
    one = await nudged(town, worker)
    [told] = await nudges(worker, SIGN)
    assert told["text"].startswith(SIGN)
    await tap(town, worker, OpenCard)
    assert await text(worker) == f"{SIGN} held: False"
    await tap(town, worker, round_tables.Hold)
    assert not await town.look(lambda db: obligations.of_subject(db, one.id))
    before = len(await nudges(worker, SIGN))
    await ring(town, june(30), june(30, 18), june(30, 19) + timedelta(days=3))
    assert len(await nudges(worker, SIGN)) == before


async def test_it_stands_in_todays_work_when_its_day_comes(town: Town, worker: Phone) -> None:
    await called(town, worker)
    await ring(town, june(29, 9))
    await from_home(town, worker, ToDo)
    assert SIGN in await text(worker)
    await tap(town, worker, OpenCard)
    assert await text(worker) == f"{SIGN} held: False"


async def test_a_key_that_comes_too_late_shows_how_it_stands(town: Town, worker: Phone) -> None:
    one = await called(town, worker)
    await press(town, worker, round_tables.Hold(one.id))
    assert await press(town, worker, round_tables.Hold(one.id)) == f"{SIGN} held: True"


async def test_who_may_not_see_it_does_not(town: Town, worker: Phone, colleague: Phone) -> None:
    one = await called(town, worker)
    for button in (OpenCard(one.id), History(one.id, 0), Why((await owed(town, one)).id)):
        assert SIGN not in await press(town, colleague, button)


async def test_it_can_be_put_off_once_and_asked_about(town: Town, worker: Phone) -> None:
    one = await nudged(town, worker)
    await tap(town, worker, PutOff)
    assert "再提醒您" in await text(worker)
    await say(town, worker, "/why")
    assert SIGN in await text(worker)
    assert "109 年實施計畫參、一–三、（四）" in await text(worker)
    entries = await press(town, worker, History(one.id, 0))
    assert entries.startswith(f"{SIGN} 歷程")
    assert "改為明天再提醒" in entries


async def test_a_deputy_hears_of_it_and_can_do_it(town: Town, worker: Phone, colleague: Phone) -> None:
    await stands_in(town, worker, colleague)
    await nudged(town, worker)
    assert not await nudges(worker, SIGN)
    assert await nudges(colleague, SIGN)
    await tap(town, colleague, OpenCard, round_tables.Hold)
    assert await text(colleague) == f"{SIGN} held: True"


async def test_a_handover_moves_it(town: Town, worker: Phone, colleague: Phone, supervisor: Phone) -> None:
    one = await called(town, worker)
    before = await owed(town, one)
    assert "• 其他事項：1" in await hand_over(town, supervisor)
    after = await owed(town, one)
    assert (after.duty, after.due) == (before.duty, before.due)
    assert after.person == await town.person(colleague)
    await tap(town, colleague, TakenOver)
    assert SIGN in " ".join(await keys(colleague))
    await press(town, colleague, round_tables.Hold(one.id))
    assert await text(colleague) == f"{SIGN} held: True"


async def test_other_rules_move_its_ladder_too_and_a_rehearsal_knows_it(town: Town, worker: Phone) -> None:
    one = await called(town, worker)
    await ring(town, june(1, 10))  # the first ring counts everything by the rules of now
    assert (await owed(town, one)).duty is Duty.HOLD_MEETING
    taken = await town.look(snapshot.take)
    policy, wording = town.office.rules.policy, town.office.wordings["zh_Hant_TW"]
    foretold = [
        (message.at, message.to, bare(rehearsing.said(message, policy, wording)))
        for message in rehearsing.rehearse(taken, policy, town.office.memory.calendar, town.clock.now, 29)
    ]
    assert foretold
    chats = await town.look(lambda db: {one: addressed.chat(db, one) for one in taken.roll.people})
    for at, to, said in foretold:
        await ring(town, at)
        phone = town.phones[chats[to]]
        assert said in [bare(each["text"]) for each in await phone.messages()], (at, said)
