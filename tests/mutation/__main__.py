"""Changes the code in small ways, and asks whether a test notices.

    make mutate                                   # all of casework, with its own tests
    make mutate part=storage sample=300 seed=7

mutmut makes the mutants and runs, for each, the tests that come by it. A mutant that the type checker refuses
is none that could be committed: it is left out. Of the rest it prints how many were noticed, and those that
were not. It fails below the part's share; of a sample, where chance does not explain it.
"""

import argparse
import json
import math
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.types import refused

ROOT = Path(__file__).parents[2]
TREE = (
    "bot",
    "handlers",
    "actions",
    "storage",
    "casework",
    "sandbox",
    "locales",
    "tests",
    "docs",
    "benchmarks",
)
SURVIVED, NO_TEST = 0, 33
UNNOTICED = (SURVIVED, NO_TEST, None)
"""Codes with which mutmut says how the tests of a mutant ended."""
AT_ONCE = 500
"""How many names fit into one command."""
NOBODYS = "no.such.mutant*"
"""Given to mutmut so that it makes the mutants, looks which tests come by which, and runs none."""


@dataclass(frozen=True)
class Part:
    """A floor of the house, the tests that hold it, and the share of its mutants that they must notice."""

    tests: Sequence[str]
    share: float


PARTS: Mapping[str, Part] = {
    "casework": Part(("tests/casework",), 0.95),
    "storage": Part(("tests/storage", "tests/actions"), 0.85),
    "actions": Part(("tests/actions", "tests/handlers"), 0.85),
    "bot": Part(("tests/bot",), 0.85),
}


def main(part: str, sample: int | None, seed: int) -> int:
    """Make the mutants of a part, run some of them, and say what was not noticed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _copy(folder, part)
        _mutmut(folder, "run", NOBODYS)
        sound = sorted(_states(folder, part).keys() - refused(folder / "mutants", part))
        some = sound if sample is None else random.Random(seed).sample(sound, min(sample, len(sound)))
        for at in range(0, len(some), AT_ONCE):
            _mutmut(folder, "run", *some[at : at + AT_ONCE])
        states = _states(folder, part)
        return _report(folder, part, {one: states[one] for one in some}, len(sound))


def _copy(folder: Path, part: str) -> None:
    """Copy what tests need, and say to mutmut what it is to change."""
    for name in TREE:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings = {
        "source_paths": [part],
        "also_copy": [one for one in TREE if one != part],
        "pytest_add_cli_args": ["-n0", "-p", "no:cacheprovider", "-m", "not slow"],
        "pytest_add_cli_args_test_selection": list(PARTS[part].tests),
    }
    told = "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    ours = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(f"{ours}\n[tool.mutmut]\n{told}", encoding="utf-8")


def _mutmut(folder: Path, *asked: str) -> str:
    said = subprocess.run(
        [sys.executable, "-m", "mutmut", *asked],
        cwd=folder,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if said.returncode and NOBODYS not in asked:
        sys.exit(said.stdout[-4000:] + said.stderr)
    return said.stdout


def _states(folder: Path, part: str) -> dict[str, int | None]:
    """Return how the tests of each mutant ended: pytest's exit code, or mutmut's own; None where none ran."""
    found: dict[str, int | None] = {}
    for kept in (folder / "mutants" / part).rglob("*.meta"):
        found |= json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"]
    if not found:
        sys.exit("mutmut made no mutant")
    return found


def _report(folder: Path, part: str, ended: Mapping[str, int | None], of: int) -> int:
    """Print what was not noticed, and how much was; 1 where it is less than it must be."""
    unnoticed = sorted(name for name, code in ended.items() if code in UNNOTICED)
    for name in unnoticed:
        shown = _mutmut(folder, "show", name)
        print(f"{name}{' (no test comes by)' if ended[name] == NO_TEST else ''}")
        changed = (line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---"))
        print("".join(f"    {line}\n" for line in changed))
    share, wanted = 1 - len(unnoticed) / len(ended), PARTS[part].share
    print(f"{part}: {len(ended)} of {of} mutants, {share:.1%} noticed; wanted {wanted:.0%}")
    chance = 3 * math.sqrt(wanted * (1 - wanted) / len(ended)) if len(ended) < of else 0
    return int(share < wanted - chance)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS, nargs="?", default="casework")
    parser.add_argument("--sample", type=int, help="so many, drawn by the seed; else all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(main(given.part, given.sample, given.seed))
