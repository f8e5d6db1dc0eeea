"""Changes the code in small ways, and asks whether a test notices.

    make mutate                                   # 200 changes of casework, with its own tests
    make mutate part=storage sample=300 seed=7

It prints what was not noticed, and how much was. It fails below the part's share, where chance does not
explain it.
"""

import argparse
import math
import os
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mutation import harmless
from tests.mutation.asking import OPTIONS, Asking
from tests.mutation.changes import changes

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Part:
    """A floor of the house, the tests that hold it, and the share of its changes that they must notice."""

    tests: Sequence[str]
    share: float


PARTS: Mapping[str, Part] = {
    "casework": Part(("tests/casework", "tests/handlers"), 0.95),
    "storage": Part(("tests/storage", "tests/actions", "tests/handlers", "tests/bot"), 0.85),
    "actions": Part(("tests/actions", "tests/handlers"), 0.85),
    "bot": Part(("tests/bot", "tests/handlers"), 0.85),
    "handlers": Part(("tests/handlers",), 0.85),
}


def main(
    part: str,
    under: str,
    tests: Sequence[str],
    sample: int,
    seed: int,
    jobs: int,
    quick: bool,
    kept: Path | None,
) -> int:
    """Ask of some changes of a part, and say which were not noticed."""
    begun = time.monotonic()
    os.environ["CI"] = "1"  # Hypothesis draws the same examples each time
    files = sorted((ROOT / part).rglob("*.py")) if not under else sorted(ROOT.glob(under))
    all_of_them = [one for file in files if "migrations" not in file.parts for one in changes(file, ROOT)]
    if unclear := harmless.unclear([str(one.relative_to(ROOT)) for one in files], all_of_them):
        print(f"harmless.txt names what can't be changed, or may be several: {unclear}")
        return 2
    same = harmless.named(all_of_them)
    all_of_them = [one for one in all_of_them if one not in same]
    some = random.Random(seed).sample(all_of_them, min(sample, len(all_of_them)))
    asking = Asking(ROOT, some, jobs, quick, kept)
    tests = tests or PARTS[part].tests
    code = pytest.main([*OPTIONS, "--no-header", "--no-summary", *tests], plugins=[asking])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) or not asking.answers:
        print(f"the tests could not be asked: {code}")
        return 2
    unnoticed = [one for one, noticed in asking.answers.items() if not noticed]
    share, wanted = 1 - len(unnoticed) / len(asking.answers), PARTS[part].share
    print(
        f"{under or part}, seed {seed}: {len(asking.answers)} of {len(all_of_them)} changes"
        f" ({len(same)} harmless ones left out),"
        f" {share:.1%} noticed ({len(asking.too_long)} because a test took too long);"
        f" wanted {wanted:.0%}; {time.monotonic() - begun:.0f} s"
    )
    chance = 3 * math.sqrt(wanted * (1 - wanted) / len(asking.answers))
    return int(share < wanted - chance)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS, nargs="?", default="casework")
    parser.add_argument("--sample", type=int, default=200, help="so many, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--under", default="", help="only files like this: casework/text/*.py")
    parser.add_argument("--tests", nargs="*", default=(), help="these tests instead of the part's own")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--quick", action="store_true", help="forks alone: what is made at loading is left out"
    )
    parser.add_argument(
        "--kept", type=Path, help="a file for what tests come by, learned once for several runs"
    )
    given = parser.parse_args()
    sys.exit(
        main(
            given.part,
            given.under,
            given.tests,
            given.sample,
            given.seed,
            given.jobs,
            given.quick,
            given.kept,
        )
    )
