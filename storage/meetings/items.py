"""Tracked items as rows: the item, each unit's part in it, what each said before each meeting."""

import json
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, func, insert, select, update

from casework.cases.access import Action
from casework.errors import NotThere, Overtaken
from casework.meetings.items import Advice, ItemUnit, MeetingItem, Progress
from casework.meetings.meetings import Meeting, next_one
from casework.meetings.rights import MeetingRight, speaks_for
from casework.reminders.meetings import ITEM
from casework.staffing.units import Unit
from storage.core import recusals, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.tables import item_units, items, progress
from storage.core.tables import meetings as meeting_rows
from storage.meetings import meetings
from storage.reminders import obligations
from storage.staffing import people

_ADD = insert(items).returning(items.c.id)
_SAVE = update(items).where(items.c.id == bindparam("row"), items.c.version == bindparam("was"))
_GET = select(items).where(items.c.id == bindparam("row"))
_ADD_UNIT = insert(item_units)
_this_unit = (item_units.c.id == bindparam("row"), item_units.c.version == bindparam("was"))
_SAVE_UNIT = update(item_units).where(*_this_unit)
_UNIT = select(item_units).where(item_units.c.id == bindparam("row"))
_UNITS = (
    select(item_units)
    .where(item_units.c.item == bindparam("item_"))
    .order_by(item_units.c.lead.desc(), item_units.c.id)
)
_OPEN_UNITS = select(item_units).where(item_units.c.removed_on.is_(None)).order_by(item_units.c.id)
_THESE = _OPEN_UNITS.where(item_units.c.id.in_(bindparam("these", expanding=True)))
_SAID = select(progress).where(progress.c.item_unit == bindparam("of")).order_by(progress.c.id)
_said_to = (progress.c.item_unit == bindparam("of"), progress.c.meeting == bindparam("to"))
_UNSAY = delete(progress).where(*_said_to)
_SAY = insert(progress)
_decided = meeting_rows.alias("decided")
_OF_SERIES = (
    select(items)
    .join(_decided, _decided.c.id == items.c.meeting)
    .where(
        _decided.c.kind == bindparam("kind_"),
        _decided.c.unit == bindparam("unit_"),
        _decided.c.topic == bindparam("topic_"),
    )
    .order_by(items.c.id)
)
_up = (items.c.raised_on.isnot(None), items.c.answered_on.is_(None))
_RAISED = select(items).where(*_up).order_by(items.c.id)
_SERIALS = select(func.count()).select_from(items).where(items.c.meeting == bindparam("meeting_"))


def add(db: Transaction, one: MeetingItem) -> MeetingItem:
    """Keep an item; its units are added one by one."""
    values = {**_columns(one), "meeting": one.meeting, "version": 1, "sealed": b""}
    row = int(db.connection.execute(_ADD, values).scalar_one())
    db.connection.execute(_SAVE.values(sealed=_sealed(db, replace(one, id=row))), {"row": row, "was": 1})
    return replace(one, id=row, version=1)


def save(db: Transaction, before: MeetingItem, after: MeetingItem) -> MeetingItem:
    """Keep what changed of an item itself."""
    after = replace(after, version=before.version + 1)
    values = {**_columns(after), "version": after.version, "sealed": _sealed(db, after)}
    if not db.connection.execute(_SAVE.values(values), {"row": after.id, "was": before.version}).rowcount:
        raise Overtaken
    return after


def add_unit(db: Transaction, item: MeetingItem, unit: Unit, *, lead: bool) -> ItemUnit:
    """Let a unit have a part in it."""
    row = subjects.add(db, ITEM.name, item.sign)
    one = ItemUnit(row, item.id, item.sign, unit, lead, next_of(db, item.meeting), version=1)
    values = {"id": row, "item": item.id, "unit": unit.id, "version": 1}
    db.connection.execute(_ADD_UNIT, {**values, **_unit_columns(db, one)})
    settle(db, one)
    return one


def save_unit(db: Transaction, before: ItemUnit, after: ItemUnit) -> ItemUnit:
    """Keep what changed of a unit's part, and settle what it owes."""
    after = replace(after, version=before.version + 1)
    values = {**_unit_columns(db, after), "version": after.version}
    this = {"row": after.id, "was": before.version}
    if not db.connection.execute(_SAVE_UNIT.values(values), this).rowcount:
        raise Overtaken
    if db.speaker is not None and after.progress != before.progress:
        said = after.progress[-1]
        db.connection.execute(_UNSAY, {"of": after.id, "to": said.meeting})
        sealed = db.vault.seal("progress", f"{after.id} {said.meeting}", said.text)
        values = {"item_unit": after.id, "meeting": said.meeting, "told_on": said.told_on}
        values |= {"by": db.speaker.id, "advice": said.advice, "sealed": sealed}
        db.connection.execute(_SAY, values)
    settle(db, after)
    return after


def settle(db: Transaction, one: ItemUnit) -> None:
    """Make what it owes agree with its facts."""
    obligations.settle(db, ITEM.subject(one), ITEM.owed(one, db.rules))


def settle_series(db: Transaction, meeting: Meeting) -> None:
    """Settle every item that the next meeting of a row opens with: it was planned, called, moved or held."""
    for item in _in_series(db, meeting):
        for one in item.units:
            if one.removed_on is None:
                settle(db, one)


def next_of(db: Transaction, meeting: int) -> Meeting | None:
    """Return the one meeting that comes next after one, of its kind and unit; None while none is planned."""
    one = meetings.read(db, meeting)
    return next_in(db, one)


def next_in(db: Transaction, one: Meeting) -> Meeting | None:
    """Return the next of a series."""
    return next_one(meetings.ahead(db, one))


def of_series(db: Transaction, meeting: Meeting, *, all_of_them: bool = False) -> list[MeetingItem]:
    """List what a row of meetings tracks, the oldest first; *all_of_them*: also what ended.

    An item that names a case from which the speaker keeps out is not theirs, wherever it is read.
    """
    return [one for one in _in_series(db, meeting) if (all_of_them or not one.removed) and _told(db, one)]


def _in_series(db: Transaction, meeting: Meeting) -> list[MeetingItem]:
    given = {"kind_": meeting.kind, "unit_": meeting.unit.id, "topic_": meeting.topic}
    return [item_of(db, row) for row in db.connection.execute(_OF_SERIES, given).all()]


def _told(db: Transaction, one: MeetingItem) -> bool:
    said = (text for part in one.units for text in (part.condition, *(each.text for each in part.progress)))
    return recusals.may_be_told(db, one.title, *one.remarks, *said)


def raised(db: Transaction) -> list[MeetingItem]:
    """List what districts brought up, and no city meeting answered."""
    found = (item_of(db, row) for row in db.connection.execute(_RAISED).all())
    return [one for one in found if _told(db, one)]


def next_number(db: Transaction, meeting: Meeting) -> int:
    """Return the serial of the next item of a meeting."""
    return int(db.connection.execute(_SERIALS, {"meeting_": meeting.id}).scalar_one()) + 1


def read_item(db: Transaction, item: int) -> MeetingItem:
    """Read an item; raises `NotThere`, also for who keeps out of a case that it names."""
    row = db.connection.execute(_GET, {"row": item}).one_or_none()
    if row is None or not _told(db, found := item_of(db, row)):
        raise NotThere
    return found


def read(db: Transaction, row: int) -> ItemUnit:
    """Read a unit's part without judging; raises `NotThere`."""
    found = db.connection.execute(_UNIT, {"row": row}).one_or_none()
    if found is None:
        raise NotThere
    return _unit_of(db, found)


def get(db: Transaction, row: int) -> ItemUnit:
    """Read a part of the speaker's own unit; or of any unit for who runs its meetings (代填)."""
    found = read(db, row)
    if not (own(db, found) or MeetingRight.RUN in standing(db, found)):
        raise NotThere
    return found


def own(db: Transaction, one: ItemUnit) -> bool:
    """Tell whether the speaker acts for its unit."""
    acts = any(speaks_for(person, one.unit.id, one.bearer) for person in db.acting)
    return acts and _there(db, one)


def told(db: Transaction, row: int) -> ItemUnit:
    """Read a unit's part for whoever may be told of its item; raises `NotThere`."""
    found = read(db, row)
    if not _there(db, found):
        raise NotThere
    return found


def _there(db: Transaction, one: ItemUnit) -> bool:
    """Tell whether the item of a part is there for the speaker."""
    return _told(db, item_of(db, db.connection.execute(_GET, {"row": one.item}).one()))


def standing(db: Transaction, one: ItemUnit) -> frozenset[MeetingRight]:
    """Say what the speaker may with the meeting that decided it."""
    return meetings.standing(db, meetings.read(db, read_item(db, one.item).meeting))


def may(db: Transaction, one: ItemUnit, action: Action) -> bool:
    """It is seen by its unit, and by who runs or oversees the meeting."""
    if action not in {Action.VIEW, Action.HISTORY} or not _there(db, one):
        return False
    return own(db, one) or bool(standing(db, one) & {MeetingRight.RUN, MeetingRight.OVERSEE})


def owing(db: Transaction) -> Sequence[ItemUnit]:
    """List the parts that are not removed."""
    return [_unit_of(db, row) for row in db.connection.execute(_OPEN_UNITS).all()]


def _these(db: Transaction, these: Sequence[int]) -> Sequence[ItemUnit]:
    return [_unit_of(db, row) for row in db.connection.execute(_THESE, {"these": list(these)}).all()]


def of_units(db: Transaction, units: Iterable[int]) -> list[ItemUnit]:
    """List what these units are to report on."""
    wanted = set(units)
    return [one for one in owing(db) if one.unit.id in wanted]


def item_of(db: Transaction, row: Any) -> MeetingItem:
    """Make an item of its row, with its units."""
    said = json.loads(db.vault.open("item", row.id, row.sealed))
    units = db.connection.execute(_UNITS, {"item_": row.id}).all()
    following = next_of(db, row.meeting)
    sign = row.serials[0]
    return MeetingItem(
        row.id,
        row.meeting,
        tuple(row.serials),
        said["line"],
        said["title"],
        tuple(said["remarks"]),
        row.raised_on,
        row.answered_on,
        tuple(_part(db, each, sign, following) for each in units),
        row.version,
    )


def _unit_of(db: Transaction, row: Any) -> ItemUnit:
    item = db.connection.execute(_GET, {"row": row.item}).one()
    return _part(db, row, item.serials[0], next_of(db, item.meeting))


def _part(db: Transaction, row: Any, sign: str, following: Meeting | None) -> ItemUnit:
    said = json.loads(db.vault.open("item_unit", row.id, row.sealed))
    told = tuple(
        Progress(
            each.meeting,
            each.told_on,
            db.vault.open("progress", f"{row.id} {each.meeting}", each.sealed),
            Advice(each.advice),
        )
        for each in db.connection.execute(_SAID, {"of": row.id}).all()
    )
    return ItemUnit(
        row.id,
        row.item,
        sign,
        people.unit(db, row.unit),
        row.lead,
        following,
        row.asked_for,
        said["expected"],
        said["condition"],
        told,
        row.removed_on,
        row.version,
    )


def _columns(one: MeetingItem) -> dict[str, Any]:
    return {"serials": list(one.serials), "raised_on": one.raised_on, "answered_on": one.answered_on}


def _sealed(db: Transaction, one: MeetingItem) -> bytes:
    said = {"line": one.line, "title": one.title, "remarks": list(one.remarks)}
    return db.vault.seal("item", one.id, json.dumps(said, ensure_ascii=False))


def _unit_columns(db: Transaction, one: ItemUnit) -> dict[str, Any]:
    said = json.dumps({"expected": one.expected, "condition": one.condition}, ensure_ascii=False)
    sealed = db.vault.seal("item_unit", one.id, said)
    return {"lead": one.lead, "asked_for": one.asked_for, "removed_on": one.removed_on, "sealed": sealed}


ITEMS: SubjectKind[ItemUnit] = SubjectKind(
    ITEM, read, may, owing, partial(obligations.count_anew, ITEM, _these)
)
