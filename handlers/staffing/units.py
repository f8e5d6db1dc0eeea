"""Units by district: what there is, and who is in it (`screens.md` 0.2); `unit_acts.py` changes it."""

import re
from collections.abc import Iterable
from functools import partial

from markupsafe import Markup

from actions.staffing import people as staff
from actions.staffing import units
from casework.staffing.managing import MANAGING, roles_to_give
from casework.staffing.people import Role
from casework.staffing.units import Unit
from casework.text.identity import plain
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, Turn, only
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.staffing import people

SAYINGS = re.compile(r"(?:單位|網絡單位|units?)\s*(?P<district>.*)", re.IGNORECASE)
ALONE = re.compile(r"(?:單位|網絡單位|units?)(?:\s*\S{2}區)?", re.IGNORECASE)
"""What nobody means by a worry."""
CITY = N_("Of the whole city")
TITLE = N_("🏢 Units and people")


class Districts(Button, prefix="ud"):
    """Show a page of the districts."""

    page: int


class UnitsOf(Button, prefix="ul"):
    """Show a page of the units of a district, by its place in the list; 0 is the whole city."""

    district: int
    page: int


class OpenUnit(Button, prefix="uo"):
    """Show a unit."""

    unit: int


class Team(Button, prefix="np"):
    """Show a page of the people of a unit."""

    unit: int
    page: int


class Invite(Button, prefix="vi"):
    """Choose for which role of a unit somebody is invited; `inviting.py` does it."""

    unit: int


class Complete(Button, prefix="ua"):
    """Ask once more before the units that the plan names are added."""


class CompleteNow(Button, prefix="uay"):
    """Add them."""


class UnitTemplate(Button, prefix="ut"):
    """Send the table in which units are added and changed; `unit_roll.py` reads it."""


class RollOfAll(Button, prefix="uvt"):
    """Send the table of all people, in which they are changed; `roll.py` reads it."""


def district_names(turn: Turn) -> tuple[str, ...]:
    """List the whole city, which has no name, and then its districts."""
    return ("", *turn.office.places.districts)


def district_number(turn: Turn, district: str) -> int:
    """Return the place of a district in the list; what is in none of them stands with the city's."""
    names = district_names(turn)
    return names.index(district) if district in names else 0


def district_name(turn: Turn, district: str) -> str:
    """Say where a unit is."""
    return district or turn.wording.label(CITY)


@only(Role.ADMIN)
def districts(turn: Turn) -> None:
    """Show the districts, and how many units each has."""
    show_districts(turn, turn.pressed(Districts).page)


def show_districts(turn: Turn, page: int = 0) -> None:
    """Put the districts on the screen."""
    found = people.standing_units(turn.db)
    keys = [
        Press(
            turn.wording.label(
                "%(district)s (%(n)s)",
                district=district_name(turn, name),
                n=sum(one.district == name for one in found),
            ),
            UnitsOf(number, 0),
        )
        for number, name in enumerate(district_names(turn))
    ]
    lacking = len(units.missing(turn.db, turn.office.places))
    label = turn.wording.label("➕ Add what the plan names (%(n)s)", n=lacking)
    more = column(
        Press(label, Complete()) if lacking else None,
        Press(turn.wording.label("📄 Table of units (.xlsx)"), UnitTemplate()),
        Press(turn.wording.label("📄 Table of people (.xlsx)"), RollOfAll()),
    )
    turn.show(paged(turn, turn.wording.text("Units of which district?"), keys, page, Districts, beside=more))


def paged(
    turn: Turn,
    text: Markup,
    keys: list[Press],
    page: int,
    to: queues.TurnTo,
    *,
    back: Press | None = None,
    beside: Rows = (),
) -> Screen:
    """A page of five, what else can be done, and the way back."""
    here = queues.paged(keys, page)
    way = (*([back] if back else []), home.key(turn.wording))
    return Screen(text, (*column(*here.rows), *here.turning(to, turn.wording), *beside, way))


@only(Role.ADMIN)
def units_of(turn: Turn) -> None:
    """Show the units of a district, five a page."""
    button = turn.pressed(UnitsOf)
    show_units(turn, button.district, button.page)


def show_units(turn: Turn, number: int, page: int = 0) -> None:
    """Put the units of a district on the screen; `unit_acts.py` adds the key to a new one."""
    names = district_names(turn)
    number = number if 0 <= number < len(names) else 0
    name = names[number]
    found = [one for one in people.standing_units(turn.db) if district_number(turn, one.district) == number]
    here = found[page * PAGE : (page + 1) * PAGE]
    text = lines(
        Markup("<b>%s</b>") % district_name(turn, name),
        *(_line(turn, one) for one in here),
        None if found else turn.wording.text("There is no unit here yet."),
    )
    keys = [Press(one.name, OpenUnit(one.id)) for one in found]
    add = Press(turn.wording.label("➕ New unit"), NewUnit(number, 0))
    back = Press(turn.wording.label("◀ Back"), Districts(0))
    turn.show(paged(turn, text, keys, page, partial(UnitsOf, number), back=back, beside=column(add)))


class NewUnit(Button, prefix="un"):
    """Choose the kind of a new unit, at a page of the kinds."""

    district: int
    page: int


def _line(turn: Turn, unit: Unit) -> Markup:
    """Name a unit with its kind, its head and how many belong to it."""
    there = people.members(turn.db, unit.id)
    heads = [one.name for one in there if one.role is Role.HEAD]
    return turn.wording.text(
        "%(name)s: %(kind)s, people: %(n)s%(more)s",
        name=unit.name,
        kind=turn.wording.label(UNIT_KINDS[unit.kind]),
        n=len(there),
        more=turn.wording.label(", head: %(names)s", names=names_of(turn, heads)) if heads else "",
    )


def names_of(turn: Turn, names: Iterable[str]) -> str:
    """Write names behind each other."""
    return turn.wording.label(", ").join(names)


@only(*MANAGING)
def open_unit(turn: Turn) -> None:
    """Show a unit: where it stands, what it counts as, what it has."""
    show(turn, turn.pressed(OpenUnit).unit)


def show(turn: Turn, number: int) -> None:
    """Put a unit on the screen, for who does its people."""
    staff.team(turn.db, number)  # judges
    unit = people.unit(turn.db, number)
    keys = [Press(turn.wording.label("👥 People"), Team(unit.id, 0), "primary")]
    if roles_to_give(turn.speaker, unit) and not unit.ended:
        keys.append(Press(turn.wording.label("✉️ Invite"), Invite(unit.id)))
    if turn.speaker.role is Role.ADMIN and not unit.ended:
        keys += [
            Press(turn.wording.label("✏️ Another name"), RenameUnit(unit.id)),
            Press(turn.wording.label("↪️ Another place"), MoveUnit(unit.id, "", 0)),
            Press(turn.wording.label("⏹ End this unit"), EndUnit(unit.id, 0)),
        ]
    back = (_back(turn, unit),) if turn.speaker.role is Role.ADMIN else ()
    turn.show(Screen(about(turn, unit), (*column(*keys), (*back, home.key(turn.wording)))))


class RenameUnit(Button, prefix="ur"):
    """Ask for another name of a unit."""

    unit: int


class MoveUnit(Button, prefix="um"):
    """Choose under which unit one stands: by its kind first."""

    unit: int
    kind: str
    page: int


class EndUnit(Button, prefix="ue"):
    """Choose who takes over from a unit that ends, or confirm its end."""

    unit: int
    page: int


def _back(turn: Turn, unit: Unit) -> Press:
    return Press(turn.wording.label("◀ Back"), UnitsOf(district_number(turn, unit.district), 0))


def about(turn: Turn, unit: Unit) -> Markup:
    """Say what a unit is."""
    wording, has = turn.wording, units.holdings(turn.db, unit.id)
    above, bureau = (people.unit(turn.db, one).name if one else "" for one in (unit.parent, unit.bureau))
    return lines(
        Markup("<b>%s</b>") % unit.name,
        Markup("%s")
        % wording.beside(wording.label(UNIT_KINDS[unit.kind]), district_name(turn, unit.district)),
        wording.text("Under: %(name)s", name=above) if above else None,
        wording.text("Counts as: %(name)s", name=bureau) if bureau else None,
        wording.text("By appointment only") if unit.by_appointment else None,
        wording.text("It has ended.") if unit.ended else None,
        wording.text("People: %(people)s, open duties: %(duties)s", people=has.people, duties=has.duties),
        wording.text("Villages: %(villages)s", villages=has.villages) if has.villages else None,
    )


@only(Role.ADMIN)
def ask_to_complete(turn: Turn) -> None:
    """Name some of the units that the plan has and this office has not; the safe choice comes first."""
    lacking = units.missing(turn.db, turn.office.places)
    named = [one.name for one in lacking[:PAGE]]
    rest = len(lacking) - len(named)
    text = lines(
        turn.wording.count("Add %(n)s unit of the plan?", "Add %(n)s units of the plan?", len(lacking)),
        *(Markup("%s") % one for one in named),
        turn.wording.count("and %(n)s more", "and %(n)s more", rest) if rest else None,
    )
    leave = Press(turn.wording.label("No, leave it"), Districts(0))
    turn.show(
        Screen(text, column(leave, Press(turn.wording.label("Yes, add them"), CompleteNow(), "primary")))
    )


@only(Role.ADMIN)
def complete(turn: Turn) -> None:
    """Add the units that the plan names and this office has not."""
    made = units.complete(turn.db, turn.office.places)
    turn.notice = turn.wording.count("%(n)s unit was added.", "%(n)s units were added.", len(made))
    show_districts(turn)


def answers(turn: Turn, text: str) -> bool:
    """Take 單位, with a district or without, from who does units or people."""
    said = SAYINGS.fullmatch(plain(text))
    if said is None or turn.speaker.role not in MANAGING:
        return False
    district = turn.office.places.find_district(said["district"])
    if said["district"] and district is None:
        return False
    if turn.speaker.role is not Role.ADMIN:
        show(turn, turn.unit.id)
    elif district is not None:
        show_units(turn, district_number(turn, district))
    else:
        show_districts(turn)
    return True


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(TITLE, Districts(0), (Role.ADMIN,)))
    app.saying(answers, ALONE.fullmatch)
    for handler, button in (
        (districts, Districts),
        (units_of, UnitsOf),
        (open_unit, OpenUnit),
        (ask_to_complete, Complete),
        (complete, CompleteNow),
    ):
        app.on(button, handler)
