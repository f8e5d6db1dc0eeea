"""Full data that was shown vanishes from the chat when it has stood long enough (`trust.md` L2)."""

from datetime import timedelta

from sqlalchemy import bindparam, select, update

from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import addresses, outbox, people
from storage.messages.outbox import write
from storage.staffing import addresses as addressing

_T = outbox.c.vanishes_at.type
_SHOWN = select(outbox.c.id, outbox.c.address, outbox.c.message_id).where(outbox.c.message_id.isnot(None))
_VANISHING = _SHOWN.where(outbox.c.vanishes_at <= bindparam("now", type_=_T))
_TOO_LONG = _SHOWN.where(outbox.c.vanishes_at > bindparam("longest", type_=_T))
"""What goes later than anything that is shown now: it was shown by a clock that was ahead."""
DRIFT = timedelta(minutes=5)
"""The clocks of two machines may differ a little."""
_VANISHED = update(outbox).where(outbox.c.id == bindparam("row")).values(vanishes_at=None, address=None)
_HASTEN = (
    update(outbox)
    .where(
        outbox.c.address.in_(select(addresses.c.id).where(addresses.c.person == bindparam("whose"))),
        outbox.c.vanishes_at.isnot(None),
    )
    .values(vanishes_at=bindparam("now", type_=_T))
)
_HASTEN_OF = _HASTEN.where(outbox.c.subject == bindparam("about"))
_IN_UNIT = select(addresses.c.id).join(people, people.c.id == addresses.c.person)
_HASTEN_IN = (
    update(outbox)
    .where(
        outbox.c.address.in_(_IN_UNIT.where(people.c.unit == bindparam("whose"))),
        outbox.c.subject == bindparam("about"),
        outbox.c.vanishes_at.isnot(None),
    )
    .values(vanishes_at=bindparam("now", type_=_T))
)


def vanish(db: Transaction) -> int:
    """Write the deletions of what was shown in full and has stood long enough."""
    longest = db.now + db.rules.policy.keeping.shown + DRIFT
    rows = [
        *db.connection.execute(_VANISHING, {"now": db.now}),
        *db.connection.execute(_TOO_LONG, {"longest": longest}),
    ]
    for row in rows:
        shown = addressing.get(db, row.address)
        write(db, shown, LetterKind.DELETE, {"message": row.message_id}, priority=Priority.PUSH)
        db.connection.execute(_VANISHED, {"row": row.id})
    return len(rows)


def take_back(db: Transaction, person: int) -> None:
    """Let it go with this very transaction: their phone may be in other hands."""
    hasten(db, person)
    vanish(db)


def take_back_of(db: Transaction, person: int, subject: int) -> None:
    """Let what somebody was shown of a matter go at once: they keep out of it."""
    db.connection.execute(_HASTEN_OF, {"whose": person, "about": subject, "now": db.now})
    vanish(db)


def take_back_in(db: Transaction, unit: int, subject: int) -> None:
    """Let what the people of a unit were shown of a matter go at once: it is theirs no more."""
    db.connection.execute(_HASTEN_IN, {"whose": unit, "about": subject, "now": db.now})
    vanish(db)


def hasten(db: Transaction, person: int) -> None:
    """Let all that somebody was shown go at the next ring of the bell: they leave, or move on."""
    db.connection.execute(_HASTEN, {"whose": person, "now": db.now})
