"""The processes that serve an office: each beats for itself, one speaks, and what one had is freed."""

from functools import partial

from storage.core import wakes
from storage.core.database import Transaction
from storage.messages import inbox, replicas
from storage.messages.inbox import Came
from storage.messages.replicas import Replica
from tests.storage.conftest import Store


async def test_each_beats_for_itself_and_one_speaks(store: Store) -> None:
    one, other = await store(replicas.enter), await store(replicas.enter)
    await store(lambda db: replicas.beat(db, one))
    await store(lambda db: replicas.beat(db, one))
    await store(lambda db: replicas.speak(db, other))
    assert await store(replicas.look) == [Replica(one, 2, speaks=False), Replica(other, 0, speaks=True)]


async def test_what_somebody_took_after_they_were_buried_is_free_with_the_next_look(store: Store) -> None:
    lives = await store(replicas.enter)
    for number, holder in (("1", lives), ("2", lives + 1), ("3", None)):
        one = inbox.arrived(store.vault, Came("telegram", number, number, {"update_id": number}))
        await store(partial(inbox.keep, updates=[one], holder=holder))
    woken: set[str] = set()

    def look(db: Transaction) -> None:
        replicas.leave(db, [])
        woken.update(db.wakes)

    await store(look)
    assert woken == {wakes.INBOX}
    taken = await store(lambda db: inbox.take(db, lives, 9, ["telegram"]))
    assert [one.number for one in taken] == ["2", "3"]
    woken.clear()
    await store(look)
    assert woken == set()


async def test_what_those_who_left_had_is_free_and_the_others_keep_theirs(store: Store) -> None:
    first, second, third = [await store(replicas.enter) for _ in range(3)]
    for number, me in enumerate((first, second, third), 1):
        came = Came("telegram", str(number), str(number), {"update_id": number})
        one = inbox.arrived(store.vault, came)
        await store(partial(inbox.keep, updates=[one], holder=me))
    done = (await store(inbox.waiting))[0]
    await store(lambda db: inbox.claim(db, done))
    await store(lambda db: replicas.leave(db, []))
    assert len(await store(replicas.look)) == 3
    await store(lambda db: replicas.leave(db, [first, second]))
    assert [one.id for one in await store(replicas.look)] == [third]
    taken = await store(lambda db: inbox.take(db, third, 9, ["telegram"]))
    assert [one.number for one in taken] == ["2"], "what was done is not done again"
