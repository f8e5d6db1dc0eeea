"""What the style page shows to whoever comes new is code that stands in the house."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

import bot.app

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "design" / "style.md").read_text("utf-8")
SHAPES = re.findall(r"^```python\n# (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("file", "shape"), SHAPES, ids=[file for file, _ in SHAPES])
def test_a_shape_of_the_style_page_stands_in_the_code(file: str, shape: str) -> None:
    assert shape in (ROOT / file).read_text("utf-8")


def test_each_shape_says_where_it_stands() -> None:
    assert len(SHAPES) == PAGE.count("```python") > 2


def test_no_struct_takes_a_dataclass_field_for_its_default() -> None:
    """Both are called `field`, and mypy takes one for the other."""
    assert bot.app, "every room is loaded"
    structs = set(_below(Struct))
    assert len(structs) > 500
    wrong = [
        one
        for one in structs
        for default in one.__struct_defaults__
        if isinstance(default, dataclasses.Field)
    ]
    assert not wrong


def _below(of: type[Struct]) -> Iterator[type[Struct]]:
    for one in of.__subclasses__():
        yield one
        yield from _below(one)
