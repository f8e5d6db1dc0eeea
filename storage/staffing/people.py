"""People, units and who is responsible for which village."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, Update, and_, bindparam, exists, func, insert, select, update

from casework.errors import NotThere, Overtaken
from casework.staffing.leave import same_work
from casework.staffing.people import SERVING, Person, Role
from casework.staffing.pin import PinKind
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from casework.text.names import clean_name
from storage.core.database import Transaction
from storage.core.letters import Address
from storage.core.tables import addresses, areas, leaves, people, units
from storage.core.vault import Vault
from storage.staffing import addresses as addressing
from storage.staffing import rows

_away = and_(
    leaves.c.person == people.c.id,
    leaves.c.told_at.is_(None),
    leaves.c.first <= bindparam("today"),
    leaves.c.last >= bindparam("today"),
)
_reached = exists().where(addresses.c.person == people.c.id, addresses.c.blocked_at.is_(None))
_PEOPLE = select(people, leaves.c.deputy, (~_reached).label("blocked")).outerjoin(leaves, _away)
_others = leaves.alias()
_stands_in = exists().where(
    _others.c.deputy == people.c.id,
    _others.c.told_at.is_(None),
    _others.c.first <= bindparam("today"),
    _others.c.last >= bindparam("today"),
)
_SPEAKER = (
    select(
        people,
        leaves.c.deputy,
        _stands_in.label("stands_in"),
        *rows.BESIDE,
        *addressing.COLUMNS,
    )
    .select_from(addresses)
    .join(people, people.c.id == addresses.c.person)
    .join(units, units.c.id == people.c.unit)
    .outerjoin(leaves, _away)
    .where(addresses.c.token == bindparam("token_"), people.c.active)
)
_BY_ID = _PEOPLE.where(people.c.id == bindparam("id"))
_THESE = _PEOPLE.where(people.c.id.in_(bindparam("these", expanding=True)))
_EVERYBODY = _PEOPLE.order_by(people.c.id)
_here = people.c.active | people.c.suspended_at.isnot(None)
_ABSENT = _PEOPLE.where(leaves.c.deputy == bindparam("stands_in"), _here).order_by(people.c.id)
_VERSION = select(people.c.version).where(people.c.id == bindparam("id"))
_ADD = insert(people).returning(people.c.id)
_UNIT = select(units).where(units.c.id == bindparam("id"))
_UNITS = select(units).order_by(units.c.id)
_STANDING_OF = _UNITS.where(units.c.kind.in_(bindparam("kinds", expanding=True)), units.c.ended_at.is_(None))
_LETTERS = select(units.c.letter).group_by(units.c.letter).order_by(func.min(units.c.id))
_THESE_UNITS = select(units).where(units.c.id.in_(bindparam("these", expanding=True)))
_MEMBERS = _PEOPLE.where(people.c.unit == bindparam("unit"), _here).order_by(people.c.id)
_STAFFED = (
    select(people.c.unit).where(people.c.unit.in_(bindparam("these", expanding=True)), _here).distinct()
)
_RECEIVING = (
    select(units)
    .where(
        units.c.ended_at.is_(None),
        units.c.id.in_(
            select(people.c.unit).where(
                people.c.active, people.c.role.in_(bindparam("roles", expanding=True))
            )
        ),
    )
    .order_by(units.c.id)
)
_IN_UNIT = _PEOPLE.where(
    people.c.unit == bindparam("unit"),
    people.c.role.in_(bindparam("roles", expanding=True)),
    people.c.active,
).order_by(people.c.id)
_OF_ROLE = _PEOPLE.where(people.c.role == bindparam("role"), people.c.active).order_by(people.c.id)
_AT_WORK = select(people.c.id, people.c.sealed).where(
    people.c.role.in_(bindparam("roles", expanding=True)), people.c.active
)
_AT_WORK_IN = _AT_WORK.where(people.c.unit.in_(bindparam("units", expanding=True)))
_answering = people.c.active | (people.c.suspended_at.isnot(None) & leaves.c.deputy.isnot(None))
_ANSWERING_IN = _PEOPLE.where(
    people.c.unit == bindparam("unit"),
    people.c.role.in_(bindparam("roles", expanding=True)),
    _answering,
).order_by(people.c.id)
_ANSWERING = _PEOPLE.where(people.c.role == bindparam("role"), _answering).order_by(people.c.id)
_ASLEEP = _PEOPLE.where(people.c.asleep).order_by(people.c.unit, people.c.id)
_FALL_ASLEEP = (
    update(people)
    .where(people.c.active, people.c.id.not_in(bindparam("awake", expanding=True)))
    .values(
        active=False,
        asleep=True,
        suspended_at=bindparam("now", type_=people.c.suspended_at.type),
        version=people.c.version + 1,
    )
)
_SLEEPS = (
    select(people.c.id)
    .join(addresses, addresses.c.person == people.c.id)
    .where(addresses.c.token == bindparam("token_"), people.c.asleep)
)
_NO_PIN = {
    "pin": None,
    "pin_until": None,
    "pin_wrong": 0,
    "pin_locked_until": None,
    "pin_kind": PinKind.NONE,
}
_AREA = select(areas.c.unit, areas.c.worker).where(areas.c.village == bindparam("village"))


class Speaker(Struct, frozen=True):
    """Who speaks, for which unit, where, and for whom they stand in today."""

    person: Person
    unit: Unit
    at: Address
    absent: list[Person]


def speaker(db: Transaction, token: bytes) -> Speaker | None:
    """Find who speaks by the token of an address; None is a stranger. Whoever speaks can be reached."""
    row = db.connection.execute(_SPEAKER, {"token_": token, "today": local_day(db.now)}).one_or_none()
    if row is None:
        return None
    found, beside = _person(db, row, blocked=False), rows.beside(row)
    absent = stood_in_for(db, found, beside) if row.stands_in else []
    return Speaker(found, beside, addressing.read(db, row), absent)


def get(db: Transaction, person: int) -> Person:
    """Read a person."""
    found = _read(db, _BY_ID, id=person)
    if not found:
        raise NotThere
    return found[0]


def these(db: Transaction, numbers: Iterable[int]) -> dict[int, Person]:
    """Read several people at once."""
    return {one.id: one for one in _read(db, _THESE, these=tuple(sorted(set(numbers))))}


def add(db: Transaction, person: Person, at: Address, *, keeps_pin: bool = False) -> Person:
    """Keep somebody who joins at an address; who joins there again keeps their id."""
    row = at.person
    was = 0 if row is None else db.connection.execute(_VERSION, {"id": row}).scalar_one()
    values = {
        "role": person.role,
        "unit": person.unit,
        "sealed": b"",
        "villages": list(person.villages),
        "language": person.language,
        "active": True,
        "suspended_at": None,
        "asleep": False,
        **({} if keeps_pin else _NO_PIN),
        "version": was + 1,
    }
    if row is None:
        row = db.connection.execute(_ADD, values).scalar_one()
    else:
        _change_as_read(db, row, was, values)
    change(db, row, sealed=_sealed(db, row, person.name, person.phone))
    addressing.give(db, at, row)
    return replace(person, id=row, version=was + 1)


def _sealed(db: Transaction, row: int, name: str, phone: str) -> bytes:
    return db.vault.seal_data("person", row, [name, phone])


def let_go(db: Transaction, person: Person, *, into: int | None) -> None:
    """End somebody's access, or move them *into* another unit; `Overtaken` if they joined anew meanwhile."""
    gone = {"active": False, "suspended_at": None, "asleep": False}
    _become(db, person, gone if into is None else {"unit": into})


def suspend(db: Transaction, person: Person) -> None:
    """Stop somebody's access for now; what they have open is still theirs. Their PIN is gone."""
    _become(db, person, {"active": False, "suspended_at": db.now, **_NO_PIN})


def readmit(db: Transaction, person: Person) -> None:
    """Let somebody back in, as what they were."""
    _become(db, person, {"active": True, "suspended_at": None, "asleep": False})


def fall_asleep(db: Transaction, awake: Iterable[int]) -> int:
    """Let everybody's access sleep but that of these; returns of how many. Their PINs stay."""
    return db.connection.execute(_FALL_ASLEEP, {"awake": list(awake), "now": db.now}).rowcount


def asleep(db: Transaction) -> list[Person]:
    """List who is to be confirmed after a restore, unit by unit."""
    return _read(db, _ASLEEP)


def sleeps(db: Transaction, token: bytes) -> bool:
    """Tell whether somebody speaks whose access sleeps."""
    return db.connection.execute(_SLEEPS, {"token_": token}).first() is not None


def describe(db: Transaction, person: Person) -> None:
    """Keep another name, telephone, role or villages of somebody; `Overtaken` if they changed meanwhile."""
    sealed = _sealed(db, person.id, person.name, person.phone)
    _become(db, person, {"role": person.role, "villages": list(person.villages), "sealed": sealed})


def _become(db: Transaction, person: Person, columns: dict[str, Any]) -> None:
    _change_as_read(db, person.id, person.version, {**columns, "version": person.version + 1})


def change(db: Transaction, person: int, **columns: Any) -> None:
    """Set plain columns of a person: the language, the PIN.

    They change by the day, so the version is not theirs: it is of who somebody is, and where.
    """
    db.connection.execute(_changing(frozenset(columns)), {"row": person, **_new(columns)})


def _change_as_read(db: Transaction, person: int, was: int, columns: dict[str, Any]) -> None:
    statement = _changing(frozenset(columns), as_read=True)
    if db.connection.execute(statement, {"row": person, "was": was, **_new(columns)}).rowcount != 1:
        raise Overtaken


@cache
def _changing(columns: frozenset[str], *, as_read: bool = False) -> Update:
    """Build once the statement that sets these columns, and of a person *as read* only."""
    one = update(people).where(people.c.id == bindparam("row"))
    if as_read:
        one = one.where(people.c.version == bindparam("was"))
    return one.values({name: bindparam(f"new_{name}", type_=people.c[name].type) for name in sorted(columns)})


def _new(columns: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in columns.items()}


def unit(db: Transaction, unit_id: int) -> Unit:
    """Read a unit."""
    row = db.connection.execute(_UNIT, {"id": unit_id}).one_or_none()
    if row is None:
        raise NotThere
    return rows.unit_of(row)


def these_units(db: Transaction, these: Iterable[int]) -> dict[int, Unit]:
    """Read several units at once."""
    if not (wanted := set(these)):
        return {}
    found = db.connection.execute(_THESE_UNITS, {"these": sorted(wanted)}).all()
    return {row.id: rows.unit_of(row) for row in found}


def all_units(db: Transaction) -> list[Unit]:
    """List the units of the network, also those that ended: their cases are still called by their letters."""
    return [rows.unit_of(row) for row in db.connection.execute(_UNITS).all()]


def letters(db: Transaction) -> list[str]:
    """List the letters of all these."""
    return list(db.connection.execute(_LETTERS).scalars().all())


def standing_units(db: Transaction, *kinds: UnitKind) -> list[Unit]:
    """List the units that somebody can go to, of these kinds or of any."""
    if kinds:
        found = db.connection.execute(_STANDING_OF, {"kinds": list(map(str, kinds))}).all()
        return [rows.unit_of(row) for row in found]
    return [one for one in all_units(db) if not one.ended]


def receiving_units(db: Transaction) -> list[Unit]:
    """List the units in which somebody can take on a case."""
    found = db.connection.execute(_RECEIVING, {"roles": [str(role) for role in SERVING]}).all()
    return [rows.unit_of(row) for row in found]


def in_unit(db: Transaction, unit_id: int, roles: Iterable[Role]) -> list[Person]:
    """List who works in a unit."""
    return _read(db, _IN_UNIT, unit=unit_id, roles=tuple(map(str, roles)))


def members(db: Transaction, unit_id: int) -> list[Person]:
    """List who belongs to a unit, also who is suspended."""
    return _read(db, _MEMBERS, unit=unit_id)


def staffed(db: Transaction, these: Iterable[int]) -> set[int]:
    """Say to which of these units somebody belongs: nobody's name is opened."""
    return set(db.connection.execute(_STAFFED, {"these": sorted(set(these))}).scalars().all())


def of_role(db: Transaction, role: Role) -> list[Person]:
    """List everybody with a role."""
    return _read(db, _OF_ROLE, role=role)


def named(db: Transaction, part: str, roles: Iterable[Role], within: Iterable[int] | None) -> list[int]:
    """Find who does such work, in some units or in any, by a part of their name."""
    asked = {"roles": tuple(map(str, roles))}
    found = (
        db.connection.execute(_AT_WORK, asked)
        if within is None
        else db.connection.execute(_AT_WORK_IN, asked | {"units": sorted(set(within))})
    )
    part = _compared(part)
    return sorted(row.id for row in found.all() if part and part in _called(db.vault, row.id, row.sealed))


def answering_in(db: Transaction, unit_id: int, roles: Iterable[Role]) -> list[Person]:
    """List who answers for something in a unit: who works there, or is suspended while somebody stands in."""
    return _read(db, _ANSWERING_IN, unit=unit_id, roles=tuple(map(str, roles)))


def answering(db: Transaction, role: Role) -> list[Person]:
    """The same of everybody with a role."""
    return _read(db, _ANSWERING, role=role)


def everybody(db: Transaction) -> list[Person]:
    """List everybody who ever joined."""
    return [_person(db, row) for row in db.connection.execute(_EVERYBODY, {"today": local_day(db.now)}).all()]


def absent(db: Transaction, deputy: int) -> list[Person]:
    """List for whom somebody stands in today: with those for whom these stand in, while they are away."""
    found: dict[int, Person] = {}
    asked = [deputy]
    while asked:
        away = _read(db, _ABSENT, stands_in=asked.pop())
        asked += [one.id for one in away if one.id not in found]
        found.update((one.id, one) for one in away if one.id != deputy)
    return list(found.values())


def stood_in_for(db: Transaction, speaker: Person, beside: Unit) -> list[Person]:
    """List for whom somebody stands in while they do the same work: a new role or unit ends it."""
    away = absent(db, speaker.id)
    return [one for one in away if same_work(one, unit(db, one.unit), speaker, beside)]


def acting_as(db: Transaction, person: int) -> Transaction:
    """Let the clock go on with what somebody began."""
    who = get(db, person)
    beside = unit(db, who.unit)
    return replace(db, speaker=who, unit=beside, absent=stood_in_for(db, who, beside))


def area(db: Transaction, village: str) -> tuple[int | None, int | None]:
    """Return the centre of a village and its primary worker [002]."""
    row = db.connection.execute(_AREA, {"village": village}).one_or_none()
    return (row.unit, row.worker) if row else (None, None)


@contextmanager
def remembered(db: Transaction) -> Iterator[None]:
    """Read nobody twice: for a block in which nobody changes, within one transaction."""
    before, db.known = db.known, {}
    try:
        yield
    finally:
        db.known = before


def _read(db: Transaction, statement: Select[Any], **values: Any) -> list[Person]:
    asked = (statement, *values.values())
    found: list[Person]
    if db.known is not None and asked in db.known:
        found = db.known[asked]
        return found
    rows = db.connection.execute(statement, {**values, "today": local_day(db.now)}).all()
    found = [_person(db, row) for row in rows]
    if db.known is not None:
        db.known[asked] = found
    return found


def _person(db: Transaction, row: Any, *, blocked: bool | None = None) -> Person:
    name, phone = _told(db.vault, row.id, row.sealed)
    return Person(
        id=row.id,
        role=Role(row.role),
        unit=row.unit,
        name=name,
        phone=phone,
        language=row.language,
        villages=tuple(row.villages),
        active=row.active,
        blocked=bool(row.blocked if blocked is None else blocked),
        deputy=row.deputy,
        version=row.version,
        suspended=row.suspended_at is not None,
        asleep=row.asleep,
    )


@lru_cache(maxsize=8192)
def _told(vault: Vault, person: int, sealed: bytes) -> tuple[str, str]:
    """Unseal a name and a telephone; a colleague is read in nearly every turn."""
    name, phone = vault.open_data("person", person, sealed)
    return name, phone


@lru_cache(maxsize=8192)
def _called(vault: Vault, person: int, sealed: bytes) -> str:
    """Write somebody's name as names are looked for; one question looks at everybody's."""
    return _compared(_told(vault, person, sealed)[0])


def _compared(name: str) -> str:
    return clean_name(name).casefold()
