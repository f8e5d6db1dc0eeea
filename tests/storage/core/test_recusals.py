"""Who keeps out of a case keeps out of that one, until they are let back into it."""

from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.case import Case
from casework.errors import NotThere
from casework.referrals import Referral
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from storage.cases import cases, decoys
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import cases as rows
from storage.referrals import REFERRALS
from storage.staffing import units
from storage.staffing.directory import Directory
from tests.storage.conftest import MONDAY, Store, a_case, served_by
from tests.support.cases import save


async def test_who_is_let_back_into_one_case_still_keeps_out_of_another(store: Store) -> None:
    worker, colleague = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id

    def out(db: Transaction) -> list[frozenset[int]]:
        first, second = (cases.open_case(db, a_case(), "B").id for _ in range(2))
        for case, person in ((first, worker), (second, worker), (first, colleague)):
            recusals.add(db, case, person)
        assert recusals.keeps_out(db, first)
        recusals.lift(db, first, worker)
        assert not recusals.keeps_out(db, first)
        assert recusals.keeps_out(db, second)
        return [recusals.of_case(db, one) for one in (first, second)]

    assert await store(out) == [{colleague}, {worker}]


async def opened(store: Store) -> Case:
    return await store(lambda db: cases.open_case(db, a_case(), "B"))


async def out_of(store: Store, role: Role = Role.WORKER) -> frozenset[int]:
    return await store(lambda db: recusals.out_of(db, store.staff[role].id))


async def test_who_keeps_out_of_a_case_keeps_out_of_its_family_and_of_what_is_about_it(store: Store) -> None:
    one, other, beside = [await opened(store) for _ in range(3)]
    desk = await store(lambda db: units.add(db, UnitKind.EMPLOYMENT, "就業服務站", "", "A"))
    theirs, elses = [
        await store(
            partial(
                REFERRALS.add,
                one=Referral(unit=desk, sign=case.number, case=case.id, asked_at=MONDAY, need="work"),
                verb="referral.made",
            )
        )
        for case in (one, beside)
    ]
    await store(lambda db: recusals.add(db, one.id, store.staff[Role.WORKER].id))
    assert await out_of(store) == {one.id, theirs.id}
    await store(lambda db: cases.join_households(db, one, other))
    assert await out_of(store) == {one.id, theirs.id, other.id}
    assert await out_of(store, Role.SUPERVISOR) == frozenset()
    assert await store(lambda db: recusals.of_case(db, other.id)) == {store.staff[Role.WORKER].id}
    assert await store(lambda db: recusals.of_case(db, beside.id)) == frozenset()
    assert elses.id not in await out_of(store)


async def test_of_what_names_a_case_whoever_keeps_out_of_it_is_told_nothing(store: Store) -> None:
    one, other = await opened(store), await opened(store)
    await store(lambda db: recusals.add(db, one.id, store.staff[Role.WORKER].id))
    told = [f"談 {one.number}", f"談 {other.number}", "談經費"]
    for speaks, heard in ((Role.WORKER, told[1:]), (Role.SUPERVISOR, told)):
        may = store.by(speaks)
        assert [text for text in told if await may(partial(_may_be_told, text=text))] == heard
    store.speaker = None
    assert await store(lambda db: recusals.may_be_told(db, *told))


def _may_be_told(db: Transaction, text: str) -> bool:
    return recusals.may_be_told(db, "開會", text)


async def test_what_is_made_for_the_file_is_whole_and_afterwards_they_keep_out_as_before(
    store: Store,
) -> None:
    one = await opened(store)

    def made(db: Transaction) -> list[bool]:
        recusals.add(db, one.id, store.staff[Role.WORKER].id)
        before = recusals.keeps_out(db, one.id)
        with recusals.whole(db):
            within = recusals.keeps_out(db, one.id)
        return [before, within, recusals.keeps_out(db, one.id)]

    assert await store(made) == [True, False, True]
    store.speaker = None
    with pytest.raises(NotThere):
        await store(lambda db: recusals.add(db, one.id, 1))


async def test_a_list_leaves_out_what_the_speaker_or_whoever_it_is_of_keeps_out_of(store: Store) -> None:
    one, other = await opened(store), await opened(store)
    worker, lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id

    def listed(db: Transaction, of: int | None) -> list[int]:
        found = select(rows.c.id).where(recusals.theirs(db, rows.c.id, of)).order_by(rows.c.id)
        return list(db.connection.execute(found).scalars())

    await store(lambda db: recusals.add(db, one.id, worker))
    await store(lambda db: recusals.add(db, other.id, lead))
    assert await store(partial(listed, of=None)) == [other.id]
    assert await store(partial(listed, of=lead)) == []
    store.speaker = None
    assert await store(partial(listed, of=None)) == [one.id, other.id]
    assert await store(partial(listed, of=lead)) == [one.id]


async def test_what_is_invented_is_there_for_nobody_while_the_office_keeps_none(store: Store) -> None:
    """誘餌個案: the policy says whether there are any."""
    real, invented = await opened(store), await store(lambda db: decoys.add(db, a_case(), "B"))

    def out(db: Transaction, kept: bool) -> frozenset[int]:
        policy = db.rules.policy
        looks = policy.looks.model_copy(update={"decoys": kept})
        db.rules = replace(db.rules, policy=policy.model_copy(update={"looks": looks}))
        assert recusals.decoys_of(db) == {invented.id}
        return recusals.out_of(db, store.staff[Role.WORKER].id)

    assert await store(partial(out, kept=True)) == frozenset()
    assert await store(partial(out, kept=False)) == {invented.id}
    await store(lambda db: recusals.add(db, real.id, store.staff[Role.WORKER].id))
    assert await store(partial(out, kept=True)) == {real.id}
    assert await store(partial(out, kept=False)) == {real.id, invented.id}


async def test_who_is_let_back_in_by_another_case_of_the_family_is_let_back_into_all_of_it(
    store: Store,
) -> None:
    one, other = await opened(store), await opened(store)
    worker = store.staff[Role.WORKER].id
    await store(lambda db: cases.join_households(db, one, other))
    await store(lambda db: recusals.add(db, one.id, worker))
    await store(lambda db: recusals.lift(db, other.id, worker))
    assert await out_of(store) == frozenset()


async def test_of_what_somebody_keeps_out_of_the_next_one_up_hears_as_if_they_were_away(store: Store) -> None:
    one, other = await opened(store), await opened(store)
    worker = store.staff[Role.WORKER]
    await store(lambda db: recusals.add(db, one.id, worker.id))

    def heard(db: Transaction, case: int) -> list[int]:
        everybody = recusals.without(db, case, Directory(db))
        return [each.id for each in everybody.in_unit(worker.unit, Role.WORKER)]

    assert await store(partial(heard, case=one.id)) == []
    assert await store(partial(heard, case=other.id)) == [worker.id]


async def test_who_keeps_out_of_a_case_keeps_out_of_the_seats_beside_the_lead(store: Store) -> None:
    one = await store(lambda db: cases.open_case(db, served_by(store.staff[Role.WORKER]), "B"))
    health = await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))
    asked = one.ask(unit=health.id, kind=health.kind, to=None, at=MONDAY)
    one = await store(lambda db: save(db, asked, "seat.asked"))
    await store(lambda db: recusals.add(db, one.id, store.staff[Role.CHIEF].id))
    assert await out_of(store, Role.CHIEF) == {one.id, one.joint[0].id}
