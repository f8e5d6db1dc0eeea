"""What could not be deleted any more: a bot takes back a message for 48 hours, and was away for longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sandbox.store import messages
from sandbox.store.state import Json, State
from storage.core.letters import LetterKind

TAKEN_BACK = timedelta(hours=48)
REFUSED = "can't be deleted"


@dataclass
class TooOld:
    """How many deletions were refused, as they are, since the last look."""

    left: int = 0
    seen: int = 0

    def look(self, state: State) -> None:
        """Count those that came too late; of one that did not, the application's line is a fault."""
        fresh = list(takewhile(lambda call: call["n"] > self.seen, reversed(state.calls)))
        self.seen = fresh[0]["n"] if fresh else self.seen
        self.left = sum(_too_late(state, call) for call in fresh)

    def explains(self, line: Mapping[str, Any]) -> bool:
        """Tell whether what the application logged is one of them; each explains one line."""
        about = line.get("event") == "send.refused" and line.get("kind") == LetterKind.DELETE
        if not (about and REFUSED in str(line.get("reason")) and self.left):
            return False
        self.left -= 1
        return True


def _too_late(state: State, call: Json) -> bool:
    if call["method"] != "deleteMessage" or call["ok"] or REFUSED not in str(call["error"]):
        return False
    message = messages.find(state, call["chat"], int(call["request"]["message_id"]))
    at = datetime.fromisoformat(call["at"])
    return message is not None and at.timestamp() - message.body["date"] > TAKEN_BACK.total_seconds()
