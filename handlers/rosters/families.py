"""Families that several units serve (共案): who else does, in contact by one tap, taken apart, listed."""

from collections.abc import Iterator

from markupsafe import Markup

from actions.rosters import matching as acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.criteria import CaseKind
from casework.rosters.lists import first_of
from casework.rosters.services import SPEAKS
from casework.rosters.shared import Served, SharedFamily, bureaus, to_plan
from casework.staffing.people import Role
from casework.text.names import mask_name
from casework.text.places import district_of
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, columns_of
from handlers.rosters.signs import why
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Part, Turn, only
from handlers.words.wording import N_
from storage.cases import cases
from storage.core.database import Transaction
from storage.meetings import discussed
from storage.rosters import matches
from storage.staffing import people

WHO = (Role.BUREAU, *SPEAKS)


class Families(Button, prefix="rfa"):
    """List the families that several units serve, as far as they are the speaker's to see."""

    page: int


class OpenFamily(Button, prefix="rfo"):
    """Show who serves a family."""

    family: int


class InContact(Button, prefix="rfc"):
    """The own bureau was in contact with the others."""

    family: int


class AskWhoIsNot(Button, prefix="rfw"):
    """Ask who is not of a family."""

    family: int


class PartFamily(Button, prefix="rfx"):
    """Somebody is not of a family, as it was shown."""

    family: int
    version: int
    at: int


class FamiliesSheet(Button, prefix="rfs"):
    """Send the list of shared families (共案清冊)."""


@only(*WHO)
def listed(turn: Turn) -> None:
    """List them, five a page."""
    found, wording = acts.families(turn.db), turn.wording
    here = queues.paged(found, turn.pressed(Families).page)
    nothing = wording.text("No family of yours is served by other units, as far as the match tells.")
    text = lines(
        Markup("<b>%s</b>") % wording.count("%(n)s shared family", "%(n)s shared families", len(found)),
        *(_line(turn, one) for one in here.rows),
        None if found else nothing,
    )
    keys = column(
        *(Press(one.sign, OpenFamily(one.id)) for one in here.rows),
        Press(wording.label("📄 List of shared families"), FamiliesSheet())
        if turn.speaker.role is Role.BUREAU and found
        else None,
    )
    turned = here.turning(Families, wording)
    turn.show(Screen(text, (*keys, *turned, (home.key(wording),)), Level.L1))


def _line(turn: Turn, one: SharedFamily) -> Markup:
    wording = turn.wording
    _, rows = acts.family(turn.db, one.id)
    return wording.count(
        "%(family)s: %(n)s bureau, %(state)s",
        "%(family)s: %(n)s bureaus, %(state)s",
        len({row.bureau for row in rows}),
        family=one.sign,
        state=_state(turn, one),
    )


def _state(turn: Turn, one: SharedFamily) -> str:
    wording, month = turn.wording, first_of(turn.db.now)
    return wording.label("new") if one.first == month else wording.label("continuing")


@only(*WHO)
def opened(turn: Turn) -> None:
    """Show who serves a family."""
    show(turn, turn.pressed(OpenFamily).family)


def show(turn: Turn, number: int) -> None:
    """Put a family on the screen: the own rows masked, of the others unit, worker and telephone."""
    one, rows = acts.family(turn.db, number)
    wording, all_of_it = turn.wording, turn.speaker.role is Role.BUREAU
    mine = {each.unit for each in turn.db.acting}
    case = cases.read(turn.db, one.case) if one.case is not None else None
    text = lines(
        Markup("<b>%s</b>") % wording.beside(one.sign, _state(turn, one)),
        *(_row(turn, row, in_full=all_of_it or row.bureau in mine) for row in rows),
        *(_whys(turn, one) if all_of_it else ()),
        *(_lead(turn, case) if case else ()),
        *_contacts(turn, one, rows),
    )
    keys = column(
        Press(wording.label("☎ In contact with them"), InContact(one.id), "primary")
        if mine.intersection(row.bureau for row in rows)
        else None,
        Press(case.number, OpenCard(case.id)) if case and all_of_it else None,
        Press(wording.label("Somebody is not of it"), AskWhoIsNot(one.id)) if all_of_it else None,
        Press(wording.label("◀ Back"), Families(0)),
        home.key(wording),
    )
    turn.show(Screen(text, keys, Level.L1))


def _row(turn: Turn, row: Served, *, in_full: bool) -> Markup:
    """Say who serves; whom, masked, of the own rows alone: why is nobody's else."""
    said, wording = row.values, turn.wording
    who = wording.beside(_unit(turn.db, row), said.get("worker", ""), said.get("worker_phone", ""))
    if not in_full:
        return Markup("• %s") % who
    whom = wording.beside(said.get("number", ""), mask_name(said["name"]))
    hidden = wording.label("confidential") if row.hidden else ""
    return Markup("• %s\n%s%s") % (who, wording.indent, wording.beside(whom, hidden))


def _whys(turn: Turn, one: SharedFamily) -> Iterator[Markup]:
    """Say to who runs the match by what these are one family."""
    for first, second, signs in one.found.why:
        yield turn.wording.text(
            "%(one)s and %(other)s: %(signs)s.",
            one=_unit(turn.db, one.rows[first]),
            other=_unit(turn.db, one.rows[second]),
            signs=why(signs, turn.wording),
        )


def _unit(db: Transaction, row: Served) -> str:
    name, own = people.unit(db, row.bureau).name, row.values.get("unit", "")
    return name if own in ("", name) else f"{name} {own}"


def _lead(turn: Turn, case: Case) -> Iterator[Markup]:
    """Say who leads, and how to reach them."""
    unit = people.unit(turn.db, case.unit).name if case.unit else ""
    worker = people.get(turn.db, case.worker) if case.worker is not None else None
    who = turn.wording.beside(unit, worker.name if worker else "", worker.phone if worker else "")
    if who:
        yield turn.wording.text("Lead: %(who)s", who=who)


def _contacts(turn: Turn, one: SharedFamily, rows: list[Served]) -> Iterator[Markup]:
    for bureau, on in sorted(one.contacted.items(), key=lambda each: each[1]):
        if bureau in {row.bureau for row in rows}:
            name = people.unit(turn.db, bureau).name
            yield turn.wording.text("%(unit)s was in contact: %(day)s", unit=name, day=turn.wording.day(on))


@only(*WHO)
def contacted(turn: Turn) -> None:
    """Keep that the own bureau was in contact."""
    one = acts.contact(turn.db, turn.pressed(InContact).family)
    turn.notice = turn.wording.text("Noted.")
    show(turn, one.id)


@only(Role.BUREAU)
def ask_who(turn: Turn) -> None:
    """Ask who is not of a family."""
    one, _ = acts.family(turn.db, turn.pressed(AskWhoIsNot).family)
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(family)s: who is not of it?", family=one.sign),
        wording.text("No match joins them again, and the bureaus hear that it was undone."),
    )
    keys = (
        Press(
            wording.beside(_unit(turn.db, row), mask_name(row.values["name"])),
            PartFamily(one.id, one.version, at),
        )
        for at, row in enumerate(one.rows)
    )
    back = Press(wording.label("◀ Back"), OpenFamily(one.id))
    turn.show(Screen(text, column(back, *keys, home.key(wording)), Level.L1))


@only(Role.BUREAU)
def part(turn: Turn) -> None:
    """Take somebody out of a family."""
    button = turn.pressed(PartFamily)
    one = acts.part(turn.db, button.family, button.version, button.at)
    turn.notice = turn.wording.text("Undone, and never suggested again.")
    if one.ended:
        turn.press(Families(0))
    else:
        show(turn, one.id)


# On the card of the case, and on paper


def _on_card(turn: Turn, case: Case) -> list[Markup]:
    """Say who else serves the family: nothing of what is confidential, and why is nobody's else."""
    if CaseKind.SHARED not in case.kinds:
        return []
    said = []
    for one in matches.of_case(turn.db, case.id):
        open_ = dict.fromkeys(
            turn.wording.beside(
                _unit(turn.db, row), row.values.get("worker", ""), row.values.get("worker_phone", "")
            )
            for row in one.rows
            if not row.hidden
        )
        said += [turn.wording.text("Also served by: %(who)s", who=who) for who in open_]
    return said


HEADS = (
    (N_("Family"), 14),
    (N_("District"), 10),
    (N_("Village of the case"), 10),
    (N_("Bureaus"), 8),
    (N_("Units (in charge)"), 40),
    (N_("Lead"), 20),
    (N_("First in"), 10),
    (N_("In contact"), 12),
    (N_("Joint plan"), 12),
    (N_("Conference"), 16),
    (N_("Remark"), 12),
)


@only(Role.BUREAU)
def send_sheet(turn: Turn) -> None:
    """Send the list of shared families (共案清冊): nobody by name, nothing that is confidential."""
    wording = turn.wording
    found = [one for one in acts.families(turn.db) if len({row.unit for row in _open(one)}) > 1]
    rows = [_cells(turn, one) for one in found]
    title = wording.label("List of shared families %(month)s", month=wording.month(turn.today))
    hand_out(turn, Table(title, columns_of(HEADS, wording), rows, secret=True), Format.XLSX, "families")
    turn.notice = wording.text("What is confidential is not on it.")
    turn.press(Families(0))


def _open(one: SharedFamily) -> list[Served]:
    return [row for row in one.rows if not row.hidden]


def _cells(turn: Turn, one: SharedFamily) -> tuple[str, ...]:
    wording = turn.wording
    case = cases.read(turn.db, one.case) if one.case is not None else None
    village = case.village if case else ""
    district = district_of(village) if village else ""
    units = dict.fromkeys(
        wording.label("%(label)s (%(n)s)", label=_unit(turn.db, row), n=row.values.get("worker", ""))
        for row in _open(one)
    )
    days = [wording.day(on) for bureau, on in one.contacted.items() if bureau in bureaus(one.rows)]
    lead = people.unit(turn.db, case.unit).name if case and case.unit else ""
    return (
        one.sign,
        district,
        village.removeprefix(district),
        str(len(bureaus(one.rows))),
        wording.label(", ").join(units),
        wording.beside(lead, case.number if case else ""),
        wording.short_month(one.first),
        wording.label(", ").join(days),
        wording.label(_plan(one, case)),
        _conference(turn, case),
        "" if case or not to_plan(one.rows) else wording.label("no lead yet"),
    )


def _plan(one: SharedFamily, case: Case | None) -> str:
    """Say how far the joint plan is (免／擬定／提報／通過)."""
    if not to_plan(one.rows) or case is None:
        return N_("none is owed")
    if case.sharing.passed_at:
        return N_("passed")
    return N_("to be passed") if case.sharing.planned_at else N_("to be made")


def _conference(turn: Turn, case: Case | None) -> str:
    meeting = discussed.next_conference(turn.db, case) if case and case.open else None
    return meeting.sign if meeting else ""


def _has_some(turn: Turn) -> bool:
    return bool(acts.families(turn.db))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(
        HomeEntry(N_("👪 Shared families"), Families(0), WHO, shown=_has_some, place=HomePlace.MORE)
    )
    app.parts.append(Part(Action.VIEW, lines=_on_card))
    for button, handler in (
        (Families, listed),
        (OpenFamily, opened),
        (InContact, contacted),
        (AskWhoIsNot, ask_who),
        (PartFamily, part),
        (FamiliesSheet, send_sheet),
    ):
        app.on(button, handler)
