"""The minutes as a paper, in the order of [002] and [003]."""

from collections.abc import Iterator, Sequence

from actions.meetings import conference
from casework.cases.case import OPEN, Case, State
from casework.cases.criteria import CaseKind
from casework.meetings.attending import Coming
from casework.meetings.discussing import Discussed
from casework.meetings.meetings import TRACKING, Meeting, MeetingKind
from casework.meetings.submitting import SubmittedKind
from handlers.documents.papers import Chapter, PrintedPaper
from handlers.documents.tables import Column, Table, footer
from handlers.meetings import agenda, guests, words, written
from handlers.meetings.items import tracking
from handlers.ui.screens import bare
from handlers.ui.turn import Turn
from handlers.words.terms import KINDS, STATES
from handlers.words.wording import N_, Wording
from storage.meetings import attendances, discussed, items, meetings, minutes
from storage.meetings import guests as guest_rows
from storage.meetings.discussed import ServedCase
from storage.meetings.minutes import Minutes

SPECIAL = tuple(kind for kind in CaseKind if kind is not CaseKind.GENERAL)
COUNTED = (State.SCREENING, State.DISPATCHED, State.IN_SERVICE, State.DISPUTED, State.CLOSED)
WRITTEN = (
    ("opening", N_("Opening words of the chair")),
    ("before", N_("Last minutes, and what is tracked")),
    ("reports", N_("Reports")),
    ("discussed", N_("Proposals and discussion")),
    ("rulings", N_("Rulings of the chair")),
    ("motions", N_("Motions")),
)
"""The parts in the order of [002] 伍–拾."""
WRITTEN_BEFORE = {"reports": SubmittedKind.REPORT, "discussed": SubmittedKind.PROPOSAL}
"""What units wrote before the meeting stands in its part, ahead of what was added."""


def titled(turn: Turn, one: Meeting, before: Sequence[Minutes]) -> str:
    """Name a version of the minutes: what follows on one that was sent corrects it."""
    wording = turn.wording
    version = wording.label(" (corrected)") if any(each.sent_on for each in before) else ""
    return wording.label(
        "%(meeting)s: minutes%(version)s", meeting=words.title(one, wording), version=version
    )


def secret(one: Meeting) -> bool:
    """Tell whether its papers are confidential: cases are discussed."""
    return one.kind is MeetingKind.CONFERENCE


def paper(turn: Turn, one: Meeting, by: str) -> PrintedPaper:
    """Put the minutes of a meeting that somebody wrote together, as a version after all that there are."""
    wording = turn.wording
    title = titled(turn, one, minutes.of_meeting(turn.db, one))
    made = footer(wording, turn.today, turn.speaker.name, secret=secret(one))
    tracked = [tracking.made(turn, one)] if one.kind in TRACKING else []
    annexes = [table for table in tracked if table.rows]
    return PrintedPaper(title, list(_parts(turn, one, by)), made, secret=secret(one), annexes=annexes)


def _parts(turn: Turn, one: Meeting, by: str) -> Iterator[Chapter]:
    wording, said = turn.wording, one.said
    yield Chapter(wording.label("Time: %(when)s", when=words.when(one, wording)))
    yield Chapter(wording.label("Venue: %(place)s", place=said.get("place", "")))
    yield Chapter(wording.label("Chair: %(who)s", who=said.get("chair", "")))
    yield Chapter(wording.label("Present (see the list of signatures)"), list(_present(turn, one)))
    yield Chapter(wording.label("Recorded by: %(who)s", who=by))
    for key, title in WRITTEN:
        text = words.told(turn, one, f"m_{key}")
        if key == "discussed" and one.kind is MeetingKind.CONFERENCE:
            yield from _of_cases(turn, one)
        submitted = written.on_paper(turn, one, WRITTEN_BEFORE[key]) if key in WRITTEN_BEFORE else []
        told = [*submitted, *text.splitlines()] or [wording.label("Nothing to record")]
        yield Chapter(wording.label(title), told)
    yield Chapter(wording.label("Ended: %(time)s", time=wording.time(said.get("ended", ""))))


def _of_cases(turn: Turn, one: Meeting) -> Iterator[Chapter]:
    """What was tracked, the centre's report on the four kinds, the cases, in the order of [001] 參三(六)3."""
    wording = turn.wording
    found = [pair for pair in conference.agenda(turn.db, one) if pair[0].awaits is None]
    former = [pair for pair in found if pair[0].former]
    new = [pair for pair in found if not pair[0].former]
    yield Chapter(wording.label("Cases tracked since an earlier conference"), _told(turn, former))
    tables = [table for table in (report(turn, one), _numbers(turn, one)) if table.rows]
    yield Chapter(wording.label("The centre's report on the four kinds"), tables=tables)
    yield Chapter(wording.label("Cases brought (confidential)"), _told(turn, new))


def noted(turn: Turn, one: Meeting) -> Iterator[str]:
    """List what is noted beside the minutes: who was there, what was decided, what is tracked."""
    yield from _present(turn, one)
    if one.kind is MeetingKind.CONFERENCE:
        found = conference.agenda(turn.db, one)
        for former in (True, False):
            yield from _told(
                turn, [each for each in found if each[0].awaits is None and each[0].former is former]
            )
    for kind in SubmittedKind:
        yield from written.on_paper(turn, one, kind)
    if one.kind in TRACKING:
        decided = (item for item in items.of_series(turn.db, one) if item.meeting == one.id)
        yield from (serial for item in decided for serial in item.serials)


def _told(turn: Turn, found: list[tuple[Discussed, Case]]) -> list[str]:
    told = [
        line
        for at, (one, case) in enumerate(found, 1)
        for line in (
            f"{at}. {case.number}",
            *(bare(each) for each in agenda.said(turn.db, one, turn.wording)),
        )
    ]
    return told or [turn.wording.label("Nothing to record")]


def report(turn: Turn, one: Meeting) -> Table:
    """Count the centre's cases of the special kinds by where they are [001] 參三(六)3(2)."""
    wording, served = turn.wording, _served(turn, one)
    rows = []
    for kind in SPECIAL:
        of_kind = [case for case in served if kind in case.kinds]
        counts = [len(of_kind), *(sum(case.state is state for case in of_kind) for state in COUNTED)]
        tracked = sum(case.tracked for case in of_kind)
        rows.append((wording.label(KINDS[kind]), *map(str, (*counts, tracked))))
    heads = (N_("Kind"), N_("All"), *(STATES[state] for state in COUNTED), N_("Tracked cases"))
    return Table(wording.label("The four kinds"), tuple(Column(wording.label(head)) for head in heads), rows)


def _numbers(turn: Turn, one: Meeting) -> Table:
    """List its open cases of the special kinds by number: for the minutes, which few read."""
    wording = turn.wording
    rows = [
        (
            case.number,
            wording.label(", ").join(wording.label(KINDS[kind]) for kind in SPECIAL if kind in case.kinds),
            wording.label(STATES[case.state]),
            "V" if case.tracked else "",
        )
        for case in _served(turn, one)
        if case.state in OPEN and case.kinds & set(SPECIAL)
    ]
    heads = (N_("Case no."), N_("Kind"), N_("Where it is"), N_("Tracked cases"))
    return Table(wording.label("The four kinds"), tuple(Column(wording.label(head)) for head in heads), rows)


def _served(turn: Turn, one: Meeting) -> list[ServedCase]:
    """Of the centre, and of those that hold the conference with it."""
    centres = (one.unit.id, *(each.unit.id for each in meetings.joined_to(turn.db, one.id)))
    return discussed.served_by(turn.db, centres)


def _present(turn: Turn, one: Meeting) -> Iterator[str]:
    for part in attendances.of_meeting(turn.db, one):
        if part.invited_at is not None:
            deputy = part.who if part.answer is Coming.DEPUTY and part.present else ""
            yield _line(part.unit.name, deputy, turn.wording, present=bool(part.present))
    for guest in guest_rows.of_meeting(turn.db, one):
        if guest.expected:
            yield guests.named(turn.db, guest, turn.wording)


def _line(unit: str, deputy: str, wording: Wording, *, present: bool) -> str:
    if not present:
        return wording.label("%(unit)s: not there", unit=unit)
    return wording.label("%(unit)s: %(who)s", unit=unit, who=deputy) if deputy else unit
