"""What is told of shared families by push: how many, with the way to them (`trust.md` L0)."""

from collections.abc import Mapping

from actions.rosters.matching import FamiliesFound
from casework.rosters.services import sign_of
from handlers.rosters.families import Families
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.words.wording import Wording


def found(about: FamiliesFound, wording: Wording) -> Screen:
    """Tell who speaks for a bureau that other units serve families of theirs, too."""
    text = wording.count(
        "%(list)s: other units serve %(n)s family of yours, too. Please get in contact.",
        "%(list)s: other units serve %(n)s families of yours, too. Please get in contact.",
        about.families,
        list=sign_of(about.month),
    )
    return Screen(text, _open(wording))


def parted(sign: str, wording: Wording) -> Screen:
    """Tell them that a match was wrong."""
    text = wording.text("%(family)s: the match was undone. Please disregard what it said.", family=sign)
    return Screen(text, _open(wording))


def _open(wording: Wording) -> Rows:
    return column(Press(wording.label("👪 Shared families"), Families(0)))


TELLINGS: Mapping[str, Telling] = {"family.found": found, "family.parted": parted}
"""What is told of rosters."""
