"""Run the command line: ``python -m bot``."""

import gc
import os
import sys
from collections.abc import Callable

NOT_FOR_US = ("httpx._main", "rich")
"""What libraries load if it is there, for a command line of httpx and tracebacks in colour: 5 MiB."""


def main() -> None:
    """Load the program, then do what is said; what it makes is for its own user alone."""
    os.umask(0o077)
    load()()


def load() -> Callable[[], None]:
    """Load the program: nothing of it is looked through for garbage, and what is not for us is not found."""
    gc.disable()
    hidden = [name for name in NOT_FOR_US if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # Python's own way to say: there is none
    from bot.command.cli import main as shouwang  # noqa: PLC0415 -- not before

    for name in hidden:
        del sys.modules[name]
    gc.freeze()  # else the next thing made has all of it looked through
    gc.enable()
    return shouwang


if __name__ == "__main__":
    main()
