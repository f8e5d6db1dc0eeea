"""Who is called for a 24-hour matter, one after the other, and who hears when nobody answers."""

from datetime import time, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions import audience, calling, on_call
from casework.cases.case import Case, State
from casework.on_call import Officer, Shift
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage import on_call as kept
from storage.cases import cases
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import News
from storage.staffing import addresses, people, units
from tests.storage.conftest import Store, a_case
from tests.support import addressed
from tests.support.cases import with_facts

NIGHT = timedelta(hours=13)
"""From nine in the morning to ten in the evening."""


LATE = timedelta(minutes=40)


class Night:
    """A night in two units, with lists of who is on call."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.screeners: list[Person] = []
        self.workers: list[Person] = []
        self.lead: Person
        self.case: Case

    async def found(self) -> None:
        def staff(db: Transaction) -> None:
            group = units.add(db, UnitKind.PROTECTION, "家防中心")
            centre = self.store.staff[Role.WORKER].unit
            names = iter("甲乙丙丁戊己")

            def joins(role: Role, unit: int, chat: int) -> Person:
                return addressed.add(db, Person(0, role, unit, f"{next(names)}示例", "0912000000", ""), chat)

            self.screeners = [joins(Role.SCREENER, group.id, 7_100 + n) for n in range(3)]
            self.workers = [joins(Role.WORKER, centre, 7_200 + n) for n in range(2)]
            self.lead = joins(Role.HEAD, group.id, 7_300)
            self.case = cases.open_case(db, a_case(db.now, urgent=True), "B")

        self.store.forward(seconds=NIGHT.total_seconds())
        await self.store(staff)

    async def named(self, *those: Person) -> None:
        """Put somebody on call tonight, each with the next for a backup."""
        first, *others = those
        backup = Officer(others[0].name, "0912000000", others[0].id) if others else None
        officer = Officer(first.name, "0912000000", first.id)

        def name(db: Transaction) -> None:
            shift = Shift(0, local_day(db.now), time(17), time(8), officer, backup)
            kept.put(db, kept.rota_of(db, first.unit), [shift])

        await self.store(name)

    async def called(self) -> list[int]:
        open_ = select(t.calls.c.asked).where(t.calls.c.ended_at.is_(None))
        return list(await self.store(lambda db: db.connection.execute(open_).scalars().all()))

    async def passes(self) -> list[tuple[str, int]]:
        """Let nobody have answered in time; returns who hears of it, and what."""

        def passed(db: Transaction) -> list[tuple[str, int]]:
            one = kept.of_case(db, self.case.id)
            assert one is not None
            on_call.pass_on(db, one)
            return [(each.verb, each.person) for each in db.news if isinstance(each, News)]

        self.store.now += LATE
        return await self.store(passed)


@pytest.fixture
async def night(store: Store) -> Night:
    night = Night(store)
    await night.found()
    return night


async def on_call_for(night: Night, case: Case) -> list[int]:
    return await night.store(lambda db: [one.id for one in calling.screeners(db, case)])


async def begin(night: Night, asked: Person) -> None:
    await night.store(lambda db: calling.begin(db, cases.read(db, night.case.id), asked))


async def test_of_a_matter_to_be_screened_those_on_call_are_told_in_their_order(night: Night) -> None:
    first, second, _ = night.screeners
    assert await on_call_for(night, night.case) == []
    await night.named(second, first)
    assert await on_call_for(night, night.case) == [second.id, first.id]
    assert await on_call_for(night, replace(night.case, urgent=False)) == []
    assert await on_call_for(night, replace(night.case, state=State.IN_SERVICE)) == []


async def test_who_can_not_be_reached_or_is_gone_is_not_called(night: Night) -> None:
    first, second, _ = night.screeners
    await night.named(first, second)

    def blocked(db: Transaction) -> None:
        [at] = addresses.every(db, first.id)
        addresses.change(db, at.id, blocked_at=db.now)

    await night.store(blocked)
    assert await on_call_for(night, night.case) == [second.id]
    await night.store(lambda db: people.change(db, second.id, active=False))
    assert await on_call_for(night, night.case) == []


async def test_of_an_offer_only_those_of_the_unit_are_called_who_serve_there(night: Night) -> None:
    first, _ = night.workers
    centre, elsewhere = first.unit, night.screeners[0].unit
    await night.named(first, night.store.staff[Role.CHIEF])

    def look(db: Transaction) -> list[int]:
        return [one.id for one in calling.receivers(db, night.case, centre)]

    assert await night.store(look) == [first.id], "a chief serves nobody"
    for case, unit in (
        (replace(night.case, urgent=False), centre),
        (night.case, None),
        (night.case, elsewhere),
    ):
        assert await night.store(lambda db: calling.receivers(db, case, unit)) == []  # noqa: B023 - at once


async def test_a_call_to_the_same_person_runs_on_and_to_another_it_begins_anew(night: Night) -> None:
    first, second, _ = night.screeners
    await begin(night, first)
    one = await night.store(lambda db: kept.of_case(db, night.case.id))
    night.store.forward(minutes=5)
    await begin(night, first)
    assert await night.store(lambda db: kept.of_case(db, night.case.id)) == one
    await begin(night, second)
    assert await night.called() == [second.id]


async def test_who_does_not_answer_is_followed_by_the_backup_then_by_who_leads_and_all_others(
    night: Night,
) -> None:
    first, second, third = night.screeners
    await night.named(first, second)
    await begin(night, first)
    assert await night.passes() == [("case.reported", second.id)]
    assert await night.called() == [second.id]
    told = await night.passes()
    assert {verb for verb, _ in told} == {on_call.UNANSWERED}
    everybody = {night.lead.id, third.id, night.store.staff[Role.SCREENER].id}
    assert {person for _, person in told} == everybody, "not those who were called"
    assert await night.called() == []


@pytest.mark.parametrize(
    ("ago", "again"), [(timedelta(hours=12), False), (timedelta(hours=12, seconds=1), True)]
)
async def test_for_half_a_day_nobody_is_called_twice(night: Night, ago: timedelta, again: bool) -> None:
    first, second, _ = night.screeners
    await night.named(first, second)
    tonight = night.store.now
    night.store.now += LATE - ago
    await begin(night, second)
    night.store.now = tonight
    await begin(night, first)
    assert (("case.reported", second.id) in await night.passes()) is again


async def offered(night: Night, to: Person) -> None:
    """Let the case be offered to somebody of the centre."""

    def offer(db: Transaction) -> None:
        case = cases.read(db, night.case.id)
        after = with_facts(case, state=State.DISPATCHED, unit=to.unit, offered=to.id, offered_at=db.now)
        cases.save(db, case, after, "case.dispatched")

    await night.store(offer)


async def test_an_offer_goes_on_to_the_backup_and_then_who_leads_the_unit_hears(night: Night) -> None:
    first, second = night.workers
    await night.named(first, second)
    await offered(night, first)
    await night.store(lambda db: calling.begin_offer(db, cases.read(db, night.case.id)))
    assert await night.called() == [first.id]
    await night.passes()
    assert (await night.store(lambda db: cases.read(db, night.case.id))).offered == second.id
    assert await night.called() == [second.id]
    assert await night.passes() == [(on_call.UNANSWERED, night.store.staff[Role.SUPERVISOR].id)]
    assert await night.called() == []


async def test_what_was_answered_or_taken_back_meanwhile_calls_nobody_else(night: Night) -> None:
    first, second = night.workers
    await night.named(first, second)
    await offered(night, first)
    await begin(night, first)
    await offered(night, night.store.staff[Role.WORKER])
    assert await night.passes() == []
    assert await night.called() == []


async def test_where_nobody_is_on_call_no_time_runs(night: Night) -> None:
    first, _ = night.workers
    await offered(night, first)
    await night.store(lambda db: calling.begin_offer(db, cases.read(db, night.case.id)))
    assert await night.called() == []


async def test_whoever_screens_says_that_they_are_on_it_and_only_once(night: Night) -> None:
    first, *_ = night.screeners
    await begin(night, first)
    screens = night.store.by(Role.SCREENER)
    assert await screens(lambda db: on_call.answer(db, night.case.id))
    assert await night.called() == []
    assert not await screens(lambda db: on_call.answer(db, night.case.id))


async def test_of_what_is_reported_at_night_the_first_on_call_alone_hears_and_their_time_runs(
    night: Night,
) -> None:
    first, second, _ = night.screeners
    await night.named(first, second)

    def reported(db: Transaction) -> list[int]:
        db.speaker = None
        case = cases.read(db, night.case.id)
        audience.announce(db, "case.reported", case, case)
        return [one.person for one in db.news]

    assert await night.store(reported) == [first.id]
    assert await night.called() == [first.id]


async def test_what_is_no_24_hour_matter_any_more_wakes_nobody_else(night: Night) -> None:
    first, second = night.workers
    await night.named(first, second)
    await offered(night, first)
    await begin(night, first)

    def verified(db: Transaction) -> None:
        case = cases.read(db, night.case.id)
        cases.save(db, case, replace(case, urgent=False), "case.verified")

    await night.store(verified)
    assert await night.passes() == []
    assert (await night.store(lambda db: cases.read(db, night.case.id))).offered == first.id
