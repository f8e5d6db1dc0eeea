"""How much a messenger takes: evenly paced, so many in a second, a pause between two to one address."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

PACE: Final = 59 / 60
"""Of what a messenger takes in a second, so much is sent in the long run."""
AHEAD: Final = 2
"""So many may go ahead of the even pace, to make up for a late wake-up."""
SOON: Final = 0.01
"""Seconds until it is looked again whether something under way was answered."""
FORGETS: Final = 1.0001
"""So much slower the quickest answer is believed to be with each that comes: roads change."""
SURE: Final = 0.8
"""So much of the quickest answer there was every answer takes."""


@dataclass
class Limits:
    """Says how long to wait. *monotonic* gives seconds.

    The messenger counts a message somewhere between its going and its answer; counted here is the last moment
    at which it can have been: the answer, less what the quickest takes.
    """

    monotonic: Callable[[], float]
    per_second: int
    pause: float
    """Seconds between two messages to one address, in the long run."""
    burst: int
    """So many may follow each other at once all the same."""
    _next: float = 0.0
    """When the next one's turn is at an even pace."""
    _under_way: int = 0
    _counted: list[float] = field(default_factory=list)
    """A heap of the moments of the last second."""
    _quickest: float = float("inf")
    _answers: int = 0
    _addresses: dict[int, float] = field(default_factory=dict)
    _halted_until: float = 0.0

    def halt(self, seconds: float) -> None:
        """Obey when the messenger asks for a pause: nobody sends until then."""
        self._halted_until = max(self._halted_until, self.monotonic() + seconds)

    def wait(self, calls: int = 1) -> float:
        """Seconds until anything may go that takes so many places."""
        now = self.monotonic()
        early = self._next - AHEAD * self._gap - now
        return max(early, self._full(now, calls), self._halted_until - now, 0.0)

    def wait_for(self, address: int) -> float:
        """Seconds until a message may go to an address (its row)."""
        ahead = (self.burst - 1) * self.pause
        return max(self._addresses.get(address, 0.0) - ahead - self.monotonic(), 0.0)

    def take(self, address: int | None = None) -> float:
        """Take a place, and one to an address where it is counted there; returns the moment, for `over`."""
        now = self.monotonic()
        self._under_way += 1
        self._next = max(self._next, now) + self._gap
        if address is not None:
            if len(self._addresses) > 10_000:
                self._addresses = {one: until for one, until in self._addresses.items() if until > now}
            self._addresses[address] = max(self._addresses.get(address, 0.0), now) + self.pause
        return now

    def over(self, taken: float, *, went: bool = True) -> None:
        """It was answered, or failed; or it did not go at all, and its place is free."""
        now = self.monotonic()
        self._under_way -= 1
        if went:
            self._quickest = min(self._quickest * FORGETS, now - taken)
            self._answers += 1
            known = self._quickest if self._answers >= self.per_second else 0.0
            heapq.heappush(self._counted, now - SURE * known)
        else:
            self._next -= self._gap

    @property
    def _gap(self) -> float:
        return 1.0 / (self.per_second * PACE)

    def _full(self, now: float, calls: int) -> float:
        while self._counted and self._counted[0] <= now - 1.0:
            heapq.heappop(self._counted)
        if self._under_way + len(self._counted) + calls <= max(self.per_second, calls):
            return 0.0
        return self._counted[0] + 1.0 - now if self._counted else SOON
