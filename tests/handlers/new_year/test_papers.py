"""值勤名冊: who is on call in the holiday, on paper [003] 陸、一(一)2(2)A."""

from datetime import date, time

import pytest

from casework.new_year.holiday import new_year
from casework.on_call import Officer, Shift, days_of
from casework.staffing.people import Role
from handlers.new_year.overview import BeginCare, BeginCareNow
from handlers.new_year.papers import CareDocument, CarePaper
from sandbox import Phone
from storage import on_call
from tests.handlers.new_year.test_new_year import at
from tests.handlers.reminders.test_duties import press
from tests.support.keys import on
from tests.support.phones import documents, say, sheet, tap
from tests.support.town import Town

NIGHT = Officer("黃備援", "0911222333")


@pytest.fixture
async def begun(town: Town, bureau: Phone) -> list[date]:
    """A campaign of 116, and somebody on call at the health station on each day of its holiday."""
    await town.later(seconds=at(town, 2027, 1, 25, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)

    def named(db) -> list[date]:
        days = days_of(new_year(2027, db.rules.calendar))
        rota = on_call.rota_of(db, town.units["平鎮衛生所"].id)
        on_call.put(db, rota, [Shift(0, day, time(8), time(17), NIGHT) for day in days])
        return days

    return await town.look(named)


@pytest.mark.parametrize("moment", [(1, 25), (2, 8), (3, 1)], ids=["before", "within", "after"])
async def test_the_paper_of_the_holiday_has_all_its_days_whenever_it_is_made(
    town: Town, bureau: Phone, begun: list[date], moment: tuple[int, int]
) -> None:
    await town.later(seconds=max(at(town, 2027, *moment, 10), 0))
    await say(town, bureau, "春節")
    await tap(town, bureau, on(CarePaper, paper=CareDocument.ON_CALL))
    rows = [[cell.value for cell in row] for row in await sheet(bureau)]
    assert len([row for row in rows if row[3] == NIGHT.name]) == len(begun)


async def test_who_left_the_bureau_gets_nobodys_telephone_by_an_old_key(
    town: Town, bureau: Phone, begun: list[date]
) -> None:
    for role, unit in ((Role.LIAISON, "平鎮分局"), (Role.SUPERVISOR, "平鎮中心")):
        who = await town.join(role, "謝練習", unit=unit)
        await press(town, who, CarePaper(CareDocument.ON_CALL))
        assert not await documents(who)
