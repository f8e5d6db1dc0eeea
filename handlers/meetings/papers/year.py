"""年度會議表: a year of meetings, when held, how late, who was there (`screens.md` §1)."""

from datetime import date

from markupsafe import Markup

from casework.errors import NotThere
from casework.meetings.meetings import Chair, Meeting
from casework.meetings.rights import MEETING
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Column, Row, Table
from handlers.meetings import merit, words
from handlers.meetings.listing import OpenMeetings, YearOfMeetings
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only, reading
from handlers.words.wording import N_, Wording
from storage.meetings import attendances, meetings


class YearTable(Button, prefix="gmg"):
    """The table as a file."""

    year: int
    kind: Format


COLUMNS = (
    Column(N_("Unit"), 16),
    Column(N_("Meeting"), 22),
    Column(N_("Due in"), 11),
    Column(N_("Held on"), 15),
    Column(N_("Chair"), 22),
    Column(N_("Days late"), 7, centred=True),
    Column(N_("Minutes sent"), 15),
    Column(N_("Days late"), 7, centred=True),
    Column(N_("Attendance"), 10, centred=True),
)
CHAIRS = {
    Chair.NAMED: N_("%(who)s"),
    Chair.LINE: N_("%(who)s (deputy, as the plan has it)"),
    Chair.OTHER: N_("%(who)s (not whom the plan names)"),
}


@only(*MEETING)
@reading
def listed(turn: Turn) -> None:
    """Show a page of it."""
    pressed = turn.pressed(YearOfMeetings)
    show(turn, pressed.year, pressed.page)


def show(turn: Turn, year: int, page: int) -> None:
    """Put a year's meetings on the screen, what is late first."""
    wording, found = turn.wording, _theirs(turn, year)
    found.sort(key=lambda one: (-_late(turn, one), one.month, one.id))
    here = queues.paged(found, page)
    text = lines(
        Markup("<b>%s</b>") % _title(year, wording),
        here.which(wording),
        None if found else wording.text("No meeting of that year is known."),
        *(
            Markup("%s\n%s%s") % (words.named(one, wording), wording.indent, _said(turn, one))
            for one in here.rows
        ),
    )
    keys = column(*(Press(one.sign, OpenCard(one.id)) for one in here.rows))
    turned = here.turning(lambda number: YearOfMeetings(year, number), wording)
    files = tuple(Press(f".{kind}", YearTable(year, kind)) for kind in Format) if found else ()
    before = Press(wording.label("◀ %(year)s", year=wording.year(year - 1)), YearOfMeetings(year - 1, 0))
    back = (before, Press(wording.label("🗓 Meetings"), OpenMeetings(0)), home.key(wording))
    turn.show(Screen(text, (*keys, *turned, *((files,) if files else ()), *merit.rows(turn, year), back)))


def _theirs(turn: Turn, year: int) -> list[Meeting]:
    """List those that somebody runs or oversees: the bureau all, a secretariat its own unit's."""
    if not date.min.year < year <= date.max.year:
        raise NotThere
    return [one for one in meetings.of_year(turn.db, year) if meetings.runs_or_oversees(turn.db, one)]


def _late(turn: Turn, one: Meeting) -> int:
    return one.days_late(turn.today) + one.minutes_late(turn.db.rules.policy, turn.today)


def _said(turn: Turn, one: Meeting) -> str:
    wording, policy = turn.wording, turn.db.rules.policy
    days, more = one.days_late(turn.today), one.minutes_late(policy, turn.today)
    return wording.beside(
        str(words.standing(one, wording)),
        str(wording.count("❗ %(n)s day late", "❗ %(n)s days late", days)) if days else "",
        str(wording.count("❗ minutes %(n)s day late", "❗ minutes %(n)s days late", more)) if more else "",
    )


@only(*MEETING)
def as_file(turn: Turn) -> None:
    """Hand it out."""
    pressed = turn.pressed(YearTable)
    hand_out(turn, table(turn, pressed.year), pressed.kind, "meetings", year=pressed.year)
    show(turn, pressed.year, 0)


def table(turn: Turn, year: int) -> Table:
    """Make the table, unit by unit."""
    wording = turn.wording
    columns = tuple(Column(wording.label(one.title), one.width, centred=one.centred) for one in COLUMNS)
    found = _theirs(turn, year)
    shares = attendances.shares(turn.db, [one.joined_to or one.id for one in found])
    rows = [_row(turn, one, shares.get(one.joined_to or one.id)) for one in found]
    return Table(_title(year, wording), columns, rows)


def _row(turn: Turn, one: Meeting, share: tuple[int, int] | None) -> Row:
    wording, policy = turn.wording, turn.db.rules.policy
    there, invited = share or (0, 0)
    chair = wording.label(CHAIRS[one.chair], who=one.said.get("chair", "")) if one.chair else ""
    late, more = one.days_late(turn.today), one.minutes_late(policy, turn.today)
    return (
        one.unit.name,
        words.short(one, wording),
        wording.label("at need") if one.extra else wording.month(one.month),
        wording.day(one.held_on) if one.held_on else "",
        chair,
        str(late) if late else "",
        wording.day(one.minutes_sent_on) if one.minutes_sent_on else "",
        str(more) if more else "",
        f"{there}/{invited} ({there / invited:.0%})" if one.held_on and invited else "",
    )


def _title(year: int, wording: Wording) -> str:
    return wording.label("Meetings of %(year)s", year=wording.year(year))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(YearOfMeetings, listed)
    app.on(YearTable, as_file)
