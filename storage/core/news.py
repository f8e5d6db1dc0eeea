"""News: that something was done, for somebody who is to hear of it. The sentence is found when it is told."""

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct


class News(Struct, frozen=True):
    """One push to one person about a subject: ids, a sign and a verb, not what it holds (`trust.md` L0)."""

    verb: str
    """What is told, by the name of its sentence."""
    person: int
    subject: int
    sign: str
    """What they know the subject by."""
    version: int
    """Of the case: the same news of the same version is told once."""
    alarm: bool = False
    """It is marked 🚨, and goes before everything else."""
    left: timedelta | None = None
    """How long its nearest 24-hour matter can wait."""
    reporter: bool = False
    """They hear of their report, and of nothing else: no letter may tell which case they reported."""
    channel: str = ""
    """Where else they are to turn."""

    @property
    def alone(self) -> bool:
        """It is a message of its own, whatever else its hearer is told of the same act."""
        return self.alarm or self.reporter or self.left is not None


def together(news: Iterable["News | OfficeNews"]) -> list["list[News] | OfficeNews"]:
    """Put together what one act tells somebody of several subjects alike; what is urgent stays alone."""
    found: dict[object, list[News] | OfficeNews] = {}
    for place, one in enumerate(news):
        if isinstance(one, OfficeNews):
            found[place] = one
            continue
        several = found.setdefault(place if one.alone else (one.verb, one.person), [])
        if isinstance(several, list) and all(each.subject != one.subject for each in several):
            several.append(one)
    return list(found.values())


class OfficeNews(Struct, frozen=True):
    """One push to one person about no subject: a leave, a handover, a clock that jumped."""

    verb: str
    """What is told, by the name of its words."""
    person: int
    about: object = None
    """What its words name: numbers and days, nothing of what a case holds (`trust.md` L0)."""
    key: str | None = None
    """News of one key is told once."""
    gone: bool = False
    """It is for who has just left: the last thing that they hear."""


class SubjectNews(Struct, frozen=True):
    """What a push about a subject names, where its sign is enough."""

    subject: int
    sign: str
