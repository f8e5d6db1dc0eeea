"""What somebody owes themselves."""

from sqlalchemy import select

from casework.policy.owed import Bearer
from storage.core.database import Transaction
from storage.core.tables import obligations as rows
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from tests.support.certain import certain

_OWED = (
    select(rows.c.id)
    .where(rows.c.ended_at.is_(None), rows.c.bearer == Bearer.PERSON)
    .order_by(rows.c.due, rows.c.id)
)


def owed_by(db: Transaction, person: int) -> list[Obligation]:
    """List what somebody owes, the nearest first."""
    found = db.connection.execute(_OWED.where(rows.c.person == person)).scalars()
    return [certain(obligations.get(db, one)) for one in found]
