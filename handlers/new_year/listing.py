"""A unit's list: sending the file is the whole act; or there is none; chiefs add one household at a time."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from actions.new_year import campaign as acts
from casework.errors import NotThere
from casework.files import Sheet
from casework.forms import Draft, Value
from casework.intake import known
from casework.new_year.lists import CARE_ADD, CARE_LIST, another_year
from casework.new_year.parts import list_awaited
from casework.rosters import declared
from casework.rosters.declared import RosterReading, RosterRules, read_roster
from casework.staffing.people import LEADING, Role
from handlers.documents.template import template
from handlers.forms import filling
from handlers.new_year import overview, words
from handlers.staffing import sheets
from handlers.staffing.row_faults import FAULTS
from handlers.ui.buttons import Button
from handlers.ui.errands import Job, Outcome
from handlers.ui.screens import Press, Screen, lines
from handlers.ui.turn import App, FileTaker, Flow, NewYearPart, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.new_year import campaigns
from storage.new_year.campaigns import Campaign
from storage.rosters import lists

DRAFT = "care"
GIVING = (Role.LIAISON, Role.CLERK, *LEADING, Role.BUREAU)
ADDING = (Role.CHIEF, Role.CLERK)


class GiveCareList(Button, prefix="yl"):
    """Hand in the list that a dry run has shown."""

    draft: int
    version: int


class NoCareList(Button, prefix="yn"):
    """Say that the unit has none."""


class CareTemplate(Button, prefix="yt"):
    """Send the empty table."""


class AddCare(Button, prefix="ya"):
    """Put a household on the list (＋一戶)."""


def work(job: Job, found: Sequence[Sheet]) -> Outcome:
    """Keep the sheet that is the list."""
    recognised = declared.recognise((CARE_LIST,), found)
    if recognised is None:
        raise NotThere
    _, sheet = recognised
    return Outcome({"sheet": sheet.name, "file": sheet.file, "rows": sheet.rows})


def told(turn: Turn, outcome: Outcome) -> None:
    """Show what the list means; nothing is handed in yet."""
    now = campaigns.going_on(turn.db)
    if now is None:
        turn.say(Screen(turn.wording.text("New-Year care has not begun yet. Please send the list then.")))
        return
    found, rows = outcome.found, outcome.found["rows"]
    sheet = Sheet(found.get("sheet", ""), rows, found.get("file", ""))
    good, wrong = acts.plan(turn.db, _read(turn, rows))
    draft = sheets.keep(turn, DRAFT, rows)
    wording = turn.wording
    sheets.send_wrong(turn, wording.label("New-Year care list"), wrong, FAULTS)
    text = lines(
        Markup("<b>%s</b>") % wording.text("A list of New-Year care. Nothing is handed in yet."),
        _of_another_year(turn, now, sheet),
        wording.count("%(n)s household is right.", "%(n)s households are right.", len(good)),
        sheets.errors(turn, wrong, FAULTS),
    )
    key = Press(wording.label("Hand in %(n)s", n=len(good)), GiveCareList(draft.id, draft.version), "primary")
    turn.say(sheets.screen(turn, text, key if good else None))


def _of_another_year(turn: Turn, now: Campaign, sheet: Sheet) -> Markup | None:
    """Say that a list is called one of another winter: last year's is sent by mistake."""
    called = another_year(sheet, now.year)
    if not called:
        return None
    care_of = words.titled(now.year, turn.wording)
    return turn.wording.text("❗ It is called “%(title)s”; this is %(care)s.", title=called, care=care_of)


def _read(turn: Turn, rows: Sequence[Sequence[str]]) -> RosterReading:
    month, known = turn.today.replace(day=1), lists.spellings(turn.db)
    asked = RosterRules(month, turn.today, turn.db.rules.policy, turn.office.places, known)
    return read_roster(CARE_LIST, rows, asked)


@only(*GIVING)
def hand_in(turn: Turn) -> None:
    """Hand it in: what is on others' lists, too, is one household with one lead."""
    button = turn.pressed(GiveCareList)
    draft = sheets.take(turn, DRAFT, button.draft, button.version)
    good, _ = acts.plan(turn.db, _read(turn, sheets.rows_of(draft)))
    if len(good) > acts.PIECE:
        acts.give_bit_by_bit(turn.db, good)
        turn.notice = turn.wording.text(
            "Handed in: %(n)s households are put on the list now, some at a time. You hear when all are.",
            n=len(good),
        )
        overview.show(turn)
        return
    listed = acts.give(turn.db, good)
    turn.notice = turn.wording.count(
        "%(n)s household is on the list.",
        "%(n)s households are on the list.",
        len({one.id for one in listed}),
    )
    overview.show(turn)


@only(*GIVING)
def none(turn: Turn) -> None:
    """Say that the unit has none."""
    acts.none_to_give(turn.db)
    turn.notice = turn.wording.text("Noted: your unit has no list.")
    overview.show(turn)


@only(*GIVING)
def send_template(turn: Turn) -> None:
    """Send the empty table, with the words that can be chosen."""
    name = turn.wording.label("New-Year care list")
    caption = turn.wording.text("Fill it in and send it here; you see what it means before it is handed in.")
    turn.send_document(f"{name}.xlsx", template(CARE_LIST, name, turn.db.now), caption)
    overview.show(turn)


def keys(turn: Turn, one: Campaign) -> Iterator[Press]:
    """The keys of who hands in a list, and of who adds a household."""
    if one.closed_at is not None:
        return
    wording, part = turn.wording, overview.own_part(turn, one)
    if turn.speaker.role in ADDING:
        yield Press(wording.label("＋ A household"), AddCare(), "primary")
    if turn.speaker.role in GIVING:
        if part is not None and list_awaited(part, turn.db.rules):
            yield Press(wording.label("My unit has no list"), NoCareList())
        yield Press(wording.label("Empty table of the list"), CareTemplate())


# ＋ One household

ADD_WORDS = Words(
    title=N_("A household to be cared for"),
    asks={
        "household": Ask(
            N_("Who is it, and where?"),
            hint=N_("In one line: name, telephone, address, as far as you know."),
            example=N_("Wang Test, No. 1 Zhongzheng Rd."),
        ),
        "village": Ask(N_("Which village?")),
        "reason": Ask(
            N_("Why?"),
            options={
                "alone": N_("Elder living alone"),
                "disabled": N_("Disabled, frail"),
                "no_work": N_("Lost work"),
                "mishap": N_("A misfortune"),
                "frozen": N_("Assets frozen"),
                "other": N_("Something else"),
            },
        ),
    },
)


@only(*ADDING)
def add(turn: Turn) -> None:
    """Begin the form."""
    acts.now(turn.db)
    filling.begin(turn, CARE_ADD)


def _known(turn: Turn, subject: int | None) -> dict[str, Value]:
    return known(turn.speaker.villages)


def _added(turn: Turn, draft: Draft) -> None:
    one = acts.add_one(turn.db, draft.answers)
    turn.notice = turn.wording.text("%(sign)s is on the list.", sign=one.sign)
    if not turn.app.open_card(turn, one.id):
        overview.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.takes_file.append(
        FileTaker(
            DRAFT,
            N_("New-Year care lists"),
            GIVING,
            lambda found: declared.recognise((CARE_LIST,), found) is not None,
            work,
            told,
        )
    )
    app.new_year.append(NewYearPart(keys))
    app.flows[CARE_ADD.name] = Flow(CARE_ADD, ADD_WORDS, ADDING, _added, known=_known, one_a_row=True)
    app.on(GiveCareList, hand_in)
    app.on(NoCareList, none)
    app.on(CareTemplate, send_template)
    app.on(AddCare, add)
