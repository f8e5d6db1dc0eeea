"""Somebody leaves or moves on; a supervisor or an administrator hands over what they have open."""

import re

import pytest
from sqlalchemy import func, select

from casework.cases.case import State
from casework.cases.household import as_told
from casework.errors import Overtaken, Stale
from casework.staffing.people import Role
from casework.text.dates import local_day
from handlers.cases import history, recusing
from handlers.forms import form_cards, unfinished
from handlers.handover import handed, handing, successors, whose
from handlers.onboarding import language
from handlers.reminders import casebook
from handlers.service import acceptance, follow_up, reassigning
from handlers.ui import home
from handlers.ui.buttons import OpenCard
from storage.cases import cases, held
from storage.core.tables import drafts as draft_rows
from storage.core.tables import handovers as handover_rows
from storage.core.tables import people as people_rows
from storage.core.tables import seats
from storage.forms import drafts
from storage.handover import handovers
from storage.staffing import leaves, people
from storage.staffing import units as network
from tests.handlers.cases.test_reveal import unlock
from tests.handlers.ringing import press, stands_in
from tests.handlers.serving import HOUSEHOLD, journal_of, open_card, read, served
from tests.support import addressed
from tests.support.cases import made_case, save, with_facts
from tests.support.keys import has, on, option
from tests.support.owing import owed_by
from tests.support.phones import from_home, key, keys, proven, say, signed, tap, text
from tests.support.town import CHINESE, MONDAY, VILLAGE

NOTE = "王小明週三回診，鄰居電話 0987654321"
OUTDATED = "這張卡片已過期"
COUNTS = re.compile(r"^• .+：\d+$", re.MULTILINE)


@pytest.fixture
async def colleague(town):
    return await town.join(Role.WORKER, "趙同事")


async def has_open(town, worker):
    """Three cases in as many states, an offer, a draft and two villages."""
    unit, person = town.units["平鎮中心"].id, await town.person(worker)
    await town.look(lambda db: network.entrust(db, [VILLAGE, "平鎮區新富里"], unit, person))
    offer = made_case(0, "", State.DISPATCHED, VILLAGE, urgent=False, reported_at=MONDAY)
    offer = with_facts(offer, unit=unit, offered=person, offered_at=MONDAY, household=HOUSEHOLD)
    found = [
        await served(town, worker),
        await served(town, worker, closing_at=MONDAY),
        await served(town, worker, state=State.DISPUTED, disputed_at=MONDAY),
        await town.look(lambda db: cases.open_case(db, offer, "A")),
    ]
    await say(town, worker, found[0].number)
    await tap(town, worker, follow_up.File, option("phone"))
    return found


async def walk(town, phone, *parts):
    """Tap key after key from home, each by a part of its label."""
    await from_home(town, phone, whose.Begin)
    for part in parts:
        await tap(town, phone, await key(phone, part))


async def choose(town, phone, name="王測試（", why="離職", to=("趙同事",)):
    """Go as far as the note."""
    await walk(town, phone, name, why, *to)


async def preview(town, phone, **chosen):
    await choose(town, phone, **chosen)
    await say(town, phone, NOTE)
    return await text(phone)


async def hand_over(town, phone, **chosen):
    await preview(town, phone, **chosen)
    await signed(town, phone, handing.HandOver)
    return await text(phone)


async def due(town, phone):
    """What somebody owes: case, duty and deadline."""
    person = await town.person(phone)
    found = await town.look(lambda db: owed_by(db, person))
    return {(one.subject, one.duty, one.due) for one in found}


async def test_who_keeps_out_of_a_case_takes_over_the_rest_once_it_is_with_somebody_else(
    town, worker, colleague, supervisor
):
    first, *_ = await has_open(town, worker)
    kin = await town.person(colleague)
    await say(town, supervisor, first.number)
    await tap(town, supervisor, recusing.KeepOut, on(recusing.KeepsOut, person=kin))
    await choose(town, supervisor)
    assert f"{first.number} 須迴避" in await text(supervisor)
    other = await town.join(Role.WORKER, "錢同事")
    await say(town, supervisor, first.number)
    await tap(town, supervisor, reassigning.ChooseOther, "錢同事")
    await tap(town, other, OpenCard, acceptance.Accept)
    await hand_over(town, supervisor)
    taken = {one.id for one in await town.look(lambda db: held.held_by(db, kin))}
    assert len(taken) == 3
    assert first.id not in taken


async def test_the_counts_before_are_the_counts_after(town, worker, colleague, supervisor):
    await has_open(town, worker)
    before = COUNTS.findall(await preview(town, supervisor))
    assert before[0] == "• 服務中個案：3"
    assert {"• 待回覆派案：1", "• 負責里：2", "• 草稿：1"} <= set(before)
    await signed(town, supervisor, handing.HandOver)
    after = await text(supervisor)
    assert "已交接給趙同事" in after
    assert COUNTS.findall(after) == before


async def test_nothing_is_moved_before_it_is_confirmed_and_the_safe_choice_comes_first(
    town, worker, colleague, supervisor
):
    found = await has_open(town, worker)
    shown = await preview(town, supervisor)
    assert "尚未交接" in shown
    assert (await keys(supervisor))[0] == "先不交接"
    assert [await read(town, one) for one in found] == found
    await tap(town, supervisor, home.Home)
    assert (await town.look(lambda db: addressed.speaker(db, worker.id))) is not None


async def test_the_receivers_casebook_holds_it_all_with_the_same_deadlines(
    town, worker, colleague, supervisor
):
    found = await has_open(town, worker)
    before = await due(town, worker)
    await hand_over(town, supervisor)
    assert await due(town, colleague) == before
    await from_home(town, colleague, casebook.MyCases)
    shown = await text(colleague)
    assert all(one.number in shown for one in found)
    again = [await read(town, one) for one in found]
    assert [one.state for one in again] == [one.state for one in found]
    assert (again[1].closing.proposed_at, again[3].lead.offered_at) == (MONDAY, MONDAY)


async def test_the_receiver_goes_on_with_the_form_that_was_begun(town, worker, colleague, supervisor):
    [first, *_] = await has_open(town, worker)
    await hand_over(town, supervisor)
    await say(town, colleague, first.number)
    await tap(town, colleague, follow_up.File, on(form_cards.Resume, step="on"))
    assert "第 2" in await text(colleague)


async def test_the_receiver_hears_at_once_without_a_name_of_a_household_and_opens_the_list(
    town, worker, colleague, supervisor
):
    found = await has_open(town, worker)
    await hand_over(town, supervisor)
    push = await text(colleague)
    assert "共 4 案" in push
    assert push.startswith("王測試的工作已交接給您")
    assert not any(word in push for word in ("王小明", "0987654321"))
    await tap(town, colleague, handed.TakenOver)
    shown = await text(colleague)
    assert "交接自王測試　115年6月1日（一）" in shown
    await tap(town, colleague, await key(colleague, found[0].number))
    assert (await text(colleague)).startswith(found[0].number)
    assert "交接自王測試" in await text(colleague)
    await tap(town, colleague, handed.TakenOver)
    assert (await text(colleague)).startswith("交接自王測試")
    await say(town, colleague, found[0].number)
    await tap(town, colleague, recusing.KeepOut, recusing.KeepOutNow)
    await press(town, colleague, handed.TakenOver(1, 0))
    labels = "".join(label for row in await colleague.buttons() for label in row)
    assert found[1].number in labels
    assert found[0].number not in labels, "who keeps out of it (迴避) has no line of it"


async def test_the_note_is_masked_at_first_and_stands_in_full_behind_the_pin(
    town, worker, colleague, supervisor
):
    await served(town, worker)
    await hand_over(town, supervisor)
    await tap(town, colleague, handed.TakenOver)
    assert "王○明週三回診" in await text(colleague)
    assert "0987***321" in await text(colleague)
    await tap(town, colleague, await key(colleague, "A-115-"))
    await unlock(town, colleague)
    [full] = [one for one in await colleague.messages() if NOTE in one["text"]]
    assert full["protected"]


async def test_in_full_a_note_names_no_household_but_the_cases_own(town, worker, colleague, supervisor):
    case = await served(town, worker)
    await served(town, worker, household=HOUSEHOLD.corrected(as_told("陳大文")))
    await choose(town, supervisor)
    await say(town, supervisor, "王小明週三回診，陳大文住在隔壁")
    await signed(town, supervisor, handing.HandOver)
    await say(town, colleague, case.number)
    await unlock(town, colleague)
    full = [one["text"] for one in await colleague.messages() if one["protected"]]
    assert any("王小明週三回診，陳○文住在隔壁" in one for one in full)
    assert not any("陳大文" in one for one in full)


async def test_what_was_typed_leaves_the_chat_and_is_shown_masked_only(town, worker, colleague, supervisor):
    await served(town, worker)
    shown = await preview(town, supervisor)
    assert "王○明週三回診" in shown
    await tap(town, supervisor, handing.Rewrite)
    assert "王○明" not in await text(supervisor)
    await say(town, supervisor, "王小明搬家了")
    assert "王○明搬家了" in await text(supervisor)
    transcript = await supervisor.transcript()
    assert "王小明" not in transcript
    assert "0987654321" not in transcript


async def test_whoever_left_is_a_stranger_who_gets_the_hotlines(town, worker, colleague, supervisor):
    await has_open(town, worker)
    await hand_over(town, supervisor)
    assert "使用權限已終止" in await text(worker)
    await say(town, worker, "/home")
    assert "1957" in await text(worker)
    assert "我的個案" not in str(await keys(worker))


async def test_full_data_in_the_chat_of_who_left_is_gone_soon(town, worker, colleague, supervisor):
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await hand_over(town, supervisor)
    await town.later(minutes=1)
    assert "A123456789" not in await worker.transcript()


async def test_whoever_goes_to_another_unit_stays_and_both_supervisors_hear(
    town, worker, colleague, supervisor
):
    other = await town.join(Role.SUPERVISOR, "周他區", unit="桃園中心")
    second = await town.join(Role.SUPERVISOR, "鄭共同")
    case = await served(town, worker)
    await choose(town, supervisor, why="調到其他單位", to=())
    await tap(town, supervisor, "桃園中心", successors.Receive)
    await say(town, supervisor, NOTE)
    assert "調到桃園中心" in await text(supervisor)
    await signed(town, supervisor, handing.HandOver)
    assert "調到貴單位" in await text(other)
    assert "共 1 案" in await text(second)
    assert "新單位" in await text(worker)
    person, unit = await town.look(lambda db: addressed.speaker(db, worker.id))
    assert (person.role, unit.name) == (Role.WORKER, "桃園中心")
    assert (await read(town, case)).unit == town.units["平鎮中心"].id


async def test_whoever_reported_hears_nothing(town, chief, worker, colleague, supervisor):
    await served(town, worker, by=chief)
    before = len(await chief.messages())
    await hand_over(town, supervisor)
    assert len(await chief.messages()) == before


async def test_the_history_says_from_whom_to_whom(town, worker, colleague, supervisor):
    case = await served(town, worker)
    await hand_over(town, supervisor)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, history.History)
    assert "交接：王測試 → 趙同事　張樣本（督導）" in await text(supervisor)


async def test_the_second_of_two_supervisors_sees_how_things_stand(town, worker, colleague, supervisor):
    second = await town.join(Role.SUPERVISOR, "鄭共同")
    case = await served(town, worker)
    await preview(town, second)
    await hand_over(town, supervisor)
    await signed(town, second, handing.HandOver)
    assert OUTDATED in await second.transcript()
    assert len(await journal_of(town, case)) == 1
    done = await town.look(lambda db: db.connection.execute(select(func.count(handover_rows.c.id))).scalar())
    assert done == 1


async def test_what_changed_since_the_preview_is_shown_anew(town, worker, colleague, supervisor):
    await served(town, worker)
    await preview(town, supervisor)
    await served(town, worker)
    await signed(town, supervisor, handing.HandOver)
    shown = await text(supervisor)
    assert "• 服務中個案：2" in shown
    assert "尚未交接" in shown
    await signed(town, supervisor, handing.HandOver)
    assert (await text(supervisor)).startswith("已交接給趙同事")


async def test_who_stood_in_for_who_leaves_hears_that_somebody_else_took_over(
    town, worker, colleague, supervisor
):
    deputy = await town.join(Role.WORKER, "陳同事")
    of, to = await town.person(worker), await town.person(deputy)
    today = local_day(town.clock.now)
    await town.look(lambda db: leaves.add(db, of, to, today, today))
    await served(town, worker)
    await proven(town, supervisor)
    await preview(town, supervisor)
    await tap(town, supervisor, handing.HandOver)
    assert "改由其他同仁" in await text(deputy)


async def test_a_double_tap_hands_over_once_and_the_counts_stay_on_the_screen(
    town, worker, colleague, supervisor
):
    case = await served(town, worker)
    await proven(town, supervisor)
    await preview(town, supervisor)
    card = await supervisor.last()
    await supervisor.press("確定交接", card)
    await supervisor.press("確定交接", card, stale=True)
    await town.settle()
    assert (await text(supervisor)).startswith("已交接給趙同事")
    assert len(await journal_of(town, case)) == 1


async def test_a_handover_that_was_begun_is_gone_on_with(town, worker, colleague, supervisor):
    await served(town, worker)
    await preview(town, supervisor)
    await from_home(town, supervisor, whose.Begin, handing.GoOn)
    assert "尚未交接" in await text(supervisor)


async def test_who_is_away_is_not_offered_and_a_key_that_was_shown_before_is_refused(
    town, worker, colleague, supervisor
):
    await served(town, worker)
    third = await town.join(Role.WORKER, "錢同事")
    await walk(town, supervisor, "王測試（", "離職")
    assert {"趙同事", "錢同事"} <= set(await keys(supervisor))
    await stands_in(town, colleague, third)
    await tap(town, supervisor, "趙同事")
    assert OUTDATED in await text(supervisor), "no note is asked for"
    await walk(town, supervisor, "王測試（", "離職")
    assert "趙同事" not in await keys(supervisor)


async def test_another_receiver_is_chosen_without_writing_the_note_again(town, worker, colleague, supervisor):
    await town.join(Role.WORKER, "錢同事")
    await served(town, worker)
    await preview(town, supervisor)
    await choose(town, supervisor, to=("錢同事",))
    shown = await text(supervisor)
    assert "將交給錢同事" in shown
    assert "王○明週三回診" in shown
    kept = await town.look(lambda db: db.connection.execute(select(draft_rows.c.form)).scalars().all())
    assert kept == ["handover"]


async def test_a_note_that_comes_too_late_is_answered_and_leaves_the_chat(
    town, worker, colleague, supervisor
):
    second = await town.join(Role.SUPERVISOR, "鄭共同")
    await served(town, worker)
    await choose(town, second)
    await hand_over(town, supervisor)
    await say(town, second, NOTE)
    assert "王測試" not in await text(second)
    assert "鄭共同" in await text(second)
    assert "0987654321" not in await second.transcript()


async def test_the_list_names_the_own_people_with_their_cases(town, worker, colleague, supervisor):
    await served(town, worker)
    await town.join(Role.WORKER, "孫他處", unit="桃園中心")
    await from_home(town, supervisor, whose.Begin)
    assert await keys(supervisor) == ["王測試（1 案）", "趙同事（0 案）", "🏠 首頁"]


async def test_alone_in_the_unit_the_work_needs_an_administrator(town, worker, supervisor):
    await choose(town, supervisor, to=())
    assert "系統管理者" in await text(supervisor)
    assert not await has(supervisor, successors.Elsewhere)


async def test_an_administrator_hands_over_to_another_unit(town, worker, colleague, administrator):
    elsewhere = await town.join(Role.WORKER, "孫他處", unit="桃園中心")
    await town.join(Role.SUPERVISOR, "周他區", unit="桃園中心")
    case = await served(town, worker)
    await walk(town, administrator, "家庭服務中心", "平鎮中心", "王測試")
    await tap(
        town,
        administrator,
        successors.ToWhom,
        successors.Elsewhere,
        successors.Elsewhere,
        "桃園中心",
        successors.Receive,
    )
    await say(town, administrator, NOTE)
    shown = await text(administrator)
    assert "個案改由桃園中心服務" in shown
    assert "1 個里之後沒有主責社工" in shown
    await signed(town, administrator, handing.HandOver)
    again = await read(town, case)
    assert (again.unit, again.worker) == (town.units["桃園中心"].id, await town.person(elsewhere))
    assert await town.look(lambda db: people.area(db, VILLAGE)) == (town.units["平鎮中心"].id, None)


async def test_a_unit_left_without_a_supervisor_is_said_before(
    town, worker, supervisor, administrator, bureau
):
    await town.join(Role.SUPERVISOR, "周他區", unit="桃園中心")
    await walk(town, administrator, "家庭服務中心", "平鎮中心", "張樣本")
    await tap(town, administrator, successors.ToWhom, successors.Elsewhere, "桃園中心", successors.Receive)
    await say(town, administrator, NOTE)
    assert "平鎮中心之後沒有督導，由社會局代為處理" in await text(administrator)
    await signed(town, administrator, handing.HandOver)
    assert "完成交接" in await text(bureau)


async def test_nobody_finds_themselves_so_the_last_administrator_stays(town, administrator, bureau):
    await walk(town, administrator, "社會局")
    assert await keys(administrator) == ["吳示例（社會局承辦）", "◀ 返回", "🏠 首頁"]


async def test_a_chief_leaves_but_has_no_other_unit_to_go_to(town, chief, administrator):
    await walk(town, administrator, "家庭服務中心", "平鎮中心", "林示範")
    assert (await keys(administrator))[0] == "離職"
    assert not await has(administrator, whose.Into)


async def test_when_it_fails_half_way_nothing_is_moved(town, worker, colleague, supervisor, monkeypatch):
    found = await has_open(town, worker)
    await preview(town, supervisor)

    def broken(*_):
        raise handovers.Uneven

    monkeypatch.setattr(handovers, "_even", broken)
    await signed(town, supervisor, handing.HandOver)
    assert [await read(town, one) for one in found] == found
    known = await town.look(lambda db: addressed.speaker(db, worker.id))
    assert known is not None
    mine = select(func.count(draft_rows.c.id)).where(draft_rows.c.person == known[0].id)
    assert await town.look(lambda db: db.connection.execute(mine).scalar()) == 1
    monkeypatch.undo()
    await from_home(town, supervisor, whose.Begin, handing.GoOn)
    await signed(town, supervisor, handing.HandOver)
    assert "已交接給趙同事" in await text(supervisor)


@pytest.mark.parametrize("town", [("postgresql", CHINESE)], indirect=True)
@pytest.mark.parametrize("asked", [True, False], ids=["the PIN is typed", "the PIN was typed"])
async def test_when_somebody_is_quicker_half_way_it_begins_anew_and_all_is_moved(
    town, worker, colleague, supervisor, monkeypatch, asked
):
    found, receiver = await has_open(town, worker), await town.person(colleague)
    await preview(town, supervisor)
    let_go, times = people.let_go, []

    def overtaken(*given, **more):
        times.append(1)
        if len(times) == 1:
            raise Overtaken
        let_go(*given, **more)

    monkeypatch.setattr(people, "let_go", overtaken)
    if not asked:
        await proven(town, supervisor)
    await signed(town, supervisor, handing.HandOver)
    assert "已交接給趙同事" in await text(supervisor)
    assert (await read(town, found[0])).worker == receiver
    assert len(await town.look(lambda db: db.connection.execute(select(handover_rows)).all())) == 1
    assert not await town.look(lambda db: addressed.speaker(db, worker.id))


@pytest.mark.parametrize("refusal", [Stale, Overtaken])
async def test_what_is_refused_half_way_leaves_nothing_moved(
    town, worker, colleague, supervisor, monkeypatch, refusal
):
    found = await has_open(town, worker)
    await preview(town, supervisor)

    def refused(*_, **__):
        raise refusal

    monkeypatch.setattr(people, "let_go", refused)
    await proven(town, supervisor)
    await tap(town, supervisor, handing.HandOver)
    assert [await read(town, one) for one in found] == found
    assert await town.look(lambda db: db.connection.execute(select(handover_rows)).all()) == []
    monkeypatch.undo()
    await from_home(town, supervisor, whose.Begin, handing.GoOn)
    await signed(town, supervisor, handing.HandOver)
    assert "已交接給趙同事" in await text(supervisor)


async def test_home_keeps_its_four_rows_also_for_a_supervisor_who_screens(town):
    screens = await town.join(Role.SUPERVISOR, "馮篩派", unit="家防中心")
    await say(town, screens, "/home")
    assert len(await keys(screens)) <= 4
    assert not await has(screens, language.Languages)


async def test_what_somebody_was_about_to_report_is_said_before_and_goes_to_nobody(
    town, worker, colleague, supervisor
):
    await served(town, worker)

    def begins(db):
        addressed.speaks(db, worker.id)
        drafts.begin(db, "report", None, {"story": "隔壁王小明家的孩子半夜哭"})

    await town.look(begins)
    shown = await preview(town, supervisor)
    assert "不會交給任何人" in shown
    assert "孩子" not in shown
    await signed(town, supervisor, handing.HandOver)
    assert await town.look(lambda db: db.connection.execute(select(draft_rows.c.form)).all()) == []
    await say(town, colleague, "/home")
    assert not await has(colleague, unfinished.Unfinished)


async def test_a_note_goes_with_the_last_of_its_cases(town, worker, colleague, supervisor):
    case = await served(town, worker)
    await hand_over(town, supervisor)
    push, [opens, *_] = await colleague.last(), await keys(colleague)
    await tap(town, colleague, handed.TakenOver)
    assert "王○明週三回診" in await text(colleague)
    closed = with_facts(await read(town, case), state=State.CLOSED, closed_at=MONDAY)
    await town.look(lambda db: save(db, closed, "case.closed"))
    await say(town, colleague, "/home")
    await colleague.press(opens, push, stale=True)
    await town.settle()
    assert "回診" not in await text(colleague)


async def test_a_departure_leaves_no_open_case_with_nobody(town, worker, colleague, supervisor):
    await has_open(town, worker)
    await hand_over(town, supervisor)
    gone = select(people_rows.c.id).where(~people_rows.c.active)
    left = select(func.count(seats.c.id)).where(seats.c.worker.in_(gone) | seats.c.offered.in_(gone))
    assert await town.look(lambda db: db.connection.execute(left).scalar()) == 0
    assert drafts.QUESTION not in await town.look(
        lambda db: db.connection.execute(select(draft_rows.c.form)).scalars().all()
    )
