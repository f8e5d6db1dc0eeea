"""What the commands do: open the office, run the bot until it is stopped, invite."""

import asyncio
from collections.abc import Sequence
from functools import partial

import typer

from actions.staffing import units as network_units
from bot import cores
from bot.app import DemoTrouble, real_clock
from bot.bot import Bot
from bot.command.opening import alone, at_this_edition, clock_of, not_a_copy, opened, stop_asked
from bot.command.settings import Settings
from bot.event_loop import settle_down
from bot.telegram.channel import invitation_link
from bot.telegram.messenger import Telegram
from casework.errors import BadAnswer
from casework.staffing.managing import person_name
from casework.staffing.network import office_of
from casework.staffing.people import Role
from casework.staffing.units import Unit
from casework.text.places import Places
from handlers.ui.office import Office
from storage.core import facts
from storage.core.database import Transaction
from storage.policy import closed_days
from storage.policy import snapshot as snapshots
from storage.policy.snapshot import Snapshot
from storage.staffing import invitations, people, units


class InvitationTrouble(Exception):  # noqa: N818 - says what it is
    """Nobody can be invited so; the message says what is missing."""


async def run(settings: Settings, *, another_bot: bool = False) -> None:
    """Run the bot until it is told to stop; as *another_bot* than before only where that is said."""
    token = settings.token()
    if token is None:
        from bot.command import practising  # noqa: PLC0415 -- with a token nothing of the sandbox is loaded

        await practising.run(settings)
        return
    async with opened(settings, real_clock) as office:
        await office.transact(not_a_copy)
        await office.transact(partial(_found_for_real, office))
        if another_bot:
            await office.transact(partial(facts.remove, name=facts.BOT))
        api_url = settings.api_url.rstrip("/") if settings.api_url else None
        telegram = Telegram(token, office.wordings, api_url, settings.messages_per_second)
        with alone(settings, office.database):
            bot = Bot(office, (telegram,))
            await _until_stopped(bot, "Shouwang serves Telegram as @{name}.")


async def invite(settings: Settings, role: Role, name: str, named: Sequence[str], unit: str | None) -> str:
    """Make an invitation; returns what is to be passed on."""
    async with opened(settings, clock_of(settings)) as office:
        villages = [_village(office.places, one) for one in named]
        whom = _name(name)
        return await office.transact(
            partial(_invite, office, role=role, whom=whom, villages=villages, name=unit)
        )


async def snapshot(settings: Settings) -> tuple[Office, Snapshot]:
    """Read what is open now, and leave everything as it is: also the schema of another edition."""
    async with opened(settings, clock_of(settings), prepare=at_this_edition) as office:
        office.close_on(await office.transact(closed_days.known))
        return office, await office.transact(snapshots.take)


def _found_for_real(office: Office, db: Transaction) -> None:
    if facts.get(db, "demo"):
        raise DemoTrouble("this database holds the demo city: choose another one for Telegram")
    network_units.found(db, office.places)


async def _until_stopped(bot: Bot, said: str) -> None:
    stop = asyncio.create_task(stop_asked().wait())
    try:
        await bot.start()
        await bot.office.transact(lambda db: facts.put(db, facts.BOT, bot.office.memory.bot_name))
        typer.echo(said.format(name=bot.office.memory.bot_name))
        settle_down()
        ended = asyncio.create_task(bot.ended())
        await cores.together(asyncio.wait({stop, ended}, return_when=asyncio.FIRST_COMPLETED))
        if ended.done():
            ended.result()
        ended.cancel()
    finally:
        stop.cancel()
        await bot.stop()


def _village(places: Places, name: str) -> str:
    found = places.find(name)
    if not found:
        raise InvitationTrouble(f"--village: there is no village called {name}")
    if len(found) > 1:
        raise InvitationTrouble(f"--village: which one? {', '.join(one.key for one in found)}")
    return found[0].key


def _name(name: str) -> str:
    try:
        return person_name(name)
    except BadAnswer:
        raise InvitationTrouble("--name: please write it in Chinese characters or Latin letters") from None


def _invite(
    office: Office, db: Transaction, *, role: Role, whom: str, villages: list[str], name: str | None
) -> str:
    network_units.found(db, office.places)
    unit = _unit(db, role, villages, name, office.places)
    code = invitations.invite(db, role, unit.id, villages, whom)
    bot, days = facts.get(db, facts.BOT), db.rules.policy.invitations.valid_days
    where = ", ".join((*villages, unit.name))
    how = invitation_link(bot, code) if bot and not facts.get(db, "demo") else f"/start {code}"
    return f"For {whom}, {role} ({where}), once, within {days} days:\n{how}"


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
        known = ", ".join(one.name for one in people.standing_units(db))
        raise InvitationTrouble(f"--unit: there is no unit called {name}; there are {known}")
    return unit
