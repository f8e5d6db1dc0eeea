"""What comes in: a photo, a place or words go into the report at hand, or begin one (`ux.md` 9)."""

import json

from markupsafe import Markup
from msgspec.structs import replace

from casework.forms import ABOUT, NEAR, Answers, Draft, Source, Value, said_in, sources
from casework.intake import (
    EVIDENCE,
    OF_REPORTS,
    PIECES,
    REPORT,
    add,
    corrected,
    fits,
    gather,
    known,
    undecided,
)
from casework.staffing.people import REPORTERS, Role
from casework.text.identity import clean_text
from handlers.forms import filling
from handlers.intake.one_tap import place
from handlers.ui import home
from handlers.ui.heard import Said
from handlers.ui.screens import lines
from handlers.ui.turn import App, Turn, everybody, only
from handlers.words.wording import N_, Wording
from storage.forms import drafts


@only(*Role)
def sent_in(turn: Turn) -> None:
    """Take a photo, film, sound or place: evidence for the report at hand, or the start of one."""
    draft = filling.on_screen(turn)
    if turn.speaker.role in REPORTERS and (draft is None or draft.form in OF_REPORTS):
        offer(turn, _sent(turn), draft)
    elif turn.text:
        turn.notice = turn.wording.text("What came with your words can't be kept here.")
        turn.app.kinds[Said.WORDS](turn)
    elif draft is None:
        turn.notice = turn.wording.text("I can't use that here. Please type your question.")
        home.show(turn)
    else:
        question = draft.now(turn.app.flows[draft.form].form)
        key = question.kind if question else None
        filling.show(turn, draft, wrong=turn.wording.text(_NOT_HERE.get(str(key), _TEXT_PLEASE)))


_TEXT_PLEASE = N_("Please answer with words here; a picture does not fit this question.")
_NOT_HERE = {
    "choice": N_("Please tap one of the buttons below."),
    "many": N_("Please tap one of the buttons below."),
}


def offer(turn: Turn, piece: dict[str, Value], draft: Draft | None = None) -> None:
    """Turn what came into a draft report, or add it to the one on the screen."""
    story = clean_text(str(piece.pop("story", "")), turn.channel.text)
    piece = {"story": story, **piece} if story else piece
    draft = None if draft is not None and _of_another_matter(turn, draft) else draft
    turn.goes_on = draft is not None and _same_album(turn, draft)
    too_many = _too_many(turn, draft) if EVIDENCE in piece else None
    if too_many:
        piece = {key: value for key, value in piece.items() if key != EVIDENCE}
    if draft is not None and too_many and not piece:
        filling.show(turn, draft, wrong=too_many)
        return
    answers = _with(turn, draft, noted(turn, piece))
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
        added = lines(too_many, _added(draft, piece, turn.wording))
        filling.show(turn, drafts.save(turn.db, replace(draft, answers=answers, misses=0)), wrong=added)


def _too_many(turn: Turn, draft: Draft | None) -> Markup | None:
    """Say that no more photos, films and sounds go with this report; its words do."""
    limit = turn.db.rules.policy.keeping.evidence_files
    if draft is None or len(draft.chosen(EVIDENCE)) < limit:
        return None
    return turn.wording.text(
        "%(limit)s photos, videos and sounds go with a report at once. This one was not added: send these "
        "first, then add it in “My reports”.",
        limit=limit,
    )


def _of_another_matter(turn: Turn, draft: Draft) -> bool:
    """What lay for hours before anybody said that it is a report has nothing to do with what comes now."""
    together = turn.db.rules.policy.keeping.together
    return undecided(draft) and draft.touched is not None and turn.db.now - draft.touched >= together


def _same_album(turn: Turn, draft: Draft) -> bool:
    said = sources(draft.answers)
    return bool(turn.heard.album and said and said[-1].album == turn.heard.album)


def noted(turn: Turn, piece: dict[str, Value]) -> dict[str, Value]:
    """Keep which message it was: it can be edited until the report is sent."""
    heard = turn.heard
    if heard.message is None:
        return piece
    said = Source(heard.message, "story", str(piece.get("story", "")), heard.evidence, heard.album)
    return said_in(piece, said)


def _with(turn: Turn, draft: Draft | None, piece: dict[str, Value]) -> dict[str, Value]:
    """Return the answers with what came now."""
    if draft is not None and not undecided(draft):
        answers = add(draft.answers, piece)
        return answers if EVIDENCE not in answers else {"story": None, **answers}
    before = draft.chosen(PIECES) if draft else []
    return gather(known(turn.speaker.villages), [*before, json.dumps(piece, ensure_ascii=False)])


def _added(draft: Draft, piece: Answers, wording: Wording) -> Markup:
    """Say that it was kept; a place is named, where the card does not name it."""
    if undecided(draft):
        return wording.text("Added to what you sent before.")
    noted = N_("Added to your report.") if draft.said("story") else N_("Noted.")
    return lines(wording.text(noted), place(piece, wording))


def anew(turn: Turn, draft: Draft, number: str) -> None:
    """Make what was to be added to a report that is over another one; in danger it goes out at once."""
    left_open = {ABOUT} if draft.said("story") or draft.chosen(EVIDENCE) else {ABOUT, "story"}
    said = {key: value for key, value in draft.answers.items() if key not in left_open}
    turn.notice = turn.wording.text(
        "%(number)s is over, and nothing can be added to it. What you sent becomes a new report.",
        number=number,
    )
    filling.show(turn, drafts.begin(turn.db, REPORT.name, None, {**known(turn.speaker.villages), **said}))


@everybody
def amended(turn: Turn) -> None:
    """A message was edited: what was not sent yet says what it says now, what was sent stays (`trust.md` R5).

    A phone that shares where it is on the way edits its message at each step: that is no news. Nor is an
    edit that changes no word.
    """
    heard = turn.heard
    if heard.place is not None:
        return
    for draft in drafts.mine(turn.db):
        before = next((one for one in sources(draft.answers) if one.message == heard.message), None)
        if before is not None:
            _correct(turn, draft, before)
            return
    turn.notice = (
        turn.wording.text("What was sent already stays as it is. To a report you can add in “My reports”.")
        if filling.on_screen(turn) is None
        else turn.wording.text(
            "I keep what was sent first. To correct it, write it again; to a report you can add in “My "
            "reports”."
        )
    )
    filling.show_again(turn)


def _correct(turn: Turn, draft: Draft, before: Source) -> None:
    flow = turn.app.flows.get(draft.form)
    text = clean_text(turn.text, turn.channel.text)
    now = replace(before, text=text, evidence=turn.heard.evidence)
    if flow is None or now == before:
        return
    if draft.form in OF_REPORTS and before.key == "story":
        answers = corrected(known(turn.speaker.villages), draft.answers, now)
        if not fits(answers):
            turn.notice = turn.wording.text("That is too long, so I keep what you wrote first.")
            filling.show_again(turn)
            return
        draft = drafts.save(turn.db, replace(draft, answers=answers))
        turn.notice = turn.wording.text("Corrected in your draft.")
        filling.show_again(turn)
    else:
        filling.answer_again(turn, draft, now)


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
    app.said(Said.PLACE, sent_in)
    app.said(Said.AMENDED, amended)
