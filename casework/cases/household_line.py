"""A household as one line tells it: who, and where, in any order and with anything or nothing between.

What says itself what it is (ID, telephone, address) is cut out first; a name is told by what is left and by
what follows it. It is read in the characters used here, and kept in those of whoever wrote it. What can't be
read stays whole: it is kept with the household, and found by its words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from msgspec.structs import replace

from casework.cases.household import Household, Member
from casework.text.addresses import address_in
from casework.text.identity import TAKEN, clean_national_id, plain, without, without_controls
from casework.text.masking import ids_in
from casework.text.names import HAN, SURNAMES, clean_name, is_compound
from casework.text.numbers import numbers_in
from casework.text.simplified import traditional
from casework.text.telephones import clean_phone, telephones_in

_NOTHING = re.compile(
    r"(?:我|他|她|都|完全)?(?:不(?:知道?|清楚|詳|明|曉得|確定|認識|知|方便說?)|無|沒有|未知|未提供|略|空白?)(?:了|啦|耶|喔|呢)?"
    r"|none|nothing|unknown|not known|n/?a|nil|no|no idea|not sure|(?:i )?(?:don'?t|do not) know|[^\w]*",
    re.IGNORECASE,
)
"""What people write where they know nothing."""
_NAME_LABEL = r"(?:案主|個案|當事人|案家|家長|戶長)?姓名|名字|案主|個案|戶長"
_LABEL = re.compile(
    rf"(?P<name>{_NAME_LABEL}|\b(?:full )?name\b)"
    r"|(?P<other>(?:聯絡|連絡|行動|住家|家用|公司)?(?:電話|手機|市話)(?:號碼)?"
    r"|(?:現居|居住|聯絡|戶籍)?(?:地址|住址|住處)|現居地?|戶籍地?|家?住在|住於|家住"
    r"|(?:國民)?身[分份]證(?:統一編號|字號|號碼)?|居留證(?:統一證號|號碼)?"
    r"|\b(?:(?:tele)?phone|tel|mobile|cell|address|addr|id)\b(?: (?:no|number)\b)?\.?)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[,、;:。|()\[\]{}<>「」『』《》“”\"!?/…=~*#+]+")
"""What stands between two things that are told, when a space is not enough."""
_TITLE = re.compile(r"(?:先生|小姐|女士|太太|同學|君)$")
_TELLS = frozenset(
    "的那這個位家住不沒無是們戶巷樓號隔壁附近邊旁對面老很愛喝酒打賣有在跟被人都會說叫媽爸阿嬤婆兒孩嬰獨單親哭吵窮底屋"
)
"""Characters of a sentence: without a surname before them they are no name."""
_SENTENCE = re.compile(
    r"an?|the|that|this|some\w*|family|next|my|his|her|their|he|she|they|i|we|no|not|it", re.IGNORECASE
)
_HAN_WORD = rf"[{HAN}]+(?:·[{HAN}]+)*"
_LONGEST = 40
_LONGEST_WORD = 8


@dataclass
class _Line:
    """What is left of a line, and what was cut out of it."""

    text: str
    ids: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    address: str = ""
    names: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_household(text: str) -> Household:
    """Tell names, national ID, telephones and address apart; what is none of these is kept as it stands."""
    line = _Line(plain(re.sub(r"\s*\n\s*", ",", without_controls(text).strip())))
    if _nothing(line.text):
        return Household()
    kept = _cut_numbers(line)
    _cut_address(line)
    for piece, named in _pieces(line.text):
        _read_piece(line, "".join(kept.pop(0) if c == _NUMBER else c for c in piece), named=named)
    return _household(line)


_NUMBER = "\x01"
"""Stands for a case number, which is none of what is read here."""


def _cut_numbers(line: _Line) -> list[str]:
    """Cut out IDs and telephones; return the case numbers, which are kept where they stand."""
    found = list(numbers_in(line.text))
    kept = [line.text[start:end] for start, end, _ in found]
    for start, end, _ in reversed(found):
        line.text = f"{line.text[:start]}{_NUMBER}{line.text[end:]}"
    for start, end in list(ids_in(line.text)):
        line.ids.append(clean_national_id(line.text[start:end]))
        line.text = without(line.text, start, end)
    for start, end in sorted(telephones_in(line.text)):
        told = line.text[start:end]
        number = clean_phone(told)
        line.phones += [number] if number else []
        line.unread += [] if number else [told.strip()]
        line.text = without(line.text, start, end)
    return kept


def _cut_address(line: _Line) -> None:
    """Cut out the address; two characters and more before its street, with no space, are a name's."""
    found = address_in(traditional(line.text))
    if found:
        line.address = line.text[slice(*found)].strip(" ,")
        glued = re.search(rf"(?<![{HAN}\d])[{HAN}]$", line.text[: found[0]])
        if glued and glued[0] not in "住在是" and not re.search(r"[\s,]", line.text[found[0]]):
            line.address = f"{glued[0]}{line.address}"
            found = (found[0] - 1, found[1])
        lives = re.search(r"(?:現?居?住[在於]?|在|是)\s*$", line.text[: found[0]])
        found = (lives.start() if lives else found[0], found[1])
        line.text = without(line.text, *found)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Cut what is left at what stands between; say of each piece whether somebody wrote 姓名 before it."""
    named = False
    text = re.sub(rf"{TAKEN}+", ",", text)
    at = 0
    for label in [*_LABEL.finditer(traditional(text)), None]:
        part = text[at : label.start() if label else len(text)]
        for piece in _ENDS.split(part):
            if piece := piece.strip(" .-_是為'"):
                yield piece, named
                named = False
        if label:
            at, named = label.end(), label["name"] is not None


def _read_piece(line: _Line, piece: str, *, named: bool) -> None:
    """Read a name, and leave what is none."""
    if _nothing(piece):
        return
    words = clean_name(piece).split(" ")
    size = len(words) if named and len(piece) <= _LONGEST and not _sure(words[0]) else _name_at(words)
    first = not line.names
    if size and (first or (size == 1 and _sure(words[0]))):
        name = " ".join(words[:size])
        line.names.append(_bare(name) if len(_bare(name)) > 1 else name)
        words = words[size:]
    line.unread += [" ".join(words)] if words else []


def _nothing(text: str) -> bool:
    """Tell whether somebody only says that they know nothing."""
    return _NOTHING.fullmatch(traditional(text)) is not None


def _name_at(words: list[str]) -> int:
    """Return how many words are a name: a Han name with letters beside it, its parts, or words in letters."""
    if _in_letters(words[0]):
        if _SENTENCE.fullmatch(words[0]):
            return 0
        return next((i for i, word in enumerate(words) if not _in_letters(word)), len(words))
    if not _han_name(words[0]):
        return 0
    size = 1
    while size < len(words) and not _sure(words[0]) and "·" not in words[0] and _han_name(words[size]):
        size += 1
    while size < len(words) and _in_letters(words[size]):
        size += 1
    return size


def _in_letters(word: str) -> bool:
    """Tell whether a word is written in letters of any script but Han."""
    return not re.search(rf"[{HAN}\d{_NUMBER}]", word) and any(c.isalpha() for c in word)


def _han_name(word: str) -> bool:
    """Tell whether a word can be a name, or a part of one."""
    if not re.fullmatch(_HAN_WORD, word):
        return False
    if "·" in word or _sure(word):
        return True
    return 2 <= len(word) <= _LONGEST_WORD and _TELLS.isdisjoint(traditional(word))


def _sure(word: str) -> bool:
    """Tell whether a word is a name as nearly everybody has one: a surname and one or two characters."""
    bare = traditional(_bare(word))
    compound = is_compound(bare)
    if not re.fullmatch(_HAN_WORD, bare) or "·" in bare or bare[1 + compound :] in ("家", "家人", "家的"):
        return False
    return (bare[0] in SURNAMES and 2 <= len(bare) <= 3) or (compound and len(bare) <= 4)


def _bare(name: str) -> str:
    """Return a name without what somebody is called by."""
    title = _TITLE.search(traditional(name))
    return name[: title.start()] if title else name


def _household(line: _Line) -> Household:
    """Put together what was read: names and IDs in their order, the telephones with whom was named first."""
    phones = tuple(dict.fromkeys(line.phones))
    told = zip_longest(dict.fromkeys(line.names), dict.fromkeys(line.ids), fillvalue="")
    members = [Member(name, national_id) for name, national_id in told] or ([Member()] if phones else [])
    members[:1] = [replace(one, phones=phones) for one in members[:1]]
    return Household(tuple(members), line.address, unread="、".join(line.unread))
