"""列管事項: what a meeting tracks, of each unit, and as a table."""

from functools import partial

from markupsafe import Markup

from actions.meetings import items as acts
from casework.errors import NotThere
from casework.meetings.items import (
    Advice,
    ItemUnit,
    MeetingItem,
)
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.rights import MEETING, MeetingRight
from casework.reminders.meetings import ITEM
from handlers.cases import cards
from handlers.cases.history import History
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, footer
from handlers.meetings import words
from handlers.meetings.items.keys import (
    AnswerRaised,
    BringUp,
    EntrustTo,
    ItemsTable,
    ItemTerms,
    LeadItem,
    MoreNumber,
    NewItem,
    OpenItem,
    OwnItems,
    RaisedItems,
    Remark,
    RemoveUnit,
    TellProgress,
    TrackedItems,
    UnitOfItem,
)
from handlers.meetings.items.table import of_item, table
from handlers.ui import home, queues
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Card, Turn, only, reading
from handlers.words.typed import meant
from handlers.words.wording import LANGUAGES, Wording
from storage.core import subjects
from storage.meetings import items, meetings
from storage.reminders import obligations

SAYINGS = frozenset(map(meant, ("列管事項", "列管表", "列管事項表", "tracked items")))


def rows(turn: Turn, one: Meeting) -> Rows:
    """The key to the items of a series, and what districts brought up before the city."""
    if one.kind is MeetingKind.CONFERENCE or one.joined_to is not None:
        return ()
    label, count = turn.wording.label, len(items.of_series(turn.db, one))
    found: list[Key] = [Press(label("📌 Tracked items (%(n)s)", n=count), TrackedItems(one.id, 0))]
    runs = MeetingRight.RUN in meetings.standing(turn.db, one)
    if runs and one.kind is MeetingKind.CITY and one.to_minute:
        brought = len(items.raised(turn.db))
        if brought:
            found.append(Press(label("⬆ Brought up by districts (%(n)s)", n=brought), RaisedItems(one.id, 0)))
    return column(*found)


@only(*MEETING)
@reading
def raised(turn: Turn) -> None:
    """List what districts brought up, by the meeting that decided it."""
    pressed = turn.pressed(RaisedItems)
    one = acts.at_meeting(turn.db, pressed.meeting)
    keys = [
        Press(f"{meetings.read(turn.db, item.meeting).sign} {item.sign}", AnswerRaised(one.id, item.id))
        for item in items.raised(turn.db)
    ]
    back = Press(turn.wording.label("◀ Back"), OpenCard(one.id))
    text = lines(words.named(one, turn.wording), turn.wording.text("Which one did the city decide on?"))
    turn.show(queues.choice(turn, text, keys, page=pressed.page, to=partial(RaisedItems, one.id), back=back))


@only(*MEETING)
@reading
def listed(turn: Turn) -> None:
    """List what a series of meetings tracks."""
    pressed = turn.pressed(TrackedItems)
    show(turn, pressed.meeting, pressed.page)


def show(turn: Turn, meeting: int, page: int) -> None:
    """Put the list on the screen."""
    one, wording = meetings.read(turn.db, meeting), turn.wording
    standing = meetings.standing(turn.db, one)
    if not standing & {MeetingRight.RUN, MeetingRight.OVERSEE} or one.kind is MeetingKind.CONFERENCE:
        raise NotThere
    found = items.of_series(turn.db, one)
    here = queues.paged(found, page)
    text = lines(
        words.named(one, wording),
        None if found else wording.text("Nothing is tracked."),
        here.which(wording),
        *(_line(item, wording) for item in here.rows),
    )
    runs = MeetingRight.RUN in standing
    keys: list[Key] = [Press(item.sign, OpenItem(item.id)) for item in here.rows]
    if runs and one.to_minute:
        keys.append(Press(wording.label("＋ A tracked item"), NewItem(one.id)))
    papers = tuple(Press(f".{kind}", ItemsTable(one.id, kind)) for kind in Format) if found else ()
    turned = here.turning(lambda number: TrackedItems(one.id, number), wording)
    back = (Press(wording.label("◀ Back"), OpenCard(one.id)), home.key(wording))
    turn.show(Screen(text, (*column(*keys), *turned, *((papers,) if papers else ()), back), Level.L1))


def _line(item: MeetingItem, wording: Wording) -> Markup:
    return Markup("%s %s\n%s%s") % (item.sign, item.title, wording.indent, _states(item, wording))


def _states(item: MeetingItem, wording: Wording) -> str:
    said = [
        wording.label("%(field)s: %(answer)s", field=part.unit.name, answer=_state(part, wording))
        for part in item.units
    ]
    raised = wording.label("brought up to the city") if item.raised_on and not item.answered_on else ""
    return wording.beside(*said, raised)


def _state(part: ItemUnit, wording: Wording) -> str:
    if part.removed_on is not None:
        return wording.label("removed")
    if part.meeting is None:
        return wording.label("kept")
    said = part.said_to(part.meeting.id)
    if said is None:
        return wording.label("not told yet")
    return wording.label("asks to remove it") if said.advice is Advice.REMOVE else wording.label("told")


def seen(turn: Turn, item: int) -> tuple[MeetingItem, Meeting]:
    """Return an item with the meeting that made it, for who may see it."""
    found = items.read_item(turn.db, item)
    one = meetings.read(turn.db, found.meeting)
    if not meetings.standing(turn.db, one) & {MeetingRight.RUN, MeetingRight.OVERSEE}:
        raise NotThere
    return found, one


@only(*MEETING)
@reading
def opened(turn: Turn) -> None:
    """Show one."""
    show_item(turn, turn.pressed(OpenItem).item)


def show_item(turn: Turn, item: int) -> None:
    """Put an item on the screen, with what its secretariat can do."""
    found, one = seen(turn, item)
    wording, runs = turn.wording, MeetingRight.RUN in meetings.standing(turn.db, one)
    sitting = next((each for each in meetings.series(turn.db, one) if each.to_minute), None)
    keys: list[Key] = []
    if runs:
        for part in found.units:
            removes = wording.label("✔️ Remove: %(unit)s", unit=part.unit.name)
            again = wording.label("↩ Track again: %(unit)s", unit=part.unit.name)
            if sitting is not None:
                keys.append(
                    Press(
                        again if part.removed_on else removes, RemoveUnit(part.id, int(not part.removed_on))
                    )
                )
            if part.removed_on is None:
                keys.append(Press(wording.label("✏️ For %(unit)s", unit=part.unit.name), UnitOfItem(part.id)))
        more = wording.label("＋ Supporting unit") if found.units else wording.label("＋ Lead unit")
        keys.append(Press(more, EntrustTo(item, 0)))
        keys.append(Press(wording.label("＋ Chair's remark"), Remark(item)))
        keys.append(Press(wording.label("＋ Another number"), MoreNumber(item)))
        if one.kind is MeetingKind.DISTRICT and found.raised_on is None:
            keys.append(Press(wording.label("⬆ Bring it up to the city"), BringUp(item)))
    text = lines(*_about(found, wording), *(line for part in found.units for line in _said(part, wording)))
    back = (Press(wording.label("◀ Back"), TrackedItems((sitting or one).id, 0)), home.key(wording))
    turn.show(Screen(text, (*column(*keys), back), Level.L1))


@only(*MEETING)
@reading
def unit_of(turn: Turn) -> None:
    """Show one unit's part, with what its secretariat can do for it."""
    show_unit(turn, turn.pressed(UnitOfItem).item_unit)


def show_unit(turn: Turn, row: int) -> None:
    """Put one unit's part on the screen, for who keeps the items."""
    part = items.read(turn.db, row)
    if MeetingRight.RUN not in items.standing(turn.db, part):
        raise NotThere
    item, wording = items.read_item(turn.db, part.item), turn.wording
    keys: list[Key] = []
    if part.tellable:
        keys.append(Press(wording.label("✏️ Write its progress"), TellProgress(part.id)))
    keys.append(Press(wording.label("📅 Answer by, condition"), ItemTerms(part.id)))
    if not part.lead:
        keys.append(Press(wording.label("⭐ Let it lead"), LeadItem(part.id)))
    back = (Press(wording.label("◀ Back"), OpenItem(item.id)), home.key(wording))
    text = lines(*_about(item, wording), *_said(part, wording), *_asked(part, wording))
    turn.show(Screen(text, (*column(*keys), back), Level.L1))


def _asked(part: ItemUnit, wording: Wording) -> list[Markup]:
    """What the chair asked of it beside."""
    found = []
    if by := part.awaited(part.meeting):
        found.append(wording.text("Answer by %(day)s", day=wording.day(by)))
    if part.condition:
        found.append(wording.text("Removed when: %(what)s", what=part.condition))
    if part.expected:
        found.append(wording.text("Expected: %(when)s", when=part.expected))
    return found


def _about(item: MeetingItem, wording: Wording) -> list[Markup]:
    serials = wording.label(", ").join(item.serials)
    return [
        Markup("<b>%s</b> %s") % (serials, item.line),
        Markup("%s") % item.title,
        *(Markup("%s") % remark for remark in item.remarks),
    ]


def _said(part: ItemUnit, wording: Wording) -> list[Markup]:
    lead = wording.label("lead") if part.lead else wording.label("supports")
    head = Markup("<b>%s</b>") % wording.beside(part.unit.name, lead, _state(part, wording))
    return [head, *(Markup("%s") % said.text for said in part.progress[-1:] if said.text)]


def show_part(turn: Turn, row: int) -> None:
    """Put a unit's own part on the screen: what was decided, and what it said last."""
    part: ItemUnit = subjects.get(turn.db, row, of=ItemUnit)
    item, wording = items.read_item(turn.db, part.item), turn.wording
    may = items.own(turn.db, part) and part.tellable
    text = lines(
        *_about(item, wording),
        *_said(part, wording),
        *_asked(part, wording),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, part.id)),
    )
    keys = column(Press(wording.label("✏️ Progress"), TellProgress(part.id), "primary")) if may else ()
    look = (Press(wording.label("🕘 History"), History(part.id, 0)), home.key(wording))
    turn.show(Screen(text, (*keys, look), Level.L1))


def called(part: ItemUnit, wording: Wording) -> str:
    """Say in a list how far it is."""
    return _state(part, wording)


def answers(turn: Turn, text: str) -> bool:
    """Take 列管事項 from whoever speaks for a unit: what it is to report on."""
    asked = turn.speaker.role in MEETING and meant(text) in SAYINGS
    if asked:
        _show_own(turn, 0)
    return asked


@only(*MEETING)
@reading
def own(turn: Turn) -> None:
    """Show another page."""
    _show_own(turn, turn.pressed(OwnItems).page)


def _show_own(turn: Turn, page: int) -> None:
    wording = turn.wording
    theirs = items.of_units(turn.db, {one.unit for one in turn.db.acting})
    mine = [one for one in theirs if items.own(turn.db, one)]
    here = queues.paged(mine, page)
    text = lines(
        Markup("<b>%s</b>") % wording.text("Tracked items of your unit"),
        here.which(wording),
        *(Markup("%s %s") % (one.sign, _state(one, wording)) for one in here.rows),
        None if mine else wording.text("Your unit has no tracked item."),
    )
    keys = column(*(Press(one.sign, OpenCard(one.id)) for one in here.rows))
    turned = here.turning(OwnItems, wording)
    turn.show(Screen(text, (*keys, *turned, (home.key(wording),)), Level.L1))


def of_papers(turn: Turn) -> Wording:
    """The language of the city's papers, whoever presses."""
    return turn.office.wordings[LANGUAGES[0]]


@only(*MEETING)
def as_file(turn: Turn) -> None:
    """Hand out the table."""
    pressed = turn.pressed(ItemsTable)
    one = meetings.read(turn.db, pressed.meeting)
    if not meetings.standing(turn.db, one) & {MeetingRight.RUN, MeetingRight.OVERSEE}:
        raise NotThere
    hand_out(turn, made(turn, one), pressed.kind, "items", subject=one.id)
    show(turn, one.id, 0)


def made(turn: Turn, one: Meeting) -> Table:
    """Make the table of a meeting: what it hears, beside what the one before heard."""
    title = f"{words.title(one, of_papers(turn))}提示或交辦事項辦理情形追蹤表"
    found = items.of_series(turn.db, one, all_of_them=True)
    shown = [of_item(item, one) for item in found if not item.removed or item.meeting == one.id]
    return table(title, shown, footer=footer(of_papers(turn), turn.today, turn.speaker.name))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[ITEM.name] = Card(show_part, called)
    app.saying(answers, lambda text: meant(text) in SAYINGS)
    for button, handler in (
        (TrackedItems, listed),
        (OwnItems, own),
        (RaisedItems, raised),
        (OpenItem, opened),
        (UnitOfItem, unit_of),
        (ItemsTable, as_file),
    ):
        app.on(button, handler)
