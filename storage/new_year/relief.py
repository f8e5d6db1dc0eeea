"""Relief, needs, allowances and major events of New-Year care, as they are kept."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, insert, select, update

from casework.errors import NotThere
from casework.forms import Answers
from casework.new_year.relief import MajorEvent, Needs, Relief, ReliefFund
from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import allowances, care_households, care_needs, major_events, relief_funds, reliefs
from storage.core.upsert import Upsert

_ADD = insert(reliefs).returning(reliefs.c.id)
_SEAL = update(reliefs).where(reliefs.c.id == bindparam("row")).values(sealed=bindparam("sealed_"))
_OF_THESE = (
    select(reliefs).where(reliefs.c.care.in_(bindparam("these", expanding=True))).order_by(reliefs.c.id)
)
_MOVE = update(reliefs).where(reliefs.c.care == bindparam("was")).values(care=bindparam("becomes"))
_MOVE_NEEDS = (
    update(care_needs).where(care_needs.c.care == bindparam("was")).values(care=bindparam("becomes"))
)
_PAID = select(func.coalesce(func.sum(reliefs.c.amount), 0)).where(
    reliefs.c.unit == bindparam("unit_"), reliefs.c.at >= bindparam("since", type_=reliefs.c.at.type)
)
_FUND = select(relief_funds).where(relief_funds.c.unit == bindparam("unit_"))
_TELL = Upsert(
    relief_funds,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[relief_funds.c.unit],
        set_={"amount": insert.excluded.amount, "told_at": insert.excluded.told_at},
    ),
)
_NEEDS = select(care_needs).where(care_needs.c.care == bindparam("care_"))
_OF_YEAR = (
    select(care_needs)
    .join(care_households, care_households.c.id == care_needs.c.care)
    .where(care_households.c.year == bindparam("of"), care_households.c.into.is_(None))
)
_SAY_NEEDS = Upsert(
    care_needs,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[care_needs.c.care],
        set_={one: getattr(insert.excluded, one) for one in ("needs", "gaps", "at", "by")},
    ),
)
_PAID_OUT = select(allowances).where(allowances.c.year == bindparam("of"))
_PAY_OUT = insert(allowances)
_TAKE_BACK = delete(allowances).where(
    allowances.c.year == bindparam("of"), allowances.c.kind == bindparam("kind_")
)
_EVENTS = select(major_events).order_by(major_events.c.id.desc())
_OPEN = _EVENTS.where(major_events.c.ended_at.is_(None))
_EVENT = _EVENTS.where(major_events.c.id == bindparam("row"))
_BEGIN = insert(major_events).returning(major_events.c.id)
_SEAL_EVENT = (
    update(major_events).where(major_events.c.id == bindparam("row")).values(sealed=bindparam("sealed_"))
)
_END = (
    update(major_events)
    .where(major_events.c.id == bindparam("row"), major_events.c.ended_at.is_(None))
    .values(ended_at=bindparam("now", type_=major_events.c.ended_at.type))
)


def pay(db: Transaction, care: int, amount: int, said: Answers) -> None:
    """Keep a sum that the speaker paid."""
    who = db.speaker
    if who is None:
        raise NotThere
    values = {"care": care, "unit": who.unit, "person": who.id, "amount": amount, "at": db.now}
    row = db.connection.execute(_ADD, {**values, "sealed": b""}).scalar_one()
    sealed = db.vault.seal_data("relief", row, dict(said))
    db.connection.execute(_SEAL, {"row": row, "sealed_": sealed})
    journal.write(db, "relief.paid", subject=care, amount=amount)


def of_these(db: Transaction, these: Sequence[int]) -> Mapping[int, list[Relief]]:
    """List what was paid to each of these households."""
    found = defaultdict[int, list[Relief]](list)
    for row in db.connection.execute(_OF_THESE, {"these": list(these)}).all():
        found[row.care].append(Relief(row.care, row.unit, row.amount, row.at))
    return found


def move(db: Transaction, was: int, becomes: int) -> None:
    """Let a household that turned out to be another have what that one was paid, and what it needs."""
    moved = {"was": was, "becomes": becomes}
    db.connection.execute(_MOVE, moved)
    if needs(db, becomes) is None:
        db.connection.execute(_MOVE_NEEDS, moved)


def fund(db: Transaction, unit: int) -> ReliefFund | None:
    """Return what a unit keeps ready, if it told; what it paid since is taken off."""
    row = db.connection.execute(_FUND, {"unit_": unit}).one_or_none()
    if row is None:
        return None
    paid = db.connection.execute(_PAID, {"unit_": unit, "since": row.told_at}).scalar_one()
    return ReliefFund(unit, row.amount, int(paid))


def tell_fund(db: Transaction, unit: int, amount: int) -> None:
    """Keep how much a unit keeps ready now."""
    _TELL.run(db, {"unit": unit, "amount": amount, "told_at": db.now})
    journal.write(db, "relief.fund_told", unit=unit, amount=amount)


def needs(db: Transaction, care: int) -> Needs | None:
    """Return what a household needs, as far as somebody asked."""
    row = db.connection.execute(_NEEDS, {"care_": care}).one_or_none()
    return Needs(row.care, tuple(row.needs), tuple(row.gaps)) if row else None


def say_needs(db: Transaction, one: Needs) -> None:
    """Keep what a household needs."""
    by = db.speaker.id if db.speaker else None
    values = {"care": one.care, "needs": list(one.needs), "gaps": list(one.gaps), "at": db.now, "by": by}
    _SAY_NEEDS.run(db, values)
    journal.write(db, "care.needs_told", subject=one.care, gaps=len(one.gaps))


def needed(db: Transaction, year: int) -> list[Needs]:
    """List what the households of a campaign need."""
    rows = db.connection.execute(_OF_YEAR, {"of": year}).all()
    return [Needs(row.care, tuple(row.needs), tuple(row.gaps)) for row in rows]


def paid_out(db: Transaction, year: int) -> set[str]:
    """List the allowances that were paid out."""
    return {row.kind for row in db.connection.execute(_PAID_OUT, {"of": year}).all()}


def pay_out(db: Transaction, year: int, kind: str, *, paid: bool) -> None:
    """Say that an allowance was paid out, or not after all."""
    by = db.speaker.id if db.speaker else None
    if paid:
        db.connection.execute(_PAY_OUT, {"year": year, "kind": kind, "at": db.now, "by": by})
    else:
        db.connection.execute(_TAKE_BACK, {"of": year, "kind_": kind})
    journal.write(db, "allowances.paid" if paid else "allowances.unpaid", year=year)


def major_event(db: Transaction, number: int) -> MajorEvent:
    """Read one; raises `NotThere`."""
    row = db.connection.execute(_EVENT, {"row": number}).one_or_none()
    if row is None:
        raise NotThere
    what = json.loads(db.vault.open("major event", row.id, row.sealed))
    return MajorEvent(row.id, row.at, what, row.ended_at)


def open_events(db: Transaction) -> list[MajorEvent]:
    """List those that are not over."""
    return [major_event(db, row.id) for row in db.connection.execute(_OPEN).all()]


def begin_event(db: Transaction, what: str) -> MajorEvent:
    """Keep a new one."""
    by = db.speaker.id if db.speaker else None
    row = db.connection.execute(
        _BEGIN, {"at": db.now, "by": by, "ended_at": None, "sealed": b""}
    ).scalar_one()
    sealed = db.vault.seal("major event", row, json.dumps(what, ensure_ascii=False))
    db.connection.execute(_SEAL_EVENT, {"row": row, "sealed_": sealed})
    journal.write(db, "major.begun", event=row)
    return major_event(db, row)


def end_event(db: Transaction, number: int) -> bool:
    """End one; False when somebody did."""
    ended = bool(db.connection.execute(_END, {"row": number, "now": db.now}).rowcount)
    if ended:
        journal.write(db, "major.ended", event=number)
    return ended
