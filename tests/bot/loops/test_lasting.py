"""Nothing ends the bot but who stops it: no update, no log line, no fault in a loop."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import TimeoutError as NoConnection
from telegram.error import InvalidToken

from bot.command.logs import Careful
from bot.loops import lasting as loops
from bot.loops.lasting import lasting
from bot.messenger import TokenRefused
from bot.telegram import polling
from sandbox import Phone
from storage.messages.inbox import Came
from tests.support.phones import say, text
from tests.support.town import Town


async def test_a_loop_that_fails_begins_anew_and_a_refused_token_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loops, "PAUSE", 0)
    faults: list[Exception] = [KeyError("x"), BrokenPipeError(), NoConnection(), TokenRefused("401")]

    async def loop() -> None:
        raise faults.pop(0)

    with pytest.raises(TokenRefused):
        await lasting("loop", loop)
    assert faults == []


class Updates:
    """Hands over what is not confirmed, as Telegram does, until nothing is left."""

    def __init__(self, *numbers: int) -> None:
        self.left = list(numbers)

    async def call(self, method: str, *, offset: int, **_: Any) -> list[dict[str, Any]]:
        self.left = [one for one in self.left if one >= offset]
        if not self.left:
            raise InvalidToken("all is fetched")
        return [{"update_id": one, "message": {"chat": {"id": 1}}} for one in self.left]


async def test_an_update_that_can_not_be_kept_keeps_no_other_from_being_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "PAUSE", 0)
    kept: list[int] = []
    faults: list[Exception] = [NoConnection(), OSError(28, "disk full")]

    async def keep(came: list[Came]) -> None:
        if faults:
            raise faults.pop(0)
        if 6 in [one.update["update_id"] for one in came]:
            raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
        kept.extend(one.update["update_id"] for one in came)

    with pytest.raises(TokenRefused):
        await polling.poll(Updates(5, 6, 7), keep)  # type: ignore[arg-type]
    assert kept == [5, 7]


def test_a_line_that_nobody_keeps_is_no_fault() -> None:
    class Full:
        def write(self, line: str) -> None:
            raise OSError(28, "no space left on device")

        def flush(self) -> None:
            raise BrokenPipeError

    careful = Careful(Full())  # type: ignore[arg-type]
    careful.write("x")
    careful.flush()


async def test_after_an_update_that_nobody_understands_the_same_person_is_heard(
    town: Town, chief: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    [telegram] = town.bot.messengers
    came, faults = telegram.came, [KeyError("chat")]

    def poisoned(update: Any) -> Came:
        if faults:
            raise faults.pop()
        return came(update)

    monkeypatch.setattr(telegram, "came", poisoned)
    monkeypatch.setattr(polling, "PAUSE", 0.01)
    await chief.say("第一句")
    await asyncio.sleep(0.1)
    await say(town, chief, "/home")
    assert "守望" in await text(chief)
