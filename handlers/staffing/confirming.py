"""After a restore (`trust.md` R12): what everybody is told, and who leads confirms who is still here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from actions.staffing import restoring
from casework.staffing.managing import MANAGING
from casework.staffing.people import LEADING, Person
from handlers.staffing.people import OpenPerson
from handlers.staffing.units import paged
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.office import Telling
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, Turn, only
from handlers.words.wording import N_, Wording
from storage.staffing import people

TITLE = N_("☀️ Who is still here?")
ALL = 0
"""Stands for no unit: who leads one, wherever that is."""


class StillHere(Button, prefix="sl"):
    """Show whose access sleeps, unit by unit, or in the only one."""

    page: int


class OfUnit(Button, prefix="slu"):
    """Show whose access sleeps in a unit; of none: of all who lead one."""

    unit: int
    page: int


class ConfirmAll(Button, prefix="sly"):
    """Confirm all of them, as many as were shown."""

    unit: int
    count: int


@only(*MANAGING)
def ask(turn: Turn) -> None:
    """Show the units; first all who lead one, for they confirm their own people."""
    show(turn, turn.pressed(StillHere).page)


def show(turn: Turn, page: int = 0) -> None:
    """Put on the screen whose access sleeps; home once nobody's does."""
    found = restoring.asleep(turn.db)
    by_unit = [(unit, len(list(some))) for unit, some in groupby(found, lambda one: one.unit)]
    leading = len(_of(found, ALL))
    if not found:
        home.show(turn)
        return
    if len(by_unit) == 1:
        show_unit(turn, by_unit[0][0])
        return
    first = [_unit_key(turn, turn.wording.label("All who lead a unit"), ALL, leading)] if leading else []
    names = {one.id: one.name for one in people.all_units(turn.db)}
    keys = first + [_unit_key(turn, names[unit], unit, count) for unit, count in by_unit]
    text = lines(
        _title(turn),
        _why(turn),
        turn.wording.text("First those who lead a unit: they confirm their own people."),
    )
    turn.show(paged(turn, text, keys, page, StillHere))


def _unit_key(turn: Turn, name: str, unit: int, count: int) -> Press:
    return Press(turn.wording.label("%(name)s (%(n)s)", name=name, n=count), OfUnit(unit, 0))


def _title(turn: Turn) -> Markup:
    return Markup("<b>%s</b>") % turn.wording.text(TITLE)


def _why(turn: Turn) -> Markup:
    return turn.wording.text(
        "The office goes on from a copy: who has left or lost a phone since may be back in it. "
        "Nobody hears or does anything here until they are confirmed."
    )


def _of(found: Sequence[Person], unit: int) -> list[Person]:
    return [one for one in found if (one.role in LEADING if unit == ALL else one.unit == unit)]


@only(*MANAGING)
def of_unit(turn: Turn) -> None:
    """Show a unit's."""
    button = turn.pressed(OfUnit)
    show_unit(turn, button.unit, button.page)


def show_unit(turn: Turn, unit: int, page: int = 0) -> None:
    """Put on the screen whose access sleeps in a unit: each can be looked at before all are confirmed."""
    found = _of(restoring.asleep(turn.db), unit)
    if not found:
        show(turn)
        return
    called = told_apart(found, turn.wording)
    text = lines(
        _title(turn),
        _why(turn),
        turn.wording.text(
            "Is one of them no longer here, or in doubt? Open them first: end their access, or call."
        ),
        turn.wording.text("To be confirmed: %(names)s", names=turn.wording.label(", ").join(called.values())),
    )
    yes = Press(
        turn.wording.count("✅ Confirm %(n)s person", "✅ Confirm all %(n)s", len(found)),
        ConfirmAll(unit, len(found)),
        "primary",
    )
    keys = [Press(called[one.id], OpenPerson(one.id)) for one in found]
    back = Press(turn.wording.label("◀ Back"), StillHere(0)) if _several(turn) else None
    screen = paged(turn, text, keys, page, lambda page: OfUnit(unit, page), back=back, beside=column(yes))
    turn.show(Screen(screen.text, screen.rows, Level.L1))


def _several(turn: Turn) -> bool:
    return len({one.unit for one in restoring.asleep(turn.db)}) > 1


@only(*MANAGING)
def confirm(turn: Turn) -> None:
    """Let them back in; they hear of it."""
    button = turn.pressed(ConfirmAll)
    restoring.confirm(turn.db, _of(restoring.asleep(turn.db), button.unit), button.count)
    turn.notice = turn.wording.text("Confirmed. They are back in, and hear of it.")
    show(turn)


def missing(hours: tuple[datetime, datetime], wording: Wording) -> Screen:
    """Tell everybody which hours the office does not know, and what to do about it."""
    return Screen(
        lines(
            _lost(hours, wording),
            wording.text(
                "Your access sleeps until whoever leads you confirms it; then this chat answers again. "
                "In danger, call 110 or 119; to report protection, 113."
            ),
        )
    )


def missing_too(hours: tuple[datetime, datetime], wording: Wording) -> Screen:
    """Tell the administrators the same, and what is theirs to do."""
    text = lines(
        _lost(hours, wording),
        wording.text(
            "All other accesses sleep until they are confirmed, open invitations are void. Nudges wait "
            "until you let them go; 24-hour matters go out."
        ),
    )
    return Screen(text, column(Press(wording.label(TITLE), StillHere(0)), home.key(wording)))


def _lost(hours: tuple[datetime, datetime], wording: Wording) -> Markup:
    since, until = map(wording.moment, hours)
    return lines(
        Markup("<b>%s</b>") % wording.text("The office was restored from a copy."),
        wording.text(
            "What was done from %(since)s to %(until)s is lost, even where you have a number for it: "
            "reports, visits, follow-ups, leaves. Please send it again. Keys from then no longer work.",
            since=since,
            until=until,
        ),
        wording.text("Does full data of these hours still stand in this chat? Delete it now."),
    )


def still_held(_: object, wording: Wording) -> Screen:
    """Remind the administrators that nudges wait since the restore."""
    text = wording.text("Since the restore nudges wait for you; 24-hour matters go out. Let them go at home.")
    return Screen(text, column(home.key(wording)))


def confirmed(_: object, wording: Wording) -> Screen:
    """Tell somebody that they are confirmed."""
    text = wording.text("You are confirmed and have access again. Please send again what was lost.")
    return Screen(text, column(home.key(wording)))


TELLINGS: Mapping[str, Telling] = {
    "office.restored": missing,
    "office.restored_too": missing_too,
    "office.still_held": still_held,
    "person.confirmed": confirmed,
}
"""What is told after a restore."""


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.insert(0, HomeEntry(TITLE, StillHere(0), MANAGING, shown=_waits))
    app.on(StillHere, ask)
    app.on(OfUnit, of_unit)
    app.on(ConfirmAll, confirm)


def _waits(turn: Turn) -> bool:
    return bool(turn.office.memory.epoch) and bool(restoring.asleep(turn.db))
