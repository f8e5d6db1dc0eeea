"""駐點: who is at the centre today and this week, set up by the unit that comes; the month as a table."""

from datetime import date, datetime, timedelta

from markupsafe import Markup

from actions import on_site as acts
from casework.errors import Stale
from casework.forms import ABOUT, Draft
from casework.on_site import EVERY, SET_UP, Sitting
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.text.dates import month_end, months_before
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, columns_of
from handlers.forms import filling
from handlers.on_site.card import COUNTS, STAFF, WEEKDAYS, said
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.on_site import SITTINGS
from storage.staffing import people

TITLE = N_("🗓 On-site service")
WEEK = timedelta(days=6)
FULL = timedelta(hours=1)


class OpenOnSite(Button, prefix="gos"):
    """Show who comes."""


class SetUp(Button, prefix="gou"):
    """Choose the centre to sit at; a page of them, while none is chosen (0)."""

    centre: int
    page: int


class SittingSheet(Button, prefix="god"):
    """Get a month as a table, so many months ago."""

    ago: int


WORDS = Words(
    title=N_("Sit at a centre"),
    asks={
        "weekday": Ask(N_("On which day of the week?"), name=N_("Weekday"), options=WEEKDAYS),
        "week": Ask(
            N_("Each week, or in one week of the month?"),
            name=N_("Week"),
            options={
                EVERY: N_("Each week"),
                "1": N_("First week"),
                "2": N_("Second week"),
                "3": N_("Third week"),
                "4": N_("Fourth week"),
            },
        ),
        "hours": Ask(
            N_("From when to when?"), name=N_("From when to when"), hint="13:00-17:00", example="13:00-17:00"
        ),
        "booked_only": Ask(
            N_("By appointment only?"), name=N_("By appointment"), options={"no": N_("No"), "yes": N_("Yes")}
        ),
    },
    send=N_("Set up"),
)


@only(*STAFF)
@reading
def open_list(turn: Turn) -> None:
    """Show who is here this week."""
    show(turn)


def show(turn: Turn) -> None:
    """Today's first; each with whom to telephone, and a key to it."""
    wording, found = turn.wording, acts.theirs(turn.db)
    coming = sorted((day, one.begins, one.id, one) for one in found for day in _days(turn, one))
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        *(_line(turn, day, one) for day, _, _, one in coming),
        None if coming else wording.text("Nobody comes in the next seven days."),
    )
    keys = [Press(wording.beside(one.unit.name, said(one, wording)), OpenCard(one.id)) for one in found]
    if acts.sends(turn.db) is not None:
        keys.append(Press(wording.label("＋ Sit at a centre"), SetUp(0, 0)))
    for ago, label in ((0, N_("📄 This month")), (1, N_("📄 Last month"))):
        if found:
            keys.append(Press(wording.label(label), SittingSheet(ago)))
    turn.show(Screen(text, (*column(*keys), (home.key(wording),)), Level.L1))


def _days(turn: Turn, one: Sitting) -> list[date]:
    found = one.days(turn.today, turn.today + WEEK, turn.db.rules.calendar)
    return [day for day in found if not one.absent(day)]


def _line(turn: Turn, day: date, one: Sitting) -> Markup:
    wording = turn.wording
    who = people.in_unit(turn.db, one.unit.id, [Role.LIAISON])[:1]
    phone = f"☎ {who[0].name} {who[0].phone}" if who else ""
    where = people.unit(turn.db, one.by or 0).name if turn.unit.id == one.unit.id else one.unit.name
    today = "👉 " if day == turn.today else ""
    booked = wording.label("by appointment") if one.booked_only else ""
    return Markup("%s%s") % (today, wording.beside(wording.day(day), one.hours, where, booked, phone))


@only(*STAFF)
def set_up(turn: Turn) -> None:
    """Ask at which centre, then when."""
    button = turn.pressed(SetUp)
    centres = people.standing_units(turn.db, UnitKind.CENTRE)
    if acts.sends(turn.db) is None:
        raise Stale
    if button.centre not in {one.id for one in centres}:
        found = [Press(one.name, SetUp(one.id, 0)) for one in centres]
        back = Press(turn.wording.label("◀ Back"), OpenOnSite())
        text = turn.wording.text("At which centre?")
        turn.show(
            queues.choice(
                turn, text, found, page=max(button.page, 0), to=lambda page: SetUp(0, page), back=back
            )
        )
        return
    filling.afresh(turn, SET_UP, None, {ABOUT: str(button.centre)})


def _set_up(turn: Turn, draft: Draft) -> None:
    one = acts.set_up(turn.db, int(draft.said(ABOUT)), draft.answers)
    turn.notice = turn.wording.text("It is set up. Holidays drop out by themselves.")
    turn.app.show_card(turn, one.id)


@only(*STAFF)
def sheet(turn: Turn) -> None:
    """Send a month as a table (駐點月報.xlsx)."""
    wording, ago = turn.wording, turn.pressed(SittingSheet).ago
    if not 0 <= ago <= 1:
        raise Stale
    first = months_before(turn.today.replace(day=1), ago)
    heads = (
        *(
            (N_("Centre"), 16),
            (N_("Unit"), 18),
            (N_("Days due"), 10),
            (N_("Days held"), 10),
            (N_("Hours held"), 8),
        ),
        *((title, 10) for title in COUNTS.values()),
        (N_("Bookings"), 10),
    )
    units = {one.unit for one in turn.db.acting}
    found = SITTINGS.of_units(turn.db, units, turn.db.now - timedelta(days=62))
    rows = [_cells(turn, one, first) for one in found]
    title = wording.label("On-site service %(month)s", month=wording.month(first))
    hand_out(turn, Table(title, columns_of(heads, wording), rows), Format.XLSX, "on_site")
    show(turn)


def _cells(turn: Turn, one: Sitting, first: date) -> tuple[str, ...]:
    last = min(month_end(first), turn.today)
    due = one.days(first, last, turn.db.rules.calendar)
    held = [day for day in due if not one.absent(day)]
    counts = [one.count(day) for day in held]
    totals = [sum(each.numbers[at] for each in counts if each) for at in range(len(COUNTS))]
    length = datetime.combine(first, one.ends) - datetime.combine(first, one.begins)
    booked = sum(len(one.booked(day)) for day in due)
    return (
        people.unit(turn.db, one.by or 0).name,
        one.unit.name,
        str(len(due)),
        str(len(held)),
        f"{len(held) * (length / FULL):g}",
        *map(str, totals),
        str(booked),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[SET_UP.name] = Flow(SET_UP, WORDS, STAFF, _set_up, summary=True)
    app.entries.append(
        HomeEntry(
            TITLE, OpenOnSite(), STAFF, shown=lambda turn: bool(acts.theirs(turn.db)), place=HomePlace.MORE
        )
    )
    for phrase in ("駐點", "準實體", "誰在駐點", "on site"):
        app.words(phrase, open_list)
    app.on(OpenOnSite, open_list)
    app.on(SetUp, set_up)
    app.on(SittingSheet, sheet)
