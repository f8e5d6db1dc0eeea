"""A meeting's card: when and where, who comes, what is due, and what its secretariat does next."""

from casework.meetings.meetings import Meeting
from casework.meetings.rights import MeetingRight
from casework.reminders.meetings import MEETING
from handlers.cases import cards
from handlers.cases.history import History
from handlers.meetings import agenda, calling, guests, holding, inviting, minuting, submitting, words
from handlers.meetings.items import tracking
from handlers.meetings.listing import OpenMeetings
from handlers.meetings.papers import offered
from handlers.ui import home
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Level, Press, Screen, lines
from handlers.ui.turn import App, Card, Turn
from handlers.words.wording import Wording
from storage.core import subjects
from storage.meetings import attendances, meetings
from storage.reminders import obligations

RUNS = (
    *(calling.rows, inviting.rows, agenda.rows, guests.rows, submitting.rows, tracking.rows),
    *(offered.rows, holding.rows, minuting.rows),
)
"""What its secretariat does, in the order in which it comes."""
LOOKS = (submitting.rows, tracking.rows, offered.rows, minuting.filing_rows)
"""What whoever oversees it may look at."""


def show(turn: Turn, meeting: int) -> None:
    """Put the card on the screen; who is only invited sees their own part of it."""
    one: Meeting = subjects.get(turn.db, meeting, of=Meeting)
    standing = meetings.standing(turn.db, one)
    parts = attendances.of_meeting(turn.db, one)
    own = next((part for part in parts if attendances.own(turn.db, part)), None)
    if own is not None and not standing & {MeetingRight.RUN, MeetingRight.OVERSEE}:
        turn.app.show_card(turn, own.id)
        return
    parts_of = RUNS if MeetingRight.RUN in standing else LOOKS if MeetingRight.OVERSEE in standing else ()
    rows = [row for part in parts_of for row in part(turn, one)]
    text = lines(
        *words.about(turn, one),
        words.counted(parts, turn.wording),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, one.id)),
    )
    label = turn.wording.label
    look = (Press(label("🕘 History"), History(one.id, 0)), Press(label("🗓 Meetings"), OpenMeetings(0)))
    mine = ((Press(label("📨 Our own answer"), OpenCard(own.id)),),) if own is not None else ()
    turn.show(Screen(text, (*rows, *mine, look, (home.key(turn.wording),)), Level.L1))


def said(one: Meeting, wording: Wording) -> str:
    """Say in a list how far it is."""
    return words.standing(one, wording).striptags()


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.cards[MEETING.name] = Card(show, said)
