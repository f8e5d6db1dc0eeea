"""獎懲: a year's table of what each unit did, the acts behind each figure, objections, what is proposed."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from markupsafe import Markup

from actions.meetings import merit as acts
from casework.errors import NoObjections, NotThere, WrongState
from casework.forms import ABOUT, Draft, Form
from casework.meetings.merit import (
    ADVICE,
    JUST_COUNTED,
    OBJECTION,
    Merit,
    MeritAct,
    MeritFigure,
    UnitMerit,
    may_object,
    shown_from,
)
from casework.meetings.merit_year import SENT, MeritYear
from casework.meetings.rights import MEETING, who_speaks
from casework.reminders.meetings import MERIT_YEAR
from casework.staffing.bearers import answers_for
from casework.staffing.people import Role
from casework.text.dates import local_day
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Column, Row, Table
from handlers.dossiers.room import title
from handlers.forms import filling
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Key, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Card, Flow, Turn, only, reading
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.typed import meant
from handlers.words.wording import N_, Wording
from storage.core import subjects
from storage.meetings import merit
from storage.staffing import people

ACTS_SHOWN = 10
"""So many acts behind a figure stand on a page."""
SAYINGS = tuple(map(meant, ("獎懲", "merit")))


class MeritOfYear(Button, prefix="gxl"):
    """A year's table, page by page."""

    year: int
    page: int


class MeritOfUnit(Button, prefix="gxu"):
    """One unit's row."""

    year: int
    unit: int


class MeritActs(Button, prefix="gxa"):
    """The acts behind a figure, page by page."""

    year: int
    unit: int
    figure: MeritFigure
    page: int


class MeritTable(Button, prefix="gxt"):
    """The table as a file."""

    year: int
    kind: Format


class ObjectToMerit(Button, prefix="gxo"):
    """Begin to object, for the own unit."""

    year: int
    unit: int


class AdviseMerit(Button, prefix="gxd"):
    """Begin to say what the bureau proposes."""

    year: int
    unit: int


class SendMerit(Button, prefix="gxs"):
    """Begin to say that a year's table was sent."""

    table: int


FIGURES = {
    MeritFigure.HELD: N_("Meetings to hold"),
    MeritFigure.MINUTES: N_("Minutes to send"),
    MeritFigure.ATTENDED: N_("Meetings attended"),
    MeritFigure.PROPOSED: N_("Cases proposed"),
    MeritFigure.TRACKED: N_("Of these tracked"),
    MeritFigure.ISSUES: N_("Proposals written"),
    MeritFigure.RAISED: N_("Brought up to the city"),
    MeritFigure.PROGRESS: N_("Progress of tracked items"),
    MeritFigure.FOLLOW_UPS: N_("Monthly follow-ups"),
    MeritFigure.ROSTERS: N_("Rosters to hand in"),
    MeritFigure.SCREENED: N_("Reports to screen"),
    MeritFigure.NEW_YEAR: N_("Results of New-Year care"),
}
OBJECTION_WORDS = Words(
    title=N_("Objection"),
    asks={
        "why": Ask(N_("Why was it late, or what is counted wrongly?"), name=N_("Objection")),
        "letter": Ask(N_("The number of the letter?"), name=N_("Letter")),
    },
    send=N_("📤 Send"),
)
ADVICE_WORDS = Words(
    title=N_("What the bureau proposes"),
    asks={
        "advice": Ask(N_("Which reward or penalty is proposed?"), name=N_("Proposed")),
        "ground": Ask(N_("On which ground?"), name=N_("Ground")),
    },
    send=N_("✔️ Note it"),
    unsent=NOT_SAVED,
)

SEND_WORDS = Words(
    title=N_("Merit table sent"),
    asks={"letter": Ask(N_("The number of the letter?"), name=N_("Letter"))},
    send=N_("✔️ Note it"),
    unsent=NOT_SAVED,
)


def rows(turn: Turn, year: int) -> Rows:
    """The bureau's key to the table, beside the year's meetings."""
    if not acts.oversees(turn.db):
        return ()
    label = turn.wording.label("🏅 Merit of %(year)s", year=turn.wording.year(year))
    return column(Press(label, MeritOfYear(year, 0)))


def answers(turn: Turn, text: str) -> bool:
    """Take 獎懲, or 獎懲 115: the bureau sees the table, who speaks for a unit its own row."""
    word, _, said = text.strip().partition(" ")
    if turn.speaker.role not in MEETING or meant(word) not in SAYINGS or (said and not said.isdecimal()):
        return False
    year = int(said) if said else turn.today.year - 1
    year += 1911 if year < 1911 else 0
    if year > turn.today.year:
        return False
    turn.go_aside()
    if acts.oversees(turn.db):
        _show(turn, year, 0)
    else:
        _show_own(turn, year)
    return True


def _show_own(turn: Turn, year: int) -> None:
    unit = acts.own_unit(turn.db)
    since = shown_from(year, turn.db.rules.policy)
    if unit is None:
        home.nothing(turn, turn.text, who_speaks(answers_for(turn.unit)))
        return
    if turn.today < since:
        turn.notice = turn.wording.text(
            "Your unit's row of %(year)s is shown from %(day)s on.",
            year=turn.wording.year(year),
            day=turn.wording.day(since),
        )
        home.show(turn)
        return
    _show_unit(turn, year, unit)


def _judge(turn: Turn, year: int) -> None:
    """Refuse a year of which nothing can be counted yet, or that is none."""
    if not date.min.year < year <= turn.today.year:
        raise NotThere


def _counted(turn: Turn, year: int) -> list[UnitMerit]:
    _judge(turn, year)
    return merit.of_year(turn.db, year, turn.office.editions.named)


def _one(turn: Turn, year: int, unit: int) -> UnitMerit:
    """Count one unit, for the bureau or for who speaks for it once it is shown."""
    _judge(turn, year)
    own = acts.speaks_for_unit(turn.db, unit) and turn.today >= shown_from(year, turn.db.rules.policy)
    if not (acts.oversees(turn.db) or own):
        raise NotThere
    found = _counted(turn, year)
    return next((one for one in found if one.unit == unit), UnitMerit(unit, ()))


@only(Role.BUREAU)
@reading
def listed(turn: Turn) -> None:
    """Show a page of the table."""
    pressed = turn.pressed(MeritOfYear)
    _show(turn, pressed.year, pressed.page)


def _show(turn: Turn, year: int, page: int) -> None:
    wording, found = turn.wording, _counted(turn, year)
    said = merit.said(turn.db, year)
    here = queues.paged(found, page)
    text = lines(
        Markup("<b>%s</b>") % _title(year, wording),
        wording.text("The year is not over.") if year == turn.today.year else None,
        _sent(merit.of(turn.db, year), wording),
        here.which(wording),
        None if found else wording.text("Nothing is counted of that year."),
        *(
            Markup("%s\n%s%s")
            % (people.unit(turn.db, one.unit).name, wording.indent, _short(one, said.get(one.unit), wording))
            for one in here.rows
        ),
    )
    keys = column(
        *(Press(people.unit(turn.db, one.unit).name, MeritOfUnit(year, one.unit)) for one in here.rows)
    )
    turned = here.turning(partial(MeritOfYear, year), wording)
    files = tuple(Press(f".{kind}", MeritTable(year, kind)) for kind in Format) if found else ()
    ready = acts.to_send(turn.db, year)
    files += (Press(wording.label("📤 Sent"), SendMerit(ready.id)),) if ready else ()
    before = Press(wording.label("◀ %(year)s", year=wording.year(year - 1)), MeritOfYear(year - 1, 0))
    turn.show(Screen(text, (*keys, *turned, *((files,) if files else ()), (before, home.key(wording)))))


def _sent(one: MeritYear | None, wording: Wording) -> Markup | None:
    if one is None or one.ended_at is None:
        return None
    day = wording.day(local_day(one.ended_at))
    return wording.text("Sent on %(day)s %(letter)s", day=day, letter=one.letter)


def show_card(turn: Turn, subject: int) -> None:
    """Put the table on the screen, from a nudge."""
    one: MeritYear = subjects.get(turn.db, subject, of=MeritYear)
    _show(turn, one.year, 0)


IN_SHORT = (MeritFigure.HELD, MeritFigure.MINUTES, MeritFigure.PROGRESS, MeritFigure.FOLLOW_UPS)
"""What the list of units says of each; of a unit that has none of them, what it has."""


def _short(one: UnitMerit, said: Merit | None, wording: Wording) -> str:
    counted = [figure for figure in MeritFigure if one.of(figure)]
    first = [figure for figure in IN_SHORT if figure in counted] or counted[: len(IN_SHORT)]
    return wording.beside(
        *(_figure(one, figure, wording) for figure in first),
        wording.label("objected") if said and said.objected_on else "",
        said.advice if said else "",
    )


def _figure(one: UnitMerit, figure: MeritFigure, wording: Wording) -> str:
    name, number = wording.label(FIGURES[figure]), _number(one, figure, wording)
    return wording.label("%(field)s: %(answer)s", field=name, answer=number)


def _number(one: UnitMerit, figure: MeritFigure, wording: Wording) -> str:
    """Say a figure: how many, of how many in time, how many days late."""
    found = one.of(figure)
    if figure in JUST_COUNTED:
        return str(len(found))
    in_time = f"{one.in_time(figure)}/{len(found)}"
    if figure is MeritFigure.ATTENDED:
        deputies = sum(each.deputy for each in found)
        return wording.beside(in_time, wording.label("by deputy %(n)s", n=deputies) if deputies else "")
    return wording.beside(in_time, _late(one.days_late(figure), wording))


def _late(days: int, wording: Wording) -> str:
    return str(wording.count("❗ %(n)s day late", "❗ %(n)s days late", days)) if days else ""


@only(*MEETING)
@reading
def opened(turn: Turn) -> None:
    """Show one unit's row."""
    pressed = turn.pressed(MeritOfUnit)
    _show_unit(turn, pressed.year, pressed.unit)


def _show_unit(turn: Turn, year: int, unit: int) -> None:
    one, wording = _one(turn, year, unit), turn.wording
    said = merit.said(turn.db, year).get(unit)
    found = [figure for figure in MeritFigure if one.of(figure)]
    text = lines(
        Markup("<b>%s</b> %s") % (people.unit(turn.db, unit).name, _title(year, wording)),
        *(Markup("%s") % _figure(one, figure, wording) for figure in found),
        None if found else wording.text("Nothing is counted of that year."),
        *(Markup("%s") % line for line in _told(said, wording)),
        _note(wording) if found else None,
    )
    keys: list[Key] = [
        Press(wording.label(FIGURES[figure]), MeritActs(year, unit, figure, 0)) for figure in found
    ]
    pairs = [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
    own = acts.speaks_for_unit(turn.db, unit)
    if own and may_object(year, turn.today, turn.db.rules):
        pairs.append((Press(wording.label("✍️ Object"), ObjectToMerit(year, unit)),))
    if acts.oversees(turn.db):
        pairs.append((Press(wording.label("🏅 Propose"), AdviseMerit(year, unit)),))
        pairs.append((Press(wording.label("◀ Back"), MeritOfYear(year, 0)),))
    turn.show(Screen(text, (*pairs, (home.key(wording),))))


def _told(said: Merit | None, wording: Wording) -> list[str]:
    if said is None:
        return []
    return [
        wording.label("%(field)s: %(answer)s", field=wording.label(field), answer=value)
        for field, value in (
            (N_("Objection"), said.why),
            (N_("Letter"), said.letter),
            (N_("Proposed"), said.advice),
            (N_("Ground"), said.ground),
        )
        if value
    ]


@only(*MEETING)
@reading
def behind(turn: Turn) -> None:
    """List the acts behind a figure, the latest first."""
    pressed = turn.pressed(MeritActs)
    wording, one = turn.wording, _one(turn, pressed.year, pressed.unit)
    found = one.of(pressed.figure)
    here = queues.paged(found, pressed.page, ACTS_SHOWN)
    text = lines(
        Markup("<b>%s</b> %s") % (people.unit(turn.db, one.unit).name, _figure(one, pressed.figure, wording)),
        here.which(wording),
        *(Markup("%s") % _act(each, wording) for each in here.rows),
    )
    turned = here.turning(partial(MeritActs, pressed.year, pressed.unit, pressed.figure), wording)
    back = Press(wording.label("◀ Back"), MeritOfUnit(pressed.year, pressed.unit))
    turn.show(Screen(text, (*turned, (back, home.key(wording)))))


def _act(one: MeritAct, wording: Wording) -> str:
    missing = wording.label("not there") if one.figure is MeritFigure.ATTENDED else wording.label("not done")
    return wording.beside(
        one.sign,
        wording.short_day(one.on),
        _late(one.days_late, wording),
        missing if one.missed else "",
        _taken_off(one.taken_off, wording),
        wording.label("by deputy") if one.deputy else "",
    )


def _taken_off(days: int, wording: Wording) -> str:
    said = wording.count(
        "%(n)s day not counted: the bot was away", "%(n)s days not counted: the bot was away", days
    )
    return str(said) if days else ""


@only(Role.BUREAU)
def as_file(turn: Turn) -> None:
    """Hand the table out."""
    pressed = turn.pressed(MeritTable)
    hand_out(turn, table(turn, pressed.year), pressed.kind, "merit", year=pressed.year)
    _show(turn, pressed.year, 0)


def table(turn: Turn, year: int) -> Table:
    """Make the table, unit by unit, with what was said of each."""
    wording, said = turn.wording, merit.said(turn.db, year)
    heads = [N_("Unit"), *FIGURES.values(), N_("Objection"), N_("Letter"), N_("Proposed"), N_("Ground")]
    columns = tuple(Column(wording.label(head), 16 if at == 0 else 12) for at, head in enumerate(heads))
    found = [_row(turn, one, said.get(one.unit)) for one in _counted(turn, year)]
    return Table(_title(year, wording), columns, found, notes=(_note(wording),))


def _note(wording: Wording) -> str:
    """Say which lateness is nobody's, and which only an objection can say."""
    return wording.label(
        "Days on which the bot was away are not counted as late, if it was so for longer than a day. "
        "Shorter outages, and what was late because another was late, are not taken off: "
        "the unit's objection says so. Cases from which its reader keeps out are not in it."
    )


def _row(turn: Turn, one: UnitMerit, said: Merit | None) -> Row:
    told: Sequence[str] = (said.why, said.letter, said.advice, said.ground) if said else ("", "", "", "")
    numbers = (_number(one, figure, turn.wording) if one.of(figure) else "" for figure in MeritFigure)
    return (people.unit(turn.db, one.unit).name, *numbers, *told)


@only(*MEETING)
def begin_objection(turn: Turn) -> None:
    """Begin to object."""
    pressed = turn.pressed(ObjectToMerit)
    if not acts.speaks_for_unit(turn.db, pressed.unit):
        raise NotThere
    _judge(turn, pressed.year)
    if not may_object(pressed.year, turn.today, turn.db.rules):
        raise NoObjections
    _begin(turn, OBJECTION, pressed.year, pressed.unit)


@only(Role.BUREAU)
def begin_advice(turn: Turn) -> None:
    """Begin to say what is proposed."""
    pressed = turn.pressed(AdviseMerit)
    _judge(turn, pressed.year)
    people.unit(turn.db, pressed.unit)
    _begin(turn, ADVICE, pressed.year, pressed.unit)


@only(Role.BUREAU)
def begin_sending(turn: Turn) -> None:
    """Begin to say that the table was sent, with the number of the letter."""
    one: MeritYear = subjects.get(turn.db, turn.pressed(SendMerit).table, of=MeritYear)
    if acts.to_send(turn.db, one.year) is None:
        raise WrongState
    filling.begin(turn, SENT, one.id)


def _begin(turn: Turn, form: Form, year: int, unit: int) -> None:
    filling.afresh(turn, form, None, {ABOUT: f"{year}:{unit}"})


def _about(draft: Draft) -> tuple[int, int]:
    year, _, unit = draft.said(ABOUT).partition(":")
    return int(year or 0), int(unit or 0)


def _objected(turn: Turn, draft: Draft) -> None:
    year, unit = _about(draft)
    acts.object_for(turn.db, year, unit, draft.said("why"), draft.said("letter"))
    turn.notice = turn.wording.text("Noted. The bureau reads it beside your row.")
    _show_unit(turn, year, unit)


def _advised(turn: Turn, draft: Draft) -> None:
    year, unit = _about(draft)
    acts.advise(turn.db, year, unit, draft.said("advice"), draft.said("ground"))
    turn.notice = turn.wording.text("Noted.")
    _show_unit(turn, year, unit)


def _noted(turn: Turn, draft: Draft) -> None:
    one = acts.send(turn.db, draft.subject or 0, draft.answers)
    turn.notice = turn.wording.text("Noted: it was sent. What is proposed stays as it is.")
    _show(turn, one.year, 0)


def _heading(turn: Turn, draft: Draft) -> Markup:
    year, unit = _about(draft)
    if not unit:
        return turn.wording.text(turn.app.flows[draft.form].words.title)
    return Markup("<b>%s</b> %s") % (people.unit(turn.db, unit).name, _title(year, turn.wording))


def _title(year: int, wording: Wording) -> str:
    return wording.label("Merit table of %(year)s", year=wording.year(year))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for form, said, roles, done in (
        (OBJECTION, OBJECTION_WORDS, MEETING, _objected),
        (ADVICE, ADVICE_WORDS, (Role.BUREAU,), _advised),
    ):
        app.flows[form.name] = Flow(form, said, roles, done, summary=True, heading=_heading)
    app.flows[SENT.name] = Flow(SENT, SEND_WORDS, (Role.BUREAU,), _noted, heading=title)
    app.cards[MERIT_YEAR.name] = Card(show_card, lambda one, wording: "")
    app.saying(answers, lambda text: meant(text.rstrip("0123456789")) in SAYINGS)
    for button, handler in (
        (MeritOfYear, listed),
        (MeritOfUnit, opened),
        (MeritActs, behind),
        (MeritTable, as_file),
        (ObjectToMerit, begin_objection),
        (AdviseMerit, begin_advice),
        (SendMerit, begin_sending),
    ):
        app.on(button, handler)
