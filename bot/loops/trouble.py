"""When nothing can be kept (disk full, database away), people are told to call (`trust.md` R2)."""

from collections.abc import Mapping

import structlog

from bot.messenger import Messenger, MessengerTrouble
from handlers.onboarding.strangers import numbers
from handlers.ui.office import Office
from handlers.words.wording import language_for

log = structlog.get_logger()


class Trouble:
    """Tells each address once in an outage, past the outbox, for nothing can be written there."""

    def __init__(self, messengers: Mapping[str, Messenger], office: Office) -> None:
        self._messengers, self._office = messengers, office
        self._told: set[tuple[str, str | None]] = set()

    async def tell(self, channel: str, address: str | None) -> None:
        """Say where to call; what was sent stays with the messenger or in the inbox and is taken up later."""
        if address is None or (channel, address) in self._told:
            return
        self._told.add((channel, address))
        wording = self._office.wordings[language_for("", None)]
        sorry = wording.text("I can't keep anything right now. Please call; I will go on as soon as I can.")
        try:
            await self._messengers[channel].say(address, f"{sorry}\n\n{numbers(wording)}")
        except MessengerTrouble as error:  # they are told at their next try
            self._told.discard((channel, address))
            log.warning("trouble.tell", error=type(error).__name__)

    def over(self, channel: str, address: str | None) -> None:
        """It is over for them: what they sent is done, or set aside; the next outage is told anew."""
        self._told.discard((channel, address))
