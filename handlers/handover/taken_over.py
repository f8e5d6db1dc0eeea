"""Taken over (交接給我的): what somebody left, and the note with it."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere
from casework.text.dates import local_day
from casework.text.masking import mask_names
from handlers.cases import mentioned
from handlers.handover import preview
from handlers.handover.handed import TakenOver
from handlers.handover.preview import masked
from handlers.ui import home, queues, standings
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Part, Turn, everybody
from storage.core import recusals, subjects
from storage.core.database import SubjectKind
from storage.handover import handovers
from storage.handover.handovers import Handover
from storage.staffing import people

Held = tuple[SubjectKind[Any], Any]
"""What somebody has, and of which kind it is."""


@everybody
def taken_over(turn: Turn) -> None:
    """Show the note, masked, and what is still the speaker's; each opens its card."""
    button = turn.pressed(TakenOver)
    found = handovers.taken_over(turn.db, button.handover)
    mine = _still_theirs(turn, found)
    if found.which and not mine:  # a note about cases goes with the last of them
        raise NotThere
    here = queues.paged(mine, button.page)
    text = lines(
        Markup("<b>%s</b>") % _from(turn, found),
        *preview.counts(found.moved, turn.wording),
        turn.wording.text("Note: %(note)s", note=_note(turn, found)),
        turn.wording.text("What is masked stands in full behind “Full data” of its case.") if mine else None,
        here.which(turn.wording),
    )
    keys = column(*(_key(turn, one) for one in here.rows))
    turned = here.turning(lambda number: TakenOver(found.id, number), turn.wording)
    named = mentioned.keys(turn, found.note)
    turn.show(Screen(text, (*keys, *turned, *named, (home.key(turn.wording),)), Level.L1))


def _key(turn: Turn, one: Held) -> Press:
    kind, thing = one
    subject = kind.rules.subject(thing)
    about = turn.app.cards[subject.kind].about(thing, turn.wording)
    called = standings.marked(subject.sign, alarm=subject.alarm)
    return Press(f"{called} {about}".strip(), OpenCard(subject.id))


def _still_theirs(turn: Turn, found: Handover) -> list[Held]:
    """List what was handed over and is the speaker's still, and of what they do not keep out."""
    held = ((kind, one) for kind in turn.db.kinds.values() for one in kind.held_by(turn.db, turn.speaker.id))
    theirs = ((kind, one, kind.rules.subject(one).id) for kind, one in held)
    return [
        (kind, one)
        for kind, one, subject in theirs
        if subject in found.which and not recusals.keeps_out(turn.db, subject)
    ]


def _from(turn: Turn, found: Handover) -> Markup:
    name, day = people.get(turn.db, found.person).name, turn.wording.day(local_day(found.at))
    return turn.wording.text("Taken over from %(name)s, %(day)s", name=name, day=day)


def _note(turn: Turn, found: Handover) -> str:
    """Mask the names of all that was handed over, also of what is no longer the speaker's."""
    return masked(found.note, list(_names(turn, found)))


def _names(turn: Turn, found: Handover) -> Iterator[str]:
    for one in found.which:
        try:
            kind = subjects.kind_of(turn.db, one)
            yield from kind.rules.names(kind.read(turn.db, one))
        except NotThere:  # erased since
            continue


def _mine(turn: Turn, case: Case) -> bool:
    return case.open and any(one.holds(turn.speaker.id) for one in case.seats)


def latest(turn: Turn, case: Case) -> Handover | None:
    """Return the handover by which a case came to the speaker, while it is theirs."""
    return handovers.latest_of(turn.db, case.id) if _mine(turn, case) else None


def in_full(turn: Turn, case: Case) -> list[Markup]:
    """Say the note in the full view of a case (`trust.md` L2), word for word but for others' names."""
    found = latest(turn, case)
    if found is None:
        return []
    return [Markup("\n<b>%s</b>\n%s") % (_from(turn, found), _others_masked(turn, found, case))]


def _others_masked(turn: Turn, found: Handover, case: Case) -> str:
    """Mask the names of the other households: each stands in full with its own case alone."""
    own = case.household.names
    names = set(_names(turn, found)).difference(own)
    return mask_names(found.note, names, keep=own)


def _lines(turn: Turn, case: Case) -> list[Markup]:
    found = latest(turn, case)
    return [] if found is None else [_from(turn, found)]


def _rows(turn: Turn, case: Case) -> Rows:
    found = latest(turn, case)
    return column(Press(turn.wording.label("Handover note"), TakenOver(found.id, 0)) if found else None)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.VIEW, rows=_rows, lines=_lines))
    app.in_full.append(Part(Action.VIEW, lines=in_full))
    app.on(TakenOver, taken_over)
