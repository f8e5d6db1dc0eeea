"""By what two rows of lists are alike, in words."""

from casework.rosters.likeness import Likeness
from handlers.words.wording import N_, Wording

SIGNS = {
    Likeness.ID: N_("the same ID"),
    Likeness.NEAR_ID: N_("IDs one slip apart"),
    Likeness.PART_OF_ID: N_("what can be read of a masked ID"),
    Likeness.OTHER_ID: N_("but other IDs"),
    Likeness.NAME: N_("the same name"),
    Likeness.SOUNDS: N_("names that sound alike"),
    Likeness.MASKED: N_("what can be read of a masked name"),
    Likeness.SLIP: N_("one other character in the name"),
    Likeness.DROPPED: N_("one character less in the name"),
    Likeness.NOWHERE_ELSE: N_("a name that nobody else has"),
    Likeness.BIRTH: N_("the same birth"),
    Likeness.BIRTH_SLIP: N_("births one slip apart"),
    Likeness.NO_BIRTH: N_("no birth in one of them"),
    Likeness.DOOR: N_("the same door"),
    Likeness.ONE_LIST: N_("but both in one list"),
    Likeness.ANOTHER: N_("but somebody of that birth lives there whose name is closer"),
}


def why(signs: int, wording: Wording) -> str:
    """Say in words what two rows share."""
    found = [wording.label(word) for sign, word in SIGNS.items() if sign & signs]
    return wording.label(", ").join(found) or wording.label("somebody decided so")
