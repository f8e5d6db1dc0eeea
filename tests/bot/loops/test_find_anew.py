"""After an upgrade the bell makes households findable as they are compared now: some at each ring."""

import pytest
from sqlalchemy import delete, func, select, update

from bot import ring
from sandbox import Phone
from storage.cases import households
from storage.core import facts
from storage.core.database import Transaction
from storage.core.tables import households as rows
from storage.core.tables import tokens
from tests.handlers.serving import served
from tests.support.town import Town


async def test_some_at_each_ring_and_one_that_can_not_be_read_stops_none(
    town: Town, worker: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "BATCH", 2)
    cases = [await served(town, worker) for _ in range(4)]

    def as_before(db: Transaction) -> None:
        db.connection.execute(delete(tokens))
        spoilt = update(rows).where(rows.c.id == cases[0].household.id).values(sealed=b"spoilt")
        db.connection.execute(spoilt)
        facts.remove(db, ring.FOUND_BY)

    async def findable() -> int:
        one = select(func.count(tokens.c.household_id.distinct()))
        return int(await town.look(lambda db: db.connection.execute(one).scalar_one()))

    await town.look(as_before)
    seen = []
    for _ in range(3):
        await town.bot.bell.ring()
        seen.append(await findable())
    assert seen == [1, 3, 3]
    assert await town.look(lambda db: facts.get(db, ring.FOUND_BY)) == households.FOUND_BY
    assert await town.look(lambda db: facts.get(db, ring.FOUND_ANEW)) is None, (
        "the next is from the beginning"
    )
