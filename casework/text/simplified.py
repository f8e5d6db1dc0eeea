"""Simplified characters (簡體字) read as those used here: who types 平镇 means 平鎮.

Only characters that are nothing else here are read so (`casework/data/simplified.tsv`): 后, 里, 干 stay.
"""

from functools import cache
from importlib.resources import files


def traditional(text: str) -> str:
    """Return *text* in the characters used here."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    rows = (files("casework") / "data" / "simplified.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return str.maketrans(dict(row.split("\t") for row in rows))
