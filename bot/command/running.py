"""What the commands do: open the office, run the bot until it is stopped, invite."""

import asyncio
import errno
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import typer

from actions.staffing import units as network_units
from bot.app import Bot, open_office, real_clock
from bot.command.settings import Settings, SettingTrouble
from bot.practice import practice
from bot.practice.demo import DemoTrouble
from bot.telegram.channel import invitation_link
from bot.telegram.messenger import Telegram
from casework.policy.editions import load_editions
from casework.staffing.network import office_of
from casework.staffing.people import Role
from casework.staffing.units import Unit
from casework.text.places import Places
from handlers.ui.office import Clock, Office
from sandbox import MovableClock, serve
from storage.core import facts
from storage.core.database import Database, Transaction
from storage.core.keys import open_vault
from storage.core.migrate import SchemaTrouble, never_made, newest, revision_of, upgrade
from storage.core.vault import KeyFile
from storage.policy import closed_days
from storage.policy import snapshot as snapshots
from storage.policy.snapshot import Snapshot
from storage.staffing import invitations, people, units


class InvitationTrouble(Exception):  # noqa: N818 - says what it is
    """Nobody can be invited so; the message says what is missing."""


async def run(settings: Settings) -> None:
    """Run the bot until it is told to stop."""
    token = settings.token()
    if token is None:
        await _in_the_sandbox(settings)
        return
    async with opened(settings, real_clock) as office:
        await office.transact(partial(_found_for_real, office))
        api_url = settings.api_url.rstrip("/") if settings.api_url else None
        telegram = Telegram(token, office.wordings, api_url, settings.messages_per_second)
        bot = Bot(office, (telegram,))
        await _until_stopped(bot, "Shouwang serves Telegram as @{name}.")


async def sandbox_alone(settings: Settings) -> None:
    """Run the local Telegram until it is told to stop."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _port_named(settings):
        async with serve(settings.sandbox, host=settings.sandbox_host, port=settings.sandbox_port) as served:
            typer.echo(f"The sandbox is at {served.page} (token {served.token}).")
            await _stop_asked().wait()


async def migrate(settings: Settings) -> None:
    """Bring the database to this edition's schema."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = KeyFile(settings.key).read() if settings.key.exists() else None
    await upgrade(settings.database, vault=vault)


async def invite(settings: Settings, role: Role, names: Sequence[str], unit: str | None) -> str:
    """Make an invitation; returns what is to be passed on."""
    async with opened(settings, clock_of(settings)) as office:
        villages = [_village(office.places, name) for name in names]
        return await office.transact(partial(_invite, office, role=role, villages=villages, name=unit))


async def at_this_edition(settings: Settings) -> None:
    """Refuse a database of another edition, and one that is not there; nothing is changed."""
    if never_made(settings.database):
        raise SchemaTrouble("the database is not there: the bot has never run here")
    database = Database(settings.database)
    try:
        if await database.transact(revision_of) != newest():
            raise SchemaTrouble("the database is of another edition: run `shouwang migrate` first")
    finally:
        await database.close()


async def snapshot(settings: Settings) -> tuple[Office, Snapshot]:
    """Read what is open now, and leave everything as it is: also the schema of another edition."""
    async with opened(settings, clock_of(settings), prepare=at_this_edition) as office:
        office.close_on(await office.transact(closed_days.known))
        return office, await office.transact(snapshots.take)


def clock_of(settings: Settings) -> Clock:
    """Return the office's clock: the real one, or in the sandbox the one that can be moved."""
    return real_clock if settings.token_file else MovableClock(settings.sandbox)


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock, prepare: Callable[[Settings], Awaitable[None]] = migrate
) -> AsyncIterator[Office]:
    """Open the office; what is broken is found before anything is made."""
    load_editions(settings.policy_file)
    await prepare(settings)
    database = Database(settings.database)
    try:
        vault = await database.transact(partial(open_vault, path=settings.key))
        yield open_office(database, vault, policy=settings.policy_file, clock=clock, alive=settings.alive)
    finally:
        await database.close()


def _found_for_real(office: Office, db: Transaction) -> None:
    if facts.get(db, "demo"):
        raise DemoTrouble("this database holds the demo city: choose another one for Telegram")
    network_units.found(db, office.places)


async def _in_the_sandbox(settings: Settings) -> None:
    stop = _stop_asked()
    clock = MovableClock(settings.sandbox)
    host, port = settings.sandbox_host, settings.sandbox_port
    async with opened(settings, clock) as office:
        with _port_named(settings):
            async with practice.room(office, clock, settings.sandbox, host=host, port=port) as (served, _):
                typer.echo(f"Shouwang runs with a demo city: open {served.page} (stop with Ctrl-C).")
                await stop.wait()


@contextmanager
def _port_named(settings: Settings) -> Iterator[None]:
    """Say which setting to change when somebody listens there already."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingTrouble(f"SHOUWANG_SANDBOX_PORT: {settings.sandbox_port} is in use") from error


async def _until_stopped(bot: Bot, said: str) -> None:
    stop = asyncio.create_task(_stop_asked().wait())
    try:
        await bot.start()
        await bot.office.transact(lambda db: facts.put(db, "bot", bot.office.memory.bot_name))
        typer.echo(said.format(name=bot.office.memory.bot_name))
        ended = asyncio.create_task(bot.ended())
        await asyncio.wait({stop, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            ended.result()
        ended.cancel()
    finally:
        stop.cancel()
        await bot.stop()


def _stop_asked() -> asyncio.Event:
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asked


def _village(places: Places, name: str) -> str:
    found = places.find(name)
    if not found:
        raise InvitationTrouble(f"--village: there is no village called {name}")
    if len(found) > 1:
        raise InvitationTrouble(f"--village: which one? {'、'.join(one.key for one in found)}")
    return found[0].key


def _invite(office: Office, db: Transaction, *, role: Role, villages: list[str], name: str | None) -> str:
    network_units.found(db, office.places)
    unit = _unit(db, role, villages, name, office.places)
    code = invitations.invite(db, role, unit.id, villages)
    bot, days = facts.get(db, "bot"), db.rules.policy.invitations.valid_days
    where = "、".join((*villages, unit.name))
    how = invitation_link(bot, code) if bot and not facts.get(db, "demo") else f"/start {code}"
    return f"For one {role} ({where}), once, within {days} days:\n{how}"


def _unit(db: Transaction, role: Role, villages: list[str], name: str | None, places: Places) -> Unit:
    if role is Role.CHIEF and not villages:
        raise InvitationTrouble("--village: a chief speaks for a village")
    if name is None and villages and role is Role.CHIEF:
        name = office_of(places.village(villages[0]).district)
    if name is None and villages and role is Role.WORKER:
        centre, _ = people.area(db, villages[0])
        return people.unit(db, centre) if centre else _unit(db, role, [], None, places)
    if name is None:
        raise InvitationTrouble("--unit: say which unit this is for")
    unit = units.named(db, name)
    if unit is None or unit.ended:
        known = "、".join(one.name for one in people.standing_units(db))
        raise InvitationTrouble(f"--unit: there is no unit called {name}; there are {known}")
    return unit
