"""Names of everybody in Taiwan: kept as written, made comparable, and masked.

Han names with every character Unicode has; names of indigenous people in Han characters or letters, with a
dot or a space between their parts or beside a Han name (姓名條例 1, 4); names of new immigrants and
foreigners in any letters.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from casework.text.identity import plain, without_controls
from casework.text.simplified import traditional

HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Han characters, with 々 and 〇, for a class of a pattern."""
_DOTS = dict.fromkeys(map(ord, "・‧•∙⋅●･᛫"), "·")
_ALL_HAN = re.compile(rf"[{HAN}]+")
_VARIANTS = str.maketrans("台峯温双黄頴鷄敍教啓羣裏○", "臺峰溫雙黃穎雞敘敎啟群里〇")
_STROKED = str.maketrans("đøłıæœß", "doliaos")
"""Letters that are no letter with a mark for Unicode."""
_COMPOUND_SURNAMES = frozenset(
    "歐陽 司馬 上官 諸葛 司徒 張簡 范姜 端木 東方 皇甫 公孫 慕容 夏侯 令狐".split()  # noqa: SIM905 -- one line to read
)
SURNAMES: Final = frozenset(
    "陳林黃黄張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾鐘游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓馬阮董唐溫温藍蔣石"
    "古紀姚連馮歐程湯康姜汪白鄒尤巫黎涂凃龔嚴韓袁金童陸夏柳邵倪錢伍甘毛史顧"
)
"""The surnames of nearly everybody with a Han name (內政部: 全國姓名統計分析, the first hundred)."""


def clean_name(name: str) -> str:
    """Return a name as it is, without what cannot be seen; characters set apart are joined (王 小 明)."""
    visible = without_controls(plain(name)).translate(_DOTS)
    words = re.sub(r" ?· ?", "·", visible).split(" ")
    joined = words[:1]
    for word in words[1:]:
        if _spaced(joined[-1], word):
            joined[-1] += word
        else:
            joined.append(word)
    return " ".join(joined)


def _spaced(before: str, word: str) -> bool:
    """Tell whether a space only spaces out a Han name: a part is one character, or it is a surname."""
    if not (_ALL_HAN.fullmatch(before) and _ALL_HAN.fullmatch(word)):
        return False
    return len(before) == 1 or len(word) == 1 or before in _COMPOUND_SURNAMES


def mask_name(name: str) -> str:
    """Hide a name but its ends: 王○明, 王○; of names in letters the initials stay: J○ S○."""
    name = clean_name(name)
    if not re.search(rf"[{HAN}]", name):
        return re.sub(r"[^ ·]+", lambda word: _initial(word[0]), name) or "○"
    if not re.fullmatch(rf"[{HAN}· ]+", name):
        return " ".join(
            mask_name(word) if _ALL_HAN.fullmatch(word) else _initial(word) for word in name.split(" ")
        )
    if len(name) <= 2:
        return f"{name[:1]}○" if len(name) == 2 else "○"
    return f"{name[0]}{re.sub(r'[^· ]', '○', name[1:-1])}{name[-1]}"


def _initial(word: str) -> str:
    """Return the first letter of a word, whatever stands before it ('Atolan)."""
    return f"{next((c for c in word if c.isalpha()), '')}○"


# Names of colleagues: nobody takes another's place by a name that only looks like theirs

_OWN_LETTERS: Final = frozenset("đøłıæœßʉɨŋéʔ")
"""Letters of names in Taiwan and of its neighbours that are no letter with a mark for Unicode."""
_BETWEEN: Final = frozenset(" ·-.'’‘ʼ^()")
_ALIKE: Final = str.maketrans("曰巳己戌戍末士胄汩囗夂0i1", "日已已戊戊未土冑汨口夊oll")
"""Characters that are taken for each other at a glance (Unicode: confusables), of Han and of letters."""


def legible_name(name: str) -> str:
    """Return a colleague's name; nothing when it is not written in Han characters or Latin letters.

    A letter of another script looks like one of ours (Cyrillic А), and nobody sees which it is.
    """
    cleaned = clean_name(name)
    letters_of_it = [c for c in cleaned if c.isalpha()]
    known = all(_legible(c) for c in cleaned)
    return cleaned if letters_of_it and known else ""


def _legible(character: str) -> bool:
    first = unicodedata.normalize("NFD", character)[0].lower()
    ours = first.isascii() and first.isalnum()
    han = _ALL_HAN.fullmatch(character) is not None
    return ours or han or first in _OWN_LETTERS or character in _BETWEEN


def taken_for(name: str, others: Iterable[str]) -> str:
    """Return whose name one is taken for at a glance though it is another; nothing when nobody's."""
    seen = _at_a_glance(name)
    return next((one for one in others if one != name and _at_a_glance(one) == seen), "")


def _at_a_glance(name: str) -> str:
    return letters(name).translate(_ALIKE).replace("rn", "m").replace("vv", "w")


# Looking for names


def surname_sign(name: str) -> str:
    """Return the first character of a Chinese name, by which one who knows no more finds it; else nothing."""
    first = letters(name)[:1]
    return first if _ALL_HAN.fullmatch(first) else ""


def bigrams(name: str) -> set[str]:
    """Return the pairs of characters by which a sealed name is found; one alone is its own token."""
    written = letters(name)
    return {written[i : i + 2] for i in range(len(written) - 1)} or ({written} if written else set())


def letters(name: str) -> str:
    """Return what is compared of a name: no case, marks, dots, spaces, apostrophes; one of two variants."""
    return "".join(c for c in _folded(clean_name(name)) if c.isalnum())


def folded_alike(text: str) -> str:
    """Write a text as names are compared, each character at its place."""
    return "".join(_folded_character(c) for c in text)


def _folded(name: str) -> str:
    """Write a name without case, marks and variants; 々 is the character before it."""
    return re.sub(r"(.)々", r"\1\1", folded_alike(unicodedata.normalize("NFC", name)))


@cache
def _folded_character(character: str) -> str:
    plainly = traditional(character).translate(_VARIANTS).casefold().translate(_STROKED)
    unmarked = "".join(c for c in unicodedata.normalize("NFD", plainly) if unicodedata.category(c) != "Mn")
    composed = unicodedata.normalize("NFC", unmarked)
    return composed if len(composed) == 1 else character


def similar_names(a: str, b: str) -> float:
    """Return how likely two names are one person's, 0 to 1 (rapidfuzz, and rules for Chinese names).

    A different surname is another person. In a given name of the same length one other character counts as
    a slip of the pen, and so does another order.
    """
    first, second = letters(a), letters(b)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if not (_ALL_HAN.fullmatch(first) and _ALL_HAN.fullmatch(second)):
        return _similar_letters(*(_folded(clean_name(one)) for one in (a, b)))
    surname = _surname(first)
    return (
        _similar_given(first[len(surname) :], second[len(surname) :]) if surname == _surname(second) else 0.0
    )


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
    return name[:2] if is_compound(name) else name[:1]


def is_compound(name: str) -> bool:
    """Tell whether a Han name has a surname of two characters (歐陽小明)."""
    return name[:2] in _COMPOUND_SURNAMES and len(name) > 2
