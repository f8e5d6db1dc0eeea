"""Today's work (今天要辦): what somebody is to do, whatever it belongs to, the worst first."""

from functools import partial

from markupsafe import Markup

from casework.errors import NotThere
from casework.reminders.hearing import Remit, remits
from casework.staffing.leave import OWING
from handlers.cases import cards
from handlers.reminders import duties
from handlers.ui import home, queues, standings
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, Turn, only, reading
from handlers.words.terms import DUTIES
from handlers.words.typed import meant
from handlers.words.wording import N_
from storage.core import subjects
from storage.reminders import to_do
from storage.reminders.obligations import Obligation
from storage.staffing.directory import Directory

TITLE = N_("✅ To do today")
SAYINGS = frozenset(
    map(
        meant,
        (
            "今天要辦",
            "待辦",
            "待辦事項",
            "清單",
            "待辦清單",
            "工作清單",
            "to do",
            "to-do list",
            "list",
            "my list",
        ),
    )
)


class ToDo(Button, prefix="td"):
    """Open the list at a page."""

    page: int


@only(*OWING)
@reading
def press(turn: Turn) -> None:
    """Show a page of it."""
    _show(turn, turn.pressed(ToDo).page)


def answers(turn: Turn, text: str) -> bool:
    """Take 今天要辦 from whoever owes something; to others these are just words."""
    asked = turn.speaker.role in OWING and meant(text) in SAYINGS
    if asked:
        turn.go_aside()
        _show(turn, 0)
    return asked


def _show(turn: Turn, wanted: int) -> None:
    wording, theirs = turn.wording, _theirs(turn)
    count = to_do.count(turn.db, theirs)
    page, here = queues.opened(partial(to_do.page, turn.db, theirs), count, wanted)
    found = here.rows
    nothing = wording.text(
        "Nothing waits for you, and nothing is due today or soon. You will be told when something comes."
    )
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        None if found else nothing,
        queues.which(wording, count, page),
        *(_line(turn, one) for one in found),
    )
    turned = queues.turning(page, queues.reaching(page, here.more), ToDo, wording)
    keys = column(*(_key(turn, one) for one in found))
    turn.show(Screen(text, (*keys, *turned, (home.key(wording),)), Level.L1))


def _key(turn: Turn, one: Obligation) -> Press:
    return duties.key(one, OpenCard(one.subject), turn.wording, words=DUTIES)


def _line(turn: Turn, one: Obligation) -> Markup:
    about = turn.wording.beside(standings.marked(one.sign, alarm=one.alarm), _about(turn, one))
    return Markup("%s\n%s%s") % (about, turn.wording.indent, cards.due_line(one, turn))


def _about(turn: Turn, one: Obligation) -> str:
    """Say what it is about, as far as the speaker may see it."""
    try:
        return turn.app.cards[one.kind].about(subjects.get(turn.db, one.subject), turn.wording)
    except NotThere:
        return ""


def _theirs(turn: Turn) -> list[Remit]:
    return [remit for one in turn.db.acting for remit in remits(one, Directory(turn.db))]


def _count(turn: Turn) -> int:
    return to_do.count(turn.db, _theirs(turn))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, ToDo(0), OWING, waiting=_count))
    app.on(ToDo, press)
    app.saying(answers, lambda text: meant(text) in SAYINGS)
