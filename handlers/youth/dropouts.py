"""中輟名冊: the education bureau sends the file, sees what it means, and hands it in [004] 三(二)3."""

import json
from collections.abc import Sequence

from markupsafe import Markup

from actions import youth as acts
from casework.errors import NotThere
from casework.files import Sheet
from casework.rosters import declared
from casework.rosters.declared import RosterFault, RosterRules, read_roster
from casework.staffing.people import LEADING, Role
from casework.staffing.sheet_rows import RowError
from casework.text.dates import local_day
from casework.youth import DROPOUTS
from handlers.dossiers import listing
from handlers.staffing import sheets
from handlers.staffing.row_faults import FAULTS
from handlers.ui.buttons import Button
from handlers.ui.errands import Job, Outcome
from handlers.ui.screens import Press, lines
from handlers.ui.turn import App, FileTaker, Turn, only
from handlers.words.wording import N_
from handlers.youth.case import ROOM
from storage.cases.queues import PAGE

DRAFT = "dropouts"
GIVES = (Role.LIAISON, *LEADING)


class HandInDropouts(Button, prefix="gdh"):
    """Hand in a list that a dry run has shown."""

    draft: int
    version: int


def work(job: Job, found: Sequence[Sheet]) -> Outcome:
    """Read the list, beside the turns."""
    known = declared.recognise((DROPOUTS,), found)
    if known is None:
        raise NotThere
    today = local_day(job.db.now)
    asked = RosterRules(today.replace(day=1), today, job.db.rules.policy, job.office.places)
    reading = read_roster(DROPOUTS, known[1].rows, asked)
    return Outcome(
        {
            "rows": [{**row.values, "row": str(row.number)} for row in reading.good],
            "wrong": [[one.row, one.fault, one.about] for one in reading.wrong],
        }
    )


def told(turn: Turn, outcome: Outcome) -> None:
    """Show what the list means, and keep it until it is handed in."""
    rows, wording = outcome.found["rows"], turn.wording
    wrong = [RowError(row, (), RosterFault(fault), about) for row, fault, about in outcome.found["wrong"]]
    sheets.send_wrong(turn, wording.label("list of dropouts"), wrong, FAULTS)
    draft = sheets.keep(turn, DRAFT, [[json.dumps(row, ensure_ascii=False)] for row in rows])
    text = lines(
        Markup("<b>%s</b>") % wording.text("This looks like a list of dropouts. Is that right?"),
        wording.count("%(n)s youth of 12 to under 18", "%(n)s youth of 12 to under 18", len(rows)),
        sheets.errors(turn, wrong, FAULTS),
    )
    key = Press(wording.label("Hand in"), HandInDropouts(draft.id, draft.version), "primary")
    turn.say(sheets.screen(turn, text, key if rows else None))


@only(*GIVES)
def hand_in(turn: Turn) -> None:
    """Hand the list in."""
    button = turn.pressed(HandInDropouts)
    draft = sheets.take(turn, DRAFT, button.draft, button.version)
    rows = [json.loads(row) for [row] in sheets.rows_of(draft)]
    new, known, others = acts.take_list(turn.db, rows)
    wrong = [RowError(int(rows[at].get("row", at + 1)), (), RosterFault.NOT_YOUTH) for at in others]
    turn.notice = lines(
        turn.wording.text("Handed in: %(new)s new, %(known)s are there already.", new=new, known=known),
        *(sheets.said(turn, one.row, sheets.fault(turn, one, FAULTS)) for one in wrong[:PAGE]),
    )
    listing.show(turn, ROOM)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.takes_file.append(
        FileTaker(
            DRAFT,
            N_("list of dropouts"),
            GIVES,
            lambda found: declared.recognise((DROPOUTS,), found) is not None,
            work,
            told,
            theirs=lambda db: acts.gives(db) is not None,
        )
    )
    app.on(HandInDropouts, hand_in)
