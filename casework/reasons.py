"""A reason that is kept says something: who reads it later must understand why it was decided so."""

import re
from typing import Final

from casework.errors import NoReason
from casework.forms import Question, QuestionKind

LEAST: Final = 4
"""So many letters or characters, not all of them the same, are the least that says why (default)."""
_EMPTY: Final = re.compile(
    "(?:如題|如上|同上|如說明|同意|可以|好的?|無|沒有|沒意見|測試|ok|okay|yes|none|test|fine|n/?a)+",
    re.IGNORECASE,
)


def reason(*, limit: int) -> Question:
    """Ask for a reason of so many characters at most."""
    return Question("reason", QuestionKind.TEXT, limit=limit, check=telling)


def telling(text: str) -> str:
    """Return a reason that says something; raises `NoReason` for a word of consent or a few keys pressed."""
    said = "".join(character for character in text if character.isalnum())
    if len(said) < LEAST or len(set(said)) < LEAST - 1 or said.isdigit() or _EMPTY.fullmatch(said):
        raise NoReason
    return text
