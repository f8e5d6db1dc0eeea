"""A cold alert without a phone: whom it reaches, who hears how often, and what comes of asking."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions.new_year import cold
from actions.new_year.cold import ColdNews, Foreseen
from casework.cases.household import as_told
from casework.errors import NotThere, WrongState
from casework.new_year.care import CareGroup
from casework.new_year.cold import AT_HOME, IN_THE_STREET, WHOLE, BedKind, ColdAlert, ColdContact, ColdList
from casework.policy.policy import CareSource
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI, local_day
from storage.core import facts
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.new_year import campaigns, care
from storage.new_year import cold as kept
from storage.new_year.care import Enlisted
from storage.reminders import obligations
from storage.staffing import units
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.beside import meanwhile

NINE = datetime(2027, 1, 25, 9, tzinfo=TAIPEI)
VILLAGE = "平鎮區新街里"
Told = list[tuple[str, int, int]]
"""What is heard, by whom, and of how many households."""


class Winter:
    """An elder alone whom a chief visits, and somebody in the street whom the centre looks after."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.alone, self.street = 0, 0
        self.police = 0

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            campaigns.begin(db, 2027)
            here = db.unit
            assert here is not None
            bureau = units.add(db, UnitKind.BUREAU, "社會局")
            runs = Person(0, Role.BUREAU, bureau.id, "吳示例", "0912000000", "")
            self.store.staff[Role.BUREAU] = addressed.add(db, runs, 7_400)
            for number, (name, district) in enumerate(
                (("平鎮分局", "平鎮區"), ("桃園分局", "桃園區"), ("警察局", ""))
            ):
                unit = units.add(db, UnitKind.POLICE, name, district)
                joins = Person(0, Role.LIAISON, unit.id, "簡虛構", "0912000000", "")
                person = addressed.add(db, joins, 7_500 + number)
                self.police = self.police or person.id
            chief = self.store.staff[Role.CHIEF].id
            self.alone, self.street = (
                care.enlist(
                    db,
                    2027,
                    Enlisted(here, CareSource.CHARITY, as_told(name, own, "", where), VILLAGE, group, person),
                ).id
                for name, own, where, group, person in (
                    ("王獨居", "A123456789", "中正路1號", CareGroup.ALONE, chief),
                    ("何街友", "B123456780", "火車站", CareGroup.STREET, None),
                )
            )
            facts.beginning(db, care.CHANGED)

        self.store.now = NINE
        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any], by: Role | None = Role.BUREAU) -> Told:
        def acts(db: Transaction) -> Told:
            act(db)
            return [
                (one.verb, one.person, one.about.households)
                for one in db.news
                if isinstance(one, OfficeNews) and isinstance(one.about, ColdNews)
            ]

        speaks = self.store.by(by) if by else replace(self.store, speaker=None, unit=None)
        return await speaks(acts)

    async def publishes(self, degree: int = 10, days: int = 1) -> Told:
        until = local_day(self.store.now) + timedelta(days=days)
        return await self.does(lambda db: cold.publish(db, degree, [WHOLE], until))

    async def lists(self) -> list[ColdList]:
        return list(await self.store(lambda db: kept.of_alert(db, kept.going_on(db)[0])))

    async def list_of(self, person: int | None) -> ColdList:
        [one] = [each for each in await self.lists() if each.person == person and not each.street]
        return one

    @property
    def chief(self) -> int:
        return self.store.staff[Role.CHIEF].id

    @property
    def leads(self) -> int:
        return self.store.staff[Role.SUPERVISOR].id


@pytest.fixture
async def winter(store: Store) -> Winter:
    winter = Winter(store)
    await winter.found()
    return winter


async def test_before_it_is_published_it_is_said_whom_it_would_reach(winter: Winter) -> None:
    today = local_day(winter.store.now)
    bureau = winter.store.by(Role.BUREAU)
    foreseen = await bureau(lambda db: cold.foresee(db, 10, [WHOLE], today))
    assert foreseen == Foreseen(lists=2, households=2, street=1)
    colder = await bureau(lambda db: cold.foresee(db, 5, [WHOLE], today))
    assert colder == Foreseen(lists=2, households=2, street=1, precincts=1)
    assert await bureau(lambda db: cold.foresee(db, 10, ["桃園區"], today)) == Foreseen(0, 0, 0)
    for who in (winter.store, replace(bureau, speaker=None)):
        with pytest.raises(NotThere):
            await who(lambda db: cold.foresee(db, 10, [WHOLE], today))


async def test_every_lead_hears_of_theirs_and_at_five_degrees_the_precinct_of_who_is_in_the_street(
    winter: Winter,
) -> None:
    assert sorted(await winter.publishes(10)) == sorted(
        [("cold.published", winter.chief, 1), ("cold.published", winter.leads, 1)]
    )
    told = await winter.publishes(5)
    assert ("cold.published", winter.police, 1) in told
    assert {person for _, person, _ in told} == {winter.chief, winter.leads, winter.police}


async def test_it_is_taken_back_once_and_whoever_was_asked_hears(winter: Winter) -> None:
    await winter.publishes()
    [one] = await winter.store(kept.going_on)
    with pytest.raises(NotThere):
        await winter.does(lambda db: cold.end(db, one.id), by=Role.SUPERVISOR)
    told = await winter.does(lambda db: cold.end(db, one.id))
    assert {(verb, person) for verb, person, _ in told} == {
        ("cold.ended", winter.chief),
        ("cold.ended", winter.leads),
    }
    with pytest.raises(WrongState):
        await winter.does(lambda db: cold.end(db, one.id))
    said = select(t.journal.c.verb).where(t.journal.c.verb.like("cold.%")).order_by(t.journal.c.id)
    assert await winter.store(lambda db: db.connection.execute(said).scalars().all()) == [
        "cold.published",
        "cold.ended",
    ]


async def test_who_was_reached_yesterday_is_asked_after_anew_and_what_is_over_ends(winter: Winter) -> None:
    await winter.publishes(days=1)
    assert await winter.does(cold.turn_day, by=None) == [], "it is of today"
    mine = await winter.list_of(winter.chief)
    await winter.does(lambda db: cold.ask_after(db, mine.id, winter.alone, ColdContact.CALLED), by=Role.CHIEF)
    assert (await winter.list_of(winter.chief)).waiting == 0
    winter.store.forward(days=1)
    told = await winter.does(cold.turn_day, by=None)
    assert sorted(told) == sorted([("cold.published", winter.chief, 1), ("cold.published", winter.leads, 1)])
    winter.store.forward(days=1)
    assert await winter.does(cold.turn_day, by=None) == []
    assert await winter.store(kept.going_on) == []


ON_A_SERVER = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
"""Where a bell can stand still in the middle, and another rings meanwhile."""


@ON_A_SERVER
@pytest.mark.parametrize("over", [False, True], ids=["goes on", "is over"])
async def test_of_two_bells_at_once_one_turns_the_day(
    winter: Winter, monkeypatch: pytest.MonkeyPatch, over: bool
) -> None:
    await winter.publishes(days=1)
    winter.store.forward(days=2 if over else 1)
    going_on = kept.going_on
    other, begun = meanwhile(partial(winter.does, cold.turn_day, by=None), within=30)

    def stands_still(db: Transaction) -> list[ColdAlert]:
        found = going_on(db)
        other()
        return found

    monkeypatch.setattr(kept, "going_on", stands_still)
    told = await winter.does(cold.turn_day, by=None)
    also = await asyncio.wrap_future(begun[0])
    everybody = [("cold.published", winter.chief, 1), ("cold.published", winter.leads, 1)]
    assert sorted(also + told) == ([] if over else sorted(everybody))
    said = select(t.journal.c.verb).where(t.journal.c.verb == "cold.ended")
    ended = await winter.store(lambda db: db.connection.execute(said).scalars().all())
    assert ended == (["cold.ended"] if over else [])


@ON_A_SERVER
async def test_of_two_bells_at_once_one_says_who_is_new_on_a_list(
    winter: Winter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await winter.publishes()
    await winter.store(lambda db: facts.put(db, f"{care.CHANGED}{winter.alone}", care.NEW))
    beginning = facts.beginning
    other, begun = meanwhile(partial(winter.does, cold.turn_day, by=None), within=30)

    def stands_still(db: Transaction, name: str) -> dict[str, str]:
        found = beginning(db, name)
        other()
        return found

    monkeypatch.setattr(facts, "beginning", stands_still)
    told = await winter.does(cold.turn_day, by=None)
    assert (await asyncio.wrap_future(begun[0]), told) == ([("cold.published", winter.chief, 1)], [])


@ON_A_SERVER
async def test_who_is_asked_after_while_the_bell_makes_the_lists_is_not_asked_after_again(
    winter: Winter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await winter.publishes()
    mine = await winter.list_of(winter.chief)
    await winter.store(lambda db: facts.put(db, f"{care.CHANGED}{winter.alone}", ""))
    make = kept.make_lists

    def asks(db: Transaction) -> None:
        cold.ask_after(db, mine.id, winter.alone, ColdContact.CALLED)

    act, begun = meanwhile(partial(winter.does, asks, by=Role.CHIEF), within=30)

    def stands_still(*given: Any) -> list[ColdList]:
        lists = make(*given)
        act()
        return lists

    monkeypatch.setattr(kept, "make_lists", stands_still)
    await winter.does(cold.turn_day, by=None)
    await asyncio.wrap_future(begun[0])
    assert await winter.store(lambda db: obligations.of_subject(db, mine.id)) == []


async def test_in_the_day_only_whose_list_has_somebody_new_hears(winter: Winter) -> None:
    await winter.publishes()

    def listed(db: Transaction) -> None:
        assert db.unit is not None
        told = as_told("丁獨居", "C123456781", "", "中正路3號")
        given = Enlisted(db.unit, CareSource.CHARITY, told, VILLAGE, CareGroup.ALONE, winter.chief)
        care.enlist(db, 2027, given)

    await winter.store(listed)
    assert await winter.does(cold.turn_day, by=None) == [("cold.published", winter.chief, 2)]
    assert await winter.does(cold.turn_day, by=None) == []


async def test_whose_list_it_is_says_what_came_of_it_by_where_they_live(winter: Winter) -> None:
    await winter.publishes()
    mine, centre = await winter.list_of(winter.chief), await winter.list_of(None)
    for number, person in ((mine.id, winter.street), (centre.id, winter.alone)):
        with pytest.raises(NotThere):
            await winter.store(lambda db: cold.asked_of(db, number, person))  # noqa: B023 - at once
    with pytest.raises(NotThere):
        await winter.does(lambda db: cold.asked_of(db, mine.id, winter.alone), by=Role.SCREENER)

    def ways(db: Transaction) -> None:
        _, asked = cold.asked_of(db, mine.id, winter.alone)
        assert cold.ways(asked) == AT_HOME
        with pytest.raises(WrongState):
            cold.ask_after(db, mine.id, winter.alone, ColdContact.MOVED_ON)

    await winter.does(ways, by=Role.CHIEF)
    _, in_the_street = await winter.store(lambda db: cold.asked_of(db, centre.id, winter.street))
    assert cold.ways(in_the_street) == IN_THE_STREET
    [one] = await winter.store(kept.going_on)
    await winter.does(lambda db: cold.end(db, one.id))
    with pytest.raises(WrongState):
        await winter.does(lambda db: cold.asked_of(db, mine.id, winter.alone), by=Role.CHIEF)


async def test_who_is_brought_to_a_shelter_is_reached_and_a_bed_fewer_is_free(winter: Winter) -> None:
    bureau = winter.store.by(Role.BUREAU)
    with pytest.raises(NotThere):
        await winter.store(lambda db: cold.tell_beds(db, "示範收容所", {BedKind.MEN: 2}))
    await bureau(lambda db: cold.tell_beds(db, "示範收容所", {BedKind.MEN: 2}))
    await winter.publishes()
    centre = await winter.list_of(None)
    [place] = await winter.store(kept.all_shelters)
    await winter.store(lambda db: cold.shelter(db, centre.id, winter.street, place.id, BedKind.MEN))
    [after] = await winter.store(kept.all_shelters)
    assert after.given == {BedKind.MEN: 1}
    assert (await winter.list_of(None)).waiting == 0
