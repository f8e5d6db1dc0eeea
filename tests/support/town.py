"""A small town for tests: the real application over HTTP against the sandbox, and people with phones."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from msgspec.structs import force_setattr
from sqlalchemy import insert

from bot.app import CONVERSATIONS, SUBJECTS, Conversation, open_office
from bot.bot import Bot
from bot.messenger import Messenger
from bot.telegram.channel import TELEGRAM
from bot.telegram.messenger import Telegram
from casework.policy.editions import Editions
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from handlers.ui.office import Office
from sandbox import TOKEN, Phone, Served, serve
from storage.core.database import Database, SubjectKind, Transaction
from storage.core.tables import areas
from storage.core.vault import Vault
from storage.staffing import invitations, units
from tests.support import addressed

Result = TypeVar("Result")

VILLAGE = "平鎮區新勢里"
CHINESE, ENGLISH = "zh-hant", "en"
BOTH = pytest.mark.parametrize(
    "town",
    [("sqlite", CHINESE), ("postgresql", ENGLISH)],
    ids=["sqlite, Chinese", "postgresql, English"],
    indirect=True,
)
"""A story that is lived in both languages, on both databases."""
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 115年6月1日（一） 09:00


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Town:
    """Units, villages, the bot, and a clock to move."""

    served: Served
    office: Office
    bot: Bot
    clock: Clock
    units: dict[str, Unit] = field(default_factory=dict)
    phones: dict[int, Phone] = field(default_factory=dict)
    language: str = CHINESE
    """What people speak on their phones, where nothing else is said."""

    def said(self, chinese: str, english: str) -> str:
        """Return a word of a screen in the language of the town."""
        return chinese if self.language == CHINESE else english

    async def found(self) -> None:
        """Found the units: two centres, the protection centre, the police and the bureau."""
        for name, kind, district, letter in (
            ("平鎮中心", UnitKind.CENTRE, "平鎮區", "A"),
            ("桃園中心", UnitKind.CENTRE, "桃園區", "B"),
            ("家防中心", UnitKind.PROTECTION, "", "A"),
            ("平鎮分局", UnitKind.POLICE, "平鎮區", "A"),
            ("平鎮衛生所", UnitKind.HEALTH, "平鎮區", "A"),
            ("社會局", UnitKind.BUREAU, "", "A"),
        ):
            await self.add_unit(name, kind, district, letter)

    async def add_unit(self, name: str, kind: UnitKind, district: str = "", letter: str = "A") -> Unit:
        """Take one more unit into the network."""
        added = await self.look(partial(units.add, kind=kind, name=name, district=district, letter=letter))
        self.units[name] = added
        return added

    async def join(
        self,
        role: Role,
        name: str,
        *,
        unit: str = "平鎮中心",
        villages: tuple[str, ...] = (),
        language: str = "",
    ) -> Phone:
        """Let somebody join as people do: by an invitation and their own contact."""
        code = await self.look(lambda db: invitations.invite(db, role, self.units[unit].id, villages))
        number = f"8869{len(self.phones):08d}"
        phone = await Phone.of(
            self.served.address, first_name=name, phone=number, language_code=language or self.language
        )
        self.phones[phone.id] = phone
        await phone.say(f"/start {code}")
        await self.settle()
        await phone.contact()
        await self.settle()
        return phone

    async def responsible(self, worker: Phone, village: str = VILLAGE, unit: str = "平鎮中心") -> None:
        """Make somebody the primary worker of a village."""
        person = await self.person(worker)
        statement = insert(areas).values(village=village, unit=self.units[unit].id, worker=person)
        await self.look(lambda db: db.connection.execute(statement))

    async def person(self, phone: Phone) -> int:
        """Return the id of who holds a phone."""
        known = await self.look(lambda db: addressed.speaker(db, phone.id))
        assert known is not None
        return known[0].id

    async def look(self, work: Callable[[Transaction], Result]) -> Result:
        """Look into the office's memory, or set it up."""
        return await self.office.transact(work)

    def governed_by(self, editions: Editions) -> None:
        """Let other rules be known from now on."""
        force_setattr(self.office, "editions", editions)  # in life only a new start brings them

    async def later(self, **by: float) -> None:
        """Move the clock and let the bell ring."""
        await self.settle()
        self.clock.now += timedelta(**by)
        await self.bot.bell.ring()
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was said is answered."""
        while self._pending() or any(
            one.busy for one in (self.bot.worker, self.bot.errands, self.bot.fetching, self.bot.sender)
        ):
            await asyncio.sleep(0.005)

    def _pending(self) -> bool:
        return bool(self.served.app.state.telegram.db.execute("SELECT count(*) FROM updates").fetchone()[0])


@asynccontextmanager
async def town_on(
    database: Database,
    vault: Vault,
    *beside: Messenger,
    subjects: Iterable[SubjectKind[Any]] = SUBJECTS,
    conversations: Iterable[Conversation] = CONVERSATIONS,
) -> AsyncIterator[Town]:
    """Found a town on an empty, migrated database; its bot speaks Telegram, and what is *beside* it."""
    clock = Clock()
    async with serve(None, clock=clock, limits=False) as served:
        channels = (TELEGRAM, *(one.channel for one in beside))
        office = open_office(database, vault, clock=clock, channels=channels, subjects=subjects)
        telegram = Telegram(TOKEN, office.wordings, served.address, 10_000)
        bot = Bot(office, (telegram, *beside), conversations)
        await bot.start()
        try:
            town = Town(served, office, bot, clock)
            await town.found()
            yield town
        finally:
            await bot.stop()
