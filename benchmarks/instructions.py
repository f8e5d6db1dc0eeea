"""Instructions a bot takes for an update, beside a bare echo bot: who else uses the machine changes nothing.

    .venv/bin/python -m benchmarks.instructions           # some minutes, under valgrind

Counted is what runs in the process itself, not what the system does for it (the disk, the sockets). Each bot
lives a short and a long run; the difference is what the updates took.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE
from pathlib import Path

from benchmarks.lean import FIRST, Lean
from benchmarks.report_flow import ROOT, TAPS, join

COUNTED = "--tool=cachegrind", "--cache-sim=no", "--fair-sched=yes", "--cachegrind-out-file=/dev/null"
FLOW = str(ROOT / "benchmarks" / "report_flow.py")


async def lived(kind: str, people: int, rounds: int) -> tuple[int, int]:
    """Let a bot live so many rounds of everybody; gives the instructions and the updates."""
    with tempfile.TemporaryDirectory() as folder:
        await join(Path(folder), range(FIRST, FIRST + people + 1))
        telegram = Lean(people, reports=kind == "shouwang")
        child = await asyncio.create_subprocess_exec(
            *("valgrind", *COUNTED, sys.executable, FLOW, "--child", kind, await telegram.serve(), folder),
            env={**os.environ, "PYTHONPATH": str(ROOT), "PTB_TIMEDELTA": "1"},
            stdout=PIPE,
            stderr=PIPE,
        )
        assert child.stdout is not None
        await child.stdout.readline()
        await telegram.live(1)  # warm
        await telegram.live(rounds)
        child.send_signal(signal.SIGTERM)
        _, said = await child.communicate()
    [counted] = [line for line in said.decode().splitlines() if "I   refs:" in line]
    return int(counted.rsplit(maxsplit=1)[1].replace(",", "")), telegram.updates


async def main(people: int, rounds: int) -> None:
    """Count both bots."""
    millions = {}
    for kind, each in (("echo", 1 + len(TAPS)), ("shouwang", 1)):
        (less, few), (more, many) = [await lived(kind, people, each * n) for n in (1, 1 + rounds)]
        millions[kind] = (more - less) / (many - few) / 1e6
        print(f"{kind:10} {millions[kind]:6.2f} million instructions an update")
    print(f"Shouwang : echo = {millions['shouwang'] / millions['echo']:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3, help="reports of each that are counted")
    given = parser.parse_args()
    asyncio.run(main(given.people, given.rounds))
