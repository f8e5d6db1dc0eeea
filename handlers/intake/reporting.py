"""Intake: whatever worries a chief becomes a report in a minute (`ux.md` 9–12)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from casework.cases import criteria
from casework.cases.case import Case, State
from casework.cases.household import read_household
from casework.errors import NotThere, Stale
from casework.forms import NEAR, Answers, Draft, Value
from casework.intake import EVIDENCE, PIECES, REPORT, add, decide, fits, gather, seen, undecided
from casework.reminders.obligations import screening
from casework.staffing.people import REPORTERS, Role
from casework.text.identity import clean_text
from handlers.forms import filling, questions
from handlers.ui import home, telling
from handlers.ui.buttons import Button
from handlers.ui.heard import Said
from handlers.ui.screens import Copy, Level, Press, Screen, column, lines
from handlers.ui.turn import App, Entry, Flow, Turn, only
from handlers.ui.wording import N_, Wording
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.core import journal
from storage.forms import drafts
from storage.staffing import people

DANGER = N_("In danger, call 110 or 119 first. Protection line: 113 (24 hours).")
SHOWN = 80
"""Characters of what was sent that are shown again."""


@dataclass(frozen=True)
class NewReport(Button, prefix="ir"):
    """Begin an empty report."""


@dataclass(frozen=True)
class MakeReport(Button, prefix="im"):
    """Make what was sent a report: `danger` is yes, no, unsure; or apart, drop, keep, delete."""

    draft: int
    danger: str


@only(*REPORTERS)
def report(turn: Turn) -> None:
    """Begin an empty report."""
    filling.begin(turn, REPORT)


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


def _undecided(turn: Turn, draft: int) -> Draft:
    """Give the draft of a key, unless it was made a report or left meanwhile."""
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
    drafts.save(turn.db, replace(draft, answers=gather(_known(turn), before)))
    other = drafts.begin(turn.db, REPORT.name, None, gather(_known(turn), [last]))
    filling.show(
        turn, other, wrong=turn.wording.text("This is another report now. The first one waits at Home.")
    )


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
    """Give the answers with what came now."""
    if draft is not None and not undecided(draft):
        return add(draft.answers, piece)
    before = draft.chosen(PIECES) if draft else []
    return gather(_known(turn), [*before, json.dumps(piece, ensure_ascii=False)])


def _added(draft: Draft, piece: Answers, wording: Wording) -> Markup:
    """Say that it was kept; a place is named."""
    noted = N_("Added to your report.") if draft.said("story") else N_("Noted.")
    return lines(wording.text(noted), _place(piece, wording))


def stray(turn: Turn, draft: Draft) -> None:
    """Keep words that were typed where buttons are asked for: they belong to the story."""
    offer(turn, {"story": turn.text}, draft)


def _known(turn: Turn) -> dict[str, Value]:
    """What need not be asked: the village of a chief who speaks for one."""
    villages = turn.speaker.villages
    if len(villages) == 1:
        return {"village": villages[0]}
    return {NEAR: list(villages)} if villages else {}


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


def _place(piece: Answers, wording: Wording) -> Markup | None:
    """Name the place that was sent; one outside the city is no village of ours."""
    near = piece.get(NEAR)
    if isinstance(near, list):
        return wording.text("Place: %(place)s", place=wording.label(", ").join(near))
    if "village" not in piece:
        return None
    if not piece["village"]:
        return wording.text("That place is outside Taoyuan. The village will be asked for.")
    return wording.text("Place: %(place)s", place=piece["village"])


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
            wording.text("Added to what you sent before.") if several else None,
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
    """What was sent so far, as far as a line shows it."""
    story = draft.said("story").replace("\n", " ")
    if story:
        yield wording.text("You wrote: %(story)s", story=story[:SHOWN] + ("…" if len(story) > SHOWN else ""))
    limit = REPORT.question("story").limit
    if len(story) > limit:
        yield wording.text(
            "It has %(n)s characters, one report takes %(limit)s: you will be asked to shorten it.",
            n=len(story),
            limit=limit,
        )
    yield questions.attached(REPORT, draft, wording)
    places = (_place(json.loads(piece), wording) for piece in reversed(draft.chosen(PIECES)))
    yield next(filter(None, places), None)


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


def warning(draft: Draft, wording: Wording) -> Markup | None:
    """Say whom to call where there is danger (`ux.md` 10); the first question says so itself."""
    question = draft.now(REPORT)
    first = question is not None and question.key == "danger"
    return None if first or not criteria.urgent(draft.said("danger"), seen(draft)) else wording.text(DANGER)


def send(turn: Turn, draft: Draft) -> None:
    """Open a case from the report, and give the receipt."""
    household = read_household(draft.said("household"))
    ticked = seen(draft)
    found = criteria.findings(
        ticked, reports_in_a_year=1, reports_for_1a=turn.db.rules.policy.screening.reports_for_1a
    )
    case = cases.open_case(
        turn.db,
        Case(
            id=0,
            number="",
            state=State.SCREENING,
            village=draft.said("village"),
            urgent=criteria.urgent(draft.said("danger"), ticked),
            reported_at=turn.db.now,
            household=household,
            kinds=criteria.kinds(found),
        ),
        _letter(turn, draft.said("village")),
    )
    evidence = draft.answers.get(EVIDENCE)
    reports.keep(
        turn.db,
        case,
        Report(
            danger=draft.said("danger"),
            story=draft.said("story"),
            household=draft.said("household"),
            seen=tuple(sorted(ticked)),
            call=draft.said("call") == "yes",
            evidence=tuple(evidence) if isinstance(evidence, list) else (),
        ),
    )
    journal.write(turn.db, "case.reported", case=case.id)
    telling.screeners(turn, case)
    if case.missing_child:
        telling.child_missing(turn, case)
    turn.show(Screen(turn.wording.text("✅ Sent.")))
    turn.say(receipt(case, turn))


def _letter(turn: Turn, village: str) -> str:
    """The letter of the centre responsible for the village; A when none is."""
    centre, _ = people.area(turn.db, village)
    return people.unit(turn.db, centre).letter if centre else "A"


def receipt(case: Case, turn: Turn) -> Screen:
    """Number, what happens next and by when, whom to call (`ux.md` 12)."""
    wording = turn.wording
    by = wording.moment(screening(case, turn.db.rules.policy).due)
    return Screen(
        lines(
            Markup("<b>%s</b>") % wording.text("Received. Thank you."),
            wording.text("Number: %(number)s", number=case.number),
            wording.text(
                "By %(by)s somebody looks at it and sends a social worker. "
                "You will hear here what becomes of it.",
                by=by,
            ),
            wording.text(DANGER)
            if case.urgent
            else wording.text("If it gets worse: 113 (24 hours), in danger 110."),
        ),
        column(
            Copy(wording.label("📋 Copy %(number)s", number=case.number), case.number),
            home.key(wording),
        ),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[REPORT.name] = Flow(
        REPORT,
        REPORTERS,
        send,
        summary=True,
        warning=warning,
        known=lambda turn, case: _known(turn),
        before=offered,
        stray=stray,
    )
    app.entries.append(Entry(N_("📝 Report"), NewReport(), REPORTERS))
    app.command("report", report)
    app.on(NewReport, report)
    app.on(MakeReport, make_report)
    app.said(Said.EVIDENCE, sent_in)
    app.said(Said.PLACE, sent_in)
