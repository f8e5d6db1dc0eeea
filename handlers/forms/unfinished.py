"""What was begun and not sent: each draft by its first words, or its case and month, to go on with it."""

from markupsafe import Markup

from casework.forms import Draft
from casework.staffing.people import Role
from handlers.forms import filling, form_cards
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, everybody
from handlers.words.wording import N_
from storage.forms import drafts

MOST = 8
"""So many are listed, the latest; who has more sends or deletes some first."""
TITLE = N_("✏️ Unfinished")


class Unfinished(Button, prefix="fu"):
    """List what was begun."""


@everybody
def unfinished(turn: Turn) -> None:
    """List what was begun and not sent, the latest first."""
    waiting = _mine(turn)
    if not waiting:
        home.show(turn)
        return
    keys = [_key(turn, draft) for draft in waiting[:MOST]]
    text = turn.wording.text("Begun and not sent. Tap one to go on with it:")
    turn.show(Screen(Markup("<b>%s</b>") % text, (*column(*keys), (home.key(turn.wording),))))


def _key(turn: Turn, draft: Draft) -> Press:
    return Press(filling.called(turn, draft), form_cards.Resume(draft.id, "found"))


def _mine(turn: Turn) -> list[Draft]:
    """Return those that the speaker may still fill in; who changed roles may have others."""
    flows = turn.app.flows
    mine = (draft for draft in drafts.mine(turn.db) if draft.begun and draft.form in flows)
    return [draft for draft in mine if turn.speaker.role in flows[draft.form].roles]


def _count(turn: Turn) -> int:
    return len(_mine(turn))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    waits = HomeEntry(
        TITLE,
        Unfinished(),
        tuple(Role),
        waiting=_count,
        shown=lambda turn: bool(_mine(turn)),
        place=HomePlace.BEGUN,
    )
    app.entries.append(waits)
    app.on(Unfinished, unfinished)
