"""People: who belongs to a unit, and how each of them stands; done by who leads it, or an administrator."""

import re
from functools import partial

from markupsafe import Markup

from actions.staffing import people as staff
from casework.errors import NotThere, TakenFor
from casework.forms import ABOUT, Draft, Form
from casework.handover import Moved, may_hand_over
from casework.search.asked import asked_by
from casework.staffing.managing import (
    MANAGING,
    PERSON_NAME,
    PERSON_PHONE,
    may_manage,
    may_send_away,
    roles_to_change,
    roles_to_give,
)
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.pin import has_pin
from casework.staffing.units import Unit
from casework.text.identity import plain
from handlers.forms import filling, pin
from handlers.forms.questions import WRONG
from handlers.handover import whose
from handlers.handover.successors import Whose
from handlers.staffing import units as shown
from handlers.staffing.leave import LeavesOf
from handlers.staffing.units import Invite, OpenUnit, Team
from handlers.ui import home, menu
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.screens import Key, Level, Press, Screen, column, lines
from handlers.ui.turn import App, Flow, Guide, HomeEntry, HomePlace, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.terms import ROLES
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.handover import holdings
from storage.staffing import people

SAYINGS = re.compile(r"人員|人員名單|同仁|people|staff|team", re.IGNORECASE)


NAMED = re.compile(
    r"(?:人員|同仁)[ :]*(.+)|(?:people|staff|person)[ :]+(.+)"
    r"|(?:請問)?(.+?)(?:是誰|是哪一?位)[啊呀呢]?|(?:請問)?誰是(.+)|who(?: is|'s) (.+)",
    re.IGNORECASE,
)
"""Words that ask who somebody is, and the name in them."""


class MyTeam(Button, prefix="nm"):
    """Show the people of the own unit."""


class OpenPerson(Button, prefix="no"):
    """Show somebody."""

    person: int


class ChangeName(Button, prefix="nn"):
    """Ask for somebody's name."""

    person: int


class ChangePhone(Button, prefix="nt"):
    """Ask for somebody's telephone."""

    person: int


class ChooseRole(Button, prefix="nr"):
    """Choose another role for somebody."""

    person: int


class Become(Button, prefix="nry"):
    """Give somebody a role, as their card showed them."""

    person: int
    version: int
    role: str


class Suspend(Button, prefix="ns"):
    """Ask once more before somebody is suspended; `suspending.py` does it."""

    person: int


class EndAccess(Button, prefix="ne"):
    """Ask once more before somebody's access ends for good."""

    person: int


class GivePin(Button, prefix="npg"):
    """Give somebody a PIN to begin with; `new_pin.py` does it."""

    person: int


class Readmit(Button, prefix="nb"):
    """Let somebody back in, as their card showed them."""

    person: int
    version: int


class ChooseStandIn(Button, prefix="nd"):
    """Choose who does the work of who is suspended."""

    person: int
    page: int


class Invited(Button, prefix="vl"):
    """Show a page of whom a unit waits for."""

    unit: int
    page: int


class RollTemplate(Button, prefix="vt"):
    """Send the table of a unit's people, in which they are changed; `roll.py` reads it."""

    unit: int


NAME_WORDS = Words(
    title=N_("Name of a person"),
    asks={"name": Ask(N_("What is their name?"), name=N_("Name"), example=N_("Wang Xiaoming"))},
)
PHONE_WORDS = Words(
    title=N_("Telephone of a person"),
    asks={"phone": Ask(N_("What is their telephone number?"), name=N_("Telephone"), example="0912-345-678")},
)


@only(*LEADING)
def my_team(turn: Turn) -> None:
    """Show the people of the own unit."""
    show_team(turn, turn.unit.id)


@only(*MANAGING)
def team(turn: Turn) -> None:
    """Show the people of a unit, five a page."""
    button = turn.pressed(Team)
    show_team(turn, button.unit, button.page)


def show_team(turn: Turn, number: int, page: int = 0) -> None:
    """Put the people of a unit on the screen: who is there, how they stand, and who is yet to join."""
    there, waiting = staff.team(turn.db, number), staff.invited(turn.db, number)
    unit = people.unit(turn.db, number)
    text = lines(
        Markup("<b>%s</b>") % unit.name,
        turn.wording.text("Joined: %(n)s, invited and not yet joined: %(m)s", n=len(there), m=len(waiting)),
        *(line(turn, one) for one in there[page * PAGE : (page + 1) * PAGE]),
    )
    called = told_apart(there, turn.wording)
    keys = [Press(_label(turn, one, called[one.id]), OpenPerson(one.id)) for one in there]
    beside = column(*_team_keys(turn, unit, len(waiting)))
    back = Press(turn.wording.label("◀ Back"), OpenUnit(unit.id))
    screen = shown.paged(turn, text, keys, page, partial(Team, unit.id), back=back, beside=beside)
    turn.show(Screen(screen.text, screen.rows, Level.L1))


def _team_keys(turn: Turn, unit: Unit, waiting: int) -> list[Key | None]:
    wording, admin = turn.wording, turn.speaker.role is Role.ADMIN
    giving = bool(roles_to_give(turn.speaker, unit))
    return [
        Press(wording.label("✉️ Invite"), Invite(unit.id), "primary") if giving else None,
        Press(wording.label("Invited (%(n)s)", n=waiting), Invited(unit.id, 0)) if waiting else None,
        Press(wording.label("📄 Table of people (.xlsx)"), RollTemplate(unit.id)) if giving else None,
        Press(wording.label(whose.TITLE), whose.Staff(unit.id, 0) if admin else whose.Begin("", 0)),
    ]


def _label(turn: Turn, person: Person, called: str) -> str:
    mark = "⏸ " if person.suspended else ""
    return mark + turn.wording.label(
        "%(name)s (%(role)s)", name=called, role=turn.wording.label(ROLES[person.role])
    )


def line(turn: Turn, person: Person) -> Markup:
    """Name somebody with their role, and what is not as usual."""
    role = turn.wording.label(ROLES[person.role])
    standing = _standing(turn, person)
    named = turn.wording.text("%(name)s, %(role)s", name=person.name, role=role)
    return named if standing is None else turn.wording.text("%(who)s: %(how)s", who=named, how=standing)


def _standing(turn: Turn, person: Person) -> Markup | None:
    if person.asleep:
        return turn.wording.text("sleeps since the restore")
    if person.suspended:
        return turn.wording.text("suspended")
    if person.blocked:
        return turn.wording.text("can't be reached: the bot is blocked")
    return turn.wording.text("away") if person.deputy is not None else None


@only(*MANAGING)
def open_person(turn: Turn) -> None:
    """Show somebody, and what can be done about them."""
    show(turn, turn.pressed(OpenPerson).person)


def show(turn: Turn, number: int) -> None:
    """Put somebody on the screen."""
    person = people.get(turn.db, number)
    if person not in staff.team(turn.db, person.unit):  # judges, too
        turn.notice = turn.wording.text("They belong here no longer.")
        show_team(turn, person.unit)
        return
    back = Press(turn.wording.label("◀ Back"), Team(person.unit, 0))
    rows = (*column(*_keys(turn, person)), (back, home.key(turn.wording)))
    turn.show(Screen(about(turn, person), rows, Level.L1))


def about(turn: Turn, person: Person) -> Markup:
    """Say who somebody is, how they stand, and what they have open."""
    wording, has = turn.wording, holdings.held(turn.db, person.id, person.unit)
    deputy = people.get(turn.db, person.deputy).name if person.deputy is not None else ""
    standing = _standing(turn, person)
    return lines(
        Markup("<b>%s</b>") % person.name,
        wording.text(
            "%(role)s, %(unit)s",
            role=wording.label(ROLES[person.role]),
            unit=people.unit(turn.db, person.unit).name,
        ),
        wording.text("Telephone: %(phone)s", phone=person.phone) if person.phone else None,
        wording.text("Villages: %(names)s", names=shown.names_of(turn, person.villages))
        if person.villages
        else None,
        Markup("<b>%s</b>") % standing if standing else None,
        wording.text("%(name)s stands in.", name=deputy) if deputy else None,
        wording.text(
            "Open: cases %(cases)s, offers %(offers)s, duties %(duties)s, villages %(villages)s",
            cases=has.cases,
            offers=has.offers,
            duties=has.obligations,
            villages=has.areas + has.vacant,
        ),
    )


def _keys(turn: Turn, person: Person) -> list[Key]:
    wording, keys = turn.wording, list[Key]()
    if may_manage(turn.speaker, person):
        keys += [
            Press(wording.label("✏️ Name"), ChangeName(person.id)),
            Press(wording.label("✏️ Telephone"), ChangePhone(person.id)),
        ]
        if roles_to_change(turn.speaker, person, people.unit(turn.db, person.unit)):
            keys.append(Press(wording.label("✏️ Role"), ChooseRole(person.id)))
        if person.active and has_pin(person):
            keys.append(Press(wording.label("🔑 New PIN"), GivePin(person.id)))
        if may_send_away(turn.speaker, person):
            keys.append(Press(wording.label("🌴 Away, with a deputy"), LeavesOf(person.id)))
        keys += standing_keys(turn, person)
        if holdings.held(turn.db, person.id, person.unit) == Moved():
            keys.append(Press(wording.label("⏹ End access"), EndAccess(person.id)))
    if may_hand_over(turn.speaker, person):
        keys.append(Press(wording.label(whose.TITLE), Whose(person.id)))
    return keys


def standing_keys(turn: Turn, person: Person) -> list[Key]:
    """The keys by which somebody is suspended, or let back in, or stood in for meanwhile."""
    if not person.suspended:
        return [Press(turn.wording.label("⏸ Suspend"), Suspend(person.id), "danger")]
    return [
        Press(turn.wording.label("▶️ Let back in"), Readmit(person.id, person.version)),
        Press(turn.wording.label("Name who stands in"), ChooseStandIn(person.id, 0)),
    ]


@only(*MANAGING)
def change_name(turn: Turn) -> None:
    """Ask for somebody's name."""
    _ask(turn, PERSON_NAME, turn.pressed(ChangeName).person)


@only(*MANAGING)
def change_phone(turn: Turn) -> None:
    """Ask for somebody's telephone."""
    _ask(turn, PERSON_PHONE, turn.pressed(ChangePhone).person)


def _ask(turn: Turn, form: Form, person: int) -> None:
    filling.afresh(turn, form, None, {ABOUT: [str(staff.managed(turn.db, person).id)]})


def _whom(draft: Draft) -> int:
    [number] = draft.chosen(ABOUT)
    return int(number)


def _heading(turn: Turn, draft: Draft) -> Markup:
    return line(turn, staff.managed(turn.db, _whom(draft)))


def changed(turn: Turn, draft: Draft) -> None:
    """Keep the name or the telephone; they hear of it."""
    name, phone = draft.said("name") or None, draft.said("phone") or None
    try:
        person = staff.change(turn.db, _whom(draft), name=name, phone=phone)
    except TakenFor:
        filling.ask_again(turn, draft, "name", turn.wording.text(WRONG[TakenFor]))
        return
    turn.notice = turn.wording.text("Changed. They hear of it.")
    show(turn, person.id)


@only(*MANAGING)
def choose_role(turn: Turn) -> None:
    """Ask what somebody becomes."""
    person = staff.managed(turn.db, turn.pressed(ChooseRole).person)
    unit = people.unit(turn.db, person.unit)
    keys = [
        Press(turn.wording.label(ROLES[role]), Become(person.id, person.version, role))
        for role in roles_to_change(turn.speaker, person, unit)
    ]
    text = turn.wording.text("What is %(name)s from now on?", name=person.name)
    back = Press(turn.wording.label("◀ Back"), OpenPerson(person.id))
    turn.show(Screen(text, (*column(*keys), (back, home.key(turn.wording))), Level.L1))


@only(*MANAGING)
def become(turn: Turn) -> None:
    """Give somebody another role, behind the PIN; they hear of it, and their menu changes."""
    button = turn.pressed(Become)
    staff.managed(turn.db, button.person)
    if button.role not in set(Role):
        raise NotThere
    if not pin.proven(turn):
        return
    person = staff.change_role(turn.db, button.person, Role(button.role), button.version)
    menu.publish_to(turn, person)
    turn.notice = turn.wording.text("Changed. They hear of it.")
    show(turn, person.id)


def answers(turn: Turn, text: str) -> bool:
    """Take 人員 from who does people; an administrator chooses the unit first."""
    meant = turn.speaker.role in MANAGING and SAYINGS.fullmatch(plain(text)) is not None
    if meant and turn.speaker.role is Role.ADMIN:
        shown.show_districts(turn)
    elif meant:
        show_team(turn, turn.unit.id)
    return meant


def names(turn: Turn, text: str) -> bool:
    """Take 人員 王測試 and 王測試是誰 from who does people; of nobody they lead, it is a question."""
    asked = NAMED.fullmatch(plain(text).strip("?？! 。")) if turn.speaker.role in MANAGING else None
    name = next(filter(None, asked.groups())) if asked else ""
    none = not name or asked_by(name)  # "who is late" asks for no name
    found = [] if none else staff.led_by_name(turn.db, name)
    if len(found) == 1:
        show(turn, found[0].id)
    elif found:
        called = told_apart(found, turn.wording)
        keys = (Press(_label(turn, one, called[one.id]), OpenPerson(one.id)) for one in found)
        which = turn.wording.text("Who is meant?")
        turn.show(Screen(which, column(*keys, home.key(turn.wording)), Level.L1))
    return bool(found)


STOPPING = (
    "(?:鎖定?|停用|停權|暫停|終止|移除)(?:帳號|帳戶|權限|人員|同仁)|(?:有人|同仁|人員|社工)要?(?:離職|退休|調走)了?"
    "|(?:lock|suspend|stop|end|remove|delete)(?:an?|the)?(?:account|access|person|user|colleague)"
    "|(?:someone|somebody|acolleague|aworker)(?:leaves|left|isleaving)"
)
"""How people ask what to do with the access of others."""
_STOP = N_(
    "Open their unit and then the person: access is stopped or ended there. What they have open goes to "
    "others by “%(hand_over)s”."
)


def _to_stop(roles: tuple[Role, ...], label: str, button: Button) -> Guide:
    return Guide(STOPPING, _STOP, roles, label, button, {"hand_over": whose.TITLE})


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(HomeEntry(N_("👥 People"), MyTeam(), LEADING, place=HomePlace.MORE))
    app.guides += [
        _to_stop((Role.ADMIN,), shown.TITLE, shown.Districts(0)),
        _to_stop(LEADING, N_("👥 People"), MyTeam()),
    ]
    app.saying(answers, SAYINGS.fullmatch)
    app.saying(names)
    for form, words in ((PERSON_NAME, NAME_WORDS), (PERSON_PHONE, PHONE_WORDS)):
        app.flows[form.name] = Flow(form, words, MANAGING, changed, heading=_heading)
    for handler, button in (
        (my_team, MyTeam),
        (team, Team),
        (open_person, OpenPerson),
        (change_name, ChangeName),
        (change_phone, ChangePhone),
        (choose_role, ChooseRole),
        (become, Become),
    ):
        app.on(button, handler)
