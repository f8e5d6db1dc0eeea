"""Notice of meeting (開會通知單), list of signatures (簽到表), forms of the cases proposed (個案提報單)."""

from collections.abc import Iterator

from actions.meetings import conference
from casework.cases.case import Case
from casework.meetings.attending import Attendance, Coming, answer_by
from casework.meetings.discussing import Discussed
from casework.meetings.guests import Guest
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MeetingRight
from handlers.cases import cards
from handlers.documents.papers import Chapter, PrintedPaper
from handlers.documents.tables import Column, Row, Table, footer
from handlers.meetings import agenda, words
from handlers.meetings.papers.minutes import secret
from handlers.ui.screens import bare
from handlers.ui.turn import Turn
from handlers.words.terms import KINDS
from handlers.words.wording import N_, Wording
from storage.cases import service
from storage.meetings import attendances, meetings
from storage.meetings import guests as guest_rows
from storage.staffing import people

BLANK = 6
"""So many lines of the list of signatures are left for others."""
TALL = 11
"""Millimetres: somebody signs there."""
SIGNED = (
    Column(N_("Unit"), 20),
    Column(N_("Title"), 10),
    Column(N_("Name"), 12),
    Column(N_("Signature"), 22),
    Column(N_("Sent instead"), 16),
)
FORM = (Column(N_("Field"), 20, centred=True), Column(N_("What is said"), 80))


def _columns(these: tuple[Column, ...], wording: Wording) -> tuple[Column, ...]:
    return tuple(Column(wording.label(one.title), one.width, one.under, one.centred) for one in these)


def _made(turn: Turn, one: Meeting) -> str:
    return footer(turn.wording, turn.today, turn.speaker.name, secret=secret(one))


def _invited(turn: Turn, one: Meeting) -> list[Attendance]:
    return [part for part in attendances.of_meeting(turn.db, one) if part.invited_at is not None]


def notice(turn: Turn, one: Meeting) -> PrintedPaper:
    """Write the notice in the order of an official letter; day and number of the letter are left open."""
    wording = turn.wording
    chair, line = words.chairs_of(turn, one)
    named = wording.label("%(who)s (%(line)s)", who=chair, line=line) if line else chair
    units = wording.label(", ").join(part.unit.name for part in _invited(turn, one))
    by = answer_by(one.day, one.called_at or turn.db.now, turn.db.rules.policy)
    contact = turn.speaker.name if MeetingRight.RUN in meetings.standing(turn.db, one) else ""
    said = (
        (N_("Addressee"), wording.label("the units below")),
        (N_("Date of the letter"), " "),
        (N_("Letter no."), " "),
        (N_("Subject"), words.title(one, wording)),
        (N_("About"), words.told(turn, one, "about")),
        (N_("Time"), words.when(one, wording)),
        (N_("Place"), one.said.get("place", "")),
        (N_("Chair"), named),
        (N_("Contact person"), wording.beside(one.unit.name, contact)),
        (N_("Invited"), units),
        (N_("Note"), wording.label("Please answer by %(day)s.", day=wording.day(by))),
    )
    told = [
        wording.label("%(field)s: %(answer)s", field=wording.label(field), answer=value)
        for field, value in said
        if value
    ]
    title = wording.label("%(unit)s: notice of meeting", unit=one.unit.name)
    return PrintedPaper(title, [Chapter("", told)], _made(turn, one), secret=secret(one))


def signatures(turn: Turn, one: Meeting) -> PrintedPaper:
    """Draw the list of signatures: who is invited, who was sent instead, and room for others."""
    wording = turn.wording
    rows: list[Row] = [
        (part.unit.name, "", "", wording.label("excused") if part.answer is Coming.EXCUSED else "", part.who)
        for part in _invited(turn, one)
    ]
    rows += [_guest(turn, each) for each in guest_rows.of_meeting(turn.db, one)]
    rows += [("", "", "", "", "")] * BLANK
    title = wording.label("%(meeting)s: sign-in sheet", meeting=words.title(one, wording))
    table = Table(title, _columns(SIGNED, wording), rows, tall=TALL, upright=True)
    head = (
        wording.label("%(field)s: %(answer)s", field=wording.label(field), answer=value)
        for field, value in (
            (N_("Time"), words.when(one, wording)),
            (N_("Place"), one.said.get("place", "")),
            (N_("Chair"), one.said.get("chair", "")),
            (N_("Recorded by"), ""),
        )
    )
    return PrintedPaper(title, [Chapter("", list(head), [table])], _made(turn, one), secret=secret(one))


def _guest(turn: Turn, one: Guest) -> Row:
    """A chief by village, an expert by institution and field."""
    if one.person is None:
        return one.institution, one.field, one.name, "", ""
    who = people.get(turn.db, one.person)
    return turn.wording.label(", ").join(who.villages), turn.wording.label("village chief"), who.name, "", ""


def proposals(turn: Turn, one: Meeting) -> PrintedPaper:
    """Fill in a form for each case that the reader may see, each on a page of its own."""
    title = turn.wording.label("Form of a case proposed to the conference")
    parts = [
        Chapter("", tables=[_form(turn, each, case)], page=at > 0)
        for at, (each, case) in enumerate(conference.readable(turn.db, one))
    ]
    return PrintedPaper(title, parts, _made(turn, one), secret=True)


def _form(turn: Turn, one: Discussed, case: Case) -> Table:
    wording = turn.wording
    rows = [(wording.label(field), value) for field, value in _filled(turn, one, case)]
    return Table(case.number, _columns(FORM, wording), rows, upright=True)


def _filled(turn: Turn, one: Discussed, case: Case) -> Iterator[tuple[str, str]]:
    """What stands in the form, in the order of `screens.md` §1."""
    wording, said = turn.wording, agenda.told(turn.db, one, turn.wording)
    yield N_("Case no."), case.number
    yield N_("Brought by"), said["by"]
    yield (
        N_("Kind"),
        wording.label(", ").join(wording.label(KINDS[kind]) for kind in KINDS if kind in case.kinds),
    )
    yield N_("First"), said["priority"]
    yield N_("Household in short"), wording.beside(case.village, *cards.masked(case.household))
    yield N_("Problem"), one.problem
    yield N_("Service so far"), _served(turn, case)
    yield N_("Tried"), said["tried"]
    yield N_("Reason"), said["reasons"]
    yield N_("Units"), said["units"]
    yield N_("Tracked"), said["decision"] or _standing(case, wording)


def _standing(case: Case, wording: Wording) -> str:
    return wording.label("tracked") if case.tracked else wording.label("not decided yet")


def _served(turn: Turn, case: Case) -> str:
    """Count the visits, say when the last one was, and who serves beside the lead."""
    wording, visits = turn.wording, service.visits_of(turn.db, case)
    told = [bare(wording.count("%(n)s visit", "%(n)s visits", len(visits)))]
    last = max((one.on for one in visits), default=None)
    if last is not None:
        told.append(wording.label("last on %(day)s", day=wording.day(last)))
    units = [people.unit(turn.db, seat.unit).name for seat in case.joint_seats if seat.unit]
    if units:
        told.append(wording.label("with %(units)s", units=wording.label(", ").join(units)))
    return wording.label(", ").join(told)
