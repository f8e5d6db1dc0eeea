"""Taking a turn: what was heard is claimed, judged and answered; all of it or nothing."""

from functools import partial

from casework.errors import Refusal
from casework.staffing.people import Person
from handlers.ui.heard import Heard, Said
from handlers.ui.office import Office
from handlers.ui.turn import App, Turn
from handlers.words.wording import Wording, language_for
from storage.core.database import Transaction
from storage.core.letters import Address
from storage.messages import inbox
from storage.messages.inbox import Arrived
from storage.staffing import addresses, people


async def take(app: App, office: Office, heard: Heard | None, arrived: Arrived) -> None:
    """Answer what arrived; a refusal undoes the turn, and is said in a turn of its own.

    None was heard where a messenger hands over what was said nowhere.
    """

    def answered(db: Transaction, refusal: Refusal | None = None) -> None:
        inbox.claim(db, arrived)
        if heard is not None:
            _answer(_turn(app, office, heard, db), refusal)

    try:
        await office.transact(answered)
    except Refusal as refusal:
        await office.transact(partial(answered, refusal=refusal))


def _answer(turn: Turn, refusal: Refusal | None) -> None:
    if not turn.heard.private:
        turn.leave()
    elif refusal is not None:
        turn.app.refuse(turn, refusal)
    else:
        turn.app.answering(turn.heard)(turn)


def telling(app: App, office: Office, db: Transaction, at: Address, person: int) -> Turn | None:
    """Make a turn in which nobody spoke, for telling somebody what they asked for; None for who has left."""
    heard = Heard(at.channel, at.text, Said.NOTHING)
    known = people.speaker(db, addresses.token(db.vault, at.channel, at.text))
    if known is None or known.person.id != person:
        return None
    db.speaker, db.unit, db.at, db.absent = known.person, known.unit, known.at, known.absent
    card = office.memory.cards.get(at.where) or known.at.card
    return Turn(app, office, db, heard, _wording(office, heard, db.speaker), card)


def _turn(app: App, office: Office, heard: Heard, db: Transaction) -> Turn:
    """Find who speaks, as whom they act, and which card is on their screen."""
    card = office.memory.cards.get((heard.channel, heard.address))
    known = people.speaker(db, addresses.token(db.vault, heard.channel, heard.address))
    if known:
        card = card or known.at.card
        db.speaker, db.unit, db.absent = known.person, known.unit, known.absent
        db.at = addresses.used(db, known.at)
    return Turn(app, office, db, heard, _wording(office, heard, db.speaker), card)


def _wording(office: Office, heard: Heard, speaker: Person | None) -> Wording:
    return office.wordings[language_for(speaker.language if speaker else "", heard.language)]
