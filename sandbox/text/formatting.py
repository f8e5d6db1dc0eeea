"""Telegram's HTML: text with tags becomes plain text with entities.

Follows ``parse_html`` of TDLib (td/telegram/MessageEntity.cpp), including its words for what is wrong.
Offsets and lengths count UTF-16 code units; the offsets in complaints count bytes.
"""

import re
from dataclasses import dataclass, field

from sandbox.text.entities import Entity, ordered, units
from sandbox.wire.errors import Refused, bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
# A character reference as TDLib takes it: four names, decimal or hexadecimal; the semicolon may be missing.
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![a-zA-Z]));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)\s*(?:=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.\-]+(?=[\s>])))?""")


@dataclass
class _Open:
    """A tag that was opened and not yet closed."""

    tag: str
    argument: str
    offset: int
    begin: int


@dataclass
class _Reader:
    """Where the reading of one text stands."""

    source: str
    at: int = 0
    offset: int = 0
    plain: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def put(self, characters: str) -> None:
        self.plain.append(characters)
        self.offset += units(characters)

    def wrong(self, words: str, at: int) -> Refused:
        position = len(self.source[:at].encode())
        return bad_request(f"can't parse entities: {words.replace('@', f'at byte offset {position}', 1)}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text of *source* and the entities that its tags stand for."""
    reader = _Reader(source)
    while reader.at < len(source):
        match source[reader.at]:
            case "<" if source.startswith("</", reader.at):
                _close(reader)
            case "<":
                _open(reader)
            case "&":
                _reference(reader)
            case _:
                _run(reader)
    if reader.opened:
        tag = reader.opened[-1].tag
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    return "".join(reader.plain), ordered(reader.entities)


def _run(reader: _Reader) -> None:
    """Take everything up to the next character that means something."""
    ends = [p for p in (reader.source.find("<", reader.at), reader.source.find("&", reader.at)) if p >= 0]
    end = min(ends, default=len(reader.source))
    reader.put(reader.source[reader.at : end])
    reader.at = end


def _reference(reader: _Reader) -> None:
    match = REFERENCE.match(reader.source, reader.at)
    reader.put(_character(match) if match else "&")
    reader.at = match.end() if match else reader.at + 1


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    known = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if known else match.group()


def _open(reader: _Reader) -> None:
    begin, source = reader.at, reader.source
    name = re.compile(r"[^\s>]*").match(source, begin + 1)
    assert name is not None  # noqa: S101 - the pattern matches the empty string too
    if name.end() == len(source):
        raise reader.wrong("Unclosed start tag @", begin)
    tag = name.group().lower()
    if tag not in KINDS:
        raise reader.wrong(f'Unsupported start tag "{tag}" @', begin)
    reader.at = name.end()
    argument = _argument(reader, tag, begin)
    if tag == "span" and argument != "tg-spoiler":
        raise reader.wrong('Tag "span" must have class "tg-spoiler" @', begin)
    reader.opened.append(_Open(tag, argument, reader.offset, len("".join(reader.plain))))


def _argument(reader: _Reader, tag: str, begin: int) -> str:
    """Read the attributes up to ``>`` and return the one that counts for *tag*."""
    wanted = {"a": "href", "code": "class", "span": "class", "blockquote": "expandable"}.get(tag)
    argument = ""
    while True:
        reader.at = len(reader.source) - len(reader.source[reader.at :].lstrip())
        if reader.at == len(reader.source):
            raise reader.wrong("Unclosed start tag @", begin)
        if reader.source[reader.at] == ">":
            reader.at += 1
            return argument
        name, value = _attribute(reader, tag, begin)
        if name == wanted:
            argument = value or ("1" if tag == "blockquote" else "")


def _attribute(reader: _Reader, tag: str, begin: int) -> tuple[str, str]:
    match = ATTRIBUTE.match(reader.source, reader.at)
    if match is None:
        raise reader.wrong(f'Empty attribute name in the tag "{tag}" @', begin)
    reader.at = match.end()
    if match[2] is None and reader.source.startswith("=", reader.at):
        if re.compile(r"=\s*[\"']").match(reader.source, reader.at):
            raise reader.wrong("Unclosed start tag @", begin)
        raise reader.wrong("Unexpected end of name token @", reader.at + 1)
    value = match[2] or ""
    quoted = value[:1] in {'"', "'"}
    return match[1].lower(), REFERENCE.sub(_character, value[1:-1]) if quoted else value.lower()


def _close(reader: _Reader) -> None:
    begin, source = reader.at, reader.source
    if not reader.opened:
        raise reader.wrong("Unexpected end tag @", begin)
    match = re.compile(r"</([^\s>]*)\s*(>?)").match(source, begin)
    if match is None or not match[2]:
        raise reader.wrong("Unclosed end tag @", begin)
    opened = reader.opened[-1]
    if match[1] and match[1].lower() != opened.tag:
        raise reader.wrong(f'Unmatched end tag @, expected "</{opened.tag}>", found "</{match[1]}>"', begin)
    reader.opened.pop()
    reader.at = match.end()
    if reader.offset > opened.offset:
        _keep(reader, opened)


def _keep(reader: _Reader, opened: _Open) -> None:
    """Note the entity that has just been closed."""
    entity: Entity = {
        "type": KINDS[opened.tag],
        "offset": opened.offset,
        "length": reader.offset - opened.offset,
    }
    inner = reader.entities[-1] if reader.entities else None
    same_place = inner is not None and all(inner[k] == entity[k] for k in ("offset", "length"))
    language = opened.argument.removeprefix("language-") if opened.tag == "code" else ""
    if opened.tag == "a":
        _link(reader, opened, entity)
        return
    if opened.tag == "blockquote" and opened.argument:
        entity["type"] = "expandable_blockquote"
    if opened.tag == "pre" and same_place and inner is not None and inner["type"] == "code":
        reader.entities.pop()
        entity |= {"language": inner["language"]} if "language" in inner else {}
    if language:
        entity["language"] = language
    reader.entities.append(entity)


def _link(reader: _Reader, opened: _Open, entity: Entity) -> None:
    url = opened.argument or "".join(reader.plain)[opened.begin :]
    mention = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if mention:
        entity |= {"type": "text_mention", "user": {"id": int(mention[1])}}
    elif re.match(r"(https?|tg|ton|tonsite)://", url):
        entity["url"] = url
    elif re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/\S*)?", url):
        entity["url"] = f"http://{url}"
    else:
        return  # TDLib drops links that lead nowhere, and keeps their words
    reader.entities.append(entity)
