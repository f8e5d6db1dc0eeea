"""Service: what is done for a household, from the offer of its case to the closing."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from actions import audience
from actions.record import acting_seat, file, judged, of_seat, record
from casework import acts
from casework.cases.acting import Act
from casework.cases.case import Case, Risk
from casework.cases.seats import LEAD, NOBODY, SeatEnd
from casework.errors import NobodyServes, Stale, WrongState
from casework.forms import ABOUT, Value
from casework.policy.policy import Resort
from casework.reminders.obligations import CASE
from casework.reminders.seats import month_to_file
from casework.service import lowering, unmet
from casework.service.assess import ASSESSMENT
from casework.service.correcting import CORRECTION, RIGHT
from casework.service.follow_up import FOLLOW_UP, may_lower
from casework.service.sharing import SHARED
from casework.service.visits import VISIT, child_seen, counts, met
from casework.staffing.people import SERVING
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.cases.held import caseloads
from storage.cases.service import file_follow_up, file_paper, log_visit, records_of, visits_of
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.locks import hold_people
from storage.forms import drafts
from storage.new_year import care
from storage.staffing import people

LOWERED = "risk.lowered"
"""Under this name it is kept why the risk was lowered."""

# The offer


def accept(db: Transaction, case: int, *, version: int | None = None) -> Case:
    """Take on what was offered; it is served at once [003] item 4."""
    return _accept(db, _offered(db, case, acts.ACCEPT, version))


def accept_for(db: Transaction, case: int, *, version: int | None = None) -> Case:
    """Take a case on for the worker whom it is offered to, as their supervisor (`ux.md` 21)."""
    return _accept(db, _offered(db, case, acts.ACCEPT_FOR, version))


def _offered(db: Transaction, case: int, act: Act, version: int | None) -> Case:
    """Get a case whose offer is answered; who taps twice hears that it was answered, not that it is gone.

    *version*: of the seat, as the card showed it; what other units answer meanwhile does not matter.
    """
    cases.hold_cases(db, case)
    if version is not None:
        found = cases.get(db, case)
        if found.seat(acting_seat(db, found)).version != version:
            raise WrongState
    return judged(db, case, act)


def _accept(db: Transaction, before: Case) -> Case:
    number = acting_seat(db, before)
    worker = before.seat(number).offered or 0
    after = before.accept(by=worker, at=db.now, seat=number)
    had = before.seat(number).worker
    if had is not None and had != worker:
        drafts.pass_on(db, before.id, had, worker)
    return record(
        db, before, after, of_seat(number, "case.accepted", "seat.accepted"), seat=number, person=worker
    )


def decline(db: Transaction, case: int, reason: str) -> Case:
    """Return an offer back: to who still serves, else to the screeners."""
    return _decline(db, judged(db, case, acts.DECLINE), reason)


def decline_for(db: Transaction, case: int, reason: str) -> Case:
    """Return an offer back for the worker whom it was made to, as their supervisor (`ux.md` 21).

    What is offered to nobody any more, since several declined it, goes back to the screeners.
    """
    return _decline(db, judged(db, case, acts.DECLINE_FOR), reason)


def _decline(db: Transaction, before: Case, reason: str) -> Case:
    number = acting_seat(db, before)
    worker = before.seat(number).offered
    most = db.rules.policy.dispatch.declines
    after = before.decline(by=worker or NOBODY, at=db.now, most=most, seat=number)
    verb = of_seat(number, "case.declined", "seat.declined")
    who = worker or (db.speaker.id if db.speaker else None)
    return record(db, before, after, verb, seat=number, reason=reason, person=who)


def lapse(db: Transaction, case: int, number: int = LEAD) -> Case:
    """Return an offer back that nobody answered in time; the bell does it, so nobody is judged."""
    cases.hold_cases(db, case)
    before = cases.read(db, case)
    verb = of_seat(number, "case.offer_lapsed", "seat.lapsed")
    after, person = before.lapse(at=db.now, seat=number), before.seat(number).offered
    return record(db, before, after, verb, seat=number, person=person)


def offer_again(db: Transaction, case: int, *, person: int, version: int | None = None) -> Case:
    """Offer a case to somebody else of the unit that has it (改派); who had it hears so."""
    before = judged(db, case, acts.OFFER_AGAIN, version=version)
    hold_people(db, [person])  # whoever leaves at this moment is offered nothing
    other, number = people.get(db, person), acting_seat(db, before)
    if not other.active or other.role not in SERVING or other.unit != before.seat(number).unit:
        raise Stale
    again = before.offer_again(to=other.id, at=db.now, seat=number)
    return record(
        db,
        before,
        again,
        of_seat(number, "case.offered_again", "seat.offered_again"),
        seat=number,
        person=other.id,
    )


def reopen(db: Transaction, case: int, reason: str) -> Case:
    """Take a closed case up again: it is offered to who served it, else to who has the fewest cases there.

    Who keeps out of it is passed over.
    """
    before = judged(db, case, acts.REOPEN)
    able = people.in_unit(db, before.unit or 0, SERVING)
    there = [one for one in able if before.id not in recusals.out_of(db, one.id)]
    if not there:
        raise NobodyServes
    loads = caseloads(db, [one.id for one in there])
    to = min(there, key=lambda one: (one.id != before.worker, loads.get(one.id, 0), one.id))
    hold_people(db, [to.id])
    after = before.reopen(to=to.id, at=db.now)
    return record(db, before, after, "case.reopened", reason=reason, person=to.id)


# What is done in service


class Visited(Struct, frozen=True):
    """A visit that was logged."""

    case: Case
    on: date
    risk: Risk | None
    """As it was known before; else as it was found."""
    counted: bool
    """It is the visit that was due."""
    early: bool
    """It was before their unit had the case, or had it once more."""


def visit(db: Transaction, case: int, answers: Mapping[str, Value]) -> Visited:
    """Log a visit; the deadline that it answers moves with the facts.

    Raises `BeforeTheReport` for a day on which nobody knew of the case yet.
    """
    before, given = judged(db, case, acts.VISIT), VISIT.given(answers)
    on, risk = date.fromisoformat(str(given["day"])), _risk(given)
    number = acting_seat(db, before)
    early = before.had_later(on, number)
    counted = not early and counts(given, before.risk)
    after = before.visit(
        on=on, risk=risk, counts=counted, met=met(given), child=child_seen(given), seat=number
    )
    after = record(db, before, after, "case.visited", seat=number, on=on.isoformat(), counts=int(counted))
    log_visit(db, after, on, given, seat=number)
    if not met(given) and in_vain(db, after).resorts:
        journal.write(db, "case.unmet", subject=after.id)
        leading = audience.leading(db, after.seat(number).unit or 0)
        audience.tell(db, "case.unmet", CASE.subject(after), leading)
    care.case_visited(db, after.id)
    _say_why_lower(db, after, given)
    return Visited(after, on, before.risk or risk, counted, early)


class InVain(NamedTuple):
    """The visits in vain since somebody was met last, from the speaker's seat."""

    times: int
    refused: bool
    resorts: tuple[Resort, ...]
    """What is to be done by now."""


def in_vain(db: Transaction, case: Case) -> InVain:
    """Say how often in a row nobody was met, and what is to be done by now."""
    if not case.in_service:
        return InVain(0, False, ())
    number = acting_seat(db, case)
    made = [one.answers for one in visits_of(db, case) if one.seat == number]
    row = unmet.in_a_row(made)
    found = unmet.resorts(made, db.rules.policy.unmet, child=case.child)
    return InVain(len(row), any(one.get("met") == unmet.REFUSED for one in row), found)


def _say_why_lower(db: Transaction, case: Case, given: Mapping[str, Value]) -> None:
    """Keep why the risk was lowered where who answers for the case reads it."""
    if why := given.get(lowering.KEY):
        cases.remark(db, case, LOWERED, str(why))


def assess(db: Transaction, case: int, answers: Mapping[str, Value]) -> Case:
    """File the assessment report (評估報告): 兒少權法 54, 脆弱家庭辦法 5."""
    before = judged(db, case, acts.ASSESS)
    number = acting_seat(db, before)
    after = before.assess(risk=_risk(answers), at=db.now, seat=number)
    return file(db, before, after, "case.assessed", form=ASSESSMENT, answers=answers, seat=number)


def follow_up(db: Transaction, case: int, answers: Mapping[str, Value]) -> Case:
    """File the follow-up that is next (每月回報) [001] 三(六)3(5); the next month's begins."""
    before = judged(db, case, acts.FOLLOW_UP)
    number, given = acting_seat(db, before), FOLLOW_UP.given(answers)
    month = month_to_file(before, before.seat(number), db.rules.policy)
    lowers = may_lower(given, before.risk)
    after = before.follow_up(
        month=month, risk=_risk(given), lowers=lowers, child=child_seen(given), seat=number
    )
    after = record(db, before, after, "case.followed_up", seat=number, month=month.isoformat())
    _say_why_lower(db, after, given)
    file_follow_up(db, after, month, given, seat=number)
    return after


def correct(db: Transaction, case: int, sign: str, right: str) -> Case:
    """Say what is right of a record of the speaker's unit; the record stays as it was filed."""
    before = judged(db, case, acts.CORRECT)
    number = acting_seat(db, before)
    if not any(one.sign == sign and one.seat == number for one in records_of(db, before)):
        raise Stale
    after = record(db, before, before, acts.CORRECT.verb, seat=number)
    file_paper(db, after, CORRECTION.name, {ABOUT: sign, RIGHT: right}, seat=number)
    return after


def _risk(answers: Mapping[str, Value]) -> Risk | None:
    return Risk(str(answers["risk"])) if answers.get("risk") else None


def share(db: Transaction, case: int, answers: Mapping[str, Value]) -> Case:
    """Say which units serve the family, too (共案); where one is of another bureau, one plan is owed."""
    before = judged(db, case, acts.SHARE)
    several = _of_another_bureau(db, before, answers.get("units"))
    after = before.share(db.now, several=several)
    return file(db, before, after, acts.SHARE.verb, form=SHARED, answers=answers)


def _of_another_bureau(db: Transaction, case: Case, kinds: Value) -> bool:
    """Tell whether units of these kinds count as another 局處 than the lead's (`domain.md` §4).

    Of a kind of which the office has no unit nobody knows better.
    """
    named = [UnitKind(one) for one in kinds] if isinstance(kinds, list) else []
    ours = people.unit(db, case.unit).counts_as if case.unit else None
    known = [one for one in people.all_units(db) if one.kind in named]
    return {one.kind for one in known} != set(named) or any(one.counts_as != ours for one in known)


# The seats of other units


def end_seat(db: Transaction, case: int, reason: str) -> Case:
    """End the speaker's joint seat: their unit has done its part; the lead and the supervisors hear so."""
    before = judged(db, case, acts.END_SEAT)
    number = acting_seat(db, before)
    return record(db, before, before.end_seat(number, at=db.now), "seat.ended", seat=number, reason=reason)


def take_over(db: Transaction, case: int, number: int, *, version: int | None = None) -> Case:
    """Take over, for the lead, what another unit did: its seat ends, and who had it hears so."""
    before = judged(db, case, acts.TAKE_OVER, version=version)
    after = before.end_seat(number, at=db.now, how=SeatEnd.TAKEN_OVER)
    return record(db, before, after, "seat.taken_over", seat=number, person=before.seat(number).worker)
