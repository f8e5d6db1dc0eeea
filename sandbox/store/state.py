"""What the local Telegram remembers: one SQLite file, written by one process."""

import asyncio
import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.wire.bells import Bells
from sandbox.wire.events import Events
from sandbox.wire.faults import Fault
from sandbox.wire.limits import Limits

Json = dict[str, Any]
Clock = Callable[[], datetime]

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, first_name TEXT NOT NULL, last_name TEXT, username TEXT,
    language_code TEXT, phone TEXT, started INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0, reply_keyboard TEXT);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, body TEXT NOT NULL,
    editable INTEGER NOT NULL, buttons TEXT NOT NULL DEFAULT '[]', deleted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS messages_of_chat ON messages (chat, id);
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, at REAL NOT NULL,
    kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS queries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, message INTEGER NOT NULL, data TEXT NOT NULL,
    at REAL NOT NULL, answered INTEGER, text TEXT, alert INTEGER NOT NULL DEFAULT 0, url TEXT);
CREATE INDEX IF NOT EXISTS queries_of_chat ON queries (chat, id);
CREATE INDEX IF NOT EXISTS queries_answered ON queries (answered);
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL UNIQUE,
    meta TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS commands (
    scope TEXT NOT NULL, language TEXT NOT NULL, commands TEXT NOT NULL, PRIMARY KEY (scope, language));
"""

# Ids start where Telegram's are: above 32 bits for people, so that nobody keeps them in too small a box,
# and at an arbitrary place for updates, since nobody may rely on them starting at 1.
FIRST = {
    "users": 7_000_000_000,
    "messages": 100,
    "updates": 512_348_900,
    "queries": 4_382_000_000_000_000_000,
}


def _open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class State:
    """The town that the bot and the phones live in: what is on disk, and what passes with the process."""

    db: sqlite3.Connection
    clock: Clock
    token: str
    limits: Limits | None
    bells: Bells = field(default_factory=Bells)
    events: Events = field(default_factory=Events)
    gate: asyncio.Event = field(default_factory=_open_gate)  # shut while the clock is moved: people wait
    repeated: set[int] = field(default_factory=set)  # updates that were confirmed and come once more
    faults: list[Fault] = field(default_factory=list)
    calls: deque[Json] = field(default_factory=lambda: deque(maxlen=5000))
    calls_made: int = 0
    typing_until: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    poll: int = 0  # number of the newest getUpdates: an older one that still waits has to give way

    @property
    def now(self) -> float:
        """The moment by the sandbox's clock, as seconds since 1970."""
        return self.clock().timestamp()

    @property
    def bot_id(self) -> int:
        """The bot's id is the number in front of its token."""
        return int(self.token.partition(":")[0])

    def close(self) -> None:
        """Wake everybody who waits, for good."""
        self.bells.close()
        self.events.close()
        self.gate.set()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Keep all or nothing of what happens inside."""
        self.db.execute("BEGIN")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def setting(self, key: str) -> Any:
        """Return what was kept under *key*, or None."""
        row = self.db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return json.loads(row["value"]) if row else None

    def keep_setting(self, key: str, value: Any) -> None:
        """Keep *value* under *key*; None forgets it."""
        if value is None:
            self.db.execute("DELETE FROM settings WHERE key = ?", (key,))
        else:
            self.db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, json.dumps(value)))


def opened(path: Path | None) -> sqlite3.Connection:
    """Open the file at *path*, or a database in memory."""
    db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    # Who watches the town looks from a thread of their own, while the town's own waits for what they see.
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    # A stopped process loses nothing without fsync; only a power cut could, and then practice data is lost.
    # It sits under load tests, where an fsync for each call would measure the disk and not the bot.
    db.execute("PRAGMA synchronous = OFF")
    db.executescript(SCHEMA)
    for table, first in FIRST.items():
        known = db.execute("SELECT 1 FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        if not known:
            db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, first))
    return db


def packed(value: Any) -> str:
    """Write *value* as JSON the way it is kept: short, and readable in Chinese."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
