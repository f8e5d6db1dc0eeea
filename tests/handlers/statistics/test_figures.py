"""統計 from the phone: two taps to the figures, on to the cases behind them, a chart, the map and tables."""

import pytest
from sqlalchemy import func, select

from casework.staffing.people import Role
from casework.statistics.asked import Period
from casework.statistics.figures import Group
from handlers.statistics.asking import FIGURES, MAP, AskArea, AskFigures, AskPeriod
from handlers.statistics.card import (
    CHART,
    TABLE,
    WORKERS,
    Make,
    ShowFigures,
    ShowGroup,
    ShowList,
    ShowLists,
)
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import errands
from storage.staffing import people
from tests.handlers.reminders.test_duties import press
from tests.handlers.reporting import NUMBER, report
from tests.handlers.serving import served
from tests.support.cases import save
from tests.support.keys import has, on
from tests.support.phones import documents, from_home, keys, say, sheet, tap, text
from tests.support.town import BOTH, Town


@pytest.fixture
async def reports(town: Town, chief: Phone) -> list[str]:
    return [await report(town, chief), await report(town, chief, "樓上的阿伯好幾天沒出門")]


@BOTH
async def test_the_bureau_counts_a_month_and_opens_what_is_behind_a_number(
    town: Town, bureau: Phone, reports: list[str]
) -> None:
    await say(town, bureau, "統計")
    assert town.said("全市", "the whole city") in await text(bureau)
    await tap(town, bureau, on(AskFigures, period="m"))
    told = await text(bureau)
    for chinese, english in (
        ("115年6月", "Jun 2026"),
        ("通報 2、家戶 2", "reports 2, households 2"),
        ("待篩派 2", "to be screened 2"),
        ("試辦 84 戶、87 次", "84 households in 87 reports"),
    ):
        assert town.said(chinese, english) in told

    await tap(town, bureau, on(ShowGroup))
    village = town.said("新勢里：通報 2、家戶 2、開案 0", "新勢里: reports 2, households 2, cases 0")
    assert village in await text(bureau)
    await tap(town, bureau, on(ShowGroup, group="month"))
    assert town.said("115年6月：通報 2", "Jun 2026: reports 2") in await text(bureau)
    await tap(
        town, bureau, town.said("回統計", "Back to the figures"), on(ShowLists), on(ShowList, of="to_screen")
    )
    assert set(NUMBER.findall(await text(bureau))) == set(reports)
    await tap(town, bureau, on(OpenCard))
    assert NUMBER.search(await text(bureau))


@BOTH
async def test_another_unit_hears_no_small_number_and_no_case(
    town: Town, chief: Phone, reports: list[str]
) -> None:
    other = await town.join(Role.SUPERVISOR, "郭示範", unit="桃園中心")
    city = town.said("全市", "the whole city")
    await say(town, other, "統計")
    assert "桃園中心" in await text(other)
    await tap(town, other, on(AskArea), city, on(AskFigures, period="m"))
    told = await text(other)
    assert town.said("通報 <3", "reports <3") in told
    assert town.said("捨去", "rounded down") in told
    assert await has(other, on(Make, what=TABLE))
    assert not await has(other, on(Make, what=WORKERS)), "others' workers are not theirs to count"
    await tap(town, other, on(ShowLists))
    assert not NUMBER.search(await text(other))
    assert town.said("沒有您能看的個案", "no case behind these numbers that you may see") in await text(other)
    for _ in range(2):
        await report(town, chief)
    await say(town, other, "統計")
    await tap(town, other, on(AskArea), city, on(AskFigures, period="m"))
    assert town.said("通報 3", "reports 3") in await text(other), "four, rounded down"


async def test_who_left_the_bureau_turns_no_page_of_its_exact_figures(
    town: Town, bureau: Phone, reports: list[str]
) -> None:
    await say(town, bureau, "統計")
    await tap(town, bureau, on(AskFigures, period="m"), on(ShowGroup))
    assert "新勢里：通報 2" in await text(bureau)
    errand = await town.look(lambda db: db.connection.execute(select(func.max(errands.c.id))).scalar_one())
    person = await town.person(bureau)
    await town.look(lambda db: people.change(db, person, role=Role.SUPERVISOR))
    for key in (ShowGroup(errand, Group.VILLAGE, 0), ShowFigures(errand), ShowLists(errand)):
        assert "通報 2" not in await press(town, bureau, key)
        assert "待篩派 2" not in await text(bureau)


async def test_that_there_is_something_is_not_told_where_it_is_too_little(
    town: Town, chief: Phone, worker: Phone, reports: list[str]
) -> None:
    """That a line is there, where it stands, and what one worker carries tell small numbers, too."""
    other = await town.join(Role.SUPERVISOR, "郭示範", unit="桃園中心")
    for _ in range(2):
        await served(town, worker)

    async def city() -> int:
        await say(town, other, "統計")
        await tap(town, other, on(AskArea), "全市", on(AskFigures, period="m"))
        return await town.look(lambda db: db.connection.execute(select(func.max(errands.c.id))).scalar_one())

    async def listed(group: str) -> str:
        await press(town, other, ShowGroup(errand, Group(group), 0))
        return await text(other)

    errand = await city()
    assert "最少 <3" in await text(other)
    assert "最多 <3" in await text(other)
    for group in Group:
        assert "通報 <3" not in await listed(group)
    assert "太少" in await listed("village")
    await press(town, other, Make(errand, TABLE))
    assert "新勢里" not in {cell.value for row in (await sheet(other)).iter_rows() for cell in row}

    # three and four of two villages stand as three each, and not the greater first
    away = await town.join(Role.CHIEF, "林舉例", villages=("平鎮區平安里",))
    for _ in range(2):
        await report(town, chief)
    for _ in range(3):
        await report(town, away)
    errand = await city()
    lines = (await listed("village")).splitlines()
    assert [line.partition("：")[0] for line in lines if "通報 3" in line] == ["平鎮區平安里", "平鎮區新勢里"]
    await press(town, other, Make(errand, TABLE))
    assert "新勢里" in {cell.value for row in (await sheet(other)).iter_rows() for cell in row}


async def test_who_leads_no_unit_and_watches_nothing_gets_no_figures(
    town: Town, chief: Phone, worker: Phone, bureau: Phone, reports: list[str]
) -> None:
    await say(town, bureau, "統計")
    key = AskFigures("figures", Period.MONTH, "d", "")
    for phone in (chief, worker):
        await say(town, phone, "統計")
        assert "期間" not in await text(phone)
        assert "統計：" not in await press(town, phone, key)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("平鎮區統計", "範圍：平鎮區。"),
        ("統計 平鎮", "範圍：平鎮區。"),
        ("平鎮區的熱區", "範圍：平鎮區。"),
        ("統計", "範圍：全市。"),
        ("全市統計", "範圍：全市。"),
        ("平鎮中心的統計", "範圍：平鎮中心。"),
        ("通報統計", "範圍：全市。"),
        ("上一季統計", "範圍：全市。"),
    ],
)
async def test_figures_of_a_district_are_asked_for_in_one_line(town: Town, asked: str, said: str) -> None:
    """The district stood four pages behind the key for another area."""
    official = await town.join(Role.BUREAU, "何示範", unit="社會局")
    await say(town, official, asked)
    assert said in await text(official)


@BOTH
async def test_a_chart_the_map_and_the_tables(town: Town, reports: list[str]) -> None:
    official = await town.join(Role.BUREAU, "何示範", unit="社會局")
    await say(town, official, "熱區")
    await tap(town, official, on(AskFigures, what=MAP, period="y"))
    [map_] = [one for one in await official.messages() if "photo" in one]
    assert "平鎮區新勢里" in map_["text"]
    assert "2" in map_["text"]

    await say(town, official, "Figures")
    await tap(town, official, on(AskFigures, period="y"))
    card = await official.last()
    errand = await town.look(lambda db: db.connection.execute(select(func.max(errands.c.id))).scalar_one())

    async def make(what: str) -> None:
        await official.forge(card["id"], Make(errand, what).data())
        await town.settle()

    await make(CHART)
    assert len([one for one in await official.messages() if "photo" in one]) == 2
    await make(TABLE)
    table = await sheet(official)
    assert [cell.value for cell in table[2]][5:7] in (["通報件數", "家戶"], ["Reports made", "Households"])
    assert [cell.value for cell in table[3]][1:3] == ["平鎮區", "新勢里"]
    assert [cell.value for cell in table[3]][5:7] == ["2", "2"]
    assert table["A3"].value in ("115/06", "Jun 2026"), "a month of the Republic says nothing in English"
    name = (await documents(official))[-1]["document"]["file_name"]
    assert not set(name) & set('\\/:*?"<>|'), "it can be saved on every computer"
    await make(WORKERS)
    assert (await sheet(official))["A2"].value in ("單位", "Unit")
    left = [one["protected"] for one in await official.messages() if "photo" in one or "document" in one]
    assert left == [True] * 4, "exports can't be passed on"


async def test_a_supervisor_who_taps_for_figures_gets_those_of_the_centre_as_by_the_word(
    town: Town, supervisor: Phone
) -> None:
    """The key counted the whole city, the word what they lead; both say the same of no part."""
    await say(town, supervisor, "統計")
    by_word = await text(supervisor)
    await from_home(town, supervisor, AskPeriod)
    assert "平鎮中心" in by_word
    assert by_word == await text(supervisor)


async def test_one_kind_and_one_district(town: Town, bureau: Phone, reports: list[str]) -> None:
    await say(town, bureau, "熱區")
    await tap(town, bureau, "只看一種類型", "兒少高危機")
    assert "兒少高" in await text(bureau)
    await tap(town, bureau, on(AskFigures, period="m"))
    assert "沒有通報" in await text(bureau)
    assert await keys(bureau)
    await press(town, bureau, AskPeriod("nothing", "", ""))
    await press(town, bureau, AskFigures(MAP, Period.MONTH, "d月亮區", ""))
    assert "熱區：" not in await text(bureau)


async def test_what_is_made_of_figures_is_of_their_month_also_when_that_is_over(
    town: Town, bureau: Phone, reports: list[str]
) -> None:
    """Figures of June were asked for on its last day; the table that was made of them in July was July's."""
    await town.later(days=28)
    await say(town, bureau, "統計")
    await tap(town, bureau, on(AskFigures, period="m"))
    assert "115年6月" in await text(bureau)
    errand = await town.look(lambda db: db.connection.execute(select(func.max(errands.c.id))).scalar_one())
    await town.later(days=2)
    for what in (TABLE, WORKERS):
        await press(town, bureau, Make(errand, what))
        assert "115年6月" in str((await sheet(bureau))["A1"].value)
    await press(town, bureau, Make(errand, CHART))
    await press(town, bureau, Make(errand, MAP))
    for picture in [one for one in await bureau.messages() if "photo" in one]:
        assert "115年6月" in picture["text"]
    await tap(town, bureau, on(Make, what=FIGURES))
    told = await text(bureau)
    assert "115年6月" in told, "and back from the map"
    assert "通報 2" in told


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("上個月統計", "統計：115年5月，全市"),
        ("平鎮區去年的統計", "統計：114年1月至114年12月，平鎮區"),
        ("統計 本季", "統計：115年4月至115年6月，全市"),
        ("figures for last month", "統計：115年5月，全市"),
        ("this month's figures", "統計：115年6月，全市"),
        ("上個月熱區", "熱區：115年5月，全市"),
        ("上個月通報幾件", "統計：115年5月，全市"),
        ("平鎮區這個月開案幾件", "統計：115年6月，平鎮區"),
        ("今年結案數", "統計：115年1月至115年12月，全市"),
        ("請給我上個月統計", "統計：115年5月，全市"),
        ("匯出去年統計表", "統計：114年1月至114年12月，全市"),
        ("How many reports last month?", "統計：115年5月，全市"),
        ("how many cases were closed this year", "統計：115年1月至115年12月，全市"),
    ],
)
async def test_who_names_the_period_has_its_figures_at_once(town: Town, asked: str, said: str) -> None:
    """With the period it was taken for a question about cases, of which none was found."""
    official = await town.join(Role.BUREAU, "何示範", unit="社會局")
    await say(town, official, asked)
    assert said in await text(official)


async def test_the_figures_of_a_month_are_to_who_leads_those_of_the_unit(town: Town) -> None:
    lead = await town.join(Role.SUPERVISOR, "郭示範", unit="桃園中心")
    await say(town, lead, "上個月統計")
    assert "統計：115年5月，桃園中心" in await text(lead)
    worker = await town.join(Role.WORKER, "林示範", unit="桃園中心")
    await say(town, worker, "上個月統計")
    assert "統計：" not in await text(worker)


async def test_what_was_closed_in_a_month_stands_in_its_table_whenever_it_was_reported(
    town: Town, bureau: Phone, worker: Phone
) -> None:
    """The card said that one was closed, the table that none was: it had what was reported then alone."""
    case = await served(town, worker)
    await town.later(days=35)

    def close(db: Transaction) -> None:
        proposed = save(db, cases.read(db, case.id).propose_closing(db.now), "case.closing_proposed")
        save(db, proposed.close(db.now), "case.closed")

    await town.look(close)
    await say(town, bureau, "這個月統計")
    assert "115年7月" in await text(bureau)
    assert "結案 1" in await text(bureau)
    await tap(town, bureau, on(Make, what=TABLE))
    table = await sheet(bureau)
    heads = [cell.value for cell in table[2]]
    [row] = [[cell.value for cell in one] for one in table.iter_rows(min_row=3) if one[1].value == "平鎮區"]
    told = dict(zip(heads, row, strict=True))
    assert (told["年月"], told["里別"], told["結案"], told["通報件數"]) == ("115/06", "新勢里", "1", "0")
