from datetime import datetime, timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.errors import NotThere, Stale
from casework.forms import Draft
from casework.staffing.people import Role
from storage.core import subjects
from storage.core.database import Transaction
from storage.core.tables import drafts as draft_rows
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
    assert await store(lambda db: drafts.drop(db, draft))
    assert await store(lambda db: addressed.asking(db, me)) is None
    assert await store(drafts.mine) == []
    assert not await store(lambda db: drafts.drop(db, draft)), "it was gone"


async def test_what_is_on_the_screen_is_kept_once_and_follows_what_a_turn_does(store: Store) -> None:
    me = store.staff[Role.WORKER].id
    await store(lambda db: drafts.drop(db, drafts.begin(db, "report", None, {})))
    assert await store(lambda db: addressed.asking(db, me)) is None
    draft = await store(lambda db: drafts.begin(db, "report", None, {}))

    def shows_it_again(db: Transaction) -> int:
        db.later = []
        drafts.show(db, draft.id)
        return len(db.later)

    assert await store(shows_it_again) == 0, "it stays a turn that only reads"


async def test_a_draft_is_dropped_by_whoever_is_at_no_screen_and_nobody_has_none(store: Store) -> None:
    draft = await store(lambda db: drafts.begin(db, "report", None, {}))

    def drop(db: Transaction) -> bool:
        db.at = None
        return drafts.drop(db, draft)

    assert await store(drop)
    store.speaker = None
    with pytest.raises(NotThere):
        await store(drafts.mine)


async def test_an_old_key_never_meets_a_new_draft_of_the_same_number(store: Store) -> None:
    old = await store(lambda db: drafts.begin(db, "report", None, {}))
    await store(lambda db: drafts.drop(db, old))
    new = await store(lambda db: drafts.begin(db, "report", None, {}))
    assert new.id != old.id


async def test_a_draft_that_nobody_touched_for_long_is_forgotten(store: Store) -> None:
    await store(lambda db: drafts.begin(db, "report", None, {}))
    store.forward(days=31)
    await store(lambda db: drafts.begin(db, "visit", None, {}))
    assert await store(lambda db: drafts.forget(db, store.now - timedelta(days=31))) == 0
    assert await store(lambda db: drafts.forget(db, store.now)) == 1
    assert [draft.form for draft in await store(drafts.mine)] == ["visit"]


async def test_of_several_drafts_each_is_found_by_whose_it_is_its_form_and_its_subject(store: Store) -> None:
    def subject(db: Transaction) -> int:
        return subjects.add(db, "case", "A-115-000129")

    one, other = await store(subject), await store(subject)

    async def begin(role: Role, form: str, about: int | None, story: str) -> Draft:
        work = partial(drafts.begin, form=form, subject=about, answers={"story": story})
        store.forward(minutes=1)
        return await replace(store.by(role), now=store.now)(work)

    mine = [
        await begin(Role.WORKER, form, about, story)
        for form, about, story in (("visit", one, "甲"), ("visit", other, "乙"), ("report", None, "丙"))
    ]
    theirs = await begin(Role.CHIEF, "visit", one, "丁")

    async def found(form: str, about: int | None, role: Role = Role.WORKER) -> int | None:
        draft = await store.by(role)(partial(drafts.existing, form=form, subject=about))
        return None if draft is None else draft.id

    assert [await found("visit", one), await found("visit", other), await found("report", None)] == [
        one.id for one in mine
    ]
    assert (await found("visit", None), await found("report", one)) == (None, None)
    assert await found("visit", one, Role.CHIEF) == theirs.id
    again = await begin(Role.WORKER, "visit", one, "再")
    assert await found("visit", one) == again.id, "the latest"
    assert [draft.id for draft in await store(drafts.mine)] == [
        again.id, *(draft.id for draft in reversed(mine))
    ]  # fmt: skip
    await store(lambda db: drafts.save(db, mine[0].answer("story", "改")))
    assert (await store(lambda db: drafts.get(db, mine[1].id))).answers == {"story": "乙"}
    await store(lambda db: drafts.drop(db, mine[1]))
    assert len(await store(drafts.mine)) == 3
    assert [draft.id for draft in await store.by(Role.CHIEF)(drafts.mine)] == [theirs.id]
    waits_longest = await store(lambda db: drafts.first_of(db, "visit"))
    assert waits_longest is not None
    assert waits_longest.id == theirs.id, "mine was touched since"
    assert await store(lambda db: drafts.first_of(db, "assessment")) is None


async def test_a_question_is_kept_in_place_of_the_last_one_and_is_nothing_to_finish(store: Store) -> None:
    first = await store(lambda db: drafts.keep_question(db, {"ask": "逾期"}))
    theirs = await store.by(Role.CHIEF)(lambda db: drafts.keep_question(db, {"ask": "平鎮"}))
    second = await store(lambda db: drafts.keep_question(db, {"ask": "今天到期"}))
    assert (second.id, theirs.id != first.id) == (first.id, True)
    asked = await store(drafts.question)
    assert asked is not None
    assert asked.answers == {"ask": "今天到期"}
    assert await store(drafts.mine) == []
    store.forward(days=365)
    assert await store(lambda db: drafts.to_remind(db, 9)) == [], "of that nobody is reminded"


async def test_who_did_not_send_a_form_is_reminded_in_its_time_once_each(store: Store) -> None:
    first = await store(lambda db: drafts.begin(db, "report", None, {"story": "甲"}))
    store.forward(minutes=1)
    second = await store(lambda db: drafts.begin(db, "visit", None, {"note": "乙"}))

    async def due(most: int = 9) -> list[int]:
        return await store(partial(drafts.to_remind, most=most))

    async def at(draft: Draft) -> datetime:
        rows = select(draft_rows.c.remind_at).where(draft_rows.c.id == draft.id)
        found = await store(lambda db: db.connection.execute(rows).scalar())
        assert found is not None
        return found

    moments = sorted([(await at(first), first.id), (await at(second), second.id)])
    store.now = moments[0][0] - timedelta(seconds=1)
    assert await due() == []
    store.now = moments[0][0]
    assert (await due())[0] == moments[0][1]
    store.now = moments[1][0] + timedelta(days=1)
    assert await due() == [row for _, row in moments]
    assert await due(1) == [moments[0][1]]
    later = store.now + timedelta(days=1)
    await store(lambda db: drafts.reminded(db, first.id, later))
    assert await due() == [second.id]
    assert (await store(lambda db: drafts.read(db, first.id)))[1] == 1
    assert (await store(lambda db: drafts.read(db, second.id)))[1] == 0
    store.now = later
    await store(lambda db: drafts.save(db, first.answer("story", "改")))
    assert (await store(lambda db: drafts.read(db, first.id)))[1] == 0, "who goes on is reminded anew"
