"""A referral that is answered, one that is refused, one that is chased, and one by letter [004]."""

import pytest

from casework.cases.access import Relation
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from handlers.cases.reveal import Reveal
from handlers.referrals.card import (
    PassOn,
    ReplyLetter,
    ReturnReferral,
    SeePerson,
    TakeOn,
    TellOutcome,
    WithdrawReferral,
)
from handlers.referrals.listing import NewLetter, OpenReferrals, ReferralSheet
from handlers.referrals.referring import Refer, ReferTo
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases
from storage.referrals import REFERRALS
from storage.reminders import obligations
from tests.handlers.reminders.test_duties import press
from tests.handlers.serving import journal_of, open_card, served
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import documents, from_home, keys, say, sheet, tap, text
from tests.support.town import BOTH, Town

TELEPHONE = "0912345678"


async def desk(town: Town, name: str = "平鎮就業服務臺", kind: UnitKind = UnitKind.EMPLOYMENT) -> Phone:
    """Let a desk be there, with somebody in it."""
    await town.add_unit(name, kind, "平鎮區")
    return await town.join(Role.LIAISON, f"徐{len(town.units)}範例", unit=name)


async def referred(town: Town, worker: Phone, to: str = "平鎮就業服務臺"):
    """Refer from the card: the desk, the need, the consent, send."""
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, Refer, on(ReferTo, desk=town.units[to].id), option("work"), option("yes"), SEND)
    [one] = await town.look(lambda db: REFERRALS.of_case(db, case.id))
    return case, one


async def owed(town: Town, one) -> list[Duty]:
    return [each.duty for each in await town.look(lambda db: obligations.of_subject(db, one.id))]


@BOTH
async def test_what_came_of_it_goes_back_to_who_referred(town, worker) -> None:
    officer = await desk(town)
    other = await desk(town, "桃園法律扶助", UnitKind.LEGAL)
    case, one = await referred(town, worker)
    assert await owed(town, one) == [Duty.ANSWER_REFERRAL]
    pushed = await text(officer)
    assert case.number in pushed
    assert "王" not in pushed

    # behind the PIN who it is, and nothing else; the case is not theirs, and the other desk sees nothing
    await tap(town, officer, OpenCard)
    assert TELEPHONE not in await text(officer)
    assert case.number not in await press(town, officer, Reveal(case.id))
    for key in (OpenCard(one.id), SeePerson(one.id), TakeOn(one.id), PassOn(one.id, 0, 0)):
        assert case.number not in await press(town, other, key)
    await press(town, officer, OpenCard(one.id))
    await tap(town, officer, SeePerson)
    await say(town, officer, "482915", "482915")
    [shown] = [each["text"] for each in await officer.messages() if TELEPHONE in each["text"]]
    assert "王小明" in shown
    assert "孩子常常一個人在家" not in shown
    assert "case.household_shown" in [entry.verb for entry in await journal_of(town, case)]

    # taken on, advised for a while, then work: who referred hears each, the duty goes on until it is final
    await tap(town, officer, TakeOn)
    assert town.said("已受理", "took your referral on") in await text(worker)
    await tap(town, officer, TellOutcome, option("advising"), SKIP)
    assert await owed(town, one) == [Duty.REFERRAL_OUTCOME]
    await tap(town, officer, TellOutcome, option("placed"))
    await say(town, officer, "6月8日到職")
    assert town.said("已有回復", "told what came of") in await text(worker)
    assert await owed(town, one) == []
    await tap(town, worker, OpenCard)
    assert "6月8日到職" in await text(worker)
    assert case.number not in await press(town, officer, SeePerson(one.id)), "it is over"
    assert TELEPHONE not in await officer.transcript(), "who it was leaves the chat with it"

    await say(town, worker, "轉介")
    await tap(town, worker, ReferralSheet)
    table = [[cell.value for cell in row] for row in await sheet(worker)]
    [row] = [row for row in table if case.number in row]
    assert {"平鎮中心", town.said("就業", "Work"), "平鎮就業服務臺", "0"} <= set(row)


@BOTH
async def test_one_is_refused_passed_on_withdrawn_and_chased(town, worker, supervisor) -> None:
    officer = await desk(town)
    lawyer = await desk(town, "桃園法律扶助", UnitKind.LEGAL)
    case, one = await referred(town, worker)
    await town.later(days=9)
    chased = town.said("逾期未回復", "is late with your referral")
    assert not any(chased in each["text"] for each in await worker.messages())
    await town.later(days=3)  # seven days after it was due
    assert any(chased in each["text"] for each in await worker.messages())
    heard = len(await worker.messages())
    await town.later(minutes=5)
    assert len(await worker.messages()) == heard, "it is told once"

    await press(town, officer, PassOn(one.id, 0, 0))
    await tap(town, officer, on(PassOn, desk=town.units["桃園法律扶助"].id))
    assert case.number in await text(lawyer)
    assert town.said("其他窗口", "another desk") in await text(worker)
    await press(town, lawyer, OpenCard(one.id))
    await tap(town, lawyer, ReturnReferral)
    await say(town, lawyer, "不是法律問題")
    await press(town, worker, OpenCard(one.id))
    assert "平鎮就業服務臺 → 桃園法律扶助" in await text(worker)
    assert "不是法律問題" in await text(worker)

    await open_card(town, worker)
    desk_again = on(ReferTo, desk=town.units["平鎮就業服務臺"].id)
    await tap(town, worker, Refer, desk_again, option("training"), option("no"))
    await say(town, worker, "家庭暴力防治法第50條")
    await tap(town, worker, SEND, WithdrawReferral)
    await say(town, worker, "當事人不再同意")
    assert town.said("撤回", "was withdrawn") in await text(officer)
    assert Relation.REFERRED not in await town.look(lambda db: cases.standing_to(db, case))


@pytest.mark.parametrize("language", ["zh-hant", "en"])
async def test_a_prison_refers_by_letter_and_is_answered_by_one(town, language) -> None:
    officer = await desk(town)
    if language == "en":
        await say(town, officer, "/language")
        await tap(town, officer, "English")
    await say(town, officer, "轉介")
    await tap(town, officer, NewLetter, option("prison"))
    await say(town, officer, "示範監獄")
    await tap(town, officer, option("yesterday"), SKIP)
    await say(town, officer, "林示範", "0922-333-444")
    assert not any("林示範" in each["text"] for each in await officer.messages())
    await tap(town, officer, option("work"), SEND)
    assert "林○範" in await text(officer)
    [one] = await town.look(REFERRALS.open)
    assert await owed(town, one) == [Duty.REFERRAL_OUTCOME]
    assert not await has(officer, TakeOn)
    await tap(town, officer, TellOutcome, option("training"), SKIP, ReplyLetter)
    [letter] = await documents(officer)
    assert letter["document"]["file_name"].endswith(".docx")


@BOTH
async def test_two_referrals_of_one_case_have_keys_that_say_to_whom(town, worker) -> None:
    await desk(town)
    await desk(town, "桃園法律扶助", UnitKind.LEGAL)
    case, _ = await referred(town, worker)
    await open_card(town, worker)
    to = on(ReferTo, desk=town.units["桃園法律扶助"].id)
    await tap(town, worker, Refer, to, option("legal"), option("yes"), SEND)
    await from_home(town, worker, OpenReferrals)
    shown = [one for one in await keys(worker) if one.startswith(case.number)]
    assert len(set(shown)) == 2
    assert any(one.endswith("桃園法律扶助") for one in shown)
