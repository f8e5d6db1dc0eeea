"""Kill the bot so often by one command: make kill-test kills=20000 seed=1."""

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.kills.deaths import DEATHS
from tests.kills.run import town

os.environ.setdefault("PTB_TIMEDELTA", "true")
IN_A_TOWN = 200
"""Deaths: everything is looked at again and again, and what a town remembers grows."""


def main() -> int:
    """Run, and say how it went; it stops at the first wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", choices=DEATHS, default="sqlite")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    given = parser.parse_args()
    began, deaths, acts = time.perf_counter(), Counter[str](), 0
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(given.jobs, mp_context=spawn) as pool:
        towns = [pool.submit(town, given.on, *one) for one in _towns(given.kills, given.seed)]
        try:
            for done in as_completed(towns):
                acts, deaths = acts + done.result()[0], deaths + done.result()[1]
                print(f"{time.perf_counter() - began:.0f} s, {acts} acts, {dict(deaths)}", flush=True)
        finally:
            pool.shutdown(cancel_futures=True)
    print(f"{deaths.total()} deaths: nothing lost, doubled, half done or left behind")
    return 0


def _towns(kills: int, seed: int) -> Iterator[tuple[int, int]]:
    """Say how often the bot dies in which town: each has a seed of its own."""
    for first in range(0, kills, IN_A_TOWN):
        yield min(IN_A_TOWN, kills - first), seed + first // IN_A_TOWN


if __name__ == "__main__":
    sys.exit(main())
