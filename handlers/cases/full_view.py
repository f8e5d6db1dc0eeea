"""The full view of a household: everything but who reported, in a message that vanishes (`trust.md` L2)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from actions.cases.reading import reveal
from casework.cases.access import Action, may
from casework.cases.case import Case
from casework.cases.household import Former, Household, Member
from casework.forms import Answers, Draft
from casework.service.follow_up import FOLLOW_UP
from casework.service.visits import VISIT
from casework.text.dates import local_day
from handlers.forms import questions
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Level, Press, Screen, lines
from handlers.ui.turn import Flow, Turn
from handlers.words.terms import AGE_BANDS, LEFT, SEXES
from handlers.words.wording import Wording
from storage.cases import cases
from storage.cases.reports import Report
from storage.cases.service import FollowUp, Paper, Visit
from storage.core.letters import LetterKind

FILES = {"photo": LetterKind.PHOTO, "voice": LetterKind.VOICE}
VISITS, FOLLOW_UPS = 5, 3
"""So many of each are shown, the latest."""


def show(turn: Turn, case: Case) -> None:
    """Show everything; that it was looked at stands in the journal."""
    data, wording = reveal(turn.db, case.id), turn.wording
    standing = cases.standing_to(turn.db, data.case)
    parts = [part for part in turn.app.in_full if may(standing, part.action)]
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: full data", number=case.number),
        *household(data.case, data.family, wording),
        *(_report(at, report, wording, may(standing, Action.CONTACT)) for at, report in data.reports),
        *(_paper(turn, one) for one in reversed(_latest(data.papers))),
        *(_visit(turn, one) for one in data.visits[: -VISITS - 1 : -1]),
        *(_follow_up(turn, one) for one in data.follow_ups[: -FOLLOW_UPS - 1 : -1]),
        *(extra for part in parts for extra in part.lines(turn, data.case)),
        vanishes(turn),
    )
    keys = (row for part in parts for row in part.rows(turn, data.case))
    back = Press(wording.label("◀ Back"), OpenCard(case.id))
    turn.say(Screen(text, (*keys, (back,)), Level.L2))
    for _, report in data.reports:
        _send_files(turn, case, report)


def _latest(papers: Iterable[Paper]) -> list[Paper]:
    """Return the latest of each kind: what was filed later of another kind hides none."""
    return list({one.kind: one for one in papers}.values())


def _send_files(turn: Turn, case: Case, report: Report) -> None:
    for kept in report.evidence:
        kind, _, file_id = kept.partition(":")
        if kind in FILES:
            turn.send_file(FILES[kind], file_id, case.id)


def household(case: Case, family: Sequence[Household], wording: Wording) -> Iterator[Markup]:
    """Who the household is: whom the report named field by field, then who else lives there."""
    known, nothing = case.household.first, wording.text("not given")
    yield wording.text("Name: %(name)s", name=known.name or nothing)
    yield wording.text("ID: %(id)s", id=known.national_id or nothing)
    yield wording.text("Telephone: %(phone)s", phone="、".join(known.phones) or nothing)
    if more := "、".join(_more(known, wording)):
        yield wording.text("Known of them: %(facts)s", facts=more)
    address = case.household.address or nothing
    yield wording.text("Address: %(village)s %(address)s", village=case.village, address=address)
    others = [*case.household.members[1:], *(one for other in family[1:] for one in other.members)]
    if others:
        yield Markup("<b>%s</b>") % wording.text("Also of this household")
    yield from (Markup("• %s") % "、".join(_member(one, wording)) for one in dict.fromkeys(others))
    former = [one for each in family for one in each.former]
    if former:
        yield Markup("<b>%s</b>") % wording.text("Taken out of it")
    yield from (Markup("• %s") % "、".join(_former(one, wording)) for one in former)
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


def _report(at: datetime, report: Report, wording: Wording, contact: bool) -> Markup:
    """What was reported, word for word; never by whom (`trust.md` LR)."""
    if not report.call:
        call = wording.text("The reporter does not want to be called.")
    elif contact:
        call = wording.text("The reporter may be called: the key for it is on the case's card.")
    else:
        call = wording.text("The reporter may be called; the screening group knows whom.")
    return lines(
        Markup("\n<b>%s</b>") % wording.text("Reported %(at)s", at=wording.moment(at)),
        Markup("「%s」") % report.story if report.story else None,
        wording.text("Household as reported: %(household)s", household=report.household)
        if report.household
        else None,
        call,
    )


def _paper(turn: Turn, one: Paper) -> Markup:
    wording, flow = turn.wording, turn.app.flows[one.kind]
    title = wording.text(flow.words.title)
    day = wording.day(local_day(one.at))
    return Markup("\n<b>%s %s</b>\n%s") % (title, day, _filled(flow, one.answers, wording))


def _visit(turn: Turn, one: Visit) -> Markup:
    wording = turn.wording
    day = wording.text("Visit %(day)s", day=wording.day(one.on))
    return Markup("\n<b>%s</b>\n%s") % (day, _filled(turn.app.flows[VISIT.name], one.answers, wording))


def _follow_up(turn: Turn, one: FollowUp) -> Markup:
    wording = turn.wording
    month = wording.text("Follow-up %(month)s", month=wording.month(one.month))
    return Markup("\n<b>%s</b>\n%s") % (month, _filled(turn.app.flows[FOLLOW_UP.name], one.answers, wording))


def _filled(flow: Flow, answers: Answers, wording: Wording) -> Markup:
    """A filled-in form as lines; its day stands above."""
    draft = Draft(0, 0, flow.form.name, None, dict(answers))
    return lines(
        *(
            wording.text(
                "%(field)s: %(answer)s",
                field=wording.text(flow.words.asks[question.key].name),
                answer=questions.answer(flow.words, question, draft, wording),
            )
            for question in flow.form.questions
            if answers.get(question.key) and question.key != "day"
        )
    )


def vanishes(turn: Turn) -> Markup:
    """Say by when the message is gone, and that the look is on record."""
    at = turn.db.now + turn.db.rules.policy.keeping.shown
    return Markup("\n") + turn.wording.text(
        "This disappears by %(at)s and can't be forwarded. Your view is on record.",
        at=turn.wording.moment(at),
    )
