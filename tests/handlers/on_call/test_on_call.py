"""From the phones: a unit names who is on call, anybody asks, and a night calls one after the other."""

from datetime import date, datetime

from actions import intake
from casework.cases.case import Case
from casework.on_call import empty_days
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI
from handlers.cases.recusing import KeepOut, KeepOutNow, KeepsOut
from handlers.intake import worries
from handlers.on_call.answering import TurnOnCall
from handlers.on_call.calls import OnIt
from handlers.on_call.rota import ChooseOfficer, ClearDay, OpenRota, PhoneOn, PutOnCall
from handlers.screening.dispatching import Confirm, Dispatch
from handlers.staffing.people import ChangePhone, MyTeam, OpenPerson
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage import on_call
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.reminders import obligations
from storage.staffing import people
from storage.staffing.invitations import invite
from tests.handlers.ringing import nudges, ring
from tests.support.keys import has, on
from tests.support.phones import from_home, keys, say, tap, text
from tests.support.town import BOTH, VILLAGE, Town


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027 if month < 6 else 2026, month, day, hour, minute, tzinfo=TAIPEI)


async def heard(phone: Phone, word: str) -> int:
    return sum(word in one["text"] for one in await phone.messages() if one["from"] == "bot")


async def test_which_day_was_named_is_said_where_the_list_does_not_show_it(town: Town) -> None:
    head = await town.join(Role.HEAD, "丁主管", unit="家防中心")
    await say(town, head, "2/5 甲示例 0912345678")
    assert "已排 1 天：116年2月5日（五）。" in await text(head)
    await say(town, head, "6/2 甲示例\n6/3 乙示例\n6/4 丙示例 0912345678")
    assert "還缺電話：甲示例、乙示例" in await text(head)


@BOTH
async def test_a_line_that_lacks_a_telephone_or_a_name_says_so_and_is_no_question_about_cases(
    town: Town,
) -> None:
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    await say(town, supervisor, "6/5 陳虛構")
    assert town.said("還缺電話：陳虛構", "I need a telephone number for: 陳虛構") in await text(supervisor)
    await say(town, supervisor, "6/5 08:00-17:00 陳虛構 0922345678 備援 林虛構")
    assert town.said("還缺電話：林虛構", "I need a telephone number for: 林虛構") in await text(supervisor)
    await say(town, supervisor, "6/5 0922345678\n6/6 陳虛構 0922345678")
    assert town.said("還缺姓名：0922345678", "I need a name for: 0922345678") in await text(supervisor)
    for question in ("6/5 逾期", "6/5 平鎮", "王大明", "6/5 爸爸又打小孩了"):
        await say(town, supervisor, question)
        assert not await has(supervisor, OpenRota), question
        assert town.said("還缺", "I need") not in await text(supervisor), question


async def test_what_a_liaison_wrote_may_be_a_report_all_the_same(town: Town) -> None:
    liaison = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    await say(town, liaison, "6/1 王大明")
    await tap(town, liaison, worries.Worry)
    assert "6/1 王大明" in await text(liaison)


async def test_a_night_goes_from_who_is_on_call_to_the_backup_and_to_who_leads(
    town: Town, worker: Phone, supervisor: Phone, chief: Phone
) -> None:
    town.bot.bell.stop()
    first, second, third = [
        await town.join(Role.SCREENER, name, unit="家防中心") for name in ("甲示例", "乙示例", "丙示例")
    ]
    head = await town.join(Role.HEAD, "丁主管", unit="家防中心")
    await say(town, head, "6/1-6/3 17:00-08:00 甲示例 備援 乙示例")
    assert "已排 3 天：115年6月1日（一） 至 115年6月3日（三）。" in await text(head)
    colleague = await town.join(Role.WORKER, "趙同事")
    await say(town, supervisor, "6/1-6/2 趙同事 備援 王測試")
    await say(town, chief, "值班")
    assert "趙同事" in await text(chief)
    for one in (first, second, third, worker, colleague):
        await say(town, one, "/home")

    await ring(town, at(6, 1, 23, 10))
    await say(town, chief, "值班")
    assert "甲示例" in await text(chief), "at night, too, on an ordinary day"
    case = await _urgent(town, chief)
    assert [await heard(one, case.number) for one in (first, second, third)] == [1, 0, 0]
    await ring(town, at(6, 1, 23, 41))
    assert [await heard(one, case.number) for one in (first, second, third)] == [1, 1, 0]
    await tap(town, second, OpenCard, OnIt)
    assert "不會再找其他人" in await text(second)
    await ring(town, at(6, 2, 0, 20))
    assert await heard(third, case.number) == 0

    await tap(town, second, Confirm)
    assert "趙同事" in await text(second)
    await tap(town, second, Dispatch)
    assert await heard(colleague, case.number) == 1
    assert await heard(worker, case.number) == 0
    await ring(town, at(6, 2, 0, 51))
    assert await heard(worker, case.number) == 1
    assert await heard(supervisor, "值班人員沒有回覆") == 0
    await ring(town, at(6, 2, 1, 22))
    assert await heard(supervisor, "值班人員沒有回覆") == 1


async def _urgent(town: Town, chief: Phone, household: str = "") -> Case:
    """Report that somebody is in danger."""
    person = await town.person(chief)

    def told(db: Transaction) -> Case:
        db.speaker = people.get(db, person)
        said = Report("yes", "隔壁一直有哭聲", household, (), call=True)
        return intake.report(db, said, village=VILLAGE)

    case = await town.look(told)
    await town.settle()
    return case


async def test_who_keeps_out_at_night_is_followed_at_once_by_the_next_one_on_call_and_then_by_who_leads(
    town: Town, worker: Phone, supervisor: Phone, chief: Phone
) -> None:
    town.bot.bell.stop()
    first, second = [await town.join(Role.SCREENER, name, unit="家防中心") for name in ("甲示例", "乙示例")]
    head = await town.join(Role.HEAD, "丁主管")
    colleague = await town.join(Role.WORKER, "趙同事")
    screening = await town.join(Role.SUPERVISOR, "丙督導", unit="家防中心")
    await say(town, screening, "6/1-6/3 17:00-08:00 甲示例 備援 乙示例")
    await say(town, supervisor, "6/1-6/2 趙同事 備援 王測試")
    await ring(town, at(6, 1, 23, 10))
    case = await _urgent(town, chief)
    await say(town, first, case.number)
    await tap(town, first, KeepOut, KeepOutNow)
    await ring(town, at(6, 1, 23, 11))
    assert await heard(second, case.number) == 1, "not after half an hour"

    await tap(town, second, OpenCard, Confirm, Dispatch)
    assert await heard(colleague, case.number) == 1
    await say(town, supervisor, case.number)
    await tap(town, supervisor, KeepOut, on(KeepsOut, person=await town.person(worker)))
    await say(town, supervisor, case.number)
    await tap(town, supervisor, KeepOut, KeepOutNow)
    told = await heard(supervisor, case.number)
    await ring(town, at(6, 1, 23, 50))
    assert await heard(worker, case.number) == 0, "the backup keeps out"
    assert await heard(supervisor, case.number) == told, "and so does who leads"
    assert await heard(head, "值班人員沒有回覆") == 1


async def test_nobody_on_call_is_called_to_their_own_household(
    town: Town, worker: Phone, supervisor: Phone, chief: Phone
) -> None:
    first, second, third = [
        await town.join(Role.SCREENER, name, unit="家防中心") for name in ("甲示例", "乙示例", "丙示例")
    ]
    head = await town.join(Role.HEAD, "丁主管", unit="家防中心")
    await say(town, head, "6/1-6/3 17:00-08:00 甲示例 備援 乙示例")
    town.clock.now = at(6, 1, 23, 10)
    person = await town.person(first)
    number = await town.look(lambda db: people.get(db, person).phone)
    by_name, by_number = [await _urgent(town, chief, who) for who in ("甲示例", f"某人 {number}")]
    for case in (by_name, by_number):
        assert [await heard(one, case.number) for one in (first, second, third)] == [0, 1, 0]
    await say(town, head, "6/1-6/3 17:00-08:00 甲示例")
    case = await _urgent(town, chief, "甲示例")
    assert [await heard(one, case.number) for one in (first, second, third)] == [0, 1, 1]


async def test_all_screeners_hear_where_nobody_is_on_call(town: Town, screener: Phone) -> None:
    other = await town.join(Role.SCREENER, "乙示例", unit="家防中心")
    town.clock.now = at(6, 1, 23, 10)
    case = await _urgent(town, await town.join(Role.CHIEF, "林示範", villages=("平鎮區新勢里",)))
    assert [await heard(one, case.number) for one in (screener, other)] == [1, 1]


async def test_the_holiday_is_named_day_by_day_and_the_telephone_is_on_the_day_before(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    head = await town.join(Role.HEAD, "陳主管")
    await ring(town, at(12, 24, 8, 30))
    rota = await town.look(lambda db: on_call.of_unit(db, town.units["平鎮中心"].id))
    assert rota is not None
    await ring(town, at(1, 21, 8, 30))
    assert await nudges(supervisor, "值班 平鎮中心")
    await say(town, supervisor, "值班")
    await tap(town, supervisor, OpenRota)
    for _ in range(7):
        await tap(town, supervisor, on(ChooseOfficer, day=await _empty(town)), PutOnCall)
    assert Duty.NAME_ON_CALL not in await _owed(town, rota.id)
    assert "還有" not in await text(supervisor)
    await ring(town, at(2, 3, 10))
    assert await nudges(worker, "值班 平鎮中心") or await nudges(supervisor, "值班手機開機")
    who = worker if await nudges(worker, "值班 平鎮中心") else supervisor
    before = len(await nudges(head, "值班 平鎮中心"))
    await ring(town, at(2, 3, 19))
    assert len(await nudges(head, "值班 平鎮中心")) == before + 1, "silent: the head hears"
    await tap(town, who, OpenCard, PhoneOn)
    assert "已開機" in await text(who)
    await ring(town, at(2, 5, 10))
    assert len(await _owed(town, rota.id)) == 6, "what is past owes nothing"


async def _empty(town: Town) -> int:
    rota = await town.look(lambda db: on_call.rota_of(db, town.units["平鎮中心"].id))
    return empty_days(rota, town.office.rules)[0].toordinal()


async def _owed(town: Town, rota: int) -> list[Duty]:
    return [one.duty for one in await town.look(lambda db: obligations.of_subject(db, rota))]


async def test_in_english_anybody_asks_and_a_chief_names_nobody(town: Town, supervisor: Phone) -> None:
    chief = await town.join(Role.CHIEF, "Lin", villages=("平鎮區新勢里",), language="en")
    await say(town, supervisor, "6/1 王測試 0912345678")
    await say(town, chief, "on duty")
    assert "王測試 0912345678 (00:00-24:00)" in await text(chief)
    assert not any("list" in one for one in await keys(chief))
    await say(town, chief, "6/2 Wang 0912345678")
    assert "on call" not in (await text(chief)).casefold()


async def test_nobody_reads_or_changes_the_list_of_another_unit(town: Town, worker: Phone) -> None:
    elsewhere = await town.join(Role.SUPERVISOR, "丙督導", unit="桃園中心")
    await say(town, elsewhere, "平鎮中心\n6/1 王測試 0912345678")
    rota = await town.look(lambda db: on_call.of_unit(db, town.units["平鎮中心"].id))
    assert rota is None
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await say(town, bureau, "平鎮中心\n6/1 王測試 0912345678")
    rota = await town.look(lambda db: on_call.of_unit(db, town.units["平鎮中心"].id))
    assert rota is not None
    assert len(rota.shifts) == 1


async def test_nobody_is_taken_off_a_day_who_was_named_after_the_card_was_shown(town: Town) -> None:
    head, other = [await town.join(Role.HEAD, name, unit="家防中心") for name in ("甲主管", "乙主管")]
    day = at(6, 2, 0).date()
    await say(town, head, "6/2 甲示例 0912345678", "值班")
    await tap(town, head, OpenRota, on(ChooseOfficer, day=day.toordinal()))
    await say(town, other, "6/2 乙示例 0922345678")
    await tap(town, head, ClearDay)
    assert "已過期" in await text(head)
    assert "乙示例" in await text(head)
    await tap(town, head, on(ChooseOfficer, day=day.toordinal()), ClearDay)
    assert "乙示例" not in await text(head)
    await say(town, head, "6/1 20:00-08:00 甲示例 0912345678", "值班")
    await tap(town, head, OpenRota, on(ChooseOfficer, day=day.toordinal() - 1))
    town.clock.now = at(6, 2, 0, 10)
    await tap(town, head, ClearDay)
    await say(town, other, "值班")
    assert "甲示例" in await text(other), "who answers until the morning still does"


async def test_nobody_is_on_call_on_a_day_for_which_nobody_plans(town: Town) -> None:
    head = await town.join(Role.HEAD, "丁主管", unit="家防中心")
    unit, person = town.units["家防中心"].id, await town.person(head)
    card = (await head.last())["id"]
    await head.forge(card, PutOnCall(unit, date.max.toordinal(), person).data())
    await town.settle()
    assert await town.look(lambda db: on_call.of_unit(db, unit)) is None


async def test_who_has_another_number_is_called_there_where_they_are_on_call(
    town: Town, supervisor: Phone, worker: Phone
) -> None:
    person = await town.person(worker)
    await say(town, supervisor, "6/1 王測試", "6/2 王測試 0922345678", "6/3 林外人 0933345678 備援 王測試")
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=person), ChangePhone)
    await say(town, supervisor, "0912 000 111")
    await say(town, worker, "值班")
    assert "王測試 0912000111（00:00-24:00）" in await text(worker)
    await tap(town, worker, OpenRota)
    shown = await text(worker)
    assert "林外人 0933345678（00:00-24:00） 備援 王測試 0912000111" in shown
    assert "王測試 0922345678" in shown, "a number that was given for that day"
    code = await town.look(lambda db: invite(db, Role.WORKER, town.units["平鎮中心"].id, (), "王新名"))
    await say(town, worker, f"/start {code}")
    await worker.contact()
    await town.settle()
    await say(town, worker, "值班")
    assert "王新名 0900000001（00:00-24:00）" in await text(worker)


async def test_who_answers_now_is_told_on_as_many_pages_as_it_says(town: Town) -> None:
    bureau = await town.join(Role.BUREAU, "高示範", unit="社會局")
    posts = [
        await town.add_unit(f"示範{at}分局", UnitKind.POLICE, "龍潭區") for at in "甲乙丙丁戊己庚辛壬癸子"
    ]
    for unit in posts:
        await say(town, bureau, f"{unit.name}\n6/1 甲示例 0912345678")
    await say(town, bureau, "值班")
    assert "第 1／2 頁" in await text(bureau)
    await tap(town, bureau, TurnOnCall)
    assert "第 2／2 頁" in await text(bureau)
    assert not await has(bureau, on(TurnOnCall, page=2))
