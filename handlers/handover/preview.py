"""A handover to look at: what moves and what follows from it, and the same counts after."""

from collections.abc import Iterator

from markupsafe import Markup

from casework.handover import Move, Moved, Plan
from casework.staffing.people import LEADING, Person
from casework.text.masking import mask_in_text
from handlers.ui import home
from handlers.ui.screens import Level, Rows, Screen, column, lines
from handlers.ui.turn import Turn
from handlers.words.terms import ROLES
from handlers.words.wording import N_, Wording
from storage.staffing import people

COUNTED = {
    "cases": N_("• Cases served: %(n)s"),
    "offers": N_("• Offers to answer: %(n)s"),
    "obligations": N_("• Deadlines: %(n)s"),
    "areas": N_("• Villages: %(n)s"),
    "drafts": N_("• Drafts: %(n)s"),
    "nudges": N_("• Nudges that wait: %(n)s"),
}
"""Every count is named, also where it is none: before and after are read side by side."""
MATTERS = N_("• Other matters: %(n)s")
"""Named only where there are any: most people have none."""


def before(turn: Turn, plan: Plan, moved: Moved, note: str, rows: Rows) -> Screen:
    """What moves, what it means, and that nothing is done yet (`ux.md` 17)."""
    wording = turn.wording
    held = ((kind, one) for kind in turn.db.kinds.values() for one in kind.held_by(turn.db, plan.person.id))
    names = [name for kind, one in held for name in kind.rules.names(one)]
    return Screen(
        lines(
            Markup("<b>%s</b>") % heading(turn, plan.person, plan.into),
            wording.text("Not done yet. This goes to %(name)s:", name=who(turn, plan.receiver)),
            *counts(moved, wording),
            *_impact(turn, plan, moved),
            _begun(wording, plan, moved),
            wording.text("Note: %(note)s", note=masked(note, names)),
        ),
        rows,
        Level.L1,
    )


def after(turn: Turn, plan: Plan, moved: Moved) -> Screen:
    """The same counts, now that it is done."""
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("Handed over to %(name)s.", name=who(turn, plan.receiver)),
        *counts(moved, wording),
    )
    return Screen(text, column(home.key(wording)), Level.L1)


def heading(turn: Turn, person: Person, into: int | None) -> Markup:
    """Say whose handover it is, and why."""
    if into is None:
        return turn.wording.text("Handover: %(name)s leaves the office", name=person.name)
    unit = people.unit(turn.db, into).name
    return turn.wording.text("Handover: %(name)s goes to %(unit)s", name=person.name, unit=unit)


def counts(moved: Moved, wording: Wording) -> Iterator[Markup]:
    """Count what moves."""
    for name, words in COUNTED.items():
        yield wording.text(words, n=getattr(moved, name))
    if moved.matters:
        yield wording.text(MATTERS, n=moved.matters)


def _impact(turn: Turn, plan: Plan, moved: Moved) -> Iterator[Markup]:
    """Say what it means for whoever goes, for the villages and for the unit."""
    wording, name = turn.wording, plan.person.name
    if plan.into is None:
        yield wording.text("The access of %(name)s ends at once. This can't be undone.", name=name)
    else:
        unit = people.unit(turn.db, plan.into).name
        yield wording.text("%(name)s goes on at %(unit)s, with nothing open.", name=name, unit=unit)
    yield wording.text("States and deadlines stay as they are, also the time to answer an offer.")
    if plan.receiver.unit != plan.person.unit and moved.has_cases:
        unit = people.unit(turn.db, plan.receiver.unit).name
        yield wording.text("The cases go to %(unit)s.", unit=unit)
    if moved.vacant:
        yield wording.text(
            "Villages without a primary worker then: %(n)s. New cases go to their centre.", n=moved.vacant
        )
    if _last_to_lead(turn, plan.person):
        unit = people.unit(turn.db, plan.person.unit).name
        yield wording.text("%(unit)s has no supervisor then: the bureau answers.", unit=unit)


def _begun(wording: Wording, plan: Plan, moved: Moved) -> Markup | None:
    """Say what becomes of what was begun and goes to nobody: who was about to report whom, first of all."""
    if not moved.dropped:
        return None
    if plan.move is Move.TRANSFER:
        return wording.text(
            "Begun by them and about none of this: %(n)s. Reports stay theirs.", n=moved.dropped
        )
    return wording.text(
        "Begun by them and about none of this: %(n)s. It goes to nobody and is deleted. "
        "Please let them send what they were about to report.",
        n=moved.dropped,
    )


def _last_to_lead(turn: Turn, person: Person) -> bool:
    """Nobody else answers for the unit then: neither a supervisor nor a head."""
    return [one.id for one in people.in_unit(turn.db, person.unit, LEADING)] == [person.id]


def who(turn: Turn, person: Person) -> Markup:
    """Name somebody of the staff, with role and unit."""
    role = turn.wording.label(ROLES[person.role])
    where = people.unit(turn.db, person.unit).name
    return turn.wording.text("%(name)s, %(role)s, %(where)s", name=person.name, role=role, where=where)


def masked(note: str, names: list[str]) -> str:
    """Mask IDs, telephones and the names of the households that are handed over (`trust.md` L1)."""
    return mask_in_text(note, *names)
