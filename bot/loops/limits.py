"""Telegram's limits: 30 messages in any second over all, one a second in a chat (`measured.md`)."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

PER_SECOND = 30
CHAT_PAUSE = 1.0
BURST = 3
"""Telegram lets a chat have a few at once; a receipt must not wait behind a card."""


@dataclass
class Limits:
    """Says how long to wait. *monotonic* gives seconds."""

    monotonic: Callable[[], float]
    per_second: int = PER_SECOND
    chat_pause: float = CHAT_PAUSE
    _sent: deque[float] = field(default_factory=deque)
    _chats: dict[int, float] = field(default_factory=dict)
    _halted_until: float = 0.0

    def halt(self, seconds: float) -> None:
        """Obey `retry_after`: nobody sends until then."""
        self._halted_until = max(self._halted_until, self.monotonic() + seconds)

    def pause(self) -> float:
        """Seconds until anything may go; 0 takes the place."""
        now = self.monotonic()
        while self._sent and self._sent[0] <= now - 1.0:
            self._sent.popleft()
        full = self._sent[0] + 1.0 - now if len(self._sent) >= self.per_second else 0.0
        wait = max(full, self._halted_until - now, 0.0)
        if wait == 0.0:
            self._sent.append(now)
        return wait

    def chat_wait(self, chat: int) -> float:
        """Seconds until a message may go to *chat*, whose place is taken with the asking."""
        now = self.monotonic()
        if len(self._chats) > 10_000:
            self._chats = {one: until for one, until in self._chats.items() if until > now}
        free = max(self._chats.get(chat, 0.0), now - (BURST - 1) * self.chat_pause)
        self._chats[chat] = free + self.chat_pause
        return max(free - now, 0.0)
