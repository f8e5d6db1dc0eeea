"""Live so many pairs of sessions by one command: make pairs pairs=100000."""

import argparse
import os
import sys
import tempfile
from itertools import count
from pathlib import Path

from bot import cores
from bot.event_loop import complete
from tests.pairs.lived import ALL_SEEING, NEITHER, REPORTERS, Difference, Told, compared, differing, lived

os.environ.setdefault("PTB_TIMEDELTA", "true")
EVERYBODY = (*NEITHER, *ALL_SEEING)


async def pairs(wanted: int, first: int) -> list[str]:
    """Live one session beside others until so much was compared; say what differs, of the first that does."""
    calm = await _lived(Difference())
    other = await _lived(Difference(reporter=REPORTERS[1]))
    done, found = compared(calm, EVERYBODY), differing(calm, other, EVERYBODY)
    for seed in count(first):
        if found or done >= wanted:
            print(f"{done} pairs, {seed - first} seeds of what happens elsewhere")
            return found
        busy = await _lived(Difference(elsewhere=seed, reporter=REPORTERS[seed % 2]))
        done, found = done + compared(calm, NEITHER), differing(calm, busy, NEITHER)
    return found


async def _lived(what: Difference) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        return await lived(Path(folder), what, EVERYBODY)


def main() -> int:
    """Run, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = complete(cores.together(pairs(given.pairs, given.seed)))
    print("\n".join(found) or "no differing byte")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
