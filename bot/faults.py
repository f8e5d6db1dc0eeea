"""What a fault is: of the database's side, which passes, or of the code, and where it is there."""

import sqlite3
from pathlib import Path
from traceback import walk_tb

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

TROUBLE = (DBAPIError, NoConnection, OSError, sqlite3.OperationalError)
"""What the database's side may bring: a full disk, a lock, no connection within its time."""


def of_storage(error: BaseException) -> bool:
    """Disk full, database locked: not the fault of what was to be done. What the tables refuse is."""
    if isinstance(error, IntegrityError | ProgrammingError | DataError):
        return False
    if isinstance(error, DBAPIError) and str(getattr(error.orig, "sqlstate", "")).startswith("22"):
        return False  # a server's data errors may come without a class of their own
    return isinstance(error, TROUBLE)


def place(error: BaseException) -> str:
    """Name the file and the line in which it was raised, without anybody's data."""
    found = [*walk_tb(error.__traceback__)]
    if not found:
        return "?"
    frame, line = found[-1]
    return f"{Path(frame.f_code.co_filename).name}:{line}"
