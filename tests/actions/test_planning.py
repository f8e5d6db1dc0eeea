"""The year's meetings stand by themselves, once in each unit that holds them; what is tracked has seats."""

from datetime import UTC, date, datetime

import pytest

from actions.meetings import planning, tracking
from casework.cases.case import Case, State
from casework.cases.seats import AskedBy
from casework.errors import WrongState
from casework.meetings.meetings import Meeting, MeetingKind, Planned
from casework.policy.editions import POLICIES, load_policy
from casework.policy.policy import Policy, Topic
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage.cases import cases
from storage.core import facts, recusals
from storage.core.database import Transaction
from storage.meetings import attendances, meetings
from storage.staffing import units
from tests.storage.conftest import Store, a_case, served_by
from tests.support import addressed
from tests.support.certain import certain

JUNE, SEPTEMBER = date(2026, 6, 1), date(2026, 9, 1)
EDITION = load_policy(POLICIES / "112.toml")


def on(day: date) -> Policy:
    return EDITION


@pytest.fixture
async def office(store: Store) -> dict[str, Unit]:
    """Two bureaus, of which one ended; two district offices, one centre beside the store's that ended."""

    def found(db: Transaction) -> dict[str, Unit]:
        made = {
            name: units.add(db, kind, name, district)
            for name, kind, district in (
                ("社會局", UnitKind.BUREAU, ""),
                ("另一局", UnitKind.BUREAU, ""),
                ("平鎮區公所", UnitKind.DISTRICT, "平鎮區"),
                ("桃園區公所", UnitKind.DISTRICT, "桃園區"),
                ("舊中心", UnitKind.CENTRE, "平鎮區"),
                ("平鎮分局", UnitKind.POLICE, "平鎮區"),
                ("舊分局", UnitKind.POLICE, "平鎮區"),
                ("衛生所", UnitKind.HEALTH, "平鎮區"),
                ("衛生", UnitKind.HEALTH, ""),
                ("衛生二", UnitKind.HEALTH, ""),
            )
        }
        for name in ("舊中心", "舊分局"):
            units.change(db, made[name].id, ended_at=db.now)
        return {**made, "centre": certain(store.unit)}

    return dict(await store(found))


async def planned(store: Store, kind: MeetingKind) -> list[tuple[str, date]]:
    found = await store(meetings.of_all)
    return sorted((one.unit.name, one.month) for one in found if one.kind is kind)


async def test_each_unit_that_holds_a_meeting_has_it_once_and_the_city_has_one(
    store: Store, office: dict[str, Unit]
) -> None:
    these = [Planned(kind, JUNE) for kind in (MeetingKind.CITY, MeetingKind.DISTRICT, MeetingKind.CONFERENCE)]
    assert await store(lambda db: planning.plan(db, these, on)) == 4
    assert await planned(store, MeetingKind.CITY) == [("社會局", JUNE)]
    assert await planned(store, MeetingKind.DISTRICT) == [("平鎮區公所", JUNE), ("桃園區公所", JUNE)]
    assert await planned(store, MeetingKind.CONFERENCE) == [(office["centre"].name, JUNE)]
    assert await store(lambda db: planning.plan(db, these, on)) == 0, "once"
    found = await store(meetings.of_all)
    assert {one.edition for one in found} == {EDITION.edition}

    def asked(db: Transaction, one: Meeting) -> set[str]:
        return {part.unit.name for part in attendances.of_meeting(db, one) if part.asked_on}

    of = {one.kind: await store(lambda db: asked(db, one)) for one in found}  # noqa: B023 - at once
    assert "平鎮分局" in of[MeetingKind.CONFERENCE], "they are asked for cases"
    assert "舊分局" not in of[MeetingKind.CONFERENCE]
    assert of[MeetingKind.DISTRICT] == of[MeetingKind.CITY] == set()


async def test_an_edition_that_asks_nobody_for_cases_asks_nobody(
    store: Store, office: dict[str, Unit]
) -> None:
    conference = EDITION.meetings.conference.model_copy(update={"propose_months": 0})
    asks = EDITION.meetings.model_copy(update={"conference": conference})
    silent = EDITION.model_copy(update={"meetings": asks})
    await store(lambda db: planning.plan(db, [Planned(MeetingKind.CONFERENCE, JUNE)], lambda day: silent))
    [one] = await store(meetings.of_all)
    assert await store(lambda db: attendances.of_meeting(db, one)) == []


@pytest.mark.parametrize(
    ("named", "holds"),
    [("平鎮分局", ["平鎮分局"]), ("衛生局", ["衛生"]), ("何處", []), ("少輔會", [])],
    ids=["by its name", "by its kind, of the city", "nobody", "not there"],
)
async def test_a_topic_is_met_on_by_whom_the_edition_names(
    store: Store, office: dict[str, Unit], named: str, holds: list[str]
) -> None:
    topic = Topic(name="跨網絡", unit=named, per_year=4)
    these = [Planned(MeetingKind.TOPIC, JUNE, topic)]
    await store(lambda db: planning.plan(db, these, on))
    assert await planned(store, MeetingKind.TOPIC) == [(one, JUNE) for one in holds]
    assert {one.topic for one in await store(meetings.of_all)} == ({"跨網絡"} if holds else set())


async def test_what_can_be_called_in_time_is_planned_and_what_begins_later_when_it_begins(
    store: Store, office: dict[str, Unit]
) -> None:
    assert await store(lambda db: planning.begun_since(db, on)) == 0, "the first time it is only looked"
    assert await store(lambda db: facts.get(db, planning.PLANNED)) == "2026-06-01"
    assert await store(meetings.of_all) == []
    assert await store(lambda db: planning.to_begin(db, on))
    store.now = datetime(2026, 6, 29, 1, tzinfo=UTC)
    await store(lambda db: planning.begin(db, on))
    months = {one.month for one in await store(meetings.of_all)}
    assert months, "something runs"
    assert JUNE not in months, "it is too late for June"
    assert not await store(lambda db: planning.to_begin(db, on))
    assert await store(lambda db: planning.begun_since(db, on)) == 0, "it was looked at today"
    assert await store(lambda db: facts.get(db, planning.PLANNED)) == "2026-06-29"
    before = len(await store(meetings.of_all))
    store.now = datetime(2026, 7, 1, 1, tzinfo=UTC)
    new = await store(lambda db: planning.begun_since(db, on))
    assert new > 0
    assert len(await store(meetings.of_all)) == before + new
    assert await store(lambda db: planning.begun_since(db, on)) == 0


# What a conference decides of a case


async def under(store: Store, case: Case, *named: int) -> Case:
    return await store(
        lambda db: tracking.track(db, case.id, met_on=date(2026, 6, 3), units=named, tasks="訪視")
    )


async def test_a_unit_that_a_conference_names_has_a_seat_whoever_of_it_can(
    store: Store, office: dict[str, Unit]
) -> None:
    """[001] 三(六)3(5)."""
    worker, police, empty = store.staff[Role.WORKER], office["平鎮分局"], office["衛生所"]

    def staff(db: Transaction) -> tuple[Case, list[int]]:
        joins = [Person(0, Role.LIAISON, police.id, f"簡虛構{n}", "0912", "") for n in range(3)]
        busy, out, idle = (addressed.add(db, one, 7_500 + n).id for n, one in enumerate(joins))
        cases.open_case(db, a_case(state=State.IN_SERVICE, unit=police.id, worker=busy), "A")
        case = cases.open_case(db, served_by(worker, kind=UnitKind.CENTRE), "B")
        recusals.add(db, case.id, out)
        return case, [busy, out, idle]

    case, (_, _, idle) = await store(staff)
    after = await under(store, case, worker.unit, police.id, empty.id)
    assert {(one.unit, one.offered, one.asked_by) for one in after.joint} == {
        (police.id, idle, AskedBy.CONFERENCE),
        (empty.id, None, AskedBy.CONFERENCE),
    }
    [kept] = after.trackings
    assert (kept.met_on, kept.tasks) == (date(2026, 6, 3), "訪視")
    assert not (await store(lambda db: tracking.untrack(db, case.id))).tracked


async def test_what_is_not_screened_or_concerns_nobody_is_not_tracked(store: Store) -> None:
    worker = store.staff[Role.WORKER]

    def opened(db: Transaction) -> tuple[Case, Case]:
        return cases.open_case(db, a_case(), "B"), cases.open_case(db, served_by(worker), "B")

    to_screen, served = await store(opened)
    with pytest.raises(WrongState):
        await under(store, to_screen, worker.unit)
    with pytest.raises(WrongState):
        await under(store, served)
