"""Rosters are kept on both databases, their rows sealed."""

from datetime import date
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.access import Action
from casework.cases.criteria import CaseKind
from casework.cases.household import as_told
from casework.errors import NotThere, Stale
from casework.policy.policy import Duty
from casework.rosters.declared import RosterRow
from casework.rosters.lists import FORMS, MonthlyRoster, RowState
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import obligations, roster_rows, units
from storage.rosters import lists
from storage.staffing import units as staffing
from tests.storage.conftest import Store, a_case
from tests.support import addressed
from tests.support.cases import save

KIND, JUNE = CaseKind.SUICIDE_HARDSHIP, date(2026, 6, 1)
ROW = RosterRow(5, {"name": "王測試", "id": "A123456789", "address": "平鎮區新勢里1號"}, "平鎮區新勢里")


def founded(db: Transaction) -> tuple[int, int]:
    """Add a bureau and a centre."""
    return tuple(
        db.connection.execute(
            units.insert().values(kind=kind, name=name, district="", letter="A").returning(units.c.id)
        ).scalar_one()
        for kind, name in ((UnitKind.BUREAU, "測試局"), (UnitKind.CENTRE, "測試中心"))
    )


def duties(db: Transaction) -> list[str]:
    rows = select(obligations.c.duty).where(obligations.c.ended_at.is_(None))
    return list(db.connection.execute(rows).scalars())


async def test_a_list_is_awaited_given_and_dispatched(store: Store) -> None:
    bureau, centre = await store(founded)
    one = await store(lambda db: lists.await_one(db, KIND, bureau, centre, JUNE))
    assert await store(lambda db: lists.await_one(db, KIND, bureau, centre, JUNE)) == one
    assert await store(duties) == [Duty.UPLOAD_ROSTER]

    def give(db: Transaction) -> None:
        lists.add_row(db, one, ROW, RowState.WAITING, None)
        lists.keep(db, replace(one, given_at=db.now), "roster.given", rows=1)

    await store(give)
    given = await store(lambda db: lists.read(db, one.id))
    assert given.waiting == 1
    assert await store(duties) == [Duty.DISPATCH_ROSTER]
    [kept] = await store(lambda db: lists.rows_of(db, given))
    assert kept.values == ROW.values
    sealed = await store(lambda db: db.connection.execute(select(roster_rows.c.sealed)).scalar_one())
    assert "王測試".encode() not in bytes(sealed)

    def decline(db: Transaction) -> None:
        lists.change_row(db, kept, RowState.DECLINED, None)
        lists.keep(db, given, "roster.declined", row=kept.number)

    await store(decline)
    assert await store(duties) == []
    with pytest.raises(Stale):
        await store(decline)


OTHER = RosterRow(6, {"name": "李示範", "id": "F131104093", "address": "平鎮區新勢里2號"}, "平鎮區新勢里")


async def test_a_centres_list_of_a_month_and_kind_is_its_own(store: Store) -> None:
    bureau, centre = await store(founded)
    another = await store(lambda db: staffing.add(db, UnitKind.CENTRE, "八德中心", "八德區", "B"))
    july, high_risk = date(2026, 7, 1), CaseKind.CHILD_HIGH_RISK
    of = [
        await store(partial(lists.await_one, kind=kind, giver=bureau, centre=where, month=month))
        for kind, where, month in (
            (KIND, centre, JUNE), (high_risk, centre, JUNE), (KIND, another.id, JUNE), (KIND, centre, july)
        )
    ]  # fmt: skip
    assert len({one.id for one in of}) == 4
    for one in of:
        found = partial(lists.of_month, kind=one.kind, centre=one.centre, month=one.month)
        assert await store(found) == one
    assert await store(lambda db: lists.of_month(db, high_risk, another.id, JUNE)) is None

    def give(db: Transaction) -> list[MonthlyRoster]:
        lists.add_row(db, of[0], ROW, RowState.WAITING, None)
        return [lists.keep(db, replace(one, given_at=db.now), "roster.given") for one in (of[0], of[1])]

    given, empty = await store(give)
    assert (given.waiting, empty.waiting) == (1, 0)
    assert await store(lambda db: lists.read(db, of[2].id)) == of[2]
    assert await store(lists.awaited) == [of[2], of[3]]
    assert await store(lists.owing) == [given, of[2], of[3]]
    assert await store(lambda db: lists.of_centre(db, centre, 9)) == [empty, given]
    assert await store(lambda db: lists.of_centre(db, centre, 1)) == [empty]
    assert await store(lambda db: lists.without_case(db, [given, empty, of[2]])) == {empty.id}
    with pytest.raises(Stale):
        await store(lambda db: lists.keep(db, of[0], "roster.given"))
    with pytest.raises(NotThere):
        await store(lambda db: lists.read(db, 999))


async def test_what_became_of_a_row_is_said_once_and_of_that_row_alone(store: Store) -> None:
    bureau, centre = await store(founded)
    one, other = [
        await store(partial(lists.await_one, kind=KIND, giver=bureau, centre=centre, month=month))
        for month in (JUNE, date(2026, 7, 1))
    ]
    household = as_told("王測試", "A123456789")
    case = await store(lambda db: cases.open_case(db, a_case(household=household), "B"))

    def add(db: Transaction) -> None:
        for roster in (one, other):
            for row in (ROW, OTHER):
                lists.add_row(db, roster, row, RowState.WAITING, None)

    await store(add)
    first, second = await store(lambda db: lists.rows_of(db, one))
    assert (first.values, second.values) == (ROW.values, OTHER.values)
    await store(lambda db: lists.change_row(db, first, RowState.DISPATCHED, case.id))
    with pytest.raises(Stale):
        await store(lambda db: lists.change_row(db, first, RowState.DECLINED, None))

    async def states(roster: MonthlyRoster) -> list[tuple[RowState, int | None]]:
        return [(row.state, row.case) for row in await store(lambda db: lists.rows_of(db, roster))]

    sent, waits = (RowState.DISPATCHED, case.id), (RowState.WAITING, None)
    assert (await states(one), await states(other)) == ([sent, waits], [waits, waits])
    known = await store(lambda db: lists.token(db, FORMS[KIND], ROW.values))
    assert await store(lambda db: lists.served(db, one)) == {known: case.id}
    assert (
        await store(lambda db: lists.served(db, other))
        == await store(lambda db: lists.served(db, None))
        == {}
    )
    assert await store(lambda db: lists.tokens_of(db, one, waiting=False)) == {known}
    assert len(await store(lambda db: lists.tokens_of(db, one))) == 2
    assert await store(lambda db: lists.open_case_of(db, household)) == case.id
    both = as_told("李示範", "F131104093").with_member(household.members[0])
    assert await store(lambda db: lists.open_case_of(db, both)) == case.id, "by any of them"
    assert await store(lambda db: lists.open_case_of(db, as_told("李示範", "F131104093"))) is None
    await store(lambda db: lists.drop_waiting(db, one))
    assert (await states(one), await states(other)) == ([sent], [waits, waits])
    with pytest.raises(NotThere):
        await store(lambda db: lists.row_of(db, second.id))
    assert (await store(lambda db: lists.row_of(db, first.id))).case == case.id
    await store(lambda db: save(db, case.not_take(at=db.now), "case.not_taken"))
    assert await store(lambda db: lists.served(db, one)) == {}, "it is over"
    assert await store(lambda db: lists.open_case_of(db, household)) is None


async def test_a_row_of_a_case_from_which_somebody_keeps_out_is_not_theirs(store: Store) -> None:
    bureau, centre = await store(founded)
    one = await store(lambda db: lists.await_one(db, KIND, bureau, centre, JUNE))
    case = await store(lambda db: cases.open_case(db, a_case(), "B"))
    worker = store.staff[Role.WORKER].id

    def add(db: Transaction) -> None:
        lists.add_row(db, one, ROW, RowState.DISPATCHED, case.id)
        lists.add_row(db, one, OTHER, RowState.WAITING, None)

    await store(add)
    [row, other] = await store(lambda db: lists.rows_of(db, one))
    await store.by(Role.SUPERVISOR)(lambda db: recusals.add(db, case.id, worker))
    assert await store(lambda db: lists.rows_of(db, one)) == [other]
    with pytest.raises(NotThere):
        await store(lambda db: lists.row_of(db, row.id))
    assert await store.by(Role.SUPERVISOR)(lambda db: lists.rows_of(db, one)) == [row, other]


SEES = {Action.VIEW, Action.HISTORY, Action.STATUS}


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        (Role.SUPERVISOR, "centre", {*SEES, Action.SERVE}),
        (Role.WORKER, "centre", set()),
        (Role.SUPERVISOR, "other", set()),
        (Role.BUREAU, "bureau", SEES),
    ],
)
async def test_a_list_is_seen_by_who_gave_it_and_dispatched_by_who_leads_the_centre(
    store: Store, role: Role, where: str, may: set[Action]
) -> None:
    """[001] 三(六)2(2)."""
    bureau, centre = await store(founded)
    other = await store(lambda db: staffing.add(db, UnitKind.CENTRE, "八德中心", "八德區", "B"))
    one = await store(lambda db: lists.await_one(db, KIND, bureau, centre, JUNE))
    unit = {"centre": centre, "other": other.id, "bureau": bureau}[where]

    def allowed(db: Transaction) -> set[Action]:
        db.speaker = addressed.add(db, Person(0, role, unit, "李預設", "0912000001", ""), 7_900)
        given = replace(one, given_at=db.now)
        return {action for action in Action if lists.may(db, given, action)}

    assert await store(allowed) == may


async def test_what_a_name_of_a_village_means_is_kept_by_that_name(store: Store) -> None:
    for spelled, village in (("平鎮區新勢村", "平鎮區新勢里"), ("平鎮區新富村", "平鎮區新富里")):
        await store(partial(lists.name_village, spelled=spelled, village=village))
    assert await store(lists.spellings) == {
        "平鎮區新勢村": "平鎮區新勢里", "平鎮區新富村": "平鎮區新富里",
    }  # fmt: skip
