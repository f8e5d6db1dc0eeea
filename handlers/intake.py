"""Intake: whatever worries a chief becomes a report in a minute (`ux.md` 9–12)."""

from dataclasses import dataclass, replace

from markupsafe import Markup
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from casework import criteria
from casework.case import Case, State
from casework.errors import NotThere, Stale
from casework.forms import NEAR, Draft, Value
from casework.household import read_household
from casework.intake import EVIDENCE, REPORT, seen
from casework.obligations import screening
from casework.people import REPORTERS, Role
from handlers import forms, home, telling
from handlers.buttons import Button
from handlers.office import App, Entry, Flow
from handlers.screens import Copy, Press, Screen, column, lines
from handlers.turn import Turn, only
from handlers.wording import N_, Wording
from storage import cases, drafts, journal, people, reports
from storage.reports import Report

OFFERED = "danger"
"""The tap that makes a draft answers the first question at once."""


@dataclass(frozen=True)
class NewReport(Button, prefix="ir"):
    """Begin an empty report."""


@dataclass(frozen=True)
class MakeReport(Button, prefix="im"):
    """Make what was sent a report: `danger` is yes, no, unsure, or drop."""

    draft: int
    danger: str


@only(*REPORTERS)
def report(turn: Turn) -> None:
    """Begin an empty report."""
    forms.begin(turn, REPORT, answers=_known(turn))


@only(*REPORTERS)
def make_report(turn: Turn) -> None:
    """Make what was sent a report with one tap; the tap says whether there is danger."""
    button = MakeReport.pressed(turn.update)
    try:
        draft = drafts.get(turn.db, button.draft)
    except NotThere:
        raise Stale from None
    if button.danger == "drop":
        drafts.drop(turn.db, draft)
        home.show(turn)
    elif button.danger not in REPORT.question(OFFERED).options:
        raise Stale
    else:
        forms.show(turn, drafts.save(turn.db, draft.answer(OFFERED, button.danger)))


@only(*Role)
def sent_in(turn: Turn) -> None:
    """Take a photo, voice note or location: evidence for the report at hand, or the start of one."""
    if turn.speaker.role not in REPORTERS:
        turn.notice = turn.wording.text("I can't use that here. Please type your question.")
        home.show(turn)
        return
    draft = forms.on_screen(turn)
    if draft is not None and draft.form != REPORT.name:
        question = draft.now(turn.office.flows[draft.form].form)
        key = question.kind if question else None
        forms.show(turn, draft, wrong=turn.wording.text(_NOT_HERE.get(str(key), _TEXT_PLEASE)))
        return
    offer(turn, _sent(turn), draft)


_TEXT_PLEASE = N_("Please answer with words here; a picture does not fit this question.")
_NOT_HERE = {
    "choice": N_("Please tap one of the buttons below."),
    "many": N_("Please tap one of the buttons below."),
}


def offer(turn: Turn, answers: dict[str, Value], draft: Draft | None = None) -> None:
    """Turn what came into a draft report, or add it to the one begun before."""
    draft = draft or drafts.existing(turn.db, REPORT.name, None)
    if draft is None:
        draft = drafts.begin(turn.db, REPORT.name, None, {**_known(turn), **answers})
    else:
        draft = drafts.save(turn.db, _with(draft, answers))
        drafts.show(turn.db, draft.id)
    if OFFERED in draft.answers:
        forms.show(turn, draft, wrong=turn.wording.text("Added to your report."))
    else:
        turn.show(offered(draft, turn.wording))


def _with(draft: Draft, answers: dict[str, Value]) -> Draft:
    """Add to a draft what came later: evidence and text grow, a place is replaced."""
    merged = dict(draft.answers)
    for key, value in answers.items():
        before = merged.get(key)
        if key == "story" and isinstance(before, str):
            merged[key] = f"{before}\n{value}"
        elif key == EVIDENCE and isinstance(before, list) and isinstance(value, list):
            merged[key] = [*before, *value]
        else:
            merged[key] = value
    return replace(draft, answers=merged)


def _known(turn: Turn) -> dict[str, Value]:
    """What need not be asked: the village of a chief who speaks for one."""
    villages = turn.speaker.villages
    if len(villages) == 1:
        return {"village": villages[0]}
    return {NEAR: list(villages)} if villages else {}


def _sent(turn: Turn) -> dict[str, Value]:
    message = turn.update.effective_message
    if message is None:
        return {}
    found: dict[str, Value] = {"story": message.caption} if message.caption else {}
    if message.photo:
        found[EVIDENCE] = [f"photo:{message.photo[-1].file_id}"]
    elif message.voice:
        found[EVIDENCE] = [f"voice:{message.voice.file_id}"]
    elif message.location:
        found |= _place(turn, message.location.latitude, message.location.longitude)
    return found


def _place(turn: Turn, latitude: float, longitude: float) -> dict[str, Value]:
    """Turn a location into a village; where it was split since, the question stays open with its parts."""
    near = [village.key for village in turn.office.places.at(latitude, longitude)]
    if len(near) == 1:
        return {"village": near[0]}
    if not near:
        turn.notice = turn.wording.text("That place is outside Taoyuan. Please type the village.")
        return {}
    return {NEAR: near}


def offered(draft: Draft, wording: Wording) -> Screen:
    """Ask whether it is a report, and whether there is danger, with one tap."""

    def tap(label: str, danger: str, style: str = "") -> Press:
        return Press(wording.label(label), MakeReport(draft.id, danger), style)

    return Screen(
        lines(
            Markup("<b>%s</b>") % wording.text("Make this a report?"),
            wording.text("In danger, call 110 or 119 first. Protection line: 113 (24 hours)."),
        ),
        column(
            tap(N_("🚨 Report: danger now"), "yes", "danger"),
            tap(N_("Report: no danger now"), "no", "primary"),
            tap(N_("Report: not sure"), "unsure"),
            tap(N_("Not a report"), "drop"),
        ),
    )


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
    danger = wording.text("In danger, call 110 or 119 first. Protection line: 113 (24 hours).")
    return Screen(
        lines(
            Markup("<b>%s</b>") % wording.text("Received. Thank you."),
            wording.text("Number: %(number)s", number=case.number),
            wording.text(
                "It is screened and dispatched by %(by)s. You will hear here what becomes of it.", by=by
            ),
            danger if case.urgent else wording.text("If it gets worse: 113 (24 hours), in danger 110."),
        ),
        column(
            Copy(wording.label("📋 Copy %(number)s", number=case.number), case.number),
            home.key(wording),
        ),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.office.flows[REPORT.name] = Flow(REPORT, REPORTERS, send, summary=True)
    app.office.entries.append(Entry(N_("📝 Report"), NewReport(), REPORTERS))
    app.telegram.add_handler(CommandHandler("report", report))
    app.telegram.add_handler(CallbackQueryHandler(report, pattern=NewReport.pattern()))
    app.telegram.add_handler(CallbackQueryHandler(make_report, pattern=MakeReport.pattern()))
    app.telegram.add_handler(MessageHandler(filters.PHOTO | filters.VOICE | filters.LOCATION, sent_in))
