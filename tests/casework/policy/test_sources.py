"""Every rule's test cites where the rule comes from."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.policy.policy import Duty

TESTS_OF_ALL = Path(__file__).parents[2]
SOURCE = re.compile(r"\[00[0-4]\]|domain\.md|(?:兒少權法|脆弱家庭辦法|自殺防治法|家暴法|性侵法)\s*\d")
ABOUT_ALL = {"test_sources.py", "test_catalogue.py"}
"""Name every duty without testing its rule."""


def texts() -> Iterator[str]:
    """Return each test of a rule as it stands, with its decorators and the heading of its section.

    It may stand beside the tests from the phone's side; those, which are coroutines, are none of them.
    """
    for file in sorted(TESTS_OF_ALL.rglob("test_*.py")):
        if file.name not in ABOUT_ALL:
            yield from _tests(file.read_text())


def _tests(written: str) -> Iterator[str]:
    lines = written.splitlines()
    for one in ast.parse(written).body:
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
            first = min([one.lineno, *(each.lineno for each in one.decorator_list)]) - 1
            yield "\n".join((_heading(lines[:first]), *lines[first : one.end_lineno]))


def _heading(above: list[str]) -> str:
    return next((line for line in reversed(above) if line.startswith("# ")), "")


TESTS = list(texts())


@pytest.mark.parametrize("duty", Duty)
def test_every_duty_has_a_test_that_cites_the_source_of_its_rule(duty):
    name = re.compile(rf"\bDuty\.{duty.name}\b")
    assert any(name.search(text) and SOURCE.search(text) for text in TESTS)
