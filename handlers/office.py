"""The office: everything a conversation needs that is not the person speaking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection
from telegram.ext import Application

from casework.calendar import Calendar
from casework.dates import local_day
from casework.editions import Editions
from casework.forms import Draft, Form, Value
from casework.obligations import Rules
from casework.people import Person, Role
from casework.places import Places
from handlers.buttons import Button
from handlers.screens import Level, Screen, pieces
from handlers.wording import Wording, language_for
from storage import outbox
from storage.database import Database, Result, Transaction
from storage.outbox import Kind, Letter, Priority
from storage.vault import Vault

Clock = Callable[[], datetime]
"""Gives now, aware. The only source of time."""


@dataclass
class Office:
    """Clock, database, rules, places and wording, put together in `bot/app.py`."""

    clock: Clock
    database: Database
    vault: Vault
    editions: Editions
    places: Places
    wordings: Mapping[str, Wording]
    calendar: Calendar = field(default_factory=Calendar)
    """With the closed days as the database had them when it was last looked at."""
    bot_name: str = ""
    flows: "dict[str, Flow]" = field(default_factory=dict)
    entries: "list[Entry]" = field(default_factory=list)
    """What each role finds at home, in the order of registration."""
    acts: list[Any] = field(default_factory=list)
    """What may be done from a case's card (`cards.Act`), in the order of registration."""
    sayings: list[Callable[[Any, str], bool]] = field(default_factory=list)
    """Take typed words that mean something to who says them, from the turn; False leaves them as words."""
    refuse: Callable[..., None] = lambda turn, refusal: None
    """Says why something was refused."""
    greet_stranger: Callable[..., None] = lambda turn: None
    """Answers who has not joined."""
    written: Callable[[list[Letter]], None] = lambda letters: None
    """Given what was put into the outbox, after the commit."""
    cards: dict[int, int] = field(default_factory=dict)
    """Cards sent a moment ago: chat → message, ahead of what the database knows."""
    alive: Path | None = None
    """The file to touch at every ring of the bell: its age is the bot's health."""

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run *work* in a transaction; once kept, what follows is done and the sender has what to send."""
        db: list[Transaction] = []

        def run(connection: Connection) -> Result:
            now = self.clock()
            db.append(Transaction(connection, now, self.vault, self.rules_at(now)))
            return work(db[0])

        result = await self.database.transact(run)
        for follow in db[0].then:
            follow()
        self.written(db[0].written)
        return result

    def close_on(self, closed: frozenset[date]) -> None:
        """Reckon with these closed days from now on."""
        self.calendar = Calendar(closed)

    def rules_at(self, now: datetime) -> Rules:
        """Give the edition in force and the calendar."""
        return Rules(self.editions.on(local_day(now)), self.calendar)

    @property
    def rules(self) -> Rules:
        """The rules of this moment."""
        return self.rules_at(self.clock())

    def wording(self, person: Person) -> Wording:
        """Give a person's wording."""
        return self.wordings[language_for(person.language, None)]


def tell(
    office: Office,
    db: Transaction,
    person: Person,
    compose: Callable[[Wording], Screen],
    *,
    key: str | None = None,
    case: int | None = None,
    kind: Kind = Kind.MESSAGE,
    priority: Priority = Priority.PUSH,
) -> int | None:
    """Push something to somebody: number, act and date only (`trust.md` L0), told once per *key*.

    Gives the row of the letter that carries its keys.
    """
    wording = office.wording(person)
    screen = compose(wording)
    if screen.level is not Level.L0:
        raise ValueError("a push carries no personal data")
    row = None
    for part in pieces(screen):
        row = outbox.write(
            db, person.chat, kind, part.content(wording), priority=priority, key=key, case=case
        )
    return row


@dataclass
class App:
    """What `register` adds to."""

    telegram: "Application[Any, Any, Any, Any, Any, Any]"
    office: Office


@dataclass(frozen=True)
class Flow:
    """A form in a conversation: who fills it in and what its last answer does."""

    form: Form
    roles: tuple[Role, ...]
    done: "Callable[[Any, Draft], None]"
    """Takes the turn and the finished draft."""
    summary: bool = False
    """Show everything once more before it is sent (`ux.md` 11)."""
    heading: "Callable[[Any, Draft], Markup] | None" = None
    """Says above each question which case and which form it is."""
    warning: "Callable[[Draft, Wording], Markup | None]" = lambda draft, wording: None
    """Says above each question what must not be overlooked (`ux.md` 10)."""
    known: "Callable[[Any, int | None], dict[str, Value]]" = lambda turn, case: {}
    """What need not be asked, from the turn and the case."""
    before: "Callable[[Draft, Wording], Screen | None]" = lambda draft, wording: None
    """What is asked before the form itself begins."""
    stray: "Callable[[Any, Draft], None] | None" = None
    """Takes words that were typed where buttons are asked for."""
    private: bool = False
    """What is typed is full data: it is taken out of the chat (`trust.md` L2)."""
    typed: "Callable[[Any, Draft], None] | None" = None
    """Takes typed words itself, for what no draft may hold."""


@dataclass(frozen=True)
class Entry:
    """A key of the home card."""

    label: str
    button: Button
    roles: tuple[Role, ...]
    waiting: "Callable[[Any], int] | None" = None
    """Counts, from the turn, what waits behind it."""
    shown: "Callable[[Any], bool]" = lambda turn: True
    """Says, from the turn, whether it is this person's: supervisors of one unit only, say."""
    gives_way: bool = False
    """It stands in the command menu, too, and needs no room at home."""
