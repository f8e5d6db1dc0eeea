"""Rosters are kept on both databases, their rows sealed."""

from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.criteria import CaseKind
from casework.errors import Stale
from casework.policy.policy import Duty
from casework.rosters.declared import RosterRow
from casework.rosters.lists import RowState
from casework.staffing.units import UnitKind
from storage.core.database import Transaction
from storage.core.tables import obligations, roster_rows, units
from storage.rosters import lists
from tests.storage.conftest import Store

KIND, JUNE = CaseKind.SUICIDE_HARDSHIP, date(2026, 6, 1)
ROW = RosterRow(5, {"name": "王測試", "id": "A123456789", "address": "平鎮區新勢里1號"}, "平鎮區新勢里")


def founded(db: Transaction) -> tuple[int, int]:
    """Add a bureau and a centre."""
    return tuple(
        db.connection.execute(
            units.insert().values(kind=kind, name=name, district="", letter="A").returning(units.c.id)
        ).scalar_one()
        for kind, name in ((UnitKind.BUREAU, "測試局"), (UnitKind.CENTRE, "測試中心"))
    )


def duties(db: Transaction) -> list[str]:
    rows = select(obligations.c.duty).where(obligations.c.ended_at.is_(None))
    return list(db.connection.execute(rows).scalars())


async def test_a_list_is_awaited_given_and_dispatched(store: Store) -> None:
    bureau, centre = await store(founded)
    one = await store(lambda db: lists.await_one(db, KIND, bureau, centre, JUNE))
    assert await store(lambda db: lists.await_one(db, KIND, bureau, centre, JUNE)) == one
    assert await store(duties) == [Duty.UPLOAD_ROSTER]

    def give(db: Transaction) -> None:
        lists.add_row(db, one, ROW, RowState.WAITING, None)
        lists.keep(db, replace(one, given_at=db.now), "roster.given", rows=1)

    await store(give)
    given = await store(lambda db: lists.read(db, one.id))
    assert given.waiting == 1
    assert await store(duties) == [Duty.DISPATCH_ROSTER]
    [kept] = await store(lambda db: lists.rows_of(db, given))
    assert kept.values == ROW.values
    sealed = await store(lambda db: db.connection.execute(select(roster_rows.c.sealed)).scalar_one())
    assert "王測試".encode() not in bytes(sealed)

    def decline(db: Transaction) -> None:
        lists.change_row(db, kept, RowState.DECLINED, None)
        lists.keep(db, given, "roster.declined", row=kept.number)

    await store(decline)
    assert await store(duties) == []
    with pytest.raises(Stale):
        await store(decline)
