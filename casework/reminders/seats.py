"""What a seat owes: the lead's and each joint one by the same rules, as far as its kind of unit does."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from casework.cases.case import Case, Risk
from casework.cases.seats import Seat
from casework.policy.owed import Bearer, Owed, Rules, Subject, somebody
from casework.policy.policy import Duty, Policy
from casework.reminders.hearing import Personnel, after_failed_offer
from casework.reminders.kinds import Kind, Lapse
from casework.reminders.nudging import after_quiet
from casework.service.follow_up import first_month
from casework.staffing.people import Person
from casework.text.dates import TAIPEI, day_end, local_day, month_end, next_month


def acknowledgement(case: Case, seat: Seat, rules: Rules) -> Owed:
    """Acknowledge within one working day, of an urgent case within hours (`domain.md` §3.3: default)."""
    since, dispatch = seat.offered_at or case.reported_at, rules.policy.dispatch
    due = (
        since + timedelta(hours=dispatch.urgent_acknowledge_hours)
        if case.urgent
        else rules.calendar.after_working_days(since, dispatch.acknowledge_working_days)
    )
    return Owed(Duty.ACKNOWLEDGE, str(seat.offered), since, due, *somebody(seat.offered), urgent=case.urgent)


def offer_lapses(case: Case, seat: Seat, rules: Rules) -> datetime | None:
    """When an unanswered offer goes back to the screeners: not in quiet hours, unless the case is urgent."""
    if not case.open or seat.ended_at or seat.offered is None or seat.offered_at is None:
        return None
    end = _unanswered_until(case, seat.offered_at, rules)
    return end if case.urgent else after_quiet(end, rules.policy.nudges)


def _unanswered_until(case: Case, offered: datetime, rules: Rules) -> datetime:
    """How long an offer waits, of an urgent case by the hour (`domain.md` §3.3: the city's default)."""
    dispatch = rules.policy.dispatch
    if case.urgent:
        return offered + timedelta(hours=dispatch.urgent_return_hours)
    return rules.calendar.after_working_days(offered, dispatch.return_working_days)


def service(case: Case, seat: Seat, rules: Rules) -> Iterator[Owed]:
    """What who serves owes; neither a dispute [003] item 4 nor an offer to somebody else stops it."""
    policy = rules.policy
    if seat.kind not in policy.seats.no_visits:
        yield _visit(case, seat, rules)
    if seat.assessed_at is None and _assesses(case, seat, policy):
        yield _assessment(case, seat, policy)
    if followed_up(case, seat, policy):
        yield from follow_ups(case, seat, rules)


def _taken_on(case: Case, seat: Seat) -> datetime:
    """When the unit that serves took the case on: the city's own intervals count from then."""
    return seat.accepted_at or case.reported_at


def _received(case: Case, seat: Seat) -> datetime:
    """When the report was received (受理): the law counts from it, not from acceptance (脆弱家庭辦法 5).

    A unit that was asked later, or after a dispute was right, counts from then.
    """
    return seat.received_at or case.reported_at


def _visit(case: Case, seat: Seat, rules: Rules) -> Owed:
    """First visit within 10 days (兒少權法 54; 脆弱家庭辦法 5), then by risk (`domain.md` §3.4: default)."""
    if seat.visited_on is not None:
        since, day = day_end(seat.visited_on), seat.visited_on
        due = _routine(case, day, rules)
        return Owed(Duty.VISIT, day.isoformat(), since, due, *somebody(seat.worker))
    if _visits_first(case, seat, rules.policy):
        received = _received(case, seat)
        due = day_end(local_day(received) + timedelta(days=rules.policy.visits.first_days))
        return Owed(Duty.FIRST_VISIT, "", received, due, *somebody(seat.worker))
    taken_on = _taken_on(case, seat)
    due = _routine(case, local_day(taken_on), rules)
    return Owed(Duty.VISIT, "", taken_on, due, *somebody(seat.worker))


def _routine(case: Case, last: date, rules: Rules) -> datetime:
    """Say by when the next visit is due; one that falls on a day off, on the next working day (default).

    High risk does not wait for the office.
    """
    day = last + timedelta(days=visit_interval(case.risk, rules.policy))
    return day_end(day if case.risk is Risk.HIGH else rules.calendar.working_day_from(day))


def _visits_first(case: Case, seat: Seat, policy: Policy) -> bool:
    """The law's ten days are those of a centre or of child protection, with a child in the household."""
    return _of_a_child(case, policy) and seat.kind in (None, *policy.seats.first_visit)


def _assesses(case: Case, seat: Seat, policy: Policy) -> bool:
    return _of_a_child(case, policy) and seat.kind in (None, *policy.seats.assess)


def _of_a_child(case: Case, policy: Policy) -> bool:
    """Nobody said that there is no child: as with one."""
    return case.child is not False or not policy.seats.with_child


def _assessment(case: Case, seat: Seat, policy: Policy) -> Owed:
    """The assessment report within 30 days of receipt, like the first visit (兒少權法 54; 脆弱家庭辦法 5)."""
    received = _received(case, seat)
    due = day_end(local_day(received) + timedelta(days=policy.visits.assessment_days))
    return Owed(Duty.ASSESS, "", received, due, *somebody(seat.worker))


def visit_interval(risk: Risk | None, policy: Policy) -> int:
    """Days between visits; nobody has judged the risk yet: as medium."""
    days = {Risk.HIGH: policy.visits.high_days, Risk.LOW: policy.visits.low_days}
    return days.get(risk or Risk.MEDIUM, policy.visits.medium_days)


def month_to_file(case: Case, seat: Seat, policy: Policy) -> date:
    """Return the month whose follow-up is next; between two workers nobody owed any.

    Under tracking the first is what the conference set, whenever the unit took the case on.
    """
    firsts = case.tracked_months(seat)
    if policy.follow_up.of == "served" or not firsts:
        firsts.append(first_month(local_day(_taken_on(case, seat)), policy.follow_up.grace_days))
    return max(min(firsts), next_month(seat.followed_up)) if seat.followed_up else min(firsts)


def followed_up(case: Case, seat: Seat, policy: Policy) -> bool:
    """Of a tracked case always [001] 三(六)3(5), and by the city's default of every case in service."""
    served = case.seat_served(seat.id) and seat.kind not in policy.seats.no_follow_up
    return bool(case.tracked_months(seat)) or (served and policy.follow_up.of == "served")


def may_file(case: Case, seat: Seat, policy: Policy, today: date) -> bool:
    """A follow-up tells of a month that has begun."""
    owed = case.seat_served(seat.id) and followed_up(case, seat, policy)
    return owed and month_to_file(case, seat, policy) <= today


def follow_ups(case: Case, seat: Seat, rules: Rules) -> Iterator[Owed]:
    """Every month until the case is removed or closed [001] 三(六)3(5).

    The next one to file, and each that has begun since: a month that is missing hides no other.
    """
    month = month_to_file(case, seat, rules.policy)
    yield _follow_up(month, seat)
    while (month := next_month(month)) <= rules.day:
        yield _follow_up(month, seat)


def _follow_up(month: date, seat: Seat) -> Owed:
    due = day_end(month_end(month))
    since = datetime.combine(month, time.min, TAIPEI)
    return Owed(Duty.FOLLOW_UP, month.isoformat(), since, due, *somebody(seat.worker))


class JointSeat(Struct, frozen=True):
    """A joint seat and its case: what the duties of a unit beside the lead belong to."""

    case: Case
    number: int

    @property
    def seat(self) -> Seat:
        """The seat as the case has it now."""
        return self.case.seat(self.number)


def _subject(joint: JointSeat) -> Subject:
    """A seat is called by the number of its case."""
    return Subject(joint.number, SEAT.name, joint.case.number, joint.seat.unit, joint.case.alarm)


def _owed(joint: JointSeat, rules: Rules) -> Iterator[Owed]:
    case, seat = joint.case, joint.seat
    if not (case.open and seat.open):
        return
    if seat.offered is not None:
        yield acknowledgement(case, seat, rules)
    elif seat.worker is None:
        yield _to_find_somebody(case, seat, rules)
    if seat.served:
        yield from service(case, seat, rules)
    elif followed_up(case, seat, rules.policy):
        yield from follow_ups(case, seat, rules)


def _to_find_somebody(case: Case, seat: Seat, rules: Rules) -> Owed:
    """The unit's supervisors find somebody for a seat that nobody took and that stays."""
    since = seat.offered_at or case.reported_at
    due = _unanswered_until(case, since, rules)
    return Owed(Duty.ACKNOWLEDGE, "", since, due, Bearer.SUPERVISORS, urgent=case.urgent)


def _lapses(joint: JointSeat, rules: Rules) -> datetime | None:
    return offer_lapses(joint.case, joint.seat, rules)


def _lapse(joint: JointSeat, at: datetime) -> JointSeat:
    return JointSeat(joint.case.lapse(at=at, seat=joint.number), joint.number)


def _verb(joint: JointSeat) -> str:
    return "seat.kept" if joint.seat.open else "seat.lapsed"


def _hear(joint: JointSeat, everybody: Personnel) -> Iterable[Person]:
    return after_failed_offer(joint.case, joint.number, everybody)


def _names(joint: JointSeat) -> Iterator[str]:
    yield from joint.case.household.names


SEAT: Kind[JointSeat] = Kind(
    "seat",
    _subject,
    _owed,
    Lapse(
        Duty.ACKNOWLEDGE,
        _lapses,
        _lapse,
        _verb,
        _hear,
    ),
    _names,
)
"""A joint seat owes what its unit owes, and an offer of it that nobody answers goes back."""
