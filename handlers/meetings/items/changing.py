"""Tracked items are changed: by who keeps them, and by the units that tell how far they are."""

from datetime import date
from functools import partial

from markupsafe import Markup

from actions.meetings import items as acts
from actions.meetings import planning
from casework.errors import WrongState
from casework.forms import ABOUT, FILLED, Draft, Value
from casework.meetings.items import (
    NEW,
    NUMBER,
    PROGRESS,
    RAISED,
    REMARK,
    TERMS,
    Advice,
    roc_stamp,
)
from casework.meetings.meetings import MeetingKind
from casework.meetings.rights import MEETING
from casework.policy.policy import Duty
from casework.staffing.units import nearness
from casework.text.dates import roc_year
from handlers.forms import filling
from handlers.meetings import words
from handlers.meetings.items.keys import (
    AnswerRaised,
    BringUp,
    Entrust,
    EntrustTo,
    ItemTerms,
    LeadItem,
    MoreNumber,
    NewItem,
    OpenItem,
    Remark,
    RemoveUnit,
    TellProgress,
)
from handlers.meetings.items.tracking import of_papers, seen, show_item, show_unit
from handlers.ui import queues
from handlers.ui.screens import Press
from handlers.ui.turn import App, Flow, Turn, only
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.wording import N_
from storage.meetings import items, meetings
from storage.staffing import people

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


@only(*MEETING)
def begin_new(turn: Turn) -> None:
    """Begin the form of a new item."""
    filling.begin(turn, NEW, acts.at_meeting(turn.db, turn.pressed(NewItem).meeting).id)


def _new(turn: Turn, draft: Draft) -> None:
    one = acts.at_meeting(turn.db, draft.subject or 0)
    day = acts.held(one)
    line = f"{roc_year(day)}年{day.month}月{day.day}日{words.title(one, of_papers(turn))}"
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
    start(turn, turn.pressed(TellProgress).item_unit)


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
    part = items.read(turn.db, turn.pressed(ItemTerms).item_unit)
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
    if by is not None and part.meeting is None:
        _, one = acts.of_meeting(turn.db, part.item)
        planning.plan_next(turn.db, one, turn.office.editions.on)
    show_unit(turn, part.id)


@only(*MEETING)
def lead(turn: Turn) -> None:
    """Let another unit lead."""
    part = acts.lead(turn.db, turn.pressed(LeadItem).item_unit)
    show_item(turn, part.item)


@only(*MEETING)
def begin_number(turn: Turn) -> None:
    """Begin to give it one more number."""
    item, one = acts.of_series(turn.db, turn.pressed(MoreNumber).item)
    filling.afresh(turn, NUMBER, one.id, {ABOUT: str(item.id)})


def _numbered(turn: Turn, draft: Draft) -> None:
    item = acts.number(turn.db, int(draft.said(ABOUT)), draft.said("number"))
    show_item(turn, item.id)


@only(*MEETING)
def remove(turn: Turn) -> None:
    """Remove it for a unit, or take that back."""
    pressed = turn.pressed(RemoveUnit)
    part = acts.remove(turn.db, pressed.item_unit, removed=bool(pressed.removed))
    show_item(turn, part.item)


@only(*MEETING)
def remark(turn: Turn) -> None:
    """Begin to write what the chair said of it."""
    item, one = acts.of_series(turn.db, turn.pressed(Remark).item)
    filling.afresh(turn, REMARK, one.id, {ABOUT: str(item.id)})


@only(*MEETING)
def begin_answer(turn: Turn) -> None:
    """Begin to write the city's answer."""
    pressed = turn.pressed(AnswerRaised)
    one = acts.at_meeting(turn.db, pressed.meeting)
    if not any(item.id == pressed.item for item in items.raised(turn.db)) or one.kind is not MeetingKind.CITY:
        raise WrongState
    filling.afresh(turn, RAISED, one.id, {ABOUT: str(pressed.item)})


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


def _title(turn: Turn, draft: Draft) -> Markup:
    about = draft.said(ABOUT)
    if about.isdecimal():
        item = items.read_item(turn.db, int(about))
        if draft.form in {REMARK.name, NUMBER.name}:
            seen(turn, item.id)
        return Markup("<b>%s</b> %s") % (item.sign, item.title)
    if draft.form in {PROGRESS.name, TERMS.name} and draft.subject:
        part = items.get(turn.db, draft.subject)
        return Markup("<b>%s</b> %s") % (part.sign, items.read_item(turn.db, part.item).title)
    return turn.wording.text(turn.app.flows[draft.form].words.title)


def register(app: App) -> None:
    """Add this conversation to the bot."""
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
    for button, handler in (
        (NewItem, begin_new),
        (EntrustTo, entrust_to),
        (Entrust, entrust),
        (TellProgress, begin_progress),
        (ItemTerms, begin_terms),
        (LeadItem, lead),
        (MoreNumber, begin_number),
        (RemoveUnit, remove),
        (Remark, remark),
        (BringUp, bring_up),
        (AnswerRaised, begin_answer),
    ):
        app.on(button, handler)
