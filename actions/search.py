"""Search: who looks a household up by its ID, telephone or house does so on record."""

from actions.cases.looking import LookNews, tell, witnesses
from casework.cases.looks import FOUND, HOUR, MISSED
from casework.errors import NotThere
from storage.cases import looks
from storage.core import journal
from storage.core.database import Transaction


def misses_left(db: Transaction) -> bool:
    """Tell whether the speaker asked for less of what is nowhere, within the hour, than ends the asking."""
    if db.speaker is None:
        return False
    return looks.missed(db, db.speaker.id, db.now - HOUR) < db.rules.policy.looks.misses


def looked_up(db: Transaction, asked: int, found: int) -> None:
    """Write down that the speaker looked up so many, and how many were nowhere; too many are told."""
    if db.speaker is None:
        raise NotThere
    missed, me = max(asked - found, 0), db.speaker
    before = looks.missed(db, me.id, db.now - HOUR)
    journal.write(db, MISSED if missed else FOUND, number=missed or asked)
    most = db.rules.policy.looks.misses
    if before < most <= before + missed:
        for one in witnesses(db, me):
            tell(db, "look.misses", one, LookNews(me.id, me.name), f"{db.now:%Y%m%d%H}")
