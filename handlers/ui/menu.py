"""The command menu of each role: at most five, all of them reachable by buttons (`ux.md` 1)."""

from casework.staffing.leave import OWING
from casework.staffing.people import REPORTERS, Person, Role
from handlers.ui.turn import Turn
from handlers.words.wording import N_, Wording
from storage.core.letters import LetterKind, Priority
from storage.messages import outbox
from storage.staffing import addresses

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


def publish_to(turn: Turn, person: Person) -> None:
    """Set somebody's menu anew: they have another role."""
    at = addresses.of(turn.db, person.id)
    if at is not None and turn.office.channels[at.channel].commands:
        content = {"commands": commands(person.role, turn.office.wording(person))}
        outbox.write(turn.db, at, LetterKind.COMMANDS, content, priority=Priority.PUSH)
