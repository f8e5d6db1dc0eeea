"""Search: the cases that answer a question, of those that the asker may see, and of no others.

A page is read by the narrowest of the indexes that answer a part of the question or say whose cases are
meant, each in the order in which lists are shown, some at a time; all of it is judged on these, and no
further than is counted. What it costs is what is shown, not what is there.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, CompoundSelect, Select, select, tuple_, union

from casework.cases.case import Case
from casework.counting import ENOUGH
from casework.errors import NotThere
from casework.search.queries import Query
from storage.cases.cases import READABLE, cases_of
from storage.core.database import Transaction
from storage.core.tables import cases
from storage.search import judging, paths
from storage.search.paths import Path
from storage.search.reading import Reader

PAGE = 5
_SPARE, _LEAST, _STEEPER, _WIDEST = 3, 32, 4, 4096
"""So many more are read at first than are shown; always so many at least, times more and at most."""
_ORDER = ("pressing", "id")
_THESE = READABLE.where(judging.THESE)


class Answer(Struct, frozen=True):
    """A page of the answer to a question."""

    found: int
    """How many answer it, counted no further than `ENOUGH` or the page."""
    cases: Sequence[Case]
    more: bool
    """There is another page."""


def count(db: Transaction, query: Query) -> int:
    """Count the cases that answer a question, no further than `ENOUGH`."""
    return len(_fitting(db, query, ENOUGH))


def is_answered(db: Transaction, query: Query) -> bool:
    """Tell whether any case answers a question."""
    return bool(_fitting(db, query, 1))


def answer(db: Transaction, query: Query, page: int) -> Answer:
    """Return one page of them, from 0, the most pressing deadline first."""
    end = (page + 1) * PAGE
    fitting = _fitting(db, query, max(ENOUGH, end + 1))
    here = fitting[end - PAGE : end]
    rows = {row.id: row for row in db.connection.execute(_THESE, {"these": here}).all()} if here else {}
    return Answer(len(fitting), cases_of(db, [rows[one] for one in here]), len(fitting) > end)


def _fitting(db: Transaction, query: Query, most: int) -> list[int]:
    """Read along the narrowest path until so many fit."""
    if db.speaker is None:
        raise NotThere
    read = Reader(db)
    path, fits = paths.narrowest(read, query), judging.fitting(read, query)
    found: list[int] = []
    step, last = min(max(most + _SPARE, _LEAST), _WIDEST), None
    while path and len(found) < most:
        these = db.connection.execute(_along(path, last, step)).scalars(1).all()
        good = set(db.connection.execute(fits, {"these": these}).scalars().all()) if these else set()
        found += [one for one in these if one in good]
        if len(these) < step:
            break
        likely = (most - len(found)) * step // max(len(good), 1)
        last, step = these[-1], min(max(likely * 5 // 4, _LEAST), step * _STEEPER, _WIDEST)
    return found[:most]


def _along(path: Path, last: int | None, most: int) -> Select[Any] | CompoundSelect[Any]:
    """Say in SQL: where the next cases of a path stand and which they are, each once, in their order."""
    if last is not None:
        stood = select(cases.c.pressing).where(cases.c.id == last).scalar_subquery()
        path = [way.where(_place(way) > tuple_(stood, last)) for way in path]
    if len(path) == 1:
        return path[0].order_by(*_ORDER).limit(most)
    each = (select(way.order_by(*_ORDER).limit(most).subquery()) for way in path)
    return union(*each).order_by(*_ORDER).limit(most)


def _place(way: Select[Any]) -> ColumnElement[Any]:
    return tuple_(*(way.selected_columns[name] for name in _ORDER))
