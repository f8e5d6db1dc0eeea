"""What happens at a ring of the bell: the database is asked what is due, so a late ring misses nothing."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from actions import escorts, on_site, referrals, reminders, service, transitions
from actions.meetings import calling as meetings_called
from actions.meetings import merit, planning
from actions.new_year import campaign, cold
from casework.reminders.nudging import quiet, resting
from handlers.cases import looks
from handlers.forms import unsent
from handlers.on_call import calls
from handlers.reminders import coming_back, digest
from handlers.staffing import morning
from handlers.ui.apart import apart
from handlers.ui.office import Office
from storage.cases import cases, evidence, households
from storage.core import facts, journal, subjects
from storage.core.database import ASIDE, Transaction
from storage.dossiers import Dossiers
from storage.errands import errands, files
from storage.forms import drafts
from storage.messages import inbox, outbox, vanishing
from storage.on_site import SITTINGS
from storage.policy import closed_days
from storage.referrals import REFERRALS
from storage.staffing import addresses
from storage.transitions import TRANSITIONS

BATCH = 200
_INBOX_KEPT = timedelta(days=3)
_OUTBOX_KEPT = timedelta(days=30)
_STRANGERS_KEPT = timedelta(hours=1)

RULES, SETTLED = "rules", "settled"
"""Facts: by which rules and in which month every subject was counted, and how far counting anew has come."""
FOUND_BY, FOUND_ANEW = "found_by", "found_anew"
"""Facts: as what households are compared, and how far making all of them findable anew has come."""
Step = Callable[[Office, Transaction], bool]
"""A part of what is due; True when there is more of it."""


def look_at_calendar(office: Office, db: Transaction) -> bool:
    """Count by the closed days as they are now, whoever set them; what was counted by others, once more."""
    known = closed_days.known(db)
    if known != office.memory.calendar.closed:
        db.then.append(partial(office.close_on, known))
        facts.remove(db, RULES)
    return False


def settle_anew(office: Office, db: Transaction) -> bool:
    """Count all deadlines anew when a month begins, or the rules changed: an edition, a closed day."""
    now, before = db.rules.counted_by, facts.get(db, RULES) or ""
    if before == now:
        return False
    begun, _, after = (facts.get(db, SETTLED) or "").partition(":")
    if begun != now:
        facts.remove(db, RULES)  # should they change back before the end, all is counted once more
        if not before.startswith(db.rules.signature):
            journal.write(db, "office.rules_changed", edition=db.rules.policy.edition)
    found = subjects.after(db, int(after) if begun == now else 0, BATCH)
    if not found:
        facts.put(db, RULES, now)
        facts.remove(db, SETTLED)
        return False
    _settle(db, found)
    facts.put(db, SETTLED, f"{now}:{found[-1][0]}")
    return True


def _settle(db: Transaction, found: Sequence[tuple[int, str]]) -> None:
    """All at once; when that fails each alone, and what can't be counted is passed over."""

    def each() -> None:
        for one in found:
            apart(db, partial(subjects.count_anew, db, [one]), lambda: None, subject=one[0])

    apart(db, partial(subjects.count_anew, db, found), each)


def find_anew(office: Office, db: Transaction) -> bool:
    """Make every household findable anew when what is compared of names, telephones and addresses changed.

    Some at each ring: no deadline waits for all of them.
    """
    if facts.get(db, FOUND_BY) == households.FOUND_BY:
        return False
    edition, _, last = (facts.get(db, FOUND_ANEW) or "").partition(":")
    found = households.after(db, int(last) if edition == households.FOUND_BY else 0, BATCH)
    for one in found:
        apart(db, partial(households.find_anew, db, one), lambda: None, household=one)
    if found:
        facts.put(db, FOUND_ANEW, f"{households.FOUND_BY}:{found[-1]}")
    else:
        facts.put(db, FOUND_BY, households.FOUND_BY)
        facts.remove(db, FOUND_ANEW)
    return False


def lapse_offers(office: Office, db: Transaction) -> bool:
    """Give offers that nobody answered in time back; in quiet hours, and while nudges wait, urgent ones."""
    hushed = reminders.holding(db) or quiet(db.now, db.rules.policy.nudges)
    lapsed = cases.lapsed(db, BATCH, hushed=hushed)
    for case, seat in lapsed:
        later = partial(cases.lapse_later, db, case, seat)
        apart(db, partial(service.lapse, db, case.id, seat), later, case=case.id)
    return len(lapsed) == BATCH


def climb(office: Office, db: Transaction) -> bool:
    """Climb the ladders."""
    return digest.climb(db, held=reminders.holding(db))


def tell_all(office: Office, db: Transaction) -> bool:
    """Tell who is to hear something."""
    return digest.tell_all(office, db, held=reminders.holding(db))


def vanish(office: Office, db: Transaction) -> bool:
    """Take full data back from where it was shown."""
    vanishing.vanish(db)
    return False


def take_up_errands(office: Office, db: Transaction) -> bool:
    """Let errands be taken up that wait: after a crash, or whose pause is over."""
    if errands.due(db):
        db.then.append(office.memory.asked)
    return False


def fetch_evidence(office: Office, db: Transaction) -> bool:
    """Let what was sent with reports be fetched, also with those that came before the office kept it."""
    more = evidence.catch_up(db, BATCH)
    if evidence.due(db):
        db.then.append(office.memory.to_fetch)
    return more


def plan_meetings(office: Office, db: Transaction) -> bool:
    """Let the meetings appear whose period has begun."""
    planning.begun_since(db, office.editions.on)
    return False


def show_merit(office: Office, db: Transaction) -> bool:
    """Let units see what was counted of them in the year before, on a working day, not while nudges wait."""
    if not reminders.holding(db) and not resting(db.now, db.rules):
        merit.show(db)
    return False


def list_silent(office: Office, db: Transaction) -> bool:
    """Let secretariats hear once who has not answered, and of a day that is over; not in quiet hours.

    And not while nudges wait; whether a meeting was held is asked on a working day.
    """
    if not reminders.holding(db) and not quiet(db.now, db.rules.policy.nudges):
        meetings_called.tell_silent(db)
        if not resting(db.now, db.rules):
            meetings_called.ask_after(db)
    return False


def remind_of_escorts(office: Office, db: Transaction) -> bool:
    """Remind of visits with the police, and say who did not answer: at night, too; not while nudges wait."""
    if not reminders.holding(db):
        escorts.ring(db)
    return False


WAKING: Sequence[tuple[Dossiers[Any], Callable[[Transaction, int], object], bool]] = (
    (REFERRALS, referrals.chase, True),
    (SITTINGS, on_site.turn, False),
    (TRANSITIONS, transitions.lapse, False),
)
"""What is done with the dossiers of a kind whose moment has come, and whether somebody hears of it."""


def wake_dossiers(office: Office, db: Transaction) -> bool:
    """Look at them, not while nudges wait; in quiet hours at those alone of which nobody hears at once."""
    if reminders.holding(db):
        return False
    more, hushed = False, quiet(db.now, db.rules.policy.nudges)
    for kept, wake, tells in WAKING:
        found = [] if tells and hushed else kept.waking(db, BATCH)
        for one in found:
            later = partial(kept.sleep, db, one, db.now + ASIDE)
            apart(db, partial(wake, db, one), later, subject=one)
        more |= len(found) == BATCH
    return more


def gather_care(office: Office, db: Transaction) -> bool:
    """Find households of New-Year care among the cases, once a day; end the campaign with its window."""
    return campaign.gather(db)


def list_on(office: Office, db: Transaction) -> bool:
    """Put the next of a long list of New-Year care on it; one that fails waits behind the others."""
    more = []
    apart(db, lambda: more.append(campaign.go_on(db)), lambda: campaign.set_aside(db))
    return any(more)


def turn_cold_day(office: Office, db: Transaction) -> bool:
    """Begin the day of each cold alert, and end those that are over; not before people are awake."""
    if not reminders.holding(db) and not quiet(db.now, db.rules.policy.nudges):
        cold.turn_day(db)
    return False


STEPS: tuple[Step, ...] = (
    look_at_calendar,
    plan_meetings,
    gather_care,
    list_on,
    turn_cold_day,
    show_merit,
    settle_anew,
    lapse_offers,
    calls.turn_day,
    calls.pass_on,
    coming_back.come_back,
    climb,
    tell_all,
    list_silent,
    remind_of_escorts,
    wake_dossiers,
    morning.tell_leaders,
    looks.tell_weekly,
    unsent.remind,
    vanish,
    take_up_errands,
    fetch_evidence,
    find_anew,
)
"""In the order in which one needs the other."""


def sweep(db: Transaction) -> dict[str, int]:
    """Forget what need not be kept, and count it."""
    if reminders.holding(db):  # by a wrong clock everything is old
        return {}
    keeping = db.rules.policy.keeping
    return {
        "inbox": inbox.forget(db, db.now - _INBOX_KEPT),
        "outbox": outbox.forget(db, db.now - _OUTBOX_KEPT, db.now - _STRANGERS_KEPT),
        "strangers": addresses.forget_strangers(db),
        "errands": errands.forget(db),
        "files": files.forget(db),
        "drafts": drafts.forget(db, db.now - timedelta(days=keeping.draft_days)),
    }
