"""An office after years: so many cases, of which each fourth is open, written quickly.

The rows are those the office would have written: the duties follow from the facts of each case by its rules.
Who lives there has a name, a national ID, a telephone and an address, each findable by its hashes.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, islice
from typing import Any

from msgspec.structs import asdict, replace
from sqlalchemy import Table, func, insert, select

from benchmarks.full_city import AT_ONCE, NOON, city
from casework.cases.case import Case, Risk, State
from casework.cases.household import Household, as_told
from casework.cases.seats import AskedBy, Seat
from casework.policy.owed import Owed, Rules
from casework.reminders.nudging import Ladder
from casework.reminders.obligations import CASE, pressing
from casework.reminders.seats import SEAT, JointSeat, visit_interval
from casework.staffing.people import Person
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI, local_day
from casework.text.numbers import new_number
from casework.text.places import load_places
from storage.cases import cases, households
from storage.core import facts, tables
from storage.core.database import Transaction
from tests.support.cases import made_case

SURNAMES = "王李張陳林黃吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊呂江何蕭羅高"
GIVEN = "測試樣本範例虛構假設示意模擬習題練操演排預備算張空白甲乙丙丁"
"""Of these characters the invented names are made: about as many have one as in a city."""
ENDED = {State.CLOSED: 50, State.NOT_TAKEN: 12, State.REDIRECTED: 8, State.JOINED: 5}
WAITING = {State.SCREENING: 1, State.DISPATCHED: 1, State.DISPUTED: 0.2}
"""Of a hundred cases so many; the rest is served."""
URGENT, TRACKED, PROPOSED, JOINT = 0.03, 0.002, 0.005, 0.02
"""Such a part is urgent; of what is served such a part is tracked, to be closed, served by a second unit."""
YEARS = 10
"""For so long cases were closed, as many on each day."""
RISKS = (None, None, None, Risk.LOW, Risk.MEDIUM, Risk.HIGH)
Rows = dict[Table, list[dict[str, Any]]]
WRITTEN = (
    tables.subjects,
    tables.households,
    tables.cases,
    tables.case_keys,
    tables.tokens,
    tables.seats,
    tables.obligations,
    tables.closings,
    tables.disputes,
    tables.trackings,
    tables.visits,
)
"""In this order: one points to another."""


def fill(db: Transaction, many: int, *, workers: int = 33) -> None:
    """Found the city, and write so many cases."""
    writer = Writer(db, city(db, workers), random.Random(many), count(many + 1))
    numbers = iter(range(1, many + 1))
    while some := list(islice(numbers, AT_ONCE)):
        rows: Rows = {table: [] for table in WRITTEN}
        for number in some:
            writer.write(rows, number)
        for table, added in rows.items():
            if added:
                db.connection.execute(insert(table), added)
    if db.connection.dialect.name == "postgresql":  # the rows came with their ids
        for name in ("subjects", "households", "visits"):
            last = func.setval(func.pg_get_serial_sequence(name, "id"), 2 * many)
            db.connection.execute(select(last))
    facts.put(db, "rules", db.rules.counted_by)


@dataclass
class Writer:
    """Makes the rows of one case after the other."""

    db: Transaction
    workers: list[Person]
    dice: random.Random
    joint: Iterator[int]
    """Ids for joint seats."""
    draws: Iterator[int] = field(default_factory=lambda: count(1))
    counted: dict[Case, tuple[Owed, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.villages = [one.key for one in load_places().villages]
        self.units = sorted({one.unit for one in self.workers})
        self.of_unit = {unit: [one for one in self.workers if one.unit == unit] for unit in self.units}

    def write(self, rows: Rows, row: int) -> None:
        """Add a case to the rows."""
        case, known = self._case(row)
        joint = next(self.joint) if case.in_service and self.dice.random() < JOINT else None
        owing = [(case.id, case.lead, one) for one in self._owed(known)]
        if joint is not None:
            case = replace(case, joint=(self._beside(joint),))
            beside = JointSeat(case, joint)
            owing += [(joint, case.joint[0], one) for one in SEAT.owed(beside, self.db.rules)]
        stands = pressing((one.due for _, _, one in owing), case.reported_at)
        key, wrapped = self.db.vault.new_key(case.number)
        rows[tables.subjects].append({"id": case.id, "kind": CASE.name, "sign": case.number})
        rows[tables.households].append(_household(self.db, case))
        rows[tables.cases].append(_row(case) | {"pressing": stands})
        rows[tables.case_keys].append({"case_id": case.id, "wrapped": wrapped})
        rows[tables.tokens] += [
            {"household_id": case.household.id, "field": kind, "token": token}
            for kind, token in households.tokens_of(self.db, case.household)
        ]
        if joint is not None:
            rows[tables.subjects].append({"id": joint, "kind": SEAT.name, "sign": case.number})
        for seat in (case.lead, *case.joint):
            rows[tables.seats].append(_seat(case, seat) | {"id": seat.id or case.id, "pressing": stands})
        rows[tables.obligations] += [
            _duty(self.db.rules, of, seat, one) | {"behind": one.due > stands} for of, seat, one in owing
        ]
        for table, strand in ((tables.closings, case.closing), (tables.disputes, case.dispute)):
            if strand != type(strand)():
                rows[table].append({**asdict(strand), "case_id": case.id, "version": 1})
        if (met := case.lead.visited_on) is not None:
            rows[tables.visits].append(_visit(self.db, case, met, key))
        if case.in_service and self.dice.random() < TRACKED:
            rows[tables.trackings].append(_tracking(self.db, case, key))

    def _owed(self, known: Case) -> tuple[Owed, ...]:
        """What a case owes; counted once for all that are alike."""
        if known not in self.counted:
            self.counted[known] = tuple(CASE.owed(known, self.db.rules))
        return self.counted[known]

    def _case(self, row: int) -> tuple[Case, Case]:
        """Make a case, and another that owes the same: its plain facts alone, for one worker of all."""
        village = self.dice.randrange(len(self.villages))
        unit = self.units[village % len(self.units)]
        state, stands = self._stands(row)
        known = made_case(
            row=0,
            number="",
            state=state,
            village="",
            urgent=self.dice.random() < URGENT,
            **{"reported_at": NOON - timedelta(days=1 if state is State.SCREENING else 90), **stands},
        )
        number = new_number("A", 115, lambda most: next(self.draws), lambda one: False, digits=8)
        name = self.dice.choice(SURNAMES) + "".join(self.dice.choices(GIVEN, k=2))
        told = as_told(name, national_id(row), f"09{row:08}", f"示範路{row}號")
        household = Household(told.members, told.address, id=row)
        case = replace(known, id=row, number=number, village=self.villages[village], household=household)
        return self._given(case, unit), known

    def _given(self, case: Case, unit: int) -> Case:
        """Give it to somebody of a unit, where it has gone that far."""
        if case.state in (State.SCREENING, State.NOT_TAKEN, State.REDIRECTED, State.JOINED):
            return case
        worker = self.dice.choice(self.of_unit[unit]).id
        lead = replace(case.lead, unit=unit, kind=UnitKind.CENTRE)
        if case.state is State.DISPATCHED:
            return replace(case, lead=replace(lead, offered=worker))
        return replace(case, lead=replace(lead, worker=worker))

    def _stands(self, row: int) -> tuple[State, dict[str, Any]]:
        """Draw how far a case has come, and the facts on which its duties rest."""
        states = ENDED | WAITING
        states[State.IN_SERVICE] = 100 - sum(states.values())
        [state] = self.dice.choices(list(states), list(states.values()))
        if state is State.DISPATCHED:
            return state, {"offered": 0, "offered_at": NOON - timedelta(hours=self.dice.choice((2, 20, 40)))}
        if state not in (State.IN_SERVICE, State.CLOSED, State.DISPUTED):
            return state, {}
        risk = self.dice.choice(RISKS)
        served: dict[str, Any] = {"worker": 0, "accepted_at": NOON - timedelta(days=80), "risk": risk}
        if state is State.CLOSED:
            closed = NOON - timedelta(days=1 + row % (YEARS * 365))
            began = {"reported_at": closed - timedelta(days=200), "accepted_at": closed - timedelta(days=190)}
            return state, served | began | {"closed_at": closed, "visited_on": local_day(closed)}
        days = self.dice.randint(0, visit_interval(risk, self.db.rules.policy) + 1)
        served["visited_on"] = local_day(NOON) - timedelta(days=days)
        served["assessed_at"] = NOON - timedelta(days=60)
        served["followed_up"] = local_day(NOON).replace(month=self.dice.choice((5, 6, 6)), day=1)
        if state is State.DISPUTED:
            served["disputed_at"] = NOON - timedelta(days=1)
        elif self.dice.random() < PROPOSED:
            served["closing_at"] = NOON - timedelta(days=1)
        return state, served

    def _beside(self, row: int) -> Seat:
        worker = self.dice.choice(self.workers)
        accepted = NOON - timedelta(days=self.dice.randint(1, 9))
        return Seat(
            row, worker.unit, UnitKind.CENTRE, AskedBy.CONFERENCE, worker.id, accepted_at=accepted, version=1
        )


def national_id(row: int) -> str:
    """Make a national ID of a number, with its check digit."""
    figures = f"101{row:07}"  # A is 10
    weighed = sum(int(figure) * weight for figure, weight in zip(figures, (1, *range(9, 0, -1)), strict=True))
    return f"A1{row:07}{-weighed % 10}"


def _household(db: Transaction, case: Case) -> dict[str, Any]:
    key, wrapped = db.vault.new_key(case.id, households.KEY)
    sealed = households._sealed(db, case.id, case.household, key)
    return {"id": case.id, "wrapped": wrapped, "sealed": sealed, "version": 1}


def _row(case: Case) -> dict[str, Any]:
    fixed = {"id": case.id, "number": case.number, "reported_at": case.reported_at}
    return {**cases._columns(case), **fixed, "household_id": case.household.id}


def _seat(case: Case, seat: Seat) -> dict[str, Any]:
    return {**asdict(seat), "version": 1, "case_id": case.id, "lapses_at": None, "state": case.state}


def _visit(db: Transaction, case: Case, on: date, key: bytes) -> dict[str, Any]:
    return {
        "id": case.id,
        "case_id": case.id,
        "seat": case.id,
        "by": case.lead.worker,
        "visited_on": on,
        "logged_at": datetime.combine(on, time(16), TAIPEI),
        "sealed": db.vault.seal_data("visit", case.id, {"mode": "home", "met": "met"}, key),
    }


def _duty(rules: Rules, of: int, seat: Seat, duty: Owed) -> dict[str, Any]:
    person = None if duty.person is None else seat.worker or seat.offered
    known = min(duty.since, NOON)
    _, at = Ladder(duty.duty, duty.due, known, duty.urgent).rung(0, rules)
    return {
        "subject": of,
        "duty": duty.duty,
        "period": duty.period,
        "since": duty.since,
        "due": duty.due,
        "urgent": duty.urgent,
        "known_at": known,
        "bearer": duty.bearer,
        "person": person,
        "unit": seat.unit,
        "climbed": 0,
        "next_nudge": at,
        "ended_at": None,
    }


def _tracking(db: Transaction, case: Case, key: bytes) -> dict[str, Any]:
    met = local_day(NOON).replace(month=5)
    said = json.dumps({"tasks": "每月回報"}, ensure_ascii=False)
    return {
        "case_id": case.id,
        "met_on": met,
        "first": met.replace(month=6, day=1),
        "units": [case.unit],
        "removed_at": None,
        "version": 1,
        "sealed": db.vault.seal("trackings", f"{case.id} {met}", said, key),
    }
