"""A tracked item: what each unit said to each meeting stands by itself."""

from datetime import date

from msgspec.structs import replace

from casework.meetings.items import Advice, ItemUnit, MeetingItem, Progress
from casework.meetings.meetings import Meeting, MeetingKind
from casework.staffing.units import UnitKind
from storage.core.database import Transaction
from storage.meetings import items, meetings
from storage.staffing import units
from tests.storage.conftest import Store


async def test_what_a_unit_says_anew_replaces_what_it_said_to_that_meeting_and_nothing_else(
    store: Store,
) -> None:
    def said(db: Transaction) -> list[list[str]]:
        assert store.unit is not None
        office = units.add(db, UnitKind.DISTRICT, "平鎮區公所", "平鎮區", "A")
        june, july = (
            meetings.add(db, Meeting(MeetingKind.DISTRICT, office, date(2026, month, 1)), "meeting.planned")
            for month in (6, 7)
        )
        item = items.add(db, MeetingItem(0, june.id, ("115060501",), "115年6月5日會議", "通報"))
        ours, theirs = (
            items.add_unit(db, item, one, lead=lead) for one, lead in ((store.unit, True), (office, False))
        )
        says(db, ours, june, "尋得三戶")
        says(db, theirs, july, "尋得一戶")
        says(db, ours, july, "尋得四戶")
        says(db, ours, july, "尋得五戶")
        return [[one.text for one in items.read(db, part.id).progress] for part in (ours, theirs)]

    assert await store(said) == [["尋得三戶", "尋得五戶"], ["尋得一戶"]]


def says(db: Transaction, part: ItemUnit, meeting: Meeting, text: str) -> None:
    """Let a unit say something to a meeting."""
    before = items.read(db, part.id)
    new = Progress(meeting.id, date(2026, 6, 1), text, Advice.KEEP)
    items.save_unit(db, before, replace(before, progress=(*before.progress, new)))
