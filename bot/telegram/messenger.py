"""Telegram, as the loops see every messenger."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.telegram import polling, telling
from bot.telegram.calling import Api
from bot.telegram.channel import PER_SECOND, TELEGRAM, limits
from bot.telegram.coming import came
from bot.telegram.errors import in_our_words
from bot.telegram.hearing import heard
from bot.telegram.request import Request
from casework.staffing.people import Role
from handlers.ui import menu
from handlers.ui.heard import Heard
from handlers.words.wording import Wording
from storage.core.letters import Letter
from storage.messages.inbox import Came

log = structlog.get_logger()


class Telegram:
    """Speaks the Bot API."""

    channel = TELEGRAM

    def __init__(
        self,
        token: str,
        wordings: Mapping[str, Wording],
        api_url: str | None = None,
        per_second: int = PER_SECOND,
    ) -> None:
        self.limits = limits(per_second)
        self.request, api_url = Request(), api_url or "https://api.telegram.org"
        self._bot = Bot(
            token,
            f"{api_url}/bot",
            f"{api_url}/file/bot",
            request=self.request,
            get_updates_request=self.request,
        )
        self._api = Api(self._bot, self.request)
        self._wordings = wordings
        self.last_heard = time.monotonic()

    @property
    def name(self) -> str:
        """The bot's name; known once it has started."""
        return self._bot.username

    async def start(self) -> None:
        """Ask who the bot is, and set the menu of who has not joined."""
        with in_our_words():
            await self.request.initialize()
            await asyncio.gather(self._bot.initialize(), *self._menus())

    async def stop(self) -> None:
        """Close the connections, also those of a start that failed."""
        await self._bot.shutdown()
        await self.request.shutdown()

    def came(self, update: Mapping[str, Any]) -> Came:
        """Say which update it is and in which chat it belongs."""
        return came(update)

    def hear(self, update: Mapping[str, Any]) -> Heard | None:
        """Say what was said; None when it is in nobody's chat."""
        return heard(update, self.name)

    async def acknowledge(self, heard: Heard) -> None:
        """Answer a press at once; "query is too old" does no harm (`ux.md` 6)."""
        try:
            await self._api.call("answerCallbackQuery", callback_query_id=heard.token)
        except TelegramError as error:
            log.info("telegram.acknowledge", error=type(error).__name__)

    async def tell(self, letter: Letter) -> int | None:
        """Tell a letter; returns the message's number."""
        with in_our_words():
            return await telling.tell(self._api, letter)

    async def place(self, letter: Letter) -> int | None:
        """Put an empty message where full data will stand: none is sent of which nobody knows the number."""
        with in_our_words():
            return await telling.place(self._api, letter)

    async def fetch(self, reference: str, most: int) -> AsyncIterator[bytes]:
        """Fetch a file that somebody sent, piece by piece; Telegram gives away 20 MB of one at the most."""
        with in_our_words():
            file = await self._bot.get_file(reference)
            async for part in self.request.stream(file.file_path or "", most):
                yield part

    async def say(self, address: str, text: str) -> None:
        """Say something past the outbox."""
        with in_our_words():
            await self._api.call("sendMessage", chat_id=address, text=text, parse_mode="HTML")

    async def listen(self, keep: Callable[[list[Came]], Awaitable[None]]) -> None:
        """Poll for ever."""
        self._heard()  # from now on
        await polling.poll(self._api, keep, self._heard)

    def _heard(self) -> None:
        self.last_heard = time.monotonic()

    def _menus(self) -> Iterator[Awaitable[object]]:
        """Set the menu of who has not joined: Chinese, and English beside it (`ux.md` 1)."""
        for code, name in (("", "zh_Hant_TW"), ("en", "en")):
            words = menu.commands(Role.CLERK, self._wordings[name])
            yield self._bot.set_my_commands(list(words.items())[:1], language_code=code or None)
