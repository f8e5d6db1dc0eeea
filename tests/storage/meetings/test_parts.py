"""What units and guests do with a meeting, as rows: each its own, kept once, whatever stands beside it."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.cases.seats import Seat
from casework.cases.strands import Tracking
from casework.errors import NotThere, Stale
from casework.meetings.attending import Coming
from casework.meetings.discussing import Awaits, Decision, Discussed, PlanDecision
from casework.meetings.guests import Guest
from casework.meetings.items import MeetingItem
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.submitting import Submitted, SubmittedKind
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import journal
from storage.meetings import attendances, discussed, guests, items, meetings, submitted
from storage.reminders import obligations
from storage.staffing import units
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed
from tests.support.cases import save

CONFERENCE, DISTRICT = MeetingKind.CONFERENCE, MeetingKind.DISTRICT
DAY = date(2026, 6, 24)


async def meeting(store: Store, month: int = 6, kind: MeetingKind = CONFERENCE, **facts: Any) -> Meeting:
    """A meeting of the centre, as far as the facts say."""
    assert store.unit is not None
    planned = Meeting(kind, store.unit, date(2026, month, 1))
    one = await store(partial(meetings.add, one=planned, verb="meeting.planned"))
    return await store(lambda db: meetings.keep(db, one, replace(one, **facts))) if facts else one


async def unit(store: Store, kind: UnitKind = UnitKind.POLICE, name: str = "平鎮分局") -> Unit:
    return await store(lambda db: units.add(db, kind, name, "平鎮區", "A"))


# Units


async def test_a_units_answer_is_kept_once_and_moves_nobody_elses(store: Store) -> None:
    one = await meeting(store, fixed=DAY)
    police, health = await unit(store), await unit(store, UnitKind.HEALTH, "平鎮衛生所")
    mine, theirs = [
        await store(partial(attendances.add, meeting=one, unit=each)) for each in (police, health)
    ]
    assert (mine.invited_at, mine.asked_on, mine.version) == (MONDAY, None, 1)
    answered = replace(mine, answer=Coming.DEPUTY, who="組長", present=True, reported_on=DAY)
    kept = await store(lambda db: attendances.save(db, mine, answered, "attendance.answered"))
    assert await store(lambda db: attendances.read(db, mine.id)) == kept == replace(answered, version=2)
    assert await store(lambda db: attendances.read(db, theirs.id)) == theirs
    with pytest.raises(Stale):
        await store(lambda db: attendances.keep(db, mine, replace(mine, answer=Coming.EXCUSED)))
    assert await store(lambda db: attendances.of_meeting(db, one)) == [kept, theirs]
    assert await store(lambda db: attendances.of_unit(db, one, health.id)) == theirs
    assert await store(lambda db: attendances.of_unit(db, one, 999)) is None
    verbs = [row.verb for row in await store(lambda db: db.connection.execute(journal.select()).all())]
    assert verbs.count("attendance.answered") == 1
    with pytest.raises(NotThere):
        await store(lambda db: attendances.read(db, 999))


async def test_what_an_invited_unit_owes_follows_its_answer_and_the_meeting(store: Store) -> None:
    one = await meeting(store, fixed=DAY)
    part = await store(lambda db: attendances.add(db, one, units.add(db, UnitKind.POLICE, "甲", "", "A")))
    asked = await store(
        lambda db: attendances.add(db, one, units.add(db, UnitKind.HEALTH, "乙", "", "A"), asked_on=DAY)
    )
    assert (asked.invited_at, asked.asked_on) == (None, DAY)

    async def owes(row: int) -> list[Duty]:
        return [each.duty for each in await store(lambda db: obligations.of_subject(db, row))]

    assert (await owes(part.id), await owes(asked.id)) == ([Duty.ANSWER_INVITATION], [Duty.PROPOSE_CASES])
    await store(lambda db: attendances.keep(db, part, part.reply(Coming.COMES)))
    assert (await owes(part.id), await owes(asked.id)) == ([], [Duty.PROPOSE_CASES])
    assert [each.id for each in await store(attendances.owing)] == [part.id, asked.id]
    held = await store(lambda db: meetings.keep(db, one, replace(one, held_on=DAY)))
    await store(lambda db: attendances.settle_all(db, held))
    assert (await owes(part.id), await owes(asked.id)) == ([], [])
    assert await store(attendances.owing) == []


SEES = {Action.VIEW, Action.HISTORY}


@pytest.mark.parametrize(
    ("role", "where", "sees", "acts"),
    [
        (Role.LIAISON, "police", SEES, True),
        (Role.WORKER, "police", set(), False),
        (Role.LIAISON, "health", set(), False),
        (Role.SUPERVISOR, "centre", SEES, False),
        (Role.WORKER, "centre", set(), False),
        (Role.BUREAU, "bureau", SEES, False),
    ],
)
async def test_a_units_part_is_seen_by_it_and_by_who_runs_or_oversees_the_meeting(
    store: Store, role: Role, where: str, sees: set[Action], acts: bool
) -> None:
    """[001] 參: nobody else is shown who comes."""
    one = await meeting(store, fixed=DAY)
    assert store.unit is not None
    of = {
        "police": await unit(store),
        "health": await unit(store, UnitKind.HEALTH, "平鎮衛生所"),
        "bureau": await unit(store, UnitKind.BUREAU, "社會局"),
        "centre": store.unit,
    }
    part = await store(lambda db: attendances.add(db, one, of["police"]))

    def seen(db: Transaction) -> set[Action]:
        db.speaker = addressed.add(db, Person(0, role, of[where].id, "鄭舉例", "0912000001", ""), 7_800)
        db.unit = of[where]
        assert attendances.own(db, part) is acts
        if acts:
            assert attendances.get(db, part.id) == part
        else:
            with pytest.raises(NotThere):
                attendances.get(db, part.id)
        return {action for action in Action if attendances.may(db, part, action)}

    assert await store(seen) == sees


async def test_who_stands_in_for_who_speaks_for_a_unit_acts_for_it(store: Store) -> None:
    one = await meeting(store, kind=DISTRICT)
    police = await unit(store)
    part = await store(lambda db: attendances.add(db, one, police))
    item = await store(lambda db: items.add(db, MeetingItem(0, one.id, ("1150605-1",), "會議", "通報")))
    leads = await store(lambda db: items.add_unit(db, item, police, lead=True))

    def acts(db: Transaction) -> tuple[bool, bool]:
        return attendances.own(db, part), items.own(db, leads)

    assert await store(acts) == (False, False)
    liaison = Person(99, Role.LIAISON, police.id, "鄭舉例", "0912000001", "")

    def stands_in(db: Transaction) -> tuple[bool, bool]:
        db.absent = [liaison]
        return acts(db)

    assert await store(stands_in) == (True, True)


# Guests


async def test_to_which_points_somebody_was_asked_is_listed_from_the_latest_meeting_on(store: Store) -> None:
    chief = store.staff[Role.CHIEF].id
    of = [await meeting(store, month, fixed=DAY.replace(month=month)) for month in (3, 9, 6)]
    first, last, middle = [await store(partial(guests.add, one=Guest(0, one, person=chief))) for one in of]
    assert await store(lambda db: guests.of_person(db, chief)) == [last, middle, first]


async def test_a_guest_is_kept_once_and_forgotten_alone(store: Store) -> None:
    one, other = await meeting(store), await meeting(store, 9)
    chief = store.staff[Role.CHIEF].id
    expert = Guest(0, one, name="林示範", field="精神醫學", institution="示範醫院", pledged=True)
    new = Submitted(0, one.id, one.unit.id, SubmittedKind.PROPOSAL, DAY, {"title": "巷道照明"})
    point = (await store(lambda db: submitted.add(db, new))).id
    first, second = [
        await store(partial(guests.add, one=each)) for each in (expert, Guest(0, one, point, chief, "里長"))
    ]
    assert second.point == point
    later = await store(lambda db: guests.add(db, Guest(0, other, person=chief)))
    assert (await store(lambda db: guests.read(db, first.id))).name == "林示範"
    answered = await store(lambda db: guests.save(db, replace(second, answer=Coming.COMES, present=True)))
    assert await store(lambda db: guests.of_meeting(db, one)) == [first, answered]
    with pytest.raises(Stale):
        await store(lambda db: guests.save(db, second))
    assert {each.id for each in await store(lambda db: guests.of_person(db, chief))} == {second.id, later.id}
    assert await store(lambda db: guests.of_person(db, store.staff[Role.WORKER].id)) == []
    await store(lambda db: guests.drop(db, first))
    assert await store(lambda db: guests.of_meeting(db, one)) == [answered]
    assert await store(lambda db: guests.of_meeting(db, other)) == [later]
    with pytest.raises(NotThere):
        await store(lambda db: guests.read(db, first.id))


# Cases before a conference


async def served(store: Store, **facts: Any) -> Case:
    assert store.unit is not None
    known = a_case(state=State.IN_SERVICE, unit=store.unit.id, worker=store.staff[Role.WORKER].id, **facts)
    lead = replace(known.lead, kind=UnitKind.CENTRE)
    return await store(lambda db: cases.open_case(db, replace(known, lead=lead), "B"))


async def brought(store: Store, one: Meeting, case: Case, **facts: Any) -> Discussed:
    assert store.unit is not None
    new = Discussed(0, one.id, case.id, store.unit.id, date(2026, 5, 1), **facts)
    return await store(partial(discussed.add, one=new, case=case))


async def test_what_a_conference_decides_of_a_case_is_kept_once_and_moves_no_other(store: Store) -> None:
    one = await meeting(store)
    case, beside = await served(store), await served(store)
    first = await brought(
        store, one, case, reasons=("A",), tried=("visits",), units=(1, 2), priority="B", problem="債務"
    )
    second = await brought(store, one, beside)
    assert first.version == 1
    decided = replace(
        replace(first, decision=Decision.TRACKED, plan=PlanDecision.PASSED, tasks="每月訪視"),
        awaits=Awaits.ACCEPTANCE,
        missing="缺就醫紀錄",
        place=2,
    )
    after = await store(lambda db: discussed.save(db, decided, case))
    assert await store(lambda db: discussed.read(db, first.id)) == after == replace(decided, version=2)
    assert await store(lambda db: discussed.of_meeting(db, one.id)) == [after, second]
    assert await store(lambda db: discussed.of_case(db, one.id, beside.id)) == second
    assert await store(lambda db: discussed.of_case(db, one.id, 999)) is None
    with pytest.raises(Stale):
        await store(lambda db: discussed.save(db, first, case))
    await store(lambda db: discussed.drop(db, after))
    assert await store(lambda db: discussed.of_meeting(db, one.id)) == [second]
    with pytest.raises(NotThere):
        await store(lambda db: discussed.read(db, first.id))


async def test_what_a_conference_did_not_speak_of_is_left_until_it_is_brought_again(store: Store) -> None:
    """[001] 參三(六)2."""
    over, ahead = await meeting(store, 3, held_on=DAY, minutes_sent_on=DAY), await meeting(store, 6)
    held = await meeting(store, 5, held_on=DAY)
    of = [await served(store) for _ in range(5)]
    left = await brought(store, over, of[0])
    await brought(store, over, of[1], former=True)
    decided = await brought(store, over, of[2])
    await store(lambda db: discussed.save(db, replace(decided, decision=Decision.NOT_TRACKED), of[2]))
    await brought(store, over, of[3])
    await brought(store, ahead, of[3])
    await brought(store, held, of[4])
    assert store.unit is not None
    mine = store.unit.id
    assert await store(lambda db: discussed.left_by(db, mine)) == [left]
    assert await store(lambda db: discussed.left_by(db, 999)) == []


async def test_a_case_comes_before_the_next_conference_of_the_centre_that_serves_it(store: Store) -> None:
    case = await served(store)
    assert await store(lambda db: discussed.next_conference(db, case)) is None
    await meeting(store, 3, held_on=DAY)
    await meeting(store, 4, DISTRICT)
    september, june = await meeting(store, 9), await meeting(store, 6)

    async def next_() -> int:
        found = await store(lambda db: discussed.next_conference(db, case))
        assert found is not None
        return found.id

    assert await next_() == june.id
    await store(lambda db: meetings.keep(db, june, replace(june, joined_to=september.id)))
    assert await next_() == september.id, "it is held together with that one"
    health = await unit(store, UnitKind.HEALTH, "平鎮衛生所")
    elsewhere = await served(store, village="平鎮區新勢里")
    lead = replace(elsewhere.lead, unit=health.id, kind=UnitKind.HEALTH)
    assert await store(lambda db: discussed.centre_of(db, replace(elsewhere, lead=lead))) is None
    assert await store(lambda db: discussed.centre_of(db, elsewhere)) == case.unit


async def test_of_what_is_tracked_the_centre_that_serves_it_speaks(store: Store) -> None:
    assert store.unit is not None
    mine = store.unit.id
    tracked, removed, plain = [await served(store) for _ in range(3)]
    for one in (tracked, removed):
        after = one.track(Tracking(0, DAY, DAY.replace(day=1), (mine,)))
        await store(partial(save, after=after, verb="case.tracked"))
    again = await store(lambda db: cases.read(db, removed.id))
    await store(lambda db: save(db, again.untrack(db.now), "case.untracked"))
    assert [one.id for one in await store(lambda db: discussed.tracked_by(db, mine))] == [tracked.id]
    assert await store(lambda db: discussed.tracked_by(db, 999)) == []
    found = await store(lambda db: discussed.served_by(db, [mine, mine]))
    assert [(one.number, one.tracked) for one in found] == [
        (one.number, one is tracked) for one in (tracked, removed, plain)
    ]
    assert await store(lambda db: discussed.served_by(db, [999])) == []


async def test_of_what_is_tracked_in_its_villages_a_centre_speaks_where_no_other_serves_it(
    store: Store,
) -> None:
    """Every report goes to the village's centre (`domain.md` §3.3)."""
    assert store.unit is not None
    centre = await unit(store, UnitKind.CENTRE, "八德家庭服務中心")
    health = await unit(store, UnitKind.HEALTH, "平鎮衛生所")
    await store(lambda db: units.assign(db, ["平鎮區新勢里"], centre))
    lead = {"village": "平鎮區新勢里"}
    ours, served_elsewhere = await served(store, **lead), await served(store, **lead)
    of_health = replace(ours, lead=replace(ours.lead, unit=health.id, kind=UnitKind.HEALTH))
    await store(lambda db: save(db, of_health, "case.handed_over"))
    for one in (ours, served_elsewhere):
        known = await store(partial(cases.read, case=one.id))
        after = known.track(Tracking(0, DAY, DAY.replace(day=1), (health.id,)))
        await store(partial(save, after=after, verb="case.tracked"))

    async def tracked_by(one: int) -> list[int]:
        return [each.id for each in await store(partial(discussed.tracked_by, unit=one))]

    assert await tracked_by(centre.id) == [ours.id]
    assert await tracked_by(store.unit.id) == [served_elsewhere.id]
    assert await tracked_by(health.id) == []


async def test_a_centre_whose_part_has_ended_does_not_bring_the_case_before_its_conference(
    store: Store,
) -> None:
    assert store.unit is not None
    centre = await unit(store, UnitKind.CENTRE, "八德家庭服務中心")
    health = await unit(store, UnitKind.HEALTH, "平鎮衛生所")
    case = await served(store)
    lead = replace(case.lead, unit=health.id, kind=UnitKind.HEALTH)
    beside = [
        Seat(number, one.id, one.kind, ended_at=ended)
        for number, one, ended in ((1, store.unit, MONDAY), (2, centre, None))
    ]
    whose = replace(case, lead=lead, joint=tuple(beside))
    assert await store(lambda db: discussed.centre_of(db, whose)) == centre.id
    assert await store(lambda db: discussed.centre_of(db, replace(whose, joint=(beside[0],)))) is None


async def test_of_what_a_centre_served_whoever_keeps_out_of_a_case_is_not_told(store: Store) -> None:
    one, other = await served(store), await served(store)
    lead = store.staff[Role.SUPERVISOR].id
    await store(lambda db: recusals.add(db, one.id, lead))

    async def numbers(who: Store) -> list[str]:
        return [each.number for each in await who(lambda db: discussed.served_by(db, [one.unit or 0]))]

    assert await numbers(store.by(Role.SUPERVISOR)) == [other.number]
    assert await numbers(store) == [one.number, other.number]


# Tracked items


async def test_an_item_is_kept_once_and_moves_no_other(store: Store) -> None:
    one, other = await meeting(store, kind=DISTRICT), await meeting(store, 7, DISTRICT)
    conference = await meeting(store)
    first, second = [
        await store(partial(items.add, one=MeetingItem(0, each.id, ("1150605-1",), "會議", "通報")))
        for each in (one, one)
    ]
    elsewhere = await store(
        lambda db: items.add(db, MeetingItem(0, conference.id, ("1150605-2",), "會議", "另案"))
    )
    raised = await store(lambda db: items.save(db, first, replace(first, title="通報人", raised_on=DAY)))
    assert await store(lambda db: items.read_item(db, first.id)) == raised
    assert await store(lambda db: items.read_item(db, second.id)) == second
    with pytest.raises(Stale):
        await store(lambda db: items.save(db, first, replace(first, title="再改")))
    assert await store(items.raised) == [raised]
    answered = await store(lambda db: items.save(db, raised, replace(raised, answered_on=DAY)))
    assert await store(items.raised) == []
    assert await store(lambda db: items.next_number(db, one)) == 3
    assert await store(lambda db: items.next_number(db, other)) == 1
    assert {each.id for each in await store(lambda db: items.of_series(db, other, all_of_them=True))} == {
        answered.id, second.id,
    }  # fmt: skip
    assert elsewhere.id in {
        each.id for each in await store(lambda db: items.of_series(db, conference, all_of_them=True))
    }
    with pytest.raises(NotThere):
        await store(lambda db: items.read_item(db, 999))


async def test_a_units_part_in_an_item_is_kept_once_and_removed_alone(store: Store) -> None:
    one = await meeting(store, kind=DISTRICT)
    next_ = await meeting(store, 7, DISTRICT)
    item = await store(lambda db: items.add(db, MeetingItem(0, one.id, ("1150605-1",), "會議", "通報")))
    police, health = await unit(store), await unit(store, UnitKind.HEALTH, "平鎮衛生所")
    supports = await store(lambda db: items.add_unit(db, item, health, lead=False))
    leads = await store(lambda db: items.add_unit(db, item, police, lead=True))

    async def owes(row: int) -> list[Duty]:
        return [each.duty for each in await store(lambda db: obligations.of_subject(db, row))]

    found = await store(lambda db: items.read_item(db, item.id))
    assert [part.id for part in found.units] == [leads.id, supports.id], "who leads comes first"
    removed = await store(lambda db: items.save_unit(db, supports, replace(supports, removed_on=DAY)))
    assert (await store(lambda db: items.read(db, supports.id))).removed_on == DAY
    assert (await store(lambda db: items.read(db, leads.id))).removed_on is None
    with pytest.raises(Stale):
        await store(lambda db: items.save_unit(db, supports, replace(supports, condition="完成")))
    assert [part.id for part in await store(items.owing)] == [leads.id]
    assert [part.id for part in await store(lambda db: items.of_units(db, [police.id, health.id]))] == [
        leads.id
    ]
    assert await store(lambda db: items.of_units(db, [health.id])) == []
    assert removed.version == supports.version + 1
    await store(lambda db: items.settle_series(db, next_))
    assert await owes(supports.id) == []
    with pytest.raises(NotThere):
        await store(lambda db: items.read(db, 999))


async def test_what_an_item_asks_of_a_unit_is_owed_as_soon_as_the_next_meeting_is_planned(
    store: Store,
) -> None:
    one = await meeting(store, kind=DISTRICT, fixed=DAY, held_on=DAY)
    item = await store(lambda db: items.add(db, MeetingItem(0, one.id, ("1150605-1",), "會議", "通報")))
    police, health = await unit(store), await unit(store, UnitKind.HEALTH, "平鎮衛生所")
    leads, removed = [
        await store(partial(items.add_unit, item=item, unit=each, lead=each is police))
        for each in (police, health)
    ]
    await store(lambda db: items.save_unit(db, removed, replace(removed, removed_on=DAY)))
    assert await store(lambda db: items.next_of(db, one.id)) is None
    next_ = await meeting(store, 10, DISTRICT)

    async def owes(row: int) -> list[Duty]:
        return [each.duty for each in await store(lambda db: obligations.of_subject(db, row))]

    assert await owes(leads.id) == []
    await store(lambda db: items.settle_series(db, next_))
    assert (await owes(leads.id), await owes(removed.id)) == ([Duty.TRACKED_PROGRESS], [])
    assert await store(lambda db: items.next_of(db, one.id)) == next_

    async def tracked(**which: bool) -> list[int]:
        return [each.id for each in await store(lambda db: items.of_series(db, one, **which))]

    assert await tracked() == [item.id], "one of its units is still to do it"
    await store(lambda db: items.save_unit(db, leads, replace(leads, removed_on=DAY)))
    assert (await tracked(), await tracked(all_of_them=True)) == ([], [item.id])


@pytest.mark.parametrize(
    ("role", "where", "sees", "acts"),
    [
        (Role.LIAISON, "police", SEES, True),
        (Role.WORKER, "police", set(), False),
        (Role.LIAISON, "health", set(), False),
        (Role.SUPERVISOR, "centre", SEES, False),
        (Role.BUREAU, "bureau", SEES, False),
    ],
)
async def test_a_units_part_in_an_item_is_seen_by_it_and_by_who_runs_or_oversees_its_meetings(
    store: Store, role: Role, where: str, sees: set[Action], acts: bool
) -> None:
    one = await meeting(store)
    assert store.unit is not None
    of = {
        "police": await unit(store),
        "health": await unit(store, UnitKind.HEALTH, "平鎮衛生所"),
        "bureau": await unit(store, UnitKind.BUREAU, "社會局"),
        "centre": store.unit,
    }
    item = await store(lambda db: items.add(db, MeetingItem(0, one.id, ("1150605-1",), "會議", "通報")))
    part = await store(lambda db: items.add_unit(db, item, of["police"], lead=True))

    def seen(db: Transaction) -> set[Action]:
        db.speaker = addressed.add(db, Person(0, role, of[where].id, "鄭舉例", "0912000001", ""), 7_800)
        db.unit = of[where]
        assert items.own(db, part) is acts
        if acts or where == "centre":
            assert items.get(db, part.id) == part
        else:
            with pytest.raises(NotThere):
                items.get(db, part.id)
        return {action for action in Action if items.may(db, part, action)}

    assert await store(seen) == sees


async def test_an_item_that_names_a_case_is_not_there_for_whoever_keeps_out_of_it(store: Store) -> None:
    one, case = await meeting(store, kind=DISTRICT), await served(store)
    police = await unit(store)
    plain, naming = [
        await store(partial(items.add, one=MeetingItem(0, one.id, (f"1150605-{n}",), "會議", title)))
        for n, title in enumerate(("通報", f"續辦 {case.number}"), start=1)
    ]
    parts = [
        await store(partial(items.add_unit, item=item, unit=police, lead=True)) for item in (plain, naming)
    ]
    liaison = await store(
        lambda db: addressed.add(db, Person(0, Role.LIAISON, police.id, "鄭舉例", "0912000001", ""), 7_800)
    )
    speaks = replace(store, speaker=liaison)

    async def told() -> list[int]:
        return [each.id for each in await speaks(lambda db: items.of_series(db, one))]

    assert await told() == [plain.id, naming.id]
    assert await speaks(lambda db: items.may(db, parts[1], Action.VIEW))
    await store(lambda db: recusals.add(db, case.id, liaison.id))
    assert await told() == [plain.id]
    assert not await speaks(lambda db: items.own(db, parts[1]) or items.may(db, parts[1], Action.VIEW))
    assert await speaks(lambda db: items.own(db, parts[0]) and items.may(db, parts[0], Action.VIEW))
    with pytest.raises(NotThere):
        await speaks(lambda db: items.read_item(db, naming.id))
    with pytest.raises(NotThere):
        await speaks(lambda db: items.told(db, parts[1].id))
