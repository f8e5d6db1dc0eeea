"""One tap says whether what came in is a report, and whether there is danger (`ux.md` 9–10)."""

import json
from collections.abc import Iterator

from markupsafe import Markup
from msgspec.structs import replace

from casework.errors import NotThere, Stale
from casework.forms import NEAR, Answers, Draft
from casework.intake import EVIDENCE, PIECES, REPORT, decide, gather, known, undecided
from casework.staffing.people import REPORTERS
from casework.text.identity import shortened
from casework.text.masking import mask_ids
from handlers.forms import filling
from handlers.intake.asks import IN_DANGER
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from handlers.words import typed
from handlers.words.terms import DANGER
from handlers.words.wording import N_, Wording
from storage.forms import drafts

SHOWN = 80
"""Characters of what was sent that are shown again."""


TAKEN_BACK = frozenset(
    {
        *("不是", "不是啦", "不用", "不用了", "不要", "不要了", "刪掉", "刪除"),
        *("no", "nothanks", "deleteit"),
    }
)
"""What is typed for the key that says that it is no report."""
AGREED = frozenset(
    {
        *("是", "是的", "對", "對啊", "嗯", "可以", "好", "好的", "好啊"),
        *("要", "要啊", "我要", "要通報", "我要通報"),
        *("yes", "yesplease", "ok", "okay", "sure"),
    }
)
"""What is typed of what was sent being a report, and says nothing yet of danger."""


class MakeReport(Button, prefix="im"):
    """Make what was sent a report: `danger` is yes, no, unsure; or apart, drop, keep, delete."""

    draft: int
    danger: str


@only(*REPORTERS)
def make_report(turn: Turn) -> None:
    """Make what was sent a report with one tap; the tap says whether there is danger."""
    button = turn.pressed(MakeReport)
    draft = _undecided(turn, button.draft)
    several = len(draft.chosen(PIECES)) > 1
    match button.danger:
        case danger if danger in REPORT.question("danger").options:
            filling.show(turn, drafts.save(turn.db, decide(draft, danger)))
        case _ if turn.asking != draft.id:
            raise Stale
        case "apart" if several:
            _take_apart(turn, draft)
        case "drop" if several:
            turn.show(throw_away(draft, turn.wording))
        case "drop" | "delete":
            drafts.drop(turn.db, draft)
            turn.notice = turn.wording.text("The draft was deleted.")
            home.show(turn)
        case "keep":
            filling.show(turn, draft)
        case _:
            raise Stale


def answers(turn: Turn, text: str) -> bool:
    """Take yes, no and whether there is danger where it is asked whether what was sent is a report."""
    draft = filling.on_screen(turn)
    if draft is None or not undecided(draft):
        return False
    said = typed.meant(text)
    danger = next((one for one, words in IN_DANGER.items() if typed.says(said, words)), None)
    if danger or said in TAKEN_BACK or typed.gives_up(said):
        turn.press(MakeReport(draft.id, danger or "drop"))
    elif said in AGREED:
        filling.show(turn, drafts.save(turn.db, decide(draft)))
    else:
        return False
    return True


def _undecided(turn: Turn, draft: int) -> Draft:
    """Return the draft of a key, unless it was made a report or left meanwhile."""
    try:
        found = drafts.get(turn.db, draft)
    except NotThere:
        raise Stale from None
    if not undecided(found):
        raise Stale
    return found


def _take_apart(turn: Turn, draft: Draft) -> None:
    """Make what came last a report of its own; the other one waits in its drawer."""
    *before, last = draft.chosen(PIECES)
    drafts.save(turn.db, replace(draft, answers=gather(known(turn.speaker.villages), before)))
    other = drafts.begin(turn.db, REPORT.name, None, gather(known(turn.speaker.villages), [last]))
    filling.show(
        turn, other, wrong=turn.wording.text("This is another report now. The first one waits at Home.")
    )


def offered(draft: Draft, wording: Wording) -> Screen | None:
    """Ask whether it is a report, and whether there is danger, with one tap; None once that is said."""
    if not undecided(draft):
        return None

    def tap(label: str, danger: str, style: str = "") -> Press:
        return Press(wording.label(label), MakeReport(draft.id, danger), style)

    several = len(draft.chosen(PIECES)) > 1
    return Screen(
        lines(
            Markup("<b>%s</b>") % wording.text("Make this a report?"),
            *_content(draft, wording),
            wording.text(DANGER),
        ),
        column(
            tap(N_("🚨 Report: danger now"), "yes", "danger"),
            tap(N_("Report: no danger now"), "no", "primary"),
            tap(N_("Report: not sure"), "unsure"),
            tap(N_("Another report"), "apart") if several else None,
            tap(N_("Not a report"), "drop"),
        ),
        Level.L1,
        draft=draft.id,
    )


def _content(draft: Draft, wording: Wording) -> Iterator[Markup | None]:
    """Say what was sent so far, as far as a line shows it."""
    story = mask_ids(draft.said("story").replace("\n", " "))
    if story:
        yield wording.text(
            "You wrote: %(story)s", story=shortened(story, SHOWN) + ("…" if len(story) > SHOWN else "")
        )
    limit = REPORT.question("story").limit
    if len(story) > limit:
        yield wording.text(
            "It has %(n)s characters, one report takes %(limit)s: you will be asked to shorten it.",
            n=len(story),
            limit=limit,
        )
    yield attached(draft, wording)
    named = (place(json.loads(piece), wording) for piece in reversed(draft.chosen(PIECES)))
    yield next(filter(None, named), None)


def attached(draft: Draft, wording: Wording) -> Markup | None:
    """Say what came with it: photos, voice notes."""
    evidence = draft.answers.get(EVIDENCE)
    if not isinstance(evidence, list) or not evidence:
        return None
    return wording.count("• Attached: %(n)s file", "• Attached: %(n)s files", len(evidence))


def place(piece: Answers, wording: Wording) -> Markup | None:
    """Name the place that was sent; one outside the city is no village of ours."""
    near = piece.get(NEAR)
    if isinstance(near, list):
        return wording.text("Place: %(place)s", place=wording.label(", ").join(near))
    if "village" not in piece:
        return None
    if not piece["village"]:
        return wording.text("That place is outside Taoyuan. The village will be asked for.")
    return wording.text("Place: %(place)s", place=piece["village"])


def throw_away(draft: Draft, wording: Wording) -> Screen:
    """Several messages are not thrown away with one tap; the safe choice comes first (`ux.md` 17)."""
    count = len(draft.chosen(PIECES))
    return Screen(
        wording.count(
            "Delete %(n)s message? Nothing was sent.", "Delete all %(n)s messages? Nothing was sent.", count
        ),
        column(
            Press(wording.label("Keep it"), MakeReport(draft.id, "keep")),
            Press(wording.label("Delete the draft"), MakeReport(draft.id, "delete"), "danger"),
        ),
        draft=draft.id,
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(MakeReport, make_report)
    app.saying(answers)
