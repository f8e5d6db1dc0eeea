"""Editions: bureau and administrators ask what changed between two, and get the table as [000] shows it."""

from collections.abc import Sequence

from markupsafe import Markup

from casework.errors import Stale
from casework.policy.comparing import read_names
from casework.policy.policy import Policy
from casework.staffing.people import Role
from handlers.policy import figures
from handlers.policy.differences import Differences
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only
from handlers.words.wording import N_

READERS = (Role.BUREAU, Role.ADMIN)


class Compare(Button, prefix="ec"):
    """Ask which two editions to compare."""


class CompareOne(Button, prefix="eo"):
    """One is chosen, by its place among the editions: ask with which."""

    one: int


class CompareBoth(Button, prefix="eb"):
    """Both are chosen."""

    one: int
    other: int


def answers(turn: Turn, text: str) -> bool:
    """Answer 差異 108 109; from others than bureau and administrators these are just words."""
    names = read_names(text) if turn.speaker.role in READERS else None
    if names is None:
        return False
    known = {policy.edition: place for place, policy in enumerate(turn.office.editions.known)}
    missing = [name for name in names if name not in known]
    if missing:
        turn.notice = _unknown(turn, missing)
    _go_on(turn, [known[name] for name in dict.fromkeys(names) if name in known])
    return True


def _go_on(turn: Turn, places: Sequence[int]) -> None:
    """Show the table of two, or ask for what is not said yet."""
    match places:
        case [one, other]:
            _show(turn, *sorted((one, other)))
        case [one]:
            _ask_with(turn, one)
        case _:
            _ask(turn)


def _unknown(turn: Turn, missing: Sequence[str]) -> Markup:
    between = turn.wording.label(", ")
    known = between.join(policy.edition for policy in turn.office.editions.known)
    return turn.wording.text(
        "There is no edition %(missing)s. There are %(known)s.", missing=between.join(missing), known=known
    )


@only(*READERS)
def choose(turn: Turn) -> None:
    """Ask which edition to compare."""
    _ask(turn)


@only(*READERS)
def choose_other(turn: Turn) -> None:
    """Ask with which other edition to compare it."""
    _ask_with(turn, turn.pressed(CompareOne).one)


@only(*READERS)
def compare(turn: Turn) -> None:
    """Show what changed between two editions."""
    button = turn.pressed(CompareBoth)
    _go_on(turn, sorted({button.one, button.other}))


def _ask(turn: Turn) -> None:
    question = turn.wording.text("Which two plans shall I compare? Choose the first one.")
    places = reversed(range(len(turn.office.editions.known)))
    _offer(turn, question, {place: CompareOne(place) for place in places})


def _ask_with(turn: Turn, one: int) -> None:
    name = figures.plan(_edition(turn, one), turn.wording)
    question = turn.wording.text("With which plan shall I compare %(plan)s?", plan=name)
    places = [place for place in reversed(range(len(turn.office.editions.known))) if place != one]
    _offer(turn, question, {place: CompareBoth(one, place) for place in places})


def _offer(turn: Turn, question: Markup, buttons: dict[int, Button]) -> None:
    keys = [
        Press(figures.plan(_edition(turn, place), turn.wording), button) for place, button in buttons.items()
    ]
    turn.show(Screen(question, column(*keys, home.key(turn.wording))))


def _edition(turn: Turn, place: int) -> Policy:
    known = turn.office.editions.known
    if not 0 <= place < len(known):  # an edition was taken out since the card was shown
        raise Stale
    return known[place]


def _show(turn: Turn, older: int, newer: int) -> None:
    """Send the table as a document and show it on the card, which stays at the bottom."""
    table = Differences(_edition(turn, older), _edition(turn, newer), turn.wording)
    if table.found:
        turn.send_document(table.file_name(), table.spreadsheet(turn.db.now), table.title())
    others = Press(turn.wording.label("⇄ Compare others"), Compare())
    turn.show(Screen(table.text(), column(others, home.key(turn.wording))))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, lambda text: all(name.isdecimal() for name in read_names(text) or ("",)))
    app.entries.append(HomeEntry(N_("📖 Compare plans"), Compare(), READERS, place=HomePlace.MORE))
    app.on(Compare, choose)
    app.on(CompareOne, choose_other)
    app.on(CompareBoth, compare)
