"""Why (ⓘ, /why): the rule, its source and dates, what stops it, and who hears next (`ux.md` 20)."""

from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.reminders import duties
from handlers.reminders.duties import Why
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from tests.handlers.ringing import june, nudges, offered, owed, press, reported, ring
from tests.handlers.serving import served
from tests.support.cases import save, with_facts
from tests.support.phones import keys, say, tap, text
from tests.support.town import MONDAY, Town


async def test_it_tells_the_rule_with_its_source_and_dates_and_what_stops_it(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    await served(town, worker)
    await ring(town, june(8))
    await tap(town, worker, duties.Why)
    told = (await text(worker)).splitlines()
    assert told[1:] == [
        "依據：兒少權法第54條；脆弱家庭辦法第5條",
        "適用版次：112 年",
        "自 115年6月1日（一） 09:00 起算，期限 115年6月11日（四） 23:59",
        "以日計：至最後一日結束為止。",
        "完成方式：訪視",
        "下一次 115年6月10日（三） 08:30 通知：承辦人 王測試",
    ]
    assert await keys(worker) == ["◀ 返回", "🏠 首頁"]


async def test_it_names_everybody_who_hears_next(town: Town, worker: Phone, supervisor: Phone) -> None:
    case = await served(town, worker)
    await ring(town, june(8), june(10), june(11))
    answer = await press(town, worker, Why((await owed(town, case, Duty.FIRST_VISIT)).id))
    assert "115年6月12日（五） 08:30 通知：承辦人 王測試、督導 張樣本" in answer


async def test_a_head_is_named_as_the_head(town: Town, worker: Phone, supervisor: Phone) -> None:
    await town.join(Role.HEAD, "謝主任")
    case = await served(town, worker)
    await ring(town, june(8), june(10), june(11))
    answer = await press(town, worker, Why((await owed(town, case, Duty.FIRST_VISIT)).id))
    assert "通知：承辦人 王測試、督導 張樣本、主管 謝主任" in answer


async def test_at_the_end_of_the_ladder_it_says_who_is_reminded_again_and_when(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker)
    await ring(town, june(15))
    answer = await press(town, worker, Why((await owed(town, case, Duty.FIRST_VISIT)).id))
    assert "下一次 115年6月22日（一） 08:30 通知：承辦人 王測試" in answer


async def test_the_documents_are_named_as_people_know_them(town: Town, screener: Phone) -> None:
    case = await reported(town, urgent=True)
    answer = await press(town, screener, Why((await owed(town, case, Duty.SCREEN)).id))
    assert "依據：春節關懷計畫及會議紀錄追蹤表 4、篩派時限；兒少權法第53條第3項\n" in answer


async def test_what_no_document_sets_is_the_citys_default(town: Town, worker: Phone) -> None:
    case = await offered(town, worker)
    answer = await press(town, worker, Why((await owed(town, case, Duty.ACKNOWLEDGE)).id))
    assert "依據：本市自訂" in answer
    assert "domain" not in answer


async def test_asked_in_reply_to_a_digest_it_lets_one_choose_of_just_these(town: Town, worker: Phone) -> None:
    first = await served(town, worker)
    second = await served(town, worker)
    await ring(town, june(8))
    [digest] = await nudges(worker, first)
    await served(town, worker, accepted_at=june(2))
    await ring(town, june(9))
    await worker.say("/why", reply_to=digest["id"])
    await town.settle()
    assert await keys(worker) == [f"{first.number} 首次訪視", f"{second.number} 首次訪視", "🏠 首頁"]
    await tap(town, worker, f"{second.number} 首次訪視")
    assert second.number in await text(worker)
    assert "依據" in await text(worker)


async def test_asked_without_a_message_it_explains_what_one_was_nudged_about(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker)
    await ring(town, june(8))
    await say(town, worker, "/why")
    assert (await text(worker)).startswith(case.number)
    assert "依據" in await text(worker)


async def test_asked_with_nothing_open_it_says_so(town: Town, worker: Phone) -> None:
    await say(town, worker, "/why")
    assert "沒有" in await text(worker)


async def test_it_says_nothing_of_a_case_that_is_another_workers_by_now(town: Town, worker: Phone) -> None:
    other = await town.join(Role.WORKER, "鄭同仁")
    case, person = await served(town, worker), await town.person(other)
    await ring(town, june(8))

    def hand_over(db: Transaction) -> None:
        save(db, with_facts(cases.read(db, case.id), worker=person), "case.handed_over", person=person)

    await town.look(hand_over)
    await say(town, worker, "/why")
    assert case.number not in await text(worker)
    assert "王測試" in await text(worker)  # home


async def test_a_reply_to_what_is_done_says_that_nothing_of_it_is_open(town: Town, worker: Phone) -> None:
    done = await served(town, worker)
    await ring(town, june(8))
    [told] = await nudges(worker, done)

    def visit(db: Transaction) -> None:
        save(db, cases.read(db, done.id).visit(on=MONDAY.date(), risk=None), "case.visited", counts=1)

    await town.look(visit)
    await worker.say("/why", reply_to=told["id"])
    await town.settle()
    assert "依據" not in await text(worker)
