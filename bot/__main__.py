"""Run the command line: ``python -m bot``."""

import gc


def main() -> None:
    """Load the program, then do what is said."""
    gc.disable()
    from bot.command.cli import main as shouwang  # noqa: PLC0415 -- a seventh sooner while nothing is collected

    gc.enable()
    shouwang()


if __name__ == "__main__":
    main()
