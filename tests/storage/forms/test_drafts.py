import pytest

from casework.errors import NotThere, Stale
from casework.staffing.people import Role
from storage.forms import drafts
from tests.storage.conftest import Store
from tests.support import addressed


async def test_a_draft_keeps_its_answers(store: Store) -> None:
    draft = await store(lambda db: drafts.begin(db, "report", None, {"danger": "no"}))
    await store(lambda db: drafts.save(db, draft.answer("story", "看到小孩")))
    kept = await store(lambda db: drafts.get(db, draft.id))
    assert kept.answers == {"danger": "no", "story": "看到小孩"}


async def test_the_slower_of_two_taps_is_stale(store: Store) -> None:
    draft = await store(lambda db: drafts.begin(db, "report", None, {}))
    await store(lambda db: drafts.save(db, draft.answer("danger", "yes")))
    with pytest.raises(Stale):
        await store(lambda db: drafts.save(db, draft.answer("danger", "no")))


async def test_anothers_draft_is_as_good_as_none(store: Store) -> None:
    draft = await store(lambda db: drafts.begin(db, "report", None, {}))
    with pytest.raises(NotThere):
        await store.by(Role.CHIEF)(lambda db: drafts.get(db, draft.id))


async def test_a_new_draft_is_on_the_screen_and_a_dropped_one_is_not(store: Store) -> None:
    me = store.staff[Role.WORKER].id
    draft = await store(lambda db: drafts.begin(db, "report", None, {}))
    assert await store(lambda db: addressed.asking(db, me)) == draft.id
    await store(lambda db: drafts.drop(db, draft))
    assert await store(lambda db: addressed.asking(db, me)) is None
    assert await store(drafts.mine) == []


async def test_an_old_key_never_meets_a_new_draft_of_the_same_number(store: Store) -> None:
    old = await store(lambda db: drafts.begin(db, "report", None, {}))
    await store(lambda db: drafts.drop(db, old))
    new = await store(lambda db: drafts.begin(db, "report", None, {}))
    assert new.id != old.id


async def test_a_draft_that_nobody_touched_for_long_is_forgotten(store: Store) -> None:
    await store(lambda db: drafts.begin(db, "report", None, {}))
    store.forward(days=31)
    await store(lambda db: drafts.begin(db, "visit", None, {}))
    assert await store(lambda db: drafts.forget(db, store.now.replace(day=1))) == 1
    assert [draft.form for draft in await store(drafts.mine)] == ["visit"]
