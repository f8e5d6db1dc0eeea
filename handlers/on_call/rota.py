"""The list of a unit (值班名單): each day by a key, or several days by lines typed at once."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from zlib import crc32

from markupsafe import Markup
from msgspec.structs import replace

from actions import on_call
from casework.cases.access import Action
from casework.errors import NotThere, Stale
from casework.on_call import (
    DAY,
    MIDNIGHT,
    Officer,
    ReadLines,
    Rota,
    Shift,
    asked_for,
    complete,
    days_of,
    empty_days,
    lacking,
    meant,
    read_lines,
)
from casework.search.asked import asked_by
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit
from casework.text.dates import furthest
from casework.text.identity import plain
from handlers.intake import worries
from handlers.on_call import shown
from handlers.ui import home, queues
from handlers.ui.buttons import Button, day_numbered
from handlers.ui.named import told_apart
from handlers.ui.screens import Key, Press, Screen, column, lines
from handlers.ui.turn import App, Card, Turn, everybody, reading
from handlers.words.sentences import SENTENCES
from handlers.words.wording import N_, Wording
from storage import on_call as lists
from storage.core import subjects
from storage.staffing import people

WEEK = 7
EXAMPLE = N_(
    "2/5 Wang Test 0912345678\n2/6-2/8 08:00-17:00 Wang Test 0912345678 backup Lin Sample 0922345678"
)
WATCHING = (Role.BUREAU, Role.ADMIN)


class OpenRota(Button, prefix="or"):
    """Show the list of a unit, from so many weeks on."""

    unit: int
    page: int


class ChooseOfficer(Button, prefix="oro"):
    """Choose who is on call on a day."""

    on_call: int
    day: int
    page: int


class PutOnCall(Button, prefix="orp"):
    """Let somebody of the unit be on call on a day."""

    on_call: int
    day: int
    person: int


class ClearDay(Button, prefix="orc"):
    """Let nobody be on call on a day; *who* stands for those on it whom the card showed."""

    on_call: int
    day: int
    who: int


class PhoneOn(Button, prefix="orn"):
    """Say that a telephone is on (已開機)."""

    rota: int
    shift: int


class Unnamed(Button, prefix="oru"):
    """List the units with days on which nobody is named."""

    page: int


def ways(turn: Turn) -> Iterator[Press]:
    """The keys from who answers now to the lists that somebody keeps or is in."""
    if turn.speaker.role is not Role.CHIEF:
        yield Press(turn.wording.label("🗓 My unit's list"), OpenRota(turn.unit.id, 0))
    if turn.speaker.role in WATCHING:
        yield Press(turn.wording.label("⚠ Units with empty days"), Unnamed(0))


def _unit(turn: Turn, number: int) -> Unit:
    """Return a unit whose list is the speaker's to see."""
    found = people.unit(turn.db, number)
    if found.id != turn.unit.id and not on_call.kept_by(turn.db, found):
        raise NotThere
    if turn.speaker.role is Role.CHIEF:
        raise NotThere
    return found


def _rota(turn: Turn, unit: Unit) -> Rota:
    """Return its list; one that nobody wrote yet is empty."""
    return lists.of_unit(turn.db, unit.id) or Rota(0, unit, turn.today)


def _kept(turn: Turn, number: int) -> Unit:
    found = _unit(turn, number)
    if not on_call.kept_by(turn.db, found):
        raise NotThere
    return found


@everybody
@reading
def open_rota(turn: Turn) -> None:
    """Show the list of a unit."""
    button = turn.pressed(OpenRota)
    show(turn, _unit(turn, button.unit), button.page)


def show(turn: Turn, unit: Unit, page: int = 0) -> None:
    """A week of it: of the coming holiday once it is asked for, else from today on."""
    turn.show(_screen(turn, _rota(turn, unit), page))


def _screen(turn: Turn, rota: Rota, page: int) -> Screen:
    wording, keeps = turn.wording, on_call.kept_by(turn.db, rota.unit)
    days, pages = _week(turn, rota, page)
    missing = len(empty_days(rota, turn.db.rules))
    text = lines(
        Markup("<b>%s</b>") % wording.text("On call: %(unit)s", unit=rota.unit.name),
        _holiday(turn),
        wording.count(
            "%(n)s day of the holiday is still empty.", "%(n)s days of the holiday are still empty.", missing
        )
        if missing
        else None,
        *(_day(turn, rota, day) for day in days),
        wording.text("Or type lines, one a day:\n%(example)s", example=wording.text(EXAMPLE))
        if keeps
        else None,
    )
    turned = queues.turning(page, pages, lambda to: OpenRota(rota.unit.id, to), wording)
    keys = column(*_phones(turn, rota), *(_choose(turn, rota, day) for day in days if keeps))
    watched = turn.speaker.role in WATCHING and rota.unit.id != turn.unit.id
    back = (Press(wording.label("◀ Back"), Unnamed(0)),) if watched else ()
    return Screen(text, (*keys, *turned, (*back, home.key(wording))))


def _week(turn: Turn, rota: Rota, page: int) -> tuple[list[date], int]:
    """Return the days of a page, and how many pages there are: the holiday's, and those named before it."""
    holiday = asked_for(turn.today, turn.db.rules)
    days = [turn.today + DAY * n for n in range(2 * WEEK)]
    if holiday is not None:
        ahead = [day for day in days_of(holiday) if day >= turn.today]
        days = sorted({*ahead, *filter(rota.on, days)}) if ahead else days
    pages = -(-len(days) // WEEK)
    page = min(max(page, 0), pages - 1)
    return days[page * WEEK : (page + 1) * WEEK], pages


def _holiday(turn: Turn) -> Markup | None:
    holiday = asked_for(turn.today, turn.db.rules)
    if holiday is None:
        return None
    return turn.wording.text(
        "New-Year holiday %(first)s to %(last)s: somebody is named for every day, and telephones stay on.",
        first=turn.wording.day(holiday.first),
        last=turn.wording.day(holiday.last),
    )


def _day(turn: Turn, rota: Rota, day: date) -> Markup:
    found = rota.on(day)
    said = turn.wording.text(", ").join(shown.shift_line(one, turn.wording) for one in found)
    on = all(one.phone_on_at for one in found)
    mark = "⚠ " if not found else "☎ " if on else ""
    return Markup("%s<b>%s</b> %s") % (mark, turn.wording.day(day), said or turn.wording.text("nobody"))


def _choose(turn: Turn, rota: Rota, day: date) -> Press:
    label = "✏️ %(day)s" if rota.on(day) else "＋ %(day)s"
    said = label % {"day": turn.wording.day(day)}
    return Press(said, ChooseOfficer(rota.unit.id, day.toordinal(), 0))


def _phones(turn: Turn, rota: Rota) -> Iterator[Key]:
    """The one tap of the day before: the own telephone, or that of who has no account."""
    keeps = on_call.kept_by(turn.db, rota.unit)
    for one in rota.shifts:
        asked = one.phone_on_at is None and rota.today <= one.day <= rota.today + DAY
        if asked and _of_the_holiday(turn, one.day) and (keeps or any(one.of(each) for each in turn.acting)):
            label = turn.wording.label(
                "☎ %(name)s: telephone on, %(day)s", name=one.officer.name, day=turn.wording.day(one.day)
            )
            yield Press(label, PhoneOn(rota.id, one.id), "primary")


def _of_the_holiday(turn: Turn, day: date) -> bool:
    holiday = asked_for(turn.today, turn.db.rules)
    return holiday is not None and holiday.first <= day <= holiday.last


@everybody
@reading
def choose(turn: Turn) -> None:
    """Show who of the unit can be named for a day."""
    button = turn.pressed(ChooseOfficer)
    unit, day = _kept(turn, button.on_call), day_numbered(button.day)
    found = _staff(turn, unit)
    names = told_apart(found, turn.wording)
    keys = [Press(names[one.id], PutOnCall(unit.id, button.day, one.id)) for one in found]
    if who := _who(_rota(turn, unit), day):
        keys.append(Press(turn.wording.label("✕ Nobody"), ClearDay(unit.id, button.day, who)))
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("On call: %(unit)s", unit=unit.name),
        turn.wording.text("Who is on call on %(day)s, all day?", day=turn.wording.day(day)),
        turn.wording.text(
            "For hours, a backup or somebody else, type a line:\n%(example)s",
            example=turn.wording.text(EXAMPLE),
        ),
    )
    back = Press(turn.wording.label("◀ Back"), OpenRota(unit.id, 0))
    to = partial(ChooseOfficer, unit.id, button.day)
    turn.show(queues.choice(turn, text, keys, page=button.page, to=to, back=back))


def _staff(turn: Turn, unit: Unit) -> list[Person]:
    return [one for one in people.members(turn.db, unit.id) if one.active and one.role is not Role.CHIEF]


@everybody
def put(turn: Turn) -> None:
    """Name somebody for a whole day, and go on to the next empty one."""
    button = turn.pressed(PutOnCall)
    unit, day = _kept(turn, button.on_call), day_numbered(button.day)
    one = next((one for one in _staff(turn, unit) if one.id == button.person), None)
    if one is None or not turn.today <= day <= furthest(turn.today):
        raise NotThere
    rota = on_call.name(
        turn.db, unit.id, [Shift(0, day, MIDNIGHT, MIDNIGHT, Officer(one.name, one.phone, one.id))]
    )
    turn.notice = turn.wording.text("%(day)s: %(name)s is on call.", day=turn.wording.day(day), name=one.name)
    turn.show(_screen(turn, rota, _page_of(turn, rota)))


def _page_of(turn: Turn, rota: Rota) -> int:
    """Return the page with the first empty day."""
    empty, page = empty_days(rota, turn.db.rules), 0
    if empty:
        while empty[0] not in _week(turn, rota, page)[0]:
            page += 1
    return page


@everybody
def clear(turn: Turn) -> None:
    """Take whoever was named off a day, unless it is over or somebody else was named meanwhile."""
    button = turn.pressed(ClearDay)
    unit, day = _kept(turn, button.on_call), day_numbered(button.day)
    rota = _rota(turn, unit)
    if day < turn.today or _who(rota, day) not in (0, button.who):
        turn.notice = turn.wording.text(SENTENCES[Stale])
    else:
        rota = on_call.clear(turn.db, unit.id, day)
        turn.notice = turn.wording.text("%(day)s: nobody is on call.", day=turn.wording.day(day))
    turn.show(_screen(turn, rota, 0))


def _who(rota: Rota, day: date) -> int:
    """Stand for who is named on a day, so that a key tells whether it still is so; 0 where nobody is."""
    named = [f"{one.begins}-{one.ends} {one.officer} {one.backup}" for one in rota.on(day)]
    return crc32("\n".join(named).encode()) if named else 0


@everybody
def phone_on(turn: Turn) -> None:
    """Say that a telephone is on."""
    button = turn.pressed(PhoneOn)
    rota = on_call.phone_on(turn.db, button.rota, button.shift)
    turn.notice = turn.wording.text("Thank you: the telephone is on.")
    turn.show(_screen(turn, rota, 0))


@everybody
@reading
def unnamed(turn: Turn) -> None:
    """List the units with empty days, those that lack most first."""
    if turn.speaker.role not in WATCHING:
        raise NotThere
    found = [(one, len(empty_days(one, turn.db.rules))) for one in lists.owing(turn.db)]
    found = sorted(((one, n) for one, n in found if n), key=lambda each: (-each[1], each[0].unit.id))
    keys = [
        Press(turn.wording.label("%(label)s (%(n)s)", label=one.unit.name, n=n), OpenRota(one.unit.id, 0))
        for one, n in found
    ]
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Units with empty days"),
        None if found else turn.wording.text("Every unit that was asked has named somebody for every day."),
    )
    page = min(max(turn.pressed(Unnamed).page, 0), max(-(-len(keys) // queues.CHOICES) - 1, 0))
    turn.show(queues.choice(turn, text, keys, page=page, to=Unnamed, back=None))


# Typed


def answers(turn: Turn, text: str) -> bool:
    """Take lines that name who is on call, from who keeps a list; else False."""
    unit, said = _whose(turn, text)
    if unit is None or not on_call.kept_by(turn.db, unit):
        return False
    read = read_lines(said, turn.today, _staff(turn, unit))
    if not any(complete(line) for line in read.lines) and not (meant(read) and _nothing_else(turn, read)):
        return False
    _keep(turn, unit, read)
    return True


def _nothing_else(turn: Turn, read: ReadLines) -> bool:
    """Tell whether a name is no word of what is asked about cases, and no place."""
    names = [line.officer.name for line in read.lines]
    return not any(asked_by(name) or turn.office.places.find(name) for name in names)


def _whose(turn: Turn, text: str) -> tuple[Unit | None, str]:
    """Return for which unit: one that the first line names, else the speaker's own."""
    if turn.speaker.role is Role.CHIEF or not any(figure.isdigit() for figure in text):
        return None, text
    first, _, rest = text.partition("\n")
    if rest.strip():
        name = plain(first).strip(" :")
        for one in people.standing_units(turn.db):
            if one.name == name:
                return one, rest
    return turn.unit, text


def _keep(turn: Turn, unit: Unit, read: ReadLines) -> None:
    """Keep what could be read, and say what could not."""
    whole = [line for line in read.lines if complete(line)]
    rota = _rota(turn, unit)
    if whole:
        rota = on_call.name(turn.db, unit.id, [shift for line in whole for shift in line.shifts()])
    days = sorted({day for line in whole for day in line.days})
    wanting = [one for line in read.lines for one in lacking(line)]
    comma = turn.wording.label(", ")
    phoneless, nameless = (
        [one.name for one in wanting if one.name],
        [one.phone for one in wanting if one.phone],
    )
    turn.notice = lines(
        _which(days, turn.wording),
        turn.wording.text("I need a telephone number for: %(names)s", names=comma.join(phoneless))
        if phoneless
        else None,
        turn.wording.text("I need a name for: %(numbers)s", numbers=comma.join(nameless))
        if nameless
        else None,
        turn.wording.text("I could not read: %(lines)s", lines=" / ".join(read.unread))
        if read.unread
        else None,
    )
    screen = _screen(turn, rota, _page_of(turn, rota))
    worry = None if whole else worries.key(turn, turn.text)
    turn.show(replace(screen, rows=(*column(worry), *screen.rows)))


def _which(days: Sequence[date], wording: Wording) -> Markup:
    """Say how many days are named, and which: they may be on none of the page that is shown."""
    if not days:
        return wording.text("No day is named.")
    ends = dict.fromkeys((days[0], days[-1]))
    which = wording.label(" to ").join(map(wording.day, ends))
    return wording.count(
        "%(n)s day is named: %(which)s.", "%(n)s days are named: %(which)s.", len(days), which=which
    )


def show_card(turn: Turn, subject: int) -> None:
    """Put a list on the screen, from a nudge."""
    rota: Rota = subjects.get(turn.db, subject, Action.VIEW, of=Rota)
    turn.show(_screen(turn, rota, _page_of(turn, rota)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards["rota"] = Card(show_card, lambda one, wording: "")
    app.saying(answers)
    for button, handler in (
        (OpenRota, open_rota),
        (ChooseOfficer, choose),
        (PutOnCall, put),
        (ClearDay, clear),
        (PhoneOn, phone_on),
        (Unnamed, unnamed),
    ):
        app.on(button, handler)
