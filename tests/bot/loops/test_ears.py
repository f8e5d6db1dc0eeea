"""A messenger that is deaf, that refuses, or that asks for a pause (`trust.md` R3, R9)."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import force_setattr
from sqlalchemy import select

from bot.loops.bell import DEAF, TOO_LONG
from bot.messenger import Refused, Unreachable, Wait
from bot.telegram import polling
from bot.telegram.messenger import Telegram
from casework.staffing.people import Role
from sandbox import Phone
from storage.core.letters import Letter
from storage.core.tables import outbox
from tests.support.town import Town


@pytest.fixture
def alive(town: Town, tmp_path: Path) -> Path:
    force_setattr(town.office, "alive", tmp_path / "alive")  # in life it is given at the start
    return tmp_path / "alive"


@pytest.fixture
def telegram(town: Town) -> Telegram:
    [one] = town.bot.messengers
    assert isinstance(one, Telegram)
    return one


def marks(alive: Path) -> set[str]:
    """Name the files by which a machine tells how the bot is."""
    return {one.name for one in (alive, alive.with_name(DEAF)) if one.exists()}


async def test_a_bot_that_hears_nothing_is_not_well_until_it_hears_again(
    town: Town, chief: Phone, telegram: Telegram, alive: Path
) -> None:
    telegram.last_heard -= TOO_LONG + 1
    await town.bot.bell.ring()
    assert marks(alive) == {DEAF}
    await chief.say("/start")
    await town.settle()
    await town.bot.bell.ring()
    assert marks(alive) == {"alive"}


async def test_a_bot_from_which_nothing_arrives_is_not_well(
    town: Town, chief: Phone, telegram: Telegram, alive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(letter: Letter) -> int:
        raise Unreachable("502", arrived=False)

    tell = telegram.tell
    monkeypatch.setattr("bot.loops.send.PATIENCE", (0.2,))
    monkeypatch.setattr(telegram, "tell", lost)
    await chief.say("/start")
    while town.bot.sender.failing < 0.3:
        await asyncio.sleep(0.05)
    with monkeypatch.context() as impatient:
        impatient.setattr("bot.loops.bell.TOO_LONG", 0.3)
        await town.bot.bell.ring()
    assert marks(alive) == {DEAF}
    monkeypatch.setattr(telegram, "tell", tell)
    await town.settle()
    await town.bot.bell.ring()
    assert marks(alive) == {"alive"}


async def test_who_can_not_be_reached_does_not_make_the_bot_unwell(
    town: Town, chief: Phone, telegram: Telegram, alive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Exception] = [
        Unreachable("502", arrived=False),
        Refused("no"),
        Refused("no"),
        Refused("no"),
    ]

    async def at_last_refused(letter: Letter) -> int:
        raise answers.pop(0)

    monkeypatch.setattr("bot.loops.send.PATIENCE", (0.1,))
    monkeypatch.setattr("bot.loops.bell.TOO_LONG", 0.2)
    monkeypatch.setattr(telegram, "tell", at_last_refused)
    await chief.say("隔壁小孩一直哭")
    while answers:
        await asyncio.sleep(0.02)
    await town.settle()
    assert town.bot.sender.failing == 0.0


async def test_a_letter_whose_pause_ends_after_the_sender_let_go_is_told_once(
    town: Town, chief: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = telegram.tell

    async def lost(letter: Letter) -> int:
        raise Unreachable("502", arrived=False)

    monkeypatch.setattr("bot.loops.send.PATIENCE", (0.3,))
    monkeypatch.setattr(telegram, "tell", lost)
    await chief.say("隔壁小孩一直哭")
    while not town.bot.sender.failing:
        await asyncio.sleep(0.02)
    await town.bot._hush()
    monkeypatch.setattr(telegram, "tell", tell)
    await asyncio.sleep(0.5)
    await town.bot._speak()
    await chief.hears("要用這段內容通報嗎")
    await town.settle()
    assert (await chief.transcript()).count("要用這段內容通報嗎") == 1


async def test_what_is_refused_is_told_once_more_without_its_formatting(
    town: Town, chief: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = telegram.tell

    async def refusing(letter: Letter) -> int | None:
        if not letter.content.get("plain"):
            raise Refused("can't parse entities")
        return await tell(letter)

    monkeypatch.setattr(telegram, "tell", refusing)
    await chief.say("隔壁小孩一直哭")
    card = await chief.hears("目前內容：隔壁小孩一直哭")
    assert card["keyboard"], "its keys are there"
    assert "<b>" not in card["text"]


async def test_who_can_be_told_nothing_hears_that_at_least(
    town: Town, chief: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = telegram.tell

    async def refusing(letter: Letter) -> int | None:
        if not letter.content.get("unshown"):
            raise Refused("message is too strange")
        return await tell(letter)

    monkeypatch.setattr(telegram, "tell", refusing)
    await chief.say("隔壁小孩一直哭")
    said = (await chief.hears("有一則回覆無法顯示"))["text"]
    assert "I could not show you an answer" in said, "whose language it is, is not known"


async def test_what_is_refused_in_every_way_is_given_up(
    town: Town, chief: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refusing(letter: Letter) -> int | None:
        raise Refused("no")

    monkeypatch.setattr(telegram, "tell", refusing)
    await chief.say("隔壁小孩一直哭")
    await town.settle()
    waiting = select(outbox.c.id).where(outbox.c.sent_at.is_(None), outbox.c.dropped.is_(None))
    assert await town.look(lambda db: db.connection.execute(waiting).all()) == []


async def test_a_pause_that_one_chat_needs_is_nobody_elses_until_a_second_needs_it(
    town: Town, chief: Phone, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await town.join(Role.CHIEF, "陳示範", villages=("平鎮區新勢里",))
    await town.settle()
    tell, wanted = telegram.tell, {str(chief.id)}

    async def pausing(letter: Letter) -> int | None:
        if letter.to.text in wanted:
            wanted.discard(letter.to.text)
            raise Wait(2.0)
        return await tell(letter)

    monkeypatch.setattr(telegram, "tell", pausing)
    await chief.say("/start")
    while wanted:
        await asyncio.sleep(0.01)
    before = len(await other.messages())
    await other.say("/start")
    await town_hears(other, before)
    assert not telegram.limits.wait()
    wanted |= {str(chief.id), str(other.id)}
    await other.say("/start")
    while str(other.id) in wanted:
        await asyncio.sleep(0.01)
    await town.settle()
    assert not wanted, "the first is tried again, and after both all wait"


async def town_hears(phone: Phone, before: int) -> None:
    """Wait for an answer that comes sooner than the other's pause ends."""
    async with asyncio.timeout(1.5):
        while len(await phone.messages()) < before + 2:
            await asyncio.sleep(0.02)


class Hasty:
    """A server that does not wait, or repeats what was confirmed."""

    def __init__(self, answer: list[dict[str, Any]]) -> None:
        self.answer, self.asked = answer, 0

    async def call(self, method: str, **_: Any) -> list[dict[str, Any]]:
        self.asked += 1
        await asyncio.sleep(0)
        return self.answer


@pytest.mark.parametrize(("answer", "most"), [([], 1), ([{"update_id": 7}], 2)], ids=["empty", "known"])
async def test_a_server_that_does_not_wait_is_not_asked_as_fast_as_it_answers(
    answer: list[dict[str, Any]], most: int
) -> None:
    server: Any = Hasty(answer)

    async def keep(_: Any) -> None:
        """It is kept."""

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await polling.poll(server, keep)
    assert server.asked <= most
