"""No case is opened: the report is pointed to the legal channel (轉介其他窗口), or not taken (不開案)."""

from markupsafe import Markup

from actions import screening
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft
from casework.screening import NOT_TAKEN, REDIRECT
from handlers.cases import cards
from handlers.forms import steps
from handlers.screening.dispatching import SCREENING
from handlers.ui import home
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.terms import CHANNELS
from handlers.words.wording import N_
from storage.core import journal
from storage.core.database import Transaction

OUTCOMES = frozenset({"case.redirected", "case.not_taken"})


class Redirect(OfCase, prefix="csr"):
    """Point to the legal channel instead."""


class NotTake(OfCase, prefix="csn"):
    """Open no case."""


def redirect(db: Transaction, draft: Draft) -> Case:
    """Point to the channel that was chosen."""
    return screening.redirect(db, draft.subject or 0, draft.said("channel"), draft.said("reason"))


def redirected(turn: Turn, case: Case, draft: Draft) -> Markup:
    """Say where it was pointed to."""
    channel = _channel(turn, draft.said("channel"))
    return turn.wording.text("Pointed to %(channel)s. Whoever reported hears so.", channel=channel)


def _as_read(turn: Turn, case: Case) -> str:
    """The report as it was read: nothing is turned away of which its reporter has told more since."""
    return str(case.version)


OTHER_CHANNEL, NO_CASE = N_("Other channel"), N_("Do not open a case")
REDIRECTING = steps.Step(
    acts.REDIRECT,
    Redirect,
    OTHER_CHANNEL,
    REDIRECT,
    Words(
        title=N_("Point to another channel"),
        asks={
            "channel": Ask(N_("Which channel is the right one?"), name=N_("Channel"), options=CHANNELS),
            "reason": Ask(N_("Why this channel?"), name=REASON),
        },
        send=N_("Point there"),
        impact=N_(
            "Whoever reported hears that it went to the right channel. Only an administrator can undo this."
        ),
    ),
    SCREENING,
    do=redirect,
    done=redirected,
    summary=True,
    answers=_as_read,
)
NOT_TAKING: steps.Step[Case] = steps.Step(
    acts.NOT_TAKE,
    NotTake,
    NO_CASE,
    NOT_TAKEN,
    Words(
        title=N_("Do not open a case"),
        asks={"reason": Ask(N_("Why is no case opened?"), name=REASON)},
        send=N_("Open no case"),
        impact=N_("Whoever reported hears that no case is opened. Only an administrator can undo this."),
    ),
    SCREENING,
    done=N_("No case was opened. Whoever reported hears so."),
    summary=True,
    answers=_as_read,
)


def outcome(turn: Turn, case: Case) -> list[Markup]:
    """Say where the report was pointed to, or that no case was opened, and why."""
    found = [one for one in journal.of_subject(turn.db, case.id) if one.verb in OUTCOMES]
    if not case.turned_away or not found:
        return []
    channel = found[-1].detail.get("channel")
    reason = cards.reasons(turn, case).get((found[-1].verb, found[-1].at), "")
    return [
        *([turn.wording.text("Pointed to: %(channel)s", channel=_channel(turn, channel))] if channel else []),
        turn.wording.text("Reason: %(reason)s", reason=reason),
    ]


def _channel(turn: Turn, channel: str) -> str:
    label = CHANNELS.get(channel)
    return turn.wording.label(label) if label else channel


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add_beside(app, REDIRECTING, NOT_TAKING)
    app.parts.append(Part(Action.SCREEN, lines=outcome))
    app.guides += [
        home.on_a_case("轉介?(?:給|到)?其他(?:窗口|單位)|other(?:channel|unit)", OTHER_CHANNEL, SCREENING),
        home.on_a_case("不開案|(?:donot)?opennocase", NO_CASE, SCREENING),
    ]
