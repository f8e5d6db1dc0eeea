"""Cases and the reports they rest on. `get` is the only way to a case, and it judges."""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from casework.cases import access
from casework.cases.access import Action, Relation
from casework.cases.case import OPEN, Case, Household, Risk, State
from casework.errors import NotThere, Stale
from casework.reminders.obligations import CASE, offer_lapses, subject_of
from casework.staffing.people import Person
from casework.text.dates import local_day, roc_year
from casework.text.identity import (
    bigrams,
    clean_address,
    clean_name,
    clean_national_id,
    clean_phone,
    surname_sign,
)
from casework.text.numbers import new_number
from storage.core import journal, subjects
from storage.core.database import ASIDE, Transaction
from storage.core.tables import case_keys, cases, remarks, reporters, reports, tokens
from storage.reminders import obligations
from storage.staffing import people

_READABLE = select(cases, case_keys.c.wrapped).join(case_keys, case_keys.c.case_id == cases.c.id)
_GET = _READABLE.where(cases.c.id == bindparam("id"))
_BY_NUMBER = select(cases.c.id).where(cases.c.number == bindparam("number"))
_NUMBER = select(cases.c.number).where(cases.c.id == bindparam("case"))
_ADD = insert(cases)
_ADD_KEY = insert(case_keys)
_FIXED = frozenset({"id", "number", "reported_at"})
_SAVE = (
    update(cases)
    .where(cases.c.id == bindparam("row"), cases.c.version == bindparam("was"))
    .values(
        {
            column: bindparam(f"new_{column.name}", type_=column.type)
            for column in cases.c
            if column.name not in _FIXED
        }
    )
)
_KEPT = tuple(field.name for field in fields(Case) if field.name != "household")
"""Each fact of a case stands in the column of its name, so that none is forgotten; who it is, is sealed."""
_CHANGING = tuple(name for name in _KEPT if name not in _FIXED)
EXACT = frozenset({"id", "phone", "address"})
"""Fields whose hash is of the whole: two households that share one are perhaps the same."""
_ADD_TOKENS = insert(tokens)
_DROP_TOKENS = delete(tokens).where(tokens.c.case_id == bindparam("case"))
_LAPSED = (
    select(cases.c.id)
    .where(
        cases.c.lapses_at <= bindparam("now", type_=cases.c.lapses_at.type),
        cases.c.urgent.in_(bindparam("matters", expanding=True)),
    )
    .order_by(cases.c.lapses_at, cases.c.id)
    .limit(bindparam("most"))
)
_OPEN = _READABLE.where(cases.c.state.in_([str(one) for one in OPEN])).order_by(cases.c.id)
_OPEN_THESE = _OPEN.where(cases.c.id.in_(bindparam("these", expanding=True)))
_LAPSES = (
    update(cases)
    .where(cases.c.id == bindparam("row"))
    .values(lapses_at=bindparam("at", type_=cases.c.lapses_at.type))
)
_REMARK = insert(remarks).returning(remarks.c.id)
_SEAL_REMARK = update(remarks).where(remarks.c.id == bindparam("row")).values(sealed=bindparam("content"))
_REMARKS = select(remarks).where(remarks.c.case_id == bindparam("case")).order_by(remarks.c.id)


def open_case(db: Transaction, case: Case, letter: str) -> Case:
    """Open a case with a new number and a key of its own; *case* comes without id and number."""
    number = new_number(
        letter,
        roc_year(local_day(db.now)),
        secrets.randbelow,
        lambda one: db.connection.execute(_BY_NUMBER, {"number": one}).first() is not None,
    )
    key, wrapped = db.vault.new_case_key(number)
    case = replace(case, number=number)
    case = replace(case, id=subjects.add(db, CASE.name, number))
    fixed = {"id": case.id, "number": number, "reported_at": case.reported_at}
    db.connection.execute(_ADD, {**_columns(db, case, key), **fixed})
    db.connection.execute(_ADD_KEY, {"case_id": case.id, "wrapped": wrapped})
    _index(db, case)
    settle(db, case)
    return case


def get(db: Transaction, case: int, action: Action = Action.VIEW) -> Case:
    """Read a case if the speaker may do *action*; "not yours" and "not there" are the same `NotThere`."""
    found = read(db, case)
    if not may(db, found, action):
        raise NotThere
    return found


def standing_to(db: Transaction, case: Case) -> frozenset[Relation]:
    """Say how the speaker stands to a case: for themselves, and for whom they stand in for."""
    if db.speaker is None or db.unit is None:
        return frozenset()
    reporter = {"case": case.id, "token": reporter_token(db, db.speaker.id)}
    reported = db.connection.execute(_REPORTED, reporter).first() is not None
    own = access.relations(
        db.speaker, db.unit, case, reported=reported, supervised=_supervised(db, db.speaker, case)
    )
    return own.union(*(_deputised(db, one, case) for one in db.absent))


def _deputised(db: Transaction, absent: Person, case: Case) -> frozenset[Relation]:
    """What they reported themselves stays theirs."""
    unit = people.unit(db, absent.unit)
    return access.relations(absent, unit, case, reported=False, supervised=_supervised(db, absent, case))


def _supervised(db: Transaction, person: Person, case: Case) -> bool:
    """Tell whether somebody of the unit decides on its cases before *person* does."""
    before = access.decides_before(person.role)
    return not before or case.unit is None or bool(people.in_unit(db, case.unit, before))


def reporter_token(db: Transaction, person: int) -> bytes:
    """Return the keyed hash under which somebody's reports are found."""
    return db.vault.index("reporter", str(person))


def read(db: Transaction, case: int) -> Case:
    """Read a case without judging: for the clock and for what follows from an act that was judged."""
    row = db.connection.execute(_GET, {"id": case}).one_or_none()
    if row is None:
        raise NotThere
    return case_of(db, row)


def by_number(db: Transaction, number: str, action: Action = Action.VIEW) -> Case:
    """Find a case by its number, judged like `get`."""
    row = db.connection.execute(_BY_NUMBER, {"number": number}).scalar()
    if row is None:
        raise NotThere
    return get(db, row, action)


def number_of(db: Transaction, case: int) -> str:
    """Return a case's number."""
    return str(db.connection.execute(_NUMBER, {"case": case}).scalar_one())


def save(db: Transaction, case: Case, verb: str, **detail: int | str | None) -> Case:
    """Keep a changed case, write the act into the journal and settle what is owed now.

    The journal comes first: two acts that lock its head before their cases can't block each other.
    """
    journal.write(db, verb, subject=case.id, **detail)
    changed = db.connection.execute(
        _SAVE,
        {
            "row": case.id,
            "was": case.version,
            **{
                f"new_{name}": value
                for name, value in _columns(
                    db, replace(case, version=case.version + 1), key_of(db, case)
                ).items()
            },
        },
    ).rowcount
    if changed != 1:
        raise Stale
    case = replace(case, version=case.version + 1)
    settle(db, case)
    return case


def settle(db: Transaction, case: Case) -> None:
    """Make what is owed agree with the facts of a case."""
    obligations.settle(db, subject_of(case), CASE.owed(case, db.rules))


def identify(db: Transaction, case: Case, household: Household) -> Case:
    """Write down who the household is, and make it findable."""
    case = save(db, case.identify(household), "case.identified")
    _index(db, case)
    return case


def lapsed(db: Transaction, most: int, *, hushed: bool = False) -> list[Case]:
    """List cases whose offer nobody answered in time, the first *most*; *hushed*: urgent ones alone."""
    values = {"now": db.now, "most": most, "matters": [True] if hushed else [True, False]}
    found = db.connection.execute(_LAPSED, values).scalars().all()
    return [read(db, row) for row in found]


def lapse_later(db: Transaction, case: Case) -> None:
    """Set aside for an hour an offer that could not be given back."""
    db.connection.execute(_LAPSES, {"row": case.id, "at": db.now + ASIDE})


def count_anew(db: Transaction, these: Sequence[int]) -> None:
    """Count the deadlines of those of these cases that are open by the rules of now."""
    found = [case_of(db, row) for row in db.connection.execute(_OPEN_THESE, {"these": list(these)}).all()]
    for case in found:
        if (lapses := offer_lapses(case, db.rules)) is not None:
            db.connection.execute(_LAPSES, {"row": case.id, "at": lapses})
    obligations.settle_anew(db, [(subject_of(case), CASE.owed(case, db.rules)) for case in found])


def owing(db: Transaction) -> Sequence[Case]:
    """List the open cases."""
    return [case_of(db, row) for row in db.connection.execute(_OPEN).all()]


def may(db: Transaction, case: Case, action: Action) -> bool:
    """Tell whether the speaker may do *action*."""
    return access.may(standing_to(db, case), action)


def remark(db: Transaction, case: Case, verb: str, text: str) -> None:
    """Keep the reason given for an act, sealed with the case's key."""
    by = db.speaker.id if db.speaker else None
    row = db.connection.execute(
        _REMARK, {"case_id": case.id, "by": by, "verb": verb, "at": db.now, "sealed": b""}
    ).scalar_one()
    db.connection.execute(
        _SEAL_REMARK, {"row": row, "content": db.vault.seal("remark", row, text, key_of(db, case))}
    )


def remarks_of(db: Transaction, case: Case) -> list[tuple[str, str]]:
    """List (verb, reason), oldest first."""
    key = key_of(db, case)
    found = db.connection.execute(_REMARKS, {"case": case.id})
    return [(row.verb, db.vault.open("remark", row.id, row.sealed, key)) for row in found]


def reasons_of(db: Transaction, case: Case) -> dict[tuple[str, datetime], str]:
    """Return the reasons by the act they stand for: its verb and moment, as the journal has them."""
    key = key_of(db, case)
    found = db.connection.execute(_REMARKS, {"case": case.id})
    return {(row.verb, row.at): db.vault.open("remark", row.id, row.sealed, key) for row in found}


_REPORTED = (
    select(reporters.c.report)
    .join(reports, reports.c.id == reporters.c.report)
    .where(reports.c.case_id == bindparam("case"), reporters.c.token == bindparam("token"))
)
_KEY = select(case_keys.c.wrapped).where(case_keys.c.case_id == bindparam("case"))


def key_of(db: Transaction, case: Case) -> bytes:
    """Unwrap the key of a case."""
    return db.vault.unwrap(case.number, db.connection.execute(_KEY, {"case": case.id}).scalar_one())


def _columns(db: Transaction, case: Case, key: bytes) -> dict[str, Any]:
    sealed = db.vault.seal(
        "household", case.number, json.dumps(asdict(case.household), ensure_ascii=False), key
    )
    return {
        **{name: getattr(case, name) for name in _CHANGING},
        "kinds": list(case.kinds),
        "sealed": sealed,
        "lapses_at": offer_lapses(case, db.rules),
    }


def case_of(db: Transaction, row: Any) -> Case:
    """Make a case of a row that carries its wrapped key."""
    key = db.vault.unwrap(row.number, row.wrapped)
    as_kept = {name: getattr(row, name) for name in _KEPT}
    return Case(
        **as_kept
        | {
            "state": State(row.state),
            "household": Household(**json.loads(db.vault.open("household", row.number, row.sealed, key))),
            "kinds": tuple(row.kinds),
            "risk": Risk(row.risk) if row.risk else None,
        }
    )


def _index(db: Transaction, case: Case) -> None:
    db.connection.execute(_DROP_TOKENS, {"case": case.id})
    rows = [
        {"case_id": case.id, "field": field, "token": token}
        for field, token in household_tokens(db, case.household)
    ]
    if rows:
        db.connection.execute(_ADD_TOKENS, rows)


def household_tokens(db: Transaction, household: Household) -> set[tuple[str, bytes]]:
    """Return the keyed hashes by which a household is found again."""
    exact: Iterable[tuple[str, str | None]] = (
        ("id", clean_national_id(household.national_id)),
        ("phone", clean_phone(household.phone)),
        ("address", clean_address(household.address)),
    )
    found = {(field, db.vault.index(field, value)) for field, value in exact if value}
    return found | name_tokens(db, household.name)


def name_tokens(db: Transaction, name: str) -> set[tuple[str, bytes]]:
    """Return the keyed hashes of every two characters of a name, and of its first alone."""
    pairs = {("name", db.vault.index("name", pair)) for pair in bigrams(clean_name(name)) if pair}
    surname = surname_sign(name)
    return pairs | {("surname", db.vault.index("surname", surname))} if surname else pairs
