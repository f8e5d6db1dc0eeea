"""Several units serve one family, each from a seat of its own (`domain.md` §3.3)."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from actions import handover
from actions import service as serving
from actions.meetings import tracking
from casework.cases.case import Case, State
from casework.cases.seats import AskedBy, SeatEnd
from casework.errors import Stale
from casework.policy.policy import Duty
from casework.reminders.seats import month_to_file
from casework.staffing.people import Role
from handlers.cases import reveal
from handlers.screening import dispatching
from handlers.service import (
    acceptance,
    closing,
    correcting,
    deciding,
    disputes,
    follow_up,
    reassigning,
    seats,
    visits,
)
from sandbox import Phone
from storage.cases import cases, service
from storage.core import journal
from storage.core.database import Transaction
from storage.handover import holdings
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from tests.handlers.reporting import opened, report
from tests.handlers.ringing import press
from tests.support import addressed
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import key, say, signed, tap, text
from tests.support.town import Town

STATION, HEALTH = "平鎮分局", "平鎮衛生所"


class Family:
    """A family that is dispatched to three units, and the phones of who serves it."""

    def __init__(self, town: Town, number: str, case: int) -> None:
        self.town, self.number, self.case = town, number, case

    async def read(self) -> Case:
        """Read the case as it is now."""
        return await self.town.look(lambda db: cases.read(db, self.case))

    async def seat(self, unit: str) -> Any:
        """Return the joint seat of a unit."""
        wanted = self.town.units[unit].id
        return next(one for one in (await self.read()).joint if one.unit == wanted)

    async def owed(self, unit: str) -> list[Obligation]:
        """List what the seat of a unit owes."""
        seat = await self.seat(unit)
        return await self.town.look(lambda db: obligations.of_subject(db, seat.id))

    async def card(self, phone: Phone) -> str:
        """Open the card on a phone, and read it."""
        await press_card(self.town, phone, self.case)
        return await text(phone)


async def press_card(town: Town, phone: Phone, case: int) -> None:
    await say(town, phone, await town.look(lambda db: cases.number_of(db, case)))


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """What the units beside the centre read."""
    return str(getattr(request, "param", "zh-hant"))


@pytest.fixture
async def officer(town: Town, language: str) -> Phone:
    return await town.join(Role.LIAISON, "林警員", unit=STATION, language=language)


@pytest.fixture
async def colleague(town: Town) -> Phone:
    return await town.join(Role.WORKER, "林測試")


@pytest.fixture
async def nurse(town: Town, language: str) -> Phone:
    return await town.join(Role.LIAISON, "吳護理", unit=HEALTH, language=language)


@pytest.fixture
async def family(
    town: Town, chief: Phone, screener: Phone, worker: Phone, officer: Phone, nurse: Phone
) -> Family:
    """Dispatched in one go: the worker of the centre leads, police and health are asked beside."""
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, "派給主責社工王測試")
    for who, kind in ((officer, "police"), (nurse, "health")):
        await choose(town, screener, kind, "林警員" if who is officer else "吳護理")
    assert "同時派給：平鎮分局（林警員）" in await text(screener)
    await tap(town, screener, dispatching.Dispatch)
    case = await town.look(lambda db: read_number(db, number))
    return Family(town, number, case.id)


async def choose(town: Town, screener: Phone, kind: str, name: str) -> None:
    """Choose somebody of a kind of unit."""
    await tap(town, screener, on(dispatching.ChooseUnit, kind=""), on(dispatching.ChooseUnit, kind=kind))
    await tap(town, screener, await key(screener, name))


def read_number(db: Transaction, number: str) -> Case:
    return next(one for one in cases.owing(db) if one.number == number)


async def accepted(town: Town, *phones: Phone) -> None:
    for phone in phones:
        await tap(town, phone, acceptance.Accept)


async def open_offer(town: Town, family: Family, *phones: Phone) -> None:
    for phone in phones:
        await family.card(phone)


async def file(town: Town, phone: Phone, family: Family, note: str) -> None:
    """File the follow-up that is next."""
    await family.card(phone)
    await tap(town, phone, follow_up.File, option("home"), option("all"), SKIP, SKIP, option("low"))
    await say(town, phone, note)
    await tap(town, phone, SEND)


async def test_one_dispatch_asks_each_unit_and_each_answers_for_itself(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    for phone in (worker, officer, nurse):
        assert "派給您" in (await phone.hears(family.number))["text"]
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker)
    assert (await family.read()).state is State.IN_SERVICE
    assert (await family.seat(STATION)).worker is None
    await accepted(town, officer, nurse)
    case = await family.read()
    assert [one.worker is not None for one in case.joint_seats] == [True, True]
    assert case.worker == await town.person(worker)
    assert "共同服務單位已接案" in (await worker.hears("共同服務單位已接案"))["text"]


async def test_police_and_health_owe_visits_and_months_but_no_report_of_the_centre(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    assert {one.duty for one in await family.owed(STATION)} == {Duty.VISIT, Duty.FOLLOW_UP}
    lead = await town.look(lambda db: obligations.of_subject(db, family.case))
    assert {one.duty for one in lead} == {Duty.FIRST_VISIT, Duty.ASSESS, Duty.FOLLOW_UP}
    assert {one.unit for one in await family.owed(HEALTH)} == {town.units[HEALTH].id}


READ = {
    "zh-hant": ("共同服務：平鎮分局（林警員，已回報至115年6月）", "貴單位的服務已結束"),
    "en": ("With: 平鎮分局 (林警員, reports up to Jun 2026)", "The part of your unit has ended"),
}


@pytest.mark.parametrize("language", READ, indirect=True)
async def test_a_month_of_three_units_their_reports_and_their_ends(
    town: Town,
    family: Family,
    worker: Phone,
    officer: Phone,
    nurse: Phone,
    supervisor: Phone,
    language: str,
) -> None:
    """One family to centre, health and police: the centre's supervisor reads three reports; health ends."""
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    for phone, note in ((worker, "孩子穩定上學"), (officer, "巡邏三次"), (nurse, "每月電訪")):
        await file(town, phone, family, note)
    card = await family.card(supervisor)
    assert "平鎮分局（林警員，已回報至115年6月）" in card
    assert "平鎮衛生所（吳護理，已回報至115年6月）" in card
    kept = await town.look(lambda db: journal.of_subject(db, family.case))
    assert [act.verb for act in kept].count("case.followed_up") == 3
    assert READ[language][0] in await family.card(officer)
    await family.card(supervisor)
    await tap(town, supervisor, reveal.Reveal)
    await say(town, supervisor, "274961", "274961")
    full = "\n".join(one.get("text", "") for one in await supervisor.messages())
    assert all(note in full for note in ("孩子穩定上學", "巡邏三次", "每月電訪"))
    filled = ("平鎮中心 王測試", "平鎮分局 林警員", "平鎮衛生所 吳護理")
    assert [one for one in filled if f"每月回報 115年6月\n填寫：{one}\n" not in full] == []
    await family.card(nurse)
    await tap(town, nurse, seats.EndSeat)
    await say(town, nurse, "已轉介門診，病情穩定")
    await tap(town, nurse, SEND)
    assert READ[language][1] in await text(nurse)
    assert (await family.seat(HEALTH)).end is SeatEnd.ENDED
    assert await family.owed(HEALTH) == []
    case = await family.read()
    assert (case.open, case.worker) == (True, await town.person(worker))
    assert len(await family.owed(STATION)) == 2


async def test_who_writes_often_hides_no_other_units_visit(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone, supervisor: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    for phone in (nurse, *[worker] * 6):
        await family.card(phone)
        await tap(
            town, phone, visits.LogVisit, *map(option, ("home", "met", "all", "low", "today")), SKIP, SEND
        )
    await family.card(supervisor)
    await tap(town, supervisor, reveal.Reveal)
    await say(town, supervisor, "274961", "274961")
    full = "\n".join(one.get("text", "") for one in await supervisor.messages())
    assert full.count("填寫：平鎮中心 王測試") == 5
    assert full.count("填寫：平鎮衛生所 吳護理") == 1


async def test_a_dispute_is_named_to_the_lead_alone_who_has_a_key_to_it(
    town: Town, family: Family, worker: Phone, officer: Phone
) -> None:
    await open_offer(town, family, worker, officer)
    for phone, leads in ((worker, True), (officer, False)):
        await accepted(town, phone)
        assert "已接案，請即提供服務" in await text(phone)
        assert ("提出爭議" in await text(phone)) is leads
        assert await has(phone, disputes.RaiseDispute) is leads


async def test_the_way_back_from_one_more_unit_keeps_those_who_were_chosen(
    town: Town, chief: Phone, screener: Phone, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    await opened(town, screener, await report(town, chief))
    await tap(town, screener, "派給主責社工王測試")
    await choose(town, screener, "police", "林警員")
    await tap(town, screener, on(dispatching.ChooseUnit, kind=""), on(dispatching.ChooseUnit, kind="health"))
    await tap(town, screener, "◀ 返回")
    assert "派給哪一類單位" in await text(screener)
    await tap(town, screener, "◀ 返回")
    assert "同時派給：平鎮分局（林警員）" in await text(screener)
    assert await has(screener, dispatching.Dispatch)


async def test_a_unit_beside_reads_its_own_reports_and_not_those_of_others(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    for phone, note in ((worker, "孩子穩定上學"), (officer, "巡邏三次"), (nurse, "每月電訪")):
        await file(town, phone, family, note)
    await family.card(officer)
    await tap(town, officer, reveal.Reveal)
    await say(town, officer, "274961", "274961")
    full = "\n".join(one.get("text", "") for one in await officer.messages())
    assert "巡邏三次" in full
    assert "每月電訪" not in full
    assert "孩子穩定上學" not in full
    assert "共同服務：平鎮衛生所（吳護理）" in await family.card(officer)


async def test_nothing_closes_while_another_unit_serves_and_the_lead_takes_over(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone, supervisor: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    await family.card(worker)
    await tap(town, worker, closing.Propose)
    assert "還有其他單位服務本戶" in await text(worker)
    for phone, unit in ((worker, STATION), (worker, HEALTH)):
        await family.card(phone)
        await tap(town, phone, f"接手「{unit}」", seats.TakeOverNow)
        assert (await family.seat(unit)).end is SeatEnd.TAKEN_OVER
    assert "服務已結束" in (await officer.hears("服務已結束"))["text"]
    await family.card(worker)
    await tap(town, worker, closing.Propose)
    await say(town, worker, "家庭穩定")
    await tap(town, worker, SEND)
    await family.card(supervisor)
    await signed(town, supervisor, deciding.Approve, deciding.CloseNow)
    assert (await family.read()).state is State.CLOSED


async def test_a_unit_that_declines_is_out_the_screeners_hear_and_ask_another(
    town: Town, family: Family, screener: Phone, officer: Phone, nurse: Phone
) -> None:
    await open_offer(town, family, officer)
    await tap(town, officer, acceptance.Decline)
    await say(town, officer, "非本轄區")
    assert (await family.seat(STATION)).end is SeatEnd.DECLINED
    assert "有單位未接案" in (await screener.hears("有單位未接案"))["text"]
    card = await family.card(screener)
    assert "非本轄區" in card
    await choose(town, screener, "police", "林警員")
    await tap(town, screener, dispatching.Dispatch)
    case = await family.read()
    assert [one.unit for one in case.joint_seats].count(town.units[STATION].id) == 1


async def test_an_offer_that_nobody_answers_goes_back_and_the_screeners_hear(
    town: Town, family: Family, screener: Phone, worker: Phone
) -> None:
    await open_offer(town, family, worker)
    await accepted(town, worker)
    await town.later(days=4)
    assert {one.end for one in (await family.read()).joint} == {SeatEnd.LAPSED}
    assert "逾時未回覆" in (await screener.hears("逾時未回覆"))["text"]
    assert (await family.read()).state is State.IN_SERVICE


async def test_the_villages_centre_has_a_seat_whoever_leads(
    town: Town, chief: Phone, screener: Phone, worker: Phone, officer: Phone, supervisor: Phone
) -> None:
    """Every report goes to the centre [001] 三(六)2: its supervisor sees the case, its worker is asked."""
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, on(dispatching.ChooseUnit, kind=""), on(dispatching.ChooseUnit, kind="police"))
    await tap(town, screener, await key(screener, "林警員"))
    assert "同時派給本里家庭服務中心：平鎮中心（王測試）" in await text(screener)
    await tap(town, screener, dispatching.Dispatch)
    case = await town.look(lambda db: read_number(db, number))
    [seat] = case.joint_seats
    assert (seat.asked_by, seat.offered) == (AskedBy.VILLAGE, await town.person(worker))
    family = Family(town, number, case.id)
    assert number in await family.card(supervisor)
    assert "王測試" in await text(supervisor)


async def test_a_centre_that_declines_keeps_its_seat_and_its_supervisor_finds_somebody(
    town: Town,
    chief: Phone,
    screener: Phone,
    worker: Phone,
    colleague: Phone,
    officer: Phone,
    supervisor: Phone,
) -> None:
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, on(dispatching.ChooseUnit, kind=""), on(dispatching.ChooseUnit, kind="police"))
    await tap(town, screener, await key(screener, "林警員"), dispatching.Dispatch)
    family = Family(town, number, (await town.look(lambda db: read_number(db, number))).id)
    await family.card(worker)
    await tap(town, worker, acceptance.Decline)
    await say(town, worker, "個案量已滿")
    seat = await family.seat("平鎮中心")
    assert (seat.open, seat.worker, seat.offered) == (True, None, None)
    [owed] = await family.owed("平鎮中心")
    assert (owed.duty, owed.bearer) == (Duty.ACKNOWLEDGE, "supervisors")
    assert "請貴單位指派承辦人" in (await supervisor.hears("請貴單位指派承辦人"))["text"]
    await family.card(supervisor)
    await tap(town, supervisor, reassigning.ChooseOther, reassigning.OfferAgain)
    seat = await family.seat("平鎮中心")
    assert seat.offered in {await town.person(worker), await town.person(colleague)}


async def test_police_hand_over_and_the_seat_goes_on_with_its_deadlines(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    second = await town.join(Role.LIAISON, "趙警員", unit=STATION)
    administrator = await town.join(Role.ADMIN, "管理員示範", unit="社會局")
    before = {(one.duty, one.due) for one in await family.owed(STATION)}
    giver, receiver = await town.person(officer), await town.person(second)

    def hand(db: Transaction) -> None:
        addressed.speaks(db, administrator.id)
        planned = handover.plan(db, giver, receiver, None)
        handover.hand_over(db, planned, "交接", holdings.count(db, giver, planned.receiver))

    await town.look(hand)
    assert (await family.seat(STATION)).worker == receiver
    after = await family.owed(STATION)
    assert {(one.duty, one.due) for one in after} == before
    assert {one.person for one in after} == {receiver}
    assert family.number in await family.card(second)


async def test_a_part_that_is_offered_on_names_who_serves_it_and_whom_it_waits_for(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    await town.join(Role.LIAISON, "趙警員", unit=STATION)
    head = await town.join(Role.HEAD, "鄭主管", unit=STATION)
    await family.card(head)
    await tap(town, head, reassigning.ChooseOther, reassigning.OfferAgain)
    told = await family.card(worker)
    assert f"{STATION}（林警員）" in told
    assert f"{STATION}（待趙警員接案）" in told


async def handed_over(town: Town, giver: Phone, receiver: Phone) -> None:
    """Let an administrator hand over all of somebody's, who leaves, to somebody of any unit."""
    administrator = await town.join(Role.ADMIN, "管理員示範", unit="社會局")
    who = [await town.person(one) for one in (administrator, giver, receiver)]

    def hand(db: Transaction) -> None:
        addressed.speaks(db, administrator.id)
        assert db.speaker is not None
        assert db.speaker.id == who[0]
        planned = handover.plan(db, who[1], who[2], None)
        handover.hand_over(db, planned, "交接", holdings.count(db, who[1], planned.receiver))

    await town.look(hand)


async def test_a_seat_that_goes_to_the_leads_unit_ends_and_the_rest_goes_over(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone, colleague: Phone
) -> None:
    """That unit serves already; the count of a handover is even all the same."""
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    units = [town.units[STATION].id]
    await town.look(lambda db: tracking.track(db, family.case, met_on=date(2026, 6, 3), units=units))
    await handed_over(town, officer, colleague)
    assert (await family.seat(STATION)).end is SeatEnd.TAKEN_OVER
    assert await family.owed(STATION) == []
    case = await family.read()
    assert (case.worker, len(case.joint_seats)) == (await town.person(worker), 1)
    assert [unit for unit, _ in case.tracked_units()] == [town.units["平鎮中心"].id]


async def test_who_has_a_seat_beside_the_lead_hears_that_the_lead_came_to_their_unit(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    """The lead goes to a unit that has a joint seat: it leads now, and the seat beside it ends."""
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    second = await town.join(Role.LIAISON, "趙警員", unit=STATION)
    await handed_over(town, worker, second)
    case = await family.read()
    assert (case.unit, case.worker) == (town.units[STATION].id, await town.person(second))
    assert (await family.seat(STATION)).end is SeatEnd.TAKEN_OVER
    assert "服務已結束" in (await officer.hears("服務已結束"))["text"]


async def test_a_conference_tracks_a_case_and_only_a_conference_removes_it(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    """[001] 三(六)3(5): the units that are named report every month, from the month of the meeting on."""
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    units = [town.units[one].id for one in ("平鎮中心", STATION)]
    met = date(2026, 6, 3)
    await town.look(lambda db: tracking.track(db, family.case, met_on=met, units=units, tasks="每月家訪"))
    case = await family.read()
    assert case.tracked
    assert month_to_file(case, await family.seat(STATION), town.office.rules.policy) == date(2026, 6, 1)
    await family.card(officer)
    assert "列管中" in await text(officer)
    await tap(town, officer, seats.EndSeat)
    assert "本案列管中" in await text(officer)
    await town.look(lambda db: tracking.untrack(db, family.case))
    assert not (await family.read()).tracked
    await family.card(officer)
    await tap(town, officer, seats.EndSeat)
    assert "本案列管中" not in await text(officer)


async def test_the_words_are_the_units_own(
    town: Town, chief: Phone, screener: Phone, officer: Phone, supervisor: Phone
) -> None:
    """Who leads is a primary worker (主責社工) in a centre; elsewhere the officer in charge (承辦人)."""
    number = await report(town, chief)
    await opened(town, screener, number)
    await tap(town, screener, on(dispatching.ChooseUnit, kind=""), on(dispatching.ChooseUnit, kind="police"))
    await tap(town, screener, await key(screener, "林警員"), dispatching.Dispatch)
    family = Family(town, number, (await town.look(lambda db: read_number(db, number))).id)
    await family.card(officer)
    await accepted(town, officer)
    card = await family.card(officer)
    assert "承辦人：林警員" in card
    assert "主責社工" not in card


@pytest.mark.parametrize("judged", ["high", "low"])
async def test_whose_case_it_is_hears_when_a_unit_beside_judges_the_risk_anew(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone, judged: str
) -> None:
    """The risk is the case's: by it each of them visits next."""
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    await family.card(worker)
    await tap(town, worker, visits.LogVisit, option("home"), option("met"), option("all"), option("medium"))
    await tap(town, worker, option("today"), SKIP, SEND)
    assert "風險已調高" in await text(officer)
    assert "風險已調高" in await text(nurse)
    heard = {phone: len(await phone.messages()) for phone in (worker, officer)}
    await family.card(nurse)
    await tap(town, nurse, visits.LogVisit, option("home"), option("met"), option("all"), option(judged))
    if judged == "low":
        await say(town, nurse, "奶奶已搬來同住照顧")
    await tap(town, nurse, option("today"), SKIP, SEND)
    told = {"high": "風險已調高，請查看下次訪視期限。", "low": "風險已調降，請查看理由。"}[judged]
    assert f"{family.number}：{told}" in await text(worker)
    assert len(await worker.messages()) == heard[worker] + 1
    assert len(await officer.messages()) == heard[officer] + (judged == "high")
    assert told not in await text(nurse)


async def test_each_unit_corrects_what_it_filed_and_nothing_of_another(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    for phone, note in ((worker, "社工的紀錄"), (nurse, "護理的紀錄")):
        await family.card(phone)
        await tap(town, phone, visits.LogVisit, option("home"), option("met"), option("all"), option("low"))
        await tap(town, phone, option("today"))
        await say(town, phone, note)
        await tap(town, phone, SEND)
    of_worker, of_nurse = await town.look(lambda db: service.visits_of(db, cases.read(db, family.case)))
    for phone, theirs, others in ((worker, of_worker, of_nurse), (nurse, of_nurse, of_worker)):
        await family.card(phone)
        await tap(town, phone, reveal.Reveal)
        await say(town, phone, "405162", "405162")
        await tap(town, phone, correcting.CorrectRecord)
        assert await has(phone, on(correcting.ChooseRecord, sign=theirs.sign))
        assert not await has(phone, on(correcting.ChooseRecord, sign=others.sign))
        await press(town, phone, correcting.ChooseRecord(family.case, others.sign))
        assert "正確的內容是什麼" not in await text(phone)
        await town.look(partial(refused, family.case, others.sign, phone))


def refused(case: int, sign: str, phone: Phone, db: Transaction) -> None:
    """Whoever keeps a draft of it meanwhile can't send it either."""
    addressed.speaks(db, phone.id)
    with pytest.raises(Stale):
        serving.correct(db, case, sign, "其實沒有見到孩子")


async def test_a_unit_beside_reads_of_which_unit_whoever_leads_is(
    town: Town, family: Family, worker: Phone, officer: Phone, nurse: Phone
) -> None:
    await open_offer(town, family, worker, officer, nurse)
    await accepted(town, worker, officer, nurse)
    await family.card(worker)
    assert "主責社工：王測試" in await text(worker)
    for phone in (officer, nurse):
        await family.card(phone)
        assert "主責社工：平鎮中心 王測試" in await text(phone)
