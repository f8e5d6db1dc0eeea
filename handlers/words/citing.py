"""Sources as officials cite them: 109 年實施計畫參、二、（四）; 兒少權法第53條第3項."""

import re
from collections.abc import Iterable

from casework.policy.policy import DEFAULT
from handlers.words.wording import N_, Wording

DOCUMENTS = {
    "000": N_("comparison table"),
    "001": N_("109 plan"),
    "002": N_("minutes of the welfare policy committee, 107"),
    "003": N_("New-Year care plan and minutes"),
    "004": N_("112 plan"),
}
"""What people call the documents that the rules rest on, by the number that their names begin with."""
_DOCUMENT = re.compile(r"\[(\d{3})\]")
_AS_OFFICIALS = (
    (re.compile(r"(?<=[畫表錄]) (?=[一-龥])"), ""),
    (re.compile(r"([壹貳參肆伍陸柒捌玖])(?=[一二三四五六七八九十])"), r"\1、"),
    (re.compile(r"([壹貳參肆伍陸柒捌玖一二三四五六七八九十])(?=\d|\([一二三四五六七八九十\d])"), r"\1、"),
    (re.compile(r"(?<=法) (\d+) III"), r"第\1條第3項"),
    (re.compile(r"(?<=法) (\d+)"), r"第\1條"),
    (re.compile(r" \((\d{3})\)"), r"（\1 年）"),
)
"""How a paragraph, an article and an edition are written out."""


def cited(sources: Iterable[str], wording: Wording) -> str:
    """Name each source once; what rests on our own pages alone is the city's default."""
    found = dict.fromkeys(one for source in sources for one in _named(source, wording))
    return wording.label("; ").join(found)


def _named(source: str, wording: Wording) -> list[str]:
    parts = [one for one in source.split("；") if ".md" not in one and one != DEFAULT]
    return [_cited(one, wording) for one in parts] or [wording.label("the city's default")]


def _cited(source: str, wording: Wording) -> str:
    named = _DOCUMENT.sub(lambda found: wording.label(DOCUMENTS[found[1]]), source)
    if not wording.chinese:
        return named
    for short, written in _AS_OFFICIALS:
        named = short.sub(written, named)
    named = named.replace(", ", wording.label(", "))
    return named.translate(str.maketrans("()", "（）"))
