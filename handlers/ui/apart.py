"""One item of a batch apart from the others: one that fails is set aside, and all the rest is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from storage.core.conflicts import beaten, written_twice
from storage.core.database import Transaction
from storage.core.locks import needed

log = structlog.get_logger()


@contextmanager
def whole(db: Transaction) -> Iterator[None]:
    """Keep all that is done within, or none of it where it fails: for who goes on after a refusal."""
    lists: tuple[list[Any], ...] = (db.written, db.news, db.withdrawn, db.then)
    at, before = db.at, [len(one) for one in lists]
    try:
        with db.connection.begin_nested():
            yield
    except BaseException:
        db.at = at
        for one, kept in zip(lists, before, strict=True):
            del one[kept:]
        raise


def comes_again(db: Transaction, error: BaseException) -> bool:
    """Tell whether all of the batch comes to nothing with this, and is done anew or with the next ring.

    A file that has no room left takes back the whole transaction, and not only what is apart.
    """
    driver = db.connection.connection.dbapi_connection
    return not getattr(driver, "in_transaction", True) or (needed(db) and beaten(error))


def apart(db: Transaction, work: Callable[[], Any], aside: Callable[[], Any], **about: int) -> None:
    """Do *work* with all it writes, or none of it; then set it *aside*, or it would come first again.

    Where the database let it come to nothing for what others did meanwhile, the whole batch begins anew;
    a file has one writer, and what is overtaken there would be so at each ring. What another bell wrote a
    moment ago is seen the second time.
    """
    try:
        try:
            with whole(db):
                work()
        except DBAPIError as error:
            if not (needed(db) and written_twice(error)):
                raise
            with whole(db):
                work()
    except Exception as error:
        if comes_again(db, error):
            raise
        log.error("clock.failed", error=type(error).__name__, **about)
        aside()
