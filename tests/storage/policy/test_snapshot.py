"""What a rehearsal begins with: what is open now, and who still hears of it."""

from casework.cases.case import Case
from casework.staffing.people import Role
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import nudges
from storage.policy import snapshot
from storage.policy.snapshot import Snapshot
from storage.reminders import obligations
from tests.storage.conftest import Store, a_case
from tests.support.cases import save


async def test_what_waits_to_be_told_is_rehearsed_and_what_was_told_is_done_or_is_kept_from_one_is_not(
    store: Store,
) -> None:
    worker, screener = store.staff[Role.WORKER].id, store.staff[Role.SCREENER].id

    def nudge(db: Transaction, case: Case, rung: str, *, told: bool = False) -> None:
        [duty, *_] = obligations.of_subject(db, case.id)
        values = {"obligation": duty.id, "rung": rung, "person": screener, "at": db.now}
        db.connection.execute(nudges.insert().values(**values, told_at=db.now if told else None))

    def open_some(db: Transaction) -> list[Case]:
        waits, done, hidden = (cases.open_case(db, a_case(), "B") for _ in range(3))
        nudge(db, waits, "-1h", told=True)
        nudge(db, waits, "0d")
        for one in (done, hidden):
            nudge(db, one, "0d")
        save(db, done.not_take(at=db.now), "case.not_taken")
        recusals.add(db, hidden.id, worker)
        return [waits, hidden]

    waits, hidden = await store(open_some)

    def known(taken: Snapshot) -> tuple[set[str], list[str]]:
        return {one.subject.sign for one in taken.subjects}, [one.sign for one in taken.reminders]

    both = await store.by(Role.SUPERVISOR)(snapshot.take)
    assert known(both) == ({waits.number, hidden.number}, [waits.number, hidden.number])
    assert {one.person for one in both.reminders} == {screener}
    assert known(await store(snapshot.take)) == ({waits.number}, [waits.number])
