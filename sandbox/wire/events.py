"""What changed, told to every open page as server-sent events: made once, sent to all, at most so often."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

EVERY = 20.0
"""Seconds after which a page is told the time although nothing happened; it keeps the line open, too."""
PAUSE, PAUSE_FOR_EACH = 0.02, 0.001
"""Seconds between two tellings, and how much longer for each page: 100 pages cost no more than 20."""
BEHIND = 500
"""Tellings that may wait for a slow page; then its line is cut, and the browser comes back by itself."""


@dataclass(eq=False)
class Page:
    """Somebody looks: in a language, and into the drawer of calls or not."""

    language: str
    calls: bool
    told: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(BEHIND))

    def tell(self, news: bytes | None) -> bool:
        """Put news into the line; False when the page does not keep up."""
        try:
            self.told.put_nowait(news)
        except asyncio.QueueFull:
            return False
        return True


class Events:
    """Gathers what changed; `tell_all` tells it. Without an open page it costs nothing."""

    def __init__(self) -> None:
        self.pages: set[Page] = set()
        self._chats: set[int] = set()
        self._calls: list[Json] = []
        self._room = False
        self._stirred = asyncio.Event()
        self._closed = False

    def chat(self, user: int) -> None:
        """A chat looks different now."""
        if self.pages:
            self._chats.add(user)
            self._stirred.set()

    def call(self, call: Json) -> None:
        """The bot has called."""
        if self.pages:
            self._calls.append(call)
            self._stirred.set()

    def room(self) -> None:
        """The clock, the bot, the trouble or the number of pages is another."""
        self._room = True
        self._stirred.set()

    @contextmanager
    def page(self, language: str, *, calls: bool) -> Iterator[Page]:
        """Open a page for as long as the block lasts."""
        page = Page(language, calls)
        self.pages.add(page)
        self.room()
        try:
            yield page
        finally:
            self.pages.discard(page)
            self.room()

    def close(self) -> None:
        """End every line: the sandbox is going down."""
        self._closed = True
        self._stirred.set()
        for page in self.pages:
            while not page.tell(None):
                page.told.get_nowait()

    async def tell_all(self, version: Callable[[int], int | None], room: Callable[[str], Json]) -> None:
        """Run for as long as the sandbox runs. *version* is a chat's, *room* looks in a language."""
        while not self._closed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), EVERY)
            self._room |= not self._stirred.is_set()
            self._stirred.clear()
            self._tell(version, room)
            await asyncio.sleep(PAUSE + PAUSE_FOR_EACH * len(self.pages))

    def _tell(self, version: Callable[[int], int | None], room: Callable[[str], Json]) -> None:
        chats, calls, about = self._chats, self._calls, self._room
        self._chats, self._calls, self._room = set(), [], False
        looks = ({"user": user, "version": version(user)} for user in chats)
        lean = b"".join(event("chat", one) for one in looks if one["version"] is not None)
        rooms: dict[str, bytes] = {}
        drawers = any(page.calls for page in self.pages)
        full = b"".join(event("call", one) for one in calls) if drawers else b""
        for page in list(self.pages):
            if about and page.language not in rooms:
                rooms[page.language] = event("room", room(page.language))
            news = lean + rooms.get(page.language, b"") + (full if page.calls else b"")
            if news and not page.tell(news):
                self.pages.discard(page)
                page.told.get_nowait()
                page.tell(None)


def event(name: str, data: Json) -> bytes:
    """Write one event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
