"""Joining: a one-time invitation, then the own contact (`trust.md`).

Where no contact can be shared, name and telephone are typed: there the invitation alone says who it is.
"""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from actions import onboarding
from casework.errors import InvitationSpent, NotYourContact
from casework.staffing.pin import PinStage
from casework.text.identity import plain
from casework.text.names import clean_name
from casework.text.telephones import clean_phone
from handlers.forms import pin
from handlers.onboarding import strangers
from handlers.ui import home, menu
from handlers.ui.heard import Said, SharedContact
from handlers.ui.screens import SHARE, Screen
from handlers.ui.turn import App, Turn, anyone
from handlers.words.sentences import SENTENCES
from handlers.words.terms import ROLES
from storage.staffing import invitations, people, pins
from storage.staffing.invitations import Invitation


def greet(turn: Turn) -> None:
    """Tell who has opened an invitation what is left to do; other strangers get the hotlines."""
    try:
        invitation = invitations.opened(turn.db, turn.token)
    except InvitationSpent:
        strangers.hotlines(turn)
        return
    typed = None if turn.channel.contacts else read_contact(turn.text)
    if typed is None:
        _say(turn, strangers.numbers(turn.wording), _step(turn))
    else:
        _join(turn, invitation, typed)


def read_contact(words: str) -> SharedContact | None:
    """Read a name with a telephone number after it; None when it is not that."""
    name, _, phone = plain(words).rpartition(" ")
    return (
        SharedContact(clean_name(name), phone, own=True) if clean_name(name) and clean_phone(phone) else None
    )


def _step(turn: Turn) -> Markup:
    """Say what is left to do."""
    if turn.channel.contacts:
        key = turn.wording.label(SHARE)
        return turn.wording.text("One step is left: please press “%(key)s” below.", key=key)
    return turn.wording.text(
        "One step is left: please write your name and your telephone number in one message, like this: "
        "Wang Xiaoming 0912345678"
    )


def _say(turn: Turn, text: Markup, *above: Markup) -> None:
    screen = Screen(text, ask="contact" if turn.channel.contacts else "")
    for one in above:
        screen = screen.under(one)
    turn.say(screen)


@anyone
def start(turn: Turn) -> None:
    """Follow an invitation, or go home; strangers get the hotlines."""
    if turn.heard.given and not onboarding.joined_by(turn.db, turn.heard.given):
        _followed(turn, onboarding.follow(turn.db, turn.heard.given, turn.token))
    elif turn.db.speaker is None:
        greet(turn)
    else:
        home.show(turn)


def _followed(turn: Turn, invitation: Invitation) -> None:
    """Ask for the contact; a member whose messenger shares none is known already."""
    if turn.channel.contacts:
        welcome = turn.wording.text(
            "Welcome. To finish, share your own contact with the button below. It is used for work only."
        )
        _say(turn, welcome, *_becoming(turn, invitation))
    elif turn.db.speaker is None:
        _say(turn, turn.wording.text("Your name and number are used for work only."), _step(turn))
    else:
        known = turn.db.speaker
        _join(turn, invitation, SharedContact(known.name, known.phone, own=True))


def _becoming(turn: Turn, invitation: Invitation) -> Iterator[Markup]:
    """Say to who is here already what they would be instead."""
    if (known := turn.db.speaker) is not None:
        label, unit = turn.wording.label, partial(people.unit, turn.db)
        yield turn.wording.text(
            "You are %(now)s, %(here)s. Once you share your contact you are %(then)s, %(there)s instead.",
            now=label(ROLES[known.role]),
            here=unit(known.unit).name,
            then=label(ROLES[invitation.role]),
            there=unit(invitation.unit).name,
        )


@anyone
def contact(turn: Turn) -> None:
    """Finish joining with one's own contact; anybody else's is refused."""
    shared = turn.heard.contact
    invitation = _opened(turn)
    if invitation is not None and shared is not None and shared.own:
        _join(turn, invitation, shared)
    elif turn.db.speaker is None:
        if invitation is None:
            strangers.hotlines(turn)
        else:
            _say(turn, turn.wording.text(SENTENCES[NotYourContact]))
    elif turn.text:  # somebody else's: the household that is worried about, or whom to look for
        turn.app.kinds[Said.WORDS](turn)
    else:
        home.show(turn)


def _opened(turn: Turn) -> Invitation | None:
    try:
        return invitations.opened(turn.db, turn.token)
    except InvitationSpent:
        return None


def _join(turn: Turn, invitation: Invitation, shared: SharedContact) -> None:
    """Let somebody in, and show them home."""
    onboarding.join(
        turn.db,
        invitation,
        turn.at,
        name=shared.name,
        phone=shared.phone,
        language=turn.wording.language,
    )
    menu.publish(turn)
    gone = "remove" if turn.channel.contacts else ""
    turn.say(Screen(turn.wording.text("You have joined. Thank you for keeping watch."), ask=gone))
    if pins.stage(turn.db) is PinStage.CHOOSE and turn.channel.takes_back:
        pin.invite_to_choose(turn)
    home.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.command("start", start)
    app.said(Said.CONTACT, contact)
    app.greet = greet
