"""Run the command line: ``python -m bot``."""

import gc
import os


def main() -> None:
    """Load the program, then do what is said; what it makes is for its own user alone."""
    os.umask(0o077)
    gc.disable()
    from bot.command.cli import main as shouwang  # noqa: PLC0415 -- a seventh sooner while nothing is collected

    gc.enable()
    shouwang()


if __name__ == "__main__":
    main()
