"""Writing in one hand: widths, dashes, what can't be seen, figures; and the IDs that are written so."""

import re
import unicodedata
from typing import Final

from msgspec import Struct

ISSUED_IN: Final = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
"""The number each letter of an ID stands for (內政部's table: W, Z, I and O come last)."""

_NATIONAL_ID = re.compile(r"[A-Z][1289ABCD]\d{8}", re.ASCII)
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣ー─"), "-")
_UNSEEN = dict.fromkeys(
    [0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""What can't be seen and means nothing: taken out of all that is kept."""
_INVISIBLE = _UNSEEN | dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x20E3, 0x2800),
        *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
        *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000),
    ]
)  # fmt: skip
"""What can't be seen of itself (Unicode's Default_Ignorable_Code_Point, blanks, the frame of a key cap)."""
_FIGURES = "〇零一二三四五六七八九"
NUMERALS: Final = f"{_FIGURES}○元兩十百廿卅"


_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"
_CLUSTER = re.compile(rf"(?s:.)[{_MARKS}]*")
"""A character with the marks that stand on it."""
_JOINER = "\u200d"
_JOINS = re.compile(rf"[{_MARKS}{_JOINER}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""What belongs to the character before: marks, the joiner, skin tones, the letters of a flag."""
_SPOKEN = str.maketrans("零〇○一二三四五六七八九兩幺壹貳參肆伍陸柒捌玖", "00012345678921123456789")


GAP: Final = r"(?:[^\w\x00]|_){0,4}"
"""A pattern: what may stand between two figures of what says by its first ones what it is."""
TAKEN: Final = "\x00"
"""Stands for each character of what was found already."""


def without(text: str, start: int, end: int) -> str:
    """Take out what was found, so that nothing else is found there."""
    return f"{text[:start]}{TAKEN * (end - start)}{text[end:]}"


MET: Final = 50_000
"""So many characters are remembered: all that Taiwan writes, and no message of strange ones makes it more."""


class _Hand(dict[int, str | int | None]):
    """How each character is written in one hand; what was not met yet is looked up, and as a rule once."""

    def __missing__(self, character: int) -> str | int:
        """Write a figure of another script (٣, ➂) as ours is."""
        figure = unicodedata.digit(chr(character), -1)
        written = character if figure < 0 else str(figure)
        if len(self) < MET:
            self[character] = written
        return written


MOST_SWELLING: Final = 4
"""So many letters one sign may become (㍿: 株式会社), and a message of such signs that many times as long."""
_HAND = _Hand(_INVISIBLE | _DASHES)


def plain(text: str) -> str:
    """Return *text* in one hand: narrow letters and digits, one kind of dash, nothing unseen, one space."""
    return " ".join(narrow(text).split())


def narrow(text: str) -> str:
    """Return the same with the spaces as they are; what swells into sentences (ﷺ) stays as it is."""
    inner = unicodedata.normalize("NFKC", text)
    return (inner if len(inner) <= MOST_SWELLING * len(text) else text).translate(_HAND)


def in_digits(text: str) -> str:
    """Write Chinese figures, one by one, as digits: numbers are dictated so (零九一二…)."""
    return text.translate(_SPOKEN)


class InOneHand(Struct, frozen=True):
    """What somebody wrote, in one hand, and where each character of that came from."""

    told: str
    text: str
    places: tuple[tuple[int, int], ...]

    def told_at(self, start: int, end: int) -> tuple[int, int]:
        """Return where in what was told a piece of the text stands."""
        return self.places[start][0], self.places[end - 1][1]


def written(told: str) -> InOneHand:
    """Read what was told in one hand, to find in it what people write in many; and to map that back."""
    told = unicodedata.normalize("NFC", told)
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for found in _CLUSTER.finditer(told):
        plainly = narrow(found[0])
        text.append(plainly)
        places.extend([found.span()] * len(plainly))
    return InOneHand(told, "".join(text), tuple(places))


def valid_national_id(text: str) -> bool:
    """Tell whether *text* is a national (1, 2), resident (8, 9) or old resident (A–D) ID, by its checksum.

    It finds nine slips in ten (`measured.md`), so name and birth are compared too.
    """
    text = clean_national_id(text)
    if not _NATIONAL_ID.fullmatch(text):
        return False
    second = str(ISSUED_IN[text[1]] % 10) if text[1].isalpha() else text[1]
    figures = f"{ISSUED_IN[text[0]]}{second}{text[2:]}"
    return sum(int(figure) * weight for figure, weight in zip(figures, _WEIGHTS, strict=True)) % 10 == 0


def clean_national_id(text: str) -> str:
    """Return what may be an ID as the register writes it: narrow capitals, nothing between them."""
    return re.sub(r"[\W_]", "", in_digits(plain(text))).upper()


def clean_text(text: str, limit: int) -> str:
    """Return what someone wrote, at most *limit* characters, without controls and turned-round writing."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return shortened(without_controls(composed.translate(_UNSEEN)).strip(), limit).rstrip()


def shortened(text: str, limit: int) -> str:
    """Return the first *limit* characters or a few less: what is seen as one is not cut inside."""
    if len(text) <= limit:
        return text
    while limit > 0 and (text[limit - 1] == _JOINER or _JOINS.match(text, limit)):
        limit -= 1
    return text[:limit]


def without_controls(text: str) -> str:
    """Return a text without what steers a machine."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def numeral(text: str) -> int | None:
    """Read a Chinese number up to 999: 十二, 廿一, 三百零五, and figure by figure (一一五)."""
    text = (
        text.replace("○", "〇")
        .replace("廿", "二十")
        .replace("卅", "三十")
        .replace("兩", "二")
        .replace("元", "一")
    )
    if re.fullmatch(rf"[{_FIGURES}]+", text):
        return int("".join(_figure(c) for c in text))
    found = re.fullmatch(rf"(?:([{_FIGURES}])百)?[零〇]?(?:([{_FIGURES}]?)(十))?[零〇]?([{_FIGURES}]?)", text)
    if not text or not found:
        return None
    tens = _figure(found[2] or "一") if found[3] else "0"
    return int(f"{_figure(found[1] or '零')}{tens}{_figure(found[4] or '零')}")


def in_figures(found: re.Match[str]) -> str:
    """Rewrite a Chinese number that was found; what cannot be read stays."""
    number = numeral(found[0])
    return found[0] if number is None else str(number)


def _figure(character: str) -> str:
    return str(max(_FIGURES.index(character) - 1, 0))


def mask_id(text: str) -> str:
    """Hide the middle of an ID: `A12****789`."""
    text = clean_national_id(text)
    return f"{text[:3]}{'*' * (len(text) - 6)}{text[-3:]}" if len(text) >= 10 else "*" * len(text)
