"""The frame of every act of a case: it is judged before, and afterwards written down and heard of."""

from actions import audience
from casework.cases.acting import Act, Moment
from casework.cases.case import Case, State
from casework.cases.seats import LEAD, SeatEnd
from casework.errors import Stale
from casework.escorts import EscortOutcome, askable, news, stands
from casework.forms import Answers, Form
from casework.staffing.people import LEADING
from storage.cases import cases
from storage.cases.service import file_paper
from storage.core import journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.escorts import escorts
from storage.messages import vanishing


def judged(db: Transaction, case: int, act: Act, *, version: int | None = None) -> Case:
    """Get a case for an act, as a card showed it.

    Raises `NotThere` where the speaker may not, what the rules have against the act (`WrongState` where
    somebody was quicker), and `Stale` where the case has changed but it could still be done.
    """
    cases.hold_cases(db, case)
    found = cases.get(db, case, act.needs)
    if refusal := act.refusal(found, moment(db, found)):
        raise refusal
    if version is not None and found.version != version:
        raise Stale
    return found


def moment(db: Transaction, case: Case) -> Moment:
    """Return the moment of a transaction, the rules of that moment, and from which seat the speaker acts."""
    return Moment(db.now, db.rules, acting_seat(db, case))


def acting_seat(db: Transaction, case: Case) -> int:
    """Say from which seat the speaker acts: their own, else their unit's, else the lead's."""
    people = [one.id for one in db.acting]
    units = [one.unit for one in db.acting if one.role in LEADING]
    found = case.seat_of(people=people, units=units)
    return LEAD if found is None else found


def of_seat(number: int, lead: str, joint: str) -> str:
    """Choose the verb of what was done to a seat: to the lead's it is done to the case."""
    return lead if number == LEAD else joint


def record(
    db: Transaction,
    before: Case,
    after: Case,
    verb: str,
    *,
    reason: str = "",
    channel: str = "",
    seat: int = LEAD,
    **detail: int | str | None,
) -> Case:
    """Keep what was done and why, settle what is owed now, and let those hear whom `AUDIENCE` names.

    *seat*: from which, or to which, it was done; the journal names the unit of a joint one.
    """
    if channel:
        detail["channel"] = channel
    if seat != LEAD:
        detail["unit"] = before.seat(seat).unit
    case = cases.save(db, before, after, verb, **detail)
    if reason:
        cases.remark(db, case, verb, reason)
    audience.announce(db, verb, before, case, channel=channel, seat=seat)
    _seats_beside(db, before, case, seat)
    _withdraw(db, before, case)
    _take_back(db, before, case)
    return case


def do(
    db: Transaction,
    case: int,
    act: Act,
    *,
    version: int | None = None,
    reason: str = "",
    answers: Answers | None = None,
) -> Case:
    """Do an act as it is declared (`acting.py`), with its reason or the answers of the paper it files."""
    before = judged(db, case, act, version=version)
    after = act.after(before, moment(db, before))
    if act.form is None:
        return record(db, before, after, act.verb, reason=reason)
    return file(db, before, after, act.verb, form=act.form, answers=answers or {})


def file(
    db: Transaction, before: Case, after: Case, verb: str, *, form: Form, answers: Answers, seat: int = LEAD
) -> Case:
    """Keep what was done, and the paper that says it; when it was filed is a fact of the case."""
    case = record(db, before, after.file(form.name, db.now, seat), verb, seat=seat)
    file_paper(db, case, form.name, form.given(answers), seat=seat)
    return case


def _seats_beside(db: Transaction, before: Case, after: Case, done: int) -> None:
    """Let those hear whose seat begins or ends with an act that was done to another."""
    if after.state is State.JOINED:  # its seats go on under the number that it was joined to
        return
    was = {one.id: one for one in before.joint}
    for one in after.joint:
        if one.id not in was:
            _beside(db, before, after, "seat.offered", one.id)
        elif one.id != done and was[one.id].open and not one.open:
            ended = "seat.withdrawn" if one.end is SeatEnd.WITHDRAWN else "seat.taken_over"
            _beside(db, before, after, ended, one.id)


def _take_back(db: Transaction, before: Case, after: Case) -> None:
    """Let what was shown in full go with the seat, with what was offered, and with the case from its unit."""
    for person in before.held_by - after.held_by:
        vanishing.take_back_of(db, person, after.id)
    oversee = {one.unit for one in (after.lead, *after.joint) if one.overseen}
    if before.unit is not None and before.unit not in oversee:
        vanishing.take_back_in(db, before.unit, after.id)


def _withdraw(db: Transaction, before: Case, after: Case) -> None:
    """End what was asked of the police from a seat that ends now, or with the case; they hear so."""
    ended = {one.id for one in after.joint if not one.open} - {one.id for one in before.joint if not one.open}
    if not ended and (askable(after) or not askable(before)):
        return
    for one in escorts.of_case(db, after):
        if not stands(one, after):
            over = one.end(EscortOutcome.CANCELLED, "", db.now)
            escorts.save(db, one, over, "escort.ended", outcome=over.outcome)
            db.news.extend(
                OfficeNews("escort.ended", person, news(one))
                for person in sorted(audience.of_unit(db, one.unit))
            )


def _beside(db: Transaction, before: Case, after: Case, verb: str, number: int) -> None:
    one = after.seat(number)
    journal.write(db, verb, subject=after.id, unit=one.unit, person=one.offered or one.worker)
    audience.announce(db, verb, before, after, seat=number)
