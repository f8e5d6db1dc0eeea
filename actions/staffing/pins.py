"""PINs: typed before full data and what can't be taken back; given by who leads somebody that has none."""

from enum import StrEnum

from actions.staffing.people import managed, who_lets_in
from casework.errors import NotThere, Stale
from casework.staffing.pin import Lock, PinStage, drawn_pin, has_pin, new_pin, read_pin
from casework.text.dates import local_day
from storage.core import journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.staffing import pins


class Entered(StrEnum):
    """What came of a PIN that was typed."""

    CHOSEN = "chosen"  # a new one, to be typed once more
    DIFFERENT = "different"  # the second time it was another one: choose again
    PROVEN = "proven"  # the one they were told: now they choose another
    OPEN = "open"
    WRONG = "wrong"
    LOCKED = "locked"
    NONE = "none"  # there is none, and who leads them is asked for one


def enter(db: Transaction, typed: str, subject: int | None = None) -> Entered:
    """Take a PIN, typed for a subject or for what is none; a wrong one is counted, whatever is refused.

    Raises `BadAnswer` for what is no PIN, or one that is too easy to choose.
    """
    lock = pins.lock(db)
    stage = lock.stage(db.rules.policy.pin, db.now)
    pin = new_pin(typed) if stage is PinStage.CHOOSE else read_pin(typed)
    if stage in (PinStage.LOCKED, PinStage.ASK):
        return Entered.LOCKED if stage is PinStage.LOCKED else Entered.NONE
    if stage is PinStage.CHOOSE:
        pins.choose(db, pin)
        return Entered.CHOSEN
    if not pins.matches(db, lock, pin):
        return _missed(db, lock, stage, subject)
    if stage is PinStage.GIVEN:
        pins.may_choose(db)
        return Entered.PROVEN
    pins.keep(db, lock.opened(db.rules.policy.pin, db.now))
    return Entered.OPEN


def _missed(db: Transaction, lock: Lock, stage: PinStage, subject: int | None) -> Entered:
    """Count a wrong PIN; after too many it is locked, and who leads hears. Of one being chosen begin anew."""
    if stage is PinStage.AGAIN:
        pins.may_choose(db)
        return Entered.DIFFERENT
    lock = lock.missed(db.rules.policy.pin, db.now)
    pins.keep(db, lock)
    journal.write(db, "person.pin_failed" if subject is None else "case.pin_failed", subject=subject)
    if lock.stage(db.rules.policy.pin, db.now) is not PinStage.LOCKED:
        return Entered.WRONG
    _tell_who_leads(db, "person.pin_locked")
    return Entered.LOCKED


def give(db: Transaction, person: int) -> str:
    """Give somebody a PIN to begin with; returned once, to be told to them by voice."""
    found = managed(db, person)
    if not found.active or not has_pin(found):
        raise Stale
    pin = drawn_pin()
    pins.give(db, found.id, pin)
    journal.write(db, "person.pin_given", person=found.id)
    return pin


def ask(db: Transaction) -> bool:
    """Ask who leads the speaker for a PIN to begin with; they hear of it once a day. False: nobody hears."""
    if db.speaker is None or not has_pin(db.speaker):
        raise NotThere
    return _tell_who_leads(db, "person.pin_asked")


def _tell_who_leads(db: Transaction, verb: str) -> bool:
    """Tell who leads the speaker, once a day; False: nobody hears."""
    me, day = db.speaker, local_day(db.now)
    told = who_lets_in(db, me) if me is not None else []
    db.news += [OfficeNews(verb, one.id, me.id, f"{verb}:{me.id}:{day}:{one.id}") for one in told if me]
    return bool(told)
