"""What was begun and not sent: each draft by its first words, or its case and month, to go on with it."""

from markupsafe import Markup

from casework.forms import Draft
from casework.staffing.people import Role
from handlers.forms import filling, form_cards
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Press
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, everybody
from handlers.words import typed
from handlers.words.wording import N_

TITLE = N_("✏️ Unfinished")
GOING_ON = frozenset(
    {"繼續", "繼續填寫", "繼續寫", "草稿", "goon", "goonwithit", "continue", "drafts", "draft"}
)
"""What is typed for it."""


class Unfinished(Button, prefix="fu"):
    """List what was begun, page by page."""

    page: int = 0


@everybody
def unfinished(turn: Turn) -> None:
    """List what was begun and not sent, the latest first."""
    waiting = home.begun(turn)
    if not waiting:
        home.show(turn)
        return
    text = turn.wording.text("Begun and not sent. Tap one to go on with it:")
    keys = [_key(turn, draft) for draft in waiting]
    page = min(max(turn.pressed(Unfinished).page, 0), -(-len(keys) // queues.CHOICES) - 1)
    turn.show(queues.choice(turn, Markup("<b>%s</b>") % text, keys, page=page, to=Unfinished, back=None))


def _key(turn: Turn, draft: Draft) -> Press:
    return Press(filling.called(turn, draft), form_cards.Resume(draft.id, "found"))


def answers(turn: Turn, text: str) -> bool:
    """Take 繼續 from who has begun something."""
    if typed.meant(text) not in GOING_ON or not home.begun(turn):
        return False
    turn.press(Unfinished())
    return True


def register(app: App) -> None:
    """Add this conversation to the bot."""
    waits = HomeEntry(
        TITLE,
        Unfinished(),
        tuple(Role),
        waiting=lambda turn: len(home.begun(turn)),
        shown=lambda turn: bool(home.begun(turn)),
        place=HomePlace.BEGUN,
    )
    app.entries.append(waits)
    app.saying(answers)
    app.on(Unfinished, unfinished)
