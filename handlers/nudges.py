"""Nudges: before, on and after a deadline, then the supervisor; the bell asks the database what is due."""

from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from casework.obligations import Bearer, missed, standing
from casework.people import Person
from casework.policy import Duty, Hearer
from handlers import telling
from handlers.cards import STANDINGS, OpenCase
from handlers.office import Office, tell
from handlers.screens import Press, Screen, column
from handlers.wording import Wording
from handlers.words import DUTIES
from storage import cases, drafts, inbox, obligations, outbox, people
from storage.database import Transaction
from storage.obligations import Obligation
from storage.outbox import Letter, Priority

BATCH = 200
_INBOX_KEPT = timedelta(days=3)
_OUTBOX_KEPT = timedelta(days=30)
_STRANGERS_KEPT = timedelta(hours=1)


def tick(office: Office, db: Transaction) -> bool:
    """Do what is due; True when there is more than one batch of it."""
    lapse_offers(office, db)
    due = obligations.to_nudge(db, BATCH)
    for obligation in due:
        nudge(office, db, obligation)
    outbox.vanish(db)
    return len(due) == BATCH


def sweep(db: Transaction) -> dict[str, int]:
    """Forget what need not be kept, and count it."""
    keeping = db.rules.policy.keeping
    return {
        "inbox": inbox.forget(db, db.now - _INBOX_KEPT),
        "outbox": outbox.forget(db, db.now - _OUTBOX_KEPT, db.now - _STRANGERS_KEPT),
        "drafts": drafts.forget(db, db.now - timedelta(days=keeping.draft_days)),
    }


def nudge(office: Office, db: Transaction, obligation: Obligation) -> None:
    """Tell whoever is to hear on the rungs that have passed; after downtime each once, on the last."""
    policy = db.rules.policy
    passed = missed(obligation.duty, obligation.due, obligation.climbed, policy, db.now)
    if not passed or not obligations.climb(db, obligation, passed):
        return
    rungs = policy.ladders[obligation.duty][obligation.climbed : obligation.climbed + passed]
    last = {
        person: rung.at
        for rung in rungs
        for hearer in rung.to
        for person in _listeners(db, obligation, hearer)
    }
    for person, rung in last.items():
        _tell(office, db, obligation, rung, person)


def blocked(office: Office, db: Transaction, letter: Letter) -> None:
    """The bot is blocked there: a nudge is not delivered and goes to the supervisor (`trust.md` R4)."""
    outbox.drop(db, letter.row, "blocked")
    known = people.speaker(db, letter.chat)
    if known:
        people.change(db, known[0].id, blocked_at=db.now)
    if letter.obligation is None:
        return
    obligation = obligations.get(db, letter.obligation)
    if not obligation.ended:
        for person in _listeners(db, obligation, Hearer.SUPERVISOR):
            _tell(office, db, obligation, "blocked", person)


def lapse_offers(office: Office, db: Transaction) -> None:
    """Give offers that nobody answered in time back."""
    for case in cases.lapsed(db):
        returned = cases.save(db, case.lapse(), "case.offer_lapsed", person=case.offered)
        verb, _, listeners = telling.after_failed_offer(db, returned, "case.offer_lapsed")
        for person in filter(attrgetter("active"), (people.get(db, one) for one in listeners)):
            tell(
                office,
                db,
                person,
                partial(telling.staff_screen, verb, returned),
                key=f"{verb}:{case.id}:{returned.version}:{person.id}",
                case=case.id,
            )


def _tell(office: Office, db: Transaction, obligation: Obligation, rung: str, person: int) -> None:
    if not obligations.nudged(db, obligation, rung, person):
        return
    tell(
        office,
        db,
        people.get(db, person),
        partial(screen, obligation, db.now),
        obligation=obligation.id,
        case=obligation.case,
        priority=Priority.CRISIS if obligation.duty is Duty.SCREEN else Priority.NUDGE,
    )


def _listeners(db: Transaction, obligation: Obligation, hearer: Hearer) -> list[int]:
    """Whom a rung reaches. Nobody there: the next one up, so that it always reaches a living person."""
    if hearer is Hearer.BUREAU:
        return [person.id for person in telling.bureau(db)]
    found = (
        _owners(db, obligation)
        if hearer is Hearer.OWNER
        else telling.supervisors(db, _supervised_unit(db, obligation))
    )
    living = [person.id for person in found if person.active and not person.blocked]
    above = Hearer.SUPERVISOR if hearer is Hearer.OWNER else Hearer.BUREAU
    return living or _listeners(db, obligation, above)


def _owners(db: Transaction, obligation: Obligation) -> list[Person]:
    if obligation.bearer is Bearer.SCREENERS:
        return telling.screening_group(db)
    if obligation.bearer is Bearer.SUPERVISORS:
        return telling.supervisors(db, obligation.unit)
    return [people.get(db, obligation.person)] if obligation.person else []


def _supervised_unit(db: Transaction, obligation: Obligation) -> int | None:
    if obligation.bearer is Bearer.SCREENERS:
        group = telling.screening_group(db)
        return group[0].unit if group else None
    return obligation.unit


def screen(obligation: Obligation, now: datetime, wording: Wording) -> Screen:
    """Number, duty and date; the card is one tap away."""
    text = wording.text(
        "%(number)s, %(standing)s",
        number=obligation.number,
        standing=wording.text(
            STANDINGS[standing(obligation.due, now)],
            due=wording.moment(obligation.due),
            duty=wording.label(DUTIES[obligation.duty]),
        ),
    )
    return Screen(text, column(Press(wording.label("Open"), OpenCase(obligation.case), "primary")))
