"""The command menu of each role: at most five, all of them reachable by buttons (`ux.md` 1)."""

from casework.staffing.leave import OWING
from casework.staffing.people import REPORTERS, Role
from handlers.ui.turn import Turn
from handlers.words.wording import N_, Wording

COMMANDS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "start": (N_("Home"), tuple(Role)),
    "report": (N_("Report a household"), REPORTERS),
    "why": (N_("Why was I nudged?"), OWING),
    "language": (N_("中文／English"), tuple(Role)),
    "help": (N_("What I can do"), tuple(Role)),
}


def commands(role: Role, wording: Wording) -> dict[str, str]:
    """Return a role's commands with their words."""
    return {name: wording.label(words) for name, (words, roles) in COMMANDS.items() if role in roles}


def publish(turn: Turn) -> None:
    """Set the speaker's menu, in their language."""
    turn.publish(commands(turn.speaker.role, turn.wording))
