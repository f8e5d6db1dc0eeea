"""A month's list without a phone: what becomes of each row, and which centres have none."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert

from actions.rosters import monthly
from actions.rosters.monthly import PlannedRow, Replaced
from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.cases.household import as_told
from casework.errors import NotThere, WrongState
from casework.rosters.declared import RosterFault, RosterReading, RosterRow
from casework.rosters.lists import RowReason, RowState
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.places import load_places
from storage.cases import cases, reports
from storage.core import recusals
from storage.core import tables as t
from storage.core.database import Transaction
from storage.rosters import lists
from storage.staffing import units
from tests.storage.conftest import Store, a_case, served_by
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.certain import certain

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
KIND = CaseKind.SUICIDE_HARDSHIP
VILLAGE, THERE = "平鎮區新街里", "桃園區文化里"
IDS = ("A123456789", "B123456780", "C123456781", "D123456782")


def row(number: int, village: str = VILLAGE) -> RosterRow:
    values = {"name": f"王{'一二三四'[number]}測", "id": IDS[number], "address": f"中正路{number}號"}
    return RosterRow(number, {**values, "reason": "經濟", "reported": "2026-05-20"}, village)


class Bureau:
    """The bureau hands in; two centres, each with its village, of which one has nobody."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.other: Unit

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            office = units.add(db, UnitKind.BUREAU, "社會局")
            gives = Person(0, Role.BUREAU, office.id, "吳示例", "0912", "")
            self.store.staff[Role.BUREAU] = addressed.add(db, gives, 7_500)
            self.other = units.add(db, UnitKind.CENTRE, "桃園中心", "桃園區", "C")
            worker = self.store.staff[Role.WORKER]
            for village, unit, who in ((VILLAGE, worker.unit, worker.id), (THERE, self.other.id, None)):
                db.connection.execute(insert(t.areas).values(village=village, unit=unit, worker=who))

        await self.store(staff)

    @property
    def centre(self) -> int:
        return self.store.staff[Role.WORKER].unit

    async def gives(self, act: Callable[[Transaction], Any]) -> Any:
        return await self.store.by(Role.BUREAU)(act)

    async def leads(self, act: Callable[[Transaction], Any]) -> Any:
        return await self.store.by(Role.SUPERVISOR)(act)

    async def plans(self, *rows: RosterRow, month: date = JUNE) -> list[PlannedRow]:
        planned, _ = await self.gives(lambda db: monthly.plan(db, KIND, month, RosterReading(rows, ())))
        return list(planned)

    async def hands_in(self, *rows: RosterRow, month: date = JUNE) -> None:
        planned = await self.plans(*rows, month=month)
        await self.gives(lambda db: monthly.give(db, KIND, month, planned))

    async def kept(self, month: date = JUNE, centre: int | None = None) -> list[lists.KeptRow]:
        def rows(db: Transaction) -> list[lists.KeptRow]:
            one = lists.of_month(db, KIND, centre or self.centre, month)
            return lists.rows_of(db, certain(one))

        return list(await self.store(rows))

    async def verbs(self, like: str) -> list[str]:
        return [verb for verb, _ in await self.store.noted(like)]


@pytest.fixture
async def bureau(store: Store) -> Bureau:
    bureau = Bureau(store)
    await bureau.found()
    return bureau


async def test_each_row_goes_to_the_centre_of_its_village_and_none_to_where_there_is_none(
    bureau: Bureau,
) -> None:
    reading = RosterReading((row(0), row(1, THERE), row(2, "龜山區文化里")), ())
    planned, wrong = await bureau.gives(lambda db: monthly.plan(db, KIND, JUNE, reading))
    assert [(one.row.number, one.centre) for one in planned] == [(0, bureau.centre), (1, bureau.other.id)]
    assert [(one.row, one.fault) for one in wrong] == [(2, RosterFault.NO_CENTRE)]
    with pytest.raises(NotThere):
        await bureau.leads(lambda db: monthly.plan(db, KIND, JUNE, reading))
    given = await bureau.gives(lambda db: monthly.give(db, KIND, JUNE, planned))
    assert [(one.centre, one.waiting, one.by) for one in given] == [
        (unit, 1, bureau.store.staff[Role.BUREAU].id) for unit in (bureau.centre, bureau.other.id)
    ]
    assert [one.number for one in await bureau.kept()] == [0]
    assert [one.number for one in await bureau.kept(centre=bureau.other.id)] == [1]
    awaited = await bureau.store(lambda db: {(one.centre, one.month) for one in lists.awaited(db)})
    assert awaited == {(unit, JULY) for unit in (bureau.centre, bureau.other.id)}


async def test_who_leads_a_centre_hears_of_its_rows_where_there_are_any(bureau: Bureau) -> None:
    planned = await bureau.plans(row(0))

    def told(db: Transaction, rows: list[PlannedRow]) -> list[tuple[str, int]]:
        monthly.give(db, KIND, JUNE, rows)
        return [(one.verb, one.person) for one in db.news]

    lead = bureau.store.staff[Role.SUPERVISOR].id
    assert await bureau.gives(lambda db: told(db, planned)) == [("roster.given", lead)]
    settled = [replace(one, there=True) for one in planned]
    assert await bureau.gives(lambda db: told(db, settled)) == []


async def test_a_list_that_comes_again_replaces_what_waits_and_no_row_that_was_dispatched(
    bureau: Bureau,
) -> None:
    await bureau.hands_in(row(0), row(1), row(2, THERE))
    [first, _] = await bureau.kept()
    await bureau.leads(lambda db: monthly.dispatch(db, first.id, ()))
    planned = await bureau.plans(row(0), row(3))
    assert [(one.row.number, one.there) for one in planned] == [(0, True), (3, False)]
    change = await bureau.store(lambda db: monthly.replaced(db, KIND, JUNE, planned))
    assert change == Replaced(waiting=1, new=1, gone=1)
    await bureau.gives(lambda db: monthly.give(db, KIND, JUNE, planned))
    assert [(one.number, one.state) for one in await bureau.kept()] == [
        (0, RowState.DISPATCHED),
        (3, RowState.WAITING),
    ]
    assert len(await bureau.kept(centre=bureau.other.id)) == 1, "of a centre without rows nothing changes"
    new = await bureau.plans(row(1, THERE), month=JULY)
    assert await bureau.store(lambda db: monthly.replaced(db, KIND, JULY, new)) == Replaced(0, 1, 0)


async def test_who_is_on_the_list_again_has_no_second_case_and_who_left_it_is_asked_about(
    bureau: Bureau,
) -> None:
    await bureau.hands_in(row(0), row(1), month=MAY)
    made = []
    for one in await bureau.kept(MAY):
        made.append(await bureau.leads(partial(monthly.dispatch, row=one.id, units=())))
    other = await bureau.store(
        lambda db: cases.open_case(db, a_case(household=as_told("王三測", IDS[2])), "B")
    )
    planned = await bureau.plans(row(0), row(2), row(3))
    assert [(one.continued, one.open_case) for one in planned] == [
        (made[0].id, made[0].id),
        (None, other.id),
        (None, None),
    ]
    await bureau.gives(lambda db: monthly.give(db, KIND, JUNE, planned))
    assert [(one.state, one.case) for one in await bureau.kept()] == [
        (RowState.CONTINUED, made[0].id),
        (RowState.WAITING, other.id),
        (RowState.WAITING, None),
    ]
    assert await bureau.verbs("case.listed_again") == ["case.listed_again"]
    june = certain(await bureau.store(lambda db: lists.of_month(db, KIND, bureau.centre, JUNE)))
    left = await bureau.store(lambda db: monthly.left_the_list(db, june))
    assert list(left.values()) == [made[1].id]
    assert [one.continued for one in await bureau.plans(row(1), month=JULY)] == [None], "it was not in June"


async def test_a_centre_has_none_this_month_where_it_was_given_no_list(bureau: Bureau) -> None:
    async def without(month: date = JUNE) -> list[int]:
        return [one.id for one in await bureau.store(lambda db: monthly.without_list(db, KIND, month))]

    assert await without() == [bureau.centre, bureau.other.id]
    await bureau.hands_in(row(0))
    assert await without() == [bureau.other.id]
    new = await bureau.store(lambda db: units.add(db, UnitKind.CENTRE, "後來中心", "楊梅區", "D"))
    assert await without() == [bureau.other.id], "it came later, and none is awaited of it"
    none = partial(monthly.none_this_month, kind=KIND, month=JUNE)
    done = await bureau.gives(lambda db: none(db, centres=[bureau.other.id]))
    assert [(one.centre, one.given_at) for one in done] == [(bureau.other.id, bureau.store.now)]
    assert await without() == []
    assert await without(JULY) == [bureau.centre, bureau.other.id]
    done = await bureau.gives(lambda db: monthly.none_this_month(db, KIND, date(2026, 8, 1), [new.id]))
    assert [one.centre for one in done] == [new.id]
    assert await without(date(2026, 8, 1)) == [bureau.centre, bureau.other.id]
    with pytest.raises(NotThere):
        await bureau.leads(lambda db: none(db, centres=[bureau.other.id]))
    assert await bureau.verbs("roster.none") == ["roster.none"] * 2


async def test_a_row_is_dispatched_once_by_its_centre_with_the_units_beside_it(bureau: Bureau) -> None:
    police = await bureau.store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區"))
    joins = Person(0, Role.LIAISON, police.id, "簡虛構", "0912", "")
    liaison = await bureau.store(lambda db: addressed.add(db, joins, 7_600))
    empty = await bureau.store(lambda db: units.add(db, UnitKind.FIRE, "平鎮消防分隊", "平鎮區"))
    await bureau.hands_in(row(0), row(1))
    [one, two] = await bureau.kept()
    with pytest.raises(NotThere):
        await bureau.gives(lambda db: monthly.dispatch(db, one.id, ()))
    beside = (police.id, empty.id, bureau.centre)
    case = await bureau.leads(lambda db: monthly.dispatch(db, one.id, beside))
    worker = bureau.store.staff[Role.WORKER]
    assert (case.state, case.urgent, case.kinds, case.offered) == (
        State.DISPATCHED,
        False,
        (KIND,),
        worker.id,
    )
    assert [(seat.unit, seat.offered) for seat in case.joint] == [(police.id, liaison.id)]
    assert case.number.startswith("B")
    assert [(each.state, each.case) for each in await bureau.kept()] == [
        (RowState.DISPATCHED, case.id),
        (RowState.WAITING, None),
    ]
    for act in (
        lambda db: monthly.dispatch(db, one.id, ()),
        lambda db: monthly.decline(db, one.id, RowReason.DIED),
    ):
        with pytest.raises(WrongState):
            await bureau.leads(act)
    [(_, report)] = await bureau.store(lambda db: reports.of_case(db, case))
    assert ("經濟" in report.story, report.call) == (True, False)
    theirs = await bureau.store(lambda db: reports.mine(db, bureau.store.staff[Role.BUREAU].id))
    assert [each.case for each in theirs] == [case.id], "who handed it in hears what became of it"
    done = await bureau.leads(lambda db: monthly.decline(db, two.id, RowReason.DIED))
    assert done.waiting == 0
    assert await bureau.verbs("roster.d%") == ["roster.dispatched", "roster.declined"]
    assert (await bureau.verbs("case.%"))[:2] == ["case.reported", "case.dispatched"]


async def test_of_who_has_an_open_case_it_is_one_more_report_on_it_and_else_a_case(bureau: Bureau) -> None:
    worker = bureau.store.staff[Role.WORKER]

    def known(db: Transaction) -> tuple[int, int]:
        first, second = (
            cases.open_case(db, served_by(worker, household=as_told("王測", IDS[n])), "B") for n in (0, 1)
        )
        return first.id, second.id

    goes_on, over = await bureau.store(known)
    await bureau.hands_in(row(0), row(1))

    def closed(db: Transaction) -> None:
        case = cases.read(db, over)
        save(db, with_facts(case, state=State.CLOSED, closed_at=db.now), "case.closed")

    await bureau.store(closed)
    [one, two] = await bureau.kept()
    assert (one.case, two.case) == (goes_on, over)
    case = await bureau.leads(lambda db: monthly.dispatch(db, one.id, ()))
    assert (case.id, KIND in case.kinds, case.state) == (goes_on, True, State.IN_SERVICE)
    assert len(await bureau.store(lambda db: reports.of_case(db, case))) == 1
    new = await bureau.leads(lambda db: monthly.dispatch(db, two.id, ()))
    assert (new.state, new.id == over) == (State.DISPATCHED, False)
    assert "case.report_added" in await bureau.verbs("case.%")


async def test_the_least_busy_of_a_unit_is_asked_who_does_not_keep_out(bureau: Bureau) -> None:
    worker, centre = bureau.store.staff[Role.WORKER], bureau.centre

    def asked(db: Transaction) -> list[int | None]:
        joins = [Person(0, Role.WORKER, centre, name, "0912", "") for name in ("甲同仁", "乙同仁")]
        first, second = (addressed.add(db, one, 7_700 + n) for n, one in enumerate(joins))
        case = cases.open_case(db, served_by(worker), "B")
        found = [monthly.least_busy(db, centre, case.id)]
        cases.open_case(db, served_by(first), "B")
        found.append(monthly.least_busy(db, centre, case.id))
        recusals.add(db, case.id, second.id)
        found += [monthly.least_busy(db, centre, case.id), monthly.least_busy(db, bureau.other.id)]
        wanted = [first.id, second.id, worker.id, None]
        assert [one and one.id for one in found] == wanted
        return wanted

    assert await bureau.store(asked)


async def test_units_are_suggested_in_which_somebody_can_take_it_on(bureau: Bureau) -> None:
    def suggested(db: Transaction) -> list[str]:
        for number, name in enumerate(("就業服務處", "自殺防治中心")):
            kind = UnitKind.EMPLOYMENT if number == 0 else UnitKind.SUICIDE
            unit = units.add(db, kind, name)
            role = Role.LIAISON if number == 0 else Role.HEAD
            addressed.add(db, Person(0, role, unit.id, "簡虛構", "0912", ""), 7_800 + number)
        one = certain(lists.of_month(db, KIND, bureau.centre, JUNE))
        return [each.name for each in monthly.units_for(db, one, lists.rows_of(db, one)[0])]

    await bureau.hands_in(row(0))
    assert await bureau.store(suggested) == ["就業服務處"]


async def test_what_a_name_of_a_village_means_is_said_by_who_hands_in(bureau: Bureau) -> None:
    village = next(iter(load_places().villages))
    with pytest.raises(NotThere):
        await bureau.leads(lambda db: monthly.name_village(db, "新街", village))
    await bureau.gives(lambda db: monthly.name_village(db, "新街", village))
    assert await bureau.store(lists.spellings) == {"新街": village.key}
    assert await bureau.verbs("roster.village_named") == ["roster.village_named"]
