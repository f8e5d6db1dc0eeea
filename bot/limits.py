"""How much a messenger takes: so many in a second over all, and a pause between two to one address."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Limits:
    """Says how long to wait. *monotonic* gives seconds."""

    monotonic: Callable[[], float]
    per_second: int
    pause: float
    """Seconds between two messages to one address, in the long run."""
    burst: int
    """So many may follow each other at once all the same."""
    _sent: deque[float] = field(default_factory=deque)
    _addresses: dict[int, float] = field(default_factory=dict)
    _halted_until: float = 0.0

    def halt(self, seconds: float) -> None:
        """Obey when the messenger asks for a pause: nobody sends until then."""
        self._halted_until = max(self._halted_until, self.monotonic() + seconds)

    def wait(self) -> float:
        """Seconds until anything may go; 0 takes the place."""
        now = self.monotonic()
        while self._sent and self._sent[0] <= now - 1.0:
            self._sent.popleft()
        full = self._sent[0] + 1.0 - now if len(self._sent) >= self.per_second else 0.0
        wait = max(full, self._halted_until - now, 0.0)
        if wait == 0.0:
            self._sent.append(now)
        return wait

    def wait_for(self, address: int) -> float:
        """Seconds until a message may go to an address (its row), whose place is taken with the asking."""
        now = self.monotonic()
        if len(self._addresses) > 10_000:
            self._addresses = {one: until for one, until in self._addresses.items() if until > now}
        free = max(self._addresses.get(address, 0.0), now - (self.burst - 1) * self.pause)
        self._addresses[address] = free + self.pause
        return max(free - now, 0.0)
