"""The editions of the rules: TOML files, each a change of `default.toml`, one in force at a time.

A figure that a document sets is written `{ is = 24, source = "兒少權法 53" }`; a bare one is the city's
default. Where the document says why it changed the figure, `why = "…"` stands beside it.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError

from casework.policy.policy import DEFAULT, Policy
from casework.policy.policy_file import BrokenPolicy, PolicyFile, Table, faults, is_table, read_file
from casework.text.dates import at_taipei

__all__ = ["POLICIES", "BrokenPolicy", "Editions", "begins", "load_editions", "load_policy"]

POLICIES: Final = Path(__file__).parents[1] / "policies"
_DAY: Final = TypeAdapter(date)


class Editions(Struct, frozen=True):
    """The documents' editions and, from its date on, the city's own."""

    shipped: tuple[Policy, ...]
    own: Policy | None = None

    def on(self, day: date) -> Policy:
        """Return the edition in force on a day; before the first one, the first."""
        if self.own is not None and self.own.in_force <= day:
            return self.own
        return next((one for one in reversed(self.shipped) if one.in_force <= day), self.shipped[0])

    def named(self, edition: str) -> Policy | None:
        """Find an edition by its name: 108."""
        return next((one for one in self.known if one.edition == edition), None)

    @property
    def known(self) -> tuple[Policy, ...]:
        """Every edition, oldest first; the city's own stands for a shipped one of its name."""
        if self.own is None:
            return self.shipped
        others = (one for one in self.shipped if one.edition != self.own.edition)
        return tuple(sorted((*others, self.own), key=lambda policy: policy.in_force))


def begins(policy: Policy) -> datetime:
    """Return the moment from which an edition is in force."""
    return at_taipei(policy.in_force, time.min)


def load_editions(own: Path | None = None) -> Editions:
    """Read every edition; `BrokenPolicy` names what is wrong in which."""
    return Editions(_shipped(), load_policy(own) if own else None)


@cache
def _shipped() -> tuple[Policy, ...]:
    files = (file for file in POLICIES.glob("*.toml") if file.stem != DEFAULT)
    return tuple(sorted(map(load_policy, files), key=lambda policy: policy.in_force))


@cache
def _defaults() -> PolicyFile:
    return read_file(POLICIES / f"{DEFAULT}.toml")


def load_policy(file: Path) -> Policy:
    """Read and check an edition; `BrokenPolicy` names the file, the place in it and the reason.

    The city's own lies over the documents' edition that was in force when it comes into force.
    """
    own, ours = read_file(file), _defaults()
    laid = _laid_over(ours.table, _laid_over(_before(own), own.table))
    try:
        known = {"sources": dict(_said(laid, "source")), "whys": dict(_said(laid, "why"))}
        return Policy.model_validate({**_bare(laid), **known})
    except ValidationError as error:
        raise BrokenPolicy(faults(own, ours, laid, error.errors())) from error


def _before(own: PolicyFile) -> Table:
    """Return the documents' edition below the city's own, whichever way its first day is written."""
    if own.path.parent == POLICIES:
        return {}
    try:
        begins = _DAY.validate_python(_bare(own.table.get("in_force")))
    except ValidationError:  # what is wrong with it is said of the whole
        return {}
    below = read_file(POLICIES / f"{Editions(_shipped()).on(begins).edition}.toml").table
    return {key: value for key, value in below.items() if is_table(value)}


def _laid_over(below: Table, above: Table) -> Table:
    """Lay an edition over the defaults, figure by figure."""
    laid = dict(below)
    for key, value in above.items():
        under = laid.get(key)
        laid[key] = _laid_over(under, value) if is_table(under) and is_table(value) else value
    return laid


def _bare(value: Any) -> Any:
    if is_table(value):
        return {key: _bare(part) for key, part in value.items()}
    return value["is"] if isinstance(value, dict) else value


def _said(table: Table, what: str, within: str = "") -> Iterator[tuple[str, str]]:
    """Yield what is said of each figure beside its value: its source, or why it was changed."""
    for key, value in table.items():
        if is_table(value):
            yield from _said(value, what, f"{within}{key}.")
        elif isinstance(value, dict) and what in value:
            yield within + key, str(value[what])
