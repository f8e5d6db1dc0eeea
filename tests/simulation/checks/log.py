"""What was said to whom when, as the sandbox heard it; cases by their order, for their numbers are drawn.

A first PIN is drawn, too.
"""

import hashlib
import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from sqlalchemy import select

from sandbox.store.state import State
from storage.core.database import Transaction
from storage.core.tables import cases
from tests.simulation.checks.chats import NUMBER

TELLING = frozenset({"sendMessage", "editMessageText", "sendDocument", "deleteMessage"})
FIRST_PIN = re.compile(r"(?<=起始密碼：)\d{3} \d{3}")
ARRIVED = "fault: timeout after acting"


@dataclass
class Log:
    """The lines so far; within a moment by chat, for chats are told side by side."""

    lines: list[tuple[str, int, int, str]] = field(default_factory=list)
    seen: int = 0

    def look(self, db: Transaction, state: State) -> None:
        """Write down what was said since the last look."""
        fresh = [*takewhile(lambda call: call["n"] > self.seen, reversed(state.calls))][::-1]
        self.seen = fresh[-1]["n"] if fresh else self.seen
        numbers = {
            row.number: f"#{row.id}" for row in db.connection.execute(select(cases.c.id, cases.c.number))
        }
        for call in fresh:
            if call["method"] in TELLING and (call["ok"] or call["error"] == ARRIVED):
                self.lines.append((call["at"], call["chat"], call["n"], _said(call, numbers)))

    @property
    def text(self) -> str:
        """Everything, line by line."""
        return "".join(f"{at} {chat} {said}\n" for at, chat, _, said in sorted(self.lines))

    @property
    def digest(self) -> str:
        """Tell two logs apart."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def _said(call: dict[str, Any], numbers: dict[str, str]) -> str:
    text = str(call["request"].get("text") or call["request"].get("caption") or "")
    text = FIRST_PIN.sub("…", text)
    named = NUMBER.sub(lambda found: numbers.get(found[0], found[0]), text)
    return f"{call['method']} {named}".replace("\n", " / ")
