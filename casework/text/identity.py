"""Who and where: names, IDs, telephones and addresses as people write them, made comparable, and masked."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

ISSUED_IN: Final = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
"""The number each letter of an ID stands for (內政部's table: W, Z, I and O come last)."""

_NATIONAL_ID = re.compile(r"[A-Z][1289ABCD]\d{8}", re.ASCII)
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣ー─"), "-")
_DOTS = dict.fromkeys(map(ord, "・‧•∙⋅●"), "·")
_UNSEEN = dict.fromkeys(
    [0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_VARIANTS = str.maketrans("台峯温双黄頴鷄敍教啓羣裏", "臺峰溫雙黃穎雞敘敎啟群里")
_COMPOUND_SURNAMES = frozenset(
    (
        "歐陽",
        "司馬",
        "上官",
        "諸葛",
        "司徒",
        "張簡",
        "范姜",
        "端木",
        "東方",
        "皇甫",
        "公孫",
        "慕容",
        "夏侯",
        "令狐",
    )
)


def plain(text: str) -> str:
    """Return *text* in one hand: narrow letters and digits, one kind of dash, nothing unseen, one space."""
    narrow = unicodedata.normalize("NFKC", text).translate(_UNSEEN).translate(_DASHES)
    return " ".join(narrow.split())


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
    """Return what may be an ID as the register writes it: narrow capitals, no spaces, no dashes."""
    return re.sub(r"[\s-]", "", plain(text)).upper()


def clean_phone(text: str) -> str | None:
    """Return a number of Taiwan as digits (`0912345678`, `033322101#12`); seven digits alone: Taoyuan."""
    number, extension = _split_extension(plain(text).lower())
    digits = re.sub(r"[\s().-]", "", number)
    digits = re.sub(r"^(\+|00)?8860?(?=\d{8})", "0", digits)
    if re.fullmatch(r"9\d{8}", digits):  # a spreadsheet ate the zero
        digits = f"0{digits}"
    if re.fullmatch(r"[2-8]\d{6}", digits):
        digits = f"03{digits}"
    if not re.fullmatch(r"09\d{8}|0[2-8]\d{7,8}", digits, re.ASCII):
        return None
    return f"{digits}#{extension}" if extension else digits


def _split_extension(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)\s*(?:#|,|轉|分機|ext\.?|x)\s*:?\s*(\d{1,6})", text)
    return (found[1], found[2]) if found else (text, "")


def clean_name(text: str) -> str:
    """Return a name without what cannot be seen; spaces stay only between words of Latin letters."""
    visible = _without_controls(plain(text)).translate(_DOTS)
    return re.sub(r"(?<![A-Za-zÀ-ɏ.]) | (?![A-Za-zÀ-ɏ])", "", visible)


def clean_text(text: str, limit: int) -> str:
    """Return what someone wrote, at most *limit* characters, without controls and turned-round writing."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return _without_controls(composed.translate(_UNSEEN)).strip()[:limit].rstrip()


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


# Addresses

_STEMS = "桃園|中壢|大溪|楊梅|蘆竹|大園|龜山|八德|龍潭|平鎮|新屋|觀音|復興"
_CITY = re.compile(r"^(?:\(?\d{3,6}\)?)?(?:臺灣省?)?(?:桃園[市縣])?")
_DISTRICT = re.compile(rf"^(?:{_STEMS})[區市鎮鄉]")
_VILLAGE = re.compile(r"^[^\d]{2,3}[里村](?!路|街|大道|段|巷)")
_NEIGHBOURHOOD = re.compile(r"^\d+鄰")
_STREET = re.compile(r"^\D*?(?:路|街|大道)(?:\d+段)?")
_FIGURES = "〇零一二三四五六七八九"
NUMERALS: Final = f"{_FIGURES}○元兩十百廿卅"
_COUNTED = re.compile(rf"[{NUMERALS}]+(?=[段巷弄號樓鄰])")


def clean_address(text: str) -> str:
    """Return the part of an address to compare within one village: `中正路1段12之3號5樓`.

    City, district, village and neighbourhood are dropped as noise, so compare the village beside it. Where no
    street or place name follows them (`九斗里1鄰12號`), they are all there is and stay.
    """
    district, village, rest = _parts(text)
    return rest if rest and not rest[0].isdigit() else f"{village}{rest}" or district


def mask_address(text: str) -> str:
    """Return an address down to its street, or its village where there is no street: `桃園區中正路○號`."""
    district, village, rest = _parts(text)
    street = _STREET.match(rest)
    shown = district + (street[0] if street else re.sub(r"\d+鄰", "", village))
    return f"{shown}○號" if shown else "○"


def _parts(text: str) -> tuple[str, str, str]:
    """Split into district, village with neighbourhood, and what follows."""
    rest = _CITY.sub("", _regular(text))
    district, rest = _cut(_DISTRICT, rest)
    village, rest = _cut(_VILLAGE, rest)
    neighbourhood, rest = _cut(_NEIGHBOURHOOD, rest)
    return district, village + neighbourhood, rest


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def _regular(address: str) -> str:
    """Write numbers, 之 and floors in one way."""
    text = re.sub(r"[\s,，、。.;]", "", plain(address)).replace("台", "臺").upper()
    text = _COUNTED.sub(in_figures, text)
    text = re.sub(r"(?<=\d)F(?![A-Z])", "樓", text)
    text = re.sub(r"(\d+)-(\d+)號", r"\1之\2號", text)
    text = re.sub(r"(\d+)號[之-](\d+)", r"\1之\2號", text)
    return re.sub(r"樓-(\d+)", r"樓之\1", text)


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


# Masks: what a screen shows until someone with a reason asks for more (confidentiality, domain.md §10)


def mask_name(name: str) -> str:
    """Hide a name but its ends: 王○明, 王○; of names in Latin letters the initials stay: J○ S○."""
    name = clean_name(name)
    if re.search(r"[A-Za-zÀ-ɏ]", name):
        return " ".join(f"{word[0]}○" for word in name.split())
    if len(name) <= 2:
        return f"{name[:1]}○" if len(name) == 2 else "○"
    hidden = re.sub(r"[^·]", "○", name[1:-1])
    return f"{name[0]}{hidden}{name[-1]}"


def mask_id(text: str) -> str:
    """Hide the middle of an ID: `A12****789`."""
    text = plain(text).upper()
    return f"{text[:3]}{'*' * (len(text) - 6)}{text[-3:]}" if len(text) >= 10 else "*" * len(text)


def mask_phone(text: str) -> str:
    """Hide the middle of a number: `0912***678`, `03****101`; all of what is not a number."""
    digits = (clean_phone(text) or "").partition("#")[0]
    kept = 4 if digits.startswith("09") else 2
    return f"{digits[:kept]}{'*' * (len(digits) - kept - 3)}{digits[-3:]}" if digits else "***"


_ID_IN_TEXT = re.compile(
    r"(?<![A-Za-zＡ-Ｚａ-ｚ\d])[A-Za-zＡ-Ｚａ-ｚ][\s-]?[A-Da-dＡ-Ｄａ-ｄ\d](?:[\s-]?\d){8}(?!\d)"
)
_PHONE_IN_TEXT = re.compile(
    r"(?<!\d)(?:(?:[+＋]|00)?886[\s-]?(?:\(0\)|0)?|[(（]?0)(?:[\s()（）-]{0,2}\d){8,9}(?!\d)"
    r"|(?<![\d/.-])(?:[2-8]\d{6}|[2-8]\d{2}-\d{4}|\d{9,})(?!\d)"
)


def mask_in_text(text: str, *names: str) -> str:
    """Hide the national IDs, telephone numbers and known *names* in what somebody told; the rest stays."""
    text = mask_names(text, names)
    text = _ID_IN_TEXT.sub(lambda found: mask_id(clean_national_id(found[0])), text)
    return _PHONE_IN_TEXT.sub(lambda found: mask_phone(found[0]), text)


def mask_names(text: str, names: Iterable[str], *, keep: Collection[str] = ()) -> str:
    """Hide known *names* in what somebody told, but those to *keep*; of two at one place the longer."""
    known = sorted({one for one in (*names, *keep) if len(one) > 1}, key=len, reverse=True)
    if not known:
        return text
    pattern = "|".join(map(re.escape, known))
    return re.sub(pattern, lambda found: found[0] if found[0] in keep else mask_name(found[0]), text)


# Looking for names


def surname_sign(name: str) -> str:
    """Return the first character of a Chinese name, by which one who knows no more finds it; else nothing."""
    first = _letters(name)[:1]
    return "" if first.isascii() else first


def bigrams(name: str) -> set[str]:
    """Return the pairs of characters by which a sealed name is found; one alone is its own token."""
    letters = _letters(name)
    return {letters[i : i + 2] for i in range(len(letters) - 1)} or ({letters} if letters else set())


def _letters(name: str) -> str:
    return re.sub(r"[\s·.'-]", "", clean_name(name)).translate(_VARIANTS).casefold()


def similar_names(a: str, b: str) -> float:
    """Return how likely two names are one person's, 0 to 1 (rapidfuzz, and rules for Chinese names).

    A different surname is another person. In a given name of the same length one other character counts as
    a slip of the pen, and so does another order.
    """
    a, b = (clean_name(name).translate(_VARIANTS).casefold() for name in (a, b))
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    if a[0].isascii() or b[0].isascii():
        return _similar_letters(a, b)
    surname = _surname(a)
    return _similar_given(a[len(surname) :], b[len(surname) :]) if surname == _surname(b) else 0.0


def _similar_letters(a: str, b: str) -> float:
    from rapidfuzz import fuzz, utils  # noqa: PLC0415 -- 36 ms that only matching needs

    return float(fuzz.token_sort_ratio(a, b, processor=utils.default_process)) / 100


def _similar_given(a: str, b: str) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 -- as above

    if len(a) == len(b) >= 2 and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return 0.85
    if len(a) == len(b) and sorted(a) == sorted(b):
        return 0.85
    return float(fuzz.ratio(a, b)) / 100 * 0.7


def _surname(name: str) -> str:
    return name[:2] if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else name[:1]
