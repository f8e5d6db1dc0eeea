"""Who reported is not to be guessed: not by a voice, a window, a minute, or from what a reporter hears."""

from casework.staffing.people import Role
from handlers.cases import history
from handlers.intake import one_tap
from handlers.screening import dispatching, duplicates, in_words
from handlers.service import acceptance
from handlers.ui.buttons import OpenCard
from sandbox import Json, Phone
from tests.handlers.cases.test_reveal import unlock
from tests.handlers.reporting import numbered, opened, report
from tests.handlers.serving import VISITED_AT_HOME
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import say, tap, text
from tests.support.town import VILLAGE, Town

FILES = ("photo", "voice")


async def files(phone: Phone) -> list[Json]:
    return [one for one in await phone.messages() if any(kind in one for kind in FILES)]


async def test_what_was_sent_is_for_the_screeners_who_write_down_what_it_tells(
    town: Town, chief: Phone, worker: Phone, screener: Phone
) -> None:
    await chief.photo(caption="我嫂嫂家門口，陳太太也看到")
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    number = numbered(await text(chief))
    await opened(town, screener, number)
    await tap(town, screener, "派給主責社工王測試", dispatching.Dispatch)
    await tap(town, worker, OpenCard, acceptance.Accept)
    assert "我嫂嫂" not in await worker.transcript(), "the card masks it"
    assert "○太太也看到" in await worker.transcript()
    await say(town, screener, number)
    await unlock(town, screener)
    assert len(await files(screener)) == 1
    await tap(town, screener, in_words.TellInWords)
    await say(town, screener, "照片中大門破損，我鄰居的車在旁邊")
    assert "我鄰居的車" not in await screener.transcript(), "what was typed leaves the chat"
    assert "新增了內容" in await text(worker)
    await say(town, worker, number)
    assert "照片中大門破損，○○的車在旁邊" in await text(worker)
    await unlock(town, worker)
    assert await files(worker) == []
    assert "由集中派案人員保管" in await worker.transcript()
    await say(town, chief, number)
    assert "大門破損" not in await chief.transcript(), "it is not the reporter's"


async def test_cards_say_the_day_of_the_report_and_not_the_minute(
    town: Town, chief: Phone, worker: Phone, screener: Phone
) -> None:
    town.clock.now = town.clock.now.replace(minute=37)
    number = await report(town, chief)
    await town.later(minutes=20)
    await opened(town, screener, number)
    await tap(town, screener, "派給主責社工王測試", dispatching.Dispatch)
    await tap(town, worker, OpenCard, acceptance.Accept)
    await say(town, worker, number)
    await tap(town, worker, history.History)
    assert "通報" in await text(worker)
    await say(town, worker, number)
    await unlock(town, worker)
    assert "09:57" in await worker.transcript()
    assert "09:37" not in await worker.transcript()


async def heard(town: Town, phone: Phone, number: str) -> list[str]:
    """What a reporter hears and finds of a report, by its own number."""
    pushes = [str(one["text"]) for one in await phone.messages() if str(one["text"]).startswith(number)]
    await say(town, phone, number)
    return [one.replace(number, "…") for one in [*pushes, await text(phone)]]


async def test_who_reported_a_family_that_has_a_case_hears_what_others_hear(
    town: Town, chief: Phone, worker: Phone, screener: Phone
) -> None:
    other = await town.join(Role.CHIEF, "許示里", villages=(VILLAGE,))
    first = await report(town, other, household="A123456789")
    await opened(town, screener, first)
    await tap(town, screener, "派給主責社工王測試", dispatching.Dispatch)
    fresh = await heard(town, other, first)
    await tap(town, worker, OpenCard, acceptance.Accept)
    taken_on = await heard(town, other, first)
    number = await report(town, chief, household="A123456789")
    await opened(town, screener, number)
    await tap(town, screener, duplicates.Choose, f"併入 {first}", f"併入 {first}")
    assert await heard(town, chief, number) == fresh
    await say(town, worker, first)
    await tap(town, worker, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    assert await heard(town, chief, number) == taken_on
    assert (await heard(town, other, first))[-1] == taken_on[-1], "and the other hears nothing of it"
