"""Addresses as people write them: found in a line, made comparable, and masked."""

import re
from functools import cache
from typing import Final

from casework.text.identity import NUMERALS, in_figures, plain
from casework.text.names import HAN
from casework.text.places import Places, load_places
from casework.text.simplified import traditional

STEMS: Final = "桃園|中壢|大溪|楊梅|蘆竹|大園|龜山|八德|龍潭|平鎮|新屋|觀音|復興"
_CITY = re.compile(rf"^(?:\(?\d{{3,6}}\)?(?=[{HAN}])(?![段巷弄衖號樓鄰室之]))?(?:臺灣省?)?(?:桃園[市縣])?")
_DISTRICT = re.compile(rf"^(?:{STEMS})[區市鎮鄉]")
_VILLAGE = re.compile(r"^[^\d]{2,3}[里村](?!路|街|大道|段|巷)")
_HOUSE = re.compile(r"\d\s*(?:[號樓室]|$)")
_NEIGHBOURHOOD = re.compile(r"^\d+鄰")
_NUMBER = rf"[\d{NUMERALS}]+"
_STREET = rf"(?![里村鄰])[{HAN}]{{2}}[東西南北\d{NUMERALS}]{{0,3}}(?:路|街|大道)"
"""Two characters, a quarter or a number, and what a street is: it ends so, whatever stands before it."""
_ON_STREET = re.compile(rf"{_STREET}(?:\d+段)?")
_COUNTED = re.compile(rf"[{NUMERALS}]+(?=[段巷弄衖號樓鄰室路街])|(?<=之)[{NUMERALS}]+")
_VARIANTS: Final = str.maketrans("台广", "臺廣")
_GAP = r"[\s,]*"
_PART = rf"{_NUMBER}(?:\s*[-之]\s*{_NUMBER})*"


def clean_address(text: str) -> str:
    """Return the part of an address to compare within one village: `中正路1段12之3號5樓`.

    City, district, village and neighbourhood are dropped as noise, so compare the village beside it; so is
    what is written before a street without a space (王小明中正路1號). Where no street or place name
    follows them (`九斗里1鄰12號`), they are all there is and stay.
    """
    district, village, rest = _parts(text)
    street = _ON_STREET.search(rest)
    if street and street.start() > 1:
        rest = rest[street.start() :]
    return rest if rest and not rest[0].isdigit() else f"{village}{rest}" or district


def district_in(text: str) -> str:
    """Return the district that an address names, without what it is called today (平鎮); else nothing."""
    return _parts(text)[0][:2]


def villages_in(address: str, places: Places) -> list[str]:
    """List the villages that an address names; none where its district has none of that name."""
    known = {one.key for one in places.villages}
    found = [key for key in places.words(address) if key in known]
    return found if any(key.startswith(district_in(address)) for key in found) else []


def door(text: str) -> str:
    """Return by what a door is known in every hand: district, street, house and floor; else nothing.

    Village and neighbourhood are noise, unless they are all there is. What follows the number of the house is
    one run of figures: 72號之414樓 is 72號之4, 14樓 and 72號之41, 4樓.
    """
    district, village, rest = _parts(text)
    house = re.sub(
        r"(\d+)[-之](\d+)號", r"\1號\2", rest if rest and not rest[0].isdigit() else f"{village}{rest}"
    )
    plainly = re.sub(r"[-之樓F,、。.;()]", "", house)
    return f"{district[:2]}{plainly}" if re.search(r"\d", rest) else ""


def mask_address(text: str) -> str:
    """Return an address down to its street, or its village where there is no street: `桃園區中正路○號`."""
    district, village, rest = _parts(text)
    street = _ON_STREET.search(rest)
    if street:
        shown = district + rest[0 if street.start() == 1 else street.start() : street.end()]
    else:
        shown = district + re.sub(r"\d+鄰", "", village)
    return f"{shown}○號" if shown else "○"


def mask_place(text: str) -> str:
    """Return where somebody in the street stays: a place that is nobody's door (後火車站) as it is told."""
    _, _, rest = _parts(text)
    return mask_address(text) if not rest or _HOUSE.search(rest) else rest


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
    text = re.sub(r"[\s,，、。.;]", "", traditional(plain(address))).translate(_VARIANTS).upper()
    text = _COUNTED.sub(in_figures, text)
    text = re.sub(r"(?<=\d)F(?![A-Z])", "樓", text)
    text = re.sub(r"(\d+)-(\d+)號", r"\1之\2號", text)
    text = re.sub(r"(\d+)號[之-](\d+)", r"\1之\2號", text)
    return re.sub(r"樓-(\d+)", r"樓之\1", text)


def address_in(text: str) -> tuple[int, int] | None:
    """Find the address in a line that is in one hand, from its first part to its last."""
    parts = (one for one in _address().finditer(text) if one[0].strip(" ,"))
    found = max(parts, key=lambda one: len(one[0]), default=None) or _LATIN.search(text)
    return found.span() if found else None


@cache
def _address() -> re.Pattern[str]:
    """Return what an address looks like: any of its parts, in their order.

    A village is looked up in the list: it may have three characters, and somebody's name before it.
    """
    known = "|".join(sorted({one.name[:-1] for one in load_places().villages}, key=len, reverse=True))
    village = rf"(?:{known}|[{HAN}]{{2}})[里村](?!路|街|大道)"
    where = rf"(?:{village}|{_STREET}|{_NUMBER}[鄰巷號])"
    elsewhere = rf"[{HAN}]{{2}}[市縣](?=[{HAN}]{{1,3}}[區鄉鎮市])"
    city = rf"(?:\(?\d{{3,6}}\)?{_GAP})?(?:[臺台]灣(?:省)?{_GAP})?(?:桃園[市縣]|{elsewhere})"
    district = rf"(?:{STEMS})(?:[區市鎮鄉](?!長)|(?={_GAP}{where}))"
    before = rf"(?:{city}{_GAP}(?:[{HAN}]{{1,3}}[區鄉鎮市])?|{district})"
    street = rf"{_STREET}(?:{_GAP}{_NUMBER}段)?"
    house = (
        rf"{_PART}鄰|{_PART}巷|{_PART}弄|{_PART}衖|{_PART}號(?:\s*[-之]\s*{_NUMBER})?"
        rf"|(?:地下|B)?{_PART}(?:樓|F(?![A-Za-z]))(?:\s*[-之]\s*{_NUMBER}|\d+)?|{_PART}室"
    )
    bare = rf"(?<=[路街段道])\s*\d+(?:[-之]\d+)*(?![\d{HAN}])"
    return re.compile(
        rf"(?:{before}{_GAP})?(?:{village}{_GAP})?(?:{_NUMBER}鄰{_GAP})?(?:{street})?(?:{_GAP}(?:{house}|{bare}))*",
        re.IGNORECASE,
    )


_ROAD = (
    r"\b(?:Rd|Road|St|Street|Ave|Avenue|Blvd|Boulevard|Ln|Lane|Aly|Alley"
    r"|Sec|Section|Dist|District|Vil|Village)\b\.?"
)
_LATIN = re.compile(
    rf"(?:\bNo\b\.?\s*)?(?<![A-Za-z\d])\d[\w-]*\b[^\x00]*{_ROAD}"
    r"(?:,?\s*(?:Taoyuan|Taiwan|City|\d+F\b)[\w ]*)*",
    re.IGNORECASE,
)
