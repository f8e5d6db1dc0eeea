"""What comes in: a photo, a place or words go into the report at hand, or begin one (`ux.md` 9)."""

import json
from dataclasses import replace

from markupsafe import Markup

from casework.forms import NEAR, Answers, Draft, Value
from casework.intake import EVIDENCE, PIECES, REPORT, add, fits, gather, known, undecided
from casework.staffing.people import REPORTERS, Role
from casework.text.identity import clean_text
from handlers.forms import filling
from handlers.intake.one_tap import place
from handlers.ui import home
from handlers.ui.heard import Said
from handlers.ui.screens import lines
from handlers.ui.turn import App, Turn, only
from handlers.words.wording import N_, Wording
from storage.forms import drafts


@only(*Role)
def sent_in(turn: Turn) -> None:
    """Take a photo, voice note or location: evidence for the report at hand, or the start of one."""
    if turn.speaker.role not in REPORTERS:
        turn.notice = turn.wording.text("I can't use that here. Please type your question.")
        home.show(turn)
        return
    draft = filling.on_screen(turn)
    if draft is not None and draft.form != REPORT.name:
        question = draft.now(turn.app.flows[draft.form].form)
        key = question.kind if question else None
        filling.show(turn, draft, wrong=turn.wording.text(_NOT_HERE.get(str(key), _TEXT_PLEASE)))
        return
    offer(turn, _sent(turn), draft)


_TEXT_PLEASE = N_("Please answer with words here; a picture does not fit this question.")
_NOT_HERE = {
    "choice": N_("Please tap one of the buttons below."),
    "many": N_("Please tap one of the buttons below."),
}


def offer(turn: Turn, piece: dict[str, Value], draft: Draft | None = None) -> None:
    """Turn what came into a draft report, or add it to the one on the screen."""
    story = clean_text(str(piece.pop("story", "")), turn.channel.text)
    piece = {"story": story, **piece} if story else piece
    draft = draft or next(filter(undecided, drafts.mine(turn.db)), None)
    answers = _with(turn, draft, piece)
    if not fits(answers):
        limit = REPORT.question("story").limit
        full = turn.wording.text(
            "One report takes %(limit)s characters. This message was not added; please send it as another "
            "report after this one.",
            limit=limit,
        )
        filling.show(turn, draft, wrong=full) if draft else home.show(turn)
    elif draft is None:
        filling.show(turn, drafts.begin(turn.db, REPORT.name, None, answers))
    else:
        added = None if undecided(draft) else _added(draft, piece, turn.wording)
        filling.show(turn, drafts.save(turn.db, replace(draft, answers=answers, misses=0)), wrong=added)


def _with(turn: Turn, draft: Draft | None, piece: dict[str, Value]) -> dict[str, Value]:
    """Return the answers with what came now."""
    if draft is not None and not undecided(draft):
        return add(draft.answers, piece)
    before = draft.chosen(PIECES) if draft else []
    return gather(known(turn.speaker.villages), [*before, json.dumps(piece, ensure_ascii=False)])


def _added(draft: Draft, piece: Answers, wording: Wording) -> Markup:
    """Say that it was kept; a place is named."""
    noted = N_("Added to your report.") if draft.said("story") else N_("Noted.")
    return lines(wording.text(noted), place(piece, wording))


def stray(turn: Turn, draft: Draft) -> None:
    """Keep words that were typed where buttons are asked for: they belong to the story."""
    offer(turn, {"story": turn.text}, draft)


def _sent(turn: Turn) -> dict[str, Value]:
    heard = turn.heard
    found: dict[str, Value] = {"story": heard.words} if heard.words else {}
    if heard.evidence:
        found[EVIDENCE] = [heard.evidence]
    if heard.place:
        found |= _located(turn, *heard.place)
    return found


def _located(turn: Turn, latitude: float, longitude: float) -> dict[str, Value]:
    """Turn a location into a village; where it was split since, the question stays open with its parts."""
    near = [village.key for village in turn.office.places.at(latitude, longitude)]
    return {NEAR: near} if len(near) > 1 else {"village": near[0] if near else ""}


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.said(Said.EVIDENCE, sent_in)
    app.said(Said.PLACE, sent_in)
