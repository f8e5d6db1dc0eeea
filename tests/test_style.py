"""What the style page shows to whoever comes new is code that stands in the house."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "design" / "style.md").read_text("utf-8")
SHAPES = re.findall(r"^```python\n# (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("file", "shape"), SHAPES, ids=[file for file, _ in SHAPES])
def test_a_shape_of_the_style_page_stands_in_the_code(file: str, shape: str) -> None:
    assert shape in (ROOT / file).read_text("utf-8")


def test_each_shape_says_where_it_stands() -> None:
    assert len(SHAPES) == PAGE.count("```python") > 2
