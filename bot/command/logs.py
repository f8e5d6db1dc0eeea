"""Logs: one line an event on standard error, numbers and names of events only, nobody's words."""

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog


class Careful:
    """A stream that never fails: a line that can't be kept (disk full, nobody reads) must not end the bot."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        """Write, if it can be written."""
        with suppress(OSError, ValueError):
            self._stream.write(line)

    def flush(self) -> None:
        """Flush, if that can be done."""
        with suppress(OSError, ValueError):
            self._stream.flush()


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
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Careful(sys.stderr))),
    )
