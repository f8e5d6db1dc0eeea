"""Seats as they are kept: what is owed follows from the facts, however they came to be told."""

from datetime import datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from casework.cases.case import Case
from casework.staffing.people import Role
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import obligations, people, seats, units
from tests.storage.conftest import Store
from tests.support.lives import PEOPLE, UNITS, Step, a_case, drawn, lived, numbered, unit_of

BEGUN = tuple(
    Step(name, seat, person, other=12, hours=1)
    for name, seat, person in (
        ("dispatch", 0, 11),
        ("accept", 0, 11),
        ("ask", 0, 31),
        ("accept", 1, 31),
        ("ask", 0, 41),
        ("track", 0, 31),
    )
)


@pytest.fixture
async def store(store: Store) -> Store:
    """The units and people of the lives, beside those of every store."""

    def found(db: Transaction) -> None:
        for unit, kind in UNITS.items():
            if unit != db.connection.execute(select(units.c.id)).scalars().first():
                db.connection.execute(insert(units), {"id": unit, "kind": kind, "name": f"單位{unit}"})
        made = {"role": Role.WORKER, "sealed": b"", "villages": [], "active": True, "version": 1}
        db.connection.execute(insert(people), [{"id": one, "unit": unit_of(one), **made} for one in PEOPLE])

    await store(found)
    return store


@pytest.mark.parametrize("seed", range(8))
async def test_deadlines_are_the_same_told_one_seat_at_a_time_or_all_at_once(store: Store, seed: int) -> None:
    life = (*BEGUN, *drawn(Random(seed), 40))
    step_by_step, at_once = [
        await store(lambda db: cases.open_case(db, a_case(), "B")) for _ in ("one by one", "at once")
    ]
    assert await store(lambda db: _settled_after_each(db, step_by_step, life)) > len(BEGUN)
    await store(lambda db: _settled_at_the_end(db, at_once, life))
    owed = await store(lambda db: _owed(db, step_by_step))
    assert owed == await store(lambda db: _owed(db, at_once))
    assert owed or not (await store(lambda db: cases.read(db, at_once.id))).open
    await store(lambda db: cases.settle(db, cases.read(db, at_once.id)))
    assert owed == await store(lambda db: _owed(db, at_once))


def _settled_after_each(db: Transaction, case: Case, life: tuple[Step, ...]) -> int:
    """Keep the case after each step; return how many there were."""

    def keep(before: Case, after: Case, at: datetime) -> Case:
        db.now = at
        return cases.save(db, before, after, "case.visited")

    return len(list(lived(life, cases.read(db, case.id), keep)))


def _settled_at_the_end(db: Transaction, case: Case, life: tuple[Step, ...]) -> None:
    before = cases.read(db, case.id)
    *_, (_, after, db.now) = lived(life, before, numbered)
    cases.save(db, before, after, "case.visited")


def _owed(db: Transaction, case: Case) -> list[tuple[Any, ...]]:
    """List what is owed in a case, by it and by each of its seats."""
    what = [obligations.c[name] for name in ("unit", "duty", "period", "due", "bearer", "person", "urgent")]
    of = select(seats.c.id).where(seats.c.case_id == case.id)
    found = select(*what).where(obligations.c.subject.in_(of), obligations.c.ended_at.is_(None))
    return sorted((tuple(row) for row in db.connection.execute(found)), key=repr)
