"""The page's scripts lie in rooms, too: each needs only what lies below it, and all of it is there."""

import re
import unicodedata
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


@pytest.mark.parametrize(
    "part", [*SCRIPTS, *STATIC.rglob("*.css"), STATIC / "index.html"], ids=lambda part: part.name
)
def test_no_sign_on_the_page_waits_for_a_font_of_symbols(part: Path) -> None:
    """Arrows, crosses and pictures are drawn (page/pictures.js); a missing font makes them empty boxes."""
    text = part.read_text("utf-8")
    signs = {
        one for one in text if unicodedata.category(one) in {"So", "Sk", "Sm"} and one not in "+<=>|~^`×"
    }
    comments = set("→")
    assert signs <= comments


def test_no_scripts_need_each_other() -> None:
    TopologicalSorter({script: set(needs(script)) for script in SCRIPTS}).prepare()
