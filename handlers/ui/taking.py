"""Taking a turn: what was heard is claimed, judged and answered; all of it or nothing.

What only reads is answered from a snapshot, where it holds up nobody; what it says is written, and what was
heard is claimed, in a short transaction afterwards. Who may see it is judged in the snapshot that is shown.
"""

from collections.abc import Callable, Sequence
from functools import partial

import structlog
from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError

from actions import fallback, onboarding
from casework.errors import Refusal, Stale
from casework.staffing.people import Person
from handlers.ui import privacy
from handlers.ui.buttons import since
from handlers.ui.heard import Heard, Said
from handlers.ui.office import Office
from handlers.ui.turn import App, Aside, Turn
from handlers.words.wording import Wording, language_for
from storage.core.database import Transaction
from storage.core.letters import Address
from storage.messages import inbox
from storage.messages.inbox import Arrived
from storage.staffing import addresses, people

log = structlog.get_logger()
READ_ONLY = ("readonly", "read-only")
"""How SQLite and PostgreSQL call it when what only reads wants to write."""


async def take(app: App, office: Office, heard: Heard | None, arrived: Arrived) -> None:
    """Answer what arrived; a refusal undoes the turn, and is said in a turn of its own.

    None was heard where a messenger hands over what was said nowhere.
    """
    if heard is not None and heard.said is Said.PRESS:
        heard = replace(heard, pressed=since(heard.pressed, office.memory.epoch))

    def answered(db: Transaction, refusal: Refusal | None = None, *, aside: bool = False) -> None:
        inbox.claim(db, arrived)
        if heard is not None:
            _answer(_turn(app, office, heard, db, aside=aside), refusal)

    async def here(*, aside: bool) -> None:
        try:
            await office.transact(partial(answered, aside=aside))
        except Refusal as refusal:
            await office.transact(partial(answered, refusal=refusal))

    if heard is None:
        await here(aside=False)
        return
    try:
        if app.reads(heard):
            raise Aside
        await here(aside=True)
    except Aside as wanted:
        if not await _read(app, office, heard, arrived, wanted.first):
            await here(aside=False)


async def set_aside(app: App, office: Office, heard: Heard | None, arrived: Arrived) -> None:
    """Set aside what fails again and again; what must not stay in the chat leaves it all the same."""

    def aside(db: Transaction) -> None:
        fallback.set_aside(db, arrived)
        if heard is not None and heard.private:
            privacy.keep(_turn(app, office, heard, db))

    await office.transact(aside)


async def _read(
    app: App, office: Office, heard: Heard, arrived: Arrived, first: Callable[[Turn], None] | None
) -> bool:
    """Answer from a snapshot; False leaves nothing of it, because it changes something or was overtaken."""
    spoke: list[Person] = []

    def read(db: Transaction) -> None:
        turn = _turn(app, office, heard, db)
        if db.speaker is None:  # a stranger's address is kept to be answered
            raise Stale
        spoke.append(db.speaker)
        _answer(turn, None)

    def told(later: Sequence[Callable[[Transaction], object]], db: Transaction) -> None:
        inbox.claim(db, arrived)
        _turn(app, office, heard, db)
        if db.speaker != spoke[-1]:
            raise Stale
        for write in later:
            write(db)

    try:
        if first is not None:
            await office.transact(lambda db: first(_turn(app, office, heard, db)))
        later = await office.read(read)
        await office.transact(partial(told, later))
    except Refusal:
        return False
    except DBAPIError as error:
        if any(word in str(error.orig) for word in READ_ONLY):
            log.warning("turn.wrote", handler=app.answering(heard).__name__)
        return False
    return True


def _answer(turn: Turn, refusal: Refusal | None) -> None:
    if not turn.heard.private:
        turn.leave()
        return
    privacy.keep(turn)
    if refusal is not None:
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


def _turn(app: App, office: Office, heard: Heard, db: Transaction, *, aside: bool = False) -> Turn:
    """Find who speaks, as whom they act, and which card is on their screen."""
    card = office.memory.cards.get((heard.channel, heard.address))
    known = people.speaker(db, addresses.token(db.vault, heard.channel, heard.address))
    if known:
        card = card or known.at.card
        db.speaker, db.unit, db.absent = known.person, known.unit, known.absent
        if known.at.blocked and not heard.gone:
            db.write(partial(onboarding.come_back, at=known.at, person=known.person.id))
        db.at = addresses.used(db, known.at)
    return Turn(app, office, db, heard, _wording(office, heard, db.speaker), card, aside=aside)


def _wording(office: Office, heard: Heard, speaker: Person | None) -> Wording:
    return office.wordings[language_for(speaker.language if speaker else "", heard.language)]
