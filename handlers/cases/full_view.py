"""The full view of a household: everything but who reported, in a message that vanishes (`trust.md` L2)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from actions.cases.reading import FullData, reveal
from casework.cases.access import Action, Relation, may
from casework.cases.case import Case
from casework.cases.household import Former, Household, Member
from casework.forms import ABOUT, BETWEEN, Draft
from casework.service.correcting import CORRECTION, RIGHT
from casework.service.follow_up import FOLLOW_UP
from casework.service.visits import VISIT
from casework.text.dates import local_day
from handlers.cases.reported import ADDED, told_words
from handlers.forms import questions
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Level, Press, Screen, lines
from handlers.ui.turn import Turn
from handlers.words.terms import AGE_BANDS, LEFT, SEXES
from handlers.words.wording import N_, Wording
from storage.cases import cases, evidence
from storage.cases.evidence import Evidence
from storage.cases.reports import Report
from storage.cases.service import FollowUp, Paper, ServiceRecord, Visit
from storage.core.letters import LetterKind
from storage.staffing import people

FILES = {
    "photo": LetterKind.PHOTO,
    "voice": LetterKind.VOICE,
    "video": LetterKind.VIDEO,
    "video_note": LetterKind.VIDEO_NOTE,
    "audio": LetterKind.AUDIO,
    "animation": LetterKind.ANIMATION,
    "document": LetterKind.FILE,
}
"""How what was sent with a report is shown, by its kind."""
SHOWN: Mapping[str, int] = {VISIT.name: 5, FOLLOW_UP.name: 3}
"""So many of each form are shown of each unit, the latest; of any other the last one."""


def show(turn: Turn, case: Case) -> None:
    """Show everything; that it was looked at stands in the journal."""
    data, wording = reveal(turn.db, case.id), turn.wording
    standing = cases.standing_to(turn.db, data.case)
    parts = [part for part in turn.app.in_full if may(standing, part.action)]
    below = may(standing, Action.EVIDENCE)
    sent = evidence.of_case(turn.db, case.id) if below else {}
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: full data", number=case.number),
        *household(data.case, data.family, wording),
        *(_report(turn, data, one, standing) for one in data.reports),
        _lost(sent.values(), wording),
        *(filed(turn, data.case, one, corrections(data.filed, one)) for one in latest(data.filed)),
        *(extra for part in parts for extra in part.lines(turn, data.case)),
        vanishes(turn),
    )
    keys = (row for part in parts for row in part.rows(turn, data.case))
    back = Press(wording.label("◀ Back"), OpenCard(case.id))
    turn.say_in_full(Screen(text, (*keys, (back,)), Level.L2), case.id, Action.REVEAL)
    for _, report in data.reports if below else ():
        _send_files(turn, case, report, sent)


def latest(done: Sequence[ServiceRecord]) -> list[ServiceRecord]:
    """Return what is shown, the newest first: whoever writes much hides nothing of another unit or form."""
    counted = Counter[tuple[str, int]]()
    found = []
    for one in reversed(done):
        form = _form(one)
        counted[form, one.seat] += 1
        if form != CORRECTION.name and counted[form, one.seat] <= SHOWN.get(form, 1):
            found.append(one)
    return found


def corrections(done: Iterable[ServiceRecord], of: ServiceRecord) -> list[ServiceRecord]:
    """Return what was said since to be right of a record, oldest first."""
    return [one for one in done if _form(one) == CORRECTION.name and one.answers[ABOUT] == of.sign]


def _send_files(turn: Turn, case: Case, report: Report, sent: Mapping[str, Evidence]) -> None:
    """Show what was sent: as the office keeps it, and until it does, as the messenger has it."""
    for reference in report.evidence:
        kind, _, file_id = reference.partition(":")
        one = sent.get(reference)
        if kind in FILES:
            turn.send_file(FILES[kind], file_id, case.id, kept=one.id if one and one.kept else None)


def _lost(sent: Iterable[Evidence], wording: Wording) -> Markup | None:
    """Say what can't be kept here: whoever looks at it now may be the last who can."""
    if not (lost := sum(one.lost for one in sent)):
        return None
    return wording.count(
        "⚠️ %(n)s file could not be kept here (too large, or gone): write down what it shows.",
        "⚠️ %(n)s files could not be kept here (too large, or gone): write down what they show.",
        lost,
    )


def household(case: Case, family: Sequence[Household], wording: Wording) -> Iterator[Markup]:
    """Who the household is: whom the report named field by field, then who else lives there."""
    known, nothing = case.household.first, wording.text("not given")
    yield wording.text("Name: %(name)s", name=known.name or nothing)
    yield wording.text("ID: %(id)s", id=known.national_id or nothing)
    yield wording.text("Telephone: %(phone)s", phone=wording.label(", ").join(known.phones) or nothing)
    if more := wording.label(", ").join(_more(known, wording)):
        yield wording.text("Known of them: %(facts)s", facts=more)
    where = wording.text("%(village)s (no street and number given)", village=case.village)
    if case.household.address:
        where = Markup("%s %s") % (case.village, case.household.address)
    yield wording.text("Address: %(address)s", address=where)
    words = (word for one in family for word in one.unread.split(BETWEEN) if word)
    if unread := wording.label(", ").join(dict.fromkeys(words)):
        yield wording.text("Not recognised: %(words)s", words=unread)
    others = [*case.household.members[1:], *(one for other in family[1:] for one in other.members)]
    if others:
        yield Markup("<b>%s</b>") % wording.text("Also of this household")
    yield from (
        Markup("• %s") % wording.label(", ").join(_member(one, wording)) for one in dict.fromkeys(others)
    )
    former = [one for each in family for one in each.former]
    if former:
        yield Markup("<b>%s</b>") % wording.text("Taken out of it")
    yield from (Markup("• %s") % wording.label(", ").join(_former(one, wording)) for one in former)
    elsewhere = dict.fromkeys(one.address for one in family[1:] if one.address)
    yield from (wording.text("Also known at: %(address)s", address=one) for one in elsewhere)


def _member(member: Member, wording: Wording) -> Iterator[str]:
    """Say all that is known of somebody."""
    yield member.name or wording.label("not given")
    yield from filter(None, (member.national_id, *member.phones))
    yield from _more(member, wording)


def _former(one: Former, wording: Wording) -> Iterator[str]:
    """Say all that was known of somebody who was taken out, why, and since when."""
    yield from _member(one.member, wording)
    yield wording.label(LEFT[one.why])
    yield wording.day(one.on)


def _more(member: Member, wording: Wording) -> Iterator[str]:
    if member.relation:
        yield member.relation
    if member.sex is not None:
        yield wording.label(SEXES[member.sex])
    if member.born is not None:
        yield wording.label("born %(day)s", day=wording.day(member.born))
    elif member.age is not None:
        yield wording.label(AGE_BANDS[member.age])
    if member.remark:
        yield member.remark


def _report(
    turn: Turn, data: FullData, one: tuple[datetime, Report], standing: frozenset[Relation]
) -> Markup:
    """What was reported, never by whom (`trust.md` LR): word for word for who may call them alone."""
    (at, report), wording, contact = one, turn.wording, may(standing, Action.CONTACT)
    heading = ADDED[report.adds] if report.adds else N_("Reported %(at)s")
    story = report.story if contact else told_words(turn, data.case, report, in_full=True)
    if report.adds:
        call = None
    elif not report.call:
        call = wording.text("The reporter does not want to be called.")
    elif contact:
        call = wording.text("The reporter may be called: the key for it is on the case's card.")
    else:
        call = wording.text("The reporter may be called; the screening group knows whom.")
    return lines(
        Markup("\n<b>%s</b>") % wording.text(heading, at=wording.day(local_day(at))),
        wording.text("“%(words)s”", words=story) if story else None,
        wording.text("Household as reported: %(household)s", household=report.household)
        if report.household
        else None,
        call,
        _attached(report, wording, may(standing, Action.EVIDENCE)),
    )


def _attached(report: Report, wording: Wording, below: bool) -> Markup | None:
    """Say who has what was sent: a voice, or a window across the street, tells who reported."""
    if below or not report.evidence:
        return None
    return wording.count(
        "%(n)s file was sent with it: the screening group has it, and writes down what it tells.",
        "%(n)s files were sent with it: the screening group has them, and writes down what they tell.",
        len(report.evidence),
    )


def title(turn: Turn, one: ServiceRecord) -> Markup:
    """Call a record by what it is, and its day or month."""
    wording = turn.wording
    match one:
        case Visit(on=day):
            return wording.text("Visit %(day)s", day=wording.day(day))
        case FollowUp(month=month):
            return wording.text("Follow-up %(month)s", month=wording.month(month))
    name = wording.text(turn.app.flows[_form(one)].words.title)
    return Markup("%s %s") % (name, wording.day(local_day(one.at)))


def _form(one: ServiceRecord) -> str:
    match one:
        case Visit():
            return VISIT.name
        case Paper(kind=kind):
            return kind
    return FOLLOW_UP.name


def _by(turn: Turn, case: Case, one: ServiceRecord) -> Markup:
    """Say whose work it was: of several units that serve a family each writes its own."""
    unit = case.seat(one.seat).unit
    name = people.get(turn.db, one.by).name
    if unit is None:
        return turn.wording.text("By: %(name)s", name=name)
    return turn.wording.text("By: %(unit)s, %(name)s", unit=people.unit(turn.db, unit).name, name=name)


def filed(turn: Turn, case: Case, one: ServiceRecord, corrected: Iterable[ServiceRecord] = ()) -> Markup:
    """What was done, by whom, the form as it was filled in, and what was corrected since.

    Its day stands in the title.
    """
    flow, answers, wording = turn.app.flows[_form(one)], one.answers, turn.wording
    draft = Draft(0, 0, flow.form.name, None, dict(answers))
    return lines(
        Markup("\n<b>%s</b>") % title(turn, one),
        _by(turn, case, one),
        *(
            wording.text(
                "%(field)s: %(answer)s",
                field=wording.text(flow.words.asks[question.key].name),
                answer=questions.answer(flow.words, question, draft, wording),
            )
            for question in flow.form.questions
            if answers.get(question.key) and question.key != "day"
        ),
        *(
            wording.text(
                "✏️ Corrected %(day)s, %(name)s: %(right)s",
                day=wording.day(local_day(each.at)),
                name=people.get(turn.db, each.by).name,
                right=each.answers[RIGHT],
            )
            for each in corrected
        ),
    )


def vanishes(turn: Turn, until: datetime | None = None) -> Markup:
    """Say by when the message is gone, *until* then at the latest, and that the look is on record."""
    return Markup("\n") + turn.wording.text(
        "This disappears by %(at)s and can't be forwarded. Your view is on record.",
        at=turn.wording.moment(min(turn.vanishes_at, until or turn.vanishes_at)),
    )
