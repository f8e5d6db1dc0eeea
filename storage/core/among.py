"""Among these numbers: given to a statement as one value, so that many cost little more than few.

For rows that are found by nothing else: where another index would do, SQLite, which cannot see how many
numbers there are, goes along that one and asks each row.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Dialect, String, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Numbers(TypeDecorator[Collection[int]]):
    """Some numbers as one value: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Say what it is on disk."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        from sqlalchemy.dialects.postgresql import ARRAY  # noqa: PLC0415 -- a server's drivers come with it

        return dialect.type_descriptor(ARRAY(BigInteger))

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        """Write them."""
        these = [*(value or ())]
        return json.dumps(these) if dialect.name == "sqlite" else these


class _Among(FunctionElement[Any]):
    """Of no type: of a truth SQLAlchemy would have SQLite ask `= 1`, by no index."""

    inherit_cache = True


def among(column: ColumnElement[int], these: str | Collection[int]) -> ColumnElement[bool]:
    """Say in SQL that a number is one of *these*, or of those that the parameter of that name gives."""
    given: BindParameter[Any] = (
        bindparam(these, type_=Numbers())
        if isinstance(these, str)
        else bindparam(None, these, type_=Numbers(), unique=True)
    )
    return _Among(column, given)


@compiles(_Among)
def _by_array(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, these = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY ({these})"


@compiles(_Among, "sqlite")
def _by_json(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, these = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({these}))"
