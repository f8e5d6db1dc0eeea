"""值勤名冊: who is on call in the holiday, on paper [003] 陸、一(一)2(2)A."""

from datetime import date, time

import pytest

from casework.new_year.holiday import new_year
from casework.on_call import Officer, Shift, days_of
from casework.staffing.people import Role
from handlers.new_year.overview import BeginCare, BeginCareNow, OpenNewYear
from handlers.new_year.papers import CareDocument, CarePaper
from handlers.new_year.words import called
from sandbox import Phone
from storage import on_call
from storage.core import recusals
from storage.new_year import care
from tests.handlers.new_year.test_new_year import at, in_trouble
from tests.handlers.reminders.test_duties import press
from tests.support import addressed
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


async def test_who_keeps_out_of_a_family_finds_it_in_no_table_and_on_no_list(
    town: Town, bureau: Phone, supervisor: Phone, worker: Phone
) -> None:
    """Their own or not: how the children were found, and that a report was made, stands in it."""
    case = await in_trouble(town, worker)
    await town.later(seconds=at(town, 2027, 1, 25, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await town.later(minutes=1)

    async def seen(who: Phone) -> tuple[int, int]:
        await press(town, who, CarePaper(CareDocument.HOUSEHOLDS))
        rows = [row for row in (await sheet(who)).iter_rows(min_row=3) if row[1].value == "平鎮區"]
        return len(rows), (await press(town, who, OpenNewYear(0))).count("116-1")

    assert await seen(bureau) == (1, 0)
    assert await seen(supervisor) == (1, 1)

    def keep_out(db) -> None:
        for phone in (bureau, supervisor):
            addressed.speaks(db, phone.id)
            recusals.add(db, case, db.speaker.id)

    await town.look(keep_out)
    for who in (bureau, supervisor):
        assert await seen(who) == (0, 0)

    def named(db) -> str:
        addressed.speaks(db, supervisor.id)
        return called(care.own_entry(db, care.of_case(db, case) or 0))

    assert not await town.look(named), "nor on the list of a cold day, or of a holiday's needs"
