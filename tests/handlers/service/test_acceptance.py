"""An offer is accepted, declined, lapses or is answered by the supervisor; nothing is left with nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.cases.access import Action
from casework.cases.case import State
from casework.errors import NotThere
from casework.staffing.people import Role
from handlers.forms import form_cards
from handlers.screening import dispatching, judging, receivers
from handlers.service import acceptance, closing, deciding, follow_up, reassigning, visits
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import seats
from tests.handlers.reporting import dispatched, opened, report, state, verbs
from tests.handlers.serving import served
from tests.support import addressed
from tests.support.keys import SEND, SKIP, on, option
from tests.support.phones import key, keys, say, signed, tap, text
from tests.support.town import VILLAGE, Town


@pytest.fixture
async def colleague(town: Town) -> Phone:
    return await town.join(Role.WORKER, "鄭同仁")


async def card_of(town: Town, phone: Phone, number: str) -> str:
    """Open the card from the newest push about a case."""
    push = await phone.hears(f"{number}：")
    await phone.press("查看", push)
    await town.settle()
    return str((await phone.last())["text"])


async def test_a_worker_finds_offers_at_home_with_their_count(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await say(town, worker, "個案")
    assert await key(worker, "待接案") == "待接案（1）"
    await tap(town, worker, acceptance.Offers)
    assert number in (await worker.last())["text"]


async def test_the_offer_says_masked_what_was_reported(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await report(town, chief, "陳小美一直哭 0912345678", household="陳小美")
    await opened(town, screener, number)
    await tap(town, screener, dispatching.Confirm, dispatching.Dispatch)
    text = await card_of(town, worker, number)
    assert "陳○美一直哭 0912***678" in text


async def test_one_tap_accepts_and_service_begins_at_once(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Accept)
    text = (await worker.last())["text"]
    assert await state(town, number) is State.IN_SERVICE
    assert "爭議" in text  # the dispute mechanism instead of a second assessment [003] item 4
    assert "首次訪視" in text
    await chief.hears("負責的單位已接手處理")


async def test_who_serves_still_reads_masked_what_was_reported_and_what_may_apply(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    story = "陳小美一直哭 0912345678" + "很" * 800 + "最後一句"
    number = await report(town, chief, story, household="陳小美", home=["六歲以下孩子"])
    await opened(town, screener, number)
    await tap(town, screener, dispatching.Confirm, dispatching.Dispatch)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Accept)
    text = (await worker.last())["text"]
    assert "陳○美一直哭 0912***678" in text
    assert "2A 有 6 歲以下兒童 ← 看到：六歲以下孩子" in text
    await tap(town, worker, await key(worker, "看完整通報"))
    assert "最後一句" in (await worker.last())["text"]
    await tap(town, worker, OpenCard)
    assert number in (await worker.last())["text"].splitlines()[0]


async def test_a_double_tap_accepts_once_and_is_not_scolded(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    card = await worker.last()
    data = next(k["callback_data"] for row in card["keyboard"] for k in row if "接案" in k["text"])
    await tap(town, worker, acceptance.Accept)
    await worker.press(data, card, stale=True)
    await town.settle()
    assert (await verbs(town, number)).count("case.accepted") == 1
    last = (await worker.last())["text"]
    assert "這裡沒有" not in last
    assert "這件事已經處理了" not in last


async def test_declining_needs_a_reason_and_goes_back_to_the_screeners(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Decline)
    assert await state(town, number) is State.DISPATCHED
    await say(town, worker, "家戶已由他人服務")
    assert await state(town, number) is State.SCREENING
    back = await screener.hears(f"{number}：")
    assert "家戶已由他人服務" not in back["text"]


async def test_a_second_decline_in_a_row_goes_to_the_supervisor_who_finds_somebody_or_gives_it_back(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    """faults 18: `domain.md` §3.3; so often is the policy's default."""
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Decline)
    await say(town, worker, "案量已滿")
    await opened(town, screener, number)
    await tap(town, screener, receivers.ChoosePerson, dispatching.Confirm, dispatching.Dispatch)
    await card_of(town, colleague, number)
    await tap(town, colleague, acceptance.Decline)
    await say(town, colleague, "我的案量也滿了")
    assert await state(town, number) is State.DISPATCHED
    assert "再次婉拒" in (await supervisor.hears(f"{number}："))["text"]
    await say(town, supervisor, number)
    assert {"退回集中派案", "改派他人"} <= set(await keys(supervisor))
    await tap(town, supervisor, "退回集中派案")
    await say(town, supervisor, "本中心無人可接")
    assert await state(town, number) is State.SCREENING
    await opened(town, screener, number)
    assert "本中心無人可接" in (await screener.last())["text"]


async def test_the_chief_is_not_told_twice_that_it_was_dispatched(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Decline)
    await say(town, worker, "家戶已由他人服務")
    await opened(town, screener, number)
    await tap(town, screener, receivers.ChoosePerson, dispatching.Confirm, dispatching.Dispatch)
    told = [m for m in await chief.messages() if m["text"].startswith(f"{number}：")]
    assert len(told) == 1


async def test_an_offer_that_nobody_answers_lapses_to_the_screeners(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    pushed = (await screener.last())["id"]
    await town.later(days=3)
    assert await state(town, number) is State.SCREENING
    await screener.hears(number, after=pushed)


async def test_a_worker_who_was_too_late_is_told_and_nothing_is_left_of_the_form(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Decline)
    await town.later(days=3)
    await say(town, worker, "家戶已由他人服務")
    assert (await verbs(town, number))[-1] == "case.offer_lapsed"
    await say(town, worker, "/start")
    assert "草稿" not in (await worker.last())["text"]


async def test_another_workers_offer_is_nobody_elses(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone
) -> None:
    number = await dispatched(town, chief, screener)

    def open_it(db: Transaction) -> None:
        known = addressed.speaker(db, colleague.id)
        assert known is not None
        db.speaker, db.unit = known
        cases.by_number(db, number, Action.ANSWER_OFFER)

    with pytest.raises(NotThere):
        await town.look(open_it)


async def ask(town: Town, supervisor: Phone, number: str) -> None:
    await say(town, supervisor, number)
    if number not in (await supervisor.last())["text"].split("\n")[0]:
        await supervisor.press(await key(supervisor, number))
        await town.settle()


async def test_the_supervisor_answers_for_the_worker(
    town: Town, chief: Phone, screener: Phone, worker: Phone, supervisor: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await ask(town, supervisor, number)
    await tap(town, supervisor, acceptance.Accept)
    assert await state(town, number) is State.IN_SERVICE
    await worker.hears("督導已代您接案")
    await chief.hears("負責的單位已接手處理")


async def test_the_supervisor_offers_it_to_somebody_else_of_the_unit(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await ask(town, supervisor, number)
    await tap(town, supervisor, reassigning.ChooseOther, reassigning.OfferAgain)
    withdrawn = await worker.hears("派案已撤回")
    assert withdrawn["keyboard"] == []
    await card_of(town, colleague, number)
    await tap(town, colleague, acceptance.Accept)
    assert await state(town, number) is State.IN_SERVICE


async def test_a_case_in_service_stays_with_its_worker_when_the_other_declines(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Accept)
    await ask(town, supervisor, number)
    await tap(town, supervisor, reassigning.ChooseOther, reassigning.OfferAgain)
    assert "對方接案前請繼續服務" in (await worker.hears(f"{number}：個案已改派"))["text"]
    await card_of(town, colleague, number)
    await tap(town, colleague, acceptance.Decline)
    await say(town, colleague, "案量已滿")
    assert await state(town, number) is State.IN_SERVICE
    await worker.hears("仍由原主責社工服務")
    await supervisor.hears("仍由原主責社工服務")
    assert "請重新派案" not in await screener.transcript()


async def test_a_case_that_is_offered_on_names_who_serves_it_and_whom_it_waits_for(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    """It named who served it alone: nobody read on the card whose answer was due."""
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Accept)
    await ask(town, supervisor, number)
    await tap(town, supervisor, reassigning.ChooseOther, reassigning.OfferAgain)
    for phone in (supervisor, worker, screener):
        await ask(town, phone, number)
        card = str((await phone.last())["text"])
        assert f"主責社工：{'平鎮中心 ' if phone is screener else ''}王測試" in card
        assert "（待接案）" in card


async def test_who_had_the_case_hears_when_somebody_else_took_it_over(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Accept)
    await ask(town, supervisor, number)
    await tap(town, supervisor, reassigning.ChooseOther, reassigning.OfferAgain)
    await card_of(town, colleague, number)
    await tap(town, colleague, acceptance.Accept)
    await worker.hears("已由他人接案")
    assert (await chief.transcript()).count("負責的單位已接手處理") == 1


async def test_who_takes_a_case_over_goes_on_with_the_form_that_was_begun(
    town: Town, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    await ask(town, worker, case.number)
    await tap(town, worker, follow_up.File, option("phone"), SKIP)
    await ask(town, supervisor, case.number)
    await tap(town, supervisor, reassigning.ChooseOther, reassigning.OfferAgain)
    await card_of(town, colleague, case.number)
    await tap(town, colleague, acceptance.Accept, follow_up.File)
    assert f"{case.number} 115年6月每月回報" in await text(colleague)
    await tap(town, colleague, on(form_cards.Resume, step="on"))
    assert "當月提供了什麼" in await text(colleague)
    await say(town, worker, "/home")
    assert "草稿" not in await text(worker)


async def test_what_was_begun_about_a_case_that_was_closed_is_said_to_come_too_late(
    town: Town, worker: Phone, supervisor: Phone
) -> None:
    case = await served(town, worker)
    await ask(town, worker, case.number)
    await tap(town, worker, follow_up.File, option("phone"))
    await say(town, worker, "/home", case.number)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "案家搬到外縣市，當地已接手")
    await tap(town, worker, SEND)
    await ask(town, supervisor, case.number)
    await tap(town, supervisor, deciding.Approve)
    await signed(town, supervisor, deciding.CloseNow)
    await say(town, worker, "/home", "繼續")
    await tap(town, worker, on(form_cards.Resume, step="found"), on(form_cards.Resume, step="on"))
    assert "這份草稿無法再送出" in await text(worker)


async def test_what_was_begun_about_what_is_somebody_elses_is_gone(
    town: Town, worker: Phone, colleague: Phone
) -> None:
    case = await served(town, worker)
    await ask(town, worker, case.number)
    await tap(town, worker, follow_up.File, option("phone"))
    other = await town.person(colleague)
    taken = update(seats).where(seats.c.case_id == case.id).values(worker=other)
    await town.look(lambda db: db.connection.execute(taken))
    await say(town, worker, "/home", "繼續")
    await tap(town, worker, on(form_cards.Resume, step="found"), on(form_cards.Resume, step="on"))
    assert "這份草稿已刪除" in await text(worker)
    await say(town, worker, "/home")
    assert "草稿" not in await text(worker)


async def test_a_screener_upholds_the_assessment_and_the_worker_hears(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await disputed(town, chief, screener, worker)
    await opened(town, screener, number)
    assert "不在本轄" in (await screener.last())["text"]
    await tap(town, screener, judging.Uphold)
    assert number in (await screener.last())["text"]
    await say(town, screener, "資料已查證，電話 0912345678")
    assert await state(town, number) is State.DISPUTED
    await tap(town, screener, SEND)
    assert await state(town, number) is State.IN_SERVICE
    assert (await screener.last())["text"].startswith("已維持原評估")
    assert "資料已查證" not in (await worker.hears("維持"))["text"]
    await tap(town, worker, OpenCard)
    assert "維持原評估的理由：資料已查證，電話 0912***678" in (await worker.last())["text"]


async def test_a_screener_takes_a_disputed_case_back_to_screening(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    number = await disputed(town, chief, screener, worker)
    await opened(town, screener, number)
    await tap(town, screener, judging.ScreenAgain)
    await say(town, screener, "應由另一區服務")
    await tap(town, screener, SEND)
    assert await state(town, number) is State.SCREENING
    assert (await screener.last())["text"].startswith("爭議成立")
    gone = await worker.hears("爭議成立")
    assert gone["keyboard"] == []


async def disputed(town: Town, chief: Phone, screener: Phone, worker: Phone) -> str:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Accept, visits.LogVisit, option("home"), option("not_met"))
    await tap(town, worker, option("today"), SKIP, SEND)
    await tap(town, worker, visits.LogVisit, option("phone"), option("met"), option("low"))
    await tap(town, worker, option("today"), SKIP, SEND)
    await worker.press(await key(worker, "爭議"))
    await town.settle()
    await say(town, worker, "該戶不在本轄")
    assert await state(town, number) is State.DISPUTED
    return number


async def test_a_liaison_of_another_unit_accepts_like_a_worker(
    town: Town, chief: Phone, screener: Phone
) -> None:
    officer = await town.join(Role.LIAISON, "周警示", unit="平鎮分局")
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(
        town,
        screener,
        dispatching.ChooseUnit,
        dispatching.ChooseUnit,
        dispatching.Confirm,
        dispatching.Dispatch,
    )
    await card_of(town, officer, number)
    await tap(town, officer, acceptance.Accept)
    assert await state(town, number) is State.IN_SERVICE
    assert VILLAGE in (await officer.last())["text"]


async def test_people_of_one_name_are_told_apart(
    town: Town, chief: Phone, screener: Phone, worker: Phone
) -> None:
    boss = await town.join(Role.SUPERVISOR, "張樣本")
    for _ in range(2):
        await town.join(Role.WORKER, "鄭同仁")
    number = await dispatched(town, chief, screener)
    await say(town, boss, number)
    await tap(town, boss, reassigning.ChooseOther)
    alike = [label for label in await keys(boss) if "鄭同仁" in label]
    assert len(set(alike)) == 2
    assert all("末碼" in label for label in alike)


async def test_a_reason_to_decline_for_one_does_not_decline_for_the_next(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    other = await town.join(Role.SUPERVISOR, "趙督示")
    number = await dispatched(town, chief, screener)
    await ask(town, supervisor, number)
    await tap(town, supervisor, acceptance.Decline)
    town.clock.now += timedelta(minutes=5)
    await ask(town, other, number)
    await tap(town, other, reassigning.ChooseOther, reassigning.OfferAgain)
    await say(town, supervisor, "王測試這週請假")
    assert "卡片已過期" in str((await supervisor.last())["text"])
    assert await state(town, number) is State.DISPATCHED
    assert "case.declined" not in await verbs(town, number)


async def test_what_a_reporter_adds_reaches_the_supervisors_where_nobody_has_the_case(
    town: Town, chief: Phone, screener: Phone, worker: Phone, colleague: Phone, supervisor: Phone
) -> None:
    number = await dispatched(town, chief, screener)
    await card_of(town, worker, number)
    await tap(town, worker, acceptance.Decline)
    await say(town, worker, "案量已滿，請改派")
    await opened(town, screener, number)
    await tap(town, screener, dispatching.ChooseUnit, receivers.ChoosePerson)
    await tap(town, screener, "鄭同仁", dispatching.Dispatch)
    await card_of(town, colleague, number)
    await tap(town, colleague, acceptance.Decline)
    await say(town, colleague, "案量已滿，請改派")
    await supervisor.hears("請督導安排人員")
    await say(town, chief, f"補充 {number} 爸爸拿刀")
    await tap(town, chief, option("yes"))
    await supervisor.hears(f"{number}：通報人有補充")
    await say(town, screener, number)
