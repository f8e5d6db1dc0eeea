"""Who answers now (值班): typed by anybody, at any hour, with telephones [003] 陸、一(一)2(2)A."""

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from casework.on_call import Rota, Shift
from casework.staffing.people import Role
from casework.staffing.units import nearness
from casework.text.dates import day_end, local_day
from handlers.on_call import rota, shown
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, everybody, reading
from handlers.words.wording import N_
from storage import on_call

PAGE = 6
STAFF = tuple(one for one in Role if one is not Role.CHIEF)
TITLE = N_("☎ On call")
PHRASES = (
    *("值班", "值班表", "值班人員", "值班電話", "誰值班", "今天誰值班", "現在誰值班", "值勤"),
    *("誰在值班", "今天誰在值班", "現在誰在值班", "今晚誰值班", "今晚誰在值班", "值班是誰"),
    *("who is on call tonight", "who is on duty now", "who is on duty tonight"),
    *("duty", "on duty", "on call", "who is on duty", "who is on call", "who is on call now"),
)


class TurnOnCall(Button, prefix="oc"):
    """Show who is on call, at a page."""

    page: int


@everybody
@reading
def ask(turn: Turn) -> None:
    """Answer who typed it."""
    turn.show(screen(turn, 0))


@everybody
@reading
def turn_page(turn: Turn) -> None:
    """Show another page."""
    turn.show(screen(turn, turn.pressed(TurnOnCall).page))


def screen(turn: Turn, page: int) -> Screen:
    """The units near by first: who answers now, and who will later today."""
    wording, found = turn.wording, list(_today(turn))
    here = queues.paged(found, page, PAGE)
    text = lines(
        Markup("<b>%s</b>") % wording.text("Who answers the telephone now"),
        here.which(wording),
        *(_unit(turn, one, shifts) for one, shifts in here.rows),
        None if found else wording.text("Nobody is named for today."),
        wording.text("At any hour: 110, 119, 113 (protection), 1957 (welfare), 1925 (peace of mind)."),
    )
    keys = column(*rota.ways(turn))
    return Screen(text, (*here.turning(TurnOnCall, wording), *keys, (home.key(wording),)))


def _today(turn: Turn) -> Iterator[tuple[Rota, Sequence[Shift]]]:
    """List the units with somebody on call now or later today, the nearest first."""
    near = (turn.speaker.villages or (turn.unit.district,))[0]
    for one in sorted(
        on_call.on_call(turn.db),
        key=lambda one: (one.unit.id != turn.unit.id, nearness(one.unit, near) if near else 0, one.unit.id),
    ):
        end = day_end(local_day(turn.db.now))
        shifts = [each for each in one.shifts if each.span[1] > turn.db.now and each.span[0] <= end]
        if shifts:
            yield one, shifts


def _unit(turn: Turn, one: Rota, shifts: Iterable[Shift]) -> Markup:
    said = Markup("\n").join(
        shown.shift_line(each, turn.wording, later=not each.holds(turn.db.now)) for each in shifts
    )
    return Markup("<b>%s</b>\n%s") % (one.unit.name, said)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for phrase in PHRASES:
        app.words(phrase, ask)
    app.on(TurnOnCall, turn_page)
    app.entries.append(HomeEntry(TITLE, TurnOnCall(0), STAFF, place=HomePlace.MORE))
