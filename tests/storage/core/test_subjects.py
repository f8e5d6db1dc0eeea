"""A subject is read by its kind, as far as the speaker may; what is not theirs is not there."""

import pytest

from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere
from casework.reminders.seats import JointSeat
from casework.staffing.people import Role
from storage.cases import cases
from storage.core import subjects
from storage.core.database import Transaction
from tests.storage.conftest import Store, a_case, served_by


async def test_a_number_opens_what_the_key_is_for_and_only_to_whom_it_is_shown(store: Store) -> None:
    case = await store(lambda db: cases.open_case(db, served_by(store.staff[Role.WORKER]), "B"))
    assert await store(lambda db: subjects.get(db, case.id)) == case
    assert await store(lambda db: subjects.get(db, case.id, of=Case)) == case
    with pytest.raises(NotThere):
        await store(lambda db: subjects.get(db, case.id, of=JointSeat))
    with pytest.raises(NotThere):
        await store.by(Role.CHIEF)(lambda db: subjects.get(db, case.id))
    with pytest.raises(NotThere):
        await store(lambda db: subjects.get(db, case.id, Action.SCREEN))
    with pytest.raises(NotThere):
        await store(lambda db: subjects.get(db, 999))


async def test_what_comes_next_is_listed_by_its_number_with_its_kind(store: Store) -> None:
    def added(db: Transaction) -> list[tuple[int, str]]:
        case = cases.open_case(db, a_case(), "B")
        return [(case.id, "case"), *((subjects.add(db, kind, kind), kind) for kind in ("care", "rota"))]

    first, second, third = await store(added)
    assert await store(lambda db: subjects.after(db, first[0] - 1, 9)) == [first, second, third]
    assert await store(lambda db: subjects.after(db, first[0], 1)) == [second]
    assert await store(lambda db: subjects.after(db, third[0], 9)) == []
