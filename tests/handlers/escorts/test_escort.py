"""A worker asks at 22:00, the precinct answers behind its PIN, both go [004]; and one that nobody answers."""

from casework.cases.access import Relation
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.cases.reveal import Reveal
from handlers.escorts.asking import AskEscort
from handlers.escorts.card import CantCome, Come, EndEscort, MoveEscort
from handlers.escorts.listing import EscortSheet
from handlers.escorts.where import SeeWhere
from handlers.forms.form_cards import Pick
from handlers.service.deciding import Approve, CloseNow
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.escorts import escorts
from storage.reminders import obligations
from tests.handlers.reminders.test_duties import press
from tests.handlers.service.test_closing import open_proposal, propose
from tests.handlers.serving import journal_of, open_card, served
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import say, sheet, signed, tap, text, twice
from tests.support.town import BOTH, Town

FIRST = on(Pick, option=0)
WHERE = "中正路100號"


async def asked(town: Town, worker: Phone, *, why: str = "violence"):
    """Ask from the card, for the first moment that is suggested: three taps."""
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, AskEscort)
    assert "110" in (await text(worker)).split("Question")[0]
    await tap(town, worker, FIRST, option(why), SEND)
    [one] = await town.look(lambda db: escorts.of_case(db, case))
    return case, one


async def owed(town: Town, one) -> list[Duty]:
    return [each.duty for each in await town.look(lambda db: obligations.of_subject(db, one.id))]


@BOTH
async def test_a_visit_at_night_with_the_police(town, worker) -> None:
    await town.later(hours=13)  # 22:00
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    case, one = await asked(town, worker)
    assert await owed(town, one) == [Duty.ANSWER_ESCORT]
    pushed = await text(officer)
    assert case.number in pushed
    assert WHERE not in pushed
    assert "王小明" not in pushed

    # behind the PIN: where it is, and nothing else; the case itself is not theirs
    await tap(town, officer, OpenCard)
    assert WHERE not in await text(officer)
    assert case.number not in await press(town, officer, OpenCard(case.id))
    assert case.number not in await press(town, officer, Reveal(case.id))
    await press(town, officer, OpenCard(one.id))
    await tap(town, officer, SeeWhere)
    await say(town, officer, "482915", "482915")
    [shown] = [each["text"] for each in await officer.messages() if WHERE in each["text"]]
    assert "孩子常常一個人在家" not in shown
    assert "case.address_shown" in [entry.verb for entry in await journal_of(town, case)]

    # another time first, then yes; who asked hears each, and an hour before both are reminded
    await tap(town, officer, MoveEscort)
    await say(town, officer, "明天下午2點半")
    assert "14:30" in await text(worker)
    assert await owed(town, one) == []
    await press(town, officer, Come(one.id))
    assert town.said("可陪同", "the police go with") in await text(worker)
    await town.later(hours=15, minutes=40)  # 13:40
    for phone in (worker, officer):
        assert town.said("即將開始", "is soon") in await text(phone)

    # afterwards one line, and where it is, is gone
    await town.later(hours=2)
    await press(town, officer, EndEscort(one.id))
    await tap(town, officer, option("accompanied"), SKIP)
    assert town.said("已結束", "is over") in await text(worker)
    assert WHERE not in await officer.transcript()
    assert not await town.look(lambda db: escorts.of_case(db, case))
    assert case.number not in await press(town, officer, SeeWhere(one.id))
    await press(town, worker, OpenCard(one.id))
    assert town.said("已陪同", "accompanied") in await text(worker)


@BOTH
async def test_a_double_tap_on_we_come_is_heard_once(town, worker) -> None:
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    await asked(town, worker)
    await tap(town, officer, OpenCard)
    before = len(await worker.messages())
    await twice(town, officer, on(Come))
    assert len(await worker.messages()) == before + 1
    assert town.said("可陪同", "the police go with") in await text(worker)


@BOTH
async def test_nobody_answers_and_heads_and_supervisors_telephone(town, worker, supervisor) -> None:
    await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    head = await town.join(Role.HEAD, "陳範長", unit="平鎮分局")
    _, one = await asked(town, worker, why="mental")
    await town.later(minutes=90)
    unanswered = town.said("尚無人答復", "nobody answered yet")
    for phone in (head, supervisor, worker):
        assert any(unanswered in each["text"] for each in await phone.messages()), phone
    await say(town, supervisor, "陪同")
    await tap(town, supervisor, OpenCard)
    assert "周範警" in await text(supervisor)
    assert "0900000002" in await text(supervisor)
    heard = len(await supervisor.messages())
    await town.later(minutes=5)
    assert len(await supervisor.messages()) == heard, "it is told once"

    # the head says no; the case is not theirs any more
    await press(town, head, CantCome(one.id))
    await say(town, head, "警力不足")
    await press(town, worker, OpenCard(one.id))
    assert "警力不足" in await text(worker)
    await press(town, head, SeeWhere(one.id))
    assert WHERE not in await text(head)


async def test_one_ends_with_its_case_and_one_when_its_hour_came_unanswered(town, worker, supervisor) -> None:
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    case, one = await asked(town, worker)
    await town.later(hours=5)
    assert "已到" in await text(officer)
    assert "逾時無人答復" in await text_of(town, worker, one)
    assert await owed(town, one) == []
    heard = len(await supervisor.messages())
    await town.later(minutes=5)
    assert len(await supervisor.messages()) == heard, "it is told once"

    await open_card(town, worker)
    await tap(town, worker, AskEscort, FIRST, option("dog"), SEND)
    await propose(town, worker)
    await open_proposal(town, supervisor)
    await signed(town, supervisor, Approve, CloseNow)
    assert not await town.look(lambda db: escorts.of_case(db, case))
    assert "已結束或取消" in await text(officer)

    await say(town, officer, "陪同")
    await tap(town, officer, EscortSheet)
    table = [[cell.value for cell in row] for row in await sheet(officer)]
    rows = [row for row in table if case.number in row]
    assert [(row[1], row[2], row[6]) for row in rows] == [("平鎮分局", "平鎮中心", "")] * 2


async def text_of(town: Town, phone: Phone, one) -> str:
    """Read the card of an escort."""
    await press(town, phone, OpenCard(one.id))
    return await text(phone)


async def test_where_the_visit_is_leaves_the_chat_when_nobody_ends_it_or_the_precinct_cant_come(
    town, worker
) -> None:
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    case, one = await asked(town, worker)
    await press(town, officer, Come(one.id))
    await press(town, officer, OpenCard(one.id))
    await tap(town, officer, SeeWhere)
    await say(town, officer, "482915", "482915")
    assert WHERE in await officer.transcript()
    figures = town.office.rules.policy.escorts
    await town.later(hours=figures.seen_hours + 4)
    assert WHERE not in await officer.transcript(), "it is seen until so long after the visit"

    await press(town, worker, EndEscort(one.id))
    await tap(town, worker, option("cancelled"), SKIP)
    await open_card(town, worker)
    await tap(town, worker, AskEscort, FIRST, option("dog"), SEND)
    [anew] = await town.look(lambda db: escorts.of_case(db, case))
    await press(town, officer, OpenCard(anew.id))
    await tap(town, officer, SeeWhere)
    await say(town, officer, "482915")
    assert WHERE in await officer.transcript()
    await press(town, officer, OpenCard(anew.id))
    await tap(town, officer, CantCome)
    await say(town, officer, "勤務滿檔")
    assert WHERE not in await officer.transcript()


async def test_who_is_not_asked_finds_nothing(town, worker) -> None:
    await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    other = await town.join(Role.LIAISON, "謝練習", unit="平鎮衛生所")
    case, one = await asked(town, worker)
    for key in (OpenCard(one.id), SeeWhere(one.id), Come(one.id), MoveEscort(one.id), EndEscort(one.id)):
        assert case.number not in await press(town, other, key)
    assert await owed(town, one) == [Duty.ANSWER_ESCORT]
    await open_card(town, worker)
    assert not await has(worker, AskEscort), "one at a time"
    assert Relation.ESCORTING not in await town.look(lambda db: cases.standing_to(db, case))


async def test_where_none_is_planned_each_role_reads_what_is_true_for_it(
    town, worker, screener, chief
) -> None:
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    says = {
        officer: "目前沒有人請您陪同訪視",
        worker: "請於個案卡片上請求",
        screener: "由服務個案的人",
        chief: "「陪同」目前沒有",
    }
    for phone, told in says.items():
        await say(town, phone, "陪同")
        assert told in await text(phone)


async def test_the_second_of_two_officers_is_told_that_it_was_decided(town, worker) -> None:
    first, second = [await town.join(Role.LIAISON, name, unit="平鎮分局") for name in ("周範警", "吳範警")]
    case, _ = await asked(town, worker)
    for officer in (first, second):
        await say(town, officer, "陪同")
        await tap(town, officer, OpenCard)
    await tap(town, first, EndEscort, option("cancelled"), SKIP)
    await tap(town, second, Come)
    assert "這件事已經處理了" in await text(second)
    assert case.number in await text(second)
    assert "取消" in await text(second)
