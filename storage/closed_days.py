"""Days the office was closed by a typhoon (停班停課): what no calendar can know."""

from datetime import date

from sqlalchemy import select

from storage.database import Transaction
from storage.tables import closed_days

_KNOWN = select(closed_days.c.day)


def known(db: Transaction) -> frozenset[date]:
    """List them."""
    return frozenset(db.connection.execute(_KNOWN).scalars())
