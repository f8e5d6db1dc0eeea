"""What came to nothing only by what was done beside it is begun anew, and nothing else is."""

import psycopg.errors
import pytest
from sqlalchemy.exc import DBAPIError

from casework.errors import Overtaken, Stale
from storage.core.conflicts import beaten, written_twice


def of_server(error: Exception) -> DBAPIError:
    """What the server says, as SQLAlchemy hands it on."""
    return DBAPIError("", None, error)


@pytest.mark.parametrize(
    ("error", "anew", "twice"),
    [
        (of_server(psycopg.errors.SerializationFailure()), True, False),
        (of_server(psycopg.errors.DeadlockDetected()), True, False),
        (of_server(psycopg.errors.UniqueViolation()), False, True),
        (of_server(psycopg.errors.DiskFull()), False, False),
        (psycopg.errors.DeadlockDetected(), False, False),
        (Overtaken(), True, False),
        (Stale(), False, False),
        (ValueError(), False, False),
    ],
    ids=lambda one: str(getattr(one, "orig", one).__class__.__name__),
)
def test_whoever_was_too_slow_begins_anew_and_what_is_there_already_is_said(
    error: Exception, anew: bool, twice: bool
) -> None:
    assert (beaten(error), written_twice(error)) == (anew, twice)
