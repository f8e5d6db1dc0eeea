"""Queues: what waits, nearest deadline first, five a page, turned in place."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from markupsafe import Markup
from msgspec import Struct

from casework.counting import MOST, Page
from handlers.ui import home, standings
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import Turn
from handlers.words.terms import DUTIES
from handlers.words.wording import Wording
from storage.cases.queues import PAGE, Waiting

CHOICES = 6
"""So many keys to choose from stand on one screen (`ux.md` 8)."""

TurnTo = Callable[[int], Button]
"""Makes the key of a page."""


Row = TypeVar("Row")


class Paged(Struct, Generic[Row], frozen=True):
    """A page of a list of which all is known."""

    rows: Sequence[Row]
    page: int
    pages: int
    """At least one."""

    def which(self, wording: Wording) -> Markup | None:
        """Say which page it is, and of how many, where there are several."""
        if self.pages == 1:
            return None
        return wording.text("Page %(page)s of %(pages)s", page=self.page + 1, pages=self.pages)

    def turning(self, to: TurnTo, wording: Wording) -> Rows:
        """The keys to the page before and the next, as far as there are any."""
        return turning(self.page, self.pages, to, wording)


def paged(found: Sequence[Row], page: int, most: int = PAGE) -> Paged[Row]:
    """Open a page of a list; one that is no more there is the last."""
    pages = max(-(-len(found) // most), 1)
    page = min(max(page, 0), pages - 1)
    return Paged(found[page * most : (page + 1) * most], page, pages)


def screen(
    turn: Turn, title: str, read: Callable[[int], Page[Waiting]], count: int, *, page: int, to: TurnTo
) -> Screen:
    """One page: each case with its village and deadline, urgent ones marked."""
    heading = Markup("<b>%s</b>") % turn.wording.text(title)
    page, here = opened(read, count, page)
    found = here.rows
    if not found:
        nothing = turn.wording.text("Nothing is waiting. You will be told when something comes.")
        return Screen(lines(heading, nothing), column(home.key(turn.wording)))
    text = lines(
        heading,
        which(turn.wording, count, page),
        *(_line(one, turn) for one in found),
    )
    keys = column(
        *(Press(standings.marked(one.number, alarm=one.alarm), OpenCard(one.case)) for one in found)
    )
    turned = turning(page, reaching(page, here.more), to, turn.wording)
    return Screen(text, (*keys, *turned, (home.key(turn.wording),)), Level.L1)


def opened(read: Callable[[int], Page[Row]], count: int, page: int) -> tuple[int, Page[Row]]:
    """Read a page of a list that was counted no further than is said; one that is no more there is the last.

    Of a list longer than that nobody knows which is the last: then it is the first.
    """
    last = max(-(-count // PAGE) - 1, 0)
    page = max(page, 0) if count > MOST else min(max(page, 0), last)
    here = read(page)
    return (page, here) if here.rows or not page else (0, read(0))


def which(wording: Wording, count: int, page: int) -> Markup | None:
    """Say which page it is, and of how many, where these are counted."""
    if count > MOST:
        return wording.text("Page %(page)s", page=page + 1)
    pages = -(-count // PAGE)
    return wording.text("Page %(page)s of %(pages)s", page=page + 1, pages=pages) if pages > 1 else None


def reaching(page: int, more: bool) -> int:
    """Tell as many pages as are known: up to this one, and the next where there is one."""
    return page + 2 if more else page + 1


def choice(
    turn: Turn, text: Markup, keys: Sequence[Press], *, page: int, to: TurnTo, back: Press | None
) -> Screen:
    """A page of keys to choose from, and the way back: nothing has happened yet."""
    here = keys[page * CHOICES : (page + 1) * CHOICES]
    turned = turning(page, -(-len(keys) // CHOICES), to, turn.wording)
    return Screen(text, (*column(*here), *turned, (*([back] if back else []), home.key(turn.wording))))


def turning(page: int, pages: int, to: TurnTo, wording: Wording) -> Rows:
    """The keys to the page before and the next, as far as there are any."""
    keys: list[Key] = []
    if page > 0:
        keys.append(Press(wording.label("◀ Before"), to(page - 1)))
    if page + 1 < pages:
        keys.append(Press(wording.label("Next ▶"), to(page + 1)))
    return (tuple(keys),) if keys else ()


def _line(one: Waiting, turn: Turn) -> Markup:
    word, nudges = turn.wording.label(DUTIES[one.duty]), turn.db.rules.policy.nudges
    due = standings.said(word, one.due, turn.db.now, nudges, turn.wording, urgent=one.urgent)
    urgent = turn.wording.label("urgent") if one.alarm else ""
    about = turn.wording.beside(standings.marked(one.number, alarm=one.alarm), one.village, urgent)
    return Markup("%s\n%s%s") % (about, turn.wording.indent, due)
