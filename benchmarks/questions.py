"""Questions, with 10,000 cases and with a million: what somebody waits for an answer.

    make bench
    .venv/bin/python -m benchmarks.questions                  # a million cases take some minutes to write
    .venv/bin/python -m benchmarks.questions --postgresql

Each row is a whole turn (`handlers/ui/taking.py`): who speaks is found, the question is read from a snapshot,
the answer is unsealed, put into words and kept with its commit. Telegram is left out. The offices are asked
in turn, each time another question of the row. Machines are noisy: read the ratios.
"""

import argparse
import asyncio
import logging
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from benchmarks.full_city import NOON
from benchmarks.many_cases import GIVEN, SURNAMES, fill, national_id
from bot.app import open_office, put_together
from bot.telegram.channel import TELEGRAM
from casework.search.asked import Asked
from casework.staffing.people import Person, Role
from casework.text.places import load_places
from handlers.reminders.bureau import BureauDuties
from handlers.reminders.casebook import MyCases
from handlers.reminders.to_do import ToDo
from handlers.screening.screening import Queue
from handlers.search.asking import AskOverdue
from handlers.service.acceptance import Offers
from handlers.service.deciding import Closings
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.heard import Heard, Said
from handlers.ui.home import Home, OpenPlace
from handlers.ui.taking import take
from storage.core.database import Database, Transaction
from storage.core.tables import cases
from storage.core.vault import Vault
from storage.messages.inbox import Arrived
from storage.staffing import people
from tests.storage.databases import migrated

FEW, WARM = 10_000, 5
KEY = bytes(range(32))
"""What is invented need not be kept from anybody."""
ROLES = (Role.WORKER, Role.SUPERVISOR, Role.SCREENER, Role.BUREAU)


@dataclass(frozen=True)
class Took:
    """What a turn took, in seconds: of the clock, and of the processor, which others use meanwhile."""

    wall: float
    used: float


@dataclass
class Asking:
    """An office that is asked, and what it knows that can be asked for."""

    url: str
    vault: Vault
    many: int
    database: Database = field(init=False)
    ids: Any = field(default_factory=lambda: count(time.time_ns()))

    def __post_init__(self) -> None:
        self.database = Database(self.url)
        self.office = open_office(self.database, self.vault, clock=lambda: NOON)
        self.app = put_together()
        self.dice = random.Random(self.many)
        self.places = load_places()

    async def meet(self) -> None:
        """Learn who works there, and the numbers of some cases."""
        some = select(cases.c.number).where(cases.c.id.in_(self.dice.sample(range(1, self.many + 1), 200)))

        def look(db: Transaction) -> tuple[list[Person], list[str]]:
            return people.everybody(db), list(db.connection.execute(some).scalars())

        known, self.numbers = await self.office.transact(look)
        self.staff = {role: [one.name for one in known if one.role is role] for role in ROLES}

    async def ask(self, role: Role, said: str | Button) -> Took:
        """Let somebody of a role say or press something; says how long it took."""
        address = self.dice.choice(self.staff[role]).removeprefix("示範")
        heard = (
            Heard(TELEGRAM.name, address, Said.WORDS, words=said)
            if isinstance(said, str)
            else Heard(TELEGRAM.name, address, Said.PRESS, pressed=said.data())
        )
        arrived = Arrived(TELEGRAM.name, str(next(self.ids)), None, {})
        began, used = time.perf_counter(), time.process_time()
        await take(self.app, self.office, heard, arrived)
        return Took(time.perf_counter() - began, time.process_time() - used)


Question = Callable[[Asking], "str | Button"]


def _name(town: Asking) -> str:
    return town.dice.choice(SURNAMES) + "".join(town.dice.choices(GIVEN, k=2))


def _row(town: Asking) -> int:
    return town.dice.randint(1, town.many)


def _village(town: Asking) -> str:
    return town.dice.choice(town.places.villages).key


def _district(town: Asking) -> str:
    return town.dice.choice(town.places.districts)


def _of_worker(town: Asking) -> str:
    return town.dice.choice(town.staff[Role.WORKER])


EVERYBODY, WATCHERS = ROLES, ROLES[1:]
ROWS: Sequence[tuple[str, Sequence[Role], Question]] = (
    ("number", EVERYBODY, lambda town: town.dice.choice(town.numbers)),
    *((f"word: {word}", EVERYBODY, lambda town, word=word: f"is:{word}") for word in Asked),
    ("all cases", EVERYBODY, lambda town: "全部"),
    ("due this month", EVERYBODY, lambda town: "這個月到期"),
    ("due by a day", EVERYBODY, lambda town: "三天內到期"),
    ("reported yesterday", EVERYBODY, lambda town: "昨天通報的"),
    ("reported last month", EVERYBODY, lambda town: "上個月通報的"),
    ("visited yesterday", EVERYBODY, lambda town: "昨天訪視的"),
    ("visited last month", EVERYBODY, lambda town: "上個月訪視的"),
    ("closed last week", EVERYBODY, lambda town: "上週結案的"),
    ("closed last month", EVERYBODY, lambda town: "上個月結案的"),
    ("district", EVERYBODY, _district),
    ("village", EVERYBODY, _village),
    ("district and overdue", EVERYBODY, lambda town: f"{_district(town)} 逾期"),
    ("district and closed", EVERYBODY, lambda town: f"{_district(town)} 結案"),
    ("worker", EVERYBODY, lambda town: f"社工:{_of_worker(town)}"),
    ("worker's name", EVERYBODY, _of_worker),
    ("household's name", EVERYBODY, _name),
    ("surname", EVERYBODY, lambda town: town.dice.choice(SURNAMES)),
    ("given name", EVERYBODY, lambda town: _name(town)[1:]),
    ("national ID", EVERYBODY, lambda town: national_id(_row(town))),
    ("telephone", EVERYBODY, lambda town: f"09{_row(town):08}"),
    ("address", EVERYBODY, lambda town: f"示範路{_row(town)}號"),
    ("nothing found", EVERYBODY, lambda town: "無人知曉"),
    ("key: overdue", WATCHERS, lambda town: AskOverdue()),
    ("home", EVERYBODY, lambda town: Home()),
    ("home: cases", EVERYBODY, lambda town: OpenPlace("cases")),
    ("card", (Role.SCREENER, Role.BUREAU), lambda town: OpenCard(_row(town))),
    ("to do", EVERYBODY, lambda town: ToDo(0)),
    ("casebook", (Role.WORKER,), lambda town: MyCases(0)),
    ("offers", (Role.WORKER,), lambda town: Offers(0)),
    ("queue to screen", (Role.SCREENER,), lambda town: Queue(0)),
    ("closings", (Role.SUPERVISOR,), lambda town: Closings(0)),
    ("the bureau's duties", (Role.BUREAU,), lambda town: BureauDuties(0)),
)


async def main(kind: str, sizes: Sequence[int], rounds: int, only: str, folder: Path) -> None:
    """Fill the offices, and ask."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    towns = [await _filled(kind, folder, many) for many in sizes]
    print(f"{kind}, {rounds} turns a row: median and p99 of the seconds in ms, and the processor's median;")
    print(f"with {sizes} cases; the ratio of the medians, and of the processor's")
    for label, roles, question in ROWS:
        for role in roles:
            if only in f"{label}, {role}":
                _line(f"{label}, {role}", await _asked(towns, role, question, rounds))
    for town in towns:
        await town.database.close()


async def _filled(kind: str, folder: Path, many: int) -> Asking:
    """Fill an office, or open the one that was kept."""
    place = folder / str(many)
    place.mkdir(exist_ok=True)
    kept = place / kind
    url = kept.read_text() if kept.exists() else migrated(kind, place)
    town = Asking(url, Vault(KEY), many)
    if not kept.exists():
        began = time.perf_counter()
        await town.office.transact(partial(fill, many=many))
        if kind == "postgresql":  # which looks at what is there by itself; SQLite never does
            await town.office.transact(lambda db: db.connection.exec_driver_sql("ANALYZE"))
        print(f"({many:,} cases written in {time.perf_counter() - began:.0f} s)", flush=True)
        kept.write_text(url)
    await town.meet()
    return town


async def _asked(towns: Sequence[Asking], role: Role, question: Question, rounds: int) -> list[list[Took]]:
    """Ask in turn; the first answers are left out: what an index needs is read then."""
    took: list[list[Took]] = [[] for _ in towns]
    for number in range(rounds + WARM):
        for town, seen in zip(towns, took, strict=True):
            one = await town.ask(role, question(town))
            if number >= WARM:
                seen.append(one)
    return took


def _line(label: str, took: Sequence[Sequence[Took]]) -> None:
    walls = [sorted(1000 * one.wall for one in each) for each in took]
    used = [statistics.median(1000 * one.used for one in each) for each in took]
    medians = [statistics.median(one) for one in walls]
    figures = "".join(
        f"{median:8.1f}{wall[int(len(wall) * 0.99)]:8.1f}{cpu:8.1f}"
        for median, wall, cpu in zip(medians, walls, used, strict=True)
    )
    print(f"{label:34}{figures}{medians[-1] / medians[0]:7.2f}{used[-1] / used[0]:7.2f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", default="", help="rows with this in their name")
    parser.add_argument("--kept", help="a folder in which filled SQLite files stay, to be asked again")
    given = parser.parse_args()
    kind, sizes = "postgresql" if given.postgresql else "sqlite", (FEW, given.cases)
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(main(kind, sizes, given.rounds, given.only, Path(given.kept or made)))
