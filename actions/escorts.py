"""Police escorts: asked for, answered, moved, ended; who hears of it, at night, too (`screens.md` §12)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from actions import audience, record
from actions.cases.looking import look
from casework import escorts as rules
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.seats import Seat
from casework.errors import NoPrecinct, NotThere, WrongState
from casework.escorts import Escort, EscortAnswer, EscortOutcome
from casework.reminders.hearing import supervisors
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.pin import PinStage
from casework.staffing.units import Unit, UnitKind, nearness
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.escorts import escorts
from storage.staffing import people, pins
from storage.staffing.directory import Directory

LOOKED_BACK = timedelta(days=7)
"""So long after its hour the bell still ends what nobody answered: after an outage."""


def precinct(db: Transaction, village: str) -> Unit | None:
    """Find the precinct of a village: of its district, else one of the whole city."""
    units = people.standing_units(db, UnitKind.POLICE)
    near = sorted(
        (one for one in units if nearness(one, village) < 2), key=lambda one: nearness(one, village)
    )
    return next((one for one in near if one.district or one.bureau is None), None)


def may_ask(db: Transaction, case: Case) -> bool:
    """Tell whether an escort can be asked for."""
    try:
        asked_of(db, case)
    except (NoPrecinct, WrongState):
        return False
    return True


def asked_of(db: Transaction, case: Case) -> Unit:
    """Return the precinct that is asked; raises NoPrecinct, and WrongState while one is under way."""
    unit = precinct(db, case.village)
    if unit is None:
        raise NoPrecinct
    under_way = any(one.seat == record.acting_seat(db, case) for one in escorts.of_case(db, case))
    if under_way or not rules.askable(case):
        raise WrongState
    return unit


def ask(db: Transaction, case: int, at: datetime, why: str) -> Escort:
    """Ask the precinct; it hears at once, without the address."""
    cases.hold_cases(db, case)
    found = cases.get(db, case, Action.SERVE)
    unit = asked_of(db, found)
    seat = record.acting_seat(db, found)
    one = escorts.add(db, replace(rules.ask(found, unit, at, db.now), why=why, seat=seat))
    _tell(db, "escort.asked", one, _of_precinct(db, one))
    return one


def reply(
    db: Transaction, escort: int, answer: EscortAnswer, *, at: datetime | None = None, said: str = ""
) -> Escort:
    """EscortAnswer for the precinct; who asked hears."""
    before = escorts.held(db, escort)
    escorts.judge(db, before, own=True)
    after = before.reply(answer, db.now, at=at, said=said)
    after = escorts.save(db, before, after, "escort.answered", answer=answer)
    _tell(db, "escort.answered", after, _asking(db, after))
    return after


def move(db: Transaction, escort: int, at: datetime) -> Escort:
    """The visit is at another time: for the precinct that is an answer, from who asked it is asked anew."""
    before = escorts.held(db, escort)
    if escorts.judge(db, before):
        return reply(db, escort, EscortAnswer.MOVED, at=at)
    after = escorts.save(db, before, before.move(at, db.now), "escort.asked_anew")
    _tell(db, "escort.asked", after, _of_precinct(db, after))
    return after


def end(db: Transaction, escort: int, outcome: EscortOutcome, line: str) -> Escort:
    """Say what came of it, from either side; the other hears."""
    before = escorts.held(db, escort)
    own = escorts.judge(db, before)
    after = escorts.save(db, before, before.end(outcome, line, db.now), "escort.ended", outcome=outcome)
    _tell(db, "escort.ended", after, _asking(db, after) if own else _of_precinct(db, after))
    return after


def show_where(db: Transaction, case: int) -> Case:
    """Write down who looks, and return the case whose address the precinct may see."""
    found = cases.get(db, case, Action.REACH)
    if pins.stage(db) is not PinStage.OPEN:
        raise NotThere
    look(db, found, "case.address_shown")
    return found


def ring(db: Transaction) -> None:
    """Remind both sides ahead of a visit; unanswered, let heads and supervisors hear; once each.

    One whose hour came without an answer is over, and all of them hear so.
    """
    figures = db.rules.policy.escorts
    for one in escorts.near(db, db.now - LOOKED_BACK):
        if rules.passed_over(one, db.now):
            over = one.end(EscortOutcome.UNANSWERED, "", db.now)
            escorts.save(db, one, over, "escort.unanswered")
            _tell(db, "escort.unanswered", one, {*_of_precinct(db, one), *_leading(db, one)})
            continue
        after = one
        if rules.at_hand(one, figures, db.now):
            after = replace(after, reminded_at=db.now)
            _tell(db, "escort.at_hand", one, {*_of_precinct(db, one), *_asking(db, one)})
        if rules.unheard(one, figures, db.now):
            after = replace(after, told_at=db.now)
            _tell(db, "escort.unheard", one, _leading(db, one))
        if after is not one:
            escorts.keep(db, one, after)


def to_call(db: Transaction, one: Escort) -> tuple[list[Person], list[Person]]:
    """Say whom to telephone: of the precinct, and of those who asked."""
    officers = people.in_unit(db, one.unit.id, [Role.HEAD, Role.LIAISON])
    return officers, [people.get(db, person) for person in _asking(db, one)]


def _of_precinct(db: Transaction, one: Escort) -> set[int]:
    return audience.of_unit(db, one.unit)


def _asking(db: Transaction, one: Escort) -> set[int]:
    return audience.of_seat(db, one.case, one.seat)


def _leading(db: Transaction, one: Escort) -> set[int]:
    """The precinct's head, or the next one up; the supervisors of who asked, and who asked."""
    everybody = recusals.without(db, one.case, Directory(db))
    return {
        *(person.id for person in people.in_unit(db, one.unit.id, LEADING)),
        *(person.id for person in supervisors(_seat(db, one).unit, everybody)),
        *_asking(db, one),
    }


def _seat(db: Transaction, one: Escort) -> Seat:
    return cases.read(db, one.case).seat(one.seat)


def _tell(db: Transaction, verb: str, one: Escort, hear: set[int]) -> None:
    about = rules.news(one)
    for person in sorted(hear):
        if db.speaker is None or person != db.speaker.id:
            db.news.append(OfficeNews(verb, person, about))
