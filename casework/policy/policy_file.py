"""A policy file as it is written, and where in it something is wrong."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeGuard

from msgspec import Struct

Table = dict[str, Any]
_WITH_SOURCE: Final = {"is", "source"}
_AND_WHY: Final = {*_WITH_SOURCE, "why"}
_HEADER: Final = re.compile(r"\s*\[\[?([\w.-]+)\]")
_KEY: Final = re.compile(r"\s*([\w.-]+)\s*=")
_SAID: Final = re.compile(r"Value error, (?:(?P<key>[\w.]+): )?(?P<why>.*)", re.DOTALL)
_REASONS: Final = {"extra_forbidden": "there is no such key", "missing": "is missing"}


class BrokenPolicy(Exception):  # noqa: N818 - it is the file that is broken
    """The policy file can't be used; each line of the message names file, line, key, and reason."""


def is_table(value: Any) -> TypeGuard[Table]:
    """Tell tables from figures: one with a source is a figure."""
    return isinstance(value, dict) and not _WITH_SOURCE <= set(value) <= _AND_WHY


class PolicyFile(Struct, frozen=True):
    """What was read, with its text, so that a fault can be shown in it."""

    path: Path
    text: str
    table: Table

    def place(self, keys: Sequence[str]) -> tuple[int, int]:
        """Return how many of the keys a line shares, and the first line that shares most."""
        best = 0, 1
        for line, written in _keys(self.text):
            shared = next((n for n, (a, b) in enumerate(zip(keys, written, strict=False)) if a != b), None)
            shared = min(len(keys), len(written)) if shared is None else shared
            best = (shared, line) if shared > best[0] else best
        return best


def read_file(path: Path) -> PolicyFile:
    """Read a file; `BrokenPolicy` says why it can't be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise BrokenPolicy(f"{path}: {reason}") from error
    try:
        return PolicyFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BrokenPolicy(_not_toml(path, text, str(error))) from error


def faults(own: PolicyFile, ours: PolicyFile, laid: Table, found: Iterable[Mapping[str, Any]]) -> str:
    """Say what is wrong and where, a line for each: in the edition, else in the defaults below it."""
    return "\n".join(said for _, said in sorted(_fault(own, ours, laid, one) for one in found))


def _fault(own: PolicyFile, ours: PolicyFile, laid: Table, found: Mapping[str, Any]) -> tuple[int, str]:
    said = _SAID.fullmatch(found["msg"])
    keys = _written(found["loc"], laid)
    if said and said["key"]:  # a rule over several figures names the one it is about
        keys += said["key"].split(".")
    file, line = _place(own, ours, keys)
    reason = _reason(found, said["why"] if said else found["msg"])
    return line, f"{file.path}:{line}: {'.'.join(keys)}: {reason}"


def _written(loc: Sequence[str | int], laid: Table) -> list[str]:
    """Keep of a fault's place what is a key of the file; what lies inside a figure is none."""
    keys: list[str] = []
    here: Any = laid
    for part in loc:
        if not is_table(here):
            break
        keys.append(str(part))
        here = here.get(str(part))
    return keys


def _reason(found: Mapping[str, Any], why: str) -> str:
    given = found["input"]
    if found["type"] in _REASONS:
        return _REASONS[found["type"]]
    if found["loc"][-1:] == ("[key]",):
        return _REASONS["extra_forbidden"]
    if isinstance(given, dict) and "is" in given:
        return 'a figure with a source is written { is = …, source = "…" }'
    why = why[0].lower() + why[1:]
    return f"{why}, not {given!r}" if isinstance(given, str | int | float) else why


def _place(own: PolicyFile, ours: PolicyFile, keys: list[str]) -> tuple[PolicyFile, int]:
    """The edition is what somebody can mend, so the defaults are named only for what it leaves to them."""
    shared, line = own.place(keys)
    if not shared:
        below, there = ours.place(keys)
        if below == len(keys):
            return ours, there
    return own, line


def _not_toml(path: Path, text: str, said: str) -> str:
    found = re.fullmatch(r"(?P<why>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", said)
    line = int(found["line"]) if found and found["line"] else max(1, len(text.splitlines()))
    above = [keys for number, keys in _keys(text) if number <= line]
    key = f"{'.'.join(above[-1])}: " if above else ""
    return f"{path}:{line}: {key}{found['why'] if found else said}"


def _keys(text: str) -> Iterator[tuple[int, list[str]]]:
    """Name the lines that begin a table or a figure."""
    table: list[str] = []
    for line, written in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(written):
            table = header[1].split(".")
            yield line, table
        elif key := _KEY.match(written):
            yield line, table + key[1].split(".")
