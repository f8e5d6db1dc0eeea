"""A centre dispatches its list: row by row, or all as suggested; one row is a case (`screens.md` §3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from actions.rosters import monthly as acts
from casework.cases.access import Action
from casework.errors import Stale
from casework.rosters.declared import evidence
from casework.rosters.lists import FORMS, MonthlyRoster, RowReason, RowState
from casework.staffing.people import LEADING
from casework.staffing.units import Unit
from casework.text.dates import local_day, month_of
from casework.text.identity import mask_id
from casework.text.masking import mask_in_text
from casework.text.names import mask_name
from casework.text.places import district_of
from handlers.cases.history import History
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Column, Table, footer
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Card, HomeEntry, HomePlace, Turn, only
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
REASONS = {
    RowReason.SERVED: N_("Another unit serves them"),
    RowReason.DIED: N_("They died"),
    RowReason.MOVED: N_("They moved out of the city"),
    RowReason.MISTAKEN: N_("The criterion is not met"),
}


@dataclass(frozen=True)
class CentreRosters(Button, prefix="roc"):
    """Show the lists of the own centre."""


@dataclass(frozen=True)
class RosterPage(Button, prefix="rop"):
    """Turn the rows of a list."""

    roster: int
    page: int


@dataclass(frozen=True)
class OpenRow(Button, prefix="ror"):
    """Show a row, with the units that were chosen; an empty choice is the suggestion."""

    row: int
    chosen: str


@dataclass(frozen=True)
class DispatchRow(Button, prefix="rod"):
    """Dispatch a row to the village's centre, and to these units beside it."""

    row: int
    chosen: str


@dataclass(frozen=True)
class AskWhyNot(Button, prefix="row"):
    """Ask why a row is not dispatched."""

    row: int


@dataclass(frozen=True)
class DeclineRow(Button, prefix="rox"):
    """Do not dispatch a row."""

    row: int
    why: RowReason


@dataclass(frozen=True)
class AskAll(Button, prefix="roa"):
    """Show what it means to dispatch all rows as suggested."""

    roster: int


@dataclass(frozen=True)
class DispatchAll(Button, prefix="rob"):
    """Dispatch all rows as suggested, as the list was shown."""

    roster: int
    version: int


@dataclass(frozen=True)
class RosterSheet(Button, prefix="rof"):
    """Send the list of what was dispatched (派案清單)."""

    roster: int


NOBODY = "-"
"""Stands for a choice of no unit."""


@only(*LEADING)
def overview(turn: Turn) -> None:
    """Show the lists that the centre was given, the latest first."""
    found = lists.of_centre(turn.db, turn.speaker.unit, LATEST)
    wording = turn.wording
    nothing = wording.text("No list was given to your centre yet. You will be told when one comes.")
    text = lines(
        Markup("<b>%s</b>") % wording.text("Rosters"),
        *(_line(turn, one) for one in found),
        None if found else nothing,
    )
    keys = (Press(one.sign, OpenCard(one.id)) for one in found)
    turn.show(Screen(text, column(*keys, home.key(wording))))


def _line(turn: Turn, one: MonthlyRoster) -> Markup:
    return turn.wording.count(
        "%(list)s: %(n)s row to be dispatched",
        "%(list)s: %(n)s rows to be dispatched",
        one.waiting,
        list=one.sign,
    )


def show(turn: Turn, subject: int, page: int = 0) -> None:
    """Put a list on the screen: what waits first, masked."""
    one: MonthlyRoster = subjects.get(turn.db, subject)
    may, wording = lists.may(turn.db, one, Action.SERVE), turn.wording
    rows = lists.rows_of(turn.db, one) if may else []
    rows.sort(key=lambda row: row.state is not RowState.WAITING)
    here = rows[page * PAGE : (page + 1) * PAGE]
    gone = list(acts.left_the_list(turn.db, one).values()) if may else []
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s, %(unit)s", list=one.sign, unit=_centre(turn, one)),
        _line(turn, one) if one.given_at else wording.text("It has not been handed in yet."),
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
                wording.label("Row %(row)s: %(name)s", row=row.number, name=_name(row)), OpenRow(row.id, "")
            )
            for row in waiting
        ),
        *(Press(cases.number_of(turn.db, case), OpenCard(case)) for case in gone[:PAGE]),
        Press(wording.label("📄 List of dispatches"), RosterSheet(one.id)) if rows else None,
    )
    turned = queues.turning(page, -(-len(rows) // PAGE), lambda to: RosterPage(one.id, to), wording)
    last = (Press(wording.label("History"), History(one.id, 0)), home.key(wording))
    turn.show(Screen(text, (*keys, *turned, last), Level.L1))


def _centre(turn: Turn, one: MonthlyRoster) -> str:
    return people.unit(turn.db, one.centre).name


def _name(row: KeptRow) -> str:
    return mask_name(row.values["name"])


def _row(turn: Turn, row: KeptRow) -> Markup:
    wording = turn.wording
    number = cases.number_of(turn.db, row.case) if row.case is not None else ""
    state = wording.label(STATES[row.state])
    return wording.text(
        "%(row)s. %(name)s, %(about)s",
        row=row.number,
        name=_name(row),
        about=wording.beside(row.village, state, number),
    )


@only(*LEADING)
def turn_page(turn: Turn) -> None:
    """Show other rows of a list."""
    button = turn.pressed(RosterPage)
    show(turn, button.roster, max(button.page, 0))


@only(*LEADING)
def open_row(turn: Turn) -> None:
    """Show a row: who, masked, what the list tells, and who is asked beside the village's centre."""
    button = turn.pressed(OpenRow)
    one, row = acts.to_dispatch(turn.db, button.row)
    form, wording = FORMS[one.kind], turn.wording
    household = form.household(row.values)
    suggested = acts.units_for(turn.db, one, row)
    chosen = _chosen(button.chosen, suggested)
    number = cases.number_of(turn.db, row.case) if row.case is not None else ""
    names = [member.name for member in household.members]
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s, row %(row)s", list=one.sign, row=row.number),
        wording.beside(*map(mask_name, names), mask_id(household.national_id), row.village),
        mask_in_text(evidence(form, row.values), *names),
        wording.text("%(number)s is open for them: it gets one more report.", number=number)
        if number
        else None,
        None if number else wording.text("It goes to the village's centre, and to what is ticked:"),
    )
    units = [] if number else _choices(row, suggested, chosen)
    do = wording.label("Add the report") if number else wording.label("Dispatch")
    keys = column(
        *units,
        Press(do, DispatchRow(row.id, _written(chosen)), "primary"),
        Press(wording.label("Decline this row"), AskWhyNot(row.id)),
    )
    back = Press(wording.label("◀ Back"), OpenCard(one.id))
    turn.show(Screen(text, (*keys, (back, home.key(wording))), Level.L1))


def _choices(row: KeptRow, suggested: Sequence[Unit], chosen: Sequence[int]) -> list[Press]:
    """Offer a key for each unit that was suggested, ticked or not."""
    keys = []
    for one in suggested:
        others = [each for each in chosen if each != one.id]
        ticked = one.id in chosen
        after = others if ticked else [*others, one.id]
        keys.append(Press(f"{'☑' if ticked else '☐'} {one.name}", OpenRow(row.id, _written(after))))
    return keys


def _chosen(written: str, suggested: Sequence[Unit]) -> list[int]:
    if not written:
        return [one.id for one in suggested]
    if written == NOBODY:
        return []
    there = {one.id for one in suggested}
    found = [int(one) for one in written.split(".") if one.isdecimal()]
    if not set(found) <= there:
        raise Stale
    return found


def _written(chosen: Sequence[int]) -> str:
    return ".".join(map(str, chosen)) or NOBODY


@only(*LEADING)
def dispatch_row(turn: Turn) -> None:
    """Dispatch a row."""
    button = turn.pressed(DispatchRow)
    one, row = acts.to_dispatch(turn.db, button.row)
    chosen = _chosen(button.chosen, acts.units_for(turn.db, one, row))
    case = acts.dispatch(turn.db, row.id, chosen)
    turn.notice = turn.wording.text("Row %(row)s is %(number)s now.", row=row.number, number=case.number)
    show(turn, one.id)


@only(*LEADING)
def ask_why_not(turn: Turn) -> None:
    """Ask why a row is not dispatched."""
    one, row = acts.to_dispatch(turn.db, turn.pressed(AskWhyNot).row)
    text = turn.wording.text(
        "%(list)s, row %(row)s: why is it not dispatched?", list=one.sign, row=row.number
    )
    keys = (Press(turn.wording.label(REASONS[why]), DeclineRow(row.id, why)) for why in RowReason)
    back = Press(turn.wording.label("◀ Back"), OpenRow(row.id, ""))
    turn.show(Screen(text, (*column(*keys), (back, home.key(turn.wording)))))


@only(*LEADING)
def decline_row(turn: Turn) -> None:
    """Do not dispatch a row."""
    button = turn.pressed(DeclineRow)
    one = acts.decline(turn.db, button.row, button.why)
    turn.notice = turn.wording.text("It is not dispatched, and the list says why.")
    show(turn, one.id)


@only(*LEADING)
def ask_all(turn: Turn) -> None:
    """Say what dispatching all as suggested means."""
    one: MonthlyRoster = subjects.get(turn.db, turn.pressed(AskAll).roster, Action.SERVE)
    wording = turn.wording
    rows = _waiting(turn, one)
    new = [row for row in rows if row.case is None]
    asked = Counter(unit.name for row in new for unit in acts.units_for(turn.db, one, row))
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s: dispatch all as suggested?", list=one.sign),
        wording.count("%(n)s new case", "%(n)s new cases", len(new)),
        wording.count(
            "%(n)s more report on an open case", "%(n)s more reports on open cases", len(rows) - len(new)
        )
        if len(rows) > len(new)
        else None,
        *(
            wording.text("As well: %(unit)s (%(name)s)", unit=unit, name=count)
            for unit, count in asked.items()
        ),
        wording.text("The offers go out at once."),
    )
    keys = column(
        Press(wording.label("◀ Back"), OpenCard(one.id)),
        Press(wording.label("Yes, dispatch all"), DispatchAll(one.id, one.version), "primary"),
    )
    turn.show(Screen(text, keys))


@only(*LEADING)
def dispatch_all(turn: Turn) -> None:
    """Dispatch all rows as suggested."""
    button = turn.pressed(DispatchAll)
    one: MonthlyRoster = subjects.get(turn.db, button.roster, Action.SERVE)
    if one.version != button.version:
        raise Stale
    rows = _waiting(turn, one)
    for row in rows:
        acts.dispatch(turn.db, row.id, [unit.id for unit in acts.units_for(turn.db, one, row)])
    turn.notice = turn.wording.count("%(n)s row was dispatched.", "%(n)s rows were dispatched.", len(rows))
    show(turn, one.id)


def _waiting(turn: Turn, one: MonthlyRoster) -> list[KeptRow]:
    return [row for row in lists.rows_of(turn.db, one) if row.state is RowState.WAITING]


@only(*LEADING)
def send_sheet(turn: Turn) -> None:
    """Send what became of each row (派案清單): case by number, nobody by name."""
    one: MonthlyRoster = subjects.get(turn.db, turn.pressed(RosterSheet).roster, Action.SERVE)
    wording = turn.wording
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
    columns = tuple(Column(wording.label(title), width) for title, width in heads)
    rows = [_cells(turn, row) for row in lists.rows_of(turn.db, one)]
    foot = footer(wording, turn.today, turn.speaker.name, secret=True)
    title = wording.label("List of dispatches: %(list)s", list=one.sign)
    hand_out(turn, Table(title, columns, rows, footer=foot, secret=True), Format.XLSX)
    show(turn, one.id)


def _cells(turn: Turn, row: KeptRow) -> tuple[str, ...]:
    district = district_of(row.village)
    where = (district, row.village.removeprefix(district))
    if row.case is None:
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
    filed = month_of(lead.followed_up) if lead.followed_up else ""
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
    app.on(CentreRosters, overview)
    app.on(RosterPage, turn_page)
    app.on(OpenRow, open_row)
    app.on(DispatchRow, dispatch_row)
    app.on(AskWhyNot, ask_why_not)
    app.on(DeclineRow, decline_row)
    app.on(AskAll, ask_all)
    app.on(DispatchAll, dispatch_all)
    app.on(RosterSheet, send_sheet)
