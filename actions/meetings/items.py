"""Tracked items: decided, told of, removed for each unit, brought up, answered [001] 參一(六)3, 二(六)1."""

from datetime import date

from msgspec import Struct

from actions.meetings.calling import hearing
from casework.errors import NotThere, WrongState
from casework.meetings.items import Advice, ItemUnit, MeetingItem, roc_stamp, serial
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.rights import MeetingRight
from casework.text.dates import local_day
from storage.core import journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import items, meetings
from storage.staffing import people

AGENDA = 3
"""Which agenda point decides on items: after the opening words and the last minutes [002], [003]."""


class CityAnswered(Struct, frozen=True):
    """What a district hears when the city answered."""

    meeting: int
    sign: str


def decide(db: Transaction, meeting: int, title: str, remark: str, line: str) -> MeetingItem:
    """Put something under tracking at a meeting that was held; its first unit leads."""
    one = at_meeting(db, meeting)
    number = serial(held(one), AGENDA, items.next_number(db, one))
    remarks = (remark,) if remark else ()
    item = items.add(db, MeetingItem(0, one.id, (number,), line, title, remarks))
    journal.write(db, "meeting.item_decided", subject=one.id, item=item.id)
    return item


def entrust(db: Transaction, item: int, unit: int) -> ItemUnit:
    """Let a unit have a part in it: the first leads, the others support it."""
    found, one = of_meeting(db, item)
    if any(part.unit.id == unit for part in found.units):
        raise WrongState
    part = items.add_unit(db, found, people.unit(db, unit), lead=not found.units)
    journal.write(db, "item.entrusted", subject=part.id, meeting=one.id)
    return part


def tell(db: Transaction, row: int, text: str, expected: str, advice: Advice) -> ItemUnit:
    """Say how far the own unit is; the secretariat says it for who has no account (代填)."""
    before = items.get(db, row)
    if before.meeting is not None:
        meetings.hold(db, before.meeting.id)
    after = before.tell(local_day(db.now), text, expected, advice)
    journal.write(db, "item.progress_told", subject=row, advice=advice)
    return items.save_unit(db, before, after)


def remove(db: Transaction, row: int, *, removed: bool) -> ItemUnit:
    """Remove it for one unit at the meeting that was held, or track it again: it was a mistake."""
    before = items.read(db, row)
    sitting(db, before)
    if removed is (before.removed_on is not None):
        return before
    after = before.remove(local_day(db.now)) if removed else before.reopen()
    journal.write(db, "item.removed" if removed else "item.reopened", subject=row)
    return items.save_unit(db, before, after)


def ask(db: Transaction, row: int, by: date | None, condition: str) -> ItemUnit:
    """Keep what the chair asked of one unit: a day to answer by, a condition of its removal."""
    before = items.read(db, row)
    of_meeting(db, before.item)
    journal.write(db, "item.asked", subject=row, by=by.isoformat() if by else None)
    return items.save_unit(db, before, before.ask(by, condition))


def lead(db: Transaction, row: int) -> ItemUnit:
    """Let another unit lead: the chair changed it."""
    part = items.read(db, row)
    before, _ = of_series(db, part.item)
    after = before.led_by(row)
    journal.write(db, "item.led", subject=row)
    for was, now in zip(before.units, after.units, strict=True):
        if was.lead != now.lead:
            items.save_unit(db, was, now)
    return items.read(db, row)


def number(db: Transaction, item: int, serial: str) -> MeetingItem:
    """Give an item one more number: another that was decided on is the same (併案)."""
    before, one = of_series(db, item)
    journal.write(db, "meeting.item_numbered", subject=one.id, item=item)
    return items.save(db, before, before.number(serial))


def remind(db: Transaction, item: int, remark: str) -> MeetingItem:
    """Keep what the chair said of it (主席提示), with the meeting's day."""
    before, _ = of_series(db, item)
    return items.save(db, before, before.remind(remark))


def bring_up(db: Transaction, item: int) -> MeetingItem:
    """Bring it before the next city meeting (上提府級)."""
    before, one = of_series(db, item)
    if one.kind is not MeetingKind.DISTRICT:
        raise WrongState
    journal.write(db, "meeting.item_raised", subject=one.id, item=item)
    return items.save(db, before, before.up(local_day(db.now)))


def answer(db: Transaction, item: int, city: int, remark: str) -> MeetingItem:
    """Keep what the city's meeting decided of it; the district hears."""
    at = at_meeting(db, city)
    if at.kind is not MeetingKind.CITY:
        raise NotThere
    before = items.read_item(db, item)
    stamped = f"{roc_stamp(held(at))} {at.sign}：{remark}"
    after = items.save(db, before, before.down(local_day(db.now), stamped))
    of = meetings.read(db, before.meeting)
    journal.write(db, "meeting.item_answered", subject=of.id, item=item)
    for person in hearing(db, of.bearer, of.unit.id):
        about = CityAnswered(of.id, after.sign)
        db.news.append(OfficeNews("meeting.item_answered", person, about, f"answered:{item}:{person}"))
    return after


def held(one: Meeting) -> date:
    """Return the day it was held on."""
    if one.held_on is None:
        raise WrongState
    return one.held_on


def at_meeting(db: Transaction, meeting: int) -> Meeting:
    """Get a meeting that was held and whose minutes are not sent, for its secretariat."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    if not one.to_minute:
        raise WrongState
    return one


def of_meeting(db: Transaction, item: int) -> tuple[MeetingItem, Meeting]:
    """Get an item for whoever runs the meeting that decided it."""
    found = items.read_item(db, item)
    return found, meetings.get(db, found.meeting, MeetingRight.RUN)


def of_series(db: Transaction, item: int) -> tuple[MeetingItem, Meeting]:
    """Get an item that still stands."""
    found, one = of_meeting(db, item)
    if found.removed:
        raise WrongState
    return found, one


def sitting(db: Transaction, part: ItemUnit) -> None:
    """Judge whether some meeting of the series was held whose minutes are not sent: there it is removed."""
    _, one = of_meeting(db, part.item)
    if not any(each.to_minute for each in meetings.series(db, one)):
        raise WrongState
