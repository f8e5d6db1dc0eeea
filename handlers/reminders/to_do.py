"""Today's work (今天要辦): what somebody is to do, whatever it belongs to, the worst first."""

import re
from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from casework.errors import NotThere
from casework.reminders.hearing import Remit, answered_for, owes, remits
from casework.staffing.leave import OWING
from handlers.cases import cards
from handlers.reminders import duties
from handlers.ui import home, queues, standings
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, keys_apart, lines
from handlers.ui.turn import App, HomeEntry, Turn, only, reading
from handlers.words.terms import DUTIES
from handlers.words.typed import meant
from handlers.words.wording import N_
from storage.core import subjects
from storage.reminders import to_do
from storage.reminders.obligations import Obligation
from storage.staffing import people
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


ASKED = re.compile(
    "我?今[天日]我?(?:要|該|得)(?:做|辦|跑|忙|處理)(?:些|哪些|什麼|哪幾)(?:家|戶|事情?|案子|案件|個案)?"
    "|我?今[天日](?:有|還有)(?:什麼|哪些|沒有)(?:事情?|工作|待辦|(?:要|該)(?:做|辦|跑|處理)的?(?:事情?)?)(?:嗎)?"
    "|今[天日]的?(?:工作|行程|事情)|今[天日](?:要|該)(?:辦|做|篩|派|接|核|審|處理)的?(?:事情?|案子|案件)?"
    "|最急的?(?:是)?(?:哪一?[件個戶])?"
    "|whatdoihavetodo(?:today)?|whatshoulditodo|what(?:should|must)ido(?:today)?|my(?:tasks|work)(?:fortoday|today)?"
)
"""Questions for what is to be done today, as they are compared."""


class ToDo(Button, prefix="td"):
    """Open the list at a page."""

    page: int


@only(*OWING)
@reading
def press(turn: Turn) -> None:
    """Show a page of it."""
    with people.remembered(turn.db):
        _show(turn, turn.pressed(ToDo).page)


def _asks(text: str) -> bool:
    """Tell whether words ask for what is to be done today."""
    said = meant(text)
    return said in SAYINGS or ASKED.fullmatch(said) is not None


def answers(turn: Turn, text: str) -> bool:
    """Take 今天要辦 from whoever owes something; to others these are just words."""
    asked = turn.speaker.role in OWING and _asks(text)
    if asked:
        turn.go_aside()
        with people.remembered(turn.db):
            _show(turn, 0)
    return asked


def _show(turn: Turn, wanted: int) -> None:
    wording, theirs = turn.wording, _theirs(turn)
    count = to_do.count(turn.db, theirs)
    page, here = queues.opened(partial(to_do.page, turn.db, theirs), count, wanted)
    found: dict[int, list[Obligation]] = {}
    for one in here.rows:
        found.setdefault(one.subject, []).append(one)
    nothing = wording.text(
        "Nothing waits for you, and nothing is due today or soon. You will be told when something comes."
    )
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        None if found else nothing,
        queues.which(wording, count, page),
        *(_lines(turn, these) for these in found.values()),
    )
    turned = queues.turning(page, queues.reaching(page, here.more), ToDo, wording)
    keys = column(*_keys(turn, list(found.values())))
    turn.show(Screen(text, (*keys, *turned, (home.key(wording),)), Level.L1))


def _keys(turn: Turn, found: Sequence[Sequence[Obligation]]) -> list[Press]:
    """Open each; keys that would be called alike say whose it is, or what it is about."""
    keys = [_key(turn, one) for one, *_ in found]
    return keys_apart(
        keys, lambda place: [*_others(turn, found[place]), _about(turn, found[place][0])], turn.wording
    )


def _key(turn: Turn, one: Obligation) -> Press:
    """Open what it belongs to; of what others owe the duty itself, where they are reminded of it."""
    return duties.key(
        one,
        OpenCard(one.subject) if _own(turn, one) else duties.OpenDuty(one.id),
        turn.wording,
        words=DUTIES,
    )


def _lines(turn: Turn, these: Sequence[Obligation]) -> Markup:
    """Name what duties belong to once, and below it each of them."""
    first = these[0]
    about = turn.wording.beside(standings.marked(first.sign, alarm=first.alarm), _about(turn, first))
    return lines(
        Markup("%s") % about,
        *(Markup("%s%s") % (turn.wording.indent, cards.due_line(one, turn)) for one in these),
        *(
            Markup("%s%s") % (turn.wording.indent, duties.whose(name, turn.wording, own=False))
            for name in _others(turn, these)
        ),
    )


def _others(turn: Turn, these: Sequence[Obligation]) -> list[str]:
    """Name who owes what the speaker only answers for."""
    owing = (one.person for one in these if one.person is not None and not _own(turn, one))
    return [people.get(turn.db, one).name for one in dict.fromkeys(owing)]


def _own(turn: Turn, one: Obligation) -> bool:
    return any(owes(one, each, Directory(turn.db)) for each in turn.db.acting)


def _about(turn: Turn, one: Obligation) -> str:
    """Say what it is about, as far as the speaker may see it."""
    try:
        return turn.app.cards[one.kind].about(subjects.get(turn.db, one.subject), turn.wording)
    except NotThere:
        return ""


def _theirs(turn: Turn) -> list[Remit]:
    everybody = Directory(turn.db)
    return [remit for one in turn.db.acting for remit in (*remits(one, everybody), *answered_for(one))]


def _count(turn: Turn) -> int:
    return to_do.count(turn.db, _theirs(turn))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, ToDo(0), OWING, waiting=_count))
    app.on(ToDo, press)
    app.saying(answers, _asks)
