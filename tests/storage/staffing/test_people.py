from casework.staffing.people import Role
from storage.core.database import Transaction
from storage.staffing import people
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
