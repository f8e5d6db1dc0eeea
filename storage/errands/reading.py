"""Reading a list that somebody sent: a child process reads it, within limits, and what it says is checked."""

import json
import os
import subprocess
import sys
import threading
from typing import Any

from msgspec import ValidationError, convert
from msgspec.structs import asdict

from casework.files import FileLimits, Sheet, Unfit, UnfitFile

MEMORY = 1024 * 1024 * 1024
"""Bytes that the child may address, its own libraries included."""
SECONDS = 20
"""Of processor, and half as much again on the clock."""
ANSWER = 128 * 1024 * 1024
"""Bytes that it may say."""
_Sheets = list[tuple[str, list[list[str]]]]


def read(content: bytes, limits: FileLimits, *, memory: int = MEMORY, seconds: int = SECONDS) -> list[Sheet]:
    """Read the sheets of an .xlsx; `UnfitFile` says why it is not taken."""
    asked = {**asdict(limits), "memory": memory, "seconds": seconds}
    said = _asked(json.dumps(asked).encode() + b"\n" + content, 1.5 * seconds)
    if said is None:
        raise UnfitFile(Unfit.HEAVY)
    if "unfit" in said:
        raise UnfitFile(Unfit(said["unfit"]))
    try:
        sheets = convert(said["sheets"], _Sheets)
    except (ValidationError, KeyError):
        raise UnfitFile(Unfit.BROKEN) from None
    return [Sheet(name, _without_the_end(rows)) for name, rows in sheets]


def _without_the_end(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    while rows and not rows[-1]:
        rows.pop()
    return tuple(tuple(row) for row in rows)


def _asked(given: bytes, seconds: float) -> dict[str, Any] | None:
    """Ask the child; None when it died over it, or would not come to an end."""
    command = [sys.executable, "-m", "storage.errands.reader"]
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(  # noqa: S603 - our own module, with nothing of the file on its command line
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as child:
        assert child.stdin is not None  # noqa: S101 - said above
        assert child.stdout is not None  # noqa: S101 - said above
        patience = threading.Timer(seconds, child.kill)
        feeding = threading.Thread(target=_feed, args=(child.stdin, given))
        patience.start()
        feeding.start()
        said = child.stdout.read(ANSWER + 1)
        child.kill()
        feeding.join()
        patience.cancel()
    if len(said) > ANSWER:
        return None
    try:
        answer = json.loads(said)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _feed(pipe: Any, given: bytes) -> None:
    """Hand over the file; a child that dies does not want the rest."""
    try:
        with pipe:
            pipe.write(given)
    except OSError:
        pass
