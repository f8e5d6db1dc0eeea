"""Full data: behind a PIN, on record, gone again."""

import json

import pytest
from sqlalchemy import select, update

from casework.staffing.people import Role
from handlers.cases import households, reveal
from handlers.intake import one_tap
from handlers.staffing.people import Become, ChooseRole, OpenPerson
from handlers.staffing.units import OpenUnit, Team
from handlers.ui.buttons import OpenCard
from storage.core.tables import drafts, journal, people, seats
from storage.staffing import invitations
from storage.staffing import people as staff
from tests.handlers.serving import journal_of, open_card, read, served
from tests.support.keys import BACK, SEND, SKIP, has, on, option
from tests.support.phones import say, signed, tap, text

PIN = "405162"


async def unlock(town, phone):
    """Choose a PIN and type it twice."""
    await tap(town, phone, reveal.Reveal)
    await say(town, phone, PIN, PIN)


async def full(phone):
    return [one for one in await phone.messages() if "完整資料" in one["text"] and "王小明" in one["text"]]


async def test_the_first_time_a_pin_is_chosen_and_typed_twice(town, chief, worker):
    case = await served(town, worker, by=chief)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    assert "請先設定" in await text(worker)
    await say(town, worker, PIN)
    assert "再輸入一次" in await text(worker)
    assert not await full(worker)
    await say(town, worker, PIN)
    (shown,) = await full(worker)
    for known in (
        "王小明",
        "A123456789",
        "0912345678",
        "中正路100號",
        "孩子常常一個人在家",
        "通報人同意聯絡",
    ):
        assert known in shown["text"]
    assert shown["protected"]
    assert (await text(worker)).count(case.number) >= 1
    assert (await journal_of(town, case))[-1].verb == "case.revealed"


async def test_who_reported_is_never_shown(town, chief, worker):
    await served(town, worker, by=chief)
    await open_card(town, worker)
    await unlock(town, worker)
    assert "林示範" not in await worker.transcript()


async def test_what_was_typed_leaves_the_chat_and_is_kept_nowhere(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await town.later(minutes=16)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, "918273")
    typed = [one["text"] for one in await worker.messages() if one["from"] != "bot"]
    assert PIN not in typed
    assert "918273" not in typed

    def kept(db):
        found = db.connection.execute(select(journal.c.detail)).scalars().all()
        hashed = db.connection.execute(select(people.c.pin)).scalars().all()
        answers = [
            db.vault.open("draft", row.id, row.sealed) for row in db.connection.execute(select(drafts))
        ]
        return json.dumps([found, hashed, answers])

    written = await town.look(kept)
    assert PIN not in written
    assert "918273" not in written


async def test_the_question_for_the_pin_leaves_the_chat_with_its_answer(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await town.later(minutes=16)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, "918273")
    await say(town, worker, PIN)
    assert not [one for one in await worker.messages() if "請輸入 6 位數密碼" in one.get("text", "")]


async def test_within_a_quarter_of_an_hour_it_is_not_asked_again(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await town.later(minutes=14)
    await tap(town, worker, reveal.Reveal)
    assert len(await full(worker)) == 2
    assert [entry.verb for entry in await journal_of(town, case)] == ["case.revealed"] * 2
    await town.later(minutes=2)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    assert len(await full(worker)) == 2
    await say(town, worker, PIN)
    assert len(await full(worker)) == 3


@pytest.mark.parametrize("way", ["another role", "an invitation"])
async def test_what_somebody_was_shown_goes_with_the_work_that_let_them_see_it(
    town, administrator, worker, supervisor, way
):
    """As it does with a seat, a suspension and a transfer: by their role they read all cases of the unit."""
    case = await served(town, worker)
    await say(town, supervisor, case.number)
    await unlock(town, supervisor)
    assert len(await full(supervisor)) == 1
    person, unit = await town.person(supervisor), town.units["平鎮中心"].id
    if way == "another role":
        await say(town, administrator, "單位 平鎮")
        await tap(town, administrator, on(OpenUnit, unit=unit), Team)
        await signed(
            town, administrator, on(OpenPerson, person=person), ChooseRole, on(Become, role="worker")
        )
    else:
        other = town.units["平鎮分局"].id
        code = await town.look(lambda db: invitations.invite(db, Role.LIAISON, other, ()))
        await say(town, supervisor, f"/start {code}")
        await supervisor.contact()
        await town.settle()
    role = (await town.look(lambda db: staff.get(db, person))).role
    assert role is (Role.WORKER if way == "another role" else Role.LIAISON)
    await town.later(minutes=1)
    assert len(await full(supervisor)) == 0


async def test_wrong_pins_are_counted_and_lock_for_a_while(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await town.later(minutes=16)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, "918273")
    assert "還可以試 4 次" in await text(worker)
    await say(town, worker, "918273", "918273", "918273", "918273")
    assert "密碼錯太多次" in await text(worker)
    await tap(town, worker, reveal.Reveal)
    assert "密碼錯太多次" in await text(worker)
    assert len(await full(worker)) == 1
    verbs = [entry.verb for entry in await journal_of(town, case)]
    assert verbs.count("case.pin_failed") == 5
    await town.later(minutes=31)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, PIN)
    assert len(await full(worker)) == 2


async def test_who_leads_a_unit_hears_once_a_day_that_somebody_was_locked_out_by_wrong_pins(
    town, worker, supervisor
):
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    heard = "密碼錯太多次"
    for day in (1, 2):
        for _ in range(3):
            await town.later(minutes=31)
            await tap(town, worker, reveal.Reveal)
            await say(town, worker, *["918273"] * 5)
        told = [one["text"] for one in await supervisor.messages() if heard in one["text"]]
        assert len(told) == day
        assert not any("王測試" in one for one in told)
        await town.later(hours=24)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("111111", "太容易"), ("123456", "太容易"), ("12345", "6 個數字"), ("逾期", "6 個數字")],
)
async def test_a_pin_must_be_six_digits_that_nobody_guesses_first(town, worker, typed, answer):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, typed)
    assert answer in await text(worker)


async def test_two_different_pins_are_begun_again(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await say(town, worker, PIN, "918273")
    assert "兩次輸入不同" in await text(worker)
    await say(town, worker, "918273", "９１８２７３")
    assert len(await full(worker)) == 1


async def test_who_forgot_the_pin_joins_again_and_chooses_a_new_one(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    unit = town.units["平鎮中心"].id
    code = await town.look(lambda db: invitations.invite(db, Role.WORKER, unit, ()))
    await say(town, worker, f"/start {code}")
    await worker.contact()
    await town.settle()
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    assert "請先設定" in await text(worker)


async def test_full_data_leaves_the_chat_after_a_day(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    assert await full(worker)
    await town.later(hours=24, minutes=1)
    assert not await full(worker)


async def test_photos_of_the_report_are_shown_protected_and_vanish(town, chief, worker, screener):
    await chief.photo(caption="門口堆滿垃圾")
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    await tap(town, screener, OpenCard)
    await unlock(town, screener)
    (shown,) = [one for one in await screener.messages() if "photo" in one]
    assert shown["protected"]
    assert "通報人不希望被聯絡" in await screener.transcript()
    await town.later(hours=25)
    assert not [one for one in await screener.messages() if "photo" in one]


async def test_a_case_that_is_taken_away_opens_to_no_pin_and_the_pin_is_still_deleted(town, worker):
    await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal)
    await town.look(lambda db: db.connection.execute(update(seats).values(worker=None)))
    await say(town, worker, PIN)
    assert PIN not in await worker.transcript()
    assert not await full(worker)


async def test_going_back_from_the_pin_frees_the_keyboard(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, reveal.Reveal, BACK)
    assert (await text(worker)).startswith(case.number)
    await say(town, worker, case.number)
    assert (await text(worker)).startswith(case.number)


async def test_the_household_is_corrected_and_the_rest_stays(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await tap(town, worker, households.Correct)
    await say(town, worker, "電話 0922-333-444")
    after = (await read(town, case)).household
    assert (after.name, after.phone) == ("王小明", "0922333444")
    assert "住戶資料已更正" in await text(worker)
    shown = (await worker.messages())[-2]["text"]
    assert "0922" not in shown.replace(case.number, ""), "the number of a case is drawn"
    assert "0922-333-444" not in await worker.transcript()


async def test_a_wrong_id_is_refused_and_leaves_the_chat(town, worker):
    case = await served(town, worker)
    await open_card(town, worker)
    await unlock(town, worker)
    await tap(town, worker, households.Correct)
    await say(town, worker, "A123456780")
    assert (await read(town, case)).household.national_id == "A123456789"
    assert "A123456780" not in await worker.transcript()


async def test_a_supervisor_may_look_but_not_correct(town, worker):
    case = await served(town, worker)
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    await say(town, supervisor, case.number)
    await unlock(town, supervisor)
    assert await full(supervisor)
    assert not await has(supervisor, households.Correct)


async def test_a_long_story_full_of_brackets_arrives_whole(town, chief, worker):
    await chief.say("孩子說" + "<&>" * 1200)
    await town.settle()
    await tap(town, chief, on(one_tap.MakeReport, danger="no"), SKIP, SKIP, SKIP, option("no"), SEND)
    screener = await town.join(Role.SCREENER, "陳範例", unit="家防中心")
    number = next(one["text"] for one in reversed(await chief.messages()) if "A-115-" in one["text"])
    await say(town, screener, number[number.index("A-115-") :].split()[0])
    await unlock(town, screener)
    assert "".join(one["text"] for one in await screener.messages()).count("<&>") >= 1198
