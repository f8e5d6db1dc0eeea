"""Entities: which stretch of a text is what, counted in UTF-16 code units."""

import html
from typing import Any

Entity = dict[str, Any]

# TDLib's order of kinds that cover the same text; what is found by itself (commands, addresses) is 50.
PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
}


def units(text: str) -> int:
    """Return the length of *text* as Telegram counts it: in UTF-16 code units."""
    return len(text) + sum(c > "\uffff" for c in text)


def ordered(entities: list[Entity]) -> list[Entity]:
    """Sort *entities* as Telegram returns them: outer before inner, and kinds in TDLib's order."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], PRIORITY.get(e["type"], 50)))


TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def to_html(text: str, entities: list[Entity]) -> str:
    """Write *text* with its *entities* as HTML again, everything else escaped."""
    marks: dict[int, list[str]] = {}
    for entity in ordered(entities):
        before, after = _tags(entity)
        end = entity["offset"] + entity["length"]
        marks.setdefault(entity["offset"], []).append(before)
        marks.setdefault(end, []).insert(
            0, after
        )  # children close before their parents, and all before openings
    written, parts, since = text.encode("utf-16-le"), [], 0
    for at in sorted(marks):
        parts += [_escaped(written[2 * since : 2 * at]), *marks[at]]
        since = at
    return "".join([*parts, _escaped(written[2 * since :])])


def _escaped(units: bytes) -> str:
    return html.escape(units.decode("utf-16-le", "replace"))


def _tags(entity: Entity) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    return TAGS.get(entity["type"], ("", ""))
