"""The editions of the rules: TOML files, each laid over `default.toml`, one in force at a time.

A figure that a document sets is written `{ is = 24, source = "兒少權法 53" }`; a bare one is the city's
default.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeGuard

from pydantic import ValidationError

from casework.policy import DEFAULT, Policy

POLICIES: Final = Path(__file__).parent / "policies"
_DEFAULTS: Final = POLICIES / f"{DEFAULT}.toml"
_WITH_SOURCE: Final = {"is", "source"}

Table = dict[str, Any]


class BrokenPolicy(Exception):  # noqa: N818 - it is the file that is broken
    """The policy file can't be used; the message names file, line, key, and reason."""


@dataclass(frozen=True)
class Editions:
    """The documents' editions and, from its date on, the city's own."""

    shipped: tuple[Policy, ...]
    own: Policy | None = None

    def on(self, day: date) -> Policy:
        """Give the edition in force on a day; before the first one, the first."""
        if self.own is not None and self.own.in_force <= day:
            return self.own
        return next((one for one in reversed(self.shipped) if one.in_force <= day), self.shipped[0])

    def named(self, edition: str) -> Policy | None:
        """Find an edition by its name: 108."""
        found = (self.own, *self.shipped) if self.own else self.shipped
        return next((one for one in found if one.edition == edition), None)


def load_editions(own: Path | None = None) -> Editions:
    """Read every edition; `BrokenPolicy` names what is wrong in which."""
    return Editions(_shipped(), load_policy(own) if own else None)


@cache
def _shipped() -> tuple[Policy, ...]:
    files = (file for file in POLICIES.glob("*.toml") if file != _DEFAULTS)
    return tuple(sorted(map(load_policy, files), key=lambda policy: policy.in_force))


def load_policy(file: Path) -> Policy:
    """Read and check an edition; `BrokenPolicy` names the file, the place in it and the reason."""
    own, ours = _read(file), _read(_DEFAULTS)
    laid = _laid_over(ours.table, own.table)
    try:
        return Policy.model_validate({**_bare(laid), "sources": dict(_sources(laid))})
    except ValidationError as error:
        raise BrokenPolicy("\n".join(_fault(own, ours, fault) for fault in error.errors())) from error


@dataclass(frozen=True)
class _File:
    path: Path
    text: str
    table: Table


def _read(path: Path) -> _File:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise BrokenPolicy(f"{path}: {reason}") from error
    try:
        return _File(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BrokenPolicy(f"{path}: {error}") from error


def _laid_over(below: Table, above: Table) -> Table:
    """Lay an edition over the defaults, figure by figure."""
    laid = dict(below)
    for key, value in above.items():
        under = laid.get(key)
        laid[key] = _laid_over(under, value) if _is_table(under) and _is_table(value) else value
    return laid


def _is_table(value: Any) -> TypeGuard[Table]:
    """Tell tables from figures: one with a source is a figure."""
    return isinstance(value, dict) and set(value) != _WITH_SOURCE


def _bare(value: Any) -> Any:
    if _is_table(value):
        return {key: _bare(part) for key, part in value.items()}
    return value["is"] if isinstance(value, dict) else value


def _sources(table: Table, within: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if _is_table(value):
            yield from _sources(value, f"{within}{key}.")
        elif isinstance(value, dict):
            yield within + key, str(value["source"])


def _fault(own: _File, ours: _File, fault: Any) -> str:
    keys = [str(key) for key in fault["loc"] if not isinstance(key, int)]
    said = re.match(r"Value error, (?:(?P<key>[\w.]+): )?(?P<why>.*)", fault["msg"], re.DOTALL)
    if said and said["key"]:  # a rule over several figures names the one it is about
        keys += said["key"].split(".")
    file, line = _place(own, ours, keys)
    return f"{file.path}:{line}: {'.'.join(keys)}: {said['why'] if said else fault['msg']}"


def _place(own: _File, ours: _File, keys: list[str]) -> tuple[_File, int]:
    """Find where the deepest known key stands, in the edition before the defaults; line 1 when nowhere."""
    found = {file.path: (file, *_line(file.text, keys)) for file in (ours, own)}
    file, depth, line = max(found.values(), key=lambda one: (one[1], one[0] is own))
    return (file, line) if depth else (own, 1)


def _line(text: str, keys: list[str]) -> tuple[int, int]:
    """Give how many of the keys a line names, and the line."""
    best, table = (0, 1), ""
    for number, written in enumerate(text.splitlines(), 1):
        if header := re.match(r"\[\[?([\w.]+)\]", written):
            table = here = header[1]
        elif key := re.match(r"([\w.]+)\s*=", written):
            here = f"{table}.{key[1]}" if table else key[1]
        else:
            continue
        parts = here.split(".")
        if parts == keys[: len(parts)] and len(parts) > best[0]:
            best = len(parts), number
    return best
