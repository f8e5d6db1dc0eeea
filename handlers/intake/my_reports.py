"""My reports: what became of them, the status alone and never what a case holds ([002] confidentiality)."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from actions import intake
from casework.cases.case import State
from casework.errors import Mistyped
from casework.forms import ABOUT, Draft
from casework.intake import takes_more
from casework.staffing.people import REPORTERS, Role
from casework.text.masking import mask_in_text
from casework.text.numbers import read_number
from handlers.intake import offering
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Copy, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Guide, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.wording import N_, Wording
from storage.cases import reports
from storage.cases.reports import Adds, Report, Reported

LISTED = ("清單", "我的清單", "list", "my list")
"""Typed words by which a chief means the own reports; to staff they are what is to do."""
FIRST_WORDS = 20
"""So many characters of one's own words tell a report from another."""

_WHEN = "(?:上次|上回|上個?(?:禮拜|星期|週|月)|昨天|前天|前幾天|之前|那天|剛剛|剛才)"
_THING = "[那這]?一?[件戶家個]?(?:案子|案件|事情?)?"
_HOW_FAR = (
    "(?:現在|目前|後來|最後|到底|有沒有|的)*"
    "(?:怎麼?樣|如何|進度如何|進度|結果|狀況|情形|下文|消息|處理(?:得?怎麼?樣|好)?)"
)
ASKED = (
    f"(?:我們?)?(?:{_WHEN}(?:我們?)?(?:(?:通報|報|說)過?)?|(?:通報|報)過?|的通報)的?{_THING}{_HOW_FAR}[了呢嗎沒有啊]*"
    f"|(?:我們?)?(?:今天|今日|{_WHEN})(?:我們?)?通報過?的{_THING}"
    "|(?:whati|whatwe|i|we)?reported(?:today|yesterday|last(?:week|month))"
    "|(?:what(?:happened|became|isthestatus|sthestatus)|status|anynews|howis|howfaris)"
    "(?:to|of|about|on|with)?(?:my|the)(?:last)?reports?(?:now|doing)?"
)
"""Words by which who reported asks what became of it: 上次那件怎麼樣了."""

PLAIN = {
    State.SCREENING: N_("being looked at"),
    State.DISPATCHED: N_("passed to the unit in charge"),
    State.IN_SERVICE: N_("the unit in charge is on it"),
    State.DISPUTED: N_("the unit in charge is on it"),
    State.JOINED: N_("passed to the unit in charge"),
    State.REDIRECTED: N_("passed to the right channel"),
    State.NOT_TAKEN: N_("looked at: no service is needed this time"),
    State.CLOSED: N_("finished"),
}
"""What a reporter hears; how the offices differ, or whether there was a case before, is not theirs."""
TOLD = {
    Adds.MORE: N_("Added %(at)s: %(words)s"),
    Adds.REST: N_("Further questions answered %(at)s"),
    Adds.CALL: N_("Asked to be called %(at)s"),
    Adds.WITHDRAWN: N_("Taken back %(at)s: %(words)s"),
}
"""What one added oneself."""


class MyReports(Button, prefix="mr"):
    """A page of the own reports, 0 the latest."""

    page: int


class OpenReport(Button, prefix="ro"):
    """Open a report of one's own."""

    report: int


class AddMore(Button, prefix="ra"):
    """Add to a report."""

    report: int


class WithdrawReport(Button, prefix="rw"):
    """Say that a report was a mistake."""

    report: int


class CallMe(Button, prefix="rc"):
    """Ask to be called."""

    report: int


@only(*REPORTERS)
@reading
def my_reports(turn: Turn) -> None:
    """List the own reports, latest first; each opens with a key."""
    mine = reports.mine(turn.db, turn.speaker.id)
    here = queues.paged(mine, turn.pressed(MyReports).page)
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("My reports"),
        *(_entry(turn, one) for one in here.rows),
        None if mine else turn.wording.text("You have not reported anything yet."),
        here.which(turn.wording),
    )
    keys = column(*(Press(one.number, OpenReport(one.report)) for one in here.rows))
    around = here.turning(MyReports, turn.wording)
    turn.show(Screen(text, (*keys, *around, (home.key(turn.wording),)), Level.L1))


@only(*REPORTERS)
@reading
def open_report(turn: Turn) -> None:
    """Open a report of one's own."""
    show_one(turn, turn.pressed(OpenReport).report)


def open_still(report: Reported) -> bool:
    """Tell whether something can be added to it."""
    return takes_more(State(report.state))


def show_one(turn: Turn, report: int) -> None:
    """Show where a report is, what one wrote oneself, and what can be added."""
    mine = intake.own(turn.db, report)
    own, wording = reports.own(turn.db, turn.speaker.id, report), turn.wording
    (_, first), *added = own
    called = to_be_called(own)
    text = lines(
        line(mine, wording),
        wording.text("“%(words)s”", words=mask_in_text(first.story)) if first.story else None,
        *(
            wording.text(TOLD[one.adds], at=wording.moment(at), words=mask_in_text(one.story))
            for at, one in added
            if one.adds
        ),
        wording.text("You may be called about it.") if called else None,
    )
    turn.show(Screen(text, _keys(mine, called=called, wording=wording), Level.L1))


def to_be_called(own: Sequence[tuple[datetime, Report]]) -> bool:
    """Tell whether a reporter said, with a report or since, that they may be called about it."""
    return any(one.call for _, one in own)


def _keys(mine: Reported, *, called: bool, wording: Wording) -> Rows:
    still = open_still(mine)
    return column(
        Press(wording.label("➕ Add to it"), AddMore(mine.report), "primary") if still else None,
        Press(wording.label("📞 Please call me"), CallMe(mine.report)) if still and not called else None,
        Press(wording.label("↩ Take it back"), WithdrawReport(mine.report)) if still else None,
        Copy(wording.label("📋 Copy %(number)s", number=mine.number), mine.number),
        Press(wording.label("📨 My reports"), MyReports(0)),
        home.key(wording),
    )


def add(turn: Turn, draft: Draft, said: Report, done: Markup) -> None:
    """Add to the report that a form is about, and show it with what was added.

    When that report is over meanwhile, what was to be added is not lost: it becomes a report of its own.
    """
    mine = intake.own(turn.db, int(draft.said(ABOUT)))
    if not open_still(mine):
        offering.anew(turn, draft, mine.number)
        return
    intake.add(turn.db, mine.report, said)
    turn.notice = done
    show_one(turn, mine.report)


def heading(turn: Turn, draft: Draft) -> Markup:
    """Say which report a form is about."""
    words = turn.app.flows[draft.form].words
    mine = intake.own(turn.db, int(draft.said(ABOUT) or 0))
    return Markup("<b>%s %s</b>") % (turn.wording.text(words.title), mine.number)


def back(draft: Draft) -> OpenReport:
    """Lead from the first question of a form back to the report that it is about."""
    return OpenReport(int(draft.said(ABOUT) or 0))


def _entry(turn: Turn, mine: Reported) -> Markup:
    """Say where it is, and how it begins in one's own words."""
    (_, first), *_ = reports.own(turn.db, turn.speaker.id, mine.report)
    words = " ".join(mask_in_text(first.story).split())
    begins = words[:FIRST_WORDS] + ("…" if len(words) > FIRST_WORDS else "")
    return lines(line(mine, turn.wording), turn.wording.text("“%(words)s”", words=begins) if begins else None)


def show_status(turn: Turn, text: str) -> bool:
    """Answer a number of one's own with its status; False when it is none."""
    found = next((one for one in reports.mine(turn.db, turn.speaker.id) if means(text, one)), None)
    if found is None:
        return False
    show_one(turn, found.report)
    return True


def answers(turn: Turn, text: str) -> bool:
    """Answer what reads as a case number: with its status, or that it is none of theirs; False for words."""
    if not is_number(text) or show_status(turn, text):
        return is_number(text)
    turn.show(
        Screen(
            turn.wording.text("None of your reports has this number. Please check it in your list."),
            column(Press(turn.wording.label("📨 My reports"), MyReports(0)), home.key(turn.wording)),
        )
    )
    return True


def is_number(text: str) -> bool:
    """Tell whether *text* is meant as a case number, also one with a typing mistake."""
    try:
        return read_number(text) is not None
    except Mistyped:
        return True


def means(text: str, report: Reported) -> bool:
    """Tell whether *text* is a report's number in any spelling."""
    office, year, _ = report.number.split("-")
    try:
        return read_number(text, office=office, year=int(year)) == report.number
    except Mistyped:
        return False


@only(Role.CHIEF)
@reading
def listed(turn: Turn) -> None:
    """Take a chief's 清單 as the key."""
    turn.press(MyReports(0))


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
    app.guides.append(
        Guide(
            ASKED,
            N_("How far your reports are stands behind the key; you can also add to one there."),
            REPORTERS,
            N_("📨 My reports"),
            MyReports(0),
        )
    )
    for phrase in LISTED:
        app.words(phrase, listed)
    app.on(MyReports, my_reports)
    app.on(OpenReport, open_report)
