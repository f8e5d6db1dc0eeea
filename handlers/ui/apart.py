"""One item of a batch apart from the others: one that fails is set aside, and all the rest is done."""

from collections.abc import Callable
from typing import Any

import structlog

from storage.core.database import Transaction

log = structlog.get_logger()


def apart(db: Transaction, work: Callable[[], Any], aside: Callable[[], Any], **about: int) -> None:
    """Do *work* with all it writes, or none of it; then set it *aside*, or it would come first again."""
    written, news = len(db.written), len(db.news)
    try:
        with db.connection.begin_nested():
            work()
    except Exception as error:
        del db.written[written:], db.news[news:]
        log.error("clock.failed", error=type(error).__name__, **about)
        aside()
