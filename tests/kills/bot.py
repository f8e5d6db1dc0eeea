"""The town's bot, to be a process of its own (`forked`).

It is `shouwang run`, whose office has the town's time, whose bell rings each second, and who is impatient.
"""

import os
from datetime import datetime, timedelta

from bot.app import real_clock
from bot.command import cli, running
from bot.loops import bell, replicas
from storage.core import desk

AHEAD = "TOWN_AHEAD"
"""Where it is said by how many seconds the town's time is ahead."""


def clock_ahead(seconds: float) -> datetime:
    """Tell the town's time: the machine's, so much ahead."""
    return real_clock() + timedelta(seconds=seconds)


def main() -> None:
    """Run it until it is killed."""
    ahead = float(os.environ[AHEAD])
    running.real_clock = lambda: clock_ahead(ahead)  # type: ignore[attr-defined]
    bell.EVERY, replicas.BEAT, desk.PATIENCE = 1, 0.1, 1.5  # type: ignore[assignment,misc]  # as nobody is in life
    cli.main(["run"])
