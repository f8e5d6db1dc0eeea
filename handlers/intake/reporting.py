"""Intake: whatever worries a chief becomes a report in a minute (`ux.md` 9–12)."""

from markupsafe import Markup

from actions import intake
from casework.cases import criteria
from casework.forms import Draft
from casework.intake import EVIDENCE, REPORT, can_be_asked, goes_at_once, known, names_another, seen
from casework.staffing.people import REPORTERS, Role
from handlers.forms import filling
from handlers.intake import attached, offering, one_tap, rest
from handlers.intake.asks import ASKS
from handlers.intake.receipts import receipt
from handlers.ui.buttons import Button
from handlers.ui.screens import Screen, lines
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only
from handlers.words.form_words import Words
from handlers.words.terms import DANGER
from handlers.words.wording import N_, Wording
from storage.cases.reports import Report

WORDS = Words(title=N_("Report"), asks=ASKS, send=N_("Send the report"), skip=N_("Not sure"))


class NewReport(Button, prefix="ir"):
    """Begin an empty report."""


@only(*REPORTERS)
def report(turn: Turn) -> None:
    """Begin an empty report."""
    filling.begin(turn, REPORT)


def warning(draft: Draft, wording: Wording) -> Markup | None:
    """Say whom to call where there is danger (`ux.md` 10); the first question says so itself."""
    question = draft.now(REPORT)
    first = question is not None and question.key == "danger"
    return None if first or not criteria.urgent(draft.said("danger"), seen(draft)) else wording.text(DANGER)


def another(draft: Draft, wording: Wording) -> Markup | None:
    """Say how the second of two households is reported: of what one report tells, one is served."""
    if not names_another(draft):
        return None
    return wording.text(
        "This may be about two households. A report is about one: send /report for the other afterwards."
    )


def _besides(draft: Draft, wording: Wording) -> Markup | None:
    return lines(one_tap.attached(draft, wording), another(draft, wording)) or None


def send(turn: Turn, draft: Draft) -> None:
    """Open a case from the report, and hand over the receipt."""
    at_once = goes_at_once(draft)
    if not (at_once or can_be_asked(draft.answers)):
        nobody = turn.wording.text(
            "A photo or recording alone does not say which household it is. May somebody call you and ask? "
            "Or go back and write a few words: who, or where."
        )
        filling.ask_again(turn, draft, "call", nobody)
        return
    case = intake.report(turn.db, _said(draft), village=draft.said("village"))
    turn.show(Screen(lines(turn.wording.text("✅ Sent."), another(draft, turn.wording))))
    turn.say(receipt(case, turn.wording, turn.db.rules))
    if at_once:
        rest.ask(turn, draft)


def _said(draft: Draft) -> Report:
    evidence = draft.answers.get(EVIDENCE)
    return Report(
        danger=draft.said("danger"),
        story=draft.said("story"),
        household=draft.said("household"),
        seen=tuple(sorted(seen(draft))),
        call=draft.said("call") == "yes",
        evidence=tuple(evidence) if isinstance(evidence, list) else (),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[REPORT.name] = Flow(
        REPORT,
        WORDS,
        REPORTERS,
        send,
        summary=True,
        warning=warning,
        known=lambda turn, case: known(turn.speaker.villages),
        before=one_tap.offered,
        stray=offering.stray,
        besides=_besides,
        keys=attached.keys,
        one_a_row=True,
        at_once=goes_at_once,
    )
    others = tuple(role for role in REPORTERS if role is not Role.CLERK)
    app.entries.append(HomeEntry(N_("📝 Report"), NewReport(), (Role.CLERK,)))
    app.entries.append(HomeEntry(N_("📝 Report"), NewReport(), others, place=HomePlace.MORE))
    app.command("report", report)
    app.on(NewReport, report)
