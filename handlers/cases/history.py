"""History: the journal of a subject, from its card (`trust.md`: who did what, and when)."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from markupsafe import Markup

from actions.cases.looking import tell_of_decoy
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere
from casework.reminders.obligations import CASE
from casework.text.dates import local_day
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, lines
from handlers.ui.turn import App, Part, Turn, everybody, reading
from handlers.words.terms import ACTS, OTHER_ACT, ROLES
from handlers.words.wording import N_, Wording
from storage.core import journal, subjects
from storage.core.journal import JournalEntry
from storage.handover.handovers import HANDED_OVER
from storage.staffing import people

PAGE = 8


class History(Button, prefix="ch"):
    """A page of a subject's history, 0 the latest."""

    subject: int
    page: int


@everybody
@reading
def history(turn: Turn) -> None:
    """Show what was done, latest first."""
    button = turn.pressed(History)
    kind = subjects.kind_of(turn.db, button.subject).rules
    thing = subjects.get(turn.db, button.subject, Action.HISTORY)
    if kind.name == CASE.name:
        turn.db.write(partial(tell_of_decoy, case=thing, verb="look.decoy"))
    entries = journal.of_subject(turn.db, button.subject)[::-1]
    here = queues.paged(entries, button.page, PAGE)
    said = turn.app.cards[kind.name].reasons(turn, thing)
    text = lines(
        Markup("<b>%s</b> %s") % (kind.subject(thing).sign, turn.wording.text("History")),
        *(line(turn, entry, said) for entry in here.rows),
        here.which(turn.wording),
    )
    turn.show(Screen(text, _keys(button.subject, here, turn.wording), Level.L1))


def line(turn: Turn, entry: JournalEntry, said: Mapping[tuple[str, datetime], str]) -> Markup:
    """One act: when, what, who, and the reason given."""
    reason = said.get((entry.verb, entry.at))
    return lines(
        turn.wording.text(
            "%(at)s %(act)s%(who)s",
            at=_at(turn, entry),
            act=_act(turn, entry),
            who=_who(turn, entry),
        ),
        turn.wording.text("   Reason: %(reason)s", reason=reason) if reason else None,
    )


def _at(turn: Turn, entry: JournalEntry) -> Markup | str:
    """Say when; of what a reporter did the day alone: the minute tells who came home then (`trust.md` LR)."""
    if entry.verb in journal.NAMELESS:
        return turn.wording.day(local_day(entry.at))
    return turn.wording.moment(entry.at)


OFFERED = {
    "case.dispatched": N_("dispatched → %(name)s"),
    "case.offered_again": N_("offered to somebody else → %(name)s"),
    "case.recused": N_("keeps out of it: %(name)s"),
    "case.recusal_lifted": N_("may work on it again: %(name)s"),
    "case.glass_ended": N_("ended what they read in an emergency: %(name)s"),
    "case.offer_lapsed": N_("offer lapsed without an answer → %(name)s"),
    "seat.offered": N_("another unit was asked → %(name)s"),
    "seat.offered_again": N_("offered to somebody else → %(name)s"),
    "seat.lapsed": N_("offer lapsed without an answer → %(name)s"),
}
"""Acts that say to whom the case was offered, or who keeps out of it."""


LOOKED_FOR = {0: N_("the police looked: not found"), 1: N_("the police looked: found")}
"""What the police told, by the journal's `found`."""


def _act(turn: Turn, entry: JournalEntry) -> Markup:
    offered = entry.detail.get("person")
    if entry.verb in HANDED_OVER:
        giver, receiver = (people.get(turn.db, int(entry.detail[one])) for one in ("giver", "person"))
        return turn.wording.text("handed over: %(giver)s → %(name)s", giver=giver.name, name=receiver.name)
    if entry.verb in OFFERED and offered is not None:
        return turn.wording.text(OFFERED[entry.verb], name=people.get(turn.db, offered).name)
    if entry.verb == "case.looked_for":
        told = LOOKED_FOR[entry.detail["found"]]
        return turn.wording.text(told)
    return turn.wording.text(ACTS.get(entry.verb, OTHER_ACT))


def _who(turn: Turn, entry: JournalEntry) -> Markup | str:
    """Name who acted; never who reported, whatever the journal holds (`trust.md` LR)."""
    if entry.actor is None or entry.verb in journal.NAMELESS:
        return ""
    try:
        actor = people.get(turn.db, entry.actor)
    except NotThere:
        return ""
    role = turn.wording.label(ROLES[actor.role])
    return turn.wording.text(" %(name)s (%(role)s)", name=actor.name, role=role)


def _keys(subject: int, here: queues.Paged[JournalEntry], wording: Wording) -> Rows:
    around = here.turning(lambda number: History(subject, number), wording)
    back = (Press(wording.label("◀ Back"), OpenCard(subject)), home.key(wording))
    return (*around, back)


def _row(turn: Turn, case: Case) -> Rows:
    return ((Press(turn.wording.label("🕘 History"), History(case.id, 0)),),)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.HISTORY, rows=_row))
    app.on(History, history)
