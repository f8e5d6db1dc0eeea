"""People by their chats on Telegram, as the sandbox knows them."""

from typing import Any

from msgspec.structs import replace

from bot.telegram.channel import TELEGRAM
from bot.telegram.coming import came
from casework.staffing.people import Person
from casework.staffing.pin import Lock, PinStage
from casework.staffing.units import Unit
from storage.core.database import Transaction
from storage.core.letters import Address
from storage.forms import drafts
from storage.messages import inbox
from storage.messages.inbox import Arrived
from storage.staffing import addresses, people, pins


def address(db: Transaction, chat: int) -> Address:
    """Return the address of a chat."""
    return addresses.at(db, TELEGRAM.name, str(chat))


def token(db: Transaction, chat: int) -> bytes:
    """Return what stands for a chat."""
    return addresses.token(db.vault, TELEGRAM.name, str(chat))


def speaker(db: Transaction, chat: int) -> tuple[Person, Unit] | None:
    """Find who speaks in a chat."""
    known = people.speaker(db, token(db, chat))
    return (known.person, known.unit) if known else None


def speaks(db: Transaction, chat: int) -> None:
    """Let whoever has a chat speak; nobody, where it is a stranger's."""
    known = people.speaker(db, token(db, chat))
    db.speaker, db.unit, db.at = (known.person, known.unit, known.at) if known else (None, None, None)


def add(db: Transaction, person: Person, chat: int) -> Person:
    """Let somebody join in a chat."""
    return people.add(db, person, address(db, chat))


def chat(db: Transaction, person: int) -> int:
    """Return somebody's chat."""
    [one] = addresses.every(db, person)
    return int(one.text)


def asking(db: Transaction, person: int) -> int | None:
    """Return the draft on somebody's screen."""
    [one] = addresses.every(db, person)
    return one.asking


def asked(db: Transaction, person: int) -> str | None:
    """Return the form whose question is on somebody's screen."""
    row = asking(db, person)
    return None if row is None else drafts.read(db, row)[0].form


def has_pin(db: Transaction, person: int) -> None:
    """Let somebody have a PIN, or choose one."""
    theirs = replace(db, speaker=people.get(db, person))
    if pins.stage(theirs) is PinStage.ASK:
        pins.may_choose(theirs)


def proven(db: Transaction, person: int) -> None:
    """Let somebody have typed their PIN just now."""
    pins.keep_of(db, person, Lock().opened(db.rules.policy.pin, db.now))


def keep(db: Transaction, updates: Any) -> list[Arrived]:
    """Keep what Telegram handed over."""
    return inbox.keep(db, [inbox.arrived(db.vault, came(one)) for one in updates])
