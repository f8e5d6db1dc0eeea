"""A roster is handed in: sending the file is the whole act (`screens.md` §3)."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from actions.rosters import monthly as acts
from actions.rosters.monthly import PlannedRow
from casework.cases.criteria import CaseKind
from casework.errors import NotThere, Stale
from casework.files import Sheet
from casework.forms import Draft
from casework.rosters import declared
from casework.rosters.declared import RosterFault, RosterRules, read_roster
from casework.rosters.lists import FORMS, GIVES, first_of
from casework.rosters.monthly import ROSTERS, asked_for
from casework.staffing.people import Role
from casework.staffing.sheet_rows import RowError
from casework.text.dates import month_of, months_after
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Column, Table, footer
from handlers.documents.template import template
from handlers.staffing import sheets
from handlers.staffing.row_faults import FAULTS
from handlers.ui import home
from handlers.ui.buttons import Button, day_of
from handlers.ui.errands import Job, Outcome
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, FileTaker, HomeEntry, HomePlace, Turn, only
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.rosters import lists
from storage.staffing import people

DRAFT = "roster"
CHOICES = 6
"""So many villages are offered for one name."""


@dataclass(frozen=True)
class AwaitedRosters(Button, prefix="ros"):
    """Show what is awaited, or to be dispatched."""


@dataclass(frozen=True)
class HandIn(Button, prefix="roi"):
    """Hand in the list that a dry run has shown."""

    draft: int
    version: int


@dataclass(frozen=True)
class OtherMonth(Button, prefix="rom"):
    """Read the same list as that of another month."""

    draft: int
    version: int
    months: int


@dataclass(frozen=True)
class AskVillage(Button, prefix="rov"):
    """Ask which village is meant by a name of a list that a dry run has shown."""

    draft: int
    version: int
    at: int


@dataclass(frozen=True)
class NameVillage(Button, prefix="rou"):
    """Say which one it is, by its place among those that may be meant."""

    draft: int
    version: int
    at: int
    chosen: int


@dataclass(frozen=True)
class NoneThisMonth(Button, prefix="ron"):
    """The centres that were given no list have no case this month (本月無個案)."""

    kind: CaseKind
    month: str


@dataclass(frozen=True)
class RosterTemplate(Button, prefix="rot"):
    """Send the empty table."""

    kind: CaseKind


@dataclass(frozen=True)
class Sent:
    """A list as it was sent, and for which month it is read."""

    kind: CaseKind
    month: date
    sheet: str
    rows: Sequence[Sequence[str]]

    @property
    def sign(self) -> str:
        """Return what it is called: 幸扶守護 115/11."""
        return f"{ROSTERS[self.kind]} {month_of(self.month)}"


def work(job: Job, found: Sequence[Sheet]) -> Outcome:
    """Say which roster it is, and of which month."""
    known = declared.recognise(tuple(FORMS.values()), found)
    if known is None:
        raise NotThere
    form, sheet = known
    month = declared.month_of(sheet, form, first_of(job.db.now))
    return Outcome({"kind": form.kind, "month": month.isoformat(), "sheet": sheet.name, "rows": sheet.rows})


def told(turn: Turn, outcome: Outcome) -> None:
    """Show what the list means; nothing is handed in yet."""
    found = outcome.found
    month = date.fromisoformat(found["month"])
    turn.say(_dry_run(turn, Sent(CaseKind(found["kind"]), month, found["sheet"], found["rows"])))


def _dry_run(turn: Turn, sent: Sent) -> Screen:
    planned, wrong = _plan(turn, sent)
    draft = _kept(turn, sent)
    if wrong:
        _send_back(turn, sent, planned, wrong)
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("This looks like %(list)s. Is that right?", list=sent.sign),
        wording.text("Sheet “%(sheet)s”. Nothing is handed in yet.", sheet=sent.sheet),
        *_counted(turn, planned),
        wording.count("%(n)s row is wrong:", "%(n)s rows are wrong:", len(wrong)) if wrong else None,
        *(sheets.said(turn, one.row, sheets.fault(turn, one, FAULTS)) for one in wrong[:PAGE]),
        wording.text("Please correct these in your file and send it again: rows that are right stay.")
        if wrong
        else None,
    )
    new = sum(not one.there for one in planned)
    keys = [
        Press(wording.label("Hand in %(n)s", n=new), HandIn(draft.id, draft.version), "primary")
        if new
        else None,
        *(
            Press(
                wording.label("%(name)s: which village?", name=one), AskVillage(draft.id, draft.version, at)
            )
            for at, one in enumerate(_unknown(wrong))
        ),
        *(
            Press(
                wording.label("It is for %(month)s", month=month_of(months_after(sent.month, months))),
                OtherMonth(draft.id, draft.version, months),
            )
            for months in (-1, 1)
        ),
    ]
    return sheets.screen(turn, text, *keys)


def _kept(turn: Turn, sent: Sent) -> Draft:
    about = json.dumps([sent.kind, sent.month.isoformat(), sent.sheet], ensure_ascii=False)
    return sheets.keep(turn, DRAFT, sent.rows, [about])


def _unknown(wrong: Sequence[RowError]) -> list[str]:
    """List the names of villages that no list has, each once."""
    named = (one.about for one in wrong if one.fault is RosterFault.NO_VILLAGE and one.about)
    return list(dict.fromkeys(named))[:PAGE]


def _plan(turn: Turn, sent: Sent) -> tuple[list[PlannedRow], list[RowError]]:
    known = lists.spellings(turn.db)
    asked = RosterRules(sent.month, turn.today, turn.db.rules.policy, turn.office.places, known)
    reading = read_roster(FORMS[sent.kind], sent.rows, asked)
    return acts.plan(turn.db, sent.kind, sent.month, reading)


def _counted(turn: Turn, planned: Sequence[PlannedRow]) -> Iterator[Markup]:
    """Count what can be taken by centre, and what is known of it already."""
    wording = turn.wording
    for centre, count in Counter(one.centre for one in planned if not one.there).items():
        name = people.unit(turn.db, centre).name
        yield wording.count("• %(unit)s: %(n)s row", "• %(unit)s: %(n)s rows", count, unit=name)
    again = sum(one.continued is not None for one in planned)
    if again:
        yield wording.count(
            "• %(n)s goes on from last month's list: no new case.",
            "• %(n)s go on from last month's list: no new case.",
            again,
        )
    known = sum(one.open_case is not None and one.continued is None and not one.there for one in planned)
    if known:
        yield wording.count(
            "• %(n)s has an open case: one more report on it.",
            "• %(n)s have an open case: one more report on each.",
            known,
        )
    there = sum(one.there for one in planned)
    if there:
        yield wording.count(
            "• %(n)s was dispatched before and is left as it is.",
            "• %(n)s were dispatched before and are left as they are.",
            there,
        )


def _send_back(turn: Turn, sent: Sent, planned: Sequence[PlannedRow], wrong: Sequence[RowError]) -> None:
    """Send a table of the rows by their numbers: it names nobody."""
    wording = turn.wording
    right = ((one.row.number, wording.label("right"), "") for one in planned)
    mend = ((one.row, wording.label("wrong"), sheets.fault(turn, one, FAULTS).unescape()) for one in wrong)
    rows = [(str(number), result, about) for number, result, about in sorted([*right, *mend])]
    heads = ((N_("Row"), 8), (N_("Result"), 10), (N_("About it"), 60))
    columns = tuple(Column(wording.label(title), width) for title, width in heads)
    title = wording.label("%(list)s, row by row", list=sent.sign)
    foot = footer(wording, turn.today, turn.speaker.name)
    hand_out(turn, Table(title, columns, rows, footer=foot), Format.XLSX)


def _sent(turn: Turn, number: int, version: int) -> Sent:
    draft = sheets.take(turn, DRAFT, number, version)
    kind, month, sheet = json.loads(next(iter(draft.chosen("shown"))))
    return Sent(CaseKind(kind), date.fromisoformat(month), sheet, sheets.rows_of(draft))


@only(*GIVES)
def other_month(turn: Turn) -> None:
    """Read it as the list of another month."""
    button = turn.pressed(OtherMonth)
    sent = _sent(turn, button.draft, button.version)
    month = months_after(sent.month, -1 if button.months < 0 else 1)
    turn.show(_dry_run(turn, Sent(sent.kind, month, sent.sheet, sent.rows)))


@only(*GIVES)
def ask_village(turn: Turn) -> None:
    """Show the villages that may be meant by a name; what is said holds for all lists to come."""
    button = turn.pressed(AskVillage)
    sent = _sent(turn, button.draft, button.version)
    spelled = _spelled(turn, sent, button.at)
    draft, wording = _kept(turn, sent), turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("Which village is “%(name)s”?", name=spelled),
        wording.text("It is asked once: from then on each list is read so."),
    )
    keys = (
        Press(one.key, NameVillage(draft.id, draft.version, button.at, chosen))
        for chosen, one in enumerate(declared.perhaps(spelled, turn.office.places, CHOICES))
    )
    turn.show(sheets.screen(turn, text, *keys))


def _spelled(turn: Turn, sent: Sent, at: int) -> str:
    unknown = _unknown(_plan(turn, sent)[1])
    if at not in range(len(unknown)):
        raise Stale
    return unknown[at]


@only(*GIVES)
def name_village(turn: Turn) -> None:
    """Keep which village is meant, and read the list so."""
    button = turn.pressed(NameVillage)
    sent = _sent(turn, button.draft, button.version)
    spelled = _spelled(turn, sent, button.at)
    meant = declared.perhaps(spelled, turn.office.places, CHOICES)
    if button.chosen not in range(len(meant)):
        raise Stale
    acts.name_village(turn.db, spelled, meant[button.chosen])
    turn.show(_dry_run(turn, sent))


@only(*GIVES)
def hand_in(turn: Turn) -> None:
    """Hand the list in; the centres hear."""
    button = turn.pressed(HandIn)
    sent = _sent(turn, button.draft, button.version)
    planned, _ = _plan(turn, sent)
    given = acts.give(turn.db, sent.kind, sent.month, planned)
    turn.notice = lines(
        turn.wording.text("%(list)s is handed in.", list=sent.sign),
        turn.wording.count(
            "%(n)s centre hears what it has to dispatch.",
            "%(n)s centres hear what they have to dispatch.",
            sum(one.waiting > 0 for one in given),
        ),
    )
    show(turn)


@only(*GIVES)
def none_this_month(turn: Turn) -> None:
    """Say that there is no case: the duty of the month ends."""
    button = turn.pressed(NoneThisMonth)
    kind, month = CaseKind(button.kind), day_of(button.month)
    ended = acts.none_this_month(turn.db, kind, month)
    turn.notice = turn.wording.count(
        "%(list)s: no case this month in %(n)s centre.",
        "%(list)s: no case this month in %(n)s centres.",
        len(ended),
        list=f"{ROSTERS[kind]} {month_of(month)}",
    )
    show(turn)


@only(*GIVES)
def send_template(turn: Turn) -> None:
    """Send the empty table, with the words that can be chosen."""
    form = FORMS[CaseKind(turn.pressed(RosterTemplate).kind)]
    name = f"{ROSTERS[form.kind]} {month_of(turn.today)}"
    content = template(form, name, turn.db.now)
    caption = turn.wording.text("Fill it in and send it here; you see what it means before it is handed in.")
    turn.send_document(f"{name.replace('/', '-')}.xlsx", content, caption)
    show(turn)


@only(*GIVES)
def overview(turn: Turn) -> None:
    """Show what is awaited."""
    show(turn)


def show(turn: Turn) -> None:
    """Say for each roster how many centres await it; a file is sent at any time."""
    wording = turn.wording
    due = Counter((one.kind, one.month) for one in lists.awaited(turn.db) if one.month <= turn.today)
    known = [kind for kind in FORMS if kind in asked_for(turn.db.rules.policy)]
    awaited = {(kind, first_of(turn.db.now)): 0 for kind in known} | due
    told = [
        wording.count(
            "%(list)s: %(n)s centre awaits its list.",
            "%(list)s: %(n)s centres await their list.",
            count,
            list=f"{ROSTERS[kind]} {month_of(month)}",
        )
        for (kind, month), count in awaited.items()
        if count
    ]
    text = lines(
        Markup("<b>%s</b>") % wording.text("Rosters"),
        *told,
        wording.text("Send me the .xlsx: I say what it looks like, and what is wrong in which row."),
    )
    none = (
        Press(
            wording.label("%(list)s: no case", list=f"{ROSTERS[kind]} {month_of(month)}"),
            NoneThisMonth(kind, month.isoformat()),
        )
        for kind, month in awaited
        if (kind, month) in due or not _begun(turn, kind)
    )
    empty = (
        Press(wording.label("Empty table: %(list)s", list=ROSTERS[kind]), RosterTemplate(kind))
        for kind in known
    )
    turn.show(Screen(text, column(*none, *empty, home.key(wording))))


def _begun(turn: Turn, kind: CaseKind) -> bool:
    """Tell whether a list of this kind was ever handed in: from then on the next one is awaited."""
    return any(one.kind is kind for one in lists.owing(turn.db))


def _waiting(turn: Turn) -> int:
    return sum(one.month <= turn.today for one in lists.awaited(turn.db))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    known = tuple(FORMS.values())
    app.takes_file.append(
        FileTaker(
            DRAFT,
            N_("rosters"),
            GIVES,
            lambda found: declared.recognise(known, found) is not None,
            work,
            told,
        )
    )
    app.entries.append(
        HomeEntry(N_("📋 Rosters"), AwaitedRosters(), (Role.BUREAU,), waiting=_waiting, place=HomePlace.MORE)
    )
    app.on(AwaitedRosters, overview)
    app.on(HandIn, hand_in)
    app.on(OtherMonth, other_month)
    app.on(AskVillage, ask_village)
    app.on(NameVillage, name_village)
    app.on(NoneThisMonth, none_this_month)
    app.on(RosterTemplate, send_template)
