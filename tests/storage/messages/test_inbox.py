import pytest
from sqlalchemy import select

from storage.core.tables import inbox as table
from storage.messages import inbox
from storage.messages.inbox import AlreadyDone, Came
from tests.storage.conftest import Killed, Store
from tests.support import addressed


def update(number: int, text: str = "午安", chat: int = 7) -> dict[str, object]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


async def test_an_update_that_telegram_repeats_is_kept_once(store: Store) -> None:
    assert len(await store(lambda db: addressed.keep(db, [update(1), update(2)]))) == 2
    fresh = await store(lambda db: addressed.keep(db, [update(2), update(3)]))
    assert [one.update["update_id"] for one in fresh] == [3]


async def test_what_waits_is_taken_up_in_the_order_it_came(store: Store) -> None:
    await store(lambda db: addressed.keep(db, [update(9), update(4), update(6)]))
    waiting = await store(inbox.waiting)
    assert [one.update["update_id"] for one in waiting] == [9, 4, 6]
    assert waiting[0].update == update(9)


async def test_an_update_is_acted_on_once(store: Store) -> None:
    [kept] = await store(lambda db: addressed.keep(db, [update(1)]))
    await store(lambda db: inbox.claim(db, kept))
    with pytest.raises(AlreadyDone):
        await store(lambda db: inbox.claim(db, kept))
    assert await store(inbox.waiting) == []


async def test_what_was_not_kept_before_is_acted_on_once(store: Store) -> None:
    """A turn that is taken at once claims an update that nobody kept; it does not come again."""
    one = inbox.arrived(store.vault, Came("telegram", "1", "7", update(1)))
    await store(lambda db: inbox.claim(db, one))
    with pytest.raises(AlreadyDone):
        await store(lambda db: inbox.claim(db, one))
    assert await store(lambda db: inbox.keep(db, [one])) == []
    assert await store(inbox.waiting) == []


async def test_a_claim_that_fails_leaves_the_update_waiting(store: Store) -> None:
    [kept] = await store(lambda db: addressed.keep(db, [update(1)]))

    def killed(db) -> None:
        inbox.claim(db, kept)
        raise Killed

    with pytest.raises(Killed):
        await store(killed)
    assert await store(inbox.waiting) == [kept]


async def test_failed_attempts_are_counted_over_restarts(store: Store) -> None:
    [kept] = await store(lambda db: addressed.keep(db, [update(1)]))
    await store(lambda db: inbox.tried(db, kept))
    assert [one.attempts for one in await store(inbox.waiting)] == [1]


async def test_what_fails_for_ever_is_set_aside_so_that_others_go_on(store: Store) -> None:
    kept = await store(lambda db: addressed.keep(db, [update(1), update(2)]))
    await store(lambda db: inbox.set_aside(db, kept[0]))
    assert await store(inbox.waiting) == [kept[1]]


async def test_done_updates_are_forgotten_since_their_numbers_begin_anew(store: Store) -> None:
    kept = await store(lambda db: addressed.keep(db, [update(1), update(2)]))
    await store(lambda db: inbox.claim(db, kept[0]))
    store.forward(days=4)
    assert await store(lambda db: inbox.forget(db, db.now)) == 1
    assert len(await store(lambda db: addressed.keep(db, [update(1), update(2)]))) == 1


async def test_two_messengers_may_number_alike(store: Store) -> None:
    came = [Came(channel, "1", "7", update(1)) for channel in ("telegram", "small")]
    both = [inbox.arrived(store.vault, one) for one in came]
    kept = await store(lambda db: inbox.keep(db, both))
    assert [one.channel for one in kept] == ["telegram", "small"]
    assert kept[0].token != kept[1].token, "nor are two people the same because their numbers are"
    assert await store(lambda db: inbox.keep(db, both)) == []
    assert await store(inbox.waiting) == kept


async def test_of_who_wrote_a_keyed_hash_is_kept_until_it_is_done(store: Store) -> None:
    [kept] = await store(lambda db: addressed.keep(db, [update(1)]))
    tokens = select(table.c.token)
    assert await store(lambda db: db.connection.execute(tokens).scalar()) == kept.token
    await store(lambda db: inbox.claim(db, kept))
    assert await store(lambda db: db.connection.execute(tokens).scalar()) is None
