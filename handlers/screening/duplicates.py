"""Duplicates: a report of a household that is known is joined to its case (併案)."""

from markupsafe import Markup

from actions import screening
from actions.record import judged, moment
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.duplicates import Duplicate, Reason
from casework.errors import Mistyped, NotThere
from casework.forms import Draft
from casework.screening import JOIN
from casework.text.dates import roc_year
from casework.text.names import mask_name
from casework.text.numbers import read_number
from handlers.cases import cards
from handlers.forms import form_cards, steps
from handlers.screening.dispatching import SCREENING
from handlers.ui import home
from handlers.ui.buttons import AsShown, OfCase, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.terms import SHARED_WITH, STATES
from handlers.words.wording import N_, Wording
from storage.cases import cases, duplicates
from storage.forms import drafts


class Choose(OfCase, prefix="cj"):
    """Choose the case to join to."""


class ConfirmJoin(OfCase, prefix="cjc"):
    """Show what joining would mean."""

    into: int


class Join(AsShown, prefix="cjj"):
    """Join the case, as the card showed it, to another."""

    into: int


KEY = N_("Join to a case")
WORDS = Words(
    title=KEY,
    asks={
        "number": Ask(
            N_("What is the number of the case that exists?"),
            hint=N_("Any spelling will do, for example a115000129."),
        ),
    },
)


@only(*SCREENING)
def choose(turn: Turn) -> None:
    """Show the possible duplicates; a number that is typed now answers, too."""
    _choose(turn, judged(turn.db, turn.pressed(Choose).case, acts.JOIN))


def _choose(turn: Turn, case: Case, *, wrong: Markup | None = None) -> None:
    draft = drafts.existing(turn.db, JOIN.name, case.id) or drafts.begin(turn.db, JOIN.name, case.id, {})
    found = duplicates.possible(turn.db, case)
    keys = [
        Press(
            turn.wording.label("Join to %(number)s", number=one.case.number),
            ConfirmJoin(case.id, one.case.id),
        )
        for one in found[:MOST]
        if one.case.open
    ]
    text = lines(
        turn.wording.text("%(number)s: which case is about the same household?", number=case.number),
        *alike(found, turn.wording),
        turn.wording.text("Tap it, or type its number in any spelling, for example a115000129."),
    )
    back = Press(turn.wording.label("◀ Back"), form_cards.Go(draft.id, draft.version, "back"))
    rows = (*column(*keys), (back, home.key(turn.wording)))
    turn.show(Screen(text, rows, Level.L1, draft=draft.id).under(wrong))


def typed_number(turn: Turn, draft: Draft) -> None:
    """Show what joining to the case of this number would mean, or ask again."""
    case = judged(turn.db, draft.subject or 0, acts.JOIN)
    into = _numbered(turn, case, draft.said("number"))
    if into is None:
        _choose(turn, case, wrong=turn.wording.text("There is no other open case of this number."))
    else:
        turn.show(confirmation(turn, case, into))


def _numbered(turn: Turn, case: Case, text: str) -> Case | None:
    """Find an open case by what was typed; it is asked again rather than refused."""
    try:
        number = read_number(text, office=case.number[0], year=roc_year(turn.today))
        found = cases.by_number(turn.db, number or "", Action.SCREEN)
    except (Mistyped, NotThere):
        return None
    return found if found.open and found.id != case.id else None


@only(*SCREENING)
def confirm(turn: Turn) -> None:
    """Ask before a case is joined: the screener can't undo it."""
    button = turn.pressed(ConfirmJoin)
    case = judged(turn.db, button.case, acts.JOIN)
    asked = drafts.existing(turn.db, JOIN.name, case.id)
    if asked is not None:
        drafts.drop(turn.db, asked)
    turn.show(confirmation(turn, case, cases.get(turn.db, button.into, Action.SCREEN)))


def confirmation(turn: Turn, case: Case, into: Case) -> Screen:
    """Say what joining means; the safe choice comes first (`ux.md` 17)."""
    wording = turn.wording
    return Screen(
        lines(
            Markup("<b>%s</b>")
            % wording.text("Join %(number)s to %(into)s?", number=case.number, into=into.number),
            cards.summary(into, wording),
            wording.text(
                "The report goes to that case, and whoever reported hears of its stages from now on. "
                "Only an administrator can undo this."
            ),
        ),
        column(
            Press(wording.label("Do not join"), OpenCard(case.id)),
            Press(
                wording.label("Join to %(number)s", number=into.number),
                Join(case.id, case.version, into.id),
                "danger",
            ),
        ),
        Level.L1,
    )


@only(*SCREENING)
def join(turn: Turn) -> None:
    """Join a case to the one that exists; both its reporters and who serves there hear."""
    button = turn.pressed(Join)
    joined = screening.join(turn.db, button.case, into=button.into, version=button.version)
    into = cases.get(turn.db, button.into, Action.SCREEN)
    turn.notice = turn.wording.text("Joined to %(number)s.", number=into.number)
    cards.show(turn, joined.id)


def alike(found: list[Duplicate], wording: Wording) -> list[Markup]:
    """Say which cases may be about the same household, masked, and why."""
    if not found:
        return [wording.text("No other case looks like this household.")]
    return [
        Markup("<b>%s</b>") % wording.text("Possible duplicates"),
        *(_alike(one, wording) for one in found[:MOST]),
    ]


MOST = 6
"""So many possible duplicates are shown, the surest."""


def _alike(one: Duplicate, wording: Wording) -> Markup:
    case = one.case
    name = mask_name(case.household.name) if case.household.name else ""
    about = wording.beside(cards.called(case), name, case.village)
    why = wording.label(", ").join(
        wording.label(SHARED_WITH[reason]) for reason in Reason if reason in one.reasons
    )
    return wording.text(
        "• %(about)s (%(state)s) ← %(why)s", about=about, state=wording.label(STATES[case.state]), why=why
    )


def keys(turn: Turn, case: Case) -> Rows:
    """Return the key that leads to joining."""
    if not acts.JOIN.offered(case, moment(turn.db, case)):
        return ()
    return column(Press(turn.wording.label(KEY), Choose(case.id)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.SCREEN, rows=keys))
    app.flows[JOIN.name] = Flow(JOIN, WORDS, SCREENING, typed_number, heading=steps.title)
    app.guides.append(home.on_a_case("併案|合併(?:案件?|通報)?|join(?:a|the|two)?cases?", KEY, SCREENING))
    app.on(Choose, choose)
    app.on(ConfirmJoin, confirm)
    app.on(Join, join)
