"""A window of one district, from the phones: three lists, a chief, a family that three units know [003]."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select

from actions.new_year import campaign, results
from casework.new_year.care import figures
from casework.new_year.parts import CarePart
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import TAIPEI
from handlers.cases.history import History
from handlers.new_year.card import AssignCare, HighRisk, LogCareVisit, SeeCare
from handlers.new_year.listing import AddCare, GiveCareList, NoCareList
from handlers.new_year.overview import BeginCare, BeginCareNow, CareNotes
from handlers.new_year.papers import CareDocument, CarePaper
from handlers.new_year.results import ConfirmResults, CorrectResults, NoListOf, SendResults
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import reports
from storage.cases.reports import Report
from storage.core import journal
from storage.core.tables import cases as case_rows
from storage.new_year import campaigns, care
from storage.reminders import obligations
from storage.rosters import lists as rosters
from storage.staffing import people
from tests.handlers.errands.test_files import send
from tests.handlers.reminders.test_duties import press
from tests.handlers.serving import served
from tests.support import addressed
from tests.support import lists as files
from tests.support.certain import certain
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import documents, keys, say, sheet, tap, text
from tests.support.town import BOTH, VILLAGE, Town

HEAD = ["編號", "名單別", "姓名", "證號", "出生日期", "電話", "居住地址", "對象別", "最小兒少年齡", "結案日"]
DOOR = f"桃園市{VILLAGE}中正路100號"


def row(source: str, name: str, id_: str = "", where: str = DOOR, **said: str) -> list[str]:
    values = {"n": "1", "source": source, "name": name, "id": id_, "born": "", "phone": "", "where": where}
    rest = {"group": "", "age": "", "closed": ""}
    return list((values | rest | said).values())


def at(town: Town, year: int, month: int, day: int, hour: int) -> float:
    return (datetime(year, month, day, hour, tzinfo=TAIPEI) - town.clock.now).total_seconds()


async def in_trouble(town: Town, worker: Phone) -> int:
    """A family in service, with a child, whose father lost his work: one of level 1."""
    case = await served(town, worker, child_told=True)

    def told(db):
        addressed.speaks(db, worker.id)
        reports.keep(db, case, Report("no", "爸爸沒了工作", "", ("no_work",), call=False))

    await town.look(told)
    return case.id


async def owed(town: Town, subject: int) -> list[Duty]:
    return [each.duty for each in await town.look(lambda db: obligations.of_subject(db, subject))]


async def visit(town: Town, phone: Phone, *taps) -> None:
    await tap(town, phone, LogCareVisit, *taps, SKIP, SEND)


@dataclass
class Window:
    """The people of a district's New Year, and the family that three of them know."""

    town: Town
    worker: Phone
    supervisor: Phone
    chief: Phone
    bureau: Phone
    nurse: Phone
    officer: Phone
    neighbour: Phone
    """The chief of the next village."""
    english: bool = False
    family: int = 0
    other: int = 0

    def word(self, chinese: str, english: str) -> str:
        """Return what is read in their language."""
        return english if self.english else chinese

    async def part(self, unit: str) -> CarePart:
        found = await self.town.look(lambda db: campaigns.existing(db, 2027, self.town.units[unit].id))
        assert found is not None
        return found

    async def open(self, phone: Phone, subject: int) -> str:
        return await press(self.town, phone, OpenCard(subject))


@BOTH
async def test_a_window_from_the_lists_to_the_results(town: Town):
    language = town.language
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    worker, supervisor, bureau, nurse, officer, chief, neighbour = [
        await town.join(role, name, unit=unit, villages=villages, language=language)
        for role, name, unit, villages in (
            (Role.WORKER, "王測試", "平鎮中心", ()),
            (Role.SUPERVISOR, "張樣本", "平鎮中心", ()),
            (Role.BUREAU, "吳示例", "社會局", ()),
            (Role.LIAISON, "謝練習", "平鎮衛生所", ()),
            (Role.LIAISON, "周範警", "平鎮分局", ()),
            (Role.CHIEF, "林示範", "平鎮中心", (VILLAGE,)),
            (Role.CHIEF, "何里長", "平鎮中心", ("平鎮區新街里",)),
        )
    ]
    story = Window(
        town, worker, supervisor, chief, bureau, nurse, officer, neighbour, english=language == "en"
    )
    await begun_in_two_taps_and_the_case_found_by_rule(story)
    await three_lists_and_a_chief_make_one_household_with_one_lead(story)
    await nobody_sees_why_another_has_it(story)
    await where_to_go_is_behind_the_pin(story)
    await whoever_comes_second_sees_so_before_the_form(story)
    await what_is_not_as_it_should_be_is_reported_at_once(story)
    await results_are_counted_confirmed_corrected_and_sent_up(story)
    await the_papers_name_nobody(story)


async def begun_in_two_taps_and_the_case_found_by_rule(of: Window) -> None:
    case = await in_trouble(of.town, of.worker)
    await say(of.town, of.bureau, "春節")
    assert of.word("116年1月21日", "21 Jan 2027") in await text(of.bureau)
    await tap(of.town, of.bureau, BeginCare)
    assert of.word("要開始 116年春節關懷嗎", "Begin New-Year care 2027?") in await text(of.bureau)
    await tap(of.town, of.bureau, BeginCareNow)
    assert of.word("116年春節關懷已開始", "New-Year care 2027 has begun") in await text(of.bureau)
    assert of.word("尚未繳交：", "Missing: ") in await text(of.bureau)
    assert {
        of.word("📊 本單位成果", "📊 Results of my unit"),
        of.word("📄 成果表", "📄 Table of results"),
    } <= set(await keys(of.bureau)), "what is confirmed, and a file"
    for phone in (of.nurse, of.officer):
        assert of.word("名單", "list of households") in await text(phone)
    await of.town.later(minutes=1)
    assert of.word("1 戶", "1 household") in await text(of.worker)
    of.family = await of.town.look(lambda db: care.of_case(db, case) or 0)
    assert await owed(of.town, of.family) == [Duty.NEW_YEAR_VISIT]


async def three_lists_and_a_chief_make_one_household_with_one_lead(of: Window) -> None:
    not_theirs = files.book(HEAD, row("精神照護", "王小明", closed="115/6/1"))
    assert of.word("其他單位的名單", "another unit's list") in await send(
        of.town, of.officer, "名單.xlsx", not_theirs
    )
    health = files.book(
        HEAD,
        row("精神照護", "王小明", "A123456789", closed="115/6/1"),
        row("精神照護", "何例子", where=f"桃園市{VILLAGE}中正路5號", closed="110/6/1"),
        row("預防接種", "張例子", where=f"桃園市{VILLAGE}中正路7號"),
        row("自殺防治", "陳範例", where=f"桃園市{VILLAGE}中正路9號", closed="115/8/1"),
    )
    assert of.word("2 戶正確", "2 households are right") in await send(of.town, of.nurse, "名單.xlsx", health)
    await tap(of.town, of.nurse, GiveCareList)
    police = files.book(HEAD, row("毒品治安顧慮", "王大明", age="8"))
    await send(of.town, of.officer, "名單.xlsx", police)
    await tap(of.town, of.officer, GiveCareList)
    await say(of.town, of.chief, "春節")
    await tap(of.town, of.chief, AddCare)
    await say(of.town, of.chief, "王小明 0912345678 中正路100號")
    await tap(of.town, of.chief, option("no_work"))
    await say(of.town, of.neighbour, "春節")
    await tap(of.town, of.neighbour, AddCare)
    await say(of.town, of.neighbour, "王小明 A123456789 新街路3號")
    await tap(of.town, of.neighbour, option("mishap"))
    households = await of.town.look(lambda db: care.of_year(db, 2027))
    assert [one.unit.name for one in households] == ["平鎮中心", "平鎮衛生所"]
    assert await of.town.look(lambda db: len(care.entries_of(db, of.family))) == 5
    of.other = households[1].id


async def nobody_sees_why_another_has_it(of: Window) -> None:
    for phone, hidden in (
        (of.nurse, ("毒品", "drug")),
        (of.officer, ("精神", "mental")),
        (of.chief, ("毒品", "drug")),
        (of.neighbour, ("毒品", "drug")),
        (of.worker, ("精神", "mental")),
    ):
        shown = await of.open(phone, of.family)
        assert of.word("主責：平鎮中心", "Lead: 平鎮中心") in shown
        await tap(of.town, phone, History)
        read = shown + await text(phone)
        assert not any(one in read for one in hidden)
    assert of.word("主責", "Lead") not in await of.open(of.officer, of.other), "it is on no list of theirs"
    assert "王○明" not in await of.open(of.bureau, of.family)
    assert not await has(of.bureau, LogCareVisit)


async def where_to_go_is_behind_the_pin(of: Window) -> None:
    await of.open(of.nurse, of.family)
    await tap(of.town, of.nurse, SeeCare)
    await say(of.town, of.nurse, "482915", "482915")
    assert any("中正路100號" in each["text"] for each in await of.nurse.messages())
    acts = await of.town.look(lambda db: journal.of_subject(db, of.family))
    assert "care.address_shown" in [one.verb for one in acts]
    assert "中正路100號" not in await press(of.town, of.bureau, SeeCare(of.family))


async def whoever_comes_second_sees_so_before_the_form(of: Window) -> None:
    await of.town.later(seconds=at(of.town, 2027, 1, 25, 10))
    await of.open(of.nurse, of.family)
    await visit(of.town, of.nurse, option("home"), option("all"), option("good"))
    assert await owed(of.town, of.family) == []
    assert of.word("1/25", "25 Jan") in await press(of.town, of.nurse, HighRisk(of.family))
    assert "王○明" not in await press(of.town, of.nurse, AssignCare(of.family, 0)), "no deed of theirs"
    assert await owed(of.town, of.family) == [], "a key of before the visit asks for none once more"
    shown = await of.open(of.worker, of.family)
    assert of.word("1/25", "25 Jan") in shown
    assert "平鎮衛生所" in shown
    await tap(of.town, of.worker, LogCareVisit)
    assert of.word("再訪", "Why once more") in await text(of.worker)
    await say(of.town, of.worker, "孩子發燒，再去看看")
    assert of.word("第 2 題\n", "Question 2\n") in await text(of.worker), (
        "the answer decides how many there are"
    )
    await tap(of.town, of.worker, option("phone"))
    assert of.word("第 3／4 題", "Question 3 of 4") in await text(of.worker)
    await tap(of.town, of.worker, option("good"))
    assert of.word("第 4／4 題", "Question 4 of 4") in await text(of.worker)
    await tap(of.town, of.worker, SKIP, SEND)


async def what_is_not_as_it_should_be_is_reported_at_once(of: Window) -> None:
    await of.open(of.nurse, of.other)
    await tap(of.town, of.nurse, HighRisk)
    await visit(of.town, of.nurse, option("phone"), option("improper"))
    told = "\n".join(each["text"] for each in (await of.nurse.messages())[-3:])
    assert "113" in told
    assert of.word("收到了，謝謝您", "Received. Thank you") in told
    assert await owed(of.town, of.other) == [Duty.NEW_YEAR_VISIT], "at high risk by telephone is not enough"
    waiting = select(case_rows).where(case_rows.c.state == "screening")
    [new] = await of.town.look(lambda db: db.connection.execute(waiting).all())
    assert new.urgent
    await of.open(of.nurse, of.other)
    await tap(of.town, of.nurse, LogCareVisit, option("not_met"), option("hospital"), SEND)
    assert await owed(of.town, of.other) == []


async def results_are_counted_confirmed_corrected_and_sent_up(of: Window) -> None:
    await of.town.later(seconds=at(of.town, 2027, 2, 12, 9))
    assert of.word("住院：1", "in hospital: 1") in await of.open(of.nurse, (await of.part("平鎮衛生所")).id)
    await tap(of.town, of.nurse, ConfirmResults)
    assert of.word("已確認", "Confirmed") in await text(of.nurse)
    assert not await has(of.nurse, ConfirmResults)
    mine = (await of.part("平鎮衛生所")).id
    await of.open(of.nurse, of.other)
    await tap(of.town, of.nurse, LogCareVisit, option("phone"), option("good"), SKIP, SEND)
    assert await owed(of.town, mine) == [Duty.NEW_YEAR_RESULTS], "what was confirmed is so no more"
    assert of.word("住院", "in hospital") not in await of.open(of.nurse, mine)
    await tap(of.town, of.nurse, ConfirmResults)
    await of.open(of.supervisor, (await of.part("平鎮中心")).id)
    await tap(of.town, of.supervisor, CorrectResults, option("goods"))
    await say(of.town, of.supervisor, "三", "3", "里長另送物資")
    assert "里長另送物資" in await text(of.supervisor)
    whole = await of.part("社會局")
    await of.open(of.bureau, whole.id)
    await tap(of.town, of.bureau, SendResults)
    await say(of.town, of.bureau, "府社救字第1160000001號")
    assert "府社救字第1160000001號" in await text(of.bureau)
    assert await owed(of.town, whole.id) == [Duty.ALLOWANCES], "nobody ticked them"


@BOTH
async def test_who_confirms_results_says_why_nobody_went_to_some(town: Town):
    """The results hold a reason for each household that was not visited, but not for those nobody went to."""
    english = town.language == "en"
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await send(town, nurse, "名單.xlsx", files.book(HEAD, row("自殺防治", "陳範例", closed="115/8/1")))
    await tap(town, nurse, GiveCareList)
    await town.later(seconds=at(town, 2027, 2, 12, 9))
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["平鎮衛生所"].id))
    assert part is not None
    await press(town, nurse, OpenCard(part.id))
    await tap(town, nurse, ConfirmResults)
    assert (
        "Nobody went to 1 household: New Year 116-1" if english else "未訪 1 戶：春節 116-1"
    ) in await text(nurse)
    assert await owed(town, part.id) == [Duty.NEW_YEAR_RESULTS]
    await say(town, nurse, "住院期間，家屬婉拒")
    assert "家屬婉拒" in await text(nurse)
    assert await owed(town, part.id) == []
    await say(town, bureau, "春節")
    await tap(town, bureau, on(CarePaper, paper=CareDocument.RESULTS))
    table = [[cell.value for cell in each] for each in (await sheet(bureau)).iter_rows()]
    [told] = [each for each in table if each[0] == "平鎮衛生所"]
    assert told[-1] == "住院期間，家屬婉拒"


async def the_papers_name_nobody(of: Window) -> None:
    await say(of.town, of.bureau, "春節")
    await tap(of.town, of.bureau, on(CarePaper, paper=CareDocument.RESULTS))
    [file] = [one["document"]["file_name"] for one in await documents(of.bureau)][-1:]
    assert file.startswith(of.word("116年春節關懷", "New-Year care 2027")), file
    table = [[cell.value for cell in each] for each in (await sheet(of.bureau)).iter_rows()]
    [total] = [each for each in table if each[0] == of.word("合計", "Sum")]
    assert total[1] == "2"
    await tap(of.town, of.bureau, on(CarePaper, paper=CareDocument.HOUSEHOLDS))
    table = [[str(cell.value) for cell in each] for each in (await sheet(of.bureau)).iter_rows()]
    assert of.word("方式應為", "To be visited") in table[1]
    [family] = [each for each in table if each[0] == "1"]
    assert family[9:12] == (
        ["visited in person", "All of them", "Well"] if of.english else ["親訪", "全部看到", "良好"]
    ), "the visit that counts, not the call after it"
    written = " ".join(one for each in table for one in each)
    assert not any(one in written for one in ("王小明", "陳範例", "中正路", "精神", "毒品", "mental", "drug"))


async def test_a_long_list_is_put_on_some_at_a_time_and_who_gave_it_hears(
    town: Town, bureau, worker, monkeypatch
):
    """Whoever reports a child meanwhile waits for a piece, not for all of it."""
    monkeypatch.setattr(campaign, "PIECE", 2)
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    town.bot.bell.stop()
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    rows = [
        row("民間", f"{name}測試", where=f"桃園市{VILLAGE}中正路{n}號") for n, name in enumerate("王陳林", 1)
    ]
    again = row("民間", "王大測", where=f"桃園市{VILLAGE}中正路1號")
    await send(town, bureau, "名單.xlsx", files.book(HEAD, *rows, again))
    await tap(town, bureau, GiveCareList)
    assert "4 戶" in await text(bureau)
    assert await town.look(lambda db: care.of_year(db, 2027)) == []

    assert await town.look(campaign.go_on)
    assert len(await town.look(lambda db: care.of_year(db, 2027))) == 2
    await town.later(seconds=20)
    assert "3 戶" in await text(bureau), "one door and surname: one household"
    assert len(await town.look(lambda db: care.of_year(db, 2027))) == 3
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["社會局"].id))
    assert part is not None
    assert part.listed_at is not None
    assert not await town.look(campaign.go_on)


async def test_before_it_began_and_after_it_is_over(town: Town, bureau, chief, worker):
    await say(town, chief, "春節")
    assert "尚未開始" in await text(chief)
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    assert "尚未開始" in await send(town, nurse, "名單.xlsx", files.book(HEAD, row("預防接種", "王小明")))
    await press(town, chief, BeginCareNow(2027))
    assert await town.look(campaigns.going_on) is None
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await press(town, bureau, BeginCareNow(2027))
    assert await town.look(campaigns.going_on)
    await say(town, nurse, "春節")
    await tap(town, nurse, NoCareList)
    assert not await has(nurse, NoCareList)
    await tap(town, nurse, CareNotes)
    assert "12" in await text(nurse)
    await town.later(minutes=1)
    case = await in_trouble(town, worker)
    await town.later(minutes=1)
    assert await town.look(lambda db: care.of_case(db, case)) is None, "today's cases were looked at before"
    await town.later(days=1)
    number = await town.look(lambda db: care.of_case(db, case))
    assert number, "a new one is found the next day"
    await people_leave_and_the_bureau_confirms_for_them(town, nurse, bureau)
    await town.later(seconds=at(town, 2027, 2, 18, 9))
    assert await town.look(campaigns.going_on) is None
    assert await owed(town, number) == [], "the window is over"


async def people_leave_and_the_bureau_confirms_for_them(town: Town, nurse: Phone, bureau: Phone) -> None:
    """Results that nobody of a unit could confirm any more are on the page of who hears of them."""
    gone = await town.person(nurse)
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["平鎮衛生所"].id))
    assert part is not None
    await town.later(seconds=at(town, 2027, 2, 11, 9))
    await say(town, bureau, "春節")
    assert not await has(bureau, on(OpenCard, subject=part.id))
    await town.look(lambda db: people.change(db, gone, active=False))
    await say(town, bureau, "春節")
    await tap(town, bureau, on(OpenCard, subject=part.id), ConfirmResults)
    assert await owed(town, part.id) == []


async def test_of_a_unit_that_has_nobody_the_bureau_says_that_there_is_no_list(town: Town, bureau):
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    gone = await town.person(nurse)
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["平鎮衛生所"].id))
    assert part is not None
    await town.look(lambda db: people.change(db, gone, active=False))
    await press(town, bureau, OpenCard(part.id))
    await tap(town, bureau, NoListOf)
    assert await owed(town, part.id) == [Duty.NEW_YEAR_RESULTS]
    assert not await has(bureau, NoListOf)


async def test_a_unit_says_of_itself_that_it_has_no_list(town: Town, bureau):
    """Its own card called it that unit, as if it were somebody else's."""
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["平鎮衛生所"].id))
    assert part is not None
    await press(town, nurse, OpenCard(part.id))
    assert "本單位無名單" in [label for row in await nurse.buttons() for label in row]
    await tap(town, nurse, NoListOf)
    assert "該單位" not in str((await nurse.last())["text"])


@BOTH
async def test_that_a_unit_has_no_list_is_not_called_a_list_that_was_handed_in(town: Town):
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await say(town, nurse, "春節")
    await tap(town, nurse, NoCareList)
    handed_in = town.said("繳交", "handed in")
    assert town.said("回報無名單", "has no list") in await text(nurse)
    assert handed_in not in await text(nurse)
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["平鎮衛生所"].id))
    assert part is not None
    shown = await press(town, nurse, OpenCard(part.id))
    assert town.said("回報無名單", "has no list") in shown
    assert handed_in not in shown
    await say(town, bureau, "春節")
    counted, none, *_ = [
        one for one in (await text(bureau)).splitlines() if "平鎮衛生所" in one or handed_in in one
    ]
    assert town.said("已繳交 0／", "Lists: 0 of") in counted
    assert town.said("回報無名單：平鎮衛生所", "have none: 平鎮衛生所") in none

    # a list that comes after all is one
    await send(town, nurse, "名單.xlsx", files.book(HEAD, row("自殺防治", "陳範例", closed="115/8/1")))
    await tap(town, nurse, GiveCareList)
    await say(town, nurse, "春節")
    assert handed_in in await text(nurse)


async def test_a_charity_without_an_account_is_filled_in_by_the_bureau(town: Town, bureau, chief, worker):
    """代填: its list, the visit of its volunteers, what they gave; counted with the bureau's."""
    await town.later(seconds=at(town, 2027, 1, 25, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    where = f"桃園市{VILLAGE}環南路8號"
    await send(town, bureau, "名單.xlsx", files.book(HEAD, row("民間", "林測試", where=where)))
    await tap(town, bureau, GiveCareList)
    [one] = await town.look(lambda db: care.of_year(db, 2027))
    assert one.unit.name == "社會局"
    assert "林○試" not in await press(town, worker, OpenCard(one.id))
    await press(town, bureau, OpenCard(one.id))
    volunteers = (option("volunteer"), option("no_children"), option("good"), option("goods"), NEXT)
    await tap(town, bureau, LogCareVisit, *volunteers, SEND)
    assert await owed(town, one.id) == []
    counted = figures(await town.look(lambda db: care.of_year(db, 2027)), town.office.rules)
    assert (counted["households"], counted["volunteer"], counted["goods"]) == (1, 1, 1)


async def test_an_old_key_that_says_there_is_no_list_does_not_contradict_the_list(town, bureau):
    await town.later(seconds=at(town, 2026, 12, 19, 9))
    nurse, colleague = [
        await town.join(Role.LIAISON, name, unit="平鎮衛生所") for name in ("謝練習", "何練習")
    ]
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await say(town, colleague, "春節")
    await send(town, nurse, "名單.xlsx", files.book(HEAD, row("精神照護", "王測試", closed="115/6/1")))
    await tap(town, nurse, GiveCareList)
    await tap(town, colleague, NoCareList)
    part = await town.look(lambda db: campaigns.existing(db, 2027, town.units["平鎮衛生所"].id))
    assert part is not None
    assert not part.none


@BOTH
async def test_a_list_says_all_that_is_wrong_and_what_of_the_file_was_not_read(town: Town, bureau: Phone):
    """A list of which 7 rows are left out named 5 of them, and a sheet for each district was read as one."""
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所", language=town.language)
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    wrong = [row("毒危", f"王{name}", closed="112/1/1") for name in "甲乙丙丁戊己庚"]
    sheets = {
        "平鎮": [["115年春節名冊"], HEAD, *wrong],
        "中壢": [HEAD, row("毒危", "李示範")],
        "說明": [["請先讀我"]],
    }
    await send(town, nurse, "名冊.xlsx", files.sheets(**sheets))
    said = [str(one.get("text", "")) for one in await nurse.messages()]
    assert any("中壢" in one and "說明" not in one for one in said)
    assert [cell.value for cell in (await sheet(nurse))["A"][-7:]] == [str(n) for n in range(3, 10)]
    assert town.said("❗ 名稱為「115年春節」", "❗ It is called “115年春節”") in await text(nurse)


@BOTH
async def test_results_add_up_and_the_bureau_sees_whose_are_not_confirmed_before_it_sends_them_up(
    town: Town, bureau: Phone
):
    """A household that was reached by telephone after all is two figures, and one could be corrected."""
    clerk = await town.join(Role.CLERK, "鄭承辦", unit="平鎮中心", language=town.language)
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await send(town, nurse, "名單.xlsx", files.book(HEAD, row("自殺防治", "陳範例", closed="115/8/1")))
    await tap(town, nurse, GiveCareList)
    await say(town, clerk, "春節")
    await tap(town, clerk, AddCare)
    await say(town, clerk, "王小明 中正路8號", VILLAGE)
    await tap(town, clerk, option("alone"))
    await town.later(seconds=at(town, 2027, 2, 12, 9))
    part, whole, others = [
        certain(await town.look(partial(campaigns.existing, year=2027, unit=town.units[one].id)))
        for one in ("平鎮中心", "社會局", "平鎮衛生所")
    ]
    await press(town, clerk, OpenCard(part.id))
    await tap(town, clerk, CorrectResults, option("phone"))
    await say(town, clerk, "1", "漏登電話訪視")
    assert town.said("合計 2 戶", "adds up to 2") in await text(clerk)
    assert town.said("不符：平鎮中心", "do not add up: 平鎮中心") in await press(
        town, bureau, OpenCard(whole.id)
    )
    await press(town, clerk, OpenCard(part.id))
    await tap(town, clerk, CorrectResults, option("not_yet"))
    await say(town, clerk, "0", "改列電話訪視")
    assert town.said("合計", "adds up to") not in await text(clerk)
    assert "漏登電話訪視；改列電話訪視" in await text(clerk)
    said = await press(town, bureau, OpenCard(whole.id))
    assert town.said("1／2", "1 of 2") in said
    assert "平鎮衛生所" in said
    await press(town, bureau, ConfirmResults(whole.id))
    assert await owed(town, whole.id) == [Duty.ALLOWANCES, Duty.NEW_YEAR_RESULTS], (
        "it is sent up, not confirmed"
    )
    await press(town, bureau, OpenCard(whole.id))
    await tap(town, bureau, SendResults)
    await say(town, bureau, "府社救字第1160000001號")
    await press(town, clerk, OpenCard(part.id))
    assert not await has(clerk, CorrectResults)
    await press(
        town, nurse, OpenCard((await town.look(lambda db: care.of_lead(db, 2027, others.unit.id)))[0].id)
    )
    await visit(town, nurse, option("phone"), option("good"))
    sums = await town.look(lambda db: results.total(db, 2027))
    assert (sums["phone"], sums["not_yet"]) == (1, 1), "what was sent up stands"


@BOTH
async def test_who_goes_before_the_window_is_told_that_it_does_not_count(town: Town, bureau: Phone):
    """They were told of a child at high risk, where there is none of either."""
    clerk = await town.join(Role.CLERK, "鄭承辦", unit="平鎮中心", language=town.language)
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await say(town, clerk, "春節")
    await tap(town, clerk, AddCare)
    await say(town, clerk, "王小明 中正路100號", VILLAGE)
    await tap(town, clerk, option("alone"))
    await visit(town, clerk, option("phone"), option("good"))
    said = await text(clerk)
    assert town.said("116年1月21日", "21 Jan 2027") in said.split("\n\n")[0]
    assert town.said("高度風險", "high risk") not in said.split("\n\n")[0]
    await town.later(seconds=at(town, 2027, 1, 25, 9))
    await visit(town, clerk, option("phone"), option("good"))
    assert (await text(clerk)).split("\n\n")[0] == town.said("訪視已存檔。", "The visit is saved.")


async def test_a_village_that_was_named_once_is_read_so_on_a_list_of_new_year_care(town: Town, bureau: Phone):
    """It is asked once: from then on each list is read so."""
    nurse = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    await town.later(seconds=at(town, 2026, 12, 10, 9))
    await say(town, bureau, "春節")
    await tap(town, bureau, BeginCare, BeginCareNow)
    await town.look(lambda db: rosters.name_village(db, "平鎮區新勢村", VILLAGE))
    row_ = row("毒危", "王測試", where="桃園市平鎮區新勢村1鄰2號", closed="115/10/1")
    await send(town, nurse, "名冊.xlsx", files.book(HEAD, row_))
    assert await has(nurse, GiveCareList)
