"""What a roster that was sent means, row by row, before it is handed in (`screens.md` §3)."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup
from msgspec import Struct

from actions.rosters import monthly as acts
from actions.rosters.monthly import PlannedRow, Replaced
from casework.cases.criteria import CaseKind
from casework.forms import SHOWN, Draft
from casework.rosters.declared import RosterFault, RosterRules, read_roster
from casework.rosters.lists import FORMS
from casework.rosters.monthly import ROSTERS
from casework.staffing.sheet_rows import RowError
from casework.text.dates import month_of, months_after
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, columns_of
from handlers.staffing import sheets
from handlers.staffing.row_faults import FAULTS
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, lines
from handlers.ui.turn import Turn
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.rosters import lists
from storage.staffing import people

DRAFT = "roster"


class HandIn(Button, prefix="roi"):
    """Hand in the list that a dry run has shown."""

    draft: int
    version: int


class OtherMonth(Button, prefix="rom"):
    """Read the same list as that of another month."""

    draft: int
    version: int
    months: int


class AskVillage(Button, prefix="rov"):
    """Ask which village is meant by a name of a list that a dry run has shown."""

    draft: int
    version: int
    at: int


class Sent(Struct, frozen=True):
    """A list as it was sent, and for which month it is read."""

    kind: CaseKind
    month: date
    sheet: str
    rows: Sequence[Sequence[str]]

    @property
    def sign(self) -> str:
        """Return what it is called: 幸扶守護 115/11."""
        return f"{ROSTERS[self.kind]} {month_of(self.month)}"


def dry_run(turn: Turn, sent: Sent) -> Screen:
    """Say what a list means; nothing is handed in yet."""
    planned, wrong = plan(turn, sent)
    draft = keep(turn, sent)
    if wrong:
        _send_back(turn, sent, planned, wrong)
    wording = turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("This looks like %(list)s. Is that right?", list=sent.sign),
        sheets.not_yet(turn, sent.sheet),
        *_counted(turn, planned),
        _compared(turn, acts.replaced(turn.db, sent.kind, sent.month, planned)),
        sheets.errors(turn, wrong, FAULTS),
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
            for at, one in enumerate(unknown(wrong))
        ),
        *(
            Press(
                wording.label(
                    "It is for %(month)s", month=wording.short_month(months_after(sent.month, months))
                ),
                OtherMonth(draft.id, draft.version, months),
            )
            for months in (-1, 1)
        ),
    ]
    return sheets.screen(turn, text, *keys)


def keep(turn: Turn, sent: Sent) -> Draft:
    """Keep a list until it is handed in."""
    about = json.dumps([sent.kind, sent.month.isoformat(), sent.sheet], ensure_ascii=False)

    def instead_of(earlier: Draft) -> bool:
        kind, month, _ = json.loads(next(iter(earlier.chosen(SHOWN))))
        return (CaseKind(kind), date.fromisoformat(month)) == (sent.kind, sent.month)

    return sheets.keep(turn, DRAFT, sent.rows, [about], instead_of=instead_of)


def unknown(wrong: Sequence[RowError]) -> list[str]:
    """List the names of villages that no list has, each once."""
    named = (one.about for one in wrong if one.fault is RosterFault.NO_VILLAGE and one.about)
    return list(dict.fromkeys(named))[:PAGE]


def plan(turn: Turn, sent: Sent) -> tuple[list[PlannedRow], list[RowError]]:
    """Plan what becomes of each row, and say which are wrong."""
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


def _compared(turn: Turn, one: Replaced) -> Markup | None:
    """Say what it changes of the list that was handed in before."""
    if not one.waiting:
        return None
    if not (one.new or one.gone):
        return turn.wording.text("• It was handed in before, and waits to be dispatched: nothing changes.")
    return turn.wording.text(
        "• It takes the place of the list of which %(waiting)s wait: new %(new)s, no longer listed %(gone)s.",
        waiting=one.waiting,
        new=one.new,
        gone=one.gone,
    )


def _send_back(turn: Turn, sent: Sent, planned: Sequence[PlannedRow], wrong: Sequence[RowError]) -> None:
    """Send a table of the rows by their numbers: it names nobody."""
    wording = turn.wording
    right = ((one.row.number, wording.label("right"), "") for one in planned)
    mend = ((one.row, wording.label("wrong"), sheets.fault(turn, one, FAULTS).unescape()) for one in wrong)
    rows = [(str(number), result, about) for number, result, about in sorted([*right, *mend])]
    heads = ((N_("Row"), 8), (N_("Result"), 10), (N_("About it"), 60))
    title = wording.label("%(list)s, row by row", list=sent.sign)
    hand_out(turn, Table(title, columns_of(heads, wording), rows), Format.XLSX, "dry_run")


def sent_before(turn: Turn, number: int, version: int) -> Sent:
    """Return a list that a dry run has shown."""
    draft = sheets.take(turn, DRAFT, number, version)
    kind, month, sheet = json.loads(next(iter(draft.chosen(SHOWN))))
    return Sent(CaseKind(kind), date.fromisoformat(month), sheet, sheets.rows_of(draft))
