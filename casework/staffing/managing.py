"""Who does people and units: an administrator everywhere, a supervisor or head in the own unit."""

import re
from collections.abc import Mapping
from typing import Final

from casework.errors import EmptyAnswer, OddName, TooMany
from casework.forms import BETWEEN, Form, Question, QuestionKind, readable
from casework.staffing.leave import OWING
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.identity import plain
from casework.text.names import clean_name, legible_name
from casework.text.telephones import readable_phone

MANAGING: Final = (*LEADING, Role.ADMIN)
"""Who may begin; the rules below then judge whom it is about."""

_NETWORK: Final = (Role.HEAD, Role.LIAISON)
_SECTION: Final = (Role.HEAD, Role.LIAISON, Role.CLERK, Role.CHIEF)
_ROLES: Final[Mapping[UnitKind, tuple[Role, ...]]] = {
    UnitKind.CENTRE: (Role.WORKER, Role.SUPERVISOR, Role.HEAD),
    UnitKind.PROTECTION: (Role.SCREENER, Role.WORKER, Role.LIAISON, Role.SUPERVISOR, Role.HEAD),
    UnitKind.DISTRICT: (Role.CHIEF, Role.CLERK, Role.HEAD),
    UnitKind.BUREAU: (Role.BUREAU, Role.HEAD, Role.ADMIN),
    UnitKind.CIVIL: _SECTION,
    UnitKind.WELFARE: _SECTION,
}
_RANK: Final = {Role.ADMIN: 3, Role.HEAD: 2, Role.SUPERVISOR: 1}


def roles_in(kind: UnitKind) -> tuple[Role, ...]:
    """Return the roles there are in a kind of unit (`domain.md` §1): in most its liaisons and a head."""
    return _ROLES.get(kind, _NETWORK)


def leads(by: Person, unit: int) -> bool:
    """Tell whether somebody does the people of a unit."""
    return by.role is Role.ADMIN or (by.role in LEADING and by.unit == unit)


def _outranks(by: Person, role: Role) -> bool:
    """Nobody but an administrator makes or unmakes an equal."""
    return by.role is Role.ADMIN or _RANK.get(role, 0) < _RANK.get(by.role, 0)


def may_invite(by: Person, role: Role, unit: Unit) -> bool:
    """Tell whether somebody may invite for a role in a unit."""
    there = not unit.ended and role in roles_in(unit.kind)
    return there and leads(by, unit.id) and _outranks(by, role)


def roles_to_give(by: Person, unit: Unit) -> list[Role]:
    """List the roles somebody may invite for in a unit."""
    return [role for role in roles_in(unit.kind) if may_invite(by, role, unit)]


def may_manage(by: Person, person: Person) -> bool:
    """Tell whether somebody may change, suspend and let back in another; nobody themselves."""
    other = by.id != person.id and person.here
    return other and leads(by, person.unit) and _outranks(by, person.role)


def may_send_away(by: Person, person: Person) -> bool:
    """Tell whether somebody may say who stands in for another, who is there, owes something and is ill."""
    return may_manage(by, person) and person.active and person.role in OWING


def roles_to_change(by: Person, person: Person, unit: Unit) -> list[Role]:
    """List what somebody can become in the same unit; a chief speaks for a village, by an invitation."""
    if person.role is Role.CHIEF or not may_manage(by, person):
        return []
    return [role for role in roles_to_give(by, unit) if role not in (person.role, Role.CHIEF)]


def for_villages(role: Role) -> bool:
    """A chief speaks for villages, a worker is their primary worker (1里1主責社工) [002]."""
    return role in (Role.CHIEF, Role.WORKER)


def may_entrust(by: Person | None, role: Role, unit: int, answers: int | None) -> bool:
    """Tell whether somebody may be invited for a village, by which unit *answers* for it now.

    A primary worker takes it along into the unit: from another an administrator alone, or the command line.
    """
    anywhere = by is None or by.role is Role.ADMIN or role is not Role.WORKER
    return anywhere or answers in (None, unit)


def person_name(text: str) -> str:
    """Read a colleague's name; `EmptyAnswer` when no letter is in it (faults 49), `OddName` of odd ones."""
    if not any(character.isalpha() for character in clean_name(text)):
        raise EmptyAnswer
    name = legible_name(text)
    if not name:
        raise OddName
    return name


def unit_name(text: str) -> str:
    """Read the name of a unit: one line, with something to read in it."""
    name = plain(text)
    if not readable(name):
        raise EmptyAnswer
    return name


MOST: Final = 10
"""So many are invited at once: each of them gets a message of their own."""


def names_in(text: str) -> list[str]:
    """Read names, one a line or set off by marks; each can be read, and they are not too many."""
    found = [person_name(one) for one in re.split(r"[\n、,，;；/]+", text) if one.strip()]
    if len(found) > MOST:
        raise TooMany
    return list(dict.fromkeys(found))


def _names(text: str) -> str:
    return BETWEEN.join(names_in(text))


_NAMES: Final = Question("names", QuestionKind.TEXT, limit=400, check=_names, several=True)
"""As who invites knows them: nobody names themselves."""
INVITATION: Final = Form("invitation", (_NAMES,))
VILLAGE_INVITATION: Final = Form(
    "village_invitation", (Question("villages", QuestionKind.TEXT, limit=400, optional=True), _NAMES)
)
"""The same of a role that is for villages."""


def invitation_to(role: Role) -> Form:
    """Return what is asked before somebody is invited for a role."""
    return VILLAGE_INVITATION if for_villages(role) else INVITATION


UNIT_NAME: Final = Form("unit_name", (Question("name", QuestionKind.TEXT, limit=60, check=unit_name),))
"""What a unit is called: one that is new, or by another name from now on."""
PERSON_NAME: Final = Form("person_name", (Question("name", QuestionKind.TEXT, limit=60, check=person_name),))
PERSON_PHONE: Final = Form(
    "person_phone", (Question("phone", QuestionKind.TEXT, limit=40, check=readable_phone),)
)
