"""What people see of their cases: the card of each open one, drawn for who has it, in both languages."""

from datetime import datetime

from msgspec.structs import replace

from bot.app import open_office, put_together
from casework.cases.case import OPEN, Case
from casework.policy.calendar import Calendar
from casework.staffing.people import Person, Role
from handlers.cases import cards
from handlers.ui.heard import Heard, Said
from handlers.ui.office import Office
from handlers.ui.turn import Turn
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.policy import closed_days
from storage.staffing import addresses, people
from tests.storage.known import all_cases

Cards = dict[str, dict[str, str]]


class _Shown(Exception):  # noqa: N818 - says what it is
    """Undoes what showing wrote."""


async def shown(url: str, vault: Vault, at: datetime) -> Cards:
    """Return the text of each open case's card, by its number and the language."""
    database = Database(url)
    office = open_office(database, vault, clock=lambda: at)
    found: Cards = {}

    def look(db: Transaction) -> None:
        office.memory.calendar = Calendar(closed_days.known(db))
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
    [at] = addresses.every(db, reader.id)
    db = replace(db, speaker=reader, unit=people.unit(db, reader.unit), at=at, written=[])
    heard = Heard(at.channel, at.text, Said.OTHER)
    cards.show(Turn(put_together(), office, db, heard, office.wordings[language]), case.id)
    return "\n".join(letter.content["text"] for letter in db.written)


def _reader(db: Transaction, case: Case) -> Person:
    """Who serves it, or is asked to, or screens it."""
    number = case.worker or case.offered
    return people.get(db, number) if number else people.of_role(db, Role.SCREENER)[0]
