"""The assessment: what was reported and what applies, for who decides on it; masked."""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime

from markupsafe import Markup

from actions.cases.reading import reported as told_of
from actions.record import acting_seat
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.criteria import (
    AT_HOME,
    HAPPENING,
    ON_RECORD,
    CaseKind,
    Finding,
    Indicator,
    Seen,
    findings,
    to_be_visited,
)
from casework.new_year.holiday import in_scope
from casework.text.dates import local_day
from casework.text.identity import shortened
from casework.text.masking import mask_in_text
from casework.text.ties import mask_ties
from handlers.cases import mentioned
from handlers.ui.buttons import OfCase, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Part, Turn, everybody
from handlers.words.terms import DANGERS, INDICATORS, KINDS, SEEN
from handlers.words.wording import N_, Wording
from storage.cases import cases, duplicates, households
from storage.cases.reports import Adds, Report

SHOWN = 3
"""So many reports stand on the card, the latest; the rest is one tap away."""
LONGEST = 700
"""So much of a story stands on the card."""


ADDED = {
    Adds.MORE: N_("What the reporter added on %(at)s"),
    Adds.REST: N_("What the reporter answered on %(at)s"),
    Adds.HEARD: N_("What the screening group wrote down on %(at)s of what was sent"),
    Adds.CALL: N_("The reporter would like to be called (%(at)s)"),
    Adds.WITHDRAWN: N_("The reporter would like to take the report back (%(at)s); you decide"),
}
"""What stands above what was added to a report."""


class ReadReports(OfCase, prefix="cr"):
    """Read every report of a case to its end."""


@everybody
def read_reports(turn: Turn) -> None:
    """Show every report to its end, masked; for those who may see it all, not for who only watches."""
    case = cases.get(turn.db, turn.pressed(ReadReports).case, Action.REVEAL)
    told = [_told(turn, case, at, report) for at, report in told_of(turn.db, case)]
    back = Press(turn.wording.label("◀ Back"), OpenCard(case.id))
    turn.show(Screen(lines(Markup("<b>%s</b>") % case.number, *told), column(back), Level.L1))


def reported(turn: Turn, case: Case) -> list[Markup]:
    """Say what was reported: danger, what was seen, the story."""
    found = told_of(turn.db, case)
    more = len(found) - SHOWN
    earlier = turn.wording.count("… and %(n)s earlier report", "… and %(n)s earlier reports", more)
    told = [_told(turn, case, at, report, most=LONGEST) for at, report in found[-SHOWN:]]
    return [*told, *([earlier] if more > 0 else [])]


def reading(turn: Turn, case: Case) -> Rows:
    """The key to the rest, when the card could not hold it; and to the cases that the reports name."""
    found = told_of(turn.db, case)
    named = mentioned.keys(turn, *(report.story for _, report in found), but=case.number)
    if len(found) <= SHOWN and all(len(report.story) <= LONGEST for _, report in found):
        return named
    return (*column(Press(turn.wording.label("📖 Read the reports"), ReadReports(case.id))), *named)


def _deciding(turn: Turn, case: Case) -> Rows:
    """The same key for who decides."""
    return reading(turn, case) if supervised(turn, case) else ()


def applying(turn: Turn, case: Case, reports_in_a_year: int) -> list[Markup]:
    """Say which indicators and kinds apply and what points to each; the screener decides."""
    wording = turn.wording
    found = findings(
        everything_seen(turn, case),
        reports_in_a_year=reports_in_a_year,
        reports_for_1a=turn.db.rules.policy.screening.reports_for_1a,
    )
    heading = Markup("<b>%s</b>") % wording.text("What may apply")
    return [heading, *(_finding(one, wording) for one in found), *_new_year(turn, case, found)]


def _new_year(turn: Turn, case: Case, found: Sequence[Finding]) -> list[Markup]:
    """Say what New-Year care asks for: of homes with a child, around the New Year [003] 肆, 伍、二."""
    if not in_scope(case, local_day(turn.db.now), turn.db.rules):
        return []
    if to_be_visited(found):
        return [
            turn.wording.text("New-Year care indicators for a visit: met (one of level 1 or two of level 2)")
        ]
    return [turn.wording.text("New-Year care indicators for a visit: not met")]


def in_service(turn: Turn, case: Case) -> list[Markup]:
    """Who serves still reads what was reported and what may apply."""
    if not case.seat_served(acting_seat(turn.db, case)) or not told_of(turn.db, case):
        return []
    in_a_year = duplicates.reports_in_a_year(turn.db, case, found=[])
    return [*reported(turn, case), *applying(turn, case, in_a_year)]


def supervised(turn: Turn, case: Case) -> list[Markup]:
    """Who decides on a case reads the same, unless it stands on their card already as screener or server."""
    others = (Action.SERVE, Action.SCREEN, Action.ANSWER_OFFER)
    if not cases.may(turn.db, case, Action.REVEAL) or any(cases.may(turn.db, case, one) for one in others):
        return []
    found = told_of(turn.db, case)
    if not found:
        return []
    in_a_year = duplicates.reports_in_a_year(turn.db, case, found=[])
    return [*reported(turn, case), *applying(turn, case, in_a_year)]


def everything_seen(turn: Turn, case: Case) -> frozenset[Seen]:
    """Gather what was ticked in all reports of a case."""
    return frozenset(Seen(one) for _, report in told_of(turn.db, case) for one in report.seen)


def told_words(turn: Turn, case: Case, report: Report, *, in_full: bool = False) -> str:
    """Return what was told without what tells by whom: whose sister-in-law it is, who else is named.

    *in_full*: the household itself stands in it as it was told.
    """
    household = households.names_known(turn.db, case.household)
    told = report.story if in_full else mask_in_text(report.story, *household)
    return mask_ties(told, keep=household)


def _told(turn: Turn, case: Case, at: datetime, report: Report, *, most: int | None = None) -> Markup:
    wording, story = turn.wording, told_words(turn, case, report)
    shown = story if most is None or len(story) <= most else f"{shortened(story, most)}…"
    danger = DANGERS[report.danger]
    heading = ADDED[report.adds] if report.adds else N_("What was reported on %(at)s")
    return lines(
        Markup("<b>%s</b>") % wording.text(heading, at=wording.day(local_day(at))),
        wording.text("Danger: %(danger)s", danger=wording.label(danger))
        if report.adds in (None, Adds.MORE)
        else None,
        *_seen(frozenset(Seen(one) for one in report.seen), wording),
        turn.wording.text("“%(words)s”", words=shown) if shown else None,
        wording.count("• Attached: %(n)s file", "• Attached: %(n)s files", len(report.evidence))
        if report.evidence
        else None,
    )


def _seen(seen: frozenset[Seen], wording: Wording) -> Iterator[Markup]:
    """Say who lives there, and apart from it what is happening."""
    for heading, of_it in (
        (N_("Who lives there: %(seen)s"), AT_HOME),
        (N_("What is happening: %(seen)s"), HAPPENING),
    ):
        if found := seen & set(of_it):
            yield wording.text(heading, seen=_words(found, wording))


def _finding(finding: Finding, wording: Wording) -> Markup:
    what = INDICATORS[finding.what] if isinstance(finding.what, Indicator) else KINDS[finding.what]
    if not finding.because:
        return wording.count(
            "• %(what)s ← %(n)s report within a year",
            "• %(what)s ← %(n)s reports within a year",
            finding.reports,
            what=wording.label(what),
        )
    sentence = (
        N_("• To be verified: %(what)s ← seen: %(seen)s")
        if finding.what in ON_RECORD or isinstance(finding.what, CaseKind)
        else N_("• %(what)s ← seen: %(seen)s")
    )
    return wording.text(sentence, what=wording.label(what), seen=_words(finding.because, wording))


def _words(seen: Set[Seen], wording: Wording) -> str:
    """Say what was seen in the words of the form, in its order."""
    return wording.label(", ").join(wording.label(SEEN[one]) for one in Seen if one in seen)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.SERVE, rows=reading, lines=in_service))
    app.parts.append(Part(Action.READ_ALL, rows=_deciding, lines=supervised))
    app.on(ReadReports, read_reports)
