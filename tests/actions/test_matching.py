"""Who takes part beside the lead of a family that several bureaus serve: each unit is asked once."""

from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from actions.rosters.matching import PublishedMatch, _take_part
from casework.cases.seats import SeatEnd
from casework.rosters.shared import FoundFamily, Served, SharedFamily
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import tables as t
from storage.core.database import Transaction
from storage.staffing import units
from tests.storage.conftest import Store, served_by
from tests.support import addressed

JUNE = date(2026, 6, 1)


@pytest.fixture
async def family(store: Store) -> SharedFamily:
    """The centre leads it; two stations of the health bureau serve it, too."""
    worker = store.staff[Role.WORKER]

    def found(db: Transaction) -> SharedFamily:
        bureau = units.add(db, UnitKind.HEALTH, "衛生局", "", "A")
        for number, name in enumerate(("甲站", "乙站")):
            station = units.add(db, UnitKind.HEALTH, name, bureau=bureau.id)
            joins = Person(0, Role.WORKER, station.id, f"示範{name}", "0912", "")
            addressed.add(db, joins, 7_500 + number)
        case = cases.open_case(db, served_by(worker), "B")
        rows = (
            Served(worker.unit, {"name": "王測試"}),
            *(Served(bureau.id, {"name": "王測試", "unit": name}) for name in ("甲站", "乙站")),
        )
        return SharedFamily(1, JUNE, JUNE, FoundFamily(rows), case=case.id)

    return await store(found)


async def asked(store: Store, family: SharedFamily) -> tuple[int, int, tuple[int, ...], int]:
    """Say how many are asked, how many bureaus were there, which have nobody, and how many seats it has."""

    def take(db: Transaction) -> tuple[int, int, tuple[int, ...], int]:
        done = _take_part(db, family, PublishedMatch())
        assert family.case is not None
        return done.asked, done.there, done.nobody, len(cases.read(db, family.case).joint)

    return await store(take)


async def over(store: Store, most: int) -> None:
    """Let so many joint seats have ended: nobody took them on."""

    def end(db: Transaction) -> None:
        joint = select(t.seats.c.id).where(t.seats.c.id != t.seats.c.case_id).order_by(t.seats.c.id)
        for row in db.connection.execute(joint.limit(most)).scalars().all():
            ended = {"ended_at": db.now, "end": SeatEnd.DECLINED}
            db.connection.execute(update(t.seats).where(t.seats.c.id == row).values(ended))

    await store(end)


async def test_each_unit_is_asked_once_whatever_came_of_it(store: Store, family: SharedFamily) -> None:
    assert await asked(store, family) == (2, 1, (), 2)
    assert await asked(store, family) == (0, 2, (), 2)
    await over(store, 2)
    assert await asked(store, family) == (0, 2, (), 2), "both said no"


async def test_of_a_bureau_whose_unit_said_no_the_other_is_asked(store: Store, family: SharedFamily) -> None:
    first = replace(family, found=FoundFamily(family.rows[:2]))
    assert await asked(store, first) == (1, 1, (), 1)
    await over(store, 1)
    assert await asked(store, family) == (1, 1, (), 2)


async def test_a_bureau_in_which_nobody_could_is_named(store: Store, family: SharedFamily) -> None:
    gone = update(t.people).where(t.people.c.unit != store.staff[Role.WORKER].unit).values(active=False)
    await store(lambda db: db.connection.execute(gone))
    assert await asked(store, family) == (0, 1, (family.rows[1].bureau,), 0)


async def test_what_one_bureau_serves_is_nobody_elses(store: Store, family: SharedFamily) -> None:
    alone = replace(family, found=FoundFamily(family.rows[1:]))
    assert await asked(store, alone) == (0, 0, (), 0)
