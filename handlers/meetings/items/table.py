"""The table of tracked items exactly as [003] has it: two levels of head, V, red for what is new."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from casework.meetings.items import Advice, ItemUnit, MeetingItem
from casework.meetings.meetings import Meeting
from casework.text.dates import roc_year
from handlers.documents.tables import Column, Rich, Row, Run, Table

COLUMNS = (
    Column("編號", 5, centred=True),
    Column("案號", 11),
    Column("提示或交辦事項", 30),
    Column("主(協)辦單位", 12),
    Column("前次辦理情形", 34),
    Column("更新辦理情形(更新處請以紅字表示)", 34),
    Column("預定完成日期", 10),
    Column("列管建議", 8, under=("解除列管", "繼續追蹤"), centred=True),
)
"""The words of the document: it is an official form, the same in every language."""
LEAD, SUPPORT = "主辦單位", "協辦單位"
TICK = "V"
_SENTENCE = re.compile(r"[^，。；、：\n]*[，。；、：\n]?")
Said = Sequence[tuple[str, str]]
"""Unit by unit, what it said."""


class TrackedRow(Struct, frozen=True):
    """One item as the table shows it."""

    serials: Sequence[str]
    line: str
    title: str
    remarks: Sequence[str] = ()
    leads: Sequence[str] = ()
    supports: Sequence[str] = ()
    before: Said = ()
    now: Said = ()
    expected: str = ""
    removed: bool = False
    """The advice is to remove it; else to keep it."""
    condition: str = ""
    """Stands in the place of the tick: 報告完後即可解除列管."""
    added: str = ""
    """(1080605新增): it is new, and nothing was said before."""


def table(title: str, rows: Sequence[TrackedRow], notes: tuple[str, ...] = (), footer: str = "") -> Table:
    """Make the table."""
    return Table(title, COLUMNS, [_row(at, one) for at, one in enumerate(rows, 1)], notes, footer)


def of_item(item: MeetingItem, one: Meeting) -> TrackedRow:
    """Show an item as one meeting hears it: what was said before, what is said now, what is still awaited."""
    before = [(part.unit.name, said.text) for part in item.units if (said := part.said_before(one.id))]
    asks = [said.advice for part in item.units if (said := part.said_to(one.id))]
    leads = [part for part in item.units if part.lead]
    return TrackedRow(
        item.serials,
        item.line,
        item.title,
        item.remarks,
        [part.unit.name for part in leads],
        [part.unit.name for part in item.units if not part.lead],
        before,
        [(part.unit.name, text) for part in item.units if (text := _now(part, one))],
        next((part.expected for part in leads if part.expected), ""),
        removed=item.removed or (bool(asks) and all(advice is Advice.REMOVE for advice in asks)),
        condition=next((part.condition for part in item.units if part.condition and not part.removed_on), ""),
        added="" if before else item.sign.partition("-")[0],
    )


def _now(part: ItemUnit, one: Meeting) -> str:
    """What it says now, or by which day it is asked to: (108年7月3日回復)."""
    said = part.said_to(one.id)
    if said is not None:
        return said.text
    by = part.awaited(one)
    return f"({roc_year(by)}年{by.month}月{by.day}日回復)" if by else ""


def _row(at: int, one: TrackedRow) -> Row:
    tick = one.condition or TICK
    before = _units(one.before) or ((Run(f"({one.added}新增)"),) if one.added else ())
    return (
        str(at),
        "\n".join(one.serials),
        _matter(one),
        _who(one),
        before,
        _news(one.before, one.now),
        one.expected,
        tick if one.removed else "",
        "" if one.removed else tick,
    )


def _matter(one: TrackedRow) -> Rich:
    line = (Run(f"{one.line}\n", bold=True),) if one.line else ()
    return (*line, Run(one.title, underlined=True), *(Run(f"\n{remark}") for remark in one.remarks))


def _who(one: TrackedRow) -> Rich:
    found: list[Run] = []
    for head, units in ((LEAD, one.leads), (SUPPORT, one.supports)):
        if units:
            start = "\n" if found else ""
            found += [Run(f"{start}{head}\n", bold=True), Run("\n".join(units))]
    return tuple(found)


def _units(said: Said) -> Rich:
    found: list[Run] = []
    for unit, text in said:
        start = "\n" if found else ""
        found += [Run(f"{start}{unit}：\n", bold=True), Run(text)]
    return tuple(found)


def _news(before: Said, now: Said) -> Rich:
    """What each unit says now; what it did not say the last time is red."""
    last, found = dict(before), list[Run]()
    for unit, text in now:
        start = "\n" if found else ""
        found += [Run(f"{start}{unit}：\n", bold=True), *differing(last.get(unit, ""), text)]
    return tuple(found)


def differing(before: str, now: str) -> Iterator[Run]:
    """Cut what is said now into what was said before and what is new, sentence by sentence."""
    old, new = (_SENTENCE.findall(text) for text in (before, now))
    for tag, _, _, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        text = "".join(new[first:last])
        if text:
            yield Run(text, red=tag != "equal")
