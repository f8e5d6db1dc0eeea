"""Puts the bot together: the office, the conversations in their order, the loops."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from telegram.ext import Application, ApplicationBuilder

from bot.bell import Bell
from bot.fetch import fetch
from bot.limits import PER_SECOND, Limits
from bot.request import Request
from bot.send import Sender
from bot.trouble import Trouble
from bot.work import Worker
from casework.editions import load_editions
from casework.people import Role
from casework.places import load_places
from handlers import (
    acceptance,
    asking,
    assess,
    assessment,
    bureau,
    cards,
    casebook,
    closeddays,
    closing,
    deciding,
    dispatching,
    disputes,
    duplicates,
    duties,
    editions,
    flood,
    followup,
    forms,
    free,
    handing,
    handover,
    history,
    home,
    households,
    intake,
    joining,
    judging,
    language,
    leave,
    looking,
    menu,
    missing,
    myreports,
    outage,
    reassigning,
    receivers,
    refusals,
    rehearsing,
    reveal,
    screening,
    sharing,
    successors,
    takenover,
    unchanged,
    undo,
    visits,
    why,
)
from handlers.office import App, Clock, Office
from handlers.wording import load_wordings
from storage import closed_days
from storage.database import Database
from storage.vault import Vault

CONVERSATIONS: tuple[Callable[[App], None], ...] = (
    joining.register,
    home.register,
    forms.register,
    intake.register,
    myreports.register,
    dispatching.register,
    receivers.register,
    duplicates.register,
    screening.register,
    assessment.register,
    judging.register,
    acceptance.register,
    reassigning.register,
    casebook.register,
    cards.register,
    duties.register,
    unchanged.register,
    why.register,
    leave.register,
    visits.register,
    followup.register,
    assess.register,
    sharing.register,
    looking.register,
    missing.register,
    bureau.register,
    reveal.register,
    households.register,
    disputes.register,
    closing.register,
    deciding.register,
    asking.register,
    editions.register,
    handover.register,
    successors.register,
    handing.register,
    takenover.register,
    history.register,
    undo.register,
    flood.register,
    closeddays.register,
    rehearsing.register,
    language.register,
    free.register,  # catch-alls last
)


def real_clock() -> datetime:
    """Now. The only place that asks the machine."""
    return datetime.now(UTC)  # noqa: TID251 - the clock itself


def machine_seconds() -> float:
    """Count the machine's own seconds, those it slept included: nobody can set this clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def open_office(
    database: Database,
    vault: Vault,
    *,
    policy: Path | None = None,
    clock: Clock = real_clock,
    alive: Path | None = None,
) -> Office:
    """Open the office on a migrated database; `BrokenPolicy` names what is wrong with the policy."""
    office = Office(clock, database, vault, load_editions(policy), load_places(), load_wordings())
    office.alive = alive
    office.refuse, office.greet_stranger = refusals.refuse, joining.greet
    return office


class Bot:
    """The running bot: fetches, works, sends and rings until it is stopped."""

    def __init__(
        self, office: Office, token: str, api_url: str | None = None, per_second: int = PER_SECOND
    ) -> None:
        self.office = office
        self.telegram = _application(token, api_url)
        self.telegram.bot_data["office"] = office
        app = App(self.telegram, office)
        for register in CONVERSATIONS:
            register(app)
        pause = 1.0 if per_second <= PER_SECOND else 0.0
        self.sender = Sender(self.telegram.bot, office, Limits(time.monotonic, per_second, pause))
        self.trouble = Trouble(self.telegram.bot, office)
        self.worker = Worker(self.telegram, office, self.trouble)
        self.bell = Bell(office, machine_seconds)
        self._loops: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Take up what was left, then fetch."""
        await self.telegram.initialize()
        self.office.bot_name = self.telegram.bot.username
        await self._publish_commands()
        self._loops = [asyncio.create_task(self.sender.run())]
        await self.sender.take()
        self.office.close_on(await self.office.transact(closed_days.known))
        await self.office.transact(partial(outage.back, self.office))
        await self.worker.resume()
        self._loops.append(
            asyncio.create_task(fetch(self.telegram.bot, self.office, self.trouble, self.worker.arrived))
        )
        self.bell.start()

    async def ended(self) -> None:
        """Wait until a loop fails: the token is refused, say."""
        done, _ = await asyncio.wait(self._loops, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    async def stop(self) -> None:
        """Let go of everything; what is not done is taken up at the next start."""
        self.bell.stop()
        for task in self._loops:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        await self.worker.stop()
        await self.sender.stop()
        await self.telegram.shutdown()
        await self.telegram.bot.shutdown()  # a start that failed left its connections open
        await self.office.database.close()

    async def _publish_commands(self) -> None:
        """Set the menu of who has not joined: Chinese, and English beside it (`ux.md` 1)."""
        for code, name in (("", "zh_Hant_TW"), ("en", "en")):
            words = menu.commands(Role.CLERK, self.office.wordings[name])
            await self.telegram.bot.set_my_commands(list(words.items())[:1], language_code=code or None)


def _application(token: str, api_url: str | None) -> "Application[Any, Any, Any, Any, Any, Any]":
    builder: Any = ApplicationBuilder().token(token).updater(None).request(Request())
    if api_url:
        builder = builder.base_url(f"{api_url}/bot").base_file_url(f"{api_url}/file/bot")
    return builder.build()  # type: ignore[no-any-return]  # the builder's type changes with each call
