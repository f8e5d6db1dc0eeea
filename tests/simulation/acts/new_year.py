"""What people do around the New Year and in the cold: begin, list, visit, ask after, confirm."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from actions.new_year import campaign
from casework.new_year.care import CareHousehold, seen_before
from casework.new_year.cold import WHOLE, ColdContact
from casework.new_year.holiday import coming
from casework.new_year.lists import CARE_LIST, GIVEN_BY, WORDS
from casework.policy.policy import Duty
from casework.rosters.declared import RosterRules, read_roster
from casework.staffing.people import Person, Role
from casework.text.dates import local_day, month_of
from handlers.new_year.card import LogCareVisit
from handlers.new_year.cold import AskAfter, AskedAfter, PublishCold
from handlers.new_year.listing import AddCare, NoCareList
from handlers.new_year.overview import BeginCare, BeginCareNow, OpenNewYear
from handlers.new_year.relief import OpenAllowances, TickAllowance
from handlers.new_year.results import ConfirmResults, SendResults
from handlers.ui.buttons import OpenCard
from storage.core.database import Transaction
from storage.new_year import campaigns, care
from storage.new_year.cold import going_on as cold_alerts
from storage.new_year.cold import read as cold_list
from storage.reminders.obligations import Obligation
from storage.staffing import people
from tests.simulation.acts.directly import by
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand
from tests.support.keys import NEXT, SEND, SKIP, on, option

if TYPE_CHECKING:
    from tests.simulation.days import Life

HEAD = ["名單別", "姓名", "居住地址", "結案日", "最小兒少年齡", "半年內催種次數", "TIPVDA分數"]
SHARED = "平鎮區"
"""The district of the households that several units know."""
VISITING = (Role.CHIEF, Role.LIAISON, Role.CLERK, Role.SUPERVISOR)
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


async def once_more(life: "Life", sight: Sight, draw: float) -> None:
    """Let somebody go where another was, now and then, who reads so and says why."""
    one = life.room.look(campaigns.going_on)
    if draw > 0.4 or one is None:
        return
    found = life.room.look(lambda db: list(_second(db, sight, care.of_year(db, one.year))))
    if found:
        person, household = life.random.choice(found)
        hand = life.hand(person)
        await hand.leaves_forms()
        await hand.says("春節")
        await hand.turns_to(OpenCard(household), OpenNewYear)
        await hand.begins(LogCareVisit)
        await hand.says("送年菜，順道再看一次（示範）")
        await hand.taps(option("home"), option("all"), option("good"), SKIP, SEND)
        life.did["visited once more"] += 1


def _second(db: Transaction, sight: Sight, found: list[CareHousehold]) -> Iterator[tuple[Person, int]]:
    """List who has a household on a list of theirs where somebody was, and was not there themselves."""
    for one in found:
        if seen_before(one, db.rules) is None:
            continue
        for kept in care.entries_of(db, one.id):
            for who in sight.people.values():
                theirs = who.role in VISITING and kept.entry.case is None and kept.entry.theirs(who)
                if theirs and not who.blocked and who.unit not in {each.unit for each in one.visits}:
                    yield who, one.id


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
    """Every third unit has a list, of households that others know, too."""
    unit = hand.room.look(lambda db: people.unit(db, hand.person.unit))
    source = next((word for word, one in WORDS.items() if unit.kind in GIVEN_BY[one]), None)
    if source is not None and duty.subject % 3 == 0:
        await hand.room.act(partial(_gives, hand, source, duty.subject))
        return
    await hand.leaves_forms()
    await hand.says("春節")
    if hand.finds(NoCareList):
        await hand.taps(NoCareList)


def _gives(hand: Hand, source: str, draw: int, db: Transaction) -> None:
    db, places = by(db, hand.person.id), hand.room.office.places
    village = places.in_district(SHARED)[0].key
    closed = local_day(db.now) - timedelta(days=90)
    day = f"{month_of(closed)}/{closed.day:02}"
    rows = [
        [source, name, f"桃園市{village}示範路{1 + draw % 3}號", day, "5", "3", "9"]
        for name in ("高虛構", "何樣本")[: 1 + draw % 2]
    ]
    asked = RosterRules(closed.replace(day=1), local_day(db.now), db.rules.policy, places)
    campaign.give(db, campaign.plan(db, read_roster(CARE_LIST, [HEAD, *rows], asked))[0])


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
        if hand.asked():
            await hand.says("期間道路中斷，改於節後補訪（示範）。")


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
