import pytest

from storage.messages import inbox
from storage.messages.inbox import AlreadyDone
from tests.storage.conftest import Killed, Store


def update(number: int, text: str = "午安", chat: int = 7) -> dict[str, object]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


async def test_an_update_that_telegram_repeats_is_kept_once(store: Store) -> None:
    assert len(await store(lambda db: inbox.keep(db, [update(1), update(2)]))) == 2
    fresh = await store(lambda db: inbox.keep(db, [update(2), update(3)]))
    assert [one.update["update_id"] for one in fresh] == [3]


async def test_what_waits_is_taken_up_in_the_order_it_came(store: Store) -> None:
    await store(lambda db: inbox.keep(db, [update(9), update(4), update(6)]))
    waiting = await store(inbox.waiting)
    assert [one.update["update_id"] for one in waiting] == [9, 4, 6]
    assert waiting[0].update == update(9)


async def test_an_update_is_acted_on_once(store: Store) -> None:
    [kept] = await store(lambda db: inbox.keep(db, [update(1)]))
    await store(lambda db: inbox.claim(db, kept.row))
    with pytest.raises(AlreadyDone):
        await store(lambda db: inbox.claim(db, kept.row))
    assert await store(inbox.waiting) == []


async def test_a_claim_that_fails_leaves_the_update_waiting(store: Store) -> None:
    [kept] = await store(lambda db: inbox.keep(db, [update(1)]))

    def killed(db) -> None:
        inbox.claim(db, kept.row)
        raise Killed

    with pytest.raises(Killed):
        await store(killed)
    assert [one.row for one in await store(inbox.waiting)] == [kept.row]


async def test_failed_attempts_are_counted_over_restarts(store: Store) -> None:
    [kept] = await store(lambda db: inbox.keep(db, [update(1)]))
    await store(lambda db: inbox.tried(db, kept.row))
    assert [one.attempts for one in await store(inbox.waiting)] == [1]


async def test_what_fails_for_ever_is_set_aside_so_that_others_go_on(store: Store) -> None:
    kept = await store(lambda db: inbox.keep(db, [update(1), update(2)]))
    await store(lambda db: inbox.set_aside(db, kept[0].row))
    assert [one.row for one in await store(inbox.waiting)] == [kept[1].row]


async def test_done_updates_are_forgotten_since_their_numbers_begin_anew(store: Store) -> None:
    kept = await store(lambda db: inbox.keep(db, [update(1), update(2)]))
    await store(lambda db: inbox.claim(db, kept[0].row))
    store.forward(days=4)
    assert await store(lambda db: inbox.forget(db, db.now)) == 1
    assert len(await store(lambda db: inbox.keep(db, [update(1), update(2)]))) == 1


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}}}, 5),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}}}, 6),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 7}}}}, 7),
        ({"update_id": 1, "poll": {"id": "8"}}, None),
        ({"update_id": 1, "message": {"chat": {}}}, None),
        ({"update_id": 1, "message": {"chat": {"id": 2**70}}}, None),
    ],
    ids=["message", "press", "press on a message", "poll", "no id", "huge id"],
)
def test_an_update_belongs_to_a_chat_or_to_none_and_never_stops_the_fetching(update, chat):
    assert inbox.chat_of(update) == chat
