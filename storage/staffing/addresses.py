"""Addresses: where people are written to; somebody may have several, one on each of their messengers.

An address is sealed, and found again by its token: a keyed hash of channel and address. What is pushed goes
to one of a person's addresses that is not blocked, first to the one they used last.
"""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Update, bindparam, delete, exists, insert, select, update

from storage.core.database import Transaction
from storage.core.letters import Address
from storage.core.tables import addresses, invitations, outbox
from storage.core.vault import Vault

SEALED = "address"
"""What addresses are sealed and indexed for."""

COLUMNS = tuple(one.label(f"at_{one.name}") for one in addresses.c)
"""What a statement asks for at its end to have an address beside something else."""

_AT = select(addresses).where(addresses.c.token == bindparam("token_"))
_OF = (
    select(addresses)
    .where(addresses.c.person == bindparam("of"))
    .order_by(addresses.c.blocked_at.isnot(None), addresses.c.last_used.desc(), addresses.c.id)
)
_BY_ID = select(addresses).where(addresses.c.id == bindparam("row"))
_ADD = insert(addresses).returning(addresses.c.id)
_USED = (
    update(addresses)
    .where(addresses.c.person == bindparam("of"))
    .values(last_used=addresses.c.id == bindparam("row"))
)
_NO_FORMS = update(addresses).where(addresses.c.person == bindparam("of")).values(asking=None)
_NO_SCREENS = update(addresses).values(asking=None, card=None)
_STRANGERS = select(addresses.c.id, addresses.c.token).where(addresses.c.person.is_(None))
_waits = exists().where(outbox.c.address == bindparam("row"))
_invited = exists().where(
    invitations.c.opened_by == bindparam("opener"),
    invitations.c.used_by.is_(None),
    invitations.c.expires_at > bindparam("now", type_=invitations.c.expires_at.type),
)
_FORGET = delete(addresses).where(addresses.c.id == bindparam("row"), ~_waits, ~_invited)


def token(vault: Vault, channel: str, address: str) -> bytes:
    """Hash an address, so that it is found and not read."""
    return vault.index(SEALED, f"{channel}\0{address}")


def at(db: Transaction, channel: str, address: str) -> Address:
    """Return an address; one that is not known, a stranger's or a group's, is kept to be answered."""
    hashed = token(db.vault, channel, address)
    row = db.connection.execute(_AT, {"token_": hashed}).one_or_none()
    if row is not None:
        return read(db, row)
    sealed = db.vault.seal(SEALED, hashed.hex(), address)
    values = {"channel": channel, "token": hashed, "sealed": sealed, "last_used": True}
    return Address(int(db.connection.execute(_ADD, values).scalar_one()), channel, address)


def get(db: Transaction, address: int) -> Address:
    """Read an address."""
    return read(db, db.connection.execute(_BY_ID, {"row": address}).one())


def of(db: Transaction, person: int) -> Address | None:
    """Choose where to write to somebody; None for who has no address at all."""
    row = db.connection.execute(_OF, {"of": person}).first()
    return read(db, row) if row is not None else None


def every(db: Transaction, person: int) -> list[Address]:
    """List where somebody can be written to, in the order in which it is tried."""
    return [read(db, row) for row in db.connection.execute(_OF, {"of": person}).all()]


def used(db: Transaction, address: Address) -> Address:
    """Keep that somebody spoke here last, and can be reached: word of that may be lost (`trust.md` R7).

    Nothing is written while they go on speaking where they spoke before.
    """
    if address.blocked:
        db.write(partial(change, address=address.id, blocked_at=None))
    if not address.last_used:
        used = {"of": address.person, "row": address.id}
        db.write(lambda then: then.connection.execute(_USED, used))
    return replace(address, blocked=False, last_used=True)


def give(db: Transaction, address: Address, person: int) -> Address:
    """Keep whose an address is from now on; they speak there."""
    change(db, address.id, person=person, blocked_at=None)
    db.connection.execute(_USED, {"of": person, "row": address.id})
    return replace(address, person=person, blocked=False, last_used=True)


def change(db: Transaction, address: int, **columns: Any) -> None:
    """Set plain columns of an address: the draft on the screen, whether it is blocked."""
    new = {f"new_{name}": value for name, value in columns.items()}
    db.connection.execute(_changing(frozenset(columns)), {"row": address, **new})


@cache
def _changing(columns: frozenset[str]) -> Update:
    """Build once the statement that sets these columns."""
    new = {name: bindparam(f"new_{name}", type_=addresses.c[name].type) for name in sorted(columns)}
    return update(addresses).where(addresses.c.id == bindparam("row")).values(new)


def leave_forms(db: Transaction, person: int) -> None:
    """Take whatever is asked off all of somebody's screens."""
    db.connection.execute(_NO_FORMS, {"of": person})


def leave_screens(db: Transaction) -> None:
    """Know of nobody what is on their screen: after a restore it shows what came later."""
    db.connection.execute(_NO_SCREENS)


def forget_strangers(db: Transaction) -> int:
    """Drop the addresses of who has not joined, once they are answered and follow no invitation."""
    found = [
        {"row": row.id, "opener": row.token, "now": db.now} for row in db.connection.execute(_STRANGERS).all()
    ]
    return sum(db.connection.execute(_FORGET, one).rowcount for one in found)


def read(db: Transaction, row: Sequence[Any]) -> Address:
    """Make an address of the end of a row, where its columns stand in their order (`COLUMNS`)."""
    id_, person, channel, hashed, sealed, card, asking, blocked_at, last_used = row[-len(COLUMNS) :]
    text = db.vault.open(SEALED, hashed.hex(), sealed)
    return Address(id_, channel, text, person, card, asking, blocked_at is not None, last_used)
