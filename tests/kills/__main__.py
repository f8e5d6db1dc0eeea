"""Kill the bot so often by one command: make kill-test kills=20000 seed=1."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bot.event_loop import complete
from tests.kills.deaths import DEATHS
from tests.kills.run import lived
from tests.kills.town import Town

os.environ.setdefault("PTB_TIMEDELTA", "true")


def main() -> int:
    """Run, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", choices=DEATHS, default="sqlite")
    given = parser.parse_args()
    began = time.perf_counter()

    def progress(town: Town) -> None:
        acts = town.done.total()
        print(f"{time.perf_counter() - began:.0f} s, {acts} acts, {dict(town.deaths)}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        complete(lived(given.on, Path(folder), kills=given.kills, seed=given.seed, progress=progress))
    print("nothing lost, doubled, half done or left behind")
    return 0


if __name__ == "__main__":
    sys.exit(main())
