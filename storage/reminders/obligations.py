"""Obligations: rows that follow from the facts of their subject, and what the clock needs of them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, update

from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.reminders.kinds import Kind
from casework.reminders.nudging import Ladder
from casework.reminders.obligations import LAST
from storage.core import recusals
from storage.core.database import ASIDE, Transaction
from storage.core.locks import hold_subjects
from storage.core.tables import nudges, obligations, subjects

T = TypeVar("T")
_T = obligations.c.due.type
_open = obligations.c.ended_at.is_(None)
_OPEN = (
    select(obligations, subjects.c.alarm, subjects.c.sign)
    .join(subjects, subjects.c.id == obligations.c.subject)
    .where(obligations.c.subject.in_(bindparam("subjects", expanding=True)), _open)
)
_CALL = (
    update(subjects)
    .where(subjects.c.id == bindparam("of"))
    .values(alarm=bindparam("alarm_"), sign=bindparam("sign_"))
)
_ADD = insert(obligations)
_HAND_OVER = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"))
    .values(
        person=bindparam("person_"),
        unit=bindparam("unit_"),
        climbed=0,
        known_at=bindparam("now", type_=_T),
        next_nudge=bindparam("next_", type_=_T),
    )
)
_END = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"))
    .values(ended_at=bindparam("now", type_=_T), next_nudge=None)
)
_ASKED = (
    update(obligations)
    .where(obligations.c.subject == bindparam("of"), obligations.c.duty == Duty.ACKNOWLEDGE, _open)
    .values(period=bindparam("period_"))
)
_BEHIND = (
    update(obligations)
    .where(obligations.c.subject.in_(bindparam("subjects", expanding=True)), _open)
    .where(obligations.c.behind != (obligations.c.due > bindparam("nearest", type_=_T)))
    .values(behind=obligations.c.due > bindparam("nearest", type_=_T))
)
_UNSAID = delete(nudges).where(nudges.c.obligation == bindparam("row"), nudges.c.told_at.is_(None))
_UNSAID_TO = _UNSAID.where(nudges.c.person == bindparam("was"))
_later = obligations.alias("later")
MOVED = exists().where(
    _later.c.subject == obligations.c.subject,
    _later.c.duty == obligations.c.duty,
    _later.c.period == obligations.c.period,
    _later.c.id > obligations.c.id,
    or_(obligations.c.duty != Duty.SCREEN, _later.c.since == obligations.c.since),
)
"""A deadline that moved is another row: the last one counts.

Screening after a dispute that was right is another duty.
"""
CALLED = (subjects.c.sign, subjects.c.kind, subjects.c.alarm)
"""What of its subject an obligation is made with."""
_NUMBERED = select(obligations, *CALLED).join(subjects, subjects.c.id == obligations.c.subject)
_DUE = (
    _NUMBERED.where(
        obligations.c.urgent == bindparam("urgent_"),
        obligations.c.next_nudge <= bindparam("now", type_=_T),
        _open,
    )
    .order_by(obligations.c.next_nudge, obligations.c.person, obligations.c.id)
    .limit(bindparam("most"))
)
_HOW_MANY = select(func.count()).select_from(
    select(obligations.c.id)
    .where(
        obligations.c.urgent.is_(False),
        obligations.c.next_nudge <= bindparam("now", type_=_T),
        _open,
    )
    .limit(bindparam("most"))
    .subquery()
)
_CLIMB = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"), obligations.c.climbed == bindparam("was"))
    .values(climbed=bindparam("climbed_"), next_nudge=bindparam("next_", type_=_T))
)
_ONE = _NUMBERED.where(obligations.c.id == bindparam("row"))
_NOW = _NUMBERED.where(_open).order_by(obligations.c.due, obligations.c.id)
_OF_SUBJECT = _NOW.where(obligations.c.subject == bindparam("subject"))
_OF_EACH = _NOW.where(obligations.c.subject.in_(bindparam("these", expanding=True)))
_nearer = obligations.alias("nearer")
_theirs = _nearer.c.person + 0
"""No index has this: SQLite, which never looks at what is there, finds what is nearer by its subject."""
_worst = ~exists().where(
    _nearer.c.subject == obligations.c.subject,
    _nearer.c.ended_at.is_(None),
    _nearer.c.bearer == Bearer.PERSON,
    _theirs.in_(bindparam("owing", expanding=True)),
    or_(
        _nearer.c.due < obligations.c.due,
        and_(_nearer.c.due == obligations.c.due, _nearer.c.id < obligations.c.id),
    ),
)
_WORST = (
    select(obligations.c.due, obligations.c.id, obligations.c.subject)
    .join(subjects, subjects.c.id == obligations.c.subject)
    .where(
        _open,
        obligations.c.bearer == Bearer.PERSON,
        obligations.c.person == bindparam("whose"),
        obligations.c.due <= bindparam("by", type_=_T),
        subjects.c.kind.in_(bindparam("kinds", expanding=True)),
        _worst,
    )
    .order_by(obligations.c.due, obligations.c.id)
    .limit(bindparam("most"))
)
"""The nearest duty of each subject in which somebody owes one, the nearest first."""


class Obligation(Struct, frozen=True):
    """A duty of a subject as it is kept."""

    id: int
    subject: int
    kind: str
    """Of the subject."""
    sign: str
    """The subject's."""
    alarm: bool
    """The subject's: it is marked 🚨."""
    duty: Duty
    period: str
    since: datetime
    due: datetime
    bearer: Bearer
    person: int | None
    unit: int | None
    urgent: bool
    known: datetime
    climbed: int
    ended: bool

    @property
    def ladder(self) -> Ladder:
        """Its rungs."""
        return Ladder(self.duty, self.due, self.known, self.urgent)


def settle(db: Transaction, subject: Subject, owed: Iterable[Owed], nearest: datetime = LAST) -> None:
    """Make the rows agree with what a subject owes: new duties begin, some change hands, the rest end.

    A deadline that moved is another one, whose ladder is climbed anew. Of a case *nearest* is its nearest.
    """
    hold_subjects(db, [subject.id])
    _settle(db, subject, owed, _rows(db, [subject.id]), nearest)


def settle_anew(db: Transaction, these: Collection[tuple[Subject, Iterable[Owed]]]) -> None:
    """Do so with subjects whose rules changed: the ladders of what stays may be others, too."""
    of = defaultdict(list)
    for row in _rows(db, [subject.id for subject, _ in these]):
        of[row.subject].append(row)
    for subject, owed in these:
        _settle(db, subject, owed, of[subject.id], LAST, anew=True)


def stand(db: Transaction, these: Collection[int], nearest: datetime) -> None:
    """Keep which duties of a case are behind its nearest; *these* are the subjects that are the case's."""
    db.connection.execute(_BEHIND, {"subjects": these, "nearest": nearest})


def count_anew(
    kind: Kind[T],
    read: Callable[[Transaction, Sequence[int]], Sequence[T]],
    db: Transaction,
    these: Sequence[int],
) -> None:
    """Count the deadlines of some of a kind anew; *read* leaves out what is over."""
    settle_anew(db, [(kind.subject(one), kind.owed(one, db.rules)) for one in read(db, these)])


def _rows(db: Transaction, these: list[int]) -> Sequence[Any]:
    return db.connection.execute(_OPEN, {"subjects": these}).all()


def _settle(
    db: Transaction,
    subject: Subject,
    owed: Iterable[Owed],
    rows: Sequence[Any],
    nearest: datetime,
    *,
    anew: bool = False,
) -> None:
    now_owed = {duty.key: duty for duty in owed}
    if {(row.alarm, row.sign) for row in rows} != {(subject.alarm, subject.sign)}:
        called = {"alarm_": subject.alarm, "sign_": subject.sign}
        db.connection.execute(_CALL, {"of": subject.id, **called})
    for row in rows:
        duty = now_owed.pop((row.duty, row.period, row.due, row.urgent, row.bearer), None)
        if duty is None:
            db.connection.execute(_END, {"row": row.id, "now": db.now})
            db.connection.execute(_UNSAID, {"row": row.id})
        elif (row.person, row.unit) != (duty.person, subject.unit):
            _hand_over(db, row, subject, duty)
        elif anew:
            _look_up(db, row)
    for duty in now_owed.values():
        _begin(db, subject, duty, nearest)


def _begin(db: Transaction, subject: Subject, duty: Owed, nearest: datetime) -> None:
    db.connection.execute(
        _ADD,
        {
            "subject": subject.id,
            "duty": duty.duty,
            "period": duty.period,
            "since": duty.since,
            "due": duty.due,
            "behind": duty.due > nearest,
            "urgent": duty.urgent,
            "known_at": db.now,
            "bearer": duty.bearer,
            "person": duty.person,
            "unit": subject.unit,
            "climbed": 0,
            "next_nudge": _next(db, _new_ladder(db, duty), 0),
        },
    )


def _hand_over(db: Transaction, row: Any, subject: Subject, duty: Owed) -> None:
    """Who owes it now learns of it now; who was told on a rung is not told once more on it."""
    values = {"row": row.id, "person_": duty.person, "unit_": subject.unit, "now": db.now}
    db.connection.execute(_HAND_OVER, {**values, "next_": _next(db, _new_ladder(db, duty), 0)})
    db.connection.execute(_UNSAID_TO, {"row": row.id, "was": row.person})


def _look_up(db: Transaction, row: Any) -> None:
    """Find the next rung of a ladder that may have changed."""
    ladder = Ladder(Duty(row.duty), row.due, row.known_at, row.urgent)
    climbed = ladder.behind(db.rules, db.now, row.next_nudge)
    following = _next(db, ladder, climbed)
    if (climbed, following) != (row.climbed, row.next_nudge):
        values = {"row": row.id, "was": row.climbed, "climbed_": climbed}
        db.connection.execute(_CLIMB, {**values, "next_": following})


def _new_ladder(db: Transaction, duty: Owed) -> Ladder:
    return Ladder(duty.duty, duty.due, db.now, duty.urgent)


def _next(db: Transaction, ladder: Ladder, climbed: int) -> datetime:
    return ladder.rung(climbed, db.rules)[1]


def ask_another(db: Transaction, subject: int, person: int) -> None:
    """Let an answer be owed by another: the duty is named after whom it was offered to, and runs on."""
    db.connection.execute(_ASKED, {"of": subject, "period_": str(person)})


def to_nudge(db: Transaction, most: int, *, urgent: bool) -> list[Obligation]:
    """List those whose next rung has come, one person's together. Costs what is due, not what is open."""
    values = {"now": db.now, "most": most, "urgent_": urgent}
    return [obligation_of(row) for row in db.connection.execute(_DUE, values).all()]


def count_to_nudge(db: Transaction, most: int) -> int:
    """Count those that are no 24-hour matters, up to *most*."""
    return int(db.connection.execute(_HOW_MANY, {"now": db.now, "most": most}).scalar_one())


def climb(db: Transaction, rungs: Mapping[Obligation, int]) -> None:
    """Go up so many rungs of each ladder, but where another bell was quicker."""
    rows = [
        {
            "row": one.id,
            "was": one.climbed,
            "climbed_": one.climbed + passed,
            "next_": _next(db, one.ladder, one.climbed + passed),
        }
        for one, passed in rungs.items()
    ]
    if rows:
        db.connection.execute(_CLIMB, rows)


def try_later(db: Transaction, obligation: Obligation) -> None:
    """Set aside for an hour what could not be nudged."""
    values = {"row": obligation.id, "was": obligation.climbed, "climbed_": obligation.climbed}
    db.connection.execute(_CLIMB, {**values, "next_": db.now + ASIDE})


def get(db: Transaction, obligation: int) -> Obligation | None:
    """Read one."""
    row = db.connection.execute(_ONE, {"row": obligation}).one_or_none()
    return obligation_of(row) if row else None


def of_subject(db: Transaction, subject: int) -> list[Obligation]:
    """List what a subject owes now, nearest first."""
    return [obligation_of(row) for row in db.connection.execute(_OF_SUBJECT, {"subject": subject}).all()]


def of_each(db: Transaction, these: Collection[int]) -> Mapping[int, list[Obligation]]:
    """The same of several subjects at once."""
    found: dict[int, list[Obligation]] = {one: [] for one in these}
    for row in db.connection.execute(_OF_EACH, {"these": list(these)}).all():
        found[row.subject].append(obligation_of(row))
    return found


def subjects_of_people(
    db: Transaction, owing: Collection[int], kinds: Collection[str], most: int, by: datetime = LAST
) -> list[int]:
    """List the subjects in which somebody owes something due *by* then, or of whom they stand in for.

    The worst first, and no more than *most*.
    """
    given = {"owing": list(owing), "kinds": list(kinds), "by": by, "most": most}
    found = {
        (row.due, row.id): row.subject
        for one in owing
        for row in db.connection.execute(
            _WORST.where(recusals.theirs(db, obligations.c.subject, one)), {**given, "whose": one}
        ).all()
    }
    return [found[at] for at in sorted(found)][:most]


def obligation_of(row: Any) -> Obligation:
    """Make an obligation of a row that carries its subject's kind and sign."""
    return Obligation(
        id=row.id,
        subject=row.subject,
        kind=row.kind,
        sign=row.sign,
        alarm=row.alarm,
        duty=Duty(row.duty),
        period=row.period,
        since=row.since,
        due=row.due,
        bearer=Bearer(row.bearer),
        person=row.person,
        unit=row.unit,
        urgent=row.urgent,
        known=row.known_at,
        climbed=row.climbed,
        ended=row.ended_at is not None,
    )
