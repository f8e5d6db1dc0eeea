"""The office: everything a conversation needs that is not the person speaking."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Connection

from casework.policy.calendar import Calendar
from casework.policy.editions import Editions
from casework.policy.owed import Rules
from casework.staffing.people import Person
from casework.text.dates import local_day
from casework.text.places import Places
from handlers.ui import telling
from handlers.ui.channels import Channel
from handlers.ui.screens import Level, Screen, pieces
from handlers.words.wording import Wording, language_for
from storage.core import wakes
from storage.core.database import Database, Result, SubjectKind, Transaction
from storage.core.letters import Letter, LetterKind, Priority
from storage.core.news import OfficeNews, together
from storage.core.vault import Vault
from storage.messages import outbox
from storage.staffing import addresses, people

Telling = Callable[[Any, Wording], Screen]
"""Puts into words what a piece of news is about."""
SCREENS = 2_000
"""Of so many addresses it is known which keys stand on the screen."""
Clock = Callable[[], datetime]
"""Returns now, aware. The only source of time."""


async def _nothing_told() -> None:
    """There is no account to keep where nobody sends."""


class Memory(Struct):
    """What the running office remembers beside its database, and may forget."""

    calendar: Calendar = field(default_factory=Calendar)
    """With the closed days as the database had them when it was last looked at."""
    bot_name: str = ""
    epoch: str = ""
    """Stands in every key since the office was restored from a copy; none before that ever happened."""
    replica: int | None = None
    """What this process is known by, where others may serve the same office."""
    others: int = 0
    """So many processes serve it now beside this one."""
    speaks: bool = True
    """This process polls, sends and rings (decision 32)."""
    cards: dict[tuple[str, str], int] = field(default_factory=dict)
    """Cards sent a moment ago: channel and address → message, ahead of what the database knows."""
    keys: dict[tuple[str, str], tuple[int, list[Mapping[str, str]]]] = field(default_factory=dict)
    """The cards sent last and their keys, each with its label: who types what a key is called, presses it.

    Only who speaks knows them.
    """
    sends: Callable[[Priority], bool] = lambda priority: False
    """Tells whether what is put into the outbox is taken up here."""
    written: Callable[[list[Letter]], None] = lambda letters: None
    """Given what was put into the outbox, after the commit."""
    account: Callable[[], Awaitable[None]] = _nothing_told
    """Keeps account of what was told: others then know which card is on the screen."""
    asked: Callable[[], None] = lambda: None
    """Called when an errand may wait to be done, after the commit."""
    to_fetch: Callable[[], None] = lambda: None
    """Called when something that was sent with a report may wait to be fetched."""
    stopped: Callable[[int], None] = lambda errand: None
    """Given an errand that was stopped, after the commit."""
    looking: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    """Who of a group opened a case last, and when: two don't decide on one at once."""
    withdrawn: set[int] = field(default_factory=set)
    """Letters that are no longer to be told, until the sender has let go of them."""

    @property
    def alone(self) -> bool:
        """No other process serves the office now."""
        return not self.others

    def shown(self, where: tuple[str, str], card: int, rows: Iterable[Iterable[Mapping[str, str]]]) -> None:
        """Remember a card that was told and its keys; of so many addresses, the ones spoken to last."""
        self.keys.pop(where, None)
        self.keys[where] = card, [key for row in rows for key in row]
        while len(self.keys) > SCREENS:
            del self.keys[next(iter(self.keys))]


class Office(Struct, frozen=True):
    """Clock, database, rules, places and wording, put together in `bot/app.py`.

    It is never written out whole: its rules are 90,000 characters, and asyncio writes out what tasks return.
    """

    clock: Clock
    database: Database
    vault: Vault
    editions: Editions
    places: Places
    wordings: Mapping[str, Wording]
    channels: Mapping[str, Channel]
    """By their names: those on which somebody listens, and those that the database may know of."""
    kinds: Mapping[str, SubjectKind[Any]] = field(default_factory=dict)
    """Of subject, by their names."""
    tellings: Mapping[str, Telling] = field(default_factory=dict)
    """The words of news that is about no subject, by its verb; each room has its own."""
    alive: Path | None = None
    """The file to touch at every ring of the bell: its age is the bot's health."""
    memory: Memory = field(default_factory=Memory)

    __repr__ = object.__repr__

    async def transact(
        self, work: Callable[[Transaction], Result], *, alone: bool = False, patient: bool = False
    ) -> Result:
        """Run *work* in a transaction; once kept, what follows is done and the sender has what to send.

        It runs anew, in a fresh transaction, when it came to nothing by what others did meanwhile.
        What is long is done *alone*, what nobody waits for is *patient* (`Database.transact`).
        """
        db: list[Transaction] = []

        def run(connection: Connection) -> Result:
            now = self.clock()
            rules, sends = self.rules_at(now), self.memory.sends
            db.append(Transaction(connection, now, self.vault, rules, sends=sends, kinds=self.kinds))
            done = work(db[-1])
            self.tell_news(db[-1])
            if not self.memory.alone:
                wakes.say(db[-1], speaks=self.memory.speaks)
            return done

        result = await self.database.transact(run, alone=alone, patient=patient)
        for follow in db[-1].then:
            follow()
        self.memory.withdrawn.update(db[-1].withdrawn)
        self.memory.written(db[-1].written)
        return result

    async def read(self, work: Callable[[Transaction], None]) -> Sequence[Callable[[Transaction], object]]:
        """Run *work* on a snapshot, where it stops nobody; returns what it would write.

        Raises `DBAPIError` when it changes something at once.
        """
        later: list[Callable[[Transaction], object]] = []

        def run(connection: Connection) -> None:
            later.clear()
            now = self.clock()
            rules = self.rules_at(now)
            work(Transaction(connection, now, self.vault, rules, kinds=self.kinds, later=later))

        await self.database.read(run)
        return later

    def tell_news(self, db: Transaction) -> None:
        """Write the letters of all news, in the listener's words; who has left hears nothing more.

        A letter to who reported names no subject, and its key can't be read (`trust.md` LR).
        """
        for several in together(db.news):
            if isinstance(several, OfficeNews):
                person = people.get(db, several.person)
                if person.active or several.gone:
                    told = partial(self.tellings[several.verb], several.about)
                    tell(self, db, person, told, key=several.key)
                continue
            news, *more = several
            person = people.get(db, news.person)
            if not person.active:
                continue
            key = f"{news.verb}:{news.subject}:{news.version}:{news.person}"
            if news.reporter:
                key = db.vault.index("told", f"{key}:{news.sign}").hex()
            tell(
                self,
                db,
                person,
                partial(telling.screen, several),
                key=f"{key}+{len(more)}" if more else key,
                subject=None if news.reporter or more else news.subject,
                priority=Priority.CRISIS if news.alarm else Priority.PUSH,
            )
        db.news.clear()

    def close_on(self, closed: frozenset[date]) -> None:
        """Reckon with these closed days from now on."""
        self.memory.calendar = Calendar(closed)

    def rules_at(self, now: datetime) -> Rules:
        """Return the edition in force and the calendar."""
        day = local_day(now)
        return Rules(self.editions.on(day), self.memory.calendar, day)

    @property
    def rules(self) -> Rules:
        """The rules of this moment."""
        return self.rules_at(self.clock())

    def wording(self, person: Person) -> Wording:
        """Return a person's wording."""
        return self.wordings[language_for(person.language, None)]


def tell(
    office: Office,
    db: Transaction,
    person: Person,
    compose: Callable[[Wording], Screen],
    *,
    key: str | None = None,
    subject: int | None = None,
    kind: LetterKind = LetterKind.MESSAGE,
    priority: Priority = Priority.PUSH,
) -> int | None:
    """Push something to somebody: number, act and date only (`trust.md` L0), told once per *key*.

    It goes to the address they used last, or to another that is not blocked. Returns the row of the letter
    that carries its last keys; None for who has no address.
    """
    wording = office.wording(person)
    screen = compose(wording)
    if screen.level is not Level.L0:
        raise ValueError("a push carries no personal data")
    to, row = addresses.of(db, person.id), None
    if to is None:
        return None
    for number, part in enumerate(pieces(screen, office.channels[to.channel])):
        once = f"{key}:{number}" if key and number else key
        row = outbox.write(db, to, kind, part.content(wording), priority=priority, key=once, subject=subject)
    return row
