"""Invitations: one-time, expiring, bound to role, unit and villages (`trust.md`)."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, insert, select, update

from casework.errors import InvitationSpent
from casework.staffing.people import Role
from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import invitations


@dataclass(frozen=True)
class Invitation:
    """What somebody is invited as."""

    id: int
    role: Role
    unit: int
    villages: tuple[str, ...]


def invite(db: Transaction, role: Role, unit: int, villages: Sequence[str]) -> str:
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
        )
        .returning(invitations.c.id)
    ).scalar_one()
    journal.write(db, "person.invited", invitation=row, role=role, unit=unit)
    return code


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


def use(db: Transaction, invitation: Invitation, person: int) -> None:
    """Spend an invitation."""
    db.connection.execute(
        update(invitations).where(invitations.c.id == invitation.id).values(used_by=person, opened_by=None)
    )
    journal.write(db, "person.joined", invitation=invitation.id, person=person)


def _find(db: Transaction, condition: ColumnElement[bool]) -> Invitation:
    row = db.connection.execute(
        select(invitations).where(
            condition,
            invitations.c.used_by.is_(None),
            invitations.c.expires_at > db.now,
        )
    ).one_or_none()
    if row is None:
        raise InvitationSpent
    return Invitation(row.id, Role(row.role), row.unit, tuple(row.villages))


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
