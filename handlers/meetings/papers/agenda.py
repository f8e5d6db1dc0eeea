"""The agenda as a paper: the points of the edition, and below each what is known (`screens.md` §1)."""

from collections.abc import Iterator

from actions.meetings import conference
from casework.meetings.discussing import Awaits, Decision
from casework.meetings.meetings import TRACKING, Meeting, MeetingKind
from casework.meetings.meetings import agenda as points
from casework.meetings.submitting import SubmittedKind
from casework.policy.policy import AgendaPoint
from casework.staffing.units import UnitKind
from handlers.documents.papers import Chapter, PrintedPaper
from handlers.documents.tables import Column, Table, footer
from handlers.meetings import words, written
from handlers.meetings.items import tracking
from handlers.meetings.papers.minutes import report, secret
from handlers.ui.turn import Turn
from handlers.words.wording import N_
from storage.meetings import items, meetings
from storage.staffing import people


def agenda(turn: Turn, one: Meeting) -> PrintedPaper:
    """Put it together by the edition of the meeting; it goes to everybody: cases by their numbers alone."""
    wording = turn.wording
    title = wording.label("%(meeting)s: agenda", meeting=words.title(one, wording))
    head = [
        wording.label("Time: %(when)s", when=words.when(one, wording)),
        wording.label("Venue: %(place)s", place=one.said.get("place", "")),
    ]
    parts = [
        Chapter(point.title, *_below(turn, one, point.about))
        for point in points(one.kind, words.edition(turn, one))
    ]
    tracked = [tracking.made(turn, one)] if one.kind in TRACKING else []
    made = footer(wording, turn.today, turn.speaker.name, secret=secret(one))
    annexes = [table for table in tracked if table.rows]
    return PrintedPaper(title, [Chapter("", head), *parts], made, secret=secret(one), annexes=annexes)


def _below(turn: Turn, one: Meeting, about: AgendaPoint) -> tuple[list[str], list[Table]]:
    """What stands below a point: lines and tables."""
    tables = {AgendaPoint.KINDS: report, AgendaPoint.CONFERENCE: conferences}
    if about in tables:
        table = tables[about](turn, one)
        return [], [table] if table.rows else []
    told = {
        AgendaPoint.FORMER: _former,
        AgendaPoint.REPORTS: _reports,
        AgendaPoint.CASES: _cases,
        AgendaPoint.PROPOSALS: _proposals,
    }
    return list(told[about](turn, one)) if about in told else [], []


def _cases(turn: Turn, one: Meeting) -> Iterator[str]:
    """By their numbers; what came late and is not accepted stands last, what was sent back nowhere."""
    found = conference.agenda(turn.db, one)
    brought = [(each, case.number) for each, case in found if not each.former and each.awaits is None]
    late = [(each, case.number) for each, case in found if each.awaits is Awaits.ACCEPTANCE]
    for at, (each, number) in enumerate((*brought, *late), 1):
        yield turn.wording.beside(
            f"{at}. {number}", turn.wording.label("proposed late") if each.awaits else ""
        )


def _reports(turn: Turn, one: Meeting) -> Iterator[str]:
    yield from written.on_paper(turn, one, SubmittedKind.REPORT)


def _proposals(turn: Turn, one: Meeting) -> Iterator[str]:
    """What districts brought up comes before the city's meeting first [001] 參一(六)3."""
    brought = items.raised(turn.db) if one.kind is MeetingKind.CITY else []
    for item in brought:
        yield f"{meetings.read(turn.db, item.meeting).sign} {item.sign} {item.title}"
    yield from written.on_paper(turn, one, SubmittedKind.PROPOSAL)


def _former(turn: Turn, one: Meeting) -> Iterator[str]:
    if one.kind is MeetingKind.CONFERENCE:
        tracked = [case.number for each, case in conference.agenda(turn.db, one) if each.former]
        yield from (f"{at}. {number}" for at, number in enumerate(tracked, 1))
        return
    for at, item in enumerate(items.of_series(turn.db, one), 1):
        units = turn.wording.label(", ").join(part.unit.name for part in item.units if not part.removed_on)
        yield turn.wording.label(
            "%(at)s. %(number)s %(title)s (%(units)s)", at=at, number=item.sign, title=item.title, units=units
        )


def conferences(turn: Turn, one: Meeting) -> Table:
    """Count what the centres' conferences decided since the district's last meeting [001] 參二(六)3."""
    wording = turn.wording
    centres = [
        unit
        for unit in people.standing_units(turn.db)
        if unit.kind is UnitKind.CENTRE and unit.district == one.unit.district
    ]
    rows = []
    for centre in centres:
        for held in meetings.series(turn.db, Meeting(MeetingKind.CONFERENCE, centre, one.month)):
            if held.held_on is None or (one.before is not None and held.held_on <= one.before):
                continue
            found = conference.agenda(turn.db, meetings.read(turn.db, held.joined_to or held.id))
            brought = [each for each, _ in found if each.awaits is None]
            counts = (
                len(brought),
                sum(each.former for each in brought),
                sum(each.decision in {Decision.TRACKED, Decision.KEPT} for each in brought),
                sum(each.decision is Decision.REMOVED for each in brought),
            )
            rows.append((held.sign, wording.short_day(held.held_on), *map(str, counts)))
    heads = (
        N_("Conference"),
        N_("Held on"),
        N_("Cases"),
        N_("Of these tracked before"),
        N_("Tracked now"),
        N_("Removed"),
    )
    return Table(
        wording.label("Case conferences"), tuple(Column(wording.label(head)) for head in heads), rows
    )
