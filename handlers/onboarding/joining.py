"""Joining: a one-time invitation link, then the own contact (`trust.md`)."""

from actions import onboarding
from casework.errors import InvitationSpent, NotYourContact
from handlers.onboarding import strangers
from handlers.ui import home, menu
from handlers.ui.heard import Said
from handlers.ui.screens import SHARE, Screen
from handlers.ui.turn import App, Turn, anyone
from storage.staffing import invitations


def greet(turn: Turn) -> None:
    """Tell who has opened an invitation what is left to do; other strangers get the hotlines."""
    try:
        invitations.opened(turn.db, turn.chat)
    except InvitationSpent:
        strangers.hotlines(turn)
        return
    step = turn.wording.text("One step is left: please press “%(key)s” below.", key=turn.wording.label(SHARE))
    turn.say(Screen(strangers.numbers(turn.wording), ask="contact").under(step))


@anyone
def start(turn: Turn) -> None:
    """Follow an invitation, or go home; strangers get the hotlines."""
    if turn.heard.given:
        invitations.open_invitation(turn.db, turn.heard.given, turn.chat)
        turn.say(
            Screen(
                turn.wording.text(
                    "Welcome. To finish, share your own contact with the button below. "
                    "It is used for work only."
                ),
                ask="contact",
            )
        )
    elif turn.db.speaker is None:
        greet(turn)
    else:
        home.show(turn)


@anyone
def contact(turn: Turn) -> None:
    """Finish joining with one's own contact; anybody else's is refused."""
    shared = turn.heard.contact
    try:
        invitation = invitations.opened(turn.db, turn.chat)
    except InvitationSpent:
        if turn.db.speaker is None:
            strangers.hotlines(turn)
        else:
            home.show(turn)
        return
    if shared is None or not shared.own:
        raise NotYourContact
    onboarding.join(
        turn.db,
        invitation,
        turn.chat,
        name=shared.name,
        phone=shared.phone,
        language=turn.wording.language,
    )
    menu.publish(turn)
    turn.say(Screen(turn.wording.text("You have joined. Thank you for keeping watch."), ask="remove"))
    home.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.command("start", start)
    app.said(Said.CONTACT, contact)
    app.greet = greet
