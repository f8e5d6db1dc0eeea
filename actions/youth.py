"""少輔會's youth: told of one by one, or by a list of dropouts [004] 三(二)3, 五(三)."""

from collections.abc import Mapping, Sequence

from actions import dossiers
from casework.dossiers import Side
from casework.errors import NotThere, NotYouth
from casework.forms import Answers
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from casework.youth import Youth, of_row, told
from storage.core.database import Transaction
from storage.staffing import people
from storage.youth import YOUTHS

TELLS = (
    *(UnitKind.EDUCATION, UnitKind.SCHOOL, UnitKind.COUNSELLING),
    *(UnitKind.POLICE, UnitKind.YOUTH),
)
"""Who tells the committee of a youth."""
GIVES = (UnitKind.EDUCATION, UnitKind.YOUTH)
"""Who hands in a list of dropouts."""
CALLED = "少年"


def committees(db: Transaction, mine: Unit) -> list[Unit]:
    """List who can take one on."""
    return people.standing_units(db, UnitKind.YOUTH)


def begin(db: Transaction, mine: Unit, committee: Unit, given: Answers) -> Youth:
    """Make one of what was told."""
    return told(committee, mine.id, YOUTHS.number(db, committee, CALLED), given)


def gives(db: Transaction) -> Unit | None:
    """Return the unit for which the speaker hands in a list, where somebody can take it on."""
    mine = dossiers.begins(db, GIVES)
    return mine if mine is not None and committees(db, mine) else None


def take_list(db: Transaction, rows: Sequence[Mapping[str, str]]) -> tuple[int, int, list[int]]:
    """Begin one of each row; who is open already is not begun again.

    Returns how many of either, and which rows name who is not of the age (any more).
    """
    mine = gives(db)
    if mine is None:
        raise NotThere
    committee = committees(db, mine)[0]
    known = {(one.name, one.born.isoformat()) for one in YOUTHS.open(db)}
    new, grown = 0, list[int]()
    for at, row in enumerate(rows):
        if (who := (row["name"], row["born"])) in known:
            continue
        known.add(who)
        try:
            one = begin(db, mine, committee, of_row(row, local_day(db.now)))
        except NotYouth:
            grown.append(at)
            continue
        one = YOUTHS.add(db, one, "youth.told")
        new += 1
    if new:
        dossiers.told(db, YOUTHS, one, "youth.listed", Side.UNIT)
    return new, len(rows) - new - len(grown), grown
