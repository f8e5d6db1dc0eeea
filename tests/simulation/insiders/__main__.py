"""Let ten colleagues be curious while the demo city works, by one command: make insiders weeks=6."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bot.event_loop import complete
from tests.simulation.insiders.run import Found, insiders

os.environ.setdefault("PTB_TIMEDELTA", "true")


def summary(found: Found) -> str:
    """Say what was seen."""
    most = max(found.alarms.values(), default=0)
    weeks = ", ".join(f"{name} week {week}: {times}" for (name, week), times in found.alarms.most_common(5))
    return "\n".join(
        [
            *found.wrongs[:20],
            f"{found.curious} were curious, {found.due} pushes had to tell of it, {len(found.wrongs)} wrong",
            f"{found.looks} looks, {sum(found.alarms.values())} false alarms, "
            f"at most {most} for one person in a week" + (f": {weeks}" if weeks else ""),
        ]
    )


def main() -> int:
    """Run, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = complete(insiders(Path(folder), seed=given.seed, days=7 * given.weeks))
    print(summary(found))
    return int(bool(found.wrongs) or max(found.alarms.values(), default=0) > 1)


if __name__ == "__main__":
    sys.exit(main())
