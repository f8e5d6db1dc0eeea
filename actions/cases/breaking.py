"""Breaking the glass: a case is opened in an emergency, whoever has it hears, and it ends."""

from collections.abc import Iterator

from actions.audience import hearers
from actions.cases.looking import LookNews, looked_up, misses_left, tell, tell_of_decoy, witnesses
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.glass import breaks
from casework.errors import NotThere, Stale, TooManyMisses
from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.reminders import hearing
from casework.reminders.hearing import Personnel
from casework.staffing.people import Person
from storage.cases import cases, decoys, glass
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.messages import vanishing
from storage.staffing import people
from storage.staffing.directory import Directory


def can(db: Transaction) -> bool:
    """Tell whether the speaker may open what is not theirs."""
    return db.speaker is not None and db.unit is not None and breaks(db.speaker, db.unit)


def open_it(db: Transaction, number: str, reason: str) -> Case | None:
    """Open a case by its number; "not there" and "keeps out of it" are None alike, on record, not often."""
    me = db.speaker
    if me is None or not can(db):
        raise NotThere
    if not misses_left(db):
        raise TooManyMisses
    case = cases.of_number(db, number)
    if case is None or recusals.keeps_out(db, case.id):
        looked_up(db, 1, 0)
        return None
    if cases.may(db, case, Action.REVEAL):
        return case
    glass.add(db, case.id, me.id, db.rules.policy.glass.hours)
    journal.write(db, "case.glass_broken", subject=case.id)
    cases.remark(db, case, "case.glass_broken", reason)
    told, once = LookNews(me.id, me.name, case.number, case.id), f"{case.id}:{db.now:%Y%m%d%H%M%S}"
    everybody = recusals.without(db, case.id, Directory(db))
    concerned = {one.id: one for one in _concerned(db, case, everybody) if one.id != me.id}
    for one in concerned.values():
        tell(db, "look.glass", one, told, once)
    if tell_of_decoy(db, case, "look.decoy"):
        return case
    for one in witnesses(db, me, everybody):
        if one.id not in concerned:
            tell(db, "look.broke", one, told, once)
    return case


def end(db: Transaction, case: int, person: int) -> Person:
    """End what somebody reads so, for who leads the unit of the case; what they were shown goes."""
    found, reader = cases.get(db, case, Action.REASSIGN), people.get(db, person)
    me = db.speaker
    if me is None or not glass.end(db, reader.id, found.id):
        raise Stale
    vanishing.take_back(db, reader.id)
    journal.write(db, "case.glass_ended", subject=found.id, person=reader.id)
    told = LookNews(me.id, me.name, found.number, found.id)
    tell(db, "look.ended", reader, told, f"{found.id}:{db.now:%Y%m%d%H%M%S}")
    return reader


def _concerned(db: Transaction, case: Case, everybody: Personnel) -> Iterator[Person]:
    """Who serves it, and who leads the unit; of what no unit has, who screens."""
    served = () if decoys.maker(db, case.id) else case.seats
    serving = [one.worker for one in served if one.worker is not None]
    leading = (
        hearing.listeners(hearing.Owing(Bearer.SCREENERS), Hearer.OWNER, everybody)
        if case.unit is None
        else hearing.supervisors(case.unit, everybody)
    )
    for one in (*serving, *(each.id for each in leading)):
        yield from hearers(db, one, everybody)
