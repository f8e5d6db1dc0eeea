"""Each look at a household in full has a witness, what is odd a second, and too many need a yes."""

from datetime import timedelta

from casework.staffing.people import Role
from handlers.cases import looks, reveal
from sandbox import Phone
from tests.handlers.cases.test_reveal import PIN, unlock
from tests.handlers.serving import open_card, served
from tests.support.keys import has
from tests.support.phones import from_home, say, tap, text
from tests.support.town import MONDAY, Town


async def test_who_serves_hears_of_each_look_by_another_and_reads_who_it_was(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    await town.later(minutes=1)
    case = await served(town, worker)
    await say(town, supervisor, case.number)
    await unlock(town, supervisor)
    push = await text(worker)
    assert push == f"{case.number}：張樣本看了完整資料。"
    heard = len(await worker.messages())
    await say(town, supervisor, case.number)
    await tap(town, supervisor, reveal.Reveal)
    assert len(await worker.messages()) == heard, "once an hour is enough"
    await open_card(town, worker)
    await unlock(town, worker)
    await from_home(town, worker, looks.WhoLooked)
    listed = await text(worker)
    assert listed.count(case.number) == 2
    assert "張樣本（督導）" in listed
    assert "王測試" not in listed, "their own looks are theirs"
    assert "王小明" not in listed
    await town.later(days=7)
    assert "115年6月1日（一） 起看過您個案完整資料的人" in await worker.transcript(), "weekly, unasked"


async def test_no_look_is_left_out_of_the_weekly_list_nor_told_in_two_whatever_days_were_off(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    await town.later(minutes=1)
    case = await served(town, worker)
    await say(town, supervisor, case.number)
    await unlock(town, supervisor)
    await town.later(days=8)  # on the Monday between nothing was sent
    listed = await text(worker)
    assert "起看過您個案完整資料的人" in listed
    assert case.number in listed
    heard = len(await worker.messages())
    await town.later(days=6)
    weekly = [one["text"] for one in (await worker.messages())[heard:]]
    assert not any("起看過您個案完整資料的人" in one for one in weekly)


async def test_many_households_within_an_hour_are_heard_by_a_second_person_who_says_yes_to_more(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    second = await town.join(Role.SUPERVISOR, "鄭共同")
    stranger = await town.join(Role.SUPERVISOR, "周他區", unit="桃園中心")
    figures = town.office.rules.policy.looks
    numbers = [(await served(town, worker)).number for _ in range(figures.hourly + 1)]
    await say(town, supervisor, numbers[0])
    await unlock(town, supervisor)
    for number in numbers[1:-1]:
        await say(town, supervisor, number)
        await tap(town, supervisor, reveal.Reveal)
    told = [one["text"] for one in await second.messages() if "一小時內" in one["text"]]
    last = numbers[figures.many]
    said = f"張樣本在一小時內看了很多戶的完整資料，最近一戶是 {last}。"
    assert told == [f"{said}\n若不清楚原因，請向對方了解。"]
    await say(town, supervisor, numbers[-1])
    await tap(town, supervisor, reveal.Reveal)
    assert f"{numbers[-1]}　完整資料" not in await supervisor.transcript()
    await tap(town, supervisor, looks.AskColleague)
    assert not await has(stranger, looks.LetReadOn)
    await tap(town, second, looks.LetReadOn)
    assert "可以繼續查看" in await text(supervisor)
    await say(town, supervisor, numbers[-1])
    await tap(town, supervisor, reveal.Reveal)
    assert f"{numbers[-1]}　完整資料" in await supervisor.transcript()


async def test_at_night_a_second_person_hears_unless_it_is_a_24_hour_matter(
    town: Town, worker: Phone, supervisor: Phone, bureau: Phone
) -> None:
    calm = await served(town, worker)
    await say(town, supervisor, calm.number)
    await unlock(town, supervisor)
    assert calm.number not in await text(bureau), "by day it is theirs to look"
    town.clock.now = MONDAY + timedelta(hours=14)
    await say(town, supervisor, calm.number)
    await tap(town, supervisor, reveal.Reveal)
    await say(town, supervisor, PIN)
    assert f"{calm.number}：張樣本在夜間看了完整資料。" in await text(bureau), "nobody else leads the unit"
