"""The lists of a centre: which there are, and what became of each row (`screens.md` §3)."""

from markupsafe import Markup

from actions.rosters import monthly as acts
from casework.cases.access import Action
from casework.rosters.lists import MonthlyRoster, RowState
from casework.staffing.people import LEADING
from casework.text.dates import local_day
from casework.text.places import district_of
from handlers.cases.history import History
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, columns_of
from handlers.rosters.awaited import ROSTERS_ASKED
from handlers.rosters.dispatching import AskAll
from handlers.rosters.rows import OpenRow, name_in
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Card, Guide, HomeEntry, HomePlace, Turn, only
from handlers.words.wording import N_
from storage.cases import cases, service
from storage.cases.queues import PAGE
from storage.core import subjects
from storage.rosters import lists
from storage.rosters.lists import KeptRow
from storage.staffing import people

LATEST = 6
STATES = {
    RowState.WAITING: N_("to be dispatched"),
    RowState.DISPATCHED: N_("dispatched"),
    RowState.CONTINUED: N_("goes on from last month"),
    RowState.DECLINED: N_("not dispatched"),
}


class CentreRosters(Button, prefix="roc"):
    """Show the lists of the own centre."""


class RosterPage(Button, prefix="rop"):
    """Turn the rows of a list."""

    roster: int
    page: int


class RosterSheet(Button, prefix="rof"):
    """Send the list of what was dispatched (派案清單)."""

    roster: int


@only(*LEADING)
def overview(turn: Turn) -> None:
    """Show the lists that the centre was given, the latest first."""
    found = lists.of_centre(turn.db, turn.speaker.unit, LATEST)
    wording, none = turn.wording, lists.without_case(turn.db, found)
    nothing = wording.text("No list was given to your centre yet. You will be told when one comes.")
    text = lines(
        Markup("<b>%s</b>") % wording.text("Rosters"),
        *(_line(turn, one, none=one.id in none) for one in found),
        None if found else nothing,
    )
    keys = (Press(one.sign, OpenCard(one.id)) for one in found)
    turn.show(Screen(text, column(*keys, home.key(wording))))


def _line(turn: Turn, one: MonthlyRoster, *, none: bool) -> Markup:
    if none:
        return turn.wording.text("%(list)s: no case this month", list=one.sign)
    return turn.wording.count(
        "%(list)s: %(n)s row to be dispatched",
        "%(list)s: %(n)s rows to be dispatched",
        one.waiting,
        list=one.sign,
    )


def show(turn: Turn, subject: int, page: int = 0) -> None:
    """Put a list on the screen: what waits first, masked."""
    one: MonthlyRoster = subjects.get(turn.db, subject, of=MonthlyRoster)
    may, wording = lists.may(turn.db, one, Action.SERVE), turn.wording
    rows = acts.rows(turn.db, one) if may else []
    rows.sort(key=lambda row: row.state is not RowState.WAITING)
    left = list(acts.left_the_list(turn.db, one).values()) if may else []
    on_page = slice(page * PAGE, (page + 1) * PAGE)
    here, gone = rows[on_page], left[on_page]
    none = lists.without_case(turn.db, [one])
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s, %(unit)s", list=one.sign, unit=_centre(turn, one)),
        _line(turn, one, none=one.id in none)
        if one.given_at
        else wording.text("It has not been handed in yet."),
        *(_row(turn, row) for row in here),
        wording.text("No longer on the list. Should their service end? Please look:") if gone else None,
    )
    waiting = [row for row in here if row.state is RowState.WAITING]
    keys = column(
        Press(wording.label("Dispatch all as suggested"), AskAll(one.id), "primary")
        if one.waiting and may
        else None,
        *(
            Press(
                wording.label("Row %(row)s: %(name)s", row=row.number, name=name_in(row)), OpenRow(row.id, "")
            )
            for row in waiting
        ),
        *(Press(cases.number_of(turn.db, case), OpenCard(case)) for case in gone),
        Press(wording.label("📄 List of dispatches"), RosterSheet(one.id)) if rows else None,
    )
    turned = queues.turning(
        page, -(-max(len(rows), len(left)) // PAGE), lambda to: RosterPage(one.id, to), wording
    )
    last = (Press(wording.label("History"), History(one.id, 0)), home.key(wording))
    turn.show(Screen(text, (*keys, *turned, last), Level.L1))


def _centre(turn: Turn, one: MonthlyRoster) -> str:
    return people.unit(turn.db, one.centre).name


def _row(turn: Turn, row: KeptRow) -> Markup:
    wording = turn.wording
    number = cases.number_of(turn.db, row.case) if row.case is not None else ""
    state = wording.label(STATES[row.state])
    return wording.text(
        "%(row)s. %(name)s, %(about)s",
        row=row.number,
        name=name_in(row),
        about=wording.beside(row.village, state, number),
    )


@only(*LEADING)
def turn_page(turn: Turn) -> None:
    """Show other rows of a list."""
    button = turn.pressed(RosterPage)
    show(turn, button.roster, max(button.page, 0))


@only(*LEADING)
def send_sheet(turn: Turn) -> None:
    """Send what became of each row (派案清單): case by number, nobody by name."""
    number, wording = turn.pressed(RosterSheet).roster, turn.wording
    one: MonthlyRoster = subjects.get(turn.db, number, Action.SERVE, of=MonthlyRoster)
    heads = (
        *(
            (N_("No."), 6),
            (N_("Case"), 16),
            (N_("District"), 10),
            (N_("Village of the case"), 10),
            (N_("Units"), 30),
        ),
        *((N_("Dispatched"), 12), (N_("Accepted"), 12), (N_("First visit"), 12), (N_("Last follow-up"), 12)),
    )
    rows = [_cells(turn, row) for row in acts.rows(turn.db, one)]
    title = wording.label("List of dispatches: %(list)s", list=one.sign)
    table = Table(title, columns_of(heads, wording), rows, secret=True)
    hand_out(turn, table, Format.XLSX, "dispatches", subject=one.id)
    show(turn, one.id)


def _cells(turn: Turn, row: KeptRow) -> tuple[str, ...]:
    district = district_of(row.village)
    where = (district, row.village.removeprefix(district))
    if row.case is None or row.state is RowState.WAITING:
        return (str(row.number), turn.wording.label(STATES[row.state]), *where, *[""] * 5)
    case = cases.read(turn.db, row.case)
    lead = case.lead
    units = turn.wording.label(", ").join(
        people.unit(turn.db, one.unit).name for one in case.seats if one.unit
    )
    moments = (lead.offered_at, lead.accepted_at)
    days = [turn.wording.day(local_day(at)) if at else "" for at in moments]
    visits = [one.on for one in service.visits_of(turn.db, case)]
    visited = turn.wording.day(min(visits)) if visits else ""
    filed = turn.wording.short_month(lead.followed_up) if lead.followed_up else ""
    return (str(row.number), case.number, *where, units, *days, visited, filed)


def _count(turn: Turn) -> int:
    return sum(one.waiting for one in lists.of_centre(turn.db, turn.speaker.unit, LATEST))


def _has_lists(turn: Turn) -> bool:
    return bool(lists.of_centre(turn.db, turn.speaker.unit, 1))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[lists.ROSTER.name] = Card(show, lambda one, wording: "")
    app.entries.append(
        HomeEntry(
            N_("📋 Rosters"), CentreRosters(), LEADING, waiting=_count, shown=_has_lists, place=HomePlace.MORE
        )
    )
    app.guides.append(
        Guide(
            ROSTERS_ASKED,
            N_("The month's lists of your centre: open one, and dispatch each row that waits."),
            LEADING,
            N_("📋 Rosters"),
            CentreRosters(),
            shown=_has_lists,
        )
    )
    app.on(CentreRosters, overview)
    app.on(RosterPage, turn_page)
    app.on(RosterSheet, send_sheet)
