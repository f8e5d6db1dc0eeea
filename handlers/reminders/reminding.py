"""A supervisor reminds who owes something (提醒社工), or lets somebody else do it (改派)."""

from actions import reminders
from casework.staffing.people import LEADING
from handlers.reminders import duties
from handlers.reminders.duties import Reassign, Remind, still_owed
from handlers.service import reassigning
from handlers.ui.turn import App, Turn, only
from storage.cases.seats import case_of


@only(*LEADING)
def remind(turn: Turn) -> None:
    """Let them hear of it, once a day at most, and say whether they can."""
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


@only(*LEADING)
def reassign(turn: Turn) -> None:
    """Show who else can take on the case in which something is owed (改派)."""
    if obligation := still_owed(turn, turn.pressed(Reassign).obligation):
        reminders.must_steer(turn.db, obligation)
        reassigning.choose(turn, case_of(turn.db, obligation.subject))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Remind, remind)
    app.on(Reassign, reassign)
