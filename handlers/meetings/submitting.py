"""工作報告 and 提案: what units write before a meeting, and what it decides of a proposal."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from actions.meetings import submitting as acts
from casework.errors import NotThere, WrongState
from casework.forms import ABOUT, FILLED, Draft, Form, Value
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MEETING, MeetingRight
from casework.meetings.submitting import (
    CITY_REPORT,
    DISTRICT_REPORT,
    PROPOSAL,
    PROPOSAL_CHANGE,
    RULING,
    Ruling,
    Submitted,
    SubmittedKind,
    report_form,
    takes,
)
from casework.policy.policy import Duty
from handlers.forms import filling
from handlers.meetings import guests, words, written
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Turn, only, reading
from storage.forms import drafts
from storage.meetings import attendances, meetings, submitted


class WrittenBefore(Button, prefix="grl"):
    """What was written before a meeting, page by page."""

    meeting: int
    page: int


class WriteReport(Button, prefix="grw"):
    """Begin the own unit's work report."""

    meeting: int


class WriteProposal(Button, prefix="grp"):
    """Begin a proposal."""

    meeting: int


class ChangeProposal(Button, prefix="grc"):
    """Write an own proposal anew."""

    submitted: int


class TakeProposalBack(Button, prefix="grx"):
    """Take an own proposal back."""

    submitted: int


class RuleOn(Button, prefix="grr"):
    """Begin to note what was decided of a proposal."""

    submitted: int


def rows(turn: Turn, one: Meeting) -> Rows:
    """The key to what was written, where the agenda has a point for it."""
    if one.joined_to is not None or not any(_takes(turn, one, kind) for kind in SubmittedKind):
        return ()
    count = len(submitted.of_meeting(turn.db, one.id))
    if not (count or one.convened):
        return ()
    label = turn.wording.label("🗒 Reports and proposals (%(n)s)", n=count)
    return column(Press(label, WrittenBefore(one.id, 0)))


def _takes(turn: Turn, one: Meeting, kind: SubmittedKind) -> bool:
    return takes(kind, one, words.edition(turn, one))


@only(*MEETING)
@reading
def listed(turn: Turn) -> None:
    """List it."""
    pressed = turn.pressed(WrittenBefore)
    show(turn, pressed.meeting, pressed.page)


def show(turn: Turn, meeting: int, page: int) -> None:
    """Put a page of it on the screen, with the keys of who can write."""
    one, wording = meetings.read(turn.db, meeting), turn.wording
    if not meetings.standing(turn.db, one) & acts.EVERYBODY:
        raise NotThere
    found = submitted.of_meeting(turn.db, one.id)
    here = queues.paged(list(enumerate(found, 1)), page)
    text = lines(
        words.named(one, wording),
        None if found else wording.text("Nothing was written yet."),
        here.which(wording),
        *(Markup("%s. %s") % (at, _line(turn, each)) for at, each in here.rows),
    )
    keys: list[Key] = [
        Press(f"{at}. {written.named(turn.db, each)}", written.OpenWritten(each.id)) for at, each in here.rows
    ]
    keys += _writes(turn, one)
    turned = here.turning(lambda number: WrittenBefore(one.id, number), wording)
    back = (Press(wording.label("◀ Back"), OpenCard(one.id)), home.key(wording))
    turn.show(Screen(text, (*column(*keys), *turned, back), Level.L1))


def _writes(turn: Turn, one: Meeting) -> Iterator[Key]:
    """The keys of who can write for a unit."""
    if not one.convened:
        return
    label, part = turn.wording.label, acts.own_part(turn.db, one)
    if part is not None and _takes(turn, one, SubmittedKind.REPORT):
        again = label("✏️ Change our work report") if part.reported_on else label("📝 Our work report")
        yield Press(again, WriteReport(one.id), "" if part.reported_on else "primary")
    if acts.proposes_for(turn.db, one) is not None and _takes(turn, one, SubmittedKind.PROPOSAL):
        yield Press(label("＋ A proposal"), WriteProposal(one.id))


def _line(turn: Turn, one: Submitted) -> str:
    wording = turn.wording
    matter = one.said.get("matter", "") or wording.label(written.KINDS[one.kind])
    return wording.beside(
        written.named(turn.db, one), matter, wording.label(written.RULINGS[one.ruling]) if one.ruling else ""
    )


@only(*MEETING)
@reading
def opened(turn: Turn) -> None:
    """Show one."""
    show_one(turn, turn.pressed(written.OpenWritten).submitted)


def show_one(turn: Turn, row: int) -> None:
    """Put one on the screen, with what its unit or the secretariat can do."""
    one, meeting = acts.seen(turn.db, row)
    wording = turn.wording
    runs = MeetingRight.RUN in meetings.standing(turn.db, meeting)
    keys: list[Key] = []
    if acts.changeable(turn.db, one, meeting):
        keys += [
            Press(wording.label("✏️ Change"), ChangeProposal(one.id)),
            Press(wording.label("↩ Withdraw it"), TakeProposalBack(one.id)),
        ]
    if runs and meeting.convened and one.kind is SubmittedKind.PROPOSAL:
        keys.append(guests.key(turn, meeting, one.id))
    if runs and meeting.to_minute and one.kind is SubmittedKind.PROPOSAL:
        keys.append(Press(wording.label("⚖️ What was decided"), RuleOn(one.id), "primary"))
    head = Markup("<b>%s</b> %s") % (written.named(turn.db, one), wording.text(written.KINDS[one.kind]))
    text = lines(head, *(Markup("%s") % line for line in written.told(one, wording)))
    back = (Press(wording.label("◀ Back"), WrittenBefore(meeting.id, 0)), home.key(wording))
    turn.show(Screen(text, (*column(*keys), back), Level.L1))


@only(*MEETING)
def write_report(turn: Turn) -> None:
    """Begin the work report, with what was written before."""
    _begin_report(turn, meetings.read(turn.db, turn.pressed(WriteReport).meeting))


def start(turn: Turn, attendance: int) -> None:
    """Begin it from its nudge."""
    _begin_report(turn, attendances.get(turn.db, attendance).meeting)


def _begin_report(turn: Turn, one: Meeting) -> None:
    if acts.own_part(turn.db, one) is None or not _takes(turn, one, SubmittedKind.REPORT):
        raise NotThere
    if not one.convened:
        raise WrongState
    filling.begin(turn, report_form(one), one.id)


def _known_report(turn: Turn, meeting: int | None) -> dict[str, Value]:
    """What the unit wrote for this meeting already."""
    one = meetings.read(turn.db, meeting or 0)
    part = acts.own_part(turn.db, one)
    before = part and submitted.last_report(turn.db, one, part.unit.id)
    if not before or before.meeting != one.id:
        return {}
    return _written(before.said, report_form(one))


def _written(said: Mapping[str, str], form: Form) -> dict[str, Value]:
    keys = [one.key for one in form.questions]
    values: dict[str, Value] = {key: said.get(key) or None for key in keys}
    return {**values, FILLED: keys}


def _reported(turn: Turn, draft: Draft) -> None:
    one = meetings.read(turn.db, draft.subject or 0)
    acts.report(turn.db, one.id, _said(draft, report_form(one)), words.edition(turn, one))
    turn.notice = turn.wording.text("Noted. You can change it until the meeting.")
    show(turn, one.id, 0)


def _said(draft: Draft, form: Form) -> dict[str, str]:
    return {question.key: draft.said(question.key) for question in form.questions}


@only(*MEETING)
def write_proposal(turn: Turn) -> None:
    """Begin a proposal."""
    one = meetings.read(turn.db, turn.pressed(WriteProposal).meeting)
    if acts.proposes_for(turn.db, one) is None or not _takes(turn, one, SubmittedKind.PROPOSAL):
        raise NotThere
    if not one.convened:
        raise WrongState
    filling.begin(turn, PROPOSAL, one.id)


@only(*MEETING)
def change(turn: Turn) -> None:
    """Begin to write an own proposal anew."""
    one, meeting = acts.seen(turn.db, turn.pressed(ChangeProposal).submitted)
    if not acts.changeable(turn.db, one, meeting):
        raise WrongState
    _begin_about(turn, PROPOSAL_CHANGE, one, _written(one.said, PROPOSAL))


def _begin_about(turn: Turn, form: Form, one: Submitted, known: Mapping[str, Value]) -> None:
    """Begin a form about one that was written; what was begun about another goes, about this one goes on."""
    begun = drafts.existing(turn.db, form.name, one.meeting)
    if begun is not None and begun.said(ABOUT) != str(one.id):
        drafts.drop(turn.db, begun)
        begun = None
    filling.show(turn, begun or drafts.begin(turn.db, form.name, one.meeting, {**known, ABOUT: str(one.id)}))


def _proposed(turn: Turn, draft: Draft) -> None:
    one, about = meetings.read(turn.db, draft.subject or 0), draft.said(ABOUT)
    said = _said(draft, PROPOSAL)
    if about:
        acts.change(turn.db, int(about), said)
    else:
        acts.propose(turn.db, one.id, said, words.edition(turn, one))
    turn.notice = turn.wording.text("Noted. You can change it until the meeting.")
    show(turn, one.id, 0)


@only(*MEETING)
def take_back(turn: Turn) -> None:
    """Take an own proposal back."""
    one = acts.take_back(turn.db, turn.pressed(TakeProposalBack).submitted)
    turn.notice = turn.wording.text("Taken back.")
    show(turn, one.meeting, 0)


@only(*MEETING)
def rule_on(turn: Turn) -> None:
    """Begin to note what was decided."""
    one = acts.to_rule(turn.db, turn.pressed(RuleOn).submitted)
    if one.kind is not SubmittedKind.PROPOSAL:
        raise WrongState
    _begin_about(turn, RULING, one, {})


def _ruled(turn: Turn, draft: Draft) -> None:
    row = int(draft.said(ABOUT))
    acts.rule(turn.db, row, Ruling(draft.said("ruling")), draft.said("decision"))
    turn.notice = turn.wording.text("Noted.")
    show_one(turn, row)


def _title(turn: Turn, draft: Draft) -> Markup:
    one = meetings.read(turn.db, draft.subject or 0)
    if not meetings.standing(turn.db, one) & acts.EVERYBODY:
        raise NotThere
    return words.named(one, turn.wording)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for form, said in ((CITY_REPORT, written.CITY_WORDS), (DISTRICT_REPORT, written.DISTRICT_WORDS)):
        app.flows[form.name] = Flow(
            form, said, MEETING, _reported, summary=True, heading=_title, known=_known_report
        )
    for form in (PROPOSAL, PROPOSAL_CHANGE):
        app.flows[form.name] = Flow(
            form, written.PROPOSAL_WORDS, MEETING, _proposed, summary=True, heading=_title
        )
    app.flows[RULING.name] = Flow(RULING, written.RULING_WORDS, MEETING, _ruled, heading=_title)
    app.fill_in[Duty.WORK_REPORT] = start
    for button, handler in (
        (WrittenBefore, listed),
        (written.OpenWritten, opened),
        (WriteReport, write_report),
        (WriteProposal, write_proposal),
        (ChangeProposal, change),
        (TakeProposalBack, take_back),
        (RuleOn, rule_on),
    ):
        app.on(button, handler)
