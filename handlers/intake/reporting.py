"""Intake: whatever worries a chief becomes a report in a minute (`ux.md` 9–12)."""

from dataclasses import dataclass

from markupsafe import Markup

from actions import intake
from casework.cases import criteria
from casework.forms import Draft
from casework.intake import EVIDENCE, REPORT, can_be_asked, known, seen
from casework.staffing.people import REPORTERS
from handlers.forms import filling
from handlers.intake import attached, offering, one_tap
from handlers.intake.receipts import receipt
from handlers.ui.buttons import Button
from handlers.ui.screens import Screen
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.terms import DANGER, DANGERS, SEEN
from handlers.words.wording import N_, Wording
from storage.cases.reports import Report

WORDS = Words(
    title=N_("Report"),
    asks={
        "danger": Ask(
            N_("Is anyone in danger right now?"), name=N_("Danger now"), hint=DANGER, options=DANGERS
        ),
        "story": Ask(
            N_("What did you see or hear?"),
            name=N_("What was seen"),
            hint=N_("In your own words. You can also send photos, a voice note or a location."),
            example=N_("The child next door cries every night; the father drinks."),
        ),
        "village": Ask(
            N_("In which village?"), name=N_("Village"), hint=N_("Type its name, for example 新街里.")
        ),
        "household": Ask(
            N_("Whose household is it?"),
            name=N_("Household"),
            hint=N_("As far as you know: name, address, telephone, ID."),
            example=N_("Wang Xiaoming, 100 Zhongzheng Road"),
        ),
        "home": Ask(
            N_("Who lives there?"),
            name=N_("Who lives there"),
            hint=N_("Tap all that apply."),
            options=SEEN,
        ),
        "happening": Ask(
            N_("What is happening?"),
            name=N_("What is happening"),
            hint=N_("Tap all that apply."),
            options=SEEN,
        ),
        "call": Ask(
            N_("May somebody call you about it?"),
            name=N_("Call me"),
            hint=N_("Only who screens it and who serves them see your name and number."),
            options={"yes": N_("Yes, call me"), "no": N_("Please do not")},
        ),
    },
    send=N_("Send the report"),
    skip=N_("Not sure"),
)


@dataclass(frozen=True)
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


def send(turn: Turn, draft: Draft) -> None:
    """Open a case from the report, and hand over the receipt."""
    if not can_be_asked(draft.answers):
        nobody = turn.wording.text(
            "A photo or recording alone does not say which household it is. May somebody call you and ask? "
            "Or go back and write a few words: who, or where."
        )
        filling.ask_again(turn, draft, "call", nobody)
        return
    case = intake.report(turn.db, _said(draft), village=draft.said("village"))
    turn.show(Screen(turn.wording.text("✅ Sent.")))
    turn.say(receipt(case, turn.wording, turn.db.rules))


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
        besides=one_tap.attached,
        keys=attached.keys,
        one_a_row=True,
    )
    app.entries.append(HomeEntry(N_("📝 Report"), NewReport(), REPORTERS, place=HomePlace.MORE))
    app.command("report", report)
    app.on(NewReport, report)
