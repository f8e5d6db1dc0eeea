"""One item of a batch apart from the others: one that fails is set aside, and all the rest is done."""

from collections.abc import Callable
from typing import Any

import structlog

from storage.core.conflicts import beaten
from storage.core.database import Transaction

log = structlog.get_logger()


def apart(db: Transaction, work: Callable[[], Any], aside: Callable[[], Any], **about: int) -> None:
    """Do *work* with all it writes, or none of it; then set it *aside*, or it would come first again.

    Where the database let it come to nothing for what others did meanwhile, the whole batch begins anew.
    """
    written, news = len(db.written), len(db.news)
    try:
        with db.connection.begin_nested():
            work()
    except Exception as error:
        if beaten(error):
            raise
        del db.written[written:], db.news[news:]
        log.error("clock.failed", error=type(error).__name__, **about)
        aside()
