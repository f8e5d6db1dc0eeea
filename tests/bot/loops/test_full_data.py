"""Full data on its way to the phone: judged in its last moment, and taken back whatever happened to it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import force_setattr
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from actions.staffing import people as managing
from bot.messenger import Gone, Refused, Unreachable
from bot.telegram.messenger import Telegram
from sandbox import Phone
from storage.core.letters import Letter, LetterKind
from storage.core.tables import seats
from storage.messages import outbox, witness
from storage.staffing import people
from tests.handlers.cases.test_reveal import full, unlock
from tests.handlers.serving import open_card, served
from tests.support.town import Town

Tell = Callable[[Letter], Awaitable[int | None]]


@pytest.fixture
def telegram(town: Town) -> Telegram:
    [one] = town.bot.messengers
    assert isinstance(one, Telegram)
    return one


@pytest.fixture
def tells(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Let something else happen where full data is told: it is given the letter, and how it would be told."""
    tell = telegram.tell

    def instead(happens: Callable[[Letter, Tell], Awaitable[int | None]]) -> None:
        async def told(letter: Letter) -> int | None:
            return await (tell(letter) if letter.right is None else happens(letter, tell))

        monkeypatch.setattr("bot.loops.send.PATIENCE", (0.05,))
        monkeypatch.setattr(telegram, "tell", told)

    return instead


async def asked(town: Town, worker: Phone) -> None:
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_is_told_again_stands_in_one_message_and_goes(
    town: Town, worker: Phone, tells: Any, arrived: bool
) -> None:
    tries: list[int | None] = []

    async def lost(letter: Letter, tell: Tell) -> int | None:
        tries.append(letter.edits)
        if len(tries) > 2:
            return await tell(letter)
        if arrived:
            await tell(letter)
        raise Unreachable("TimedOut", arrived=True)

    tells(lost)
    await asked(town, worker)
    assert len(await full(worker)) == 1
    assert len(set(tries)) == 1, "each try is for the same message"
    await town.later(hours=24, minutes=1)
    assert not await full(worker)


async def test_a_crash_between_the_place_and_its_words_leaves_nothing_in_the_chat(
    town: Town, worker: Phone, telegram: Telegram, tells: Any
) -> None:
    async def dies(letter: Letter, tell: Tell) -> int | None:
        await tell(letter)
        town.bot.sender._rows.clear()  # as if the process were gone before it could keep account
        raise Unreachable("gone", arrived=True)

    tells(dies)
    await asked(town, worker)
    assert len(await full(worker)) == 1
    await town.later(hours=24, minutes=1)
    assert not await full(worker)


async def test_a_place_of_which_nobody_heard_holds_nothing(
    town: Town, worker: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, tries = telegram.place, []

    async def lost(letter: Letter) -> int | None:
        tries.append(await place(letter))
        if len(tries) == 1:
            raise Unreachable("TimedOut", arrived=True)
        return tries[-1]

    monkeypatch.setattr("bot.loops.send.PATIENCE", (0.05,))
    monkeypatch.setattr(telegram, "place", lost)
    await asked(town, worker)
    [shown] = await full(worker)
    assert shown["id"] == tries[-1]
    [empty] = [one for one in await worker.messages() if one["id"] == tries[0]]
    assert empty["text"] == "🔒"
    assert empty["protected"]


@pytest.mark.parametrize("where", ["placed", "note"])
async def test_what_a_lock_or_a_full_disk_holds_up_comes_once_in_the_place_that_it_has(
    town: Town, worker: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    """Nothing acknowledged is lost: whoever typed their PIN sees it, however long the disk is full."""
    room, faults = (
        {"placed": outbox, "note": witness}[where],
        [OperationalError("x", None, Exception()), OSError()],
    )
    kept = getattr(room, where)

    def fails_twice(*given: Any, **more: Any) -> Any:
        if faults:
            raise faults.pop()
        return kept(*given, **more)

    force_setattr(town.bot.office, "alive", tmp_path / "alive")
    monkeypatch.setattr("bot.loops.send.PATIENCE", (0.05,))
    monkeypatch.setattr(room, where, fails_twice)
    await asked(town, worker)
    assert not faults
    assert len(await full(worker)) == 1
    assert "🔒" not in [one["text"] for one in await worker.messages()], "no second place stays empty"
    await town.later(hours=24, minutes=1)
    assert not await full(worker)


async def test_who_loses_the_case_before_it_is_told_sees_nothing(
    town: Town, worker: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = telegram.place

    async def taken_away(letter: Letter) -> int | None:
        moved = update(seats).values(worker=None)
        await town.look(lambda db: db.connection.execute(moved))
        return await place(letter)

    monkeypatch.setattr(telegram, "place", taken_away)
    await asked(town, worker)
    assert not await full(worker)
    assert "🔒" in await worker.transcript()
    await town.later(hours=24, minutes=1)
    assert "🔒" not in await worker.transcript()


async def test_who_is_suspended_before_it_is_told_sees_nothing(
    town: Town, worker: Phone, supervisor: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, person = telegram.place, await town.person(worker)
    leads = await town.person(supervisor)

    async def suspended(letter: Letter) -> int | None:
        def stop(db: Any) -> None:
            db.speaker = people.get(db, leads)
            db.unit = people.unit(db, db.speaker.unit)
            managing.suspend(db, person, people.get(db, person).version)

        await town.look(stop)
        return await place(letter)

    monkeypatch.setattr(telegram, "place", suspended)
    await asked(town, worker)
    assert (await town.look(lambda db: people.get(db, person))).suspended
    assert not await full(worker)


@pytest.mark.parametrize("trouble", [Refused("message can't be deleted"), Gone("blocked")])
async def test_what_can_not_be_taken_back_is_told_to_who_can_do_something(
    town: Town, worker: Phone, administrator: Phone, telegram: Telegram, monkeypatch: Any, trouble: Any
) -> None:
    tell = telegram.tell

    async def refusing(letter: Letter) -> int | None:
        if letter.kind is LetterKind.DELETE:
            raise trouble
        return await tell(letter)

    await asked(town, worker)
    monkeypatch.setattr(telegram, "tell", refusing)
    await town.later(hours=24, minutes=1)
    await town.later(minutes=1)
    assert "王測試的聊天室裡有一則完整資料無法收回" in await administrator.transcript()
    if isinstance(trouble, Refused):
        assert "請您現在自行刪除" in await worker.transcript()
    await town.later(minutes=1)
    assert (await administrator.transcript()).count("無法收回") == 1


async def test_what_is_gone_already_alarms_nobody(
    town: Town, worker: Phone, administrator: Phone, telegram: Telegram
) -> None:
    await asked(town, worker)
    [shown] = await full(worker)
    await telegram._api.call("deleteMessage", chat_id=str(worker.id), message_id=shown["id"])
    await town.later(hours=24, minutes=1)
    assert "無法收回" not in await administrator.transcript()
