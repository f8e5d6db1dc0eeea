"""Decoys (誘餌個案): made by the bureau or an administrator; looks at them have a witness (`looking.py`)."""

from casework.cases.case import Case
from casework.cases.decoys import decoy, makes
from casework.errors import NotThere
from storage.cases import decoys
from storage.core import journal
from storage.core.database import Transaction
from storage.staffing import people


def can(db: Transaction) -> bool:
    """Tell whether the speaker may make one more."""
    there, most = len(decoys.all_of_them(db)), db.rules.policy.looks.decoys
    return db.speaker is not None and makes(db.speaker, there, most)


def make(db: Transaction, name: str, village: str) -> Case:
    """Make one at the centre of a village."""
    if not can(db):
        raise NotThere
    centre, worker = people.area(db, village)
    letter = people.unit(db, centre).letter if centre else "A"
    case = decoys.add(db, decoy(name, village, centre, worker, db.now), letter)
    journal.write(db, "decoy.made")
    return case
