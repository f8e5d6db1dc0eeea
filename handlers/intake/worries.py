"""What was taken for a question may be a worry: one tap makes it a report (`ux.md` 9)."""

from casework.forms import Value
from casework.staffing.people import REPORTERS
from handlers.ui.buttons import Button
from handlers.ui.screens import Press
from handlers.ui.turn import Turn
from storage.forms import drafts

KEPT = 4000
"""Characters of a question that are kept."""


class Worry(Button, prefix="qr"):
    """It was no question but a worry: make it a report."""

    question: int
    version: int


def kept(turn: Turn, text: str) -> dict[str, Value]:
    """Say what is kept of a question."""
    return {"text": text[:KEPT], "day": turn.today.isoformat()}


def key(turn: Turn, text: str) -> Press | None:
    """Keep what was asked, for whom may report it."""
    if turn.speaker.role not in REPORTERS:
        return None
    draft = drafts.keep_question(turn.db, kept(turn, text))
    return Press(turn.wording.label("📝 Make it a report"), Worry(draft.id, draft.version))
