"""PINs: kept as keyed Argon2 hashes, so that neither the database nor the key alone tells one."""

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import bindparam, select

from casework.errors import NotThere
from casework.staffing.pin import Lock
from storage.core.database import Transaction
from storage.core.tables import people
from storage.staffing.people import change

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's second choice: 20-40 ms
_LOCK = select(people.c.pin, people.c.pin_until, people.c.pin_wrong, people.c.pin_locked_until).where(
    people.c.id == bindparam("person")
)


def lock(db: Transaction) -> Lock:
    """Read the speaker's lock."""
    row = db.connection.execute(_LOCK, {"person": _speaker(db)}).one()
    return Lock(row.pin, row.pin_until, row.pin_wrong, row.pin_locked_until)


def keep(db: Transaction, one: Lock) -> None:
    """Keep the speaker's lock."""
    change(
        db,
        _speaker(db),
        pin=one.hashed,
        pin_until=one.until,
        pin_wrong=one.wrong,
        pin_locked_until=one.locked_until,
    )


def choose(db: Transaction, pin: str) -> None:
    """Keep a new PIN, still to be typed again."""
    keep(db, Lock(_HASHER.hash(_keyed(db, pin))))


def matches(db: Transaction, one: Lock, pin: str) -> bool:
    """Tell whether it is the PIN."""
    try:
        return one.hashed is not None and _HASHER.verify(one.hashed, _keyed(db, pin))
    except VerifyMismatchError:
        return False


def _keyed(db: Transaction, pin: str) -> bytes:
    return db.vault.index("pin", f"{_speaker(db)}:{pin}")


def _speaker(db: Transaction) -> int:
    if db.speaker is None:
        raise NotThere
    return db.speaker.id
