"""The practice room without a bot: the clock, the events, the key, the trouble, what can be taken home."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox import MovableClock, Phone, Scene, Served, Trouble, serve
from tests.sandbox.conftest import bot_at
from tests.support.certain import certain

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Director:
    """Has something to do at given moments, and notes when it was rung."""

    def __init__(self, clock: MovableClock, *moments: datetime) -> None:
        self.clock, self.moments = clock, moments
        self.rung: list[datetime] = []
        self.open = asyncio.Event()
        self.open.set()
        self.running = True
        self.scene: str | None = None
        self.spoken: list[tuple[str, set[int]]] = []
        self.scenes = [Scene("demo", {"zh": "示範", "en": "Demo"})]

    def about(self, now: datetime, language: str) -> dict[str, Any]:
        return {"date": f"{now:%F} {language}"}

    async def next_moment(self, until: datetime) -> datetime | None:
        return min((one for one in self.moments if self.clock() < one <= until), default=None)

    async def next_deadline(self) -> datetime | None:
        return max(self.moments, default=None)

    async def ring(self) -> None:
        await self.open.wait()
        self.rung.append(self.clock())

    async def play(self, scene: str, language: str) -> None:
        self.scene = scene

    async def speak(self, language: str, people: Collection[int]) -> None:
        self.spoken.append((language, set(people)))

    async def start(self) -> None:
        raise Trouble("the bot did not start")

    async def stop(self) -> None:
        self.running = False


@pytest.fixture
def still() -> MovableClock:
    return MovableClock(real=lambda: NOW)


@pytest.fixture
def director(still: MovableClock) -> Director:
    return Director(still, NOW + 5 * HOUR, NOW + 2 * HOUR, NOW + 90 * HOUR)


@pytest.fixture
async def room(still: MovableClock, director: Director) -> AsyncIterator[Served]:
    async with serve(None, clock=still, limits=False, director=director) as served:
        yield served


async def ask(served: Served, path: str, **given: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as client:
        asking = client.post if given else client.get
        async with asking(f"{served.address}{path}", json=given) as answer:
            return answer.status, await answer.json()


async def test_every_moment_in_between_comes_in_order_and_at_its_own_time(
    room: Served, director: Director
) -> None:
    status, told = await ask(room, "/room/clock", hours=6)
    assert (status, told["now"], told["advancing"]) == (200, (NOW + 6 * HOUR).isoformat(), None)
    assert director.rung == [NOW, NOW + 2 * HOUR, NOW + 5 * HOUR, NOW + 6 * HOUR]


async def test_a_page_lets_its_language_be_spoken_where_nobody_wrote_or_pressed(
    room: Served, director: Director
) -> None:
    for person in (41, 42, 43):
        await ask(room, "/phone/users", id=person, first_name=f"{person}")
    await ask(room, "/phone/42/say", text="您好")
    assert (await ask(room, "/room/language?lang=en", people=[]))[0] == 200
    assert (await ask(room, "/room/language?lang=zh", people=[42]))[0] == 200
    assert director.spoken == [("en", {41, 43}), ("zh", {41, 42, 43})]


async def test_the_next_deadline_is_gone_to(room: Served) -> None:
    assert (await ask(room, "/room/clock", to="deadline"))[1]["now"] == (NOW + 90 * HOUR).isoformat()


async def test_without_a_deadline_ahead_that_is_said(room: Served, director: Director) -> None:
    director.moments = ()
    assert (await ask(room, "/room/clock", to="deadline"))[0] == 409


async def test_time_does_not_go_back(room: Served, still: MovableClock) -> None:
    assert (await ask(room, "/room/clock", date="2026-05-31"))[0] == 409
    assert (await ask(room, "/room/clock", date="soon"))[0] == 400
    assert still() == NOW


async def test_while_the_clock_is_moved_people_wait_and_nobody_else_moves_it(
    room: Served, director: Director
) -> None:
    director.open.clear()
    phone = await Phone.of(room.address)
    moving = asyncio.create_task(ask(room, "/room/clock", hours=3))
    while (await ask(room, "/room"))[1]["advancing"] is None:
        await asyncio.sleep(0.005)
    saying = [asyncio.create_task(phone.say("early")), asyncio.create_task(phone.say("later"))]
    assert (await ask(room, "/room/clock", hours=1))[0] == 409
    assert (await ask(room, "/room/scene", name="demo"))[0] == 409
    assert (await ask(room, "/room/bot", running=False))[0] == 409
    assert await phone.messages() == []
    director.open.set()
    assert (await moving)[0] == 200
    await asyncio.gather(*saying)
    said = await phone.messages()
    assert [one["text"] for one in said] == ["early", "later"]
    assert {one["date"] for one in said} == {int((NOW + 3 * HOUR).timestamp())}


async def test_whoever_moves_the_clock_may_leave_before_it_is_there(
    room: Served, director: Director, still: MovableClock
) -> None:
    director.open.clear()
    moving = asyncio.create_task(ask(room, "/room/clock", hours=3))
    while (await ask(room, "/room"))[1]["advancing"] is None:
        await asyncio.sleep(0.005)
    moving.cancel()
    director.open.set()
    while (await ask(room, "/room"))[1]["advancing"] is not None:
        await asyncio.sleep(0.005)
    assert still() == NOW + 3 * HOUR


async def test_a_scene_is_played_and_an_unknown_one_is_not(room: Served) -> None:
    assert (await ask(room, "/room/scene", name="demo"))[1]["scene"] == "demo"
    assert (await ask(room, "/room/scene", name="circus"))[0] == 400


async def test_a_bot_that_does_not_start_is_said(room: Served) -> None:
    assert (await ask(room, "/room/bot", running=False))[1]["bot"] == "stopped"
    assert await ask(room, "/room/bot", running=True) == (503, {"error": "the bot did not start"})


async def test_without_a_bot_the_room_can_be_looked_at_and_not_moved(served: Served) -> None:
    status, told = await ask(served, "/room?lang=en")
    assert (status, told["bot"], told["scenes"], told["about"]) == (200, "none", [], None)
    for path, given in (("clock", {"hours": 1}), ("scene", {"name": "demo"}), ("bot", {"running": False})):
        assert (await ask(served, f"/room/{path}", **given))[0] == 404


# Events


class Listener:
    """A page's line."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.lines = answer.content

    async def next(self, name: str) -> Any:
        async with asyncio.timeout(5):
            while True:
                line = (await self.lines.readline()).decode().strip()
                if line == f"event: {name}":
                    return json.loads((await self.lines.readline()).decode().removeprefix("data: "))
                assert line or not self.lines.at_eof(), f"no {name} came"


@asynccontextmanager
async def listening(served: Served, query: str = "") -> AsyncIterator[Listener]:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{served.address}/room/events{query}") as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Listener(answer)


async def test_a_page_hears_of_chats_the_clock_and_other_pages(room: Served) -> None:
    phone = await Phone.of(room.address)
    async with listening(room, "?lang=en") as page:
        assert (await page.next("room"))["about"]["date"].endswith("en")
        await phone.say("x")
        assert await page.next("chat") == {"user": phone.id, "version": (await phone.chat())["version"]}
        async with listening(room):
            while (await page.next("room"))["pages"] != 2:
                pass
        await ask(room, "/room/clock", hours=1)
        while (await page.next("room"))["now"] != (NOW + HOUR).isoformat():
            pass


async def test_calls_come_to_pages_that_ask_for_them_with_what_was_asked_and_answered(room: Served) -> None:
    phone = await Phone.of(room.address, started=True)
    async with bot_at(room.address) as bot:
        await bot.send_message(phone.id, "before")
        async with listening(room, "?after=0") as page, listening(room) as other:
            calls = [await page.next("call") for _ in range(2)]
            assert [call["method"] for call in calls] == ["getMe", "sendMessage"]
            assert calls[1]["request"]["text"] == "before"
            assert calls[1]["answer"]["result"]["text"] == "before"
            await bot.send_message(phone.id, "now")
            assert (await page.next("call"))["request"]["text"] == "now"
            await other.next("chat")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(other.next("call"), 0.2)
            before = room.state.calls_made
            _, told = await ask(room, f"/phone/calls?after={before - 1}")
            assert told["calls"][0]["answer"]["ok"]


async def test_a_file_in_a_call_is_named_and_not_repeated(room: Served) -> None:
    phone = await Phone.of(room.address, started=True)
    async with bot_at(room.address) as bot:
        await bot.send_document(phone.id, b"x" * 1000, filename="list.txt")
    call = room.state.calls[-1]
    assert {"file": "list.txt", "bytes": 1000} in call["request"].values()
    json.dumps(call)


async def test_pages_are_let_go_when_the_sandbox_stops(still: MovableClock) -> None:
    async with asyncio.timeout(5), serve(None, clock=still) as served:
        client = aiohttp.ClientSession()
        await client.get(f"{served.address}/room/events")
    await client.close()


async def test_a_page_that_does_not_read_is_let_go_and_others_hear_on(room: Served) -> None:
    with room.state.events.page("zh", calls=False) as slow:
        phone = await Phone.of(room.address)
        for number in range(600):
            slow.tell(b"x") or slow.told.get_nowait()
            if number % 100 == 0:
                await phone.say("x")
        while slow in room.state.events.pages:
            await phone.say("x")
            slow.tell(b"x")
            await asyncio.sleep(0.03)
        async with listening(room) as page:
            await page.next("room")


# Taken home


async def test_a_transcript_holds_everybody_or_one(room: Served) -> None:
    one = await Phone.of(room.address, first_name="秀英", last_name="（里長）")
    other = await Phone.of(room.address, first_name="阿土")
    await one.say("<b>你好</b>")
    await other.say("早")
    async with bot_at(room.address) as bot:
        await bot.send_message(one.id, "收到")
    async with aiohttp.ClientSession() as client:

        async def taken(query: str) -> tuple[str, str]:
            async with client.get(f"{room.address}/room/transcript?{query}") as answer:
                return await answer.text(), answer.headers.get("content-disposition", "")

        text, place = await taken("user=all&format=txt")
        assert text.splitlines() == [
            *("2026-06-01 09:00  秀英（里長）", "    <b>你好</b>"),
            *("2026-06-01 09:00  阿土", "    早"),
            *("2026-06-01 09:00  守望 → 秀英（里長）", "    收到"),
        ]
        assert place == 'attachment; filename="transcript-all.txt"'
        phones = json.loads((await taken(f"user={one.id}&format=json"))[0])
        assert [m["text"] for m in phones[0]["messages"]] == ["<b>你好</b>", "收到"]
        assert len(phones) == 1
        assert (await taken("user=9&format=txt"))[1] == ""


# Trouble


async def test_an_update_comes_twice_on_demand_and_then_no_more(room: Served) -> None:
    phone = await Phone.of(room.address)
    await ask(room, "/phone/faults", kind="twice", times=2)
    assert (await ask(room, "/phone/faults"))[1] == [{"kind": "twice", "times": 2, "method": None}]
    assert (await ask(room, "/room"))[1]["faults"][0]["kind"] == "twice"
    async with bot_at(room.address) as bot:
        for text in "abc":
            await phone.say(text)
        came, offset = [], 0
        while updates := await bot.get_updates(offset=offset):
            came += [certain(certain(one.message).text) for one in updates]
            offset = updates[-1].update_id + 1
        assert "".join(came) == "abcab"
    assert (await ask(room, "/phone/faults"))[1] == []


# The key


@pytest.fixture
async def far(still: MovableClock) -> AsyncIterator[Served]:
    async with serve(None, host="0.0.0.0", clock=still, limits=False) as served:
        yield served


PATHS = ("/", "/room", "/room/events", "/phone/users", "/static/app.js", "/room/transcript")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", ["", "?key=", "?key=wrong", "?key=鑰"])
async def test_without_the_key_nothing_is_shown(far: Served, path: str, key: str) -> None:
    async with aiohttp.ClientSession() as client, client.get(f"{far.address}{path}{key}") as answer:
        assert answer.status == 403


async def test_the_printed_address_hands_the_key_over_and_keeps_it_out_of_sight(far: Served) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    key = far.page.partition("?key=")[2]
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        async with client.get(f"{far.address}/?lang=en&key={key}") as answer:
            assert (answer.status, str(answer.url)) == (200, f"{far.address}/?lang=en")
            assert "HttpOnly" in answer.history[0].headers["set-cookie"]
        for path in ("/room", "/phone/users"):
            async with client.get(f"{far.address}{path}") as answer:
                assert answer.status == 200
    async with aiohttp.ClientSession() as client, client.get(f"{far.address}/room?key={key}") as answer:
        assert answer.status == 200


async def test_a_name_is_refused_even_with_the_key_and_another_page_too(far: Served) -> None:
    key = far.page.partition("?key=")[2]
    for headers in ({"Host": "example.org"}, {"Origin": "https://example.org"}):
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{far.address}/room?key={key}", headers=headers) as answer,
        ):
            assert answer.status == 403


async def test_the_bot_has_a_token_that_nobody_guesses(far: Served, served: Served) -> None:
    async with bot_at(far.address, far.token) as bot:
        assert await bot.get_me()
    assert far.token != served.token
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{far.address}/bot{served.token}/getMe") as answer,
    ):
        assert answer.status == 401


async def test_a_restart_keeps_the_key(tmp_path: Any, still: MovableClock) -> None:
    keys = set()
    for _ in range(2):
        async with serve(tmp_path / "x.db", host="0.0.0.0", clock=still) as served:
            keys.add(served.page.partition("?key=")[2])
    assert len(keys) == 1


async def test_on_loopback_there_is_no_key(served: Served) -> None:
    assert served.page == served.address
