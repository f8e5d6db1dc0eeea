"""News: that something was done, for somebody who is to hear of it. The sentence is found when it is told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class News:
    """One push to one person: ids, a number and a verb, nothing of what a case holds (`trust.md` L0)."""

    verb: str
    """What is told, by the name of its sentence."""
    person: int
    case: int
    number: str
    """The number that they know the case by."""
    version: int
    """Of the case: the same news of the same version is told once."""
    pressing: bool = False
    """It goes before everything else."""
    reporter: bool = False
    """They hear of their report, and of nothing else: no letter may tell which case they reported."""
    channel: str = ""
    """Where else they are to turn."""
