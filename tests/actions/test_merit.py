"""獎懲: once a year, from the 20th of January, units see their rows, and the bureau owes the table."""

from datetime import UTC, datetime
from functools import partial

import pytest

from actions.meetings import merit
from casework.errors import NotThere, WrongState
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings.merit import MERIT_YEARS
from storage.staffing import units
from tests.storage.conftest import Store, served_by
from tests.support import addressed


@pytest.fixture
async def office(store: Store) -> Store:
    """The centre serves a case; there is a bureau, and a precinct that had to do with nothing."""

    def found(db: Transaction) -> None:
        worker = store.staff[Role.WORKER]
        cases.open_case(db, served_by(worker), "B")
        bureau = units.add(db, UnitKind.BUREAU, "社會局", "", "A")
        police = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A")
        for number, (role, unit) in enumerate(((Role.BUREAU, bureau), (Role.LIAISON, police))):
            joins = Person(0, role, unit.id, "吳示例", "0912000001", "")
            store.staff[role] = addressed.add(db, joins, 7_300 + number)

    await store(found)
    return store


def shown(db: Transaction) -> set[tuple[str, int]]:
    merit.show(db)
    return {(one.verb, one.person) for one in db.news if isinstance(one, OfficeNews)}


async def test_units_that_had_to_do_with_the_year_hear_once_and_the_bureau_owes_the_table(
    office: Store,
) -> None:
    lead, keeper = office.staff[Role.SUPERVISOR].id, office.staff[Role.BUREAU].id
    office.now = datetime(2027, 1, 19, 2, tzinfo=UTC)
    assert await office(shown) == set()
    office.forward(days=1)
    assert await office(shown) == {("merit.shown", lead), ("merit.to_judge", keeper)}
    [table] = await office(MERIT_YEARS.open)
    assert table.year == 2026
    assert await office(shown) == set(), "once"
    assert len(await office(MERIT_YEARS.open)) == 1


async def test_a_unit_objects_for_itself_while_it_may_and_the_bureau_advises_until_it_is_sent(
    office: Store,
) -> None:
    unit = office.staff[Role.WORKER].unit
    object_ = partial(merit.object_for, year=2026, unit=unit, why="颱風", letter="")
    advise = partial(merit.advise, year=2026, unit=unit, advice="嘉獎", ground="表")
    for at, may in ((19, False), (20, True), (31, True)):
        office.now = datetime(2027, 1, at, 2, tzinfo=UTC)
        lead = office.by(Role.SUPERVISOR)
        if may:
            assert (await lead(object_)).why == "颱風"
        else:
            with pytest.raises(WrongState):
                await lead(object_)
    for role in (Role.WORKER, Role.LIAISON):
        with pytest.raises(NotThere):
            await office.by(role)(object_)
    assert (await office.by(Role.BUREAU)(advise)).advice == "嘉獎"
    with pytest.raises(NotThere):
        await office.by(Role.SUPERVISOR)(advise)
