"""When nothing can be kept (disk full, database away), people are told to call (`trust.md` R2)."""

import structlog

from bot.messenger import Messenger, MessengerTrouble
from handlers.onboarding.strangers import numbers
from handlers.ui.office import Office
from handlers.ui.wording import language_for

log = structlog.get_logger()


class Trouble:
    """Tells each chat once in an outage, past the outbox, for nothing can be written there."""

    def __init__(self, messenger: Messenger, office: Office) -> None:
        self._messenger, self._office = messenger, office
        self._told: set[int] = set()

    async def tell(self, chat: int | None) -> None:
        """Say where to call; what was sent stays with Telegram or in the inbox and is taken up later."""
        if chat is None or chat in self._told:
            return
        self._told.add(chat)
        wording = self._office.wordings[language_for("", None)]
        sorry = wording.text("I can't keep anything right now. Please call; I will go on as soon as I can.")
        try:
            await self._messenger.say(chat, f"{sorry}\n\n{numbers(wording)}")
        except MessengerTrouble as error:
            log.warning("trouble.tell", error=type(error).__name__)

    def over(self) -> None:
        """It is over: the next outage is told anew."""
        self._told.clear()
