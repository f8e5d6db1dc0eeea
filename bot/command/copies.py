"""Copies of the office: `shouwang backup`, `restore`, `restored` (`trust.md` R12)."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, StaticPool, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from actions import reminders
from actions.staffing import restoring
from actions.staffing.restoring import Restored
from bot.command import doctor
from bot.command.opening import clock_of, opened
from bot.command.settings import Settings
from casework.errors import NotThere
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.policy.owed import Rules
from casework.text.dates import local_day
from storage.core import journal
from storage.core.database import Transaction
from storage.core.keys import FINGERPRINT
from storage.core.schema import SchemaTrouble, newest, revision_of
from storage.core.vault import KeyFile, KeyTrouble, Vault
from storage.messages import witness

COUNTED = ("cases", "people", "journal")
HASH = ".sha256"
"""Ends the name of the file beside a copy, as `sha256sum --check` reads it."""
BUSY = "a bot is running here, or was just now: stop every one, then come again"
UNMARKED = (
    "this office is not marked as a copy: nothing is missing, and everybody would sleep for it. "
    "If it is one all the same, by pg_restore or of a disk, say so by --unmarked"
)


class CopyTrouble(SchemaTrouble):
    """A copy can't be made or used; the message says why. Nothing was changed."""


class OfficeCopy(Struct, frozen=True):
    """What a copy holds."""

    file: Path
    taken: datetime
    """As of when it is the office."""
    cases: int
    people: int
    entries: int


async def backup(settings: Settings, to: Path) -> OfficeCopy:
    """Copy the database of a running office into a new file, all of it as of one moment; then prove it."""
    return _backup(settings, to)


def _backup(settings: Settings, to: Path) -> OfficeCopy:
    source, at = _file(settings), clock_of(settings)()
    if not source.is_file():
        raise CopyTrouble("the database is not there: the bot has never run here")
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = to / f"shouwang-{at:%Y%m%dT%H%M%SZ}.db"
    part = whole.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with _opened(f"{source.absolute().as_uri()}?mode=ro") as office:
            office.execute("VACUUM INTO ?", (str(part),))
        with _opened(str(part)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (restoring.COPIED, at.isoformat()))
        _on_the_disk(part)
        found = _proven(settings, part)
        Path(f"{whole}{HASH}").write_text(f"{_hash(part)}  {whole.name}\n", encoding="ascii")
        part.replace(whole)
        _on_the_disk(to)
    finally:
        part.unlink(missing_ok=True)
    return OfficeCopy(whole, *found)


async def check(settings: Settings, file: Path) -> OfficeCopy:
    """Look whether the office can go on from a copy: its bytes, its key, its edition, its journal."""
    return _check(settings, file)


def _check(settings: Settings, file: Path) -> OfficeCopy:
    if not file.is_file():
        raise CopyTrouble(f"{file}: there is no such file")
    beside = Path(f"{file}{HASH}")
    if not beside.is_file():
        raise CopyTrouble(f"{beside}: the hash that was made with the copy is not beside it")
    if beside.read_text(errors="replace").split()[:1] != [_hash(file)]:
        raise CopyTrouble(f"{file}: it is not as it was made: take another copy")
    return OfficeCopy(file, *_proven(settings, file))


async def restore(settings: Settings, file: Path) -> Path | None:
    """Put a copy in the place of the database; what is there is put aside, and where that is, is returned."""
    return _restore(settings, file)


def _restore(settings: Settings, file: Path) -> Path | None:
    target = _file(settings)
    _check(settings, file)
    _stands_still(settings)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = target.with_suffix(".restoring")
    shutil.copyfile(file, new)
    _on_the_disk(new)
    aside = target.with_name(f"{target.name}.until-{clock_of(settings)():%Y%m%dT%H%M%SZ}")
    there = target.exists()
    if there:
        os.link(target, aside)  # it stays until the copy takes its name: else a new office would begin here
    for log in ("-wal", "-shm"):
        target.with_name(target.name + log).unlink(missing_ok=True)
    new.replace(target)
    _on_the_disk(target.parent)
    return aside if there else None


async def restored(settings: Settings, administrators: Sequence[str], *, unmarked: bool = False) -> Restored:
    """Let the office go on from the copy that stands in its place, SQLite's or PostgreSQL's.

    Of what is no copy nothing is missing; one that `shouwang backup` did not make is *unmarked*.
    """
    _stands_still(settings)
    async with opened(settings, clock_of(settings)) as office:
        shown = list(witness.listed(settings.home / witness.NAME, office.vault))

        def go_on(db: Transaction) -> Restored:
            if not (unmarked or restoring.is_copy(db)):
                raise CopyTrouble(UNMARKED)
            if office.database.shared and doctor.rang_lately(db):
                raise CopyTrouble(BUSY)
            reminders.hold_restored(db)
            return restoring.restored(db, administrators, shown)

        try:
            return await office.transact(go_on, alone=True)
        except NotThere as error:
            raise CopyTrouble(f"--admin: the copy knows no administrator called {error}") from None


def _file(settings: Settings) -> Path:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise CopyTrouble(
            "this office is on PostgreSQL: copy it with pg_dump and put it back with pg_restore, as "
            "docs/operations.md says; then `shouwang restored --unmarked`"
        )
    return Path(url.database)


def _proven(settings: Settings, file: Path) -> tuple[datetime, int, int, int]:
    """Refuse a copy that is damaged, of a newer edition, or sealed with another key than this office's."""
    key = KeyFile(settings.key).read()
    try:
        return _looked_at(settings, file, key)
    except (sqlite3.Error, SQLAlchemyError):
        raise CopyTrouble(f"{file}: it is no copy of an office, or damaged") from None


def _looked_at(settings: Settings, file: Path, key: Vault) -> tuple[datetime, int, int, int]:
    with _opened(f"{file.absolute().as_uri()}?mode=ro&immutable=1") as copy:
        if (
            copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]
            or copy.execute("PRAGMA foreign_key_check").fetchone()
        ):
            raise CopyTrouble(f"{file}: it is damaged")
        facts = dict(copy.execute("SELECT name, value FROM facts"))
        taken = facts.get(restoring.COPIED)
        if taken is None:
            raise CopyTrouble(f"{file}: this was not made by `shouwang backup`")
        if facts.get(FINGERPRINT) != key.fingerprint():
            raise KeyTrouble(f"{settings.key}: {file} was sealed with another key")
        engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
        with engine.connect() as connection:
            _look_at_journal(settings, file, connection, key)
        counts = [copy.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in COUNTED]
    return datetime.fromisoformat(taken), *counts


def _look_at_journal(settings: Settings, file: Path, copy: Connection, key: Vault) -> None:
    edition = revision_of(copy) or ""
    if edition > newest():
        raise CopyTrouble(f"{file}: it is of a newer edition of the program ({edition})")
    if edition != newest():  # of an older one the office itself proves it, once it is migrated
        return
    now = clock_of(settings)()
    day = local_day(now)
    rules = Rules(load_editions(settings.policy_file).on(day), Calendar(), day)
    broken = journal.first_break(Transaction(copy, now, key, rules))
    if broken is not None:
        raise CopyTrouble(f"{file}: its journal is broken at entry {broken}")


def _stands_still(settings: Settings) -> None:
    """Refuse an office in which a bot is at work: on SQLite it has the file, elsewhere its bell rang."""
    url = make_url(settings.database)
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    busy = not _nobody_has(file) if file and file.exists() else doctor.alive(settings).well
    if busy:
        raise CopyTrouble(BUSY)


def _nobody_has(file: Path) -> bool:
    """Tell whether no process has the database open; what its log holds is then in the file itself."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=1)) as database:
        try:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
            database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            return False
    return True


@contextmanager
def _opened(where: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(where, uri=where.startswith("file:"), isolation_level=None)) as database:
        yield database


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _on_the_disk(path: Path) -> None:
    """Wait until a file, or what a directory lists, is on the disk."""
    opened_file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened_file)
    finally:
        os.close(opened_file)
