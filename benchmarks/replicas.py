"""One process, two, four: how much more several of them do for one office on one PostgreSQL.

    .venv/bin/python -m benchmarks.replicas
    .venv/bin/python -m benchmarks.replicas --at-most 2 --turns 3
    .venv/bin/python -m benchmarks.replicas --share 15    # each process may use 15 % of a core

Prints updates a second, and what all the bot's processes spend of a processor for one update. The server, the
people and the processes share the machine: where there are no more cores, more processes can't do more. By a
*share* each has a small core of its own on a machine with cores to spare: by Linux's cgroups (v1), as root.
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.lean import FIRST, Lean
from benchmarks.report_flow import join, start
from bot.event_loop import complete
from tests.storage.databases import empty

SEEN = 4.0
"""Seconds until the others know a newcomer."""
GROUPS = Path("/sys/fs/cgroup/cpu")
PERIOD = 20_000
"""Microseconds in which a process uses up its share."""


async def a_round(telegram: Lean, processes: list[psutil.Process], rounds: int) -> tuple[float, float]:
    """Return the updates a second, and the milliseconds of a processor that one takes in all processes."""
    before, began, updates = _spent(processes), time.perf_counter(), telegram.updates
    await telegram.live(rounds)
    many = telegram.updates - updates
    return many / (time.perf_counter() - began), 1000 * (_spent(processes) - before) / many


def _spent(processes: list[psutil.Process]) -> float:
    return sum(one.cpu_times().user + one.cpu_times().system for one in processes)


def held_to(share: int, process: int) -> Path:
    """Let a process use no more than so many percent of a core; returns the group it is in."""
    group = GROUPS / f"shouwang-{process}"
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text(str(PERIOD))
    (group / "cpu.cfs_quota_us").write_text(str(PERIOD * share // 100))
    (group / "cgroup.procs").write_text(str(process))
    return group


async def main(people: int, rounds: int, turns: int, at_most: int, share: int) -> None:
    print(
        f"{os.cpu_count()} cores, nothing pinned" + (f", {share} % of one for each process" if share else "")
    )
    groups: list[Path] = []
    with tempfile.TemporaryDirectory() as name:
        await join(Path(name), range(FIRST, FIRST + people + 1), empty("postgresql", Path(name)))
        telegram, children, alone = Lean(people, reports=True), list[subprocess.Popen[str]](), 0.0
        address = await telegram.serve()
        try:
            for many in (1, 2, 4):
                if many > at_most:
                    break
                while len(children) < many:
                    child = start("--child", "shouwang", address, name)
                    assert child.stdout is not None
                    await asyncio.to_thread(child.stdout.readline)
                    children.append(child)
                    if share:
                        groups.append(held_to(share, child.pid))
                await asyncio.sleep(SEEN)
                await telegram.live(1)  # warm
                processes = [psutil.Process(one.pid) for one in children]
                found = [await a_round(telegram, processes, rounds) for _ in range(turns)]
                speed, cpu = (statistics.median(column) for column in zip(*found, strict=True))
                alone = alone or speed
                print(f"{many} processes: {speed:6.0f}/s ({speed / alone:.2f} of one)  {cpu:.2f} ms CPU each")
        finally:
            for child in children:
                child.send_signal(signal.SIGTERM)
            for child in children:
                await asyncio.to_thread(child.communicate, timeout=60)
            for group in groups:
                group.rmdir()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=4, help="reports of each in a round")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--at-most", type=int, default=4, help="processes")
    parser.add_argument("--share", type=int, default=0, help="percent of a core for each; 0: what there is")
    given = parser.parse_args()
    complete(main(given.people, given.rounds, given.turns, given.at_most, given.share))
