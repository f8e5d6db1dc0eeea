"""What a message looks like: text, keyboard, and how much it may hold."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Any, Self

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from casework.text.identity import shortened
from handlers.ui.buttons import Button
from handlers.ui.channels import Channel
from handlers.words import signs
from handlers.words.wording import N_, Wording

_MARK = re.compile("<[^>]+>")
_HEADING = re.compile(r"(?:.*</b>|.*[:：])$")
"""A line that heads those after it."""
MARK = 16
"""So many characters has what says that a message is sent again, at the most."""
GO_ON = Markup("⋯")
"""Stands above keys that had no room in the message before."""
SHARE = N_("📱 Share my contact")


class Level(IntEnum):
    """How much personal data a text holds (`trust.md`). A push is always L0."""

    L0 = 0  # number, act, date
    L1 = 1  # masked
    L2 = 2  # full: protected, and gone within hours


class Press(Struct, frozen=True):
    """A key that means something to the bot."""

    label: str
    button: Button
    style: str = ""

    def content(self, wording: Wording) -> dict[str, str]:
        """Write it down for the outbox."""
        content = {"text": signs.read(self.label, wording), "data": self.button.data()}
        return {**content, "style": self.style} if self.style else content


class Copy(Struct, frozen=True):
    """A key that copies a text, such as a case number."""

    label: str
    text: str

    def content(self, wording: Wording) -> dict[str, str]:
        """Write it down for the outbox."""
        return {"text": signs.read(self.label, wording), "copy": self.text}


Key = Press | Copy
Rows = tuple[tuple[Key, ...], ...]


class Screen(Struct, frozen=True):
    """A message to be. Made by pure functions of values and wording."""

    text: Markup
    rows: Rows = ()
    level: Level = Level.L0
    draft: int | None = None
    """The draft it asks for; any other screen leaves a form in its drawer, so that no words go astray."""
    ask: str = ""
    """`contact`: a reply keyboard that shares the own contact; `remove` takes it away."""
    about: tuple[int, ...] = ()
    """The subjects of one message about several: who can not hear it is stood in for in each."""

    @property
    def vanishes(self) -> bool:
        """It may be shown only where it can be taken back."""
        return self.level is Level.L2

    def under(self, notice: Markup | None) -> Self:
        """Put a notice on top."""
        return self if notice is None else replace(self, text=notice + Markup("\n\n") + self.text)

    def content(self, wording: Wording) -> dict[str, Any]:
        """Write it down for the outbox; `again` marks what may have arrived before."""
        content: dict[str, Any] = {
            "text": signs.read(str(self.text), wording),
            "again": wording.label("(sent again)"),
        }
        if self.rows:
            content["rows"] = [[key.content(wording) for key in row] for row in self.rows]
        if self.vanishes:
            content["protect"] = True
        if self.about:
            content["about"] = list(self.about)
        if self.ask:
            content["ask"] = wording.label(SHARE) if self.ask == "contact" else ""
        return content


def lines(*parts: Markup | str | None) -> Markup:
    """Stack lines, leaving out what is None."""
    return Markup("\n").join(part for part in parts if part is not None)


def bare(text: Markup) -> str:
    """Take the marks off a text, for where no HTML is read; its lines stay."""
    return Markup(_MARK.sub("", str(text))).unescape()  # noqa: S704 - what is left is escaped, and unescaped here


def column(*keys: Key | None) -> Rows:
    """One key a row."""
    return tuple((key,) for key in keys if key is not None)


def keys_apart(keys: Sequence[Press], more: Callable[[int], Iterable[str]], wording: Wording) -> list[Press]:
    """Let keys that would be called alike say *more* of what each opens, by its place."""
    called = Counter(one.label for one in keys)
    return [
        replace(key, label=wording.beside(key.label, *more(place))) if called[key.label] > 1 else key
        for place, key in enumerate(keys)
    ]


def _within_a_line(text: str, most: int) -> int:
    """Find where a line without end can be cut: not inside an escaped character (`&lt;`) or an emoji."""
    escape = text.rfind("&", most - 6, most)
    whole = len(shortened(text, most)) or most
    return escape if escape > 0 and ";" not in text[escape:most] else whole


def pieces(screen: Screen, channel: Channel) -> Iterator[Screen]:
    """Cut what a channel does not take in one message: the text at lines, the keys at rows.

    The first keys stand below the end of the text, those that have no room there below a line of their own.
    """
    *before, last = _cut(screen.text, channel.text - MARK)
    for part in before:
        yield Screen(part, level=screen.level)
    *some, rest = _spread(screen.rows, channel.keys)
    for rows in some:
        yield Screen(last, rows, level=screen.level)
        last = GO_ON
    yield replace(screen, text=last, rows=rest)


def _cut(text: Markup, most: int) -> Iterator[Markup]:
    """Cut a text into parts of so many UTF-16 units."""
    rest = str(text)
    while len(rest.encode("utf-16-le")) // 2 > most:
        cut = _between_lines(rest, most // 2) or _within_a_line(rest, most // 2)
        yield Markup(rest[:cut].rstrip("\n"))  # noqa: S704 - cut from Markup at a line's end
        rest = rest[cut:].lstrip("\n")
    yield Markup(rest)  # noqa: S704 - the last part of it


def _between_lines(text: str, most: int) -> int:
    """Find where a text is cut best: between two blocks, else where a line neither heads nor goes on.

    Zero where there is no line's end at all.
    """
    ends = [found.start() for found in re.finditer("\n", text[:most]) if found.start() > 0]
    blocks = [at for at in ends if text.startswith("\n\n", at) and at > most // 2]
    apart = [at for at in ends if not _belongs(text, at)]
    return max(blocks or apart or ends, default=0)


def _belongs(text: str, end: int) -> bool:
    """Tell whether the line after this end belongs to the one before, as its heading or its first part."""
    before = text[text.rfind("\n", 0, end) + 1 : end]
    return _HEADING.match(before) is not None or text[end + 1 : end + 2].isspace()


def _spread(rows: Rows, most: int) -> list[Rows]:
    """Put rows together as far as a message takes their keys; at least one, perhaps empty, comes out."""
    found: list[Rows] = [()]
    for row in (one[first : first + most] for one in rows for first in range(0, len(one), most)):
        if found[-1] and sum(map(len, found[-1])) + len(row) > most:
            found.append(())
        found[-1] = (*found[-1], row)
    return found
