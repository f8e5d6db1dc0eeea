"""The one place that opens, begins and commits."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct, field
from sqlalchemy import URL, Connection, Engine, Table, make_url

from casework.cases.access import Action
from casework.policy.owed import Rules
from casework.reminders.kinds import Kind
from casework.staffing.people import Person
from casework.staffing.units import Unit, UnitKind
from storage.core.desk import READS, REBUILDS, WRITES, Desk
from storage.core.letters import Address, Letter, Priority
from storage.core.news import News, OfficeNews
from storage.core.vault import Vault

if TYPE_CHECKING:
    from storage.core.server import Server

Result = TypeVar("Result")
READERS = 3
"""How many of an SQLite file's questions are answered beside each other."""
T = TypeVar("T")
ASIDE = timedelta(hours=1)
"""How long what could not be done waits before it is tried again."""


class Transaction(Struct):
    """An open transaction, and who speaks in it. Storage functions take it; only `Database` ends it."""

    connection: Connection
    now: datetime
    vault: Vault
    rules: Rules
    speaker: Person | None = None
    unit: Unit | None = None
    """The speaker's."""
    at: Address | None = None
    """Where the speaker speaks."""
    absent: "list[Person]" = field(default_factory=list)
    """For whom the speaker stands in today."""
    sends: Callable[[Priority], bool] = lambda priority: False
    """Tells whether the sender of this process takes up what is written here."""
    written: list[Letter] = field(default_factory=list)
    """What was put into the outbox here."""
    withdrawn: list[int] = field(default_factory=list)
    """Rows of letters that were dropped here, and that the sender may have in its hands."""
    news: list[News | OfficeNews] = field(default_factory=list)
    """Who is to hear of what was done here; it is put into their words before the commit."""
    wakes: set[str] = field(default_factory=set)
    """What is left here to other processes (`wakes.py`)."""
    then: list[Callable[[], None]] = field(default_factory=list)
    """What is done once all of it is kept: the office's own memory changes no sooner."""
    keys: dict[int, bytes] = field(default_factory=dict)
    """The keys of cases that were opened here, by the case."""
    later: "list[Callable[[Transaction], object]] | None" = None
    """What a turn that only reads would write, for the transaction that ends it; None where it is written."""
    known: dict[object, Any] | None = None
    """Who was read here, and what words name; kept only while `people.remembered`."""
    out: dict[int | None, frozenset[int]] = field(default_factory=dict)
    """From what each keeps out, as far as it was asked here.

    Of None: who keeps out of anything; of 0: what is invented.
    """
    kinds: "Mapping[str, SubjectKind[Any]]" = field(default_factory=dict)
    """The kinds of subject that there are, by their names."""

    def __repr__(self) -> str:
        return f"Transaction({self.now})"  # what is open in it is written nowhere

    def write(self, work: "Callable[[Transaction], object]") -> None:
        """Write something now, or let it be written at the end of a turn that only reads."""
        if self.later is None:
            work(self)
        else:
            self.later.append(work)

    @property
    def closed_since(self) -> datetime:
        """Who served a case reads it if it was closed after this (`access.leads`)."""
        return self.rules.policy.keeping.closed_since(self.now)

    @property
    def acting(self) -> "list[Person]":
        """As whom the speaker acts: themselves, and those for whom they stand in."""
        return [self.speaker, *self.absent] if self.speaker else []


def nobodys(db: Transaction, person: int) -> Sequence[Any]:
    """List nothing: subjects of the kind are their unit's, and nobody's own."""
    return ()


def nothing_else(db: Transaction, these: Sequence[int]) -> tuple[Table, Sequence[int]] | None:
    """Hold nothing beside the subjects themselves: counting writes no other row of the kind."""
    return None


def stays(db: Transaction, thing: Any, to: "Passing") -> None:
    """Let nothing change hands with a person."""


class SubjectKind(Struct, Generic[T], frozen=True):
    """A kind of subject as its room registers it: only the room knows its table.

    Of these the clock, the digest, postponing, `/why`, deputies, handover and rehearsal are made.
    """

    rules: Kind[T]
    read: Callable[[Transaction, int], T]
    """Reads one without judging; raises `NotThere`."""
    may: Callable[[Transaction, T, Action], bool]
    """Tells whether the speaker may, for themselves or for whom they stand in for."""
    owing: Callable[[Transaction], Sequence[T]]
    """Lists all that still owe something."""
    count_anew: Callable[[Transaction, Sequence[int]], None]
    """Counts the deadlines of these, as far as they owe something, by the rules of now.

    Only `subjects.count_anew` calls it: it holds them.
    """
    held_by: Callable[[Transaction, int], Sequence[T]] = nobodys
    """Lists those that somebody has, without judging who asks."""
    hand_over: Callable[[Transaction, T, "Passing"], None] = stays
    """Gives one to another; its duties change hands with it."""
    writes: Callable[[Transaction, Sequence[int]], tuple[Table, Sequence[int]] | None] = nothing_else
    """Which rows counting these writes besides what they owe: they are held first, as by an act."""


class Passing(Struct, frozen=True):
    """From whom to whom, into which unit, and by which handover."""

    giver: int
    receiver: int
    unit: int
    kind: UnitKind
    """Of the unit."""
    handover: int


class Database:
    """SQLite (`sqlite+aiosqlite:///file`) or PostgreSQL (`postgresql+psycopg://…`)."""

    def __init__(self, url: str, *, rebuilds: bool = False) -> None:
        """Open it, perhaps for one who *rebuilds* its tables."""
        self.url = make_url(url)
        if url.startswith("sqlite"):
            self._desk: Desk | Server = Desk(self.url, REBUILDS if rebuilds else WRITES)
            self._readers: Sequence[Desk | Server] = [Desk(self.url, READS) for _ in range(READERS)]
        else:
            self._desk = _server(self.url, rebuilds=rebuilds)
            self._readers = [self._desk.reading()]

    @property
    def shared(self) -> bool:
        """Tell whether other processes may serve the same office."""
        return not isinstance(self._desk, Desk)

    @property
    def engine(self) -> Engine:
        """For listening to what is asked; only the database itself connects with it."""
        return self._desk.engine

    async def transact(
        self, work: Callable[[Connection], Result], *, alone: bool = False, patient: bool = False
    ) -> Result:
        """Run *work* in one transaction: all of it is kept or nothing is.

        On PostgreSQL it may run several times before it is: what it leaves outside must bear that.

        What takes more than a few milliseconds is done *alone*: on SQLite others share a commit. What nobody
        waits for is *patient*: it is kept with what comes next, after a moment at the latest. Whoever is
        stopped meanwhile waits for the end: one that is cut off would lock the file for others.
        """
        return await self._desk.hand_in(work, alone=alone, patient=patient)

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run *work* on a snapshot, in which nothing can be changed: it holds up nobody who writes."""
        reader = min(self._readers, key=lambda one: one.load)
        return await reader.hand_in(work, alone=True)

    def woken(self, word: str) -> AsyncIterator[str]:
        """Hear by a word what others who share the office leave to this process, as soon as it is kept."""
        if isinstance(self._desk, Desk):
            raise TypeError("one process alone serves an SQLite file")
        return self._desk.woken(word)

    async def close(self) -> None:
        """Let go of the files and sockets."""
        for one in (*self._readers, self._desk):
            await one.close()


def _server(url: URL, *, rebuilds: bool) -> "Server":
    """Load what a server needs, SQLAlchemy's ORM with it: a third of all that a small office loads of it."""
    from storage.core.server import Server  # noqa: PLC0415 -- as it says

    return Server(url, rebuilds=rebuilds)
