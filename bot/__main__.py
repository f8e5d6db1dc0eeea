"""Run the command line: ``python -m bot``."""

import gc
import os
import sys
from collections.abc import Callable

NOT_FOR_US = ("httpx._main", "rich", "cryptography.hazmat.backends")
"""What libraries load if it is there, for httpx's command line, tracebacks in colour and passports: 6 MiB."""


def main() -> None:
    """Load the program, then do what is said; what it makes is for its own user alone."""
    os.umask(0o077)
    load()()


def load() -> Callable[[], None]:
    """Load the program: nothing of it is looked through for garbage, and what is not for us is not found."""
    gc.disable()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # else every installed package is asked for some
    hidden = [name for name in NOT_FOR_US if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # Python's own way to say: there is none
    from bot.command.cli import main as shouwang  # noqa: PLC0415 -- not before
    from bot.event_loop import set_apart  # noqa: PLC0415 -- as above

    for name in hidden:
        del sys.modules[name]
    set_apart()  # else the next thing that is made has all of it looked through
    gc.enable()
    return shouwang


if __name__ == "__main__":
    main()
