"""A cold night from the phones: published, asked after, one brought in, beds counted down, taken back."""

from casework.new_year.cold import WHOLE, ColdContact
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.intake.reporting import NewReport
from handlers.new_year.card import AssignCare, AssignCareTo, LogCareVisit
from handlers.new_year.cold import (
    AskAfter,
    AskedAfter,
    AskEndCold,
    ColdLists,
    ColdReport,
    EndCold,
    GiveBed,
    OpenCold,
    PublishCold,
)
from handlers.new_year.listing import AddCare, GiveCareList
from handlers.new_year.overview import BeginCare, BeginCareNow
from handlers.ui.buttons import OpenCard
from handlers.ui.home import OpenPlace
from handlers.ui.turn import HomePlace
from sandbox import Phone
from storage.new_year import care, cold
from storage.staffing import people
from tests.handlers.errands.test_files import send
from tests.handlers.new_year.test_new_year import HEAD, at, owed, row
from tests.handlers.reminders.test_duties import press
from tests.support import lists as files
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import keys, say, sheet, tap, text, twice
from tests.support.town import BOTH, CHINESE, VILLAGE, Town


async def listed(town: Town, chief, bureau) -> None:
    """An elder living alone of the chief's, somebody in the street of a charity's, three beds."""
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await say(town, chief, "春節")
    await tap(town, chief, AddCare)
    await say(town, chief, "陳範例 0922333444 中正路9號")
    await tap(town, chief, option("alone"))
    street = row("民間", "林測試", where=f"桃園市{VILLAGE}環南路地下道", group="街友")
    await send(town, bureau, "名單.xlsx", files.book(HEAD, street))
    await tap(town, bureau, GiveCareList)
    await say(town, bureau, "床位 示範旅舍 男1 女2")
    assert "男 1" in await text(bureau)


async def test_a_cold_night(town: Town, chief, bureau):
    await town.later(seconds=at(town, 2026, 12, 19, 9))  # a Saturday
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    await listed(town, chief, bureau)

    # four taps and a preview; who leads hears, and at 5 °C the precinct
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("5"), option(WHOLE), NEXT, option("tomorrow"))
    assert "2 位主責" in await text(bureau)
    assert "街友 1 戶" in await text(bureau)
    await tap(town, bureau, SEND)
    for phone in (chief, officer):
        assert "請問安 1 戶" in await text(phone)
        assert "陳" not in await text(phone)
    lists = await town.look(lambda db: cold.of_alert(db, cold.going_on(db)[0]))
    [of_chief] = [one for one in lists if one.person == lists[0].person and one.unit.name == "平鎮中心"]
    [precinct] = [one for one in lists if one.street]
    [of_bureau] = [one for one in lists if one.unit.name == "社會局"]
    assert [await owed(town, one.id) for one in lists] == [[Duty.COLD_CARE]] * 3

    # not reached twice: somebody goes; what was looked at
    await tap(town, chief, OpenCard)
    assert "陳○例" in await text(chief)
    for _ in range(2):
        await tap(town, chief, AskAfter, on(AskedAfter, how=ColdContact.NOT_REACHED))
    await tap(town, chief, AskAfter)
    assert "119" in await text(chief)
    await tap(town, chief, on(AskedAfter, how=ColdContact.VISITED), option("warm"), NEXT)
    assert await owed(town, of_chief.id) == []
    assert "陳○例" not in await press(town, officer, OpenCard(of_chief.id))

    # the precinct sees where somebody stays, and no name; a bed fewer is free, and nobody asks twice
    shown = await press(town, officer, OpenCard(precinct.id))
    assert "林" not in shown
    assert "環南路地下道" in shown
    await tap(town, officer, AskAfter, on(AskedAfter, how=ColdContact.SHELTERED), GiveBed)
    assert "尚有 2 床" in await text(officer)
    assert await owed(town, precinct.id) == await owed(town, of_bureau.id) == []
    await say(town, bureau, "低溫")
    assert "男 0" in await text(bureau)

    # the next day anew; the report of the day; taken back
    await town.later(seconds=at(town, 2026, 12, 20, 9))
    assert await owed(town, of_chief.id) == [Duty.COLD_CARE]
    await tap(town, bureau, ColdReport)
    table = [[cell.value for cell in each] for each in (await sheet(bureau)).iter_rows()]
    [day] = [each for each in table if each[1] == "平鎮區"]
    assert day[2:5] == ["1", "0", "1"]
    await press(town, chief, EndCold(1))
    assert await town.look(cold.going_on)
    await tap(town, bureau, AskEndCold, EndCold)
    assert "解除" in await text(chief)
    assert await owed(town, of_chief.id) == []

    # by the key of an old card it is the report of the day that it counts, not of the day on which it is made
    await town.later(seconds=at(town, 2026, 12, 22, 9))
    await press(town, bureau, ColdReport(lists[0].alert.id))
    page = await sheet(bureau)
    assert str(page["A1"].value).startswith("低溫日報 115年12月20日")
    assert page["A3"].value == "115年12月20日（日）"


async def chief_in_the_cold(town: Town) -> Phone:
    """Let a chief who has a household to look after hear of an alert for the whole city."""
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局", language=CHINESE)
    await listed(town, chief, bureau)
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("10"), option(WHOLE), NEXT, option("tomorrow"), SEND)
    return chief


@BOTH
async def test_a_chief_finds_the_report_at_home_also_while_it_is_cold_and_new_year(town: Town):
    """With a fifth key all of them stood behind “More”."""
    chief = await chief_in_the_cold(town)
    await say(town, chief, "/home")
    assert await has(chief, NewReport)
    assert await has(chief, on(OpenPlace, place=HomePlace.MORE))
    await tap(town, chief, on(OpenPlace, place=HomePlace.MORE))
    assert await has(chief, OpenCold)
    assert not await has(chief, NewReport), "it stands at home"


@BOTH
async def test_the_question_of_what_was_looked_at_says_whom_it_is_about(town: Town):
    chief = await chief_in_the_cold(town)
    await tap(town, chief, OpenCard, AskAfter)
    assert await has(chief, OpenCard), "telephone and address are one tap away"
    await tap(town, chief, on(AskedAfter, how=ColdContact.VISITED))
    assert "陳○例" in await text(chief)


@BOTH
async def test_a_double_tap_on_not_reached_is_one_attempt(town: Town):
    """Two would send somebody there, and 119 after them."""
    chief = await chief_in_the_cold(town)
    await tap(town, chief, OpenCard, AskAfter)
    await twice(town, chief, on(AskedAfter, how=ColdContact.NOT_REACHED))
    assert await has(chief, AskAfter), "what came of it stands on the list"
    [mine] = await town.look(lambda db: [one for one in cold.owing(db) if one.unit.name == "平鎮中心"])
    assert mine.asked[0].contacts == (ColdContact.NOT_REACHED,)
    assert not mine.asked[0].to_be_visited


async def test_a_double_tap_gives_one_bed(town: Town, chief, bureau):
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    await listed(town, chief, bureau)
    await say(town, bureau, "床位 示範旅舍 男3")
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("5"), option(WHOLE), NEXT, option("tomorrow"), SEND)
    [of_bureau] = [one for one in await town.look(cold.owing) if one.unit.name == "社會局"]
    await press(town, bureau, OpenCard(of_bureau.id))
    await tap(town, bureau, AskAfter, on(AskedAfter, how=ColdContact.SHELTERED))
    await twice(town, bureau, on(GiveBed))
    [place] = await town.look(cold.all_shelters)
    assert place.free == 2


async def of_the_day(town: Town) -> dict[tuple[str, str], tuple[int, list[Duty]]]:
    """Whose lists there are, how many wait on each, and what is owed of it."""
    lists = await town.look(cold.owing)
    names = await town.look(lambda db: {one.id: one.name for one in people.everybody(db)})
    return {
        (one.unit.name, names.get(one.person or 0, "街友" if one.street else "")): (
            one.waiting,
            await owed(town, one.id),
        )
        for one in lists
    }


async def add(town: Town, chief, said: str) -> None:
    await say(town, chief, "春節")
    await tap(town, chief, AddCare)
    await say(town, chief, said)
    await tap(town, chief, option("alone"))


@BOTH
async def test_whoever_is_listed_or_changes_hands_in_a_cold_alert_is_asked_after_that_day(
    town: Town,
):
    language = town.language
    asked = "ask after 1 household" if language == "en" else "請問安 1 戶"
    await town.later(seconds=at(town, 2027, 1, 25, 9))
    chief, bureau, worker, supervisor, officer = [
        await town.join(role, name, unit=unit, villages=villages, language=language)
        for role, name, unit, villages in (
            (Role.CHIEF, "林示範", "平鎮中心", (VILLAGE,)),
            (Role.BUREAU, "吳示例", "社會局", ()),
            (Role.WORKER, "王測試", "平鎮中心", ()),
            (Role.SUPERVISOR, "張樣本", "平鎮中心", ()),
            (Role.LIAISON, "周範警", "平鎮分局", ()),
        )
    ]
    of_chief, of_worker = ("平鎮中心", "林示範"), ("平鎮中心", "王測試")
    duty = [Duty.COLD_CARE]
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await add(town, chief, "陳範例 0922333444 中正路9號")
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("5"), option(WHOLE), NEXT, option("tomorrow"), SEND)
    await tap(town, chief, OpenCard, AskAfter, on(AskedAfter, how=ColdContact.CALLED))
    assert await of_the_day(town) == {of_chief: (0, [])}

    # one more of a list that was done; somebody in the street: the bureau's list and the precinct's
    await add(town, chief, "李示範 0922555666 復旦路11號")
    street = row("民間", "林測試", where=f"桃園市{VILLAGE}環南路地下道", group="街友")
    await send(town, bureau, "名單.xlsx", files.book(HEAD, street))
    await tap(town, bureau, GiveCareList)
    await town.later(seconds=20)
    assert await of_the_day(town) == {
        of_chief: (1, duty),
        ("社會局", ""): (1, duty),
        ("平鎮分局", "街友"): (1, duty),
    }
    for phone in (chief, officer):
        assert asked in await text(phone)
    told = len(await officer.messages())
    await town.later(minutes=2)
    assert len(await officer.messages()) == told, "they hear once"

    # another lead: it is with them today, and no more with who had it
    elder = next(one for one in await town.look(lambda db: care.of_year(db, 2027)) if one.number == 2)
    await press(town, supervisor, OpenCard(elder.id))
    await tap(town, supervisor, AssignCare, on(AssignCareTo, person=await town.person(worker)))
    await town.later(seconds=20)
    assert (await of_the_day(town))[of_chief] == (0, [])
    assert (await of_the_day(town))[of_worker] == (1, duty)
    assert asked in await text(worker)

    # in hospital, and back the same day
    for said, waits in (
        ((option("not_met"), option("hospital"), SEND), (0, [])),
        ((option("phone"), option("good"), SKIP, SEND), (1, duty)),
    ):
        await press(town, worker, LogCareVisit(elder.id))
        await tap(town, worker, *said)
        await town.later(seconds=20)
        assert (await of_the_day(town))[of_worker] == waits

    # an alert over the other: who was asked after today was so for both, in the street at 5 °C alone
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("10"), option("平鎮區"), NEXT, option("tomorrow"), SEND)
    lists = [one for one in await town.look(cold.owing) if one.alert.id == 2]
    assert {one.unit.name: one.waiting for one in lists if one.person != elder.person} == {
        "平鎮中心": 1,
        "社會局": 1,
    }
    [warmer] = [one for one in lists if one.person == await town.person(worker)]
    await press(town, worker, AskedAfter(warmer.id, elder.id, ColdContact.CALLED, 0))
    assert (await of_the_day(town))[of_worker] == (0, [])


@BOTH
async def test_of_two_alerts_at_once_each_is_called_by_what_differs(town: Town):
    """Two keys of one name took back, one of them, the wrong alert."""
    english = town.language == "en"
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await add(town, chief, "陳範例 0922333444 中正路9號")
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("10"), option(WHOLE), NEXT, option("tomorrow"), SEND)
    assert ("Take the alert back" if english else "解除低溫特報") in await keys(bureau), (
        "alone it needs no name"
    )
    await tap(town, bureau, PublishCold, option("5"), option("平鎮區"), NEXT, option("tomorrow"), SEND)
    await tap(town, bureau, PublishCold, option("5"), option("中壢區"), NEXT, option("tomorrow"), SEND)

    assert ("10 °C or below, the whole city," if english else "10 度以下，全市") in await text(bureau)
    shown = await keys(bureau)
    back = [one for one in shown if one.startswith("Take the alert back" if english else "解除低溫特報")]
    assert back == (
        [
            "Take the alert back: 5 °C or below, 中壢區",
            "Take the alert back: 5 °C or below, 平鎮區",
            "Take the alert back: 10 °C or below",
        ]
        if english
        else ["解除低溫特報：5 度以下、中壢區", "解除低溫特報：5 度以下、平鎮區", "解除低溫特報：10 度以下"]
    )
    assert len(set(shown)) == len(shown), shown

    await say(town, chief, "低溫")
    shown = await keys(chief)
    assert len(set(shown)) == len(shown), shown
    assert any("10°C 平鎮中心" in one for one in shown)
    lists = await town.look(lambda db: [one for each in cold.going_on(db) for one in cold.of_alert(db, each)])
    signs = [one.sign for one in lists if one.unit.name == "平鎮中心"]
    assert len(set(signs)) == len(signs) == 2, "a push, and what is to do today, tell them apart, too"

    leader = await town.join(Role.SUPERVISOR, "張樣本")
    await say(town, leader, "低溫")
    assert any("林示範" in one for one in await keys(leader)), "whose list it is, where it is another's"
    assert not any("林示範" in one for one in await keys(chief))

    await press(town, bureau, AskEndCold(2))
    await tap(town, bureau, EndCold)
    assert ("alert of 5 °C or below" if english else "5 度以下") in await text(chief), "the other goes on"


@BOTH
async def test_of_two_lists_alike_what_is_to_do_today_says_where(town: Town):
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    street = row("民間", "林測試", where=f"桃園市{VILLAGE}環南路地下道", group="街友")
    await send(town, bureau, "名單.xlsx", files.book(HEAD, street))
    await tap(town, bureau, GiveCareList)
    await say(town, bureau, "低溫")
    for where in (WHOLE, "平鎮區"):
        await tap(town, bureau, PublishCold, option("10"), option(where), NEXT, option("tomorrow"), SEND)
    await say(town, bureau, town.said("今天要辦", "to do today"))
    shown = [one for one in await keys(bureau) if "10°C" in one]
    assert len(shown) == len(set(shown)) == 2
    assert any(one.endswith("平鎮區") for one in shown)
    assert any(one.endswith(town.said("全市", "the whole city")) for one in shown)


@BOTH
async def test_who_leads_many_who_ask_after_elders_opens_each_of_their_lists(town: Town):
    """The sixth had no key; who is not done yet comes first."""
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    chiefs = [await town.join(Role.CHIEF, f"{one}示範", villages=(VILLAGE,)) for one in "甲乙丙丁戊己庚"]
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    for n, chief in enumerate(chiefs, 1):
        await add(town, chief, f"陳範例 092233344{n} 中正路{n}號")
    await say(town, bureau, "低溫")
    await tap(town, bureau, PublishCold, option("10"), option(WHOLE), NEXT, option("tomorrow"), SEND)
    await tap(town, chiefs[0], OpenCard, AskAfter, on(AskedAfter, how=ColdContact.CALLED))
    leader = await town.join(Role.SUPERVISOR, "張樣本")
    await say(town, leader, "低溫")
    lists = [one.id for one in await town.look(cold.owing) if one.unit.name == "平鎮中心"]
    assert len(lists) == 7
    shown = [one for one in lists if await has(leader, on(OpenCard, subject=one))]
    await tap(town, leader, ColdLists)
    shown += [one for one in lists if await has(leader, on(OpenCard, subject=one))]
    assert sorted(shown) == sorted(lists)
    assert any(one.startswith("✅") for one in await keys(leader)), "who is done comes last"
