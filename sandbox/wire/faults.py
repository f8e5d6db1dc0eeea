"""Trouble on demand: the next calls fail the way networks and Telegram do."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong."""

    TOO_MANY = "429"
    INTERNAL = "500"
    TIMEOUT_AFTER_ACTING = "timeout_after_acting"
    DROP = "drop"
    TWICE = "twice"  # the next update comes once more after it was confirmed


@dataclass
class Fault:
    """The next *times* calls of *method* (of any when None) fail in one way."""

    kind: Kind
    times: int = 1
    method: str | None = None
    retry_after: int = 1

    def view(self) -> dict[str, str | int | None]:
        """Tell about it on a page."""
        return {"kind": self.kind, "times": self.times, "method": self.method}

    def meets(self, method: str) -> bool:
        """Say whether the call of *method* is one that should fail."""
        return self.kind is not Kind.TWICE and self.times > 0 and self.method in {None, method}


def due(faults: list[Fault], method: str) -> Fault | None:
    """Return the fault that the call of *method* meets, and use it up by one."""
    return _used(faults, next((f for f in faults if f.meets(method.lower())), None))


def comes_again(faults: list[Fault]) -> bool:
    """Say whether an update that was taken is to be delivered once more, and use that up by one."""
    return _used(faults, next((f for f in faults if f.kind is Kind.TWICE), None)) is not None


def _used(faults: list[Fault], fault: Fault | None) -> Fault | None:
    if fault is not None:
        fault.times -= 1
        faults[:] = [f for f in faults if f.times > 0]
    return fault
