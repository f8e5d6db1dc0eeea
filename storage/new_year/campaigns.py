"""Campaigns of New-Year care, and each unit's part in one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, insert, select, update

from casework.cases.access import Action
from casework.errors import NotThere, Overtaken
from casework.new_year.parts import PART, CarePart, speaks
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from storage.core import journal, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.locks import hold_subjects, needed
from storage.core.tables import campaigns, care_parts
from storage.core.tables import journal as journal_rows
from storage.new_year import relief
from storage.reminders import obligations
from storage.staffing import people

LISTED, NONE = "care.listed", "care.none"
"""What the journal calls it that a unit handed in its list, or said that it has none."""
_CAMPAIGNS = select(campaigns).order_by(campaigns.c.year.desc())
_OPEN = _CAMPAIGNS.where(campaigns.c.closed_at.is_(None))
_CLOSED = select(campaigns.c.year).where(campaigns.c.closed_at.isnot(None))
_HOLD = select(campaigns.c.year).where(campaigns.c.year == bindparam("of")).with_for_update()
_BEGIN = insert(campaigns)
_CLOSE = (
    update(campaigns)
    .where(campaigns.c.year == bindparam("of"), campaigns.c.closed_at.is_(None))
    .values(closed_at=bindparam("now", type_=campaigns.c.closed_at.type))
)
_PARTS = select(care_parts).order_by(care_parts.c.id)
_ONE = _PARTS.where(care_parts.c.id == bindparam("row"))
_THESE = _PARTS.where(care_parts.c.id.in_(bindparam("these", expanding=True)))
_OF_YEAR = _PARTS.where(care_parts.c.year == bindparam("of"))
_OF_UNIT = _OF_YEAR.where(care_parts.c.unit == bindparam("unit_"))
_CONFIRMED = _OF_YEAR.where(care_parts.c.results_at.isnot(None))
_OWING = _PARTS.where(care_parts.c.results_at.is_(None))
_SAID = (
    select(care_parts.c.id, journal_rows.c.verb)
    .join(journal_rows, journal_rows.c.subject == care_parts.c.id)
    .where(
        care_parts.c.id.in_(bindparam("these", expanding=True)),
        journal_rows.c.at == care_parts.c.listed_at,
        journal_rows.c.verb.in_((LISTED, NONE)),
    )
    .order_by(journal_rows.c.id)
)
"""What a unit said of its list, the latest last: the act is of the moment that is kept."""
_ADD = insert(care_parts)
_SAVE = (
    update(care_parts)
    .where(care_parts.c.id == bindparam("row"), care_parts.c.version == bindparam("was"))
    .values(
        listed_at=bindparam("listed", type_=care_parts.c.listed_at.type),
        results_at=bindparam("results", type_=care_parts.c.results_at.type),
        figures=bindparam("figures_", type_=care_parts.c.figures.type),
        sealed=bindparam("sealed_"),
        version=bindparam("becomes"),
    )
)


class Campaign(Struct, frozen=True):
    """New-Year care of one year, once the bureau has begun it."""

    year: int
    begun_at: datetime
    closed_at: datetime | None = None


def latest(db: Transaction) -> Campaign | None:
    """Return the newest campaign."""
    row = db.connection.execute(_CAMPAIGNS).first()
    return Campaign(row.year, row.begun_at, row.closed_at) if row else None


def latest_years(db: Transaction, most: int) -> list[int]:
    """List the years of the newest campaigns, the newest first."""
    return [row.year for row in db.connection.execute(_CAMPAIGNS).fetchmany(most)]


def going_on(db: Transaction) -> Campaign | None:
    """Return the campaign that is not over."""
    row = db.connection.execute(_OPEN).first()
    return Campaign(row.year, row.begun_at) if row else None


def begin(db: Transaction, year: int) -> Campaign:
    """Begin one."""
    by = db.speaker.id if db.speaker else None
    db.connection.execute(_BEGIN, {"year": year, "begun_at": db.now, "by": by, "closed_at": None})
    return Campaign(year, db.now)


def hold(db: Transaction, year: int) -> None:
    """Let nobody else list or visit a household meanwhile: two lists of one household are merged in turn."""
    if needed(db):
        db.connection.execute(_HOLD, {"of": year}).all()


def close(db: Transaction, year: int) -> bool:
    """End one: nobody is visited for it any more; False when it has ended."""
    return bool(db.connection.execute(_CLOSE, {"of": year, "now": db.now}).rowcount)


# Parts


def part_of(db: Transaction, year: int, unit: Unit) -> CarePart:
    """Return a unit's part in a campaign; the first time it is made."""
    row = db.connection.execute(_OF_UNIT, {"of": year, "unit_": unit.id}).one_or_none()
    if row is not None:
        return _parts(db, [row])[0]
    one = CarePart(0, year, unit, db.now)
    one = replace(one, id=subjects.add(db, PART.name, one.sign))
    values = {"id": one.id, "year": year, "unit": unit.id, "asked_at": db.now, **_changing(db, one)}
    db.connection.execute(_ADD, {**values, "version": 1})
    settle(db, one)
    return one


def existing(db: Transaction, year: int, unit: int) -> CarePart | None:
    """Find a unit's part in a campaign."""
    row = db.connection.execute(_OF_UNIT, {"of": year, "unit_": unit}).one_or_none()
    return _parts(db, [row])[0] if row else None


def parts(db: Transaction, year: int) -> list[CarePart]:
    """List all parts in a campaign."""
    return _parts(db, db.connection.execute(_OF_YEAR, {"of": year}).all())


def keep(db: Transaction, one: CarePart, verb: str, **detail: int | str) -> CarePart:
    """Keep what a unit handed in, and settle what it owes now; `Overtaken` when somebody was quicker."""
    journal.write(db, verb, subject=one.id, **detail)
    kept = replace(one, version=one.version + 1)
    changed = {f"{name}_": value for name, value in _changing(db, kept).items()}
    values = {
        "row": one.id,
        "was": one.version,
        "becomes": kept.version,
        "listed": kept.listed_at,
        "results": kept.results_at,
        "figures_": changed["figures_"],
        "sealed_": changed["sealed_"],
    }
    if not db.connection.execute(_SAVE, values).rowcount:
        raise Overtaken
    settle(db, kept)
    return kept


def reopen(db: Transaction, year: int, units: Collection[Unit]) -> None:
    """Let units whose households changed confirm their results anew; what was sent up is gone.

    Who leads a household since just now has a part, too: no household is left out of the results.
    """
    confirmed = _parts(db, db.connection.execute(_CONFIRMED, {"of": year}).all())
    if any(one.unit.kind is UnitKind.BUREAU for one in confirmed):
        return
    for unit in {one.id: one for one in units}.values():
        one = part_of(db, year, unit)
        if one.results_at is not None:
            keep(db, replace(one, results_at=None, figures={}, reason=""), "care.results_reopened")


def settle(db: Transaction, one: CarePart) -> None:
    """Settle what a unit owes, as it stands: what it handed in meanwhile counts."""
    hold_subjects(db, [one.id])
    one = read(db, one.id) if needed(db) else one
    obligations.settle(db, PART.subject(one), PART.owed(one, db.rules))


def read(db: Transaction, part: int) -> CarePart:
    """Read one without judging; raises `NotThere`."""
    row = db.connection.execute(_ONE, {"row": part}).one_or_none()
    if row is None:
        raise NotThere
    return _parts(db, [row])[0]


def may(db: Transaction, one: CarePart, action: Action) -> bool:
    """Tell whether the speaker may: who speaks for the unit, the bureau for any."""
    if action in (Action.VIEW, Action.HISTORY) and any(who.role is Role.ADMIN for who in db.acting):
        return True
    done = action in (Action.VIEW, Action.HISTORY, Action.SERVE)
    return done and any(speaks(who, one.unit) for who in db.acting)


def owing(db: Transaction) -> Sequence[CarePart]:
    """List those whose results are not there yet."""
    return _parts(db, db.connection.execute(_OWING).all())


def _these(db: Transaction, these: Sequence[int]) -> Sequence[CarePart]:
    return _parts(db, db.connection.execute(_THESE, {"these": list(these)}).all())


def _changing(db: Transaction, one: CarePart) -> dict[str, Any]:
    return {
        "listed_at": one.listed_at,
        "results_at": one.results_at,
        "figures": dict(one.figures),
        "sealed": db.vault.seal("care part", one.id, one.reason),
    }


def _parts(db: Transaction, rows: Sequence[Any]) -> list[CarePart]:
    units = people.these_units(db, (row.unit for row in rows))
    over = set(db.connection.execute(_CLOSED).scalars().all())
    listed = [row.id for row in rows if row.listed_at is not None]
    said = dict(map(tuple, db.connection.execute(_SAID, {"these": listed}))) if listed else {}
    paid = {year: frozenset(relief.paid_out(db, year)) for year in {row.year for row in rows}}
    return [
        CarePart(
            row.id,
            row.year,
            units[row.unit],
            row.asked_at,
            row.listed_at,
            row.results_at,
            row.figures,
            db.vault.open("care part", row.id, row.sealed),
            row.version,
            row.year in over,
            said.get(row.id) == NONE,
            paid[row.year],
        )
        for row in rows
    ]


CARE_PARTS: SubjectKind[CarePart] = SubjectKind(
    PART, read, may, owing, partial(obligations.count_anew, PART, _these)
)
