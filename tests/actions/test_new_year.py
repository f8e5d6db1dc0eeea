"""New-Year care without a phone: what is reported from a visit, who can be named, whose results wait."""

from datetime import date
from functools import partial

import pytest

from actions.meetings import submitting
from actions.new_year import results, visiting
from casework.cases.criteria import Seen
from casework.cases.household import as_told
from casework.errors import NotThere, WrongState
from casework.meetings.meetings import Meeting, MeetingKind
from casework.new_year.care import IMPROPER, CareGroup
from casework.new_year.holiday import new_year
from casework.policy.policy import CareSource
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases, reports
from storage.core.database import Transaction
from storage.meetings import attendances, meetings
from storage.new_year import campaigns, care
from storage.new_year.care import Enlisted
from storage.staffing import people, units
from tests.storage.conftest import Store
from tests.support import addressed

WINDOW = date(2027, 1, 29)


def enlisted(db: Transaction, group: CareGroup, person: int | None = None) -> int:
    assert db.unit is not None
    household = as_told("王測試", "A123456789", "", "中正路1號")
    given = Enlisted(db.unit, CareSource.CHARITY, household, "平鎮區新街里", group, person)
    return care.enlist(db, 2027, given).id


@pytest.mark.parametrize(
    ("group", "children", "seen", "child"),
    [
        (CareGroup.ALONE, "no_children", {Seen.NEGLECTED, Seen.ELDER_ALONE}, False),
        (CareGroup.ALONE, "some", {Seen.NEGLECTED}, True),
        (CareGroup.CHILD, "no_children", {Seen.NEGLECTED}, True),
        (CareGroup.STREET, "no_children", {Seen.NEGLECTED}, None),
    ],
)
async def test_who_is_not_cared_for_as_they_should_be_is_reported_as_what_they_are(
    store: Store, group: CareGroup, children: str, seen: set[Seen], child: bool | None
) -> None:
    def visited(db: Transaction) -> tuple[set[str], bool | None, bool]:
        campaigns.begin(db, 2027)
        given = {"mode": "home", "children": children, "care": IMPROPER, "day": WINDOW.isoformat()}
        done = visiting.visit(db, enlisted(db, group), given, "無人照顧")
        assert done.reported is not None
        case = cases.read(db, done.reported.id)
        [(_, report)] = reports.of_case(db, case)
        assert report.household == "王測試 A123456789 中正路1號"
        return set(report.seen), case.child_told, case.urgent

    assert await store(visited) == (seen, child, True)


async def test_somebody_of_the_unit_who_does_the_work_is_named_and_not_who_has_it_or_is_suspended(
    store: Store,
) -> None:
    unit, worker = store.staff[Role.WORKER].unit, store.staff[Role.WORKER]

    def can_be_named(db: Transaction) -> list[int]:
        campaigns.begin(db, 2027)
        joins = [Person(0, Role.WORKER, unit, name, "0912", "") for name in ("鄭同仁", "謝停權")]
        other, suspended = (addressed.add(db, one, 7_100 + n) for n, one in enumerate(joins))
        people.suspend(db, suspended)
        number = enlisted(db, CareGroup.ALONE, worker.id)
        db.speaker = store.staff[Role.SUPERVISOR]
        _, found = visiting.assignable(db, number)
        named = [one.id for one in found]
        assert other.id in named
        for no in (worker.id, suspended.id, store.staff[Role.CHIEF].id):
            assert no not in named
            with pytest.raises(NotThere):
                visiting.assign(db, number, no)
        assert visiting.assign(db, number, other.id).person == other.id
        db.speaker = other
        with pytest.raises(NotThere):
            visiting.assignable(db, number)
        return named

    assert await store(can_be_named)


async def test_results_wait_for_who_speaks_for_the_unit_once_the_holiday_is_over(store: Store) -> None:
    assert store.unit is not None
    lead = store.by(Role.SUPERVISOR)

    def begun(db: Transaction) -> int:
        assert store.unit is not None
        campaigns.begin(db, 2027)
        other = units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A")
        campaigns.part_of(db, 2027, other)
        return campaigns.part_of(db, 2027, store.unit).id

    part = await store(begun)
    last = await store(lambda db: new_year(2027, db.rules.calendar).last)
    waiting = partial(results.waiting, year=2027)
    assert await lead(waiting) == []
    with pytest.raises(WrongState):
        await lead(lambda db: results.confirm(db, part))
    lead.forward(days=(last - lead.now.date()).days + 1)
    assert [one.id for one in await lead(waiting)] == [part]
    store.now = lead.now
    assert await store.by(Role.WORKER)(waiting) == []
    await lead(lambda db: results.confirm(db, part))
    assert await lead(waiting) == []


@pytest.mark.parametrize(("kind", "reports_"), [(MeetingKind.CITY, True), (MeetingKind.CONFERENCE, False)])
async def test_a_work_report_is_written_where_the_agenda_has_a_point_for_it(
    store: Store, kind: MeetingKind, reports_: bool
) -> None:
    def called(db: Transaction) -> int:
        assert store.unit is not None
        bureau = units.add(db, UnitKind.BUREAU, "社會局", "", "A")
        one = meetings.add(
            db, Meeting(kind, bureau, date(2026, 6, 1), fixed=date(2026, 6, 9)), "meeting.called"
        )
        attendances.add(db, one, store.unit)
        return one.id

    meeting = await store(called)

    def written(db: Transaction) -> None:
        submitting.report(db, meeting, {"work": "訪視"}, db.rules.policy)

    lead = store.by(Role.SUPERVISOR)
    if reports_:
        await lead(written)
    else:
        with pytest.raises(NotThere):
            await lead(written)
