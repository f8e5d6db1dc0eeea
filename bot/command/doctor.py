"""The doctor: looks whether the office is well, and says in plain words what is not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.app import real_clock
from bot.command.settings import Settings, SettingTrouble
from bot.loops.bell import DEAF
from casework.policy.calendar import Calendar
from casework.policy.editions import BrokenPolicy, load_editions
from casework.policy.owed import Rules
from casework.text.dates import local_day
from handlers.ui.office import Clock
from handlers.words.wording import CATALOGS, LANGUAGES
from storage.core import facts, journal
from storage.core.database import Database, Transaction
from storage.core.keys import FINGERPRINT
from storage.core.schema import never_made, newest, revision_of
from storage.core.tables import errands, outbox
from storage.core.vault import KeyFile, KeyTrouble

ALIVE = timedelta(minutes=2)
BACKLOG = timedelta(minutes=10)
NAMED = 5
"""So many errands that are stuck are named."""
TRIED = timedelta(hours=2)
"""An errand that is tried again and again ends well before."""
LATEST = 10_000
"""Entries of the journal that are read unless all are asked for: those of some weeks in a whole city."""


class Examined(Struct, frozen=True):
    """One thing that was looked at."""

    what: str
    well: bool
    said: str


async def examine(settings: Settings, clock: Clock, *, whole: bool) -> list[Examined]:
    """Look at everything; of the journal at its latest entries, or at the *whole* of it."""
    found = [*_files(settings), alive(settings)]
    try:
        policy = load_editions(settings.policy_file).on(local_day(clock()))
    except BrokenPolicy as trouble:
        return [*found, Examined("policy", False, str(trouble))]
    found.append(Examined("policy", True, f"edition {policy.edition} is in force"))
    try:
        vault = KeyFile(settings.key).read()
    except KeyTrouble as trouble:
        return [*found, Examined("key", False, str(trouble))]

    def look(connection: Connection) -> list[Examined]:
        if (at := revision_of(connection)) != newest():
            said = f"at revision {at}, {newest()} is needed: run `shouwang migrate`"
            return [Examined("database", False, said)]
        now = clock()
        db = Transaction(connection, now, vault, Rules(policy, Calendar(), local_day(now)))
        return [Examined("database", True, "reachable and migrated"), *_inside(db, whole)]

    return [*found, *await _asked(settings, look)]


def rang_lately(db: Transaction) -> bool:
    """Tell whether a bell rang just now, wherever its bot is, as the database knows it."""
    rung = facts.get(db, facts.RUNG)
    return rung is not None and abs(db.now - datetime.fromisoformat(rung)) <= ALIVE


def alive(settings: Settings) -> Examined:
    """Ask for the bell only: it rings every 20 seconds and touches a file, which a container looks at."""
    try:
        rung = datetime.fromtimestamp(settings.alive.stat().st_mtime, UTC)
    except OSError:
        return Examined("bell", False, "has never rung: is the bot running?")
    ago = real_clock() - rung
    if settings.alive.with_name(DEAF).exists():
        minutes = int(ago.total_seconds() // 60)
        return Examined(
            "bell", False, f"rings, but nothing comes from the messenger, or goes there ({minutes} min)"
        )
    seconds = int(ago.total_seconds())
    if seconds < 0:
        return Examined("bell", -ago < ALIVE, f"rang {-seconds} seconds from now: the clock was set back")
    return Examined("bell", ago < ALIVE, f"rang {seconds} seconds ago")


async def _asked(settings: Settings, look: Callable[[Connection], list[Examined]]) -> list[Examined]:
    if never_made(settings.database):
        return [Examined("database", False, "is not there: the bot has never run here")]
    database = Database(settings.database)
    try:
        return await database.read(look)
    except (SQLAlchemyError, OSError) as trouble:
        return [Examined("database", False, f"can't be reached ({type(trouble).__name__})")]
    finally:
        await database.close()


def _files(settings: Settings) -> Iterator[Examined]:
    """What can be looked at without a database."""
    try:
        ZoneInfo("Asia/Taipei")
        yield Examined("time zones", True, "Asia/Taipei is known")
    except ZoneInfoNotFoundError:
        yield Examined("time zones", False, "Asia/Taipei is unknown: install tzdata")
    for language in LANGUAGES:
        said = _missing(language)
        yield Examined(f"catalog {language}", not said, said or "complete")
    try:
        kind = "Telegram" if settings.token() else "no token: the sandbox"
        yield Examined("token", True, kind)
    except SettingTrouble as trouble:
        yield Examined("token", False, str(trouble))


def _missing(language: str) -> str:
    """Say what a catalog lacks."""
    folder = CATALOGS / language / "LC_MESSAGES"
    if not (folder / "shouwang.mo").exists():
        return "is not compiled: run `make catalogs`"
    from babel.messages.pofile import read_po  # noqa: PLC0415 -- only the doctor reads it

    with (folder / "shouwang.po").open("rb") as file:
        missing = sum(not _said(message.string) for message in read_po(file) if message.id)
    return f"{missing} sentences are missing" if missing else ""


def _said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _inside(db: Transaction, whole: bool) -> Iterator[Examined]:
    """What the database says."""
    known = facts.get(db, FINGERPRINT)
    fits = known in (None, db.vault.fingerprint())
    yield Examined("key", fits, "fits the database" if fits else "this database was sealed with another key")
    broken = journal.first_break(db, latest=None if whole else LATEST)
    read = "in every entry" if whole else f"in the latest {LATEST:,} entries (`--all` reads every one)"
    yield Examined(
        "journal",
        broken is None,
        f"the chain holds {read}" if broken is None else f"broken at entry {broken}",
    )
    yield _backlog(db)
    yield _errands(db)


def _backlog(db: Transaction) -> Examined:
    waiting = select(func.count(), func.min(outbox.c.written_at, type_=outbox.c.written_at.type)).where(
        outbox.c.sent_at.is_(None), outbox.c.dropped.is_(None)
    )
    count, oldest = db.connection.execute(waiting).one()
    late = oldest is not None and db.now - oldest > BACKLOG
    return Examined("outbox", not late, f"{count} waiting to be sent")


def _errands(db: Transaction) -> Examined:
    """What takes long is stuck when nobody takes it up, or when it does not come to an end."""
    asked = select(errands.c.id, errands.c.kind, errands.c.due_at, errands.c.asked_at)
    waiting = db.connection.execute(asked.where(errands.c.ended_at.is_(None)).order_by(errands.c.id)).all()
    stuck = [one for one in waiting if db.now - one.due_at > BACKLOG or db.now - one.asked_at > TRIED]
    named = ", ".join(f"{one.kind} {one.id}" for one in stuck[:NAMED])
    which = f", {len(stuck)} stuck: {named}" if stuck else ""
    return Examined("errands", not stuck, f"{len(waiting)} in hand{which}")
