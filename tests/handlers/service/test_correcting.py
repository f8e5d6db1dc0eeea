"""What was filed is corrected: it stays, and what is right stands below it (`trust.md` R5)."""

import pytest

from handlers.cases import reveal
from handlers.service import correcting, follow_up
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from tests.handlers.serving import VISITED_AT_HOME, journal_of, open_card, read, served
from tests.support.keys import SEND, SKIP, has, option
from tests.support.phones import key, say, tap, text
from tests.support.town import Town

PIN = "405162"
RIGHT = "妹妹當天不在家，只見到哥哥"


async def shown(town: Town, phone: Phone) -> str:
    """Open the full view, with a PIN that is chosen with the first look."""
    await tap(town, phone, reveal.Reveal)
    if "請先設定" in await text(phone):
        await say(town, phone, PIN, PIN)
    return [one["text"] for one in await phone.messages() if "王小明" in one["text"]][-1]


async def test_a_visit_that_was_logged_wrongly_stays_and_is_corrected_below(town, worker, supervisor):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    before = await read(town, case)
    assert not await has(worker, correcting.CorrectRecord), "it stands below the full view"
    await shown(town, worker)
    await tap(town, worker, correcting.CorrectRecord)
    assert "要更正哪一筆" in await text(worker)
    await tap(town, worker, correcting.ChooseRecord)
    assert f"{case.number}：更正「訪視" in await text(worker)
    await say(town, worker, RIGHT)
    await tap(town, worker, SEND)
    assert "已存檔" in await text(worker)
    after = await read(town, case)
    assert (after.lead, after.risk, after.child) == (before.lead, before.risk, before.child)
    read_in_full = await shown(town, worker)
    told = read_in_full[read_in_full.index("訪視 ") :]
    assert told.index("全部看到") < told.index(f"王測試更正：{RIGHT}")
    assert f"{case.number}：有一筆紀錄已更正，請查看。" in await text(supervisor)
    await tap(town, supervisor, OpenCard)
    assert RIGHT in await shown(town, supervisor)
    assert not await has(supervisor, correcting.CorrectRecord), "whose record it is corrects it"
    assert [one.verb for one in await journal_of(town, case)].count("case.corrected") == 1


async def corrected(town: Town, worker: Phone, record: str, right: str) -> None:
    """Correct one of the records that stand below the full view."""
    await shown(town, worker)
    await tap(town, worker, correcting.CorrectRecord)
    await tap(town, worker, await key(worker, record))
    await say(town, worker, right)
    await tap(town, worker, SEND)


async def test_each_record_has_its_own_corrections_and_a_later_one_hides_none(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    await tap(town, worker, follow_up.File, SKIP, option("low"))
    await say(town, worker, "下個月陪同就醫")
    await tap(town, worker, SEND)
    await corrected(town, worker, "每月回報", "下個月是社工陪同")
    await corrected(town, worker, "訪視", RIGHT)
    await corrected(town, worker, "訪視", "姊姊也在家")
    read_in_full = await shown(town, worker)
    visit, month = (read_in_full.index(one) for one in ("訪視 115年6月1日", "每月回報 115年6月"))
    assert visit < read_in_full.index(RIGHT) < read_in_full.index("姊姊也在家") < month
    assert month < read_in_full.index("下個月是社工陪同")


async def test_nothing_is_to_be_corrected_where_nothing_was_filed(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await shown(town, worker)
    assert not await has(worker, correcting.CorrectRecord)


@pytest.mark.parametrize(
    "asked", ["更正", "更正訪視", "訪視寫錯了", "我回報打錯了怎麼辦", "要修改紀錄", "correct a visit"]
)
async def test_who_says_that_they_wrote_it_wrongly_hears_where_it_is_corrected(town, worker, asked):
    await served(town, worker)
    await say(town, worker, asked)
    assert "更正紀錄" in await text(worker)
    assert "完整資料" in await text(worker)


async def test_it_is_read_and_written_in_english_too(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    await say(town, worker, "/language")
    await tap(town, worker, "English")
    await say(town, worker, "correct a visit")
    assert "press “Full data” and below it “Correct a record”" in await text(worker)
