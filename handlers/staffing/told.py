"""What is told of people and units, by pushes without a name (`trust.md` L0)."""

from collections.abc import Mapping
from functools import partial

from handlers.staffing.units import Team
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Screen, column
from handlers.words.wording import N_, Wording

SAID = {
    "person.changed": N_("What is kept about you was changed: name, telephone, role or villages."),
    "person.suspended": N_("Somebody of your unit was suspended. Please see who goes on with their work."),
    "person.transferred": N_("You belong to another unit now."),
    "person.newcomer": N_("A colleague was transferred to your unit."),
    "person.left": N_("Your access has ended. Thank you for your work."),
    "person.readmitted": N_("You have access again, as before."),
    "person.stand_in": N_("From now on you do a colleague's work: their nudges and offers come to you."),
    "unit.renamed": N_("Your unit has another name from now on."),
    "unit.moved": N_("Your unit stands in another place of the network from now on."),
}


def _say(sentence: str, about: object, wording: Wording) -> Screen:
    return Screen(wording.text(sentence))


def joined(unit: int, wording: Wording) -> Screen:
    """Tell who invited somebody, with the way to who it was: the push names nobody."""
    key = Press(wording.label("👥 People"), Team(unit, 0))
    return Screen(wording.text("Somebody whom you invited has joined."), column(key))


def same_number(names: tuple[str, str], wording: Wording) -> Screen:
    """Tell who invited somebody that a colleague has the same telephone."""
    name, other = names
    text = wording.text(
        "%(name)s, who has joined, has the same telephone as %(other)s. "
        "Please look whether it is one person.",
        name=name,
        other=other,
    )
    return Screen(text)


TELLINGS: Mapping[str, Telling] = {
    "person.joined": joined,
    "person.same_number": same_number,
    **{verb: partial(_say, sentence) for verb, sentence in SAID.items()},
}
"""What is told of people and units."""
