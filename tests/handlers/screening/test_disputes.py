"""A worker says that the assessment was wrong."""

from casework.cases.case import State
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.service import disputes, visits
from storage.cases import cases
from tests.handlers.serving import duties, open_card, read, served
from tests.support.cases import save
from tests.support.keys import SEND, SKIP, has, option
from tests.support.phones import say, tap, text
from tests.support.town import MONDAY


async def test_a_dispute_needs_a_reason_and_the_screeners_are_told(town, worker, screener):
    case = await served(town, worker, contacted_on=MONDAY.date())
    await open_card(town, worker)
    await tap(town, worker, disputes.RaiseDispute)
    assert (await read(town, case)).state is State.IN_SERVICE
    await say(town, worker, "案家已由教育局服務")
    assert (await read(town, case)).state is State.DISPUTED
    assert "已提出爭議" in await text(worker)
    push = await text(screener)
    assert case.number in push
    assert "教育局" not in push
    assert await town.look(lambda db: cases.remarks_of(db, case)) == [("case.disputed", "案家已由教育局服務")]


async def test_service_goes_on_while_it_is_judged(town, worker, screener):
    case = await served(town, worker, contacted_on=MONDAY.date())
    await open_card(town, worker)
    await tap(town, worker, disputes.RaiseDispute)
    await say(town, worker, "地址不在本區")
    owed = {duty.duty for duty in await duties(town, case)}
    assert owed == {Duty.JUDGE_DISPUTE, Duty.FIRST_VISIT, Duty.ASSESS, Duty.FOLLOW_UP}
    assert await has(worker, visits.LogVisit)
    assert not await has(worker, disputes.RaiseDispute)


async def test_emoji_alone_are_no_reason(town, worker, screener):
    case = await served(town, worker, contacted_on=MONDAY.date())
    await open_card(town, worker)
    await tap(town, worker, disputes.RaiseDispute)
    await say(town, worker, "🤷🤷")
    assert (await read(town, case)).state is State.IN_SERVICE


async def test_who_serves_goes_on_while_the_case_is_offered_to_somebody_else(town, worker, supervisor):
    case = await served(town, worker, contacted_on=MONDAY.date())
    other = await town.join(Role.WORKER, "鄭同仁")
    person = await town.person(other)
    again = case.offer_again(to=person, at=town.clock.now)
    await town.look(lambda db: save(db, again, "case.offered_again"))
    owed = {(duty.duty, duty.person) for duty in await duties(town, case)}
    mine = await town.person(worker)
    still = {Duty.FIRST_VISIT, Duty.ASSESS, Duty.FOLLOW_UP}
    assert owed == {(Duty.ACKNOWLEDGE, person), *((duty, mine) for duty in still)}
    await open_card(town, worker)
    assert await has(worker, visits.LogVisit)


async def test_who_met_nobody_yet_can_not_dispute_and_hears_what_comes_first(town, worker):
    """faults 18: 社工服務後 [003] item 4."""
    case = await served(town, worker)
    await open_card(town, worker)
    await tap(town, worker, disputes.RaiseDispute)
    assert "請先訪視或聯繫到案家" in await text(worker)
    await tap(town, worker, visits.LogVisit, option("phone"), option("met"), option("high"))
    await tap(town, worker, option("today"), SKIP, SEND)
    await tap(town, worker, disputes.RaiseDispute)
    await say(town, worker, "案家已由教育局服務")
    assert (await read(town, case)).state is State.DISPUTED
