"""How people spell IDs, telephones, case numbers, names and addresses, drawn for Hypothesis."""

import random

from hypothesis import strategies as some
from hypothesis.strategies import SearchStrategy

from casework.text.identity import valid_national_id
from casework.text.numbers import new_number

_WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_SIGNS = ["", " ", "-", ".", "－", "‑", "·", "_", " - ", "\u200b", "  ", "/", "~"]


def _numbered(letter: str, sex: str, digits: int) -> str:
    begun = f"{letter}{sex}{digits:07}"
    return next(f"{begun}{check}" for check in range(10) if valid_national_id(f"{begun}{check}"))


NATIONAL_IDS = some.builds(
    _numbered,
    some.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    some.sampled_from("1289"),
    some.integers(0, 9_999_999),
)
MOBILES = some.integers(0, 99_999_999).map(lambda n: f"09{n:08}")
OF_TAOYUAN = some.integers(2_000_000, 8_999_999).map(lambda n: f"03{n}")
OF_TAIPEI = some.integers(20_000_000, 89_999_999).map(lambda n: f"02{n}")
TELEPHONES = some.one_of(MOBILES, OF_TAOYUAN, OF_TAIPEI)
CASE_NUMBERS = some.builds(
    lambda office, year, seed: new_number(office, year, random.Random(seed).randrange, lambda _: False),
    some.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    some.integers(107, 139),
    some.integers(0, 10**6),
)
WORDS = some.sampled_from(
    [
        "爸爸喝酒",
        "3個小孩",
        "昨天 21:30 又吵",
        "2026-06-01 起",
        "115/6/1",
        "欠50000元",
        "住5樓",
        "打過 113",
        "❤️",
        "the child cried",
    ]
)
NAMES = some.sampled_from(
    [
        *("王測試", "林某", "歐陽示範", "𠀋測試", "夐殢藖", "佐々木〇範", "谷辣斯·尤達卡", "羅示‧範"),
        *("Nguyễn Thị Mẫu", "nguyen thi mau", "Kacaw Sample", "Sayun'O", "Walis^Test", "Maria dos Santos"),
        "王測試 Kacaw",
    ]
)
HOUSES = some.tuples(
    some.sampled_from(["", "桃園市平鎮區", "平鎮區新街里3鄰", "324桃園市平鎮區新街里", "桃園縣平鎮市"]),
    some.sampled_from(
        ["示範路", "中正一路", "中山東路三段", "中正路二段5巷", "民族路１２巷３弄", "同德十一街"]
    ),
    some.integers(101, 989),
    some.sampled_from(["號", "號2樓之1", "號2樓之一", "號3F", "之2號"]),
)


def _in(style: str, text: str) -> str:
    return {
        "plain": text,
        "wide": text.translate(_WIDE),
        "spoken": text.translate(_SPOKEN),
        "circled": text.translate(_CIRCLED),
        "small": text.lower(),
    }[style]


def _grouped(groups: list[str]) -> SearchStrategy[str]:
    return some.sampled_from(_SIGNS).map(lambda sign: sign.join(groups))


_STYLES = some.sampled_from(["plain", "plain", "wide", "spoken", "circled"])


def spelled_id(one: str) -> SearchStrategy[str]:
    """Spell an ID as people do."""
    cuts = [[one], [one[0], one[1:]], [one[0], one[1:4], one[4:7], one[7:]], [one[:4], one[4:7], one[7:]]]
    grouped = some.sampled_from(cuts).flatmap(_grouped)
    return some.tuples(some.sampled_from(["plain", "wide", "small", "spoken"]), grouped).map(
        lambda it: _in(*it)
    )


def spelled_phone(one: str) -> SearchStrategy[str]:
    """Spell a telephone of Taiwan as people do; of Taoyuan without its code, too."""
    if one.startswith("09"):
        cuts = [
            [one],
            [one[:4], one[4:7], one[7:]],
            [one[:4], one[4:]],
            [one[i : i + 2] for i in range(0, 10, 2)],
        ]
        abroad = [["+886", one[1:]], ["+886", one[1:4], one[4:7], one[7:]], [f"886{one[1:]}"]]
    else:
        code, rest = one[:2], one[2:]
        cuts = [[one], [code, rest], [code, rest[:-4], rest[-4:]], [f"({code})", rest[:-4], rest[-4:]]]
        abroad = [["+886", code[1:], rest], [f"+886{one[1:]}"]]
    here = some.tuples(_STYLES, some.sampled_from(cuts).flatmap(_grouped)).map(lambda it: _in(*it))
    spelled = some.one_of(here, some.sampled_from(abroad).flatmap(_spaced))
    if one.startswith("03"):
        local = some.sampled_from([[one[2:]], [one[2:5], one[5:]]]).flatmap(_spaced)
        spelled = some.one_of(spelled, some.tuples(_STYLES, local).map(lambda it: _in(*it)))
    return spelled


def _spaced(groups: list[str]) -> SearchStrategy[str]:
    return some.sampled_from([" ", "-", "."]).map(lambda sign: sign.join(groups))


def spelled_number(one: str) -> SearchStrategy[str]:
    """Spell a case number as people do."""
    bare = one.replace("-", "")
    return some.sampled_from(
        [one, one.lower(), one.translate(_WIDE), one.replace("-", " "), one.replace("-", "－"), bare]
    )
