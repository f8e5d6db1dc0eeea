"""Files that people send: which are taken, and what is wrong with the others (`trust.md`, uploads)."""

from enum import StrEnum
from pathlib import PurePath

from msgspec import Struct

MEGABYTE = 1024 * 1024


class Unfit(StrEnum):
    """Why a file is not taken."""

    LARGE = "large"  # more bytes than are taken
    GONE = "gone"  # the messenger does not have it any more
    OLD = "old"  # .xls
    PLAIN = "plain"  # text that can't be read
    MACROS = "macros"
    PASSWORD = "password"  # noqa: S105 - it has one, and this is not it
    NO_LIST = "no_list"  # something else than a list
    BROKEN = "broken"
    SWELLS = "swells"  # unpacked it is many times as large: a zip bomb
    ROWS = "rows"
    COLUMNS = "columns"
    HEAVY = "heavy"  # reading it took more memory or time than a list may need


_READ = {".xlsx", ".ods", ".csv", ".tsv", ".txt", ""}
_BY_ENDING = {
    ".xls": Unfit.OLD,
    ".xlsm": Unfit.MACROS,
    ".xltm": Unfit.MACROS,
}


class UnfitFile(Exception):  # noqa: N818 - says what it is
    """A file can't be taken."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why)
        self.why = why


class Sheet(Struct, frozen=True):
    """One sheet of a list, as it is read: cells are text, and the row numbers are those of the file."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    """Without the empty cells at the end of a row, and without the empty rows at the end."""
    file: str = ""
    """What the file was called, without its ending."""


class FileLimits(Struct, frozen=True):
    """How large a list may be."""

    bytes: int
    rows: int
    columns: int


def unfit(name: str, size: int, most: int) -> Unfit | None:
    """Say what can be said against a file before anything of it is fetched; None: look into it."""
    if size > most:
        return Unfit.LARGE
    ending = PurePath(name).suffix.lower()
    return None if ending in _READ else _BY_ENDING.get(ending, Unfit.NO_LIST)
