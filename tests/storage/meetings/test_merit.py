"""獎懲: what a unit did in a year is counted of that year, and of the units that had to do with it."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, insert, update

from casework.cases.case import State
from casework.errors import Stale
from casework.meetings.discussing import Decision, Discussed
from casework.meetings.items import MeetingItem
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.merit import Merit, MeritFigure
from casework.meetings.submitting import Submitted, SubmittedKind
from casework.policy.editions import POLICIES, load_policy
from casework.policy.policy import Duty, Policy
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start, local_day
from storage.cases import cases
from storage.core import journal
from storage.core import tables as t
from storage.core.database import Transaction
from storage.meetings import attendances, discussed, items, meetings, merit, submitted
from storage.staffing import units
from tests.storage.conftest import Store, a_case

YEAR = 2026
BEGINS, ENDS = day_start(date(YEAR, 1, 1)), day_end(date(YEAR, 12, 31))
OVER = day_start(date(YEAR + 1, 3, 1))
MOMENT = timedelta(seconds=1)


def nothing(edition: str) -> None:
    """Every meeting is by the edition of today."""


async def counted(store: Store) -> dict[int, Counter[str]]:
    """Count by unit what is behind each figure."""
    found = await store(lambda db: merit.of_year(db, YEAR, nothing))
    return {one.unit: Counter(act.figure for act in one.acts) for one in found}


async def opened(store: Store, **facts: object) -> int:
    worker = store.staff[Role.WORKER]
    of = {"state": State.IN_SERVICE, "worker": worker.id, "unit": worker.unit, "accepted_at": store.now}
    return (await store(lambda db: cases.open_case(db, a_case(store.now, **{**of, **facts}), "B"))).id


async def owed(store: Store, case: int, duty: Duty, *moments: tuple[datetime, datetime | None]) -> None:
    """Let a case owe nothing but these: by when, and when it was done."""

    def these(db: Transaction) -> None:
        db.connection.execute(delete(t.obligations).where(t.obligations.c.subject == case))
        for number, (due, ended) in enumerate(moments):
            row = {"subject": case, "duty": duty, "period": f"{due:%Y-%m-%d}", "since": due, "known_at": due}
            more = {"urgent": False, "bearer": "worker", "climbed": number, "due": due, "ended_at": ended}
            db.connection.execute(insert(t.obligations).values(**row, **more))

    await store(these)


async def test_what_was_due_in_a_year_is_of_that_year_from_its_first_moment_to_its_last(store: Store) -> None:
    centre, store.now = store.staff[Role.WORKER].unit, OVER
    case = await opened(store)
    moments = [(at, at) for at in (BEGINS - MOMENT, BEGINS, ENDS, ENDS + MOMENT)]
    await owed(store, case, Duty.SCREEN, *moments)
    assert await counted(store) == {centre: Counter({MeritFigure.SCREENED: 2})}
    await owed(store, case, Duty.FOLLOW_UP, *((due, None) for due, _ in moments))
    assert await counted(store) == {centre: Counter({MeritFigure.FOLLOW_UPS: 2})}
    await owed(store, case, Duty.FOLLOW_UP, *moments)
    assert await counted(store) == {}, "what was filed is counted by its month"
    await owed(store, case, Duty.FIRST_VISIT, *moments)
    assert await counted(store) == {}, "no figure is made of it"


async def test_a_meeting_is_judged_by_its_own_edition_not_by_the_one_of_today(store: Store) -> None:
    def held(db: Transaction) -> None:
        assert store.unit is not None
        for edition, month in (("109", date(YEAR, 3, 1)), ("", date(YEAR, 6, 1))):
            planned = Meeting(MeetingKind.CONFERENCE, store.unit, month, edition=edition)
            one = meetings.add(db, planned, "meeting.planned")
            met, sent = month.replace(day=10), month.replace(day=20)
            meetings.keep(db, one, replace(one, fixed=met, held_on=met, minutes_sent_on=sent))

    await store(held)

    def patient(edition: str) -> Policy | None:
        """The edition of that meeting lets minutes wait."""
        if not edition:
            return None
        policy = load_policy(POLICIES / "109.toml")
        rules = policy.meetings.conference.model_copy(update={"minutes_days": 30})
        return policy.model_copy(
            update={"meetings": policy.meetings.model_copy(update={"conference": rules})}
        )

    [one] = await store(lambda db: merit.of_year(db, YEAR, patient))
    late = {act.on.month: act.days_late for act in one.of(MeritFigure.MINUTES)}
    assert late == {4: 0, 6: 3}


async def test_of_a_deadline_that_moved_the_last_counts(store: Store) -> None:
    case = await opened(store)
    other = await opened(store)
    await owed(store, case, Duty.SCREEN, (BEGINS, BEGINS), (BEGINS, BEGINS))
    await owed(store, other, Duty.SCREEN, (BEGINS, BEGINS))
    assert [*(await counted(store)).values()] == [Counter({MeritFigure.SCREENED: 2})]


async def test_of_a_case_that_was_screened_again_both_screenings_count(store: Store) -> None:
    """One that was late was forgotten once a dispute brought the case back."""
    case = await opened(store)
    await owed(store, case, Duty.SCREEN, (BEGINS, BEGINS), (BEGINS, BEGINS))
    again = (
        update(t.obligations).where(t.obligations.c.climbed == 1).values(since=BEGINS + timedelta(days=30))
    )
    await store(lambda db: db.connection.execute(again))
    assert [*(await counted(store)).values()] == [Counter({MeritFigure.SCREENED: 2})]


async def test_follow_ups_are_of_the_year_of_their_month_and_late_after_it(store: Store) -> None:
    case, store.now, by = await opened(store), OVER, store.staff[Role.WORKER].id
    await owed(store, case, Duty.FOLLOW_UP)

    def filed(db: Transaction) -> None:
        for month in (date(2025, 12, 1), date(2026, 1, 1), date(2026, 12, 1), date(2027, 1, 1)):
            at = ENDS if month.year == YEAR else OVER
            row = {"case_id": case, "seat": case, "month": month, "filed_at": at, "sealed": b"", "by": by}
            db.connection.execute(insert(t.follow_ups).values(**row))

    await store(filed)
    [one] = await store(lambda db: merit.of_year(db, YEAR, nothing))
    late = {act.on: act.days_late for act in one.of(MeritFigure.FOLLOW_UPS)}
    assert late == {date(2026, 1, 31): 334, date(2026, 12, 31): 0}


async def test_a_day_on_which_the_bot_was_away_is_of_its_year(store: Store) -> None:
    store.speaker = None
    for at in (BEGINS - MOMENT, BEGINS + timedelta(hours=3), BEGINS + timedelta(days=40)):
        store.now = at
        since, until = (at - timedelta(hours=2)).isoformat(), at.isoformat()
        await store(partial(journal.write, verb="office.outage", since=since, until=until))
    gone = await store(lambda db: merit.away(db, YEAR))
    assert gone == {date(YEAR, 1, 1), date(YEAR, 2, 9), date(YEAR, 2, 10)}


async def test_who_serves_or_was_at_a_meeting_of_the_year_is_concerned_and_nobody_else(store: Store) -> None:
    centre = store.staff[Role.WORKER].unit

    def found(db: Transaction) -> dict[str, Unit]:
        offices = ("平鎮區公所", "龜山區公所", "大溪區公所")
        made = [units.add(db, UnitKind.DISTRICT, name, name[:3], "A") for name in offices]
        made.append(units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
        made.append(units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))
        for unit, month in zip(
            made, (date(YEAR, 1, 1), date(YEAR, 12, 1), date(YEAR + 1, 1, 1)), strict=False
        ):
            one = meetings.add(db, Meeting(MeetingKind.DISTRICT, unit, month), "meeting.planned")
            invited = made[3] if month.year == YEAR else made[4]
            attendances.add(db, one, invited)
            if month.year == YEAR:
                attendances.add(db, one, made[4], asked_on=month)
        return {unit.name: unit for unit in made}

    known = await store(found)
    ids = {name: one.id for name, one in known.items()}

    async def concerned() -> set[int]:
        return {one.id for one in await store(lambda db: merit.concerned(db, YEAR))}

    there = {ids["平鎮區公所"], ids["龜山區公所"], ids["平鎮分局"]}
    assert await concerned() == there, "another year's meeting, or being asked for cases, is no part in it"
    await opened(store)
    assert await concerned() == there | {centre}
    gone = update(t.units).where(t.units.c.id == ids["平鎮分局"]).values(ended_at=store.now)
    await store(lambda db: db.connection.execute(gone))
    assert await concerned() == there - {ids["平鎮分局"]} | {centre}


async def test_what_is_said_of_a_unit_is_written_over_by_nobody_who_was_slower(store: Store) -> None:
    centre = store.staff[Role.WORKER].unit
    one = await store(lambda db: merit.to_change(db, YEAR, centre))
    said = await store(partial(merit.save, one=replace(one, why="颱風", objected_on=local_day(store.now))))
    other = await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
    await store(partial(merit.save, one=Merit(YEAR, other.id, advice="嘉獎")))
    await store(partial(merit.save, one=Merit(YEAR - 1, centre, advice="?")))
    again = await store(lambda db: merit.to_change(db, YEAR, centre))
    await store(partial(merit.save, one=replace(again, letter="示範字第1號")))
    with pytest.raises(Stale):
        await store(partial(merit.save, one=replace(said, why="?")))
    found = await store(lambda db: merit.said(db, YEAR))
    assert {unit: (one.why, one.letter, one.advice) for unit, one in found.items()} == {
        centre: ("颱風", "示範字第1號", ""),
        other.id: ("", "", "嘉獎"),
    }
    assert found[centre].objected_on == local_day(store.now)


async def test_what_a_unit_brought_is_of_the_year_in_which_it_did(store: Store) -> None:
    centre = store.staff[Role.WORKER].unit
    days = (date(YEAR - 1, 12, 31), date(YEAR, 1, 1), date(YEAR, 12, 31), date(YEAR + 1, 1, 1))

    def brought(db: Transaction) -> None:
        assert store.unit is not None
        one = meetings.add(
            db, Meeting(MeetingKind.CONFERENCE, store.unit, date(YEAR, 6, 1)), "meeting.planned"
        )
        for day in days:
            for kind in SubmittedKind:
                submitted.add(db, Submitted(0, one.id, centre, kind, day, {"about": "?"}))
            items.add(db, MeetingItem(0, one.id, (f"{day}",), "?", "?", raised_on=day))
            for unit, decision in ((centre, Decision.TRACKED), (centre, None), (None, Decision.TRACKED)):
                case = cases.open_case(db, a_case(), "B")
                discussed.add(db, Discussed(0, one.id, case.id, unit, day, decision=decision), case)

    await store(brought)
    assert await counted(store) == {
        centre: Counter(
            {
                MeritFigure.PROPOSED: 4,
                MeritFigure.TRACKED: 2,
                MeritFigure.ISSUES: 2,
                MeritFigure.RAISED: 2,
            }
        )
    }


async def test_the_table_of_a_year_is_the_bureaus_and_is_found_by_its_year(store: Store) -> None:
    """[001] 肆三."""
    assert await store(merit.bureau) is None
    bureau = await store(lambda db: units.add(db, UnitKind.BUREAU, "社會局", "", "A"))
    assert await store(merit.bureau) == bureau
    assert await store(lambda db: merit.of(db, YEAR)) is None, "nobody sees it yet"
    one = await store(lambda db: merit.begin(db, YEAR, bureau))
    assert await store(lambda db: merit.of(db, YEAR)) == one
    assert (one.unit, one.year) == (bureau, YEAR)
    assert await store(lambda db: merit.of(db, YEAR - 1)) is None
