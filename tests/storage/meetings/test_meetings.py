"""Meetings as rows: each is found in its series, by whom it concerns, and knows when the one before was."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import pytest
from msgspec.structs import replace

from casework.cases.access import Action
from casework.errors import NotThere, Stale
from casework.meetings.meetings import Chair, Meeting, MeetingKind
from casework.meetings.rights import MeetingRight
from casework.meetings.submitting import Ruling, Submitted, SubmittedKind
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.meetings import attendances, meetings, minutes, submitted
from storage.staffing import units
from tests.storage.conftest import Store

DISTRICT, CONFERENCE = MeetingKind.DISTRICT, MeetingKind.CONFERENCE


def day(month: int, number: int = 1, year: int = 2026) -> date:
    return date(year, month, number)


async def office(store: Store, name: str = "平鎮區公所", district: str = "平鎮區") -> Unit:
    return await store(lambda db: units.add(db, UnitKind.DISTRICT, name, district, "A"))


async def planned(
    store: Store, unit: Unit, month: date, extra: int = 0, kind: MeetingKind = DISTRICT
) -> Meeting:
    one = Meeting(kind, unit, month, extra=extra)
    return await store(lambda db: meetings.add(db, one, "meeting.planned"))


async def kept(store: Store, one: Meeting, **facts: object) -> Meeting:
    return await store(lambda db: meetings.keep(db, one, replace(one, **facts)))


async def found(store: Store, work: Callable[[Transaction], Sequence[Meeting]]) -> list[int]:
    return [one.id for one in await store(work)]


async def before(store: Store, one: Meeting) -> date | None:
    return (await store(lambda db: meetings.read(db, one.id))).before


async def test_a_meeting_knows_when_the_one_before_it_in_its_row_was_held(store: Store) -> None:
    one, other = await office(store), await office(store, "龜山區公所", "龜山區")
    first, second = await planned(store, one, day(1)), await planned(store, one, day(4))
    theirs = await planned(store, other, day(4))
    conference = await planned(store, one, day(4), kind=CONFERENCE)
    await kept(store, first, held_on=day(1, 20))
    assert await before(store, second) == day(1, 20)
    assert [await before(store, each) for each in (theirs, conference)] == [None, None]
    called = await kept(store, await store(lambda db: meetings.read(db, second.id)), fixed=day(4, 9))
    assert await before(store, second) == day(1, 20), "a meeting that is called was not held"
    third = await planned(store, one, day(7))
    assert third.before == day(1, 20)
    held = await kept(store, called, held_on=day(4, 9))
    await kept(store, held, minutes_sent_on=day(4, 15))
    assert await before(store, third) == day(4, 9)
    with pytest.raises(Stale):
        await kept(store, held, minutes_sent_on=day(4, 16))
    with pytest.raises(NotThere):
        await store(lambda db: meetings.read(db, 999))


async def test_it_has_its_number_in_the_year_and_those_at_need_theirs_in_the_month(store: Store) -> None:
    one, other = await office(store), await office(store, "龜山區公所", "龜山區")
    numbers = [
        (await planned(store, unit, month)).number
        for unit, month in (
            *((one, day(1)), (one, day(12)), (other, day(12))),
            *((one, day(1, year=2027)), (one, day(12, year=2025))),
        )
    ]
    assert numbers == [1, 2, 1, 1, 1]
    june = Meeting(DISTRICT, one, day(12))
    assert await store(lambda db: meetings.next_extra(db, june)) == 1
    await planned(store, one, day(12), extra=1)
    assert await store(lambda db: meetings.next_extra(db, june)) == 2
    assert await store(lambda db: meetings.next_extra(db, replace(june, unit=other))) == 1
    assert await store(lambda db: meetings.planned(db, june))
    await planned(store, other, day(6), extra=1)
    assert not await store(lambda db: meetings.planned(db, Meeting(DISTRICT, other, day(6))))
    assert not await store(lambda db: meetings.planned(db, Meeting(CONFERENCE, one, day(12))))


async def test_days_on_which_a_unit_meets_are_taken_until_it_met(store: Store) -> None:
    one, other = await office(store), await office(store, "龜山區公所", "龜山區")
    first = await planned(store, one, day(6))
    await planned(store, one, day(7))
    assert await store(lambda db: meetings.taken(db, one.id)) == []
    first = await kept(store, first, fixed=day(6, 9))
    assert await store(lambda db: meetings.taken(db, one.id)) == [day(6, 9)]
    assert await store(lambda db: meetings.taken(db, other.id)) == []
    await kept(store, first, held_on=day(6, 9))
    assert await store(lambda db: meetings.taken(db, one.id)) == []


async def test_its_row_what_is_ahead_in_it_and_what_was_called_last(store: Store) -> None:
    one, other = await office(store), await office(store, "龜山區公所", "龜山區")
    late, early = await planned(store, one, day(7)), await planned(store, one, day(3))
    at_need = await planned(store, one, day(3), extra=1)
    await planned(store, other, day(3))
    await planned(store, one, day(3), kind=CONFERENCE)
    assert await found(store, lambda db: meetings.series(db, early)) == [early.id, at_need.id, late.id]
    assert await store(lambda db: meetings.last_of(db, early)) is None
    await kept(store, late, fixed=day(7, 2))
    early = await kept(store, early, fixed=day(3, 9), held_on=day(3, 9))
    assert {*await found(store, lambda db: meetings.ahead(db, early))} == {late.id, at_need.id}
    last = await store(lambda db: meetings.last_of(db, early))
    assert last is not None
    assert last.id == late.id


async def test_a_meeting_is_a_units_that_runs_it_or_has_a_part_in_it_until_its_minutes_are_sent(
    store: Store,
) -> None:
    one, other = await office(store), await office(store, "龜山區公所", "龜山區")
    police = await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
    health = await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))
    later, next_ = await planned(store, one, day(8)), await planned(store, one, day(6))
    theirs = await planned(store, other, day(6))
    await store(lambda db: attendances.add(db, later, police))
    await store(lambda db: attendances.add(db, next_, health, asked_on=day(6)))
    assert await found(store, lambda db: meetings.of_unit(db, one.id)) == [next_.id, later.id]
    assert await found(store, lambda db: meetings.of_unit(db, police.id)) == [later.id]
    assert await found(store, lambda db: meetings.of_unit(db, health.id)) == [next_.id]
    assert await found(store, meetings.of_all) == [next_.id, theirs.id, later.id]
    await kept(store, theirs, joined_to=next_.id)
    assert await found(store, lambda db: meetings.of_unit(db, other.id)) == []
    assert await found(store, lambda db: meetings.joined_to(db, next_.id)) == [theirs.id]
    assert await found(store, meetings.owing) == [later.id, next_.id]
    next_ = await kept(store, next_, minutes_sent_on=day(6, 9), filing_asked_on=day(6, 9))
    assert await found(store, lambda db: meetings.of_unit(db, one.id)) == [later.id]
    assert await found(store, meetings.of_all) == [next_.id, later.id], "its minutes are to be filed"
    await kept(store, next_, filed_on=day(6, 12))
    assert await found(store, meetings.of_all) == [later.id]
    assert await found(store, meetings.owing) == [later.id]


async def test_a_years_meetings_are_of_its_months_unit_by_unit(store: Store) -> None:
    one, other = await office(store), await office(store, "龜山區公所", "龜山區")
    of = [
        await planned(store, unit, month)
        for unit, month in (
            *((other, day(1)), (one, day(12)), (one, day(1))),
            *((one, day(12, year=2025)), (one, day(1, year=2027))),
        )
    ]
    assert await found(store, lambda db: meetings.of_year(db, 2026)) == [of[2].id, of[1].id, of[0].id]


async def test_of_a_meeting_that_is_near_it_is_told_once_who_is_silent(store: Store) -> None:
    one = await office(store)
    near, far, told, held, _ = [await planned(store, one, day(month)) for month in (6, 7, 8, 9, 10)]
    near, far = await kept(store, near, fixed=day(6, 9)), await kept(store, far, fixed=day(6, 10))
    await kept(store, told, fixed=day(6, 8), told_silent=True)
    await kept(store, held, fixed=day(6, 8), held_on=day(6, 8))
    assert await found(store, lambda db: meetings.to_come(db, day(6, 9))) == [near.id]


async def test_only_the_plans_own_of_another_unit_of_the_district_can_be_held_together_with_it(
    store: Store,
) -> None:
    mine = await planned(store, await office(store), day(6))
    others: tuple[tuple[str, date, int, MeetingKind, dict[str, object]], ...] = (
        ("平鎮區", day(6), 0, DISTRICT, {}),
        ("龜山區", day(6), 0, DISTRICT, {}),
        ("平鎮區", day(7), 0, DISTRICT, {}),
        ("平鎮區", day(6), 1, DISTRICT, {}),
        ("平鎮區", day(6), 0, CONFERENCE, {}),
        ("平鎮區", day(6), 0, DISTRICT, {"held_on": day(6, 2)}),
        ("平鎮區", day(6), 0, DISTRICT, {"joined_to": mine.id}),
    )
    made = []
    for number, (district, month, extra, kind, facts) in enumerate(others):
        unit = await office(store, f"示範公所{number}", district)
        made.append(await kept(store, await planned(store, unit, month, extra, kind), **facts))
    assert await found(store, lambda db: meetings.beside(db, mine)) == [made[0].id]
    nowhere = [await office(store, f"何處{number}", "") for number in (1, 2)]
    alone, _ = [await planned(store, unit, day(6)) for unit in nowhere]
    assert await found(store, lambda db: meetings.beside(db, alone)) == []


async def test_of_the_invited_it_is_counted_who_was_there(store: Store) -> None:
    one = await planned(store, await office(store), day(6))
    other = await planned(store, one.unit, day(7))
    for number, present in enumerate((True, False, None, True)):
        unit = await store(
            partial(units.add, kind=UnitKind.POLICE, name=f"{number}", district="", letter="A")
        )
        part = await store(partial(attendances.add, meeting=one, unit=unit))
        there = replace(part, present=present)
        await store(partial(attendances.save, before=part, after=there, verb="attendance.noted"))
        await store(partial(attendances.add, meeting=other, unit=unit, asked_on=day(6)))
    assert await store(lambda db: attendances.shares(db, [one.id, other.id])) == {one.id: (2, 4)}


async def test_a_units_last_report_is_to_this_meeting_or_the_last_before_it_in_its_row(store: Store) -> None:
    unit, by = await office(store), store.staff[Role.WORKER].unit
    rows = [(day(1), 0), (day(3), 0), (day(3), 1), (day(5), 0)]
    of = [await planned(store, unit, month, extra) for month, extra in rows]
    conference = await planned(store, unit, day(4), kind=CONFERENCE)

    async def written(one: Meeting, words: str, kind: SubmittedKind = SubmittedKind.REPORT) -> Submitted:
        draft = Submitted(0, one.id, by, kind, day(1), {"work": words})
        return await store(lambda db: submitted.add(db, draft))

    async def last(one: Meeting, who: int = by) -> str | None:
        found_ = await store(lambda db: submitted.last_report(db, one, who))
        return None if found_ is None else found_.said["work"]

    await written(of[0], "一月")
    await written(of[1], "三月")
    await written(conference, "研討")
    proposal = await written(of[2], "提案", SubmittedKind.PROPOSAL)
    assert [await last(one) for one in of] == ["一月", "三月", "三月", "三月"]
    assert await last(of[3], unit.id) is None
    await written(of[2], "三月加開")
    assert [await last(one) for one in of] == ["一月", "三月", "三月加開", "三月加開"]
    assert await last(conference) == "研討"

    ruled = await store(lambda db: submitted.save(db, proposal.rule(Ruling.PASSED, "照案通過")))
    again = await store(lambda db: submitted.read(db, ruled.id))
    assert (again, again.ruling) == (ruled, Ruling.PASSED)
    with pytest.raises(Stale):
        await store(lambda db: submitted.save(db, proposal))
    with pytest.raises(Stale):
        await store(lambda db: submitted.drop(db, proposal))
    assert len(await store(lambda db: submitted.of_meeting(db, of[2].id))) == 2
    await store(lambda db: submitted.drop(db, ruled))
    with pytest.raises(NotThere):
        await store(lambda db: submitted.read(db, ruled.id))
    assert len(await store(lambda db: submitted.of_meeting(db, of[2].id))) == 1


async def test_who_stands_in_for_who_runs_it_runs_it(store: Store) -> None:
    assert store.unit is not None
    one = await planned(store, store.unit, day(6), kind=CONFERENCE)
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]

    def runs(db: Transaction) -> list[bool]:
        db.speaker = worker
        alone = meetings.runs_or_oversees(db, one)
        db.absent = [lead]
        return [alone, meetings.runs_or_oversees(db, one)]

    assert await store(runs) == [False, True]


async def test_an_invited_unit_attends_by_who_speaks_for_it_and_by_nobody_else_of_it(store: Store) -> None:
    one = await planned(store, await office(store), day(6))
    other = await planned(store, one.unit, day(7))
    police = await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
    await store(lambda db: attendances.add(db, one, police))

    def may(db: Transaction, role: Role, meeting: Meeting) -> frozenset[MeetingRight]:
        db.speaker = Person(99, role, police.id, "鄭舉例", "0912000001", "")
        return meetings.standing(db, meeting)

    assert await store(partial(may, role=Role.LIAISON, meeting=one)) == {MeetingRight.ATTEND}
    assert await store(partial(may, role=Role.LIAISON, meeting=other)) == frozenset()
    assert await store(partial(may, role=Role.WORKER, meeting=one)) == frozenset()

    def stands_in(db: Transaction) -> frozenset[MeetingRight]:
        db.speaker = store.staff[Role.WORKER]
        db.absent = [Person(99, Role.LIAISON, police.id, "鄭舉例", "0912000001", "")]
        return meetings.standing(db, one)

    assert await store(stands_in) == {MeetingRight.ATTEND}


async def test_of_its_minutes_each_version_is_kept_and_sent_for_itself(store: Store) -> None:
    unit, by = await office(store), store.staff[Role.WORKER].id
    one, other = await planned(store, unit, day(6)), await planned(store, unit, day(7))
    first, second = [
        await store(partial(minutes.add, meeting=one, content=content, by=by)) for content in (b"1", b"2")
    ]
    theirs = await store(lambda db: minutes.add(db, other, b"3", by))
    made = await store(lambda db: minutes.of_meeting(db, one))
    assert [(each.id, each.content, each.sent_on, each.by) for each in made] == [
        (first, b"1", None, by),
        (second, b"2", None, by),
    ]
    await store(lambda db: minutes.send(db, made[1], day(6, 9)))
    assert [each.sent_on for each in await store(lambda db: minutes.of_meeting(db, one))] == [None, day(6, 9)]
    [alone] = await store(lambda db: minutes.of_meeting(db, other))
    assert (alone.id, alone.content, alone.sent_on) == (theirs, b"3", None)


async def test_what_is_written_before_a_meeting_is_each_its_own(store: Store) -> None:
    one, by = await planned(store, await office(store), day(6)), store.staff[Role.WORKER].unit
    draft = Submitted(0, one.id, by, SubmittedKind.PROPOSAL, day(6), {"matter": "安置床位"})
    first, second = [await store(lambda db: submitted.add(db, draft)) for _ in range(2)]
    changed = await store(lambda db: submitted.save(db, second.change({"matter": "接送"}, day(6, 2))))
    assert await store(lambda db: submitted.of_meeting(db, one.id)) == [first, changed]
    assert await store(lambda db: submitted.read(db, first.id)) == first
    await store(lambda db: submitted.drop(db, changed))
    assert await store(lambda db: submitted.of_meeting(db, one.id)) == [first]


async def test_what_changes_of_one_meeting_changes_of_no_other(store: Store) -> None:
    unit = await office(store)
    one, other = await planned(store, unit, day(6)), await planned(store, unit, day(7))
    called = await kept(store, one, fixed=day(6, 9), said={"place": "禮堂"}, chair=Chair.LINE)
    assert await store(lambda db: meetings.read(db, one.id)) == called
    assert await store(lambda db: meetings.read(db, other.id)) == other
    both = await store(lambda db: meetings.by_number(db, [other.id, one.id, one.id, 999]))
    assert both == {one.id: called, other.id: other}


async def test_who_keeps_the_system_reads_the_history_of_a_meeting_and_who_has_no_part_nothing(
    store: Store,
) -> None:
    """`screens.md` §0.10."""
    assert store.unit is not None
    one = await planned(store, store.unit, day(6), kind=CONFERENCE)
    elsewhere = await planned(store, await office(store, "龜山區公所", "龜山區"), day(6))

    def may(db: Transaction, who: Person, meeting: Meeting) -> list[Action]:
        db.speaker = who
        return [each for each in Action if meetings.may(db, meeting, each)]

    lead = store.staff[Role.SUPERVISOR]
    administrator = replace(lead, role=Role.ADMIN)
    assert await store(lambda db: may(db, lead, one)) == [Action.VIEW, Action.HISTORY]
    assert await store(lambda db: may(db, lead, elsewhere)) == []
    assert await store(lambda db: may(db, administrator, one)) == [Action.HISTORY]
    with pytest.raises(NotThere):
        await store(lambda db: meetings.get(db, one.id, MeetingRight.RUN))
    found = await store.by(Role.SUPERVISOR)(lambda db: meetings.get(db, one.id, MeetingRight.RUN))
    assert found == one
