"""The list of what was found names tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "found.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"(tests/[\w/]+\.py)::(\w+)", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_what_holds_a_row_is_there(file: str, name: str) -> None:
    assert re.search(rf"def {name}\(", (ROOT / file).read_text("utf-8"))


@pytest.mark.parametrize("part", PAGE.split("\n## "), ids=["rows", "kinds"])
def test_the_rows_stand_in_their_order(part: str) -> None:
    rows = [int(row) for row in re.findall(r"^\| (\d+) \|", part, re.MULTILINE)]
    assert rows == sorted(set(rows))
    assert len(rows) == rows[-1] - rows[0] + 1 > 1, "none is left out"
