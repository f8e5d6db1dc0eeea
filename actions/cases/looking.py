"""Looking: each look at full data is written down, limited, and has a witness."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from msgspec import Struct

from actions.audience import hearers
from casework.cases.access import Action, Relation
from casework.cases.case import Case
from casework.cases.decoys import sought
from casework.cases.looks import FOUND, HOUR, MISSED, Before, Look, Odd, limit, odd, own, strange
from casework.errors import NotThere
from casework.policy.owed import Subject
from casework.reminders.hearing import Personnel
from casework.staffing.people import LEADING, Person, Role
from casework.text.dates import local_day
from storage.cases import cases, decoys, looks
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.staffing import people
from storage.staffing.directory import Directory


class LookNews(Struct, frozen=True):
    """What a witness hears: numbers and names of staff, nothing of what a case holds (`trust.md` L0)."""

    by: int
    name: str
    number: str = ""
    case: int = 0


def look(db: Transaction, case: Case, verb: str) -> None:
    """Write down that the speaker looks, and tell who must know; `TooManyLooks` needs a colleague's yes."""
    standing = cases.standing_to(db, case)
    now = Look(db.now, case.id, own(standing, case))
    before = _before(db, now, cases.ids_of_family(db, case), called=Relation.ESCORTING in standing)
    _write(db, verb, now)
    if tell_of_decoy(db, case, "look.decoy"):
        return
    me, everybody = _speaker(db), recusals.without(db, case.id, Directory(db))
    told = LookNews(me.id, me.name, case.number, case.id)
    for person in _served_by(db, case, everybody):
        tell(db, "look.seen", person, told, f"{case.id}:{db.now:%Y%m%d%H}")
    _tell_what_is_odd(db, odd(case, me, before, db.rules.policy.looks), told, everybody)


def tell_of_decoy(db: Transaction, case: Case, verb: str) -> bool:
    """Tell a second person, and who made it, at once; False for what is no decoy (誘餌個案).

    Who is named as having served it hears nothing: they never did.
    """
    maker = decoys.maker(db, case.id)
    if maker is None:
        return False
    me, everybody = _speaker(db), recusals.without(db, case.id, Directory(db))
    heard = [*witnesses(db, me, everybody), *hearers(db, maker, everybody)]
    for one in {one.id: one for one in heard if me.id not in (one.id, maker)}.values():
        tell(db, verb, one, LookNews(me.id, me.name, case.number, case.id), f"{case.id}:{db.now:%Y%m%d%H}")
    return True


def sought_by_name(db: Transaction, words: Collection[str]) -> list[Case]:
    """List the decoys that the speaker sees and asks for by name."""
    seen = (one for one in decoys.all_of_them(db) if cases.may(db, one, Action.VIEW))
    return [one for one in seen if any(sought(one, each) for each in words)]


def look_beside(db: Transaction, subject: Subject, verb: str, *, theirs: bool) -> None:
    """Do the same for what is no case: nobody serves it; what is odd a second person hears all the same."""
    now = Look(db.now, subject.id, theirs)
    before = _before(db, now, {subject.id})
    _write(db, verb, now)
    me, everybody = _speaker(db), recusals.without(db, subject.id, Directory(db))
    found = strange(before, db.rules.policy.looks)
    _tell_what_is_odd(db, found, LookNews(me.id, me.name, subject.sign, subject.id), everybody)


def _before(db: Transaction, now: Look, family: Collection[int], *, called: bool = False) -> Before:
    """Return what the speaker looked at lately, unless it is more than they may."""
    me, figures = _speaker(db), db.rules.policy.looks
    lately = looks.of_person(db, me.id, db.now - timedelta(days=figures.again_days))
    before = Before((*lately, now), family, called)
    limit(before, looks.allowed_at(db, me.id), figures)
    return before


def _write(db: Transaction, verb: str, now: Look) -> None:
    journal.write(db, verb, subject=now.subject, **({"own": 1} if now.own else {}))


def _tell_what_is_odd(db: Transaction, found: Iterable[Odd], told: LookNews, everybody: Personnel) -> None:
    """Tell a second person: of each household once a day, of many households once an hour."""
    for one in found:
        once = f"{db.now:%Y%m%d%H}" if one is Odd.MANY else f"{told.case}:{local_day(db.now)}"
        for person in witnesses(db, _speaker(db), everybody):
            tell(db, f"look.{one}", person, told, once)


def witnesses(db: Transaction, looker: Person, everybody: Personnel | None = None) -> list[Person]:
    """Return the second person: who else leads the unit of who looks, else the bureau, or administrators."""
    everybody = everybody or Directory(db)
    leading = [one for role in LEADING for one in everybody.in_unit(looker.unit, role)]
    for circle in (leading, everybody.of_role(Role.BUREAU), everybody.of_role(Role.ADMIN)):
        heard = [who for one in circle if one.id != looker.id for who in hearers(db, one.id, everybody)]
        found = {one.id: one for one in heard if one.id != looker.id}
        if found:
            return list(found.values())
    return []


def ask(db: Transaction) -> int:
    """Ask for a colleague's yes; returns how many are asked."""
    me = _speaker(db)
    asked = witnesses(db, me)
    for one in asked:
        tell(db, "look.asked", one, LookNews(me.id, me.name), f"{db.now:%Y%m%d%H%M}")
    return len(asked)


def allow(db: Transaction, person: int) -> Person:
    """Let a colleague read on, for an hour: what they read before is counted no more. They hear of it."""
    looker, me = people.get(db, person), _speaker(db)
    if me.id not in {one.id for one in witnesses(db, looker)} or not looker.active:
        raise NotThere
    people.change(db, looker.id, looks_from=db.now)
    journal.write(db, "person.looks_allowed", person=looker.id)
    tell(db, "look.allowed", looker, LookNews(me.id, me.name), f"{db.now:%Y%m%d%H%M}")
    return looker


def misses_left(db: Transaction) -> bool:
    """Tell whether the speaker asked for less of what is nowhere, within the hour, than ends the asking."""
    if db.speaker is None:
        return False
    return looks.missed(db, db.speaker.id, db.now - HOUR) < db.rules.policy.looks.misses


def looked_up(db: Transaction, asked: int, found: int) -> None:
    """Write down that the speaker looked up so many, and how many were nowhere; too many are told."""
    if db.speaker is None:
        raise NotThere
    missed, me = max(asked - found, 0), db.speaker
    before = looks.missed(db, me.id, db.now - HOUR)
    journal.write(db, MISSED if missed else FOUND, number=missed or asked)
    most = db.rules.policy.looks.misses
    if before < most <= before + missed:
        for one in witnesses(db, me):
            tell(db, "look.misses", one, LookNews(me.id, me.name), f"{db.now:%Y%m%d%H}")


def _served_by(db: Transaction, case: Case, everybody: Personnel) -> list[Person]:
    """Return who serves a case, or hears for them, but who looks."""
    serving = [one.worker for one in case.seats if one.worker is not None]
    heard = {who.id: who for one in serving for who in hearers(db, one, everybody)}
    return [one for one in heard.values() if one.id != _speaker(db).id]


def tell(db: Transaction, verb: str, person: Person, about: LookNews, once: str) -> None:
    """Tell somebody of a look, once for each *once*."""
    key = f"{verb}:{about.by}:{person.id}:{once}"
    db.news.append(OfficeNews(verb, person.id, about, key=key))


def _speaker(db: Transaction) -> Person:
    if db.speaker is None:
        raise NotThere
    return db.speaker
