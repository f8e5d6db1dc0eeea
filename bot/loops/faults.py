"""Where a fault is in the code, without anybody's data."""

from pathlib import Path
from traceback import walk_tb


def place(error: BaseException) -> str:
    """Name the file and the line in which it was raised."""
    found = [*walk_tb(error.__traceback__)]
    if not found:
        return "?"
    frame, line = found[-1]
    return f"{Path(frame.f_code.co_filename).name}:{line}"
