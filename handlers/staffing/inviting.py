"""Inviting: one or many for a role in a unit, each by a link and its picture that work once (`trust.md`)."""

import io
import re
from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from actions.staffing import people as staff
from casework.errors import BadAnswer, NotThere, OthersVillage, Stale, TakenFor, UnknownVillage
from casework.forms import ABOUT, Draft, Value
from casework.staffing.managing import (
    INVITATION,
    MANAGING,
    VILLAGE_INVITATION,
    invitation_to,
    names_in,
    roles_to_give,
)
from casework.staffing.people import Role
from casework.text.dates import local_day
from casework.text.identity import plain
from casework.text.places import Places
from handlers.forms import filling, pin
from handlers.forms.questions import WRONG
from handlers.staffing import people as shown
from handlers.staffing import units
from handlers.staffing.people import Invited
from handlers.staffing.units import Invite, Team, paged
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Copy, Level, Press, Screen, column, keys_apart, lines
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.terms import ROLES
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.core import facts
from storage.forms import drafts
from storage.staffing import people
from storage.staffing.invitations import Invitation

SAYINGS = re.compile(r"邀請(?:人員?|同仁)?|invite(?: people)?|invitations?", re.IGNORECASE)
PIXELS = 8
"""So wide is a dot of the picture: it is scanned from another phone's screen."""


class InviteAs(Button, prefix="va"):
    """Ask whom to invite for a role of a unit."""

    unit: int
    role: str


class OpenInvitation(Button, prefix="vo"):
    """Show an invitation that nobody has followed to the end."""

    invitation: int


class InvitedAnywhere(Button, prefix="ve"):
    """Show a page of whom any unit waits for."""

    page: int


class Renew(Button, prefix="vn"):
    """Make a new link in place of an old one."""

    invitation: int


class Revoke(Button, prefix="vr"):
    """Let nobody join by an invitation any more."""

    invitation: int


_NAMES = Ask(
    N_("Who is invited?"),
    name=N_("Names"),
    hint=N_("As they are called here: one name a line, 10 at the most. Each gets a link."),
    example=N_("Wang Xiaoming"),
)
_VILLAGES = Ask(
    N_("For which villages?"),
    name=N_("Villages"),
    hint=N_("Type them one after the other, for example 平鎮區新勢里, 新富里."),
    example="平鎮區新勢里",
)
WORDS = Words(title=N_("Invitation"), asks={"names": _NAMES})
VILLAGE_WORDS = Words(title=N_("Invitation for villages"), asks={"villages": _VILLAGES, "names": _NAMES})


@only(*MANAGING)
def invite(turn: Turn) -> None:
    """Ask for which role; of one alone nothing is asked."""
    show_roles(turn, turn.pressed(Invite).unit)


def show_roles(turn: Turn, number: int) -> None:
    """Put the roles on the screen for which the speaker may invite."""
    unit = people.unit(turn.db, number)
    roles = roles_to_give(turn.speaker, unit)
    if not roles:
        raise NotThere
    if len(roles) == 1:
        _ask(turn, unit.id, roles[0])
        return
    keys = [Press(turn.wording.label(ROLES[role]), InviteAs(unit.id, role)) for role in roles]
    text = turn.wording.text("%(unit)s: whom do you invite?", unit=unit.name)
    back = Press(turn.wording.label("◀ Back"), Team(unit.id, 0))
    turn.show(Screen(text, (*column(*keys), (back, home.key(turn.wording)))))


@only(*MANAGING)
def invite_as(turn: Turn) -> None:
    """Ask for villages, where the role has any, and for names."""
    button = turn.pressed(InviteAs)
    if button.role not in roles_to_give(turn.speaker, people.unit(turn.db, button.unit)):
        raise NotThere
    _ask(turn, button.unit, Role(button.role))


def _ask(turn: Turn, unit: int, role: Role) -> None:
    filling.afresh(turn, invitation_to(role), None, {ABOUT: [str(unit), role]})


def _heading(turn: Turn, draft: Draft) -> Markup:
    unit, role = draft.chosen(ABOUT)
    return turn.wording.text(
        "Invite: %(role)s, %(unit)s",
        role=turn.wording.label(ROLES[Role(role)]),
        unit=people.unit(turn.db, int(unit)).name,
    )


def invited_all(turn: Turn, draft: Draft) -> None:
    """Make the invitations, and send each with its picture; an unknown village is asked for again."""
    number, role = draft.chosen(ABOUT)
    try:
        villages = read_villages(draft.said("villages"), turn.office.places, needed=role == Role.CHIEF)
    except UnknownVillage as unknown:
        _ask_again(turn, draft, unknown)
        return
    names = names_in(draft.said("names"))
    try:
        made = staff.invite(turn.db, Role(role), int(number), villages, names)
    except TakenFor:
        filling.ask_again(turn, draft, "names", turn.wording.text(WRONG[TakenFor]))
        return
    except OthersVillage as theirs:
        _ask_again(turn, draft, theirs)
        return
    for name, code in made:
        send(turn, Role(role), int(number), name, code)
    turn.notice = turn.wording.count(
        "%(n)s invitation was made. Please pass it on.",
        "%(n)s invitations were made. Please pass them on.",
        len(names),
    )
    shown.show_team(turn, int(number))


def read_villages(text: str, places: Places, *, needed: bool) -> list[str]:
    """Read villages; one that can't be told is `UnknownVillage`, and so is none where one is *needed*."""
    found = []
    for word in re.split(r"[、,，;；/\s]+", text):
        named = places.find(word) if word else []
        if word and len(named) != 1:
            raise UnknownVillage
        found += [one.key for one in named]
    if needed and not found:
        raise UnknownVillage
    return list(dict.fromkeys(found))


def _known(turn: Turn, question: str, said: Value) -> None:
    """Refuse a village that is none as soon as it is typed."""
    if question == "villages":
        read_villages(str(said), turn.office.places, needed=False)


def _ask_again(turn: Turn, draft: Draft, bad: BadAnswer) -> None:
    again = drafts.begin(turn.db, draft.form, None, draft.answers)
    again = drafts.save(turn.db, again.change("villages"))
    filling.show(turn, again, wrong=turn.wording.text(WRONG[type(bad)]))


def send(turn: Turn, role: Role, unit: int, name: str, code: str) -> None:
    """Send an invitation as it is passed on: what it is for, the link, and the link as a picture."""
    way, wording = how(turn, code), turn.wording
    days = turn.db.rules.policy.invitations.valid_days
    text = lines(
        Markup("<b>%s</b>") % (name or wording.text("Invitation")),
        wording.text(
            "%(role)s, %(unit)s", role=wording.label(ROLES[role]), unit=people.unit(turn.db, unit).name
        ),
        wording.text("For one person, once, within %(n)s days. Pass it to them and to nobody else.", n=days),
        wording.text("In the practice room it is sent from a new phone:")
        if facts.get(turn.db, "demo")
        else None,
        way,
    )
    turn.send_picture(picture(way), Screen(text, column(Copy(wording.label("Copy the link"), way))))


def how(turn: Turn, code: str) -> str:
    """Write how the bot is opened with a code; in the practice room nobody follows a link."""
    links = (one.invitation for one in turn.office.channels.values())
    link = next(filter(None, links), None)
    if link is None or facts.get(turn.db, "demo"):
        return f"/start {code}"
    return link(turn.office.memory.bot_name, code)


def picture(words: str) -> bytes:
    """Draw words as a QR code."""
    import segno  # noqa: PLC0415 -- only an invitation needs it

    content = io.BytesIO()
    segno.make(words, micro=False).save(content, kind="png", scale=PIXELS, border=4)
    return content.getvalue()


@only(*MANAGING)
def waiting(turn: Turn) -> None:
    """List who was invited and has not joined, five a page."""
    button = turn.pressed(Invited)
    show_waiting(turn, button.unit, button.page)


def show_waiting(turn: Turn, number: int, page: int = 0) -> None:
    """Put whom a unit waits for on the screen."""
    found = staff.invited(turn.db, number)
    here = found[page * PAGE : (page + 1) * PAGE]
    heading = turn.wording.text("%(unit)s: invited, not yet joined", unit=people.unit(turn.db, number).name)
    text = lines(
        Markup("<b>%s</b>") % heading,
        *(_line(turn, one) for one in here),
        None if found else turn.wording.text("Nobody is waited for."),
    )
    keys = _keys(turn, found)
    back = Press(turn.wording.label("◀ Back"), Team(number, 0))
    screen = paged(turn, text, keys, page, partial(Invited, number), back=back)
    turn.show(Screen(screen.text, screen.rows, Level.L1))


@only(Role.ADMIN)
def waiting_anywhere(turn: Turn) -> None:
    """List who was invited anywhere and has not joined: what is not known here is revoked."""
    page = turn.pressed(InvitedAnywhere).page
    found = staff.invited_anywhere(turn.db)
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Open invitations: %(n)s", n=len(found)),
        *(_line(turn, one, by=True) for one in found[page * PAGE : (page + 1) * PAGE]),
    )
    keys = _keys(turn, found)
    screen = paged(turn, text, keys, page, InvitedAnywhere)
    turn.show(Screen(screen.text, screen.rows, Level.L1))


def _keys(turn: Turn, found: Sequence[Invitation]) -> list[Press]:
    """Open each by the name it was given, of several the number and the role, too."""
    keys = [Press(_called(turn, one), OpenInvitation(one.id)) for one in found]
    return keys_apart(keys, lambda place: [_numbered(turn, found[place])], turn.wording)


def _called(turn: Turn, one: Invitation) -> str:
    return one.name or _numbered(turn, one)


def _numbered(turn: Turn, one: Invitation) -> str:
    return turn.wording.label("No. %(n)s, %(role)s", n=one.id, role=_role(turn, one))


def _role(turn: Turn, one: Invitation) -> str:
    return turn.wording.label(ROLES[one.role])


def _line(turn: Turn, one: Invitation, *, by: bool = False) -> Markup:
    until = local_day(one.expires_at) if one.expires_at else turn.today
    over = one.expires_at is not None and one.expires_at <= turn.db.now
    when = (
        turn.wording.text("expired")
        if over
        else turn.wording.text("until %(day)s", day=turn.wording.day(until))
    )
    said = turn.wording.text(
        "%(name)s, %(role)s%(where)s: %(when)s",
        name=_called(turn, one),
        role=_role(turn, one),
        where="".join(turn.wording.label(", ") + village for village in one.villages),
        when=when,
    )
    if not by:
        return said
    who = people.get(turn.db, one.by).name if one.by else turn.wording.label("command line")
    return turn.wording.text("%(who)s (by %(by)s)", who=said, by=who)


@only(*MANAGING)
def open_invitation(turn: Turn) -> None:
    """Show an invitation: a new link, or none at all."""
    one = staff.invitation(turn.db, turn.pressed(OpenInvitation).invitation)
    rows = column(
        Press(turn.wording.label("🔗 New link"), Renew(one.id)),
        Press(turn.wording.label("Revoke"), Revoke(one.id), "danger"),
    )
    back = Press(turn.wording.label("◀ Back"), Invited(one.unit, 0))
    turn.show(Screen(_line(turn, one), (*rows, (back, home.key(turn.wording))), Level.L1))


@only(*MANAGING)
def renew(turn: Turn) -> None:
    """Make a new link, behind the PIN; the old one works no more."""
    one = _still_open(turn, turn.pressed(Renew).invitation)
    if not pin.proven(turn):
        return
    send(turn, one.role, one.unit, one.name, staff.renew(turn.db, one.id))
    turn.notice = turn.wording.text("Here is a new link. The old one no longer works.")
    show_waiting(turn, one.unit)


@only(*MANAGING)
def revoke(turn: Turn) -> None:
    """Revoke an invitation."""
    one = staff.revoke(turn.db, _still_open(turn, turn.pressed(Revoke).invitation).id)
    turn.notice = turn.wording.text("Revoked: nobody can join by it any more.")
    show_waiting(turn, one.unit)


def _still_open(turn: Turn, number: int) -> Invitation:
    """A double tap, or one who joined meanwhile, is no mystery."""
    try:
        return staff.invitation(turn.db, number)
    except NotThere:
        raise Stale from None


def answers(turn: Turn, text: str) -> bool:
    """Take 邀請 from who invites; an administrator chooses the unit first."""
    meant = turn.speaker.role in MANAGING and SAYINGS.fullmatch(plain(text)) is not None
    if meant and turn.speaker.role is Role.ADMIN:
        turn.notice = turn.wording.text("To which unit do you invite?")
        units.show_districts(turn)
    elif meant:
        show_roles(turn, turn.unit.id)
    return meant


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for form, words in ((INVITATION, WORDS), (VILLAGE_INVITATION, VILLAGE_WORDS)):
        app.flows[form.name] = Flow(
            form, words, MANAGING, invited_all, heading=_heading, judges=_known, proven=pin.proven
        )
    app.saying(answers, SAYINGS.fullmatch)
    app.entries.append(
        HomeEntry(N_("✉️ Open invitations"), InvitedAnywhere(0), (Role.ADMIN,), place=HomePlace.MORE)
    )
    for handler, button in (
        (invite, Invite),
        (invite_as, InviteAs),
        (waiting, Invited),
        (waiting_anywhere, InvitedAnywhere),
        (open_invitation, OpenInvitation),
        (renew, Renew),
        (revoke, Revoke),
    ):
        app.on(button, handler)
