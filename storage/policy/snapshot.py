"""What is open now, as values: a rehearsal takes its time outside of the database."""

from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from casework.policy.owed import Bearer, Owed
from casework.policy.policy import Duty
from casework.reminders.rehearsal import Kept, Rehearsed, Reminder
from casework.reminders.roll import Absence, Roll
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import leaves, nudges, obligations, subjects
from storage.staffing import people

_open = obligations.c.ended_at.is_(None)
_DUTIES = select(obligations).where(_open).order_by(obligations.c.subject, obligations.c.id)
_UNTOLD = (
    select(obligations, subjects.c.sign, subjects.c.alarm, nudges.c.at, nudges.c.person.label("told"))
    .join(obligations, obligations.c.id == nudges.c.obligation)
    .join(subjects, subjects.c.id == obligations.c.subject)
    .where(nudges.c.told_at.is_(None), _open)
)
_AWAY = select(leaves).where(leaves.c.told_at.is_(None))


class Snapshot(Struct, frozen=True):
    """The office at a moment."""

    subjects: list[Rehearsed]
    reminders: list[Reminder]
    roll: Roll


def take(db: Transaction) -> Snapshot:
    """Read everything a rehearsal asks for, but of that from which who asks keeps out."""
    rows = groupby(db.connection.execute(_DUTIES), key=lambda row: row.subject)
    duties = {subject: [_kept(row) for row in found] for subject, found in rows}
    owing = [(kind.rules, thing) for kind in db.kinds.values() for thing in kind.owing(db)]
    subjects = [Rehearsed(rules, thing, duties.get(rules.subject(thing).id, [])) for rules, thing in owing]
    untold = db.connection.execute(_UNTOLD.where(recusals.theirs(db, obligations.c.subject))).all()
    return Snapshot(
        [one for one in subjects if not recusals.keeps_out(db, one.subject.id)],
        [Reminder(row.at, row.told, row.sign, _owed(row), row.alarm) for row in untold],
        _roll(db),
    )


def _roll(db: Transaction) -> Roll:
    there = people.everybody(db)
    away = (
        Absence(row.person, row.deputy, row.first, row.last, row.back_at)
        for row in db.connection.execute(_AWAY).all()
    )
    return Roll({one.id: one for one in there}, {one.id: one for one in people.all_units(db)}, tuple(away))


def _kept(row: Any) -> Kept:
    return Kept(_owed(row), row.known_at, row.climbed, row.next_nudge)


def _owed(row: Any) -> Owed:
    return Owed(Duty(row.duty), row.period, row.since, row.due, Bearer(row.bearer), row.person, row.urgent)
