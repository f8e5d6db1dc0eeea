"""Acts at a chosen moment of another's piece of work, as on PostgreSQL they can come."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final

from storage.core import subjects
from storage.core.database import Transaction
from storage.reminders import obligations
from tests.storage.conftest import Store

WAITS: Final = 2.0
"""Seconds after which who acts at a moment of another's piece is taken to wait for its end."""


def meanwhile(
    act: Callable[[], Coroutine[Any, Any, Any]], *, within: float = WAITS
) -> tuple[Callable[[], None], list[Future[Any]]]:
    """Let somebody act at a chosen moment of another's piece, to the end if they need not wait for it.

    What is returned first is called at that moment, and acts once; then come those acts. Who
    need not wait has longer *within*: a busy machine is no lock.
    """
    loop, begun = asyncio.get_running_loop(), list[Future[Any]]()

    def now() -> None:
        if not begun:
            begun.append(asyncio.run_coroutine_threadsafe(act(), loop))
            with suppress(TimeoutError):
                begun[0].result(within)

    return now, begun


async def agrees(store: Store, subject: int) -> None:
    """What is kept as owed is what the facts give rise to, once."""

    def owed(db: Transaction) -> tuple[list[Any], list[Any]]:
        kind = subjects.kind_of(db, subject)
        rules = [(one.duty, one.period, one.due) for one in kind.rules.owed(kind.read(db, subject), db.rules)]
        rows = [(one.duty, one.period, one.due) for one in obligations.of_subject(db, subject)]
        return sorted(rows), sorted(rules)

    rows, rules = await store(owed)
    assert rows == rules
    assert rows, "something is owed"
