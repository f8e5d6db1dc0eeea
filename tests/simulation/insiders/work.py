"""Ordinary work: people read in full what they are about to act on, and nobody is to be alarmed by it."""

from dataclasses import dataclass, field
from typing import Any

from handlers.cases import reveal
from handlers.cases.missing_child import SeeChild
from tests.simulation.acts.life import Act
from tests.simulation.acts.sight import Sight
from tests.simulation.days import Life
from tests.simulation.hand import Hand
from tests.simulation.insiders.curious import Drill
from tests.support.keys import on

MASKED = {"ask", "put_off", "unchanged", "undo"}
"""For these the masked card is enough: nobody is called, visited or decided on."""


@dataclass
class Work(Life):
    """The city's days, in which whoever acts on a case reads it first."""

    drill: Drill = field(kw_only=True)

    async def _by_phone(self, act: Act, sight: Sight) -> None:
        if act.case is not None and act.case in sight.cases and act.name not in MASKED:
            await self._reads(self.hand(sight.people[act.who]), act.case, sight)
        await super()._by_phone(act, sight)
        self.drill.expects()

    async def _reads(self, hand: Hand, case: int, sight: Sight) -> None:
        await hand.opens(sight.cases[case])
        for key in (reveal.Reveal, SeeChild):
            if hand.finds(on(key, case=case)):
                self.did["read"] += 1
                await hand.signs(on(key, case=case))
                self.drill.expects()
                return

    async def happens(self, one: Any) -> None:
        """Let it happen, and hear what was looked at."""
        await super().happens(one)
        self.drill.expects()
