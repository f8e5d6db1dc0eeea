"""People: invited, changed, suspended and let back in by an administrator, or by who leads their unit."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from actions import absence
from actions.staffing import leave as staffing
from casework.errors import HandOverFirst, NotThere, OthersVillage, Stale, TakenFor
from casework.handover import Moved, can_go_to, hands_over_before, may_hand_over
from casework.staffing.leave import OPEN_END
from casework.staffing.managing import (
    MOST,
    for_villages,
    leads,
    may_entrust,
    may_invite,
    may_manage,
    roles_to_change,
)
from casework.staffing.people import LEADING, SERVING, Person, Role
from casework.staffing.units import Unit
from casework.text.dates import local_day
from casework.text.names import letters, taken_for
from storage import on_call
from storage.cases import glass
from storage.core import journal
from storage.core.database import Transaction
from storage.core.locks import hold
from storage.core.news import OfficeNews
from storage.core.tables import people as people_rows
from storage.handover import handovers, holdings
from storage.messages import outbox, vanishing
from storage.staffing import addresses, invitations, leaves, people
from storage.staffing.invitations import Invitation
from storage.staffing.leaves import Leave


def team(db: Transaction, unit: int) -> list[Person]:
    """List the people of a unit, for who does them."""
    _led(db, unit)
    return people.members(db, unit)


def invited_anywhere(db: Transaction) -> list[Invitation]:
    """List whom any unit waits for, for an administrator."""
    if _speaker(db).role is not Role.ADMIN:
        raise NotThere
    return invitations.every(db)


def invited(db: Transaction, unit: int) -> list[Invitation]:
    """List whom a unit waits for, for who does its people."""
    _led(db, unit)
    return invitations.of_unit(db, unit)


def invite(
    db: Transaction, role: Role, unit: int, villages: Sequence[str], names: Sequence[str]
) -> list[tuple[str, str]]:
    """Invite people for a role in a unit; returns each name with the code that lets them in, once."""
    if not may_invite(_speaker(db), role, people.unit(db, unit)):
        raise NotThere
    of = villages if for_villages(role) else ()
    if others(db, role, unit, of):
        raise OthersVillage
    _told_apart(names, called(db))
    return [(name, invitations.invite(db, role, unit, of, name)) for name in names]


def others(db: Transaction, role: Role, unit: int, villages: Sequence[str]) -> list[str]:
    """List for which of these villages the speaker may not invite: another unit answers for them."""
    me = _speaker(db)
    return [one for one in villages if not may_entrust(me, role, unit, people.area(db, one)[0])]


def invitation(db: Transaction, number: int) -> Invitation:
    """Find an invitation that nobody has joined by yet, and that is the speaker's to revoke."""
    found = invitations.get(db, number)
    if found is None or not may_invite(_speaker(db), found.role, people.unit(db, found.unit)):
        raise NotThere
    return found


def revoke(db: Transaction, number: int) -> Invitation:
    """Let nobody join by an invitation any more."""
    found = invitation(db, number)
    if not invitations.revoke(db, found):
        raise Stale
    return found


def renew(db: Transaction, number: int) -> str:
    """Revoke an invitation and invite for the same anew: its link is lost, or too old. Returns the code."""
    found = revoke(db, number)
    return invitations.invite(db, found.role, found.unit, found.villages, found.name)


def managed(db: Transaction, person: int) -> Person:
    """Find somebody whom the speaker may change and suspend; any other is `NotThere`."""
    found = people.get(db, person)
    if not may_manage(_speaker(db), found):
        raise NotThere
    return found


def managed_by_name(db: Transaction, name: str) -> list[Person]:
    """List whom the speaker may suspend by a part of their name; the first ten."""
    me = _speaker(db)
    return _called(name, (one for one in people.everybody(db) if one.active and may_manage(me, one)))


def led_by_name(db: Transaction, name: str) -> list[Person]:
    """List those whose people the speaker does, also who is suspended, by a part of their name."""
    me = _speaker(db)
    return _called(name, (one for one in people.everybody(db) if one.here and leads(me, one.unit)))


def _called(name: str, found: Iterable[Person]) -> list[Person]:
    part = letters(name)
    return [one for one in found if part and part in letters(one.name)][:MOST]


def change(
    db: Transaction,
    person: int,
    *,
    name: str | None = None,
    phone: str | None = None,
    villages: Sequence[str] = (),
) -> Person:
    """Correct somebody's name or telephone, or for which villages a chief speaks; they hear of it."""
    before = managed(db, person)
    if name is not None:
        _told_apart([name], called(db, but=person))
    if villages and before.role is not Role.CHIEF:
        raise NotThere
    after = replace(before, name=name or before.name, phone=phone or before.phone)
    on_call.known_as(db, before, after)
    return _describe(db, replace(after, villages=tuple(villages) or before.villages))


def change_role(db: Transaction, person: int, role: Role, version: int) -> Person:
    """Give somebody another role in their unit; what they serve goes to somebody else before."""
    before = _as_shown(db, person, version)
    if role not in roles_to_change(_speaker(db), before, people.unit(db, before.unit)):
        raise NotThere
    has = holdings.held(db, before.id, before.unit)
    if hands_over_before(role, before, has) or _stands_in(db, before, role):
        raise HandOverFirst
    after = _describe(db, replace(before, role=role))
    outbox.withdraw_files(db, person)
    if role is not before.role:
        vanishing.take_back(db, person)
    if not _same_work(before.role, role):
        staffing.end_all(db, person)
    return after


def called(db: Transaction, *, but: int = 0) -> list[str]:
    """List what everybody is called who is here, or invited."""
    there = [one.name for one in people.everybody(db) if one.here and one.id != but]
    return there + [one.name for one in invitations.every(db) if one.name]


def _told_apart(names: Sequence[str], others: Sequence[str]) -> None:
    """Refuse a name that is taken for another at a glance; the very same one is told apart by the unit."""
    for name in names:
        if other := taken_for(name, (*others, *names)):
            raise TakenFor(other)


def _stands_in(db: Transaction, person: Person, role: Role) -> bool:
    """Tell whether somebody stands in for another whose work they would do no more in that role."""
    return not _same_work(person.role, role) and leaves.stands_in(db, person.id)


def _same_work(before: Role, after: Role) -> bool:
    return before is after or {before, after} <= set(SERVING)


def _describe(db: Transaction, after: Person) -> Person:
    people.describe(db, after)
    journal.write(db, "person.changed", person=after.id, role=after.role)
    told = OfficeNews("person.changed", after.id)
    db.news += [told] if told not in db.news else []
    return people.get(db, after.id)


def suspend(db: Transaction, person: int, version: int) -> Moved:
    """Stop somebody's access at once (停權): they hear nothing and may do nothing; returns what is left open.

    It stays theirs, and whoever leads the unit hears of it, until somebody stands in or takes over.
    """
    before = _as_shown(db, person, version)
    if not before.active:
        raise Stale
    _cut_off(db, before)
    journal.write(db, "person.suspended", person=person)
    _tell_leaders(db, before.unit, "person.suspended", but=person)
    return holdings.held(db, person, before.unit)


def lock(db: Transaction, version: int) -> None:
    """Stop the speaker's own access at once: their phone is lost. Who can let them back in hears of it."""
    me = _speaker(db)
    if me.version != version:
        raise Stale
    _cut_off(db, me)
    journal.write(db, "person.locked", person=me.id)
    db.news += [OfficeNews("person.locked", one.id, me.id) for one in who_lets_in(db, me)]


def _cut_off(db: Transaction, person: Person) -> None:
    """Nothing more is heard or done there; what they were shown goes, and so do their invitations."""
    people.suspend(db, person)
    addresses.leave_forms(db, person.id)
    outbox.withdraw(db, person.id)
    vanishing.take_back(db, person.id)
    glass.end(db, person.id)
    invitations.revoke_of(db, person.id)


def who_lets_in(db: Transaction, person: Person) -> list[Person]:
    """Who may let somebody back in, and hears of it: of the unit, else administrators, else who is away."""
    circles = people.in_unit(db, person.unit, LEADING), people.of_role(db, Role.ADMIN)
    near, far = ([one for one in circle if may_manage(one, person) and not one.blocked] for circle in circles)
    for circle in (near, far):
        if found := [one for one in circle if one.deputy is None]:
            return found
    return near + far


def readmit(db: Transaction, person: int, version: int) -> Person:
    """Let somebody back in, as what they were; who stood in for them hears that it is over."""
    before = _as_shown(db, person, version)
    if not before.suspended:
        raise Stale
    people.readmit(db, before)
    staffing.let_back(db, before)
    journal.write(db, "person.readmitted", person=person)
    db.news.append(OfficeNews("person.readmitted", person))
    return people.get(db, person)


def end(db: Transaction, person: int, version: int) -> Person:
    """End the access of who has nothing open: they leave for good; whoever has, hands it over first."""
    before = _as_shown(db, person, version)
    away = leaves.of_person(db, person)
    handovers.go(db, person)
    outbox.withdraw(db, person)
    invitations.revoke_of(db, person)
    db.news.append(OfficeNews("person.left", person, gone=before.active))
    db.news += absence.no_longer(away, 0)
    return before


def transfer(db: Transaction, person: int, into: int, version: int) -> Person:
    """Let who has nothing open go to another unit, as what they are; whoever has, hands it over first."""
    before = _as_shown(db, person, version)
    if not may_hand_over(_speaker(db), before):
        raise NotThere
    if not can_go_to(before, people.unit(db, into)):
        raise Stale
    away = leaves.of_person(db, person)
    handovers.go(db, person, into)
    outbox.withdraw_files(db, person)
    db.news.append(OfficeNews("person.transferred", person))
    db.news += (*absence.no_longer(away, 0), *absence.without_deputy(db, away))
    _tell_leaders(db, into, "person.newcomer", but=person)
    return people.get(db, person)


def deputies(db: Transaction, person: int) -> list[Person]:
    """List who can stand in for somebody who is suspended, and is not away today."""
    suspended = managed(db, person)
    return [one for one in staffing.deputies_of(db, suspended) if one.deputy is None]


def stand_in(db: Transaction, person: int, deputy: int) -> Leave:
    """Let somebody do the work of who is suspended, until they are let back in."""
    hold(db, people_rows, [person, deputy])  # two who lead name one deputy
    suspended = managed(db, person)
    if not suspended.suspended:
        raise Stale
    if deputy not in {one.id for one in deputies(db, person)}:
        raise NotThere
    before = leaves.of_person(db, person)
    for leave in before:
        leaves.end(db, leave)
    db.news += absence.no_longer(before, deputy)
    made = leaves.add(db, person, deputy, local_day(db.now), OPEN_END)
    journal.write(db, "person.away", person=person, deputy=deputy, first=made.first.isoformat())
    db.news.append(OfficeNews("person.stand_in", deputy))
    return made


def _as_shown(db: Transaction, person: int, version: int) -> Person:
    found = managed(db, person)
    if found.version != version:
        raise Stale
    return found


def _tell_leaders(db: Transaction, unit: int, verb: str, *, but: int) -> None:
    """Whoever else leads a unit hears what was done about somebody of theirs."""
    known = (_speaker(db).id, but)
    told = [one for one in people.in_unit(db, unit, LEADING) if one.id not in known]
    db.news += [OfficeNews(verb, one.id) for one in told]


def _led(db: Transaction, unit: int) -> Unit:
    if not leads(_speaker(db), unit):
        raise NotThere
    return people.unit(db, unit)


def _speaker(db: Transaction) -> Person:
    if db.speaker is None:
        raise NotThere
    return db.speaker
