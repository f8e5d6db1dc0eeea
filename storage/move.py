"""Moving an office from one database to another, of whichever kind: all of it, or nothing.

The source is read on one snapshot, in its own thread, while the target is filled in one transaction on
another. Whoever kills it leaves an empty target, and a source that was never written to.
"""

import asyncio
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from queue import Full, Queue
from threading import Event
from typing import Any

from msgspec import Struct
from sqlalchemy import Column, Connection, Table, bindparam, func, insert, inspect, select, text, update

from storage.core import journal
from storage.core.database import Database, Transaction
from storage.core.migrate import guarded, make
from storage.core.schema import SchemaTrouble, newest, revision_of
from storage.core.tables import journal_head, meta

BATCH = 1000
AHEAD = 4
"""So many batches are read ahead of what is written."""
PATIENCE = 0.5
"""Seconds until who reads looks whether anybody still writes."""


class MoveTrouble(SchemaTrouble):
    """An office can't be moved; the message says why. Nothing was changed."""


async def move(source: Database, target: Database, opened: Callable[[Connection], Transaction]) -> int:
    """Copy every row of an office into a database that holds none; returns how many there are.

    *opened* makes a transaction of a connection, for proving the journal of the copy.
    """
    loop = asyncio.get_running_loop()

    def work(connection: Connection) -> int:
        _make_ready(connection)
        with closing(_read(source, loop)) as batches:
            counts = _write(connection, batches)
        _prove(opened(connection), counts)
        return sum(counts.values())

    return await target.transact(partial(guarded, work=work), alone=True)


def _make_ready(target: Connection) -> None:
    """Make the tables of this edition in an empty database; refuse one that holds something."""
    if not inspect(target).get_table_names():
        make(target)
    elif revision_of(target) != newest() or any(_count(target, one) for one in _holding()):
        raise MoveTrouble("the other database holds something already: give one that is empty")
    target.execute(journal_head.delete())


def _holding() -> list[Table]:
    return [one for one in meta.sorted_tables if one is not journal_head]


# Reading, in the thread of the source

Row = Mapping[str, Any]


class Batch(Struct, frozen=True):
    """Some rows of a table."""

    table: Table
    rows: Sequence[Row]


class Whole(Struct, frozen=True):
    """The end of a table: how many rows it has, and the last number that was given in it."""

    table: Table
    count: int
    last: int


def _read(source: Database, loop: asyncio.AbstractEventLoop) -> Generator[Batch | Whole, None, None]:
    """Read an office from one snapshot; whoever stops asking stops the reading."""
    batches: Queue[Batch | Whole | None] = Queue(AHEAD)
    stopped = Event()

    def put(one: Batch | Whole | None) -> bool:
        while not stopped.is_set():
            try:
                batches.put(one, timeout=PATIENCE)
            except Full:
                continue
            return True
        return False

    def read(connection: Connection) -> None:
        all(put(one) for one in _all_of(connection))

    async def reading() -> None:
        try:
            await source.read(read)
        finally:
            await asyncio.to_thread(put, None)

    running = asyncio.run_coroutine_threadsafe(reading(), loop)
    try:
        while (batch := batches.get()) is not None:
            yield batch
        running.result()
    finally:
        stopped.set()


def _all_of(source: Connection) -> Iterator[Batch | Whole]:
    streaming = source.execution_options(yield_per=BATCH)
    for table in meta.sorted_tables:
        by_key = select(table).order_by(*table.primary_key)
        for rows in streaming.execute(by_key).mappings().partitions():
            yield Batch(table, [dict(row) for row in rows])
        yield Whole(table, _count(source, table), _last_number(source, table))


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _last_number(connection: Connection, table: Table) -> int:
    """Return the last number that a table gave to a row, be it gone by now; 0 where it gives none."""
    if not _numbers(table):
        return 0
    last = connection.execute(select(func.max(table.c.id))).scalar() or 0
    if connection.dialect.name == "sqlite":
        known = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        given = connection.execute(known, {"table": table.name}).scalar() or 0
    else:
        sequence = func.pg_get_serial_sequence(table.name, "id")
        given = connection.execute(select(func.pg_sequence_last_value(func.to_regclass(sequence)))).scalar()
    return max(last, given or 0)


def _numbers(table: Table) -> bool:
    return "id" in table.c and table.c.id.identity is not None


# Writing, in the thread of the target


def _write(target: Connection, batches: Iterable[Batch | Whole]) -> dict[str, int]:
    """Write what comes; returns how many rows each table had where it came from."""
    counts: dict[str, int] = {}
    later: list[Row] = []
    for one in batches:
        if isinstance(one, Batch):
            later += _insert(target, one)
            continue
        counts[one.table.name] = one.count
        _point(target, one.table, later)
        later = []
        if one.last:
            _go_on_after(target, one)
    return counts


def _insert(target: Connection, batch: Batch) -> list[Row]:
    """Write rows; what points to another row of the same table, which may not be there yet, is returned."""
    own = [one.name for one in _pointing_to_itself(batch.table)]
    empty = dict.fromkeys(own)
    target.execute(insert(batch.table), [{**row, **empty} for row in batch.rows])
    return [row for row in batch.rows if any(row[name] is not None for name in own)]


def _pointing_to_itself(table: Table) -> list[Column[Any]]:
    return [one for one in table.c if any(key.column.table is table for key in one.foreign_keys)]


def _point(target: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        own = {one.name: bindparam(f"new_{one.name}", type_=one.type) for one in _pointing_to_itself(table)}
        pointing = update(table).where(table.c.id == bindparam("row")).values(own)
        target.execute(
            pointing, [{"row": row["id"], **{f"new_{name}": row[name] for name in own}} for row in rows]
        )


def _go_on_after(target: Connection, whole: Whole) -> None:
    """Let a table's numbers go on after the last that was given: an old key must never meet a new row."""
    if target.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(whole.table.name, "id")
        target.execute(select(func.setval(sequence, whole.last)))
    elif whole.table.dialect_options["sqlite"]["autoincrement"]:
        given = {"table": whole.table.name, "last": whole.last}
        target.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), given)
        target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), given)


def _prove(db: Transaction, counts: Mapping[str, int]) -> None:
    """Refuse a copy that is not whole, or whose journal does not hold."""
    for table in meta.sorted_tables:
        found = _count(db.connection, table)
        if found != counts[table.name]:
            raise MoveTrouble(f"{table.name}: {counts[table.name]:,} rows were to be moved, {found:,} came")
    broken = journal.first_break(db)
    if broken is not None:
        raise MoveTrouble(f"the journal is broken at entry {broken}: look at it with `shouwang doctor --all`")
