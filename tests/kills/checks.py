"""What must be true whenever the town comes to rest, however often its bot died."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update

from storage.core.database import Transaction
from storage.core.letters import LetterKind
from storage.core.tables import journal, outbox
from tests.kills.town import A_MOMENT, PATIENCE, Town
from tests.simulation.checks.books import Books
from tests.simulation.checks.chats import AGAIN
from tests.simulation.checks.duties import Duties
from tests.simulation.checks.staff import staff
from tests.simulation.hand import PIN

PAST_THE_OUTBOX = ("無法保存",)
"""What is said where nothing can be written."""
REASONS = frozenset({"overtaken", "done", "left", "withdrawn"})
"""Why a letter may not have been told."""
FILES = ("shouwang", "token", "key.json", "alive", "log", "shown", "bot")
_DROPPED = select(func.count()).where(outbox.c.dropped.isnot(None))
_DELETING = select(outbox.c.id, outbox.c.address, outbox.c.sealed).where(
    outbox.c.kind == LetterKind.DELETE, outbox.c.sent_at.is_(None), outbox.c.dropped.is_(None)
)
_SAID = "SELECT id, chat, body FROM messages WHERE NOT deleted ORDER BY id"


@dataclass
class Checks:
    """What was seen so far, and what is wrong."""

    town: Town
    seen: int = 0
    calls: int = 0
    deaths: int = 0
    dropped: int = 0
    """So many letters there was no point in telling any more."""
    aged: set[int] = field(default_factory=set)
    """Messages with full data whose day was over when it was looked last."""

    def look(self) -> Iterator[str]:
        """Say what is lost, doubled, half done or left behind."""
        yield from self.town.wrongs
        yield from self.town.look(lambda db: [*self._office(db)])
        yield from self._phones(self.town.look(_known))
        yield from self._folder()

    async def age(self) -> None:
        """Let the day of all full data that was shown be over: it must be `gone` when we look again."""
        vanishing = outbox.c.vanishes_at.isnot(None) & outbox.c.message_id.isnot(None)
        shown = select(outbox.c.message_id).where(vanishing)
        over = update(outbox).where(vanishing)

        def later(db: Transaction) -> set[int]:
            found = set(db.connection.execute(shown).scalars())
            db.connection.execute(over.values(vanishes_at=db.now))
            return found

        self.aged |= await self.town.act(later)

    async def gone(self) -> None:
        """Wait until all whose day was over stands in no chat."""
        standing = "SELECT id FROM messages WHERE NOT deleted"
        async with asyncio.timeout(PATIENCE):
            while self.aged & {row["id"] for row in self.town.served.state.db.execute(standing)}:
                await asyncio.sleep(A_MOMENT)
        await self.town.settle()

    def _office(self, db: Transaction) -> Iterator[str]:
        books = Books()
        yield from books.look(db, staff(db), Duties().read(db), everything=True)
        yield from books.chain(db)
        yield from self._acts(db)
        for row in db.connection.execute(select(outbox.c.id, outbox.c.dropped)):
            if row.dropped is not None and row.dropped not in REASONS:
                yield f"letter {row.id} was given up: {row.dropped}"
        if self.town.kind == "sqlite":
            for check in ("integrity_check", "foreign_key_check"):
                for broken in db.connection.exec_driver_sql(f"PRAGMA {check}"):
                    if broken[0] != "ok":
                        yield f"{check}: {broken}"

    def _acts(self, db: Transaction) -> Iterator[str]:
        """What was acknowledged stands in the journal, so often and no more."""
        count = select(journal.c.verb, journal.c.subject, func.count()).group_by(
            journal.c.verb, journal.c.subject
        )
        verbs = {verb for verb, _ in self.town.done}
        kept = {(verb, subject): n for verb, subject, n in db.connection.execute(count) if verb in verbs}
        for act in sorted(kept.keys() | self.town.done.keys(), key=str):
            if kept.get(act, 0) != self.town.done[act]:
                yield f"{act} was done {self.town.done[act]} times, and is kept {kept.get(act, 0)} times"

    def _phones(self, known: dict[int, Any]) -> Iterator[str]:
        """What stands in the chats was written down, or came again after a death and says so."""
        state = self.town.served.state
        said = [(one["id"], one["chat"], json.loads(one["body"])) for one in state.db.execute(_SAID)]
        stray: dict[int, list[str]] = {}
        for number, chat, body in said:
            text = str(body.get("text", body.get("caption", "")))
            if PIN in text:
                yield f"message {number} in chat {chat} holds a PIN"
            if not body["from"]["is_bot"] or any(one in text for one in PAST_THE_OUTBOX):
                continue
            placeholder = text == "🔒"
            if number not in known and number > self.seen and not placeholder:
                stray.setdefault(chat, []).append(text)
            protected = body.get("has_protected_content") and not placeholder
            if protected and not known.get(number):
                yield f"message {number} in chat {chat} holds full data, and has no end"
        ever = {row["id"] for row in state.db.execute("SELECT id FROM messages")}
        yield from (f"message {one} is said to be told, and came to nobody" for one in known.keys() - ever)
        yield from self._strays(stray)
        self.seen = max((number for number, _, _ in said), default=0)

    def _strays(self, stray: dict[int, list[str]]) -> Iterator[str]:
        """What nobody wrote down came once more and says so, or there was no point in telling it again.

        A death leaves a copy of all that was told to a chat a moment before (`send.GATHER`), and of each one.
        """
        state, deaths = self.town.served.state, self.town.deaths.total()
        dropped = self.town.look(lambda db: int(db.connection.execute(_DROPPED).scalar_one()))
        fresh = [call for call in state.calls if call["n"] > self.calls]
        again = Counter(
            call["chat"] for call in fresh if str(call["request"].get("text", "")).startswith(AGAIN)
        )
        missed = fresh and fresh[0]["n"] > self.calls + 1  # there were more than it remembers
        for chat, texts in stray.items():
            known = again[chat] + dropped - self.dropped
            [(_, same)] = Counter(map(_bare, texts)).most_common(1)
            if same > deaths - self.deaths or (len(texts) > known and not missed):
                yield f"chat {chat} holds what nobody wrote down; {again[chat]} came again: {texts}"
        self.dropped, self.deaths = dropped, deaths
        self.calls = fresh[-1]["n"] if fresh else self.calls

    def _folder(self) -> Iterator[str]:
        for file in self.town.folder.iterdir():
            if not file.name.startswith(FILES):
                yield f"{file.name} was left behind"
        log = self.town.log.read_text() if self.town.log.exists() else ""
        for secret in (PIN, "示範", "測試"):
            if secret in log:
                yield f"the log holds {secret}"


def _bare(text: str) -> str:
    """Take off what says that it comes again."""
    return text.partition("\n")[2] if text.startswith(AGAIN) else text


def _known(db: Transaction) -> dict[int, Any]:
    """Return the messages that letters became, and how full data ends: its moment, or its letter."""
    found = select(outbox.c.message_id, outbox.c.vanishes_at).where(outbox.c.message_id.isnot(None))
    known: dict[int, Any] = {}
    for number, until in db.connection.execute(found.order_by(outbox.c.id)):
        known[number] = known.get(number) or until
    for letter in db.connection.execute(_DELETING):
        known[db.vault.open_data("outbox", letter.address, letter.sealed)["message"]] = letter.id
    return known
