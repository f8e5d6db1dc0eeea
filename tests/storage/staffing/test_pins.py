"""A PIN is its owner's alone, and who has none has none that fits."""

from functools import partial

from casework.staffing.people import Role
from storage.core.database import Transaction
from storage.staffing import pins
from tests.storage.conftest import Store

PIN = "483920"


def fits(db: Transaction, pin: str = PIN) -> bool:
    return pins.matches(db, pins.lock(db), pin)


async def test_no_pin_fits_where_none_was_chosen(store: Store) -> None:
    assert not await store(fits)
    await store(pins.may_choose)
    assert not await store(fits)


async def test_a_pin_fits_whose_it_is_and_nobody_else(store: Store) -> None:
    await store(partial(pins.choose, pin=PIN))
    assert await store(fits)
    assert not await store(partial(fits, pin="483921"))
    lock = await store(pins.lock)
    assert not await store.by(Role.SUPERVISOR)(lambda db: pins.matches(db, lock, PIN)), "keyed by the person"


async def test_a_pin_that_was_given_fits_who_was_given_it(store: Store) -> None:
    worker = store.staff[Role.WORKER].id
    await store.by(Role.SUPERVISOR)(lambda db: pins.give(db, worker, PIN))
    assert await store(fits)
    assert not await store.by(Role.SUPERVISOR)(fits)
