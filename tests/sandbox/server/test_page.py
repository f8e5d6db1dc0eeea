"""The page's scripts lie in rooms, too: each needs only what lies below it, and all of it is there."""

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import sandbox

STATIC = Path(sandbox.__file__).parent / "static"
ORDER = ["words", "page", "phones", "practice", ""]
IMPORT = re.compile(r'^import .* from "(\.[^"]+)";$', re.MULTILINE)
SCRIPTS = sorted(STATIC.rglob("*.js"))


def needs(script: Path) -> Iterator[Path]:
    for name in IMPORT.findall(script.read_text("utf-8")):
        yield (script.parent / name).resolve()


def room(script: Path) -> int:
    return ORDER.index(script.relative_to(STATIC).as_posix().rpartition("/")[0])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.relative_to(STATIC).as_posix())
def test_a_script_needs_only_what_is_there_and_below_it(script: Path) -> None:
    assert script.read_text("utf-8").count(' from "') == len(list(needs(script)))
    for needed in needs(script):
        assert needed.is_file()
        assert room(needed) <= room(script)


def test_no_scripts_need_each_other() -> None:
    TopologicalSorter({script: set(needs(script)) for script in SCRIPTS}).prepare()
