"""What the mutation run changes: each change is Python, changes something, and is found by its name."""

from pathlib import Path

from tests.mutation import harmless
from tests.mutation.changes import changed, changes

ROOT = Path(__file__).parents[2]
SOURCE = """
KNOWN = {"a": 1, "b": 2}
MADE_UP = Story(40, "示範路1號", then=(*visited(30, 20), StoryStep(10, "a", None)))
FEW = frozenset(one for one in KNOWN if one != "b")


class Kept(Struct):
    version: int = 1
    limit: int = 40
    most: int = 3


def judged(one, other, *, most=3):
    if one and other:
        return most
    if not one:
        raise ValueError
    match other:
        case "a" | "b":
            return most - 1
        case _ if one in ("x", "y"):
            return any(part > most for part in other if part)
    return one or (0 if other is None else len(other) + 1)


def read(one, other):
    kept = replace(one, version=one.version + 1)
    return kept, select(other).where(other.c.id.in_(bindparam("these", expanding=True))).limit(1)
"""


def test_every_change_is_python_and_takes_one_thing_back_or_turns_it(tmp_path):
    file = tmp_path / "source.py"
    file.write_text(SOURCE, encoding="utf-8")
    found = changes(file, tmp_path)
    for one in found:
        compile(changed(file, one.at), "source.py", "exec")
    turns = {one.turn for one in found}
    assert len(turns) > 20
    for turn in (
        "-if one and other:\n+if other:",
        "-if one and other:\n+if one or other:",
        "-raise ValueError\n+pass",
        "-    case 'a' | 'b':\n+    case 'b':",
        "-FEW = frozenset((one for one in KNOWN if one != 'b'))\n+FEW = frozenset((one for one in KNOWN))",
    ):
        assert turn in turns, "\n\n".join(sorted(turns))
    assert not any(word in turn for turn in turns for word in ("version", "limit", "expanding")), (
        "which, is nobody's promise"
    )
    assert not any("MADE_UP" in turn for turn in turns), "when it happened, neither"


def test_what_is_named_as_harmless_is_one_change_each_and_says_why():
    known = harmless.read(harmless.NAMED.read_text(encoding="utf-8"))
    files = sorted({file for file, _ in known})
    assert all(len(why) > 10 for why in known.values())
    assert harmless.unclear(files, [one for file in files for one in changes(ROOT / file, ROOT)]) == []


def test_of_a_long_statement_only_what_is_around_the_change_is_told(tmp_path):
    file = tmp_path / "source.py"
    file.write_text(f"LONG = [{'1, ' * 300}2, {'1, ' * 300}]", encoding="utf-8")
    told = next(one for one in changes(file, tmp_path) if " 3," in one.after)
    assert " 2, " in told.turn
    assert len(told.turn) < 1_000
