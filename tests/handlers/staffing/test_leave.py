"""Being away (請假代理): who stands in gets the work and the rights, and gives both back (`domain.md`)."""

from datetime import date, timedelta

import pytest

from casework.cases.case import Risk, State
from casework.staffing.people import Role
from handlers.cases import reveal
from handlers.forms.form_cards import Change
from handlers.intake import my_reports
from handlers.reminders import casebook, coming_back, duties
from handlers.screening import no_case, screening
from handlers.service import acceptance, deciding, follow_up, reassigning, visits
from handlers.staffing.leave import ChooseDeputy, ComeBack, Deputy, LeavesOf
from handlers.staffing.people import MyTeam, OpenPerson
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.staffing import invitations, leaves, people
from storage.staffing.leaves import Leave
from tests.handlers.reporting import dispatched
from tests.handlers.ringing import june, nudges, offered, press, reported, ring, stands_in, under
from tests.handlers.serving import VISITED_AT_HOME, open_card, read, served
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import from_home, keys, say, signed, tap, text
from tests.support.town import BOTH, MONDAY, VILLAGE, Town

NEXT_MONDAY = "115年6月8日（一）"


@pytest.fixture
async def deputy(town: Town) -> Phone:
    return await town.join(Role.WORKER, "鄭同仁")


async def of(town: Town, phone: Phone) -> list[Leave]:
    person = await town.person(phone)
    return await town.look(lambda db: leaves.of_person(db, person))


async def go(town: Town, phone: Phone, name: str, first: str, last: str) -> None:
    """Ask for a leave by typing."""
    await say(town, phone, "請假")
    await tap(town, phone, name)
    await say(town, phone, first, last)
    await signed(town, phone, SEND)


async def test_a_leave_is_asked_for_with_a_word_two_days_and_a_look_at_it_all(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    await say(town, worker, "請假")
    assert "由誰代理" in await text(worker)
    await tap(town, worker, "鄭同仁", option("tomorrow"))
    await say(town, worker, "下週一")
    assert "尚未存檔" in await text(worker)
    assert NEXT_MONDAY in await text(worker)
    await signed(town, worker, SEND)
    assert f"115年6月2日（二） 至 {NEXT_MONDAY} 由鄭同仁代理" in await text(worker)
    [leave] = await of(town, worker)
    assert (leave.first, leave.last) == (date(2026, 6, 2), date(2026, 6, 8))
    told = await deputy.last()
    assert "請您代理王測試" in told["text"]


@pytest.mark.parametrize("said", ["下週一到週三請假", "6/8-6/10 請假", "leave June 8 to June 10"])
async def test_the_days_that_are_said_with_a_leave_are_in_it_once_the_deputy_is_named(
    town: Town, worker: Phone, deputy: Phone, said: str
) -> None:
    await say(town, worker, said)
    await tap(town, worker, "鄭同仁")
    assert f"{NEXT_MONDAY}" in await text(worker)
    await signed(town, worker, SEND)
    [leave] = await of(town, worker)
    assert (leave.first, leave.last) == (date(2026, 6, 8), date(2026, 6, 10))
    await say(town, worker, "6/15到6/16請假")
    assert NEXT_MONDAY in await text(worker)
    await tap(town, worker, ChooseDeputy, "鄭同仁")
    await signed(town, worker, SEND)
    assert (await of(town, worker))[1].last == date(2026, 6, 16)


async def test_a_leave_that_would_end_before_it_begins_is_asked_for_again(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    await say(town, worker, "6/8到6/10請假")
    await tap(town, worker, "鄭同仁")
    await tap(town, worker, on(Change, question=0))
    await say(town, worker, "6/12")
    await signed(town, worker, SEND)
    assert "請輸入較晚的日期" in await text(worker)
    assert not await of(town, worker)


async def test_who_chose_the_wrong_deputy_goes_back_to_all_of_them(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    await say(town, worker, "請假")
    await tap(town, worker, Deputy, "◀ 返回")
    assert await has(worker, Deputy)


async def test_the_supervisor_hears_who_is_away_and_who_stands_in(
    town: Town, worker: Phone, deputy: Phone, supervisor: Phone
) -> None:
    await go(town, worker, "鄭同仁", "6/2", "6/8")
    heard = await text(supervisor)
    for said in ("王測試", "鄭同仁", "115年6月2日（二）", NEXT_MONDAY):
        assert said in heard


async def test_a_deputy_can_say_no_and_who_asked_names_another(
    town: Town, worker: Phone, deputy: Phone, supervisor: Phone
) -> None:
    other = await town.join(Role.WORKER, "錢同事")
    await go(town, worker, "鄭同仁", "6/2", "6/8")
    await tap(town, deputy, coming_back.CantStandIn)
    assert not await of(town, worker)
    assert "鄭同仁" in await text(worker)
    assert "無法代理" in await text(worker)
    assert "鄭同仁" in await text(supervisor)
    await tap(town, worker, duties.Away, "錢同事")
    await say(town, worker, "6/2", "6/8")
    await signed(town, worker, SEND)
    assert [one.deputy for one in await of(town, worker)] == [await town.person(other)]


async def test_nobody_but_the_deputy_says_no(town: Town, worker: Phone, deputy: Phone) -> None:
    await go(town, worker, "鄭同仁", "6/2", "6/8")
    [leave] = await of(town, worker)
    other = await town.join(Role.WORKER, "錢同事")
    for phone in (other, worker):
        await press(town, phone, coming_back.CantStandIn(leave.id))
    assert await of(town, worker) == [leave]


async def test_the_casebook_and_a_nudge_lead_there_too(town: Town, worker: Phone, deputy: Phone) -> None:
    await served(town, worker)
    await from_home(town, worker, casebook.MyCases, duties.Away)
    assert "鄭同仁" in await keys(worker)
    await ring(town, june(8))
    await tap(town, worker, duties.Away)
    assert "鄭同仁" in await keys(worker)


async def test_a_day_that_is_over_and_an_end_before_the_beginning_are_asked_for_again(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    await say(town, worker, "請假")
    await tap(town, worker, "鄭同仁")
    await say(town, worker, "5/1/2020")
    assert "第 1／2 題" in await text(worker)
    await say(town, worker, "6/10", "6/9")
    assert "第 2／2 題" in await text(worker)
    assert not await of(town, worker)


async def test_nudges_go_to_the_deputy_from_the_first_day_and_not_before(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    case = await served(town, worker)
    await stands_in(town, worker, deputy, 9, 11)
    await ring(town, june(8))
    assert [len(await nudges(one, case)) for one in (worker, deputy)] == [1, 0]
    await ring(town, june(10))
    assert [len(await nudges(one, case)) for one in (worker, deputy)] == [1, 1]
    assert "📝 現在填寫" in under((await nudges(deputy, case))[0])


async def test_the_deputy_hears_of_offers_and_accepts_for_whom_they_stand_in(
    town: Town, chief: Phone, screener: Phone, worker: Phone, deputy: Phone
) -> None:
    await stands_in(town, worker, deputy)
    number = await dispatched(town, chief, screener)
    assert not await nudges(worker, number)
    await from_home(town, deputy, acceptance.Offers, number, acceptance.Accept)
    assert "主責社工：王測試" in await text(deputy)
    await chief.hears("負責的單位已接手處理")


async def test_the_deputy_finds_the_cases_and_does_the_work(town: Town, worker: Phone, deputy: Phone) -> None:
    case = await served(town, worker)
    await stands_in(town, worker, deputy)
    await say(town, deputy, "我的")
    assert case.number in await text(deputy)
    await open_card(town, deputy)
    await tap(town, deputy, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    visited = await read(town, case)
    assert (visited.lead.visited_on, visited.worker) == (MONDAY.date(), await town.person(worker))
    await tap(town, deputy, follow_up.File, option("money"), NEXT, option("low"))
    await say(town, deputy, "下個月陪同就醫")
    await tap(town, deputy, SEND)
    assert (await read(town, case)).lead.followed_up == date(2026, 6, 1)


async def test_who_reported_stays_with_who_reported(
    town: Town, worker: Phone, deputy: Phone, supervisor: Phone
) -> None:
    other = await town.join(Role.WORKER, "錢同事")
    case = await served(town, other, by=worker, visited_on=MONDAY.date(), closing_at=MONDAY)
    await stands_in(town, worker, deputy)
    await say(town, deputy, case.number)
    assert "不在您的查詢範圍" in await text(deputy)
    await from_home(town, deputy, my_reports.MyReports)
    assert case.number not in await text(deputy)
    before = len(await deputy.messages())
    await say(town, supervisor, case.number)
    await signed(town, supervisor, deciding.Approve, deciding.CloseNow)
    assert "已處理完成" in (await nudges(worker, case))[-1]["text"]
    assert len(await deputy.messages()) == before


async def test_when_it_is_over_the_rights_end_at_once_and_the_list_comes_with_the_digest(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    case = await served(town, worker)
    await stands_in(town, worker, deputy, 1, 3)
    await open_card(town, deputy)
    await tap(town, deputy, *VISITED_AT_HOME, option("today"), SKIP, SEND)
    await ring(town, june(4, 0, 0))
    await say(town, deputy, case.number)
    assert "不在您的查詢範圍" in await text(deputy)
    assert not await nudges(worker, "歡迎回來")
    await ring(town, june(4, 8, 29), june(4))
    [told] = await nudges(worker, "歡迎回來")
    assert f"{case.number}：訪視" in told["text"]
    assert "現在有 3 項待辦" in told["text"]
    assert under(told) == ["📋 我的個案"]
    assert len(await nudges(deputy, "代理結束")) == 1


async def test_offers_that_went_back_meanwhile_are_in_the_list(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    declined, lapsed, other = (
        await offered(town, worker),
        await offered(town, worker),
        await offered(town, deputy),
    )
    await stands_in(town, worker, deputy, 1, 3)
    await say(town, deputy, declined.number)
    await tap(town, deputy, acceptance.Decline)
    await say(town, deputy, "案量已滿")
    await ring(town, june(3), june(4))
    [told] = await nudges(worker, "歡迎回來")
    assert f"{declined.number}：婉拒" in told["text"]
    assert f"{lapsed.number}：派案逾時未回覆" in told["text"]
    assert other.number not in told["text"]


async def test_who_looked_is_not_in_the_list(town: Town, worker: Phone, deputy: Phone) -> None:
    await served(town, worker)
    await stands_in(town, worker, deputy, 1, 3)
    await open_card(town, deputy)
    await tap(town, deputy, reveal.Reveal)
    await say(town, deputy, "405162", "405162")
    await ring(town, june(4))
    [told] = await nudges(worker, "歡迎回來")
    assert "期間的處理" not in told["text"]


async def test_who_comes_back_early_gets_everything_back_at_once(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    case = await served(town, worker)
    await stands_in(town, worker, deputy)
    await say(town, worker, "請假")
    await tap(town, worker, "我回來了")
    assert await nudges(worker, "歡迎回來")
    await say(town, deputy, case.number)
    assert "不在您的查詢範圍" in await text(deputy)
    await ring(town, june(8))
    assert [len(await nudges(one, case)) for one in (worker, deputy)] == [1, 0]


async def test_a_leave_that_is_taken_back_before_it_begins_welcomes_nobody(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    await stands_in(town, worker, deputy, 9, 11)
    await say(town, worker, "請假")
    await tap(town, worker, "取消 115年6月9日（二）")
    assert not await nudges(worker, "歡迎回來")
    assert not await of(town, worker)
    assert "您不必代理" in (await deputy.last())["text"]


async def test_overlapping_leaves_are_refused_with_a_sentence_and_the_days_can_be_changed(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    await stands_in(town, worker, deputy, 9, 11)
    await say(town, worker, "請假")
    await tap(town, worker, "另一段請假", "鄭同仁")
    await say(town, worker, "6/11", "6/12")
    await signed(town, worker, SEND)
    assert "有一方已請假" in await text(worker)
    await tap(town, worker, "開始")
    await say(town, worker, "6/12")
    await signed(town, worker, SEND)
    assert len(await of(town, worker)) == 2


async def test_who_is_away_in_these_days_can_not_stand_in(town: Town, worker: Phone, deputy: Phone) -> None:
    third = await town.join(Role.WORKER, "錢同事")
    await stands_in(town, deputy, third, 9, 11)
    await go(town, worker, "鄭同仁", "6/10", "6/12")
    assert "有一方已請假" in await text(worker)
    assert not await of(town, worker)


async def test_a_deputy_who_goes_away_too_leaves_both_to_who_stands_in_for_them(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    third = await town.join(Role.WORKER, "錢同事")
    case = await served(town, worker)
    await stands_in(town, worker, deputy)
    await go(town, deputy, "錢同事", "6/8", "6/9")
    await ring(town, june(8))
    assert [len(await nudges(one, case)) for one in (worker, deputy, third)] == [0, 0, 1]
    await tap(town, third, OpenCard)
    assert await has(third, visits.LogVisit)
    await ring(town, june(10))
    assert [len(await nudges(one, case)) for one in (worker, deputy)] == [0, 1]


async def test_a_worker_alone_in_the_centre_is_stood_in_for_by_another_centres(
    town: Town, worker: Phone
) -> None:
    await town.join(Role.WORKER, "遠方同仁", unit="桃園中心")
    await say(town, worker, "請假")
    assert "遠方同仁" in await keys(worker)


async def test_with_nobody_to_stand_in_it_says_whom_to_ask(town: Town, worker: Phone) -> None:
    await say(town, worker, "請假")
    assert "請洽督導" in await text(worker)


async def test_a_chief_owes_nothing_and_just_reports(town: Town, chief: Phone) -> None:
    await say(town, chief, "請假")
    assert "「請假」目前沒有您可以查看的內容" in await text(chief)
    await say(town, chief, "隔壁小孩一直哭")
    assert "要用這段內容通報嗎" in await text(chief)


async def test_a_supervisors_deputy_decides_closings_and_reassigns_there(
    town: Town, worker: Phone, deputy: Phone, supervisor: Phone
) -> None:
    head = await town.join(Role.SUPERVISOR, "鄰區督導", unit="桃園中心")
    case = await served(town, worker, visited_on=MONDAY.date(), risk=Risk.LOW, closing_at=MONDAY)
    offer = await offered(town, worker)
    await go(town, supervisor, "鄰區督導", "今天", "6/5")
    await from_home(town, head, deciding.Closings, case.number)
    assert {"✅ 核定結案", "改派他人"} <= set(await keys(head))
    await signed(town, head, deciding.Approve, deciding.CloseNow)
    assert (await read(town, case)).state is State.CLOSED
    await say(town, head, offer.number)
    await tap(town, head, reassigning.ChooseOther, reassigning.OfferAgain)
    assert (await read(town, offer)).offered == await town.person(deputy)
    await say(town, head, "社工:王測試")
    assert case.number in await text(head)
    await ring(town, june(6))
    await say(town, head, offer.number)
    assert "不在您的查詢範圍" in await text(head)


async def test_a_supervisor_who_is_back_hears_what_the_unit_waits_for(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    head = await town.join(Role.SUPERVISOR, "鄰區督導", unit="桃園中心")
    await served(town, worker, visited_on=MONDAY.date(), risk=Risk.LOW, closing_at=MONDAY)
    await stands_in(town, supervisor, head, 1, 2)
    await ring(town, june(3))
    [told] = await nudges(supervisor, "歡迎回來")
    assert "現在有 1 項待辦" in told["text"]


async def test_who_stands_in_for_the_head_of_the_screening_group_screens(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    head, deputy = [await town.join(Role.SUPERVISOR, name, unit="家防中心") for name in ("鄭樣張", "錢同事")]
    case = await reported(town, urgent=True)
    await go(town, head, "錢同事", "今天", "6/5")
    await ring(town, june(2, 3, 0))
    assert [len(await nudges(one, case)) for one in (head, deputy)] == [0, 1]
    await from_home(town, deputy, screening.Queue, "🚨 " + case.number)
    assert await has(deputy, no_case.NotTake)


@pytest.mark.parametrize(("role", "unit"), [(Role.SUPERVISOR, "家防中心"), (Role.LIAISON, "平鎮分局")])
async def test_nobody_of_another_kind_of_unit_stands_in(
    town: Town, worker: Phone, supervisor: Phone, role: Role, unit: str
) -> None:
    only = await town.join(role, "唯一同仁", unit=unit)
    await say(town, only, "請假")
    assert "請洽督導" in await text(only)
    for other in (worker, supervisor):
        forged = await press(town, only, Deputy(await town.person(other)))
        assert "不在您的查詢範圍" in forged


async def test_who_stands_in_joins_as_nothing_else_meanwhile(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    case = await served(town, worker)
    await stands_in(town, worker, deputy)
    code = await town.look(
        lambda db: invitations.invite(db, Role.CHIEF, town.units["平鎮中心"].id, (VILLAGE,))
    )
    await say(town, deputy, f"/start {code}")
    await deputy.contact()
    await town.settle()
    assert "手上還有工作" in await text(deputy)
    assert case.number in await press(town, deputy, OpenCard(case.id))


async def test_who_went_to_another_kind_of_unit_stands_in_no_longer(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    case = await served(town, worker)
    await stands_in(town, worker, deputy)
    person, police = await town.person(deputy), town.units["平鎮分局"].id
    await town.look(lambda db: people.change(db, person, unit=police))
    await say(town, deputy, case.number)
    assert "不在您的查詢範圍" in await text(deputy)


@pytest.mark.parametrize(("role", "unit"), [(Role.SCREENER, "家防中心"), (Role.BUREAU, "社會局")])
async def test_of_a_group_the_others_stand_in(town: Town, role: Role, unit: str) -> None:
    away, there = [await town.join(role, name, unit=unit) for name in ("甲同仁", "乙同仁")]
    case = await reported(town, urgent=True)
    await go(town, away, "乙同仁", "今天", "6/5")
    await ring(town, june(2, 3, 0), june(2, 9, 0), june(2, 21, 0))
    told = [len(await nudges(one, case)) for one in (away, there)]
    assert told[0] == 0
    assert told[1] >= 1


async def test_a_leave_of_somebody_else_is_not_there(town: Town, worker: Phone, deputy: Phone) -> None:
    await stands_in(town, worker, deputy)
    [leave] = await of(town, worker)
    assert "不在您的查詢範圍" in await press(town, deputy, ComeBack(leave.id))
    assert await of(town, worker) == [leave]


async def test_the_list_waits_for_the_morning_after_downtime(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    await stands_in(town, worker, deputy, 1, 3)
    town.clock.now += timedelta(days=4, hours=18)
    await ring(town, june(6, 3, 0))
    assert not await nudges(worker, "歡迎回來")
    await ring(town, june(6))
    assert len(await nudges(worker, "歡迎回來")) == 1


async def test_a_leave_ends_within_sixty_days(town: Town, worker: Phone, deputy: Phone) -> None:
    await go(town, worker, "鄭同仁", "6/2", "8/1")
    assert "代理期間太長" in await text(worker)
    assert not await of(town, worker)
    await say(town, worker, "7/31")
    await signed(town, worker, SEND)
    assert len(await of(town, worker)) == 1


@pytest.mark.parametrize(
    "said",
    [
        "休假",
        "請病假",
        "明天請假",
        "我下週要請假",
        "請假三天",
        "請假到下週一",
        "出差",
        "take leave",
        "I'm on leave",
    ],
)
async def test_a_leave_is_asked_for_as_people_say_it(
    town: Town, worker: Phone, deputy: Phone, said: str
) -> None:
    """It was looked for among the cases, and there was none."""
    await say(town, worker, said)
    assert "由誰代理" in await text(worker)


@pytest.mark.parametrize(
    "said", ["銷假", "取消請假", "我回來了", "提早回來上班", "誰代理我", "I'm back", "cancel my leave"]
)
async def test_who_is_away_and_says_that_they_are_back_is_shown_the_key(
    town: Town, worker: Phone, deputy: Phone, said: str
) -> None:
    await stands_in(town, worker, deputy)
    await say(town, worker, said)
    assert "由鄭同仁代理" in await text(worker)
    assert await has(worker, "我回來了")


async def test_a_leave_that_is_over_before_it_is_confirmed_is_none(
    town: Town, worker: Phone, deputy: Phone
) -> None:
    """The form lay there for days; they were told that somebody stands in, for days that were over."""
    await say(town, worker, "請假")
    await tap(town, worker, "鄭同仁")
    await say(town, worker, "6/2", "6/3")
    await town.later(days=3)
    heard = await deputy.transcript()
    await signed(town, worker, SEND)
    assert "115年6月3日（三）已過" in await text(worker)
    assert not await of(town, worker)
    assert await deputy.transcript() == heard
    await say(town, worker, "6/5")
    await signed(town, worker, SEND)
    [leave] = await of(town, worker)
    assert leave.last == date(2026, 6, 5)


async def ill(town: Town, supervisor: Phone, worker: Phone) -> None:
    """The supervisor opens who is ill, and asks who stands in."""
    await from_home(town, supervisor, MyTeam, on(OpenPerson, person=await town.person(worker)), LeavesOf)


@BOTH
async def test_a_supervisor_lets_somebody_stand_in_for_a_worker_who_is_ill(town: Town) -> None:
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    worker, deputy = [await town.join(Role.WORKER, name) for name in ("王測試", "鄭同仁")]
    case = await served(town, worker)
    await ill(town, supervisor, worker)
    assert "王測試" in await text(supervisor)
    await tap(town, supervisor, "鄭同仁", town.said("◀ 返回", "◀ Back"))
    assert town.said("由誰代理王測試", "Who stands in for 王測試") in await text(supervisor)
    await tap(town, supervisor, "鄭同仁", option("today"))
    await say(town, supervisor, "6/3")
    await signed(town, supervisor, SEND)
    assert "鄭同仁" in await text(supervisor)
    [leave] = await of(town, worker)
    assert (leave.first, leave.last) == (MONDAY.date(), date(2026, 6, 3))
    told = town.said("由鄭同仁代理您的工作", "鄭同仁 stands in for you")
    assert told in await text(worker)
    assert town.said("請您代理王測試", "You stand in for 王測試") in await text(deputy)
    assert "張樣本" not in await text(worker)
    await say(town, deputy, case.number)
    assert case.number in await text(deputy)
    await ill(town, supervisor, worker)
    await tap(town, supervisor, on(ComeBack, leave=leave.id))
    assert "王測試" in await text(supervisor)
    assert not await of(town, worker)
    assert town.said("歡迎回來", "Welcome back") in await text(worker)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("王測試明天請假", (2, 2)),
        ("王測試 6/8-6/10 病假", (8, 10)),
        ("王測試 is on leave June 8 to June 10", (8, 10)),
        ("王測試生病了", None),
    ],
)
async def test_who_leads_a_worker_says_that_they_are_away(
    town: Town, supervisor: Phone, worker: Phone, deputy: Phone, said: str, days: tuple[int, int] | None
) -> None:
    await say(town, supervisor, said)
    assert "由誰代理王測試" in await text(supervisor)
    await tap(town, supervisor, "鄭同仁")
    if days is None:
        assert "第 1／2 題" in await text(supervisor)
        return
    await signed(town, supervisor, SEND)
    [leave] = await of(town, worker)
    assert (leave.first.day, leave.last.day) == days


async def test_a_leave_that_a_supervisor_takes_back_is_told_to_who_stays(
    town: Town, supervisor: Phone, worker: Phone, deputy: Phone
) -> None:
    await say(town, supervisor, "王測試明天請假")
    await tap(town, supervisor, "鄭同仁")
    await signed(town, supervisor, SEND)
    await ill(town, supervisor, worker)
    await tap(town, supervisor, ComeBack)
    assert "這幾天沒有請假" in await text(supervisor)
    assert "已由您單位的督導或主管取消" in await text(worker)
    assert not await of(town, worker)


async def test_nobody_sends_away_whose_people_they_do_not_do(
    town: Town, supervisor: Phone, worker: Phone, deputy: Phone
) -> None:
    """A colleague, a supervisor of another centre, and one about an equal."""
    elsewhere = await town.join(Role.SUPERVISOR, "周督導", unit="桃園中心")
    person, stands = await town.person(worker), await town.person(deputy)
    equal = await town.person(await town.join(Role.SUPERVISOR, "林督導"))
    for phone, whose in ((deputy, person), (elsewhere, person), (supervisor, equal)):
        await press(town, phone, LeavesOf(whose))
        await press(town, phone, Deputy(stands, whose))
        assert not await has(phone, option("today"))
    await say(town, elsewhere, "王測試請假")
    assert not await has(elsewhere, Deputy)
