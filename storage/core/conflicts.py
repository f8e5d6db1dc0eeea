"""What a server says of a piece of work that came to nothing by what was done beside it.

Apart from the server itself, whose driver a small office never loads.
"""

from typing import Final

from sqlalchemy.exc import DBAPIError

from casework.errors import Overtaken

BEATEN: Final = {"40001", "40P01"}
"""How PostgreSQL says so: it saw what changed since, or waited in a circle."""
TWICE: Final = "23505"
"""The same was written already, perhaps a moment ago: whoever begins anew sees it."""


def beaten(error: BaseException) -> bool:
    """Tell whether a piece came to nothing only by what was done beside it: all of it is to begin anew."""
    return isinstance(error, Overtaken) or _state(error) in BEATEN


def written_twice(error: BaseException) -> bool:
    """Tell whether what a piece wrote was there already."""
    return _state(error) == TWICE


def _state(error: BaseException) -> str | None:
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
