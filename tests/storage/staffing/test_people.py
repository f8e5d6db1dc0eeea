import pytest
from msgspec.structs import replace

from casework.errors import Stale
from casework.staffing.people import Person, Role
from storage.core.database import Transaction
from storage.staffing import addresses, people
from tests.storage.conftest import Store


async def test_who_changed_is_read_as_they_are_now_once_the_block_ends(store: Store) -> None:
    worker = store.staff[Role.WORKER].id

    def languages(db: Transaction) -> list[str]:
        with people.remembered(db):
            first = people.get(db, worker).language
            people.change(db, worker, language="en")
            within = people.get(db, worker).language
        return [first, within, people.get(db, worker).language]

    assert await store(languages) == ["", "", "en"]


async def test_what_one_transaction_remembered_the_next_reads_anew(store: Store) -> None:
    worker = store.staff[Role.WORKER].id

    def language(db: Transaction) -> str:
        with people.remembered(db):
            return people.get(db, worker).language

    assert await store(language) == ""
    await store(lambda db: people.change(db, worker, language="en"))
    assert await store(language) == "en"


async def test_who_joined_anew_meanwhile_is_not_let_go_as_they_were(store: Store) -> None:
    worker = store.staff[Role.WORKER]

    def join_anew(db: Transaction) -> Person:
        [at] = addresses.every(db, worker.id)
        return people.add(db, replace(worker, role=Role.SUPERVISOR), at)

    again = await store(join_anew)
    assert (again.id, again.version) == (worker.id, worker.version + 1)
    with pytest.raises(Stale):
        await store(lambda db: people.let_go(db, worker, into=None))
    assert await store(lambda db: people.get(db, worker.id)) == again
    await store(lambda db: people.let_go(db, again, into=None))
    assert not (await store(lambda db: people.get(db, worker.id))).active


async def test_a_language_chosen_meanwhile_keeps_nobody_from_being_let_go(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    await store(lambda db: people.change(db, worker.id, language="en"))
    await store(lambda db: people.let_go(db, worker, into=store.staff[Role.SCREENER].unit))
    moved = await store(lambda db: people.get(db, worker.id))
    assert (moved.unit, moved.language) == (store.staff[Role.SCREENER].unit, "en")
