"""Handing over: the note, what it all means, and the act (交接, `domain.md` §3.9)."""

import json

from markupsafe import Markup
from msgspec.structs import asdict, replace

from actions import handover
from casework.errors import NotThere, Overtaken, Stale
from casework.forms import Draft
from casework.handover import HANDING, HANDOVER, Moved, Plan
from handlers.forms import filling, pin
from handlers.handover import preview
from handlers.ui import home
from handlers.ui.apart import whole
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.ui.turn import App, Flow, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.sentences import SENTENCES
from handlers.words.wording import N_, Wording
from storage.forms import drafts
from storage.handover import holdings
from storage.staffing import people

PERSON, RECEIVER, INTO = "person", "receiver", "into"
WRITTEN, SEEN = "written", "seen"
"""The note under a name that no screen of the form shows, and the counts that were shown."""


class GoOn(Button, prefix="fho"):
    """Go on with a handover that was begun."""

    draft: int


class Rewrite(Button, prefix="fhn"):
    """Write the note anew."""

    draft: int
    version: int


class HandOver(Button, prefix="fhy"):
    """Hand over, as the preview showed it."""

    draft: int
    version: int


WORDS = Words(
    title=N_("Handover note"),
    asks={
        "note": Ask(
            N_("What must whoever takes over know?"),
            name=N_("Handover note"),
            hint=N_(
                "What is urgent, agreed or planned. Your message is deleted from the chat. "
                "Nothing is moved yet."
            ),
        ),
    },
    send=N_("Go on"),
)


def begin(turn: Turn, plan: Plan) -> None:
    """Ask for the note; one that was written for the same person is kept."""
    answers = {
        PERSON: str(plan.person.id),
        RECEIVER: str(plan.receiver.id),
        INTO: "" if plan.into is None else str(plan.into),
    }
    earlier = drafts.existing(turn.db, HANDOVER.name, None)
    if earlier is not None:
        drafts.drop(turn.db, earlier)
        if earlier.said(PERSON) == answers[PERSON] and earlier.said(WRITTEN):
            answers[WRITTEN] = earlier.said(WRITTEN)
    _go_on(turn, drafts.begin(turn.db, HANDOVER.name, None, {**answers}))


def written(turn: Turn, draft: Draft) -> None:
    """Keep the note and show what it all means."""
    answers = {key: value for key, value in draft.answers.items() if key != "note"}
    answers[WRITTEN] = draft.said("note")
    _go_on(turn, drafts.begin(turn.db, HANDOVER.name, None, answers))


def _go_on(turn: Turn, draft: Draft) -> None:
    if draft.said(WRITTEN):
        _preview(turn, draft)
    else:
        filling.show(turn, draft)


def _preview(turn: Turn, draft: Draft) -> None:
    """Show the counts and what follows; what can't be done any more is said and put away."""
    try:
        plan = _plan(turn, draft)
    except (NotThere, Stale):
        drafts.drop(turn.db, draft)
        turn.notice = turn.wording.text(SENTENCES[Stale])
        home.show(turn)
        return
    moved = holdings.count(turn.db, plan.person.id, plan.receiver)
    seen = json.dumps(asdict(moved))
    draft = drafts.save(turn.db, replace(draft, answers={**draft.answers, SEEN: seen}))
    turn.show(preview.before(turn, plan, moved, draft.said(WRITTEN), _keys(draft, turn.wording)))


def _keys(draft: Draft, wording: Wording) -> Rows:
    """The safe choice comes first (`ux.md` 17)."""
    return column(
        Press(wording.label("Do not hand over"), home.Home()),
        Press(wording.label("✏️ Write the note anew"), Rewrite(draft.id, draft.version)),
        Press(wording.label("Yes, hand it over"), HandOver(draft.id, draft.version), "danger"),
    )


@only(*HANDING)
def go_on(turn: Turn) -> None:
    """Go on with a handover that was begun."""
    _go_on(turn, _kept(turn, drafts.get(turn.db, turn.pressed(GoOn).draft)))


@only(*HANDING)
def rewrite(turn: Turn) -> None:
    """Ask for the note anew; the one that was written is gone."""
    button = turn.pressed(Rewrite)
    draft = _kept(turn, filling.current(turn, button.draft, button.version))
    answers = {key: value for key, value in draft.answers.items() if key != WRITTEN}
    filling.show(turn, drafts.save(turn.db, replace(draft, answers=answers)))


@only(*HANDING)
def hand_over(turn: Turn) -> None:
    """Hand over what the preview showed, behind the PIN; when it is no longer so, show it as it is now."""
    button = turn.pressed(HandOver)
    draft = _kept(turn, filling.current(turn, button.draft, button.version))
    if not draft.said(SEEN):
        raise Stale
    if not pin.proven(turn):
        return
    try:
        plan = _plan(turn, draft)
        seen = Moved(**json.loads(draft.said(SEEN)))
        with whole(turn.db):
            done = handover.hand_over(turn.db, plan, draft.said(WRITTEN), seen)
    except Overtaken:  # it begins anew
        raise
    except (NotThere, Stale):
        turn.notice = turn.wording.text(SENTENCES[Stale])
        _preview(turn, draft)
        return
    drafts.drop(turn.db, draft)
    turn.show(preview.after(turn, plan, done.moved))


def _plan(turn: Turn, draft: Draft) -> Plan:
    person, receiver = (int(draft.said(one) or 0) for one in (PERSON, RECEIVER))
    return handover.plan(turn.db, person, receiver, int(draft.said(INTO)) if draft.said(INTO) else None)


def _kept(turn: Turn, draft: Draft) -> Draft:
    if draft.form != HANDOVER.name:
        raise NotThere
    return draft


def _heading(turn: Turn, draft: Draft) -> Markup:
    person = people.get(turn.db, int(draft.said(PERSON) or 0))
    return preview.heading(turn, person, int(draft.said(INTO)) if draft.said(INTO) else None)


def with_earlier(turn: Turn, screen: Screen) -> Screen:
    """Offer to go on with what was begun (`ux.md` 13)."""
    earlier = drafts.existing(turn.db, HANDOVER.name, None)
    if earlier is None or not earlier.said(PERSON):
        return screen
    name = people.get(turn.db, int(earlier.said(PERSON))).name
    key = Press(turn.wording.label("Go on: %(name)s", name=name), GoOn(earlier.id), "primary")
    return replace(screen, rows=((key,), *screen.rows))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[HANDOVER.name] = Flow(HANDOVER, WORDS, HANDING, written, heading=_heading, private=True)
    app.on(GoOn, go_on)
    app.on(Rewrite, rewrite)
    app.on(HandOver, hand_over)
