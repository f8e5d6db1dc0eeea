"""A little town whose bot is a process of its own: three districts, a centre and two more units in each."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from aiohttp import ClientSession
from sqlalchemy import Connection, NullPool, bindparam, create_engine, make_url, select

from bot.app import open_office, real_clock
from bot.telegram.channel import TELEGRAM
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from handlers.forms.pin import ChoosePin
from sandbox import Phone, serve
from sandbox.store.messages import Message
from storage.core.database import Database, Transaction
from storage.core.tables import addresses, inbox, outbox
from storage.core.vault import KeyFile
from storage.staffing import invitations, units
from storage.staffing.addresses import token
from tests.bot.loops.real_bot import environment
from tests.kills.bot import AHEAD, clock_ahead
from tests.kills.forked import ForkedBot
from tests.simulation.hand import Hand
from tests.simulation.room import Eyes, FarEyes, Place
from tests.storage.databases import migrated
from tests.support import addressed

Result = TypeVar("Result")
MORNING = datetime.fromisoformat("2026-06-17T09:30:00+08:00")
DISTRICTS = ("平鎮區", "桃園區", "中壢區")
A_MOMENT = 0.05
PATIENCE = 300
"""Seconds until somebody gives up who waits for an answer."""


_HEARD = select(inbox.c.id).where(inbox.c.done_at.is_(None), inbox.c.set_aside_at.is_(None))
_HEARD_OF = _HEARD.where(inbox.c.token == bindparam("of"))
_TO_TELL = select(outbox.c.id).where(outbox.c.sent_at.is_(None), outbox.c.dropped.is_(None))
_TO_TELL_TO = _TO_TELL.where(
    outbox.c.address.in_(select(addresses.c.id).where(addresses.c.token == bindparam("of")))
)


class Glances(Eyes):
    """Eyes that have the file open while they look alone: whoever starts anew finds it as it was left."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(make_url(url).set(drivername="sqlite"), poolclass=NullPool)


class Patient(Hand):
    """The phone of somebody to whom others say something, too, while they are at it."""

    def __init__(self, town: "Town", person: Person) -> None:
        super().__init__(town, person)
        self.held = asyncio.Lock()
        """By who does one thing with it, from its beginning to its end."""

    def _card(self) -> list[Message]:
        """Return all that came since the last tap, the newest first, and what was tapped."""
        keyed = self._keyed()
        return [one for one in keyed if one.id == self._tapped or one.id > self._newest] or keyed[:1]


@dataclass(kw_only=True)
class Town(Place):
    """The town, and what is known of what people did in it."""

    kind: str
    folder: Path
    url: str
    ahead: float
    bots: list[ForkedBot] = field(default_factory=list)
    hands: dict[int, "Patient"] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    done: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    """What was acknowledged: so often a verb, of which case."""
    deaths: Counter[str] = field(default_factory=Counter)
    """How often it died in which way."""
    wrongs: list[str] = field(default_factory=list)
    streets: int = 0
    """How many do something."""
    resting: int = 0
    """How many of them wait at the gate."""
    pen: asyncio.Lock = field(default_factory=asyncio.Lock)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def log(self) -> Path:
        """What the bots wrote."""
        return self.folder / "log"

    def bot(self, *injected: str) -> ForkedBot:
        """Return a bot that can be started, perhaps with something *injected* into its calls."""
        said = {**environment(self.served.address, self.folder, self.url), AHEAD: str(self.ahead)}
        bot = ForkedBot(said, self.log, injected)
        self.bots = [*(one for one in self.bots if one.runs), bot]
        return bot

    async def act(self, work: Callable[[Transaction], Result]) -> Result:
        """Do something without a phone, as one more process."""
        async with self.pen:  # the file is let go while nobody writes
            try:
                return await self.office.transact(work)
            finally:
                await self.office.database.close()

    async def settle(self, chat: int | None = None) -> None:
        """Wait until what was said is answered, however often the bot dies meanwhile."""
        to = None if chat is None else token(self.office.vault, TELEGRAM.name, str(chat))
        async with asyncio.timeout(PATIENCE):
            while self._unfetched(chat) or self.eyes.look(partial(_unanswered, to=to)):
                await asyncio.sleep(A_MOMENT)

    def _unfetched(self, chat: int | None) -> int:
        sql = "SELECT count(*) FROM updates WHERE chat = ? OR ? IS NULL"
        return int(self.served.state.db.execute(sql, (chat, chat)).fetchone()[0])

    async def passes(self) -> None:
        """Go through the gate, once it is open."""
        self.resting += 1
        await self.open.wait()
        self.resting -= 1

    @asynccontextmanager
    async def at_rest(self) -> AsyncIterator[None]:
        """Let everybody end what they are at, and wait until nothing is to be done."""
        self.open.clear()
        async with asyncio.timeout(PATIENCE):
            while self.resting < self.streets:
                await asyncio.sleep(A_MOMENT)
        await self.settle()
        yield
        self.open.set()

    async def joins(self, role: Role, unit: str, name: str, *villages: str) -> Patient:
        """Let somebody join by an invitation and their own contact, and choose a PIN."""
        code = await self.act(lambda db: invitations.invite(db, role, self.units[unit].id, villages))
        number = sum(n for (verb, _), n in self.done.items() if verb == "person.joined")
        phone = await Phone.of(self.served.address, first_name=name, phone=f"8869{number:08d}")
        self.done["person.joined", None] += 1
        await phone.say(f"/start {code}")
        await self.settle(phone.id)
        await phone.contact()
        await self.settle(phone.id)
        hand = Patient(self, self.look(partial(_who, chat=phone.id)))
        self.hands[hand.person.id] = hand
        if hand.finds(ChoosePin):
            await hand.signs(ChoosePin)
        return hand


def _who(db: Transaction, chat: int) -> Person:
    known = addressed.speaker(db, chat)
    assert known is not None, "who joined is a member"
    return known[0]


def _unanswered(connection: Connection, to: bytes | None) -> bool:
    """Tell whether anything was heard and not done, or is to be told."""
    if to is None:
        return any(connection.execute(one).first() for one in (_HEARD, _TO_TELL))
    return any(connection.execute(one, {"of": to}).first() for one in (_HEARD_OF, _TO_TELL_TO))


def _founded(db: Transaction) -> dict[str, Unit]:
    """Found the units."""
    found = [units.add(db, UnitKind.PROTECTION, "家防中心"), units.add(db, UnitKind.BUREAU, "社會局")]
    for letter, district in zip("ABC", DISTRICTS, strict=True):
        found.append(units.add(db, UnitKind.CENTRE, f"{district}中心", district, letter))
        found.append(units.add(db, UnitKind.HEALTH, f"{district}衛生所", district, letter))
        found.append(units.add(db, UnitKind.POLICE, f"{district}分局", district, letter))
    return {one.name: one for one in found}


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Town]:
    """Open a town without people; its bots are to be started."""
    url = migrated(kind, folder)
    ahead = (MORNING - real_clock()).total_seconds()
    clock = partial(clock_ahead, ahead)
    database, vault = Database(url), KeyFile(folder / "key.json").make()
    office = open_office(database, vault, clock=clock)
    eyes = Glances(url) if kind == "sqlite" else FarEyes(url)
    async with serve(None, clock=clock, limits=False) as served, ClientSession() as wire:
        town = Town(
            served=served,
            office=office,
            clock=clock,
            eyes=eyes,
            wire=wire,
            kind=kind,
            folder=folder,
            url=url,
            ahead=ahead,
        )
        try:
            town.units = await town.act(_founded)
            yield town
        finally:
            for bot in town.bots:
                if bot.runs:
                    await bot.kill()
            eyes.close()
            await database.close()
