"""🚓 An escort is asked for on the card of a case: when, why, send (`screens.md` §12)."""

from datetime import datetime

from markupsafe import Markup
from msgspec.structs import replace

from actions import escorts as acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import PastDate
from casework.escorts import ASK, suggested
from casework.forms import DAYS, Draft, Value
from casework.staffing.people import SERVING
from handlers.escorts.words import DANGER, REASONS, standing
from handlers.forms import filling, questions, steps
from handlers.ui import home
from handlers.ui.buttons import OfCase, OpenCard
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.cases import cases
from storage.escorts import escorts

KEY = N_("🚓 Ask for an escort")
ASKED = (
    "(?:要|想|需要|可以)?(?:找|請)?(?:警察|員警|警員|派出所|警方)(?:陪同?|一起|協助)(?:我們?)?(?:去|訪視|家訪|去訪視)*"
    "|(?:police)?escort"
)
"""Words by which somebody wants not to visit alone."""
WHEN = Ask(
    N_("When is the visit?"),
    name=N_("Time of the visit"),
    hint=N_("Tap one, or type a day and a time, for example tomorrow 14:30."),
    example=N_("tomorrow 14:30"),
)
WORDS = Words(
    title=N_("Ask the police to go with a visit"),
    asks={"when": WHEN, "why": Ask(N_("Why are they needed?"), name=N_("Reason"), options=REASONS)},
    send=N_("🚓 Ask them"),
)


class AskEscort(OfCase, prefix="gea"):
    """Begin to ask for an escort."""


def known(turn: Turn, subject: int | None) -> dict[str, Value]:
    """Suggest when."""
    return {DAYS: [one.isoformat() for one in suggested(turn.db.now)]}


def when(draft: Draft) -> datetime:
    """Read which moment was chosen."""
    return datetime.fromisoformat(draft.said("when"))


def again(turn: Turn, draft: Draft, bad: PastDate) -> None:
    """Ask once more for a moment that is over by now."""
    flow = turn.app.flows[draft.form]
    fresh = replace(draft, answers={**draft.answers, **known(turn, draft.subject)})
    question = flow.form.question("when")
    filling.ask_again(turn, fresh, "when", questions.wrong(bad, flow.words, question, draft, turn.wording))


def _rows(turn: Turn, case: Case) -> Rows:
    if not acts.may_ask(turn.db, case):
        return ()
    return ((Press(turn.wording.label(KEY), AskEscort(case.id)),),)


def _open(turn: Turn, case: Case) -> Rows:
    """The keys to those that are under way, for whoever sees the case."""
    label = turn.wording.label
    return tuple(
        (Press(label("🚓 Escort %(at)s", at=turn.wording.moment(one.visit_at)), OpenCard(one.id)),)
        for one in escorts.of_case(turn.db, case)
    )


def _lines(turn: Turn, case: Case) -> list[Markup]:
    return [
        turn.wording.text(
            "🚓 %(at)s: %(standing)s",
            at=turn.wording.moment(one.visit_at),
            standing=standing(one, turn.wording),
        )
        for one in escorts.of_case(turn.db, case)
    ]


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Begin the form."""
    case = cases.get(turn.db, turn.pressed(AskEscort).case, Action.SERVE)
    acts.asked_of(turn.db, case)
    filling.begin(turn, ASK, case.id)


def _done(turn: Turn, draft: Draft) -> None:
    try:
        one = acts.ask(turn.db, draft.subject or 0, when(draft), draft.said("why"))
    except PastDate as bad:
        again(turn, draft, bad)
        return
    turn.notice = turn.wording.text(
        "%(unit)s was asked. You hear as soon as they answer.", unit=one.unit.name
    )
    turn.app.show_card(turn, one.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[ASK.name] = Flow(
        ASK,
        WORDS,
        SERVING,
        _done,
        summary=True,
        heading=steps.title,
        warning=lambda draft, wording: wording.text(DANGER),
        known=known,
    )
    app.parts.append(Part(Action.VIEW, rows=_open, lines=_lines))
    app.parts.append(Part(Action.SERVE, rows=_rows))
    app.guides.append(home.on_a_case(ASKED, KEY, SERVING))
    app.on(AskEscort, begin)
