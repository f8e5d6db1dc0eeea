"""The network's units, the villages they answer for, and what is still owed in them."""

from functools import partial

from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from storage.cases import cases
from storage.core.database import Transaction
from storage.staffing import people, units
from tests.storage.conftest import Store, served_by
from tests.support.cases import save
from tests.support.certain import certain

VILLAGES = ("平鎮區新勢里", "平鎮區新富里", "平鎮區新街里")


async def added(store: Store, name: str, above: Unit | None = None, counts_as: Unit | None = None) -> Unit:
    def add(db: Transaction) -> Unit:
        parent, bureau = (one.id if one else None for one in (above, counts_as))
        return units.add(db, UnitKind.HEALTH, name, "平鎮區", parent=parent, bureau=bureau)

    return await store(add)


async def test_what_stands_under_a_unit_or_counts_as_one_does_so_until_it_ends(store: Store) -> None:
    bureau = await added(store, "衛生局")
    station = await added(store, "示範衛生所", bureau, bureau)
    post = await added(store, "示範衛生室", station, bureau)
    assert await store(lambda db: units.named(db, "示範衛生室")) == post
    assert await store(lambda db: units.named(db, "樣本衛生室")) is None
    assert await store(lambda db: units.under(db, bureau.id)) == [station]
    assert await store(lambda db: units.counting_as(db, bureau.id)) == [station, post]
    await store(lambda db: units.change(db, station.id, ended_at=db.now))
    assert await store(lambda db: units.under(db, bureau.id)) == []
    assert await store(lambda db: units.under(db, station.id)) == [post]
    assert await store(lambda db: units.counting_as(db, bureau.id)) == [post]
    assert [one.ended for one in await store(people.all_units)] == [False, False, True, False]
    assert await store(units.any_there)


async def test_villages_that_pass_to_another_unit_have_no_worker_there_yet(store: Store) -> None:
    mine, other = certain(store.unit), await added(store, "示範中心")
    worker, lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id
    await store(lambda db: units.assign(db, VILLAGES[1:], mine))
    await store(lambda db: units.entrust(db, [VILLAGES[2], VILLAGES[0]], mine.id, worker))
    await store(lambda db: units.entrust(db, ["桃園區中路里"], other.id, lead))
    assert await store(units.entrusted) == {worker: (VILLAGES[0], VILLAGES[2]), lead: ("桃園區中路里",)}
    assert [await store(partial(units.villages, unit=one.id)) for one in (mine, other)] == [3, 1]
    await store(lambda db: units.pass_on(db, mine.id, other.id))
    assert [await store(partial(units.villages, unit=one.id)) for one in (mine, other)] == [0, 4]
    assert await store(units.entrusted) == {lead: ("桃園區中路里",)}
    assert await store(lambda db: people.area(db, VILLAGES[0])) == (other.id, None)


async def test_what_is_owed_in_a_unit_is_counted_until_it_is_done(store: Store) -> None:
    worker, other = store.staff[Role.WORKER], await added(store, "示範中心")
    case = await store(lambda db: cases.open_case(db, served_by(worker), "B"))
    owed = [await store(partial(units.open_duties, unit=one)) for one in (worker.unit, other.id)]
    assert owed[0] > 0
    assert owed[1] == 0
    closed = case.propose_closing(store.now).close(store.now)
    await store(lambda db: save(db, closed, "case.closed"))
    assert await store(partial(units.open_duties, unit=worker.unit)) == 0
