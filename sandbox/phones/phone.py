"""A phone in the hands of a test: says, presses and reads, over the people's interface."""

import asyncio
import base64
import io
import re
from collections.abc import Callable
from contextlib import nullcontext
from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]
THINGS = (
    *("photo", "voice", "document", "sticker", "location", "contact", "video", "video_note", "audio"),
    *("animation", "venue", "poll", "checklist", "dice"),
)
LEADING_SIGNS = re.compile(r"^[^\w（(「『+\-]+")  # an emoji in front of a label, with the space behind it


class Phone:
    """One person's phone with the chat with the bot on it."""

    def __init__(self, address: str, user: Json, client: aiohttp.ClientSession | None = None) -> None:
        self.address = address
        self.user = user
        self.client = client
        """Connections that several phones share; without it each act has one of its own."""
        self.id: int = user["id"]

    @classmethod
    async def of(
        cls,
        address: str,
        *,
        first_name: str = "小明",
        last_name: str | None = None,
        username: str | None = None,
        phone: str | None = None,
        language_code: str | None = "zh-hant",
        id: int | None = None,  # noqa: A002 - that is what Telegram calls it
        started: bool = False,
    ) -> Self:
        """Let somebody move in and hand over the phone; *started*: the bot may speak first."""
        about = {
            "first_name": first_name,
            "last_name": last_name,
            "username": username,
            "phone": phone,
            "language_code": language_code,
            "id": id,
            "started": started,
        }
        given = {name: value for name, value in about.items() if value is not None}
        return cls(address, await _asked(f"{address}/phone/users", given))

    async def __aenter__(self) -> Self:
        """Allow ``async with``; a phone holds nothing open."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the phone away."""

    async def say(self, text: str, reply_to: int | None = None) -> Json:
        """Send a text."""
        return await self._act("say", text=text, reply_to=reply_to)

    async def press(
        self, label_or_data: str, message: Json | int | None = None, *, stale: bool = False
    ) -> Json:
        """Press the button on *message*, or on the newest message that has it, or under the text field."""
        number = message["id"] if isinstance(message, dict) else message
        if stale and number is not None:
            return await self._press_stale(number, label_or_data)
        chat = await self.chat()
        for shown in reversed(chat["messages"]):
            if number in {None, shown["id"]}:
                button = _matching(shown["keyboard"], label_or_data)
                if button is not None:
                    return await self._act("press", message_id=shown["id"], **_which(button))
        return await self._press_below({**chat, "reply_keyboard": None} if number else chat, label_or_data)

    async def forge(self, message: int, data: str) -> Json:
        """Send callback data that *message* never had, as a malicious client can."""
        return await self._act("press", message_id=message, data=data, forged=True)

    async def _press_stale(self, number: int, wanted: str) -> Json:
        """Press what a slow client still shows, by data and then by label."""
        try:
            return await self._act("press", message_id=number, data=wanted, stale=True)
        except AssertionError:
            return await self._act("press", message_id=number, label=wanted, stale=True)

    async def _press_below(self, chat: Json, wanted: str) -> Json:
        """Press a button of the reply keyboard."""
        button = _matching((chat["reply_keyboard"] or {}).get("keyboard", []), wanted)
        if button is None:
            raise AssertionError(f"there is no button {wanted!r}\n\n{_transcript(chat)}")
        if button.get("request_contact"):
            return await self.contact()
        if button.get("request_location"):
            return await self.location(24.9937, 121.3010)
        return await self.say(button["text"])

    async def contact(self, **of: Any) -> Json:
        """Share one's own contact, or the one given by phone_number, first_name and user_id."""
        return await self._act("contact", of=of or None)

    async def location(self, latitude: float, longitude: float, live: int | None = None) -> Json:
        """Share a place; *live* for so many seconds, on the way."""
        return await self._act("location", latitude=latitude, longitude=longitude, live_period=live)

    async def move(self, message: Json | int, latitude: float, longitude: float) -> Json:
        """Go on with a phone that shares where it is."""
        number = message["id"] if isinstance(message, dict) else message
        return await self._act("move", message_id=number, latitude=latitude, longitude=longitude)

    async def photo(
        self, caption: str | None = None, content: bytes | None = None, album: str | None = None
    ) -> Json:
        """Send a picture; those of one *album* are sent at once."""
        return await self._act("photo", caption=caption, album=album, **_file(content))

    async def film(
        self, caption: str | None = None, content: bytes | None = None, kind: str = "video"
    ) -> Json:
        """Send a video, or an animation, a round film (`video_note`) or a sound (`audio`)."""
        return await self._act(kind, caption=caption, **_file(content))

    async def other(self, kind: str, content: Any = None, caption: str | None = None) -> Json:
        """Send any other kind of message by the name that the Bot API has for it."""
        return await self._act("other", kind=kind, content=content, caption=caption)

    async def voice(self, content: bytes | None = None, duration: int = 1) -> Json:
        """Send a voice note."""
        return await self._act("voice", duration=duration, **_file(content))

    async def document(self, name: str, content: bytes, caption: str | None = None) -> Json:
        """Send a file."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", io.BytesIO(content), filename=name)
        if caption is not None:
            form.add_field("caption", caption)
        answer: Json = await self._asked("document", form)
        return answer

    async def sticker(self) -> Json:
        """Send a sticker."""
        return await self._act("sticker")

    async def edit(self, message: Json | int, text: str) -> Json:
        """Change one's own text."""
        number = message["id"] if isinstance(message, dict) else message
        return await self._act("edit", message_id=number, text=text)

    async def block(self) -> None:
        """Stop the bot."""
        await self._act("block")

    async def unblock(self) -> None:
        """Let the bot in again."""
        await self._act("unblock")

    async def chat(self, after: int = -1, wait: float = 0) -> Json:
        """Look at the chat, or wait until it is newer than *after*."""
        answer: Json = await self._asked(f"chat?after={after}&wait={wait}")
        return answer

    async def messages(self) -> list[Json]:
        """Return all messages of the chat."""
        shown: list[Json] = (await self.chat())["messages"]
        return shown

    async def last(self) -> Json:
        """Return the newest message of the bot."""
        said = [m for m in await self.messages() if m["from"] == "bot"]
        if not said:
            raise AssertionError("the bot has said nothing yet")
        return said[-1]

    async def answers(self, after: int = 0) -> Json:
        """Return how presses were answered, and which were not."""
        answer: Json = await self._asked(f"answers?after={after}")
        return answer

    async def wait(self, until: Callable[[Json], bool], timeout: float = 10) -> Json:  # noqa: ASYNC109 - a promise to tests
        """Wait until the chat looks as wanted, and return it."""
        time = asyncio.get_running_loop().time
        end = time() + timeout
        chat = await self.chat()
        while not until(chat):
            if time() >= end:
                raise AssertionError(f"this did not come within {timeout} s\n\n{_transcript(chat)}")
            chat = await self.chat(chat["version"], max(0.01, end - time()))
        return chat

    async def hears(self, fragment: str, timeout: float = 10, *, after: int = 0) -> Json:  # noqa: ASYNC109 - a promise to tests
        """Wait until the bot has said *fragment* (in a message newer than *after*) and return it."""

        def saying(chat: Json) -> list[Json]:
            said = [m for m in chat["messages"] if m["from"] == "bot" and m["id"] > after]
            return [m for m in said if fragment in m["text"]]

        try:
            chat = await self.wait(lambda chat: bool(saying(chat)), timeout)
        except AssertionError as error:
            raise AssertionError(f"{fragment!r} was not heard: {error}") from None
        return saying(chat)[-1]

    async def buttons(self) -> list[list[str]]:
        """Return the labels of the newest inline keyboard, else those under the text field."""
        chat = await self.chat()
        newest: list[list[Json]] = next(
            (m["keyboard"] for m in reversed(chat["messages"]) if m["keyboard"]), []
        )
        rows = newest or (chat["reply_keyboard"] or {}).get("keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    async def transcript(self) -> str:
        """Return the chat as text, for people to read."""
        return _transcript(await self.chat())

    async def _act(self, deed: str, **given: Any) -> Json:
        wanted = {name: value for name, value in given.items() if value is not None}
        answer: Json = await self._asked(deed, wanted)
        return answer

    async def _asked(self, what: str, given: Json | aiohttp.FormData | None = None) -> Any:
        return await _asked(f"{self.address}/phone/{self.id}/{what}", given, self.client)


async def _asked(
    address: str, given: Json | aiohttp.FormData | None = None, shared: aiohttp.ClientSession | None = None
) -> Any:
    """Get an address, or post to it; what is refused is an AssertionError with the reason."""
    body = {"data": given} if isinstance(given, aiohttp.FormData) else {"json": given}
    async with nullcontext(shared) if shared is not None else aiohttp.ClientSession() as client:
        asking = client.get(address) if given is None else client.post(address, **body)
        async with asking as answer:
            told = await answer.json()
            if answer.status >= 400:
                raise AssertionError(f"{answer.status}: {told['error']}")
            return told


def _file(content: bytes | None) -> Json:
    return {"base64": base64.b64encode(content).decode() if content is not None else None}


def _which(button: Json) -> Json:
    return {"data": button["callback_data"]} if "callback_data" in button else {"label": button["text"]}


def _matching(rows: list[list[Json]], wanted: str) -> Json | None:
    """Find a button by its data, its label, or its label without the emoji in front."""
    for button in (b for row in rows for b in row):
        if wanted in {button.get("callback_data"), button["text"], LEADING_SIGNS.sub("", button["text"])}:
            return button
    return None


def _transcript(chat: Json) -> str:
    return "\n".join(line for m in chat["messages"] for line in _lines(m)) or "(nothing was said)"


def _lines(m: Json) -> list[str]:
    things = [kind for kind in THINGS if kind in m]
    what = " ".join([*(f"<{thing}>" for thing in things), m["text"]])
    who = "bot " if m["from"] == "bot" else "user"
    rows = ["      " + " ".join(f"[{button['text']}]" for button in row) for row in m["keyboard"]]
    return [f"{m['id']} {who} {what}", *rows]
