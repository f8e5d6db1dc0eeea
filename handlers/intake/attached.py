"""What was sent with a report: a wrong photo is taken out again before it is sent."""

from collections.abc import Sequence

from msgspec.structs import replace

from casework.errors import Stale
from casework.forms import Draft
from casework.intake import EVIDENCE, OF_REPORTS, undecided, without
from casework.staffing.people import REPORTERS
from handlers.forms import filling, form_cards
from handlers.ui.buttons import Button
from handlers.ui.screens import Level, Press, Screen, column
from handlers.ui.turn import App, Turn, only
from handlers.words.wording import N_, Wording
from storage.forms import drafts

KINDS = {
    "photo": N_("photo"),
    "voice": N_("voice note"),
    "video": N_("video"),
    "video_note": N_("round video"),
    "audio": N_("sound"),
    "animation": N_("animation"),
    "document": N_("file"),
}
"""What people call what they sent."""


class ShowAttached(Button, prefix="ia"):
    """List what came with a report that is not sent."""

    draft: int


class DropAttached(Button, prefix="io"):
    """Take one of it out; `version` is the draft's, so that an old card takes out nothing else."""

    draft: int
    version: int
    file: int


@only(*REPORTERS)
def show_attached(turn: Turn) -> None:
    """List it, in the order in which it was sent."""
    _show(turn, _unsent(turn, turn.pressed(ShowAttached).draft))


@only(*REPORTERS)
def take_out(turn: Turn) -> None:
    """Take one out."""
    button = turn.pressed(DropAttached)
    draft = filling.current(turn, button.draft, button.version)
    if not 0 <= button.file < len(draft.chosen(EVIDENCE)):
        raise Stale
    draft = drafts.save(turn.db, replace(draft, answers=without(draft.answers, button.file)))
    turn.notice = turn.wording.text("Taken out.")
    if draft.chosen(EVIDENCE):
        _show(turn, draft)
    else:
        filling.show(turn, draft)


def _unsent(turn: Turn, draft: int) -> Draft:
    found = next((one for one in drafts.mine(turn.db) if one.id == draft and one.form in OF_REPORTS), None)
    if found is None or undecided(found):
        raise Stale
    return found


def _show(turn: Turn, draft: Draft) -> None:
    wording = turn.wording
    files = [one.partition(":")[0] for one in draft.chosen(EVIDENCE)]
    keys = [
        Press(
            wording.label("🗑 Take out %(n)s: %(kind)s", n=place + 1, kind=wording.label(KINDS[kind])),
            DropAttached(draft.id, draft.version, place),
        )
        for place, kind in enumerate(files)
    ]
    back = Press(wording.label("◀ Back"), form_cards.Resume(draft.id, "on"))
    text = wording.text("In the order in which you sent them. Tap what does not belong here.")
    turn.show(Screen(text, column(*keys, back), Level.L1, draft=draft.id))


def keys(draft: Draft, wording: Wording) -> Sequence[Press]:
    """The key to it, under the summary, where something was sent with the report."""
    count = len(draft.chosen(EVIDENCE))
    return (
        [Press(wording.label("✏️ Photos, videos, sounds (%(n)s)", n=count), ShowAttached(draft.id))]
        if count
        else []
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(ShowAttached, show_attached)
    app.on(DropAttached, take_out)
