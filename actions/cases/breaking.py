"""Breaking the glass: a case is opened in an emergency, whoever has it hears, and it ends."""

from actions.audience import hearers
from actions.cases import looking
from actions.cases.looking import LookNews
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.glass import breaks
from casework.errors import NotThere, Stale
from casework.reminders import hearing
from casework.staffing.people import Person
from storage.cases import cases, glass
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.messages import vanishing
from storage.staffing import people
from storage.staffing.directory import Directory


def can(db: Transaction) -> bool:
    """Tell whether the speaker may open what is not theirs."""
    return db.speaker is not None and db.unit is not None and breaks(db.speaker, db.unit)


def open_it(db: Transaction, number: str, reason: str) -> Case:
    """Open a case by its number; "not there" and "keeps out of it" are the same `NotThere`."""
    me = db.speaker
    if me is None or not can(db):
        raise NotThere
    case = cases.of_number(db, number)
    if case is None or recusals.keeps_out(db, case.id):
        raise NotThere
    if cases.may(db, case, Action.REVEAL):
        return case
    glass.add(db, case.id, me.id, db.rules.policy.glass.hours)
    journal.write(db, "case.glass_broken", subject=case.id)
    cases.remark(db, case, "case.glass_broken", reason)
    told = LookNews(me.id, me.name, case.number, case.id)
    for one in _concerned(db, case):
        looking.tell(db, "look.glass", one, told, f"{case.id}:{db.now:%Y%m%d%H%M%S}")
    return case


def end(db: Transaction, case: int, person: int) -> Person:
    """End what somebody reads so, for who leads the unit of the case; what they were shown goes."""
    found, reader = cases.get(db, case, Action.REASSIGN), people.get(db, person)
    if not glass.end(db, reader.id, found.id):
        raise Stale
    vanishing.take_back_of(db, reader.id, found.id)
    journal.write(db, "case.glass_ended", subject=found.id, person=reader.id)
    return reader


def _concerned(db: Transaction, case: Case) -> list[Person]:
    """Who serves it, and who leads the unit; who keeps out of it hears nothing."""
    everybody = recusals.without(db, case.id, Directory(db))
    serving = [one.worker for one in case.seats if one.worker is not None]
    leading = [one.id for one in hearing.supervisors(case.unit, everybody)]
    heard = {who.id: who for one in (*serving, *leading) for who in hearers(db, one, everybody)}
    me = db.speaker.id if db.speaker else None
    return [one for one in heard.values() if one.id != me]
