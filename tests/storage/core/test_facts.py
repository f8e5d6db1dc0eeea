"""Facts about the office: each is kept by its name, in place of what it was."""

from functools import partial

from storage.core import facts
from tests.storage.conftest import Store


async def test_a_fact_is_kept_in_place_of_what_it_was_and_of_no_other(store: Store) -> None:
    for name, value in (("heard:telegram", "1"), ("heard:line", "2"), ("rung", "3"), ("rung", "4")):
        await store(partial(facts.put, name=name, value=value))
    assert await store(lambda db: facts.get(db, "rung")) == "4"
    assert await store(lambda db: facts.get(db, "key of another")) is None
    heard = {"telegram": "1", "line": "2"}
    assert await store(lambda db: facts.beginning(db, "heard:")) == heard
    assert await store(lambda db: facts.beginning(db, "eard:")) == {}
    assert await store(lambda db: facts.remove(db, "heard:line")) == "2"
    assert await store(lambda db: facts.remove(db, "heard:line")) is None
    assert await store(lambda db: facts.beginning(db, "heard:")) == {"telegram": "1"}
    assert await store(lambda db: facts.get(db, "rung")) == "4"
