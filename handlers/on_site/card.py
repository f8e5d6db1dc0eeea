"""A sitting's card: the centre books, the unit counts in one tap, says when nobody comes."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from actions import on_site as acts
from casework.cases.access import Action
from casework.errors import Stale
from casework.forms import ABOUT, Draft
from casework.on_site import ABSENT, BOOK, COUNTED, SITTING, Sitting
from casework.staffing.people import Role
from casework.text.dates import at_taipei
from handlers.cases import cards
from handlers.cases.history import History
from handlers.forms import filling
from handlers.ui import home
from handlers.ui.buttons import Button, day_numbered
from handlers.ui.screens import Key, Level, Press, Rows, Screen, lines
from handlers.ui.turn import App, Card, Flow, Turn, only
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_, Wording
from storage.core import subjects
from storage.on_site import SITTINGS
from storage.reminders import obligations
from storage.staffing import people

STAFF = tuple(role for role in Role if role is not Role.CHIEF)
AHEAD = 3
"""So many of its next days can be booked."""
MOST = 999
COUNTS = {
    "advice": N_("Advice given"),
    "guidance": N_("Guidance"),
    "training": N_("Trainings"),
    "outreach": N_("Outreach"),
    "missed": N_("Booked, not there"),
    "cases": N_("Became a case"),
}
WEEKDAYS = {
    "1": N_("Monday"),
    "2": N_("Tuesday"),
    "3": N_("Wednesday"),
    "4": N_("Thursday"),
    "5": N_("Friday"),
}


class OfDay(Button, prefix=""):
    """A key about one day of a sitting."""

    sitting: int
    day: int


class BookDay(OfDay, prefix="gob"):
    """Book for a day."""


class StayAway(OfDay, prefix="goa"):
    """Say that nobody comes on a day."""


class CountDay(Button, prefix="goc"):
    """Show the numbers of a day, as they are after the last tap."""

    sitting: int
    day: int
    numbers: str


class SaveCount(Button, prefix="gov"):
    """Keep the numbers of a day."""

    sitting: int
    day: int
    numbers: str


class EndSitting(Button, prefix="goe"):
    """Sit there no more."""

    sitting: int


BOOK_WORDS = Words(
    title=N_("Book on-site service"),
    asks={
        "topic": Ask(
            N_("With what? A case number, or a word or two."),
            name=N_("Topic"),
            hint=N_("Only the unit that comes reads it."),
            example=N_("looking for work"),
        )
    },
)
ABSENT_WORDS = Words(
    title=N_("Nobody comes"), asks={"reason": Ask(N_("Why does nobody come on that day?"), name=REASON)}
)


def said(one: Sitting, wording: Wording) -> str:
    """Say when it is."""
    day = wording.label(WEEKDAYS[str(one.weekday)])
    week = wording.label("week %(n)s of the month", n=one.week) if one.week else wording.label("each week")
    only_booked = wording.label("by appointment") if one.booked_only else ""
    return wording.beside(day, week, one.hours, only_booked)


def show(turn: Turn, row: int) -> None:
    """Put the card on the screen."""
    one: Sitting = subjects.get(turn.db, row, of=Sitting)
    wording, own = turn.wording, SITTINGS.may(turn.db, one, Action.SERVE)
    text = lines(
        Markup("<b>%s</b> → %s") % (one.unit.name, people.unit(turn.db, one.by or 0).name),
        Markup("%s") % said(one, wording),
        *(_day(turn, one, day, own=own) for day in _coming(turn, one)),
        *(_away(day.day, wording) for day in one.absences if day.day >= turn.today),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, one.id)),
    )
    turn.show(Screen(text, _rows(turn, one, own=own), Level.L1))


def _coming(turn: Turn, one: Sitting) -> list[date]:
    return one.next_days(turn.db.now, AHEAD, turn.db.rules.calendar) if one.open else []


def _day(turn: Turn, one: Sitting, day: date, *, own: bool) -> Markup:
    """Who booked is counted; with what, the unit reads, and who booked of their own."""
    wording, booked = turn.wording, one.booked(day)
    mine = [each.topic for each in booked if own or each.person == turn.speaker.id]
    many = wording.label("%(n)s booked", n=len(booked)) if booked else ""
    return Markup("%s") % wording.beside(wording.day(day), many, wording.label(", ").join(mine))


def _away(day: date, wording: Wording) -> Markup:
    return wording.text("%(day)s: nobody comes", day=wording.day(day))


def _rows(turn: Turn, one: Sitting, *, own: bool) -> Rows:
    label, wording = turn.wording.label, turn.wording
    rows: list[list[Key]] = []
    if own and one.open:
        rows += [
            [
                Press(
                    label("🔢 Count %(day)s", day=wording.day(day)),
                    CountDay(one.id, day.toordinal(), ""),
                    "primary",
                )
            ]
            for day in _to_count(turn, one)
        ]
        rows += [
            [Press(label("Nobody comes %(day)s", day=wording.day(day)), StayAway(one.id, day.toordinal()))]
            for day in _coming(turn, one)[:2]
        ]
        rows.append([Press(label("End this sitting"), EndSitting(one.id))])
    elif one.open:
        rows += [
            [Press(label("📅 Book %(day)s", day=wording.day(day)), BookDay(one.id, day.toordinal()))]
            for day in _coming(turn, one)
        ]
    rows.append([Press(label("🕘 History"), History(one.id, 0)), home.key(wording)])
    return tuple(tuple(row) for row in rows)


def _to_count(turn: Turn, one: Sitting) -> list[date]:
    """What is owed, and today's once it has begun."""
    calendar, today = turn.db.rules.calendar, turn.today
    found = one.uncounted(calendar)
    begun = one.falls_on(today, calendar) and at_taipei(today, one.begins) <= turn.db.now
    if begun and not one.absent(today) and today not in found:
        found.append(today)
    return found[-AHEAD:]


@only(*STAFF)
def count_day(turn: Turn) -> None:
    """Show the numbers: a tap is one more or one less, another keeps them."""
    button = turn.pressed(CountDay)
    one: Sitting = subjects.get(turn.db, button.sitting, Action.SERVE, of=Sitting)
    day, wording = day_numbered(button.day), turn.wording
    before = one.count(day)
    numbers = (
        _numbers(button.numbers) if button.numbers else list(before.numbers if before else [0] * len(COUNTED))
    )
    rows: list[tuple[Key, ...]] = []
    for at, key in enumerate(COUNTED):
        less, more = (_written(numbers, at, by) for by in (-1, 1))
        label = f"{wording.label(COUNTS[key])} {numbers[at]}"
        rows.append(
            (
                Press("−", CountDay(one.id, button.day, less)),
                Press(label, CountDay(one.id, button.day, more)),
                Press("＋", CountDay(one.id, button.day, more)),
            )
        )
    keep = Press(wording.label("✅ Save"), SaveCount(one.id, button.day, _written(numbers, 0, 0)), "primary")
    text = wording.text("%(unit)s, %(day)s: how many?", unit=one.unit.name, day=wording.day(day))
    turn.show(Screen(text, (*rows, (keep, home.key(wording)))))


def _numbers(written: str) -> list[int]:
    found = [int(one) for one in written.split(".") if one.isdecimal()]
    if len(found) != len(COUNTED) or any(one > MOST for one in found):
        raise Stale
    return found


def _written(numbers: Sequence[int], at: int, by: int) -> str:
    changed = (min(max(n + by, 0), MOST) if place == at else n for place, n in enumerate(numbers))
    return ".".join(map(str, changed))


@only(*STAFF)
def save_count(turn: Turn) -> None:
    """Keep the numbers."""
    button = turn.pressed(SaveCount)
    acts.count(turn.db, button.sitting, day_numbered(button.day), tuple(_numbers(button.numbers)))
    turn.notice = turn.wording.text("Saved.")
    show(turn, button.sitting)


@only(*STAFF)
def book(turn: Turn) -> None:
    """Ask with what."""
    button = turn.pressed(BookDay)
    subjects.get(turn.db, button.sitting, of=Sitting)
    filling.afresh(turn, BOOK, button.sitting, {ABOUT: str(button.day)})


@only(*STAFF)
def stay_away(turn: Turn) -> None:
    """Ask why."""
    button = turn.pressed(StayAway)
    subjects.get(turn.db, button.sitting, Action.SERVE, of=Sitting)
    filling.afresh(turn, ABSENT, button.sitting, {ABOUT: str(button.day)})


@only(*STAFF)
def end(turn: Turn) -> None:
    """Sit there no more."""
    one = acts.end(turn.db, turn.pressed(EndSitting).sitting)
    turn.notice = turn.wording.text("It has ended; what was counted stays in the table.")
    show(turn, one.id)


def _day_of(draft: Draft) -> date:
    return day_numbered(int(draft.said(ABOUT)))


def _booked(turn: Turn, draft: Draft) -> None:
    one = acts.book(turn.db, draft.subject or 0, _day_of(draft), draft.said("topic"))
    turn.notice = turn.wording.text("Booked: %(day)s.", day=turn.wording.day(_day_of(draft)))
    show(turn, one.id)


def _stayed(turn: Turn, draft: Draft) -> None:
    one = acts.stay_away(turn.db, draft.subject or 0, _day_of(draft), draft.said("reason"))
    turn.notice = turn.wording.text("Who booked hears that nobody comes.")
    show(turn, one.id)


def _title(turn: Turn, draft: Draft) -> Markup:
    one: Sitting = subjects.get(turn.db, draft.subject or 0, of=Sitting)
    return Markup("<b>%s</b>") % turn.wording.beside(one.unit.name, turn.wording.day(_day_of(draft)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[SITTING.name] = Card(show, said)
    app.flows[BOOK.name] = Flow(BOOK, BOOK_WORDS, STAFF, _booked, heading=_title)
    app.flows[ABSENT.name] = Flow(ABSENT, ABSENT_WORDS, STAFF, _stayed, heading=_title)
    for button, handler in (
        *((CountDay, count_day), (SaveCount, save_count), (BookDay, book)),
        *((StayAway, stay_away), (EndSitting, end)),
    ):
        app.on(button, handler)
