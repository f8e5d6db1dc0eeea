"""Statements are compiled once in a process, not once for each database of a test: that took a quarter."""

from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect

from storage.core import desk, server

_COMPILED = dict[Any, Any]()


def share() -> None:
    """Let all that open an office from now on share what is compiled for its kind of database."""
    # SQLAlchemy looks statements up by the engine's own dialect, and has no way to say that two are alike
    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        dialect.__eq__, dialect.__hash__ = _of_one_kind, _kind  # type: ignore[assignment, method-assign]
    # a test asks for nothing else of an office: it has no seam for this, nor needs one
    desk.create_engine = server.create_engine = shared  # type: ignore[attr-defined]


def shared(*given: Any, **how: Any) -> Engine:
    """Create an engine whose statements may be compiled already."""
    engine = create_engine(*given, **how)
    engine.update_execution_options(compiled_cache=_COMPILED)
    return engine


def _of_one_kind(one: Dialect, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: Dialect) -> int:
    return hash(type(one))
