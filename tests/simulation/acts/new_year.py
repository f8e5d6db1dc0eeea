"""What people do around the New Year and in the cold: begin, list, visit, ask after, confirm."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from casework.new_year.cold import WHOLE, ColdContact
from casework.new_year.holiday import coming
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.new_year.card import LogCareVisit
from handlers.new_year.cold import AskAfter, AskedAfter, PublishCold
from handlers.new_year.listing import AddCare, NoCareList
from handlers.new_year.overview import BeginCare, BeginCareNow, OpenNewYear
from handlers.new_year.relief import OpenAllowances, TickAllowance
from handlers.new_year.results import ConfirmResults, SendResults
from handlers.ui.buttons import OpenCard
from storage.new_year import campaigns
from storage.new_year.cold import going_on as cold_alerts
from storage.new_year.cold import read as cold_list
from storage.reminders.obligations import Obligation
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand
from tests.support.keys import NEXT, SEND, SKIP, on, option

if TYPE_CHECKING:
    from tests.simulation.days import Life

EARLY = timedelta(days=56)
AHEAD = {Duty.NEW_YEAR_LIST: EARLY, Duty.ALLOWANCES: EARLY}
"""So long before it is owed somebody does it; the rest no sooner than it is."""


async def begun(life: "Life", sight: Sight) -> bool:
    """Let the bureau begin the campaign in time, once a year; True when it did so now."""
    year = coming(sight.today, sight.rules).first.year
    last = life.room.look(campaigns.latest)
    near = coming(sight.today, sight.rules).first - EARLY <= sight.today
    if not near or (last is not None and last.year == year):
        return False
    hand = life.somebody(sight, Role.BUREAU)
    await hand.leaves_forms()
    await hand.says("春節")
    await hand.taps(BeginCare, BeginCareNow)
    life.did["new year begun"] += 1
    return True


async def added(life: "Life", sight: Sight, draw: float) -> None:
    """Let a chief add a household now and then."""
    found = [one for one in sight.people.values() if one.role is Role.CHIEF and len(one.villages) == 1]
    found = [one for one in found if not one.blocked]
    if draw > 0.5 or not found or life.room.look(campaigns.going_on) is None:
        return
    hand = life.hand(life.random.choice(found))
    await hand.leaves_forms()
    await hand.says("春節")
    await hand.begins(AddCare)
    name = life.random.choice(["高虛構", "何樣本", "羅假名", "葉演練"])
    await hand.says(f"{name} 示範路{life.random.randint(1, 9)}號")
    first = not life.did["household added"]
    await hand.taps(option("alone" if first else life.random.choice(["alone", "no_work", "disabled"])))
    life.did["household added"] += 1


async def cold(life: "Life", sight: Sight, draw: float) -> None:
    """Let the bureau publish a cold alert now and then, one at a time."""
    if draw > 0.25 or life.room.look(cold_alerts):
        return
    hand = life.somebody(sight, Role.BUREAU)
    await hand.leaves_forms()
    await hand.says("低溫")
    await hand.begins(PublishCold)
    await hand.taps(option("5" if draw < 0.1 else "10"), option(WHOLE), NEXT, option("tomorrow"), SEND)
    life.did["cold"] += 1


async def _lists(hand: Hand, duty: Obligation) -> None:
    await hand.leaves_forms()
    await hand.says("春節")
    if hand.finds(NoCareList):
        await hand.taps(NoCareList)


async def _visits(hand: Hand, duty: Obligation) -> None:
    await hand.leaves_forms()
    await hand.says("春節")
    await hand.turns_to(OpenCard(duty.subject), OpenNewYear)
    await hand.begins(LogCareVisit)
    await hand.taps(option("home"), option("all"), option("good"), SKIP, SEND)


async def _confirms(hand: Hand, duty: Obligation) -> None:
    await hand.leaves_forms()
    await hand.says("春節")
    await hand.taps(OpenCard(duty.subject))
    if hand.finds(SendResults):
        await hand.begins(SendResults)
        await hand.says("府社救字第1號")
    elif hand.finds(ConfirmResults):
        await hand.taps(ConfirmResults)


async def _pays(hand: Hand, duty: Obligation) -> None:
    await hand.leaves_forms()
    await hand.says("春節")
    await hand.taps(OpenAllowances)
    for kind in range(4):
        await hand.taps(on(TickAllowance, kind=kind))


async def _asks_after(hand: Hand, duty: Obligation) -> None:
    await hand.leaves_forms()
    await hand.says("低溫")
    await hand.taps(OpenCard(duty.subject))
    while hand.room.look(lambda db: cold_list(db, duty.subject).waiting):
        await hand.taps(AskAfter)
        called = on(AskedAfter, how=ColdContact.CALLED)
        await hand.taps(called if hand.finds(called) else on(AskedAfter, how=ColdContact.MOVED_ON))


DONE: Mapping[Duty, Callable[[Hand, Obligation], Awaitable[None]]] = {
    Duty.NEW_YEAR_LIST: _lists,
    Duty.NEW_YEAR_VISIT: _visits,
    Duty.NEW_YEAR_RESULTS: _confirms,
    Duty.ALLOWANCES: _pays,
    Duty.COLD_CARE: _asks_after,
}
"""How each duty is done, from the word that everybody types."""
