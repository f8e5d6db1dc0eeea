"""How acts are done without a phone, by the functions that tell the demo city's cases: for speed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.practice import demo_cases
from casework.cases.case import Risk
from storage.cases import cases
from storage.core.database import Transaction
from storage.staffing import people
from tests.simulation.life import WITHOUT_PHONE, Act

BY = {
    "dispatch": demo_cases.dispatch,
    "accept": demo_cases.accept,
    "assess": demo_cases.assess,
    "follow_up": demo_cases.follow_up,
    "propose": demo_cases.propose_closing,
    "approve": demo_cases.close,
    "dispute": demo_cases.dispute,
    "share": demo_cases.share,
}


def directly(act: Act) -> Callable[[Transaction], None]:
    """Give the work of one act."""
    return partial(_do, act)


def _do(act: Act, db: Transaction) -> None:
    who = people.get(db, act.who)
    db = replace(db, speaker=who, unit=people.unit(db, who.unit))
    case = cases.read(db, act.case or 0)
    by = demo_cases.visit(Risk(act.how["risk"])) if act.name == "visit" else BY[act.name]
    by(db, case)


assert {*BY, "visit"} == WITHOUT_PHONE
