"""Who hears of which act: one table, beside `access.MAY`, which says who may do it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from msgspec import Struct

from actions import calling
from casework.acts import ACTS
from casework.cases.acting import Circle
from casework.cases.case import Case, lowered, raised
from casework.cases.seats import LEAD, NEW, Seat
from casework.policy.owed import Bearer, Subject
from casework.policy.policy import Hearer
from casework.reminders import hearing
from casework.reminders.obligations import hours_run_until
from casework.staffing.bearers import answers_for
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind, nearness
from storage.cases import cases, reports
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.core.news import News, OfficeNews, SubjectNews
from storage.staffing import people
from storage.staffing.directory import Directory


class Done(Struct, frozen=True):
    """An act: the case before and after it, and which of its seats it was about."""

    before: Case
    after: Case
    channel: str = ""
    seat: int = LEAD

    @property
    def had(self) -> Seat:
        """The seat before it; one that was not there is empty."""
        return self.before.seat(self.seat) if self.was_there else Seat(NEW)

    @property
    def was_there(self) -> bool:
        """The seat was there before."""
        return self.seat == LEAD or any(one.id == self.seat for one in self.before.joint)

    @property
    def has(self) -> Seat:
        """The seat after it."""
        return self.after.seat(self.seat)


def _always(db: Transaction, done: Done) -> bool:
    return True


def _had_a_worker(db: Transaction, done: Done) -> bool:
    """Somebody served it before."""
    return done.had.worker is not None


def _had_no_worker(db: Transaction, done: Done) -> bool:
    """Nobody served it before."""
    return done.had.worker is None


def _online(db: Transaction, done: Done) -> bool:
    """The channel is no telephone."""
    return done.channel == "ecare"


def _by_telephone(db: Transaction, done: Done) -> bool:
    """The channel is a telephone."""
    return not _online(db, done)


def _to_screen(db: Transaction, done: Done) -> bool:
    """The case is to be screened."""
    return done.after.to_screen


def _child_missing(db: Transaction, done: Done) -> bool:
    """A child of the case can't be found."""
    return done.after.missing_child


def _of_a_unit(db: Transaction, done: Done) -> bool:
    """A unit has the case."""
    return done.after.unit is not None


def _child_missing_only_now(db: Transaction, done: Done) -> bool:
    """A child can't be found, and that is news to this case."""
    return done.after.missing_child and not done.before.missing_child


def _found(db: Transaction, done: Done) -> bool:
    """The child was found."""
    return bool(done.after.search.found)


def _found_of_a_unit(db: Transaction, done: Done) -> bool:
    """The child was found, and a unit has the case."""
    return _found(db, done) and _of_a_unit(db, done)


def _police_look(db: Transaction, done: Done) -> bool:
    """The police have the search form."""
    return done.before.search.form_given_at is not None


def _not_found(db: Transaction, done: Done) -> bool:
    """The child was not found."""
    return not done.after.search.found


def _risk_lowered(db: Transaction, done: Done) -> bool:
    """The risk is judged to be lower than it was."""
    return lowered(done.before.risk, done.after.risk)


def _risk_raised(db: Transaction, done: Done) -> bool:
    """The risk is judged to be higher than it was."""
    return raised(done.before.risk, done.after.risk)


def _stays(db: Transaction, done: Done) -> bool:
    """Nobody serves the seat, and it stays: its unit finds somebody."""
    return done.has.unanswered and done.has.offered is None


def _screened_again(db: Transaction, done: Done) -> bool:
    """The screeners decide once more."""
    return done.after.to_screen


def _ended(db: Transaction, done: Done) -> bool:
    """The seat is gone with the offer."""
    return not done.has.open


def _news_to_reporters(db: Transaction, done: Done) -> bool:
    """They were not told the same before: dispatched once more, after an offer failed, is no news."""
    told = [act.verb for act in journal.of_subject(db, done.after.id) if act.verb in _TOLD_TO_REPORTERS]
    return told[-2:-1] != ["case.dispatched"]


class Hears(Struct, frozen=True):
    """A circle that hears of an act, by which sentence, and on which condition."""

    who: Circle
    push: str
    when: Callable[[Transaction, Done], bool] = _always


KEPT: Final = (
    Hears(Circle.WORKER, "case.kept", when=_had_a_worker),
    Hears(Circle.SUPERVISORS, "case.kept", when=_had_a_worker),
)
"""An offer to somebody else failed: who served before still does, and they and their supervisors hear so."""
AUDIENCE: Final[Mapping[str, tuple[Hears, ...]]] = {
    **{act.verb: tuple(Hears(who, act.verb) for who in act.heard_by) for act in ACTS if act.heard_by},
    "case.reported": (
        Hears(Circle.SCREENERS, "case.reported"),
        Hears(Circle.BUREAU, "case.child_missing", when=_child_missing),
    ),
    "case.dispatched": (
        Hears(Circle.OFFERED, "case.offered"),
        Hears(Circle.REPORTERS, "case.dispatched", when=_news_to_reporters),
    ),
    "case.report_added": (
        Hears(Circle.WORKER, "case.report_added"),
        Hears(Circle.OFFERED, "case.report_added"),
        Hears(Circle.FINDING, "case.report_added"),
        Hears(Circle.SCREENERS, "case.report_added", when=_to_screen),
    ),
    "case.joined": (Hears(Circle.REPORTERS, "case.dispatched", when=_news_to_reporters),),
    "case.report_joined": (
        Hears(Circle.WORKER, "case.report_joined"),
        Hears(Circle.OFFERED, "case.report_joined"),
        Hears(Circle.FINDING, "case.report_joined"),
        Hears(Circle.BUREAU, "case.child_missing", when=_child_missing_only_now),
    ),
    "case.redirected": (
        Hears(Circle.REPORTERS, "case.redirected", when=_by_telephone),
        Hears(Circle.REPORTERS, "case.redirected_online", when=_online),
    ),
    "case.report_parted": (
        Hears(Circle.WORKER, "case.report_parted"),
        Hears(Circle.OFFERED, "case.report_parted"),
        Hears(Circle.FINDING, "case.report_parted"),
    ),
    "case.screening_undone": (
        Hears(Circle.SCREENERS, "case.screening_undone"),
        Hears(Circle.OFFERED_BEFORE, "case.offer_withdrawn"),
    ),
    "case.accepted": (
        Hears(Circle.REPORTERS, "case.accepted", when=_had_no_worker),
        Hears(Circle.JOINED_REPORTERS, "case.accepted", when=_had_a_worker),
        Hears(Circle.WORKER_BEFORE, "case.taken_over"),
        Hears(Circle.WORKER, "case.accepted_for_you"),
    ),
    "case.declined": (
        Hears(Circle.SCREENERS, "case.declined", when=_screened_again),
        Hears(Circle.SUPERVISORS, "case.to_find", when=_stays),
        *KEPT,
        Hears(Circle.OFFERED_BEFORE, "case.offer_withdrawn"),
    ),
    "case.offer_lapsed": (
        Hears(Circle.SCREENERS, "case.offer_lapsed", when=_had_no_worker),
        *KEPT,
    ),
    "case.offered_again": (
        Hears(Circle.OFFERED, "case.offered"),
        Hears(Circle.OFFERED_BEFORE, "case.offer_withdrawn"),
        Hears(Circle.WORKER_BEFORE, "case.offered_away"),
    ),
    "case.recused": (Hears(Circle.SUPERVISORS, "case.recused", when=_of_a_unit),),
    "case.unshared": (
        Hears(Circle.WORKER, "case.unshared"),
        Hears(Circle.OFFERED, "case.unshared"),
    ),
    "case.reopened": (
        Hears(Circle.OFFERED, "case.offered"),
        Hears(Circle.OVERSEERS, "case.reopened"),
    ),
    **{
        verb: (
            Hears(Circle.SUPERVISORS, "case.risk_lowered", when=_risk_lowered),
            Hears(Circle.LEADING, "case.risk_lowered", when=_risk_lowered),
            Hears(Circle.SERVING, "case.risk_raised", when=_risk_raised),
            Hears(Circle.JOINED_REPORTERS, "case.accepted"),
        )
        for verb in ("case.visited", "case.followed_up", "case.assessed")
    },
    "case.screened_again": (
        Hears(Circle.WORKER_BEFORE, "case.taken_back"),
        Hears(Circle.SCREENERS, "case.screened_again"),
    ),
    "case.child_missing": (
        Hears(Circle.BUREAU, "case.child_missing"),
        Hears(Circle.SUPERVISORS, "case.child_missing", when=_of_a_unit),
        Hears(Circle.SERVING, "case.child_missing"),
    ),
    "case.form_given": (
        Hears(Circle.SERVING, "case.form_given"),
        Hears(Circle.POLICE, "case.form_with_police"),
    ),
    "case.child_found": (
        Hears(Circle.BUREAU, "case.child_found"),
        Hears(Circle.SUPERVISORS, "case.child_found", when=_of_a_unit),
        Hears(Circle.SERVING, "case.child_found"),
        Hears(Circle.POLICE, "case.form_settled", when=_police_look),
    ),
    "case.looked_for": (
        Hears(Circle.SEARCHERS, "case.looked_for", when=_not_found),
        Hears(Circle.BUREAU, "case.child_found", when=_found),
        Hears(Circle.SUPERVISORS, "case.child_found", when=_found_of_a_unit),
        Hears(Circle.SERVING, "case.child_found", when=_found),
    ),
    "seat.offered": (
        Hears(Circle.OFFERED, "case.offered"),
        Hears(Circle.SUPERVISORS, "seat.to_find", when=_stays),
        Hears(Circle.WORKER, "case.report_joined"),
    ),
    "seat.accepted": (
        Hears(Circle.LEADING, "seat.accepted"),
        Hears(Circle.WORKER_BEFORE, "case.taken_over"),
        Hears(Circle.WORKER, "case.accepted_for_you"),
    ),
    "seat.declined": (
        Hears(Circle.SCREENERS, "seat.declined", when=_ended),
        Hears(Circle.SUPERVISORS, "seat.to_find", when=_stays),
        *KEPT,
        Hears(Circle.OFFERED_BEFORE, "case.offer_withdrawn"),
    ),
    "seat.lapsed": (
        Hears(Circle.SCREENERS, "seat.lapsed", when=_ended),
        Hears(Circle.SUPERVISORS, "seat.to_find", when=_stays),
        *KEPT,
    ),
    "seat.offered_again": (
        Hears(Circle.OFFERED, "case.offered"),
        Hears(Circle.OFFERED_BEFORE, "case.offer_withdrawn"),
        Hears(Circle.WORKER_BEFORE, "case.offered_away"),
    ),
    "seat.ended": (
        Hears(Circle.LEADING, "seat.ended"),
        Hears(Circle.SUPERVISORS, "seat.ended"),
        Hears(Circle.OVERSEERS, "seat.ended"),
    ),
    "seat.taken_over": (
        Hears(Circle.WORKER_BEFORE, "seat.taken_over"),
        Hears(Circle.OFFERED_BEFORE, "case.offer_withdrawn"),
        Hears(Circle.OVERSEERS, "seat.ended"),
    ),
    "seat.withdrawn": (
        Hears(Circle.OFFERED_BEFORE, "case.offer_withdrawn"),
        Hears(Circle.WORKER_BEFORE, "seat.taken_over"),
    ),
}
"""By the verb in the journal: what each act declares (`Act.heard_by`), then what depends on more.

Who did it does not hear of it; an act that is not named is heard by nobody.
"""

REPORTING: Final = frozenset({Circle.REPORTERS, Circle.JOINED_REPORTERS})
_TOLD_TO_REPORTERS = frozenset(
    verb for verb, heard in AUDIENCE.items() if any(one.who is Circle.REPORTERS for one in heard)
)


def announce(
    db: Transaction, verb: str, before: Case, after: Case, *, channel: str = "", seat: int = LEAD
) -> None:
    """Let everybody hear whom the table names; *seat*: which of the case's the act was about."""
    done = Done(before, after, channel, seat)
    with people.remembered(db):
        for hears in AUDIENCE.get(verb, ()):
            if hears.when(db, done):
                told = _reporters if hears.who in REPORTING else _staff
                db.news += told(db, hears, done)


def _reporters(db: Transaction, hears: Hears, done: Done) -> Iterable[News]:
    """Everybody who reported the case; a number that they hold is named."""
    case = done.after
    joined = hears.who is Circle.JOINED_REPORTERS
    found = reports.to_hear_of_joined(db, case.id) if joined else reports.to_hear(db, case.id)
    for person, number in found:
        yield News(hears.push, person, case.id, number, case.version, reporter=True, channel=done.channel)


def _staff(db: Transaction, hears: Hears, done: Done) -> Iterable[News]:
    """Those of a circle, or who stands in for them; not who did it."""
    case, everybody = done.after, _everybody(db, hears.who, done.after)
    asked = _on_call(db, hears, done) or _of(db, hears.who, done)
    heard = dict.fromkeys(who.id for one in asked for who in hearers(db, one, everybody))
    for person in heard:
        if db.speaker is None or person != db.speaker.id:
            yield news(db, hears.push, person, case, done.seat)


def news(db: Transaction, verb: str, person: int, case: Case, seat: int) -> News:
    """Write news of a case for one of the staff: marked, and with the hours left, where they run."""
    until = hours_run_until(case, seat, db.rules) if case.alarm else None
    left = until - db.now if until is not None and until > db.now else None
    return News(verb, person, case.id, case.number, case.version, case.alarm, left)


def _on_call(db: Transaction, hears: Hears, done: Done) -> list[int]:
    """By night and on days off who is on call is woken, not all who screen: these when nobody answers."""
    if hears.who is not Circle.SCREENERS:
        return []
    found = calling.screeners(db, done.after)[:1]
    for one in found:
        calling.begin(db, done.after, one)
    return [one.id for one in found]


def _everybody(db: Transaction, circle: Circle, case: Case) -> hearing.Personnel:
    """Return everybody but who keeps out; of who screens, nor who was reported."""
    if circle is Circle.SCREENERS:
        return calling.able(db, case)
    return recusals.without(db, case.id, Directory(db))


def leading(db: Transaction, unit: int) -> list[int]:
    """List who leads a unit and can hear, or who hears for them."""
    found = hearing.supervisors(unit, Directory(db))
    return list(dict.fromkeys(one.id for person in found for one in hearers(db, person.id)))


def of_unit(db: Transaction, unit: Unit) -> set[int]:
    """List who answers for a unit, else the next one up."""
    owing = hearing.Owing(answers_for(unit), unit=unit.id)
    return {one.id for one in hearing.listeners(owing, Hearer.OWNER, Directory(db))}


def of_seat(db: Transaction, case: int, seat: int) -> set[int]:
    """List who serves a case from a seat, or hears for them; where nobody does any more, its supervisors."""
    one, everybody = cases.read(db, case).seat(seat), recusals.without(db, case, Directory(db))
    if one.worker is not None and one.ended_at is None:
        heard = {person.id for person in hearers(db, one.worker)}
        if heard := {person for person in heard if case not in recusals.out_of(db, person)}:
            return heard
    return {person.id for person in hearing.supervisors(one.unit, everybody)}


def tell(db: Transaction, verb: str, subject: Subject, hear: Iterable[int]) -> None:
    """Let these hear of an act of a subject, but who does it."""
    about = SubjectNews(subject.id, subject.sign)
    for person in sorted(set(hear)):
        if db.speaker is None or person != db.speaker.id:
            db.news.append(OfficeNews(verb, person, about))


def hearers(db: Transaction, person: int, everybody: hearing.Personnel | None = None) -> list[Person]:
    """List who hears a push to somebody: their deputy while they are away; who leads, while suspended."""
    everybody = everybody or Directory(db)
    someone = everybody.get(person)
    found = hearing.stand_in(someone, everybody.get)
    if found is None and someone.suspended:
        return hearing.listeners(
            hearing.Owing(Bearer.SUPERVISORS, unit=someone.unit), Hearer.OWNER, everybody
        )
    return [found or someone]


def _of(db: Transaction, circle: Circle, done: Done) -> list[int]:  # noqa: PLR0911 - one line a circle
    after, everybody = done.after, _everybody(db, circle, done.after)
    match circle:
        case Circle.SCREENERS:
            return _reached(everybody, Bearer.SCREENERS)
        case Circle.BUREAU:
            return _reached(everybody, Bearer.BUREAU)
        case Circle.SUPERVISORS:
            return [one.id for one in hearing.supervisors(done.has.unit, everybody)]
        case Circle.FINDING:
            return [one.id for one in hearing.supervisors(after.unit, everybody)] if after.unfound else []
        case Circle.OVERSEERS:
            return [one.id for one in _overseers(done, everybody)]
        case Circle.SEARCHERS:
            return _serving(after) or [one.id for one in hearing.supervisors(after.unit, everybody)]
        case Circle.SERVING:
            return [*_serving(after), *(one.worker for one in after.joint_seats if one.worker is not None)]
        case Circle.LEADING:
            return _serving(after)
        case Circle.POLICE:
            return [one.id for one in _police(db, after)]
    one = {
        Circle.OFFERED: done.has.offered,
        Circle.OFFERED_BEFORE: done.had.offered,
        Circle.WORKER: done.has.worker,
        Circle.WORKER_BEFORE: done.had.worker,
    }[circle]
    return [] if one is None else [one]


def _police(db: Transaction, case: Case) -> list[Person]:
    """The liaisons of the precinct of the village's district, else its head [001] 參二(三)1."""
    units = people.standing_units(db, UnitKind.POLICE)
    near = [one.id for one in units if nearness(one, case.village) == 0]
    of = (people.in_unit(db, unit, [role]) for role in (Role.LIAISON, Role.HEAD) for unit in near)
    return next(filter(None, of), [])


def _overseers(done: Done, everybody: hearing.Personnel) -> list[Person]:
    """The supervisors of the centres with a seat, as far as theirs is not the seat in question."""
    units = [one.unit for one in done.after.joint if one.overseen and one.kind is UnitKind.CENTRE]
    if done.seat != LEAD and done.after.lead.kind is UnitKind.CENTRE:
        units.append(done.after.unit)
    return [one for unit in units if unit for one in everybody.in_unit(unit, Role.SUPERVISOR)]


def _serving(case: Case) -> list[int]:
    return [case.worker] if case.served and case.worker is not None else []


def _reached(everybody: hearing.Personnel, bearer: Bearer) -> list[int]:
    """Who of a group can hear, or the next one up: what is pressing never goes into silence."""
    return [one.id for one in hearing.listeners(hearing.Owing(bearer), Hearer.OWNER, everybody)]
