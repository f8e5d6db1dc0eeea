"""Collects what the code says into both catalogs: `make catalogs`. New sentences wait for their Chinese."""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
LANGUAGES = ("zh_Hant_TW", "en")
KEYWORDS = {"text": None, "label": None, "count": (1, 2), "upwards": (1, 2), "N_": None}
"""The functions of `handlers/words/wording.py`."""


def sentences() -> Catalog:
    """Collect what `bot` and `handlers` say; the code speaks English."""
    with (HERE.parent / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog(charset="utf-8")
    for _, _, message, _, _ in extract_from_dir(HERE.parent, methods, options, KEYWORDS):
        found.add(message)
    return found


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
