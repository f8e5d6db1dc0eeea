"""The tables of the code are those that the migrations make, and what is in them is kept as it was."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from casework.cases.strands import Tracking
from storage.core.database import Database
from storage.core.tables import MomentColumn, kept, meta, words
from tests.storage.core.test_migrations import looked_at, tables


async def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), meta)

    assert await database.transact(differences) == []


def shape(connection: Connection) -> dict[tuple[object, ...], object]:
    """Say of each table what it is made of, also what Alembic does not compare: keys, defaults, numbers."""
    look, found = inspect(connection), dict[tuple[object, ...], object]()
    for table in tables(connection):
        found[table, "key"] = look.get_pk_constraint(table)["constrained_columns"]
        for one in look.get_columns(table):
            found[table, one["name"]] = {name: str(value) for name, value in one.items()}
        for to in look.get_foreign_keys(table):
            found[table, *to["constrained_columns"]] = to["referred_table"], to["referred_columns"]
        for index in (*look.get_unique_constraints(table), *look.get_indexes(table)):
            only = {name: str(where) for name, where in index.get("dialect_options", {}).items()}
            found[table, index["name"]] = index["column_names"], index.get("unique"), only
    if connection.dialect.name == "sqlite":
        for name, made in connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        ):
            if name in tables(connection):
                found[name, "never a number twice"] = "AUTOINCREMENT" in made
    return found


async def test_an_office_that_grew_is_made_of_the_same_as_one_made_at_once(url: str, empty_url: str) -> None:
    """Also its keys, and which numbers are given once: Alembic's comparison leaves that out."""
    await looked_at(empty_url, meta.create_all)
    grown, made = await looked_at(url, shape), await looked_at(empty_url, shape)
    assert {
        name: (grown.get(name), made.get(name)) for name in grown | made if grown.get(name) != made.get(name)
    } == {}


def test_no_table_gives_numbers_of_its_own_where_others_are_its_key() -> None:
    """A case, a year or a unit is called by the number it has; on SQLite nothing would tell."""
    postgres = postgresql.dialect()
    made = {one.name: str(CreateTable(one).compile(dialect=postgres)) for one in meta.sorted_tables}
    assert [name for name, said in made.items() if "SERIAL" in said] == ["journal_head"], "it has one row"


def test_a_moment_is_kept_to_the_microsecond_in_whatever_zone_it_was_told() -> None:
    column, dialect = MomentColumn(), sqlite.dialect()
    at = datetime(2026, 6, 1, 9, 0, 1, 250_001, tzinfo=timezone(timedelta(hours=8)))
    written = column.process_bind_param(at, dialect)
    assert written == 1_780_275_601_250_001
    assert column.process_result_value(written, dialect) == at.astimezone(UTC)
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None
    with pytest.raises(ValueError, match="naive"):
        column.process_bind_param(at.replace(tzinfo=None), dialect)


def test_what_people_wrote_has_no_column_of_its_own() -> None:
    assert words(Tracking) == ["tasks"]
    assert set(kept(Tracking)).isdisjoint({"id", "tasks"})
    assert "version" in kept(Tracking)
