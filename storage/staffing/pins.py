"""PINs: kept as keyed Argon2 hashes, so that neither the database nor the key alone tells one."""

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import bindparam, select

from casework.errors import NotThere
from casework.staffing.pin import Lock, PinKind, PinStage, choosing, given
from storage.core.database import Transaction
from storage.core.tables import people
from storage.staffing.people import change

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's second choice: 20-40 ms
_LOCK = select(
    people.c.pin, people.c.pin_until, people.c.pin_wrong, people.c.pin_locked_until, people.c.pin_kind
).where(people.c.id == bindparam("person"))


def lock(db: Transaction) -> Lock:
    """Read the speaker's lock."""
    row = db.connection.execute(_LOCK, {"person": _speaker(db)}).one()
    return Lock(row.pin, row.pin_until, row.pin_wrong, row.pin_locked_until, PinKind(row.pin_kind))


def stage(db: Transaction) -> PinStage:
    """Say what is to happen before the speaker is shown full data."""
    return lock(db).stage(db.rules.policy.pin, db.now)


def keep(db: Transaction, one: Lock) -> None:
    """Keep the speaker's lock."""
    keep_of(db, _speaker(db), one)


def keep_of(db: Transaction, person: int, one: Lock) -> None:
    """Keep somebody's lock, whoever speaks."""
    change(
        db,
        person,
        pin=one.hashed,
        pin_until=one.until,
        pin_wrong=one.wrong,
        pin_locked_until=one.locked_until,
        pin_kind=one.kind,
    )


def may_choose(db: Transaction) -> None:
    """Let the speaker choose a PIN; the one they had is gone."""
    keep(db, choosing(db.rules.policy.pin, db.now))


def choose(db: Transaction, pin: str) -> None:
    """Keep a new PIN, still to be typed again."""
    until = choosing(db.rules.policy.pin, db.now).until
    keep(db, Lock(_HASHER.hash(_keyed(db, _speaker(db), pin)), until, kind=PinKind.FIRST))


def give(db: Transaction, person: int, pin: str) -> None:
    """Let somebody begin with a PIN that is told to them; the one they had is gone."""
    keep_of(db, person, given(db.rules.policy.pin, _HASHER.hash(_keyed(db, person, pin)), db.now))


def matches(db: Transaction, one: Lock, pin: str) -> bool:
    """Tell whether it is the PIN."""
    try:
        return one.hashed is not None and _HASHER.verify(one.hashed, _keyed(db, _speaker(db), pin))
    except VerifyMismatchError:
        return False


def _keyed(db: Transaction, person: int, pin: str) -> bytes:
    return db.vault.index("pin", f"{person}:{pin}")


def _speaker(db: Transaction) -> int:
    if db.speaker is None:
        raise NotThere
    return db.speaker.id
