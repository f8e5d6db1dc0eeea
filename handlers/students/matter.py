"""🎒 A student's matter: the letter, the school's judgement, meetings, rounds and reports [004] 參六(四)1."""

from collections.abc import Iterator

from markupsafe import Markup

from casework.dossiers import Side
from casework.forms import Answers
from casework.staffing.units import Unit, UnitKind
from casework.students import (
    CALL,
    END,
    JUDGE,
    LETTER,
    MOVE,
    NEEDS,
    NEEDS_REPORT,
    NOTE,
    OUTCOME,
    OUTCOME_REPORT,
    Grave,
    Matter,
    Met,
    ReportSent,
    by_letter,
)
from casework.text.dates import local_day, months_after
from handlers.documents.tables import Column, Table
from handlers.dossiers import card, listing, room
from handlers.dossiers.room import Begins, DossierPaper, DossierRoom, DossierStep
from handlers.students.words import (
    CALL_WORDS,
    END_WORDS,
    GRAVE,
    JUDGE_WORDS,
    LETTER_WORDS,
    NEEDS_WORDS,
    NOTE_WORDS,
    OUTCOME_WORDS,
    OUTCOMES,
    PRESENT,
    REPORT_WORDS,
    TIERS,
)
from handlers.ui.turn import App, Turn
from handlers.words.wording import N_, Wording
from storage.core.database import Transaction
from storage.staffing import people
from storage.students import STUDENTS

SCHOOLS = (UnitKind.SCHOOL, UnitKind.COUNSELLING)
BEGIN = (UnitKind.EDUCATION, *SCHOOLS)
CALLED = "學生"


def schools(db: Transaction, mine: Unit) -> list[Unit]:
    """List the schools that a letter can go to: a school's own goes to itself."""
    if mine.kind is UnitKind.SCHOOL:
        return [mine]
    return people.standing_units(db, *SCHOOLS)


def _others(db: Transaction, one: Matter) -> list[Unit]:
    return [each for each in people.standing_units(db, *SCHOOLS) if each.id != one.unit.id]


def _begin(db: Transaction, mine: Unit, school: Unit, given: Answers) -> Matter:
    return by_letter(school, mine.id, STUDENTS.number(db, school, CALLED), given)


def _lines(turn: Turn, one: Matter) -> Iterator[Markup]:
    wording = turn.wording
    yield wording.text("School: %(unit)s", unit=one.unit.name)
    yield wording.text(
        "Letter of %(day)s %(number)s",
        day=wording.day(one.letter_on),
        number=wording.beside(one.letter, one.code),
    )
    if one.of_twelve(turn.today) and one.open:
        yield wording.text("Is 12 by now: new acts are for the youth committee. This matter goes on.")
    if one.grave is not None:
        yield wording.text("Judged: %(answer)s", answer=wording.text(GRAVE[one.grave]))
    if one.reply:
        yield wording.text("Reply: %(answer)s", answer=one.reply)
    if one.called is not None and one.called.at >= turn.db.now:
        yield wording.text("Next meeting: %(at)s", at=wording.moment(one.called.at))
    for number, met in enumerate(_meetings(one)):
        yield wording.text(
            "Meeting %(n)s on %(day)s: %(agreed)s", n=number + 1, day=wording.day(met.on), agreed=met.agreed
        )
    if one.notes:
        last = one.notes[-1]
        yield wording.text(
            "Observed %(day)s: %(line)s",
            day=wording.day(last.on),
            line=wording.beside(wording.label(TIERS[last.tier]), last.line),
        )
    if one.open:
        yield wording.text("Signs of abuse or neglect: report them within 24 hours, by the key Report.")


def _meetings(one: Matter) -> list[Met]:
    return [*([one.needs_met] if one.needs_met else []), *(each.met for each in one.watches)]


def standing(one: Matter, wording: Wording) -> Markup:
    """Say in a line how far it is."""
    if one.why:
        return wording.text("ended: %(reason)s", reason=one.why)
    if one.grave is None:
        return wording.text("not judged yet")
    if one.replied is not None or one.grave is Grave.GOES_ON:
        return wording.text(GRAVE[one.grave])
    if one.needs_met is None:
        return wording.text("serious; the meeting on the needs is to come")
    last = one.watches[-1].outcome if one.watches else None
    if one.improved and last:
        return wording.text(OUTCOMES[last])
    return wording.text(
        "round %(n)s, watched since %(day)s", n=one.round, day=wording.day(one.began or one.letter_on)
    )


def _reported(one: ReportSent | None, wording: Wording) -> str:
    return wording.beside(wording.day(one.on), one.letter) if one else ""


def _checklist(turn: Turn, one: Matter) -> Table:
    """個別化需求評估與輔導處遇及成效檢核表 [004] 參六(四)1(2)①."""
    wording = turn.wording
    item = wording.label
    rows = [
        (item("Number"), one.sign),
        (item("School"), one.unit.name),
        (item(N_("Letter that came")), wording.beside(wording.day(one.letter_on), one.letter, one.code)),
        (item("Day of the act"), wording.day(one.act_on) if one.act_on else ""),
        (item("Judged"), item(GRAVE[one.grave]) if one.grave else ""),
    ]
    if one.needs_met is not None:
        rows += [*_of_meeting(wording, item("Meeting on the needs"), one.needs_met)]
        rows.append((item("Sent on"), _reported(one.needs_reported, wording)))
    rows += [
        (
            wording.beside(item("Observed"), wording.day(note.on)),
            wording.beside(item(TIERS[note.tier]), note.line),
        )
        for note in one.notes
    ]
    for number, watch in enumerate(one.watches, 1):
        head = item("Round %(n)s, meeting on the outcome", n=number)
        rows += [
            *_of_meeting(wording, head, watch.met),
            (item("Outcome"), item(OUTCOMES[watch.outcome])),
        ]
        rows.append((item("Sent on"), _reported(watch.reported, wording)))
    title = item("Checklist of needs, guidance and outcome %(number)s", number=one.sign)
    return _paper(turn, title, rows)


def _of_meeting(wording: Wording, head: str, met: Met) -> Iterator[tuple[str, str]]:
    present = wording.label(", ").join(wording.label(PRESENT[who]) for who in met.present)
    yield head, wording.day(met.on)
    yield wording.label("Present"), present
    yield wording.label("Agreed"), met.agreed


def _minutes(turn: Turn, one: Matter) -> Table:
    """會議紀錄 of the last meeting [004] 參六(四)1(2)①, ③."""
    wording, met = turn.wording, _meetings(one)[-1]
    called = one.called.at if one.called and local_day(one.called.at) == met.on else None
    rows = [
        (wording.label("Number"), one.sign),
        (wording.label("School"), one.unit.name),
        *_of_meeting(wording, wording.label("Day of the meeting"), met),
    ]
    if called is not None:
        rows.insert(3, (wording.label("Called for"), wording.moment(called)))
    return _paper(turn, wording.label("Minutes of a meeting %(number)s", number=one.sign), rows)


def _paper(turn: Turn, title: str, rows: list[tuple[str, str]]) -> Table:
    columns = (Column(turn.wording.label("Item"), 20), Column(turn.wording.label("Content"), 60))
    return Table(title, columns, rows, secret=True, upright=True)


HEADS = (
    *((N_("Number"), 18), (N_("School"), 18), (N_("Letter came on"), 12), (N_("Judged"), 14)),
    *((N_("Replied on"), 12), (N_("Meeting on the needs"), 12), (N_("Reported on"), 12)),
    *((N_("Watched since"), 12), (N_("3 months on"), 12), (N_("6 months on"), 12)),
    *(
        (N_("Meeting on the outcome"), 12),
        (N_("Outcome"), 14),
        (N_("Round"), 8),
        (N_("Outcome reported"), 12),
    ),
)


def _cells(turn: Turn, one: Matter) -> tuple[str, ...]:
    wording, students = turn.wording, turn.db.rules.policy.students
    last = one.watches[-1] if one.watches else None
    met = one.needs_met.on if one.needs_met else None
    begun = (one.watches[-2].met if len(one.watches) > 1 else one.needs_met) if last else one.needs_met
    return (
        one.sign,
        one.unit.name,
        wording.day(one.letter_on),
        wording.label(GRAVE[one.grave]) if one.grave else "",
        _reported(one.replied, wording),
        wording.day(met) if met else "",
        _reported(one.needs_reported, wording),
        wording.day(begun.on) if begun else "",
        wording.day(months_after(begun.on, students.watch_months_least)) if begun else "",
        wording.day(months_after(begun.on, students.watch_months_most)) if begun else "",
        wording.day(last.met.on) if last else "",
        wording.label(OUTCOMES[last.outcome]) if last else "",
        str(len(one.watches) or one.round),
        _reported(last.reported, wording) if last else "",
    )


def _seen(turn: Turn, one: Matter) -> bool:
    return one.needs_met is not None


ROOM: DossierRoom[Matter] = DossierRoom(
    STUDENTS,
    title=N_("🎒 Students of 7 to under 12"),
    called=N_("Student"),
    empty=N_("There is no letter on a student now."),
    kinds=BEGIN,
    begins=Begins(
        key=N_("＋ A letter"),
        form=LETTER,
        words=LETTER_WORDS,
        kinds=BEGIN,
        do=_begin,
        done=N_("It is %(number)s. The school hears of it."),
        verb="student.letter",
        hears=(Side.UNIT,),
        to=schools,
        which=N_("To which school?"),
    ),
    steps=(
        DossierStep(
            JUDGE, N_("⚖ Judge how serious it is"), N_("Noted; the education bureau hears."), JUDGE_WORDS
        ),
        DossierStep(
            NEEDS,
            N_("✅ The needs meeting was held"),
            N_("Noted. Please report within the time."),
            NEEDS_WORDS,
        ),
        DossierStep(
            OUTCOME,
            N_("✅ The outcome meeting was held"),
            N_("Noted. Please report within the time."),
            OUTCOME_WORDS,
        ),
        DossierStep(NEEDS_REPORT, N_("📤 Needs report sent"), N_("Noted: it was reported."), REPORT_WORDS),
        DossierStep(
            OUTCOME_REPORT, N_("📤 Outcome report sent"), N_("Noted: it was reported."), REPORT_WORDS
        ),
        DossierStep(CALL, N_("📅 Call a meeting"), N_("It is called. Who is asked hears."), CALL_WORDS),
        DossierStep(NOTE, N_("👁 Observed"), N_("Saved."), NOTE_WORDS),
        DossierStep(MOVE, N_("→ Another school"), N_("The other school has it now."), to=_others),
        DossierStep(END, N_("Nothing more is owed"), N_("Nothing more is owed in it."), END_WORDS),
    ),
    lines=_lines,
    standing=standing,
    table=N_("Table of students"),
    heads=HEADS,
    cells=_cells,
    papers=(
        DossierPaper("checklist", N_("📄 Checklist"), _checklist, _seen),
        DossierPaper("minutes", N_("📄 Minutes"), _minutes, _seen),
    ),
    phrases=("學生輔導", "偏差行為學生", "學生管制表"),
)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    room.add(app, ROOM, card.show)
    listing.add(app, ROOM)
