"""The tick costs what is due, not what is open: whatever a ring asks is found by an index."""

import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks import many_cases
from benchmarks.full_city import MORNING, NIGHT, NOON, fill
from benchmarks.questions import ROWS, Asking
from bot.app import open_office
from bot.loops.bell import Bell
from casework.staffing.people import Role
from handlers.ui.office import Office
from storage.core import facts
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.reminders import ahead, nudges
from storage.search import answers, paths
from tests.storage.databases import KINDS, migrated

TINY = {"facts", "closed_days", "units", "rotas", "campaigns", "cold_alerts", "decoys"}
"""A row a unit, or fewer."""
STAFF = {"people", "addresses", "leaves", "recusals"}
"""Not tiny, but no case is among them; read once for a batch of what is due."""
GIVEN = {"CONSTANT", "json_each"}
"""What is read from one end to the other because the statement was given it."""
NOT_ASKED = ("BEGIN", "SAVEPOINT", "RELEASE")


class Listening:
    """An office that remembers what was asked of its database."""

    def __init__(self, url: str) -> None:
        self.now = NOON
        self.asked: dict[str, Any] = {}
        self.database = Database(url)
        self.office: Office = open_office(
            self.database, Vault(secrets.token_bytes(32)), clock=lambda: self.now
        )
        self.bell = Bell(self.office, lambda: self.now.timestamp())  # noqa: PLW0108 - it moves
        event.listen(self.database.engine, "before_cursor_execute", self._hear)

    def _hear(self, _: Any, __: Any, statement: str, given: Any, ___: Any, many: bool) -> None:
        if not statement.startswith(NOT_ASKED):
            self.asked[statement] = given[0] if many else given

    async def ring(self, at: datetime) -> None:
        self.now = at
        await self.bell.ring()

    async def scanned(self) -> set[str]:
        """Name the tables that what was asked reads from one end to the other."""
        asked, self.asked = self.asked, {}
        assert asked
        return await self.office.transact(
            lambda db: {table for one in asked.items() for table in scans(db, *one)}
        )


def scans(db: Transaction, statement: str, given: Any) -> Iterator[str]:
    if db.connection.dialect.name == "sqlite":
        plan = db.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        steps = [row.detail.split() for row in plan]
        return (step[1] for step in steps if step[0] == "SCAN" and step[1] not in GIVEN)
    for easy in ("seqscan", "hashjoin", "mergejoin"):  # what a planner does with tables as small as these
        db.connection.exec_driver_sql(f"SET LOCAL enable_{easy} = off")
    plan = db.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", given).scalar_one()
    return unconditional((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def unconditional(node: dict[str, Any]) -> Iterator[str]:
    reads = "Relation Name" in node and "Scan" in node["Node Type"]
    if reads and not {"Index Cond", "Recheck Cond"} & node.keys():
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from unconditional(below)


@pytest.fixture(params=KINDS)
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Listening]:
    made = Listening(migrated(request.param, tmp_path))
    await made.office.transact(partial(fill, opened=2_000, due=10, workers=1))
    if request.param == "postgresql":  # which looks at what is there by itself; SQLite never does
        await made.office.transact(lambda db: db.connection.exec_driver_sql("ANALYZE"))
    made.asked.clear()
    yield made
    await made.database.close()


UNWRITTEN = {"closings", "disputes", "papers", "searches", "sharings", "trackings"}
"""What no case of this city has: PostgreSQL looks through a table that is empty."""


async def test_a_ring_scans_nothing_when_nothing_is_due(office: Listening) -> None:
    await office.ring(NOON)
    assert await office.scanned() <= TINY


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)  # PostgreSQL plans by what is there: little
async def test_a_ring_at_night_scans_nothing(office: Listening) -> None:
    await office.ring(NIGHT)
    assert await office.scanned() <= TINY


async def test_a_ring_scans_no_cases_when_something_is_due(office: Listening) -> None:
    await office.ring(MORNING)
    untold = {"nudges"}  # by the index of what is untold alone, whose rows are claimed
    assert await office.scanned() <= TINY | STAFF | untold


async def test_rules_that_changed_are_counted_anew_case_by_case(office: Listening) -> None:
    await office.office.transact(partial(facts.remove, name="rules"))
    await office.ring(NOON)
    assert await office.scanned() <= TINY | UNWRITTEN


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
async def test_what_the_clock_is_asked_in_between_scans_nothing(office: Listening) -> None:
    looks: list[Callable[[Transaction], object]] = [
        partial(ahead.next_moment, until=MORNING),
        ahead.next_deadline,
        partial(nudges.latest, person=1, most=5),
        partial(nudges.by_message, person=1, message=7),
        partial(nudges.of_letter, letter=7),
        partial(nudges.judge_again, letter=7),
        partial(nudges.listeners, most=50, quiet=True),
    ]
    for look in looks:
        await office.office.transact(look)
    assert await office.scanned() <= TINY


BIG = {"cases", "seats", "obligations", "households", "tokens", "subjects"}
"""What there is much of after years."""
IN_ORDER = "ix_cases_pressing"
"""Who sees every case reads them in the order of lists, no further than a page and what is counted."""


async def test_no_question_of_anybody_reads_a_table_from_one_end_to_the_other(tmp_path: Path) -> None:
    async with asking(tmp_path) as (office, town):
        for _, roles, question in ROWS:
            for role in roles:
                await town.ask(role, question(town))
        found = {plan for plan in await plans(office) if plan.startswith("SCAN") and plan.split()[1] in BIG}
    assert {plan for plan in found if IN_ORDER not in plan} == set()


@pytest.mark.parametrize(
    ("role", "said", "wide", "beside"),
    [
        (Role.SUPERVISOR, "緊急", 1, "cases USING INDEX ix_cases_urgent (urgent=? AND pressing=? AND id>"),
        (Role.WORKER, "高風險", 1, "cases USING INDEX ix_cases_risk (risk=? AND pressing=? AND id>"),
        (
            Role.SUPERVISOR,
            "平鎮 結案",
            1,
            "cases USING INDEX ix_cases_village (village=? AND pressing=? AND id>",
        ),
        (Role.SUPERVISOR, "新勢里", 9, "seat USING INDEX ix_seats_unit (unit=? AND pressing=? AND case_id>"),
        (
            Role.SUPERVISOR,
            "緊急",
            1,
            "seats USING COVERING INDEX ix_seats_unit (unit=? AND (pressing,case_id)>(",
        ),
        (Role.BUREAU, "結案", 9, "cases USING COVERING INDEX ix_cases_state (state=? AND pressing>"),
        (
            Role.SUPERVISOR,
            "王",
            1,
            "tokens USING COVERING INDEX ix_tokens_field_token (field=? AND token=? AND household_id>",
        ),
        (Role.SUPERVISOR, "is:to_close", 1, "closing USING INDEX ix_closings_proposed"),
    ],
)
async def test_along_a_path_the_next_is_looked_for_beside_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role, said: str, wide: int, beside: str
) -> None:
    monkeypatch.setattr(paths, "SHORT", 0)  # all are long
    monkeypatch.setattr(paths, "FEW", 0)
    monkeypatch.setattr(paths, "WIDE", wide)
    monkeypatch.setattr(answers, "_WIDEST", 5)
    async with asking(tmp_path) as (office, town):
        for _ in town.staff[role]:
            await town.ask(role, said)
        assert [plan for plan in await plans(office) if beside in plan]


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("上個月訪視的", "visits USING INDEX ix_visits_case_id (case_id=?)"),
        ("去年結案的", "closing USING INTEGER PRIMARY KEY (rowid=?)"),
        ("去年結案的", "cases USING COVERING INDEX ix_cases_state (state=?)"),
    ],
)
async def test_of_what_was_done_often_each_case_is_asked_along_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, beside: str
) -> None:
    """To gather all that was done in a year takes longer than to look at what stands in a list."""
    for most in ("FEW_DONE", "MOST_DONE", "SHORT"):
        monkeypatch.setattr(paths, most, 0)
    async with asking(tmp_path) as (office, town):
        for role in (Role.BUREAU, Role.SUPERVISOR):
            for _ in town.staff[role]:
                await town.ask(role, said)
        found = await plans(office)
    assert [plan for plan in found if beside in plan]


@asynccontextmanager
async def asking(folder: Path) -> AsyncIterator[tuple[Listening, Asking]]:
    """Fill an office that remembers what questions ask of it."""
    office = Listening(migrated("sqlite", folder))  # PostgreSQL plans by what is there: little
    await office.office.transact(partial(many_cases.fill, many=300, workers=1))
    town = Asking(str(office.database.url), office.office.vault, 300)
    for reader in town.database._readers:
        event.listen(reader.engine, "before_cursor_execute", office._hear)
    await town.meet()
    office.asked.clear()
    yield office, town
    await town.database.close()
    await office.database.close()


async def plans(office: Listening) -> set[str]:
    """Say by which steps what was asked is answered."""
    asked, office.asked = office.asked, {}
    return await office.office.transact(
        lambda db: {
            row.detail
            for statement, given in asked.items()
            for row in db.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        }
    )
