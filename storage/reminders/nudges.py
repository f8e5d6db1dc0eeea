"""Nudges: one row for each obligation, rung and person, and the letter that told it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, delete, exists, func, insert, literal_column, select, update

from casework.reminders.nudging import resting
from storage.core.database import ASIDE, Transaction
from storage.core.tables import nudges, obligations, outbox, subjects
from storage.reminders.obligations import CALLED, Obligation, obligation_of

LATER = "later"
"""Begins the rungs that somebody added by putting a nudge off."""
UNHEARD = "un"
"""Begins the rung on which somebody hears at once of what another can't hear."""
ASKED = "ask"
"""Begins the rungs that a supervisor added by reminding who owes it."""
_T = nudges.c.at.type
_untold = nudges.c.told_at.is_(None)
_new = {
    column: bindparam(f"new_{column.name}", type_=column.type)
    for column in (nudges.c.obligation, nudges.c.rung, nudges.c.person, nudges.c.at)
}
_known = exists().where(*(column == new for column, new in _new.items() if column is not nudges.c.at))
_ADD = (
    insert(nudges)
    .from_select(list(_new), select(*_new.values()).where(~_known))
    .execution_options(preserve_rowcount=True)
)
_due = (_untold, nudges.c.at <= bindparam("now", type_=_T))
_EACH = 20
"""So many nudges one person has in a digest, about."""
_waiting = select(nudges.c.person).order_by(nudges.c.at, nudges.c.person).limit(bindparam("most"))
_WAITING = _waiting.where(*_due)
_zero: ColumnElement[int] = literal_column("0")
_WAITING_URGENT = _waiting.join(obligations, obligations.c.id == nudges.c.obligation).where(
    obligations.c.urgent,
    obligations.c.ended_at.is_(None),
    nudges.c.at <= bindparam("now", type_=_T),
    func.coalesce(nudges.c.told_at, _zero) == _zero,  # by obligation: a digest that waits is not walked
)
_WITH_DUTY = (
    select(
        obligations,
        *CALLED,
        nudges.c.id.label("nudge"),
        nudges.c.rung,
        nudges.c.at,
        nudges.c.person.label("told"),
    )
    .join(obligations, obligations.c.id == nudges.c.obligation)
    .join(subjects, subjects.c.id == obligations.c.subject)
    .order_by(obligations.c.due, obligations.c.id, nudges.c.id)
)
_OF_PERSON = _WITH_DUTY.where(
    *_due,
    nudges.c.person == bindparam("listener"),
    obligations.c.urgent.in_(bindparam("matters", expanding=True)),
)
_OF_LETTER = _WITH_DUTY.where(nudges.c.letter == bindparam("written"))
_BOUND = 10_000
_these = nudges.c.id.in_(bindparam("rows", expanding=True))
_CLAIM = (
    update(nudges).where(_these, _untold).values(told_at=bindparam("now", type_=_T)).returning(nudges.c.id)
)
_WRITTEN = update(nudges).where(_these).values(letter=bindparam("written"))
_LATER = update(nudges).where(_these, _untold).values(at=bindparam("then", type_=_T))
_UNHEARD = update(nudges).where(_these).values(at=bindparam("then", type_=_T), told_at=None, letter=None)
_AGAIN = (
    update(nudges)
    .where(
        nudges.c.letter == bindparam("written"),
        nudges.c.obligation.in_(select(obligations.c.id).where(obligations.c.ended_at.is_(None))),
    )
    .values(told_at=None, letter=None)
)
_DROP = delete(nudges).where(nudges.c.id == bindparam("row"))
_PUT_OFF = select(func.count()).where(
    nudges.c.obligation == bindparam("obligation"),
    nudges.c.person == bindparam("listener"),
    nudges.c.rung.startswith(LATER),
)
_PUT_OFF_TO = select(nudges.c.at).where(
    nudges.c.obligation == bindparam("obligation"),
    nudges.c.person == bindparam("listener"),
    nudges.c.rung.startswith(LATER),
    _untold,
)
_LATEST = (
    _WITH_DUTY.order_by(None)
    .where(
        nudges.c.person == bindparam("listener"),
        nudges.c.told_at.isnot(None),
        obligations.c.ended_at.is_(None),
    )
    .order_by(nudges.c.told_at.desc(), obligations.c.due)
    .limit(bindparam("most"))
)
_BY_MESSAGE = _WITH_DUTY.join(outbox, outbox.c.id == nudges.c.letter).where(
    outbox.c.message_id == bindparam("message"), nudges.c.person == bindparam("listener")
)


class Nudge(Struct, frozen=True):
    """An obligation, and the rung on which somebody hears of it at a moment."""

    row: int
    obligation: Obligation
    rung: str
    at: datetime
    person: int

    @property
    def put_off(self) -> bool:
        """They asked to be reminded later."""
        return self.rung.startswith(LATER)

    @property
    def asked(self) -> bool:
        """A supervisor reminds them."""
        return self.rung.startswith(ASKED)


def add(db: Transaction, obligation: int, rung: str, person: int, at: datetime) -> bool:
    """Write down that somebody is to hear on a rung; False when they heard on it before."""
    return db.connection.execute(_ADD, _values(obligation, rung, person, at)).rowcount == 1


def add_all(db: Transaction, these: Iterable[tuple[int, str, int, datetime]]) -> None:
    """Write down who is to hear on which rung, leaving out who heard on it before."""
    rows = [_values(*one) for one in these]
    if rows:
        db.connection.execute(_ADD, rows)


def _values(obligation: int, rung: str, person: int, at: datetime) -> dict[str, Any]:
    return {"new_obligation": obligation, "new_rung": rung, "new_person": person, "new_at": at}


def listeners(db: Transaction, most: int, *, quiet: bool) -> list[int]:
    """List some who are to hear something now, who waits longest first; in *quiet* hours of 24-hour matters.

    Looks at no more nudges than a batch of people has; grouping them all would cost all that wait, each time.
    """
    statement = _WAITING_URGENT if quiet else _WAITING
    found = db.connection.execute(statement, {"now": db.now, "most": _EACH * most}).scalars().all()
    return list(dict.fromkeys(found))[:most]


def untold(db: Transaction, person: int, *, quiet: bool) -> list[Nudge]:
    """List what somebody is to hear now, worst first."""
    matters = [True] if quiet else [True, False]
    values = {"now": db.now, "listener": person, "matters": matters}
    return [_nudge(row) for row in db.connection.execute(_OF_PERSON, values).all()]


def claim(db: Transaction, these: list[Nudge]) -> list[Nudge]:
    """Mark what is told now; gives those that no other bell told before (`trust.md` R9)."""
    claims = (db.connection.execute(_CLAIM, {**some, "now": db.now}) for some in _rows(these))
    mine = {row for found in claims for row in found.scalars()}
    return [one for one in these if one.row in mine]


def written(db: Transaction, these: list[Nudge], letter: int | None) -> None:
    """Keep which letter tells them."""
    for some in _rows(these):
        db.connection.execute(_WRITTEN, {**some, "written": letter})


def tell_later(db: Transaction, these: list[Nudge]) -> None:
    """Set aside for an hour what could not be told."""
    for some in _rows(these):
        db.connection.execute(_LATER, {**some, "then": db.now + ASIDE})


def unheard(db: Transaction, these: list[Nudge]) -> None:
    """Let what was told and reached nobody at all wait for an hour, to be told anew."""
    for some in _rows(these):
        db.connection.execute(_UNHEARD, {**some, "then": db.now + ASIDE})


def _rows(these: list[Nudge]) -> Iterator[dict[str, Any]]:
    """Return their rows in parts: neither database takes more than some 32,000 values with a statement."""
    for first in range(0, len(these), _BOUND):
        yield {"rows": [one.row for one in these[first : first + _BOUND]]}


def of_letter(db: Transaction, letter: int) -> list[Nudge]:
    """List what a letter tells."""
    return [_nudge(row) for row in db.connection.execute(_OF_LETTER, {"written": letter}).all()]


def judge_again(db: Transaction, letter: int) -> bool:
    """Tell whether a letter still holds; if not, what is still owed in it waits to be told anew.

    It does not when some of it is done, nor in quiet hours, unless it is of a 24-hour matter.
    """
    told_in_it = [one.obligation for one in of_letter(db, letter)]
    hushed = resting(db.now, db.rules) and not all(one.urgent for one in told_in_it)
    if not hushed and not any(one.ended for one in told_in_it):
        return True
    db.connection.execute(_AGAIN, {"written": letter})
    return False


def tell_anew(db: Transaction, letter: int) -> None:
    """Let what a letter was to tell, and is still owed, wait to be told anew: the letter is withdrawn."""
    db.connection.execute(_AGAIN, {"written": letter})


def drop(db: Transaction, these: list[Nudge]) -> None:
    """Forget rows that reach nobody; others were written for whom they reach."""
    if these:
        db.connection.execute(_DROP, [{"row": one.row} for one in these])


def times_put_off(db: Transaction, obligation: int, person: int) -> int:
    """Count how often somebody put a nudge off."""
    values = {"obligation": obligation, "listener": person}
    return int(db.connection.execute(_PUT_OFF, values).scalar_one())


def put_off_to(db: Transaction, obligation: int, person: int) -> datetime | None:
    """Return when somebody is to be reminded of what they put off, if they still wait for it."""
    values = {"obligation": obligation, "listener": person}
    return db.connection.execute(_PUT_OFF_TO, values).scalar()


def put_off(db: Transaction, obligation: int, person: int, times: int, at: datetime) -> None:
    """Remind somebody once more, after so many *times* before."""
    add(db, obligation, f"{LATER}{times + 1}", person, at)


def remind(db: Transaction, obligation: int, person: int, day: date) -> bool:
    """Let somebody hear of it now, because who leads them asks; False when they did on that day."""
    return add(db, obligation, f"{ASKED}{day.toordinal()}", person, db.now)


def latest(db: Transaction, person: int, most: int) -> list[Nudge]:
    """List what somebody was nudged about last and is still owed, each once."""
    found = [
        _nudge(row) for row in db.connection.execute(_LATEST, {"listener": person, "most": 4 * most}).all()
    ]
    newest: dict[int, Nudge] = {}
    for one in found:
        newest.setdefault(one.obligation.id, one)
    return list(newest.values())[:most]


def by_message(db: Transaction, person: int, message: int) -> list[Nudge]:
    """List what a message in somebody's chat told them."""
    values = {"listener": person, "message": message}
    return [_nudge(row) for row in db.connection.execute(_BY_MESSAGE, values).all()]


def _nudge(row: Any) -> Nudge:
    return Nudge(row.nudge, obligation_of(row), row.rung, row.at, row.told)
