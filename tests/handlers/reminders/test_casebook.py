"""A worker looks what is due."""

from datetime import timedelta

from casework.staffing.people import Role
from handlers.intake import reporting
from handlers.reminders import casebook
from tests.handlers.serving import open_card, served
from tests.support.keys import has
from tests.support.phones import from_home, keys, say, tap, text
from tests.support.town import MONDAY


async def test_the_worst_stands_first(town, worker):
    fine = await served(town, worker)
    late = await served(town, worker, accepted_at=MONDAY - timedelta(days=12))
    today = await served(town, worker, accepted_at=MONDAY - timedelta(days=10))
    await from_home(town, worker, casebook.MyCases)
    shown = await text(worker)
    assert shown.index(late.number) < shown.index(today.number) < shown.index(fine.number)
    assert "逾期" in shown
    assert "王○明" in shown
    assert "王小明" not in shown
    assert (await keys(worker))[0] == f"❗ {late.number} 首次訪視"


async def test_the_number_at_home_is_what_is_due_and_the_casebook_says_so(town, worker):
    await served(town, worker, followed_up=MONDAY.date())
    await served(town, worker, accepted_at=MONDAY - timedelta(days=12))
    await from_home(town, worker, casebook.MyCases)
    assert "待辦 1 案，共 2 案" in await text(worker)


async def test_a_row_opens_the_card(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    assert (await text(worker)).startswith(case.number)


async def test_five_stand_on_a_page_and_pages_turn_in_place(town, worker):
    for days in range(7):
        await served(town, worker, accepted_at=MONDAY - timedelta(days=days))
    await say(town, worker, "個案")
    home = (await worker.last())["id"]
    await tap(town, worker, casebook.MyCases)
    assert len([label for label in await keys(worker) if "A-115-" in label]) == 5
    await tap(town, worker, casebook.MyCases)
    assert len([label for label in await keys(worker) if "A-115-" in label]) == 2
    assert (await worker.last())["id"] == home


async def test_an_empty_casebook_explains_itself_and_offers_an_act(town, worker):
    await from_home(town, worker, casebook.MyCases)
    assert "目前沒有個案" in await text(worker)
    assert await has(worker, reporting.NewReport)


async def test_a_case_of_a_colleague_is_not_in_it(town, worker):
    colleague = await town.join(Role.WORKER, "趙同事")
    await served(town, colleague)
    await from_home(town, worker, casebook.MyCases)
    assert "目前沒有個案" in await text(worker)


async def test_a_liaison_of_the_network_has_one_too(town):
    liaison = await town.join(Role.LIAISON, "錢窗口", unit="平鎮分局")
    case = await served(town, liaison, unit=town.units["平鎮分局"].id)
    await open_card(town, liaison)
    assert (await text(liaison)).startswith(case.number)
