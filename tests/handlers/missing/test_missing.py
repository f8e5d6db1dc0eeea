"""A child is missing: the bureau, the police, who serves [001] 三(六)2(4)."""

from typing import Any

import pytest

from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.cases import history, missing_child
from handlers.missing import child, police
from handlers.reminders.bureau import BureauDuties
from handlers.screening import dispatching, duplicates
from handlers.service import acceptance, closing, deciding
from handlers.ui import telling
from handlers.ui.buttons import OpenCard
from handlers.words.terms import DISCREET_ACTS, DISCREET_DUTIES
from handlers.words.wording import load_wordings
from tests.handlers.reporting import dispatched, report
from tests.handlers.ringing import june, nudges, ring, stands_in, under
from tests.handlers.serving import duties, journal_of, open_card, read, served
from tests.support.keys import SEND, has, on, option
from tests.support.phones import from_home, key, keys, say, signed, tap, text
from tests.support.town import MONDAY

MISSING: dict[str, Any] = {"kinds": (CaseKind.CHILD_MISSING,), "missing_at": MONDAY}
LOOKING: dict[str, Any] = {**MISSING, "form_given_at": MONDAY}
NOTHING: dict[str, Any] = {**LOOKING, "looked_at": MONDAY, "found": False}
TELLING = ("孩子", "兒少", "行蹤", "行方", "協尋", "查找", "找到", "警政", "自殺", "性侵")
"""Words that tell what kind of case it is (`trust.md` L0)."""
SEARCH = {Duty.SEARCH_FORM, Duty.SEARCH_RESULT, Duty.APPLY_SEARCH}


async def open_duty(town, bureau):
    await from_home(town, bureau, BureauDuties)
    await tap(town, bureau, await key(bureau, "A-115-"))


async def owed(town, case):
    return {one.duty for one in await duties(town, case)} & SEARCH


async def say_missing(town, phone, *answers):
    """Say which child can't be found."""
    await tap(town, phone, child.Missing, *answers)
    await say(town, phone, "王小樣", "四歲")
    await tap(town, phone, option("today"))
    await say(town, phone, "新勢公園，和祖母一起", "紅外套")


async def test_the_worker_says_which_child_and_the_bureau_and_the_supervisor_hear_at_once(
    town, worker, supervisor, bureau
):
    """faults 24."""
    case = await served(town, worker, kinds=(CaseKind.GENERAL,))
    await open_card(town, worker)
    await say_missing(town, worker)
    assert "110" in await text(worker)
    assert await owed(town, case) == set()
    await tap(town, worker, SEND)
    assert "已通知社會局" in await text(worker)
    assert "協尋資料表尚未交警政" in await text(worker)
    for phone in (bureau, supervisor):
        assert await text(phone) == f"🚨 {case.number}：有一件待辦須立即辦理，請查看。\n⏰ 還有 24 小時"
    assert await owed(town, case) == {Duty.SEARCH_FORM}
    assert not (await read(town, case)).urgent
    assert not await has(worker, child.Missing), "it was said, and by whom"


async def test_the_bureau_sees_that_child_alone_behind_its_pin_and_the_police_liaison_hears(
    town, worker, bureau
):
    """faults 24: [001] 三(六)2(4)."""
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    case = await served(town, worker)
    await open_card(town, worker)
    await say_missing(town, worker)
    await tap(town, worker, SEND)
    await say(town, bureau, case.number)
    await tap(town, bureau, missing_child.SeeChild)
    await say(town, bureau, "482915", "482915")
    shown = [one["text"] for one in await bureau.messages() if "王小樣" in one["text"]]
    assert len(shown) == 1
    assert "四歲" in shown[0]
    assert "紅外套" in shown[0]
    assert "王小明" not in shown[0]
    assert "中正路" not in shown[0]
    assert "case.child_shown" in [entry.verb for entry in await journal_of(town, case)]
    await tap(town, bureau, police.GiveForm, police.FormGiven)
    assert case.number in await text(officer)
    assert not tells(await text(officer))


async def test_from_the_form_to_the_search_each_act_leads_to_the_next(town, worker, bureau):
    case = await served(town, worker, **MISSING)
    await open_duty(town, bureau)
    await tap(town, bureau, police.GiveForm, police.FormGiven)
    assert await owed(town, case) == {Duty.SEARCH_RESULT}
    assert await text(worker) == f"🚨 {case.number}：有下一步待辦，請查看。"
    await open_card(town, worker)
    await tap(town, worker, police.AskResult, on(police.Looked, found=0))
    assert await owed(town, case) == {Duty.APPLY_SEARCH}
    await tap(town, worker, police.Apply, police.Applied)
    assert await owed(town, case) == set()
    assert await text(bureau) == f"🚨 {case.number}：有一項辦理進度更新，請查看。"
    verbs = [entry.verb for entry in await journal_of(town, case)]
    assert verbs == ["case.form_given", "case.looked_for", "case.search_applied"]
    assert (await journal_of(town, case))[1].detail == {"found": 0}
    await tap(town, worker, history.History)
    assert "警政查找結果：未找到" in await text(worker)


async def test_a_child_that_goes_missing_again_is_looked_for_from_the_beginning(town, worker, bureau):
    """The second search knows nothing of how far the first came, and owes each of its steps anew."""
    gone = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    case = await served(town, worker, **{**NOTHING, "applied_at": MONDAY, "found": True})
    assert await owed(town, case) == set()
    await open_card(town, worker)
    await say_missing(town, worker)
    await tap(town, worker, SEND)
    again = await read(town, case)
    assert again.search.missing_at == town.clock.now
    assert (again.search.form_given_at, again.search.looked_at, again.search.applied_at) == (None, None, None)
    assert again.search.found is None
    assert await owed(town, case) == {Duty.SEARCH_FORM}
    await open_duty(town, bureau)
    await tap(town, bureau, police.GiveForm, police.FormGiven)
    assert case.number in await text(gone)
    assert await owed(town, case) == {Duty.SEARCH_RESULT}
    await open_card(town, worker)
    await tap(town, worker, police.AskResult, on(police.Looked, found=0))
    assert await owed(town, case) == {Duty.APPLY_SEARCH}
    await tap(town, worker, police.Apply, police.Applied)
    assert await owed(town, case) == set()


async def test_what_the_police_found_ends_the_search_and_those_who_look_hear(town, worker, bureau):
    case = await served(town, worker, **LOOKING)
    await open_card(town, worker)
    await tap(town, worker, police.AskResult, on(police.Looked, found=1))
    assert await owed(town, case) == set()
    assert (await journal_of(town, case))[-1].detail == {"found": 1}
    assert await text(bureau) == f"{case.number}：有一項待辦已處理完畢，請查看。"
    assert await has(worker, child.Missing), "it can happen again"


@pytest.mark.parametrize("facts", [MISSING, LOOKING, NOTHING], ids=["no form yet", "they look", "not found"])
async def test_a_child_that_is_found_ends_the_search_at_any_stage(town, worker, supervisor, facts):
    case = await served(town, worker, **facts)
    assert len(await owed(town, case)) == 1
    await say(town, supervisor, case.number)
    await tap(town, supervisor, child.Found, child.FoundNow)
    assert "協尋結束" in await text(supervisor)
    assert await owed(town, case) == set()
    assert (await read(town, case)).state is State.IN_SERVICE
    assert await text(worker) == f"{case.number}：有一項待辦已處理完畢，請查看。"


async def test_a_child_whom_nobody_serves_is_a_matter_of_110_until_the_programme_knows_it(
    town, chief, screener, bureau
):
    """faults 24: [001] 三(六)1(4) is of the under-6 programme and of families in service."""
    number = await report(town, chief, happening=["找不到孩子"])
    assert "110" in await text(chief)
    assert number not in await text(bureau)
    await tap(town, screener, OpenCard)
    assert "行方不明兒少" in await text(screener), "it may be one, says the card"
    await say_missing(town, screener, option("neither"))
    await tap(town, screener, SEND)
    assert "請立即撥打 110" in await text(screener)
    assert number not in await text(bureau)


async def test_the_screener_says_that_a_child_is_of_the_programme_and_the_bureau_hears(
    town, chief, screener, bureau
):
    number = await report(town, chief, happening=["找不到孩子"])
    await tap(town, screener, OpenCard)
    await say_missing(town, screener, option("programme"))
    await tap(town, screener, SEND)
    assert await text(bureau) == f"🚨 {number}：有一件待辦須立即辦理，請查看。\n⏰ 還有 24 小時"
    await open_duty(town, bureau)
    assert number in await text(bureau)
    await tap(town, bureau, police.GiveForm, police.FormGiven)
    await open_duty(town, bureau)
    assert await has(bureau, police.AskResult), "nobody serves it, so the bureau asks"


async def test_who_takes_the_case_on_asks_what_the_police_found(town, chief, screener, worker, bureau):
    number = await report(town, chief, happening=["找不到孩子"])
    await tap(town, screener, OpenCard)
    await say_missing(town, screener, option("programme"))
    await tap(town, screener, SEND)
    await open_duty(town, bureau)
    await tap(town, bureau, police.GiveForm, police.FormGiven)
    await say(town, screener, number)
    await tap(town, screener, dispatching.Confirm, dispatching.Dispatch)
    await tap(town, worker, OpenCard, acceptance.Accept)
    assert await has(worker, police.AskResult)
    await say(town, bureau, "個案")
    assert "社會局待辦" in await keys(bureau)


async def test_the_form_is_the_bureaus_and_saying_that_a_child_is_missing_is_not(town, worker, bureau):
    case = await served(town, worker, **MISSING)
    await open_card(town, worker)
    assert not await has(worker, police.GiveForm)
    other = await served(town, worker)
    await say(town, bureau, other.number)
    assert not await has(bureau, child.Missing)
    assert await owed(town, case) == {Duty.SEARCH_FORM}


async def test_a_double_tap_gives_the_form_once(town, worker, bureau):
    case = await served(town, worker, **MISSING)
    await open_duty(town, bureau)
    await tap(town, bureau, police.GiveForm)
    card = await bureau.last()
    await bureau.press("確定已交", card)
    await bureau.press("確定已交", card, stale=True)
    await town.settle()
    assert [entry.verb for entry in await journal_of(town, case)] == ["case.form_given"]


async def test_an_old_answer_changes_nothing_after_the_child_is_found(town, worker, bureau):
    case = await served(town, worker, **LOOKING)
    await open_card(town, worker)
    await tap(town, worker, police.AskResult)
    old = await worker.last()
    await say(town, bureau, case.number)
    await tap(town, bureau, child.Found, child.FoundNow)
    await worker.press("未找到", old, stale=True)
    await town.settle()
    assert (await read(town, case)).search.found is True
    assert await owed(town, case) == set()


async def test_a_joined_report_of_a_missing_child_moves_the_search_to_the_case_that_stays(
    town, chief, screener, worker, bureau
):
    known = await served(town, worker)
    number = await report(town, chief, household="王小明 中正路100號", happening=["找不到孩子"])
    await tap(town, screener, OpenCard, duplicates.Choose)
    await tap(town, screener, await key(screener, known.number))
    await tap(town, screener, await key(screener, f"併入 {known.number}"))
    assert await owed(town, known) == {Duty.SEARCH_FORM}
    assert await text(bureau) == f"🚨 {known.number}：有一件待辦須立即辦理，請查看。\n⏰ 還有 24 小時"
    assert number not in await text(bureau)


async def test_a_card_without_a_missing_child_has_no_key_of_the_search(town, chief, screener, worker):
    await dispatched(town, chief, screener)
    await tap(town, worker, OpenCard, acceptance.Accept)
    assert not {"警政查找結果", "孩子已找到", "已申請警政協尋", "已交協尋資料表"} & set(await keys(worker))


def tells(said: str) -> list[str]:
    return [word for word in TELLING if word in said]


@pytest.mark.parametrize(
    "said", [*telling.TO_STAFF.values(), *DISCREET_DUTIES.values(), *DISCREET_ACTS.values()]
)
def test_no_word_of_a_push_tells_what_kind_of_case_it_is(said):
    assert not tells(load_wordings()["zh_Hant_TW"].label(said, number="A-115-000013"))


async def test_a_nudge_does_not_tell_it_and_its_card_and_the_why_do(town, worker, bureau):
    case = await served(town, worker, **MISSING)
    await ring(town, june(2), june(2, 9, 0))
    told = (await nudges(bureau, case))[-1]
    assert "社會局待辦" in told["text"]
    assert not tells(told["text"] + "".join(under(told)))
    await tap(town, bureau, "ⓘ 為什麼")
    assert "提供協尋資料表給警政" in (await text(bureau)).splitlines()[0]
    await tap(town, bureau, "◀ 返回")
    assert "協尋資料表" in await text(bureau)


async def test_a_digest_does_not_tell_it_either_and_its_keys_open_what_does(town, worker):
    for _ in range(2):
        await served(town, worker, visited_on=MONDAY.date(), **NOTHING)
    await ring(town, june(2))
    told = await worker.last()
    assert "個案待辦" in told["text"]
    assert not tells(told["text"] + "".join(under(told)))
    await tap(town, worker, await key(worker, "個案待辦"))
    assert "申請警政協尋" in await text(worker)


async def test_the_list_of_who_comes_back_does_not_tell_what_was_found(town, worker):
    deputy = await town.join(Role.WORKER, "鄭同仁")
    case = await served(town, worker, **LOOKING)
    await stands_in(town, worker, deputy, 1, 2)
    await say(town, deputy, case.number)
    await tap(town, deputy, child.Found, child.FoundNow)
    await ring(town, june(3))
    [told] = await nudges(worker, "歡迎回來")
    assert f"{case.number}：個案進度更新" in told["text"]
    assert not tells(told["text"])


async def test_nothing_is_closed_while_a_child_is_missing_and_a_proposal_made_before_says_why(
    town, worker, supervisor
):
    case = await served(town, worker, kinds=(CaseKind.GENERAL,))
    await open_card(town, worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "案家已穩定")
    await tap(town, worker, SEND)
    await open_card(town, worker)
    await say_missing(town, worker)
    await tap(town, worker, SEND)
    await from_home(town, supervisor, deciding.Closings)
    await tap(town, supervisor, await key(supervisor, case.number))
    if await has(supervisor, deciding.Approve):
        await tap(town, supervisor, deciding.Approve)
    if await has(supervisor, deciding.CloseNow):
        await signed(town, supervisor, deciding.CloseNow)
    assert "孩子" in await text(supervisor)
    assert (await read(town, case)).state is State.IN_SERVICE


async def test_who_was_told_to_look_hears_that_the_child_is_found(town, worker, supervisor, bureau):
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    case = await served(town, worker, **LOOKING)
    await say(town, bureau, case.number)
    await tap(town, bureau, child.Found, child.FoundNow)
    assert await text(officer) == f"{case.number}：社會局交給貴單位表單的那件事已結束，不必再處理。"
    assert not tells(await text(officer))
    assert (await officer.last())["keyboard"] == []
    for phone in (worker, supervisor):
        assert await text(phone) == f"{case.number}：有一項待辦已處理完畢，請查看。"


async def test_police_who_have_no_form_yet_hear_nothing_of_a_child_that_is_found(town, worker, bureau):
    officer = await town.join(Role.LIAISON, "周範警", unit="平鎮分局")
    case = await served(town, worker, **MISSING)
    await say(town, bureau, case.number)
    await tap(town, bureau, child.Found, child.FoundNow)
    assert case.number not in await officer.transcript()
