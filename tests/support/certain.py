"""What a test is certain of."""

from typing import TypeVar

T = TypeVar("T")


def certain(value: T | None) -> T:
    """Return what is there; nothing fails the test."""
    assert value is not None
    return value
