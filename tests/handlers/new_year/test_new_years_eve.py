"""New Year's Eve, 23:10: found on a visit, and whom it reaches when nobody picks up [003] 陸、一(二)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from actions.new_year import campaign
from casework.staffing.people import Role
from casework.text.dates import TAIPEI
from handlers.new_year.card import LogCareVisit
from handlers.new_year.papers import CareDocument, CarePaper
from handlers.screening.dispatching import Confirm, Dispatch
from handlers.service.acceptance import Accept
from handlers.ui.buttons import OpenCard
from handlers.words.wording import Wording, load_wordings
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import cases as case_rows
from tests.handlers.ringing import ring
from tests.support import addressed
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import say, sheet, tap, text
from tests.support.town import BOTH, VILLAGE, Town

EVE = datetime(2027, 2, 5, 23, 10, tzinfo=TAIPEI)
UNANSWERED = "%(number)s: who was called did not answer. Please see to it now."


async def by(town: Town, phone: Phone, work: Callable[[Transaction], object]) -> None:
    """Let somebody do something without their phone."""

    def done(db: Transaction) -> None:
        addressed.speaks(db, phone.id)
        work(db)

    await town.look(done)


async def is_on_paper(town: Town, bureau: Phone, words: Wording) -> None:
    """值勤名冊: who is on call on each day of the holiday, with telephones, under its heads."""
    await say(town, bureau, "春節")
    await tap(town, bureau, on(CarePaper, paper=CareDocument.ON_CALL))
    table = [[cell.value for cell in each] for each in (await sheet(bureau)).iter_rows()]
    assert any(each[:1] == [words.label("Unit")] and words.label("Mobile") in each for each in table)
    assert [each[3] for each in table if each[0] == "平鎮中心"] == ["趙同事", "趙同事"]


@BOTH
async def test_a_child_found_at_night_reaches_who_is_on_call_then_the_backup_then_who_leads(
    town: Town,
):
    language = town.language
    words = load_wordings()["en" if language == "en" else "zh_Hant_TW"]

    async def join(role: Role, name: str, **where) -> Phone:
        return await town.join(role, name, language=language, **where)

    first, second, third = [await join(Role.SCREENER, f"{name}示例", unit="家防中心") for name in "甲乙丙"]
    head = await join(Role.HEAD, "丁主管", unit="家防中心")
    primary, colleague = await join(Role.WORKER, "王測試"), await join(Role.WORKER, "趙同事")
    supervisor = await join(Role.SUPERVISOR, "張樣本")
    bureau = await join(Role.BUREAU, "吳示例", unit="社會局")
    chief = await join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await town.responsible(primary)
    town.bot.bell.stop()
    town.clock.now = datetime(2027, 2, 1, 9, tzinfo=TAIPEI)
    await by(town, bureau, campaign.begin)
    added = {"household": "陳範例 中正路9號", "village": VILLAGE, "reason": "mishap"}
    await by(town, chief, partial(campaign.add_one, answers=added))
    await say(town, head, "2/5-2/6 甲示例 備援 乙示例")
    await say(town, supervisor, "2/5-2/6 趙同事 0912345678 備援 王測試 0922333444")
    await is_on_paper(town, bureau, words)
    nobody = (first, second, third, head, primary, colleague, supervisor)

    await ring(town, EVE)
    for phone in (chief, supervisor):
        await say(town, phone, "值班")
        shown = await text(phone)
        named = ("甲示例", "乙示例", "趙同事 0912345678", "王測試 0922333444")
        assert all(one in shown for one in named), "at night in the holiday, to anybody, with telephones"
    await say(town, chief, "春節")
    await tap(
        town, chief, OpenCard, LogCareVisit, option("home"), option("all"), option("improper"), SKIP, SEND
    )
    [case] = await town.look(lambda db: db.connection.execute(case_rows.select()).all())
    assert case.number in await text(chief)

    async def heard(minutes: int, *who: Phone, word: str = case.number) -> bool:
        """Tell whether these have heard by now, and nobody else of all."""
        await ring(town, EVE + timedelta(minutes=minutes))
        told = {one.id for one in nobody if any(word in each["text"] for each in await bot_said(one))}
        return told == {one.id for one in who}

    async def bot_said(phone: Phone):
        return [one for one in await phone.messages() if one["from"] == "bot"]

    assert await heard(0, first)
    assert await heard(29, first)
    assert await heard(31, first, second)
    alarm = words.label(UNANSWERED, number=case.number)
    assert await heard(62, head, third, word=alarm), "the head, and whoever screens and was not called"
    await tap(town, third, OpenCard, Confirm)
    assert "趙同事" in await text(third), "who is on call there, not who has the village"
    await tap(town, third, Dispatch)
    assert await heard(63, first, second, third, head, colleague)
    assert await heard(94, first, second, third, head, colleague, primary)
    await tap(town, primary, on(OpenCard, subject=case.id), Accept)
    assert await heard(130, head, third, word=alarm), "it is with somebody: nobody else is called"
    accepted = await town.look(lambda db: cases.read(db, case.id))
    assert accepted.worker == await town.person(primary)
