"""Invitations: one-time, expiring, bound to role, unit and villages (`trust.md`)."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, insert, select, update

from casework.errors import InvitationSpent
from casework.staffing.people import Role
from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import invitations

_still_open = and_(invitations.c.used_by.is_(None), invitations.c.revoked_at.is_(None))
_OPEN = select(invitations).where(_still_open)
_REVOKE = (
    update(invitations)
    .where(invitations.c.id == bindparam("row"), _still_open)
    .values(revoked_at=bindparam("now", type_=invitations.c.revoked_at.type), opened_by=None, sealed=None)
)
_USE = (
    update(invitations)
    .where(invitations.c.id == bindparam("row"), _still_open)
    .values(used_by=bindparam("person"), opened_by=None, sealed=None)
)
_JOINED_BY = select(invitations.c.id).where(
    invitations.c.code == bindparam("hashed"), invitations.c.used_by == bindparam("person")
)
_OF_UNIT = _OPEN.where(invitations.c.unit == bindparam("of")).order_by(invitations.c.id.desc())
_ONE = _OPEN.where(invitations.c.id == bindparam("row"))
_BY = _OPEN.where(invitations.c.by == bindparam("who"))
_EVERY = _OPEN.order_by(invitations.c.id.desc())
_REVOKE_EVERY = (
    update(invitations)
    .where(_still_open)
    .values(revoked_at=bindparam("now", type_=invitations.c.revoked_at.type), opened_by=None, sealed=None)
)
_REVOKE_ALL = (
    update(invitations)
    .where(invitations.c.unit == bindparam("of"), invitations.c.used_by.is_(None))
    .values(revoked_at=bindparam("now", type_=invitations.c.revoked_at.type), opened_by=None, sealed=None)
)


class Invitation(Struct, frozen=True):
    """What somebody is invited as."""

    id: int
    role: Role
    unit: int
    villages: tuple[str, ...]
    name: str = ""
    """Whom it is for, if that was said."""
    by: int | None = None
    """Who invited them; None: the command line."""
    expires_at: datetime | None = None


def invite(db: Transaction, role: Role, unit: int, villages: Sequence[str], name: str = "") -> str:
    """Make an invitation and give its code (128 bits); only the hash is kept."""
    code = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
    row = db.connection.execute(
        insert(invitations)
        .values(
            code=_hash(code),
            role=role,
            unit=unit,
            villages=list(villages),
            expires_at=db.now + timedelta(days=db.rules.policy.invitations.valid_days),
            by=db.speaker.id if db.speaker else None,
        )
        .returning(invitations.c.id)
    ).scalar_one()
    if name:
        sealed = db.vault.seal("invitation", row, name)
        db.connection.execute(update(invitations).where(invitations.c.id == row).values(sealed=sealed))
    journal.write(db, "person.invited", invitation=row, role=role, unit=unit)
    return code


def of_unit(db: Transaction, unit: int) -> list[Invitation]:
    """List whom a unit waits for: invited, and not joined yet; the newest first."""
    return [_invitation(db, row) for row in db.connection.execute(_OF_UNIT, {"of": unit}).all()]


def get(db: Transaction, invitation: int) -> Invitation | None:
    """Read one that nobody has joined by and that was not revoked."""
    row = db.connection.execute(_ONE, {"row": invitation}).one_or_none()
    return _invitation(db, row) if row else None


def revoke(db: Transaction, invitation: Invitation) -> bool:
    """Let nobody join by it any more; False when somebody just has, or another revoked it."""
    if not db.connection.execute(_REVOKE, {"row": invitation.id, "now": db.now}).rowcount:
        return False
    journal.write(db, "person.invitation_revoked", invitation=invitation.id)
    return True


def every(db: Transaction) -> list[Invitation]:
    """List whom any unit waits for; the newest first."""
    return [_invitation(db, row) for row in db.connection.execute(_EVERY).all()]


def revoke_of(db: Transaction, person: int) -> None:
    """Let nobody join by what somebody invited who may have had no say in it: their phone was lost."""
    for row in db.connection.execute(_BY, {"who": person}).all():
        revoke(db, _invitation(db, row))


def revoke_every(db: Transaction) -> int:
    """Let nobody join by any of them: of a copy nobody knows which were used since; returns how many."""
    return db.connection.execute(_REVOKE_EVERY, {"now": db.now}).rowcount


def revoke_all(db: Transaction, unit: int) -> None:
    """Let nobody join a unit any more that ends."""
    db.connection.execute(_REVOKE_ALL, {"of": unit, "now": db.now})


def open_invitation(db: Transaction, code: str, by: bytes) -> Invitation:
    """Follow an invitation; the first address that does so, known by its token, alone may go on."""
    invitation = _find(db, invitations.c.code == _hash(code))
    db.connection.execute(
        update(invitations)
        .where(invitations.c.opened_by == by, invitations.c.used_by.is_(None))
        .values(opened_by=None)
    )
    taken = db.connection.execute(
        update(invitations)
        .where(
            invitations.c.id == invitation.id,
            (invitations.c.opened_by.is_(None)) | (invitations.c.opened_by == by),
        )
        .values(opened_by=by)
    ).rowcount
    if taken != 1:
        raise InvitationSpent
    return invitation


def opened(db: Transaction, by: bytes) -> Invitation:
    """Find the invitation that an address followed."""
    return _find(db, invitations.c.opened_by == by)


def joined_by(db: Transaction, code: str, person: int) -> bool:
    """Tell whether it is the invitation by which somebody joined."""
    values = {"hashed": _hash(code), "person": person}
    return db.connection.execute(_JOINED_BY, values).first() is not None


def use(db: Transaction, invitation: Invitation, person: int) -> None:
    """Spend an invitation; one that was revoked or used since it was read is `InvitationSpent`."""
    if not db.connection.execute(_USE, {"row": invitation.id, "person": person}).rowcount:
        raise InvitationSpent
    journal.write(db, "person.joined", invitation=invitation.id, person=person)


def _find(db: Transaction, condition: ColumnElement[bool]) -> Invitation:
    row = db.connection.execute(_OPEN.where(condition, invitations.c.expires_at > db.now)).one_or_none()
    if row is None:
        raise InvitationSpent
    return _invitation(db, row)


def _invitation(db: Transaction, row: Any) -> Invitation:
    name = db.vault.open("invitation", row.id, row.sealed) if row.sealed else ""
    return Invitation(row.id, Role(row.role), row.unit, tuple(row.villages), name, row.by, row.expires_at)


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
