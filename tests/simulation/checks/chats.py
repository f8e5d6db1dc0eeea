"""What stands in the chats: each nudge that was told is there once, and each receipt is a case."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from casework.policy.policy import Nudging
from sandbox.store.state import State
from storage.core.database import Transaction
from storage.core.tables import cases, nudges, obligations, outbox, subjects
from tests.simulation.checks.staff import Staff
from tests.support import addressed
from tests.support.phones import as_read

NUMBER = re.compile(r"[A-Z]-\d{3}-\d{4,8}")
RECEIPTS = ("案號：", "Number: ")
LATE = "⏳"
_COUNTS = re.compile(r"(?<!最久 )(?<!oldest )\b\d+")
"""The figures of a digest's heading: how much is new, and how much is overdue still."""
AGAIN = ("（重送）", "(sent again)")
_NEW = "SELECT id, chat, body, buttons FROM messages WHERE id > ? ORDER BY id"
_LETTERS = (
    select(
        nudges.c.id,
        nudges.c.person,
        nudges.c.letter,
        nudges.c.at,
        nudges.c.told_at,
        obligations.c.id.label("duty"),
        obligations.c.due,
        obligations.c.urgent,
        subjects.c.sign.label("number"),
        outbox.c.message_id,
        outbox.c.dropped,
    )
    .join(obligations, obligations.c.id == nudges.c.obligation)
    .join(subjects, subjects.c.id == obligations.c.subject)
    .join(outbox, outbox.c.id == nudges.c.letter)
    .where(nudges.c.told_at >= bindparam("since"))
    .order_by(obligations.c.due, obligations.c.id)
)


@dataclass
class Chats:
    """What was seen in the chats so far."""

    since: datetime
    nudging: Nudging
    """How many duties a message names, and when it must say that it is late."""
    seen: int = 0
    letters: set[int] = field(default_factory=set)
    mornings: Counter[tuple[int, datetime]] = field(default_factory=Counter)
    receipts: Counter[str] = field(default_factory=Counter)
    nudged: int = 0
    again: int = 0

    def look(self, db: Transaction, state: State, staff: Staff) -> Iterator[str]:
        """Say what is missing in the chats, or stands there without reason."""
        said = [
            (row["id"], row["chat"], json.loads(row["body"])) for row in state.db.execute(_NEW, (self.seen,))
        ]
        self.seen = max((number for number, _, _ in said), default=self.seen)
        ours = [one for one in said if one[2]["from"]["is_bot"]]
        letters = self._letters(db)
        yield from self._told(db, letters, {number: (chat, body) for number, chat, body in ours})
        yield from self._known(ours, {row.message_id for rows in letters.values() for row in rows})
        yield from self._digests(letters)
        self._receive(ours)

    def _letters(self, db: Transaction) -> dict[int, list[Any]]:
        """Return what was written since the last look: by letter, the nudges that it tells."""
        rows = db.connection.execute(_LETTERS, {"since": self.since}).all()
        found: dict[int, list[Any]] = {}
        for row in rows:
            if row.letter not in self.letters:
                found.setdefault(row.letter, []).append(row)
        self.letters, self.since = {row.letter for row in rows}, db.now
        return found

    def _told(self, db: Transaction, letters: dict[int, list[Any]], said: dict[int, Any]) -> Iterator[str]:
        """Each letter that was not dropped is a new message in its listener's chat, and names its duties."""
        for letter, rows in letters.items():
            first = rows[0]
            if first.dropped == "blocked":
                continue
            self.nudged += len(rows)
            chat, body = said.get(first.message_id, (None, {}))
            if chat != addressed.chat(db, first.person):
                yield f"letter {letter} (nudges {[row.id for row in rows]}) stands in no chat of who was told"
                continue
            yield from self._names(letter, rows, body["text"])

    def _names(self, letter: int, rows: list[Any], text: str) -> Iterator[str]:
        duties = list({row.duty: row.number for row in rows}.values())
        for number in duties[: self.nudging.lines]:
            if number not in text and as_read(number, "en") not in text:
                yield f"letter {letter} does not name {number}"
        heading = next(line for line in text.splitlines() if not line.startswith((LATE, "🔔", *AGAIN)))
        if len(duties) > 1 and sum(map(int, _COUNTS.findall(heading))) < len(duties):
            yield f"letter {letter} does not count all {len(duties)}: {text!r}"
        late = any(row.told_at - row.at > timedelta(minutes=self.nudging.late_minutes) for row in rows)
        if late is not (LATE in text):
            yield f"letter {letter} is {'late and does not say so' if late else 'not late and says so'}"

    def _known(self, ours: list[Any], told: set[int]) -> Iterator[str]:
        """A nudge that no letter knows is the copy of one that came once more, and says so: after a crash."""
        marked = Counter((chat, _unmarked(_text(body))) for _, chat, body in ours if _again(_text(body)))
        for number, chat, body in ours:
            if not _is_nudge(body) or number in told:
                continue
            sign = (chat, body["text"])
            if marked[sign] < 1:
                yield f"message {number} to {chat} is a nudge that nobody wrote down"
            marked[sign] -= 1
            self.again += 1

    def _digests(self, letters: dict[int, list[Any]]) -> Iterator[str]:
        """One message at a moment, 24-hour matters alone; what somebody's block sent on comes beside it."""
        blocked = {rows[0].told_at for rows in letters.values() if rows[0].dropped == "blocked"}
        for rows in letters.values():
            first = rows[0]
            if first.urgent or first.dropped is not None:
                continue
            self.mornings[first.person, first.told_at] += 1
            if self.mornings[first.person, first.told_at] > 1 and first.told_at not in blocked:
                yield f"person {first.person} got two digests at {first.told_at}"
            if any(row.urgent for row in rows):
                yield f"letter {first.letter} mixes 24-hour matters with others"

    def _receive(self, ours: list[Any]) -> None:
        for _, _, body in ours:
            text = body.get("text", "")
            found = NUMBER.search(text)
            if found and any(one in text for one in RECEIPTS) and not _again(text):
                self.receipts[found.group()] += 1

    def receipts_are_cases(self, db: Transaction, opened: set[int]) -> Iterator[str]:
        """Each number that somebody holds is a case, and each new case has one receipt."""
        numbers = {row.number: row.id for row in db.connection.execute(select(cases.c.id, cases.c.number))}
        for number in self.receipts.keys() - numbers.keys():
            yield f"somebody holds the number {number}, and there is no such case"
        new = {number for number, row in numbers.items() if row not in opened}
        for number in new ^ (self.receipts.keys() & numbers.keys()):
            yield f"case {numbers[number]} has {self.receipts[number]} receipts"
        for number, times in self.receipts.items():
            if times > 1:
                yield f"the receipt of case {numbers.get(number)} came {times} times"


def _is_nudge(body: Any) -> bool:
    """A push with the keys of a duty; a card, which somebody asked for, has the key to home, too."""
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    keys = [one.get("callback_data", "") for row in rows for one in row]
    return any(key.startswith(("do:", "dw:")) for key in keys) and "home" not in keys


def _again(text: str) -> bool:
    return text.startswith(AGAIN)


def _unmarked(text: str) -> str:
    return text.partition("\n")[2]


def _text(body: Any) -> str:
    """Return the words of a message; a file has none, or those below it."""
    return str(body.get("text", body.get("caption", "")))
