"""Relief, needs, allowances and events of New-Year care: each is of its household, unit, year or kind."""

from functools import partial

import pytest
from sqlalchemy import func, select

from actions.new_year import relief as relief_acts
from casework.cases.household import as_told
from casework.errors import NotThere
from casework.new_year.relief import Needs
from casework.policy.policy import CareSource
from casework.staffing.units import UnitKind
from storage.core.database import Transaction
from storage.core.tables import journal
from storage.new_year import campaigns, relief
from storage.staffing import units
from tests.storage.conftest import MONDAY, Store
from tests.storage.new_year.test_care import DOORS, listed
from tests.support.certain import certain


@pytest.fixture
async def households(store: Store) -> list[int]:
    """Two households of the campaign of 2027, and one of the year before."""
    await store(lambda db: campaigns.begin(db, 2026))
    await store(lambda db: campaigns.begin(db, 2027))

    def on_lists(db: Transaction) -> list[int]:
        return [
            listed(db, year, as_told(name, "", "", door), CareSource.CHARITY)
            for year, name, door in (
                (2027, "王測試", DOORS[0]),
                (2027, "李示範", DOORS[1]),
                (2026, "陳範例", DOORS[2]),
            )
        ]

    return await store(on_lists)


async def test_what_a_unit_paid_since_it_told_its_fund_is_taken_off(
    store: Store, households: list[int]
) -> None:
    assert store.unit is not None
    mine, other = (
        store.unit.id,
        (await store(lambda db: units.add(db, UnitKind.CENTRE, "八德中心", "八德區", "B"))).id,
    )
    await store(lambda db: relief.pay(db, households[0], 500, {}))
    store.forward(hours=1)
    await store(lambda db: relief.tell_fund(db, other, 700))
    await store(lambda db: relief.tell_fund(db, mine, 1_000))
    await store(lambda db: relief.pay(db, households[0], 200, {}))
    store.forward(hours=1)
    await store(lambda db: relief.pay(db, households[1], 50, {}))
    assert [certain(await store(partial(relief.fund, unit=unit))).left for unit in (mine, other)] == [
        750,
        700,
    ]
    paid = await store(lambda db: relief.of_these(db, households[:2]))
    assert await store(partial(relief.fund, unit=999)) is None, "it told of none"
    assert {household: [one.amount for one in these] for household, these in paid.items()} == {
        households[0]: [500, 200],
        households[1]: [50],
    }
    store.speaker = None
    with pytest.raises(NotThere):
        await store(lambda db: relief.pay(db, households[0], 1, {}))


async def test_what_is_paid_told_and_ended_stands_in_the_journal(store: Store, households: list[int]) -> None:
    def acts(db: Transaction) -> list[tuple[str, int | None]]:
        before = db.connection.execute(select(func.max(journal.c.id))).scalar() or 0
        relief.pay(db, households[0], 500, {})
        relief.tell_fund(db, certain(store.unit).id, 1_000)
        relief.say_needs(db, Needs(households[1], (), ()))
        for paid in (True, False):
            relief.pay_out(db, 2027, "elders", paid=paid)
        event = relief.begin_event(db, "示範社區火警")
        relief.end_event(db, event.id)
        relief.pay(db, households[1], 50, {})
        relief.end_event(db, event.id)  # it had ended
        found = select(journal.c.verb, journal.c.subject).where(journal.c.id > before)
        return [(row.verb, row.subject) for row in db.connection.execute(found.order_by(journal.c.id))]

    assert await store(acts) == [
        ("relief.paid", households[0]),
        ("relief.fund_told", None),
        ("care.needs_told", households[1]),
        ("allowances.paid", None),
        ("allowances.unpaid", None),
        ("major.begun", None),
        ("major.ended", None),
        ("relief.paid", households[1]),
    ]


async def test_what_became_another_household_needs_nothing_of_its_own(
    store: Store, households: list[int]
) -> None:
    for number in households[:2]:
        await store(partial(relief.say_needs, one=Needs(number, ("meals",), ("1",))))
    for name, door in (("李示範", DOORS[1]), ("王測試", DOORS[0])):  # both know of one ID
        known = as_told(name, "A123456789", "", door)
        await store(partial(listed, year=2027, household=known, source=CareSource.FIRE))
    assert await store(lambda db: relief_acts.gaps(db, 2027)) == {"1": 1}


async def test_needs_are_a_households_own_and_counted_of_its_year(
    store: Store, households: list[int]
) -> None:
    first, second, earlier = households
    assert await store(lambda db: relief.needs(db, first)) is None, "nobody asked"
    for number, days in ((first, ("0", "1")), (second, ("1",)), (earlier, ("1", "2"))):
        told = Needs(number, ("meals",), days)
        await store(partial(relief.say_needs, one=told))
    await store(lambda db: relief.say_needs(db, Needs(second, ("heating",), ("2",))))
    assert await store(lambda db: relief.needs(db, first)) == Needs(first, ("meals",), ("0", "1"))
    assert await store(lambda db: relief.needs(db, second)) == Needs(second, ("heating",), ("2",))
    assert await store(lambda db: relief_acts.gaps(db, 2027)) == {"0": 1, "1": 1, "2": 1}


async def test_an_allowance_is_paid_out_in_its_year_and_taken_back_alone(store: Store) -> None:
    await store(lambda db: [campaigns.begin(db, year) for year in (2026, 2027)])
    for year, kind in ((2026, "elders"), (2027, "elders"), (2027, "children")):
        await store(partial(relief.pay_out, year=year, kind=kind, paid=True))
    await store(lambda db: relief.pay_out(db, 2027, "elders", paid=False))
    assert await store(lambda db: relief.paid_out(db, 2027)) == {"children"}
    assert await store(lambda db: relief.paid_out(db, 2026)) == {"elders"}


async def test_a_major_event_lasts_until_somebody_ends_it(store: Store) -> None:
    first = await store(lambda db: relief.begin_event(db, "示範社區火警"))
    second = await store(lambda db: relief.begin_event(db, "示範社區淹水"))
    assert await store(relief.open_events) == [second, first]
    assert await store(lambda db: relief.end_event(db, first.id))
    assert not await store(lambda db: relief.end_event(db, first.id))
    assert await store(relief.open_events) == [second]
    assert (await store(lambda db: relief.major_event(db, first.id))).ended_at == MONDAY
    with pytest.raises(NotThere):
        await store(lambda db: relief.major_event(db, 99))
