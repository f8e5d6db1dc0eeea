"""My reports: what became of them, the status alone and never what a case holds ([002] confidentiality)."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.case import State
from casework.errors import Mistyped
from casework.staffing.people import REPORTERS
from casework.text.numbers import read_number
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.wording import N_, Wording
from storage.cases import reports
from storage.cases.reports import Reported

PAGE = 5

PLAIN = {
    State.SCREENING: N_("being looked at"),
    State.DISPATCHED: N_("passed to a social worker"),
    State.IN_SERVICE: N_("a social worker helps"),
    State.DISPUTED: N_("a social worker helps"),
    State.JOINED: N_("joined to a case that is open"),
    State.REDIRECTED: N_("passed to the right channel"),
    State.NOT_TAKEN: N_("no case was opened"),
    State.CLOSED: N_("the case is closed"),
}
"""What a reporter hears; how the offices differ among themselves is not theirs."""


@dataclass(frozen=True)
class MyReports(Button, prefix="mr"):
    """A page of the own reports, 0 the latest."""

    page: int


@only(*REPORTERS)
@reading
def my_reports(turn: Turn) -> None:
    """List the own reports, latest first."""
    mine = reports.mine(turn.db, turn.speaker.id)
    pages = max(-(-len(mine) // PAGE), 1)
    page = min(max(turn.pressed(MyReports).page, 0), pages - 1)
    shown = mine[page * PAGE : (page + 1) * PAGE]
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("My reports"),
        *(line(one, turn.wording) for one in shown),
        None if mine else turn.wording.text("You have not reported anything yet."),
        turn.wording.text("Page %(page)s of %(pages)s", page=page + 1, pages=pages) if pages > 1 else None,
    )
    around = queues.turning(page, pages, MyReports, turn.wording)
    turn.show(Screen(text, (*around, (home.key(turn.wording),))))


def show_status(turn: Turn, text: str) -> bool:
    """Answer a number of one's own with its status; False when it is none."""
    found = next((one for one in reports.mine(turn.db, turn.speaker.id) if _means(text, one)), None)
    if found is None:
        return False
    listing = Press(turn.wording.label("📨 My reports"), MyReports(0))
    turn.show(Screen(line(found, turn.wording), ((listing,), (home.key(turn.wording),))))
    return True


def answers(turn: Turn, text: str) -> bool:
    """Answer what reads as a case number: with its status, or that it is none of theirs; False for words."""
    if not _is_number(text) or show_status(turn, text):
        return _is_number(text)
    turn.show(
        Screen(
            turn.wording.text("None of your reports has this number. Please check it in your list."),
            column(Press(turn.wording.label("📨 My reports"), MyReports(0)), home.key(turn.wording)),
        )
    )
    return True


def _is_number(text: str) -> bool:
    """Tell whether *text* is meant as a case number, also one with a typing mistake."""
    try:
        return read_number(text) is not None
    except Mistyped:
        return True


def _means(text: str, report: Reported) -> bool:
    """Tell whether *text* is a report's number in any spelling."""
    office, year, _ = report.number.split("-")
    try:
        return read_number(text, office=office, year=int(year)) == report.number
    except Mistyped:
        return False


def line(report: Reported, wording: Wording) -> Markup:
    """Number, day and status."""
    return lines(
        Markup("<b>%s</b>") % report.number,
        wording.text(
            "%(day)s: %(status)s",
            day=wording.moment(report.at),
            status=wording.text(PLAIN[State(report.state)]),
        ),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(N_("📨 My reports"), MyReports(0), REPORTERS, place=HomePlace.MORE))
    app.on(MyReports, my_reports)
