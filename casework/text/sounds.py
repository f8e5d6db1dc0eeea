"""Characters that sound alike: a name is told by telephone, and written by who hears it.

By readings without tones (`casework/data/readings.tsv`), in which what many in Taiwan do not tell apart is
one: the tongue's place (zh, z), and the end of a syllable (ing, in).
"""

import re
from functools import cache
from importlib.resources import files
from typing import Final

from casework.text.simplified import traditional

_HEARD: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def sound_alike(one: str, other: str) -> bool:
    """Tell whether two characters may be heard as one, or are one in two hands (国, 國)."""
    if traditional(one) == traditional(other):
        return True
    heard = _readings().get(one)
    return heard is not None and heard == _readings().get(other)


@cache
def _readings() -> dict[str, str]:
    rows = (files("casework") / "data" / "readings.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {one: _heard(reading) for reading, written in map(str.split, rows) for one in written}


def _heard(reading: str) -> str:
    for said, heard in _HEARD:
        reading = reading.replace(said, heard)
    return re.sub(r"uo$", "o", reading)
