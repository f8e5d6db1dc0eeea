"""A transition known too late: attended, divided, and the first contact after the end [004] 參六(三)1."""

from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.transitions import ANSWER, CALLED, CONTACT, HELD, TAKE
from handlers.dossiers.card import DoDossier, WhoIsIt
from handlers.dossiers.listing import DossierSheet, NewDossier
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.reminders import obligations
from storage.transitions import TRANSITIONS
from tests.handlers.reminders.test_duties import press
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import as_read, say, sheet, tap, text
from tests.support.town import BOTH, Town

LATE = {"zh-hant": "得知時已不足 2 個月", "en": "less than two months"}


def act(one):
    return on(DoDossier, act=one.name)


async def owed(town: Town, row: int) -> set[Duty]:
    return {each.duty for each in await town.look(lambda db: obligations.of_subject(db, row))}


async def opened(town: Town, language: str = "zh-hant") -> Phone:
    """Found the city's window for mental health, and let its liaison join."""
    name = "社區心理衛生中心"
    await town.add_unit(name, UnitKind.MENTAL_HEALTH)
    return await town.join(Role.LIAISON, "徐範例", unit=name, language=language)


async def test_who_attends_is_of_a_unit_in_which_somebody_is(town: Town) -> None:
    """The district's desk had nobody: it was asked, and nobody heard who could answer."""
    window = await opened(town)
    for name, district in (("平鎮就業服務臺", "平鎮區"), ("就業服務處", "")):
        await town.add_unit(name, UnitKind.EMPLOYMENT, district)
    city = await town.join(Role.LIAISON, "呂測試", unit="就業服務處")
    await say(town, window, "轉銜")
    await tap(town, window, NewDossier, option("custody"), option("yesterday"))
    await say(town, window, "示範地檢署")
    await tap(town, window, SKIP)
    await say(town, window, "7/15", "林示範", "0922-333-444", "新勢里", "示範路1號")
    await tap(town, window, option("work"), NEXT, SEND)
    [one] = await town.look(TRANSITIONS.open)
    assert one.sign in await text(city)


@BOTH
async def test_known_too_late_attended_and_found(town: Town) -> None:
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    window = await opened(town, town.language)
    police = await town.join(Role.LIAISON, "呂測試", unit="平鎮分局")
    stranger = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")

    # begun by letter; who it is leaves the chat, and the pushes hold no name
    await say(town, window, "轉銜")
    await tap(town, window, NewDossier, option("custody"), option("yesterday"))
    await say(town, window, "示範地檢署")
    await tap(town, window, SKIP)
    await say(town, window, "7/15", "林示範", "0922-333-444", "新勢里", "示範路1號")
    assert not any("林示範" in each["text"] for each in await window.messages())
    await tap(town, window, option("police"), option("social"), NEXT, SEND)
    assert LATE[town.language] in await text(window)
    [one] = await town.look(TRANSITIONS.open)
    assert await owed(town, one.id) == {Duty.TRANSITION_MEETING, Duty.FIRST_CONTACT}
    sign = as_read(one.sign, town.language)
    for phone in (police, supervisor):
        assert sign in await text(phone)
        assert "林" not in await text(phone)
    for key in (OpenCard(one.id), WhoIsIt(one.id), DoDossier(one.id, HELD.name, 0, 0)):
        assert one.sign not in await press(town, stranger, key)

    # the police attend, look who it is behind the PIN, and can't act as the window does
    await tap(town, police, OpenCard, act(ANSWER), option("comes"), SKIP)
    assert sign in await text(window)
    assert not await has(police, act(HELD))
    await tap(town, police, WhoIsIt)
    await say(town, police, "482915", "482915")
    assert any("示範路1號" in each["text"] for each in await police.messages())

    # called, held, divided
    await press(town, window, OpenCard(one.id))
    await tap(town, window, act(CALLED))
    await say(town, window, "6/1 00:30", "6/3 14:30")
    assert any(
        town.said("這個時間已經過了", "That hour is over") in each["text"] for each in await window.messages()
    )
    await town.later(days=3)
    await press(town, window, OpenCard(one.id))
    await tap(town, window, act(HELD), option("with"), option("yesterday"))
    await say(town, window, "社區訪視每月一次")
    await tap(town, window, on(DoDossier, act=TAKE.name, unit=0))
    await tap(town, window, on(DoDossier, act=TAKE.name, unit=town.units["平鎮分局"].id))
    await say(town, window, "期滿當日陪同返家", "7/15")
    assert sign in await text(police)
    assert await owed(town, one.id) == {Duty.FIRST_CONTACT}
    assert not await has(window, act(CONTACT))

    # after the end: a week later the supervisor of the social workers sees it no more, the police do
    await town.later(days=43)
    assert one.sign not in await press(town, supervisor, OpenCard(one.id))
    await press(town, window, OpenCard(one.id))
    await tap(town, window, act(CONTACT), option("met"), option("today"), SKIP)
    assert await owed(town, one.id) == set()
    await say(town, window, "轉銜")
    await tap(town, window, DossierSheet)
    table = [[cell.value for cell in row] for row in await sheet(window)]
    [row] = [row for row in table if one.sign in row]
    assert "平鎮分局" in row[6]
    assert not any("林示範" in str(cell) for line in table for cell in line)


async def test_a_measure_ends_without_a_meeting(town: Town) -> None:
    window = await opened(town)
    await say(town, window, "轉銜")
    await tap(town, window, NewDossier, option("protective"), option("today"))
    await say(town, window, "示範地檢署")
    await tap(town, window, SKIP)
    await say(town, window, "6/5", "林示範")
    await tap(town, window, SKIP, SKIP, SKIP, option("police"), NEXT, SEND)
    [one] = await town.look(TRANSITIONS.open)
    await town.later(days=7)
    assert await owed(town, one.id) == {Duty.FIRST_CONTACT}
