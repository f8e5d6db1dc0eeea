"""The loop that fetches: which offset confirms what, how long it waits, and when it pauses."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.messenger import TokenRefused
from bot.telegram import polling
from storage.messages.inbox import Came

FULL = OperationalError("INSERT", None, Exception("database or disk is full"))


class Server:
    """Answers as it is told to, and keeps what it was asked; refuses the token in the end."""

    def __init__(self, *answers: list[int] | Exception, waits: float = 0.0) -> None:
        self.answers, self.waits = list(answers), waits
        self.asked: list[dict[str, Any]] = []
        self.called: list[str] = []
        self.pauses: list[float] = []
        self.now = 1000.0
        self.heard = 0

    def hears(self) -> None:
        self.heard += 1

    async def call(self, method: str, **asked: Any) -> list[dict[str, Any]]:
        self.asked.append(asked)
        self.called.append(method)
        self.now += self.waits
        answer = self.answers.pop(0) if self.answers else InvalidToken("the end")
        if isinstance(answer, Exception):
            raise answer
        return [{"update_id": one, "message": {"chat": {"id": 1}}} for one in answer]

    @property
    def offsets(self) -> list[int]:
        return [one["offset"] for one in self.asked if "offset" in one]


@pytest.fixture
def polled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Poll a server until it ends; a fault in the list is what keeping meets."""

    async def poll(server: Server, *faults: Exception | None) -> list[list[int]]:
        async def sleep(seconds: float) -> None:
            server.pauses.append(seconds)

        monkeypatch.setattr(polling, "time", SimpleNamespace(monotonic=lambda: server.now))
        monkeypatch.setattr(polling, "asyncio", SimpleNamespace(sleep=sleep))
        kept: list[list[int]] = []
        trouble = list(faults)

        async def keep(came: list[Came]) -> None:
            if trouble and (fault := trouble.pop(0)):
                raise fault
            kept.append([one.update["update_id"] for one in came])

        with pytest.raises(TokenRefused):
            await asyncio.wait_for(polling.poll(server, keep, server.hears), 5)  # type: ignore[arg-type]
        return kept

    return poll


async def test_each_offset_confirms_what_was_kept_and_not_one_more(polled: Any) -> None:
    server = Server([5, 6, 7], [8], waits=2)
    assert await polled(server) == [[5, 6, 7], [8]]
    assert server.offsets == [0, 8, 9]
    assert server.pauses == [], "a server that waits is asked again at once"


@pytest.mark.parametrize("fault", [FULL, OSError(28, "no space left on device"), ZeroDivisionError()])
async def test_what_is_not_kept_is_not_confirmed_and_asked_for_again_after_a_pause(
    polled: Any, fault: Exception
) -> None:
    server = Server([5, 6], [5, 6], waits=2)
    assert await polled(server, fault) == [[5, 6]]
    assert server.offsets == [0, 0, 7]
    assert server.pauses == [polling.PAUSE]


async def test_a_full_disk_is_waited_for_however_long_and_no_update_is_given_up(polled: Any) -> None:
    server = Server(*[[5, 6]] * 9, waits=2)
    assert await polled(server, *[FULL] * 8) == [[5, 6]]
    assert server.offsets == [*[0] * 9, 7]


async def test_after_three_faults_each_is_kept_alone_and_one_that_can_not_be_is_passed(polled: Any) -> None:
    server = Server(*[[5, 6, 7]] * 4, waits=2)
    faults = [ZeroDivisionError()] * 3
    assert await polled(server, *faults, None, ZeroDivisionError()) == [[5], [7]]
    assert server.offsets == [0, 0, 0, 0, 8]


async def test_faults_that_ended_are_not_counted_on(polled: Any) -> None:
    server = Server(*[[5, 6]] * 3, *[[7, 8]] * 3, waits=2)
    fault = ZeroDivisionError()
    assert await polled(server, fault, fault, None, fault, fault) == [[5, 6], [7, 8]]


async def test_while_each_is_tried_alone_a_full_disk_still_confirms_nothing(polled: Any) -> None:
    server = Server(*[[5, 6]] * 5, waits=2)
    assert await polled(server, *[ZeroDivisionError()] * 3, None, FULL) == [[5], [5], [6]]
    assert server.offsets == [0, 0, 0, 0, 0, 7]


async def test_whoever_waits_is_asked_for_25_seconds_and_given_ten_more(polled: Any) -> None:
    server = Server([], waits=25)
    await polled(server)
    assert server.asked[0] == {
        "offset": 0,
        "timeout": 25,
        "seconds": 35,
        "limit": 100,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }
    assert server.pauses == []


@pytest.mark.parametrize(("waits", "pauses"), [(0.0, [2.0]), (0.9, [2.0]), (1.0, []), (25.0, [])])
async def test_an_empty_answer_that_did_not_wait_is_followed_by_a_pause(
    polled: Any, waits: float, pauses: list[float]
) -> None:
    server = Server([], waits=waits)
    await polled(server)
    assert server.pauses == pauses


async def test_what_was_confirmed_and_comes_again_moves_no_offset_back(polled: Any) -> None:
    server = Server([5, 6], [5], waits=2)
    await polled(server)
    assert server.offsets == [0, 7, 7]
    assert server.pauses == [2.0]


@pytest.mark.parametrize(
    ("trouble", "pause"),
    [(lambda: RetryAfter(7), 7.0), (lambda: NetworkError("502"), 2.0), (lambda: Conflict("another"), 2.0)],
    ids=["a pause is asked for", "502", "another polls"],
)
async def test_trouble_of_the_messenger_is_waited_out_and_the_offset_stands(
    polled: Any, trouble: Callable[[], Exception], pause: float
) -> None:
    server = Server([5], trouble(), [6], waits=2)
    assert await polled(server) == [[5], [6]]
    assert server.offsets == [0, 6, 6, 7]
    assert server.pauses == [pause]


async def test_a_webhook_that_somebody_set_is_taken_away_and_all_that_waits_is_heard(polled: Any) -> None:
    """Else the bot is deaf, and whoever has its token hears what people say."""
    for said in ("can't use getUpdates method while webhook is active", "terminated by setWebhook request"):
        server = Server([5], Conflict(said), [], [6], waits=2)
        assert await polled(server) == [[5], [6]]
        assert server.called == ["getUpdates", "getUpdates", "deleteWebhook", *["getUpdates"] * 2]
        assert server.asked[2] == {}, "nothing that waits is dropped"


async def test_what_keeps_a_webhook_from_being_taken_away_is_waited_out(polled: Any) -> None:
    server = Server(Conflict("webhook is active"), NetworkError("502"), [6], waits=2)
    assert await polled(server) == [[6]]
    assert server.pauses == [2.0]


async def test_an_answer_is_a_sign_of_life_whatever_is_in_it_and_trouble_is_none(polled: Any) -> None:
    server = Server([5], NetworkError("502"), [], waits=2)
    await polled(server)
    assert server.heard == 2
