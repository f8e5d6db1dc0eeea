"""Rates per 1,000 households: once the bureau has sent the register, and with its date (`screens.md` §6)."""

from sqlalchemy import func, select

from casework.staffing.people import Role
from handlers.rosters.register import HandInRegister, RegisterTemplate, ShowRegister
from handlers.statistics.asking import MAP, AskArea, AskFigures
from handlers.statistics.card import TABLE, Make, ShowGroup
from sandbox import Phone
from storage.core.tables import errands
from tests.handlers.errands.test_files import send
from tests.handlers.reporting import report
from tests.support import lists as files
from tests.support.keys import has, on
from tests.support.phones import say, sheet, tap, text
from tests.support.town import BOTH, VILLAGE, Town

DAY = {"zh-hant": "115年5月31日", "en": "31 May 2026"}
RATE = {"zh-hant": "每千戶", "en": "1,000 households"}


def book(households: str, *rows: list[str]) -> bytes:
    village = ["平鎮區", "新勢里", households, "115/5/31"]
    return files.book(["戶數"], ["區", "里", "戶數", "戶籍日期"], village, *rows)


async def month(town: Town, phone: Phone) -> str:
    """Ask for the city's figures of the month."""
    await say(town, phone, "統計")
    if not await has(phone, on(AskFigures, area="d")):
        await tap(town, phone, on(AskArea))
        await tap(town, phone, "全市" if await has(phone, "全市") else "the whole city")
    await tap(town, phone, on(AskFigures, period="m"))
    return await text(phone)


async def _handed_in(town: Town, bureau: Phone, day: str) -> None:
    """Send the register, read row by row."""
    await say(town, bureau, town.said("戶數", "register"))
    await tap(town, bureau, RegisterTemplate)
    names = [[cell.value for cell in row[:2]] for row in (await sheet(bureau)).iter_rows(min_row=3)]
    assert ["平鎮區", "新勢里"] in names
    said = await send(
        town, bureau, "戶數.xlsx", book("400", ["復興區", "", "4,000", ""], ["平鎮區", "月亮里", "9", ""])
    )
    assert day in said
    assert "月亮里" in said, "the row that is wrong"
    assert town.said("這些列不會匯入", "These rows are left out") in said
    await tap(town, bureau, HandInRegister)
    assert day in await text(bureau)


@BOTH
async def test_rates_stand_beside_the_numbers_once_the_register_is_there(town: Town) -> None:
    language = town.language
    rate, day = RATE[language], DAY[language]
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    worker = await town.join(Role.WORKER, "王測試", language=language)
    await town.responsible(worker)
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局", language=language)
    other = await town.join(Role.SUPERVISOR, "郭示範", unit="桃園中心", language=language)
    for words in ("隔壁小孩半夜一直哭", "樓上的阿伯好幾天沒出門"):
        await report(town, chief, words)
    assert rate not in await month(town, bureau)
    await tap(town, bureau, on(ShowGroup))
    assert rate not in await text(bureau)

    await _handed_in(town, bureau, day)

    # by village and by centre, in the table and below the map
    assert rate not in await month(town, bureau), "the households of the whole city are not known"
    await tap(town, bureau, on(ShowGroup))
    assert f"{rate} 5.00" in await text(bureau)
    assert day in await text(bureau)
    await tap(town, bureau, on(ShowGroup, group="kind"))
    assert rate not in await text(bureau)
    errand = await town.look(lambda db: db.connection.execute(select(func.max(errands.c.id))).scalar_one())
    await bureau.forge((await bureau.last())["id"], Make(errand, TABLE).data())
    await town.settle()
    table = await sheet(bureau)
    assert {(row[2].value, row[-1].value) for row in table.iter_rows(min_row=3) if row[1].value} == {
        ("新勢里", "5.00")
    }
    assert any(day in str(cell.value) for row in table for cell in row)
    await say(town, bureau, "熱區")
    await tap(town, bureau, on(AskFigures, what=MAP, period="m"))
    [below] = [one["text"] for one in await bureau.messages() if "photo" in one]
    assert f"{rate} 5.00" in below
    assert day in below

    # what is hidden has no rate; a third household is told, and its rate
    assert "<3" in await month(town, other)
    await tap(town, other, on(ShowGroup))
    assert rate not in await text(other)
    for _ in range(2):
        await report(town, chief)
    await month(town, other)
    await tap(town, other, on(ShowGroup))
    assert f"{rate} 7.50" in await text(other), "four, rounded down to three"

    # of a centre alone it is known; and nobody but the bureau hands a register in
    own = await town.join(Role.SUPERVISOR, "張樣本", language=language)
    await say(town, own, "統計")
    await tap(town, own, on(AskFigures, period="m"))
    assert rate in await text(own), "the centre answers for one village, and that is known"
    assert day in await text(own)
    card = await other.last()
    for key in (ShowRegister(), HandInRegister(1, 1)):
        await other.forge(card["id"], key.data())
        await town.settle()
        assert "4,000" not in await text(other)
        assert day not in (await text(other)).replace(card["text"], "")
