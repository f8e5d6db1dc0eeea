"""Other rules in force, or a closed day: deadlines move, and what did not move is not nudged twice."""

from datetime import date, timedelta

import pytest

from bot import ring as steps
from casework.cases.case import State
from casework.policy.editions import Editions
from casework.policy.policy import Duty
from sandbox import Phone
from storage.policy import closed_days
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from tests.handlers.ringing import by, june, nudges, offered, owed, reported, ring
from tests.handlers.serving import duties, read, served
from tests.support.town import Town


async def new_edition(town: Town, first_visit: int = 14) -> None:
    """From the 9th of June on, the first visit has other days."""
    old = town.office.rules.policy
    visits = old.visits.model_copy(update={"first_days": first_visit})
    new = old.model_copy(update={"edition": "116", "in_force": date(2026, 6, 9), "visits": visits})
    town.governed_by(Editions((old, new)))


async def rows(town: Town, case: int) -> dict[Duty, Obligation]:
    return {one.duty: one for one in await town.look(lambda db: obligations.of_subject(db, case))}


async def test_an_edition_moves_the_deadlines_it_sets_from_its_first_day_on(
    town: Town, worker: Phone
) -> None:
    case = await served(town, worker)
    await new_edition(town)
    await ring(town, june(8))
    assert (await owed(town, case, Duty.FIRST_VISIT)).due.date() == date(2026, 6, 11)
    before = await rows(town, case.id)
    await ring(town, june(9, 0, 1))
    after = await rows(town, case.id)
    assert after[Duty.FIRST_VISIT].due.date() == date(2026, 6, 15)
    assert {duty for duty in after if after[duty] != before[duty]} == {Duty.FIRST_VISIT}


async def test_a_deadline_that_moved_is_nudged_by_its_new_day(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await new_edition(town)
    await ring(town, june(8), june(9), june(10), june(11))
    assert len(await nudges(worker, case)) == 1
    await ring(town, june(12))
    assert "115年6月15日" in (await nudges(worker, case))[-1]["text"]


async def test_what_did_not_move_is_not_nudged_once_more(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await ring(town, june(8), june(8, 9, 0))
    by(town, late_minutes=45)
    await ring(town, june(8, 9, 1), june(9))
    assert len(await nudges(worker, case)) == 1


async def test_another_ladder_is_climbed_from_where_one_stood(town: Town, worker: Phone) -> None:
    case = await served(town, worker)
    await ring(town, june(8))
    policy = town.office.rules.policy
    ladders = {**policy.ladders, Duty.FIRST_VISIT: policy.ladders[Duty.FIRST_VISIT][:1]}
    town.governed_by(Editions((policy.model_copy(update={"ladders": ladders}),)))
    await ring(town, june(10), june(12))
    assert len(await nudges(worker, case)) == 1
    await ring(town, june(15))
    assert len(await nudges(worker, case)) == 2, "what stays overdue is heard weekly, whatever the ladder"


async def test_a_typhoon_day_moves_what_is_counted_in_working_days(town: Town, worker: Phone) -> None:
    offer, case = await offered(town, worker), await served(town, worker)
    before = await owed(town, offer, Duty.ACKNOWLEDGE)
    kept = await duties(town, case)
    await town.look(lambda db: closed_days.close(db, june(2).date()))
    await ring(town, june(1, 9, 1))
    after = await owed(town, offer, Duty.ACKNOWLEDGE)
    assert after.due - before.due == timedelta(days=1)
    assert await duties(town, case) == kept


async def test_a_typhoon_day_lets_an_offer_lapse_later(town: Town, worker: Phone) -> None:
    offer = await offered(town, worker)  # goes back after two working days: on the morning of the 4th
    await town.look(lambda db: closed_days.close(db, june(2).date()))
    await ring(town, june(1, 9, 1), june(4, 12, 0))
    assert (await read(town, offer)).state is State.DISPATCHED
    await ring(town, june(5))
    assert (await read(town, offer)).state is State.SCREENING


async def test_many_cases_are_counted_anew_batch_by_batch_and_none_is_forgotten(
    town: Town, worker: Phone, screener: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 2)
    found = [await served(town, worker) for _ in range(5)] + [await reported(town, urgent=False)]
    await new_edition(town)
    await ring(town, june(9, 0, 1))
    for case in found[:5]:
        assert (await owed(town, case, Duty.FIRST_VISIT)).due.date() == date(2026, 6, 15)
