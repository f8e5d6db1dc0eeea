"""The changes that mean the same as what they change: each was read by somebody, who says why.

`harmless.txt` names them as a run prints them: a reason (`#`), then the changes it is true of, each under
the name of its file. They are asked by nobody and count nowhere. One that a file can't suffer any more is an
error, and so is one that may be any of several: the list holds nothing but what was read.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutation.changes import Change

NAMED = Path(__file__).with_name("harmless.txt")
Turn = tuple[str, str]
"""A file, and what is changed in it."""


def read(text: str) -> dict[Turn, str]:
    """Read the list: why each is harmless."""
    why, found = "", dict[Turn, str]()
    for part in text.split("\n\n"):
        head, *lines = part.strip().splitlines()
        if head.startswith("#"):
            why = " ".join(line.lstrip("# ") for line in (head, *lines))
        else:
            found[head.partition(":")[0], "\n".join(line.strip() for line in lines)] = why
    return found


def named(all_of_them: Iterable[Change]) -> set[Change]:
    """Return those of the changes that are named as harmless."""
    known = read(NAMED.read_text(encoding="utf-8"))
    return {one for one in all_of_them if turned(one) in known}


def unclear(files: Sequence[str], all_of_them: Iterable[Change]) -> list[Turn]:
    """Return what is named of these files, and is no change of theirs or several."""
    known = read(NAMED.read_text(encoding="utf-8"))
    there = Counter(map(turned, all_of_them))
    return [one for one in known if one[0] in files and there[one] != 1]


def turned(one: Change) -> Turn:
    """Say by what a change is named."""
    return one.file, "\n".join(f"{line[0]}{line[1:].strip()}" for line in one.turn.splitlines())
