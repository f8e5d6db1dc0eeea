"""The full view of a household: everything but who reported, in a message that vanishes (`trust.md` L2)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from markupsafe import Markup

from actions.cases.reading import FullData, reveal
from casework.cases.access import Action, Relation, may
from casework.cases.case import Case
from casework.cases.household import Former, Household, Member
from casework.forms import BETWEEN, Draft
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
from storage.cases.service import FollowUp, Paper, Visit
from storage.core.letters import LetterKind
from storage.staffing import people

Done = TypeVar("Done", Visit, FollowUp)

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
VISITS, FOLLOW_UPS = 5, 3
"""So many of each are shown of each unit, the latest."""


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
        *(paper(turn, data.case, one) for one in reversed(_latest(data.papers))),
        *(_visit(turn, data.case, one) for one in _of_each(data.visits, VISITS)),
        *(_follow_up(turn, data.case, one) for one in _of_each(data.follow_ups, FOLLOW_UPS)),
        *(extra for part in parts for extra in part.lines(turn, data.case)),
        vanishes(turn),
    )
    keys = (row for part in parts for row in part.rows(turn, data.case))
    back = Press(wording.label("◀ Back"), OpenCard(case.id))
    turn.say_in_full(Screen(text, (*keys, (back,)), Level.L2), case.id, Action.REVEAL)
    for _, report in data.reports if below else ():
        _send_files(turn, case, report, sent)


def _latest(papers: Iterable[Paper]) -> list[Paper]:
    """Return each unit's latest of each kind: what another unit filed, or another kind, hides none."""
    return list({(one.kind, one.seat): one for one in papers}.values())


def _of_each(done: Sequence[Done], most: int) -> list[Done]:
    """Return the latest of each unit, the newest first: one that writes much hides no other."""
    counted = Counter[int]()
    found = []
    for one in reversed(done):
        counted[one.seat] += 1
        found += [one] if counted[one.seat] <= most else []
    return found


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


def paper(turn: Turn, case: Case, one: Paper) -> Markup:
    """Show a paper as it was filled in."""
    title = turn.wording.text(turn.app.flows[one.kind].words.title)
    day = turn.wording.day(local_day(one.at))
    return _filled(turn, case, Markup("%s %s") % (title, day), one, one.kind)


def _visit(turn: Turn, case: Case, one: Visit) -> Markup:
    day = turn.wording.text("Visit %(day)s", day=turn.wording.day(one.on))
    return _filled(turn, case, day, one, VISIT.name)


def _follow_up(turn: Turn, case: Case, one: FollowUp) -> Markup:
    month = turn.wording.text("Follow-up %(month)s", month=turn.wording.month(one.month))
    return _filled(turn, case, month, one, FOLLOW_UP.name)


def _by(turn: Turn, case: Case, one: Visit | FollowUp | Paper) -> Markup:
    """Say whose work it was: of several units that serve a family each writes its own."""
    unit = case.seat(one.seat).unit
    name = people.get(turn.db, one.by).name
    if unit is None:
        return turn.wording.text("By: %(name)s", name=name)
    return turn.wording.text("By: %(unit)s, %(name)s", unit=people.unit(turn.db, unit).name, name=name)


def _filled(turn: Turn, case: Case, title: Markup, one: Visit | FollowUp | Paper, form: str) -> Markup:
    """What was done, by whom, and the form as it was filled in; its day stands in the title."""
    flow, answers, wording = turn.app.flows[form], one.answers, turn.wording
    draft = Draft(0, 0, form, None, dict(answers))
    return lines(
        Markup("\n<b>%s</b>") % title,
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
    )


def vanishes(turn: Turn, until: datetime | None = None) -> Markup:
    """Say by when the message is gone, *until* then at the latest, and that the look is on record."""
    return Markup("\n") + turn.wording.text(
        "This disappears by %(at)s and can't be forwarded. Your view is on record.",
        at=turn.wording.moment(min(turn.vanishes_at, until or turn.vanishes_at)),
    )
