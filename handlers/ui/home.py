"""Home: what each role can do, one tap away; /start, /help and 取消 lead here and lose nothing."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.staffing.people import Role
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, Turn, everybody
from handlers.ui.wording import N_, Wording
from storage.forms import drafts

LEAVING = ["取消", "首頁", "離開", "cancel", "Cancel", "home", "Home"]
"""Typed words that lead home from everywhere (`ux.md` 3)."""

ROLES = {
    Role.CHIEF: N_("village chief"),
    Role.WORKER: N_("social worker"),
    Role.SCREENER: N_("screener"),
    Role.SUPERVISOR: N_("supervisor"),
    Role.LIAISON: N_("network liaison"),
    Role.CLERK: N_("district office clerk"),
    Role.BUREAU: N_("bureau staff"),
    Role.ADMIN: N_("administrator"),
}

WHAT_TO_DO = {
    Role.CHIEF: N_("Write what worries you, or send a photo, a voice note or a location."),
    Role.WORKER: N_("Ask for your cases: a number, a village, a name. A photo begins a report."),
    Role.LIAISON: N_("Ask for your cases: a number, a village, a name. A photo begins a report."),
    Role.CLERK: N_("Write what worries you, or send a photo, a voice note or a location."),
    Role.SUPERVISOR: N_("Ask for any case: a number, overdue, a village, a name."),
    Role.BUREAU: N_(
        "Ask for any case: a number, overdue, a village, a name. “diff 108 109” compares two plans."
    ),
    Role.ADMIN: N_(
        "Ask for any case: a number, overdue, a village, a name. “diff 108 109” compares two plans."
    ),
    Role.SCREENER: N_("Ask for any case: a number, overdue, a village, a name."),
}


ROWS = 4
"""So many keys home has at most (`ux.md` 1)."""


@dataclass(frozen=True)
class Home(Button, prefix="home"):
    """Back to the home card."""


def key(wording: Wording) -> Press:
    """The key that every screen below home has."""
    return Press(wording.label("🏠 Home"), Home())


def show(turn: Turn) -> None:
    """Put the home card on the screen; a form being filled in goes to its drawer."""
    waiting = [draft for draft in drafts.mine(turn.db) if draft.begun]
    turn.show(card(turn, len(waiting)))


def card(turn: Turn, waiting: int) -> Screen:
    """At most 6 lines and 4 rows of keys (`ux.md` 1)."""
    wording, speaker = turn.wording, turn.speaker
    role = wording.text(ROLES[speaker.role])
    where = wording.label(", ").join(speaker.villages) or turn.unit.name
    text = lines(
        Markup("<b>%s</b>") % wording.text("Shouwang"),
        wording.text("%(name)s, %(role)s, %(where)s", name=speaker.name, role=role, where=where),
        wording.text(WHAT_TO_DO[speaker.role]) if speaker.role in WHAT_TO_DO else None,
        wording.count("%(n)s draft is not finished.", "%(n)s drafts are not finished.", waiting)
        if waiting
        else None,
    )
    return Screen(text, column(*(_key(turn, entry) for entry in _entries(turn))))


def _entries(turn: Turn) -> list[HomeEntry]:
    """What is this person's; where there is no room, what the command menu has as well gives way."""
    found = [one for one in turn.app.entries if turn.speaker.role in one.roles and one.shown(turn)]
    return found if len(found) <= ROWS else [one for one in found if not one.gives_way]


def _key(turn: Turn, entry: HomeEntry) -> Press:
    label = turn.wording.label(entry.label)
    count = entry.waiting(turn) if entry.waiting else 0
    return Press(
        turn.wording.label("%(label)s (%(n)s)", label=label, n=count) if count else label, entry.button
    )


@everybody
def go_home(turn: Turn) -> None:
    """Show home."""
    show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Home, go_home)
    for command in ("help", "cancel", "home"):
        app.command(command, go_home)
    for phrase in LEAVING:
        app.words(phrase, go_home)
