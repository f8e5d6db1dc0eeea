"""A district that meets: its office, its precinct and health centre, and who speaks for them."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from casework.meetings.meetings import Meeting, MeetingKind
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI
from handlers.meetings.calling import CallOn
from handlers.meetings.listing import OpenMeetings, PlanNow
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.meetings import meetings
from tests.support.keys import SEND, on
from tests.support.phones import from_home, say, tap
from tests.support.town import Town

ROOM = "區公所三樓會議室"


@dataclass
class District:
    """Who is there."""

    town: Town
    clerk: Phone
    police: Phone
    health: Phone
    supervisor: Phone
    bureau: Phone

    async def meeting(self, kind: MeetingKind, unit: str) -> Meeting:
        """Return the meeting of a unit that runs now."""
        found = await self.town.look(lambda db: meetings.of_unit(db, self.town.units[unit].id))
        return next(one for one in found if one.kind is kind and one.unit.name == unit)


async def met(town: Town, language: str = "zh-hant") -> District:
    """Let everybody join, and the meetings of the period be planned."""
    await town.add_unit("平鎮區公所", UnitKind.DISTRICT, "平鎮區")
    join = partial(town.join, language=language)
    bureau = await join(Role.BUREAU, "吳示例", unit="社會局")
    found = District(
        town,
        await join(Role.CLERK, "許試用", unit="平鎮區公所"),
        await join(Role.LIAISON, "鄭舉例", unit="平鎮分局"),
        await join(Role.LIAISON, "謝練習", unit="平鎮衛生所"),
        await join(Role.SUPERVISOR, "張樣本"),
        bureau,
    )
    await from_home(town, bureau, OpenMeetings, PlanNow)
    return found


async def called(there: District, who: Phone, one: Meeting, *, first: bool = True) -> Meeting:
    """Call it for the first suggested day; time and place are typed the first time."""
    await from_home(there.town, who, OpenMeetings, on(OpenCard, subject=one.id), CallOn)
    if first:
        await say(there.town, who, "下午2時", ROOM)
    await tap(there.town, who, SEND)
    return await there.town.look(lambda db: meetings.read(db, one.id))


async def on_its_day(there: District, one: Meeting, hour: int = 16) -> None:
    """MoveMeeting the clock to the day it is called for."""
    assert one.fixed is not None
    at = datetime(one.fixed.year, one.fixed.month, one.fixed.day, hour, tzinfo=TAIPEI)
    await there.town.later(seconds=(at - there.town.clock.now).total_seconds())
