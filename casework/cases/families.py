"""Families of records: which households were judged to be one, and how that is taken back.

Each judgement is a link between two households, kept at one of them as `joined_to`. The links are a forest: a
household is turned to be the root of its tree before it is linked, so that no circle can come about, and
parting takes away just the link that was judged.
"""

from collections.abc import Mapping
from itertools import pairwise

from casework.errors import WrongState

Links = Mapping[int, int | None]
"""To which each household is joined; the root of a family to none."""


def joined(links: Links, one: int, other: int) -> dict[int, int | None]:
    """Return what changes when two households are judged to be one; `WrongState` where they are by now."""
    path, there = _upwards(links, one), _upwards(links, other)
    if path[-1] == there[-1]:
        raise WrongState
    turned: dict[int, int | None] = {above: below for below, above in pairwise(path)}
    return {**turned, one: other}


def parted(links: Links, one: int, other: int) -> dict[int, int | None]:
    """Return what changes when the judgement is taken back; `WrongState` where there is none."""
    for below, above in ((one, other), (other, one)):
        if links.get(below) == above:
            return {below: None}
    raise WrongState


def linked(links: Links, one: int) -> list[int]:
    """List the households with which one was judged to be the same, in order."""
    above = links.get(one)
    below = [household for household, to in links.items() if to == one]
    return sorted([*below, *([above] if above is not None else [])])


def _upwards(links: Links, one: int) -> list[int]:
    """Return the way from a household to the root of its family."""
    way = [one]
    while (above := links.get(way[-1])) is not None:
        way.append(above)
    return way
