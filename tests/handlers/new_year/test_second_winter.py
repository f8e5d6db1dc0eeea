"""The second winter of one office: its own households, visits, results and nights [003] 肆."""

from datetime import date

from casework.new_year.cold import WHOLE
from casework.on_call import empty_days
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.new_year.card import LogCareVisit
from handlers.new_year.cold import PublishCold
from handlers.new_year.overview import BeginCare, BeginCareNow
from handlers.new_year.papers import CareDocument, CarePaper
from handlers.new_year.results import ConfirmResults
from storage import on_call
from storage.new_year import campaigns, care, cold
from tests.handlers.new_year.test_cold import add
from tests.handlers.new_year.test_new_year import at, owed
from tests.handlers.reminders.test_duties import press
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import say, sheet, tap, text
from tests.support.town import Town

ELDER = "陳範例 0922333444 中正路9號"


async def sums(town: Town, bureau) -> list[str]:
    """Return the households, and those visited by telephone, of the results on paper."""
    await say(town, bureau, "春節")
    await tap(town, bureau, on(CarePaper, paper=CareDocument.RESULTS))
    table = [[cell.value for cell in each] for each in (await sheet(bureau)).iter_rows()]
    [total] = [each for each in table if each[0] == "合計"]
    return [total[1], total[4]]


async def calls(town: Town, chief) -> None:
    """Let the chief visit the newest household by telephone."""
    *_, one = await town.look(lambda db: care.of_year(db, campaigns.latest_years(db, 1)[0]))
    await press(town, chief, LogCareVisit(one.id))
    await tap(town, chief, option("phone"), option("good"), SKIP, SEND)
    assert await owed(town, one.id) == []


async def asked_after(town: Town, bureau) -> set[int]:
    """Publish an alert of one day; return whom the lists ask after."""
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("10"), option(WHOLE), NEXT, option("today"), SEND)
    return {asked.care.id for one in await town.look(cold.owing) for asked in one.asked}


async def test_the_second_winter_begins_anew(town: Town, chief, bureau, supervisor):
    await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    await town.later(seconds=at(town, 2027, 1, 25, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await add(town, chief, "李示範 0922555666 復旦路11號")
    await add(town, chief, ELDER)
    await calls(town, chief)
    assert await sums(town, bureau) == ["2", "1"]
    [gone, elder] = await town.look(lambda db: care.of_year(db, 2027))
    await town.later(seconds=at(town, 2027, 2, 11, 9))
    first = await town.look(lambda db: campaigns.existing(db, 2027, town.units["平鎮中心"].id))
    assert first is not None
    await press(town, supervisor, ConfirmResults(first.id))
    await say(town, supervisor, "地址有誤，查無此戶")
    assert await owed(town, first.id) == []
    await town.later(seconds=at(town, 2027, 2, 18, 9))
    assert await town.look(campaigns.going_on) is None

    # it is cold in December, and nobody has listed anybody yet; the health station never sent its results
    await town.later(seconds=at(town, 2027, 12, 1, 9))
    assert await sums(town, bureau) == ["2", "1"], "the winter before stays in sight"
    assert await asked_after(town, bureau) == {gone.id, elder.id}
    await town.later(seconds=at(town, 2027, 12, 2, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    assert "117" in await text(bureau)
    assert not await has(bureau, BeginCare)
    part = await town.look(lambda db: campaigns.existing(db, 2028, town.units["平鎮衛生所"].id))
    assert part is not None
    assert Duty.NEW_YEAR_LIST in await owed(town, part.id)

    # listed again: last year's visit does not count, and nobody is asked after twice
    await add(town, chief, ELDER)
    [again] = await town.look(lambda db: care.of_year(db, 2028))
    assert (again.sign, again.visits) == ("春節 117-1", ())
    assert await owed(town, again.id) == [Duty.NEW_YEAR_VISIT]
    assert await owed(town, elder.id) == await owed(town, gone.id) == []
    assert await sums(town, bureau) == ["1", "0"]
    assert await asked_after(town, bureau) == {gone.id, again.id}

    # who is on call is named anew; visited once more, of this year
    await town.later(seconds=at(town, 2028, 1, 10, 9))
    rota = await town.look(lambda db: on_call.rota_of(db, town.units["平鎮中心"].id))
    holiday = await town.look(lambda db: empty_days(rota, db.rules))
    assert (len(holiday), holiday[0]) == (9, date(2028, 1, 22)), "it begins on a Saturday"
    assert Duty.NAME_ON_CALL in await owed(town, rota.id)
    await calls(town, chief)
    assert await sums(town, bureau) == ["1", "1"]
    await town.later(seconds=at(town, 2028, 2, 1, 9))
    mine = await town.look(lambda db: campaigns.existing(db, 2028, town.units["平鎮中心"].id))
    assert mine is not None
    assert await owed(town, mine.id) == [Duty.NEW_YEAR_RESULTS]
