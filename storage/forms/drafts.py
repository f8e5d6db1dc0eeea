"""Drafts: a form being filled in, sealed, saved at each answer."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, update

from casework.errors import NotThere, Overtaken
from casework.forms import Draft, Value
from casework.intake import OF_THE_REPORTER
from casework.reminders.unsent import next_reminder
from casework.staffing.pin import PIN
from storage.core.database import Transaction
from storage.core.tables import drafts
from storage.staffing import addresses

_GET = select(drafts).where(drafts.c.id == bindparam("id"), drafts.c.person == bindparam("person"))
_SAME = (
    select(drafts)
    .where(drafts.c.person == bindparam("person"), drafts.c.form == bindparam("form"))
    .order_by(drafts.c.touched_at.desc(), drafts.c.id.desc())
)
QUESTION = "ask"
"""The question whose answer is on the screen lies among the drafts, but it is nothing to finish."""
_MINE = (
    select(drafts)
    .where(drafts.c.person == bindparam("person"), drafts.c.form != QUESTION)
    .order_by(drafts.c.touched_at.desc())
)
_ADD = insert(drafts).returning(drafts.c.id)
_SAVE = (
    update(drafts)
    .where(drafts.c.id == bindparam("row"), drafts.c.version == bindparam("was"))
    .values(
        sealed=bindparam("content"),
        asking=bindparam("question"),
        version=bindparam("becomes"),
        touched_at=bindparam("now", type_=drafts.c.touched_at.type),
        remind_at=bindparam("remind", type_=drafts.c.remind_at.type),
        reminded=0,
    )
)
_TO_REMIND = (
    select(drafts.c.id)
    .where(drafts.c.remind_at <= bindparam("now", type_=drafts.c.remind_at.type))
    .order_by(drafts.c.remind_at)
    .limit(bindparam("most"))
)
_OF_FORM = select(drafts).where(drafts.c.form == bindparam("form")).order_by(drafts.c.touched_at, drafts.c.id)
_READ = select(drafts).where(drafts.c.id == bindparam("id"))
_REMINDED = (
    update(drafts)
    .where(drafts.c.id == bindparam("row"))
    .values(remind_at=bindparam("next", type_=drafts.c.remind_at.type), reminded=drafts.c.reminded + 1)
)
_DROP = delete(drafts).where(drafts.c.id == bindparam("id"))
_PASS_ON = (
    update(drafts)
    .where(drafts.c.person == bindparam("giver"), drafts.c.subject == bindparam("about"))
    .where(drafts.c.form.not_in((QUESTION, PIN.name, *sorted(OF_THE_REPORTER))))
    .values(person=bindparam("receiver"))
)
_FORGET = delete(drafts).where(drafts.c.touched_at < bindparam("before", type_=drafts.c.touched_at.type))


def begin(db: Transaction, form: str, subject: int | None, answers: dict[str, Value]) -> Draft:
    """Open a draft for the speaker and put it on the screen."""
    draft = _add(db, form, subject)
    show(db, draft.id)
    return save(db, replace(draft, answers=answers))


def question(db: Transaction) -> Draft | None:
    """Return what the speaker asked last."""
    return existing(db, QUESTION, None)


def keep_question(db: Transaction, answers: dict[str, Value]) -> Draft:
    """Keep what the speaker asks, for the pages of its answer, in place of what they asked before."""
    draft = question(db) or _add(db, QUESTION, None)
    return save(db, replace(draft, answers=answers))


def _add(db: Transaction, form: str, subject: int | None) -> Draft:
    person = _speaker(db)
    values = {
        "person": person,
        "form": form,
        "subject": subject,
        "sealed": b"",
        "asking": None,
        "version": 0,
        "touched_at": db.now,
        "remind_at": None,
        "reminded": 0,
    }
    row = db.connection.execute(_ADD, values).scalar_one()
    return Draft(row, person, form, subject, {}, version=0)


def get(db: Transaction, draft: int) -> Draft:
    """Read a draft of the speaker; another's is not there."""
    row = db.connection.execute(_GET, {"id": draft, "person": _speaker(db)}).one_or_none()
    if row is None:
        raise NotThere
    return _draft(db, row)


def existing(db: Transaction, form: str, subject: int | None) -> Draft | None:
    """Find the speaker's unfinished form of this kind for this subject, the latest if there are several."""
    rows = db.connection.execute(_SAME, {"person": _speaker(db), "form": form}).all()
    return next((_draft(db, row) for row in rows if row.subject == subject), None)


def mine(db: Transaction) -> list[Draft]:
    """List the speaker's drafts, latest first."""
    return [_draft(db, row) for row in db.connection.execute(_MINE, {"person": _speaker(db)}).all()]


def save(db: Transaction, draft: Draft) -> Draft:
    """Keep the answers so far; `Overtaken` when another was quicker."""
    values = {
        "row": draft.id,
        "was": draft.version,
        "becomes": draft.version + 1,
        "content": db.vault.seal_data("draft", draft.id, [draft.answers, draft.misses]),
        "question": draft.asking,
        "now": db.now,
        "remind": None if draft.form == QUESTION else next_reminder(draft, db.now, 0, db.rules),
    }
    db.write(partial(_save, values))
    return replace(draft, version=draft.version + 1)


def _save(values: Mapping[str, Any], db: Transaction) -> None:
    if db.connection.execute(_SAVE, values).rowcount != 1:
        raise Overtaken


def show(db: Transaction, draft: int | None) -> None:
    """Say which draft is on the screen where the speaker speaks; None leaves it in its drawer."""
    if db.at is not None and db.at.asking != draft:
        db.write(partial(addresses.change, address=db.at.id, asking=draft))
        db.at = replace(db.at, asking=draft)


def drop(db: Transaction, draft: Draft) -> bool:
    """Finish or throw away a draft; False when it is gone already."""
    there = db.connection.execute(_DROP, {"id": draft.id}).rowcount == 1
    show(db, None)
    return there


def pass_on(db: Transaction, subject: int, giver: int, receiver: int) -> None:
    """Give what somebody began about a case to who takes it over: a paper belongs to its case."""
    db.connection.execute(_PASS_ON, {"about": subject, "giver": giver, "receiver": receiver})


def to_remind(db: Transaction, most: int) -> list[int]:
    """List the drafts of whose writers somebody is to hear by now that they were not sent."""
    return list(db.connection.execute(_TO_REMIND, {"now": db.now, "most": most}).scalars().all())


def read(db: Transaction, draft: int) -> tuple[Draft, int]:
    """Read a draft for the clock, and how often its writer was reminded of it."""
    row = db.connection.execute(_READ, {"id": draft}).one()
    return _draft(db, row), row.reminded


def first_of(db: Transaction, form: str) -> Draft | None:
    """Read the draft of a form that waits longest for the clock, whoever's it is."""
    row = db.connection.execute(_OF_FORM, {"form": form}).first()
    return _draft(db, row) if row else None


def reminded(db: Transaction, draft: int, following: datetime | None) -> None:
    """Note that its writer was reminded, and when they will be again."""
    db.connection.execute(_REMINDED, {"row": draft, "next": following})


def forget(db: Transaction, before: datetime) -> int:
    """Drop drafts that nobody touched for long."""
    return db.connection.execute(_FORGET, {"before": before}).rowcount


def _speaker(db: Transaction) -> int:
    if db.speaker is None:
        raise NotThere
    return db.speaker.id


def _draft(db: Transaction, row: Any) -> Draft:
    answers, misses = db.vault.open_data("draft", row.id, row.sealed)
    return Draft(
        row.id, row.person, row.form, row.subject, answers, row.asking, row.version, misses, row.touched_at
    )
