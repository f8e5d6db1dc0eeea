"""Run the local Telegram alone: ``python -m sandbox --port 8765 --file x.db [--no-limits]``."""

import argparse
import asyncio
import signal
from pathlib import Path

from sandbox.server.app import random_token
from sandbox.server.serving import serve


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A local Telegram for practice and tests."
    )
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument(
        "--file", type=Path, default=None, help="where to keep everything (default: in memory)"
    )
    parser.add_argument("--no-limits", action="store_true", help="let the bot send as fast as it likes")
    return parser.parse_args()


async def _run(wishes: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(
        wishes.file, port=wishes.port, limits=not wishes.no_limits, token=random_token()
    ) as served:
        print(f"{served.address}  (token {served.token})", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_run(_wishes()))
