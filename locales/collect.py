"""Collects what the code says into both catalogs: `make catalogs`. New sentences wait for their Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from handlers.words.wording import LANGUAGES

HERE = Path(__file__).parent
SPEAKING = ("bot", "handlers")
KEYWORDS = {"text": 1, "label": 1, "count": 2, "upwards": 2, "N_": 1}
"""The functions of `handlers/words/wording.py`, and how many forms of a sentence each takes."""


def sentences() -> Catalog:
    """Collect what `bot` and `handlers` say; the code speaks English."""
    found = Catalog(charset="utf-8")
    for folder in SPEAKING:
        for file in sorted((HERE.parent / folder).rglob("*.py")):
            for message in said(file.read_text(encoding="utf-8")):
                found.add(message)
    return found


def said(source: str) -> Iterator[str | tuple[str, ...]]:
    """Find each sentence of some code, however deep in another call: Babel's own reader misses those."""
    tree = ast.parse(source)
    keywords = KEYWORDS | dict(_called_here(tree))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            args = call.args[: keywords.get(name, 0)]
            forms = tuple(
                one.value for one in args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
            if forms:
                yield forms[0] if len(forms) == 1 else forms


def _called_here(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Find what some code calls these functions for short: `item = wording.label`."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            forms = KEYWORDS.get(getattr(one.value, "attr", ""))
            if forms is not None:
                yield one.targets[0].id, forms


def catalog(language: str) -> Catalog:
    """Read a catalog."""
    with _file(language).open("rb") as file:
        return read_po(file, locale=language)


def collect(language: str) -> list[str]:
    """Bring a catalog up to date; returns what has no words yet."""
    kept = catalog(language)
    kept.update(sentences(), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    for message in kept:
        if message.id and language == "en":
            message.string = message.id
    with _file(language).open("wb") as file:
        write_po(file, kept, sort_output=True, no_location=True, ignore_obsolete=True, width=110)
    return [str(message.id) for message in kept if message.id and not any(message.string or "")]


def _file(language: str) -> Path:
    return HERE / language / "LC_MESSAGES" / "shouwang.po"


if __name__ == "__main__":
    for language in LANGUAGES:
        for sentence in collect(language):
            print(f"{language}: {sentence}")
