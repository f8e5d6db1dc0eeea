"""A city full of open duties: 15 centres with a supervisor and workers each, written quickly.

The rows are those the office would have written: the duties follow from the facts of each case, and a case
can be read. Nothing is due at noon; with the next morning's digest so many as are asked for.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any

from msgspec.structs import asdict, replace
from sqlalchemy import insert

from actions.staffing import units as network
from bot.telegram.channel import TELEGRAM
from casework.cases.case import Case, State
from casework.cases.household import as_told
from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty
from casework.reminders.nudging import Ladder
from casework.reminders.obligations import CASE, owed
from casework.reminders.seats import visit_interval
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI, local_day
from casework.text.places import load_places
from storage.cases import cases, households
from storage.core import facts
from storage.core.database import Transaction
from storage.core.tables import case_keys, obligations, seats, subjects
from storage.core.tables import cases as case_rows
from storage.core.tables import households as household_rows
from storage.staffing import addresses, people
from tests.support.cases import made_case

NOON = datetime(2026, 6, 10, 12, tzinfo=TAIPEI)
MORNING = datetime(2026, 6, 11, 8, 30, tzinfo=TAIPEI)
NIGHT = datetime(2026, 6, 11, 23, tzinfo=TAIPEI)
STAFF = (
    (Role.SCREENER, UnitKind.PROTECTION, 2),
    (Role.BUREAU, UnitKind.BUREAU, 3),
    (Role.ADMIN, UnitKind.BUREAU, 1),
    (Role.SUPERVISOR, UnitKind.CENTRE, 1),
)
AT_ONCE = 10_000
Duties = list[dict[str, Any]]
"""The rows of what a case owes."""


def fill(db: Transaction, opened: int, due: int, *, workers: int = 33) -> None:
    """Open as many duties, one of each of the first *due* cases with a rung in the morning."""
    made = _served(db.rules, city(db, workers), opened, due)
    while some := list(islice(made, AT_ONCE)):
        keys = {case.id: db.vault.new_key(case.number) for case, _ in some}
        wrapped = [{"case_id": case, "wrapped": key[1]} for case, key in keys.items()]
        signs = [{"id": case.id, "kind": CASE.name, "sign": case.number} for case, _ in some]
        db.connection.execute(insert(subjects), signs)
        db.connection.execute(insert(household_rows), [_household(db, case) for case, _ in some])
        db.connection.execute(insert(case_rows), [_row(case, duties) for case, duties in some])
        db.connection.execute(insert(case_keys), wrapped)
        db.connection.execute(insert(seats), [_seat(case, duties) for case, duties in some])
        db.connection.execute(insert(obligations), [duty for _, duties in some for duty in duties])
    facts.put(db, "rules", db.rules.counted_by)


def city(db: Transaction, workers: int) -> list[Person]:
    """Found the city; returns its workers, centre by centre in turn, each with a name of their own."""
    network.found(db, load_places())
    chats = count(1)
    joined = [
        people.add(
            db,
            Person(0, role, unit.id, f"示範{chat}", "0912000000", "zh_Hant_TW"),
            addresses.at(db, TELEGRAM.name, str(chat)),
        )
        for role, kind, many in (*STAFF, (Role.WORKER, UnitKind.CENTRE, workers))
        for _ in range(many)
        for unit in people.all_units(db)
        if unit.kind is kind
        for chat in [next(chats)]
    ]
    return [person for person in joined if person.role is Role.WORKER]


def _served(rules: Rules, workers: list[Person], opened: int, due: int) -> Iterator[tuple[Case, Duties]]:
    """Make cases, and the rows of what each owes, until so many duties are open."""
    rows = 0
    for number in count(1):
        worker = workers[number % len(workers)]
        known, climbed = (_tomorrow if number <= due else _later)(number, rules)
        duties = [
            {**duty, "subject": number, "person": worker.id, "unit": worker.unit}
            for duty in _owed(rules, known, climbed)[: opened - rows]
        ]
        yield (
            _case(known, row=number, number=f"A-115-{number:06}", worker=worker.id, unit=worker.unit),
            duties,
        )
        rows += len(duties)
        if rows >= opened:
            return


Known = tuple[tuple[str, Any], ...]
"""The facts of a case on which its duties rest."""


def _later(number: int, rules: Rules) -> tuple[Known, int]:
    """Nothing before the day after: just accepted, or visited within the last weeks."""
    if number % 2:
        return (("accepted_at", NOON - timedelta(days=1)),), 0
    visited = NOON - timedelta(days=number // 2 % 25)
    return _visited(visited.date()), 0


def _tomorrow(number: int, rules: Rules) -> tuple[Known, int]:
    """The next visit is on a rung in the morning: the first, the second …"""
    ladder = rules.policy.ladders[Duty.VISIT]
    rung = number % len(ladder)
    due = local_day(MORNING) - ladder[rung].offset
    return _visited(due - timedelta(days=visit_interval(None, rules.policy))), rung


def _visited(day: object) -> Known:
    accepted = NOON - timedelta(days=90)
    return ("accepted_at", accepted), ("visited_on", day), ("assessed_at", accepted)


def _case(known: Known, **given: Any) -> Case:
    facts = dict(known)
    household = as_told("陳範例", "A123456789", "0912345678", "示範路1號")
    return made_case(
        **given,
        **facts,
        state=State.IN_SERVICE,
        village="平鎮區新勢里",
        urgent=False,
        reported_at=facts["accepted_at"],
        household=household,
        followed_up=local_day(NOON).replace(month=5, day=1),
    )


_counted: dict[tuple[Known, int], Duties] = {}


def _owed(rules: Rules, known: Known, climbed: int) -> Duties:
    """What a case owes; counted once for all that are alike."""
    if (known, climbed) not in _counted:
        duties = owed(_case(known, row=0, number="", worker=0), rules)
        _counted[known, climbed] = [
            _duty(one, climbed if one.duty is Duty.VISIT else 0, rules) for one in duties
        ]
    return _counted[known, climbed]


def _duty(duty: Owed, climbed: int, rules: Rules) -> dict[str, Any]:
    since = min(duty.since, NOON)
    _, at = Ladder(duty.duty, duty.due, since, duty.urgent).rung(climbed, rules)
    assert at >= MORNING, "nothing is due at noon"
    return {
        "duty": duty.duty,
        "period": duty.period,
        "since": duty.since,
        "due": duty.due,
        "urgent": duty.urgent,
        "known_at": since,
        "bearer": duty.bearer,
        "climbed": climbed,
        "next_nudge": at,
        "ended_at": None,
    }


def _seat(case: Case, duties: Duties) -> dict[str, Any]:
    beside = {"case_id": case.id, "lapses_at": None, "state": case.state, "pressing": _stands(duties)}
    return {**asdict(replace(case.lead, id=case.id, version=1)), **beside}


def _row(case: Case, duties: Duties) -> dict[str, Any]:
    fixed = {"id": case.id, "number": case.number, "reported_at": case.reported_at}
    return {**cases._columns(case), **fixed, "household_id": case.id, "pressing": _stands(duties)}


def _stands(duties: Duties) -> datetime:
    """Where it stands in a list; the last one owes nothing of what is counted."""
    return min((one["due"] for one in duties), default=NOON)


def _household(db: Transaction, case: Case) -> dict[str, Any]:
    key, wrapped = db.vault.new_key(case.id, households.KEY)
    sealed = households._sealed(db, case.id, case.household, key)
    return {"id": case.id, "wrapped": wrapped, "sealed": sealed, "version": 1}
