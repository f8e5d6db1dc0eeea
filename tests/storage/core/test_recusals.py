"""Who keeps out of a case keeps out of that one, until they are let back into it."""

from casework.staffing.people import Role
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from tests.storage.conftest import Store, a_case


async def test_who_is_let_back_into_one_case_still_keeps_out_of_another(store: Store) -> None:
    worker, colleague = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id

    def out(db: Transaction) -> list[frozenset[int]]:
        first, second = (cases.open_case(db, a_case(), "B").id for _ in range(2))
        for case, person in ((first, worker), (second, worker), (first, colleague)):
            recusals.add(db, case, person)
        assert recusals.keeps_out(db, first)
        recusals.lift(db, first, worker)
        assert not recusals.keeps_out(db, first)
        assert recusals.keeps_out(db, second)
        return [recusals.of_case(db, one) for one in (first, second)]

    assert await store(out) == [{colleague}, {worker}]
