"""Screening: what is done with a report within 24 hours or 3 days [003] item 4, and how it is undone."""

from collections.abc import Mapping, Sequence

from actions import calling
from actions.cases.households import record_join, record_part
from actions.record import file, judged, record
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.criteria import CaseKind, Seen
from casework.cases.seats import AskedBy
from casework.errors import Stale
from casework.forms import Value
from casework.screening import VERIFY, verdict
from casework.staffing.people import SERVING, Person
from casework.staffing.units import UnitKind
from storage.cases import cases, duplicates, households, reports
from storage.cases.held import caseloads
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.locks import hold_people
from storage.staffing import people


def verify(db: Transaction, case: int, answers: Mapping[str, Value]) -> Case:
    """Keep what the screener verified; the clock still runs from the report (`domain.md` §3.3)."""
    before = judged(db, case, acts.VERIFY)
    found = verdict(answers, db.rules.policy.kinds.suicide_hardship_when)
    after = before.verify(urgent=found.urgent, kinds=found.kinds, child=found.child)
    return file(db, before, after, acts.VERIFY.verb, form=VERIFY, answers=answers)


def tell_in_words(db: Transaction, case: int, words: str) -> Case:
    """Keep what recordings, photos or a call told, beside the reports; who serves the case reads it."""
    before = judged(db, case, acts.TELL_IN_WORDS)
    reports.write_down(db, before, words)
    return record(db, before, before, acts.TELL_IN_WORDS.verb)


def dispatch(
    db: Transaction, case: int, *, person: int, beside: Sequence[int] = (), version: int | None = None
) -> Case:
    """Offer a case to who is to lead it (派案), and joint seats to others; whoever screens first does it.

    The village's centre always has a seat, for every report goes there [001] 三(六)2.
    """
    before = judged(db, case, acts.DISPATCH, version=version)
    nearest = village_centre(db, before)
    hold_people(
        db, [person, *beside, *([nearest.id] if nearest else [])]
    )  # who leaves now is offered nothing
    to = receiver(db, person)
    after = before.dispatch(unit=to.unit, kind=people.unit(db, to.unit).kind, to=to.id, at=db.now)
    for one in beside:
        after = _asked(db, after, receiver(db, one))
    after = _village_asked(db, after, nearest)
    dispatched = record(db, before, after, "case.dispatched", unit=to.unit, person=to.id)
    calling.begin_offer(db, dispatched)
    return dispatched


def ask(db: Transaction, case: int, *, beside: Sequence[int], version: int | None = None) -> Case:
    """Ask more units beside the lead, once a case is dispatched: each has a joint seat."""
    before = judged(db, case, acts.ASK, version=version)
    hold_people(db, beside)
    after = before
    for one in beside:
        after = _asked(db, after, receiver(db, one))
    return record(db, before, after, "case.asked")


def _asked(db: Transaction, case: Case, to: Person) -> Case:
    return case.ask(unit=to.unit, kind=people.unit(db, to.unit).kind, to=to.id, at=db.now)


def _village_asked(db: Transaction, case: Case, nearest: Person | None) -> Case:
    """Ask the centre of the village, too, unless it has a seat by now."""
    if nearest is None or any(one.unit == nearest.unit for one in case.seats):
        return case
    to = receiver(db, nearest.id)
    return case.ask(unit=to.unit, kind=UnitKind.CENTRE, to=to.id, at=db.now, by=AskedBy.VILLAGE)


def village_centre(db: Transaction, case: Case) -> Person | None:
    """Return who of the village's centre is asked: its primary worker, else who has the fewest cases.

    An urgent case by night and on days off goes to who is on call there (值班), if somebody is.
    """
    centre, worker = people.area(db, case.village)
    if centre is None:
        return None
    there = [one for one in people.in_unit(db, centre, SERVING) if case.id not in recusals.out_of(db, one.id)]
    if not there:
        return None
    if on_call := calling.receivers(db, case, centre):
        return on_call[0]
    loads = caseloads(db, [one.id for one in there])
    return min(there, key=lambda one: (one.id != worker, loads.get(one.id, 0), one.id))


def receiver(db: Transaction, person: int) -> Person:
    """Return somebody who can be offered a case; raises `Stale` when they no longer serve."""
    found = people.get(db, person)
    if not found.active or found.role not in SERVING:
        raise Stale
    return found


def join(db: Transaction, case: int, *, into: int, version: int | None = None) -> Case:
    """Join a duplicate to the case that exists (併案), which takes in its report: they are one household."""
    cases.hold_families(db, case, into)
    before = judged(db, case, acts.JOIN, version=version)
    kept = cases.get(db, into, Action.SCREEN)
    joined = record(db, before, before.join(kept, at=db.now), "case.joined", into=kept.id)
    record(db, kept, kept.take_in(_with_its_search(db, before, kept)), "case.report_joined", joined=before.id)
    if not households.same(db, before.household, kept.household):
        record_join(db, before, kept)
    return joined


def _with_its_search(db: Transaction, joined: Case, kept: Case) -> Case:
    """A report of a missing child joins a family in service: the search begins [001] 三(六)1(4)."""
    told = any(Seen.CHILD_GONE in report.seen for _, report in reports.of_case(db, joined))
    return joined.of_kind(CaseKind.CHILD_MISSING) if told and kept.served else joined


def redirect(db: Transaction, case: int, channel: str, reason: str) -> Case:
    """Point to the legal channel instead (轉介其他窗口)."""
    before = judged(db, case, acts.REDIRECT)
    return record(db, before, before.redirect(at=db.now), "case.redirected", reason=reason, channel=channel)


def undo(db: Transaction, case: int, reason: str) -> Case:
    """Put what screening decided back on the table; an offer that was made is withdrawn."""
    cases.hold_families(db, case)
    before = judged(db, case, acts.UNDO)
    undone = before.undo_screening(at=db.now)
    record(db, before, undone, "case.screening_undone", reason=reason, was=before.state.value)
    if before.joined_to is not None:
        _part_again(db, before, cases.read(db, before.joined_to))
    return cases.read(db, case)


def _part_again(db: Transaction, joined: Case, into: Case) -> None:
    """Tell who serves the other case, and part the households that were joined with it.

    Those that were judged to be one apart from that stay one.
    """
    told = duplicates.where_it_went(db, into)
    record(db, told, told, "case.report_parted", joined=joined.id)
    if _joined_with_it(db, joined) and into.household.id in households.linked(db, joined.household):
        record_part(db, joined, into)


def _joined_with_it(db: Transaction, joined: Case) -> bool:
    """Tell whether the households were joined because the cases were, in the same moment."""
    moments = {act.verb: act.at for act in journal.of_subject(db, joined.id) if act.verb in _JOINING}
    return len(moments) == len(_JOINING) and len(set(moments.values())) == 1


_JOINING = ("case.joined", "household.joined")


def screen_again(db: Transaction, case: int, reason: str) -> Case:
    """Accept a dispute (爭議機制) [003] item 4: the case is screened again."""
    before = judged(db, case, acts.SCREEN_AGAIN)
    again = before.screen_again(at=db.now)
    return record(db, before, again, "case.screened_again", reason=reason, person=before.worker)
