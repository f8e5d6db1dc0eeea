"""Chinese or English: the choice overrides what Telegram says (`ux.md` 2)."""

from casework.staffing.people import Role
from handlers.onboarding import language
from tests.handlers.intake.test_intake import report
from tests.handlers.search.test_asking import ask, labels, tap
from tests.support.keys import on
from tests.support.phones import from_home
from tests.support.town import VILLAGE


async def test_telegrams_language_holds_until_somebody_chooses(town, chief):
    assert "守望" in await ask(town, chief, "/help")
    await ask(town, chief, "/language")
    assert {"中文", "English"} <= set(await labels(chief))
    answer = await tap(town, chief, on(language.Speak, language="en"))
    assert answer.startswith("From now on I speak English with you.")
    assert "village chief" in answer
    assert "village chief" in await ask(town, chief, "/start")


async def test_it_stands_behind_more(town, supervisor):
    await from_home(town, supervisor, language.Languages)
    assert "English" in await labels(supervisor)


async def test_the_way_back_is_written_in_chinese_whatever_is_spoken(town):
    phone = await town.join(Role.CHIEF, "Sample", villages=(VILLAGE,), language="en")
    await ask(town, phone, "/language")
    answer = await tap(town, phone, on(language.Speak, language="zh_Hant_TW"))
    assert answer.startswith("之後會以中文與您對話。")
    assert "里長" in answer


async def test_pushes_come_in_the_language_that_was_chosen(town, chief, screener):
    await ask(town, screener, "/language")
    await tap(town, screener, on(language.Speak, language="en"))
    await report(town, chief)
    await screener.hears("a new report is to be screened")
