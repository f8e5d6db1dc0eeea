"""What is told of people and units, by pushes without a name (`trust.md` L0)."""

from collections.abc import Mapping
from functools import partial

from handlers.staffing.people import OpenPerson
from handlers.staffing.units import Team
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.words.wording import N_, Wording

SAID = {
    "person.changed": N_("What is kept about you was changed: name, telephone, role or villages."),
    "person.suspended": N_("Somebody in your unit was suspended. Please see who goes on with their work."),
    "person.transferred": N_("You belong to another unit now."),
    "person.newcomer": N_("A colleague was transferred to your unit."),
    "person.left": N_("Your access has ended. Thank you for your work."),
    "person.readmitted": N_("You have access again, as before."),
    "person.stand_in": N_("From now on you do a colleague's work: their nudges and offers come to you."),
    "person.stands_in_no_longer": N_(
        "Somebody else does your colleague's work from now on: you do not stand in for them any more."
    ),
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


def locked(person: int, wording: Wording) -> Screen:
    """Tell who can let somebody back in that they locked themselves out, with the way to who it is."""
    text = wording.text(
        "Somebody in your unit has locked their own access: their phone may be lost. Please call them, "
        "and see who goes on with their work."
    )
    return Screen(text, _to(person, wording))


def pin_asked(person: int, wording: Wording) -> Screen:
    """Tell who can give somebody a PIN that they ask for one."""
    text = wording.text(
        "Somebody in your unit has no PIN. Please call them, make sure who it is, and give them one."
    )
    return Screen(text, _to(person, wording))


def pin_locked(person: int, wording: Wording) -> Screen:
    """Tell who leads somebody that wrong PINs were typed on their phone until it was locked."""
    text = wording.text(
        "A wrong PIN was typed too often on the phone of somebody in your unit, and full data is locked "
        "there for a while. Please call them: their phone may be in other hands."
    )
    return Screen(text, _to(person, wording))


def _to(person: int, wording: Wording) -> Rows:
    return column(Press(wording.label("👥 People"), OpenPerson(person)))


def joined_too(unit: int, wording: Wording) -> Screen:
    """Tell the administrators that somebody joined by an invitation of the command line."""
    key = Press(wording.label("👥 People"), Team(unit, 0))
    return Screen(wording.text("Somebody has joined by an invitation from the command line."), column(key))


def joined_here(unit: int, wording: Wording) -> Screen:
    """Tell who leads a unit that somebody joined whom a colleague invited who no longer leads there."""
    key = Press(wording.label("👥 People"), Team(unit, 0))
    return Screen(wording.text("Somebody has joined your unit whom a colleague had invited."), column(key))


TELLINGS: Mapping[str, Telling] = {
    "person.joined": joined,
    "person.joined_too": joined_too,
    "person.joined_here": joined_here,
    "person.same_number": same_number,
    "person.locked": locked,
    "person.pin_asked": pin_asked,
    "person.pin_locked": pin_locked,
    **{verb: partial(_say, sentence) for verb, sentence in SAID.items()},
}
"""What is told of people and units."""
