"""An administrator says on which days a typhoon closes the office."""

from datetime import date

import pytest
from sqlalchemy import select

from bot import ring
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.policy import closed_list
from handlers.ui import home
from storage.cases import cases
from storage.core.tables import journal
from storage.forms import drafts
from storage.policy import closed_days
from storage.staffing import people
from tests.handlers.serving import duties, served
from tests.support.keys import has
from tests.support.phones import from_home, keys, say, tap, text
from tests.support.town import BOTH, MONDAY

TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 6, day) for day in (2, 3, 4))


async def known(town):
    return await town.look(closed_days.known)


async def acts(town):
    rows = await town.look(lambda db: db.connection.execute(select(journal).order_by(journal.c.id)).all())
    return [(row.verb, row.detail) for row in rows if row.verb.startswith("office.")]


@pytest.fixture
async def closed(town, administrator):
    """Close the office on Wednesday."""
    await say(town, administrator, "停班 115/6/3")
    await tap(town, administrator, closed_list.Close)


async def test_a_day_is_closed_after_it_was_confirmed(town, administrator):
    await say(town, administrator, "停班 115/6/3")
    assert "115年6月3日（三）" in await text(administrator)
    assert await keys(administrator) == ["先不要", "確定停班"]
    assert await known(town) == frozenset()
    await tap(town, administrator, closed_list.Close)
    assert "已登錄停班：115年6月3日（三）。期限會在一分鐘內順延。" in await text(administrator)
    assert await known(town) == {WEDNESDAY}
    assert await acts(town) == [("office.closed", {"day": "2026-06-03"})]
    assert not town.office.memory.calendar.is_working_day(WEDNESDAY)


async def test_a_closing_that_is_not_kept_leaves_the_calendar_as_it_was(town, administrator, monkeypatch):
    def broken(*_):
        raise RuntimeError

    await say(town, administrator, "停班 115/6/3")
    with monkeypatch.context() as patch:
        patch.setattr(drafts, "show", broken)
        await tap(town, administrator, closed_list.Close)
    assert await known(town) == frozenset()
    assert town.office.memory.calendar.is_working_day(WEDNESDAY)


async def test_a_look_at_the_calendar_that_is_not_kept_is_done_once_more(town):
    def failing(db):
        ring.look_at_calendar(town.office, db)
        raise RuntimeError

    await town.look(lambda db: closed_days.close(db, WEDNESDAY))
    with pytest.raises(RuntimeError):
        await town.look(failing)
    assert town.office.memory.calendar.is_working_day(WEDNESDAY)
    await town.bot.bell.ring()
    assert not town.office.memory.calendar.is_working_day(WEDNESDAY)


async def test_it_is_said_before_how_many_deadlines_move_and_so_many_do(town, worker, administrator):
    case = await served(town, worker, closing_at=MONDAY)
    await served(town, worker)
    await say(town, administrator, "停班 115/6/3")
    assert "有 1 項未完成的期限會順延" in await text(administrator)
    assert "以工作日計算的是：回覆派案、核定結案、裁定爭議" in await text(administrator)
    before = {one.duty: one.due.date() for one in await duties(town, case)}
    await tap(town, administrator, closed_list.Close)
    await town.look(lambda db: cases.settle(db, case))
    after = {one.duty: one.due.date() for one in await duties(town, case)}
    assert {duty for duty in after if after[duty] != before[duty]} == {Duty.JUDGE_CLOSING}
    assert after[Duty.JUDGE_CLOSING] > before[Duty.JUDGE_CLOSING]


async def test_where_nothing_moves_it_is_said_so(town, worker, administrator):
    await served(town, worker)
    await say(town, administrator, "停班 明天")
    assert "目前沒有期限會變動" in await text(administrator)


async def test_leaving_it_closes_nothing(town, administrator):
    await say(town, administrator, "停班停課 明天")
    await tap(town, administrator, closed_list.ClosedDays)
    assert "目前沒有登錄停班停課日" in await text(administrator)
    assert await known(town) == frozenset()


@pytest.mark.parametrize("words", ["停班 6/2、6/3", "停班 6/2-6/3", "明天到後天停班", "停班 ６／２，６／３"])
async def test_several_days_are_closed_at_once(town, administrator, words):
    await say(town, administrator, words)
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {TUESDAY, WEDNESDAY}
    assert len(await acts(town)) == 2


async def test_a_second_tap_on_the_key_has_no_second_effect(town, administrator):
    await say(town, administrator, "停班 115/6/3")
    shown = await administrator.last()
    await tap(town, administrator, closed_list.Close)
    await administrator.press("確定停班", shown, stale=True)
    await town.settle()
    assert "115年6月3日（三）：已經登錄停班" in await text(administrator)
    assert len(await acts(town)) == 1


async def test_a_day_is_taken_back_from_the_list(town, worker, administrator, closed):
    await served(town, worker, closing_at=MONDAY)
    await say(town, administrator, "停班")
    await tap(town, administrator, closed_list.TakeBack)
    assert "有 1 項未完成的期限會提前" in await text(administrator)
    await tap(town, administrator, closed_list.Reopen)
    assert "已取消停班：115年6月3日（三）" in await text(administrator)
    assert await known(town) == frozenset()
    assert (await acts(town))[-1] == ("office.reopened", {"day": "2026-06-03"})
    assert town.office.memory.calendar.is_working_day(WEDNESDAY)


@pytest.mark.parametrize("words", ["取消停班 115/6/3", "open 2026-06-03", "恢復上班 6/3"])
async def test_a_day_is_taken_back_by_words(town, administrator, closed, words):
    await say(town, administrator, words)
    await tap(town, administrator, closed_list.Reopen)
    assert await known(town) == frozenset()


async def test_home_leads_to_the_list_and_a_day_is_typed_there(town, administrator, closed):
    await from_home(town, administrator, closed_list.ClosedDays)
    assert "• 115年6月3日（三）" in await text(administrator)
    await tap(town, administrator, closed_list.AddClosed)
    await say(town, administrator, "6/4")
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {WEDNESDAY, THURSDAY}


async def test_what_is_no_day_is_asked_for_again(town, administrator):
    await say(town, administrator, "停班")
    await tap(town, administrator, closed_list.AddClosed)
    await say(town, administrator, "颱風天", "6/31")
    assert "哪幾天停班？" in await text(administrator)
    await say(town, administrator, "6/3")
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {WEDNESDAY}


@pytest.mark.parametrize("first", ["6/6", "117/6/1", "6/2-6/30"])
async def test_a_day_that_cannot_be_closed_is_asked_for_again(town, administrator, first):
    """The question went away, and the right day, typed next, was looked for as a case."""
    await say(town, administrator, "停班")
    await tap(town, administrator, closed_list.AddClosed)
    await say(town, administrator, first)
    assert "哪幾天停班？" in await text(administrator)
    await say(town, administrator, "6/3")
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {WEDNESDAY}


@pytest.mark.parametrize("words", ["停班 115/13/1", "停班 6/31", "停班 颱風天"])
async def test_a_bad_day_is_answered_with_an_example(town, administrator, words):
    await say(town, administrator, words)
    assert f"「{words.removeprefix('停班 ')}」看不出是哪一天。例如：停班 115/7/10" in await text(
        administrator
    )
    assert await known(town) == frozenset()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param("停班 115/6/6", "115年6月6日（六）：是週末或放假日，本來就不上班", id="a Saturday"),
        pytest.param("停班 115/6/19", "115年6月19日（五）：是週末或放假日，本來就不上班", id="a holiday"),
        pytest.param("停班 115/4/30", "115年4月30日（四）：已超過 31 天", id="32 days ago"),
        pytest.param("停班 117/6/1", "117年6月1日（四）：在 366 天以後", id="in two years"),
        pytest.param("取消停班 115/6/4", "115年6月4日（四）：沒有登錄停班", id="never closed"),
        pytest.param("停班 6/2-6/30", "一次最多 10 天", id="a month"),
    ],
)
async def test_what_cannot_be_done_is_said(town, administrator, words, why):
    await say(town, administrator, words)
    assert why in await text(administrator)
    assert "🏠 回首頁" in await keys(administrator) or await has(administrator, home.Home)
    assert await known(town) == frozenset()


async def test_of_several_days_the_working_ones_are_closed_and_the_others_named(town, administrator):
    await say(town, administrator, "停班 6/4-6/7")
    assert "115年6月6日（六）、115年6月7日（日）：是週末或放假日" in await text(administrator)
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {THURSDAY, date(2026, 6, 5)}


async def test_a_typhoon_day_may_be_entered_late(town, administrator):
    await say(town, administrator, "停班 5/4")
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {date(2026, 5, 4)}


async def test_it_is_said_in_english_too(town):
    administrator = await town.join(Role.ADMIN, "Lee", unit="社會局", language="en")
    await say(town, administrator, "closed 2026-06-03")
    assert "No open deadline moves now." in await text(administrator)
    await tap(town, administrator, closed_list.Close)
    assert "The office is closed on Wed 3 Jun 2026. Deadlines move within a minute." in await text(
        administrator
    )
    await say(town, administrator, "open tomorrow")
    assert "Tue 2 Jun 2026: not entered as closed." in await text(administrator)


async def test_an_administrator_still_asks_for_closed_cases(town, administrator):
    await say(town, administrator, "closed")
    assert "停班" not in await text(administrator)


async def test_a_chief_who_writes_the_word_reports(town, chief):
    await say(town, chief, "停班 115/6/3 爸爸在家打小孩")
    assert any("通報" in label for label in await keys(chief))
    await say(town, chief, "停班")
    assert any("通報" in label for label in await keys(chief))
    assert await known(town) == frozenset()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_nobody_else_closes_the_office(town, role):
    phone = await town.join(role, "林示範")
    await say(town, phone, "停班 115/6/3")
    assert not await has(phone, closed_list.Close)
    await say(town, phone, "/home")
    assert not await has(phone, closed_list.ClosedDays)
    assert await known(town) == frozenset()


async def test_who_is_no_administrator_any_more_is_not_asked_again_for_days(town, administrator):
    await say(town, administrator, "停班")
    await tap(town, administrator, closed_list.AddClosed)
    person = await town.person(administrator)
    await town.look(lambda db: people.change(db, person, role=Role.WORKER))
    await say(town, administrator, "6/4")
    assert "查無資料，或不在您的查詢範圍。" in await text(administrator)
    assert "115年6月4日" not in await text(administrator)


@pytest.mark.parametrize("words", ["下週一到週三停班", "停班 next Monday to Wednesday"])
async def test_days_of_next_week_end_in_that_week(town, administrator, words):
    """Today is a Monday; 週三 alone would be the day after tomorrow."""
    await say(town, administrator, words)
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {date(2026, 6, day) for day in (8, 9, 10)}


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("停班停課 下午", "closed this afternoon"),
        ("明天下午停班", "office closed tomorrow afternoon"),
        ("6/3 下午停班停課", "closed half of 6/3"),
    ],
)
async def test_who_closes_half_a_day_hears_that_days_are_counted_whole(town, chinese, english):
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局")
    await say(town, administrator, town.said(chinese, english))
    assert town.said("這裡以整天計算", "Days are counted whole here") in await text(administrator)
    await tap(town, administrator, closed_list.AddClosed)
    await say(town, administrator, town.said("明天下午", "tomorrow afternoon"))
    assert town.said("這裡以整天計算", "Days are counted whole here") in await text(administrator)
    assert not await known(town)
    await say(town, administrator, town.said("明天", "tomorrow"))
    await tap(town, administrator, closed_list.Close)
    assert await known(town) == {TUESDAY}
