from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from storage.core import wakes
from storage.core.database import Transaction
from storage.core.tables import inbox as table
from storage.messages import inbox
from storage.messages.inbox import AlreadyDone, Arrived, Came, NotNext
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


async def test_what_another_messenger_numbers_alike_says_nothing_of_the_order(store: Store) -> None:
    for channel, number, chat in (("small", "2", "8"), ("telegram", "1", "7"), ("telegram", "2", "7")):
        came = inbox.arrived(store.vault, Came(channel, number, chat, update(1)), beside=1)
        await store(partial(inbox.keep, updates=[came], holder=1))
    with pytest.raises(NotNext):
        await store(lambda db: inbox.claim(db, came))


async def test_of_who_wrote_a_keyed_hash_is_kept_until_it_is_done(store: Store) -> None:
    [kept] = await store(lambda db: addressed.keep(db, [update(1)]))
    tokens = select(table.c.token)
    assert await store(lambda db: db.connection.execute(tokens).scalar()) == kept.token
    await store(lambda db: inbox.claim(db, kept))
    assert await store(lambda db: db.connection.execute(tokens).scalar()) is None


async def taken(store: Store, me: int, most: int = 9, channels: tuple[str, ...] = ("telegram",)) -> list[int]:
    found = await store(lambda db: inbox.take(db, me, most, channels))
    return [int(one.number) for one in found]


async def test_of_what_waits_so_many_addresses_are_taken_whole_and_by_nobody_twice(store: Store) -> None:
    """Each in its order: 1 and 3 came from one address."""
    await store(lambda db: addressed.keep(db, [update(1, chat=7), update(2, chat=8), update(3, chat=7)]))
    await store(lambda db: addressed.keep(db, [update(4, chat=9)]))
    assert await taken(store, 1, channels=("small",)) == []
    assert await taken(store, 1, most=1) == [1, 3]
    assert await taken(store, 2) == [2, 4]
    assert await taken(store, 2) == []


async def test_behind_what_somebody_has_nothing_is_taken_and_what_was_done_is_not_again(store: Store) -> None:
    [first, second, other] = await store(
        lambda db: addressed.keep(db, [update(1), update(2), update(3, chat=8)])
    )
    await store(lambda db: inbox.claim(db, other))
    assert await taken(store, 1) == [1, 2]
    [third] = await store(lambda db: addressed.keep(db, [update(4)]))
    assert await taken(store, 2) == [], "what came before it is another's"
    for one in (first, second):
        await store(partial(inbox.leave, one=replace(one, beside=1)))
    assert await taken(store, 2) == [1, 2, int(third.number)]


async def test_what_is_left_alone_goes_to_whoever_is_free(store: Store) -> None:
    kept = [inbox.arrived(store.vault, Came("telegram", str(n), str(n), update(n)), beside=1) for n in (1, 2)]
    await store(lambda db: inbox.keep(db, kept, holder=1))
    assert await taken(store, 2) == []
    await store(lambda db: inbox.leave(db, kept[0]))
    assert await taken(store, 2) == [1]


async def test_beside_others_an_update_waits_for_what_came_before_it_from_its_address(store: Store) -> None:
    def came(number: int, chat: str = "7") -> Arrived:
        return inbox.arrived(store.vault, Came("telegram", str(number), chat, update(number)), beside=1)

    await store(lambda db: inbox.keep(db, [came(1)], holder=2))
    with pytest.raises(NotNext):
        await store(lambda db: inbox.claim(db, came(2)))
    await store(lambda db: inbox.claim(db, came(3, "8")))
    await store(lambda db: inbox.claim(db, came(1)))  # it is the first itself
    await store(lambda db: inbox.claim(db, came(2)))
    await store(lambda db: inbox.keep(db, [came(4)], holder=1))
    with pytest.raises(NotNext):
        await store(lambda db: inbox.claim(db, came(5)))  # in whose hands it is does not matter


async def test_what_is_kept_waits_for_what_came_before_it_and_for_nothing_that_came_later(
    store: Store,
) -> None:
    these = [
        inbox.arrived(store.vault, Came("telegram", str(n), "7", update(n)), beside=1) for n in (1, 2, 3)
    ]
    for one, holder in zip(these, (2, 1, None), strict=True):
        await store(partial(inbox.keep, updates=[one], holder=holder))
    with pytest.raises(NotNext):
        await store(lambda db: inbox.claim(db, these[1]))
    await store(lambda db: inbox.leave(db, these[1]))
    await store(lambda db: inbox.claim(db, these[0]))
    second, third = await store(lambda db: inbox.take(db, 3, 9, ["telegram"]))
    assert (second.number, second.beside, third.beside) == ("2", 3, 3)
    await store(lambda db: inbox.leave(db, these[1]))  # it is no longer its to leave
    assert await taken(store, 4) == []
    await store(lambda db: inbox.claim(db, second))


async def test_what_failed_or_was_given_up_is_counted_for_itself_alone(store: Store) -> None:
    first, second = await store(lambda db: addressed.keep(db, [update(1), update(2, chat=8)]))
    await store(lambda db: inbox.tried(db, first))
    await store(lambda db: inbox.tried(db, first))
    assert [one.attempts for one in await store(inbox.waiting)] == [2, 0]
    row = await store(lambda db: inbox.set_aside(db, first))
    aside = select(table.c.id).where(table.c.set_aside_at.isnot(None))
    assert await store(lambda db: db.connection.execute(aside).scalars().all()) == [row]
    assert await store(inbox.waiting) == [second]


async def test_what_was_done_lately_is_not_forgotten(store: Store) -> None:
    [one, late] = await store(lambda db: addressed.keep(db, [update(1), update(2)]))
    await store(lambda db: inbox.claim(db, one))
    before = store.now
    store.forward(days=1)
    await store(lambda db: inbox.claim(db, late))
    assert await store(lambda db: inbox.forget(db, before)) == 0
    assert await store(lambda db: inbox.forget(db, store.now)) == 1


async def test_what_has_no_address_is_taken_too_and_what_is_left_is_kept(store: Store) -> None:
    nowhere = inbox.arrived(store.vault, Came("telegram", "1", None, update(1)))
    await store(lambda db: inbox.keep(db, [nowhere]))
    assert await taken(store, 1) == [1]
    later = inbox.arrived(store.vault, Came("telegram", "2", "8", update(2)))
    await store(lambda db: inbox.leave(db, later))
    assert await taken(store, 2) == [2], "it was not kept before"


async def test_who_is_free_is_woken_for_what_nobody_has(store: Store) -> None:
    async def wakes_for(number: int, holder: int | None) -> bool:
        one = inbox.arrived(store.vault, Came("telegram", str(number), "7", update(number)))

        def kept(db: Transaction) -> bool:
            inbox.keep(db, [one], holder)
            return wakes.INBOX in db.wakes

        return await store(kept)

    assert await wakes_for(1, None)
    assert not await wakes_for(2, 1)
