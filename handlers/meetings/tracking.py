"""列管事項: what a meeting tracks, told of by each unit, removed for each, brought up, and as a table."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup

from actions.meetings import items as acts
from casework.errors import NotThere, WrongState
from casework.forms import ABOUT, FILLED, Draft, Value
from casework.meetings.items import (
    NEW,
    NUMBER,
    PROGRESS,
    RAISED,
    REMARK,
    TERMS,
    Advice,
    ItemUnit,
    MeetingItem,
    roc_stamp,
)
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.rights import MEETING, MeetingRight
from casework.policy.policy import Duty
from casework.reminders.meetings import ITEM
from casework.staffing.units import nearness
from casework.text.dates import roc_year
from handlers.cases import cards
from handlers.cases.history import History
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, footer
from handlers.forms import filling
from handlers.meetings import words
from handlers.meetings.items_table import of_item, table
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Card, Flow, Turn, only, reading
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.typed import meant
from handlers.words.wording import LANGUAGES, N_, Wording
from storage.core import subjects
from storage.forms import drafts
from storage.meetings import items, meetings
from storage.reminders import obligations
from storage.staffing import people

PAGE = 5
SAYINGS = frozenset(map(meant, ("列管事項", "tracked items")))


@dataclass(frozen=True)
class TrackedItems(Button, prefix="gtl"):
    """The items of a series of meetings, page by page."""

    meeting: int
    page: int


@dataclass(frozen=True)
class OwnItems(Button, prefix="gto"):
    """What the own unit is to report on, page by page."""

    page: int


@dataclass(frozen=True)
class RaisedItems(Button, prefix="gtc"):
    """What districts brought up before a meeting of the city, page by page."""

    meeting: int
    page: int


@dataclass(frozen=True)
class OpenItem(Button, prefix="gti"):
    """One item, for its secretariat."""

    item: int


@dataclass(frozen=True)
class NewItem(Button, prefix="gtn"):
    """Put something under tracking."""

    meeting: int


@dataclass(frozen=True)
class EntrustTo(Button, prefix="gte"):
    """Choose a unit for an item, page by page."""

    item: int
    page: int


@dataclass(frozen=True)
class Entrust(Button, prefix="gtu"):
    """Let it have a part."""

    item: int
    unit: int


@dataclass(frozen=True)
class UnitOfItem(Button, prefix="gtv"):
    """One unit's part in an item, for its secretariat."""

    row: int


@dataclass(frozen=True)
class ItemTerms(Button, prefix="gtd"):
    """Begin to note what the chair asks of a unit."""

    row: int


@dataclass(frozen=True)
class LeadItem(Button, prefix="gts"):
    """Let another unit lead."""

    row: int


@dataclass(frozen=True)
class MoreNumber(Button, prefix="gtx"):
    """Begin to give an item one more number."""

    item: int


@dataclass(frozen=True)
class TellProgress(Button, prefix="gtp"):
    """Begin to say how far it is."""

    row: int


@dataclass(frozen=True)
class RemoveUnit(Button, prefix="gtr"):
    """Remove it for a unit, or take that back."""

    row: int


@dataclass(frozen=True)
class Remark(Button, prefix="gtm"):
    """Begin to write what the chair said of it."""

    item: int


@dataclass(frozen=True)
class BringUp(Button, prefix="gtb"):
    """Bring it before the city's meeting."""

    item: int


@dataclass(frozen=True)
class AnswerRaised(Button, prefix="gta"):
    """Begin to write what the city's meeting decided of what was brought up."""

    meeting: int
    item: int


@dataclass(frozen=True)
class ItemsTable(Button, prefix="gtt"):
    """The table, as .xlsx or .docx."""

    meeting: int
    kind: Format


NEW_WORDS = Words(
    title=N_("Put something under tracking"),
    asks={
        "title": Ask(N_("What is to be done?"), name=N_("Item")),
        "remark": Ask(N_("What did the chair say of it?"), name=N_("Remark of the chair")),
    },
    send=N_("📌 Track it"),
    unsent=NOT_SAVED,
    skip=N_("Nothing more"),
)
PROGRESS_WORDS = Words(
    title=N_("Progress of a tracked item"),
    asks={
        "text": Ask(
            N_("How far is it?"),
            name=N_("Progress"),
            hint=N_("“Nothing new” leaves what you said last time."),
        ),
        "expected": Ask(N_("When will it be done?"), name=N_("Expected"), example=N_("end of this year")),
        "advice": Ask(
            N_("What do you ask for?"),
            name=N_("Advice"),
            options={"keep": N_("Keep tracking"), "remove": N_("Please remove it")},
        ),
    },
    send=N_("📤 Send"),
    skip=N_("Nothing new"),
)
REMARK_WORDS = Words(
    title=N_("Remark of the chair"),
    asks={"remark": Ask(N_("What did the chair say of it?"), name=N_("Remark of the chair"))},
)
TERMS_WORDS = Words(
    title=N_("What the chair asks of the unit"),
    asks={
        "asked_for": Ask(N_("By which day does it answer?"), name=N_("Answer by")),
        "condition": Ask(
            N_("When can it be removed?"), name=N_("Removed when"), example="報告完後即可解除列管"
        ),
    },
    send=N_("📌 Decided so"),
    unsent=NOT_SAVED,
)
NUMBER_WORDS = Words(
    title=N_("Another number"),
    asks={
        "number": Ask(
            N_("Which number does it have, too?"), name=N_("Number of the item"), example="1070516-3-1"
        )
    },
)
RAISED_WORDS = Words(
    title=N_("Answer of the city"),
    asks={"remark": Ask(N_("What did the city's meeting decide?"), name=N_("Decision"))},
)


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
    pages = max(-(-len(found) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    here = found[page * PAGE : (page + 1) * PAGE]
    text = lines(
        words.named(one, wording),
        None if found else wording.text("Nothing is tracked."),
        queues.which(wording, len(found), page),
        *(_line(item, wording) for item in here),
    )
    runs = MeetingRight.RUN in standing
    keys: list[Key] = [Press(item.sign, OpenItem(item.id)) for item in here]
    if runs and one.to_minute:
        keys.append(Press(wording.label("＋ A tracked item"), NewItem(one.id)))
    papers = tuple(Press(f".{kind}", ItemsTable(one.id, kind)) for kind in Format) if found else ()
    turned = queues.turning(page, pages, lambda number: TrackedItems(one.id, number), wording)
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


def _seen(turn: Turn, item: int) -> tuple[MeetingItem, Meeting]:
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
    found, one = _seen(turn, item)
    wording, runs = turn.wording, MeetingRight.RUN in meetings.standing(turn.db, one)
    sitting = next((each for each in meetings.series(turn.db, one) if each.to_minute), None)
    keys: list[Key] = []
    if runs:
        for part in found.units:
            removes = wording.label("✔️ Remove: %(unit)s", unit=part.unit.name)
            again = wording.label("↩ Track again: %(unit)s", unit=part.unit.name)
            if sitting is not None:
                keys.append(Press(again if part.removed_on else removes, RemoveUnit(part.id)))
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
    _show_unit(turn, turn.pressed(UnitOfItem).row)


def _show_unit(turn: Turn, row: int) -> None:
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
    part: ItemUnit = subjects.get(turn.db, row)
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
    pages = max(-(-len(mine) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    here = mine[page * PAGE : (page + 1) * PAGE]
    text = lines(
        Markup("<b>%s</b>") % wording.text("Tracked items of your unit"),
        queues.which(wording, len(mine), page),
        *(Markup("%s %s") % (one.sign, _state(one, wording)) for one in here),
        None if here else wording.text("Your unit has no tracked item."),
    )
    keys = column(*(Press(one.sign, OpenCard(one.id)) for one in here))
    turned = queues.turning(page, pages, OwnItems, wording)
    turn.show(Screen(text, (*keys, *turned, (home.key(wording),)), Level.L1))


@only(*MEETING)
def begin_new(turn: Turn) -> None:
    """Begin the form of a new item."""
    filling.begin(turn, NEW, acts.at_meeting(turn.db, turn.pressed(NewItem).meeting).id)


def _of_papers(turn: Turn) -> Wording:
    """The language of the city's papers, whoever presses."""
    return turn.office.wordings[LANGUAGES[0]]


def _new(turn: Turn, draft: Draft) -> None:
    one = acts.at_meeting(turn.db, draft.subject or 0)
    day = acts.held(one)
    line = f"{roc_year(day)}年{day.month}月{day.day}日{words.title(one, _of_papers(turn))}"
    remark = f"{roc_stamp(day)}主席提示：{draft.said('remark')}" if draft.said("remark") else ""
    item = acts.decide(turn.db, one.id, draft.said("title"), remark, line)
    _choose_unit(turn, item.id, 0)


@only(*MEETING)
def entrust_to(turn: Turn) -> None:
    """Offer the units."""
    pressed = turn.pressed(EntrustTo)
    _choose_unit(turn, pressed.item, pressed.page)


def _choose_unit(turn: Turn, item: int, page: int) -> None:
    found, one = acts.of_meeting(turn.db, item)
    there = {part.unit.id for part in found.units}
    units = [each for each in people.standing_units(turn.db) if each.id not in there]
    units.sort(key=lambda each: (nearness(each, one.unit.district or "-"), each.name))
    asked = turn.wording.text("Which unit leads?") if not there else turn.wording.text("Which unit supports?")
    keys = [Press(each.name, Entrust(item, each.id)) for each in units]
    back = Press(turn.wording.label("◀ Back"), OpenItem(item))
    text = Markup("<b>%s</b> %s\n%s") % (found.sign, found.title, asked)
    to = partial(EntrustTo, item)
    turn.show(queues.choice(turn, text, keys, page=page, to=to, back=back))


@only(*MEETING)
def entrust(turn: Turn) -> None:
    """Let it have a part."""
    pressed = turn.pressed(Entrust)
    acts.entrust(turn.db, pressed.item, pressed.unit)
    show_item(turn, pressed.item)


@only(*MEETING)
def begin_progress(turn: Turn) -> None:
    """Begin to say how far it is."""
    start(turn, turn.pressed(TellProgress).row)


def start(turn: Turn, row: int) -> None:
    """Begin the form, from the card or its nudge."""
    part = items.get(turn.db, row)
    if not part.tellable:
        raise WrongState
    filling.begin(turn, PROGRESS, part.id)


def _told(turn: Turn, draft: Draft) -> None:
    before = items.get(turn.db, draft.subject or 0)
    text = draft.said("text") or (before.progress[-1].text if before.progress else "")
    part = acts.tell(turn.db, before.id, text, draft.said("expected"), Advice(draft.said("advice")))
    turn.notice = turn.wording.text("Noted. You can correct it until the meeting.")
    turn.app.show_card(turn, part.id)


@only(*MEETING)
def begin_terms(turn: Turn) -> None:
    """Begin to note a day and a condition."""
    part = items.read(turn.db, turn.pressed(ItemTerms).row)
    acts.of_series(turn.db, part.item)
    filling.begin(turn, TERMS, part.id)


def _known_terms(turn: Turn, row: int | None) -> dict[str, Value]:
    """What the chair asked before."""
    part = items.read(turn.db, row or 0)
    by = part.awaited(part.meeting)
    if not (by or part.condition):
        return {}
    known: dict[str, Value] = {
        "asked_for": by.isoformat() if by else None,
        "condition": part.condition or None,
    }
    return {**known, FILLED: list(known)}


def _terms(turn: Turn, draft: Draft) -> None:
    day = draft.said("asked_for")
    by = date.fromisoformat(day) if day else None
    part = acts.ask(turn.db, draft.subject or 0, by, draft.said("condition"))
    _show_unit(turn, part.id)


@only(*MEETING)
def lead(turn: Turn) -> None:
    """Let another unit lead."""
    part = acts.lead(turn.db, turn.pressed(LeadItem).row)
    show_item(turn, part.item)


@only(*MEETING)
def begin_number(turn: Turn) -> None:
    """Begin to give it one more number."""
    item, one = acts.of_series(turn.db, turn.pressed(MoreNumber).item)
    _begin_about(turn, NUMBER.name, one.id, str(item.id))


def _numbered(turn: Turn, draft: Draft) -> None:
    item = acts.number(turn.db, int(draft.said(ABOUT)), draft.said("number"))
    show_item(turn, item.id)


@only(*MEETING)
def remove(turn: Turn) -> None:
    """Remove it for a unit, or take that back."""
    part = acts.remove(turn.db, turn.pressed(RemoveUnit).row)
    show_item(turn, part.item)


@only(*MEETING)
def remark(turn: Turn) -> None:
    """Begin to write what the chair said of it."""
    item, one = acts.of_series(turn.db, turn.pressed(Remark).item)
    _begin_about(turn, REMARK.name, one.id, str(item.id))


@only(*MEETING)
def begin_answer(turn: Turn) -> None:
    """Begin to write the city's answer."""
    pressed = turn.pressed(AnswerRaised)
    one = acts.at_meeting(turn.db, pressed.meeting)
    if not any(item.id == pressed.item for item in items.raised(turn.db)) or one.kind is not MeetingKind.CITY:
        raise WrongState
    _begin_about(turn, RAISED.name, one.id, str(pressed.item))


def _begin_about(turn: Turn, form: str, meeting: int, item: str) -> None:
    begun = drafts.existing(turn.db, form, meeting)
    if begun is not None:
        drafts.drop(turn.db, begun)
    known: dict[str, Value] = {ABOUT: item}
    filling.show(turn, drafts.begin(turn.db, form, meeting, known))


def _remarked(turn: Turn, draft: Draft) -> None:
    item = items.read_item(turn.db, int(draft.said(ABOUT)))
    series = meetings.series(turn.db, meetings.read(turn.db, item.meeting))
    day = max((each.held_on for each in series if each.held_on), default=turn.today)
    after = acts.remind(turn.db, item.id, f"{roc_stamp(day)}主席提示：{draft.said('remark')}")
    show_item(turn, after.id)


def _answered(turn: Turn, draft: Draft) -> None:
    acts.answer(turn.db, int(draft.said(ABOUT)), draft.subject or 0, draft.said("remark"))
    turn.notice = turn.wording.text("Noted. The district hears of it.")
    turn.app.show_card(turn, draft.subject or 0)


@only(*MEETING)
def bring_up(turn: Turn) -> None:
    """Bring it before the city's meeting."""
    item = acts.bring_up(turn.db, turn.pressed(BringUp).item)
    turn.notice = turn.wording.text("It stands before the next city meeting.")
    show_item(turn, item.id)


@only(*MEETING)
def as_file(turn: Turn) -> None:
    """Hand out the table."""
    pressed = turn.pressed(ItemsTable)
    one = meetings.read(turn.db, pressed.meeting)
    if not meetings.standing(turn.db, one) & {MeetingRight.RUN, MeetingRight.OVERSEE}:
        raise NotThere
    hand_out(turn, made(turn, one), pressed.kind)
    show(turn, one.id, 0)


def made(turn: Turn, one: Meeting) -> Table:
    """Make the table of a meeting: what it hears, beside what the one before heard."""
    title = f"{words.title(one, _of_papers(turn))}提示或交辦事項辦理情形追蹤表"
    found = items.of_series(turn.db, one, all_of_them=True)
    shown = [of_item(item, one) for item in found if not item.removed or item.meeting == one.id]
    return table(title, shown, footer=footer(turn.wording, turn.today, turn.speaker.name))


def _title(turn: Turn, draft: Draft) -> Markup:
    about = draft.said(ABOUT)
    if about.isdecimal():
        item = items.read_item(turn.db, int(about))
        if draft.form in {REMARK.name, NUMBER.name}:
            _seen(turn, item.id)
        return Markup("<b>%s</b> %s") % (item.sign, item.title)
    if draft.form in {PROGRESS.name, TERMS.name} and draft.subject:
        part = items.get(turn.db, draft.subject)
        return Markup("<b>%s</b> %s") % (part.sign, items.read_item(turn.db, part.item).title)
    return turn.wording.text(turn.app.flows[draft.form].words.title)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[ITEM.name] = Card(show_part, called)
    for form, said, done in (
        (NEW, NEW_WORDS, _new),
        (PROGRESS, PROGRESS_WORDS, _told),
        (NUMBER, NUMBER_WORDS, _numbered),
        (REMARK, REMARK_WORDS, _remarked),
        (RAISED, RAISED_WORDS, _answered),
    ):
        app.flows[form.name] = Flow(form, said, MEETING, done, summary=bool(said.send), heading=_title)
    app.flows[TERMS.name] = Flow(
        TERMS, TERMS_WORDS, MEETING, _terms, summary=True, heading=_title, known=_known_terms
    )
    app.fill_in[Duty.TRACKED_PROGRESS] = start
    app.sayings.append(answers)
    for button, handler in (
        (TrackedItems, listed),
        (OwnItems, own),
        (RaisedItems, raised),
        (OpenItem, opened),
        (NewItem, begin_new),
        (EntrustTo, entrust_to),
        (Entrust, entrust),
        (TellProgress, begin_progress),
        (UnitOfItem, unit_of),
        (ItemTerms, begin_terms),
        (LeadItem, lead),
        (MoreNumber, begin_number),
        (RemoveUnit, remove),
        (Remark, remark),
        (BringUp, bring_up),
        (AnswerRaised, begin_answer),
        (ItemsTable, as_file),
    ):
        app.on(button, handler)
