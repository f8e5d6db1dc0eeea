"""What takes long: how much somebody may ask for at once, whose it is, and what is kept of a file."""

from functools import partial

import pytest
from sqlalchemy import select

from actions import errands
from casework.errors import NotThere, TooMuchAtOnce
from casework.staffing.people import Role
from storage.core import tables as t
from storage.core.database import Transaction
from storage.errands import errands as kept
from storage.errands.errands import Errand, ErrandState
from tests.storage.conftest import Store


@pytest.fixture
async def asked(store: Store) -> Errand:
    return await store(lambda db: errands.ask_about(db, "list", "玩具.xlsx", "f"))


def claimed(db: Transaction) -> Errand:
    [one] = kept.claim(db, 1)
    return one


async def verbs(store: Store) -> list[str]:
    noted = select(t.journal.c.verb).order_by(t.journal.c.id)
    found = await store(lambda db: db.connection.execute(noted).scalars().all())
    return [one for one in found if one.startswith("errand.")]


async def files(store: Store) -> int:
    return len(await store(lambda db: db.connection.execute(select(t.files)).all()))


async def test_of_one_person_three_are_open_at_once_and_a_fourth_is_too_much(store: Store) -> None:
    for _ in range(3):
        await store(lambda db: errands.ask(db, "slow", {}))
    with pytest.raises(TooMuchAtOnce):
        await store(lambda db: errands.ask(db, "slow", {}))
    await store.by(Role.SUPERVISOR)(lambda db: errands.ask(db, "slow", {}))
    first = await store(claimed)
    await store(lambda db: errands.end(db, first, ErrandState.DONE, {}))
    await store(lambda db: errands.ask(db, "slow", {}))
    assert (await verbs(store)).count("errand.asked") == 5


async def test_who_is_not_known_asks_for_nothing_and_another_finds_nothing(
    store: Store, asked: Errand
) -> None:
    nobody = store.by(Role.WORKER)
    nobody.speaker = None
    with pytest.raises(TooMuchAtOnce):
        await nobody(lambda db: errands.ask(db, "slow", {}))
    with pytest.raises(NotThere):
        await nobody(lambda db: errands.ask_about(db, "list", "玩具.xlsx", "f"))
    for other in (nobody, store.by(Role.SUPERVISOR)):
        with pytest.raises(NotThere):
            await other(lambda db: errands.of_speaker(db, asked.id))
        with pytest.raises(NotThere):
            await other(lambda db: errands.stop(db, asked.id))
    assert (await store(lambda db: errands.of_speaker(db, asked.id))).id == asked.id


async def test_what_is_stopped_ends_once_with_its_file(store: Store, asked: Errand) -> None:
    for _ in range(2):
        await store(lambda db: errands.stop(db, asked.id))
    assert (await verbs(store), await files(store)) == (["errand.asked", "errand.stopped"], 0)
    assert not await store(lambda db: errands.end(db, asked, ErrandState.DONE, {}))
    assert await verbs(store) == ["errand.asked", "errand.stopped"]


@pytest.mark.parametrize("keeps", [True, False], ids=["of further use", "of none"])
async def test_a_file_stays_only_while_it_is_of_use(store: Store, asked: Errand, keeps: bool) -> None:
    mine = await store(claimed)
    assert await store(lambda db: errands.end(db, mine, ErrandState.DONE, {}, keeps_file=keeps))
    assert await files(store) == int(keeps)
    assert await verbs(store) == ["errand.asked", "errand.done"]


async def test_without_a_file_there_is_none_to_erase(store: Store) -> None:
    await store(lambda db: errands.ask(db, "slow", {}))
    mine = await store(claimed)
    assert await store(lambda db: errands.end(db, mine, ErrandState.FAILED, {}))


async def test_the_same_file_is_known_again_unless_it_is_to_be_read_again(
    store: Store, asked: Errand
) -> None:
    first = await store(claimed)
    assert await store(lambda db: errands.recognise(db, first, "digest")) is None
    await store(lambda db: errands.end(db, first, ErrandState.DONE, {}))
    for again, found in ((False, first.id), (True, None)):
        await store(partial(errands.ask_about, kind="list", name="b.xlsx", reference="g", again=again))
        one = await store(claimed)
        known = await store(partial(errands.recognise, errand=one, digest="digest"))
        assert (known.id if known else None) == found
