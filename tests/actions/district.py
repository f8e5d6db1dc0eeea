"""A district office whose clerk calls its meeting: for the tests of what is done before, at and after it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from actions.meetings import calling, holding
from casework.errors import WrongState
from casework.meetings.attending import Attendance
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import attendances, meetings
from storage.reminders import obligations
from storage.staffing import people, units
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.certain import certain

Told = list[tuple[str, int, Any]]
AT_TEN = {"time": "10:00", "place": "禮堂"}


class Round:
    """A district office whose clerk calls its meeting, with whom the edition invites, and the bureau."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.units: dict[str, Unit] = {}
        self.staff: dict[str, Person] = {}
        self.meeting = 0

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            for number, (name, kind, district, role) in enumerate(
                (
                    ("clerk", UnitKind.DISTRICT, "平鎮區", Role.CLERK),
                    ("police", UnitKind.POLICE, "平鎮區", Role.LIAISON),
                    ("health", UnitKind.HEALTH, "平鎮區", Role.LIAISON),
                    ("youth", UnitKind.YOUTH, "", Role.LIAISON),
                    ("bureau", UnitKind.BUREAU, "", Role.BUREAU),
                    ("neighbour", UnitKind.DISTRICT, "平鎮區", Role.CLERK),
                )
            ):
                self.units[name] = units.add(db, kind, f"示範{name}", district)
                joins = Person(0, role, self.units[name].id, "簡虛構", "0912000000", "")
                self.staff[name] = addressed.add(db, joins, 7_500 + number)
            for number, village in enumerate(("平鎮區新勢里", "平鎮區北勢里", "桃園區文化里")):
                of = (village, "桃園區文化里") if number == 1 else (village,)
                chief = Person(0, Role.CHIEF, self.units["clerk"].id, village, "", "", of)
                self.staff[village] = addressed.add(db, chief, 7_600 + number)
            planned = Meeting(MeetingKind.DISTRICT, self.units["clerk"], date(2026, 6, 1))
            self.meeting = meetings.add(db, planned, "meeting.planned").id

        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any], by: str = "clerk") -> Told:
        """Do something as somebody; returns who hears what."""

        def acts(db: Transaction) -> Told:
            db.speaker = self.staff[by]
            db.unit = people.unit(db, db.speaker.unit)
            act(db)
            return [(one.verb, one.person, one.about) for one in db.news if isinstance(one, OfficeNews)]

        return await self.store(acts)

    async def refuses(self, act: Callable[[Transaction], Any], by: str = "clerk") -> None:
        with pytest.raises(WrongState):
            await self.does(act, by)

    @property
    def today(self) -> date:
        return local_day(self.store.now)

    async def calls(self, ahead: int = 7, **how: Any) -> Told:
        day = self.today + timedelta(days=ahead)
        return await self.does(lambda db: calling.call(db, self.meeting, day, AT_TEN, **how))

    async def read(self) -> Meeting:
        return await self.store(lambda db: meetings.read(db, self.meeting))

    async def part(self, name: str) -> Attendance:
        def found(db: Transaction) -> Attendance:
            one = meetings.read(db, self.meeting)
            return certain(attendances.of_unit(db, one, self.units[name].id))

        return await self.store(found)

    async def owed(self, name: str) -> list[Duty]:
        """What a unit owes for its part."""
        part = await self.part(name)
        return [one.duty for one in await self.store(lambda db: obligations.of_subject(db, part.id))]

    async def holds(self, **said: str) -> None:
        self.store.now += timedelta(days=7)
        await self.does(lambda db: holding.hold(db, self.meeting, self.today, Chair.NAMED, said))

    async def acts(self, like: str) -> list[tuple[str, dict[str, Any]]]:
        return await self.store.noted(like)


@pytest.fixture
async def round_(store: Store) -> Round:
    round_ = Round(store)
    await round_.found()
    return round_
