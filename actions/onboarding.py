"""Onboarding: who was invited joins, and chooses a language."""

from collections.abc import Iterator

from msgspec.structs import replace

from casework.errors import InvitationSpent, NotThere, OwnInvitation
from casework.staffing.managing import leads, may_entrust
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.pin import has_pin
from casework.text.names import legible_name
from casework.text.telephones import shared_phone
from storage import on_call
from storage.core.database import Transaction
from storage.core.letters import Address
from storage.core.news import OfficeNews
from storage.handover import handovers
from storage.messages import outbox
from storage.staffing import addresses, invitations, people, pins, units
from storage.staffing.invitations import Invitation

MISSED = 10
"""So many of what could not be told are told to who comes back; the latest."""


def follow(db: Transaction, code: str, by: bytes) -> Invitation:
    """Follow an invitation from an address, known by its token; nobody joins by their own."""
    invitation = invitations.open_invitation(db, code, by)
    if db.speaker is not None and invitation.by == db.speaker.id:
        raise OwnInvitation
    return invitation


def joined_by(db: Transaction, code: str) -> bool:
    """Tell whether it is the invitation by which the speaker joined."""
    return db.speaker is not None and invitations.joined_by(db, code, db.speaker.id)


def join(
    db: Transaction, invitation: Invitation, at: Address, *, name: str, phone: str, language: str
) -> Person:
    """Take somebody in as what they were invited as; the invitation is spent, and they speak from now on.

    Who is suspended comes back only when they are let back in, by no invitation; who is something else by now
    hands over first what they have open: it belongs to the work, not to the person. Who is here and had to
    have a PIN chooses none: whoever holds their phone could. Only the command line lets them, where nobody
    is left to give them one.
    """
    known = people.get(db, at.person) if at.person is not None else None
    if known is not None and known.suspended:
        raise InvitationSpent
    if known is not None and (known.role, known.unit) != (invitation.role, invitation.unit):
        handovers.become(db, known)
    keeps_pin = known is not None and known.active and has_pin(known) and invitation.by is not None
    person = people.add(
        db,
        Person(
            id=0,
            role=invitation.role,
            unit=invitation.unit,
            name=invitation.name or legible_name(name) or phone or at.text,
            phone=shared_phone(phone),
            language=language,
            villages=invitation.villages if invitation.role is Role.CHIEF else (),
        ),
        at,
        keeps_pin=keeps_pin,
    )
    if person.role is Role.WORKER:
        units.entrust(db, _still_theirs(db, invitation), person.unit, person.id)
    on_call.staff_changed(db, person.unit, known.unit if known is not None else None)
    if known is not None:
        on_call.known_as(db, known, person)
    db.speaker, db.unit = person, people.unit(db, person.unit)
    db.at = replace(at, person=person.id)
    invitations.use(db, invitation, person.id)
    if has_pin(person) and not keeps_pin:
        pins.may_choose(db)
    _same_number(db, person, invitation)
    _tell_joined(db, person, invitation)
    return person


def _still_theirs(db: Transaction, invitation: Invitation) -> Iterator[str]:
    """Leave out what has gone to another unit since they were invited."""
    by = people.get(db, invitation.by) if invitation.by is not None else None
    for one in invitation.villages:
        unit, _ = people.area(db, one)
        if may_entrust(by, invitation.role, invitation.unit, unit):
            yield one


def _tell_joined(db: Transaction, person: Person, invitation: Invitation) -> None:
    """Who invited somebody hears that they joined; where the command line did, the administrators hear.

    Where who invited leads there no longer, whoever does hears.
    """
    administrators = people.of_role(db, Role.ADMIN)
    if invitation.by is None:
        verb, told = "person.joined_too", administrators
    elif leads(by := people.get(db, invitation.by), invitation.unit):
        verb, told = "person.joined", [by]
    else:
        verb, told = "person.joined_here", people.in_unit(db, invitation.unit, LEADING) or administrators
    db.news += [OfficeNews(verb, one.id, invitation.unit) for one in told if one.id != person.id]


def _same_number(db: Transaction, person: Person, invitation: Invitation) -> None:
    """Who invited somebody hears when another colleague has the same telephone: it may be the same person."""
    if not person.phone or invitation.by is None:
        return
    everybody = (one for role in Role for one in people.of_role(db, role))
    same = [one.name for one in everybody if one.id != person.id and one.phone == person.phone]
    if same:
        db.news.append(OfficeNews("person.same_number", invitation.by, (person.name, same[0])))


def speak(db: Transaction, language: str) -> None:
    """Speak a language with the speaker from now on."""
    if db.speaker is None:
        raise NotThere
    people.change(db, db.speaker.id, language=language)
    db.speaker = replace(db.speaker, language=language)


def come_back(db: Transaction, *, at: Address, person: int) -> None:
    """Tell who blocked the bot, and speaks again, what could not be told meanwhile; the latest of it."""
    if missed := outbox.write_again(db, at, MISSED):
        db.news.append(OfficeNews("office.missed", person, missed))


def reached(db: Transaction, *, gone: bool) -> None:
    """Write down that the speaker blocks the bot, or no longer does: what they owe must reach somebody."""
    if db.speaker is not None and db.at is not None:
        addresses.change(db, db.at.id, blocked_at=db.now if gone else None)
