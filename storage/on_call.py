"""On call (值班): the shifts of each unit, and who was called for a 24-hour matter."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, or_, select, update

from casework.cases.access import Action
from casework.errors import NotThere
from casework.on_call import DAY, ROTA, Call, Officer, Rota, Shift, keeps, sign_of
from casework.staffing.people import Person
from casework.text.dates import local_day
from storage.core import journal, subjects
from storage.core.database import Passing, SubjectKind, Transaction
from storage.core.locks import hold_subjects
from storage.core.tables import calls, rotas, shifts
from storage.reminders import obligations
from storage.staffing import people

_MINUTES = 60
_ADD = insert(rotas)
_OF_UNIT = select(rotas).where(rotas.c.unit == bindparam("unit_"))
_ALL = select(rotas).order_by(rotas.c.id)
_THESE = _ALL.where(rotas.c.id.in_(bindparam("these", expanding=True)))
_BEHIND = _ALL.where(rotas.c.today < bindparam("day_")).limit(bindparam("most"))
_TURN = update(rotas).where(rotas.c.id == bindparam("row")).values(today=bindparam("day_"))
_STALE = (
    update(rotas).where(rotas.c.unit.in_(bindparam("units", expanding=True))).values(today=bindparam("day_"))
)
_SHIFTS = (
    select(shifts)
    .where(
        shifts.c.rota.in_(bindparam("these", expanding=True)),
        shifts.c.day.between(bindparam("from_day"), bindparam("to_day")),
    )
    .order_by(shifts.c.day, shifts.c.begins, shifts.c.id)
)
_ON = (
    select(shifts.c.rota)
    .where(shifts.c.day >= bindparam("from_day"), shifts.c.day <= bindparam("to_day"))
    .distinct()
)
_OF_PERSON = (
    select(shifts.c.rota)
    .where(
        or_(shifts.c.person == bindparam("person_"), shifts.c.backup == bindparam("person_")),
        shifts.c.day >= bindparam("from_day"),
    )
    .distinct()
    .order_by(shifts.c.rota)
)
_ADD_SHIFT = insert(shifts).returning(shifts.c.id)
_SEAL = update(shifts).where(shifts.c.id == bindparam("row")).values(sealed=bindparam("sealed_"))
_CHANGE = (
    update(shifts)
    .where(shifts.c.id == bindparam("row"))
    .values(person=bindparam("person_"), backup=bindparam("backup_"), sealed=bindparam("sealed_"))
)
_CLEAR = delete(shifts).where(
    shifts.c.rota == bindparam("rota_"), shifts.c.day.in_(bindparam("days", expanding=True))
)
_REMOVE = delete(shifts).where(shifts.c.id.in_(bindparam("these", expanding=True)))
_PHONE_ON = (
    update(shifts)
    .where(shifts.c.id == bindparam("row"))
    .values(phone_on_at=bindparam("now_", type_=shifts.c.phone_on_at.type))
)
_CALL = insert(calls).returning(calls.c.id)
_OPEN = select(calls).where(calls.c.ended_at.is_(None)).order_by(calls.c.id)
_OF_CASE = _OPEN.where(calls.c.case_id == bindparam("case_"))
_LATE = (
    _OPEN.where(calls.c.due <= bindparam("now_", type_=calls.c.due.type))
    .order_by(None)
    .order_by(calls.c.due)
    .limit(bindparam("most"))
)
_CALLED = select(calls.c.asked).where(
    calls.c.case_id == bindparam("case_"),
    calls.c.unit == bindparam("unit_"),
    calls.c.called_at >= bindparam("since", type_=calls.c.called_at.type),
)
_END = (
    update(calls)
    .where(calls.c.id == bindparam("row"), calls.c.ended_at.is_(None))
    .values(ended_at=bindparam("now_", type_=calls.c.ended_at.type))
)
_LATER = (
    update(calls).where(calls.c.id == bindparam("row")).values(due=bindparam("due_", type_=calls.c.due.type))
)


# Shifts


def of_unit(db: Transaction, unit: int) -> Rota | None:
    """Return the rota of a unit, None before it has one."""
    row = db.connection.execute(_OF_UNIT, {"unit_": unit}).one_or_none()
    return _rotas(db, [row])[0] if row else None


def rota_of(db: Transaction, unit: int) -> Rota:
    """Return the rota of a unit; the first time it is made."""
    found = of_unit(db, unit)
    if found is not None:
        return found
    one = people.unit(db, unit)
    row = subjects.add(db, ROTA.name, sign_of(one))
    today = local_day(db.now)
    db.connection.execute(_ADD, {"id": row, "unit": unit, "today": today})
    return Rota(row, one, today)


def read(db: Transaction, rota: int) -> Rota:
    """Read a rota without judging; raises `NotThere`."""
    found = read_all(db, [rota])
    if not found:
        raise NotThere
    return found[0]


def read_all(db: Transaction, these: Collection[int]) -> list[Rota]:
    """Read these rotas."""
    return _rotas(db, db.connection.execute(_THESE, {"these": list(these)}).all())


def _rotas(
    db: Transaction, rows: Sequence[Any], last: date = date.max, first: date | None = None
) -> list[Rota]:
    """Read them with their shifts, from yesterday's on: one of those may last until this morning."""
    if not rows:
        return []
    today, found = local_day(db.now), defaultdict(list)
    given = {"these": [row.id for row in rows], "from_day": first or today - DAY, "to_day": last}
    for row in db.connection.execute(_SHIFTS, given).all():
        found[row.rota].append(_shift(db, row))
    of = [row.unit for row in rows]
    units, staffed = people.these_units(db, of), people.staffed(db, of)
    return [
        Rota(row.id, units[row.unit], today, tuple(found[row.id]), staffed=row.unit in staffed)
        for row in rows
    ]


def _shift(db: Transaction, row: Any) -> Shift:
    name, phone, *backup = json.loads(db.vault.open("shift", row.id, row.sealed))
    return Shift(
        row.id,
        row.day,
        _time(row.begins),
        _time(row.ends),
        Officer(name, phone, row.person),
        Officer(backup[0], backup[1], row.backup) if backup else None,
        row.phone_on_at,
    )


def _time(minutes: int) -> time:
    return time(*divmod(minutes, _MINUTES))


def put(db: Transaction, rota: Rota, named: Iterable[Shift]) -> Rota:
    """Let these shifts stand instead of those that they meet."""
    new = list(named)
    gone = [was.id for was in rota.shifts if any(was.meets(one) for one in new)]
    db.connection.execute(_REMOVE, {"these": gone})
    for one in new:
        values = {
            "rota": rota.id,
            "day": one.day,
            "begins": one.begins.hour * _MINUTES + one.begins.minute,
            "ends": one.ends.hour * _MINUTES + one.ends.minute,
            "sealed": b"",
            **_people(one),
        }
        row = int(db.connection.execute(_ADD_SHIFT, values).scalar_one())
        db.connection.execute(_SEAL, {"row": row, "sealed_": _sealed(db, row, one)})
    return settle(db, rota)


def clear_days(db: Transaction, rota: Rota, days: Collection[date]) -> None:
    """Let nobody be on call on these days."""
    db.connection.execute(_CLEAR, {"rota_": rota.id, "days": sorted(days)})


def _people(one: Shift) -> dict[str, int | None]:
    return {"person": one.officer.person, "backup": one.backup.person if one.backup else None}


def _sealed(db: Transaction, row: int, one: Shift) -> bytes:
    told = [one.officer.name, one.officer.phone]
    told += [one.backup.name, one.backup.phone] if one.backup else []
    return db.vault.seal("shift", row, json.dumps(told, ensure_ascii=False))


def phone_on(db: Transaction, rota: Rota, shift: Shift) -> Rota:
    """Keep that a telephone is on."""
    db.connection.execute(_PHONE_ON, {"row": shift.id, "now_": db.now})
    return settle(db, rota)


def settle(db: Transaction, rota: Rota) -> Rota:
    """Count what a unit owes by its shifts as they are now."""
    hold_subjects(db, [rota.id])
    return _count(db, read(db, rota.id))


def _count(db: Transaction, one: Rota) -> Rota:
    obligations.settle(db, ROTA.subject(one), ROTA.owed(one, db.rules))
    return one


def on_call(db: Transaction) -> list[Rota]:
    """List the rotas with somebody on call today, or since yesterday, with these shifts alone."""
    today = local_day(db.now)
    found = db.connection.execute(_ON, {"from_day": today - DAY, "to_day": today}).scalars().all()
    return _rotas(db, db.connection.execute(_THESE, {"these": list(found)}).all(), today)


def behind(db: Transaction, most: int) -> list[int]:
    """List rotas that were counted on an earlier day."""
    given = {"day_": local_day(db.now), "most": most}
    return [row.id for row in db.connection.execute(_BEHIND, given).all()]


def staff_changed(db: Transaction, *units: int | None) -> None:
    """Let the bell count the rotas of these units once more: who belongs there changed."""
    these = [unit for unit in units if unit is not None]
    db.connection.execute(_STALE, {"units": these, "day_": local_day(db.now) - DAY})


def turn_day(db: Transaction, rota: int) -> None:
    """Count a rota by today."""
    db.connection.execute(_TURN, {"row": rota, "day_": local_day(db.now)})
    hold_subjects(db, [rota])
    _count(db, read(db, rota))


def may(db: Transaction, rota: Rota, action: Action) -> bool:
    """Whoever belongs to the unit sees its list, and who keeps it changes it."""
    if action is Action.VIEW:
        return any(one.unit == rota.unit.id or keeps(one, rota.unit) for one in db.acting)
    return action is Action.SERVE and any(keeps(one, rota.unit) for one in db.acting)


def owing(db: Transaction) -> Sequence[Rota]:
    """List all: each may owe something as the holiday comes near."""
    return _rotas(db, db.connection.execute(_ALL).all())


def between(db: Transaction, first: date, last: date) -> list[Rota]:
    """List all with the shifts of these days alone, be they past."""
    return _rotas(db, db.connection.execute(_ALL).all(), last, first)


def held_by(db: Transaction, person: int) -> Sequence[Rota]:
    """List the rotas in which somebody is on call from today on."""
    given = {"person_": person, "from_day": local_day(db.now)}
    return read_all(db, list(db.connection.execute(_OF_PERSON, given).scalars().all()))


def hand_over(db: Transaction, rota: Rota, to: Passing) -> None:
    """Let another answer in the shifts of somebody; whoever moved into another unit answers there no more."""
    receiver = people.get(db, to.receiver)
    officer = Officer(receiver.name, receiver.phone, receiver.id)
    for one in rota.shifts:
        if one.day < local_day(db.now) or not one.of(to.giver):
            continue
        given = replace(
            one,
            officer=officer if one.officer.person == to.giver else one.officer,
            backup=officer if one.backup and one.backup.person == to.giver else one.backup,
        )
        _keep_who(db, given)
    journal.write(
        db, "rota.handed_over", subject=rota.id, person=to.receiver, giver=to.giver, handover=to.handover
    )
    settle(db, rota)


def _keep_who(db: Transaction, one: Shift) -> None:
    who = {f"{name}_": person for name, person in _people(one).items()}
    db.connection.execute(_CHANGE, {"row": one.id, "sealed_": _sealed(db, one.id, one), **who})


def known_as(db: Transaction, before: Person, now: Person) -> None:
    """Write in somebody's shifts what they are called now, and their number, unless it was another one."""
    if (before.name, before.phone) == (now.name, now.phone):
        return

    def written(one: Officer) -> Officer:
        if one.person != now.id:
            return one
        return replace(one, name=now.name, phone=now.phone if one.phone == before.phone else one.phone)

    for rota in held_by(db, now.id):
        for one in rota.shifts:
            if one.of(now.id):
                backup = written(one.backup) if one.backup else None
                _keep_who(db, replace(one, officer=written(one.officer), backup=backup))


ROTAS: SubjectKind[Rota] = SubjectKind(
    ROTA, read, may, owing, partial(obligations.count_anew, ROTA, read_all), held_by, hand_over
)


# Calls


def call(db: Transaction, case: int, unit: int, asked: int | None, due: datetime) -> None:
    """Keep that somebody was called for a case."""
    values = {"case_id": case, "unit": unit, "asked": asked, "called_at": db.now, "due": due}
    db.connection.execute(_CALL, values)


def of_case(db: Transaction, case: int) -> Call | None:
    """Return the call of a case that nobody answered yet."""
    row = db.connection.execute(_OF_CASE, {"case_": case}).first()
    return _call(row) if row else None


def late(db: Transaction, most: int) -> list[Call]:
    """List the calls that were not answered in time."""
    return [_call(row) for row in db.connection.execute(_LATE, {"now_": db.now, "most": most}).all()]


def called_before(db: Transaction, one: Call, since: timedelta) -> set[int]:
    """Say who of the unit was called for the case lately."""
    given = {"case_": one.case, "unit_": one.unit, "since": db.now - since}
    return {row.asked for row in db.connection.execute(_CALLED, given).all() if row.asked is not None}


def end(db: Transaction, one: Call) -> bool:
    """End a call: it was answered, or goes on to the next; False where another was quicker."""
    return bool(db.connection.execute(_END, {"row": one.id, "now_": db.now}).rowcount)


def wait_until(db: Transaction, one: Call, due: datetime) -> None:
    """Let a call go on at another moment: later where it could not, at once for who keeps out."""
    db.connection.execute(_LATER, {"row": one.id, "due_": due})


def _call(row: Any) -> Call:
    return Call(row.id, row.case_id, row.unit, row.asked, row.called_at, row.due)
