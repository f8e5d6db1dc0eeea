"""The papers of New-Year care: who was visited, what came of it, who is on call; masked, with their heads."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from actions.new_year import results
from casework.cases.access import Action
from casework.errors import NotThere
from casework.new_year.care import (
    GIVEN,
    VISITED,
    CareHousehold,
    CareStanding,
    WhyNot,
    counted_visit,
    in_window,
    standing,
)
from casework.new_year.holiday import new_year
from casework.new_year.parts import CarePart, results_due
from casework.on_call import Rota, Shift
from casework.staffing.people import LEADING, Role
from casework.staffing.units import UnitKind
from casework.text.places import district_of
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Column, Row, Table, bold, columns_of
from handlers.new_year import overview, words
from handlers.new_year.overview import own_part
from handlers.on_call.shown import hours
from handlers.ui.buttons import Button
from handlers.ui.screens import Press
from handlers.ui.turn import App, NewYearPart, Turn, only
from handlers.words.terms import CHILDREN, ROLES
from handlers.words.wording import N_
from storage import on_call
from storage.new_year import campaigns, care
from storage.new_year.campaigns import Campaign
from storage.staffing import people

HANDED_OUT = (Role.LIAISON, Role.CLERK, *LEADING, Role.BUREAU)


class CareDocument(StrEnum):
    """Which one."""

    HOUSEHOLDS = "h"  # 關懷名冊
    RESULTS = "r"  # 成果表
    ON_CALL = "c"  # 值勤名冊


TITLES = {
    CareDocument.HOUSEHOLDS: N_("table of households"),
    CareDocument.RESULTS: N_("table of results"),
    CareDocument.ON_CALL: N_("who is on call in the holiday"),
}
LABELS = {
    CareDocument.HOUSEHOLDS: N_("📄 Table of households"),
    CareDocument.RESULTS: N_("📄 Table of results"),
    CareDocument.ON_CALL: N_("📄 Who is on call"),
}


class CarePaper(Button, prefix="yp"):
    """Send a paper of the campaign."""

    paper: CareDocument


@only(*HANDED_OUT)
def send(turn: Turn) -> None:
    """Send it: the bureau has that of all units, a unit its own."""
    paper, one = turn.pressed(CarePaper).paper, campaigns.latest(turn.db)
    if paper not in _theirs(turn):
        raise NotThere
    if one is not None:
        made = {
            CareDocument.HOUSEHOLDS: _households,
            CareDocument.RESULTS: _results,
            CareDocument.ON_CALL: _on_call,
        }[paper]
        hand_out(turn, made(turn, one), Format.XLSX, f"care_{paper.name.lower()}")
    overview.show(turn)


def _theirs(turn: Turn) -> list[CareDocument]:
    """List which papers somebody may have: everybody's telephones are the bureau's."""
    return [
        each for each in CareDocument if each is not CareDocument.ON_CALL or turn.speaker.role is Role.BUREAU
    ]


def _table(
    turn: Turn, one: Campaign, paper: CareDocument, columns: tuple[Column, ...], rows: Sequence[Row]
) -> Table:
    wording = turn.wording
    title = wording.beside(words.titled(one.year, wording).unescape(), wording.label(TITLES[paper]))
    return Table(title, columns, rows, secret=True)


def _households(turn: Turn, one: Campaign) -> Table:
    """關懷名冊: nobody by more than a masked name, and by that on the own lists alone."""
    columns = columns_of(
        (
            (N_("No."), 5),
            (N_("District"), 8),
            (N_("Village of the case"), 8),
            (N_("Name (masked)"), 12),
            (N_("Group"), 10),
            (N_("Lead unit"), 18),
            (N_("Lead person"), 8),
            (N_("To be visited"), 8),
            (N_("Visited on"), 19),
            (N_("How"), 10),
            (N_("Children seen"), 9),
            (N_("Cared for"), 9),
            (N_("Given or needed"), 20),
            (N_("Referral"), 5),
            (N_("Report made"), 6),
        ),
        turn.wording,
    )
    found = (
        care.of_year(turn.db, one.year) if turn.speaker.role is Role.BUREAU else care.mine(turn.db, one.year)
    )
    rows = [_household(turn, each) for each in found if care.may(turn.db, each, Action.VIEW)]
    return _table(turn, one, CareDocument.HOUSEHOLDS, columns, rows)


def _household(turn: Turn, one: CareHousehold) -> list[str]:
    wording, rules = turn.wording, turn.db.rules
    district, kept = district_of(one.village), care.own_entry(turn.db, one.id)
    visits = in_window(one, rules)
    last = counted_visit(one, rules) or (visits[-1] if visits else None)
    said = last.answers if last is not None else {}
    given = [key for visit in visits for key in (visit.answers.get("given") or ()) if key in words.GIVEN]
    yes = wording.label("yes")
    return [
        str(one.number),
        district,
        one.village.removeprefix(district),
        words.called(kept),
        wording.label(words.GROUPS[one.group]),
        one.unit.name,
        people.get(turn.db, one.person).name if one.person is not None else "",
        wording.label("in person") if one.high else wording.label("any way"),
        wording.day(last.on) if last is not None else "",
        wording.label(words.STANDINGS[standing(one, rules)]),
        wording.label(CHILDREN[str(said["children"])]) if said.get("children") else "",
        wording.label(words.CARED_FOR[str(said["care"])]) if said.get("care") else "",
        wording.label(", ").join(wording.label(words.GIVEN[key]) for key in dict.fromkeys(given)),
        yes if "referral" in given else "",
        yes if any(visit.answers.get("care") == "improper" for visit in visits) else "",
    ]


CHILDREN_SEEN = ("children_due", "children_due_seen", "children_seen")
NOT_VISITED = (*(CareStanding(one) for one in WhyNot), CareStanding.CHILD_UNSEEN, CareStanding.NOT_YET)


def _results(turn: Turn, one: Campaign) -> Table:
    """成果表: each unit's figures, and the sum."""
    wording = turn.wording
    columns = (
        Column(wording.label("Unit"), 18),
        _figures(turn, N_("Households to be visited")),
        _figures(turn, N_("Visited"), *(words.STANDINGS[each] for each in VISITED)),
        _figures(turn, N_("Not visited"), *(words.STANDINGS[each] for each in NOT_VISITED)),
        _figures(turn, N_("Children"), *(words.FIGURES[key] for key in CHILDREN_SEEN)),
        _figures(turn, N_("Given or needed"), *(words.GIVEN[key] for key in GIVEN)),
        _figures(turn, N_("Emergency relief"), N_("relief paid: times"), N_("relief paid: sum"), width=8),
        _figures(turn, N_("reports made")),
        Column(wording.label("Remark"), 16),
    )
    keys = [
        "households",
        *map(str, (*VISITED, *NOT_VISITED)),
        *CHILDREN_SEEN,
        *GIVEN,
        "reliefs",
        "relief_sum",
        "reported",
    ]
    everybody = turn.speaker.role is Role.BUREAU
    mine = own_part(turn, one)
    rows: list[Row] = [
        [part.unit.name, *(str(figures.get(key, 0)) for key in keys), _remark(turn, part)]
        for part, figures in results.of_all(turn.db, one.year)
        if everybody or (mine is not None and part.id == mine.id)
    ]
    if everybody:
        counted = results.total(turn.db, one.year)
        rows.append(bold([wording.label("Sum"), *(str(counted[key]) for key in keys), ""]))
    return _table(turn, one, CareDocument.RESULTS, columns, rows)


def _remark(turn: Turn, part: CarePart) -> str:
    """Say why figures were corrected or nobody went; or that nobody has confirmed them."""
    unconfirmed = results_due(part, turn.db.rules) and part.unit.kind is not UnitKind.BUREAU
    return part.reason or (turn.wording.label("not confirmed yet") if unconfirmed else "")


def _figures(turn: Turn, title: str, *under: str, width: float = 5.5) -> Column:
    """Figures stand below narrow heads, so that all of them fit on a page."""
    return Column(turn.wording.label(title), width, tuple(map(turn.wording.label, under)), centred=True)


def _on_call(turn: Turn, one: Campaign) -> Table:
    """值勤名冊 [003] 陸、一(一)2(2)A: names and telephones of who is on call, each day of the holiday."""
    columns = columns_of(
        (
            (N_("Unit"), 20),
            (N_("Day"), 20),
            (N_("Hours"), 12),
            (N_("Name"), 10),
            (N_("Title"), 12),
            (N_("Mobile"), 14),
            (N_("Backup"), 10),
            (N_("Telephone of the backup"), 14),
        ),
        turn.wording,
    )
    holiday = new_year(one.year, turn.db.rules.calendar)
    rows = [
        row
        for rota in on_call.between(turn.db, holiday.first, holiday.last)
        for shift in rota.shifts
        for row in _shift(turn, rota, shift)
    ]
    return _table(turn, one, CareDocument.ON_CALL, columns, rows)


def _shift(turn: Turn, rota: Rota, shift: Shift) -> Iterator[list[str]]:
    who, behind = shift.officer, shift.backup
    title = turn.wording.label(ROLES[people.get(turn.db, who.person).role]) if who.person is not None else ""
    yield [
        rota.unit.name,
        turn.wording.day(shift.day),
        hours(shift),
        who.name,
        title,
        who.phone,
        behind.name if behind else "",
        behind.phone if behind else "",
    ]


def keys(turn: Turn, one: Campaign) -> Iterator[Press]:
    """The keys to the papers."""
    if turn.speaker.role not in HANDED_OUT:
        return
    for paper in _theirs(turn):
        yield Press(turn.wording.label(LABELS[paper]), CarePaper(paper))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.new_year.append(NewYearPart(keys))
    app.on(CarePaper, send)
