"""The rest of a report of danger: it went out on the tap that said so, and what else helps is asked after."""

from casework.forms import ABOUT, Draft
from casework.intake import EVIDENCE, REST, rest_of, seen
from casework.staffing.people import REPORTERS
from handlers.forms import filling
from handlers.intake import attached, my_reports, offering, one_tap
from handlers.intake.asks import ASKS
from handlers.ui.turn import App, Flow, Turn
from handlers.words.form_words import Ask, Words
from handlers.words.terms import DANGER
from handlers.words.wording import N_
from storage.cases import reports
from storage.cases.reports import Adds, Report
from storage.forms import drafts

WORDS = Words(
    title=N_("Sent. A few more answers help"),
    asks={
        **{key: ASKS[key] for key in ("call", "household", "home", "happening")},
        "story": Ask(
            N_("Is there anything else to say?"),
            name=N_("What was added"),
            hint=N_("In your own words. You can also send photos, a video or a voice note."),
        ),
    },
    send=N_("Add it"),
    skip=N_("Not sure"),
    unsent=N_("What you add is not sent yet. Please check:"),
)


def ask(turn: Turn, sent: Draft) -> None:
    """Ask what a report that just went out did not say yet."""
    known = rest_of(sent)
    if known is None:
        return
    latest = reports.mine(turn.db, turn.speaker.id)[0]
    filling.ask_below(turn, drafts.begin(turn.db, REST.name, None, {ABOUT: str(latest.report), **known}))


def answered(turn: Turn, draft: Draft) -> None:
    """Add what was answered to the report."""
    said = Report(
        danger="unsure",
        story=draft.said("story"),
        household=draft.said("household"),
        seen=tuple(sorted(seen(draft))),
        call=draft.said("call") == "yes",
        evidence=tuple(draft.chosen(EVIDENCE)),
        adds=Adds.REST,
    )
    my_reports.add(turn, draft, said, turn.wording.text("Added. Those who have the report were told."))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[REST.name] = Flow(
        REST,
        WORDS,
        REPORTERS,
        answered,
        summary=True,
        heading=my_reports.heading,
        back=my_reports.back,
        warning=lambda draft, wording: wording.text(DANGER),
        stray=offering.stray,
        besides=one_tap.attached,
        keys=attached.keys,
        one_a_row=True,
    )
