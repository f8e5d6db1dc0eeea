"""Where full data stands in chats, beside the database: it is taken back though only a copy is left.

A file a day, a sealed line for each message, on the disk before the message holds anything (`trust.md` R12).
"""

import base64
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from storage.core.letters import Address
from storage.core.vault import KeyTrouble, Vault

NAME = "shown"
"""The directory, beside the database."""
KEPT = timedelta(days=3)
"""No messenger takes back what is older than two."""


class Stands(Struct, frozen=True):
    """A message that holds full data, and where."""

    channel: str
    address: str
    message: int


def note(folder: Path, vault: Vault, today: date, to: Address, message: int) -> None:
    """Write down where full data is about to stand; what is too old to be taken back goes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / today.isoformat()
    if not file.exists():
        for old in _files(folder):
            if old.name < (today - KEPT).isoformat():
                old.unlink(missing_ok=True)
    sealed = vault.seal_data(NAME, file.name, [to.channel, to.text, message])
    with file.open("ab") as lines:
        lines.write(b"\n" + base64.b64encode(sealed) + b"\n")  # the line before may have no end
        lines.flush()
        os.fsync(lines.fileno())


def listed(folder: Path, vault: Vault) -> Iterator[Stands]:
    """List what may still stand somewhere; a line that a crash left half is passed over."""
    for file in _files(folder):
        for line in filter(None, file.read_bytes().splitlines()):
            try:
                yield Stands(*vault.open_data(NAME, file.name, base64.b64decode(line, validate=True)))
            except (ValueError, KeyTrouble):
                continue


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("????-??-??"))
