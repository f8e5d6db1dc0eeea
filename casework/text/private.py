"""What is private by its content, wherever and however it was typed: it leaves the chat (`trust.md` L2)."""

import re

from casework.text.identity import in_digits, plain, valid_national_id, written
from casework.text.masking import ids_in

_PIN = re.compile(r"\d(?:[\s\-]?\d){5}", re.ASCII)


def looks_like_a_pin(text: str) -> bool:
    """Tell whether six digits are all that was typed: no case, day or telephone has so few alone."""
    return _PIN.fullmatch(in_digits(plain(text))) is not None


def holds_an_id(text: str) -> bool:
    """Tell whether a national ID stands in it, one that its checksum allows."""
    told = written(text).text
    return any(valid_national_id(told[start:end]) for start, end in ids_in(told))
