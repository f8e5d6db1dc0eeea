"""People in a table: what a list of them is compared with, and each of its changes made."""

from collections.abc import Iterator, Mapping

from actions.staffing import people as staff
from casework.errors import NotThere
from casework.handover import can_go_to, hands_over_before, may_hand_over
from casework.staffing.managing import leads
from casework.staffing.people import Person, Role
from casework.staffing.roll_file import RollAct, RollChange, RollOffice
from casework.staffing.units import Unit
from casework.text.places import Places
from storage.core.database import Transaction
from storage.handover import handovers, holdings
from storage.staffing import invitations, people, units

CORRECTED = {RollAct.RENAME, RollAct.PHONE, RollAct.VILLAGES}
"""What is one correction, whichever of it changes."""


def office(db: Transaction, places: Places, roles: Mapping[str, Role]) -> RollOffice:
    """Say how the people stand whom the speaker leads, for rows to be compared with."""
    me = db.speaker
    if me is None:
        raise NotThere
    standing = people.standing_units(db)
    return RollOffice(
        me,
        {one.name: one for one in standing},
        places,
        roles,
        [one for one in people.everybody(db) if leads(me, one.unit)],
        {found for one in standing if leads(me, one.id) for found in _invited(db, one)},
        units.entrusted(db),
        lambda person, unit: may_hand_over(me, person) and can_go_to(person, unit),
        lambda person: handovers.busy(db, person),
        lambda person, role: hands_over_before(role, person, holdings.held(db, person.id, person.unit)),
        lambda role, unit, villages: staff.others(db, role, unit.id, villages),
        staff.called(db),
    )


def _invited(db: Transaction, unit: Unit) -> Iterator[tuple[int, Role, str]]:
    """Name whom a unit waits for; an invitation that is too old invites nobody."""
    for one in invitations.of_unit(db, unit.id):
        if one.expires_at is None or one.expires_at > db.now:
            yield one.unit, one.role, one.name


def invite(db: Transaction, change: RollChange) -> str:
    """Invite whom a row names; returns the code that lets them in."""
    if change.role is None:
        raise NotThere
    [(_, code)] = staff.invite(db, change.role, change.unit, change.villages, [change.name])
    return code


def carry_out(db: Transaction, change: RollChange) -> Person:
    """Make a change of somebody who is there, as it would be made by message."""
    person, acts = change.person, set(change.acts)
    if RollAct.END in acts:
        return staff.end(db, person, change.version)
    if acts & CORRECTED:
        name, phone = change.new_name or None, change.phone or None
        staff.change(db, person, name=name, phone=phone, villages=change.villages)
    if change.role is not None:
        staff.change_role(db, person, change.role, _version(db, person))
    if RollAct.SUSPEND in acts:
        staff.suspend(db, person, _version(db, person))
    if RollAct.READMIT in acts:
        staff.readmit(db, person, _version(db, person))
    if RollAct.MOVE in acts:
        staff.transfer(db, person, change.into, _version(db, person))
    return people.get(db, person)


def _version(db: Transaction, person: int) -> int:
    """Each act leaves another version, which the next one of the same row goes on from."""
    return people.get(db, person).version
