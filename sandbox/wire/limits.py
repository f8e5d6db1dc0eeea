"""How fast a bot may send: Telegram's limits, which apply to the wire and not to the office's clock."""

import math
from collections import deque
from dataclasses import dataclass, field

from sandbox.wire.errors import too_many_requests

ALL_PER_SECOND = 30
GROUP_PER_MINUTE = 20
CHAT_BURST = 5  # Telegram lets a short burst to one chat pass and then asks for about one a second


@dataclass
class Limits:
    """Counts what was sent; *now* is monotonic seconds."""

    sent: deque[float] = field(default_factory=deque)
    groups: dict[int, deque[float]] = field(default_factory=dict)
    chats: dict[int, tuple[float, float]] = field(default_factory=dict)

    def count(self, chat: int, now: float) -> None:
        """Let one more message to *chat* pass, or refuse with the seconds to wait."""
        waits = [_wait(self.sent, ALL_PER_SECOND, 1.0, now), self._chat_wait(chat, now)]
        if chat < 0:
            group = self.groups.setdefault(chat, deque())
            waits.append(_wait(group, GROUP_PER_MINUTE, 60.0, now))
        if max(waits) > 0:
            raise too_many_requests(max(1, math.ceil(max(waits))))
        self._note(chat, now)

    def _chat_wait(self, chat: int, now: float) -> float:
        return max(0.0, 1.0 - self._tokens(chat, now))

    def _tokens(self, chat: int, now: float) -> float:
        left, at = self.chats.get(chat, (float(CHAT_BURST), now))
        return min(float(CHAT_BURST), left + now - at)

    def _note(self, chat: int, now: float) -> None:
        self.sent.append(now)
        self.chats[chat] = (self._tokens(chat, now) - 1.0, now)
        if chat < 0:
            self.groups[chat].append(now)


def _wait(times: deque[float], allowed: int, window: float, now: float) -> float:
    """Return how long until one more fits into the sliding *window*."""
    while times and times[0] <= now - window:
        times.popleft()
    return 0.0 if len(times) < allowed else times[-allowed] + window - now
