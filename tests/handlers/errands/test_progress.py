"""What takes long is shown while it is done, and ends in words whatever befalls it (`ux.md` 18)."""

import asyncio
import re
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.loops import working
from bot.loops.errands import Running
from casework.staffing.people import Role
from handlers.errands.progress import StopErrand
from handlers.ui.errands import Outcome
from handlers.words.wording import load_wordings
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.letters import Letter
from storage.core.tables import errands
from storage.errands import files
from storage.errands.errands import Errand, ErrandState
from storage.staffing import people
from tests.bot.loops.test_nothing_is_lost import fault
from tests.support import lists
from tests.support.certain import certain
from tests.support.keys import press
from tests.support.phones import say
from tests.support.town import Town

FAR = re.compile(r"處理中… ([1-9]\d?) %")


async def states(town: Town) -> list[str]:
    return await town.look(lambda db: list(db.connection.execute(select(errands.c.state)).scalars()))


async def texts(phone: Phone) -> list[str]:
    return [one["text"] for one in await phone.messages()]


async def test_how_far_it_is_stands_in_one_message_that_is_edited(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.loops.errands.BEAT", 0.1)
    await administrator.say("slow 30")
    began = (await administrator.hears("處理中… 0 %"))["id"]
    seen: set[int] = set()

    def moved(chat: dict[str, Any]) -> bool:
        [shown] = [one["text"] for one in chat["messages"] if one["id"] == began]
        seen.update(int(percent) for percent in FAR.findall(shown))
        return len(seen) > 2

    await administrator.wait(moved)
    assert sum("處理中" in one for one in await texts(administrator)) == 1
    await town.settle()
    assert (await texts(administrator))[-1] == "All steps: 30"
    assert not any("處理中" in one for one in await texts(administrator))


@pytest.mark.parametrize("waits", ["for its pause", "on its way", "to be kept account of"])
async def test_what_has_ended_before_its_beginning_was_told_does_not_stay_at_work(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch, waits: str
) -> None:
    [telegram] = town.bot.messengers
    tell, sender = telegram.tell, town.bot.sender
    account = sender._account

    async def ended() -> None:
        while await states(town) != [ErrandState.DONE]:
            await asyncio.sleep(0.01)

    def paused(to: int) -> float:
        monkeypatch.undo()
        return 2.0

    async def told(letter: Letter) -> int | None:
        if "處理中" in letter.content.get("text", ""):
            await ended()
        return await tell(letter)

    async def accounted() -> None:
        await ended()
        await account()

    match waits:
        case "for its pause":
            monkeypatch.setattr(telegram.limits, "wait_for", paused)
        case "on its way":
            monkeypatch.setattr(telegram, "tell", told)
        case _:
            monkeypatch.setattr(sender, "_account", accounted)
    await say(town, administrator, "slow 1")
    assert (await texts(administrator))[-1] == "All steps: 1"
    assert not any("處理中" in one for one in await texts(administrator))
    ends = sum("結果如下" in one for one in await texts(administrator))
    assert ends == (0 if waits == "for its pause" else 1)


@pytest.mark.parametrize("language", ["zh-hant", "en"])
async def test_it_is_said_in_the_language_of_who_asked(town: Town, language: str) -> None:
    phone = await town.join(Role.ADMIN, "李預設", unit="社會局", language=language)
    wording = load_wordings()["en" if language == "en" else "zh_Hant_TW"]
    await phone.say("slow 600")
    shown = await phone.hears(wording.label("Working on it… %(n)s %%", n=0))
    assert shown["keyboard"][0][0]["text"] == wording.label("⏹ Stop")
    await press(phone, StopErrand)
    await phone.hears(wording.label("Stopped. Nothing came of it."))


async def test_a_fault_of_the_work_is_said_and_logged_without_what_it_was_about(
    town: Town, administrator: Phone
) -> None:
    with capture_logs() as logged:
        await say(town, administrator, "faulty")
    assert "沒有成功" in (await texts(administrator))[-1]
    assert await states(town) == [ErrandState.FAILED]
    [entry] = [one for one in logged if one["event"] == "errands.failed"]
    assert entry["fault"].startswith("ValueError at toys.py:")
    assert "王測試" not in str(logged)


async def test_a_fault_in_telling_is_said_and_half_of_it_is_not_told(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    kinds = town.bot.errands._app.errands
    monkeypatch.setitem(kinds, "slow", replace(kinds["slow"], told=broken))
    await say(town, administrator, "slow 1")
    assert "沒有成功" in (await texts(administrator))[-1]
    assert not any("結果如下" in one for one in await texts(administrator))


async def test_a_process_that_dies_is_followed_by_others_and_at_last_it_is_said(
    town: Town, administrator: Phone
) -> None:
    await say(town, administrator, "deadly")
    assert "處理中" in (await texts(administrator))[-1]
    for _ in range(4):
        assert await states(town) == [ErrandState.WAITING]
        await town.later(minutes=10)
    assert await states(town) == [ErrandState.FAILED]
    assert sum("沒有成功" in one for one in await texts(administrator)) == 2, (
        "the message edited, and a new one"
    )


async def test_when_the_process_dies_that_they_are_copied_from_the_next_begins_it_anew(
    town: Town, administrator: Phone
) -> None:
    for told in (1, 2):
        await say(town, administrator, "slow 1")
        assert sum("結果如下" in one for one in await texts(administrator)) == told
        loaded = certain(working._LOADED._process)
        loaded.kill()
        loaded.wait()


async def test_a_file_that_can_not_be_fetched_now_is_fetched_later(town: Town, administrator: Phone) -> None:
    await fault(town, method="getFile", kind="500", times=1)
    await administrator.document("玩具.xlsx", lists.book(["玩具"], ["積木"]))
    await town.settle()
    assert await states(town) == [ErrandState.WAITING]
    await town.later(seconds=6)
    assert (await texts(administrator))[-1] == "Toys: 1, by 李預設"


async def test_a_process_that_woke_too_late_leaves_the_file_to_the_one_that_took_over(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It called the file whole of which the other had just dropped all pieces, to fetch them anew."""
    doing = town.bot.errands
    keep = doing._keep_part

    async def sleeps(errand: Errand, file: int, number: int, content: bytes) -> None:
        await keep(errand, file, number, content)
        monkeypatch.undo()

        def taken_over(db: Transaction) -> None:
            db.connection.execute(update(errands).values(attempts=errands.c.attempts + 1, state="waiting"))
            files.begin(db, file)

        await town.look(taken_over)

    monkeypatch.setattr(doing, "_keep_part", sleeps)
    await administrator.document("玩具.xlsx", lists.book(["玩具"], ["積木"]))
    await town.settle()
    await town.later(seconds=30)
    assert (await texts(administrator))[-1] == "Toys: 1, by 李預設"


async def test_who_left_meanwhile_is_told_nothing(town: Town, administrator: Phone) -> None:
    await administrator.say("slow 20")
    await administrator.hears("處理中")
    person = await town.person(administrator)
    await town.look(lambda db: people.let_go(db, people.get(db, person), into=None))
    await town.settle()
    assert not any("All steps" in one for one in await texts(administrator))


@pytest.mark.parametrize("when", ["before it is taken up", "while it is done"])
async def test_who_has_another_role_meanwhile_is_told_nothing_that_was_for_the_old_one(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    person, doing = await town.person(administrator), town.bot.errands

    async def becomes(role: Role) -> None:
        await town.look(lambda db: people.change(db, person, role=role))

    found, attempt = doing._found, doing._attempt

    async def changed_before(running: Running) -> None:
        await becomes(Role.LIAISON)
        await attempt(running)

    async def changed_after(running: Running) -> Outcome:
        outcome = await found(running)
        await becomes(Role.LIAISON)
        return outcome

    if when == "before it is taken up":
        monkeypatch.setattr(doing, "_attempt", changed_before)
    else:
        monkeypatch.setattr(doing, "_found", changed_after)
    await say(town, administrator, "slow 1")
    await town.later(seconds=6)
    assert not any("All steps" in one for one in await texts(administrator))
    assert "沒有成功" in (await texts(administrator))[-1]
    assert await states(town) == [ErrandState.FAILED]


async def test_who_moved_meanwhile_has_it_done_anew_by_where_they_are(
    town: Town, administrator: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, found = await town.person(administrator), town.bot.errands._found

    async def moved(running: Running) -> Outcome:
        outcome = await found(running)
        unit = town.units["平鎮中心"].id
        await town.look(lambda db: people.change(db, person, unit=unit))
        return outcome

    monkeypatch.setattr(town.bot.errands, "_found", moved)
    await say(town, administrator, "slow 1")
    assert await states(town) == [ErrandState.WAITING]
    await town.later(seconds=6)
    assert (await texts(administrator))[-1] == "All steps: 1"


async def test_a_key_of_what_has_ended_says_how_it_ended(town: Town, administrator: Phone) -> None:
    await administrator.say("slow 1")
    shown = await administrator.hears("處理中")
    await town.settle()
    [row] = await town.look(lambda db: db.connection.execute(select(errands.c.id)).all())
    await administrator.press(StopErrand(row.id).data(), shown["id"], stale=True)
    await town.settle()
    assert await states(town) == [ErrandState.DONE]
    assert (await texts(administrator))[-1] == "All steps: 1"


async def test_what_a_bot_lets_go_is_taken_up_at_once_and_told_once(town: Town, administrator: Phone) -> None:
    await administrator.say("slow 10")
    while await states(town) != [ErrandState.RUNNING]:
        await asyncio.sleep(0.01)
    await town.bot.errands.stop()
    await town.bot.bell.ring()
    await town.settle()
    [row] = await town.look(lambda db: db.connection.execute(select(errands)).all())
    assert (row.state, row.attempts) == (ErrandState.DONE, 2)
    assert (await texts(administrator)).count("All steps: 10") == 1


async def test_turns_go_on_meanwhile(town: Town, administrator: Phone, chief: Phone) -> None:
    """The one writer of SQLite is not held: what others say is answered while the work goes on."""
    await administrator.say("slow 600")
    await administrator.hears("處理中")
    await chief.say("/start")
    await chief.hears("守望", timeout=2)
    assert await states(town) == [ErrandState.RUNNING]
    await press(administrator, StopErrand)
    await town.settle()
