"""The glossary and the code use the same words, and people read the Chinese that stands in it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from bot.app import put_together
from casework.cases.case import State
from casework.cases.criteria import CaseKind, Indicator
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from handlers.words import terms
from handlers.words.terms import ROLES
from handlers.words.wording import load_wordings

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "docs/glossary.md"
PACKAGES = ("bot", "handlers", "actions", "storage", "casework")
ENUMS = (Role, State, CaseKind, Indicator, UnitKind)


def rows() -> dict[str, str]:
    """Return what people say by the word in code."""
    found: dict[str, str] = {}
    for line in GLOSSARY.read_text().splitlines():
        said, *rest = [cell.strip() for cell in line.strip("|").split("|")]
        if rest:
            found |= dict.fromkeys(re.findall(r"`([^`]+)`", rest[0]), said)
    return found


def named(member: StrEnum) -> str:
    return f"{type(member).__name__}.{member.name}"


READ: Mapping[str, str] = {
    **{named(member): ROLES[member] for member in Role},
    **{named(member): terms.STATES[member] for member in State},
    **{named(member): terms.KINDS[member] for member in CaseKind},
    **{named(member): terms.INDICATORS[member] for member in Indicator},
    **{named(member): terms.UNIT_KINDS[member] for member in UnitKind},
}
"""What the phone says for each word in code, as it stands in the code."""
DECLARED: Mapping[str, Mapping[str, str]] = {
    "catalogue": {duty.value: said for duty, said in terms.DUTIES.items()},
    "audience": terms.ACTS,
    "access": {form: flow.words.title for form, flow in put_together().flows.items()},
}
"""The same, of what is declared: it stands in the page that is written from the declarations."""


@pytest.mark.parametrize("word", READ)
def test_a_word_of_the_code_stands_in_the_glossary_with_what_people_read(word: str) -> None:
    chinese = load_wordings()["zh_Hant_TW"].label(READ[word])
    assert chinese in rows()[word]


@pytest.mark.parametrize("page", DECLARED)
def test_what_is_declared_stands_in_its_page_with_what_people_read_and_not_in_the_glossary(page: str) -> None:
    chinese = load_wordings()["zh_Hant_TW"]
    lines = (ROOT / f"docs/{page}.md").read_text().splitlines()
    for word, said in DECLARED[page].items():
        assert any(f"`{word}`" in line and chinese.label(said) in line for line in lines), word
    assert not {str(word) for word in DECLARED[page]} & (rows().keys() | {one.strip('"') for one in rows()})


def test_the_glossary_knows_no_word_that_the_code_does_not() -> None:
    members = {named(member) for enum in ENUMS for member in enum}
    names = {enum.__name__ for enum in ENUMS}
    written = {word for word in rows() if word.partition(".")[0] in names}
    assert written == members
    assert not {word for word in rows() if word.startswith(f"{Duty.__name__}.")}


def classes() -> Iterator[tuple[str, str]]:
    """Yield (class, file)."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ClassDef):
                    yield node.name, str(file.relative_to(ROOT))


def test_no_two_classes_have_one_name() -> None:
    found = defaultdict(list)
    for name, file in classes():
        found[name].append(file)
    assert {name: files for name, files in found.items() if len(files) > 1} == {}
