"""How acts are done without a phone, by the actions that the phone leads to: for speed."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec.structs import replace

from actions import on_call, screening, service
from actions.record import do
from casework import acts
from casework.cases.case import Case, Risk
from casework.forms import Value
from casework.reminders.seats import month_to_file
from casework.service.visits import unchanged
from casework.text.dates import local_day
from storage.cases import cases
from storage.core.database import Transaction
from storage.reminders.obligations import Obligation
from storage.staffing import people
from tests.simulation.acts.life import WITHOUT_PHONE, Act

REPORT: Mapping[str, Value] = {
    "members": ["mother", "children"],
    "strengths": "外婆住附近（示範）。",
    "needs": ["money"],
    "aims": "孩子按時就學（示範）。",
    "plan": "每月訪視（示範）。",
}
MONTH: Mapping[str, Value] = {
    "contact": "home",
    "children": "all",
    "needs": ["money"],
    "services": ["visit"],
    "plan": "下月續訪（示範）。",
}


def directly(act: Act) -> Callable[[Transaction], None]:
    """Return the work of one act."""
    return partial(_do, act)


def phone_on(who: int, duty: Obligation, db: Transaction) -> None:
    """Say that a telephone is on."""
    on_call.phone_on(by(db, who), duty.subject, int(duty.period))


def _do(act: Act, db: Transaction) -> None:
    BY[act.name](by(db, act.who), cases.read(db, act.case or 0), act)


def by(db: Transaction, person: int) -> Transaction:
    """Let somebody act, with whoever they stand in for."""
    who = people.get(db, person)
    unit = people.unit(db, who.unit)
    return replace(db, speaker=who, unit=unit, absent=people.stood_in_for(db, who, unit))


def _dispatch(db: Transaction, case: Case, act: Act) -> None:
    _, primary = people.area(db, case.village)
    screening.dispatch(db, case.id, person=primary or 0)


def _visit(db: Transaction, case: Case, act: Act) -> None:
    service.visit(db, case.id, unchanged(Risk(act.how["risk"]), local_day(db.now)))


def _follow_up(db: Transaction, case: Case, act: Act) -> None:
    """File every month that is over."""
    while month_to_file(case, case.seat(act.seat), db.rules.policy) < local_day(db.now).replace(day=1):
        case = service.follow_up(db, case.id, {**MONTH, "risk": case.risk or Risk.MEDIUM})


BY: Mapping[str, Callable[[Transaction, Case, Act], object]] = {
    "dispatch": _dispatch,
    "accept": lambda db, case, act: service.accept(db, case.id),
    "visit": _visit,
    "assess": lambda db, case, act: service.assess(db, case.id, {**REPORT, "risk": case.risk or Risk.MEDIUM}),
    "follow_up": _follow_up,
    "propose": lambda db, case, act: do(
        db, case.id, acts.PROPOSE_CLOSING, reason="連續兩個月無新增需求（示範）。"
    ),
    "approve": lambda db, case, act: do(db, case.id, acts.CLOSE),
    "dispute": lambda db, case, act: do(db, case.id, acts.DISPUTE, reason="家戶已搬離本里（示範）。"),
    "share": lambda db, case, act: service.share(db, case.id, {"units": ["education"]}),
}
assert set(BY) == WITHOUT_PHONE
