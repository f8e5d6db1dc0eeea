"""Same household (同一戶): a report of people who are known is told so to the screener, who judges."""

from collections.abc import Iterable

from markupsafe import Markup

from actions.cases import households as acting
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.duplicates import Known
from casework.text.names import mask_name
from handlers.cases import cards
from handlers.screening.dispatching import SCREENING
from handlers.ui.buttons import AsShown, OfCase, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Part, Turn, only
from handlers.words.terms import STATES
from handlers.words.wording import Wording
from storage.cases import cases, duplicates

MOST = 3
"""So many known households are named, the surest."""


class Same(OfCase, prefix="sh"):
    """Ask whether a household is one that is known."""


class SameNow(AsShown, prefix="shn"):
    """Judge it to be one with the household of another case."""

    into: int


class Apart(OfCase, prefix="sp"):
    """Ask whether a household is another one after all."""


class ApartNow(AsShown, prefix="spn"):
    """Take back that it is one with the household of another case."""

    into: int


@only(*SCREENING)
def ask_same(turn: Turn) -> None:
    """Say what it means that two households are one, and ask with which."""
    case, wording = cases.get(turn.db, turn.pressed(Same).case, Action.SCREEN), turn.wording
    found = _unjudged(turn, case)
    text = lines(
        Markup("<b>%s</b>")
        % wording.text("%(number)s: is it a household that is known?", number=case.number),
        *(_line(one, wording) for one in found),
        wording.text(
            "Then search, possible duplicates and the count of reports take them as one, and who serves sees "
            "the members of both. Each keeps what was known of it, and you can part them again."
        ),
    )
    others = [one.cases[0] for one in found]
    keys = (
        Press(
            wording.label("Same household as %(number)s", number=one.number),
            SameNow(case.id, case.version, one.id),
        )
        for one in others
    )
    turn.show(_question(turn, case, text, keys))


@only(*SCREENING)
def ask_apart(turn: Turn) -> None:
    """Say what parting means, and ask from which."""
    case, wording = cases.get(turn.db, turn.pressed(Apart).case, Action.SCREEN), turn.wording
    others = duplicates.judged_one(turn.db, case)
    text = lines(
        Markup("<b>%s</b>")
        % wording.text("%(number)s: is it another household after all?", number=case.number),
        *(_about(one, wording) for one in others),
        wording.text("Each has again just what was known of it. The cases stay as they are."),
    )
    keys = (
        Press(
            wording.label("Part from %(number)s", number=one.number),
            ApartNow(case.id, case.version, one.id),
        )
        for one in others
    )
    turn.show(_question(turn, case, text, keys))


def _question(turn: Turn, case: Case, text: Markup, keys: Iterable[Press]) -> Screen:
    """Ask once more; the safe choice comes first (`ux.md` 17)."""
    return Screen(text, column(Press(turn.wording.label("No, leave it"), OpenCard(case.id)), *keys), Level.L1)


@only(*SCREENING)
def same(turn: Turn) -> None:
    """Judge two households to be one."""
    button = turn.pressed(SameNow)
    case = acting.join_households(turn.db, button.case, other=button.into, version=button.version)
    turn.notice = turn.wording.text("They are one household now.")
    turn.app.open_card(turn, case.id)


@only(*SCREENING)
def apart(turn: Turn) -> None:
    """Take it back."""
    button = turn.pressed(ApartNow)
    case = acting.part_households(turn.db, button.case, other=button.into, version=button.version)
    turn.notice = turn.wording.text("They are two households again.")
    turn.app.open_card(turn, case.id)


def _unjudged(turn: Turn, case: Case) -> list[Known]:
    """List the households that a report may be about, and of which nobody said so yet."""
    return [one for one in duplicates.known(turn.db, case) if not one.judged][:MOST]


def about(turn: Turn, case: Case) -> list[Markup]:
    """Say what is known in how many places, masked; of a case that was screened what was judged."""
    if not case.to_screen:
        return [_line(one, turn.wording) for one in duplicates.known_as_one(turn.db, case)]
    found = duplicates.known(turn.db, case)
    perhaps = [each for one in found if one.sure and not one.judged for each in one.cases]
    lines_of = [one for one in found if one.judged] + ([Known(tuple(perhaps))] if perhaps else [])
    return [_line(one, turn.wording) for one in lines_of]


def _line(one: Known, wording: Wording) -> Markup:
    states = [
        wording.text("%(state)s: %(n)s", state=wording.label(STATES[state]), n=count)
        for state, count in one.states
    ]
    told = {
        "who": mask_name(one.name) if one.name else one.cases[0].village,
        "states": wording.label(", ").join(map(str, states)),
    }
    if one.judged:
        return wording.count(
            "👪 One household with %(who)s (%(n)s case: %(states)s)",
            "👪 One household with %(who)s (%(n)s cases: %(states)s)",
            len(one.cases),
            **told,
        )
    return wording.count(
        "👪 This household may be known: %(who)s (%(n)s case: %(states)s)",
        "👪 This household may be known: %(who)s (%(n)s cases: %(states)s)",
        len(one.cases),
        **told,
    )


def _about(case: Case, wording: Wording) -> Markup:
    name = mask_name(case.household.name) if case.household.name else ""
    return Markup("• %s") % wording.beside(cards.called(case), name, case.village)


def keys(turn: Turn, case: Case) -> Rows:
    """Return the keys to join and to part, where there is something to judge."""
    same_key = Press(turn.wording.label("👪 Same household"), Same(case.id))
    apart_key = Press(turn.wording.label("Part households"), Apart(case.id))
    return column(
        same_key if case.to_screen and _unjudged(turn, case) else None,
        apart_key if duplicates.judged_one(turn.db, case) else None,
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.SCREEN, rows=keys, lines=about))
    app.on(Same, ask_same)
    app.on(SameNow, same)
    app.on(Apart, ask_apart)
    app.on(ApartNow, apart)
