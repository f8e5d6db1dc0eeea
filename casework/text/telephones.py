"""Telephone numbers as people write them: read, found in what they told, and masked.

By the numbering plan of Taiwan (公眾電信網路編碼計畫) 09 and eight digits are mobile; 02, 042, 043 and 049
have ten digits, the other areas nine. A number without area code is of Taoyuan (03). What is foreign is kept
as given.
"""

import re
from collections.abc import Iterator

from casework.errors import BadPhone
from casework.text.identity import GAP, in_digits, plain, without

_CLOCK = r"(?!\d\d:[0-5]\d(?![\d:]))(?!0[1-9]/[0-3]\d(?![\d/]))(?!\d\d[/.-]\d\d?[/.-](?:19|20)\d\d(?!\d))"
"""An hour (08:30) or a day (05/06, 05/06/2026) is none."""
_EXTENSION = r"(?:\s*(?:#|轉|分機|ext\.?|x)\s*:?\s*\d{1,6}(?!\d))?"
_HOME = rf"(?<!\d)(?:(?:\+|00){GAP})?886{GAP}(?:0{GAP})?"
_MOBILE = rf"9(?:{GAP}\d){{8}}\d*"
_LAND = rf"(?:2(?:{GAP}\d){{8}}|4{GAP}[239](?:{GAP}\d){{7}}|[3-8](?:{GAP}\d){{7}})\d*{_EXTENSION}"
_FOREIGN = r"(?:\+\s?|(?<!\d)00)[1-9]\d{0,3}(?:[\s().-]{0,2}(?!09\d{8})\d{2,}){1,6}"
_UNBROKEN = r"(?:09\d{8}|0[2-8]\d{7,8})(?!\d)"
_WITH_CODE = re.compile(
    rf"[(]?(?:{_HOME}(?:{_MOBILE}|{_LAND})|{_FOREIGN}|(?<!\d){_CLOCK}0{GAP}(?:{_MOBILE}|{_LAND})"
    rf"|(?<=\d){_UNBROKEN}|(?!\d{{1,3}}{_UNBROKEN})\d{{9,}})",
    re.IGNORECASE,
)
_BETWEEN = r"[ ._·~-]{0,3}"
_LOCAL = re.compile(
    r"(?<!\d)(?<!\d[/.-])"
    r"(?!\d{4}[-./ ]\d\d?[-./ ]\d\d?(?!\d))(?!20\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?!\d))"
    r"(?!(?:19|20)\d\d[ -]+(?:19|20)\d\d(?!\d))"
    rf"(?:[2-8](?:{_BETWEEN}\d){{6}}|[2-8]\d{{3}}[ -]?\d{{4}})(?!\d)(?!\s*[元塊萬年號巷弄之]){_EXTENSION}",
    re.IGNORECASE,
)
_FIGURE = r"[〇零○一二三四五六七八九]"
_SPOKEN = re.compile(rf"(?:{_FIGURE}{_BETWEEN}){{6,}}{_FIGURE}")
_FINDERS = ((_WITH_CODE, False), (_WITH_CODE, True), (_LOCAL, False), (_SPOKEN, False), (_LOCAL, True))
"""The surest first, each in digits and as dictated."""


def clean_phone(text: str) -> str | None:
    """Return a number as digits (`0912345678`, `033322101#12`); seven digits alone: Taoyuan.

    A foreign one keeps its country: `+84912345678`.
    """
    number, extension = _split_extension(plain(text).lower())
    digits = re.sub(r"[\W_]", "", in_digits(number))
    if not digits.isdigit() or re.fullmatch(r"\d{4}([-./ ])\d{1,2}\1\d{1,2}", number):
        return None
    at_home = re.sub(r"^(00)?8860?(?=\d{8})", "0", digits)
    if re.fullmatch(r"9\d{8}", at_home):  # a spreadsheet ate the zero
        at_home = f"0{at_home}"
    if re.fullmatch(r"[2-8]\d{6}", at_home):
        at_home = f"03{at_home}"
    if re.fullmatch(r"09\d{8}|0[2-8]\d{7,8}", at_home):
        return f"{at_home}#{extension}" if extension else at_home
    return _foreign(number, digits)


def readable_phone(text: str) -> str:
    """Read a telephone number of Taiwan; `BadPhone` when it is none."""
    phone = clean_phone(text)
    if phone is None:
        raise BadPhone
    return phone


def _foreign(number: str, digits: str) -> str | None:
    """Return a number of another country (ITU-T E.164: at most 15 digits)."""
    abroad = digits if number.startswith("+") else digits.removeprefix("00")
    given = number.startswith("+") or digits.startswith("00")
    return f"+{abroad}" if given and re.fullmatch(r"(?!886)[1-9]\d{6,14}", abroad) else None


def shared_phone(text: str) -> str:
    """Return the number of a contact, which a messenger may write with its country and no plus."""
    return clean_phone(text) or clean_phone(f"+{text}") or ""


def _split_extension(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)\s*(?:#|,|轉|分機|ext\.?|x)\s*:?\s*(\d{1,6})", text)
    return (found[1], found[2]) if found else (text, "")


def without_extension(phone: str) -> str:
    """Return the number of the switchboard alone, of a number that was read."""
    return phone.partition("#")[0]


def telephones_in(text: str) -> Iterator[tuple[int, int]]:
    """Find the numbers in a text that is in one hand: with their code, without it, and dictated."""
    for pattern, dictated in _FINDERS:
        for found in list(pattern.finditer(in_digits(text) if dictated else text)):
            yield found.span()
            text = without(text, *found.span())


def mask_phone(text: str) -> str:
    """Hide the middle of a number: `0912***678`, `03****101`, `+84***678`; all of what is not a number."""
    digits = without_extension(clean_phone(text) or "")
    if digits.startswith("+"):
        return f"{digits[:3]}***{digits[-3:]}"
    kept = 4 if digits.startswith("09") else 2
    return f"{digits[:kept]}{'*' * (len(digits) - kept - 3)}{digits[-3:]}" if digits else "***"
