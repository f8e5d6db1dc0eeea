"""Which rosters a bureau is awaited to hand in, and that there is no case this month (`screens.md` §3)."""

from collections import Counter
from datetime import date
from functools import partial

from markupsafe import Markup

from actions.rosters import monthly as acts
from casework.cases.criteria import CaseKind
from casework.errors import Stale
from casework.rosters.lists import FORMS, GIVES, first_of
from casework.rosters.monthly import ROSTERS, asked_for
from casework.staffing.people import Role
from casework.text.dates import month_of
from handlers.documents.template import template
from handlers.rosters.register import ShowRegister
from handlers.ui import home, queues
from handlers.ui.buttons import Button, day_of
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Guide, HomeEntry, HomePlace, Turn, only
from handlers.words.terms import KINDS
from handlers.words.wording import N_
from storage.rosters import lists

ROSTERS_ASKED = "(?:服務)?名冊(?:檔案)?|rosters?"
"""How people call any of these lists."""


class AwaitedRosters(Button, prefix="ros"):
    """Show what is awaited, or to be dispatched."""


class AskNone(Button, prefix="ron"):
    """Ask which centres have no case this month (本月無個案)."""

    kind: CaseKind
    month: str
    page: int


class NoneThisMonth(Button, prefix="roz"):
    """One of them has none, or all that were given no list."""

    kind: CaseKind
    month: str
    centre: int


class RosterTemplate(Button, prefix="rot"):
    """Send the empty table."""

    kind: CaseKind


@only(*GIVES)
def ask_none(turn: Turn) -> None:
    """Ask for which centres it is said: one by one, or for all that were given no list."""
    button = turn.pressed(AskNone)
    _ask_none(turn, CaseKind(button.kind), day_of(button.month), button.page)


def _ask_none(turn: Turn, kind: CaseKind, month: date, page: int) -> None:
    wording, left = turn.wording, acts.without_list(turn.db, kind, month)
    if not left:
        show(turn)
        return
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s: where is there no case?", list=_sign(kind, month)),
        wording.count("%(n)s centre has no list yet.", "%(n)s centres have no list yet.", len(left)),
        wording.text("It can be handed in afterwards all the same."),
    )
    day = month.isoformat()
    keys = [Press(one.name, NoneThisMonth(kind, day, one.id)) for one in left]
    back = Press(wording.label("◀ Back"), AwaitedRosters())
    to = partial(AskNone, kind, day)
    page = min(max(page, 0), -(-len(keys) // queues.CHOICES) - 1)
    screen = queues.choice(turn, text, keys, page=page, to=to, back=back)
    for_all = Press(
        wording.label("No case in all of these (%(n)s)", n=len(left)), NoneThisMonth(kind, day, 0), "primary"
    )
    *rows, around = screen.rows
    turn.show(Screen(text, (*rows, *column(for_all if len(left) > 1 else None), around)))


@only(*GIVES)
def none_this_month(turn: Turn) -> None:
    """Say that there is no case: the duty of the month ends."""
    button = turn.pressed(NoneThisMonth)
    kind, month = CaseKind(button.kind), day_of(button.month)
    left = [one for one in acts.without_list(turn.db, kind, month) if button.centre in (0, one.id)]
    if not left:
        raise Stale
    acts.none_this_month(turn.db, kind, month, [one.id for one in left])
    turn.notice = turn.wording.text(
        "%(list)s: no case this month in %(centres)s.",
        list=_sign(kind, month),
        centres=turn.wording.label(", ").join(one.name for one in left),
    )
    if button.centre:
        _ask_none(turn, kind, month, 0)
    else:
        show(turn)


def _sign(kind: CaseKind, month: date) -> str:
    return f"{ROSTERS[kind]} {month_of(month)}"


@only(*GIVES)
def send_template(turn: Turn) -> None:
    """Send the empty table, with the words that can be chosen."""
    form = FORMS[CaseKind(turn.pressed(RosterTemplate).kind)]
    name = f"{ROSTERS[form.kind]} {month_of(turn.today)}"
    content = template(form, name, turn.db.now)
    caption = turn.wording.text("Fill it in and send it here; you see what it means before it is handed in.")
    turn.send_document(f"{name.replace('/', '-')}.xlsx", content, caption)
    show(turn)


@only(*GIVES)
def overview(turn: Turn) -> None:
    """Show what is awaited."""
    show(turn)


def show(turn: Turn) -> None:
    """Say for each roster how many centres await it; a file is sent at any time."""
    wording = turn.wording
    due = Counter((one.kind, one.month) for one in lists.awaited(turn.db) if one.month <= turn.today)
    known = [kind for kind in FORMS if kind in asked_for(turn.db.rules.policy)]
    awaited = {(kind, first_of(turn.db.now)): 0 for kind in known} | due
    told = [
        wording.count(
            "%(list)s: %(n)s centre awaits its list.",
            "%(list)s: %(n)s centres await their list.",
            count,
            list=_sign(kind, month),
        )
        for (kind, month), count in awaited.items()
        if count
    ]
    text = lines(
        Markup("<b>%s</b>") % wording.text("Rosters"),
        *told,
        wording.text("Send me the .xlsx: I say what it looks like, and what is wrong in which row."),
    )
    none = (
        Press(
            wording.label("%(list)s: say there is no case", list=_sign(kind, month)),
            AskNone(kind, month.isoformat(), 0),
        )
        for kind, month in awaited
        if (kind, month) in due or not _begun(turn, kind)
    )
    empty = (
        Press(wording.label("Empty table: %(list)s", list=wording.label(KINDS[kind])), RosterTemplate(kind))
        for kind in known
    )
    register = Press(wording.label("Household register"), ShowRegister())
    turn.show(Screen(text, column(*none, *empty, register, home.key(wording))))


def _begun(turn: Turn, kind: CaseKind) -> bool:
    """Tell whether a list of this kind was ever handed in: from then on the next one is awaited."""
    return any(one.kind is kind for one in lists.owing(turn.db))


def _waiting(turn: Turn) -> int:
    return sum(one.month <= turn.today for one in lists.awaited(turn.db))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(
        HomeEntry(N_("📋 Rosters"), AwaitedRosters(), (Role.BUREAU,), waiting=_waiting, place=HomePlace.MORE)
    )
    app.guides.append(
        Guide(
            ROSTERS_ASKED,
            N_(
                "Send the .xlsx here as a file: you see what it means before it is handed in. Empty tables, "
                "and saying that there is no case this month, stand behind the key."
            ),
            (Role.BUREAU,),
            N_("📋 Rosters"),
            AwaitedRosters(),
        )
    )
    app.on(AwaitedRosters, overview)
    app.on(AskNone, ask_none)
    app.on(NoneThisMonth, none_this_month)
    app.on(RosterTemplate, send_template)
