"""Service: to whom a case that is taken up again goes, whom it may be offered to, and what is kept of it."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from actions import service
from casework.cases.case import Case, Risk, State
from casework.errors import NobodyServes, Stale, WrongState
from casework.forms import RISK_BEFORE
from casework.service import lowering
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.staffing import people, units
from tests.storage.conftest import MONDAY, Store, a_case, served_by
from tests.support import addressed


class Desk:
    """A centre whose worker served a closed case; one colleague has two cases in hand, one has one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.served_it = store.staff[Role.WORKER]
        self.busy: Person
        self.idle: Person
        self.closed: Case

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            self.busy, self.idle = (self.joins(db, n, self.served_it.unit) for n in (1, 2))
            facts: dict[str, Any] = {"unit": self.served_it.unit, "worker": self.served_it.id}
            self.closed = cases.open_case(db, a_case(state=State.CLOSED, closed_at=MONDAY, **facts), "B")
            for one in (*[self.served_it] * 3, *[self.busy] * 2, self.idle):
                cases.open_case(db, served_by(one), "B")

        await self.store(staff)

    def joins(self, db: Transaction, number: int, unit: int) -> Person:
        return addressed.add(db, Person(0, Role.WORKER, unit, f"同仁{number}", "", ""), 7_400 + number)

    async def reopens(self) -> int | None:
        return await self.leads(lambda db: service.reopen(db, self.closed.id, "又被通報").offered)

    async def leads(self, act: Callable[[Transaction], Any]) -> Any:
        return await self.store.by(Role.SUPERVISOR)(act)


@pytest.fixture
async def desk(store: Store) -> Desk:
    desk = Desk(store)
    await desk.found()
    return desk


async def test_what_is_taken_up_again_goes_to_who_served_it_however_many_they_have(desk: Desk) -> None:
    assert await desk.reopens() == desk.served_it.id


async def test_else_to_who_has_the_fewest_and_never_to_who_keeps_out_of_it(desk: Desk) -> None:
    await desk.store(lambda db: recusals.add(db, desk.closed.id, desk.served_it.id))
    assert await desk.reopens() == desk.idle.id


async def test_where_nobody_serves_any_more_it_is_taken_up_by_nobody(desk: Desk) -> None:
    def leave(db: Transaction) -> None:
        for one in (desk.served_it, desk.busy, desk.idle):
            people.let_go(db, people.get(db, one.id), into=None)

    await desk.store(leave)
    with pytest.raises(NobodyServes):
        await desk.reopens()


@pytest.mark.parametrize("who", ["gone", "who leads", "of another unit", "a colleague"])
async def test_a_case_is_offered_only_to_who_serves_in_the_unit_that_has_it(desk: Desk, who: str) -> None:
    def act(db: Transaction) -> int:
        elsewhere = units.add(db, UnitKind.CENTRE, "楊梅區家庭服務中心", "楊梅區", "C").id
        if who == "gone":
            people.let_go(db, people.get(db, desk.busy.id), into=None)
        to = {
            "who leads": desk.store.staff[Role.SUPERVISOR],
            "of another unit": desk.joins(db, 9, elsewhere),
        }.get(who, desk.busy)
        case = cases.open_case(db, served_by(desk.idle), "B")
        return service.offer_again(db, case.id, person=to.id).offered or 0

    if who == "a colleague":
        assert await desk.leads(act) == desk.busy.id
    else:
        with pytest.raises(Stale):
            await desk.leads(act)


async def test_an_offer_is_answered_once_and_as_it_was_shown(desk: Desk) -> None:
    def act(db: Transaction) -> None:
        facts: dict[str, Any] = {"unit": desk.served_it.unit, "offered": desk.served_it.id}
        case = cases.open_case(db, a_case(state=State.DISPATCHED, offered_at=MONDAY, **facts), "B")
        shown = case.lead.version
        with pytest.raises(WrongState):
            service.accept(db, case.id, version=shown + 1)
        assert service.accept(db, case.id, version=shown).worker == desk.served_it.id
        assert journal.of_subject(db, case.id)[-1].verb == "case.accepted"
        with pytest.raises(WrongState):
            service.accept(db, case.id, version=shown)

    await desk.store(act)


@pytest.mark.parametrize(
    ("named", "several"),
    [(["police"], True), (["police", "centre"], True), (["centre"], False), (["school"], True)],
    ids=["another bureau's", "one of them", "of the same bureau", "not in the office"],
)
async def test_one_plan_is_owed_where_another_bureau_serves_the_family_too(
    desk: Desk, named: list[str], several: bool
) -> None:
    def act(db: Transaction) -> bool | None:
        units.add(db, UnitKind.POLICE, "警察局")
        case = cases.open_case(db, served_by(desk.served_it, risk=Risk.LOW), "B")
        return service.share(db, case.id, {"units": named}).sharing.several

    assert await desk.store(act) is several


# Visits, and what they say

DAY = MONDAY.date().isoformat()
MET = {"mode": "home", "met": "met", "children": "all", "risk": "low", "day": DAY}
IN_VAIN = {"mode": "home", "met": "not_met", "day": DAY}


async def visited(desk: Desk, case: Case, **answers: Any) -> tuple[service.Visited, list[tuple[str, int]]]:
    def visit(db: Transaction) -> tuple[service.Visited, list[tuple[str, int]]]:
        done = service.visit(db, case.id, answers)
        return done, [(one.verb, one.person) for one in db.news]

    return await desk.store(visit)


async def test_what_was_known_of_the_risk_is_named_and_else_what_was_found(desk: Desk) -> None:
    case = await desk.store(lambda db: cases.open_case(db, served_by(desk.served_it), "B"))
    first, _ = await visited(desk, case, **MET)
    assert (first.risk, first.case.risk, first.counted) == (Risk.LOW, Risk.LOW, True)
    second, told = await visited(desk, case, **{**MET, "risk": "high"})
    assert (second.risk, second.case.risk) == (Risk.LOW, Risk.HIGH)
    assert "case.risk_lowered" not in [verb for verb, _ in told]
    why = {RISK_BEFORE: "high", lowering.KEY: "家人同住"}
    third, told = await visited(desk, case, **{**MET, "risk": "medium", **why})
    lead = desk.store.staff[Role.SUPERVISOR].id
    assert ("case.risk_lowered", lead) in told
    kept = await desk.store(lambda db: cases.remarks_of(db, third.case))
    assert kept == [(service.LOWERED, "家人同住")]


async def test_of_so_many_in_vain_who_leads_hears_and_somebody_who_is_met_ends_the_row(desk: Desk) -> None:
    """[004] 參六(三)1."""
    case = await desk.store(lambda db: cases.open_case(db, served_by(desk.served_it), "B"))
    times = await desk.store(lambda db: db.rules.policy.unmet.times)
    lead = ("case.unmet", desk.store.staff[Role.SUPERVISOR].id)

    async def in_vain() -> tuple[int, bool, bool]:
        def look(db: Transaction) -> tuple[int, bool, bool]:
            found = service.in_vain(db, cases.read(db, case.id))
            return found.times, found.refused, bool(found.resorts)

        return await desk.store(look)

    assert await in_vain() == (0, False, False)
    heard = [lead in (await visited(desk, case, **IN_VAIN))[1] for _ in range(times)]
    assert heard == [False] * (times - 1) + [True]
    assert await in_vain() == (times, False, True)
    _, told = await visited(desk, case, **MET)
    assert lead not in told
    assert await in_vain() == (0, False, False)
    _, told = await visited(desk, case, **{**IN_VAIN, "met": "refused"})
    assert lead in told
    await visited(desk, case, **IN_VAIN)
    assert await in_vain() == (2, True, True)
    verbs = [one.verb for one in await desk.store(lambda db: journal.of_subject(db, case.id))]
    assert verbs.count("case.unmet") == 3

    def closed(db: Transaction) -> service.InVain:
        return service.in_vain(db, replace(cases.read(db, case.id), state=State.CLOSED))

    assert await desk.store(closed) == service.InVain(0, False, ())


async def test_who_declined_is_written_down_also_for_whom_and_for_nobody(desk: Desk) -> None:
    def act(db: Transaction) -> list[int | None]:
        facts: dict[str, Any] = {"unit": desk.served_it.unit, "offered_at": MONDAY}
        case = a_case(state=State.DISPATCHED, offered=desk.served_it.id, kind=UnitKind.CENTRE, **facts)
        mine, led = (cases.open_case(db, case, "B") for _ in range(2))
        unfound = a_case(state=State.DISPATCHED, declines=2, kind=UnitKind.CENTRE, **facts)
        nobodys = cases.open_case(db, unfound, "B")
        service.decline(db, mine.id, "滿載")
        db.speaker = desk.store.staff[Role.SUPERVISOR]
        service.decline_for(db, led.id, "滿載")
        assert service.decline_for(db, nobodys.id, "無人").state is State.SCREENING
        who = [journal.of_subject(db, one.id)[-1] for one in (mine, led, nobodys)]
        assert {one.verb for one in who} == {"case.declined"}
        return [one.detail.get("person") for one in who]

    worker, lead = desk.served_it.id, desk.store.staff[Role.SUPERVISOR].id
    assert await desk.store(act) == [worker, worker, lead]
