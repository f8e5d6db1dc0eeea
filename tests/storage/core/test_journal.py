from functools import partial

import pytest
from sqlalchemy import delete, insert, update

from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import journal as table
from storage.core.tables import journal_head
from tests.storage.conftest import Store


async def kept(store: Store) -> list[int]:
    for verb in ("case.reported", "case.dispatched", "case.accepted"):
        await store(partial(journal.write, verb=verb, subject=1, person=2))
        store.forward(minutes=5)
    return await store(lambda db: list(db.connection.execute(table.select()).scalars()))


async def test_an_untouched_chain_holds(store: Store) -> None:
    assert await store(journal.first_break) is None
    await kept(store)
    assert await store(journal.first_break) is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"verb": "case.declined"}, id="another act"),
        pytest.param({"actor": 99}, id="another person"),
        pytest.param({"subject": 2}, id="another subject"),
        pytest.param({"detail": {"person": 3}}, id="another detail"),
    ],
)
async def test_a_changed_entry_is_found(store: Store, change: dict[str, object]) -> None:
    ids = await kept(store)
    await store(lambda db: db.connection.execute(update(table).where(table.c.id == ids[1]).values(change)))
    assert await store(journal.first_break) == ids[1]


async def test_a_removed_entry_is_found(store: Store) -> None:
    ids = await kept(store)
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == ids[1])))
    assert await store(journal.first_break) == ids[2]


async def test_a_cut_off_end_is_found(store: Store) -> None:
    ids = await kept(store)
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == ids[2])))
    assert await store(journal.first_break) == 0


async def test_of_the_latest_entries_alone_the_same_is_found_and_nothing_before_them(store: Store) -> None:
    ids = await kept(store)
    assert await store(lambda db: journal.first_break(db, latest=2)) is None
    assert await store(lambda db: journal.first_break(db, latest=9)) is None
    await store(lambda db: db.connection.execute(update(table).where(table.c.id == ids[1]).values(verb="x")))
    assert await store(lambda db: journal.first_break(db, latest=2)) == ids[1]
    assert await store(lambda db: journal.first_break(db, latest=1)) is None
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == ids[2])))
    assert await store(lambda db: journal.first_break(db, latest=1)) == ids[1]


async def test_a_journal_longer_than_a_page_is_read_to_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_PAGE", 2)
    ids = await kept(store)
    assert await store(journal.first_break) is None
    await store(lambda db: db.connection.execute(update(table).where(table.c.id == ids[2]).values(actor=99)))
    assert await store(journal.first_break) == ids[2]


async def test_an_entry_from_nowhere_is_found(store: Store) -> None:
    await kept(store)

    def forged(db: Transaction) -> None:
        values = {"at": db.now, "verb": "case.closed", "detail": {}, "hash": bytes(32)}
        db.connection.execute(insert(table).values(values))
        db.connection.execute(update(journal_head).values(hash=bytes(32)))

    await store(forged)
    assert await store(journal.first_break) is not None
