"""Run the command line: ``python -m bot``."""

from bot.command.cli import main

if __name__ == "__main__":
    main()
