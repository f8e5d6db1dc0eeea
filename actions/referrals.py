"""Referrals: to a desk, back with what came of it; from outside by letter (`screens.md` §11)."""

from collections.abc import Collection

from actions import audience, record
from actions.cases.looking import look, look_beside
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere, WrongState
from casework.forms import Answers
from casework.referrals import REFERRAL, Referral, ReferralOutcome, by_letter, refer
from casework.staffing.pin import PinStage
from casework.staffing.units import Unit, nearness
from storage.cases import cases
from storage.core.database import Transaction
from storage.dossiers import answers
from storage.referrals import REFERRALS
from storage.staffing import people, pins

CALLED = "轉介"


def desks(db: Transaction, village: str = "", *, but: Collection[int] = ()) -> list[Unit]:
    """List the desks that answer: of the village's district first, then of the whole city."""
    kinds = db.rules.policy.referrals.desks
    there = [one for one in people.receiving_units(db) if one.kind in kinds and one.id not in but]
    near = [one for one in there if not village or nearness(one, village) < 2]
    return sorted(near, key=lambda one: (nearness(one, village), kinds.index(one.kind), one.id))


def desks_for(db: Transaction, case: Case) -> list[Unit]:
    """List where a case can be referred to: one open referral a desk, and nobody refers to themselves."""
    own = case.seat(record.acting_seat(db, case)).unit
    return desks(db, case.village, but={*_asked(db, case), own or 0})


def _asked(db: Transaction, case: Case) -> set[int]:
    """Return the desks that have an open referral of a case."""
    return {one.unit.id for one in REFERRALS.of_case(db, case.id) if one.open}


def may_refer(db: Transaction, case: Case) -> bool:
    """Tell whether a case can be referred to some desk."""
    return case.open and not case.to_screen and bool(desks_for(db, case))


def send(db: Transaction, case: int, desk: int, given: Answers) -> Referral:
    """Refer a case; the desk hears at once, without a name."""
    cases.hold_cases(db, case)
    found = cases.get(db, case, Action.SERVE)
    unit = next((one for one in desks_for(db, found) if one.id == desk), None)
    if unit is None:
        raise WrongState
    one = refer(found, unit, record.acting_seat(db, found), given, db.now)
    return _told(db, REFERRALS.add(db, one, "referral.sent", unit=unit.id), "referral.sent", desk=True)


def take_letter(db: Transaction, given: Answers) -> Referral:
    """Take in what came by letter: the desk has taken it on, and answers the sender by letter."""
    desk = own_desk(db)
    if desk is None:
        raise NotThere
    sign = REFERRALS.number(db, desk, CALLED)
    one = by_letter(desk, sign, _speaker(db), given, db.now)
    return REFERRALS.add(db, one, "referral.taken")


def own_desk(db: Transaction) -> Unit | None:
    """Return the desk that the speaker answers for."""
    units = (people.unit(db, one.unit) for one in db.acting)
    kinds = db.rules.policy.referrals.desks
    return next((one for one in units if one.kind in kinds and answers(db, one)), None)


def take(db: Transaction, row: int) -> Referral:
    """Take it on (受理); who referred hears."""
    before = of_desk(db, row)
    after = REFERRALS.keep(db, before, before.take(_speaker(db), db.now), "referral.taken")
    return _told(db, after, "referral.taken")


def give_back(db: Transaction, row: int, reason: str) -> Referral:
    """Return it, with the reason; who referred hears."""
    before = of_desk(db, row)
    after = REFERRALS.keep(db, before, before.give_back(reason, db.now), "referral.returned")
    return _told(db, after, "referral.returned")


def pass_on(db: Transaction, row: int, desk: int) -> Referral:
    """Give it to another desk; both it and who referred hear."""
    before = of_desk(db, row)
    if before.case is not None:
        cases.hold_cases(db, before.case)
    unit = next((one for one in others(db, before) if one.id == desk), None)
    if unit is None:
        raise WrongState
    after = REFERRALS.keep(db, before, before.pass_on(unit, db.now), "referral.passed_on", unit=unit.id)
    _told(db, after, "referral.sent", desk=True)
    return _told(db, after, "referral.passed_on")


def others(db: Transaction, one: Referral) -> list[Unit]:
    """List the desks to which one can be passed on."""
    been = {one.unit.id, *one.passed, one.by or 0}
    if one.case is None:
        return desks(db, but=been)
    case = cases.read(db, one.case)
    return desks(db, case.village, but=been | _asked(db, case))


def tell(db: Transaction, row: int, outcome: ReferralOutcome, line: str) -> Referral:
    """Say what came of it: it goes back to who referred (回復原轉介單位)."""
    before = of_desk(db, row)
    after = before.tell(outcome, line, db.now)
    after = REFERRALS.keep(db, before, after, "referral.told", outcome=outcome)
    return _told(db, after, "referral.told")


def withdraw(db: Transaction, row: int, reason: str) -> Referral:
    """Ask no more: of who serves the case."""
    before = of_asking(db, row)
    after = REFERRALS.keep(db, before, before.withdraw(reason, db.now), "referral.withdrawn")
    return _told(db, after, "referral.withdrawn", desk=True)


def asks(db: Transaction, one: Referral) -> bool:
    """Tell whether the speaker serves the case that was referred."""
    return one.case is not None and cases.may(db, cases.read(db, one.case), Action.SERVE)


def show_person(db: Transaction, row: int) -> Referral:
    """Write down that the desk looks who it is, behind the PIN."""
    one = REFERRALS.held(db, row, Action.REACH)
    if pins.stage(db) is not PinStage.OPEN:
        raise NotThere
    if one.case is None:
        look_beside(db, REFERRAL.subject(one), "referral.person_shown", theirs=True)
    else:
        look(db, cases.get(db, one.case, Action.REACH), "case.household_shown")
    return one


def chase(db: Transaction, row: int) -> None:
    """Let who referred hear that the desk is late, once."""
    one = REFERRALS.read(db, row)
    after = REFERRALS.keep(db, one, one.chase())
    _told(db, after, "referral.late")


def _told(db: Transaction, one: Referral, verb: str, *, desk: bool = False) -> Referral:
    """Let the desk hear, or who referred; the sender of a letter hears by letter."""
    hear = audience.of_unit(db, one.unit) if desk else set()
    if not desk and one.case is not None:
        hear = audience.of_seat(db, one.case, one.seat)
    audience.tell(db, verb, REFERRAL.subject(one), hear)
    return one


def of_desk(db: Transaction, row: int) -> Referral:
    """Return one for its desk to act on; raises `NotThere` for all others."""
    one = REFERRALS.held(db, row)
    if not answers(db, one.unit):
        raise NotThere
    return one


def of_asking(db: Transaction, row: int) -> Referral:
    """Return one for who referred to act on; raises `NotThere` for all others."""
    one = REFERRALS.held(db, row)
    if not asks(db, one):
        raise NotThere
    return one


def _speaker(db: Transaction) -> int | None:
    return db.speaker.id if db.speaker else None
