"""Start and size: seconds until a bot with a token polls, and what it holds idle, beside a bare echo bot.

    make bench

Both start in turn against the same sandbox, which is a process of its own; between them stands a wire that
notes when the first getUpdates comes. The office is there already, as on any day but the first. Medians.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

FLOW = str(ROOT / "benchmarks" / "report_flow.py")
MIB = 1024 * 1024


class Wire:
    """Hands on what is said to the sandbox, and notes when somebody polls."""

    def __init__(self, behind: str) -> None:
        self._host, self._port = behind.removeprefix("http://").split(":")
        self.polled = asyncio.Event()

    async def take(self, reader: StreamReader, writer: StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, int(self._port))
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            while said := await reader.read(64 * 1024):
                if b"/getUpdates" in said:
                    self.polled.set()
                writer.write(said)
        except ConnectionError:
            pass
        writer.close()


def started(command: Sequence[str], **how: Any) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, *command], **how)


async def once(
    command: Sequence[str], environment: dict[str, str], wire: Wire, idle: float
) -> tuple[float, float]:
    """Start a bot; gives the seconds until it polls and the MiB it holds after a while of rest."""
    import psutil

    wire.polled.clear()
    began = time.perf_counter()
    child = started(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        await asyncio.wait_for(wire.polled.wait(), 60)
        seconds = time.perf_counter() - began
        await asyncio.sleep(idle)
        resident = psutil.Process(child.pid).memory_info().rss / MIB
    finally:
        child.terminate()
        await asyncio.to_thread(child.wait, 20)
    return seconds, resident


def office(folder: Path, address: str) -> dict[str, str]:
    """Say to the bot what an operator would; what is loaded is compiled, as it is where it was installed."""
    from sandbox import TOKEN

    (folder / "token").write_text(TOKEN)
    settings = {"TOKEN_FILE": str(folder / "token"), "API_URL": address, "DATA": str(folder)}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        **{f"SHOUWANG_{name}": value for name, value in settings.items()},
    }


async def main(rounds: int, idle: float) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = [FLOW, "--child", "sandbox", str(folder / "sandbox.db"), ""]
        server = started(arguments, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        wire = Wire(server.stdout.readline().strip())
        listening = await asyncio.start_server(wire.take, "127.0.0.1", 0)
        host, port = listening.sockets[0].getsockname()
        address = f"http://{host}:{port}"
        environment = office(folder, address)
        bots = {
            "bare echo bot (PTB defaults)": [FLOW, "--child", "echo", address, ""],
            "Shouwang": ["-m", "bot", "run"],
        }
        found: dict[str, list[tuple[float, float]]] = {label: [] for label in bots}
        try:
            for command in bots.values():
                await once(command, environment, wire, 1)
            for _ in range(rounds):
                for label, command in bots.items():
                    found[label].append(await once(command, environment, wire, idle))
        finally:
            listening.close()
            server.kill()
            server.communicate()
    medians = {
        label: [statistics.median(column) for column in zip(*seen, strict=True)]
        for label, seen in found.items()
    }
    for label, (seconds, resident) in medians.items():
        fastest = min(one for one, _ in found[label])
        print(
            f"{label:30} polls after {seconds:.2f} s (fastest {fastest:.2f}), holds {resident:5.1f} MiB idle"
        )
    (echo, _), (own, _) = medians.values()
    print(f"seconds until it polls, Shouwang : echo = {own / echo:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=float, default=10)
    given = parser.parse_args()
    asyncio.run(main(given.rounds, given.idle))
