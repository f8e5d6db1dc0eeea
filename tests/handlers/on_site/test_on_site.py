"""A Wednesday at the centre: set up, booked, counted, and one that falls out [004]."""

from datetime import date

from casework.on_site import Sitting
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from handlers.on_site.card import BookDay, CountDay, EndSitting, SaveCount, StayAway
from handlers.on_site.listing import SetUp, SittingSheet
from handlers.policy.closed_list import Close
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.on_site import SITTINGS
from storage.reminders import obligations
from tests.handlers.reminders.test_duties import press
from tests.support.keys import SEND, has, on, option
from tests.support.phones import say, sheet, tap, text
from tests.support.town import BOTH, Town


@BOTH
async def test_a_wednesday_at_the_centre(town: Town, worker, supervisor, administrator) -> None:
    name = "平鎮就業服務臺"
    await town.add_unit(name, UnitKind.EMPLOYMENT, "平鎮區")
    officer = await town.join(Role.LIAISON, "徐範例", unit=name)
    stranger = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    centre = town.units["平鎮中心"].id
    await say(town, officer, "駐點")
    await tap(town, officer, on(SetUp, centre=0), on(SetUp, centre=centre), option("3"), option("every"))
    await say(town, officer, "13-17")
    await tap(town, officer, option("no"), SEND)
    [one] = await town.look(SITTINGS.open)

    # booked by the worker: who is here, the sitting, the day, with what
    await say(town, worker, "駐點")
    assert "徐範例" in await text(worker)
    await tap(town, worker, OpenCard, BookDay)
    await say(town, worker, "想找工作")
    assert town.said("有人預約", "somebody booked") in await text(officer)
    assert "想找工作" not in await text(officer)
    await press(town, officer, OpenCard(one.id))
    assert "想找工作" in await text(officer)
    await press(town, supervisor, OpenCard(one.id))
    assert "想找工作" not in await text(supervisor)
    await press(town, stranger, OpenCard(one.id))
    assert "平鎮就業服務臺" not in await text(stranger)

    # counted in one tap a head, owed from its end on
    await town.later(days=2, hours=8, minutes=5)  # Wednesday 17:05
    owed = await town.look(lambda db: obligations.of_subject(db, one.id))
    assert [each.duty for each in owed] == [Duty.SITTING_COUNT]
    await press(town, officer, OpenCard(one.id))
    await tap(town, officer, CountDay, on(CountDay, numbers="1.0.0.0.0.0"), SaveCount)
    assert not await town.look(lambda db: obligations.of_subject(db, one.id))
    await say(town, officer, "駐點")
    await tap(town, officer, on(SittingSheet, ago=0))
    table = [[cell.value for cell in row] for row in await sheet(officer)]
    [row] = [row for row in table if name in row]
    assert row[2:6] == ["1", "1", "4", "1"]

    # nobody comes next week: who booked hears
    await press(town, worker, OpenCard(one.id))
    await tap(town, worker, BookDay)
    await say(town, worker, "履歷")
    await press(town, officer, OpenCard(one.id))
    await tap(town, officer, StayAway)
    await say(town, officer, "同仁受訓一天")
    assert any(town.said("不駐點", "does not come") in each["text"] for each in await worker.messages())

    # a day on which the office is closed drops out by itself: it can't be booked, and no count is owed
    await say(town, administrator, "停班 2026-06-17")
    await tap(town, administrator, Close)
    await press(town, worker, OpenCard(one.id))
    for day, offered in ((17, False), (24, True)):
        assert await has(worker, on(BookDay, day=date(2026, 6, day).toordinal())) is offered
    await town.later(days=15)  # Thursday the 18th
    owed = await town.look(lambda db: obligations.of_subject(db, one.id))
    assert not {"2026-06-10", "2026-06-17"} & {each.period for each in owed}


async def every_wednesday(town: Town) -> tuple[Phone, Sitting]:
    """Let a desk of the labour side sit at the centre; returns who sits there, and the sitting."""
    name = "平鎮就業服務臺"
    await town.add_unit(name, UnitKind.EMPLOYMENT, "平鎮區")
    officer = await town.join(Role.LIAISON, "徐範例", unit=name)
    await say(town, officer, "駐點")
    await tap(town, officer, on(SetUp, centre=0), on(SetUp, centre=town.units["平鎮中心"].id))
    await tap(town, officer, option("3"), option("every"))
    await say(town, officer, "13-17")
    await tap(town, officer, option("no"), SEND)
    [one] = await town.look(SITTINGS.open)
    return officer, one


async def test_counts_found_after_a_month_away_are_told_once_with_the_next_digest(
    town,
) -> None:
    officer, one = await every_wednesday(town)

    await town.later(days=29, hours=18)  # Wednesday 1 July, 03:00: nothing rang meanwhile
    owed = await town.look(lambda db: obligations.of_subject(db, one.id))
    assert [each.period for each in owed] == ["2026-06-03", "2026-06-10", "2026-06-17", "2026-06-24"]
    before = len(await officer.messages())
    await town.later(hours=5, minutes=31)
    [told] = (await officer.messages())[before:]
    assert "仍逾期 4 項" in told["text"]
    await town.later(minutes=1)
    assert len(await officer.messages()) == before + 1


@BOTH
async def test_who_booked_hears_that_a_sitting_ends_and_no_day_after_it_is_counted(
    town: Town, worker, supervisor
) -> None:
    """They came to an empty table, and the table of the month had hours that nobody sat."""
    officer, one = await every_wednesday(town)
    for day in (10, 17):
        await press(town, worker, OpenCard(one.id))
        await tap(town, worker, on(BookDay, day=date(2026, 6, day).toordinal()))
        await say(town, worker, "履歷")
    await town.later(days=3)  # Thursday the 4th: the sitting of the 3rd is over
    await press(town, officer, OpenCard(one.id))
    before = len(await worker.messages())
    await tap(town, officer, EndSitting)
    told = [each["text"] for each in (await worker.messages())[before:]]
    for day in (10, 17):
        assert any(town.said(f"6月{day}日", f"{day} Jun") in each for each in told)
    await town.later(days=26)  # 30 June
    await say(town, officer, "駐點")
    await press(town, officer, SittingSheet(0))
    table = [[cell.value for cell in row] for row in await sheet(officer)]
    [row] = [row for row in table if one.unit.name in row]
    assert row[2:5] == ["1", "1", "4"]
