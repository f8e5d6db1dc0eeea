"""Reminders: a nudge is put off, and a flood of them after a jump of the clock waits (`trust.md` R8)."""

from datetime import datetime, timedelta

from actions.audience import hearers
from casework.errors import NotThere
from casework.policy.policy import Hearer
from casework.reminders.hearing import listeners, owes, steers
from casework.reminders.nudging import put_off as later
from casework.staffing.people import Person, Role
from casework.text.dates import local_day
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.reminders import nudges, obligations
from storage.reminders.obligations import Obligation
from storage.staffing import people
from storage.staffing.directory import Directory

HELD = "held"
SINCE_A_RESTORE = "restored "
"""So what is held begins after a restore: most of it was heard before, and an administrator lets it go."""
JUMP = timedelta(hours=1)
"""A clock that runs ahead of the machine's own by so much has jumped; downtime is none."""


def put_off(db: Transaction, obligation: Obligation) -> datetime:
    """Let the speaker be reminded once more; the deadline stays, and when others hear of it.

    A second tap has no second effect: the moment that was set before is returned.
    """
    if db.speaker is None or not owes(obligation, db.speaker, Directory(db)):
        raise NotThere
    waiting = nudges.put_off_to(db, obligation.id, db.speaker.id)
    return waiting or _put_off(db, obligation, db.speaker)


def _put_off(db: Transaction, obligation: Obligation, person: Person) -> datetime:
    times = nudges.times_put_off(db, obligation.id, person.id)
    at = later(obligation.ladder, times, db.now, db.rules)
    nudges.put_off(db, obligation.id, person.id, times, at)
    journal.write(db, "duty.put_off", subject=obligation.subject, obligation=obligation.id)
    return at


def remind(db: Transaction, obligation: Obligation) -> tuple[list[Person], bool]:
    """Let whoever owes it, or hears for them, be reminded by who leads them (提醒社工).

    Returns who hears, and whether it is the first time today: once a day is enough.
    """
    must_steer(db, obligation)
    found = [
        one
        for one in listeners(obligation, Hearer.OWNER, Directory(db))
        if one.id not in {who.id for who in db.acting}
    ]
    today = local_day(db.now)
    new = [nudges.remind(db, obligation.id, one.id, today) for one in found]
    if any(new):
        journal.write(db, "duty.reminded", subject=obligation.subject, obligation=obligation.id)
    return found, any(new)


def must_steer(db: Transaction, obligation: Obligation) -> None:
    """Refuse who neither leads whoever owes it nor stands in for who does."""
    if not any(steers(obligation, one, Directory(db)) for one in db.acting):
        raise NotThere


def holding(db: Transaction) -> bool:
    """Tell whether what is not pressing waits for an administrator."""
    return facts.get(db, HELD) is not None


def watch(db: Transaction, jumped: timedelta) -> None:
    """Hold what a jump would let loose; let it go by itself when the clock is right again."""
    if held := facts.get(db, HELD):
        if held.startswith(SINCE_A_RESTORE):
            since = datetime.fromisoformat(held.removeprefix(SINCE_A_RESTORE))
            if local_day(since) < local_day(db.now):  # on the day itself all was said
                _ask(db, "office.still_held", held, None)
            return
        if not _flood(db):
            facts.remove(db, HELD)
    elif jumped >= JUMP and _flood(db):
        facts.put(db, HELD, (db.now - jumped).isoformat())
        journal.write(db, "office.held", hours=int(jumped / timedelta(hours=1)))
    if held := facts.get(db, HELD):
        _ask(db, "office.held", held, (datetime.fromisoformat(held), db.now))


def hold_restored(db: Transaction) -> None:
    """Let what is not pressing wait after a restore (`trust.md` R12)."""
    facts.put(db, HELD, SINCE_A_RESTORE + db.now.isoformat())


def _ask(db: Transaction, verb: str, before: str, about: object) -> None:
    """Ask the administrators, once a day until one of them answers."""
    for person in sorted({who.id for one in people.of_role(db, Role.ADMIN) for who in hearers(db, one.id)}):
        key = f"held:{before}:{local_day(db.now)}:{person}"
        db.news.append(OfficeNews(verb, person, about, key))


def _flood(db: Transaction) -> bool:
    most = db.rules.policy.nudges.flood
    return obligations.count_to_nudge(db, most + 1) > most


def release(db: Transaction) -> None:
    """Let what waits go with the next ring of the bell."""
    if holding(db):
        facts.remove(db, HELD)
        journal.write(db, "office.released")
