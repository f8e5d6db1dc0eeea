"""Cold alerts: whose list holds whom, what counts for which day, and whose beds are given."""

from datetime import date, timedelta
from functools import partial

import pytest

from casework.cases.access import Action
from casework.cases.household import as_told
from casework.errors import NotThere
from casework.new_year.care import CareGroup
from casework.new_year.cold import WHOLE, BedKind, ColdAlert, ColdContact, ColdList
from casework.policy.policy import CareSource, Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.core.tables import journal
from storage.new_year import campaigns, care, cold
from storage.new_year.care import Enlisted
from storage.reminders import obligations
from storage.staffing import people, units
from tests.storage.conftest import MONDAY, Store
from tests.support import addressed

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
VILLAGE, FAR = "平鎮區新街里", "大溪區一心里"
ALONE, STREET, CHILD = CareGroup.ALONE, CareGroup.STREET, CareGroup.CHILD


async def enlisted(
    store: Store, name: str, group: CareGroup, village: str = VILLAGE, unit: Unit | None = None,
    person: int | None = None, year: int = 2027,
) -> int:  # fmt: skip
    """Put somebody on the list of a unit, by a name and a door that nobody else has."""

    def add(db: Transaction) -> int:
        of = unit or people.unit(db, store.staff[Role.WORKER].unit)
        household = as_told(name, "", "", f"{name}路1號")
        given = Enlisted(of, CareSource.VILLAGE, household, village, group, person)
        return care.enlist(db, year, given).id

    return await store(add)


@pytest.fixture
async def precinct(store: Store) -> Unit:
    await store(lambda db: campaigns.begin(db, 2027))
    return await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))


async def begun(store: Store, degree: int = 10, until: date = TODAY + DAY) -> ColdAlert:
    return await store(lambda db: cold.begin(db, degree, [WHOLE], until))


async def lists(store: Store, alert: ColdAlert, *precincts: Unit) -> dict[tuple[int, int | None, bool], set]:
    """Make the lists, and say whom each holds, by unit, person and whether it is of the street."""
    of = dict.fromkeys((one.id for one in precincts), ())
    made = await store(partial(cold.make_lists, one=alert, precincts=of))
    return {(one.unit.id, one.person, one.street): {each.care.id for each in one.asked} for one in made}


async def test_a_list_holds_whom_its_unit_or_person_leads_and_a_precincts_the_street_of_its_district(
    store: Store, precinct: Unit
) -> None:
    """[003] 陸、一(一)2(2)D, 柒、三."""
    mine, chief = store.staff[Role.WORKER].unit, store.staff[Role.CHIEF].id
    elder = await enlisted(store, "王測試", ALONE)
    named = await enlisted(store, "李示範", ALONE, person=chief)
    street = await enlisted(store, "陳範例", STREET)
    far = await enlisted(store, "林測試", STREET, FAR)
    await enlisted(store, "張樣本", CHILD)
    alert = await begun(store, 5)
    assert await lists(store, alert, precinct) == {
        (mine, None, False): {elder, street, far},
        (mine, chief, False): {named},
        (precinct.id, None, True): {street},
    }
    assert len(await lists(store, alert, precinct)) == 3, "those that are there stay"


async def test_an_alert_is_ended_alone_and_once_and_its_lists_owe_nothing_any_more(
    store: Store, precinct: Unit
) -> None:
    await enlisted(store, "王測試", ALONE)
    first, second = await begun(store, 10), await begun(store, 8)
    for alert in (first, second):
        await lists(store, alert)
    assert [one.id for one in await store(cold.going_on)] == [second.id, first.id]
    assert await store(lambda db: cold.end(db, second))
    assert not await store(lambda db: cold.end(db, second))
    assert [one.id for one in await store(cold.going_on)] == [first.id]
    assert (await store(lambda db: cold.alert(db, second.id))).ended_at == MONDAY
    assert {one.alert.id for one in await store(cold.owing)} == {first.id}
    with pytest.raises(NotThere):
        await store(lambda db: cold.alert(db, 999))


async def test_whoever_was_asked_after_by_another_list_of_the_day_is_not_asked_after_again(
    store: Store, precinct: Unit
) -> None:
    """In the street no warmer alert counts: at 5 °C people are brought in [003] 柒、三."""
    elder, street = await enlisted(store, "王測試", ALONE), await enlisted(store, "陳範例", STREET)
    nobody = await enlisted(store, "李示範", ALONE)
    warm, cold_one = await begun(store, 10), await begun(store, 5)
    for alert in (warm, cold_one):
        await lists(store, alert)
    [of_warm] = await store(partial(cold.of_alert, one=warm))
    for number, how in ((elder, ColdContact.VISITED), (street, ColdContact.MOVED_ON)):
        add = partial(cold.add_contact, one=of_warm, number=number, how=how, checked=[])
        await store.by(Role.CHIEF)(add)

    async def reached(alert: ColdAlert) -> set[int]:
        return {one.care.id for one in await store(lambda db: cold.asked(db, alert)) if one.reached}

    assert await reached(warm) == {elder, street}
    assert await reached(cold_one) == {elder}
    assert nobody not in await reached(warm)
    tomorrow = TODAY + DAY
    await store(lambda db: cold.counted(db, cold_one, tomorrow))
    assert await reached(await store(lambda db: cold.alert(db, cold_one.id))) == set(), "each day anew"
    assert (await store(lambda db: cold.alert(db, warm.id))).today == TODAY, "of that alert alone"


async def test_who_was_asked_after_is_so_also_as_the_household_that_they_turned_out_to_be(
    store: Store, precinct: Unit
) -> None:
    def enlist(db: Transaction, name: str, door: str, national_id: str = "") -> int:
        of = people.unit(db, store.staff[Role.WORKER].unit)
        given = Enlisted(of, CareSource.VILLAGE, as_told(name, national_id, "", door), VILLAGE, ALONE)
        return care.enlist(db, 2027, given).id

    one = await store(lambda db: enlist(db, "王測試", "中正路1號"))
    was = await store(lambda db: enlist(db, "李示範", "中正路3號", "A123456789"))
    alert = await begun(store)
    [unit] = await store(lambda db: cold.make_lists(db, alert, {}))
    await store(lambda db: cold.add_contact(db, unit, was, ColdContact.VISITED, []))
    assert await store(lambda db: enlist(db, "王測試", "中正路1號", "A123456789")) == one
    [asked] = await store(lambda db: cold.asked(db, alert))
    assert (asked.care.id, asked.reached) == (one, True)


async def test_what_came_of_an_alert_that_was_over_by_then_says_nothing_of_the_day(
    store: Store, precinct: Unit
) -> None:
    elder = await enlisted(store, "王測試", ALONE)
    over = await begun(store, 10, TODAY - DAY)
    [of_it] = await store(lambda db: cold.make_lists(db, over, {}))
    add = partial(cold.add_contact, one=of_it, number=elder, how=ColdContact.VISITED, checked=[])
    await store(add)
    now = await begun(store, 10, TODAY)
    assert [one.reached for one in await store(lambda db: cold.asked(db, now))] == [False]
    last_day = await begun(store, 10, TODAY)
    [of_it] = await store(lambda db: cold.make_lists(db, last_day, {}))
    await store(partial(add, one=of_it))
    assert [one.reached for one in await store(lambda db: cold.asked(db, now))] == [True], "on its last day"


async def test_what_came_of_asking_settles_every_list_that_has_them_and_no_other(
    store: Store, precinct: Unit
) -> None:
    chief = store.staff[Role.CHIEF].id
    elder = await enlisted(store, "王測試", ALONE)
    await enlisted(store, "李示範", ALONE, person=chief)
    alert = await begun(store)
    made = await store(lambda db: cold.make_lists(db, alert, {}))
    await store(lambda db: cold.settle(db, made))
    [of_unit] = [one for one in made if one.person is None]
    await store(lambda db: cold.add_contact(db, of_unit, elder, ColdContact.CALLED, ["warm"]))

    async def owes(one: ColdList) -> list[Duty]:
        return [each.duty for each in await store(lambda db: obligations.of_subject(db, one.id))]

    assert [await owes(one) for one in made if one.person is None] == [[]]
    assert [await owes(one) for one in made if one.person == chief] == [[Duty.COLD_CARE]]
    verbs = [row.verb for row in await store(lambda db: db.connection.execute(journal.select()).all())]
    assert verbs.count("cold.asked_after") == 1
    store.speaker = None
    with pytest.raises(NotThere):
        await store(lambda db: cold.add_contact(db, of_unit, elder, ColdContact.CALLED, []))


SEES = {Action.VIEW, Action.HISTORY, Action.SERVE}


@pytest.mark.parametrize(
    ("role", "other_unit", "of_unit", "named"),
    [
        (Role.WORKER, False, True, False),
        (Role.WORKER, True, False, False),
        (Role.CHIEF, False, False, False),
        (Role.SUPERVISOR, False, True, True),
        (Role.SUPERVISOR, True, False, False),
        (Role.BUREAU, True, True, True),
    ],
)
async def test_who_may_ask_after_whom_and_say_what_came_of_it(
    store: Store, precinct: Unit, role: Role, other_unit: bool, of_unit: bool, named: bool
) -> None:
    """domain.md §7: whose list it is; who speaks for the unit, and the bureau for any."""
    chief = store.staff[Role.CHIEF].id
    for name, person in (("王測試", None), ("李示範", chief)):
        await enlisted(store, name, ALONE, person=person)
    alert = await begun(store)
    made = {one.person: one for one in await store(lambda db: cold.make_lists(db, alert, {}))}

    def allowed(db: Transaction, one: ColdList) -> set[Action]:
        unit = precinct.id if other_unit else store.staff[Role.WORKER].unit
        db.speaker = addressed.add(db, Person(0, role, unit, "李預設", "0912000001", ""), 7_900)
        db.unit = people.unit(db, unit)
        found = {action for action in Action if cold.may(db, one, action)}
        assert [each.id for each in cold.mine(db, alert)] == [
            each.id for person, each in made.items() if (of_unit if person is None else named)
        ]
        return found

    assert await store(partial(allowed, one=made[None])) == (SEES if of_unit else set())


async def test_whose_list_it_is_asks_after_them(store: Store, precinct: Unit) -> None:
    chief = store.by(Role.CHIEF)
    await enlisted(store, "李示範", ALONE, person=store.staff[Role.CHIEF].id)
    [one] = await store(lambda db: cold.make_lists(db, cold.begin(db, 10, [WHOLE], TODAY), {}))
    assert await chief(lambda db: {each for each in Action if cold.may(db, one, each)}) == SEES
    assert await store(lambda db: cold.may(db, one, Action.SERVE)) is False, "a colleague's"


async def test_a_bed_is_given_in_its_shelter_since_it_told_how_many_it_has(store: Store) -> None:
    for name, beds in (("示範旅舍", {BedKind.MEN: 2}), ("樣本旅舍", {BedKind.MEN: 1, BedKind.WOMEN: 1})):
        await store(partial(cold.tell_beds, name=name, beds=beds))
    ids = {one.name: one.id for one in await store(cold.all_shelters)}
    given = await store(lambda db: cold.give_bed(db, ids["樣本旅舍"], BedKind.MEN, None))
    assert (given.name, given.left(BedKind.MEN), given.left(BedKind.WOMEN)) == ("樣本旅舍", 0, 1)
    for shelter, kind in (
        (ids["樣本旅舍"], BedKind.MEN),
        (ids["示範旅舍"], BedKind.WOMEN),
        (999, BedKind.MEN),
    ):
        with pytest.raises(NotThere):
            await store(partial(cold.give_bed, shelter=shelter, kind=kind, number=None))
    await store(lambda db: cold.give_bed(db, ids["示範旅舍"], BedKind.MEN, None))
    free = {one.name: one.left(BedKind.MEN) for one in await store(cold.all_shelters)}
    assert free == {"示範旅舍": 1, "樣本旅舍": 0}, "what is given the moment it was told counts"
    store.forward(minutes=1)
    await store(lambda db: cold.tell_beds(db, "樣本旅舍", {BedKind.MEN: 1}))
    free = {one.name: one.left(BedKind.MEN) for one in await store(cold.all_shelters)}
    assert free == {"示範旅舍": 1, "樣本旅舍": 1}
    verbs = [row.verb for row in await store(lambda db: db.connection.execute(journal.select()).all())]
    assert (verbs.count("beds.told"), verbs.count("beds.given")) == (3, 2)


async def test_which_households_changed_in_the_cold_is_taken_up_once(store: Store, precinct: Unit) -> None:
    await enlisted(store, "王測試", ALONE)
    assert await store(cold.changed) == {}, "no alert lasted"
    await begun(store)
    new = await enlisted(store, "李示範", ALONE)
    await enlisted(store, "張樣本", CHILD)
    assert await store(cold.changed) == {new: True}
    assert await store(cold.changed) == {}
    again = partial(care.add_visit, on=TODAY, answers={"mode": "home", "children": "all", "care": "good"})
    await store(lambda db: again(db, care.read(db, new)))
    assert await store(cold.changed) == {new: False}, "on the same list"
