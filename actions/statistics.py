"""The household register (戶籍), by which rates are counted, is handed in."""

from casework.errors import NotThere
from casework.statistics.register import GIVES, Register
from storage import statistics
from storage.core.database import Transaction


def give(db: Transaction, register: Register) -> None:
    """Hand in a register in place of the one before."""
    if not any(one.role in GIVES for one in db.acting):
        raise NotThere
    statistics.keep_register(db, register)
