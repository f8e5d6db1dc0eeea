"""The practice room's director: the bot's side of the sandbox, on the same clock."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from msgspec.structs import replace

from bot.app import CONVERSATIONS, Conversation
from bot.bot import Bot
from bot.messenger import MessengerTrouble
from bot.practice import demo, scenes
from bot.practice.scenes import Play
from bot.telegram.messenger import Telegram
from casework.policy.editions import begins
from casework.text.dates import in_taipei, local_day
from handlers.ui.office import Memory, Office
from handlers.words.wording import language_for
from sandbox import MovableClock, Scene, Served, Trouble, random_token, serve
from storage.core import facts, wipe
from storage.core.database import Transaction
from storage.reminders import ahead

log = structlog.get_logger()

AT_ONCE = 100_000
"""Messages a second: nobody waits for Telegram's limits here; a 429 is had on demand."""
PATIENCE = 20.0
"""Seconds to wait until everything is told; with trouble on the wire time goes on."""
_HOLIDAYS = {"zh": "zh_TW", "en": "en_US"}


class Practice:
    """Runs the bot in the sandbox, and begins the town anew."""

    def __init__(
        self,
        office: Office,
        clock: MovableClock,
        conversations: Iterable[Conversation] = CONVERSATIONS,
    ) -> None:
        self._office, self._clock, self._conversations = office, clock, conversations
        self._served: Served
        self._bot: Bot | None = None
        self.scene: str | None = None
        self.scenes = [Scene(play.name, dict(play.title)) for play in scenes.PLAYS.values()]

    async def open(self, served: Served, scene: str = scenes.DEMO) -> None:
        """Go on where the town was; an empty database begins with *scene*."""
        self._served = served
        bot = self._new_bot()
        self.scene = await bot.office.transact(partial(self._begin_or_go_on, bot.office, scene))
        phones = scenes.PLAYS[self.scene].phones(self._office)
        served.move_in(phones)
        await self._let_in(bot)

    async def play(self, scene: str, language: str = "zh") -> None:
        """Forget everything and begin a scene: all of it or nothing, then the bot comes back."""
        play = scenes.PLAYS[scene]
        at = play.begins(self._clock.real())
        await self.stop()
        bot = self._new_bot()
        try:
            await bot.office.transact(partial(self._begin_anew, bot.office, play, at, language))
            self._clock.begin(at)
            self._served.begin(play.phones(self._office))
            self.scene = scene
        finally:
            await self._let_in(bot)
        await self.ring()

    async def speak(self, language: str, people: Collection[int]) -> None:
        """Let the bot speak English with these people, or with each the language of their own phone."""
        office = self._bot.office if self._bot else self._office
        phones = scenes.PLAYS[self.scene or scenes.DEMO].phones(office)
        own = {one["id"]: one["language_code"] for one in phones} if language != "en" else {}
        wished = {one: language_for("", own.get(one, language)) for one in people}
        await office.transact(partial(demo.speak, office, languages=wished))

    @property
    def running(self) -> bool:
        """The bot is there."""
        return self._bot is not None

    @property
    def bot(self) -> Bot | None:
        """The bot, while it is there."""
        return self._bot

    async def start(self) -> None:
        """Start the bot: it takes up what was left."""
        if self._bot is None:
            await self._let_in(self._new_bot())

    async def stop(self) -> None:
        """Stop the bot; what people say meanwhile waits."""
        bot, self._bot = self._bot, None
        if bot is not None:
            self._office.memory.calendar = (
                bot.office.memory.calendar
            )  # typhoon days stay known while the bot is away
            await bot.stop()

    async def ring(self) -> None:
        """Do what is due, and wait until it is told."""
        if self._bot is not None:
            await self._told(self._bot)
            await self._bot.bell.ring()
            await self._told(self._bot)

    async def next_moment(self, until: datetime) -> datetime | None:
        """Return the next moment at which the bell finds something; nobody rings while the bot is away."""
        if self._bot is None:
            return None
        office = self._bot.office
        due = await office.transact(partial(ahead.next_moment, until=until))
        changes = [at for one in office.editions.known if office.clock() < (at := begins(one)) <= until]
        return min((at for at in (due, *changes) if at is not None), default=None)

    async def next_deadline(self) -> datetime | None:
        """Return the next deadline."""
        return await self._office.transact(ahead.next_deadline)

    def about(self, now: datetime, language: str) -> dict[str, Any]:
        """Write the office's day."""
        office = self._bot.office if self._bot else self._office
        day, calendar = local_day(now), office.memory.calendar
        return {
            "date": self._office.wordings[language_for("", language)].day(day),
            "time": f"{in_taipei(now):%H:%M}",
            "working_day": calendar.is_working_day(day),
            "holiday": calendar.holiday_name(day, _HOLIDAYS[language]),
        }

    def _new_bot(self) -> Bot:
        """Make a bot on the same office; its conversations are registered anew."""
        office = replace(self._office, memory=Memory(self._office.memory.calendar))
        telegram = Telegram(self._served.token, office.wordings, self._served.address, AT_ONCE)
        return Bot(office, (telegram,), self._conversations)

    async def _let_in(self, bot: Bot) -> None:
        try:
            await bot.start()
        except BaseException as error:  # the room may close while the bot starts
            await bot.stop()
            if isinstance(error, MessengerTrouble):
                raise Trouble(f"the bot did not start: {error}") from error
            raise
        self._bot = bot

    async def _told(self, bot: Bot) -> None:
        time = asyncio.get_running_loop().time
        end = time() + PATIENCE
        while bot.worker.busy or bot.sender.busy or self._served.waiting:
            if time() >= end:
                log.warning("practice.not_told", seconds=PATIENCE)
                return
            await asyncio.sleep(0.002)

    def _begin_or_go_on(self, office: Office, scene: str, db: Transaction) -> str:
        if facts.get(db, "demo"):
            facts.put(db, facts.HEARD, db.now.isoformat())  # nobody could write while the room was closed
            return facts.get(db, "scene") or scenes.DEMO
        self._begin(office, scenes.PLAYS[scene], db)
        return scene

    def _begin_anew(self, office: Office, play: Play, at: datetime, language: str, db: Transaction) -> None:
        wipe.everything(db)
        self._begin(office, play, replace(db, now=at), language)

    def _begin(self, office: Office, play: Play, db: Transaction, language: str = "zh") -> None:
        play.begin(office, db, language)
        facts.put(db, "scene", play.name)


@asynccontextmanager
async def room(
    office: Office,
    clock: MovableClock,
    path: Path | None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    scene: str = scenes.DEMO,
) -> AsyncIterator[tuple[Served, Practice]]:
    """Run the sandbox with the bot in it for as long as the block lasts."""
    practice = Practice(office, clock)
    async with serve(
        path, host=host, port=port, clock=clock, limits=False, director=practice, token=random_token()
    ) as served:
        try:
            await practice.open(served, scene)
            yield served, practice
        finally:
            await practice.stop()
