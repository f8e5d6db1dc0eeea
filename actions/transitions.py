"""Transitions (轉銜): begun by letter from outside, and over without a meeting when the measure is."""

from msgspec.structs import replace

from actions import dossiers
from casework.dossiers import WHO
from casework.forms import Answers
from casework.staffing.units import Unit
from casework.transitions import ATTENDING, Measure, by_letter
from storage.core.database import Transaction
from storage.transitions import TRANSITIONS

CALLED = "轉銜"


def begin(db: Transaction, window: Unit, given: Answers) -> Measure:
    """Make one of the letter: who is to attend is of the district where they will live, else of the city."""
    ticked = given.get(WHO)
    district = str(given.get("village") or "")[:3] or window.district
    attend = dossiers.nearest(db, district, ATTENDING, ticked if isinstance(ticked, list) else [])
    return by_letter(window, TRANSITIONS.number(db, window, CALLED), attend, given)


def lapse(db: Transaction, row: int) -> None:
    """The measure has ended: no meeting is owed any more."""
    one = TRANSITIONS.read(db, row)
    TRANSITIONS.keep(db, one, replace(one, lapsed=True), "transition.lapsed")
