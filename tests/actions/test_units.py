"""The network as an administrator changes it: where a unit stands, what it counts as, what goes to whom."""

from collections.abc import Callable
from typing import Any

import pytest

from actions.staffing import unit_roll, units
from casework.errors import NameTaken, NotThere, Stale, UnitInUse
from casework.staffing.network import beginning
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.places import load_places
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.staffing import invitations, people
from storage.staffing import units as kept
from tests.storage.conftest import Store
from tests.support import addressed
from tests.support.certain import certain

PLACES = load_places()


class Network:
    """A bureau with a station under it, and under that a post; another bureau; somebody in each."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.units: dict[str, Unit] = {}
        self.staff: dict[str, int] = {}
        self.admin: Person

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            for number, (name, above) in enumerate(
                (("health", ""), ("station", "health"), ("post", "station"), ("other", ""), ("apart", "post"))
            ):
                parent = self.units.get(above)
                bureau = None if name == "apart" or parent is None else parent.counts_as
                self.units[name] = kept.add(
                    db,
                    UnitKind.HEALTH,
                    f"示範{name}",
                    "平鎮區" if parent else "",
                    parent=parent.id if parent else None,
                    bureau=bureau,
                )
                joins = Person(0, Role.LIAISON, self.units[name].id, "簡虛構", "0912", "")
                self.staff[name] = addressed.add(db, joins, 7_500 + number).id
            office = kept.add(db, UnitKind.BUREAU, "社會局")
            self.admin = addressed.add(db, Person(0, Role.ADMIN, office.id, "李預設", "0912", ""), 7_600)

        await self.store(staff)

    async def does(self, act: Callable[[Transaction], Any]) -> list[tuple[str, int]]:
        """Do something as an administrator; returns who hears what."""

        def acts(db: Transaction) -> list[tuple[str, int]]:
            db.speaker = self.admin
            act(db)
            return [(one.verb, one.person) for one in db.news if isinstance(one, OfficeNews)]

        return await self.store(acts)

    async def now(self, name: str) -> Unit:
        return await self.store(lambda db: people.unit(db, self.units[name].id))

    async def verbs(self) -> list[str]:
        return [verb for verb, _ in await self.store.noted("unit.%")]


@pytest.fixture
async def network(store: Store) -> Network:
    network = Network(store)
    await network.found()
    return network


async def test_what_stands_under_a_unit_moves_along_and_counts_as_what_it_does(network: Network) -> None:
    of = {name: one.id for name, one in network.units.items()}
    told = await network.does(lambda db: units.move(db, of["station"], parent=of["other"], district="桃園區"))
    assert told == [("unit.moved", network.staff["station"])]
    now = await network.now("station")
    assert (now.parent, now.district, now.counts_as) == (of["other"], "桃園區", of["other"])
    assert ((await network.now("post")).counts_as, (await network.now("post")).parent) == (
        of["other"],
        of["station"],
    )
    assert (await network.now("apart")).counts_as == of["apart"], "it counted as itself before"
    await network.does(lambda db: units.move(db, of["station"], parent=of["other"], district="平鎮區"))
    assert (await network.now("station")).counts_as == of["other"], "in its place it counts as it did"
    await network.does(lambda db: units.move(db, of["station"], parent=None, district=""))
    assert (await network.now("station")).counts_as == of["station"]
    for under in ("station", "post", "apart"):
        with pytest.raises(Stale):
            await network.does(lambda db: units.move(db, of["station"], parent=of[under], district=""))  # noqa: B023 - at once
    could = {one.id for one in await network.store(lambda db: units.could_be_above(db, of["station"]))}
    assert could & {*of.values()} == {of["health"], of["other"]}
    assert await network.verbs() == ["unit.moved"] * 3


async def test_a_unit_is_called_by_a_name_that_is_free_and_its_people_hear(network: Network) -> None:
    unit = network.units["post"].id
    told = await network.does(lambda db: units.rename(db, unit, "示範新站"))
    assert told == [("unit.renamed", network.staff["post"])]
    assert (await network.now("post")).name == "示範新站"
    assert await network.does(lambda db: units.rename(db, unit, "示範新站")) == [], "it is called so"
    with pytest.raises(NameTaken):
        await network.does(lambda db: units.rename(db, unit, "示範other"))
    assert await network.verbs() == ["unit.renamed"]
    for nobody in (None, network.store.staff[Role.SUPERVISOR]):

        def by(db: Transaction) -> None:
            db.speaker = nobody  # noqa: B023 - at once
            units.rename(db, unit, "示範舊站")

        with pytest.raises(NotThere):
            await network.store(by)


async def test_a_new_centre_has_a_letter_of_its_own_and_stands_where_its_kind_does(network: Network) -> None:
    made: list[Unit] = []
    for kind, district, name in (
        (UnitKind.CENTRE, "桃園區", "桃園第二中心"),
        (UnitKind.CENTRE, "桃園區", "桃園第三中心"),
        (UnitKind.CHARITY, "", "示範基金會"),
    ):
        await network.does(lambda db: made.append(units.add(db, kind, district, name, PLACES)))  # noqa: B023 - at once
    assert [one.letter for one in made] == ["A", "C", "A"], "B has the centre that is there"
    assert (made[0].district, made[2].kind) == ("桃園區", UnitKind.CHARITY)
    with pytest.raises(NameTaken):
        await network.does(lambda db: units.add(db, UnitKind.CENTRE, "桃園區", "桃園第二中心", PLACES))
    assert await network.verbs() == ["unit.added"] * 3


async def test_what_the_table_names_is_taken_in_once_and_no_village_is_taken_from_its_centre(
    network: Network,
) -> None:
    planned = next(one for one in beginning(PLACES) if one.villages and one.under)
    mine, free = planned.villages[:2]
    here = certain(network.store.unit)
    await network.store(lambda db: kept.assign(db, [mine], here))
    await network.does(lambda db: units.complete(db, PLACES))
    unit = certain(await network.store(lambda db: kept.named(db, planned.name)))
    above = certain(await network.store(lambda db: kept.named(db, planned.under)))
    assert (unit.kind, unit.parent) == (planned.kind, above.id)
    areas = [(await network.store(lambda db: people.area(db, one)))[0] for one in (mine, free)]  # noqa: B023 - at once
    assert areas == [here.id, unit.id]
    assert await network.store(lambda db: units.missing(db, PLACES)) == []
    assert await network.verbs() == ["unit.completed"]
    before = await network.store(lambda db: len(people.all_units(db)))
    await network.store(lambda db: units.found(db, PLACES))
    assert await network.store(lambda db: len(people.all_units(db))) == before, "it was founded"


async def test_what_a_unit_has_goes_to_another_of_its_kind_when_it_ends(network: Network) -> None:
    of = {name: one.id for name, one in network.units.items()}
    has = await network.store(lambda db: units.holdings(db, of["health"]))
    assert (has.people, has.below, has.busy, has.to_pass_on) == (1, 2, True, True)
    with pytest.raises(UnitInUse):
        await network.does(lambda db: units.end(db, of["health"], of["other"]))

    def leaves(db: Transaction) -> None:
        people.let_go(db, people.get(db, network.staff["health"]), into=None)
        db.speaker = network.admin
        invitations.invite(db, Role.LIAISON, of["health"], (), "吳後來")
        kept.assign(db, ["平鎮區新街里"], network.units["health"])

    await network.store(leaves)
    assert await network.store(lambda db: [one.id for one in units.heirs(db, of["health"])]) == [of["other"]]
    with pytest.raises(UnitInUse):
        await network.does(lambda db: units.end(db, of["health"], None))
    centre = certain(network.store.unit).id
    for wrong in (centre, of["station"]):
        with pytest.raises(NotThere):
            await network.does(lambda db: units.end(db, of["health"], wrong))  # noqa: B023 - at once
    await network.does(lambda db: units.end(db, of["health"], of["other"]))
    station, post = await network.now("station"), await network.now("post")
    assert (station.parent, station.counts_as, post.counts_as) == (of["other"],) * 3
    assert (await network.store(lambda db: people.area(db, "平鎮區新街里")))[0] == of["other"]
    assert await network.store(invitations.every) == []
    assert (await network.now("health")).ended
    assert await network.verbs() == ["unit.ended"]
    with pytest.raises(Stale):
        await network.does(lambda db: units.rename(db, of["health"], "示範"))


async def test_a_table_is_compared_with_the_units_that_stand_and_the_names_that_were(
    network: Network,
) -> None:
    def look(db: Transaction) -> tuple[set[str], set[str], bool, bool]:
        people.let_go(db, people.get(db, network.staff["apart"]), into=None)
        kept.change(db, network.units["apart"].id, ended_at=db.now)
        office = unit_roll.office(db, PLACES, {})
        post, other = network.units["post"].id, network.units["other"].id
        return (
            {one.name for one in office.units},
            set(office.ended),
            office.busy(post),
            office.responsible(other),
        )

    standing, ended, busy, passes = await network.store(look)
    assert ended == {"示範apart"}
    assert "示範apart" not in standing
    assert {"示範post", "示範other"} <= standing
    assert (busy, passes) == (True, False)
