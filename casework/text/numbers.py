"""Case numbers: an office letter, the year, digits that count nothing, and a check digit (`A-115-000129`).

The digits are drawn, so that a number tells nobody how many cases there are; the last one checks the rest, so
that a mistyped number is told apart from one that does not exist. Damm's quasigroup finds every single wrong
digit and every two neighbours exchanged, over letter, year and digits. The letter counts as two digits: one
check digit cannot tell 26 letters apart, so a wrong letter is found nine times in ten.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from casework.errors import Mistyped
from casework.text.identity import plain, valid_national_id

DIGITS: Final = 6
"""How many digits follow the year, the check digit among them: 100,000 numbers a year."""
_MOST_DIGITS: Final = 8
_TRIES: Final = 50
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_LETTERED = re.compile(r"([A-Z])[\s./_-]*(\d(?:[\s./_-]*\d){6,10})", re.ASCII)
_YEARED = re.compile(r"(1\d\d)[\s./_-]+(\d{4,8})", re.ASCII)
_OURS = re.compile(r"[A-Z]-\d{3}-\d{4,8}", re.ASCII)
"""As the office writes it: a mistyped one may look like an ID, and is still meant as a number."""
_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][\s./_-]{0,3}(1\d\d)[\s./_-]{0,3}\d{4,8}(?!\d)", re.ASCII)
_ID_LENGTH = 10
_OUR_YEARS = range(107, 140)
"""The programme began in 107 [001]."""
_BARE = re.compile(r"\d{4,6}", re.ASCII)
_LABEL = re.compile(r"^(?:#|案號|編號|NO\.?|CASE)[\s:]*")


def new_number(
    office: str, year: int, draw: Callable[[int], int], taken: Callable[[str], bool], digits: int = DIGITS
) -> str:
    """Return a number that is not *taken*; when a year's numbers run out, they grow by a digit.

    *draw* is `secrets.randbelow`. A number whose short spelling is also a valid national ID is drawn again,
    so that reading never has to guess which of the two was meant.
    """
    for length in range(digits, _MOST_DIGITS + 1):
        for _ in range(_TRIES):
            number = _with_check(office, year, f"{draw(10 ** (length - 1)):0{length - 1}}")
            if not valid_national_id(number.replace("-", "")) and not taken(number):
                return number
    msg = f"no free case number for {office}-{year}"
    raise LookupError(msg)


def read_number(text: str, *, office: str = "A", year: int = 115) -> str | None:
    """Return the number as the office writes it, whatever its spelling; None for what is no number at all.

    Of `115-000129` the *office* and of `000129` the *year* too is taken for granted. Digits alone as long as
    a date, a telephone number or an ID are none of ours. Raises Mistyped when the check digit is wrong.
    """
    written = _LABEL.sub("", plain(text).upper())
    if valid_national_id(written) and not _OURS.fullmatch(written):
        return None
    if found := _LETTERED.fullmatch(written):
        figures = re.sub(r"\D", "", found[2])
        return _checked(found[1], int(figures[:3]), figures[3:])
    if found := _YEARED.fullmatch(written):
        return _checked(office, int(found[1]), found[2])
    return _checked(office, year, written) if _BARE.fullmatch(written) else None


def numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the case numbers in a text that is in one hand: where each stands, and as the office writes it.

    What its checksum calls a national ID is one. Ten characters in one run are as many as an ID has: the
    year must be one in which the office gave numbers, for a mistyped ID is still somebody's.
    """
    for found in _IN_TEXT.finditer(text):
        if valid_national_id(found[0]) or (len(found[0]) == _ID_LENGTH and int(found[1]) not in _OUR_YEARS):
            continue
        try:
            number = read_number(found[0])
        except Mistyped:
            continue
        if number:
            yield *found.span(), number


def is_number(text: str) -> bool:
    """Tell whether a text is the number of a case in full, and nothing else."""
    written = plain(text).strip()
    return [(first, last) for first, last, _ in numbers_in(written)] == [(0, len(written))]


def _checked(office: str, year: int, digits: str) -> str:
    number = f"{office}-{year}-{digits}"
    if not 100 <= year <= 199 or number != _with_check(office, year, digits[:-1]):
        raise Mistyped
    return number


def _with_check(office: str, year: int, digits: str) -> str:
    """Write the number, its check digit behind the drawn *digits*."""
    letter = ord(office) - ord("A") + 10
    return f"{office}-{year}-{digits}{_check(f'{letter}{year}{digits}')}"


def _check(figures: str) -> str:
    """Return Damm's check digit (H. M. Damm, 2004: totally anti-symmetric quasigroup of order 10)."""
    interim = 0
    for figure in figures:
        interim = int(_DAMM[interim][int(figure)])
    return str(interim)
