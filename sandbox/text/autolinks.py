"""What Telegram finds in plain text by itself: commands, addresses, names and tags."""

import re

from sandbox.text.entities import Entity, ordered, units

PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "url": re.compile(r"\bhttps?://[^\s<>\"「」，。；（）]+[^\s<>\"「」，。；（）.,;:!?)]"),
    "email": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b"),
    "mention": re.compile(r"(?<![\w@.])@[A-Za-z]\w{3,31}\b", re.ASCII),
    "hashtag": re.compile(r"(?<![\w#&/])#(?=\w*[^\W\d_])\w{1,256}"),
}
LITERAL = {"code", "pre", "text_link"}


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add what stands in *text* by itself to the *entities* that were asked for."""
    taken = [_span(e) for e in entities if e["type"] in LITERAL]
    found = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            offset = units(text[: match.start()])
            span = (offset, offset + units(match.group()))
            if not any(a < span[1] and span[0] < b for a, b in taken):
                taken.append(span)
                found.append({"type": kind, "offset": offset, "length": span[1] - offset})
    return ordered([*entities, *found]) if found else entities


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop the white space around *text* as Telegram does, and shift the *entities* with it."""
    bare = text.lstrip()
    lead = min([len(text) - len(bare), *(e["offset"] for e in entities)])
    bare = text[lead:].rstrip()
    end, kept = units(bare), []
    for entity in entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], end - offset)
        if length > 0:
            kept.append({**entity, "offset": offset, "length": length})
    return bare, kept


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
