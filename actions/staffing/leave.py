"""Staffing: who is away, who stands in for them, and what they hear when they are back."""

from collections.abc import Iterable
from datetime import date, time

from actions.absence import absence, no_longer, tell, tell_leaders, without_deputy
from casework.errors import AwayAlready, NotThere
from casework.reminders.hearing import remits
from casework.staffing.leave import OPEN_END, Meanwhile, judge_days, may_deputise
from casework.staffing.managing import may_send_away
from casework.staffing.people import SERVING, Person
from casework.text.dates import at_taipei, local_day
from storage.cases import cases
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.locks import hold
from storage.core.news import OfficeNews
from storage.core.tables import people as people_rows
from storage.reminders import to_do
from storage.staffing import leaves, people
from storage.staffing.directory import Directory
from storage.staffing.leaves import Leave

NO_CHANGE = frozenset(
    {
        "case.revealed",
        "case.pin_failed",
        "case.reporter_shown",
        "case.put_off",
        "duty.put_off",
        "duty.reminded",
    }
)
"""Acts that change nothing in a case: who looked stands in its history, and is no news."""


def deputies_of(db: Transaction, person: Person) -> list[Person]:
    """List who can do somebody's work: of their unit, else of another of its kind."""
    roles = SERVING if person.role in SERVING else (person.role,)
    near = _able(db, person, people.in_unit(db, person.unit, roles))
    return near or [one for role in roles for one in _able(db, person, people.of_role(db, role))]


def _able(db: Transaction, person: Person, found: Iterable[Person]) -> list[Person]:
    unit = people.unit(db, person.unit)
    return [one for one in found if may_deputise(person, unit, one, people.unit(db, one.unit))]


def of_whom(db: Transaction, whose: int) -> Person:
    """Find whose leave it is: the speaker's own (0), or that of one of their people who is there.

    Who is ill names nobody; who leads them answers for their work (`domain.md` §1).
    """
    me = _speaker(db)
    if whose in (0, me.id):
        return me
    found = people.get(db, whose)
    if not may_send_away(me, found):
        raise NotThere
    return found


def named_first(db: Transaction, text: str) -> Person | None:
    """Find whom words begin with, of those whom the speaker may say to be away; of namesakes none."""
    me = _speaker(db)
    found = [one for one in people.everybody(db) if text.startswith(one.name) and may_send_away(me, one)]
    return found[0] if len(found) == 1 else None


def deputy(db: Transaction, person: int, whose: int = 0) -> Person:
    """Find somebody who can stand in for the speaker or *whose*; `NotThere` when they can't any more."""
    found = next((one for one in deputies_of(db, of_whom(db, whose)) if one.id == person), None)
    if found is None:
        raise NotThere
    return found


def go_away(db: Transaction, person: int, first: date, last: date, whose: int = 0) -> Leave:
    """Let *person* stand in for the speaker or *whose*, both days included (請假代理); they hear of it."""
    away = of_whom(db, whose)
    hold(db, people_rows, [away.id, person])  # neither of them goes away in these days by another act
    found = deputy(db, person, whose)
    judge_days(first, last, local_day(db.now), db.rules.policy.leave)
    if leaves.clashing(db, away.id, found.id, first, last):
        raise AwayAlready
    leave = leaves.add(db, away.id, found.id, first, last)
    since, until = first.isoformat(), last.isoformat()
    journal.write(db, "person.away", person=away.id, deputy=found.id, first=since, last=until)
    tell(db, leave, "person.away", "person.away_too", by=_speaker(db).id)
    _tell_whose(db, leave, "person.away_for")
    return leave


def _tell_whose(db: Transaction, leave: Leave, verb: str) -> None:
    """Who is away hears what somebody else said of it."""
    if leave.person != _speaker(db).id:
        db.news.append(OfficeNews(verb, leave.person, absence(db, leave)))


def come_back(db: Transaction, leave: int) -> bool:
    """End a leave early; one that has not begun is taken back. Tell whether it had begun."""
    found = leaves.get(db, leave)
    if found is None:
        raise NotThere
    of_whom(db, found.person)
    if found.first > local_day(db.now):
        _take_back(db, found)
        return False
    end_leave(db, found)
    return True


def _take_back(db: Transaction, leave: Leave) -> None:
    """Nobody was away: the deputy hears that there is nothing to stand in for."""
    leaves.end(db, leave)
    journal.write(db, "person.stayed", person=leave.person, deputy=leave.deputy)
    tell(db, leave, "person.stayed", "person.stayed_too", by=_speaker(db).id)
    _tell_whose(db, leave, "person.stayed_for")


def decline(db: Transaction, leave: int) -> None:
    """The speaker, who was named as the deputy, can't stand in: who asked hears, and names another."""
    found = leaves.get(db, leave)
    if found is None or found.deputy != _speaker(db).id or not leaves.end(db, found):
        raise NotThere
    journal.write(db, "person.deputy_declined", person=found.person, deputy=found.deputy)
    db.news.append(OfficeNews("person.deputy_declined", found.person, absence(db, found)))
    tell_leaders(db, found, "person.deputy_declined_too")


def end_leave(db: Transaction, leave: Leave) -> None:
    """End a leave: who was away gets a list of what was done, and the deputy hears that it is over."""
    if not leaves.end(db, leave):  # another bell was quicker
        return
    journal.write(db, "person.back", person=leave.person, deputy=leave.deputy)
    db.news += [
        OfficeNews("person.welcomed", leave.person, _meanwhile(db, leave)),
        OfficeNews("person.back", leave.deputy, people.get(db, leave.person).name),
    ]


def let_back(db: Transaction, person: Person) -> None:
    """Whoever stood in for somebody until they are let back in hears that it is over."""
    for leave in leaves.of_person(db, person.id):
        if leave.last == OPEN_END:
            leaves.end(db, leave)
            db.news.append(OfficeNews("person.back", leave.deputy, person.name))


def end_all(db: Transaction, person: int) -> None:
    """End somebody's leaves: they do other work from now on than who was to stand in."""
    these = leaves.of_person(db, person)
    for leave in these:
        leaves.end(db, leave)
        journal.write(db, "person.stayed", person=person, deputy=leave.deputy)
    db.news += (*no_longer(these, 0), *without_deputy(db, these))


def _meanwhile(db: Transaction, leave: Leave) -> Meanwhile:
    person = people.get(db, leave.person)
    done = journal.about_cases_of(db, person.id, since=at_taipei(leave.first, time.min))
    out = recusals.out_of(db, person.id)
    changed = [act for act in done if act.verb not in NO_CHANGE and act.subject not in out]
    latest = changed[-db.rules.policy.nudges.lines :]
    numbered = tuple((cases.number_of(db, act.subject or 0), act.verb) for act in latest)
    more, owed = len(changed) - len(latest), to_do.count_open(db, remits(person, Directory(db)))
    return Meanwhile(numbered, owed, more, serves=person.role in SERVING)


def _speaker(db: Transaction) -> Person:
    if db.speaker is None:
        raise NotThere
    return db.speaker
