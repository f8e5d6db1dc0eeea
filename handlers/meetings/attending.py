"""An invited unit's part: 出席, 請假, 派代理 in one tap; nothing to propose in one tap."""

from datetime import date

from markupsafe import Markup

from actions.meetings import calling, proposing
from casework.forms import ANSWERING, Draft, Value
from casework.meetings.attending import DEPUTY, Attendance, Coming
from casework.meetings.rights import MEETING
from casework.reminders.meetings import ATTENDANCE
from handlers.cases import cards
from handlers.cases.history import History
from handlers.forms import filling
from handlers.meetings import agenda, submitting, words
from handlers.meetings.listing import OpenMeetings
from handlers.meetings.papers import offered
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Level, Press, Rows, Screen, lines
from handlers.ui.turn import App, Card, Flow, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_, Wording
from storage.core import subjects
from storage.meetings import attendances
from storage.reminders import obligations


class Reply(Button, prefix="gmy"):
    """Answer the invitation for its day: comes, excused, deputy."""

    attendance: int
    answer: Coming
    day: int


class NothingToPropose(Button, prefix="gmz"):
    """The unit has no case for this conference (本次無提報)."""

    attendance: int


WORDS = Words(
    title=N_("Send somebody"),
    asks={
        "who": Ask(
            N_("Who comes instead? Title and name."), name=N_("Deputy"), example=N_("section chief Wang")
        )
    },
)


def replies(attendance: int, day: date, wording: Wording, chosen: Coming | None = None) -> Rows:
    """The three answers beside each other; the push of an invitation has them, too."""
    labels = {
        Coming.COMES: N_("✅ We attend"),
        Coming.EXCUSED: N_("Excused"),
        Coming.DEPUTY: N_("Send somebody"),
    }
    return (
        tuple(
            Press(
                wording.label(label),
                Reply(attendance, answer, day.toordinal()),
                "primary" if answer is Coming.COMES else "",
            )
            for answer, label in labels.items()
            if answer is not chosen or answer is Coming.DEPUTY
        ),
    )


def show(turn: Turn, attendance: int) -> None:
    """Put the unit's part on the screen."""
    part: Attendance = subjects.get(turn.db, attendance, of=Attendance)
    own, wording = attendances.own(turn.db, part), turn.wording
    asked = part.asked_on is not None and part.meeting.held_on is None and own
    text = lines(
        *words.about(turn, part.meeting),
        wording.text("• %(field)s: %(answer)s", field=part.unit.name, answer=words.answered(part, wording)),
        _proposed(part, wording),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, part.id)),
        wording.text("Cases are proposed by 🗣 on the card of the case.") if asked else None,
    )
    nothing = Press(wording.label("Nothing to propose"), NothingToPropose(part.id))
    look = (
        Press(wording.label("🕘 History"), History(part.id, 0)),
        Press(wording.label("🗓 Meetings"), OpenMeetings(0)),
    )
    rows: Rows = (
        *(replies(part.id, part.meeting.day, wording, part.answer) if own and part.open else ()),
        *(((nothing,),) if asked and part.proposed_on is None else ()),
        *(
            tuple(row for room in (agenda, submitting, offered) for row in room.rows(turn, part.meeting))
            if own and part.invited_at is not None
            else ()
        ),
        look,
        (home.key(wording),),
    )
    turn.show(Screen(text, rows, Level.L1))


def _proposed(part: Attendance, wording: Wording) -> Markup | None:
    if part.asked_on is None:
        return None
    if part.proposed_on is None:
        return wording.text("Cases for this conference: nothing said yet")
    return wording.text("Cases for this conference: said %(day)s", day=wording.short_day(part.proposed_on))


@only(*MEETING)
def reply(turn: Turn) -> None:
    """Take the answer; who is sent is asked for. What was said of a day before a move is asked anew."""
    pressed = turn.pressed(Reply)
    part = attendances.get(turn.db, pressed.attendance)
    part.reply(pressed.answer)
    if part.meeting.day.toordinal() != pressed.day:
        _ask_anew(turn, part)
        return
    if pressed.answer is Coming.DEPUTY:
        filling.begin(turn, DEPUTY, part.id)
        return
    part = calling.answer(turn.db, pressed.attendance, pressed.answer)
    _noted(turn, part)


def _noted(turn: Turn, part: Attendance) -> None:
    answered = words.answered(part, turn.wording)
    turn.notice = turn.wording.text(
        "Noted: %(answer)s. You can change it until the meeting.", answer=answered
    )
    turn.app.show_card(turn, part.id)


def _ask_anew(turn: Turn, part: Attendance) -> None:
    turn.notice = words.moved(part.meeting, turn.wording)
    turn.app.show_card(turn, part.id)


def _for_its_day(turn: Turn, attendance: int | None) -> dict[str, Value]:
    """For which day somebody is sent."""
    return {ANSWERING: attendances.get(turn.db, attendance or 0).meeting.day.isoformat()}


def _deputised(turn: Turn, draft: Draft) -> None:
    part = attendances.get(turn.db, draft.subject or 0)
    if part.open and part.meeting.day.isoformat() != draft.said(ANSWERING):
        _ask_anew(turn, part)
        return
    _noted(turn, calling.answer(turn.db, draft.subject or 0, Coming.DEPUTY, draft.said("who")))


@only(*MEETING)
def nothing_to_propose(turn: Turn) -> None:
    """Say that the unit has no case for the conference."""
    part = proposing.nothing(turn.db, turn.pressed(NothingToPropose).attendance)
    turn.notice = turn.wording.text("Noted: nothing to propose this time.")
    turn.app.show_card(turn, part.id)


def _title(turn: Turn, draft: Draft) -> Markup:
    return words.named(attendances.get(turn.db, draft.subject or 0).meeting, turn.wording)


def _said(part: Attendance, wording: Wording) -> str:
    return words.standing(part.meeting, wording).striptags()


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[ATTENDANCE.name] = Card(show, _said)
    app.flows[DEPUTY.name] = Flow(DEPUTY, WORDS, MEETING, _deputised, heading=_title, known=_for_its_day)
    app.on(Reply, reply)
    app.on(NothingToPropose, nothing_to_propose)
