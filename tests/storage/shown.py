"""What people see of their cases: the card of each open one, drawn for who has it, in both languages."""

from dataclasses import replace
from datetime import datetime

from telegram import Update

from bot.app import Bot, open_office
from casework.calendar import Calendar
from casework.case import OPEN, Case
from casework.people import Person, Role
from handlers import cards
from handlers.office import Office
from handlers.turn import Turn
from sandbox import TOKEN
from storage import closed_days, people
from storage.database import Database, Transaction
from storage.vault import Vault
from tests.storage.known import all_cases

Cards = dict[str, dict[str, str]]


class _Shown(Exception):  # noqa: N818 - says what it is
    """Undoes what showing wrote."""


async def shown(url: str, vault: Vault, at: datetime) -> Cards:
    """Give the text of each open case's card, by its number and the language."""
    database = Database(url)
    office = open_office(database, vault, clock=lambda: at)
    Bot(office, TOKEN, "http://127.0.0.1:9")  # registers what stands on a card; it is never started
    found: Cards = {}

    def look(db: Transaction) -> None:
        office.calendar = Calendar(closed_days.known(db))
        db.rules = office.rules_at(at)
        for case in all_cases(db):
            if case.state in OPEN:
                found[case.number] = {name: _card(office, db, case, name) for name in office.wordings}
        raise _Shown

    try:
        await office.transact(look)
    except _Shown:
        return found
    finally:
        await database.close()
    raise AssertionError("it looked and saw nothing")


def _card(office: Office, db: Transaction, case: Case, language: str) -> str:
    reader = _reader(db, case)
    db = replace(db, speaker=reader, unit=people.unit(db, reader.unit), written=[])
    cards.show(Turn(office, db, Update(0), office.wordings[language], reader.chat), case.id)
    return "\n".join(letter.content["text"] for letter in db.written)


def _reader(db: Transaction, case: Case) -> Person:
    """Who serves it, or is asked to, or screens it."""
    number = case.worker or case.offered
    return people.get(db, number) if number else people.of_role(db, Role.SCREENER)[0]
