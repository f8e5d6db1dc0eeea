"""Updates as a malicious client, or Telegram itself, might hand over; what is answered is caught."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import pytest

from bot.telegram.channel import TELEGRAM
from storage.core.letters import Letter
from tests.support import addressed
from tests.support.town import Town

CARD = 1
"""The message that is everybody's card here."""
_numbers = count(10**6)


@dataclass
class Wire:
    """Hands updates to the bot past the network, and catches letters before they are sent."""

    town: Town
    answers: list[list[Letter]] = field(default_factory=list)

    async def hand(self, *updates: Mapping[str, Any]) -> list[list[Letter]]:
        """Let updates arrive; returns the letters of each that is answered."""
        self.answers.clear()
        numbered = [{"update_id": next(_numbers), **one} for one in updates]
        self.town.bot.worker.arrived(await self.town.look(lambda db: addressed.keep(db, numbered)))
        await self.town.settle()
        return list(self.answers)

    async def press(self, chat: int, *data: str) -> list[list[tuple[str, Any]]]:
        """Forge presses on the card; gives texts and keys of what each is answered."""
        self.town.office.memory.cards[TELEGRAM.name, str(chat)] = CARD
        answers = await self.hand(*(pressed(chat, one) for one in data))
        return [[(str(one.content["text"]), one.content.get("rows")) for one in each] for each in answers]

    def catch(self, letters: list[Letter]) -> None:
        """Keep what is written, for it is not sent."""
        if letters:
            self.answers.append(letters)


@contextmanager
def wire(town: Town) -> Iterator[Wire]:
    """Catch what is written until the end; the sender, which looks now and then, does not find it either."""
    memory, sender, caught = town.office.memory, town.bot.sender, Wire(town)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(memory, "written", caught.catch)
        patched.setattr(sender, "take", partial(asyncio.sleep, 0))
        yield caught


def pressed(chat: int, data: str) -> dict[str, Any]:
    """Press a key that may never have been there."""
    query = {"id": "1", "from": user(chat), "chat_instance": "1", "data": data}
    return {"callback_query": {**query, "message": message(chat, text="x", number=CARD)}}


def said(chat: int, **what: Any) -> dict[str, Any]:
    """Say or send something in a private chat."""
    return {"message": message(chat, **what)}


def message(chat: int, *, number: int = 5, kind: str = "private", **what: Any) -> dict[str, Any]:
    """A message of somebody in a chat."""
    place = {"id": chat, "type": kind, **({} if kind == "private" else {"title": "群組"})}
    return {"message_id": number, "date": 1, "chat": place, "from": user(chat), **what}


def user(number: int, **about: Any) -> dict[str, Any]:
    """Somebody on Telegram."""
    return {"id": abs(number), "is_bot": False, "first_name": "路人", **about}
