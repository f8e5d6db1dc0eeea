"""Families: the households that are judged to be one, whichever way a link goes."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, or_, select

from storage.core.tables import households


def reach(begin: ColumnElement[bool]) -> CTE:
    """Walk from households to all that are judged to be one with them, whichever way a link goes."""
    one = households.c
    reached = select(one.id.label("of"), one.id, one.joined_to).where(begin).cte(recursive=True)
    next_one = households.alias()
    beside = or_(next_one.c.joined_to == reached.c.id, next_one.c.id == reached.c.joined_to)
    return reached.union(
        select(reached.c.of, next_one.c.id, next_one.c.joined_to).select_from(reached.join(next_one, beside))
    )


def family_of(begin: ColumnElement[bool]) -> Select[Any]:
    """Say in SQL: the households of which something holds, and those that are one with them."""
    return select(reach(begin).c.id)
