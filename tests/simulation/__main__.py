"""Live a year of the demo city by one command.

make simulate days=365 seed=1
"""

import argparse
import os
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

from bot import cores
from bot.event_loop import complete, settle_down
from casework.text.dates import TAIPEI
from tests.simulation.days import Life
from tests.simulation.run import Result, Wrong, simulate
from tests.simulation.year import START

os.environ.setdefault("PTB_TIMEDELTA", "true")


def tell(life: Life, day: date) -> None:
    """Print a line each Sunday."""
    if day.weekday() == 6:
        watch = life.watch
        acts = life.by_phone + life.without
        counts = f"{acts:5} acts, {watch.chats.nudged:5} nudges told, {len(watch.log.lines):6} calls"
        print(f"{day} {counts}, {watch.ladders.asked:5} rungs asked for", flush=True)


def summary(result: Result) -> str:
    """Say what was seen."""
    watch = result.watch
    share = 100 * result.by_phone / max(result.by_phone + result.without, 1)
    did = ", ".join(f"{name} {count}" for name, count in sorted(result.did.items()))
    return "\n".join(
        [
            f"{result.days} days, seed {result.seed}: {result.seconds:.0f} s "
            f"({result.busy:.0f} s of the processor), nothing wrong",
            f"{result.by_phone + result.without} acts, {share:.0f} % on phones: {did}",
            f"{watch.ladders.asked} rungs asked for, {watch.chats.nudged} nudges told, "
            f"{watch.chats.again} once more after a crash, {len(watch.room.downs)} outages, "
            f"{sum(watch.chats.receipts.values())} receipts, {watch.looks} looks",
            f"log {watch.log.digest}",
        ]
    )


def main() -> int:
    """Run, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=date.fromisoformat, default=START.date())
    parser.add_argument(
        "--quiet",
        type=date.fromisoformat,
        nargs=2,
        help="from which day until which nobody does anything and the bot is away",
    )
    parser.add_argument("--log", type=Path, help="write what was said to whom when")
    given = parser.parse_args()
    settle_down()
    start = datetime.combine(given.start, START.timetz(), TAIPEI)
    with tempfile.TemporaryDirectory() as folder:
        quiet = (given.quiet[0], given.quiet[1]) if given.quiet else None
        life = simulate(
            Path(folder), seed=given.seed, days=given.days, start=start, quiet=quiet, progress=tell
        )
        try:
            result = complete(cores.together(life))
        except Wrong as wrong:
            print(wrong)
            return 1
    if given.log:
        given.log.write_text(result.log)
    print(summary(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
