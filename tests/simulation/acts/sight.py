"""What people can see when they decide what to do: a frozen picture of the office."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.meetings.rights import speaks_for
from casework.new_year.care import CARE
from casework.new_year.cold import COLD_LIST
from casework.new_year.parts import PART
from casework.on_call import ROTA
from casework.policy.owed import Bearer, Rules
from casework.policy.policy import Policy
from casework.reminders.meetings import ATTENDANCE, ITEM, MEETING, MERIT_YEAR
from casework.reminders.obligations import CASE
from casework.reminders.seats import SEAT
from casework.staffing.people import SERVING, Person, Role
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.core.tables import leaves as leave_rows
from storage.core.tables import nudges as nudge_rows
from storage.core.tables import obligations as duty_rows
from storage.core.tables import subjects
from storage.reminders.obligations import Obligation
from storage.staffing import people
from storage.staffing.leaves import Leave
from tests.simulation.acts.known import Known
from tests.support.round_tables import ROUND_TABLE

FRESH = timedelta(days=2)
"""So long somebody may still tap on a nudge."""
_LEAVES = (
    select(leave_rows).where(leave_rows.c.told_at.is_(None)).order_by(leave_rows.c.person, leave_rows.c.first)
)
_FRESH = (
    select(nudge_rows.c.letter, nudge_rows.c.person, nudge_rows.c.obligation)
    .join(duty_rows, duty_rows.c.id == nudge_rows.c.obligation)
    .where(nudge_rows.c.told_at >= bindparam("since"))
    .order_by(duty_rows.c.due, duty_rows.c.id)
)
OF_CARE = (CARE.name, PART.name, COLD_LIST.name)
"""The kinds of subject of New-Year care."""
OF_FLOWS = ("referral", "escort", "sitting", "student", "transition", "youth")
"""The kinds of subject of what goes on between units."""
OF_MEETINGS = (MEETING.name, ATTENDANCE.name, ITEM.name, MERIT_YEAR.name)
"""The kinds of subject of what is owed for meetings."""
OF_CASES = (CASE.name, SEAT.name)
"""The kinds of subject that are acted on by the card of a case."""


@dataclass(frozen=True)
class Sight:
    """Everything that decisions rest on."""

    now: datetime
    rules: Rules
    cases: Mapping[int, Case]
    """The open ones."""
    owed: tuple[Obligation, ...]
    """Of the cases and of the seats beside their leads."""
    seats: Mapping[int, int]
    """The case of each joint seat."""
    tables: tuple[Obligation, ...]
    """Round tables that are to be held."""
    rotas: tuple[Obligation, ...]
    """Who is on call is to be named, or a telephone to be on."""
    care: tuple[Obligation, ...]
    """What is owed of New-Year care and in the cold."""
    flows: tuple[Obligation, ...]
    """What is owed of what goes on between units."""
    meetings: tuple[Obligation, ...]
    """What is owed for meetings."""
    people: Mapping[int, Person]
    """Those who may act."""
    suspended: Mapping[int, Person]
    """Those whose access is stopped for now."""
    leaves: tuple[Leave, ...]
    primary: Mapping[str, int | None]
    """Who is the primary worker of each village with an open case."""
    nudged: tuple[tuple[int, int, int], ...]
    """Who was nudged about which duty, and how often they put it off."""

    @property
    def policy(self) -> Policy:
        """The edition in force."""
        return self.rules.policy

    @property
    def today(self) -> date:
        """The day in the office."""
        return local_day(self.now)

    @property
    def here(self) -> Mapping[int, Person]:
        """Those who have not left."""
        return {**self.people, **self.suspended}

    @property
    def answering(self) -> list[Person]:
        """Those who answer for something: who may act, and who is suspended while somebody stands in."""
        return [*self.people.values(), *(one for one in self.suspended.values() if one.deputy is not None)]

    def place(self, subject: int) -> tuple[Case, int]:
        """Return the case of a case or seat, and the number of the seat in it."""
        return (self.cases[self.seats.get(subject, subject)], subject if subject in self.seats else LEAD)

    def there(self, person: int | None) -> int | None:
        """Return who can act for somebody today: themselves, or who stands in."""
        while person is not None and (one := self.here.get(person)) is not None:
            if one.deputy is None:
                return person if one.active and not one.blocked else None
            person = one.deputy
        return None

    def of_role(self, role: Role) -> list[int]:
        """List who of a role can act, each by themselves or by who stands in."""
        return self._there(one.id for one in self.answering if one.role is role)

    def supervisors(self, unit: int | None) -> list[int]:
        """List who answers for a unit; its head where it has no supervisor, and the bureau without either."""
        there = [one for one in self.answering if one.unit == unit]
        for role in (Role.SUPERVISOR, Role.HEAD):
            if own := [one.id for one in there if one.role is role]:
                return self._there(own)
        return self.of_role(Role.BUREAU)

    def answer_for(self, duty: Obligation) -> list[int]:
        """List who can do what a unit owes, or a person of it."""
        if duty.bearer is Bearer.PERSON:
            found = self.there(duty.person)
            return [] if found is None else [found]
        role = {Bearer.LIAISONS: Role.LIAISON, Bearer.CLERKS: Role.CLERK}.get(duty.bearer)
        if role is None:
            return self.of_role(Role.BUREAU) if duty.bearer is Bearer.BUREAU else self.supervisors(duty.unit)
        return self._there(one.id for one in self.answering if one.unit == duty.unit and one.role is role)

    def speaking(self, unit: int | None, bearer: Bearer) -> list[int]:
        """List who can speak for a unit at a meeting; of the bureau whoever is there."""
        if bearer is Bearer.BUREAU:
            return self.of_role(Role.BUREAU)
        return self._there(one.id for one in self.answering if speaks_for(one, unit or 0, bearer))

    def colleagues(self, unit: int | None, *others: int | None) -> list[int]:
        """List who else of a unit serves cases and can be reached."""
        found = (one for one in self.people.values() if one.unit == unit and one.role in SERVING)
        return [one.id for one in found if one.id not in others and not one.blocked]

    def _there(self, of: Iterable[int]) -> list[int]:
        found = (self.there(one) for one in of)
        return sorted({one for one in found if one is not None})


def see(db: Transaction, known: Known | None = None) -> Sight:
    """Take the picture; of what is *known* only what changed is read anew."""
    known = known or Known()
    found = {case.id: case for case in known.cases(db)}
    villages = dict.fromkeys(case.village for case in found.values())
    staff = known.everybody(db)
    owed = known.duties.read(db).obligations()
    return Sight(
        db.now,
        db.rules,
        found,
        tuple(one for one in owed if one.kind in OF_CASES),
        {seat.id: case.id for case in found.values() for seat in case.joint_seats},
        tuple(one for one in owed if one.kind == ROUND_TABLE.name),
        tuple(one for one in owed if one.kind == ROTA.name),
        tuple(one for one in owed if one.kind in OF_CARE),
        tuple(one for one in owed if one.kind in OF_FLOWS),
        tuple(one for one in owed if one.kind in OF_MEETINGS),
        {one.id: one for one in staff if one.active},
        {one.id: one for one in staff if one.suspended},
        tuple(_leaves(db)),
        {village: people.area(db, village)[1] for village in villages},
        tuple(_nudged(db)),
    )


def _leaves(db: Transaction) -> Iterator[Leave]:
    """List the leaves that are not over, in one question: this is asked for each act."""
    for one in db.connection.execute(_LEAVES):
        yield Leave(one.id, one.person, one.deputy, one.first, one.last, one.asked_at)


def _nudged(db: Transaction) -> list[tuple[int, int, int]]:
    """List fresh nudges that people can still do something about: those that a message has a key for.

    What somebody put off, and is not reminded of yet, is put off: to do so twice does nothing.
    """
    later = func.count().filter(nudge_rows.c.rung.startswith("later"))
    waits = func.count().filter(nudge_rows.c.told_at.is_(None), nudge_rows.c.rung.startswith("later"))
    fresh = func.max(nudge_rows.c.told_at)
    found = db.connection.execute(
        select(nudge_rows.c.person, nudge_rows.c.obligation, later, fresh)
        .join(duty_rows, duty_rows.c.id == nudge_rows.c.obligation)
        .join(subjects, subjects.c.id == duty_rows.c.subject)
        .where(duty_rows.c.ended_at.is_(None), duty_rows.c.urgent.is_(False), subjects.c.kind.in_(OF_CASES))
        .group_by(nudge_rows.c.person, nudge_rows.c.obligation)
        .having(waits == 0, fresh.isnot(None))
        .order_by(nudge_rows.c.obligation, nudge_rows.c.person)
    )
    keyed = _keyed(db)
    return [row[:3] for row in found if row[3] >= db.now - FRESH and (row[0], row[1]) in keyed]


def _keyed(db: Transaction) -> set[tuple[int, int]]:
    """List whom a message offers a key for which duty: it names the first few, and counts the others."""
    named: dict[int, list[tuple[int, int]]] = {}
    for letter, person, duty in db.connection.execute(_FRESH, {"since": db.now - FRESH}):
        known = named.setdefault(letter, [])
        if (person, duty) not in known:
            known.append((person, duty))
    return {one for known in named.values() for one in known[: db.rules.policy.nudges.lines]}
