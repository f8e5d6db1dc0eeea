"""What is private by its content leaves the chat, however it was typed, and whether or not it was asked for.

A PIN comes when its question is gone: the bot was restarted, the person locked out, a caption or an edit took
its place. Nobody reads it then, and nothing of it is kept (`trust.md` L2).
"""

from msgspec.structs import replace

from casework.errors import NotThere
from casework.staffing.pin import has_pin
from casework.text.identity import in_digits, plain
from casework.text.private import holds_an_id, looks_like_a_pin
from handlers.ui.heard import Said
from handlers.ui.turn import Turn
from storage.cases import cases
from storage.forms import drafts

WITH_MORE = frozenset({Said.EVIDENCE, Said.FILE, Said.PLACE})
"""Said with something that is kept, also when its words are not."""


def keep(turn: Turn) -> None:
    """Take back what must not stay in the chat; a PIN that nothing asks for goes no further."""
    words = turn.heard.words or turn.heard.given
    if not words:
        return
    private, told = _asked(turn)
    pin, id_ = _may_have_a_pin(turn) and looks_like_a_pin(words), holds_an_id(words)
    if pin or id_ or private:
        turn.delete_said()
    if private or not turn.taken_back:
        return
    if id_:
        turn.notice = turn.wording.text("An ID number does not stay in the chat: I deleted it here.")
    elif told and not cases.ending(turn.db, "".join(in_digits(plain(words)).split())):
        said = turn.heard.said if turn.heard.said in WITH_MORE else Said.OTHER
        turn.heard = replace(turn.heard, said=said, words="", given="")
        turn.notice = turn.wording.text(
            "That may be a PIN: I deleted it here, and read no further. Nothing asks for one now."
        )


def _may_have_a_pin(turn: Turn) -> bool:
    """Six digits of who has no PIN are the end of a case number."""
    return turn.db.speaker is None or has_pin(turn.db.speaker)


def _asked(turn: Turn) -> tuple[bool, bool]:
    """Tell whether the form on the screen is private, and whether six digits mean nothing to it."""
    if turn.asking is None:
        return False, True
    try:
        draft = drafts.get(turn.db, turn.asking)
    except NotThere:
        return False, True
    flow = turn.app.flows.get(draft.form)
    question = draft.now(flow.form) if flow else None
    return flow is not None and flow.private, question is None or question.tapped or question.told
