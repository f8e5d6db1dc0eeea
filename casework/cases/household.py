"""Whose household it is, read from one line as a chief writes it."""

import re

from casework.cases.case import Household
from casework.errors import BadNationalId
from casework.forms import Form, Question, QuestionKind
from casework.text.identity import clean_name, clean_national_id, clean_phone, valid_national_id

_ID = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Da-d1289]\d{8}(?!\d)")
_PHONE = re.compile(r"(?:\+886|0)[\d\-() #]{7,}\d")
_ADDRESS = re.compile(
    r"\S*(?:路|街|大道|巷|弄|號|樓|段)\S*(?:\s*\d\S*號\S*)?|\d+\S*\s+\S+\s+(?:Rd|Road|St|Street)\b.*"
)
_BETWEEN = re.compile(r"[\s,，、;；。:：]+")
_LABELS = frozenset(
    ("姓名", "案主", "電話", "手機", "地址", "住址", "身分證", "身分證字號", "name", "phone", "address", "id")
)
"""What people write before a value."""
_NAME_LIMIT = 12


def read_household(text: str) -> Household:
    """Tell name, national ID, telephone and address apart; what fits none is left to the story."""
    national_id, text = _cut(_ID, text)
    phone, text = _cut(_PHONE, text)
    address, text = _cut(_ADDRESS, text)
    words = [word for word in _BETWEEN.split(text) if word and word.casefold() not in _LABELS]
    latin = words and words[0].isascii()
    name = clean_name(" ".join(words) if latin else words[0]) if words else ""
    return Household(
        name=name if latin or len(name) <= _NAME_LIMIT else "",
        national_id=clean_national_id(national_id),
        phone=clean_phone(phone) or "",
        address=address.strip(),
    )


def readable_household(text: str) -> str:
    """Refuse a national ID whose checksum is wrong; keep the rest as it was written."""
    national_id, _ = _cut(_ID, text)
    if national_id and not valid_national_id(national_id):
        raise BadNationalId
    return text


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return "", text
    return found.group(), f"{text[: found.start()]} {text[found.end() :]}"


IDENTIFY = Form("identify", (Question("household", QuestionKind.TEXT, limit=200, check=readable_household),))
"""Corrects who the household is."""
