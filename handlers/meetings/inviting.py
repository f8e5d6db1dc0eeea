"""Who is invited and what they said, for the secretariat; one more unit by topic [001] 參二(三)2."""

from markupsafe import Markup

from actions.meetings import calling
from casework.errors import WrongState
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MEETING, MeetingRight
from casework.staffing.units import nearness
from handlers.meetings import words
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, lines
from handlers.ui.turn import App, Turn, only, reading
from storage.meetings import attendances, meetings
from storage.staffing import people

PAGE = 12


class Answers(Button, prefix="gma"):
    """Who comes, page by page."""

    meeting: int
    page: int


class InviteMore(Button, prefix="gmi"):
    """Choose one more unit, page by page."""

    meeting: int
    page: int


class InviteUnit(Button, prefix="gmu"):
    """Invite it."""

    meeting: int
    unit: int


def rows(turn: Turn, one: Meeting) -> Rows:
    """The list of answers, and one more unit."""
    if one.joined_to is not None or not (one.called or attendances.of_meeting(turn.db, one)):
        return ()
    keys = [Press(turn.wording.label("📋 Who comes"), Answers(one.id, 0))]
    if one.convened:
        keys.append(Press(turn.wording.label("＋ Invite a unit"), InviteMore(one.id, 0)))
    return (tuple(keys),)


@only(*MEETING)
@reading
def answers(turn: Turn) -> None:
    """List the units and what each said."""
    pressed = turn.pressed(Answers)
    one = meetings.get(turn.db, pressed.meeting, MeetingRight.RUN)
    parts = attendances.of_meeting(turn.db, one)
    here = queues.paged(parts, pressed.page, PAGE)
    text = lines(
        words.named(one, turn.wording),
        here.which(turn.wording),
        *(
            turn.wording.text(
                "• %(field)s: %(answer)s", field=part.unit.name, answer=words.answered(part, turn.wording)
            )
            for part in here.rows
        ),
    )
    turned = here.turning(lambda number: Answers(one.id, number), turn.wording)
    back = Press(turn.wording.label("◀ Back"), OpenCard(one.id))
    turn.show(Screen(text, (*turned, (back, home.key(turn.wording))), Level.L1))


@only(*MEETING)
@reading
def invite_more(turn: Turn) -> None:
    """Offer the units that are not invited yet, the nearest first."""
    pressed = turn.pressed(InviteMore)
    one = meetings.get(turn.db, pressed.meeting, MeetingRight.RUN)
    if not one.convened:
        raise WrongState
    there = {part.unit.id for part in attendances.of_meeting(turn.db, one) if part.invited_at}
    others = [each for each in people.standing_units(turn.db) if each.id not in {*there, one.unit.id}]
    others.sort(key=lambda each: (nearness(each, one.unit.district or "-"), each.name))
    keys = [Press(each.name, InviteUnit(one.id, each.id)) for each in others]
    text = Markup("%s\n%s") % (
        words.named(one, turn.wording),
        turn.wording.text("Which unit is invited, too?"),
    )
    back = Press(turn.wording.label("◀ Back"), OpenCard(one.id))
    turn.show(
        queues.choice(
            turn, text, keys, page=pressed.page, to=lambda number: InviteMore(one.id, number), back=back
        )
    )


@only(*MEETING)
def invite(turn: Turn) -> None:
    """Invite it; it hears at once."""
    pressed = turn.pressed(InviteUnit)
    part = calling.invite(turn.db, pressed.meeting, pressed.unit)
    turn.notice = turn.wording.text("%(unit)s is invited.", unit=part.unit.name)
    turn.app.show_card(turn, pressed.meeting)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for button, handler in ((Answers, answers), (InviteMore, invite_more), (InviteUnit, invite)):
        app.on(button, handler)
