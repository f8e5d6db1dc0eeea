"""A supervisor reminds who owes something (提醒社工): it is heard at once, once a day at most."""

from actions import reminders
from casework.staffing.people import LEADING
from handlers.reminders import duties
from handlers.reminders.duties import Remind, still_owed
from handlers.ui.turn import App, Turn, only


@only(*LEADING)
def remind(turn: Turn) -> None:
    """Let them hear of it, and say whether they can."""
    obligation = still_owed(turn, turn.pressed(Remind).obligation)
    if obligation is None:
        return
    heard, new = reminders.remind(turn.db, obligation)
    names = turn.wording.label(", ").join(one.name for one in heard)
    if not heard:
        turn.notice = turn.wording.text(
            "Nobody who could do it can be reached here now. Please call, or offer it to somebody else."
        )
    elif new:
        turn.notice = turn.wording.text("%(names)s is reminded.", names=names)
    else:
        turn.notice = turn.wording.text("%(names)s was reminded today already.", names=names)
    duties.show(turn, obligation)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Remind, remind)
