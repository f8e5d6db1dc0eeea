"""A store on each database: everything said here holds on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Connection, select

from casework.cases.case import Case, State
from casework.cases.household import as_told
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Rules
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage.cases import cases
from storage.core.database import Database, Transaction
from storage.core.tables import journal, units
from storage.core.vault import KeyFile, Vault
from storage.staffing import addresses, people
from tests.storage.databases import KINDS, empty, migrated, remove
from tests.support import addressed
from tests.support.cases import made_case, with_facts
from tests.support.certain import certain
from tests.support.kinds import SUBJECT_KINDS

Result = TypeVar("Result")
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 9:00 in Taipei
RULES = Rules(load_policy(POLICIES / "112.toml"), Calendar(), local_day(MONDAY))


class Killed(BaseException):
    """What ends a process in the middle of its work."""


class Store(Struct):
    """Runs transactions at a moment that is moved by hand, for whoever speaks."""

    database: Database
    vault: Vault
    now: datetime = MONDAY
    speaker: Person | None = None
    unit: Unit | None = None
    staff: dict[Role, Person] = field(default_factory=dict)

    async def __call__(self, work: Callable[[Transaction], Result]) -> Result:
        def run(connection: Connection) -> Result:
            rules = replace(RULES, day=local_day(self.now))
            db = Transaction(connection, self.now, self.vault, rules, kinds=SUBJECT_KINDS)
            db.speaker, db.unit = self.speaker, self.unit
            db.at = addresses.of(db, self.speaker.id) if self.speaker else None
            return work(db)

        return await self.database.transact(run)

    def by(self, role: Role) -> "Store":
        return replace(self, speaker=self.staff[role])

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)

    async def noted(self, like: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the acts of the journal whose verbs are like this, with what stands beside them."""
        row = journal.c
        of = select(row.verb, row.detail).where(row.verb.like(like)).order_by(row.id)
        found = await self(lambda db: db.connection.execute(of).all())
        return [(verb, detail) for verb, detail in found]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, tmp_path: Path) -> str:
    return empty(kind, tmp_path)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> Iterator[str]:
    """A database at the newest revision; a server's goes with its test: there are thousands."""
    url = migrated(kind, tmp_path)
    yield url
    if kind == "postgresql":
        remove(kind, url)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


@pytest.fixture
async def store(database: Database, tmp_path: Path) -> Store:
    """A centre with a chief, a worker, a supervisor and a screener."""
    made = Store(database, KeyFile(tmp_path / "key.json").make())

    def found(db: Transaction) -> None:
        row = {"kind": UnitKind.CENTRE, "name": "平鎮區家庭服務中心", "district": "平鎮區", "letter": "B"}
        made.unit = people.unit(
            db, certain(db.connection.execute(units.insert().values(**row)).inserted_primary_key)[0]
        )
        for number, role in enumerate((Role.CHIEF, Role.WORKER, Role.SUPERVISOR, Role.SCREENER)):
            villages = ("平鎮區新街里",) if role is Role.CHIEF else ()
            person = Person(0, role, made.unit.id, "林示範", "0912000000", "", villages)
            made.staff[role] = addressed.add(db, person, 7_000 + number)

    await made(found)
    made.speaker = made.staff[Role.WORKER]
    return made


def a_case(now: datetime = MONDAY, **facts: Any) -> Case:
    """A case as intake makes it, before it has a number."""
    household = as_told("陳範例", "A123456789", "0912345678", "示範路1號")
    made = made_case(
        0, "", State.SCREENING, "平鎮區新街里", urgent=False, reported_at=now, household=household
    )
    return with_facts(made, **facts)


def served_by(worker: Person, accepted_at: datetime = MONDAY, **facts: Any) -> Case:
    """A case that a worker has in hand, before it has a number."""
    facts = {"unit": worker.unit, "worker": worker.id, "accepted_at": accepted_at, **facts}
    return a_case(state=State.IN_SERVICE, **facts)


@pytest.fixture
async def case(store: Store) -> Case:
    return await store(lambda db: cases.open_case(db, a_case(), "B"))
