"""Logs: one line an event on standard error, numbers and names of events only, nobody's words."""

import logging
import sys

import structlog


def set_up(level: str) -> None:
    """Log from *level* up. What libraries log stays at warnings: below, some log texts and tokens.

    Of an answer that it can't read python-telegram-bot logs the whole; that it came is said anyway.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
