"""New-Year care without a phone: who begins it, whose lists are asked for, and what the bell puts on them."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions.new_year import campaign
from actions.new_year.campaign import CareNews
from casework.cases.case import Risk
from casework.cases.household import as_told
from casework.errors import NotThere, WrongState
from casework.new_year.care import CareGroup
from casework.new_year.holiday import new_year
from casework.new_year.parts import CarePart
from casework.policy.policy import CareSource, Duty
from casework.rosters.declared import RosterRow
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI
from storage.cases import cases
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.new_year import campaigns, care
from storage.reminders import obligations
from storage.staffing import units
from tests.storage.conftest import Store, served_by
from tests.support import addressed
from tests.support.beside import meanwhile
from tests.support.certain import certain

NINE = datetime(2027, 1, 25, 9, tzinfo=TAIPEI)
"""In the window of the New Year of 2027."""
VILLAGE = "平鎮區新街里"
Told = list[tuple[str, int, CareNews]]


def told(db: Transaction) -> Told:
    return [
        (one.verb, one.person, one.about)
        for one in db.news
        if isinstance(one, OfficeNews) and isinstance(one.about, CareNews)
    ]


def row(number: int, source: str = "民間", **values: str) -> RosterRow:
    told = {"source": source, "name": "王測試", "id": "", "address": f"中正路{number}號", "group": "獨居"}
    return RosterRow(number, {**told, "born": "", "phone": "", **values}, VILLAGE)


class City:
    """A city in the window of New-Year care: the bureau, a health centre and a charity with nobody."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.units: dict[str, int] = {}

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            for number, (kind, name, role) in enumerate(
                (
                    (UnitKind.BUREAU, "社會局", Role.BUREAU),
                    (UnitKind.HEALTH, "平鎮衛生所", Role.LIAISON),
                    (UnitKind.POLICE, "平鎮分局", Role.LIAISON),
                    (UnitKind.CHARITY, "示範基金會", None),
                )
            ):
                unit = units.add(db, kind, name, "平鎮區" if number else "")
                self.units[name] = unit.id
                if role is not None:
                    joins = Person(0, role, unit.id, "吳示例", "0912000000", "")
                    self.store.staff[role if role is Role.BUREAU else Role.LIAISON] = addressed.add(
                        db, joins, 7_500 + number
                    )

        self.store.now = NINE
        await self.store(staff)

    @property
    def bureau(self) -> Store:
        return self.store.by(Role.BUREAU)

    @property
    def bell(self) -> Store:
        """Nobody speaks."""
        return replace(self.store, speaker=None, unit=None)

    async def begins(self) -> Told:
        def begin(db: Transaction) -> Told:
            campaign.begin(db)
            return told(db)

        return await self.bureau(begin)

    async def listed(self) -> list[Any]:
        return list(await self.store(lambda db: care.of_year(db, 2027)))


@pytest.fixture
async def city(store: Store) -> City:
    city = City(store)
    await city.found()
    return city


async def test_the_bureau_alone_begins_it_once_a_year(city: City) -> None:
    assert not await city.store(campaign.may_begin)
    with pytest.raises(NotThere):
        await city.store(campaign.begin)
    nobody = city.store.by(Role.WORKER)
    nobody.speaker = None
    assert not await nobody(campaign.may_begin)
    assert await city.bureau(campaign.may_begin)
    await city.begins()
    assert not await city.bureau(campaign.may_begin)
    with pytest.raises(WrongState):
        await city.begins()
    begun = select(t.journal.c.detail).where(t.journal.c.verb == "care.begun")
    assert await city.store(lambda db: db.connection.execute(begun).scalars().all()) == [{"year": 2027}]
    city.store.forward(days=365)
    assert await city.bureau(campaign.may_begin)


async def test_units_that_give_a_list_and_have_somebody_are_asked_for_it_and_the_bureau_has_a_part(
    city: City,
) -> None:
    heard = await city.begins()
    asked = {
        unit.name for unit in await city.store(lambda db: [one.unit for one in campaigns.parts(db, 2027)])
    }
    asks = await city.store(lambda db: db.rules.policy.new_year.list_units)
    assert UnitKind.HEALTH in asks
    assert {"社會局", "平鎮衛生所"} <= asked
    assert "示範基金會" not in asked, "nobody is there"
    assert {verb for verb, _, _ in heard} == {"care.list_asked"}
    assert city.store.staff[Role.BUREAU].id not in {person for _, person, _ in heard}
    assert {about.sign for _, _, about in heard} == {"春節 116"}
    assert all(about.by for _, _, about in heard)


async def test_a_list_is_taken_of_whose_it_is_and_whoever_visits_hears_how_many(city: City) -> None:
    with pytest.raises(WrongState):
        await city.bureau(lambda db: campaign.give(db, [row(1)]))
    await city.begins()
    liaison = city.store.by(Role.LIAISON)

    def give(db: Transaction) -> Told:
        found = campaign.give(db, [row(1, "村里", group=""), row(2), row(3)])
        assert [one.group for one in found] == [CareGroup.HARDSHIP, CareGroup.ALONE, CareGroup.ALONE]
        part = campaigns.part_of(db, 2027, found[1].unit)
        assert (part.listed_at, part.none) == (db.now, False)
        return told(db)

    heard = await city.bureau(give)
    chief = city.store.staff[Role.CHIEF].id
    assert heard == [("care.to_visit", chief, CareNews("春節 116", households=1))]
    with pytest.raises(NotThere):
        await city.store(lambda db: campaign.give(db, [row(4)]))
    assert await liaison(lambda db: campaign.gives(db).kind) is UnitKind.POLICE


async def test_of_a_list_that_comes_once_more_who_leads_hears_what_is_new_to_them(city: City) -> None:
    """A chief who has three households hears of one more, not of four."""
    await city.begins()
    chief = city.store.staff[Role.CHIEF].id

    async def hears(*rows: RosterRow) -> list[int]:
        def give(db: Transaction) -> Told:
            campaign.give(db, list(rows))
            return told(db)

        return [about.households for _, person, about in await city.bureau(give) if person == chief]

    first = [row(number, "村里") for number in (1, 2, 3)]
    assert await hears(*first) == [3]
    assert await hears(*first) == []
    assert await hears(*first, row(4, "村里")) == [1]


async def test_who_has_none_says_so_and_the_bureau_of_who_has_nobody(city: City) -> None:
    await city.begins()
    police = await city.store.by(Role.LIAISON)(campaign.none_to_give)
    assert (police.listed_at, police.none) == (city.store.now, True)
    parts = await city.store(lambda db: {one.unit.name: one.id for one in campaigns.parts(db, 2027)})
    with pytest.raises(NotThere):
        await city.store(lambda db: campaign.none_of(db, parts["平鎮衛生所"]))
    assert (await city.bureau(lambda db: campaign.none_of(db, parts["平鎮衛生所"]))).none
    with pytest.raises(WrongState):
        await city.bureau(lambda db: campaign.none_of(db, parts["平鎮衛生所"]))


async def test_a_long_list_is_put_on_in_pieces_and_at_the_end_who_gave_it_hears(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "PIECE", 2)
    await city.begins()
    rows = [row(number) for number in range(1, 6)]
    assert not await city.store(campaign.go_on)
    await city.bureau(lambda db: campaign.give_bit_by_bit(db, rows))

    def go_on(db: Transaction) -> tuple[bool, Told]:
        return campaign.go_on(db), [one for one in told(db) if one[0] == "care.all_listed"]

    assert [await city.store(go_on) for _ in range(2)] == [(True, []), (True, [])]
    assert len(await city.listed()) == 4
    bureau = city.store.staff[Role.BUREAU].id
    assert await city.store(go_on) == (
        True,
        [("care.all_listed", bureau, CareNews("春節 116", households=5))],
    )
    assert len(await city.listed()) == 5
    assert await city.store(go_on) == (False, [])


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_what_is_handed_in_while_the_campaign_ends_is_not_asked_for_again(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city.begins()
    one = next(iter(await city.store(lambda db: campaigns.parts(db, 2027))))
    assert one.results_at is None
    confirmed = replace(one, results_at=city.store.now)
    parts = campaigns.parts
    act, begun = meanwhile(
        partial(city.bureau, lambda db: campaigns.keep(db, confirmed, "care.results_confirmed")),
        within=30,
    )

    def stands_still(db: Transaction, year: int) -> list[CarePart]:
        found = parts(db, year)
        act()
        return found

    monkeypatch.setattr(campaigns, "parts", stands_still)
    city.store.forward(days=60)
    await city.bell(campaign.gather)
    await asyncio.wrap_future(begun[0])
    owed = await city.store(lambda db: obligations.of_subject(db, one.id))
    assert Duty.NEW_YEAR_RESULTS not in [each.duty for each in owed]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_of_two_bells_at_once_one_ends_the_campaign(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city.begins()
    going_on = campaigns.going_on
    other, begun = meanwhile(partial(city.bell, campaign.gather), within=30)

    def stands_still(db: Transaction) -> campaigns.Campaign | None:
        found = going_on(db)
        other()
        return found

    monkeypatch.setattr(campaigns, "going_on", stands_still)
    city.store.forward(days=60)
    await city.bell(campaign.gather)
    await asyncio.wrap_future(begun[0])
    over = select(t.journal.c.detail).where(t.journal.c.verb == "care.over")
    assert len(await city.store(lambda db: db.connection.execute(over).scalars().all())) == 1


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_of_two_bells_at_once_one_says_that_all_is_listed(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city.begins()
    await city.bureau(lambda db: campaign.give_bit_by_bit(db, [row(1), row(2)]))
    enlist = campaign.enlist

    def go_on(db: Transaction) -> Told:
        campaign.go_on(db)
        return told(db)

    other, begun = meanwhile(partial(city.store, go_on), within=30)

    def stands_still(*given: Any) -> list[int]:
        other()
        return enlist(*given)

    monkeypatch.setattr(campaign, "enlist", stands_still)
    heard = await city.store(go_on)
    assert heard == []
    assert "care.all_listed" in [verb for verb, *_ in await asyncio.wrap_future(begun[0])]
    assert len(await city.listed()) == 2


async def test_a_list_that_can_not_go_on_waits_behind_another(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "PIECE", 1)
    await city.begins()
    for by, source in ((Role.BUREAU, "民間"), (Role.LIAISON, "毒品治安顧慮")):
        rows = [row(number, source, age="3") for number in (1, 2)]
        await city.store.by(by)(lambda db: campaign.give_bit_by_bit(db, rows))  # noqa: B023 - at once
    city.store.forward(seconds=1)
    await city.store(campaign.set_aside)
    await city.store(campaign.go_on)
    [one] = await city.listed()
    assert one.unit.kind is UnitKind.POLICE
    await city.store(lambda db: db.connection.execute(t.drafts.delete()))
    await city.store(campaign.set_aside)


@pytest.mark.parametrize(
    ("reason", "group"),
    [("alone", CareGroup.ALONE), ("disabled", CareGroup.DISABLED), ("no_work", CareGroup.HARDSHIP)],
)
async def test_a_chief_puts_a_household_on_the_list_that_is_theirs_to_visit(
    city: City, reason: str, group: CareGroup
) -> None:
    answers = {"household": "王測試 中正路1號", "village": VILLAGE, "reason": reason}
    with pytest.raises(WrongState):
        await city.store.by(Role.CHIEF)(lambda db: campaign.add_one(db, answers))
    await city.begins()
    with pytest.raises(NotThere):
        await city.store(lambda db: campaign.add_one(db, answers))

    def add(db: Transaction) -> Told:
        one = campaign.add_one(db, answers)
        assert (one.group, one.person) == (group, city.store.staff[Role.CHIEF].id)
        assert [each.entry.source for each in care.entries_of(db, one.id)] == [CareSource.VILLAGE]
        return told(db)

    assert await city.store.by(Role.CHIEF)(add) == [], "they know"


async def gathered(city: City) -> list[tuple[bool, Told]]:
    """Gather until nothing more is looked at."""

    def gather(db: Transaction) -> tuple[bool, Told]:
        return campaign.gather(db), told(db)

    found = [await city.bell(gather)]
    while found[-1][0]:
        found.append(await city.bell(gather))
    return found


async def test_cases_are_looked_at_once_a_day_and_their_workers_hear(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign, "BATCH", 1)
    monkeypatch.setattr(campaign, "to_be_visited", lambda found: True)
    worker = city.store.staff[Role.WORKER]
    assert await gathered(city) == [(False, [])], "it has not begun"
    await city.begins()

    def opened(db: Transaction) -> None:
        for risk, other in ((None, "A123456789"), (Risk.HIGH, "B123456780")):
            household = as_told("何樣本", other, "", f"示範路{other}號")
            cases.open_case(db, served_by(worker, risk=risk, child_told=True, household=household), "B")
        cases.open_case(db, served_by(worker, child_told=False), "B")

    await city.store(opened)
    found = await gathered(city)
    each = ("care.to_visit", worker.id, CareNews("春節 116", households=1))
    assert [heard for _, heard in found if heard] == [[each], [each]]
    assert sorted(one.high for one in await city.listed()) == [False, True]
    assert await gathered(city) == [(False, [])], "once a day"
    city.store.forward(days=1)
    assert {str(heard) for _, heard in await gathered(city)} == {"[]"}, "they know"


async def test_who_becomes_chief_after_the_list_came_visits_what_nobody_is_named_for(city: City) -> None:
    """[003] 陸、二(一)1(9): a list of December, and a chief who joins in January."""
    await city.begins()
    rows = [row(1, "村里"), row(2, "村里"), row(3, "村里", name="李示範"), row(4, name="陳範例")]
    villages = ["桃園區文化里", "桃園區中正里", "桃園區文化里", "桃園區文化里"]
    listed = [RosterRow(one.number, one.values, village) for one, village in zip(rows, villages, strict=True)]
    await city.bureau(lambda db: campaign.give(db, listed))
    assert {one.person for one in await city.listed()} == {None}

    def joins(db: Transaction) -> Person:
        chief = Person(0, Role.CHIEF, certain(db.unit).id, "何里長", "0912000000", "", ("桃園區文化里",))
        return addressed.add(db, chief, 7_600)

    chief = city.store.staff[Role.CHIEF] = await city.store(joins)
    third = next(one for one in await city.listed() if one.number == 3)
    await city.store(lambda db: care.recuse(db, third, chief.id))
    found = await gathered(city)
    each = ("care.to_visit", chief.id, CareNews("春節 116", households=1))
    assert [heard for _, heard in found if heard] == [[each]]
    assert [one.person for one in await city.listed()] == [chief.id, None, None, None]
    assert [one.number for one in await city.store.by(Role.CHIEF)(partial(care.mine, year=2027))] == [1]
    city.store.forward(days=1)
    assert [heard for _, heard in await gathered(city) if heard] == [], "they know"


async def test_it_ends_with_its_window_and_nobody_is_visited_for_it_any_more(city: City) -> None:
    await city.begins()
    await city.bureau(lambda db: campaign.give(db, [row(1)]))
    _, last = await city.store(lambda db: new_year(2027, db.rules.calendar).window(db.rules.policy.new_year))
    city.store.now = datetime.combine(last, NINE.timetz())
    await gathered(city)
    assert await city.store(campaigns.going_on) is not None
    city.store.forward(days=1)
    assert await city.store(campaign.gather) is False
    assert await city.store(campaigns.going_on) is None
    assert await city.store(care.owing) == []
    over = select(t.journal.c.detail).where(t.journal.c.verb == "care.over")
    assert await city.store(lambda db: db.connection.execute(over).scalars().all()) == [{"year": 2027}]
