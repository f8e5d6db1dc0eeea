"""Households are sealed, found by whoever lives there, and joined and parted without a loss."""

import random
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from casework.cases.case import Case
from casework.cases.duplicates import Reason
from casework.cases.household import AgeBand, Household, Member, Sex, as_told
from casework.errors import Stale, WrongState
from storage.cases import cases, duplicates, households
from storage.core import tables
from storage.core.database import Transaction
from storage.core.vault import KeyTrouble
from tests.storage.conftest import Store, a_case
from tests.storage.core.test_canaries import of_the_files, of_the_server

MOTHER = Member("夐殢藖", "A123456789", phones=("0912345678", "0987654321"))
SON = Member("龘鸕鶿", "B123456780", date(2015, 3, 1), sex=Sex.MALE, relation="犇子", remark="爨底下就讀")
ELDER = Member("靐麤麤", age=AgeBand.ELDER)
FAMILY = Household((MOTHER, SON, ELDER), "瀰漫路777號")
CANARIES = (
    *("夐殢藖", "A123456789", "0912345678", "0987654321", "龘鸕鶿", "B123456780"),
    *("2015-03-01", "犇子", "爨底下", "靐麤麤", "瀰漫路"),
)


async def opened(store: Store, household: Household) -> Case:
    return await store(lambda db: cases.open_case(db, a_case(household=household), "B"))


async def found(store: Store, household: Household) -> set[str]:
    """Say by which fields households share something with one."""

    def shared(db: Transaction) -> set[str]:
        kept = {(row.field, bytes(row.token)) for row in db.connection.execute(select(tables.tokens))}
        return {field for field, _ in kept & households.tokens_of(db, household)}

    return await store(shared)


async def test_a_household_comes_back_as_it_was_kept(store: Store) -> None:
    case = await opened(store, FAMILY)
    household = (await store(lambda db: cases.read(db, case.id))).household
    assert (household.members, household.address) == (FAMILY.members, FAMILY.address)
    assert household == case.household


async def test_nothing_of_it_lies_in_the_clear(store: Store, kind: str, tmp_path: Path) -> None:
    await opened(store, FAMILY)
    if kind == "postgresql":
        content = await store(lambda db: of_the_server(db.connection))
    else:
        content = of_the_files(tmp_path)
    assert [one for one in CANARIES if one.encode() in content] == []
    assert [one for one in CANARIES if one.encode("unicode_escape") in content and not one.isascii()] == []


@pytest.mark.parametrize(
    ("by", "fields"),
    [
        (as_told(national_id="b123456780"), {"id"}),
        (as_told(phone="0987-654-321"), {"phone"}),
        (as_told(name="龘鸕鶿"), {"name", "surname"}),
        (as_told(address="瀰漫路777號"), {"address"}),
        (as_told("王測試", "A123456780", "0922333444", "示範路1號"), set()),
    ],
    ids=["id", "telephone", "name", "address", "another"],
)
async def test_it_is_found_by_whoever_lives_there(store: Store, by: Household, fields: set[str]) -> None:
    await opened(store, FAMILY)
    assert await found(store, by) == fields


async def test_who_is_corrected_is_found_by_what_is_right_and_by_nothing_else(store: Store) -> None:
    case = await opened(store, FAMILY)
    right = FAMILY.with_corrected(1, Member("王測試", phones=("0922333444",)))
    await store(lambda db: cases.identify(db, case, right))
    assert await found(store, as_told("龘鸕鶿", "B123456780")) == set()
    assert await found(store, as_told("王測試", phone="0922333444")) == {"name", "surname", "phone"}
    assert await found(store, as_told(national_id="A123456789")) == {"id"}


async def test_who_was_slower_does_not_write_over_a_household(store: Store) -> None:
    case = await opened(store, FAMILY)
    await store(lambda db: households.change(db, case.household))
    with pytest.raises(Stale):
        await store(lambda db: households.change(db, case.household))


async def test_its_key_opens_no_other_household(store: Store) -> None:
    case, other = await opened(store, FAMILY), await opened(store, as_told("王測試"))
    rows = tables.households

    def swapped(db: Transaction) -> None:
        mine = db.connection.execute(select(rows.c.wrapped).where(rows.c.id == case.household.id)).scalar()
        db.connection.execute(rows.update().where(rows.c.id == other.household.id).values(wrapped=mine))

    await store(swapped)
    with pytest.raises(KeyTrouble):
        await store(lambda db: cases.read(db, other.id))


async def test_a_duplicate_is_found_by_any_member(store: Store) -> None:
    known = await opened(store, FAMILY)
    case = await opened(store, as_told(phone="0987654321"))
    [one] = await store(lambda db: duplicates.possible(db, case))
    assert (one.case.id, set(one.reasons)) == (known.id, {Reason.PHONE})


async def test_what_is_one_household_is_found_as_one(store: Store) -> None:
    first = await opened(store, as_told(national_id="A123456789"))
    second = await opened(store, as_told(phone="0987654321"))
    await store(lambda db: households.join(db, first.household.id, second.household.id))
    case = await opened(store, as_told(phone="0987654321"))
    alike = await store(lambda db: duplicates.possible(db, case))
    assert {one.case.id: one.reasons for one in alike} == {
        first.id: {Reason.PHONE},
        second.id: {Reason.PHONE},
    }
    [known] = await store(lambda db: duplicates.known(db, case))
    assert ({one.id for one in known.cases}, known.judged) == ({first.id, second.id}, False)
    own, other = await store(lambda db: duplicates.known(db, first))
    assert (own.judged, [one.id for one in own.cases]) == (True, [second.id])
    assert (other.judged, [one.id for one in other.cases]) == (False, [case.id])
    await store(lambda db: households.part(db, second.household.id, first.household.id))
    assert {one.case.id for one in await store(lambda db: duplicates.possible(db, case))} == {second.id}


async def test_two_are_joined_once_and_parted_once(store: Store) -> None:
    one, other = await opened(store, FAMILY), await opened(store, FAMILY)
    pair = one.household.id, other.household.id
    with pytest.raises(WrongState):
        await store(lambda db: households.part(db, *pair))
    await store(lambda db: households.join(db, *pair))
    with pytest.raises(WrongState):
        await store(lambda db: households.join(db, *pair))
    assert len(await store(lambda db: households.family(db, one.household))) == 2
    await store(lambda db: households.part(db, *pair))
    assert await store(lambda db: households.family(db, one.household)) == [one.household]


async def test_whatever_is_joined_and_parted_loses_nothing(store: Store) -> None:
    made = [await opened(store, as_told(f"王測試{number}")) for number in range(5)]
    ids = [one.household.id for one in made]

    def all_kept(db: Transaction) -> list[object]:
        rows = (tables.households, tables.tokens, tables.cases)
        return [db.connection.execute(select(one).order_by(*one.primary_key)).all() for one in rows]

    before = await store(all_kept)
    dice = random.Random(115)
    pairs = [[(dice.choice(ids), dice.choice(ids)) for _ in range(12)] for _ in range(30)]

    def lived(db: Transaction, steps: list[tuple[int, int]]) -> None:
        """Join each pair, or part it where it was joined; part all in the end."""
        now: set[frozenset[int]] = set()
        for one, other in steps:
            if frozenset((one, other)) in now:
                households.part(db, one, other)
                now.remove(frozenset((one, other)))
            elif households.families_of(db, (one,))[one] != households.families_of(db, (other,))[other]:
                households.join(db, one, other)
                now.add(frozenset((one, other)))
        for pair in now:
            households.part(db, *pair)

    for steps in pairs:
        await store(partial(lived, steps=steps))
        assert await store(all_kept) == before


async def test_what_many_households_are_one_with_is_found_as_what_few_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, one, other, beyond = [(await opened(store, FAMILY)).household.id for _ in range(4)]
    await store(lambda db: households.join(db, one, other))
    await store(lambda db: households.join(db, beyond, other))
    for few in (128, 1):
        monkeypatch.setattr(households, "MANY", few)
        assert {*await store(lambda db: households.one_with(db, (alone, one)))} == {alone, one, other, beyond}
        assert [*await store(lambda db: households.one_with(db, (alone,)))] == [alone]


async def test_what_was_made_findable_otherwise_is_made_so_anew(store: Store) -> None:
    phones = ("0912345678", "0922333444", "0933444555")
    for phone in phones:
        await opened(store, as_told(phone=phone))
    await store(lambda db: db.connection.execute(delete(tables.tokens)))
    assert await found(store, as_told(phone=phones[1])) == set()
    first, second = await store(partial(households.after, last=0, most=2))
    assert len(await store(partial(households.after, last=second, most=2))) == 1
    for one in (first, second):
        await store(partial(households.find_anew, household=one))
    assert [await found(store, as_told(phone=phone)) for phone in phones] == [{"phone"}, {"phone"}, set()]


async def test_a_hint_is_found_by_its_words_and_a_number_with_and_without_its_extension(store: Store) -> None:
    await opened(store, Household((Member(phones=("033322101#12",)),), unread="巷口示範麵店"))
    assert await found(store, as_told(phone="03-3322101")) == {"phone"}
    [one] = await store(lambda db: households.named(db, {"示範", "範麵"}))
    assert one


async def test_one_of_several_is_found_by_all_of_a_name_and_two_between_them_are_nobody(store: Store) -> None:
    case = await opened(store, Household((Member("王示範"), Member("陳小測")), unread="對面的"))
    await opened(store, as_told("李預設"))
    assert await store(lambda db: households.named(db, {"王示", "示範"})) == [case.household.id]
    assert await store(lambda db: households.named(db, {"王示", "小測"})) == []
    assert await store(lambda db: households.named(db, set())) == []


async def test_what_one_household_says_of_a_child_those_that_are_one_with_it_hear_until_they_are_parted(
    store: Store,
) -> None:
    """`children.py`."""
    known, other, beside = [await opened(store, as_told(f"王測試{number}")) for number in range(3)]

    async def child() -> list[bool | None]:
        return [(await store(partial(cases.read, case=one.id))).child for one in (known, other, beside)]

    async def same() -> bool:
        return await store(lambda db: households.same(db, known.household, other.household))

    assert not await same()
    await store(lambda db: cases.join_households(db, known, other))
    assert (await same(), await child()) == (True, [None, None, None])
    with_child = known.household.with_member(SON)
    await store(lambda db: cases.identify(db, cases.read(db, known.id), with_child))
    assert await child() == [True, True, None]
    await store(lambda db: cases.part_households(db, cases.read(db, known.id), cases.read(db, other.id)))
    assert (await same(), await child()) == (False, [True, None, None])
